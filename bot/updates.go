package bot

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"evenkeel/coach"
	"evenkeel/coach/parse"
)

// update takes what a person wrote in a channel. Each line that is an update is
// recorded; one that nearly is gets a hint, to its author only; the rest is
// talk, and left alone.
func (b *Bot) update(ctx context.Context, e *inner, id string) (deed, error) {
	if ok, err := b.isDeals(ctx, e.Channel); err != nil || !ok {
		return nil, err
	}
	rep, err := b.rep(ctx, e.User, e.team())
	if err != nil {
		return nil, err
	}
	lines, err := b.readLines(ctx, rep, e.Text)
	if err != nil || len(lines) == 0 {
		return nil, err
	}
	var done []result
	var hints []answer
	for i, u := range lines {
		a := &act{id: lineID(id, i), command: lineCommand, text: u.Line, rep: rep, channel: e.Channel}
		if e.Edited != nil {
			if a.pick, err = b.saidBefore(ctx, e, rep, i, u.Deal.Subject); err != nil {
				return nil, err
			}
		}
		res, err := b.recordLine(ctx, a, u)
		if said, ok := spoken(err); ok {
			hints = append(hints, said)
			continue
		}
		if err != nil {
			return nil, err
		}
		done = append(done, res)
	}
	if err := b.goneMeanwhile(ctx, rep, postID(id), done); err != nil {
		return nil, err
	}
	if len(hints) > 0 {
		if hints, err = b.once(ctx, rep, id, hints); err != nil {
			return nil, err
		}
	}
	return b.afterUpdate(e, id, done, hints), nil
}

// saidBefore is the deal of the author's own that a line spoke of before it was
// edited, as a pick: also where the line closed it, and it is not open any more.
// Empty if there is none, or if the line speaks of another account now.
func (b *Bot) saidBefore(ctx context.Context, e *inner, rep *coach.Rep, i int, subject string) (string, error) {
	book, err := b.coach.Held(ctx, rep.ID)
	if err != nil {
		return "", err
	}
	first, later := lineID(updateID(e, ""), i), updateID(e, "")+"/"
	told := func(event string) bool {
		edited, is := strings.CutPrefix(event, later)
		return event == first || is && lineID(strings.Split(edited, "#")[0], i) == edited
	}
	at := b.accounts(subject)
	for _, id := range slices.Sorted(maps.Keys(book.Deals)) {
		if x := book.Deals[id]; x.To == "" && slices.Contains(at, x.Account.V) && x.ToldBy(told) {
			return "deal/" + id, nil
		}
	}
	return "", nil
}

// once keeps hints from being shown again when Slack delivers again, to this
// process or another.
func (b *Bot) once(ctx context.Context, rep *coach.Rep, id string, hints []answer) ([]answer, error) {
	res, err := b.coach.Handle(ctx, rep.ID, func(v coach.View) (coach.Event, error) {
		return coach.Event{ID: id + "/hint", At: v.Now, Source: coach.Self, Rep: rep.ID}, nil
	})
	if err != nil || res.Seen {
		return nil, err
	}
	return hints, nil
}

// team is the organisation of whoever wrote a message.
func (e *inner) team() string {
	if e.UserTeam != "" {
		return e.UserTeam
	}
	return e.Team
}

// lineID numbers the lines of one post after the first.
func lineID(id string, i int) string {
	if i == 0 {
		return id
	}
	return fmt.Sprintf("%s#%d", id, i+1)
}

// readLines reads a post line by line, knowing the accounts; a line that is
// clear only when the person's own deals are known too is taken so.
func (b *Bot) readLines(ctx context.Context, rep *coach.Rep, text string) ([]parse.Update, error) {
	text = parse.Unescape(text)
	env := b.env(rep)
	var out []parse.Update
	for line := range strings.SplitSeq(text, "\n") {
		indexes, err := b.indexes(ctx, rep, line)
		if err != nil {
			return nil, err
		}
		var best []parse.Update
		for _, env.Index = range indexes {
			if read := env.Updates(line); len(best) == 0 || len(read) > 0 && beats(read[0], best[0]) {
				best = read
			}
		}
		out = append(out, best...)
	}
	return out, nil
}

// beats says that a reading is to be taken before one that came first: it alone
// knows the name, or it understands more, or it knows more of the name.
func beats(u, first parse.Update) bool {
	switch {
	case !u.Deal.Known:
		return false
	case !first.Deal.Known || u.Verdict > first.Verdict:
		return true
	}
	return u.Verdict == first.Verdict && len(u.Deal.Subject) > len(first.Deal.Subject)
}

func (b *Bot) recordLine(ctx context.Context, a *act, u parse.Update) (result, error) {
	if u.Verdict == parse.Nearly {
		return result{}, tell("%s", u.Hint.Error())
	}
	return b.recordDeal(ctx, a, u.Deal)
}

// line does a line of a channel again, after its author chose what it is about.
func (b *Bot) line(ctx context.Context, a *act) (result, error) {
	lines, err := b.readLines(ctx, a.rep, a.text)
	if err != nil {
		return result{}, err
	}
	if len(lines) == 0 {
		return result{}, tell("I cannot read that line any more. Please write it again.")
	}
	res, err := b.recordLine(ctx, a, lines[0])
	if err == nil {
		b.tick(ctx, a.id)
	}
	return res, err
}

// afterUpdate is what follows the ack: the reaction, the hint, the follow-up.
func (b *Bot) afterUpdate(e *inner, id string, done []result, hints []answer) deed {
	return func(ctx context.Context) {
		if len(done) > 0 {
			b.tick(ctx, id)
		}
		if len(hints) > 0 {
			b.hint(ctx, e, hints)
		}
		followed := map[string]bool{}
		for _, r := range done {
			if !followed[r.follow] {
				followed[r.follow] = true
				b.follow(ctx, r.follow)
			}
		}
	}
}

// hint tells the author, and nobody else, what could not be recorded.
func (b *Bot) hint(ctx context.Context, e *inner, hints []answer) {
	all := answer{}
	for _, h := range hints {
		all.text = strings.TrimPrefix(all.text+"\n"+h.text, "\n")
		all.choices = append(all.choices, h.choices...)
	}
	all.choices = all.choices[:min(len(all.choices), maxChoices)]
	b.hints.run(ctx, errand{what: e.Channel + "/" + e.TS, do: func(ctx context.Context) error {
		return b.client.whisper(ctx, e.Channel, e.User, all)
	}})
}
