package parse_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"evenkeel/coach"
	"evenkeel/coach/parse"
)

func TestQualify(t *testing.T) {
	for _, c := range []struct {
		line, subject string
		answers       map[string]string
	}{
		{`Acme`, "Acme", nil},
		{`Acme Data`, "Acme Data", nil},
		{`"Acme Corp"`, "Acme Corp", nil},
		{`“Acme Corp” problem=shrinkage`, "Acme Corp", map[string]string{"problem": "shrinkage"}},
		{`New Co Problem=stock-outs Employees=1200`, "New Co", map[string]string{"problem": "stock-outs", "employees": "1200"}},
		{`Acme problem=stock outs in stores budget=yes`, "Acme", map[string]string{"problem": "stock outs in stores", "budget": "yes"}},
		{`Acme problem="stock outs" budget=“not yet”`, "Acme", map[string]string{"problem": "stock outs", "budget": "not yet"}},
		{`Acme problem=stock-outs, budget=yes`, "Acme", map[string]string{"problem": "stock-outs", "budget": "yes"}},
		{`Acme budget=`, "Acme", map[string]string{"budget": ""}},
		{`Acme budget=1,200.50`, "Acme", map[string]string{"budget": "1,200.50"}},
		{`Acme why=they're "late" often`, "Acme", map[string]string{"why": `they're "late" often`}},
		{`D42 refer=Globex`, "D42", map[string]string{"refer": "Globex"}},
	} {
		q, err := env().Qualify(c.line)
		if err != nil || q.Subject != c.subject || !maps.Equal(q.Answers, c.answers) {
			t.Errorf("Qualify(%s) = %+v, %v", c.line, q, err)
		}
	}
	for _, line := range []string{"", "  ", "problem=x", `"Acme" please`, `"Acme`, "Acme q=" + strings.Repeat("x", 2001), strings.Repeat("x", 3001), `Acme q="a" b`} {
		if q, err := env().Qualify(line); err == nil {
			t.Errorf("Qualify(%.40s) = %+v, want an error", line, q)
		}
	}
}

