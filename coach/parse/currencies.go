package parse

import (
	"errors"
	"strings"
)

// Currency reads a currency: a code such as EUR, or a sign such as €. A bare $
// is c.Dollar.
func Currency(text string, c Currencies) (string, error) {
	s := strings.TrimSpace(text)
	if code, ok := currencyOf(s, c); ok {
		return code, nil
	}
	if code := strings.ToUpper(s); isoCodes[code] {
		return code, nil
	}
	return "", wrong("USD, EUR or GBP", "I do not know the currency %s.", quote(text))
}

var errTwoCurrencies = errors.New("parse: two currencies")

// pickCurrency settles on one of what stood before and after the number.
func pickCurrency(head, tail string, c Currencies) (string, error) {
	if head == "" && tail == "" {
		return c.fallback(), nil
	}
	a, aok := currencyOf(head, c)
	b, bok := currencyOf(tail, c)
	switch {
	case head == "" && bok:
		return b, nil
	case tail == "" && aok:
		return a, nil
	case aok && bok && (a == b || head == "$" && dollars[b]):
		return b, nil
	}
	return "", errTwoCurrencies
}

func (c Currencies) dollar() string {
	if c.Dollar == "" {
		return "USD"
	}
	return c.Dollar
}

func (c Currencies) fallback() string {
	if c.Default == "" {
		return c.dollar()
	}
	return c.Default
}

// currencyOf reads a sign, a code or a word. A code that is also an English
// word counts in capitals only, so that "50 all" is no lek.
func currencyOf(s string, c Currencies) (string, bool) {
	low, up := strings.ToLower(s), strings.ToUpper(s)
	switch {
	case low == "$" || low == "dollar" || low == "dollars":
		return c.dollar(), true
	case low == "¥" && c.Default == "CNY":
		return "CNY", true
	case low == "kr":
		return c.Default, strings.Contains("SEK NOK DKK ISK", c.Default) && len(c.Default) == 3
	case signs[low] != "":
		return signs[low], true
	case isoCodes[up] && (up == s || !isWord[low]):
		return up, true
	}
	return "", false
}

var signs = map[string]string{
	"€": "EUR", "euro": "EUR", "euros": "EUR", "£": "GBP", "pound": "GBP", "pounds": "GBP", "¥": "JPY", "yen": "JPY",
	"us$": "USD", "c$": "CAD", "ca$": "CAD", "a$": "AUD", "au$": "AUD", "nz$": "NZD", "hk$": "HKD", "s$": "SGD",
	"sg$": "SGD", "r$": "BRL", "mx$": "MXN", "nt$": "TWD", "fr": "CHF", "sfr": "CHF", "₹": "INR", "₩": "KRW",
	"₪": "ILS", "₺": "TRY", "₽": "RUB", "₴": "UAH", "₫": "VND", "₦": "NGN", "฿": "THB", "₱": "PHP", "₲": "PYG",
	"₡": "CRC", "₸": "KZT", "₵": "GHS", "zł": "PLN", "kč": "CZK", "ft": "HUF", "lei": "RON",
}

// dollars are the currencies that $ may stand for when a code follows.
var dollars = set("AUD BBD BMD BND BSD BZD CAD CLP COP FJD GYD HKD JMD KYD LRD MXN NAD NZD SBD SGD SRD TTD TWD USD XCD ARS UYU DOP")

var isWord = set("all top try cup pen mop bob sos mad gel ron nad")

var isoCodes = set(`AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN
BZD CAD CDF CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD
HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD
MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON
RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX
USD UYI UYU UZS VES VND VUV WST XAF XCD XOF XPF YER ZAR ZMW ZWG`)

func set(words string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(words) {
		m[w] = true
	}
	return m
}
