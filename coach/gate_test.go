package coach_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"evenkeel/coach"
	"evenkeel/coach/playbook"
)

// rehearsal steps one book through time with Decide alone, from wake-up to
// wake-up, and keeps every message that the gate lets through.
type rehearsal struct {
	t    rapid.TB
	book *coach.Book
	m    coach.Moment
	n    int
	wake time.Time
	said []*coach.Message
}

func rehearse(t rapid.TB, zone *time.Location, from time.Time) *rehearsal {
	rules := coach.Rules()
	p := playbook.Builtin(rules)
	p.SweetSpot.Written = true
	p.Holidays = map[string][]coach.Date{"DE": {*day("2026-12-25")}}
	b, err := coach.DecodeBook("ann", coach.Aggregate{})
	if err != nil {
		t.Fatal(err)
	}
	return &rehearsal{t: t, book: b, m: coach.Moment{Now: from, Zone: zone, Playbook: p, Rules: rules,
		RulesKey: p.RulesKey(rules, ""), Rep: &coach.Rep{ID: "ann", SlackUser: "U1", Country: "DE"}, People: new(coach.People)}}
}

func (r *rehearsal) event(e coach.Event) {
	r.n++
	e.ID, e.At, e.Rep = fmt.Sprintf("e%06d", r.n), r.m.Now, "ann"
	if e.Source == "" {
		e.Source, e.By = coach.Slack, "ann"
	}
	before := r.book
	d := coach.Decide(r.book, e, r.m)
	d.Book.Owed = nil // handed on
	r.book, r.wake = d.Book, d.Book.Wake(r.m)
	for key, m := range r.book.Messages {
		if before.Messages[key] == nil {
			r.said = append(r.said, m)
		}
		if m.Owed() {
			r.event(coach.Event{Source: coach.Self, Posted: &coach.Posted{Message: key, Version: m.Wanted, Channel: "D", TS: "1"}})
		}
	}
}

// until does what is due up to an instant, each at its own.
func (r *rehearsal) until(at time.Time) {
	for i := 0; !r.wake.IsZero() && !r.wake.After(at); i++ {
		if i > 10000 {
			r.t.Fatalf("still due at %s", r.wake)
		}
		if r.wake.After(r.m.Now) {
			r.m.Now = r.wake
		}
		r.event(coach.Event{Source: coach.Clock, Wake: &coach.Wake{}})
		if !r.wake.IsZero() && !r.wake.After(r.m.Now) {
			r.t.Fatalf("due again at once: %s at %s", r.wake, r.m.Now)
		}
	}
	r.m.Now = at
}

// TestTheGateNeverSpeaksOutOfTurn lets a rep act at random for six weeks around
// a night on which clocks change, and holds every message against the rules of
// the gate.
func TestTheGateNeverSpeaksOutOfTurn(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		loc := drawZone(t)
		start := rapid.SampledFrom([]time.Time{
			time.Date(2026, 10, 5, 3, 0, 0, 0, time.UTC), time.Date(2027, 3, 1, 20, 0, 0, 0, time.UTC), time.Date(2028, 2, 7, 12, 0, 0, 0, time.UTC),
		}).Draw(t, "start")
		r := rehearse(t, loc, start)
		r.m.Accounts = map[string]*coach.Account{"acme": newAccount("acme")}
		r.m.Accounts["acme"].Wins["W"] = &coach.Win{Deal: "W", Rep: "ann", Day: *day("2026-01-15")}
		for r.m.Now.Before(start.AddDate(0, 0, 42)) {
			r.event(drawAct(t, r))
			r.until(r.m.Now.Add(time.Duration(rapid.IntRange(1, 5*24*60).Draw(t, "minutes")) * time.Minute))
		}
		r.check()
	})
}