func TestCommit(t *testing.T) {
	for _, c := range []struct {
		line string
		want parse.Commit
		due  string
	}{
		{"Acme time meeting with the CFO by 31 Mar", parse.Commit{Subject: "Acme", Known: true, Kind: "time", What: "meeting with the CFO"}, "2018-03-31"},
		{"Acme data send the March pricing by tuesday", parse.Commit{Subject: "Acme", Known: true, Kind: "data", What: "send the March pricing"}, "2017-10-10"},
		{"Acme Data data export by friday", parse.Commit{Subject: "Acme Data", Known: true, Kind: "data", What: "export"}, "2017-10-06"},
		{"Acme data export by friday", parse.Commit{Subject: "Acme", Known: true, Kind: "data", What: "export"}, "2017-10-06"},
		{"Time Inc money paid pilot by end of quarter", parse.Commit{Subject: "Time Inc", Known: true, Kind: "money", What: "paid pilot"}, "2017-12-31"},
		{"New Co time demo in 2 weeks", parse.Commit{Subject: "New Co", Kind: "time", What: "demo"}, "2017-10-18"},
		{"Acme time \"a report written by Jane\"", parse.Commit{Subject: "Acme", Known: true, Kind: "time", What: "a report written by Jane"}, ""},
		{"Acme time \"a report by Jane\" by friday", parse.Commit{Subject: "Acme", Known: true, Kind: "time", What: "a report by Jane"}, "2017-10-06"},
		{"Acme time a workshop before the launch", parse.Commit{Subject: "Acme", Known: true, Kind: "time", What: "a workshop before the launch"}, ""},
		{"Acme time a call they insist on", parse.Commit{Subject: "Acme", Known: true, Kind: "time", What: "a call they insist on"}, ""},
		{"Acme data figures for end of march", parse.Commit{Subject: "Acme", Known: true, Kind: "data", What: "figures for end of march"}, ""},
		{"Acme time workshop by 2 people by friday", parse.Commit{Subject: "Acme", Known: true, Kind: "time", What: "workshop by 2 people"}, "2017-10-06"},
		{"Acme money \"signed order\" by 2026-03-31", parse.Commit{Subject: "Acme", Known: true, Kind: "money", What: "signed order"}, "2026-03-31"},
		{"D42 kept", parse.Commit{Subject: "D42", Known: true, Status: "kept"}, ""},
		{"Acme broken meeting with the CFO", parse.Commit{Subject: "Acme", Known: true, Status: "broken", What: "meeting with the CFO"}, ""},
		{"Acme withdrawn time meeting", parse.Commit{Subject: "Acme", Known: true, Status: "withdrawn", Kind: "time", What: "meeting"}, ""},
		{"\"Big Data Corp\" TIME intro by tomorrow", parse.Commit{Subject: "Big Data Corp", Kind: "time", What: "intro"}, "2017-10-05"},
	} {
		got, err := env().Commit(c.line)
		due := got.Due.String()
		got.Due = 0
		if err != nil || got != c.want || due != c.due {
			t.Errorf("Commit(%s) = %+v by %s, %v", c.line, got, due, err)
		}
	}
	for line, want := range map[string]string{
		"": "time, data or money", "Acme": "time, data or money", "Acme meeting by friday": "time, data or money", "time meeting": "time, data or money",
		"Acme time": "What did they promise", "Acme time by friday": "What did they promise", "Acme time demo by fridya": "fridya", "Acme time demo by 31 Foo": "31 Foo",
		"Acme time demo by 3/4/2026": "2026-03-31", "Acme time demo by 2300-01-01": "1970",
		"Acme time call by someday": "“someday” as the date", "Acme money pilot order by": "By when?", "Acme time a report written by Jane": `in quotes`,
		"Acme data a report by Jane on pricing": "“Jane on pricing”", "Acme time a call until": "By when?", "Acme time \"a call\" by whenever": "“whenever”",
	} {
		if got, err := env().Commit(line); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("Commit(%s) = %+v, %v; want an error that says %q", line, got, err, want)
		}
	}
}

