package prompts

import (
	"cmp"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"evenkeel/coach"
)

// evidence is what the facts of a finding bear out.
type evidence struct {
	names   []string // whom and what it is about, and what people wrote
	quoted  []string // what people wrote at length: it stands only between quotation marks
	dates   []dated
	numbers []figured
	words   map[string]bool // all single words in values, folded
	parts   map[string]bool // … that are part of a longer name
	keys    map[string]bool // stems of keys of ours, which nobody typed
	whole   string          // all values, folded
	today   coach.Date
}

type dated struct {
	fact string
	date coach.Date
}

// figured is a number of a fact: a share of 0 to 1, an amount with its currency, or
// anything that is counted.
type figured struct {
	fact     string
	kind     figureKind
	value    float64
	currency string
	unit     string // of time: "day", "month"; "" where it is not known
}

// evidenceOf reads the facts by their forms, and by their names where these are ours.
func evidenceOf(c Claim) *evidence {
	e := &evidence{words: map[string]bool{}, parts: map[string]bool{}, keys: map[string]bool{}, today: c.Today}
	for _, f := range c.Facts {
		e.take(f.Name, f.Value)
	}
	slices.SortStableFunc(e.names, func(x, y string) int { return cmp.Compare(len(y), len(x)) })
	return e
}

func (e *evidence) take(name string, value any) {
	switch v := value.(type) {
	case nil, bool:
	case []any:
		for _, one := range v {
			e.take(name, one)
		}
	case map[string]any:
		for key, one := range v {
			e.take(key, one)
		}
	case string:
		e.text(name, strings.TrimSpace(v))
	default:
		if f, ok := number(value); ok {
			e.numbers = append(e.numbers, figureOf(name, f))
		}
	}
}

// figureOf is a plain number, by what the fact's name says of it.
func figureOf(name string, v float64) figured {
	known, ours := factWords[name]
	f := figured{fact: name, kind: plainFigure, value: v, unit: unitOf(name)}
	if f.unit == "" && things.MatchString(name) {
		f.unit = "item"
	}
	named := strings.Contains(name, "share") || strings.Contains(name, "rate") || strings.Contains(name, "ratio") || strings.Contains(name, "percent")
	if strings.Contains(name, "points") {
		named = false
	}
	switch {
	case ours && known.kind == share, !ours && named && v >= 0 && v <= 1.5:
		f.kind = shareFigure
	case !ours && named:
		f.kind, f.value = shareFigure, v/100
	case !ours && v > 0 && v < 1:
		f.kind = anyFigure
	}
	return f
}

// things are what facts count that is no time.
var things = regexp.MustCompile(`touches|calls|deals|customers|accounts|sales|pushes|issues|reviews|metrics|commitments|steps|contracts|wins|expansions|prospects|signs|products`)

// unitOf is the unit of time that a fact's name tells.
func unitOf(name string) string {
	switch {
	case name == "months" || strings.HasSuffix(name, "_months") || strings.HasPrefix(name, "months_"):
		return "month"
	case strings.Contains(name, "weeks"):
		return "week"
	case strings.Contains(name, "hours"):
		return "hour"
	case strings.Contains(name, "years"):
		return "year"
	case strings.Contains(name, "days"), strings.HasSuffix(name, "gap"), strings.HasPrefix(name, "cycle"), strings.Contains(name, "overdue"):
		return "day"
	}
	return ""
}

var (
	isoDay    = regexp.MustCompile(`\b((?:19|20|21)\d\d)-(\d\d)-(\d\d)(?:\b|T)`)
	isMoney   = regexp.MustCompile(`^(-?\d+(?:\.\d+)?) ?([A-Z]{3})$`)
	inText    = regexp.MustCompile(`\d+(?:[.,]\d+)*`)
	percented = regexp.MustCompile(`(\d+(?:[.,]\d+)?) ?(?:%|percent|per cent|Prozent)`)
)

// text reads a value that is written: a date, an amount, a list of figures, a name.
func (e *evidence) text(name, s string) {
	if s == "" {
		return
	}
	folded := foldText(s)
	e.whole += folded + "\n"
	for _, w := range wordsOf(folded) {
		e.words[w], e.words[stem(w)] = true, true
	}
	known, ours := factWords[name]
	if ours && (known.kind == word || known.kind == signsList || known.kind == keys) && name != "stage" && e.keys != nil {
		for _, part := range split(s) {
			if !strings.Contains(part, " ") {
				for _, st := range stems(part) {
					e.keys[st] = true
				}
			}
		}
	}
	if m := isMoney.FindStringSubmatch(s); m != nil {
		v, _ := strconv.ParseFloat(m[1], 64)
		e.numbers = append(e.numbers, figured{name, moneyFigure, v, m[2], ""})
		return
	}
	if n, err := strconv.ParseFloat(s, 64); err == nil {
		e.numbers = append(e.numbers, figureOf(name, n))
		return
	}
	rest := s
	for _, m := range isoDay.FindAllStringSubmatch(s, -1) {
		if d, err := coach.ParseDate(m[1] + "-" + m[2] + "-" + m[3]); err == nil {
			e.dates = append(e.dates, dated{name, d})
		}
		rest = strings.Replace(rest, strings.TrimSuffix(m[0], "T"), " ", 1)
	}
	if ours && (known.kind == shares || known.kind == series || known.kind == tallied || known.kind == readings || known.kind == signsList || known.kind == wonOf) {
		e.list(name, s)
		return
	}
	e.figuresIn(name, rest)
	if rest == s || len(rest) > 24 {
		e.name(name, s, known.kind, ours)
	}
}

