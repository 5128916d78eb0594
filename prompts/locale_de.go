package prompts

import (
	"fmt"
	"strings"
	"text/template"

	"evenkeel/coach"
)

// inGerman says du. What its wordings fill in stands in the nominative or the
// accusative, which are one: so issues are an Anliegen, and names have no article.
var inGerman = &locale{
	language: "de",
	weekdays: strings.Fields("So. Mo. Di. Mi. Do. Fr. Sa."),
	months:   strings.Fields("Januar Februar März April Mai Juni Juli August September Oktober November Dezember"),
	day:      "%[1]s, %[2]d. %[3]s",
	point:    ",", percent: " %", under: "unter ", over: "über ", below: "knapp unter ", beyond: "knapp über ",
	amount: func(m coach.Money) string {
		return m.In(coach.MoneyForm{Group: ".", Point: ",", Million: " Mio.", Billion: " Mrd.", SignLast: true})
	},
	and: " und ", more: "%d weitere", open: "„", close: "“",
	whose: func(to coach.Audience, rep string) string {
		switch to {
		case coach.ForManager:
			return "bei " + rep
		case coach.ForTeam:
			return "im Team"
		}
		return "bei dir"
	},
	promise: func(kind string) string {
		return germanPromises[kind]
	},
	problem: "ein Anliegen", issue: "das Anliegen ",
	untold: []kind{reading, readings, signsList, tallied, wonOf},
	funcs: template.FuncMap{
		"cap":      capital,
		"days":     func(n any) string { return germanCount(n, "Tag", "Tage") },
		"ago":      germanAgo,
		"plural":   germanCount,
		"sentence": coach.Sentence,
		"times":    germanTimes,
		"word":     germanWord,
	},
}

var germanPromises = map[string]string{"": "etwas", "time": "etwas Zeit", "data": "etwas an Daten", "money": "etwas Geld"}

// germanWord is a key of the facts in a word of its own.
func germanWord(key any) string {
	s := fmt.Sprint(key)
	if w := map[string]string{"low": "gering", "medium": "mittel", "high": "hoch"}[s]; w != "" {
		return w
	}
	return s
}

// germanCount counts things: "1 Deal", "2 Deals".
func germanCount(n any, one, many string) string {
	s := fmt.Sprint(n)
	if s == "1" {
		return s + " " + one
	}
	return s + " " + many
}

// germanAgo is a number of days back from today.
func germanAgo(n any) string {
	switch s := fmt.Sprint(n); s {
	case "0":
		return "heute"
	case "1":
		return "gestern"
	default:
		return "vor " + s + " Tagen"
	}
}

// germanTimes counts how often something happened.
func germanTimes(n any) string {
	switch s := fmt.Sprint(n); s {
	case "1":
		return "einmal"
	case "2":
		return "zweimal"
	default:
		return s + "-mal"
	}
}