func drawAct(t *rapid.T, r *rehearsal) coach.Event {
	today := coach.DateIn(r.m.Now, r.m.Zone)
	id := fmt.Sprint("D", rapid.IntRange(0, 3).Draw(t, "deal"))
	switch rapid.IntRange(0, 6).Draw(t, "act") {
	case 0, 1:
		stage := rapid.SampledFrom(r.m.Playbook.Stages).Draw(t, "stage")
		return coach.Event{Deal: &coach.DealChange{ID: id, Account: ptr("acme"), Stage: &stage, Amount: money("1000")}}
	case 2:
		due := today.AddDays(rapid.IntRange(-3, 10).Draw(t, "due"))
		return coach.Event{Commitment: &coach.CommitmentChange{ID: fmt.Sprint("C", rapid.IntRange(0, 4).Draw(t, "c")), Deal: id,
			Made: &today, Due: &due, Status: ptr(rapid.SampledFrom([]coach.CommitmentStatus{coach.Pending, coach.Kept}).Draw(t, "status"))}}
	case 3:
		return coach.Event{Touch: &coach.Touch{ID: fmt.Sprint("T", r.n), Account: "acme", Deal: id, Day: today, Kind: coach.Sales}}
	case 4:
		asks := rapid.Bool().Draw(t, "asks")
		return coach.Event{Touch: &coach.Touch{ID: fmt.Sprint("T", r.n), Account: "acme", Day: today, At: r.m.Now, Kind: coach.Care, In: asks, Waiting: asks}}
	case 5:
		return coach.Event{Answers: &coach.AnswersGiven{Subject: coach.On("deal", id), Answers: map[string]string{"problem": rapid.SampledFrom([]string{"", "x"}).Draw(t, "answer")}}}
	}
	for key, n := range r.book.Nudges {
		if !n.Said.IsZero() && n.Cleared.IsZero() {
			kind := rapid.SampledFrom([]coach.ReplyKind{coach.Done, coach.NotUseful, coach.Snooze}).Draw(t, "reply")
			return coach.Event{Reply: &coach.Reply{Nudge: key, Kind: kind, Until: today.AddDays(3)}}
		}
	}
	return coach.Event{Wake: &coach.Wake{}}
}

func (r *rehearsal) check() {
	h := r.m.Playbook.Hours
	daily, soon, answers, times := map[coach.Date]int{}, map[coach.Date]int{}, map[coach.Date]int{}, map[string]int{}
	for _, m := range r.said {
		on := coach.DateIn(m.At, r.m.Zone)
		for _, key := range m.Nudges {
			times[key]++
		}
		switch m.Kind {
		case coach.Daily:
			daily[on]++
			if m.At.Before(on.At(h.Message, r.m.Zone)) || !m.At.Before(on.At(h.To, r.m.Zone)) || !r.m.Playbook.WorkingDay(on, r.m.Rep.Country) {
				r.t.Fatalf("a daily message at %s in %s", m.At.In(r.m.Zone), r.m.Zone)
			}
			if n := r.items(m); n > 3 {
				r.t.Fatalf("%d things in one message: %v", n, m.Nudges)
			}
		case coach.Now:
			soon[on]++
			if m.At.Before(on.At(h.From, r.m.Zone)) || !m.At.Before(on.At(h.To, r.m.Zone)) || !r.m.Playbook.WorkingDay(on, r.m.Rep.Country) {
				r.t.Fatalf("what cannot wait at %s in %s", m.At.In(r.m.Zone), r.m.Zone)
			}
			if r.book.Messages["daily/"+on.String()] == nil {
				r.t.Fatalf("one more on %s, and the day's own has not gone", on)
			}
		case coach.Answer:
			answers[on]++
			if len(m.Nudges) > 2 {
				r.t.Fatalf("%d findings in one answer", len(m.Nudges))
			}
		}
	}
	for on := range daily {
		if daily[on] > 1 {
			r.t.Fatalf("%d daily messages on %s", daily[on], on)
		}
	}
	for on := range soon {
		if soon[on] > 1 {
			r.t.Fatalf("%d more on %s", soon[on], on)
		}
	}
	for on := range answers {
		if answers[on] > 3 {
			r.t.Fatalf("%d answers on %s", answers[on], on)
		}
	}
	for key, n := range times {
		nudge := r.book.Nudges[key]
		asked := strings.HasPrefix(key, "next-commitment/") // a sales touch is answered by its ask again
		if n > 1 && nudge != nil && nudge.RepliedAt.IsZero() && !asked {
			r.t.Fatalf("%s was said %d times", key, n)
		}
	}
}

