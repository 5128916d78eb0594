package coach

import "math/big"

// Text is one measure for a reader: "43 %", "1800", "50000.00 USD"; "-" where
// there is no data and "~" where it is too early.
func (s Score) Text(key string) string {
	if why, missing := s.Why[key]; missing {
		return map[string]string{noData: "-", tooEarly: "~"}[why]
	}
	percent := func(r Ratio) string {
		return new(big.Rat).Mul(r.Rat, big.NewRat(100, 1)).FloatString(0) + " %"
	}
	switch key {
	case "won":
		return *s.Won + " " + s.Currency
	case "open_value":
		return *s.OpenValue + " " + s.Currency
	case "top_account":
		return *s.TopAccount
	case "hhi":
		return s.HHI.FloatString(0)
	case "effective_customers":
		return s.EffectiveCustomers.FloatString(1)
	case "win_rate":
		return percent(s.WinRate)
	case "top_share":
		return percent(s.TopShare)
	case "top3_share":
		return percent(s.Top3Share)
	case "new_share":
		return percent(s.NewShare)
	}
	panic("coach: no text for measure " + key)
}
