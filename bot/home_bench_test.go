package bot_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"
	"time"

	"evenkeel/bot"
	"evenkeel/coach"
	"evenkeel/prompts"
	"evenkeel/store/storetest"
)

// Who is in the large company: Ann and fourteen more report to Mia, all with full
// books; the others have summaries, which is all that is read of them.
const (
	largeReps  = 5000
	largeTeam  = 15
	largeDeals = 500
	largeSites = 10 // accounts a rep owns
)

// BenchmarkHome puts a Home tab together, of a rep with 500 deals and of a manager of
// 15 such reps, in a workspace of 5,000 reps, on a redis-server: its time, and its
// round trips. "soon" is what is shown while the rest is added up, "whole" all of it;
// "first" is by a process that has read no book yet, "changed" after the rep recorded
// something, "again" with all as it was. The company takes a minute to build:
//
//	go test ./bot -run '^$' -bench Home
func BenchmarkHome(b *testing.B) {
	h := new(trips)
	s := open(b, func(set *setup) { set.written, set.server, set.hook = true, storetest.Redis(b).URL, h })
	s.largeCompany()
	for _, who := range []struct{ name, rep string }{{"rep", "r1"}, {"manager", "r9"}} {
		for _, as := range []string{"first", "changed", "again"} {
			for part, whole := range map[string]bool{"soon": false, "whole": true} {
				b.Run(who.name+"/"+part+"/"+as, func(b *testing.B) { s.benchHome(b, h, who.rep, as, whole) })
			}
		}
	}
}

func (s *stage) benchHome(b *testing.B, h *trips, rep, as string, whole bool) {
	by, sent, n := s.fresh(), 0, 0
	for b.Loop() {
		b.StopTimer()
		switch as {
		case "first":
			by = s.fresh()
		case "changed":
			s.bigger()
		}
		h.forget()
		b.StartTimer()
		blocks, err := by.HomeBlocks(b.Context(), rep, whole)
		b.StopTimer()
		if err != nil || blocks < 5 {
			b.Fatal(blocks, err)
		}
		n, sent = n+1, sent+h.count()
		b.StartTimer()
	}
	b.ReportMetric(float64(sent)/float64(n), "trips/op")
}

// fresh is a bot of a process that knows the directory, and has read no book.
func (s *stage) fresh() *bot.Bot {
	s.Helper()
	c := coach.New(s.coach.Config)
	if err := c.People().Refresh(s.Context(), 0); err != nil {
		s.Fatal(err)
	}
	return bot.New(bot.Config{Coach: c, Client: s.client, Why: prompts.Why, Figures: prompts.Figures})
}

// bigger has a deal of Ann's grow.
func (s *stage) bigger() {
	s.Helper()
	amount := coach.Money{Minor: s.now.Add(int64(time.Second)) % 1_000_000, Currency: "USD"}
	_, err := s.coach.Handle(s.Context(), "r1", func(v coach.View) (coach.Event, error) {
		return coach.Event{ID: fmt.Sprint("bigger/", v.Now.UnixNano()), At: v.Now, Source: coach.App, Rep: "r1", Deal: &coach.DealChange{ID: "D-r1-4", Amount: &amount}}, nil
	})
	if err != nil {
		s.Fatal(err)
	}
}

// largeCompany fills the store with it, and lets what is done once a day be done.
func (s *stage) largeCompany() {
	s.Helper()
	team := []string{"r1"}
	for i := 1; i < largeTeam; i++ {
		team = append(team, fmt.Sprintf("x%04d", i))
	}
	var entries []coach.Entry
	enter := func(key string, v any) {
		entries = append(entries, coach.Entry{Key: key, New: encoded(s, v)})
	}
	for i := range largeReps {
		id, manager := fmt.Sprintf("x%04d", i), fmt.Sprintf("x%04d", i/largeTeam*largeTeam)
		if slices.Contains(team, id) {
			manager = "r9"
		}
		enter("rep/"+id, coach.Rep{ID: id, Name: "Rep " + id, Team: "of " + manager, Manager: manager, Role: coach.Hybrid})
		for j := range largeSites {
			enter("account/"+site(id, j), coach.AccountProfile{ID: site(id, j), Name: "Site " + site(id, j)[2:], Owner: id})
		}
		if !slices.Contains(team, id) {
			s.onlySummary(id)
		}
	}
	for part := range slices.Chunk(entries, 1000) {
		if lost, err := s.store.PutEntries(s.Context(), part...); err != nil || len(lost) > 0 {
			s.Fatal(lost, err)
		}
	}
	s.fullBooks(team)
	for range 3 {
		if err := s.coach.DoDue(s.Context()); err != nil {
			s.Fatal(err)
		}
	}
}

