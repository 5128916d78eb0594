package bot

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"evenkeel/coach"
	"evenkeel/coach/parse"
)

// touch does /touch: a contact with an account, or an issue there.
func (b *Bot) touch(ctx context.Context, a *act) (result, error) {
	r, err := read(ctx, b, a, func(e parse.Env) reading[parse.Touch] {
		t, err := e.Touch(a.text)
		return reading[parse.Touch]{t, t.Subject, t.Known, err}
	})
	if err != nil {
		return result{}, err
	}
	return b.touched(ctx, a, r.line)
}

// touched records what a line of /touch or its form says.
func (b *Bot) touched(ctx context.Context, a *act, line parse.Touch) (result, error) {
	p, err := b.find(ctx, a, line.Subject)
	if err != nil {
		return result{}, err
	}
	if err := b.settle(ctx, p); err != nil {
		return result{}, err
	}
	if line.Kind == "issue" || line.Kind == "fixed" {
		return b.issue(ctx, a, p, line)
	}
	m, err := b.measured(ctx, a, p, line)
	if err != nil {
		return result{}, err
	}
	if m != nil {
		line.Metric, line.Unit = m.Metric, m.Unit.V
	}
	return b.recordTouch(ctx, a, p, line, m)
}

func (b *Bot) recordTouch(ctx context.Context, a *act, p place, line parse.Touch, m *coach.Metric) (result, error) {
	owner := p.ownerOr(a.rep.ID)
	res, err := b.coach.Handle(ctx, owner, func(v coach.View) (coach.Event, error) {
		t := touchFrom(a.id, line, v)
		deal, _, err := b.anchor(v, a, p)
		if err != nil {
			return coach.Event{}, err
		}
		t.Deal, t.Account = deal, p.account
		e := coach.Event{ID: a.id, At: v.Now, Source: coach.Slack, By: a.rep.ID, Rep: owner, Touch: t}
		e.Metric, e.Review = metricChange(m), reviewChange(line, t.Day)
		return e, nil
	})
	if err != nil {
		return result{}, err
	}
	text := b.touchRecorded(res, p)
	if m != nil {
		text = metricRecorded(m, b.label(p))
	}
	return result{answer: answer{text: text}, follow: owner}, nil
}

// touchFrom makes the record of a contact. A talk about their future, a review,
// time spent and somebody waiting are contacts for the customer's sake.
func touchFrom(id string, line parse.Touch, v coach.View) *coach.Touch {
	t := &coach.Touch{ID: id, Kind: coach.Care, In: line.In, Note: line.Note, Day: line.At, Future: strings.Join(line.Future, ";")}
	if t.Day.IsZero() {
		t.Day = v.Today()
	}
	if t.Day == v.Today() {
		t.At = v.Now
	}
	switch line.Kind {
	case "sales":
		t.Kind = coach.Sales
	case "review":
		t.Review = true
	case "waiting":
		t.Waiting, t.In = true, true
	case "metric":
		t.Note = strings.TrimSpace(fmt.Sprintf("%s at %s of %s %s", line.Metric, line.Actual, line.Target, line.Unit))
	case "hours":
		t.Hours = strconv.FormatFloat(float64(line.Minutes)/60, 'f', -1, 64)
	}
	return t
}

func (b *Bot) touchRecorded(res coach.Result, p place) string {
	t := res.Event.Touch
	what := string(t.Kind) + " touch"
	switch {
	case t.Review:
		what = "a review"
	case t.Waiting:
		what = "that they are waiting"
	case t.Future != "":
		what = "a talk about their future (" + strings.ReplaceAll(t.Future, ";", ", ") + ")"
	case t.Hours != "":
		what = t.Hours + " hours"
	case t.In:
		what += " (they came to you)"
	}
	at := b.label(p)
	if t.Deal != "" {
		at = b.coach.NamesFor(res.Book).SubjectName(coach.On("deal", t.Deal))
	}
	s := fmt.Sprintf("Recorded %s at %s on %s", what, at, parse.Say(t.Day))
	if t.Note != "" {
		s += ": " + t.Note
	}
	return sentence(s) + rhythmRecorded(res.Event.Review)
}

// issue records an issue at an account, or that it is fixed. It belongs to the
// account: everybody who works there learns of it.
func (b *Bot) issue(ctx context.Context, a *act, p place, line parse.Touch) (result, error) {
	now := b.coach.Clock()
	zone, _ := b.coach.Playbook.Zone(a.rep)
	today := coach.DateIn(now, zone)
	day := today
	if !line.At.IsZero() {
		day = line.At
	}
	change := &coach.IssueChange{ID: clip(line.What, 200)}
	text := fmt.Sprintf("Recorded a %s issue at %s, open since %s: %s.", line.Severity, b.label(p), parse.Say(day), line.What)
	if line.Severity != string(coach.Low) {
		text += " Fix it first; selling can wait."
	}
	if line.Kind == "issue" {
		change.Severity, change.Opened = new(coach.IssueSeverity(line.Severity)), &day
		change.Closed = new(coach.Date(0))
	} else {
		id, err := b.issueMeant(ctx, a.rep, p, line.What, today)
		if err != nil {
			return result{}, err
		}
		change.ID, change.Closed = id, &day
		text = fmt.Sprintf("Recorded as fixed at %s on %s: %s. Ask them whether they are happy again.", b.label(p), parse.Say(day), id)
	}
	err := b.coach.HandleAccount(ctx, coach.Event{ID: a.id, At: now, Source: coach.Slack, By: a.rep.ID, Account: p.account, Issue: change})
	if err != nil {
		return result{}, err
	}
	return result{answer: answer{text: text}, follow: a.rep.ID}, nil
}

// worksAt says whether the issues of an account are known to a rep: they, or
// someone they manage, own it or have a deal or commitment there.
func (b *Bot) worksAt(rep *coach.Rep, account string, a *coach.Account) bool {
	if p := b.coach.People().AccountProfile(account); p != nil && p.Owner != "" && b.mayChange(rep, p.Owner) {
		return true
	}
	if a == nil {
		return false
	}
	for who, s := range a.Stakes {
		if !s.Gone && b.mayChange(rep, who) {
			return true
		}
	}
	return false
}

// issueMeant is the open issue that was fixed: the one that says so, else the
// only one.
func (b *Bot) issueMeant(ctx context.Context, rep *coach.Rep, p place, what string, today coach.Date) (string, error) {
	accounts, err := b.coach.Accounts(ctx, p.account)
	if err != nil {
		return "", err
	}
	if !b.worksAt(rep, p.account, accounts[p.account]) {
		return "", tell("You have no deal or commitment at %s, so its issues are not yours to close. Whoever works there can.", b.label(p))
	}
	var open, fit []string
	if acc := accounts[p.account]; acc != nil {
		for _, id := range slices.Sorted(maps.Keys(acc.Issues)) {
			if !acc.Issues[id].OpenOn(today) {
				continue
			}
			open = append(open, id)
			if parse.SameName(id, what) || strings.Contains(parse.Fold(id), parse.Fold(what)) {
				fit = append(fit, id)
			}
		}
	}
	switch {
	case len(fit) == 1:
		return fit[0], nil
	case len(open) == 0:
		return "", tell("There is no open issue at %s.", b.label(p))
	case len(open) == 1 && what == "":
		return open[0], nil
	}
	text := "Which issue is fixed? Please name it:"
	for _, id := range open {
		text += fmt.Sprintf("\n• /touch %s fixed %s", quoted(b.label(p)), id)
	}
	return "", &told{answer{text: text}}
}
