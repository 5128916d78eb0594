package coach_test

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"evenkeel/coach"
	"evenkeel/coach/playbook"
	"evenkeel/coach/replay"
)

// office is a whole coach on a store in memory, with a clock that goes from one
// instant at which something is due to the next, and with a Slack that can be out
// of reach. Leases run by that clock too.
type office struct {
	*coach.Coach
	t     testing.TB
	store *tally
	shown map[string]shownMessage // by rep and key, as last shown
	order []string                // … as first shown
	watch func(coach.Outgoing)    // sees what is posted for the first time; may be nil
	brief bool                    // keeps of what was shown only that it was

	mu    sync.Mutex
	now   time.Time
	down  bool // Slack takes nothing
	mute  bool // … or takes it, and its answer is lost
	acts  int
	found int // how often a message was looked for
}

// tally counts the messages that were decided and did not go, and tells of nudges
// that clear.
type tally struct {
	*replay.Memory
	withheld int
	cleared  func(rep, nudge string) // may be nil
}

func (s *tally) Commit(ctx context.Context, c coach.Change) error {
	if strings.HasPrefix(c.Event, "withheld/") {
		s.withheld++
	}
	for field, n := range c.Put {
		if key, ok := strings.CutPrefix(field, "nudge/"); ok && s.cleared != nil && strings.Contains(n, `"cleared":"`) {
			s.cleared(strings.TrimPrefix(c.Key, "book/"), key)
		}
	}
	return s.Memory.Commit(ctx, c)
}

type shownMessage struct {
	coach.Outgoing
	at time.Time // when it was first
}

// tryAgain is how long a claim lasts: a failure is tried again after it.
const tryAgain = 5 * time.Minute

func newOffice(t testing.TB, from time.Time, tune func(*coach.Playbook)) *office {
	p := playbook.Builtin(coach.Rules())
	p.Hours.Spread = 0
	p.SweetSpot.Written = true
	p.SweetSpot.Problems = []string{"stock-outs"}
	if tune != nil {
		tune(p)
	}
	o := &office{t: t, now: from, store: &tally{Memory: replay.NewMemory()}, shown: map[string]shownMessage{}}
	o.store.Clock = o.clock
	o.Coach = coach.New(coach.Config{Store: o.store, Playbook: p, Words: plain{}, Slack: o, Now: o.clock, Owner: "office", Lease: tryAgain,
		HoldAccounts: 1 << 20, Log: slog.New(slog.DiscardHandler)})
	return o
}

func (o *office) clock() time.Time {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.now
}

func (o *office) set(at time.Time) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.now = at
}

var errDown = errors.New("slack is down")

func (o *office) Post(_ context.Context, out coach.Outgoing) (string, string, error) {
	if o.down {
		return "", "", errDown
	}
	id := whose(out)
	if out.Message.TS == "" {
		if o.watch != nil {
			o.watch(out)
		}
		o.order = append(o.order, id)
	}
	at := o.clock()
	if had, ok := o.shown[id]; ok {
		at = had.at
	}
	if o.shown[id] = (shownMessage{at: at}); !o.brief {
		o.shown[id] = shownMessage{out, at}
	}
	if o.mute {
		return "", "", errDown
	}
	return "D/" + out.Rep.ID, out.Message.Key, nil
}

// whose names a message, among those of all reps and teams.
func whose(out coach.Outgoing) string {
	return cmp.Or(out.Rep.ID, "team "+out.Rep.Team) + " " + out.Message.Key
}

func (o *office) Find(_ context.Context, out coach.Outgoing) (string, string, error) {
	if o.down || o.mute {
		return "", "", errDown
	}
	o.found++
	if _, ok := o.shown[whose(out)]; ok {
		return "D/" + out.Rep.ID, out.Message.Key, nil
	}
	return "", "", nil
}

func (o *office) member(id string, set func(*coach.Rep)) {
	o.t.Helper()
	_, err := o.People().UpdateRep(o.t.Context(), id, func(r *coach.Rep) bool {
		r.Name, r.SlackUser, r.SlackZone = id, "U"+id, "Europe/Berlin"
		if set != nil {
			set(r)
		}
		return true
	})
	if err != nil {
		o.t.Fatal(err)
	}
}

