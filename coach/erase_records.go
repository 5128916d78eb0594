package coach

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"time"
)

// kindNames are what records are called when they are counted, by prefix.
var kindNames = map[string]string{
	dealField: "deal", commitmentField: "commitment", touchField: "touch", qualificationField: "qualification", quotaField: "quota",
	nudgeField: "nudge", messageField: "message", issueField: "issue", contractField: "contract", productField: "product",
	metricField: "metric", winField: "win", stakeField: "stake",
}

// cutField parts a field of an aggregate's hash: "d:D1" in "d:" and "D1".
func cutField(field string) (prefix, key string) {
	if field == reviewField {
		return reviewField, ""
	}
	prefix, key, found := strings.Cut(field, ":")
	if !found {
		return field, ""
	}
	return prefix + ":", key
}

// counted is how a record that goes is counted, "" for not at all: what a deal or
// a contract left behind when it went elsewhere is none.
func counted(field, raw string) string {
	kind := kindOf(field)
	if raw == "" || (kind == "deal" || kind == "contract") && tombstone(raw) {
		return ""
	}
	return kind
}

// tombstone says whether a deal's or a contract's record only tells where it went.
func tombstone(raw string) bool {
	var x struct {
		To string `json:"to"`
	}
	return read(raw, &x) && x.To != ""
}

func kindOf(field string) string {
	prefix, _ := cutField(field)
	if prefix == reviewField {
		return "review"
	}
	return kindNames[prefix]
}

// leaving is what goes of one aggregate that is not the erased's own.
type leaving struct {
	drop  map[string]string // field → its record
	put   map[string]string // field → what is left of its record
	was   map[string]string // … and what it was
	unsee []string
	point map[Subject]string // deal or contract → here, or "" for nowhere
	again bool               // its rules have to look again: facts went that they counted
}

// here stands for the book itself.
const here = "here"

func (l *leaving) empty() bool {
	return len(l.drop) == 0 && len(l.put) == 0 && len(l.unsee) == 0 && len(l.point) == 0
}

// leave finds what has to leave an aggregate of somebody else's. First what
// other records hang on: the deals; then nudges, before the messages that carry
// them.
func (t *traces) leave(a Aggregate, beside Beside) *leaving {
	l := &leaving{drop: map[string]string{}, put: map[string]string{}, was: map[string]string{}, point: map[Subject]string{}}
	kind, _, _ := cutKey(a.Key)
	t.allotIn(a.Fields)
	fields := slices.Sorted(maps.Keys(a.Fields))
	for _, first := range []func(prefix string) bool{
		func(p string) bool { return p == dealField },
		func(p string) bool { return p != dealField && p != messageField },
		func(p string) bool { return p == messageField },
	} {
		for _, field := range fields {
			if prefix, _ := cutField(field); first(prefix) {
				t.leaveField(l, kind, field, a.Fields[field])
			}
		}
	}
	for message := range beside.Leases {
		if _, goes := l.drop[messageField+message]; goes || t.event(message) != message {
			l.drop[LeaseField(message)] = ""
		}
	}
	for _, e := range slices.Sorted(maps.Keys(beside.Seen)) {
		if t.event(e) != e {
			l.unsee = append(l.unsee, e)
		}
	}
	return l
}

func (t *traces) leaveField(l *leaving, kind, field, raw string) {
	prefix, key := cutField(field)
	if t.goes(l, kind, prefix, key, raw) {
		l.drop[field] = raw
		l.again = l.again || prefix == dealField || prefix == commitmentField || prefix == touchField || prefix == nudgeField
		return
	}
	if prefix == stateField {
		return // rules, days and counts: nothing that people wrote
	}
	name, left := field, t.left(prefix, raw)
	if prefix == messageField {
		left = l.withoutNudges(left)
	}
	if key != "" {
		name = prefix + t.key(prefix, key)
	}
	if name == field && left == raw {
		return
	}
	l.put[name], l.was[field] = left, raw
	if name != field {
		l.drop[field] = "" // it goes on under another name
		if (prefix == dealField || prefix == contractField) && !tombstone(raw) {
			l.point[On(kindOf(field), key)], l.point[On(kindOf(field), t.id(key))] = "", here
		}
	}
}

