package bot_test

import (
	"strings"
	"testing"
	"time"
)

// TestWhyNamesTheMessageThatIsWaitedFor: within the hours, nothing waits for
// the hours.
func TestWhyNamesTheMessageThatIsWaitedFor(t *testing.T) {
	s := open(t, func(set *setup) { set.due = true })
	s.expect("UANN", "/coach hours 6-17", "06:00 to 17:00")
	s.expect("UANN", "/commit new:Acorn time a call by 23 Nov", "a call")
	s.goTo(tuesday.Add(-2 * time.Hour))
	s.wait("it is overdue", func() bool { return len(s.book("r1").Nudges) > 0 })
	why := s.expect("UANN", "/coach why", "Found and not said", "it waits for your coaching message of Tue 24 Nov 2026, 09:")
	if strings.Contains(why, "your hours") {
		t.Errorf("it waits for hours that are now: %s", why)
	}
}
