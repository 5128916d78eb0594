package bot

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"evenkeel/coach"
	"evenkeel/coach/parse"
)

// coachWord is one word of /coach.
type coachWord struct {
	word string
	form string // how it is written, where it wants more than itself
	says string // what it does; empty: help does not list it
	do   func(b *Bot, ctx context.Context, a *act, rest string) (result, error)
}

// coachWords are the words of /coach, in the order in which help lists them.
func coachWords() []coachWord {
	return []coachWord{
		{"balance", "", "your own scorecard, with what is healthy", saying((*Bot).balance)},
		{"deals", "", "your open deals, and where you went on with a reason", saying((*Bot).ownDeals)},
		{"commitments", "", "what your customers promised, and by when", saying((*Bot).ownPromises)},
		{"renewals", "", "contracts to be decided in the next months", saying((*Bot).ownRenewals)},
		{"why", "", "what is open, what I held back, and why", saying((*Bot).silence)},
		{"rules", "", "what I look for, and what you have muted", saying((*Bot).ruleList)},
		{"mute", "mute RULE", "hear no more of a rule; /coach unmute RULE takes it back", (*Bot).mute},
		{"unmute", "unmute RULE", "", (*Bot).unmute},
		{"hours", "hours 9-17", "when I may speak; /coach hours team takes it back", (*Bot).ownHours},
		{"pause", "pause until DATE", "nothing from me before that day; /coach resume takes it back", (*Bot).pause},
		{"resume", "", "", (*Bot).resume},
		{"settings", "", "the same in a form", (*Bot).askSettings},
		{"team", "", "for managers: where your people went on with a reason, and how it ended", saying((*Bot).team)},
		{"export", "", "all that I hold about you, as a file", (*Bot).export},
		{"forget", "forget me", "erase all that I hold about you; I ask before I do", (*Bot).forget},
		{"help", "", "this list", saying(func(*Bot, context.Context, *coach.Rep) (string, error) { return usage("/coach"), nil })},
	}
}

// saying is a word that needs no more than itself and says something.
func saying(say func(*Bot, context.Context, *coach.Rep) (string, error)) func(*Bot, context.Context, *act, string) (result, error) {
	return func(b *Bot, ctx context.Context, a *act, _ string) (result, error) {
		text, err := say(b, ctx, a.rep)
		return result{answer: answer{text: text}}, err
	}
}

// coachWord does /coach.
func (b *Bot) coachWord(ctx context.Context, a *act) (result, error) {
	word, rest, err := parse.Coach(a.text)
	if err != nil {
		return result{}, err
	}
	words := coachWords()
	if i := slices.IndexFunc(words, func(w coachWord) bool { return w.word == word }); i >= 0 {
		return words[i].do(b, ctx, a, rest)
	}
	return result{}, tell("I do not know “%s”.%s\n%s", clip(word, 60), meant(word, words), usage("/coach"))
}

// meant is the word that was probably meant, as a line that works.
func meant(typed string, words []coachWord) string {
	var all []string
	for _, w := range words {
		all = append(all, w.word)
	}
	i := slices.Index(all, parse.Nearest(typed, all))
	if i < 0 {
		return ""
	}
	return " Did you mean " + words[i].line() + "?"
}

// line is the word as it is written.
func (w coachWord) line() string {
	if w.form != "" {
		return "/coach " + w.form
	}
	return "/coach " + w.word
}

// coachUsage lists what /coach and the other commands do.
func coachUsage() string {
	lines := []string{"What I can do:"}
	for _, w := range coachWords() {
		if w.says != "" {
			lines = append(lines, fmt.Sprintf("• %s – %s", w.line(), w.says))
		}
	}
	return strings.Join(append(lines,
		"• /qualify Acme – is it one for you? Or at once: /qualify Acme problem=stock-outs employees=1200",
		"• /deal Acme stage=proposal amount=50k close=31 Mar",
		"• /commit Acme time meeting with the CFO by 31 Mar – and later: /commit Acme kept meeting with the CFO",
		"• /touch Acme care walked through the new report",
		"• In a deals channel just write: Acme: proposal, 50k, close 31 Mar · won Acme 50k · lost Acme: price"), "\n")
}

// today is the person's civil day.
func (b *Bot) today(r *coach.Rep) coach.Date {
	return coach.DateIn(b.coach.Clock(), b.zone(r))
}
