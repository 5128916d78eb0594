package prompts

import (
	"cmp"
	"fmt"
	"strings"

	"evenkeel/coach"
)

// How much of what people typed a message can bear.
const (
	nameLength = 40
	textLength = 80
	longLength = 140
)

// view turns a nudge's facts into words for the templates. Facts that are
// missing are empty; not ok means that a needed one is.
func (w *wording) view(n *coach.Nudge, p coach.Phrasing) (v map[string]any, ok bool) {
	teller := teller{w.in, p.Names, p.Today}
	v = map[string]any{}
	for _, name := range w.facts {
		v[name] = ""
		if told := teller.tell(name, n.Fact(name)); told != 0 {
			v[name] = w.in.besideLine(told, n.Fact(name), n.Fact(name+"_line"))
		}
	}
	for _, name := range w.needs {
		if v[name] == "" {
			return nil, false
		}
	}
	teller.common(v, n)
	return v, true
}

// besideLine tells a share more exactly where it would read as the line that it is
// measured by, and is not.
func (l *locale) besideLine(told, value, line any) any {
	share, ok := number(value)
	limit, isLine := number(line)
	switch {
	case !ok || !isLine || share == limit || told != l.share(line):
		return told
	case l.exactly(value) != l.exactly(line):
		return l.exactly(value)
	case share > limit:
		return l.beyond + l.exactly(line)
	}
	return l.below + l.exactly(line)
}

// common adds what every nudge has.
func (t teller) common(v map[string]any, n *coach.Nudge) {
	v["subject"] = t.subject(n.Subject)
	v["account"] = t.account(n.Account)
	v["for"], v["severity"] = string(n.For), n.Severity.String()
	v["rep"] = ""
	if n.Subject.Kind() == "book" {
		v["rep"] = cmp.Or(clip(t.names.RepName(n.Subject.ID()), nameLength), n.Subject.ID())
	}
	v["whose"] = t.in.whose(n.For, v["rep"].(string))
	v["qualify"] = t.qualify(n)
	v["promise"] = t.in.promised(v)
	v["problem"] = t.in.problem
	if s, ok := v["issue"].(string); ok && s != "" {
		v["problem"] = t.in.issue + t.in.quoted(s)
	}
	v["elsewhere"] = ""
	if id, ok := n.Fact("issue_account").(string); ok && n.Account != "" && id != n.Account {
		v["elsewhere"] = "yes"
	}
}

// qualify is the command to type, with the account where its name can be typed.
func (t teller) qualify(n *coach.Nudge) string {
	name := t.names.AccountName(n.Account)
	if n.Account == "" || name == "" || name != clip(name, nameLength) || strings.ContainsAny(name, "=\"“”<>&*_~`") {
		return "/qualify"
	}
	return "/qualify " + name
}

// promised is what a client promised, in words that stand in a sentence.
func (l *locale) promised(v map[string]any) string {
	if s, ok := v["what"].(string); ok && s != "" {
		return l.quoted(s)
	}
	kind, _ := v["kind"].(string)
	return l.promise(kind)
}

// sample is a fact's value for trying a template at start.
func (f fact) sample() any {
	if f.kind == count {
		return 3
	}
	return "x"
}

// teller tells facts in words.
type teller struct {
	in    *locale
	names coach.Names
	today coach.Date // zero: with the year always
}

// tell is a fact in words: a string, or an int for counts. What cannot be read
// is told as it is; what is missing is "".
func (t teller) tell(name string, value any) any {
	if value == nil {
		return ""
	}
	s := strings.TrimSpace(fmt.Sprint(value))
	switch factWords[name].kind {
	case account:
		return t.account(s)
	case day:
		return t.date(s)
	case money:
		if s == "unknown" {
			return ""
		}
		return t.in.money(s)
	case share:
		return t.in.share(value)
	case count:
		return whole(value)
	case index:
		return rounded(value)
	case shares:
		return t.shares(s)
	case series:
		return clip(t.in.list(t.labelled(split(s))), longLength)
	case reading:
		return closeUp(clip(s, nameLength))
	case readings:
		return t.in.list(t.in.atMost(readingsOf(split(s)), mostReadings))
	case keys:
		return clip(t.in.list(split(s)), textLength)
	case accounts:
		return t.in.listNames(t.accounts(split(s)))
	case person:
		return cmp.Or(clip(t.names.RepName(s), nameLength), clip(s, nameLength))
	case deals:
		return t.in.listNames(t.deals(split(s)))
	case signsList:
		return t.in.list(t.in.atMost(signs(split(s)), mostTold))
	case wonOf:
		return wonOfs(strings.Split(s, ":"))
	case tallied:
		return t.in.list(t.in.atMost(tally(split(s)), mostTold))
	case question:
		return t.in.firstQuoted(split(s))
	case long:
		return clip(s, longLength)
	case text:
		return clip(s, textLength)
	}
	return clip(s, nameLength)
}

// date tells 2026-03-31 as a day in words; "" for what is none.
func (t teller) date(s string) string {
	d, err := coach.ParseDate(s)
	if err != nil {
		return ""
	}
	return t.in.date(d, t.today)
}

// account is an account's name; its id where nothing can be read of the name.
func (t teller) account(id string) string {
	if id == "" {
		return ""
	}
	return cmp.Or(clip(t.names.AccountName(id), nameLength), clip(id, nameLength))
}

// subject is how people call what a nudge is about. It may name a deal and its
// account, and so be longer than other names.
func (t teller) subject(s coach.Subject) string {
	return cmp.Or(clip(t.names.SubjectName(s), nameLength+20), clip(s.ID(), nameLength))
}

// shares reads id:share;id:share. An id may hold a colon; one that holds a
// semicolon cannot be told from two, and then nothing is said.
func (t teller) shares(s string) string {
	var out []string
	for _, part := range split(s) {
		i := strings.LastIndex(part, ":")
		if i < 1 {
			return ""
		}
		p := t.in.share(part[i+1:])
		if p == "" {
			return ""
		}
		out = append(out, t.account(part[:i])+" "+p)
	}
	return t.in.list(out)
}

// labelled reads what stands for each label: a share, or money.
func (t teller) labelled(parts []string) []string {
	var out []string
	for _, part := range parts {
		label, value, _ := strings.Cut(part, ":")
		if strings.Contains(value, " ") {
			value = t.in.money(value)
		} else {
			value = t.in.share(value)
		}
		out = append(out, tidy(label+" "+value))
	}
	return out
}

// split reads a;b;c.
func split(s string) []string {
	var out []string
	for part := range strings.SplitSeq(s, ";") {
		if part = strings.TrimSpace(part); part != "" {
			out = append(out, part)
		}
	}
	return out
}
