package parse_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"evenkeel/coach"
	"evenkeel/coach/parse"
)

// wednesday is the day on which all tests happen: 4 October 2017.
var wednesday = coach.NewDate(2017, time.October, 4)

func env() parse.Env {
	x := parse.NewIndex()
	x.Put("A1", "Acme GmbH")
	x.Put("A2", "Acme Data")
	x.Put("A3", "Globex Corporation")
	x.Put("A4", "Time Inc.")
	x.Put("A5", "Coca-Cola")
	x.Put("A6", "Müller & Söhne AG")
	x.Put("A7", "Twin")
	x.Put("A8", "Twin Ltd")
	x.Put("D42", "Globex rollout")
	return parse.Env{Today: wednesday, Default: "USD", Dollar: "USD", Index: x,
		Stages: []string{"Prospecting", "Qualifying", "Proposal", "Negotiation", "Verbal agreement"}}
}

// show prints what a deal says, in the order of the fields.
func show(d parse.Deal) string {
	var b strings.Builder
	add := func(name, v string) {
		if v != "" {
			fmt.Fprintf(&b, " %s=%s", name, v)
		}
	}
	ptr := func(s *string) string {
		if s == nil {
			return ""
		}
		return *s
	}
	date := func(d *coach.Date) string {
		if d == nil {
			return ""
		}
		return d.String()
	}
	b.WriteString("[" + d.Subject + "]")
	if !d.Known {
		b.WriteString("?")
	}
	add("outcome", d.Outcome)
	add("stage", ptr(d.Stage))
	if d.Amount != nil {
		add("amount", d.Amount.String())
	}
	add("currency", d.Currency)
	add("close", date(d.Close))
	add("until", date(d.Until))
	add("kind", d.Kind)
	add("name", ptr(d.Name))
	add("product", ptr(d.Product))
	add("source", d.Source)
	add("reason", d.Reason)
	add("refer", d.Refer)
	add("note", d.Note)
	return b.String()
}

