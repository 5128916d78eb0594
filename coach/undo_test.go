package coach_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"evenkeel/coach"
)

// post is a line that ann wrote in a deals channel now.
func (b *bench) post(id string) *coach.Line { return &coach.Line{ID: id, Wrote: b.clock()} }

// line is what a line of ann's says of a deal; further events of one post are told
// apart by what follows its id.
func (b *bench) line(post *coach.Line, more string, c coach.DealChange) {
	b.t.Helper()
	b.tick()
	b.event("ann", post.ID+more, coach.Event{Deal: &c, Line: post})
}

func (b *bench) deletes(post *coach.Line) {
	b.t.Helper()
	b.tick()
	b.event("ann", post.Deletion(), coach.Event{Deleted: post})
}

func (b *bench) tick() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.now = b.now.Add(time.Second)
}

// deal is ann's deal as it is stored, "" for none.
func (b *bench) stands(id string) string {
	b.t.Helper()
	book, err := b.Book(b.t.Context(), "ann")
	if err != nil {
		b.t.Fatal(err)
	}
	x := book.Deals[id]
	if x == nil {
		return ""
	}
	text, _ := json.Marshal(x)
	return string(text)
}

func (b *bench) winsAt(account string) bool {
	b.t.Helper()
	as, err := b.Accounts(b.t.Context(), account)
	if err != nil {
		b.t.Fatal(err)
	}
	return !as[account].FirstWin("").IsZero()
}

func TestADeletedLineTakesBackWhatItSaid(t *testing.T) {
	b := newBench(t, nil)
	b.act("ann", coach.Event{Deal: &coach.DealChange{ID: "D", Account: ptr("acme"), Stage: ptr("proposal"), Amount: money("5000"), Close: day("2026-12-18")}})
	before := b.stands("D")
	p := b.post("slack/C/1")
	b.line(p, "", coach.DealChange{ID: "D", Outcome: ptr(coach.Won), Closed: day("2026-11-16"), Amount: money("50000"), Stage: ptr("negotiation")})
	if !b.winsAt("acme") {
		t.Fatal("the account knows of no win")
	}
	b.deletes(p)
	if got := b.stands("D"); got != before {
		t.Errorf("stands\n%s\nwant\n%s", got, before)
	}
	if b.winsAt("acme") {
		t.Error("the account still knows of the win")
	}
	for range 2 { // whatever comes again changes nothing
		b.deletes(p)
		b.line(p, "", coach.DealChange{ID: "D", Outcome: ptr(coach.Lost), Closed: day("2026-11-16")})
		b.line(p, "/2", coach.DealChange{ID: "D", Amount: money("1")})
	}
	if got := b.stands("D"); got != before {
		t.Errorf("after it came again:\n%s\nwant\n%s", got, before)
	}
}