// act is something that happens to a rep's book, of a person in Slack if nothing
// else is said. What Slack cannot be told stays due.
func (o *office) act(rep, id string, e coach.Event) {
	o.t.Helper()
	_, err := o.Handle(o.t.Context(), rep, func(v coach.View) (coach.Event, error) {
		e.ID, e.At, e.Rep = id, v.Now, rep
		if e.Source == "" {
			e.Source, e.By = coach.Slack, rep
		}
		return e, nil
	})
	if err != nil {
		o.t.Fatal(err)
	}
	if err := o.Follow(o.t.Context(), rep); err != nil && !o.down && !o.mute && !errors.Is(err, coach.ErrBusy) {
		o.t.Fatal(err)
	}
}

// until does what is due up to an instant, each at its own.
func (o *office) until(at time.Time) {
	o.t.Helper()
	for again := 0; ; {
		next, key := o.store.Next()
		if next.IsZero() || next.After(at) {
			break
		}
		if next.After(o.clock()) {
			o.set(next)
		}
		if err := o.DoDue(o.t.Context()); err != nil {
			o.t.Fatal(err)
		}
		if due, _ := o.store.Next(); due.IsZero() || due.After(o.clock()) {
			again = 0
			continue
		}
		if again++; again > 5 && !o.down && !o.mute {
			o.t.Fatalf("%s was due at %s and still is at %s", key, next, o.clock())
		}
		if later := o.clock().Add(tryAgain + time.Second); later.Before(at) {
			o.set(later)
			continue
		}
		break
	}
	o.set(at)
}

// says are the messages shown, in the order in which they first were, with what
// they say now.
func (o *office) says() []string {
	var out []string
	for _, id := range o.order {
		s := o.shown[id]
		line := s.Rep.ID + " " + string(s.Message.Kind) + " " + s.Message.At.In(berlin).Format("Mon 15:04")
		for _, n := range s.Nudges {
			line += " " + strings.TrimPrefix(string(n.Subject), "account/")
			if !n.Open() {
				line += "(mended)"
			}
		}
		out = append(out, line)
	}
	return out
}

// promises are overdue tomorrow.
func (o *office) promises(accounts ...string) {
	today := coach.DateIn(o.clock(), berlin)
	for _, a := range accounts {
		o.act("ann", "promise "+a, coach.Event{Source: coach.App, Commitment: &coach.CommitmentChange{ID: a, Account: a, Made: &today, Due: &today, Status: ptr(coach.Pending)}})
	}
}

func (o *office) kept(account string, status coach.CommitmentStatus) {
	o.acts++
	o.act("ann", "settled "+account+string(rune('0'+o.acts)), coach.Event{Source: coach.App, Commitment: &coach.CommitmentChange{ID: account, Status: &status}})
}

// anOffice is ann's on a Monday; her clients' promises are overdue on Tuesday.
func anOffice(t *testing.T, accounts ...string) *office {
	o := newOffice(t, november(16, 10, 0), nil)
	o.member("ann", nil)
	o.promises(accounts...)
	o.until(november(17, 8, 0))
	expect(t, o.says())
	return o
}

func TestWhatMendedBeforeItWasSentIsNotSent(t *testing.T) {
	o := anOffice(t, "acme")
	o.down = true
	o.until(november(17, 10, 0))
	o.kept("acme", coach.Kept)
	o.down = false
	o.until(november(17, 18, 0))
	expect(t, o.says())
	o.kept("acme", coach.Pending) // it was not, after all
	o.until(november(18, 12, 0))
	expect(t, o.says(), "ann daily Wed 09:00 acme")
}

func TestAMessageGoesWithoutWhatMendedBeforeItWasSent(t *testing.T) {
	o := anOffice(t, "acme", "beta")
	o.down = true
	o.until(november(17, 10, 0))
	o.kept("acme", coach.Kept)
	o.down = false
	o.until(november(17, 11, 0))
	expect(t, o.says(), "ann daily Tue 09:00 beta")
	o.kept("beta", coach.Kept)
	expect(t, o.says(), "ann daily Tue 09:00 beta(mended)")
}

