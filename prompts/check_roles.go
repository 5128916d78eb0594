package prompts

import (
	"slices"
	"strings"

	"evenkeel/coach"
)

// A number or a day may be one of the facts and stand in the wrong place all the
// same: opened for due, before for after, one customer's share for another's. What
// stands beside a quantity says which fact is meant; where that fact is there and
// another one is told, the text is refused.

// when is how a day of a fact may be spoken of.
type when int

const (
	anyTime when = iota
	past         // something began or happened: since, on, from
	limit        // something ends or is due: by, until, before
	lasted       // something ended: until, on, since, after
)

// timeOf says it for the facts that rules give; of others their names do.
func timeOf(fact string) when {
	if w, ok := timesOf[fact]; ok {
		return w
	}
	switch {
	case strings.Contains(fact, "due"), strings.Contains(fact, "deadline"), strings.HasPrefix(fact, "next"), strings.Contains(fact, "decision"), strings.Contains(fact, "until"), strings.Contains(fact, "by"):
		return limit
	case strings.HasPrefix(fact, "last"), strings.HasPrefix(fact, "first"), strings.Contains(fact, "since"), strings.Contains(fact, "opened"), strings.Contains(fact, "created"), strings.Contains(fact, "start"):
		return past
	}
	return anyTime
}

var timesOf = map[string]when{
	"created": past, "opened": past, "first_win": past, "customer_since": past, "running_since": past, "since": past, "made": past, "disqualified": past, "judged": past, "measured": past,
	"last_care": past, "last_contact": past, "last_future_talk": past, "last_kept": past, "last_order": past, "last_promise": past, "last_review": past, "last_touch": past, "review_held": past, "closed": past,
	"due": lasted, "promised": limit, "promised_ahead": limit, "decision": limit, "review_due": limit, "close_date": anyTime, "first_close_date": anyTime, "until": limit,
	"ends": lasted, "covered_until": lasted, "last_open": lasted,
}

// before a day, as it is told: what that says of it.
var preposition = map[string][]when{
	"since": {past, lasted}, "seit": {past, lasted}, "until": {limit, lasted}, "till": {limit, lasted}, "by": {limit, lasted}, "bis": {limit, lasted}, "before": {limit, lasted}, "from": {past, limit, lasted}, "after": {lasted, past}, "nach": {lasted, past},
}

// spoken are words that say which fact a day or a number near them is: the nearest in
// the same part of a sentence counts.
var spoken = []struct {
	says  []string // words
	facts []string
	only  []string // … where one of these is there; else one of facts
}{
	{[]string{"opened", "open"}, []string{"opened", "created", "days_open", "last_open", "open_issues", "open_deals", "new_value", "amount", "last_kept"}, nil},
	{[]string{"closed"}, []string{"closed", "disqualified"}, nil},
	{[]string{"promised"}, []string{"promised", "promised_ahead", "made", "last_promise", "last_kept"}, []string{"promised", "promised_ahead"}},
	{[]string{"due", "fällig"}, []string{"due", "promised", "promised_ahead", "decision", "review_due", "close_date", "contracts_due", "days_overdue", "ends"}, nil},
	{[]string{"overdue", "late", "überfällig"}, []string{"due", "days_overdue", "review_due", "promised", "decision"}, nil},
	{[]string{"ordered", "bought"}, []string{"last_order", "first_win", "customer_since"}, nil},
	{[]string{"measured"}, []string{"measured", "actual"}, nil},
}

// misplaced refuses a quantity that is a fact, and stands where another fact is meant.
func (k *checked) misplaced() string {
	for i := range k.figures {
		q := &k.figures[i]
		facts := k.bearing(q)
		if len(facts) == 0 || slices.Contains(facts, "") {
			continue
		}
		if q.kind == dayFigure || q.kind == monthFigure {
			if w := k.wrongTime(q, facts); w != "" {
				return "direction: " + w + " " + k.span(q)
			}
			if w := k.wrongRole(q, facts); w != "" {
				return "date: " + w + " " + k.span(q)
			}
		}
		if w := k.wrongPeriod(q, facts); w != "" {
			return "amount: " + w
		}
	}
	if w := k.backwards(); w != "" {
		return w
	}
	if w := k.wrongMove(); w != "" {
		return w
	}
	if w := k.mixed(); w != "" {
		return w
	}
	if w := k.wrongLabel(); w != "" {
		return w
	}
	if w := k.wrongPart(); w != "" {
		return w
	}
	if w := k.wrongPair(); w != "" {
		return "number: " + w
	}
	if w := k.wrongDeal(); w != "" {
		return w
	}
	return k.wrongName()
}