func TestADealThatOnlyADeletedLineMadeIsGone(t *testing.T) {
	made := func(p *coach.Line) coach.DealChange {
		return coach.DealChange{ID: "D", Account: ptr("acme"), Stage: ptr("proposal"), Amount: money("5000")}
	}
	for name, c := range map[string]struct {
		meanwhile *coach.Event
		stays     string // what still stands, "" for nothing
		gone      string
	}{
		"and of nobody else":      {nil, "", `"id"`},
		"and its own edit":        {&coach.Event{ID: "slack/C/1/2", Line: &coach.Line{}, Deal: &coach.DealChange{ID: "D", Amount: money("7000")}}, "", `"id"`},
		"but another named it":    {&coach.Event{Deal: &coach.DealChange{ID: "D", Amount: money("9000")}}, `"minor":900000`, "proposal"},
		"but a promise hangs on":  {&coach.Event{Commitment: &coach.CommitmentChange{ID: "C", Deal: "D", Kind: ptr(coach.Time), Status: ptr(coach.Pending)}}, `"acme"`, "proposal"},
		"but a touch hangs on":    {&coach.Event{Touch: &coach.Touch{ID: "T", Account: "acme", Deal: "D", Day: *day("2026-11-16"), Kind: coach.Sales}}, `"acme"`, "proposal"},
		"but somebody judged it":  {&coach.Event{Answers: &coach.AnswersGiven{Subject: "deal/D", Answers: map[string]string{"segment": "retail"}}}, `"acme"`, "proposal"},
		"but another line closed": {&coach.Event{ID: "slack/C/9", Line: &coach.Line{}, Deal: &coach.DealChange{ID: "D", Outcome: ptr(coach.Lost), Closed: day("2026-11-16")}}, `"lost"`, "proposal"},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t, nil)
			p := b.post("slack/C/1")
			b.line(p, "", made(p))
			if e := c.meanwhile; e != nil && e.Line != nil {
				l := *p
				l.ID = strings.TrimSuffix(e.ID, "/2")
				b.line(&l, strings.TrimPrefix(e.ID, l.ID), *e.Deal)
			} else if e != nil {
				b.act("ann", *e)
			}
			b.until(b.clock().Add(time.Hour))
			b.deletes(p)
			got := b.stands("D")
			if c.stays == "" && got != "" || !strings.Contains(got, c.stays) || strings.Contains(got, c.gone) {
				t.Errorf("stands: %s", got)
			}
			book, _ := b.Book(t.Context(), "ann")
			for _, n := range book.Current() {
				if got == "" && n.Subject == "deal/D" {
					t.Errorf("%s stands open", n.Key)
				}
			}
			rows, err := b.FactsOf(t.Context(), []string{"ann"})
			if err != nil {
				t.Fatal(err)
			}
			if text, _ := json.Marshal(rows); got == "" && strings.Contains(string(text), `"D"`) {
				t.Errorf("it is counted: %s", text)
			}
		})
	}
}

// TestWhateverTheOrderADeletedLineIsGone: the deletion first, an edit before its
// post, older news after both.
func TestWhateverTheOrderADeletedLineIsGone(t *testing.T) {
	type step func(*bench, *coach.Line)
	post := func(b *bench, p *coach.Line) {
		e := coach.Event{ID: p.ID, At: p.Wrote, Source: coach.Slack, By: "ann", Line: p, Deal: &coach.DealChange{ID: "D", Account: ptr("acme"), Amount: money("2")}}
		told(b, e)
	}
	edit := func(b *bench, p *coach.Line) {
		e := coach.Event{ID: p.ID + "/2", At: p.Wrote.Add(time.Second), Source: coach.Slack, By: "ann", Line: p, Deal: &coach.DealChange{ID: "D", Account: ptr("acme"), Amount: money("3")}}
		told(b, e)
	}
	older := func(b *bench, p *coach.Line) {
		told(b, coach.Event{ID: "feed", At: p.Wrote.Add(-time.Minute), Source: coach.App, Deal: &coach.DealChange{ID: "D", Account: ptr("acme"), Amount: money("1")}})
	}
	gone := func(b *bench, p *coach.Line) { b.deletes(p) }
	for name, c := range map[string]struct {
		steps []step
		want  string // the amount, "" for no deal
	}{
		"in order":           {[]step{post, edit, gone}, ""},
		"not deleted":        {[]step{post, edit}, `"minor":300`},
		"deleted first":      {[]step{gone, post, edit}, ""},
		"an edit after it":   {[]step{post, gone, edit}, ""},
		"the edit first":     {[]step{edit, post, gone}, ""},
		"all, then older":    {[]step{post, edit, older, gone}, `"minor":100`},
		"older in the midst": {[]step{edit, older, post, gone}, `"minor":100`},
		"older first":        {[]step{older, edit, post, gone}, `"minor":100`},
		"older last":         {[]step{post, edit, gone, older}, `"minor":100`},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t, nil)
			p := b.post("slack/C/1")
			for _, s := range c.steps {
				s(b, p)
			}
			if got := b.stands("D"); c.want == "" && got != "" || !strings.Contains(got, c.want) {
				t.Errorf("stands: %s", got)
			}
		})
	}
}

