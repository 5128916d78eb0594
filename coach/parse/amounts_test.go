package parse_test

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"evenkeel/coach"
	"evenkeel/coach/parse"
)

func TestAmount(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"50000", "50000.00 USD"}, {"50k", "50000.00 USD"}, {"50K", "50000.00 USD"}, {"$50,000", "50000.00 CAD"},
		{"1.2m", "1200000.00 USD"}, {"€1.2m", "1200000.00 EUR"}, {"£3k", "3000.00 GBP"}, {"50 000", "50000.00 USD"},
		{"50.000,00 EUR", "50000.00 EUR"}, {"USD 50k", "50000.00 USD"}, {"50k eur", "50000.00 EUR"}, {"1,200", "1200.00 USD"},
		{"1.5", "1.50 USD"}, {"1,5", "1.50 USD"}, {"1.50", "1.50 USD"}, {"0.500", "0.50 USD"}, {"1,5m", "1500000.00 USD"},
		{"1.125m", "1125000.00 USD"}, {"1.2345k", "1234.50 USD"}, {"50 k", "50000.00 USD"}, {"50k€", "50000.00 EUR"},
		{"€ 50k", "50000.00 EUR"}, {"50keur", "50000.00 EUR"}, {"eur50k", "50000.00 EUR"}, {"1,234,567.89", "1234567.89 USD"},
		{"1.234.567,89", "1234567.89 USD"}, {"1.234.567", "1234567.00 USD"}, {"12,34,567", "1234567.00 USD"},
		{"50'000 CHF", "50000.00 CHF"}, {"50\u00a0000", "50000.00 USD"}, {"50\u202f000,50 €", "50000.50 EUR"}, {".5m", "500000.00 USD"},
		{"2 million", "2000000.00 USD"}, {"2 million dollars", "2000000.00 CAD"}, {"3bn", "3000000000.00 USD"}, {"2 Mio EUR", "2000000.00 EUR"},
		{"US$50", "50.00 USD"}, {"$50k USD", "50000.00 USD"}, {"C$5k", "5000.00 CAD"}, {"R$5k", "5000.00 BRL"}, {"¥5000", "5000 JPY"},
		{"5000 JPY", "5000 JPY"}, {"1.200 KWD", "1.200 KWD"}, {"1,200 KWD", "1200.000 KWD"}, {"50 mxn", "50.00 MXN"}, {"5m mxn", "5000000.00 MXN"},
		{"~50k", "50000.00 USD"}, {"50k.", "50000.00 USD"}, {"0", "0.00 USD"}, {"1000000000000", "1000000000000.00 USD"}, {"1234.5", "1234.50 USD"},
		{"50 ALL", "50.00 ALL"}, {"007", "7.00 USD"}, {"10 euros", "10.00 EUR"},
	} {
		got, err := parse.Amount(c.text, parse.Currencies{Default: "USD", Dollar: "CAD"})
		if err != nil || got.String() != c.want {
			t.Errorf("Amount(%q) = %s, %v; want %s", c.text, got, err, c.want)
		}
	}
}

func TestAmountErrorsSayWhatToWrite(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"", "no amount"}, {"fifty", "fifty"}, {"-50", "below 0"}, {"−50k", "below 0"}, {"(50)", "below 0"}, {"$-50", "cannot read"},
		{"1.200", "1200 or 1.2"}, {"€50.000", "two amounts"}, {"1,200k", "1200k or 1.2k"}, {"1.200k", "two amounts"},
		{"1,200m", "two amounts"}, {"1.234", "two amounts"}, {"1.2345", "more decimals"}, {"1.5 JPY", "more decimals"}, {"1.005", "two amounts"},
		{"1000000000001", "a million million"}, {"2000bn", "a million million"}, {"99999999999999999999999", "a million million"}, {"50 foo", "50 foo"}, {"50 all", "50 all"},
		{"50-60k", "50-60k"}, {"50%", "50%"}, {"5 0", "5 0"}, {"1,23,45", "1,23,45"}, {"1.2.3", "1.2.3"}, {"€50 USD", "€50 USD"},
		{"EUR", "EUR"}, {"50kk", "50kk"}, {"0x10", "0x10"}, {"1e5", "1e5"}, {"٥٠", "٥٠"}, {"50 kr", "50 kr"}, {"1,200.5.3", "1,200.5.3"},
	} {
		got, err := parse.Amount(c.text, parse.Currencies{Default: "USD"})
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("Amount(%q) = %s, %v; want an error that says %q", c.text, got, err, c.want)
		}
	}
}

func TestTheDollarIsTheReps(t *testing.T) {
	for _, c := range []struct {
		text string
		c    parse.Currencies
		want string
	}{
		{"$5", parse.Currencies{Default: "EUR"}, "5.00 USD"},
		{"$5", parse.Currencies{Default: "CAD", Dollar: "CAD"}, "5.00 CAD"},
		{"5", parse.Currencies{}, "5.00 USD"},
		{"50 kr", parse.Currencies{Default: "SEK"}, "50.00 SEK"},
		{"50k kr", parse.Currencies{Default: "NOK"}, "50000.00 NOK"},
		{"¥5", parse.Currencies{Default: "CNY"}, "5.00 CNY"},
	} {
		if got, err := parse.Amount(c.text, c.c); got.String() != c.want {
			t.Errorf("Amount(%q, %v) = %s, %v; want %s", c.text, c.c, got, err, c.want)
		}
	}
}

// A formatted amount reads back exactly, in every currency.
func TestFormattedAmountsReadBack(t *testing.T) {
	codes := []string{"USD", "EUR", "JPY", "KWD", "ALL", "SEK"}
	rapid.Check(t, func(t *rapid.T) {
		code := rapid.SampledFrom(codes).Draw(t, "code")
		most := int64(coach.MaxMajor)
		for range coach.Decimals(code) {
			most *= 10
		}
		m := coach.Money{Minor: rapid.Int64Range(0, most).Draw(t, "minor"), Currency: code}
		for _, text := range []string{m.String(), code + " " + m.Decimal(), grouped(m.Decimal()) + " " + code} {
			if got, err := parse.Amount(text, parse.Currencies{}); err != nil || got != m {
				t.Fatalf("%s = %s, %v", text, got, err)
			}
		}
	})
}

// grouped puts commas between the thousands.
func grouped(s string) string {
	whole, frac, has := strings.Cut(s, ".")
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if has {
		return whole + "." + frac
	}
	return whole
}