func TestTouch(t *testing.T) {
	mayDay, err := coach.ParseDate("2018-05-12")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		line string
		want parse.Touch
		at   string
	}{
		{"Acme care called about training", parse.Touch{Kind: "care", Note: "called about training"}, ""},
		{"Acme care", parse.Touch{Kind: "care"}, ""},
		{"Acme sales in they asked for a quote", parse.Touch{Kind: "sales", In: true, Note: "they asked for a quote"}, ""},
		{"Acme care yesterday showed the report", parse.Touch{Kind: "care", Note: "showed the report"}, "2017-10-03"},
		{"Acme care in 28 Mar they called", parse.Touch{Kind: "care", In: true, Note: "they called"}, "2017-03-28"},
		{"Acme care friday call went well", parse.Touch{Kind: "care", Note: "call went well"}, "2017-09-29"},
		{"Acme care 31 Dec 2030 is their deadline", parse.Touch{Kind: "care", Note: "31 Dec 2030 is their deadline"}, ""},
		{"Acme future diagnosis, prognosis they will need two sites", parse.Touch{Kind: "future", Future: []string{"diagnosis", "prognosis"}, Note: "they will need two sites"}, ""},
		{"Acme future diagnosis and prescription", parse.Touch{Kind: "future", Future: []string{"diagnosis", "prescription"}}, ""},
		{"Acme future talked about 2019", parse.Touch{Kind: "future", Note: "talked about 2019"}, ""},
		{"Acme future gave them my prognosis: two sites", parse.Touch{Kind: "future", Future: []string{"prognosis"}, Note: "gave them my prognosis: two sites"}, ""},
		{"Acme review", parse.Touch{Kind: "review"}, ""},
		{"Acme review every 30 days next 12 May they liked it", parse.Touch{Kind: "review", Every: 30, Next: mayDay, Note: "they liked it"}, ""},
		{"Acme review yesterday, next 12 May, every 2 weeks", parse.Touch{Kind: "review", Every: 14, Next: mayDay}, "2017-10-03"},
		{"Acme review every quarter: all good", parse.Touch{Kind: "review", Every: 90, Note: "all good"}, ""},
		{"Acme review next steps agreed", parse.Touch{Kind: "review", Note: "next steps agreed"}, ""},
		{"Acme review every part of it went well", parse.Touch{Kind: "review", Note: "every part of it went well"}, ""},
		{"Acme review every fortnight they like it", parse.Touch{Kind: "review", Every: 14, Note: "they like it"}, ""},
		{"Acme waiting for the quote", parse.Touch{Kind: "waiting", Note: "for the quote"}, ""},
		{"Acme issue HIGH invoices are late", parse.Touch{Kind: "issue", Severity: "high", What: "invoices are late"}, ""},
		{"Acme issue high yesterday invoices are late", parse.Touch{Kind: "issue", Severity: "high", What: "invoices are late"}, "2017-10-03"},
		{"Acme issue medium late invoices promised friday", parse.Touch{Kind: "issue", Severity: "medium", What: "late invoices", Promised: wednesday.AddDays(2)}, ""},
		{"Acme issue low 2 Oct \"a report was promised\" promised by 6 Oct", parse.Touch{Kind: "issue", Severity: "low", What: "a report was promised", Promised: wednesday.AddDays(2)}, "2017-10-02"},
		{"Acme issue high 25 Sep label printer promised 2 Oct", parse.Touch{Kind: "issue", Severity: "high", What: "label printer", Promised: wednesday.AddDays(-2)}, "2017-09-25"},
		{"Acme issue low what was promised never came", parse.Touch{Kind: "issue", Severity: "low", What: "what was promised never came"}, ""},
		{"Acme fixed late invoices yesterday", parse.Touch{Kind: "fixed", What: "late invoices"}, "2017-10-03"},
		{"Acme fixed 2 Oct late invoices", parse.Touch{Kind: "fixed", What: "late invoices"}, "2017-10-02"},
		{"Acme fixed late invoices tomorrow", parse.Touch{Kind: "fixed", What: "late invoices tomorrow"}, ""},
		{"Acme metric complaints 3 of at most 2", parse.Touch{Kind: "metric", Metric: "complaints", Actual: "3", Target: "2", Direction: "at_most"}, ""},
		{"Acme metric complaints 3 of <=2", parse.Touch{Kind: "metric", Metric: "complaints", Actual: "3", Target: "2", Direction: "at_most"}, ""},
		{"Acme metric complaints 3 of ≤ 2", parse.Touch{Kind: "metric", Metric: "complaints", Actual: "3", Target: "2", Direction: "at_most"}, ""},
		{"Acme metric complaints 3 of max 2", parse.Touch{Kind: "metric", Metric: "complaints", Actual: "3", Target: "2", Direction: "at_most"}, ""},
		{"Acme metric complaints 3 of no more than 2", parse.Touch{Kind: "metric", Metric: "complaints", Actual: "3", Target: "2", Direction: "at_most"}, ""},
		{"Acme metric complaints at most 3 of 2", parse.Touch{Kind: "metric", Metric: "complaints", Actual: "3", Target: "2", Direction: "at_most"}, ""},
		{"Acme metric uptime 99.2% of at least 99.9%", parse.Touch{Kind: "metric", Metric: "uptime", Actual: "99.2", Target: "99.9", Unit: "%", Direction: "at_least"}, ""},
		{"Acme metric uptime 99.2 of >=99.9 %", parse.Touch{Kind: "metric", Metric: "uptime", Actual: "99.2", Target: "99.9", Unit: "%", Direction: "at_least"}, ""},
		{"Acme metric uptime 99.2 of Min 99.9", parse.Touch{Kind: "metric", Metric: "uptime", Actual: "99.2", Target: "99.9", Direction: "at_least"}, ""},
		{"Acme metric temperature max 31 of 30", parse.Touch{Kind: "metric", Metric: "temperature max", Actual: "31", Target: "30"}, ""},
		{"Acme fixed late invoices", parse.Touch{Kind: "fixed", What: "late invoices"}, ""},
		{"Acme metric uptime 99.2 of 99.9", parse.Touch{Kind: "metric", Metric: "uptime", Actual: "99.2", Target: "99.9"}, ""},
		{"Acme metric time to value 12 days of 10 days at most", parse.Touch{Kind: "metric", Metric: "time to value", Actual: "12", Target: "10", Unit: "days", Direction: "at_most"}, ""},
		{"Acme metric \"share of wallet\" 99,2% of 99,9% at least", parse.Touch{Kind: "metric", Metric: "share of wallet", Actual: "99.2", Target: "99.9", Unit: "%", Direction: "at_least"}, ""},
		{"Acme hours 3", parse.Touch{Kind: "hours", Minutes: 180}, ""},
		{"Acme hours 1,5 set up", parse.Touch{Kind: "hours", Minutes: 90, Note: "set up"}, ""},
		{"Acme hours 90 min set up", parse.Touch{Kind: "hours", Minutes: 90, Note: "set up"}, ""},
		{"Acme hours 2h", parse.Touch{Kind: "hours", Minutes: 120}, ""},
	} {
		got, err := env().Touch(c.line)
		at := got.At.String()
		if err != nil || at != c.at || got.Subject != "Acme" || !got.Known || !sameTouch(got, c.want) {
			t.Errorf("Touch(%s) = %+v, %v", c.line, got, err)
		}
	}
	for line, want := range map[string]string{
		"": "care, sales", "Acme": "care, sales", "Acme nice": "care, sales", "Acme issue": "low, medium or high", "Acme issue bad thing": "low, medium or high",
		"Acme issue high": "What is the issue", "Acme fixed": "What was fixed", "Acme metric uptime": "figure", "Acme metric 5 of 6": "metric's name", "Acme metric uptime 99 of": "figure",
		"Acme metric x 5% of 6 days": "figure", "Acme metric x at least 5 of at most 6": "figure", "Acme metric x 5 of at most": "at most 2",
		"Acme issue low late promised 31 Foo": "31 Foo", "Acme review every 900 days": "every 30 days", "Acme review every 0 days": "every 30 days", "Acme review every 3 moons": "every 30 days",
		"Acme review tomorrow": "still to come", "Acme waiting tomorrow": "still to come", "Acme review next 1 Jan 2017": "after today", "Acme hours": "hours", "Acme hours many": "hours", "Acme hours 0": "hours", "Acme hours 9999": "1000",
	} {
		if got, err := env().Touch(line); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("Touch(%s) = %+v, %v; want an error that says %q", line, got, err, want)
		}
	}
}

