package coach_test

import (
	"fmt"
	"slices"
	"time"

	"evenkeel/coach"
	"evenkeel/coach/playbook"
)

// finds is what a rule finds of a subject at noon of a day, and when it wants to
// look again.
func (s *scene) finds(rule string, subject coach.Subject, on string) ([]coach.Finding, time.Time) {
	rules := coach.Rules()
	p := playbook.Builtin(rules)
	if s.tune != nil {
		s.tune(p)
	}
	c := coach.Case{Subject: subject, Book: s.book, Accounts: s.accounts, Rows: s.rows, Act: s.act, Now: noon(on), Zone: berlin}
	switch subject.Kind() {
	case "deal":
		c.Deal = s.book.Deals[subject.ID()]
		c.Account = s.accounts[c.Deal.Account.V]
	case "account", "contract":
		c.Account = s.accounts["acme"]
		c.Contract = c.Account.Contracts[subject.ID()]
	}
	i := slices.IndexFunc(rules, func(r coach.Rule) bool { return r.ID == rule })
	return rules[i].Look(c, p, s.rep, new(coach.People))
}

// factOf is a fact of the first thing that a rule finds.
func (s *scene) factOf(rule string, subject coach.Subject, on, name string) string {
	found, _ := s.finds(rule, subject, on)
	for _, f := range found[0].Facts {
		if f.Name == name {
			return fmt.Sprint(f.Value)
		}
	}
	return ""
}

// nextOn is the day on which a rule wants to look again.
func (s *scene) nextOn(rule string, subject coach.Subject, on string) string {
	_, next := s.finds(rule, subject, on)
	if next.IsZero() {
		return ""
	}
	return coach.DateIn(next, berlin).String()
}