// wrongDeal refuses a deal's name after the name of another account.
func (k *checked) wrongDeal() string {
	deals := map[string][]string{}
	for _, n := range k.facts.names {
		if account, deal, ok := strings.Cut(straight(n), ", "); ok {
			deals[strings.ToLower(deal)] = append(deals[strings.ToLower(deal)], strings.ToLower(account))
		}
	}
	for i := 2; i < len(k.words); i++ {
		if k.words[i].kind != nameToken || k.words[i-1].text != "," || k.words[i-2].kind != nameToken {
			continue
		}
		if of := deals[strings.ToLower(k.nameOf(i))]; of != nil && !slices.Contains(of, strings.ToLower(k.nameOf(i-2))) {
			return "name: " + k.nameOf(i)
		}
	}
	return ""
}

// nameOf is what a mask stands for.
func (k *checked) nameOf(i int) string { return k.named[[]rune(k.words[i].text)[0]-firstMask] }

// wordBefore is the word before a quantity, articles and weekdays left out.
func (k *checked) wordBefore(q *quantity) string {
	for i := q.first - 1; i >= 0 && i >= q.first-3; i-- {
		switch low := k.words[i].low; low {
		case "the", "dem", "den", "der", "zum", "end", "of", ",", "about", "around":
		default:
			return low
		}
	}
	return ""
}

func (k *checked) wrongTime(q *quantity, facts []string) string {
	word := k.wordBefore(q)
	allowed, ok := preposition[word]
	if !ok {
		return ""
	}
	for _, f := range facts {
		if t := timeOf(f); t == anyTime || slices.Contains(allowed, t) {
			return ""
		}
	}
	return word
}

// wrongRole looks at the words of the same part of the sentence.
func (k *checked) wrongRole(q *quantity, facts []string) string {
	if slices.Contains([]string{"past", "over", "beyond", "after"}, k.wordBefore(q)) {
		return ""
	}
	from, to := k.part(q)
	for _, s := range spoken {
		said := ""
		for i := from; i < to; i++ {
			if slices.Contains(s.says, k.words[i].low) {
				said = k.words[i].low
			}
		}
		gate := s.only
		if gate == nil {
			gate = s.facts
		}
		if said == "" || !k.hasDay(gate) {
			continue
		}
		if !slices.ContainsFunc(facts, func(f string) bool { return slices.Contains(s.facts, f) }) && !k.otherDay(q, from, to) {
			return said
		}
	}
	return ""
}

// part are the words around a quantity up to the next mark, or "and".
func (k *checked) part(q *quantity) (from, to int) {
	stop := func(i int) bool {
		return k.words[i].kind == markToken && strings.Contains(".,;:!?()-", k.words[i].text) || slices.Contains([]string{"and", "but", "while", "und", "aber", "though"}, k.words[i].low)
	}
	for from = q.first; from > 0 && !stop(from-1) && !k.words[from].begins; from-- {
	}
	for to = q.last + 1; to < len(k.words) && !stop(to) && !k.words[to].begins; to++ {
	}
	return from, to
}

func (k *checked) hasDay(facts []string) bool {
	return slices.ContainsFunc(k.facts.dates, func(d dated) bool { return slices.Contains(facts, d.fact) })
}

// otherDay says whether another day stands in the same part.
func (k *checked) otherDay(q *quantity, from, to int) bool {
	return slices.ContainsFunc(k.figures, func(x quantity) bool {
		return (x.kind == dayFigure || x.kind == monthFigure) && x.first != q.first && x.first >= from && x.last < to
	})
}

// wrongPeriod refuses a yearly amount by the month.
func (k *checked) wrongPeriod(q *quantity, facts []string) string {
	if q.kind != moneyFigure || len(q.next) == 0 || !slices.Contains(facts, "yearly_value") && !slices.Contains(facts, "replacement_burden") {
		return ""
	}
	for i := q.last + 1; i < len(k.words) && i <= q.last+3; i++ {
		if u := k.lang.units[k.words[i].low]; u == "month" || u == "week" || u == "quarter" || u == "day" || k.words[i].low == "monthly" || k.words[i].low == "monatlich" {
			if k.words[i-1].low == "a" || k.words[i-1].low == "per" || k.words[i-1].low == "each" || k.words[i-1].low == "every" || k.words[i-1].low == "im" || k.words[i-1].low == "pro" || strings.HasSuffix(k.words[i].low, "ly") {
				return k.words[i].low
			}
		}
	}
	return ""
}

