package coach

import (
	"errors"
	"fmt"
	"math/big"
	"strconv"
	"strings"
)

// Money is an exact amount in minor units (cents for USD, whole yen for JPY).
// Without a currency it is unknown; unknown is never zero.
type Money struct {
	Minor    int64  `json:"minor"`
	Currency string `json:"currency"` // ISO 4217, upper case
}

// MaxMajor is the largest amount accepted, in whole units of a currency.
const MaxMajor = 1_000_000_000_000

// Known says whether there is an amount at all.
func (m Money) Known() bool { return m.Currency != "" }

// decimals of the currencies that do not have two (ISO 4217, 2024 list).
var decimals = map[string]int{
	"BIF": 0, "CLP": 0, "DJF": 0, "GNF": 0, "ISK": 0, "JPY": 0, "KMF": 0, "KRW": 0, "PYG": 0, "RWF": 0,
	"UGX": 0, "UYI": 0, "VND": 0, "VUV": 0, "XAF": 0, "XOF": 0, "XPF": 0,
	"BHD": 3, "IQD": 3, "JOD": 3, "KWD": 3, "LYD": 3, "OMR": 3, "TND": 3,
}

// Decimals is how many digits after the point a currency has.
func Decimals(currency string) int {
	if n, ok := decimals[currency]; ok {
		return n
	}
	return 2
}

// ParseMoney reads a plain decimal number ("50000", "1234.5") exactly. It
// refuses more decimals than the currency has, amounts below 0 and above 10¹².
func ParseMoney(s, currency string) (Money, error) {
	if len(currency) != 3 || strings.ToUpper(currency) != currency || strings.Trim(currency, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != "" {
		return Money{}, fmt.Errorf("%q is no currency code like USD", currency)
	}
	whole, frac, _ := strings.Cut(s, ".")
	n := Decimals(currency)
	if whole == "" || strings.Trim(whole+frac, "0123456789") != "" {
		if strings.HasPrefix(s, "-") {
			return Money{}, fmt.Errorf("an amount cannot be below 0: %s", s)
		}
		return Money{}, fmt.Errorf("%q is no amount like 50000 or 1234.50", s)
	}
	if len(strings.TrimRight(frac, "0")) > n {
		return Money{}, fmt.Errorf("%s has more decimals than %s, which has %d", s, currency, n)
	}
	frac = (strings.TrimRight(frac, "0") + "000")[:n]
	minor, err := strconv.ParseInt(strings.TrimLeft(whole, "0")+frac+"", 10, 64)
	if strings.Trim(whole+frac, "0") == "" {
		minor, err = 0, nil
	}
	if err != nil && !errors.Is(err, strconv.ErrRange) {
		return Money{}, fmt.Errorf("%q is no amount like 50000 or 1234.50", s)
	}
	if err != nil || minor > MaxMajor*pow10(n) {
		return Money{}, fmt.Errorf("an amount above 10^12 is not taken: %s", s)
	}
	return Money{minor, currency}, nil
}

func pow10(n int) int64 {
	p := int64(1)
	for range n {
		p *= 10
	}
	return p
}

// Decimal prints the amount without its currency and with all of its decimals:
// "50000.00". Unknown prints as nothing.
func (m Money) Decimal() string {
	if !m.Known() {
		return ""
	}
	n := Decimals(m.Currency)
	if n == 0 {
		return strconv.FormatInt(m.Minor, 10)
	}
	p := pow10(n)
	return fmt.Sprintf("%d.%0*d", m.Minor/p, n, m.Minor%p)
}

// String prints "50000.00 USD".
func (m Money) String() string {
	if !m.Known() {
		return ""
	}
	return m.Decimal() + " " + m.Currency
}

// Plus adds amounts of one currency; unknown adds nothing. It panics on two
// currencies: converting is the caller's decision, never an accident.
func (m Money) Plus(o Money) Money {
	switch {
	case !o.Known():
		return m
	case !m.Known():
		return o
	case m.Currency != o.Currency:
		panic("coach: adding " + o.Currency + " to " + m.Currency)
	}
	return Money{m.Minor + o.Minor, m.Currency}
}

// Ratio is an exact share, rate or index; nil where there is nothing to
// measure. It prints with six places, half away from zero.
type Ratio struct{ *big.Rat }

// NewRatio returns a/b, or the empty Ratio where b is 0.
func NewRatio(a, b int64) Ratio {
	if b == 0 {
		return Ratio{}
	}
	return Ratio{big.NewRat(a, b)}
}

// Known says whether there was anything to measure.
func (r Ratio) Known() bool { return r.Rat != nil }

// Float is the nearest float64; 0 where unknown.
func (r Ratio) Float() float64 {
	if r.Rat == nil {
		return 0
	}
	f, _ := r.Float64()
	return f
}

// Six is the value at the six places that are printed; 0 where unknown.
func (r Ratio) Six() float64 {
	if r.Rat == nil {
		return 0
	}
	f, _ := strconv.ParseFloat(r.FloatString(6), 64)
	return f
}

// MarshalJSON prints a number with six places at most, or null.
func (r Ratio) MarshalJSON() ([]byte, error) {
	if r.Rat == nil {
		return []byte("null"), nil
	}
	return []byte(r.FloatString(6)), nil
}

// UnmarshalJSON reads what MarshalJSON printed.
func (r *Ratio) UnmarshalJSON(b []byte) error {
	if string(b) == "null" {
		*r = Ratio{}
		return nil
	}
	x, ok := new(big.Rat).SetString(string(b))
	if !ok {
		return fmt.Errorf("coach: %s is no number", b)
	}
	*r = Ratio{x}
	return nil
}