// goes says whether a record of somebody else's goes altogether.
func (t *traces) goes(l *leaving, kind, prefix, key, raw string) bool {
	switch prefix {
	case dealField:
		x := new(Deal)
		if !read(raw, x) || !t.mine(x) {
			return false
		}
		if x.To == "" {
			t.deals[key] = true
			l.point[On("deal", key)] = ""
		}
		return true
	case commitmentField:
		c := new(Commitment)
		return read(raw, c) && (t.deals[c.Deal] || t.about(c.subject()))
	case touchField:
		x := new(Touch)
		return read(raw, x) && t.kind == "account" && t.ids[x.Account]
	case qualificationField, nextField:
		return t.about(Subject(key))
	case nudgeField:
		n := new(Nudge)
		return read(raw, n) && t.nudge(n)
	case messageField:
		m := new(Message)
		return read(raw, m) && len(m.Nudges) > 0 && len(m.QuietBy) == 0 && !slices.ContainsFunc(m.Nudges, func(n string) bool { return !l.dropped(n) })
	case saidField:
		e := new(Event)
		return read(raw, e) && t.said(e)
	case lineField:
		x := new(Taken)
		return read(raw, x) && (t.deals[x.Deal] || x.Was != nil && t.mine(x.Was))
	case contractField:
		k := new(Contract)
		return read(raw, k) && t.kind == "account" && t.ids[k.To]
	case stakeField, heardField:
		return t.kind == "rep" && t.ids[key]
	case worksField:
		return t.kind == "account" && t.ids[key]
	case winField:
		w := new(Win)
		return read(raw, w) && (t.deals[w.Deal] || t.kind == "rep" && t.ids[w.Rep])
	}
	return false
}

// said says whether what an import said last was said of the erased.
func (t *traces) said(e *Event) bool {
	switch {
	case e.Deal != nil:
		return t.deals[e.Deal.ID] || t.kind == "account" && e.Deal.Account != nil && t.ids[*e.Deal.Account]
	case e.Commitment != nil:
		return t.deals[e.Commitment.Deal] || e.Commitment.Account != "" && t.about(On("account", e.Commitment.Account))
	case e.Answers != nil:
		return t.about(e.Answers.Subject)
	}
	return false
}

// left is what stays of a record that does not go.
func (t *traces) left(prefix, raw string) string {
	switch prefix {
	case heardField:
		return t.contacts(raw)
	case baselineField:
		raw = t.baseline(raw)
	}
	return splice(raw, t.keep)
}

// contacts are what an account heard of somebody, whose deals may go. Rows have
// keys of one letter, and nothing in them was written by people but ids.
func (t *traces) contacts(raw string) string {
	var cs Contacts
	if !read(raw, &cs) {
		return raw
	}
	left := slices.Clone(cs)
	for i := range left {
		x := &left[i]
		if x.ID = t.id(x.ID); t.deals[x.Deal] {
			x.Deal = ""
		}
		x.Deal = t.id(x.Deal)
	}
	if slices.Equal(left, cs) {
		return raw
	}
	return stored(left, raw)
}

// baseline is what was prepared, without the account that goes.
func (t *traces) baseline(raw string) string {
	b := new(Baseline)
	goes := func(account string) bool { return t.kind == "account" && t.ids[account] }
	if !read(raw, b) || b.Mix == nil || !slices.ContainsFunc(b.Mix.Renewals.Lost, goes) {
		return raw
	}
	b.Mix.Renewals.Lost = slices.DeleteFunc(b.Mix.Renewals.Lost, goes)
	return stored(b, raw)
}

// stored is a record as it is stored; or what it was, if that cannot be.
func stored(v any, was string) string {
	b, err := json.Marshal(v)
	if err != nil {
		return was
	}
	return string(b)
}

func read(raw string, v any) bool { return json.Unmarshal([]byte(raw), v) == nil }

func (l *leaving) dropped(nudge string) bool {
	return l.drop[nudgeField+nudge] != ""
}

// withoutNudges is a message without those that go.
func (l *leaving) withoutNudges(raw string) string {
	m := new(Message)
	if !read(raw, m) || !slices.ContainsFunc(m.Nudges, l.dropped) {
		return raw
	}
	m.Nudges = slices.DeleteFunc(m.Nudges, l.dropped)
	m.Wanted++ // what was shown names the erased: Slack's copy is edited
	return stored(m, raw)
}

// after are the fields of an aggregate once this has left.
func (l *leaving) after(fields map[string]string) map[string]string {
	left := maps.Clone(fields)
	for field := range l.drop {
		delete(left, field)
	}
	maps.Copy(left, l.put)
	return left
}

// rows are the summary fields to write once this has left a book or an account.
func (l *leaving) rows(old, next Aggregate, zone *time.Location) (map[string]any, error) {
	kind, id, _ := cutKey(old.Key)
	changed := map[string]any{}
	for field := range l.drop {
		changed[field] = nil
	}
	for field := range l.put {
		changed[field] = nil
	}
	switch kind {
	case "book":
		was, err := DecodeBook(id, old)
		if err != nil {
			return nil, err
		}
		is, err := DecodeBook(id, next)
		if err != nil {
			return nil, err
		}
		d := draft{change: change{put: changed}, old: was, b: is, m: Moment{Zone: zone}}
		return d.rows(), nil
	case "account":
		is, err := DecodeAccount(id, next)
		if err != nil {
			return nil, err
		}
		d := accountDraft{a: is}
		for field := range changed {
			k := kindOf(field)
			d.contracts, d.issues, d.products = d.contracts || k == "contract", d.issues || k == "issue", d.products || k == "product"
			d.metrics, d.review = d.metrics || k == "metric", d.review || k == "review"
		}
		return d.rows(), nil
	}
	return nil, nil
}