// list reads label:figure;label:figure.
func (e *evidence) list(name, s string) {
	e.numbers = append(e.numbers, figured{fact: name, kind: plainFigure, value: float64(len(split(s))), unit: "item"})
	for _, part := range split(s) {
		for i, piece := range strings.Split(part, ":") {
			piece = strings.TrimSpace(piece)
			if v, err := strconv.ParseFloat(piece, 64); err == nil {
				f := figured{fact: name, kind: anyFigure, value: v}
				e.numbers = append(e.numbers, f)
				continue
			}
			if m := isMoney.FindStringSubmatch(piece); m != nil {
				v, _ := strconv.ParseFloat(m[1], 64)
				e.numbers = append(e.numbers, figured{name, moneyFigure, v, m[2], ""})
				continue
			}
			e.figuresIn(name, piece)
			if i == 0 && factWords[name].kind != series {
				e.name(name, piece, word, true)
				e.names = append(e.names, piece)
				if head := strings.TrimRight(inText.ReplaceAllString(percented.ReplaceAllString(piece, ""), ""), " "); head != piece && len(head) > 2 {
					e.names = append(e.names, head)
				}
			}
		}
	}
}

// figuresIn reads the numbers within a text.
func (e *evidence) figuresIn(name, s string) {
	for _, m := range percented.FindAllStringSubmatch(s, -1) {
		if v, ok := number(strings.Replace(m[1], ",", ".", 1)); ok {
			e.numbers = append(e.numbers, figured{fact: name, kind: shareFigure, value: v / 100})
		}
	}
	for _, m := range inText.FindAllString(s, -1) {
		for _, v := range readDigits(m) {
			e.numbers = append(e.numbers, figured{fact: name, kind: anyFigure, value: v.value})
		}
	}
	for _, q := range figuresOf(scan(straight(s)), languages["en"]) {
		switch {
		case q.kind == plainFigure && q.unit != "":
			e.numbers = slices.DeleteFunc(e.numbers, func(f figured) bool { return f.fact == name && f.kind == anyFigure && q.is(f.value, 0, 0) })
			e.numbers = append(e.numbers, figured{name, plainFigure, q.readings[0].value, "", q.unit})
		case q.kind == plainFigure:
			e.numbers = append(e.numbers, figured{fact: name, kind: anyFigure, value: q.readings[0].value})
		}
	}
}

// name keeps what a text may call by its name. What is a key of ours, such as "time"
// or "issue", is a word like any other.
func (e *evidence) name(fact, s string, kind kind, ours bool) {
	if ours && kind == word && fact != "stage" || !strings.ContainsAny(s, " 0123456789") && s == strings.ToLower(s) && len(s) < 16 {
		return
	}
	if utf8.RuneCountInString(s) > nameLength+20 || len(strings.Fields(s)) > 6 {
		e.quoted = append(e.quoted, s)
		return
	}
	for _, part := range append(split(s), s) {
		if head, _, ok := strings.Cut(part, " "); ok && (kind == person || fact == "rep") {
			e.names = append(e.names, head)
		}
		e.names = append(e.names, formsOf(part, !ours || kind == account || kind == person || kind == accounts || isAbout(fact))...)
		if words := wordsOf(foldText(part)); len(words) > 1 && e.parts != nil {
			for _, w := range words {
				e.parts[w] = true
			}
		}
	}
}

// shorter are the forms in which a name may stand: whole, a deal without its
// account, an account without its legal form, the first of several words.
func shorter(s string) []string { return formsOf(s, true) }

func formsOf(s string, first bool) []string {
	if strings.TrimSpace(s) == "" {
		return nil
	}
	out := []string{s}
	if whole, ok := strings.CutSuffix(straight(s), "'s book"); ok {
		out = append(out, whole)
	}
	for _, cut := range []string{", ", " - ", " – ", ": ", " / "} {
		if parts := strings.Split(s, cut); len(parts) > 1 {
			for i, p := range parts {
				out = append(out, formsOf(p, first && i == 0)...) // a deal's name is said whole
			}
		}
	}
	words := strings.Fields(s)
	if len(words) > 1 && legal[strings.ToLower(strings.Trim(words[len(words)-1], ".,"))] {
		out = append(out, formsOf(strings.TrimRight(strings.Join(words[:len(words)-1], " "), ","), first)...)
	}
	if head := words[0]; first && len(words) > 1 && utf8.RuneCountInString(head) >= 4 && unicode.IsUpper([]rune(head)[0]) && !unicode.IsLower([]rune(words[1])[0]) && !commonWords[strings.ToLower(head)] {
		out = append(out, head)
	}
	return out
}

var legal = wordSet(`inc inc. ltd ltd. llc llp plc gmbh ag kg se sa sas srl spa bv nv ab as oy co corp corp. corporation company limited group holding holdings kgaa ug ohg`)

// foldText makes texts comparable: lower case, one kind of each mark and blank.
func foldText(s string) string {
	return strings.Join(strings.Fields(strings.ToLower(straight(s))), " ")
}

func wordsOf(s string) []string {
	return strings.FieldsFunc(s, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '\'' })
}

func wordSet(s string) map[string]bool {
	out := map[string]bool{}
	for _, w := range strings.Fields(s) {
		out[w] = true
	}
	return out
}

// days are the whole days between any two days of the facts, and from today.
func (e *evidence) days() []float64 {
	var all []coach.Date
	for _, d := range e.dates {
		all = append(all, d.date)
	}
	if !e.today.IsZero() {
		all = append(all, e.today)
	}
	var out []float64
	for i, a := range all {
		for _, b := range all[i+1:] {
			if d := float64(a - b); d != 0 {
				out = append(out, max(d, -d))
			}
		}
	}
	return out
}