// moves are pairs of facts of which the second is the first a while before.
func (e *evidence) before(fact string) (now, then float64, ok bool) {
	for _, f := range e.numbers {
		if f.fact != fact {
			continue
		}
		for _, g := range e.numbers {
			if isThen(g.fact, fact) {
				return f.value, g.value, true
			}
		}
	}
	return 0, 0, false
}

// after is the fact of which a fact is what it was a while before; "" for none.
func (e *evidence) after(fact string) string {
	for _, f := range e.numbers {
		if isThen(fact, f.fact) {
			return f.fact
		}
	}
	return ""
}

var (
	upWords    = wordSet("doubled tripled up rose risen rise climbed grew grown increased jumped gained improved gestiegen stieg wuchs gewachsen")
	downWords  = wordSet("halved down fell fallen fall dropped declined decreased shrank slipped sank slid dwindled gefallen fiel gesunken sank")
	fromWords  = wordSet("from after against versus vs than was were von nach gegenüber")
	beforeTime = wordSet("before earlier ago previously davor zuvor vorher")
)

// wrongMove holds "up from 30%" against a fact and the same fact before.
func (k *checked) wrongMove() string {
	for i := range k.figures {
		q := &k.figures[i]
		for _, f := range k.bearing(q) {
			base := f
			if later := k.facts.after(f); later != "" {
				base = later
			}
			now, then, ok := k.facts.before(base)
			if !ok || now == then {
				continue
			}
			from, to := k.part(q)
			for j := from; j < to; j++ {
				w := k.words[j].low
				if upWords[w] && now < then && !(w == "up" && (j+1 >= len(k.words) || k.words[j+1].low != "from" && k.words[j+1].low != "to")) || downWords[w] && now > then {
					return "direction: " + w
				}
			}
			if i+1 < len(k.figures) && k.follows(q, "from", "von") && k.follows(&k.figures[i+1], "to", "auf") && k.figures[i+1].first < to && f == base && !k.alsoBefore(q, base) {
				return "direction: from " + k.span(q)
			}
		}
	}
	return ""
}

// mixed refuses now and before in one part of a sentence, and "from" what is now.
func (k *checked) mixed() string {
	type side struct{ now, then bool }
	parts := map[int]side{}
	for i := range k.figures {
		q := &k.figures[i]
		facts := k.bearing(q)
		now := slices.ContainsFunc(facts, func(f string) bool { _, _, ok := k.facts.before(f); return ok })
		then := slices.ContainsFunc(facts, func(f string) bool { return k.facts.after(f) != "" })
		if now == then {
			continue
		}
		if now && q.kind != plainFigure && q.first > 0 && fromBefore[k.words[q.first-1].low] {
			return "direction: from " + k.span(q)
		}
		from, to := k.part(q)
		p := parts[from]
		p.now, p.then = p.now || now, p.then || then
		parts[from] = p
		for j := from; j < to; j++ {
			if w := k.words[j].low; fromWords[w] || w == "to" || w == "where" || w == "compared" || w == "auf" {
				parts[from] = side{}
			}
		}
		if p = parts[from]; p.now && p.then {
			return "number: of another time"
		}
	}
	return ""
}

var fromBefore = wordSet("from against versus vs von gegenüber")

// wrongLabel holds a share that stands before the name of a lens against that lens.
func (k *checked) wrongLabel() string {
	labels := map[string]float64{}
	for _, f := range k.Facts {
		s, ok := f.Value.(string)
		if !ok || factWords[f.Name].kind != series {
			continue
		}
		for _, part := range split(s) {
			label, value, _ := strings.Cut(part, ":")
			if v, is := number(value); is {
				labels[stem(strings.ToLower(label))] = v
			}
		}
	}
	for fact, label := range map[string]string{"new_share": "won", "new_share_pipeline": "pipeline", "new_share_effort": "effort"} {
		if v, ok := k.value(fact); ok {
			labels[stem(label)] = v
		}
	}
	for i := range k.figures {
		q := &k.figures[i]
		if q.kind != shareFigure || q.near != exact {
			continue
		}
		if q.first > 0 {
			if v, ok := labels[stem(k.words[q.first-1].low)]; ok && q.tells(figured{kind: shareFigure, value: v}) {
				continue
			}
		}
		for j := q.last + 1; j < len(k.words) && j <= q.last+3 && !k.breaks(j, j+1); j++ {
			low := k.words[j].low
			if low == "wins" || low == "of" || low == "your" {
				low = strings.Replace(low, "wins", "won", 1)
			}
			v, ok := labels[stem(low)]
			if ok && !q.tells(figured{kind: shareFigure, value: v}) {
				return "share: " + k.span(q)
			}
		}
	}
	return ""
}

