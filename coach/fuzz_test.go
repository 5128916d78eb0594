package coach_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"slices"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"evenkeel/coach"
)

// golden are the records of a book of yesterday, by field.
func golden(f *testing.F) map[string]string {
	f.Helper()
	raw, err := os.ReadFile("testdata/book-v1.json")
	if err != nil {
		f.Fatal(err)
	}
	var fields map[string]string
	if err := json.Unmarshal(raw, &fields); err != nil {
		f.Fatal(err)
	}
	return fields
}

// wornRecords are records that no program of ours wrote: by hand, by another
// version, cut short.
var wornRecords = []string{
	`null`, `{}`, `[]`, `""`, `7`, `{"id":null}`, `{"id":"D1","stage":[null,{}],"close":[{"v":""}]}`,
	`{"id":"D1","outcome":{"v":"won"}}`, `{"id":"D1","outcome":{"v":"lost","at":"2026-03-02T09:00:00Z"},"closed":{"v":""}}`,
	`{"id":"other","account":{"v":"acme"},"outcome":{"v":"won"},"closed":{"v":"2026-02-01"},"amount":{"v":{"minor":-5,"currency":"zz"}}}`,
	`{"id":"D1","amount":{"v":{"minor":9223372036854775807,"currency":"USD"}}}`,
	`{"id":"D1","created":{"v":"2199-12-31"},"close":[{"v":"1970-01-01","at":"9999-12-31T23:59:59Z"}]}`,
	`{"key":"","rule":"sell-on-issue","subject":"deal/D1","severity":"stop","reply":"override","facts":[{"name":"issue","value":{}}]}`,
	`{"key":"k","rule":"gone","subject":"","severity":"loud","until":"2026-03-01","reply":"done"}`,
	`{"subject":"deal/","answers":null,"verdicts":[{"judgement":"out","failed":["","problem"]}]}`,
	`{"schema":99,"fed":{"":{}},"daily_run":"2199-12-31","zone":"Mars/Base","prefs":{"from":"25:00"}}`,
	`{"schema":1,"pending":true,"first":["x"],"prefs":{"paused":"2199-12-31","muted":{"":true}}}`,
	`{"rep":"\u0000","day":"","gone":true}`, `{"kind":"daily","wanted":-1,"quiet_by":{"x":-3},"nudges":["k",""]}`,
}

// FuzzDecodeBook reads records as a store may hold them. What is taken for a
// book can be decided on, shown, scored and written again.
func FuzzDecodeBook(f *testing.F) {
	g := golden(f)
	kinds := byte(len(eventsFor("D1")))
	next := byte(0)
	seed := func(deal, commitment, nudge, message, qualification, state, said, touch string) {
		for range 3 {
			f.Add(next%kinds, "D1", deal, commitment, nudge, message, qualification, state, said, touch)
			next++
		}
	}
	nudge := g["n:next-commitment/deal/D1@2026-03-02"]
	seed(g["d:D1"], g["c:C1"], nudge, g["m:answer/g2"], g["q:deal/D1"], g["state"], g["said:deal/D1"], g["t:T1"])
	for _, w := range wornRecords {
		seed(w, g["c:C1"], nudge, g["m:answer/g2"], g["q:deal/D1"], g["state"], w, g["t:T1"])
		seed(g["d:D1"], w, w, w, w, w, w, w)
	}
	r := rehearse(f, time.UTC, time.Date(2026, 3, 3, 9, 0, 0, 0, time.UTC))
	f.Fuzz(func(t *testing.T, kind byte, id, deal, commitment, nudge, message, qualification, state, said, touch string) {
		fields := map[string]string{
			"d:" + id: deal, "c:C1": commitment, "n:N1": nudge, "m:M1": message, "q:deal/" + id: qualification, "state": state,
			"said:deal/" + id: said, "said:commitment/C1": said, "said:answers/deal/" + id: said, "t:T1": touch,
		}
		maps.DeleteFunc(fields, func(_, raw string) bool { return raw == "" })
		b, err := coach.DecodeBook("ann", coach.Aggregate{Version: 1, Fields: fields})
		if err != nil {
			return
		}
		staysTheSame(t, b)
		decides(t, b, eventsFor(id)[kind%kinds], r.m)
	})
}

