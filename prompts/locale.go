package prompts

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"text/template"

	"evenkeel/coach"
)

// locale is how a language tells facts: numbers, dates, amounts and lists, and the
// few words that stand for a fact. Whole sentences are the wording files'.
type locale struct {
	language string // as in coach.Phrasing: "" is English

	weekdays, months []string // from Sunday and January on
	day              string   // of weekday, day and month, by Sprintf

	point         string // before decimals
	percent       string // after a share, with its blank if there is one
	under, over   string // a share that is not told exactly
	below, beyond string // … that is close by a line
	amount        func(coach.Money) string

	and, more   string // before the last of a list; in place of the rest of one
	open, close string // quotation marks

	whose   func(to coach.Audience, rep string) string // book
	promise func(kind string) string                   // nobody said of what
	problem string                                     // nobody said which
	issue   string                                     // before its name

	untold []kind // facts that no wording file may use yet: nobody has written how
	funcs  template.FuncMap
}

// inEnglish is the language that every rule has words in.
var inEnglish = &locale{
	weekdays: strings.Fields("Sun Mon Tue Wed Thu Fri Sat"),
	months:   strings.Fields("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec"),
	day:      "%[1]s %[2]d %[3]s",
	point:    ".", percent: "%", under: "under ", over: "over ", below: "just under ", beyond: "just over ",
	amount: coach.Money.Words,
	and:    " and ", more: "%d more", open: "“", close: "”",
	whose: func(to coach.Audience, rep string) string {
		switch to {
		case coach.ForManager:
			return rep + "’s"
		case coach.ForTeam:
			return "the team’s"
		}
		return "your"
	},
	promise: func(kind string) string {
		if kind == "" {
			return "something"
		}
		return "some " + kind
	},
	problem: "an issue", issue: "the issue ",
	funcs: template.FuncMap{
		"cap":      capital,
		"days":     func(n any) string { return plural(n, "day") },
		"ago":      ago,
		"plural":   plural,
		"sentence": coach.Sentence,
		"times":    times,
	},
}

// locales are the languages other than English, by their name in a playbook. Their
// wording files stand in a folder of that name.
var locales = map[string]*locale{"de": inGerman}

// date tells a day as Tue 31 Mar, with the year when it is not today's; with it
// always where today is not known.
func (l *locale) date(d, today coach.Date) string {
	y, m, n := d.Civil()
	out := fmt.Sprintf(l.day, l.weekdays[d.Weekday()], n, l.months[m-1])
	if this, _, _ := today.Civil(); today.IsZero() || this != y {
		out += fmt.Sprintf(" %d", y)
	}
	return out
}

// list is "A", "A and B", "A, B and C".
func (l *locale) list(items []string) string {
	n := len(items)
	if n < 2 {
		return strings.Join(items, "")
	}
	return strings.Join(items[:n-1], ", ") + l.and + items[n-1]
}

// listNames is list for names. Where one of several holds a comma itself, all of them stand
// in quotes, so that nobody counts more of them than there are.
func (l *locale) listNames(items []string) string {
	holds := func(s string) bool { return strings.Contains(s, ",") }
	if len(items) < 2 || !slices.ContainsFunc(items, holds) {
		return l.list(items)
	}
	quoted := make([]string, len(items))
	for i, s := range items {
		quoted[i] = l.quoted(s)
	}
	return l.list(quoted)
}

func (l *locale) quoted(s string) string { return l.open + s + l.close }

// firstQuoted is the first question, and no more: one is enough to remember by.
func (l *locale) firstQuoted(questions []string) string {
	if len(questions) == 0 {
		return ""
	}
	return l.quoted(clip(questions[0], textLength))
}

// atMost keeps the first of a list and counts the others.
func (l *locale) atMost(items []string, most int) []string {
	if len(items) <= most {
		return items
	}
	return append(items[:most:most], fmt.Sprintf(l.more, len(items)-most))
}

// share tells one of 0 to 1: "43%". What is not quite all or nothing does not read as
// if it were.
func (l *locale) share(v any) string {
	f, ok := number(v)
	switch p := math.Round(f * 100); {
	case !ok:
		return ""
	case p == 0 && f > 0:
		return l.under + "1" + l.percent
	case p == 100 && f < 1:
		return l.over + "99" + l.percent
	default:
		return strconv.FormatFloat(p, 'f', 0, 64) + l.percent
	}
}

// exactly is share with one decimal, for "why this?".
func (l *locale) exactly(v any) string {
	f, ok := number(v)
	if !ok {
		return ""
	}
	return strings.Replace(strconv.FormatFloat(math.Round(f*1000)/10, 'f', -1, 64), ".", l.point, 1) + l.percent
}

// money tells "50000.00 USD" as $50,000.
func (l *locale) money(s string) string {
	digits, currency, _ := strings.Cut(s, " ")
	m, err := coach.ParseMoney(digits, currency)
	if err != nil {
		return clip(s, nameLength)
	}
	return l.amount(m)
}
