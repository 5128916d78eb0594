package bot

import (
	"cmp"
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
		if t.Account = p.account; t.Account == "" || aboutTheDeal(line.Kind) {
			t.Deal = deal
		}
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

// aboutTheDeal says whether a contact moves a deal along, and so is one on it: what
// is recorded of a customer's wellbeing is not, though the line names the deal.
func aboutTheDeal(kind string) bool {
	return kind != "metric" && kind != "review" && kind != "hours"
}

// touchFrom makes the record of a contact. A talk about their future, a review,
// time spent and somebody waiting are contacts for the customer's sake.
func touchFrom(id string, line parse.Touch, v coach.View) *coach.Touch {
	t := &coach.Touch{ID: id, Kind: coach.Care, In: line.In, Note: line.Note, Day: line.At}
	if t.Day.IsZero() {
		t.Day = v.Today()
	}
	if t.Day == v.Today() {
		t.At = v.Now
	}
	switch line.Kind {
	case "sales":
		t.Kind = coach.Sales
	case "future":
		t.Future = cmp.Or(strings.Join(line.Future, ";"), coach.PlainTalk)
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
	what := "a " + string(t.Kind) + " touch"
	switch {
	case t.Review:
		what = "a review"
	case t.Waiting:
		what = "that they are waiting"
	case t.Future == coach.PlainTalk:
		what = "a future talk"
	case t.Future != "":
		what = "a future talk (" + strings.ReplaceAll(t.Future, ";", ", ") + ")"
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
	s = coach.Sentence(s) + rhythmRecorded(res.Event.Review)
	if t.Future == coach.PlainTalk {
		s += fmt.Sprintf(" It does not say what the talk held: diagnosis, prescription or prognosis go before the note, as in /touch %s future diagnosis two more sites next year", quoted(b.label(p)))
	}
	return s
}

// issue records an issue at an account, or that it is fixed. It belongs to the
// account: everybody who works there learns of it.
func (b *Bot) issue(ctx context.Context, a *act, p place, line parse.Touch) (result, error) {
	tell := b.issueFixed
	if line.Kind == "issue" {
		tell = b.issueOpened
	}
	change, text, err := tell(ctx, a, p, line)
	if err != nil {
		return result{}, err
	}
	err = b.coach.HandleAccount(ctx, coach.Event{ID: a.id, At: b.coach.Clock(), Source: coach.Slack, By: a.rep.ID, Account: p.account, Issue: change})
	if err != nil {
		return result{}, err
	}
	return result{answer: answer{text: text}, follow: a.rep.ID}, nil
}

// issueOpened is an issue as the line tells it. One of the same words that is open
// already is told again, worse or better, and stays open since when it was, unless
// the line names another day.
func (b *Bot) issueOpened(ctx context.Context, a *act, p place, line parse.Touch) (*coach.IssueChange, string, error) {
	today := b.today(a.rep)
	day := cmp.Or(line.At, today)
	change := &coach.IssueChange{ID: clip(line.What, 200)}
	openIssue(change, line, day)
	known, err := b.openIssueCalled(ctx, p.account, change.ID, today)
	if err != nil {
		return nil, "", err
	}
	if known != nil {
		change.ID = known.ID
	}
	if known != nil && line.At.IsZero() {
		change.Opened, day = nil, known.Opened.V
	}
	if !line.Promised.IsZero() && line.Promised < day {
		return nil, "", tellAt("promised", "The promised day, %s, is before the issue came up on %s.", parse.Say(line.Promised), parse.Say(day))
	}
	return change, b.issueRecorded(p, line, day), nil
}

// issueFixed is the issue that the line says is fixed.
func (b *Bot) issueFixed(ctx context.Context, a *act, p place, line parse.Touch) (*coach.IssueChange, string, error) {
	today := b.today(a.rep)
	id, err := b.issueMeant(ctx, a.rep, p, line.What, today)
	if err != nil {
		return nil, "", err
	}
	day := cmp.Or(line.At, today)
	if strings.HasSuffix(parse.Fold(a.text), parse.Fold(id)) {
		day = today // the day on the line is part of what the issue is called
	}
	text := fmt.Sprintf("Recorded as fixed at %s on %s: %s. Ask them whether they are happy again.", b.label(p), parse.Say(day), id)
	return &coach.IssueChange{ID: id, Closed: &day}, text, nil
}

// openIssueCalled is the issue of that name that is open at an account; nil for none.
func (b *Bot) openIssueCalled(ctx context.Context, account, id string, today coach.Date) (*coach.Issue, error) {
	accounts, err := b.coach.Accounts(ctx, account)
	if err != nil || accounts[account] == nil {
		return nil, err
	}
	for _, key := range slices.Sorted(maps.Keys(accounts[account].Issues)) {
		if i := accounts[account].Issues[key]; parse.Fold(i.ID) == parse.Fold(id) && i.OpenOn(today) && !i.Opened.V.IsZero() {
			return i, nil
		}
	}
	return nil, nil
}

// openIssue says how bad an issue is, since when it is open, and by when they were
// told that it would be mended.
func openIssue(c *coach.IssueChange, line parse.Touch, day coach.Date) {
	c.Severity, c.Opened, c.Closed = new(coach.IssueSeverity(line.Severity)), &day, new(coach.Date(0))
	if !line.Promised.IsZero() {
		c.Promised = &line.Promised
	}
}

func (b *Bot) issueRecorded(p place, line parse.Touch, day coach.Date) string {
	s := fmt.Sprintf("Recorded a %s issue at %s, open since %s", line.Severity, b.label(p), parse.Say(day))
	if !line.Promised.IsZero() {
		s += ", promised for " + parse.Say(line.Promised)
	}
	s = coach.Sentence(s + ": " + line.What)
	if line.Severity != string(coach.Low) {
		s += " Fix it first; selling can wait."
	}
	return s
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

// anyToldBy says whether one of the open issues was recorded by a rep, who may close
// it again without a stake.
func anyToldBy(rep string, issues map[string]*coach.Issue, today coach.Date) bool {
	for _, i := range issues {
		if i.OpenOn(today) && i.ToldBy(rep) {
			return true
		}
	}
	return false
}

// issueMeant is the open issue that was fixed: the one that says so, else the
// only one. Who does not work at the account finds what they recorded themselves.
func (b *Bot) issueMeant(ctx context.Context, rep *coach.Rep, p place, what string, today coach.Date) (string, error) {
	accounts, err := b.coach.Accounts(ctx, p.account)
	if err != nil {
		return "", err
	}
	works := b.worksAt(rep, p.account, accounts[p.account])
	if acc := accounts[p.account]; !works && (acc == nil || !anyToldBy(rep.ID, acc.Issues, today)) {
		return "", tell("You have no deal or commitment at %s, so its issues are not yours to close. Whoever works there can.", b.label(p))
	}
	var open, fit []string
	if acc := accounts[p.account]; acc != nil {
		for _, id := range slices.Sorted(maps.Keys(acc.Issues)) {
			if i := acc.Issues[id]; !i.OpenOn(today) || !works && !i.ToldBy(rep.ID) {
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
		return "", tellAt("note", "There is no open issue at %s.", b.label(p))
	case len(open) == 1 && what == "":
		return open[0], nil
	}
	return "", nameOne("note", "Which issue is fixed?", "/touch "+quoted(b.label(p))+" fixed", open)
}
