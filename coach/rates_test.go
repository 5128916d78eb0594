package coach_test

import (
	"math/big"
	"testing"

	"evenkeel/coach"
)

func worth(pairs ...string) map[string]*big.Rat {
	out := map[string]*big.Rat{}
	for i := 0; i < len(pairs); i += 2 {
		out[pairs[i]], _ = new(big.Rat).SetString(pairs[i+1])
	}
	return out
}

func TestAmountsConvertAtTheRateOfTheirDay(t *testing.T) {
	p := &coach.Playbook{Currency: "USD"}
	rates(p)
	for name, c := range map[string]struct {
		minor    int64
		from, to string
		on       string
		want     string // empty: not converted
	}{
		"SameCurrencyNeedsNoRate": {12345, "GBP", "GBP", "2020-01-01", "123.45 GBP"},
		"FirstDayOfATable":        {100, "EUR", "USD", "2026-01-01", "1.10 USD"},
		"LastDayOfATable":         {100, "EUR", "USD", "2026-06-30", "1.10 USD"},
		"NextTable":               {100, "EUR", "USD", "2026-07-01", "1.20 USD"},
		"LeftOutOfTheNextTable":   {400, "JPY", "USD", "2026-07-01", "3.00 USD"},
		"BeforeTheFirstTable":     {100, "EUR", "USD", "2025-12-31", ""},
		"NoRateAtAll":             {100, "GBP", "USD", "2026-07-01", ""},
		"NoRateOfTheTarget":       {100, "USD", "GBP", "2026-07-01", ""},
		"HalfRoundsUp":            {5, "EUR", "USD", "2026-01-01", "0.06 USD"}, // 5.5 cents
		"BelowHalfRoundsDown":     {4, "EUR", "USD", "2026-01-01", "0.04 USD"}, // 4.4 cents
		"ToFewerDecimals":         {100, "USD", "JPY", "2026-01-01", "133 JPY"},
		"CrossRateRoundsOnce":     {101, "EUR", "JPY", "2026-01-01", "148 JPY"}, // 148.13
		"UnknownStaysUnknown":     {0, "", "USD", "2026-07-01", ""},
		"NothingIsWorthNothing":   {0, "EUR", "USD", "2026-07-01", "0.00 USD"},
		"TooLargeToHold":          {9e18, "EUR", "USD", "2026-07-01", ""},
	} {
		t.Run(name, func(t *testing.T) {
			got, ok := p.Convert(coach.Money{Minor: c.minor, Currency: c.from}, c.to, on(c.on))
			if got.String() != c.want || ok != (c.want != "") {
				t.Errorf("%v %v, want %q", got, ok, c.want)
			}
		})
	}
}
