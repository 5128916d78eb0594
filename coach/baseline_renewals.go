package coach

import (
	"cmp"
	"slices"
)

// RenewalBase is what came due of a rep's contracts in 12 months, a year's value
// of it in minor units of the rep's currency, and how much of that goes on.
type RenewalBase struct {
	Contracts int      `json:"contracts,omitempty"` // that came due, with a value known
	Due       int64    `json:"due,omitempty"`
	Kept      int64    `json:"kept,omitempty"`
	Currency  string   `json:"currency,omitempty"`
	Last      Date     `json:"last,omitzero"`    // the last day on which value was lost
	Losses    int      `json:"losses,omitempty"` // contracts that were not renewed in full
	Lost      []string `json:"lost,omitempty"`   // accounts of the largest losses, the largest first
	Quota     Money    `json:"quota,omitzero"`   // of the quarter
}

// ends are the days on which the contract's terms end, up to the first one on or
// after a day, and that of the contract which it renewed.
func (k *ledgerContract) ends(until Date) (out []Date) {
	if k.Renews != "" && !k.Start.IsZero() {
		out = append(out, k.Start.AddDays(-1))
	}
	if k.End.IsZero() {
		return out
	}
	out = append(out, k.End)
	for n := 1; k.Auto && out[len(out)-1] < until; n++ {
		out = append(out, k.endOfTerm(n))
	}
	return out
}

// onlyNear says whether every one of some days lies within n days of an end.
func onlyNear(days, ends []Date, n int) bool {
	return !slices.ContainsFunc(days, func(d Date) bool {
		return !slices.ContainsFunc(ends, func(end Date) bool { return max(d-end, end-d) <= Date(n) })
	})
}

// renewalBase is what came due of a rep's contracts.
func (l *ledger) renewalBase(b *ledgerBook) RenewalBase {
	r := RenewalBase{Currency: l.p.Currency}
	if b.profile != nil {
		r.Currency = cmp.Or(b.profile.Currency, r.Currency)
	}
	var lost []accountSum
	for _, k := range b.contracts {
		came, kept := l.cameDue(k, r.Currency)
		if came.known > 0 {
			r.Contracts++
		}
		if r.Due, r.Kept = r.Due+came.minor, r.Kept+kept; came.minor > kept {
			r.Last = max(r.Last, k.dues[len(k.dues)-1].day)
			lost = append(lost, accountSum{k.account.id, came.minor - kept})
		}
	}
	slices.SortFunc(lost, func(x, y accountSum) int { return cmp.Or(cmp.Compare(y.sum, x.sum), cmp.Compare(x.id, y.id)) })
	r.Losses = len(lost)
	for _, x := range lost[:min(2, len(lost))] {
		r.Lost = append(r.Lost, x.id)
	}
	if q := l.quota(b, r.Currency); q.Known() {
		r.Quota = Money{roundHalfAway(q.Rat).Int64(), r.Currency}
	}
	return r
}
