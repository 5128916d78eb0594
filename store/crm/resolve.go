package crm

import (
	"cmp"

	"evenkeel/coach"
)

// account finds the account that a row names, and returns what it is called
// there. Nil without one; the row is bad then.
func (r *row) account() (p *place, name string) {
	name = r.need("account")
	if name == "" {
		return nil, ""
	}
	p, err := r.im.accounts.find(name)
	if err != nil {
		r.fail("account", "%v", err)
	}
	return p, name
}

// rep finds whom a cell means; empty for an empty cell.
func (r *row) rep(col string) string {
	name := r.name(col)
	if name == "" {
		return ""
	}
	id, err := r.im.people.find(name)
	if err != nil {
		r.fail(col, "%v", err)
	}
	return id
}

// money returns a cell that holds an amount, in the row's currency, else the
// rep's, else the playbook's; unknown for an empty cell.
func (r *row) money(col, rep string) coach.Money {
	currency, text := r.currency("currency"), r.text(col)
	if text == "" {
		return coach.Money{}
	}
	m, err := coach.ParseMoney(clip(text), cmp.Or(currency, r.im.people.currency(rep), r.im.playbook.Currency))
	if err != nil {
		r.fail(col, "%v", err)
	}
	return m
}
