package coach

import "strings"

var moneySigns = map[string]string{"USD": "$", "EUR": "€", "GBP": "£", "INR": "₹"}

// MoneyForm is how a language writes amounts.
type MoneyForm struct {
	Group, Point     string // between thousands, and before cents
	Million, Billion string // after a number of them
	SignLast         bool   // "50 €"; else "€50"
}

var englishMoney = MoneyForm{Group: ",", Point: ".", Million: "m", Billion: "bn"}

// Words is the amount as people read it: $50,000, €1,234.50, JPY 12,000; the empty
// string for an unknown one. Millions are shortened only where nothing is lost:
// €1.2m, but €1,234,567.
func (m Money) Words() string { return m.In(englishMoney) }

// In is Words as another language writes them.
func (m Money) In(f MoneyForm) string {
	if !m.Known() {
		return ""
	}
	digits := f.digits(m.Decimal())
	sign, ok := moneySigns[m.Currency]
	switch {
	case !ok && !f.SignLast:
		return m.Currency + " " + digits
	case !ok:
		sign = m.Currency
	}
	if f.SignLast {
		return digits + " " + sign
	}
	return sign + digits
}

// digits tells a decimal: without cents where there are none.
func (f MoneyForm) digits(decimal string) string {
	units, cents, _ := strings.Cut(decimal, ".")
	if strings.Trim(cents, "0") != "" {
		return f.grouped(units) + f.Point + cents
	}
	if short, ok := f.millions(units); ok {
		return short
	}
	return f.grouped(units)
}

func (f MoneyForm) grouped(units string) string {
	return strings.ReplaceAll(Grouped(units), ",", f.Group)
}

// millions shortens whole units that are a multiple of 100,000: "1200000" to "1.2m".
func (f MoneyForm) millions(units string) (string, bool) {
	zeros := strings.TrimRight(units, "0")
	for _, scale := range []struct {
		digits int
		name   string
	}{{9, f.Billion}, {6, f.Million}} {
		head := len(units) - scale.digits
		if head < 1 || len(zeros) > head+1 {
			continue
		}
		if len(zeros) == head+1 {
			return f.grouped(units[:head]) + f.Point + zeros[head:] + scale.name, true
		}
		return f.grouped(units[:head]) + scale.name, true
	}
	return "", false
}
