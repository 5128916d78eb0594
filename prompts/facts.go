package prompts

import (
	"cmp"
	"fmt"
	"strings"

	"evenkeel/coach"
)

// kind is how a fact is told.
type kind int

const (
	word     kind = iota // as it is: a key, a stage
	text                 // what somebody wrote, in any length
	long                 // a text that may say a little more
	account              // an account's id, told by its name
	day                  // 2026-03-31, told as Tue 31 Mar
	money                // 50000.00 USD, told as $50,000
	share                // 0 to 1, told in per cent
	count                // a whole number, kept as one for plurals
	index                // a number with no unit
	shares               // id:share;id:share, told as a list
	keys                 // a;b;c, told as a list
	question             // the first of a;b;c, in quotes
	yes                  // there or not
)

// fact says how a fact is told, and what it is called under "why this?".
type fact struct {
	kind  kind
	label string
}

// factWords are the facts that rules give. A wording file may use those that it
// declares.
var factWords = map[string]fact{
	"amount":                         {money, "amount"},
	"asks":                           {question, "the question behind it"},
	"closed":                         {day, "issue closed"},
	"created":                        {day, "deal opened"},
	"customers":                      {count, "customers you won from"},
	"days_open":                      {count, "days open"},
	"days_overdue":                   {count, "days overdue"},
	"due":                            {day, "due"},
	"effective_customers":            {count, "as broad as so many customers of equal size"},
	"failed":                         {keys, "what did not fit"},
	"hhi":                            {index, "concentration (HHI, 10000 is a single customer)"},
	"hhi_without_largest_deal":       {index, "concentration without the largest deal"},
	"issue":                          {text, "issue"},
	"issue_account":                  {account, "issue at"},
	"issue_severity":                 {word, "its severity"},
	"judged":                         {day, "judged"},
	"kind":                           {word, "what kind of promise"},
	"last_kept":                      {day, "last promise kept"},
	"made":                           {day, "promised"},
	"months":                         {count, "months looked at"},
	"one_big_deal":                   {yes, "one large deal explains it"},
	"opened":                         {day, "issue opened"},
	"stage":                          {text, "stage"},
	"suggest":                        {word, "what to ask for at this stage"},
	"top3":                           {shares, "largest customers"},
	"top_account":                    {account, "largest customer"},
	"top_share":                      {share, "its share of won revenue"},
	"top_share_without_largest_deal": {share, "largest share without the largest deal"},
	"touch":                          {yes, "you were just in touch"},
	"unconfirmed":                    {yes, "closed, but nobody has confirmed that it is well"},
	"what":                           {text, "what was promised"},
	"why":                            {long, "reason"},
}

// always are facts that every nudge has, some of them empty.
var always = []string{"subject", "account", "rep", "whose", "for", "severity", "qualify", "promise", "problem", "elsewhere"}

// How much of what people typed a message can bear.
const (
	nameLength = 40
	textLength = 80
	longLength = 140
)

// view turns a nudge's facts into words for the templates. Facts that are
// missing are empty; not ok means that a needed one is.
func (w *wording) view(n *coach.Nudge, p coach.Phrasing) (v map[string]any, ok bool) {
	teller := teller{p.Names, p.Today}
	v = map[string]any{}
	for _, name := range w.facts {
		v[name] = ""
		if told := teller.tell(name, n.Fact(name)); told != 0 {
			v[name] = told
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

// common adds what every nudge has.
func (t teller) common(v map[string]any, n *coach.Nudge) {
	v["subject"] = t.subject(n.Subject)
	v["account"] = t.account(n.Account)
	v["for"], v["severity"] = n.For, n.Severity.String()
	v["rep"], v["whose"] = "", "your"
	if n.Subject.Kind() == "book" {
		v["rep"] = cmp.Or(clip(t.names.RepName(n.Subject.ID()), nameLength), n.Subject.ID())
	}
	if n.For == "manager" {
		v["whose"] = v["rep"].(string) + "’s"
	}
	v["qualify"] = t.qualify(n)
	v["promise"] = promise(v)
	v["problem"] = "an issue"
	if s, ok := v["issue"].(string); ok && s != "" {
		v["problem"] = "the issue “" + s + "”"
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

// promise is what a client promised, in words that stand in a sentence.
func promise(v map[string]any) string {
	if s, ok := v["what"].(string); ok && s != "" {
		return "“" + s + "”"
	}
	if s, ok := v["kind"].(string); ok && s != "" {
		return "some " + s
	}
	return "something"
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
		return amount(s)
	case share:
		return percent(value)
	case count:
		return whole(value)
	case index:
		return rounded(value)
	case shares:
		return t.shares(s)
	case keys:
		return clip(list(split(s)), textLength)
	case question:
		return firstQuoted(split(s))
	case long:
		return clip(s, longLength)
	case text:
		return clip(s, textLength)
	}
	return clip(s, nameLength)
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
		p := percent(part[i+1:])
		if p == "" {
			return ""
		}
		out = append(out, t.account(part[:i])+" "+p)
	}
	return list(out)
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
