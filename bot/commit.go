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

// commit does /commit: a promise of the client's, or what became of one.
func (b *Bot) commit(ctx context.Context, a *act) (result, error) {
	r, err := read(ctx, b, a, func(e parse.Env) reading[parse.Commit] {
		c, err := e.Commit(a.text)
		return reading[parse.Commit]{c, c.Subject, c.Known, err}
	})
	if err != nil {
		return result{}, err
	}
	return b.promised(ctx, a, r.line)
}

// promised records what a line of /commit or its form says.
func (b *Bot) promised(ctx context.Context, a *act, line parse.Commit) (result, error) {
	if err := stillToCome(line.Due, b.today(a.rep)); err != nil {
		return result{}, err
	}
	p, err := b.find(ctx, a, line.Subject)
	if err != nil {
		return result{}, err
	}
	if p.fresh != "" && line.Status != "" {
		return result{}, tell("I know of no promise by %s.", p.fresh)
	}
	if err := b.settle(ctx, p); err != nil {
		return result{}, err
	}
	owner := p.ownerOr(a.rep.ID)
	res, err := b.coach.Handle(ctx, owner, func(v coach.View) (coach.Event, error) {
		c, err := b.commitmentChange(v, a, p, line)
		if err != nil {
			return coach.Event{}, err
		}
		return coach.Event{ID: a.id, At: v.Now, Source: coach.Slack, By: a.rep.ID, Rep: owner, Commitment: c}, nil
	})
	if err != nil {
		return result{}, err
	}
	return result{answer: answer{text: b.commitmentRecorded(res, p)}, follow: owner}, nil
}

// stillToCome refuses a promise for a day that has gone by.
func stillToCome(due, today coach.Date) error {
	if due.IsZero() || due >= today {
		return nil
	}
	t := &told{field: "by", form: parse.Say(due) + " has gone by. By when will they keep it? Today is the first day it can be."}
	t.text = t.form + " For example: /commit Acme time meeting with the CFO by 31 Mar"
	return t
}

// ownerOr is the owner of the deal that was meant, else me.
func (p place) ownerOr(me string) string {
	if p.owner != "" {
		return p.owner
	}
	return me
}

func (b *Bot) commitmentChange(v coach.View, a *act, p place, line parse.Commit) (*coach.CommitmentChange, error) {
	if line.Status != "" {
		c, err := b.promiseMeant(v, p, line)
		if err != nil {
			return nil, err
		}
		status := coach.CommitmentStatus(line.Status)
		return &coach.CommitmentChange{ID: c.ID, Deal: c.Deal, Account: c.Account, Status: &status}, nil
	}
	c := &coach.CommitmentChange{Made: new(v.Today()), What: new(line.What), Kind: new(coach.CommitmentKind(line.Kind)), Status: new(coach.Pending)}
	var err error
	if c.Deal, c.Account, err = b.anchor(v, a, p); err != nil {
		return nil, err
	}
	if !line.Due.IsZero() {
		c.Due = &line.Due
	}
	c.ID = commitmentID(c)
	return c, nil
}

// commitmentID is made of what makes a commitment that one: at what, which
// kind, what, and when it was made.
func commitmentID(c *coach.CommitmentChange) string {
	at := coach.On("deal", c.Deal)
	if c.Deal == "" {
		at = coach.On("account", c.Account)
	}
	return fmt.Sprintf("%s/%s/%s@%s", at, *c.Kind, parse.Fold(*c.What), *c.Made)
}

// anchor attaches what is said of an account to the person's one open deal
// there, else to the account; with several it asks.
func (b *Bot) anchor(v coach.View, a *act, p place) (deal, account string, err error) {
	switch deals := v.Book.OpenDealsAt(p.account); {
	case p.deal != "":
		if d := v.Book.Deals[p.deal]; d == nil || d.To != "" {
			return "", "", tell("That deal has just gone to someone else. Nothing was recorded.")
		}
		return p.deal, "", nil
	case p.whole || len(deals) == 0:
		return "", p.account, nil
	case len(deals) == 1:
		return deals[0].ID, "", nil
	default:
		options := append(b.dealOptions(v.Book, deals), option{b.label(p) + " as a whole", "whole/" + p.account})
		return "", "", a.ask("You have several open deals at "+b.label(p)+". Which one is it about?", options...)
	}
}

