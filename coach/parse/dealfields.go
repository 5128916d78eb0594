package parse

import (
	"errors"
	"strings"

	"evenkeel/coach"
)

// draft is a Deal being read. Dates and amounts are read at the end, when the
// outcome and the currency are known.
type draft struct {
	Deal
	env    Env
	line   string
	close  string // as typed
	until  string
	amount string
	fields int
	// leading says that the outcome stood before the name.
	leading bool
}

// about sets whom the draft is about.
func (d draft) about(s subject) draft {
	d.Subject, d.Known = s.name, s.known
	return d
}

// readAll reads fields to the end of the line; what follows lost and cannot be
// read is the reason.
func (d draft) readAll(ws []word) (Deal, error) {
	n, err := d.read(ws)
	if err != nil {
		return Deal{}, err
	}
	if n < len(ws) {
		if !d.takesReason() {
			return Deal{}, d.stray(ws[n:], n == 0)
		}
		d.Reason = reasonText(raw(d.line, ws[n:]))
	}
	return d.finish()
}

// read takes fields off the front and says how many words they were.
func (d *draft) read(ws []word) (int, error) {
	i := 0
	for i < len(ws) {
		n, err := d.take(ws[i:])
		if err != nil {
			return i, err
		}
		if n == 0 {
			break
		}
		i += n
	}
	return i, nil
}

// take reads one field and says how many words it is; none: no field.
func (d *draft) take(ws []word) (int, error) {
	switch w := ws[0]; {
	case w.key != "":
		return d.keyed(ws)
	case w.text == "" && !w.quoted:
		return 1, nil // punctuation by itself
	case w.quoted:
		return 0, nil
	}
	for _, form := range []func(*draft, []word) (int, error){
		(*draft).takeOutcome, (*draft).takeStage, (*draft).takeClose, (*draft).takeDate,
		(*draft).takeAmount, (*draft).takeKind, (*draft).takeFiller} {
		if n, err := form(d, ws); n > 0 || err != nil {
			return n, err
		}
	}
	return 0, nil
}

func (d *draft) takeOutcome(ws []word) (int, error) {
	n, outcome := outcomeAt(ws)
	if n == 0 {
		return 0, nil
	}
	if d.Outcome != "" && d.Outcome != outcome {
		return 0, wrong("", "Is it %s or %s? The line says both.", d.Outcome, outcome)
	}
	d.Outcome = outcome
	d.fields++
	return n, nil
}

// takeStage reads a known stage, with or without the word before it.
func (d *draft) takeStage(ws []word) (int, error) {
	skip := 0
	if ws[0].lower() == "stage" && len(ws) > 1 {
		skip = 1
	}
	for n := min(5, len(ws)-skip); n > 0; n-- {
		if !allPlain(ws[skip : skip+n]) {
			continue
		}
		if stage, ok := d.env.stage(joined(ws[skip : skip+n])); ok {
			d.fields++
			return skip + n, d.setStage(stage)
		}
	}
	return 0, nil
}

func (d *draft) setStage(stage string) error {
	if d.Stage != nil && *d.Stage != stage {
		return wrong("", "Which stage, %s or %s? The line says both.", *d.Stage, stage)
	}
	d.Stage = &stage
	return nil
}

// stage finds a stage of the playbook, as it is to be written.
func (e Env) stage(s string) (string, bool) {
	for _, stage := range e.Stages {
		if Fold(stage) == Fold(s) && strings.TrimSpace(s) != "" {
			return stage, true
		}
	}
	return "", false
}

// takeClose reads close DATE.
func (d *draft) takeClose(ws []word) (int, error) {
	if ws[0].lower() == "closed" && d.Outcome != "" && d.dateAt(ws[1:], Next) > 0 {
		return 1, nil // the date itself comes next
	}
	if !closeWords[ws[0].lower()] {
		return d.takeUntil(ws)
	}
	n := 1
	for n < len(ws) && n < 4 && ws[n].plain() && closeJoints[ws[n].lower()] {
		n++
	}
	m := d.dateAt(ws[n:], Next)
	if m == 0 {
		return 0, d.noClose(ws, n)
	}
	d.close = joined(ws[n : n+m])
	d.fields++
	return n + m, nil
}