// partWords say which of two facts the only such figure in a part of a sentence is.
var partWords = []struct {
	says  []string
	fact  string
	other string
}{
	{[]string{"outside"}, "outside", "unqualified"}, {[]string{"verdict", "unjudged", "judged"}, "unqualified", "outside"},
	{[]string{"quota", "target", "number"}, "quota", "won"}, {[]string{"won"}, "won", "quota"},
	{[]string{"agreed", "target"}, "target", "actual"},
}

// backwards refuses "from" a later day "to" an earlier one.
func (k *checked) backwards() string {
	for i := 1; i < len(k.figures); i++ {
		x, y := &k.figures[i-1], &k.figures[i]
		if x.kind != dayFigure || y.kind != dayFigure || !k.follows(x, "from", "von", "vom") || !k.follows(y, "to", "auf", "until", "till") {
			continue
		}
		if a, b := k.dayOf(x), k.dayOf(y); a > b && b != 0 {
			return "date: from " + k.span(x)
		}
	}
	return ""
}

// dayOf is the day that a quantity tells; 0 for none of the facts.
func (k *checked) dayOf(q *quantity) coach.Date {
	for _, d := range k.facts.dates {
		if q.isDay(d.date.Civil()) {
			return d.date
		}
	}
	return 0
}

// wrongPart refuses "the quota was 500k, won was 410k" where it is the other way round.
func (k *checked) wrongPart() string {
	for i := range k.figures {
		q := &k.figures[i]
		facts := k.bearing(q)
		from, to := k.part(q)
		for _, p := range partWords {
			if k.askedFor(q) || !slices.Contains(facts, p.other) || slices.Contains(facts, p.fact) || !k.says(from, to, p.says) {
				continue
			}
			if _, ok := k.value(p.fact); ok && !k.tellsIn(from, to, p.fact) && !k.saysOther(from, to, p.other) {
				return "number: " + k.span(q)
			}
		}
	}
	return ""
}

func (k *checked) says(from, to int, words []string) bool {
	return slices.ContainsFunc(k.words[from:to], func(t token) bool { return slices.Contains(words, t.low) })
}

// saysOther says whether the words of a fact itself stand there too.
func (k *checked) saysOther(from, to int, fact string) bool {
	for _, p := range partWords {
		if p.fact == fact && k.says(from, to, p.says) {
			return true
		}
	}
	return false
}

func (k *checked) tellsIn(from, to int, fact string) bool {
	return slices.ContainsFunc(k.figures, func(q quantity) bool {
		return q.first >= from && q.last < to && slices.Contains(k.bearing(&q), fact)
	})
}

func (k *checked) alsoBefore(q *quantity, base string) bool {
	return slices.ContainsFunc(k.bearing(q), func(f string) bool { return k.facts.after(f) != "" || f != base })
}

func (k *checked) follows(q *quantity, words ...string) bool {
	return q.first > 0 && slices.Contains(words, k.words[q.first-1].low)
}

// wrongPair holds "4 of 21" against the facts that are such pairs.
func (k *checked) wrongPair() string {
	for i := 1; i < len(k.figures); i++ {
		x, y := &k.figures[i-1], &k.figures[i]
		if x.kind != plainFigure || y.kind != plainFigure || x.unit != "" || y.unit != "" || len(x.readings) == 0 || len(y.readings) == 0 {
			continue
		}
		between := ""
		for j := x.last + 1; j < y.first; j++ {
			between += k.words[j].low + " "
		}
		switch strings.TrimSpace(between) {
		case "of", "out of", "in", "of the", "of your", "out of the", "von", "customers of", "times of", "of about":
		default:
			continue
		}
		if !k.isPair(x.readings[0].value, y.readings[0].value, k.restBefore(x)) {
			return k.words[x.first].low + " of " + k.words[y.first].low
		}
	}
	return ""
}

// restBefore says whether a pair is said to be of the rest.
func (k *checked) restBefore(q *quantity) bool {
	for j := q.first - 1; j >= 0 && j >= q.first-3; j-- {
		if k.words[j].low == "rest" || k.words[j].low == "others" {
			return true
		}
	}
	return false
}

