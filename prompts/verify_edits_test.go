package prompts_test

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// The makers that change what is told: each finds a figure, a date or a name of the
// facts in the text and tells another one that is in none of them.

const (
	aMonth = `(?:Jan(?:uary|uar)?|Feb(?:ruary|ruar)?|Mar(?:ch)?|März|Apr(?:il)?|May|Mai|June?|Juni|July?|Juli|Aug(?:ust)?|Sep(?:tember)?|O[ck]t(?:ober)?|Nov(?:ember)?|De[cz](?:ember)?)`
	aDay   = `(?:Mon(?:day|tag)?|Tue(?:sday)?|Wed(?:nesday)?|Thu(?:rsday)?|Fri(?:day)?|Sat(?:urday)?|Sun(?:day)?|Dienstag|Mittwoch|Donnerstag|Freitag|Samstag|Sonntag)`
	money  = `(?:[$€£]\d[\d.,']*\d[km]?|[$€£]\d+k|(?:USD|EUR|GBP|CHF) \d[\d.,']*[\dk]|\d[\d.,']*(?:\d|k| Tsd\.) ?(?:€|\$|USD|EUR|GBP|CHF|[Ee]uros?|dollars))`
)

var (
	dayMonth  = regexp.MustCompile(`\b(\d{1,2})(st|nd|rd|th|\.)?( (?:of )?` + aMonth + `\b)`)
	monthDay  = regexp.MustCompile(`(\b` + aMonth + ` )(\d{1,2})(st|nd|rd|th)?\b`)
	isoDate   = regexp.MustCompile(`\b(\d{4}-\d\d-)(\d\d)\b`)
	dotted    = regexp.MustCompile(`\b(\d{1,2})([./]\d{1,2}[./](?:\d{4})?)`)
	weekday   = regexp.MustCompile(`\b` + aDay + `\b`)
	anyMoney  = regexp.MustCompile(money)
	anyShare  = regexp.MustCompile(`\b(\d+)((?:[.,]\d+)?\s?(?:%|percent|per cent|Prozent))`)
	wholeDate = regexp.MustCompile(`(?:` + aDay + `,? )?(?:the )?(?:\d{1,2}(?:st|nd|rd|th|\.)? (?:of )?` + aMonth + `|` + aMonth + ` \d{1,2}(?:st|nd|rd|th)?)(?:,? \d{4})?\b|\b\d{4}-\d\d-\d\d\b|\b\d{1,2}[./]\d{1,2}[./](?:\d{4})?|\b\d{1,2}:\d\d\b`)
	digits    = regexp.MustCompile(`\d+`)
)

var english = []string{2: "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen",
	"fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty", "twenty-one", "twenty-two", "twenty-three", "twenty-four", "twenty-five"}

var german = []string{2: "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun", "zehn", "elf", "zwölf", "dreizehn", "vierzehn",
	"fünfzehn", "sechzehn", "siebzehn", "achtzehn", "neunzehn", "zwanzig"}

// replaced puts a text in place of what stands from one byte to another.
func replaced(s string, from, to int, by string) string { return s[:from] + by + s[to:] }