// told hands ann's book an event with its own time.
func told(b *bench, e coach.Event) {
	b.t.Helper()
	b.tick()
	e.Rep = "ann"
	if _, err := b.Handle(b.t.Context(), "ann", func(coach.View) (coach.Event, error) { return e, nil }); err != nil {
		b.t.Fatal(err)
	}
}

// TestTwoLinesAreTakenBackInEitherOrder: neither brings the other's words back.
func TestTwoLinesAreTakenBackInEitherOrder(t *testing.T) {
	for name, first := range map[string]int{"the later one first": 1, "the earlier one first": 0} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t, nil)
			b.act("ann", coach.Event{Deal: &coach.DealChange{ID: "D", Account: ptr("acme"), Amount: money("1")}})
			before := b.stands("D")
			ps := []*coach.Line{b.post("slack/C/1"), b.post("slack/C/2")}
			b.line(ps[0], "", coach.DealChange{ID: "D", Amount: money("2")})
			b.line(ps[1], "", coach.DealChange{ID: "D", Amount: money("3")})
			b.deletes(ps[first])
			if got := b.stands("D"); !strings.Contains(got, []string{`"minor":300`, `"minor":200`}[first]) {
				t.Errorf("what the other said does not stand: %s", got)
			}
			b.deletes(ps[1-first])
			if got := b.stands("D"); got != before {
				t.Errorf("stands\n%s\nwant\n%s", got, before)
			}
		})
	}
}

func TestALaterDeletionChangesNothing(t *testing.T) {
	for wait, back := range map[time.Duration]bool{23 * time.Hour: true, 24*time.Hour + time.Minute: false} {
		b := newBench(t, nil)
		p := b.post("slack/C/1")
		b.line(p, "", coach.DealChange{ID: "D", Account: ptr("acme"), Amount: money("2")})
		b.until(p.Wrote.Add(wait - time.Minute))
		b.line(p, "/2", coach.DealChange{ID: "D", Amount: money("3")})
		b.until(p.Wrote.Add(wait))
		b.deletes(p)
		if got := b.stands("D"); back != (got == "") {
			t.Errorf("after %s: %s", wait, got)
		}
	}
}

// TestADealThatIsOverKeepsItsDay, though the line that gave it is gone: without one
// it could not be read.
func TestADealThatIsOverKeepsItsDay(t *testing.T) {
	b := newBench(t, nil)
	b.act("ann", coach.Event{Deal: &coach.DealChange{ID: "D", Account: ptr("acme"), Amount: money("1")}})
	p := b.post("slack/C/1")
	b.line(p, "", coach.DealChange{ID: "D", Outcome: ptr(coach.Won), Closed: day("2026-11-16")})
	b.act("ann", coach.Event{Deal: &coach.DealChange{ID: "D", Outcome: ptr(coach.Lost)}})
	b.deletes(p)
	if got := b.stands("D"); !strings.Contains(got, `"lost"`) || !strings.Contains(got, `"closed":{"v":"2026-11-16"`) {
		t.Errorf("stands: %s", got)
	}
}

// TestWhatALineReplacedIsErasedWithItsAccount: no deal of it stands in the rep's
// book any more, as it is or as it was.
func TestWhatALineReplacedIsErasedWithItsAccount(t *testing.T) {
	b := newBench(t, nil)
	b.line(b.post("slack/C/1"), "", coach.DealChange{ID: "K", Account: ptr("beta"), Name: ptr("Stays")})
	for _, id := range []string{"slack/C/2", "slack/C/3"} {
		b.line(b.post(id), "", coach.DealChange{ID: "D", Account: ptr("acme"), Name: ptr("Secret " + id)})
	}
	if _, err := b.Erase(t.Context(), "account/acme"); err != nil {
		t.Fatal(err)
	}
	book, err := b.Book(t.Context(), "ann")
	if err != nil {
		t.Fatal(err)
	}
	if text, _ := json.Marshal(book.Lines); strings.Contains(string(text), "acme") || strings.Contains(string(text), "Secret") || len(book.Lines) != 1 {
		t.Errorf("left: %s", text)
	}
}
