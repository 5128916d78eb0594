package playbook

import (
	"cmp"
	"fmt"
	"math/big"
	"regexp"
	"slices"

	"evenkeel/coach"

	"go.yaml.in/yaml/v4"
)

// rates reads the dated tables of exchange rates, in any order.
func (r *reader) rates(to *[]coach.Rates) read1 {
	return func(n *yaml.Node) {
		before, seen := len(r.errs), map[coach.Date]bool{}
		list(r, to, func(n *yaml.Node, t *coach.Rates) {
			r.rateTable(n, t)
			if seen[t.From] && !t.From.IsZero() {
				r.bad(n, "two tables begin on "+t.From.String(), "put them into one")
			}
			seen[t.From] = true
		})(n)
		if len(r.errs) == before {
			slices.SortFunc(*to, func(a, b coach.Rates) int { return cmp.Compare(a.From, b.From) })
		}
	}
}

func (r *reader) rateTable(n *yaml.Node, t *coach.Rates) {
	t.Worth = map[string]*big.Rat{}
	before := len(r.errs)
	r.entries(n, func(k, v *yaml.Node) {
		if k.Value == "from" {
			parsed(r, &t.From, coach.ParseDate, "write a day like 2026-01-01")(v)
			return
		}
		if _, err := currency(k.Value); err != nil {
			r.bad(k, quote(k.Value)+" is neither from nor a currency code like EUR", "codes are those of ISO 4217")
			return
		}
		var worth *big.Rat
		parsed(r, &worth, rate, "write what one unit is worth in your currency, like 1.08")(v)
		if worth != nil {
			t.Worth[k.Value] = worth
		}
	})
	switch {
	case len(r.errs) > before:
	case t.From.IsZero():
		r.bad(n, "from is missing", "add from: 2026-01-01, the day from which these rates hold")
	case len(t.Worth) == 0:
		r.bad(n, "no currency is in this table", "write {from: 2026-01-01, EUR: 1.08}")
	}
}

// plainRate is what is read exactly: no exponents, no signs, 12 digits before
// and after the point at most.
var plainRate = regexp.MustCompile(`^[0-9]{1,12}(\.[0-9]{1,12})?$`)

func rate(s string) (*big.Rat, error) {
	if !plainRate.MatchString(s) {
		return nil, fmt.Errorf("%s is no rate", quote(s))
	}
	worth, _ := new(big.Rat).SetString(s)
	if worth.Sign() == 0 {
		return nil, fmt.Errorf("a rate of 0 makes an amount nothing")
	}
	return worth, nil
}

// checkRates holds what conversion relies on: the playbook's own currency is the
// measure, so no table gives it another worth.
func (r *reader) checkRates(seen map[string]*yaml.Node, p *coach.Playbook) {
	at := seen["rates"]
	if at == nil || r.failed("rates") || r.failed("currency") {
		return
	}
	for _, t := range p.Rates {
		if t.Worth[p.Currency] != nil {
			r.bad(at, "rates: "+p.Currency+" is the playbook's own currency", "take it out of the table from "+t.From.String())
			return
		}
	}
}

// bands reads the healthy new-business shares by role.
func (r *reader) bands(to *map[coach.Role]coach.Band) read1 {
	return func(n *yaml.Node) {
		next := map[coach.Role]coach.Band{}
		known := keys{}
		for _, role := range []coach.Role{coach.Hunter, coach.Hybrid, coach.Farmer} {
			next[role] = (*to)[role]
			known[string(role)] = r.band(next, role)
		}
		r.object(n, known)
		*to = next
	}
}

func (r *reader) band(to map[coach.Role]coach.Band, role coach.Role) read1 {
	return func(n *yaml.Node) {
		b, before := to[role], len(r.errs)
		seen := r.object(n, keys{"from": r.share(&b.From), "to": r.share(&b.To)})
		if len(r.errs) == before && b.From > b.To {
			r.bad(first(seen["to"], seen["from"]), fmt.Sprintf("the band goes from %g down to %g", b.From, b.To), "from must not be above to")
			return
		}
		to[role] = b
	}
}

// share reads a number from 0 to 1.
func (r *reader) share(to *float64) read1 {
	return func(n *yaml.Node) {
		if f, ok := r.number(n); ok && r.within(n, f, coach.Range{High: 1}, "") {
			*to = f
		}
	}
}

func (r *reader) issues(l *coach.IssueLimits) read1 {
	return func(n *yaml.Node) {
		r.object(n, keys{"high": r.whole(&l.High, 0, 366), "medium": r.whole(&l.Medium, 0, 366), "low": r.whole(&l.Low, 0, 366)})
	}
}
