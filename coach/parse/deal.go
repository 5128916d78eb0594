package parse

import "strings"

const dealExample = "/deal Acme stage=proposal amount=50000 close=2026-03-31"

// Deal reads the text of /deal: the account or deal, then any of stage=…,
// amount=…, currency=…, close=…, kind=…, name=…, product=…, source=…, an
// outcome (won, lost, disqualified with reason=… refer=…, or later until DATE).
// Stage, amount, kind and close DATE also stand without their keys, and the
// outcome may come first: won Acme 50k.
//
// A name that is not known ends where everything after it can be read.
func (e Env) Deal(text string) (Deal, error) {
	line, ws, err := commandWords(text)
	if err != nil {
		return Deal{}, err
	}
	if len(ws) == 0 || strings.HasPrefix(ws[0].text, "=") && ws[0].plain() {
		return Deal{}, wrong(dealExample, "Which deal? The account or deal comes first.")
	}
	d, err := e.dealLine(line, ws)
	if err != nil {
		return Deal{}, err
	}
	return d, d.check()
}

// dealLine tries the readings of the subject until one leaves a rest that is
// all fields. If none does, the error is that of the most trustworthy one.
func (e Env) dealLine(line string, ws []word) (Deal, error) {
	start := draft{env: e, line: line}
	d, err := start.tryAll(knownFirst(e.subjects(line, ws)))
	if err == nil || final(err) {
		return d, err
	}
	if n, _ := outcomeAt(ws); n > 0 && n == len(ws) {
		return Deal{}, wrong("/deal won Acme 50k", "Which deal? I need the account or the deal beside %s.", quote(line))
	}
	if led, rest, ok := start.outcomeFirst(ws); ok {
		return led.tryAll(e.subjects(line, rest))
	}
	return start.tryAll(e.subjects(line, ws))
}

// tryAll tries readings in turn. A field that cannot be read is an error,
// unless a shorter known name reads better; stray words may belong to a longer
// name.
func (d draft) tryAll(subjects []subject) (Deal, error) {
	var bad error
	for i, s := range subjects {
		got, err := d.about(s).readAll(s.rest)
		if err == nil {
			return got, nil
		}
		if bad == nil || !final(bad) && final(err) {
			bad = err
		}
		if final(bad) && (i+1 == len(subjects) || !subjects[i+1].known) {
			return Deal{}, bad
		}
	}
	if bad == nil {
		bad = &Error{Text: "Which deal? The account or deal comes first.", Example: dealExample, mayBeName: true}
	}
	return Deal{}, bad
}

// final says that words cannot be part of a longer name.
func final(err error) bool {
	e, ok := err.(*Error)
	return !ok || !e.mayBeName
}

// knownFirst are the readings with a known or a quoted name.
func knownFirst(all []subject) []subject {
	n := 0
	for n < len(all) && all[n].known {
		n++
	}
	return all[:n]
}

func (d Deal) check() error {
	for what, text := range map[string]string{"name": d.Subject, "reason": d.Reason, "note": d.Note, "source": d.Source,
		"deal's name": value(d.Name), "stage": value(d.Stage), "product": value(d.Product), "name to refer to": d.Refer} {
		if err := fits(what, text); err != nil {
			return err
		}
	}
	switch {
	case d.Outcome == "later" && d.Until == nil:
		return wrong("/deal Acme later until 1 September", "Later: until when?")
	case d.Outcome != "later" && d.Until != nil:
		return wrong("/deal Acme later until 1 September", "A date with until belongs to later.")
	}
	return nil
}

func value(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

// outcomeFirst reads an outcome at the start of a line.
func (d draft) outcomeFirst(ws []word) (draft, []word, bool) {
	n, outcome := outcomeAt(ws)
	if n == 0 || n == len(ws) || outcome == "later" && !strings.Contains(strings.ToLower(d.line), " until ") {
		return d, ws, false
	}
	d.Outcome, d.fields, d.leading = outcome, 1, true
	return d, ws[n:], true
}

// outcomeAt reads won, lost, disqualified, later, closed won, closed-lost.
func outcomeAt(ws []word) (n int, outcome string) {
	if len(ws) == 0 || !ws[0].plain() {
		return 0, ""
	}
	first := strings.TrimPrefix(ws[0].lower(), "closed-")
	if first == "closed" && len(ws) > 1 && ws[1].plain() {
		if o := ws[1].lower(); o == "won" || o == "lost" {
			return 2, o
		}
	}
	if outcomes[first] {
		return 1, first
	}
	return 0, ""
}

var outcomes = set("won lost disqualified later")