// noClose is the error for a close date that cannot be read.
func (d *draft) noClose(ws []word, n int) error {
	if n == len(ws) {
		return wrong("close 31 Mar", "Close: on which date?")
	}
	_, err := d.env.Date(joined(ws[n:min(n+2, len(ws))]), Next)
	return err
}

func (d *draft) takeUntil(ws []word) (int, error) {
	if w := ws[0].lower(); (w != "until" && w != "till") || d.Outcome != "later" || len(ws) < 2 {
		return 0, nil
	}
	m := d.dateAt(ws[1:], Next)
	if m == 0 {
		_, err := d.env.Date(joined(ws[1:min(3, len(ws))]), Next)
		return 0, err
	}
	d.until = joined(ws[1 : 1+m])
	return 1 + m, nil
}

// takeDate reads a bare date: of later, or the day of closing.
func (d *draft) takeDate(ws []word) (int, error) {
	n := d.dateAt(ws, Next)
	if n == 0 || (n == 1 && onlyDigits.MatchString(ws[0].text)) {
		return 0, nil
	}
	switch {
	case d.Outcome == "later" && d.until == "":
		d.until = joined(ws[:n])
	case d.Outcome != "" && d.Outcome != "later" && d.close == "":
		d.close = joined(ws[:n])
	default:
		return 0, wrong("close "+joined(ws[:n]), "Is %s the close date? Then say so.", quote(joined(ws[:n])))
	}
	return n, nil
}

// dateAt is how many words the longest date at the front has, be it one that
// cannot be.
func (d *draft) dateAt(ws []word, p Prefer) int {
	for n := min(maxDateWords, len(ws)); n > 0; n-- {
		if !allPlain(ws[:n]) {
			continue
		}
		if d.dateLike(joined(ws[:n]), p) {
			return n
		}
	}
	return 0
}

func (d *draft) dateLike(s string, p Prefer) bool {
	_, err := d.env.Date(s, p)
	bad, ok := errors.AsType[*Error](err)
	return err == nil || ok && bad.isDate
}

// takeAmount reads an amount of up to four words.
func (d *draft) takeAmount(ws []word) (int, error) {
	skip := 0
	if w := ws[0].lower(); (w == "amount" || w == "worth" || w == "value") && len(ws) > 1 {
		skip = 1
	}
	if !amountStart(ws[skip].text) {
		return 0, nil
	}
	n := d.amountAt(ws[skip:])
	if n == 0 {
		_, err := d.env.Amount(ws[skip].text)
		return 0, err
	}
	if d.amount != "" {
		return 0, wrong("", "Which amount, %s or %s? The line says both.", d.amount, joined(ws[skip:skip+n]))
	}
	d.amount = joined(ws[skip : skip+n])
	d.fields++
	return skip + n, nil
}

func (d *draft) amountAt(ws []word) int {
	for n := min(5, len(ws)); n > 0; n-- {
		if !allPlain(ws[:n]) || stopInside(ws[:n]) {
			continue
		}
		if _, err := d.env.Amount(joined(ws[:n])); err == nil {
			return n
		}
	}
	return 0
}

// amountStart says that an amount may begin with this word: a digit, a sign
// before one, or a currency.
func amountStart(s string) bool {
	s = strings.TrimLeft(s, "~+-−(.")
	if s == "" {
		return false
	}
	if s[0] >= '0' && s[0] <= '9' {
		return true
	}
	head := strings.TrimRight(s, "0123456789.,'’kKmMbBnN")
	_, ok := currencyOf(head, Currencies{})
	return ok || (head != s && strings.ContainsAny(s, "$€£¥"))
}

func (d *draft) takeKind(ws []word) (int, error) {
	k := ws[0].lower()
	if !kinds[k] {
		return 0, nil
	}
	d.fields++
	return 1, d.setKind(k)
}