func sameTouch(a, b parse.Touch) bool {
	return a.Kind == b.Kind && a.In == b.In && a.Note == b.Note && slices.Equal(a.Future, b.Future) && a.Severity == b.Severity && a.What == b.What && a.Promised == b.Promised &&
		a.Metric == b.Metric && a.Actual == b.Actual && a.Target == b.Target && a.Unit == b.Unit && a.Direction == b.Direction && a.Minutes == b.Minutes &&
		a.Every == b.Every && a.Next == b.Next
}

func TestCoach(t *testing.T) {
	for line, want := range map[string][2]string{"": {}, "Balance": {"balance", ""}, " mute  narrow-base ": {"mute", "narrow-base"},
		"pause until 31 Mar": {"pause", "until 31 Mar"}, "forget me": {"forget", "me"}} {
		if w, rest, err := parse.Coach(line); w != want[0] || rest != want[1] || err != nil {
			t.Errorf("Coach(%q) = %q, %q, %v", line, w, rest, err)
		}
	}
	if _, _, err := parse.Coach(strings.Repeat("x", 3001)); err == nil {
		t.Error("a line of 3001 characters is taken")
	}
}

func TestHours(t *testing.T) {
	for text, want := range map[string]string{"9-17": "09:00-17:00", "8:30 to 17:00": "08:30-17:00", "9am-5pm": "09:00-17:00", "9–17": "09:00-17:00", "12am - 12pm": "00:00-12:00"} {
		if from, to, err := parse.Hours(text); err != nil || from.String()+"-"+to.String() != want {
			t.Errorf("Hours(%q) = %s, %s, %v", text, from, to, err)
		}
	}
	for _, text := range []string{"", "9", "17-9", "9-9", "9-25", "9:99-17", "13pm-14pm", "-9-17"} {
		if from, to, err := parse.Hours(text); err == nil {
			t.Errorf("Hours(%q) = %s, %s", text, from, to)
		}
	}
}

