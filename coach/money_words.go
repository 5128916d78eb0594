package coach

import "strings"

var moneySigns = map[string]string{"USD": "$", "EUR": "€", "GBP": "£", "INR": "₹"}

// Words is the amount as people read it: $50,000, €1,234.50, JPY 12,000; the empty
// string for an unknown one. Millions are shortened only where nothing is lost:
// €1.2m, but €1,234,567.
func (m Money) Words() string {
	if !m.Known() {
		return ""
	}
	sign, ok := moneySigns[m.Currency]
	if !ok {
		sign = m.Currency + " "
	}
	units, cents, _ := strings.Cut(m.Decimal(), ".")
	if strings.Trim(cents, "0") != "" {
		return sign + Grouped(units) + "." + cents
	}
	if short, ok := millions(units); ok {
		return sign + short
	}
	return sign + Grouped(units)
}

// millions shortens whole units that are a multiple of 100,000: "1200000" to "1.2m".
func millions(units string) (string, bool) {
	zeros := strings.TrimRight(units, "0")
	for _, scale := range []struct {
		digits int
		name   string
	}{{9, "bn"}, {6, "m"}} {
		head := len(units) - scale.digits
		if head < 1 || len(zeros) > head+1 {
			continue
		}
		if len(zeros) == head+1 {
			return Grouped(units[:head]) + "." + zeros[head:] + scale.name, true
		}
		return Grouped(units[:head]) + scale.name, true
	}
	return "", false
}
