package parse

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"evenkeel/coach"
)

// Currencies say what an amount without a currency, and a bare $, mean.
type Currencies struct {
	// Default is the ISO code for an amount with no sign. Empty: Dollar.
	Default string
	// Dollar is the ISO code that $ stands for. Empty: USD.
	Dollar string
}

const amountExample = "50000, 50k, $50,000 or €1.2m"

// Amount reads one amount and nothing else: 50000, 50k, $50,000, 1.2m,
// USD 50k, 50.000,00 EUR, 50 000.
//
// Points and commas are read so that no reading can be wrong by a thousand:
// where both occur, the last is the decimal one; one that occurs twice groups
// thousands; a single one that is not before exactly three digits is decimal.
// A single comma before three digits groups thousands (1,200), a single point
// there (1.200) is refused, but is decimal in a currency of three decimals,
// before m or bn (1.125m), and after a zero. Before k, 1,200 and 1.200 are
// both refused.
func Amount(text string, c Currencies) (coach.Money, error) {
	s := tidyAmount(text)
	if err := plausible(text, s); err != nil {
		return coach.Money{}, err
	}
	head, digits, tail := cutDigits(s)
	mult, suffix := cutMultiplier(tail, c)
	currency, err := pickCurrency(head, suffix, c)
	if err != nil {
		return coach.Money{}, noAmount(text)
	}
	plain, err := decimal(digits, mult, coach.Decimals(currency))
	if err != nil {
		return coach.Money{}, err
	}
	if plain == "" {
		return coach.Money{}, noAmount(text)
	}
	plain = shift(plain, mult.zeros)
	m, err := coach.ParseMoney(plain, currency)
	if err != nil {
		return coach.Money{}, refused(text, plain, currency)
	}
	return m, nil
}

// refused says why a number is no amount in a currency. The currency may be none
// that anybody spoke of, so it is not named.
func refused(text, plain, currency string) error {
	if _, frac, _ := strings.Cut(plain, "."); len(strings.TrimRight(frac, "0")) > coach.Decimals(currency) {
		return wrong(amountExample, "%s has more decimals than its currency has.", quote(text))
	}
	return wrong(amountExample, "%s is too large: I take amounts up to a million million (1,000,000,000,000).", quote(text))
}

func noAmount(text string) error {
	return wrong(amountExample, "I cannot read %s as an amount.", quote(text))
}

// tidyAmount drops what does not matter: outer blanks and points, a leading ~.
func tidyAmount(text string) string {
	s := strings.Map(func(r rune) rune {
		if strings.ContainsRune("\u00a0\u202f\u2009\t", r) {
			return ' '
		}
		return r
	}, text)
	s = strings.TrimRight(strings.TrimSpace(s), ".,;!:")
	return strings.TrimSpace(strings.TrimPrefix(s, "~"))
}

func plausible(text, s string) error {
	switch {
	case s == "":
		return wrong(amountExample, "There is no amount.")
	case utf8.RuneCountInString(s) > 40 || !strings.ContainsAny(s, "0123456789"):
		return noAmount(text)
	case strings.HasPrefix(s, "-") || strings.HasPrefix(s, "−") || strings.HasPrefix(s, "("):
		return wrong(amountExample, "An amount cannot be below 0: %s.", quote(text))
	}
	return nil
}

// cutDigits splits at the first and after the last digit.
func cutDigits(s string) (head, digits, tail string) {
	const d = "0123456789"
	i, j := strings.IndexAny(s, d), strings.LastIndexAny(s, d)+1
	if i > 0 && s[i-1] == '.' && (i == 1 || !isLetter(s[i-2])) {
		i--
	}
	return strings.TrimSpace(s[:i]), s[i:j], strings.TrimSpace(s[j:])
}

func isLetter(b byte) bool { return b|0x20 >= 'a' && b|0x20 <= 'z' }

// multiplier is a word such as k: so many zeros.
type multiplier struct {
	word  string
	zeros int
}

