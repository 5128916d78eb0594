package bot

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"evenkeel/coach"
	"evenkeel/coach/parse"
)

// What a rep sets for themselves, by /coach: rules that they have muted, hours,
// a pause. The form of the same is in settings.go.

// prefer records what a rep has set.
func (b *Bot) prefer(ctx context.Context, a *act, change coach.PrefsChange) error {
	_, err := b.coach.Handle(ctx, a.rep.ID, func(v coach.View) (coach.Event, error) {
		return coach.Event{ID: a.id, At: v.Now, Source: coach.Slack, By: a.rep.ID, Rep: a.rep.ID, Prefs: &change}, nil
	})
	return err
}

// preferred records it and says so.
func (b *Bot) preferred(ctx context.Context, a *act, change coach.PrefsChange, format string, args ...any) (result, error) {
	if err := b.prefer(ctx, a, change); err != nil {
		return result{}, err
	}
	return result{answer: answer{text: fmt.Sprintf(format, args...)}, follow: a.rep.ID}, nil
}

// ownRules are the rules that speak to reps and are on.
func (b *Bot) ownRules() []coach.Rule {
	return slices.DeleteFunc(slices.Clone(b.coach.Rules), func(r coach.Rule) bool {
		return r.On == "team" || !b.coach.Playbook.On(&r)
	})
}

// ruleCalled finds the rule that a word means: its id, with blanks for dashes if
// need be.
func (b *Bot) ruleCalled(word, command string) (coach.Rule, error) {
	rules := b.ownRules()
	id := strings.ToLower(strings.Join(strings.Fields(word), "-"))
	var ids, near []string
	for _, r := range rules {
		if r.ID == id {
			return r, nil
		}
		ids = append(ids, r.ID)
		if id != "" && strings.Contains(r.ID, id) {
			near = append(near, r.ID)
		}
	}
	if n := parse.Nearest(word, ids); n != "" && len(near) == 0 {
		near = []string{n}
	}
	return coach.Rule{}, noRule(word, command, near)
}

// noRule says which rules may have been meant, each as the line that works.
func noRule(word, command string, near []string) error {
	text := "Which rule? For example: /coach " + command + " care-due. All of them: /coach rules"
	if word != "" {
		text = fmt.Sprintf("I know no rule “%s”. All of them: /coach rules", clip(word, 60))
	}
	if len(near) > 0 {
		text = fmt.Sprintf("I know no rule “%s”. Did you mean:", clip(word, 60))
		for _, id := range near[:min(len(near), maxChoices)] {
			text += "\n• /coach " + command + " " + id
		}
	}
	return tell("%s", text)
}

func (b *Bot) mute(ctx context.Context, a *act, rest string) (result, error) {
	r, err := b.ruleCalled(rest, "mute")
	if err != nil {
		return result{}, err
	}
	but := ""
	if r.Severity == coach.Stop {
		but = " Where it asks you to stop before you go on, it still does: that is your team's."
	}
	return b.preferred(ctx, a, coach.PrefsChange{Mute: []string{r.ID}},
		"Muted: %s. I will not speak of it, and you can still see it with /coach why.%s It speaks again with: /coach unmute %s", r.ID, but, r.ID)
}

func (b *Bot) unmute(ctx context.Context, a *act, rest string) (result, error) {
	r, err := b.ruleCalled(rest, "unmute")
	if err != nil {
		return result{}, err
	}
	return b.preferred(ctx, a, coach.PrefsChange{Unmute: []string{r.ID}}, "%s speaks again.", r.ID)
}

// ruleList lists the rules with a sentence each, and which are muted.
func (b *Bot) ruleList(ctx context.Context, rep *coach.Rep) (string, error) {
	book, err := b.coach.Book(ctx, rep.ID)
	if err != nil {
		return "", err
	}
	lines := []string{"What I look for. You may mute any of it, for example: /coach mute care-due"}
	idea := coach.Idea("")
	for _, r := range b.ownRules() {
		if r.Idea != idea {
			idea = r.Idea
			lines = append(lines, "", string(idea))
		}
		lines = append(lines, fmt.Sprintf("• %s%s – %s", r.ID, b.mutedWords(book, r.ID, b.today(rep)), r.Doc))
	}
	return strings.Join(lines, "\n"), nil
}

