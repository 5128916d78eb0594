package coach

import (
	"crypto/sha256"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// erased is what stands where somebody was named.
const erased = "[erased]"

// traces is by what a rep or an account is known in the records of others.
type traces struct {
	kind  string          // rep or account
	ids   map[string]bool // the id, and those merged into it
	words map[string]bool // names, addresses and Slack ids, folded
	deals map[string]bool // deals that go
	parts map[string]bool // issues and contracts that go

	text   *regexp.Regexp // what is blanked in what people wrote; nil: nothing
	coined *regexp.Regexp // ids of deals that were made of the rep's
}

// newTraces knows by their ids, by names, and by addresses and Slack ids.
func newTraces(kind string, ids, names, addresses []string) *traces {
	t := &traces{kind: kind, ids: map[string]bool{}, words: map[string]bool{}, deals: map[string]bool{}, parts: map[string]bool{}}
	var plain []string
	for _, id := range ids {
		t.ids[id] = true
	}
	for _, w := range slices.Concat(ids, names, addresses) {
		if w = strings.TrimSpace(w); w == "" {
			continue
		}
		if strings.ContainsFunc(w, unicode.IsLetter) {
			t.words[fold(w)] = true
		}
		if distinctive(w) || slices.Contains(addresses, w) {
			plain = append(plain, regexp.QuoteMeta(w))
		}
	}
	slices.SortFunc(plain, func(a, b string) int { return len(b) - len(a) }) // the longest first: it may contain the others
	if len(plain) > 0 {
		t.text = regexp.MustCompile(`(?i)` + strings.Join(plain, "|"))
	}
	if kind == "rep" {
		quoted := make([]string, len(ids))
		for i, id := range ids {
			quoted[i] = regexp.QuoteMeta(id)
		}
		t.coined = regexp.MustCompile(`[^/]*-\d{4}-\d\d-\d\d-(?:` + strings.Join(quoted, "|") + `)(?:-\d+)?(?:[/@]|$)`)
	}
	return t
}

// distinctive says whether a word names somebody wherever it stands. A single
// plain word ("Will", "Target", "17") may mean anything in what people wrote,
// and is left there.
func distinctive(w string) bool {
	return strings.ContainsFunc(w, unicode.IsLetter) && strings.ContainsFunc(w, func(r rune) bool { return unicode.IsDigit(r) || strings.ContainsRune(" @._", r) })
}

// Keys of records under which a rep's or an account's id stands.
var (
	refs = map[string][]string{
		"rep":     {"manager", "owner", "to", "rep", "alias_of", "slack_user", "email"},
		"account": {"account", "parent", "referred_by", "alias_of"},
	}
	// eventKeys hold ids of events, which may be made of others' ids.
	eventKeys = []string{"by", "event"}
	// idKeys hold ids of other things: they stay, or nothing would find them.
	idKeys = []string{"id", "deal", "account", "contract", "renews", "subject", "key", "episode", "nudges", "nudge", "message", "rep", "manager", "owner", "to", "period"}
)

// keep is what is left of a string in a record that stays; see splice.
func (t *traces) keep(path []string, s string) string {
	key := ""
	for _, k := range slices.Backward(path) {
		if k != "v" {
			key = k
			break
		}
	}
	switch {
	case slices.Contains(refs[t.kind], key) && (t.ids[s] || t.words[fold(s)] && (key == "slack_user" || key == "email")):
		return ""
	case key == "deal" && t.deals[s]:
		return ""
	case slices.Contains(eventKeys, key):
		return t.event(s)
	case slices.Contains(idKeys, key):
		return t.id(s)
	}
	return t.blank(s)
}

// keepEntry is the same for directory entries: what others are called is theirs,
// though they bear the same name.
func (t *traces) keepEntry(path []string, s string) string {
	if slices.Contains([]string{"name", "aliases", "email", "slack_user"}, path[len(path)-1]) {
		return s
	}
	return t.keep(path, s)
}

// event is an event's id without the ids that it was made of.
func (t *traces) event(s string) string {
	s = t.id(s)
	for id := range t.ids { // which may hold slashes of their own
		s = "/" + s + "/"
		for strings.Contains(s, "/"+id+"/") {
			s = strings.ReplaceAll(s, "/"+id+"/", "/erased/")
		}
		s = s[1 : len(s)-1]
	}
	parts := strings.Split(s, "/")
	for i, part := range parts {
		if t.deals[part] {
			parts[i] = "erased"
		}
	}
	return strings.Join(parts, "/")
}

var dayIn = regexp.MustCompile(`-\d{4}-\d\d-\d\d-`)

// id is the id of something that stays, the same wherever it stands: a deal's
// without the rep's that it was made of, a commitment's without names in what
// was promised.
func (t *traces) id(s string) string {
	if t.coined != nil {
		s = t.coined.ReplaceAllStringFunc(s, func(id string) string {
			end := ""
			if last := id[len(id)-1:]; last == "/" || last == "@" {
				id, end = id[:len(id)-1], last
			}
			day := dayIn.FindAllStringIndex(id, -1)
			return id[:day[len(day)-1][1]] + fmt.Sprintf("%x", sha256.Sum256([]byte(id)))[:8] + end
		})
	}
	if strings.Contains(s, " ") && strings.Contains(s, "/") {
		s = t.blank(s)
	}
	return s
}

// blank is what somebody wrote without what names the erased for certain.
func (t *traces) blank(s string) string {
	if t.text == nil {
		return s
	}
	var out strings.Builder
	from := 0
	for _, m := range t.text.FindAllStringIndex(s, -1) {
		before, _ := utf8.DecodeLastRuneInString(s[:m[0]])
		after, _ := utf8.DecodeRuneInString(s[m[1]:])
		if wordy(before) || wordy(after) {
			continue
		}
		out.WriteString(s[from:m[0]] + erased)
		from = m[1]
	}
	return out.String() + s[from:]
}

func wordy(r rune) bool {
	return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r))
}

