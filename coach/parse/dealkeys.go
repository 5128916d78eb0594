package parse

import "strings"

// dealKeys are the keys of a /deal line, in the order in which they are shown.
var dealKeys = []string{"name", "product", "stage", "amount", "currency", "close", "kind", "source", "outcome", "until", "reason", "refer"}

// keyed reads key=value and says how many words it is: a value without quotes
// may go on, as in close=31 Mar or reason=too dear.
func (d *draft) keyed(ws []word) (int, error) {
	w := ws[0]
	key := w.key
	if key == "close_date" || key == "closed" {
		key = "close"
	}
	if w.text == "" {
		return 0, wrong(dealExample, "There is nothing after %s=.", w.key)
	}
	d.fields++
	switch key {
	case "name", "product", "source", "reason", "refer":
		return d.textKey(key, ws)
	case "stage":
		n := d.longest(ws, func(s string) bool { _, ok := d.env.stage(s); return ok })
		stage, ok := d.env.stage(joined(ws[:n]))
		if !ok {
			stage = joined(ws[:n])
		}
		return n, d.setStage(stage)
	case "close", "until":
		return d.dateKey(key, ws)
	case "amount":
		n := d.longest(ws, func(s string) bool { _, err := d.env.Amount(s); return err == nil })
		d.amount = joined(ws[:n])
		_, err := d.env.Amount(d.amount)
		return n, err
	}
	return 1, d.wordKey(key, w)
}

// wordKey reads the keys whose value is one word.
func (d *draft) wordKey(key string, w word) (err error) {
	v := strings.ToLower(w.text)
	switch {
	case key == "currency":
		d.Currency, err = Currency(w.text, d.env.currencies())
		return err
	case key == "kind" && kinds[v]:
		return d.setKind(v)
	case key == "kind":
		return wrong("kind=expansion", "A deal is new, expansion or renewal, not %s.", quote(w.text))
	case key == "outcome" && outcomes[v]:
		d.Outcome = v
		return nil
	case key == "outcome":
		return wrong("/deal Acme lost reason=price", "An outcome is won, lost, disqualified or later, not %s.", quote(w.text))
	}
	if near := Nearest(key, dealKeys); near != "" {
		return wrong(dealExample, "I do not know %s=. Did you mean %s=?", w.key, near)
	}
	return wrong(dealExample, "I do not know %s=. A deal has %s.", w.key, list(dealKeys))
}

// textKey reads a text that goes on to the next key or outcome.
func (d *draft) textKey(key string, ws []word) (int, error) {
	n := 1
	for !ws[0].quoted && n < len(ws) && ws[n].key == "" {
		if m, _ := outcomeAt(ws[n:]); m > 0 {
			break
		}
		n++
	}
	v := ws[0].text
	if n > 1 {
		v = strings.TrimRight(strings.TrimSpace(d.line[ws[0].start+keyLen(d.line, ws[0]):ws[n-1].end]), ",; ")
	}
	switch key {
	case "name":
		d.Name = &v
	case "product":
		d.Product = &v
	case "source":
		d.Source = v
	case "reason":
		d.Reason = v
	case "refer":
		d.Refer = v
	}
	return n, nil
}

func (d *draft) dateKey(key string, ws []word) (int, error) {
	n := d.longest(ws, func(s string) bool { return d.dateLike(s, Next) })
	v := joined(ws[:n])
	if _, err := d.env.Date(v, Next); err != nil {
		return 0, err
	}
	if key == "close" {
		d.close = v
	} else {
		d.until = v
	}
	return n, nil
}

// longest is how many words the value has, up to which it can be read; one if
// no length can.
func (d *draft) longest(ws []word, ok func(string) bool) int {
	for n := min(6, len(ws)); n > 1 && !ws[0].quoted; n-- {
		if allPlain(ws[1:n]) && ok(joined(ws[:n])) {
			return n
		}
	}
	return 1
}