func site(rep string, n int) string { return fmt.Sprintf("a-%s-%d", rep, n) }

func encoded(tb testing.TB, v any) string {
	tb.Helper()
	raw, err := json.Marshal(v)
	if err != nil {
		tb.Fatal(err)
	}
	return string(raw)
}

// onlySummary writes what everybody's preparation reads of a rep: 100 deals.
func (s *stage) onlySummary(rep string) {
	s.Helper()
	today, fields, text := coach.DateIn(monday, time.UTC), map[string][]coach.Row{}, map[string]string{}
	for i := range 100 {
		row := coach.Row{Deal: fmt.Sprintf("D-%s-%d", rep, i), Account: site(rep, i%largeSites), Amount: coach.Money{Minor: int64(100_000 + 100*i), Currency: "USD"},
			Stage: "proposal", Created: today.AddDays(-800 + 7*i)}
		field := fmt.Sprintf("o/%x", i%16)
		if i%3 < 2 {
			row.Outcome, row.Closed = []coach.Outcome{coach.Won, coach.Lost}[i%3], row.Created.AddDays(60)
			field = "c/" + row.Closed.String()[:7]
		}
		fields[field] = append(fields[field], row)
	}
	for field, rows := range fields {
		text[field] = encoded(s, rows)
	}
	if err := s.store.Commit(s.Context(), coach.Change{Key: coach.BookKey(rep), Summary: text}); err != nil {
		s.Fatal(err)
	}
}

// fullBooks imports the books of a team, with contacts, promises and contracts. Every
// fifth account has deals of other teams as well.
func (s *stage) fullBooks(team []string) {
	s.Helper()
	today := coach.DateIn(monday, time.UTC)
	r := coach.Records{Run: "large", Books: map[string][]coach.Event{}, AtAccounts: map[string][]coach.Event{},
		Kinds: []coach.FactKind{coach.Deals, coach.Touches, coach.Commitments, coach.Contracts}}
	for _, rep := range team {
		r.Books[rep] = fullBook(rep, today)
		for j := range 10 * largeSites {
			id := site(rep, j)
			r.AtAccounts[id] = []coach.Event{{Contract: &coach.ContractChange{ID: "K-" + id, Owner: &rep, Start: new(today.AddDays(-300 + j)),
				End: new(today.AddDays(60 + j)), Yearly: &coach.Money{Minor: 100_000, Currency: "USD"}}}}
			if other := fmt.Sprintf("x%04d", 100+j); j%5 == 0 {
				r.Books[other] = append(r.Books[other], coach.Event{Deal: &coach.DealChange{ID: "S-" + id, Account: &id, Stage: new("proposal"), Outcome: new(coach.Open), Created: new(today.AddDays(-30))}})
			}
		}
	}
	if err := s.coach.Import(s.Context(), r); err != nil {
		s.Fatal(err)
	}
}

func fullBook(rep string, today coach.Date) (rows []coach.Event) {
	for i := range largeDeals {
		id, at := fmt.Sprintf("D-%s-%d", rep, i), site(rep, i%(10*largeSites))
		x := &coach.DealChange{ID: id, Account: &at, Name: new("Deal " + id), Stage: new("proposal"), Amount: &coach.Money{Minor: int64(100_000 + i), Currency: "USD"},
			Created: new(today.AddDays(-800 + i)), Close: new(today.AddDays(i % 90)), Outcome: new(coach.Open)}
		if i%5 != 4 {
			x.Outcome, x.Closed = new([]coach.Outcome{coach.Won, coach.Lost}[i%2]), new(today.AddDays(-400+i*4/5))
		}
		rows = append(rows, coach.Event{Deal: x})
		rows = append(rows, coach.Event{Touch: &coach.Touch{ID: "T-" + id, Account: at, Day: today.AddDays(-i % 180), Kind: coach.Sales}})
		if i%5 == 4 {
			rows = append(rows, coach.Event{Commitment: &coach.CommitmentChange{ID: "C-" + id, Deal: id, Kind: new(coach.Time), What: new("a call"),
				Made: new(today.AddDays(-20)), Due: new(today.AddDays(i%60 - 20)), Status: new(coach.Pending)}})
		}
	}
	return rows
}
