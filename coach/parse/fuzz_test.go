package parse_test

import (
	"errors"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"evenkeel/coach"
	"evenkeel/coach/parse"
)

// helpful fails unless an error is one for a person.
func helpful(t *testing.T, err error) {
	t.Helper()
	var e *parse.Error
	if err != nil && (!errors.As(err, &e) || e.Text == "") {
		t.Fatalf("%T: %v is no *parse.Error", err, err)
	}
}

func dateHolds(t *testing.T, d *coach.Date) {
	t.Helper()
	if d != nil && (*d < coach.FirstDate || *d > coach.LastDate) {
		t.Fatalf("%s is out of range", *d)
	}
}

func amountHolds(t *testing.T, m coach.Money) {
	t.Helper()
	if _, err := coach.ParseMoney(m.Decimal(), m.Currency); err != nil {
		t.Fatal(err)
	}
}

func textHolds(t *testing.T, texts ...string) {
	t.Helper()
	for _, s := range texts {
		if utf8.RuneCountInString(s) > parse.MaxText || parse.Clean(s) != s {
			t.Fatalf("%q is kept", s)
		}
	}
}

func FuzzDate(f *testing.F) {
	for _, s := range []string{"2026-03-31", "31 Mar", "31.3.26", "3/31/2026", "next friday", "in 2 weeks", "end of q3 2020", "eofy", "Sat, 31 Mar 2018", "29 feb", "the 31st"} {
		f.Add(s, int32(17444), uint8(0), uint8(1))
	}
	f.Fuzz(func(t *testing.T, s string, today int32, prefer, fiscal uint8) {
		if today < int32(coach.FirstDate) || today > int32(coach.LastDate) {
			today = 17444
		}
		o := parse.When{Today: coach.Date(today), Prefer: parse.Prefer(prefer % 2), FiscalStart: time.Month(fiscal)}
		d, err := parse.Date(s, o)
		helpful(t, err)
		if err == nil {
			dateHolds(t, &d)
		}
		if d, rest, ok := parse.DateAtEnd(s, o); ok && len(rest) <= len(s) {
			dateHolds(t, &d)
		}
		if d, _, ok := parse.DateAtStart(s, o); ok {
			dateHolds(t, &d)
		}
	})
}

func FuzzAmount(f *testing.F) {
	for _, s := range []string{"50k", "$50,000", "€1.2m", "50.000,00 EUR", "50 000", "1,5", "1.200", "12,34,567", "2 million dollars", "kr 5", ".5m", "~5bn"} {
		f.Add(s, "USD", "CAD")
	}
	f.Fuzz(func(t *testing.T, s, def, dollar string) {
		m, err := parse.Amount(s, parse.Currencies{Default: def, Dollar: dollar})
		helpful(t, err)
		if err == nil {
			amountHolds(t, m)
		}
		_, err = parse.Currency(s, parse.Currencies{})
		helpful(t, err)
	})
}

func FuzzFold(f *testing.F) {
	for _, s := range []string{"Müller GmbH & Co. KG", "S.p.A.", "🚀", "A/S", "İ", "ǅ", "株式会社アクメ", "Sp. z o.o.", "a and co", "ﬃ Ⓐ ½"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		foldHolds(t, s)
		if parse.Fold(s) != "" && !parse.SameName(s, s) {
			t.Fatalf("%q is not itself", s)
		}
	})
}

func FuzzIndex(f *testing.F) {
	f.Add("A1", "Acme GmbH", "acme corp 50k")
	f.Add("1", "🚀", "🚀: x")
	f.Fuzz(func(t *testing.T, id, name, query string) {
		x := env().Index
		x.Put(id, name)
		if got := x.Find(id).Exact; len(got) == 0 && strings.TrimSpace(id) == id {
			t.Fatalf("Find(%q) = %v", id, got)
		}
		for _, c := range x.Find(query).Near {
			if c.Score <= 0 || c.Score > 1 || x.Name(c.ID) != c.Name {
				t.Fatalf("%+v", c)
			}
		}
		x.LongestPrefix(query)
		x.Remove(id)
		if x.Len() > 9 {
			t.Fatalf("%d ids", x.Len())
		}
	})
}