// promiseMeant finds the open promise of which a line says what became.
func (b *Bot) promiseMeant(v coach.View, p place, line parse.Commit) (*coach.Commitment, error) {
	open := promises(v.Book, p)
	if len(open) == 0 {
		t := &told{field: "status", form: "There is no open promise at " + b.label(p) + "."}
		t.text = t.form + " Record one first: /commit " + quoted(b.label(p)) + " time meeting with the CFO by 31 Mar"
		return nil, t
	}
	var fit []*coach.Commitment
	for _, c := range open {
		if line.Kind != "" && string(c.Kind.V) != line.Kind {
			continue
		}
		if same := parse.Fold(line.What); same == "" || strings.Contains(parse.Fold(c.What.V), same) || strings.Contains(same, parse.Fold(c.What.V)) {
			fit = append(fit, c)
		}
	}
	if len(fit) == 1 {
		return fit[0], nil
	}
	if len(fit) == 0 {
		fit = open
	}
	var whats []string
	for _, c := range fit {
		whats = append(whats, c.What.V)
	}
	return nil, nameOne("what", "Which promise is "+line.Status+"?", fmt.Sprintf("/commit %s %s", quoted(b.label(p)), line.Status), whats)
}

// nameOne asks for one of several by its words: on a line with what to write, in a
// form at the field where it is written.
func nameOne(field, question, command string, names []string) error {
	t := &told{field: field, form: question + " Please write one of these: " + strings.Join(names, " · ")}
	t.text = question + " Please name it:"
	for _, name := range names {
		t.text += "\n• " + command + " " + name
	}
	return t
}

// promises are the open commitments at a place, by due date.
func promises(book *coach.Book, p place) []*coach.Commitment {
	var out []*coach.Commitment
	for _, id := range slices.Sorted(maps.Keys(book.Commitments)) {
		c := book.Commitments[id]
		at := c.Account
		if d := book.Deals[c.Deal]; d != nil {
			at = d.Account.V
		}
		if c.Status.V == coach.Pending && (p.deal != "" && c.Deal == p.deal || p.deal == "" && at == p.account) {
			out = append(out, c)
		}
	}
	slices.SortStableFunc(out, func(x, y *coach.Commitment) int { return int(x.Due.V) - int(y.Due.V) })
	return out
}

// quoted puts quotes around a name with blanks, as a command wants it.
func quoted(name string) string {
	if strings.ContainsAny(name, " \t") {
		return `"` + name + `"`
	}
	return name
}

// commitmentRecorded says the promise again, with its date.
func (b *Bot) commitmentRecorded(res coach.Result, p place) string {
	c := res.Book.Commitments[res.Event.Commitment.ID]
	if c == nil {
		return "Recorded."
	}
	s := c.What.V
	if c.Kind.V != "" {
		s = string(c.Kind.V) + ", " + s
	}
	at := b.label(p)
	if c.Deal != "" {
		at = b.coach.NamesFor(res.Book).SubjectName(coach.On("deal", c.Deal))
	}
	if st := res.Event.Commitment.Status; st != nil && *st != coach.Pending {
		return fmt.Sprintf("Recorded as %s: %s (%s).", *st, s, at)
	}
	if c.Due.V.IsZero() {
		return fmt.Sprintf("Recorded what %s promised: %s, without a date. By when? A promise with a date is easier to keep.", at, s)
	}
	return fmt.Sprintf("Recorded what %s promised: %s, by %s.", at, s, parse.Say(c.Due.V))
}
