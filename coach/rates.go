package coach

import (
	"math/big"
)

// Rates are what one unit of each currency is worth in the playbook's currency,
// from a day on until a later table names that currency again.
type Rates struct {
	From  Date
	Worth map[string]*big.Rat // by currency; each above 0
}

// worth is what one unit of a currency is worth in the playbook's on a day; nil
// where no table says.
func (p *Playbook) worth(currency string, on Date) *big.Rat {
	if currency == p.Currency {
		return big.NewRat(1, 1)
	}
	for i := len(p.Rates) - 1; i >= 0; i-- {
		if w := p.Rates[i].Worth[currency]; w != nil && p.Rates[i].From <= on {
			return w
		}
	}
	return nil
}

// Convert gives an amount in another currency at the playbook's rates of a day,
// rounded half away from zero to that currency's minor unit. It is false where
// the amount is unknown or a rate is missing: then nothing is guessed.
func (p *Playbook) Convert(m Money, to string, on Date) (Money, bool) {
	if m.Currency == to {
		return m, m.Known()
	}
	if !m.Known() {
		return Money{}, false
	}
	from, in := p.worth(m.Currency, on), p.worth(to, on)
	if from == nil || in == nil {
		return Money{}, false
	}
	r := new(big.Rat).SetFrac64(m.Minor, pow10(Decimals(m.Currency)))
	r.Mul(r, from).Quo(r, in).Mul(r, big.NewRat(pow10(Decimals(to)), 1))
	minor := roundHalfAway(r)
	if !minor.IsInt64() {
		return Money{}, false
	}
	return Money{minor.Int64(), to}, true
}

func roundHalfAway(r *big.Rat) *big.Int {
	twice := new(big.Int).Lsh(new(big.Int).Abs(r.Num()), 1)
	n := twice.Add(twice, r.Denom())
	n.Quo(n, new(big.Int).Lsh(r.Denom(), 1))
	if r.Sign() < 0 {
		n.Neg(n)
	}
	return n
}