// eventsFor are events of each kind on the records of a fuzzed book.
func eventsFor(id string) []coach.Event {
	account := "acme"
	deal := &coach.DealChange{ID: id, Account: &account, Stage: ptr("proposal"), Amount: money("9")}
	commitment := &coach.CommitmentChange{ID: "C1", Deal: id, Status: ptr(coach.Kept)}
	answers := &coach.AnswersGiven{Subject: coach.On("deal", id), Answers: map[string]string{"problem": "stock-outs", "employees": "NaN"}}
	return []coach.Event{
		{Source: coach.Clock, Wake: &coach.Wake{}},
		{Source: coach.Clock, Wake: &coach.Wake{Accounts: []string{"acme"}}},
		{Deal: deal}, {Commitment: commitment}, {Answers: answers},
		{Deal: &coach.DealChange{ID: id, Outcome: ptr(coach.Won), Closed: day("2026-03-01")}},
		{Deal: &coach.DealChange{ID: id, Outcome: ptr(coach.Open)}},
		{Touch: &coach.Touch{ID: "T1", Account: "acme", Deal: id, Day: *day("2026-03-01"), Kind: coach.Sales}},
		{Reply: &coach.Reply{Nudge: "N1", Kind: coach.Override, Reason: "because"}},
		{Source: coach.Self, Posted: &coach.Posted{Message: "M1", Version: 2, Channel: "D", TS: "1"}},
		{Source: coach.Self, Release: &coach.Release{Deals: []string{id}, To: "bob"}},
		{Source: coach.Self, Rename: &coach.Rename{From: "acme", To: "A1"}},
		{Source: coach.Import, Rows: []coach.Event{{Deal: deal}, {Commitment: commitment}, {Answers: answers}}},
		{Source: coach.Import, Imported: &coach.Imported{Run: "1", Kinds: []coach.FactKind{coach.Deals, coach.Commitments}}},
	}
}

// decides decides on an event, twice, and looks at the book as the program does
// everywhere else.
func decides(t *testing.T, b *coach.Book, e coach.Event, m coach.Moment) *coach.Book {
	t.Helper()
	e.ID, e.At, e.Rep = "e", m.Now, "ann"
	if e.Source == "" {
		e.Source, e.By = coach.Slack, "ann"
	}
	b.Needs(e, m)
	d := coach.Decide(b, e, m)
	again := coach.Decide(b, e, m)
	if x, y := text(t, d.Put), text(t, again.Put); x != y {
		t.Fatalf("decided twice, in two ways:\n%s\n%s", x, y)
	}
	text(t, d.Rows)
	staysTheSame(t, d.Book)
	d.Book.Wake(m)
	facts := coach.Facts{Books: map[string]coach.BookRows{"ann": d.Book.Rows(m.Zone)}}
	q := coach.Query{By: "rep", AsOf: *day("2026-03-03"), NoMin: true}
	text(t, coach.Scores(q, m.Playbook, new(coach.People), facts))
	for _, x := range d.Book.Deals {
		x.Label()
		_ = x.Amount.V.String()
		d.Book.Verdict(x)
		d.Book.KindOf(x, map[string]*coach.Account{"acme": {}}, m.Playbook, *day("2026-03-03"))
	}
	for _, n := range d.Book.Nudges {
		_ = n.Fact("what")
		_ = n.Open()
	}
	for _, c := range d.Book.Qualifications {
		d.Book.AnswersFor(c, new(coach.People))
	}
	return d.Book
}

func text(t *testing.T, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatalf("cannot be written: %v", err)
	}
	return string(b)
}

// staysTheSame writes a book and reads it again.
func staysTheSame(t *testing.T, b *coach.Book) {
	t.Helper()
	once := fieldsOf(t, b)
	again, err := coach.DecodeBook(b.Rep, coach.Aggregate{Version: b.Version, Fields: once})
	if err != nil {
		t.Fatalf("what was written cannot be read: %v", err)
	}
	if diff := cmp.Diff(once, fieldsOf(t, again)); diff != "" {
		t.Fatalf("read and written again it differs:\n%s", diff)
	}
}

// fieldsOf are the records of a book as they are stored.
func fieldsOf(t *testing.T, b *coach.Book) map[string]string {
	t.Helper()
	out := map[string]string{"state": text(t, b.State)}
	encodeInto(t, out, "d:", b.Deals)
	encodeInto(t, out, "c:", b.Commitments)
	encodeInto(t, out, "t:", b.Touches)
	encodeInto(t, out, "q:", b.Qualifications)
	encodeInto(t, out, "n:", b.Nudges)
	encodeInto(t, out, "m:", b.Messages)
	encodeInto(t, out, "x:", b.Next)
	encodeInto(t, out, "said:", b.Said)
	return out
}

func encodeInto[K ~string, V any](t *testing.T, out map[string]string, prefix string, records map[K]V) {
	t.Helper()
	for k, v := range records {
		out[prefix+string(k)] = text(t, v)
	}
}