// TestWhatHasBecomeAColleaguesToHearBeforeItWasSentIsNotSent: an account without an
// owner is at home with whoever won there last.
func TestWhatHasBecomeAColleaguesToHearBeforeItWasSentIsNotSent(t *testing.T) {
	o := newOffice(t, november(16, 10, 0), justRules("issue-open"))
	o.member("ann", nil)
	o.member("bob", nil)
	wins := func(rep string) {
		today := coach.DateIn(o.clock(), berlin)
		o.act(rep, "win "+rep, coach.Event{Source: coach.App, Deal: &coach.DealChange{ID: rep, Account: ptr("acme"), Amount: money("1000"), Outcome: ptr(coach.Won), Created: &today, Closed: &today}})
	}
	wins("ann")
	issue := &coach.IssueChange{ID: "I", Severity: ptr(coach.High), Opened: day("2026-11-13")}
	if err := o.HandleAccount(t.Context(), coach.Event{ID: "I", At: o.clock(), Source: coach.App, Account: "acme", Issue: issue}); err != nil {
		t.Fatal(err)
	}
	o.until(november(18, 8, 0))
	o.down = true
	o.until(november(18, 10, 0))
	wins("bob")
	o.until(november(18, 10, 30))
	o.down = false
	o.until(november(19, 18, 0))
	expect(t, o.says(), "bob daily Thu 09:00 acme")
}

func TestWhatCouldNotBeSentWithinHoursIsInTheNextDaysMessage(t *testing.T) {
	o := anOffice(t, "acme")
	o.down = true
	o.until(november(17, 17, 30))
	o.down = false
	o.until(november(17, 23, 0))
	expect(t, o.says())
	o.until(november(18, 23, 0))
	expect(t, o.says(), "ann daily Wed 09:00 acme")
}

func TestWhatCouldNotBeSentForADayComesOnceInTheNextOne(t *testing.T) {
	o := anOffice(t, "acme")
	o.down = true
	o.until(november(17, 14, 0))
	o.promises("beta")
	o.until(november(18, 10, 0))
	o.down = false
	o.until(november(19, 23, 0))
	if len(o.says()) != 1 || o.says()[0] != "ann daily Wed 10:05 acme beta" {
		t.Errorf("said %q", o.says())
	}
}

// TestWhatMayHaveBeenPostedIsLookedForBeforeItIsWithheld: Slack took the message
// and its answer was lost.
func TestWhatMayHaveBeenPostedIsLookedForBeforeItIsWithheld(t *testing.T) {
	o := anOffice(t, "acme")
	o.mute = true
	o.until(november(17, 9, 1))
	o.down, o.mute = true, false
	o.until(november(17, 18, 0))
	o.down = false
	o.until(november(18, 23, 0))
	expect(t, o.says(), "ann daily Tue 09:00 acme")
	o.kept("acme", coach.Kept)
	expect(t, o.says(), "ann daily Tue 09:00 acme(mended)")
	if o.found == 0 {
		t.Error("nobody looked")
	}
}

// TestTheWeeksListAndTheFirstSummaryWaitWithAMessageThatCouldNotBeSent.
func TestTheFirstSummaryWaitsWithAMessageThatCouldNotBeSent(t *testing.T) {
	o := newOffice(t, november(16, 10, 0), nil)
	o.member("ann", nil)
	past := day("2026-11-02")
	o.act("ann", "rows", coach.Event{Source: coach.Import, Rows: []coach.Event{{Commitment: &coach.CommitmentChange{ID: "C", Account: "acme", Made: past, Due: past, Status: ptr(coach.Pending)}}}})
	o.act("ann", "imported", coach.Event{Source: coach.Import, Imported: &coach.Imported{Kinds: []coach.FactKind{coach.Commitments}}})
	o.down = true
	o.until(november(17, 18, 0))
	o.down = false
	o.until(november(18, 12, 0))
	expect(t, o.says(), "ann daily Wed 09:00")
	if n := o.shown[o.order[0]].Message.QuietBy["commitment-overdue"]; n != 1 {
		t.Errorf("it counts %d", n)
	}
}