func (d *draft) setKind(k string) error {
	if d.Kind != "" && d.Kind != k {
		return wrong("", "Which kind, %s or %s? The line says both.", d.Kind, k)
	}
	d.Kind = k
	return nil
}

// takeFiller skips a word between fields.
func (d *draft) takeFiller(ws []word) (int, error) {
	if len(ws) > 1 && fillers[ws[0].lower()] {
		return 1, nil
	}
	return 0, nil
}

var (
	kinds       = set("new expansion renewal")
	closeWords  = set("close closes closing")
	closeJoints = set("date on by is now to → -> moved : at =")
	fillers     = set("and for at now in is moved to with → -> - – —")
	reasonWords = set("because reason due on to")
)

func (d draft) takesReason() bool {
	return (d.Outcome == "lost" || d.Outcome == "disqualified") && d.Reason == ""
}

// reasonText drops the word that introduces a reason.
func reasonText(s string) string {
	s = trimMarks(s)
	for _, intro := range []string{"because of ", "because ", "due to ", "reason: ", "reason "} {
		if len(s) > len(intro) && strings.EqualFold(s[:len(intro)], intro) {
			return unquote(s[len(intro):])
		}
	}
	return unquote(s)
}

// stray is the error for words that are no field.
func (d draft) stray(ws []word, first bool) error {
	for n := min(3, len(ws)); n > 0; n-- {
		if stage := Nearest(joined(ws[:n]), d.env.Stages); stage != "" {
			return wrong("stage="+quoted(stage), "I do not know the stage %s. Did you mean %s?", quote(joined(ws[:n])), stage)
		}
	}
	err := wrong(dealExample, "I do not know what %s means here. A name with blanks that I do not know yet goes in quotes, like \"Acme Corp\".", quote(raw(d.line, ws)))
	err.mayBeName = first || !d.Known
	return err
}

// quoted puts quotes around a value with blanks.
func quoted(s string) string {
	if strings.ContainsAny(s, " \t") {
		return "\"" + s + "\""
	}
	return s
}

// finish reads the amount and the dates and gives the Deal.
func (d draft) finish() (Deal, error) {
	if err := d.finishAmount(); err != nil {
		return Deal{}, err
	}
	prefer := Next
	if d.Outcome != "" && d.Outcome != "later" {
		prefer = Last
	}
	var err error
	if d.Close, err = d.optionalDate(d.close, prefer); err != nil {
		return Deal{}, err
	}
	d.Until, err = d.optionalDate(d.until, Next)
	return d.Deal, err
}

func (d *draft) finishAmount() error {
	if d.amount == "" {
		return nil
	}
	c := d.env.currencies()
	if d.Currency != "" {
		c.Default = d.Currency
	}
	m, err := Amount(d.amount, c)
	if err != nil {
		return err
	}
	if d.Currency != "" && m.Currency != d.Currency {
		return wrong("amount=50000 currency="+d.Currency, "%s is in %s, and the currency says %s.", quote(d.amount), m.Currency, d.Currency)
	}
	if d.Currency == "" && namesCurrency(d.amount) {
		d.Currency = m.Currency
	}
	d.Amount, d.AmountText = &m, d.amount
	return nil
}

// namesCurrency says that an amount bears a currency of its own: read with two
// different defaults it stays the same.
func namesCurrency(amount string) bool {
	a, errA := Amount(amount, Currencies{Default: "XTS", Dollar: "USD"})
	return errA == nil && a.Currency != "XTS"
}

func (d *draft) optionalDate(text string, p Prefer) (*coach.Date, error) {
	if text == "" {
		return nil, nil
	}
	date, err := d.env.Date(text, p)
	if err != nil {
		return nil, err
	}
	return &date, nil
}

func allPlain(ws []word) bool {
	for _, w := range ws {
		if !w.plain() {
			return false
		}
	}
	return true
}

// stopInside says that a comma or the like parts the words.
func stopInside(ws []word) bool {
	for _, w := range ws[:max(0, len(ws)-1)] {
		if w.stop {
			return true
		}
	}
	return false
}

// joined are the words with one blank between.
func joined(ws []word) string { return strings.Join(unquoteAll(ws), " ") }