func TestDeal(t *testing.T) {
	for _, c := range []struct{ line, want string }{
		{`Acme stage=proposal amount=50000 close=2026-03-31`, `[Acme] stage=Proposal amount=50000.00 USD close=2026-03-31`},
		{`Acme 50k proposal`, `[Acme] stage=Proposal amount=50000.00 USD`},
		{`Acme proposal, 50k, close 31 Mar`, `[Acme] stage=Proposal amount=50000.00 USD close=2018-03-31`},
		{`Acme GmbH 50k`, `[Acme GmbH] amount=50000.00 USD`},
		{`Acme Data 50k`, `[Acme Data] amount=50000.00 USD`},
		{`acme data 50k`, `[acme data] amount=50000.00 USD`},
		{`D42 negotiation`, `[D42] stage=Negotiation`},
		{`"Acme Corp" 50k`, `[Acme Corp] amount=50000.00 USD`},
		{`“New Co” 50k`, `[New Co]? amount=50000.00 USD`},
		{`‘New Co’ 50k`, `[New Co]? amount=50000.00 USD`},
		{`Foo Bar Baz 50k`, `[Foo Bar Baz]? amount=50000.00 USD`},
		{`Area 51 Labs 50k`, `[Area 51 Labs]? amount=50000.00 USD`},
		{`Acme Widgets 50k`, `[Acme Widgets]? amount=50000.00 USD`},
		{`O'Brien Bros 50k`, `[O'Brien Bros]? amount=50000.00 USD`},
		{`won Acme 50k`, `[Acme] outcome=won amount=50000.00 USD`},
		{`won Foo 50k`, `[Foo]? outcome=won amount=50000.00 USD`},
		{`Acme won`, `[Acme] outcome=won`},
		{`Acme won 50k close=28 Mar`, `[Acme] outcome=won amount=50000.00 USD close=2017-03-28`},
		{`Acme close=28 Mar won`, `[Acme] outcome=won close=2017-03-28`},
		{`won Acme 50k yesterday`, `[Acme] outcome=won amount=50000.00 USD close=2017-10-03`},
		{`Acme lost reason="too dear" refer="Globex"`, `[Acme] outcome=lost reason=too dear refer=Globex`},
		{`Acme lost reason=too dear refer=Globex`, `[Acme] outcome=lost reason=too dear refer=Globex`},
		{`lost Acme price too high`, `[Acme] outcome=lost reason=price too high`},
		{`lost Acme: price`, `[Acme] outcome=lost reason=price`},
		{`Acme lost because of price`, `[Acme] outcome=lost reason=price`},
		{`Acme disqualified reason=“no budget”`, `[Acme] outcome=disqualified reason=no budget`},
		{`Acme later until 1 June`, `[Acme] outcome=later until=2018-06-01`},
		{`Acme later until in 2 weeks`, `[Acme] outcome=later until=2017-10-18`},
		{`Acme later until=end of month`, `[Acme] outcome=later until=2017-10-31`},
		{`Acme close=end of quarter kind=Expansion`, `[Acme] close=2017-12-31 kind=expansion`},
		{`Acme amount=50.000,00 EUR`, `[Acme] amount=50000.00 EUR currency=EUR`},
		{`Acme amount=50000 currency=eur`, `[Acme] amount=50000.00 EUR currency=EUR`},
		{`Acme amount=50 000`, `[Acme] amount=50000.00 USD`},
		{`Acme $50,000 close friday`, `[Acme] amount=50000.00 USD currency=USD close=2017-10-06`},
		{`Acme name="Phase 2" product=Widgets source=referral`, `[Acme] name=Phase 2 product=Widgets source=referral`},
		{`Acme stage="Closing call"`, `[Acme] stage=Closing call`},
		{`Acme stage=verbal agreement 10k`, `[Acme] stage=Verbal agreement amount=10000.00 USD`},
		{`Acme Verbal Agreement 10k`, `[Acme] stage=Verbal agreement amount=10000.00 USD`},
		{`Müller und Söhne 10k`, `[Müller und Söhne]? amount=10000.00 USD`},
		{`Mueller & Soehne 10k`, `[Mueller & Soehne] amount=10000.00 USD`},
		{`Twin 10k`, `[Twin] amount=10000.00 USD`},
		{`Acme`, `[Acme]`},
		{`Newco`, `[Newco]?`},
		{`Acme closed won 50k`, `[Acme] outcome=won amount=50000.00 USD`},
		{`Acme moved to proposal`, `[Acme] stage=Proposal`},
		{`Acme renewal 20k`, `[Acme] amount=20000.00 USD kind=renewal`},
	} {
		got, err := env().Deal(c.line)
		if err != nil {
			t.Errorf("Deal(%s): %v", c.line, err)
		} else if show(got) != c.want {
			t.Errorf("Deal(%s)\n got %s\nwant %s", c.line, show(got), c.want)
		}
	}
}

func TestDealErrorsSayWhatToWrite(t *testing.T) {
	for _, c := range []struct{ line, want string }{
		{``, "Which deal?"}, {`won`, "Which deal?"}, {`"" 50k`, "Which deal?"},
		{`Acme propsal 50k`, "Did you mean Proposal?"},
		{`Acme stge=proposal`, "Did you mean stage=?"},
		{`Acme foo=bar`, "name, product, stage"},
		{`Acme amount=`, "nothing after amount="},
		{`Acme amount=fifty`, "50k"},
		{`Acme amount=-5`, "below 0"},
		{`Acme amount=1.200`, "two amounts"},
		{`Acme close=31 Foo`, "31 Mar"},
		{`Acme close=3/4/2026`, "2026-03-31"},
		{`Acme close=2300-01-01`, "1970 to 2199"},
		{`Acme close=1 Jan 2500`, "1970 to 2199"}, // not 1 January and 2,500 USD
		{`Acme won 1 Jan 1960`, "1970 to 2199"},
		{`Acme later until 1 Jan 2500`, "1970 to 2199"},
		{`Acme close 30 Feb 2027`, "There is no 30 February"},
		{`Acme close=31 Jun`, "There is no 31 June"},
		{`Acme kind=big`, "new, expansion or renewal"},
		{`Acme won lost`, "both"},
		{`Acme 50k 60k`, "both"},
		{`Acme later`, "until when"},
		{`Acme amount=€50k currency=USD`, "EUR"},
		{`Acme currency=zzz`, "currency"},
		{`"Acme 50k`, "quote"},
		{`Acme ` + strings.Repeat("x", 3000), "characters"},
		{`Acme lost reason="` + strings.Repeat("x", 2001) + `"`, "characters"},
		{`Acme 31 Mar`, "close 31 Mar"},
	} {
		got, err := env().Deal(c.line)
		if err == nil {
			t.Errorf("Deal(%.60s) = %s, want an error", c.line, show(got))
		} else if !strings.Contains(err.Error(), c.want) {
			t.Errorf("Deal(%.60s): %v, want it to say %q", c.line, err, c.want)
		}
	}
}