// isPair says whether facts bear a pair out; where no fact is one, anything is.
func (k *checked) isPair(a, b float64, rest bool) bool {
	some := false
	for _, f := range k.Facts {
		s, ok := f.Value.(string)
		if !ok || !strings.Contains(s, ":") {
			continue
		}
		kind := factWords[f.Name].kind
		if kind != wonOf && kind != signsList {
			continue
		}
		for _, part := range strings.FieldsFunc(s, func(r rune) bool { return r == ';' }) {
			n := numbersIn(part)
			for i := 0; i+1 < len(n); i += 2 {
				some = true
				if n[i] == a && n[i+1] == b && (kind != wonOf || (i >= 2) == rest) {
					return true
				}
			}
		}
	}
	for _, pair := range [][2]string{{"market_customers", "market"}, {"extension_both", "extension_of"}, {"outside", "new_deals"}, {"unqualified", "new_deals"}, {"lost_contracts", "contracts_due"}, {"qualified_in", "needed"}} {
		x, okx := k.value(pair[0])
		y, oky := k.value(pair[1])
		some = some || okx && oky
		if okx && oky && x == a && y == b {
			return true
		}
	}
	return !some
}

func (k *checked) value(fact string) (float64, bool) {
	for _, f := range k.facts.numbers {
		if f.fact == fact {
			return f.value, true
		}
	}
	return 0, false
}

func numbersIn(s string) []float64 {
	var out []float64
	for _, part := range strings.Split(s, ":") {
		if f, ok := number(part); ok {
			out = append(out, f)
		}
	}
	return out
}

// wrongName holds a figure that stands right after a name against what the facts say
// of that name.
func (k *checked) wrongName() string {
	for _, f := range k.Facts {
		s, ok := f.Value.(string)
		kind := factWords[f.Name].kind
		if !ok || kind != shares && kind != tallied && kind != readings {
			continue
		}
		figures := map[string]*evidence{}
		for _, part := range split(s) {
			e := &evidence{words: map[string]bool{}}
			e.list(f.Name, part)
			e.numbers = slices.DeleteFunc(e.numbers, func(n figured) bool { return n.kind == plainFigure && n.value == 1 && kind != tallied })
			name, _, _ := strings.Cut(part, ":")
			if kind == readings {
				name = strings.TrimRight(inText.ReplaceAllString(percented.ReplaceAllString(part, ""), ""), " ")
			}
			for _, form := range shorter(strings.TrimSpace(name)) {
				figures[strings.ToLower(straight(form))] = e
			}
		}
		if why := k.wrongFigureOf(figures, kind == tallied); why != "" {
			return why
		}
	}
	return ""
}

func (k *checked) wrongFigureOf(figures map[string]*evidence, tallied bool) string {
	for i, w := range k.words {
		if w.kind != nameToken {
			continue
		}
		e := figures[strings.ToLower(k.named[[]rune(w.text)[0]-firstMask])]
		if e == nil {
			continue
		}
		if tallied {
			if q := k.figureBefore(i); q != nil && !slices.ContainsFunc(e.numbers, q.tells) && k.otherTells(figures, e, q) {
				return "name: " + k.span(q)
			}
			continue
		}
		for j := range k.figures {
			q := &k.figures[j]
			if q.first <= i || q.first > i+5 || q.kind != shareFigure && q.kind != plainFigure || k.breaks(i+1, q.first) {
				continue
			}
			if !slices.ContainsFunc(e.numbers, q.tells) && k.otherTells(figures, e, q) {
				return "name: " + k.span(q)
			}
			break
		}
	}
	return ""
}

// figureBefore is the count that stands before a name, as in "4 from web".
func (k *checked) figureBefore(i int) *quantity {
	for j := len(k.figures) - 1; j >= 0; j-- {
		q := &k.figures[j]
		if q.last < i && q.last >= i-6 && q.kind == plainFigure && !k.breaks(q.last+1, i) {
			return q
		}
	}
	return nil
}

// breaks says whether something between two places parts them.
func (k *checked) breaks(from, to int) bool {
	for i := from; i < to; i++ {
		if k.words[i].kind == nameToken || k.words[i].kind == markToken && strings.Contains(".,;:()", k.words[i].text) {
			return true
		}
	}
	return false
}

func (k *checked) otherTells(figures map[string]*evidence, but *evidence, q *quantity) bool {
	for _, e := range figures {
		if e != but && slices.ContainsFunc(e.numbers, q.tells) {
			return true
		}
	}
	return false
}
