package coach

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// erased is what stands where somebody was named.
const erased = "[erased]"

// traces is by what a rep or an account is known in the records of others.
type traces struct {
	kind    string            // rep or account
	ids     map[string]bool   // the id, and those merged into it
	words   map[string]bool   // names, addresses and Slack ids, folded
	deals   map[string]bool   // deals that go
	parts   map[string]bool   // issues and contracts that go
	renamed map[string]string // ids of others' records whose new name was taken → another; see allot

	names  []called       // what is looked for in texts, the longest first
	text   *regexp.Regexp // any of the erased's; nil: nothing is looked for
	coined *regexp.Regexp // ids of deals that were made of the rep's or the account's
}

// newTraces knows by their ids, by names, and by addresses and Slack ids.
func newTraces(kind string, ids, names, addresses []string) *traces {
	t := &traces{kind: kind, ids: map[string]bool{}, words: map[string]bool{}, deals: map[string]bool{}, parts: map[string]bool{}, renamed: map[string]string{}}
	var patterns []string
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
			patterns = append(patterns, pattern(w))
			t.names = append(t.names, newCalled(w, true))
		}
	}
	if len(patterns) > 0 {
		t.text = regexp.MustCompile("(?i)" + strings.Join(patterns, "|"))
	}
	t.coined = coinedOf(kind, ids)
	slices.SortStableFunc(t.names, called.longest)
	return t
}

// spare leaves alone what others are called, where that holds the erased's name.
func (t *traces) spare(others []string) {
	if t.text == nil {
		return
	}
	for _, w := range others {
		if w = strings.TrimSpace(w); !t.words[fold(w)] && !t.ids[w] && t.text.MatchString(w) {
			t.names = append(t.names, newCalled(w, false))
		}
	}
	slices.SortStableFunc(t.names, called.longest)
}

// release gives an id and names to somebody new.
func (t *traces) release(id string, names []string) {
	delete(t.ids, id)
	for _, w := range append(names, id) {
		delete(t.words, fold(w))
		for i, c := range t.names {
			t.names[i].mine = c.mine && fold(c.name) != fold(w)
		}
	}
}

// Keys of records by what stands under them.
var (
	// refs hold ids of reps or accounts: the erased's go, others' stay.
	refs = map[string][]string{
		"rep":     {"manager", "owner", "to", "rep", "alias_of", "slack_user", "email", "taken", "said_by", "told"},
		"account": {"account", "parent", "referred_by", "alias_of", "to"},
	}
	// ours hold words of this program, and names that the world gave.
	ours = []string{"kind", "status", "severity", "direction", "outcome", "src", "held", "reply", "rule", "period", "currency", "zone", "slack_zone", "slack_locale", "time_zone", "channel", "ts", "prompt", "language"}
	// eventKeys hold ids of events, which may be made of others' ids.
	eventKeys = []string{"by", "event"}
	// pathKeys hold "kind/ID", "rule/subject@start" and the like.
	pathKeys = []string{"subject", "key", "episode", "nudges", "nudge", "message"}
	// idKeys hold ids of other things.
	idKeys = []string{"id", "deal", "contract", "renews", "product", "metric"}
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
	case answer(path):
		return t.blank(s) // whatever the question is called
	case key == "name" && slices.Contains(path, "facts"):
		return s
	case slices.Contains(refs[t.kind], key) && (t.ids[s] || t.words[fold(s)] && (key == "slack_user" || key == "email")):
		return ""
	case key == "deal" && t.deals[s]:
		return ""
	case key == "refer" && t.words[fold(s)]:
		return erased
	case slices.Contains(ours, key) || slices.Contains(refs["rep"], key) || slices.Contains(refs["account"], key):
		return s
	case slices.Contains(eventKeys, key):
		return t.event(s)
	case slices.Contains(pathKeys, key):
		return t.path(s)
	case slices.Contains(idKeys, key):
		return t.id(s)
	}
	return t.blank(s)
}

// answer says whether a path leads to an answer, in a qualification or in what an
// import said last.
func answer(path []string) bool {
	return len(path) == 3 && path[0] == "answers" && (path[1] == "answers" || path[2] == "v")
}

// keepEntry is the same for directory entries: what others are called is theirs,
// though they bear the same name.
func (t *traces) keepEntry(path []string, s string) string {
	if slices.Contains([]string{"id", "name", "aliases", "email", "slack_user"}, path[len(path)-1]) {
		return s
	}
	return t.keep(path, s)
}

// named says whether a value is the erased's name or id, all of it or an item of
// a list, with or without a share: "acme:0.4".
func (t *traces) named(value string) bool {
	for _, item := range append(strings.FieldsFunc(value, func(r rune) bool { return r == ';' || r == ',' }), value) {
		if t.is(item) {
			return true
		}
		if i := strings.LastIndex(item, ":"); i > 0 && t.is(item[:i]) {
			return true
		}
	}
	return false
}

func (t *traces) is(item string) bool {
	item = strings.TrimSpace(item)
	return t.words[fold(item)] || strings.ContainsFunc(item, unicode.IsLetter) && (t.ids[item] || t.deals[item] || t.parts[item])
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
	at, _ := n.Fact("issue_account").(string)
	for _, f := range n.Facts {
		if f.Name == "issue" && at != "" && !t.ids[at] {
			continue // another account's, though it may be called the same
		}
		if s, ok := f.Value.(string); ok && t.named(s) {
			return true
		}
	}
	return false
}