func TestUpdateClear(t *testing.T) {
	for _, c := range []struct{ line, want string }{
		{`Acme: proposal, 50k, close 31 Mar`, `[Acme] stage=Proposal amount=50000.00 USD close=2018-03-31`},
		{`won Acme 50k`, `[Acme] outcome=won amount=50000.00 USD`},
		{`Won Acme 50k! :tada:`, `[Acme] outcome=won amount=50000.00 USD`},
		{`we won Acme, 50k 🎉`, `[Acme] outcome=won amount=50000.00 USD`},
		{`won Acme 50k, great work team!`, `[Acme] outcome=won amount=50000.00 USD note=great work team!`},
		{`lost Acme: price`, `[Acme] outcome=lost reason=price`},
		{`lost Acme: price, and they were slow`, `[Acme] outcome=lost reason=price, and they were slow`},
		{`lost Acme - too expensive`, `[Acme] outcome=lost reason=too expensive`},
		{`lost Acme because of price`, `[Acme] outcome=lost reason=price`},
		{`Acme: lost, price`, `[Acme] outcome=lost reason=price`},
		{`Acme close 30 Apr`, `[Acme] close=2018-04-30`},
		{`Acme closes friday`, `[Acme] close=2017-10-06`},
		{`Acme close: 30 Apr`, `[Acme] close=2018-04-30`},
		{`Acme GmbH: 50k`, `[Acme GmbH] amount=50000.00 USD`},
		{`acme 50k`, `[acme] amount=50000.00 USD`},
		{`Acme, 50k, negotiation`, `[Acme] stage=Negotiation amount=50000.00 USD`},
		{`Acme - negotiation - $1.2m`, `[Acme] stage=Negotiation amount=1200000.00 USD currency=USD`},
		{`Acme now in negotiation`, `[Acme] stage=Negotiation`},
		{`Acme: negotiation.`, `[Acme] stage=Negotiation`},
		{`Acme: 50 000 EUR`, `[Acme] amount=50000.00 EUR currency=EUR`},
		{`Acme: $50,000, close 31 Mar, 2026`, `[Acme] amount=50000.00 USD currency=USD close=2026-03-31`},
		{`Acme: stage=proposal amount=50k`, `[Acme] stage=Proposal amount=50000.00 USD`},
		{`Newco: proposal, 50k`, `[Newco]? stage=Proposal amount=50000.00 USD`},
		{`New Co Ltd: proposal, 50k, close 31 Mar`, `[New Co Ltd]? stage=Proposal amount=50000.00 USD close=2018-03-31`},
		{`"New Co": proposal`, `[New Co]? stage=Proposal`},
		{`won Newco 50k`, `[Newco]? outcome=won amount=50000.00 USD`},
		{`won Acme`, `[Acme] outcome=won`},
		{`- Acme: proposal`, `[Acme] stage=Proposal`},
		{`Acme: won 50k, closed yesterday`, `[Acme] outcome=won amount=50000.00 USD close=2017-10-03`},
		{`Acme:proposal, 50k`, `[Acme] stage=Proposal amount=50000.00 USD`},
		{`snake_case Ltd: proposal`, `[snake_case Ltd]? stage=Proposal`},
		{`*Acme*: proposal, _50k_`, `[Acme] stage=Proposal amount=50000.00 USD`},
		{`_won Acme 50k_`, `[Acme] outcome=won amount=50000.00 USD`},
		{`later Acme until 1 June`, `[Acme] outcome=later until=2018-06-01`},
		{`Great news: won Acme 50k`, `[Acme] outcome=won amount=50000.00 USD`},
		{`• won Acme 50k`, `[Acme] outcome=won amount=50000.00 USD`},
		{`won Acme 50k yesterday`, `[Acme] outcome=won amount=50000.00 USD close=2017-10-03`},
		{`Acme: later until 1 June`, `[Acme] outcome=later until=2018-06-01`},
		{`Acme disqualified: no budget`, `[Acme] outcome=disqualified reason=no budget`},
		{`D42: verbal agreement`, `[D42] stage=Verbal agreement`},
		{`won D42 50k`, `[D42] outcome=won amount=50000.00 USD`},
		{`Acme: proposal, 50k, they loved the demo`, `[Acme] stage=Proposal amount=50000.00 USD note=they loved the demo`},
	} {
		u := env().Update(c.line)
		if u.Verdict != parse.Clear {
			t.Errorf("Update(%s) is %v, want clear; hint: %v", c.line, u.Verdict, u.Hint)
		} else if show(u.Deal) != c.want {
			t.Errorf("Update(%s)\n got %s\nwant %s", c.line, show(u.Deal), c.want)
		}
	}
}

