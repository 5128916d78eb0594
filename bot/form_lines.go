package bot

import (
	"context"
	"slices"
	"strings"

	"evenkeel/coach/parse"
)

// What the forms of /touch, /deal and /commit ask, and how it is read.

func touchFields(*Bot) []field {
	return []field{
		subjectField,
		{key: "kind", label: "What was it?", needed: true, options: []option{
			{"Care: a check-in, training, help", "care"}, {"Sales: a pitch, a quote, a demo", "sales"}, {"A talk about their future", "future"},
			{"A review held", "review"}, {"They wait for an answer", "waiting"}, {"An issue of theirs", "issue"}, {"An issue is fixed", "fixed"},
			{"A metric measured together", "metric"}, {"Hours spent for them", "hours"}}},
		{key: "note", label: "What was said, or what is the issue?"},
		{key: "in", label: "Who made the contact?", options: []option{{"We did", "out"}, {"They did", "in"}}},
		{key: "at", label: "On which day?", hint: "Today if you leave it blank", date: true},
		{key: "severity", label: "An issue: how bad is it?", options: []option{{"Low", "low"}, {"Medium", "medium"}, {"High", "high"}}},
		{key: "metric", label: "A metric: its name, the figure now, and the one agreed", hint: "uptime 99.2 of 99.9"},
		{key: "hours", label: "Hours spent", hint: "1.5"},
		{key: "future", label: "The talk about their future held", several: true,
			options: []option{{"A diagnosis", "diagnosis"}, {"A prescription", "prescription"}, {"A prognosis", "prognosis"}}},
		{key: "every", label: "A review: from now on every", hint: "30 days"},
		{key: "next", label: "A review: the next one is on", date: true},
	}
}

// touchForm records a contact from its form. What has a form of its own on the
// line (figures, hours, a rhythm) is read by the line's own reader.
func (b *Bot) touchForm(ctx context.Context, a *act, v *view) (result, error) {
	t := parse.Touch{Subject: v.entered("account"), Kind: v.value("kind"), In: v.value("in") == "in", At: v.day("at"), Note: v.entered("note"),
		Severity: v.value("severity"), What: v.entered("note"), Future: v.chosen("future"), Next: v.day("next")}
	env := b.env(a.rep)
	if t.Subject == "" || t.Kind == "" {
		return result{}, tell("I need the account, and what it was.")
	}
	if t.At > env.Today {
		return result{}, tell("%s is still to come. A contact is written down once it was.", parse.Say(t.At))
	}
	if !t.Next.IsZero() && t.Next <= env.Today {
		return result{}, tell("The next review is on a day after today.")
	}
	read, err := env.Touch("x " + touchTail(t, v))
	if err != nil {
		return result{}, err
	}
	if err := shortEnough("note", t.Note); err != nil {
		return result{}, err
	}
	t.Metric, t.Actual, t.Target, t.Unit, t.Direction = read.Metric, read.Actual, read.Target, read.Unit, read.Direction
	t.Minutes, t.Every = read.Minutes, read.Every
	return b.touched(ctx, a, t)
}

// touchTail is the part of the line that its own reader has to read.
func touchTail(t parse.Touch, v *view) string {
	switch t.Kind {
	case "metric":
		return "metric " + v.entered("metric")
	case "hours":
		return "hours " + v.entered("hours")
	case "issue":
		return "issue " + t.Severity + " " + placeholder(t.What)
	case "fixed":
		return "fixed " + placeholder(t.What)
	case "review":
		if every := v.entered("every"); every != "" {
			return "review every " + strings.TrimPrefix(strings.ToLower(every), "every ")
		}
	}
	return t.Kind
}

// placeholder stands for a text that needs no reading, so that no quote in it is
// read as one.
func placeholder(s string) string {
	if s == "" {
		return ""
	}
	return "x"
}

func dealFields(b *Bot) []field {
	var stages []option
	for _, s := range b.coach.Playbook.Stages {
		stages = append(stages, option{s, s})
	}
	return []field{
		subjectField,
		{key: "name", label: "What is the deal called?"},
		{key: "stage", label: "Stage", options: stages},
		{key: "amount", label: "Amount", hint: "50k, 50,000 USD"},
		{key: "close", label: "Close date, or the day it was decided", date: true},
		{key: "outcome", label: "Is it decided?", options: []option{{"Won", "won"}, {"Lost", "lost"}, {"Disqualified: not our customer", "disqualified"}, {"Later: parked until a date", "later"}}},
		{key: "until", label: "Later: until", date: true},
		{key: "reason", label: "Lost or disqualified: why?"},
		{key: "refer", label: "Whom did you refer them to?"},
	}
}

func (b *Bot) dealForm(ctx context.Context, a *act, v *view) (result, error) {
	d := parse.Deal{Subject: v.entered("account"), Outcome: v.value("outcome"), Reason: v.entered("reason"), Refer: v.entered("refer")}
	if s := v.entered("name"); s != "" {
		d.Name = &s
	}
	if s := v.value("stage"); s != "" {
		d.Stage = &s
	}
	if day := v.day("close"); !day.IsZero() {
		d.Close = &day
	}
	if day := v.day("until"); !day.IsZero() {
		d.Until = &day
	}
	if s := v.entered("amount"); s != "" {
		m, err := b.env(a.rep).Amount(s)
		if err != nil {
			return result{}, err
		}
		d.Amount, d.AmountText = &m, s
	}
	switch today := b.today(a.rep); {
	case d.Subject == "":
		return result{}, tell("I need the account or the deal.")
	case d.Outcome == "later" && (d.Until == nil || *d.Until <= today):
		return result{}, tell("Later: until which day? It is one after today.")
	case d.Outcome != "later" && d.Until != nil:
		return result{}, tell("A day to look again goes with “Later”.")
	}
	return b.recordDeal(ctx, a, d)
}

func commitFields(*Bot) []field {
	return []field{
		subjectField,
		{key: "kind", label: "What do they put in?", options: []option{{"Time: a meeting, a call, people", "time"}, {"Data: figures, access, a contract to read", "data"}, {"Money: a paid pilot, a signed order", "money"}}},
		{key: "what", label: "What did they promise?"},
		{key: "by", label: "By when?", date: true},
		{key: "status", label: "Or what became of it?", options: []option{{"Kept", "kept"}, {"Broken", "broken"}, {"Withdrawn", "withdrawn"}}},
	}
}

func (b *Bot) commitForm(ctx context.Context, a *act, v *view) (result, error) {
	c := parse.Commit{Subject: v.entered("account"), Kind: v.value("kind"), What: v.entered("what"), Due: v.day("by"), Status: v.value("status")}
	switch {
	case c.Subject == "":
		return result{}, tell("I need the account or the deal.")
	case c.Status == "" && (c.Kind == "" || c.What == ""):
		return result{}, tell("A promise is of time, data or money, and of something: what did they promise?")
	}
	return b.promised(ctx, a, c)
}

// chosen are the picks of a choice of many, in their order.
func (v *view) chosen(key string) []string {
	var out []string
	for _, o := range v.State.Values[key][key].SelectedOptions {
		out = append(out, o.Value)
	}
	slices.Sort(out)
	return out
}