// named says whether a value is about the erased, all of it or an item of a
// list in it.
func (t *traces) named(value string) bool {
	if t.blank(value) != value {
		return true
	}
	for _, item := range append(strings.FieldsFunc(value, func(r rune) bool { return r == ';' || r == ',' }), value) {
		item = strings.TrimSpace(item)
		if t.words[fold(item)] || strings.ContainsFunc(item, unicode.IsLetter) && (t.ids[item] || t.deals[item] || t.parts[item]) {
			return true
		}
	}
	return false
}

// about says whether a subject goes.
func (t *traces) about(s Subject) bool {
	switch s.Kind() {
	case "deal":
		return t.deals[s.ID()]
	case "contract":
		return t.parts[s.ID()]
	case "account":
		return t.kind == "account" && t.ids[s.ID()]
	case "book":
		return t.kind == "rep" && t.ids[s.ID()]
	}
	return false
}

// own says whether an aggregate is the erased's.
func (t *traces) own(key string) bool {
	kind, id, _ := cutKey(key)
	return t.ids[id] && (kind == "book" && t.kind == "rep" || kind == "account" && t.kind == "account")
}

// mine says whether a deal goes with the erased.
func (t *traces) mine(x *Deal) bool {
	if t.kind == "rep" {
		return t.ids[x.To] || t.deals[x.ID]
	}
	return t.ids[x.Account.V]
}

// forMe says whether an event is addressed to the erased.
func (t *traces) forMe(e Event) bool {
	if e.Account != "" {
		return t.kind == "account" && t.ids[e.Account]
	}
	return t.kind == "rep" && e.Team == "" && t.ids[e.Rep]
}

// nudge says whether a nudge speaks of the erased.
func (t *traces) nudge(n *Nudge) bool {
	if t.about(n.Subject) || t.kind == "account" && t.ids[n.Account] {
		return true
	}
	if _, item, ok := strings.Cut(n.Episode, string(n.Subject)+"/"); ok && t.named(item) {
		return true
	}
	for _, f := range n.Facts {
		if s, ok := f.Value.(string); ok && t.named(s) {
			return true
		}
	}
	return false
}