func TestUpdateTalkIsLeftAlone(t *testing.T) {
	for _, line := range []string{
		"", "we won!", "Lunch at 12?", "I lost my keys", "close the door", "Acme: thanks everyone!", "did we win Acme?",
		"Acme", "Acme:", "Acme called about 50k licences", "Acme close to signing", "Acme closes deals fast",
		"Lunch: 12", "Reminder: close 31 Mar", "Note: renewal", "Update: proposal", "Budget: 50k", "Q3: 50k", "Deadline: 31 Mar", "ARR: 1.2m", "Meeting: friday",
		"Acme won a prize", "Acme lost their CFO", "lost Acme's number", "Lost: one umbrella", "won the lottery 50k",
		"Acme is a great customer", "Acme: call them friday at 10:30", "Acme: see https://x.example/50k",
		"thanks @jane, great proposal", "proposal, 50k, close 31 Mar", "http://acme.com: proposal", "Acme: proposal?",
		"Acme 12", "Acme 2026", "ok: proposal sent", "Acme proposal sent yesterday", "Acme: negotiation is dragging on",
		"Jane: can you send 50k samples to Acme", "won over Acme with the demo", "won Acme over with the demo",
		"Time to close this week", "Acme: 3 people, 2 meetings", "Twin peaks was great", "5: 30", ":tada: :tada:", "🎉", "lost in translation: a film",
		"Great quarter, 50k over target", "later", "until friday", "/deal Acme 50k",
		"The new proposal for Acme is 50k", "Acme data looks good", "Acme Friday", "Acme: lunch friday",
	} {
		if u := env().Update(line); u.Verdict != parse.Talk {
			t.Errorf("Update(%s) is %v %s, want talk; hint: %v", line, u.Verdict, show(u.Deal), u.Hint)
		}
	}
}

func TestUpdateNearly(t *testing.T) {
	for _, c := range []struct{ line, want string }{
		{"Acme: propsal, 50k", "Proposal"},
		{"Acme: propsal", "Proposal"},
		{"Acme propsal 50k", "Proposal"},
		{"Acme close 31 Foo", "31 Foo"},
		{"Acme close fridya", "fridya"},
		{"won Acme fifty", "digits"},
		{"Acme: 1.200", "two amounts"},
		{"Acme: 50kk", "50kk"},
		{"Acme: 50k, 60k", "both"},
		{"Acme: proposal, 50k, close 3/4/2026", "2026-03-31"},
		{"Newco: propsal, 50k", "Proposal"},
		{"Acme: new", "new"},
		{"Acme: 12", "12"},
		{"Acme later", "until when"},
		{"Acme: proposal, 31 Mar", "close 31 Mar"},
		{"lost Acme price", "colon"},
		{"Acme 50k propsal", "Proposal"},
	} {
		u := env().Update(c.line)
		if u.Verdict != parse.Nearly {
			t.Errorf("Update(%s) is %v %s, want nearly", c.line, u.Verdict, show(u.Deal))
		} else if !strings.Contains(u.Hint.Error(), c.want) {
			t.Errorf("Update(%s): %v, want it to say %q", c.line, u.Hint, c.want)
		}
	}
}