var multipliers = []multiplier{
	{"thousand", 3}, {"tsd", 3}, {"k", 3}, {"lakh", 5},
	{"million", 6}, {"millions", 6}, {"mio", 6}, {"mil", 6}, {"mln", 6}, {"mn", 6}, {"mm", 6}, {"m", 6}, {"crore", 7},
	{"billion", 9}, {"billions", 9}, {"mrd", 9}, {"bln", 9}, {"bn", 9}, {"b", 9},
}

// cutMultiplier takes a multiplier off the front of what follows the digits,
// if a currency or nothing is left. A whole currency wins: MXN is no million.
func cutMultiplier(tail string, c Currencies) (multiplier, string) {
	if _, ok := currencyOf(tail, c); ok || tail == "" {
		return multiplier{}, tail
	}
	low := strings.ToLower(tail)
	for _, m := range multipliers {
		if !strings.HasPrefix(low, m.word) {
			continue
		}
		rest := strings.TrimLeft(tail[len(m.word):], ". ")
		if _, ok := currencyOf(rest, c); ok || rest == "" {
			return m, rest
		}
	}
	return multiplier{}, tail
}

var (
	onlyDigits = regexp.MustCompile(`^[0-9]+$`)
	blanks     = regexp.MustCompile(`^[0-9]{1,3}(?:[ '’][0-9]{3})+(?:[.,][0-9]+)?$`)
	oneMark    = regexp.MustCompile(`^([0-9]*)([.,])([0-9]+)$`)
	grouped    = regexp.MustCompile(`^[1-9][0-9]{0,2}(?:,[0-9]{3})+(?:\.[0-9]+)?$`)
	indian     = regexp.MustCompile(`^[1-9][0-9]?(?:,[0-9]{2})*,[0-9]{3}(?:\.[0-9]+)?$`)
	european   = regexp.MustCompile(`^[1-9][0-9]{0,2}(?:\.[0-9]{3})+(?:,[0-9]+)?$`)
)

// decimal turns what was typed into digits with at most one point; nothing if
// it is no number.
func decimal(s string, mult multiplier, decimals int) (string, error) {
	switch m := oneMark.FindStringSubmatch(s); {
	case onlyDigits.MatchString(s):
		return s, nil
	case m != nil:
		return oneMarkDecimal(s, m, mult, decimals)
	case blanks.MatchString(s):
		s = strings.NewReplacer(" ", "", "'", "", "’", "").Replace(s)
		return strings.Replace(s, ",", ".", 1), nil
	case grouped.MatchString(s), indian.MatchString(s):
		return strings.ReplaceAll(s, ",", ""), nil
	case european.MatchString(s):
		return strings.Replace(strings.ReplaceAll(s, ".", ""), ",", ".", 1), nil
	}
	return "", nil
}

// oneMarkDecimal decides what the only point or comma of a number is.
func oneMarkDecimal(s string, m []string, mult multiplier, decimals int) (string, error) {
	whole, mark, frac := m[1], m[2], m[3]
	if whole == "" {
		whole = "0"
	}
	switch {
	case len(frac) != 3 || len(whole) > 3 || whole[0] == '0':
	case mark == "." && (mult.zeros >= 5 || (mult.zeros == 0 && decimals == 3)):
	case mark == "," && mult.zeros == 0:
		return whole + frac, nil
	default:
		return "", wrong(whole+frac+mult.word+" or "+whole+"."+strings.TrimRight(frac[:2], "0")+mult.word,
			"%s could be two amounts, one a thousand times the other. Please write it without the %s, or with other decimals.",
			quote(s+mult.word), map[string]string{".": "point", ",": "comma"}[mark])
	}
	return whole + "." + frac, nil
}

// shift moves the point n places to the right.
func shift(s string, n int) string {
	whole, frac, _ := strings.Cut(s, ".")
	for len(frac) < n {
		frac += "0"
	}
	if len(frac) == n {
		return whole + frac
	}
	return whole + frac[:n] + "." + frac[n:]
}
