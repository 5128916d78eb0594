package bot_test

import (
	"strings"
	"testing"

	"evenkeel/coach"
)

// fill opens the form of a command typed alone, and sends it with these values;
// it returns what Slack shows at the inputs.
func (s *stage) fill(command string, values map[string]string) map[string]string {
	s.Helper()
	if got := s.run("UANN", command); got != "" {
		s.Errorf("%s answers %q beside its form", command, got)
	}
	r, err := s.ws.Submit(s.Context(), "UANN", "top", values)
	if err != nil {
		s.Fatal(err)
	}
	if !r.Closed {
		_ = s.ws.CloseView(s.Context(), "UANN", "top")
	}
	return r.Errors
}

// heard waits for the answer to a form.
func (s *stage) heard(want ...string) {
	s.Helper()
	s.wait("an answer with "+strings.Join(want, ", "), func() bool {
		for _, e := range s.ws.Ephemerals("UANN") {
			ok := true
			for _, w := range want {
				ok = ok && strings.Contains(e.Text, w)
			}
			if ok {
				return true
			}
		}
		return false
	})
}

func TestTheFormOfATouchRecordsEveryKind(t *testing.T) {
	s := open(t, nil)
	s.expect("UANN", "/deal Acme stage=qualifying", "Recorded")
	s.wait("a stake", func() bool { return s.account("A1").Stakes["r1"] != nil })
	for _, c := range []struct {
		values map[string]string
		want   []string
	}{
		{map[string]string{"kind": "care", "note": `they said "thank you, and…`, "in": "in"}, []string{"care touch (they came to you)", `they said "thank you`}},
		{map[string]string{"kind": "sales", "note": "quote", "at": "2026-11-20"}, []string{"sales touch", "Fri 20 Nov 2026: quote"}},
		{map[string]string{"kind": "future", "future": "diagnosis", "note": "two sites"}, []string{"future (diagnosis)", "two sites"}},
		{map[string]string{"kind": "review", "every": "30 days", "next": "2026-12-22"}, []string{"a review", "every 30 days", "Tue 22 Dec 2026"}},
		{map[string]string{"kind": "waiting", "note": "a call back"}, []string{"they are waiting", "a call back"}},
		{map[string]string{"kind": "issue", "severity": "low", "note": "a typo"}, []string{"low issue", "a typo"}},
		{map[string]string{"kind": "fixed", "note": "typo"}, []string{"Recorded as fixed", "a typo"}},
		{map[string]string{"kind": "metric", "metric": "uptime 99.95 of 99.9 %"}, []string{"uptime is 99.95%", "That is met"}},
		{map[string]string{"kind": "hours", "hours": "1.5", "note": "set up"}, []string{"1.5 hours", "set up"}},
	} {
		c.values["account"] = "Acme"
		if errs := s.fill("/touch", c.values); len(errs) > 0 {
			t.Errorf("%v: %v", c.values, errs)
			continue
		}
		s.heard(c.want...)
	}
}

func TestAFormSaysWhatItLacks(t *testing.T) {
	s := open(t, nil)
	for _, c := range []struct {
		command string
		values  map[string]string
		want    string
	}{
		{"/touch", map[string]string{"account": "Acme", "kind": "metric", "metric": "uptime"}, "/touch Acme metric uptime 99.2 of 99.9"},
		{"/touch", map[string]string{"account": "Acme", "kind": "issue", "note": "late"}, "How bad is it?"},
		{"/touch", map[string]string{"account": "Acme", "kind": "hours"}, "How many hours?"},
		{"/touch", map[string]string{"account": "Acme", "kind": "care", "at": "2026-11-24"}, "still to come"},
		{"/deal", map[string]string{"account": "Acme", "outcome": "later"}, "until which day"},
		{"/deal", map[string]string{"account": "Acme", "amount": "banana"}, "amount"},
		{"/commit", map[string]string{"account": "Acme"}, "what did they promise"},
	} {
		errs := s.fill(c.command, c.values)
		said := ""
		for _, e := range errs {
			said += e
		}
		if !strings.Contains(said, c.want) {
			t.Errorf("%s %v: says %q, want %q", c.command, c.values, said, c.want)
		}
	}
	if b := s.book("r1"); len(b.Deals)+len(b.Touches)+len(b.Commitments) > 0 {
		t.Errorf("something was recorded: %+v", b)
	}
}

func TestTheFormsOfDealsAndPromises(t *testing.T) {
	s := open(t, nil)
	if errs := s.fill("/deal", map[string]string{"account": "Acme", "name": "Pilot", "stage": "proposal", "amount": "50k", "close": "2026-12-31"}); len(errs) > 0 {
		t.Fatal(errs)
	}
	s.heard("Recorded a new deal", "50,000 USD", "Thu 31 Dec 2026")
	if errs := s.fill("/commit", map[string]string{"account": "Acme", "kind": "time", "what": "a call", "by": "2026-12-04"}); len(errs) > 0 {
		t.Fatal(errs)
	}
	s.heard("promised", "a call", "Fri 4 Dec 2026")
	if errs := s.fill("/deal", map[string]string{"account": "Acme", "outcome": "disqualified", "reason": "too small", "refer": "Hooli"}); len(errs) > 0 {
		t.Fatal(errs)
	}
	s.heard("disqualified on Mon 23 Nov 2026", "referred to Hooli")
	if d := s.only("r1"); d.Outcome.V != coach.Disqualified || d.Refer.V != "Hooli" {
		t.Errorf("recorded %+v", d)
	}
}
