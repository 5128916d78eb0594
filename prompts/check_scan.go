package prompts

import (
	"regexp"
	"strconv"
	"strings"
	"unicode"
)

// token is a word, a number in digits, a masked name or a mark.
type token struct {
	text    string // as written
	low     string
	kind    tokenKind
	begins  bool // a sentence, or what follows a colon, a dash or an opening mark
	at, end int  // in bytes
}

type tokenKind int

const (
	markToken tokenKind = iota
	wordToken
	digitsToken
	nameToken
)

var tokens = regexp.MustCompile(`\p{L}+(?:['-]\p{L}+)*|\d+(?:[.,']\d+)*|\S`)

// scan reads a text word by word.
func scan(s string) []token {
	var out []token
	begins := true
	for _, m := range tokens.FindAllStringIndex(s, -1) {
		t := token{text: s[m[0]:m[1]], at: m[0], end: m[1]}
		if len(out) > 0 && strings.Contains(s[out[len(out)-1].end:m[0]], "\n") {
			begins = true
		}
		t.low = strings.ToLower(t.text)
		r := []rune(t.text)[0]
		switch {
		case isMask(t.text):
			t.kind = nameToken
		case unicode.IsLetter(r):
			t.kind = wordToken
		case unicode.IsDigit(r):
			t.kind = digitsToken
		}
		t.begins = begins
		begins = t.kind == markToken && strings.Contains(`.:!?;-"(`, t.text)
		out = append(out, t)
	}
	return out
}

// digits is one way to read digits, and how far the true value may be off because
// of the places that were written.
type digits struct{ value, within float64 }

// readDigits reads digits in any locale: 1,200 and 1.200 may be twelve hundred or
// little more than one.
func readDigits(s string) []digits {
	s = strings.ReplaceAll(s, "'", "")
	parts := strings.FieldsFunc(s, func(r rune) bool { return r == '.' || r == ',' })
	if len(parts) == 0 {
		return nil
	}
	var out []digits
	add := func(text string) {
		v, err := strconv.ParseFloat(text, 64)
		if err != nil {
			return
		}
		places := 0
		if _, decimals, ok := strings.Cut(text, "."); ok {
			places = len(decimals)
		}
		within := 0.5
		for range places {
			within /= 10
		}
		out = append(out, digits{v, within})
	}
	grouped := len(parts) > 1
	for _, p := range parts[1:] {
		grouped = grouped && len(p) == 3
	}
	if grouped && len(parts[0]) <= 3 && parts[0] != "0" {
		add(strings.Join(parts, ""))
	}
	if len(parts) == 1 {
		add(parts[0])
	}
	if len(parts) > 1 && (!grouped || len(parts) == 2) {
		last := len(parts) - 1
		add(strings.Join(parts[:last], "") + "." + parts[last])
	}
	return out
}

// tongue is what the check knows of a language.
type tongue struct {
	name      string
	numbers   map[string]float64 // zero to ninety, and dozen
	scales    map[string]float64
	fractions []fraction
	months    map[string]int
	weekdays  map[string]int // Sunday is 0
	units     map[string]string
	near      map[string]nearness // about, nearly, over …
	relative  map[string]bool     // today, tomorrow …
	compound  func(string) (float64, bool)
	not       map[string]bool
	commands  commandWords
}

// nearness is what a word says of the number that follows.
type nearness int

const (
	exact nearness = iota
	about
	under // nearly, almost, just under, less than
	over  // more than, just over, at least
)

// fraction is a part in words.
type fraction struct {
	words    string
	from, to float64
	value    float64
}

var languages = map[string]*tongue{"en": english(), "de": german()}