// FuzzDecodeAccount does the same for accounts.
func FuzzDecodeAccount(f *testing.F) {
	issue := `{"id":"scanner","severity":{"v":"high","at":"2026-03-02T09:00:00Z"},"opened":{"v":"2026-03-01"}}`
	win, stake := `{"deal":"D1","rep":"ann","day":"2026-01-02"}`, `{"rep":"ann"}`
	said := `{"id":"","source":"import","account":"acme","issue":{"id":"scanner","severity":"high"}}`
	f.Add("scanner", issue, win, stake, said)
	for _, w := range wornRecords {
		f.Add("scanner", w, win, stake, w)
		f.Add("a:b/c", issue, w, w, said)
	}
	r := rehearse(f, time.UTC, time.Date(2026, 3, 3, 9, 0, 0, 0, time.UTC))
	f.Fuzz(func(t *testing.T, id, issue, win, stake, said string) {
		fields := map[string]string{"i:" + id: issue, "w:D1": win, "s:ann": stake, "said:issue/" + id: said}
		maps.DeleteFunc(fields, func(_, raw string) bool { return raw == "" })
		a, err := coach.DecodeAccount("acme", coach.Aggregate{Version: 1, Fields: fields})
		if err != nil {
			return
		}
		a.FirstWin("")
		for _, i := range a.Issues {
			i.OpenOn(*day("2026-03-03"))
		}
		now := time.Date(2026, 3, 3, 9, 0, 0, 0, time.UTC)
		change := &coach.IssueChange{ID: id, Severity: ptr(coach.High), Opened: day("2026-03-02")}
		for _, e := range []coach.Event{
			{Source: coach.Slack, Issue: change}, {Source: coach.Import, Issue: change}, {Source: coach.Import, Rows: []coach.Event{{Issue: change}}},
			{Source: coach.Self, Win: &coach.Win{Deal: "D1", Rep: "ann", Gone: true}},
			{Source: coach.Self, Stake: &coach.Stake{Rep: "bob"}}, {Source: coach.Clock, Wake: &coach.Wake{}},
		} {
			e.ID, e.At, e.Account = "e", now, "acme"
			d := coach.DecideAccount(a, e, new(coach.People), now)
			text(t, d.Put)
			fields := map[string]string{}
			for k, v := range d.Put {
				if v != nil {
					fields[k] = text(t, v)
				}
			}
			if _, err := coach.DecodeAccount("acme", coach.Aggregate{Fields: fields}); err != nil {
				t.Fatalf("what was written cannot be read: %v", err)
			}
		}
		sells(t, a, r.m)
	})
}

// sells takes steps with a deal at the account, whose issues and wins the rules
// then read.
func sells(t *testing.T, a *coach.Account, m coach.Moment) {
	t.Helper()
	m.Accounts = map[string]*coach.Account{"acme": a}
	book, err := coach.DecodeBook("ann", coach.Aggregate{})
	if err != nil {
		t.Fatal(err)
	}
	account := "acme"
	for _, stage := range []string{"qualifying", "proposal"} {
		book = decides(t, book, coach.Event{Deal: &coach.DealChange{ID: "D1", Account: &account, Stage: &stage, Kind: ptr(coach.KindExpansion), Amount: money("5")}}, m)
	}
}

// FuzzAmountAndDate hold the two readers of plain values: what they take prints
// as something that they take again, as the same.
func FuzzAmountAndDate(f *testing.F) {
	for _, s := range []string{"50000", "1234.50", "-5", "0", "00000", ".5", "5.", "1e400", "NaN", "∞", "1.2.3", "99999999999999999999", "1000000000000", "1000000000000.01",
		"2026-03-31", "0000-00-00", "9999-12-31", "2026-02-31", "0001-01-01", "200000-01-01", "1970-01-01", "2199-12-31", "09:00", "24:00", "٣"} {
		for _, c := range []string{"USD", "JPY", "KWD", "usd", "U\x00D", ""} {
			f.Add(s, c)
		}
	}
	f.Fuzz(func(t *testing.T, s, currency string) {
		if m, err := coach.ParseMoney(s, currency); err == nil {
			again, err := coach.ParseMoney(m.Decimal(), m.Currency)
			if err != nil || again != m || m.Minor < 0 {
				t.Fatalf("%q is %v, and again %v, %v", s, m, again, err)
			}
		}
		if d, err := coach.ParseDate(s); err == nil {
			if d.String() != s || d < coach.FirstDate || d > coach.LastDate {
				t.Fatalf("%q is %s", s, d)
			}
		}
		if c, err := coach.ParseClockTime(s); err == nil {
			if again, err := coach.ParseClockTime(c.String()); err != nil || again != c || c < 0 || c > 1439 {
				t.Fatalf("%q is %v, %v", s, c, err)
			}
		}
		subject := coach.Subject(s)
		if id := subject.ID(); id != "" && utf8.ValidString(s) && coach.On(subject.Kind(), id) != subject {
			t.Fatalf("%q is %q and %q", s, subject.Kind(), id)
		}
	})
}

// The seeds above reach every kind of event; this holds that list to the type.
func TestTheFuzzedEventsCoverABook(t *testing.T) {
	kinds := map[string]bool{}
	for _, e := range eventsFor("D") {
		var m map[string]any
		if err := json.Unmarshal([]byte(text(t, e)), &m); err != nil {
			t.Fatal(err)
		}
		for k := range m {
			kinds[k] = true
		}
	}
	for _, k := range []string{"deal", "commitment", "touch", "answers", "reply", "posted", "release", "rows", "rename", "imported", "wake"} {
		if !kinds[k] {
			t.Errorf("no event says %q; there are %s", k, fmt.Sprint(slices.Sorted(maps.Keys(kinds))))
		}
	}
}
