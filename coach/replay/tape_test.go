package replay_test

import (
	"testing"
	"time"

	"evenkeel/coach"
	"evenkeel/coach/replay"
)

// TestWhatNobodyCouldTellAnyMoreIsCountedAsUnknown: it was neither said nor mended.
func TestWhatNobodyCouldTellAnyMoreIsCountedAsUnknown(t *testing.T) {
	found := coach.Nudge{Key: "care-due/account/a@2026-11-10", Severity: coach.Hint, Found: time.Date(2026, 11, 10, 9, 0, 0, 0, time.UTC), Held: coach.HeldCap}
	rests, mended, said, noted := found, found, found, found
	rests.Held, rests.Unknown, rests.Cleared = coach.HeldUnknown, &coach.Unknown{Kind: coach.Touches, Since: 20000}, found.Found.AddDate(0, 0, 3)
	mended.Held, mended.Cleared = "", rests.Cleared
	said.Held, said.Message, said.Unknown, said.Cleared = coach.HeldUnknown, "daily/2026-11-10", rests.Unknown, rests.Cleared
	noted.Severity = coach.Note
	for name, c := range map[string]struct {
		writes []coach.Nudge
		status replay.Status
		reason coach.Reason
	}{
		"rests before it was said":    {[]coach.Nudge{found, rests}, replay.Held, coach.HeldUnknown},
		"open again":                  {[]coach.Nudge{found, rests, found}, replay.Held, coach.HeldCap},
		"mended in the end":           {[]coach.Nudge{found, rests, mended}, replay.Cleared, coach.HeldUnknown},
		"rests after it was said":     {[]coach.Nudge{found, said}, replay.Sent, ""},
		"a note stays on Home anyway": {[]coach.Nudge{noted}, replay.Held, coach.HeldNote},
	} {
		if status, reason := replay.Fate(c.writes...); status != c.status || reason != c.reason {
			t.Errorf("%s: %s %s, want %s %s", name, status, reason, c.status, c.reason)
		}
	}
}