func english() *tongue {
	t := &tongue{
		name: "en",
		numbers: map[string]float64{"zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
			"eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19,
			"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90, "dozen": 12, "twice": 2, "thrice": 3},
		scales: map[string]float64{"hundred": 100, "thousand": 1e3, "k": 1e3, "grand": 1e3, "m": 1e6, "mn": 1e6, "mio": 1e6, "million": 1e6, "bn": 1e9, "billion": 1e9},
		fractions: []fraction{{"three quarters", 0.73, 0.77, 0.75}, {"three-quarters", 0.73, 0.77, 0.75}, {"two thirds", 0.64, 0.69, 0.667}, {"two-thirds", 0.64, 0.69, 0.667},
			{"two fifths", 0.39, 0.41, 0.4}, {"two-fifths", 0.39, 0.41, 0.4}, {"three fifths", 0.59, 0.61, 0.6}, {"three-fifths", 0.59, 0.61, 0.6}, {"four fifths", 0.79, 0.81, 0.8}, {"four-fifths", 0.79, 0.81, 0.8},
			{"one third", 0.32, 0.345, 0.333}, {"a third", 0.32, 0.345, 0.333}, {"one half", 0.495, 0.505, 0.5}, {"half", 0.495, 0.505, 0.5},
			{"one quarter of", 0.24, 0.26, 0.25}, {"a quarter of", 0.24, 0.26, 0.25}, {"one fifth", 0.19, 0.21, 0.2}, {"a fifth", 0.19, 0.21, 0.2},
			{"a sixth", 0.16, 0.174, 0.167}, {"an eighth", 0.12, 0.13, 0.125}, {"one tenth", 0.09, 0.11, 0.1}, {"a tenth", 0.09, 0.11, 0.1},
			{"the majority", 0.5, 0.999, 0.75}, {"majority", 0.5, 0.999, 0.75}, {"the bulk", 0.5, 0.999, 0.75}, {"most of your revenue", 0.5, 0.999, 0.75},
			{"one in two", 0.47, 0.53, 0.5}, {"one in three", 0.31, 0.355, 0.333}, {"one in four", 0.235, 0.265, 0.25}, {"one in five", 0.19, 0.21, 0.2}, {"one in ten", 0.09, 0.11, 0.1}},
		months:   namesOf("january february march april may june july august september october november december", "jan feb mar apr may jun jul aug sep oct nov dec"),
		weekdays: daysNamed("sunday monday tuesday wednesday thursday friday saturday", "sun mon tue wed thu fri sat"),
		units: map[string]string{"day": "day", "days": "day", "week": "week", "weeks": "week", "month": "month", "months": "month", "year": "year", "years": "year",
			"hour": "hour", "hours": "hour", "day's": "day", "days'": "day", "weeks'": "week", "months'": "month", "year's": "year", "month's": "month", "week's": "week",
			"minute": "minute", "minutes": "minute", "quarters": "quarter", "fortnight": "fortnight", "weekday": "day", "weekdays": "day"},
		near: map[string]nearness{"about": about, "around": about, "roughly": about, "some": about, "circa": about, "approximately": about, "close to": about, "~": about, "or so": about,
			"nearly": under, "almost": under, "just under": under, "just short of": under, "not quite": under, "just shy of": under, "a little under": under, "under": under, "below": under, "less than": under, "fewer than": under, "up to": under, "at most": under,
			"over": over, "more than": over, "just over": over, "just above": over, "above": over, "upwards of": over, "at least": over, "a little over": over, "a good": over, "well over": over, "exceeding": over, "north of": over},
		relative: wordSet("tomorrow yesterday tonight"),
		not:      wordSet("not no none nothing nobody never without neither nor nowhere cannot no-one"),
		commands: englishCommands,
	}
	t.months["sept"] = 9
	for name, n := range map[string]int{"tues": 2, "weds": 3, "thur": 4, "thurs": 4} {
		t.weekdays[name] = n
	}
	return t
}

func german() *tongue {
	t := &tongue{
		name: "de",
		numbers: map[string]float64{"null": 0, "zwei": 2, "zwo": 2, "drei": 3, "vier": 4, "fünf": 5, "sechs": 6, "sieben": 7, "acht": 8, "neun": 9, "zehn": 10, "elf": 11, "zwölf": 12,
			"dutzend": 12, "zweimal": 2, "dreimal": 3, "viermal": 4, "fünfmal": 5, "eins": 1},
		scales: map[string]float64{"tsd": 1e3, "tausend": 1e3, "k": 1e3, "mio": 1e6, "million": 1e6, "millionen": 1e6, "mrd": 1e9, "hundert": 100},
		fractions: []fraction{{"drei viertel", 0.73, 0.77, 0.75}, {"dreiviertel", 0.73, 0.77, 0.75}, {"zwei drittel", 0.64, 0.69, 0.667}, {"ein drittel", 0.32, 0.345, 0.333}, {"einem drittel", 0.32, 0.345, 0.333}, {"drittel", 0.32, 0.345, 0.333},
			{"die hälfte", 0.495, 0.505, 0.5}, {"der hälfte", 0.495, 0.505, 0.5}, {"hälfte", 0.495, 0.505, 0.5}, {"ein viertel", 0.24, 0.26, 0.25}, {"einem viertel", 0.24, 0.26, 0.25}, {"ein fünftel", 0.19, 0.21, 0.2}, {"ein zehntel", 0.09, 0.11, 0.1}, {"mehrheit", 0.5, 0.999, 0.75}, {"großteil", 0.5, 0.999, 0.75}},
		months:   namesOf("januar februar märz april mai juni juli august september oktober november dezember", "jan feb mär apr mai jun jul aug sep okt nov dez"),
		weekdays: daysNamed("sonntag montag dienstag mittwoch donnerstag freitag samstag", "so mo di mi do fr sa"),
		units: map[string]string{"tag": "day", "tage": "day", "tagen": "day", "tages": "day", "woche": "week", "wochen": "week", "monat": "month", "monate": "month", "monaten": "month", "monats": "month",
			"jahr": "year", "jahre": "year", "jahren": "year", "jahres": "year", "stunde": "hour", "stunden": "hour", "minuten": "minute", "werktage": "day", "werktagen": "day", "arbeitstage": "day", "arbeitstagen": "day", "quartale": "quarter", "quartalen": "quarter"},
		near: map[string]nearness{"etwa": about, "rund": about, "ungefähr": about, "ca": about, "circa": about, "~": about, "gut": over, "über": over, "mehr als": over, "mindestens": over, "knapp über": over,
			"knapp": under, "fast": under, "beinahe": under, "nahezu": under, "unter": under, "weniger als": under, "höchstens": under, "bis zu": under},
		relative: wordSet("morgen gestern übermorgen vorgestern"),
		compound: germanNumber,
		not:      wordSet("nicht kein keine keinen keinem keiner keines nichts niemand niemanden nie niemals ohne weder noch nirgends"),
		commands: germanCommands,
	}
	t.months["maerz"], t.months["sept"] = 3, 9
	for name, n := range map[string]int{"sonnabend": 6} {
		t.weekdays[name] = n
	}
	return t
}

func namesOf(lists ...string) map[string]int {
	out := map[string]int{}
	for _, l := range lists {
		for i, n := range strings.Fields(l) {
			out[n] = i + 1
		}
	}
	return out
}

func daysNamed(lists ...string) map[string]int {
	out := namesOf(lists...)
	for n := range out {
		out[n]--
	}
	return out
}

var germanUnits = []struct {
	word  string
	value float64
}{{"einund", 1}, {"zweiund", 2}, {"dreiund", 3}, {"vierund", 4}, {"fünfund", 5}, {"sechsund", 6}, {"siebenund", 7}, {"achtund", 8}, {"neunund", 9}}

var germanTens = map[string]float64{"zwanzig": 20, "dreißig": 30, "dreissig": 30, "vierzig": 40, "fünfzig": 50, "sechzig": 60, "siebzig": 70, "achtzig": 80, "neunzig": 90,
	"dreizehn": 13, "vierzehn": 14, "fünfzehn": 15, "sechzehn": 16, "siebzehn": 17, "achtzehn": 18, "neunzehn": 19,
	"zehn": 10, "elf": 11, "zwölf": 12, "ein": 1, "zwei": 2, "drei": 3, "vier": 4, "fünf": 5, "sechs": 6, "sieben": 7, "acht": 8, "neun": 9}

// germanNumber reads a number that is one word: dreiundvierzig, zwölfhundert,
// fünfzigtausend.
func germanNumber(s string) (float64, bool) {
	for _, scale := range []struct {
		word  string
		value float64
	}{{"tausend", 1e3}, {"hundert", 100}} {
		before, after, ok := strings.Cut(s, scale.word)
		if !ok {
			continue
		}
		n, rest := 1.0, 0.0
		if before != "" {
			if n, ok = germanNumber(before); !ok {
				return 0, false
			}
		}
		if after = strings.TrimPrefix(after, "und"); after != "" {
			if rest, ok = germanNumber(after); !ok {
				return 0, false
			}
		}
		return n*scale.value + rest, true
	}
	for _, u := range germanUnits {
		if after, ok := strings.CutPrefix(s, u.word); ok && germanTens[after] >= 20 {
			return u.value + germanTens[after], true
		}
	}
	v, ok := germanTens[s]
	return v, ok && s != "ein"
}