// counts are the whole numbers of the facts that are neither dates nor money.
func (s specimen) counts() []int {
	plain := regexp.MustCompile(`\d{4}-\d\d-\d\d|\d{4}-Q\d|\d+\.\d+|\d+:\d\d\b|K\d`).ReplaceAllString(s.values(), " ")
	var out []int
	for _, d := range digits.FindAllString(plain, -1) {
		if n, err := strconv.Atoi(d); err == nil && n > 1 && n < 1000 {
			out = append(out, n)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// otherNumbers tells a count of the facts as another.
func otherNumbers(s specimen, turn int) []string {
	var out []string
	counts := s.counts()
	for _, n := range counts {
		other := n + 2 + turn%3
		for slices.Contains(counts, other) || other == 7*n {
			other++
		}
		for _, form := range [][2]string{{strconv.Itoa(n), strconv.Itoa(other)}, {inWords(s, n), inWords(s, other)}} {
			if at := s.standsAlone(form[0]); at >= 0 && form[1] != "" {
				out = append(out, replaced(s.Text, at, at+len(form[0]), sameCase(form[1], s.Text[at:])))
			}
		}
	}
	return out
}

func inWords(s specimen, n int) string {
	words := english
	if s.Language == "de" {
		words = german
	}
	if n >= len(words) {
		return ""
	}
	return words[n]
}

func sameCase(word, like string) string {
	if strings.ToUpper(like[:1]) == like[:1] {
		return strings.ToUpper(word[:1]) + word[1:]
	}
	return word
}

// standsAlone is where a number is told for itself: not in a date, a share, an
// amount or a longer number, and not as a limit, which another number may keep as
// well. -1 for nowhere.
func (s specimen) standsAlone(number string) int {
	if number == "" {
		return -1
	}
	found := regexp.MustCompile(`(?i)\b` + regexp.QuoteMeta(number) + `\b`)
	partOf := regexp.MustCompile(money + `|` + wholeDate.String() + `|` + anyShare.String() + `|\d[\d.,:/']+\d|Q\d \d{4}|\w+-\w+|(?:\w+ )?(?:hundred|thousand|million)\w*|“[^”]*”|"[^"]*"|more than \w+|\w+ days at most`)
	for _, at := range found.FindAllStringIndex(s.Text, -1) {
		inside := func(w []int) bool { return w[0] <= at[0] && at[1] <= w[1] && w[1]-w[0] > at[1]-at[0] }
		if !slices.ContainsFunc(partOf.FindAllStringIndex(s.Text, -1), inside) {
			return at[0]
		}
	}
	return -1
}

// shares are all shares of the facts, in whole per cent, rounded either way.
func (s specimen) shares() []int {
	var out []int
	for _, d := range regexp.MustCompile(`\d+\.\d+|\b\d+\b`).FindAllString(s.values(), -1) {
		f, err := strconv.ParseFloat(d, 64)
		if err != nil {
			continue
		}
		if f <= 1 {
			f *= 100
		}
		out = append(out, int(math.Floor(f)), int(math.Ceil(f)))
	}
	return out
}

func otherShares(s specimen, turn int) []string {
	var out []string
	for _, at := range anyShare.FindAllStringSubmatchIndex(s.Text, -1) {
		p, err := strconv.Atoi(s.Text[at[2]:at[3]])
		if err != nil {
			continue
		}
		step := []int{2, 7, -3, 13}[turn%4]
		other := p + step
		if other < 1 || other > 99 {
			other = p - step
		}
		for slices.Contains(s.shares(), other) {
			other++
		}
		out = append(out, replaced(s.Text, at[2], at[3], strconv.Itoa(other)))
	}
	return out
}

// datesIn are the forms of a date, and which of their groups hold the day and what
// is written after it; 0 for nothing.
var datesIn = []struct {
	find        *regexp.Regexp
	day, suffix int
}{{dayMonth, 1, 2}, {monthDay, 2, 3}, {isoDate, 2, 0}, {dotted, 1, 0}}

// otherDates tells another day of the month, or another day of the week.
func otherDates(s specimen, turn int) []string {
	var out []string
	for _, form := range datesIn {
		for _, at := range form.find.FindAllStringSubmatchIndex(s.Text, -1) {
			out = append(out, s.onAnotherDay(at[2*form.day], at[2*form.day+1], at[2*form.suffix+1], form.suffix == 0, turn))
		}
	}
	for _, at := range weekday.FindAllStringIndex(s.Text, -1) {
		out = append(out, replaced(s.Text, at[0], at[1], otherWeekday(s.Text[at[0]:at[1]])))
	}
	return out
}

// onAnotherDay is the text with another day in place of that from one byte to
// another; after is where its "th" ends. A date may be of digits only.
func (s specimen) onAnotherDay(from, to, after int, digitsOnly bool, turn int) string {
	was, _ := strconv.Atoi(s.Text[from:to])
	day := s.freeDay(was, turn)
	text := strconv.Itoa(day)
	if s.Text[from] == '0' || digitsOnly {
		text = fmt.Sprintf("%02d", day)
	}
	if !digitsOnly && after > to && s.Text[to] != '.' {
		text, to = text+ordinal(day), after
	}
	return replaced(s.Text, from, to, text)
}

// freeDay is a day of the month on which no date of the facts lies.
func (s specimen) freeDay(was, turn int) int {
	day := (was+4+turn%9)%27 + 1
	for day == was || strings.Contains(s.values(), fmt.Sprintf("-%02d", day)) {
		day = day%27 + 1
	}
	return day
}

func ordinal(day int) string {
	switch {
	case day%10 == 1 && day != 11:
		return "st"
	case day%10 == 2 && day != 12:
		return "nd"
	case day%10 == 3 && day != 13:
		return "rd"
	}
	return "th"
}

func otherWeekday(day string) string {
	for _, week := range [][]string{{"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"},
		{"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"},
		{"Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"}} {
		if i := slices.Index(week, day); i >= 0 {
			return week[(i+2)%7]
		}
	}
	return day
}

// otherAmounts changes the first digit of an amount, or how large its unit is.
func otherAmounts(s specimen, turn int) []string {
	var out []string
	for _, at := range anyMoney.FindAllStringIndex(s.Text, -1) {
		was := s.Text[at[0]:at[1]]
		i := strings.IndexAny(was, "123456789")
		digit := was[i]
		for n := 2 + turn%3; digit == was[i] || s.leads(digit, was[i+1:]); n++ {
			digit = '1' + byte((int(was[i]-'1')+n)%9)
		}
		out = append(out, replaced(s.Text, at[0]+i, at[0]+i+1, string(digit)))
		if k := strings.IndexByte(was, 'k'); k >= 0 {
			out = append(out, replaced(s.Text, at[0]+k, at[0]+k+1, "m"))
		}
	}
	return out
}

// leads says whether some amount of the facts begins like this one.
func (s specimen) leads(digit byte, rest string) bool {
	figures := strings.TrimRight(string(digit)+strings.Join(digits.FindAllString(rest, -1), ""), "0")
	return regexp.MustCompile(`\b` + figures + `0*\.\d\d [A-Z]{3}`).MatchString(s.values())
}

var currencies = map[string]string{"$": "€", "€": "$", "£": "€", "USD": "EUR", "EUR": "USD", "GBP": "EUR", "CHF": "EUR",
	"euros": "dollars", "dollars": "euros", "Euro": "Dollar", "euro": "dollar"}

func otherCurrencies(s specimen, _ int) []string {
	var out []string
	named := regexp.MustCompile(`[$€£]|USD|EUR|GBP|CHF|[Ee]uros?|dollars`)
	for _, at := range anyMoney.FindAllStringIndex(s.Text, -1) {
		c := named.FindStringIndex(s.Text[at[0]:at[1]])
		by := currencies[s.Text[at[0]+c[0]:at[0]+c[1]]]
		out = append(out, replaced(s.Text, at[0]+c[0], at[0]+c[1], by))
	}
	return out
}