func TestUnescape(t *testing.T) {
	for text, want := range map[string]string{
		"Acme &amp; Co &lt;3 &gt;": "Acme & Co <3 >", "&amp;lt;": "&lt;", "<mailto:a@b.c|a@b.c>": "a@b.c", "<mailto:a@b.c>": "a@b.c",
		"<https://x.example/a?b=1&amp;c=2|x>": "x", "<https://x.example/a?b=1&amp;c=2>": "https://x.example/a?b=1&c=2", "<http://acme.com|acme.com>: 50k": "acme.com: 50k",
		"<@U123>": "@U123", "<@U123|jane>": "@jane", "<#C1|deals>": "#deals", "<!here>": "@here", "<!subteam^S1|@sales>": "@sales", "<!date^1^{date}|1 Jan>": "1 Jan",
		"<tel:123|123>": "123", "a < b": "a < b", "<>": "",
	} {
		if got := parse.Unescape(text); got != want {
			t.Errorf("Unescape(%q) = %q, want %q", text, got, want)
		}
	}
}

func TestCleanDropsWhatCannotBeSeen(t *testing.T) {
	if got := parse.Clean("a\x00b\u202ec\u200bd\te\r\nf\xff\ufeff👩\u200d💻"); got != "abcd e\nf👩\u200d💻" {
		t.Errorf("Clean = %q", got)
	}
}

func TestHelp(t *testing.T) {
	for text, want := range map[string]bool{"help": true, " Help ": true, "?": true, "help me": false, "": false} {
		if parse.IsHelp(text) != want {
			t.Errorf("IsHelp(%q) = %v", text, !want)
		}
	}
}

func TestUpdatesReadsAMessageByLine(t *testing.T) {
	got := env().Updates("Morning all!\nAcme: proposal, 50k\nGlobex close 30 Apr\n\nsee you")
	if len(got) != 2 || got[0].Deal.Subject != "Acme" || got[1].Deal.Subject != "Globex" {
		t.Errorf("Updates = %+v", got)
	}
	if got := env().Updates(strings.Repeat("Acme: 50k\n", 400)); got != nil {
		t.Errorf("a long message has %d updates", len(got))
	}
}

func TestAmountInTakesTheDealsCurrency(t *testing.T) {
	d, _ := env().Deal("Acme 60k")
	if m, err := d.AmountIn("JPY"); err != nil || m.String() != "60000 JPY" {
		t.Errorf("AmountIn = %s, %v", m, err)
	}
	d, _ = env().Deal("Acme €60k")
	if m, err := d.AmountIn("JPY"); err != nil || m.String() != "60000.00 EUR" {
		t.Errorf("AmountIn = %s, %v", m, err)
	}
}
