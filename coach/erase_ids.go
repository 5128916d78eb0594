package coach

import (
	"crypto/sha256"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
)

// event is an event's id without the ids that it was made of. Its first part is
// a word of ours, and a number may be a part's or a version's.
func (t *traces) event(s string) string {
	if t.ids[s] {
		return "erased"
	}
	head, rest, found := strings.Cut(t.id(s), "/")
	if !found {
		return head
	}
	for id := range t.ids { // which may hold slashes of their own
		if digits(id) {
			continue
		}
		rest = "/" + rest + "/"
		for strings.Contains(rest, "/"+id+"/") {
			rest = strings.ReplaceAll(rest, "/"+id+"/", "/erased/")
		}
		rest = rest[1 : len(rest)-1]
	}
	parts := strings.Split(rest, "/")
	for i, part := range parts {
		deal := t.deals[part] && (!digits(part) || i > 0 && parts[i-1] == "move")
		if deal || t.ids[part] && idAt(head, i, len(parts)) {
			parts[i] = "erased"
		}
	}
	return head + "/" + strings.Join(parts, "/")
}

func digits(id string) bool { return strings.Trim(id, "0123456789") == "" }

// idAt says whether part i of n, after an event's head, may be a rep's or an
// account's id: import/RUN/PART/ID/CHUNK/…, click/REP/…, HEAD/NUMBER/….
func idAt(head string, i, n int) bool {
	switch head {
	case "import":
		return n > 3 && i == 2 || i > 3
	case "click":
		return i == 0
	case "posted":
		return false
	}
	return i > 0
}

var dayIn = regexp.MustCompile(`-\d{4}-\d\d-\d\d-`)

// id is the id of something that stays, the same wherever it stands: a deal's
// without the rep's or the account's that it was made of, an issue's, a product's
// or a promise's without names in what people wrote.
func (t *traces) id(s string) string {
	if name, ok := t.renamed[s]; ok {
		return name
	}
	return t.blank(t.uncoined(s))
}

func (t *traces) uncoined(s string) string {
	if t.kind == "account" {
		return t.coined.ReplaceAllString(s, "${1}"+erased+"${2}")
	}
	return t.coined.ReplaceAllStringFunc(s, func(id string) string {
		end := ""
		if last := id[len(id)-1:]; last == "/" || last == "@" {
			id, end = id[:len(id)-1], last
		}
		day := dayIn.FindAllStringIndex(id, -1)
		return id[:day[len(day)-1][1]] + fmt.Sprintf("%x", sha256.Sum256([]byte(id)))[:8] + end
	})
}

// path is the id of something behind a word of ours: deal/ID, rule/deal/ID@start.
func (t *traces) path(s string) string {
	if name, ok := t.renamed[s]; ok {
		return name
	}
	head, rest, found := strings.Cut(s, "/")
	if !found {
		return s
	}
	for _, old := range slices.Sorted(maps.Keys(t.renamed)) {
		rest = replacePart(rest, old, t.renamed[old])
	}
	return head + "/" + t.id(rest)
}

// replacePart replaces an id between slashes, or before a "@".
func replacePart(s, old, name string) string {
	for from := 0; ; {
		i := strings.Index(s[from:], old)
		if i < 0 {
			return s
		}
		i += from
		end := i + len(old)
		if from = end; (i == 0 || s[i-1] == '/') && (end == len(s) || s[end] == '/' || s[end] == '@') {
			s = s[:i] + name + s[end:]
			from = i + len(name)
		}
	}
}

// key is what a record of this kind that stays is kept under.
func (t *traces) key(prefix, key string) string {
	switch prefix {
	case stakeField, heardField, worksField, quotaField:
		return key
	case nudgeField, messageField, qualificationField, nextField, saidField:
		return t.path(key)
	case metricField:
		if i := strings.LastIndex(key, "@"); i > 0 {
			return t.id(key[:i]) + key[i:]
		}
	}
	return t.id(key)
}

// allot gives another name to those of some ids whose name without the erased is
// taken by another: two issues may have differed in the case of a name only.
func (t *traces) allot(ids []string, of func(string) string) {
	taken := map[string]bool{}
	for _, id := range ids {
		taken[id] = true
	}
	for _, id := range slices.Sorted(maps.Keys(taken)) {
		plain := of(id)
		if plain == id {
			continue
		}
		name := plain
		for n := 2; taken[name]; n++ {
			name = fmt.Sprintf("%s (%d)", plain, n)
		}
		if taken[name] = true; name != plain {
			t.renamed[id] = name
		}
	}
}

// allotIn does so within an aggregate. Measurements of one metric stay together.
func (t *traces) allotIn(fields map[string]string) {
	ids := map[string][]string{}
	for field := range fields {
		prefix, key := cutField(field)
		if i := strings.LastIndex(key, "@"); prefix == metricField && i > 0 {
			key = key[:i]
		}
		if kindNames[prefix] != "" && prefix != winField && prefix != stakeField {
			ids[prefix] = append(ids[prefix], key)
		}
	}
	for _, prefix := range slices.Sorted(maps.Keys(ids)) {
		t.allot(ids[prefix], func(id string) string { return t.key(prefix, id) })
	}
}

// coinedOf finds the erased in ids of deals that were made in Slack, which are
// account-day-rep or account-day-rep-number.
func coinedOf(kind string, ids []string) *regexp.Regexp {
	quoted := make([]string, len(ids))
	for i, id := range ids {
		quoted[i] = regexp.QuoteMeta(id)
	}
	one := "(?:" + strings.Join(quoted, "|") + ")"
	if kind == "account" {
		return regexp.MustCompile(`(^|/)` + one + `(-\d{4}-\d\d-\d\d-)`)
	}
	return regexp.MustCompile(`[^/]*-\d{4}-\d\d-\d\d-` + one + `(?:-\d+)?(?:[/@]|$)`)
}