// mutedWords say that a rule is quiet for a rep, and why.
func (b *Bot) mutedWords(book *coach.Book, rule string, today coach.Date) string {
	switch until := book.State.Quieted[rule]; {
	case book.State.Prefs.Muted[rule]:
		return " (muted)"
	case until > today:
		return fmt.Sprintf(" (quiet until %s: you found it not useful several times)", parse.Say(until))
	}
	return ""
}

// ownHours does /coach hours.
func (b *Bot) ownHours(ctx context.Context, a *act, rest string) (result, error) {
	const example = " For example: /coach hours 9-17. Back to your team's: /coach hours team"
	switch strings.ToLower(rest) {
	case "":
		book, err := b.coach.Book(ctx, a.rep.ID)
		if err != nil {
			return result{}, err
		}
		return result{answer: answer{text: b.hoursWords(book) + example}}, nil
	case "team", "default", "off":
		return b.preferred(ctx, a, coach.PrefsChange{Hours: &coach.Span{}}, "I keep to your team's hours again: %s.", b.teamHours())
	}
	from, to, err := parse.Hours(rest)
	if err != nil {
		return result{}, tell("I cannot read “%s” as hours.%s", clip(rest, 60), example)
	}
	return b.preferred(ctx, a, coach.PrefsChange{Hours: &coach.Span{From: from, To: to}},
		"I speak from %s to %s on working days now. What stops you before you go on still comes at once.", from, to)
}

func (b *Bot) teamHours() string {
	h := b.coach.Playbook.Hours
	return fmt.Sprintf("%s to %s", h.From, h.To)
}

// hoursWords say when the coach speaks to a rep.
func (b *Bot) hoursWords(book *coach.Book) string {
	p := book.State.Prefs
	if p.From == nil || p.To == nil {
		return "I speak from " + b.teamHours() + ", your team's hours."
	}
	return fmt.Sprintf("I speak from %s to %s, the hours you set.", *p.From, *p.To)
}

// pause does /coach pause until DATE.
func (b *Bot) pause(ctx context.Context, a *act, rest string) (result, error) {
	const example = " For example: /coach pause until 5 Jan"
	word, day, _ := strings.Cut(rest, " ")
	if !strings.EqualFold(word, "until") {
		day = rest
	}
	if strings.TrimSpace(day) == "" {
		return result{}, tell("Until which day?%s", example)
	}
	until, err := b.env(a.rep).Date(day, parse.Next)
	if err != nil {
		return result{}, tell("I cannot read “%s” as a day.%s", clip(day, 60), example)
	}
	if until <= b.today(a.rep) {
		return result{}, tell("%s is not ahead. A pause ends on a day after today.%s", parse.Say(until), example)
	}
	return b.preferred(ctx, a, coach.PrefsChange{Paused: &until},
		"Paused until %s: no coaching message before that day. What stops you before you go on still comes. Earlier back: /coach resume", parse.Say(until))
}

func (b *Bot) resume(ctx context.Context, a *act, _ string) (result, error) {
	book, err := b.coach.Book(ctx, a.rep.ID)
	if err != nil {
		return result{}, err
	}
	if book.State.Prefs.Paused <= b.today(a.rep) {
		return result{answer: answer{text: "I am not paused. " + b.hoursWords(book)}}, nil
	}
	return b.preferred(ctx, a, coach.PrefsChange{Paused: new(coach.Date)}, "I am back. The next coaching message comes on your next working day, if there is something to say.")
}

// ownPromises does /coach commitments.
func (b *Bot) ownPromises(ctx context.Context, rep *coach.Rep) (string, error) {
	book, err := b.coach.Book(ctx, rep.ID)
	if err != nil {
		return "", err
	}
	lines := promiseLines(b, book, b.today(rep))
	if len(lines) == 0 {
		return "No promise of a customer of yours is open. When they put something in, write it down: /commit Acme time meeting with the CFO by 31 Mar", nil
	}
	return strings.Join(append([]string{"What your customers promised:"}, few(lines, homeLines)...), "\n"), nil
}