// items counts what a message says, a list of one rule's as one.
func (r *rehearsal) items(m *coach.Message) int {
	n := len(m.Nudges)
	for _, rule := range m.Lists {
		of := map[string]bool{}
		for _, key := range m.Nudges {
			if strings.HasPrefix(key, rule+"/") {
				of[key[:strings.LastIndex(key, "@")]] = true
				n--
			}
		}
		if n++; len(of) < 4 {
			r.t.Fatalf("%s is a list of %d", rule, len(of))
		}
	}
	return n
}

func TestTheDaysMessageComesAtTheRepsHourWhereTheyAre(t *testing.T) {
	auckland, err := time.LoadLocation("Pacific/Auckland")
	if err != nil {
		t.Fatal(err)
	}
	r := rehearse(t, auckland, time.Date(2026, 9, 22, 22, 0, 0, 0, time.UTC)) // Wednesday 10:00 there
	r.m.Playbook.Hours.Spread = 0
	r.event(coach.Event{Commitment: &coach.CommitmentChange{ID: "C", Account: "acme", Made: day("2026-09-21"), Due: day("2026-09-22"), Status: ptr(coach.Pending)}})
	if len(r.said) != 1 || r.said[0].Kind != coach.Answer {
		t.Fatalf("said %v", kinds(r.said))
	}
	r.event(coach.Event{Source: coach.App, Commitment: &coach.CommitmentChange{ID: "C2", Account: "beta", Made: day("2026-09-21"), Due: day("2026-09-22"), Status: ptr(coach.Pending)}})
	r.until(time.Date(2026, 9, 30, 0, 0, 0, 0, time.UTC))
	want := []string{"answer 2026-09-23T10:00:00+12:00", "daily 2026-09-24T09:00:00+12:00"}
	if got := kinds(r.said); !slices.Equal(got[:2], want) {
		t.Errorf("said %q, want %q", got, want)
	}
}

func kinds(ms []*coach.Message) []string {
	var out []string
	for _, m := range ms {
		loc, _ := time.LoadLocation("Pacific/Auckland")
		out = append(out, string(m.Kind)+" "+m.At.In(loc).Format(time.RFC3339))
	}
	return out
}

// TestWhatComesUpAfterTheHourWaitsForTheNext: the day's message went by in
// silence, and what an app says in the afternoon is no reason to speak at once.
func TestWhatComesUpAfterTheHourWaitsForTheNext(t *testing.T) {
	r := rehearse(t, time.UTC, time.Date(2026, 11, 16, 10, 0, 0, 0, time.UTC)) // a Monday
	r.m.Playbook.Hours.Spread = 0
	r.event(coach.Event{Answers: &coach.AnswersGiven{Subject: coach.On("account", "acme"), Answers: map[string]string{"problem": "x"}}})
	r.until(time.Date(2026, 11, 17, 14, 0, 0, 0, time.UTC))
	late := deal("D9", "acme2", "proposal")
	late.Source = coach.App
	r.event(late)
	if len(r.said) != 0 {
		t.Errorf("said at once: %q", kinds(r.said))
	}
	r.until(time.Date(2026, 11, 18, 12, 0, 0, 0, time.UTC))
	if len(r.said) != 1 || !r.said[0].At.Equal(time.Date(2026, 11, 18, 9, 0, 0, 0, time.UTC)) {
		t.Errorf("said %q, want the next day's message", kinds(r.said))
	}
}

// TestWhatWasDueAtTheHourComesLaterTheSameDay: nobody was there at nine.
func TestWhatWasDueAtTheHourComesLaterTheSameDay(t *testing.T) {
	r := rehearse(t, time.UTC, time.Date(2026, 11, 16, 10, 0, 0, 0, time.UTC))
	r.m.Playbook.Hours.Spread = 0
	r.event(coach.Event{Commitment: &coach.CommitmentChange{ID: "C", Account: "acme", Made: day("2026-11-16"), Due: day("2026-11-17"), Status: ptr(coach.Pending)}})
	r.m.Now = time.Date(2026, 11, 18, 14, 0, 0, 0, time.UTC)
	r.until(r.m.Now)
	if len(r.said) != 1 || !r.said[0].At.Equal(r.m.Now) {
		t.Errorf("said %q, want it at 14:00", kinds(r.said))
	}
}