func dealHolds(t *testing.T, d parse.Deal) {
	t.Helper()
	dateHolds(t, d.Close)
	dateHolds(t, d.Until)
	if d.Amount != nil {
		amountHolds(t, *d.Amount)
		if _, err := d.AmountIn("JPY"); err != nil {
			helpful(t, err)
		}
	}
	if d.Subject == "" {
		t.Fatal("no subject")
	}
	textHolds(t, d.Subject, d.Reason, d.Refer, d.Source, d.Note)
}

func FuzzDeal(f *testing.F) {
	for _, s := range []string{`Acme stage=proposal amount=50k close=31 Mar`, `won "New Co" 50k`, `Acme later until friday`, `lost Acme: price`,
		`Area 51 Labs $5 EUR`, `Acme close date to 3/4`, `Acme name="Phase 2" reason=a b won`} {
		f.Add(s)
	}
	e := env()
	f.Fuzz(func(t *testing.T, s string) {
		d, err := e.Deal(s)
		helpful(t, err)
		if err == nil {
			dealHolds(t, d)
		}
	})
}

func FuzzUpdate(f *testing.F) {
	for _, s := range []string{`Acme: proposal, 50k, close 31 Mar`, `won Acme 50k`, `lost Acme - price`, `Acme close 31 Foo`, `Newco: propsal, 50k`,
		`Lunch: 12`, `:tada: won Newco 50k, yes!`, `Acme: later, until friday`, "Acme: 50k\nwon D42", `Acme: $50,000, close 31 Mar, 2026`} {
		f.Add(s)
	}
	e := env()
	f.Fuzz(func(t *testing.T, s string) {
		for _, u := range append(e.Updates(s), e.Update(s)) {
			switch u.Verdict {
			case parse.Clear:
				dealHolds(t, u.Deal)
			case parse.Nearly:
				helpful(t, u.Hint)
			}
			if (u.Hint != nil) != (u.Verdict == parse.Nearly) {
				t.Fatalf("%v with hint %v", u.Verdict, u.Hint)
			}
		}
	})
}

func FuzzCommands(f *testing.F) {
	for _, s := range []string{`Acme problem=stock outs budget="yes"`, `Acme time meeting by friday`, `D42 kept`, `Acme care in yesterday called`, `Acme issue high x`,
		`Acme metric uptime 99.2% of 99.9% at most`, `Acme hours 1,5 x`, `Acme future diagnosis & prognosis x`, `"Acme" fixed it`, `9-17`, `Acme time by 31 Foo`} {
		f.Add(s)
	}
	e := env()
	f.Fuzz(func(t *testing.T, s string) {
		q, err := e.Qualify(s)
		helpful(t, err)
		if err == nil {
			textHolds(t, q.Subject)
			for k, v := range q.Answers {
				textHolds(t, k, v)
			}
		}
		c, err := e.Commit(s)
		helpful(t, err)
		if err == nil && !c.Due.IsZero() {
			dateHolds(t, &c.Due)
		}
		if err == nil {
			textHolds(t, c.Subject, c.What)
		}
		touch, err := e.Touch(s)
		helpful(t, err)
		if err == nil {
			textHolds(t, touch.Subject, touch.Note, touch.What, touch.Metric)
			if touch.At > e.Today || touch.Minutes < 0 || touch.Minutes > 60_000 {
				t.Fatalf("%+v", touch)
			}
		}
		_, _, err = parse.Coach(s)
		helpful(t, err)
		from, to, err := parse.Hours(s)
		helpful(t, err)
		if err == nil && (from < 0 || to <= from || to >= 24*60) {
			t.Fatalf("%s-%s", from, to)
		}
		_ = parse.Unescape(s)
	})
}
