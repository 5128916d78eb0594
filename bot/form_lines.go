package bot

import (
	"context"
	"errors"
	"slices"
	"strings"

	"evenkeel/coach"
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
		{key: "at", label: "On which day? Of an issue: since when, or fixed when?", hint: "Today if you leave it blank", date: true},
		{key: "severity", label: "An issue: how bad is it?", options: []option{{"Low", "low"}, {"Medium", "medium"}, {"High", "high"}}},
		{key: "promised", label: "An issue: which day were they promised?", date: true},
		{key: "metric", label: "A metric: its name, the figure now, and the one agreed", hint: metricSample + "; with at most where less is better"},
		{key: "hours", label: "Hours spent", hint: "1.5"},
		{key: "future", label: "The talk about their future held", several: true,
			options: []option{{"A diagnosis", "diagnosis"}, {"A prescription", "prescription"}, {"A prognosis", "prognosis"}}},
		{key: "every", label: "A review: from now on every", hint: "30 days"},
		{key: "next", label: "A review: the next one is on", date: true},
	}
}

const metricSample = "uptime 99.2 of 99.9, or: complaints 3 of at most 2"

// touchForm records a contact from its form. What has a form of its own on the
// line (figures, hours, a rhythm) is read by the line's own reader.
func (b *Bot) touchForm(ctx context.Context, a *act, v *view) (result, error) {
	t := parse.Touch{Subject: a.text, Kind: v.value("kind"), In: v.value("in") == "in", At: v.day("at"), Note: v.entered("note"),
		Severity: v.value("severity"), What: v.entered("note"), Promised: v.day("promised"), Future: v.chosen("future"), Next: v.day("next")}
	if err := touchLacks(t, b.today(a.rep)); err != nil {
		return result{}, err
	}
	read, err := b.env(a.rep).Touch("x " + touchTail(t, v))
	if err != nil {
		return result{}, inField(touchReads[t.Kind].field, touchReads[t.Kind].example, err)
	}
	t.Metric, t.Actual, t.Target, t.Unit, t.Direction = read.Metric, read.Actual, read.Target, read.Unit, read.Direction
	t.Minutes, t.Every = read.Minutes, read.Every
	if t.Kind == "review" && v.entered("every") != "" && (t.Every == 0 || read.Note != "") {
		return result{}, tellAt("every", "How often is the review? For example: 30 days, or 2 weeks.")
	}
	return b.touched(ctx, a, t)
}

// touchReads are the fields that the line's reader reads, by kind, and what may
// stand there.
var touchReads = map[string]struct{ field, example string }{
	"metric": {"metric", metricSample}, "hours": {"hours", "1.5"}, "review": {"every", "30 days"},
	"issue": {"note", "invoices are late"}, "fixed": {"note", "late invoices"},
}

// touchLacks says what is missing in a form of a contact, or cannot be.
func touchLacks(t parse.Touch, today coach.Date) error {
	switch {
	case t.Subject == "":
		return tellAt(subjectField.key, "Which account was it?")
	case t.Kind == "":
		return tellAt("kind", "What was it?")
	case t.At > today:
		return tellAt("at", "%s is still to come. A contact is written down once it was.", parse.Say(t.At))
	case !t.Next.IsZero() && t.Next <= today:
		return tellAt("next", "The next review is on a day after today.")
	case t.Kind == "issue" && t.Severity == "":
		return tellAt("severity", "How bad is it: low, medium or high?")
	case t.Kind != "issue" && !t.Promised.IsZero():
		return tellAt("promised", "A promised day goes with an issue.")
	}
	return inField("note", "", shortEnough("note", t.Note))
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

// ownKey is the field that asks for a new deal where there is an open one.
const ownKey = "new"

func dealFields(b *Bot) []field {
	var stages []option
	for _, s := range b.coach.Playbook.Stages {
		stages = append(stages, option{s, s})
	}
	return []field{
		subjectField,
		{key: ownKey, label: "A further deal?", several: true, options: []option{{"A new deal, beside any that is open there", "own"}}},
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
	d := parse.Deal{Subject: a.text, Outcome: v.value("outcome"), Reason: v.entered("reason"), Refer: v.entered("refer")}
	for key, to := range map[string]**string{"name": &d.Name, "stage": &d.Stage} {
		if s := v.value(key); s != "" {
			*to = new(v.entered(key))
		}
	}
	for key, to := range map[string]**coach.Date{"close": &d.Close, "until": &d.Until} {
		if day := v.day(key); !day.IsZero() {
			*to = &day
		}
	}
	if s := v.entered("amount"); s != "" {
		m, err := b.env(a.rep).Amount(s)
		if err != nil {
			return result{}, inField("amount", "", err)
		}
		d.Amount, d.AmountText = &m, s
	}
	switch {
	case d.Subject == "":
		return result{}, tellAt(subjectField.key, "Which account or deal is it?")
	case d.Outcome != "later" && d.Until != nil:
		return result{}, tellAt("until", "A day to look again goes with “Later”.")
	}
	a.own = len(v.chosen(ownKey)) > 0
	res, err := b.recordDeal(ctx, a, d)
	if _, unread := errors.AsType[*parse.Error](err); unread { // the amount, in the deal's own currency
		err = inField("amount", "", err)
	}
	return res, err
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
	c := parse.Commit{Subject: a.text, Kind: v.value("kind"), What: v.entered("what"), Due: v.day("by"), Status: v.value("status")}
	switch {
	case c.Subject == "":
		return result{}, tellAt(subjectField.key, "Which account or deal is it?")
	case c.Status == "" && c.Kind == "":
		return result{}, tellAt("kind", "A promise is of time, data or money: which is it?")
	case c.Status == "" && c.What == "":
		return result{}, tellAt("what", "What did they promise?")
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
