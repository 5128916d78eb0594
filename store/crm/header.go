package crm

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"evenkeel/coach"
)

// header is where the columns of a file are.
type header struct {
	at      map[string]int
	answers []question
	plan    *plan // how rows become ours; nil where they are
}

// question is a q.NAME column.
type question struct {
	key string // the criterion's key
	col string // as it stands in at
}

// header reads the header row. Without one, or with one that will not do, it
// reports why and returns nil.
func (im *importer) header(f *file, s *splitter) (*header, error) {
	first, err := s.first()
	if errors.Is(err, io.EOF) {
		im.kinds[f.table.kind] = true
		im.notes.add(f.path+" is empty", "", "")
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	if what := stranger(first.text); what != "" {
		im.fail(f, 1, 1, "", what+"; save the file as CSV in UTF-8")
		return nil, nil
	}
	rec, err := s.next()
	if err != nil {
		return nil, err
	}
	if rec.flaw != nil {
		im.fail(f, rec.line, rec.flaw.col, "", "in the header: "+rec.flaw.what)
		return nil, nil
	}
	s.width = len(rec.cells)
	h := im.columns(f, rec)
	if h != nil {
		im.fed(f, h)
	}
	return h, nil
}

// stranger says what a file is whose first line no CSV file in UTF-8 can have;
// empty for one that may be.
func stranger(first string) string {
	for magic, what := range map[string]string{
		"\xff\xfe": "this is UTF-16", "\xfe\xff": "this is UTF-16",
		"PK\x03\x04": "this is an Excel workbook or another zip file", "\xd0\xcf\x11\xe0": "this is an old Excel workbook", "\x1f\x8b": "this is a gzip file",
	} {
		if strings.HasPrefix(first, magic) {
			return what
		}
	}
	if strings.Contains(first, "\x00") {
		return "the header holds NUL characters, so this is UTF-16, or no text"
	}
	return ""
}

// first looks at the first line that is not blank, which is the header, and
// learns from it what separates cells, unless a line before it says so.
func (s *splitter) first() (line, error) {
	s.comma = 0
	for {
		l, err := s.lines.next()
		if err != nil {
			return l, err
		}
		comma := announced(l.text)
		switch {
		case !l.long && strings.TrimSpace(l.text) == "":
		case s.comma == 0 && comma != 0:
			s.comma = comma
		default:
			s.lines.unread([]line{l})
			s.comma = cmp.Or(s.comma, sniff(l.text))
			return l, nil
		}
	}
}

// announced is the delimiter that a line like sep=; tells spreadsheets; 0 for
// any other line.
func announced(line string) byte {
	said := strings.Trim(line, `" `)
	if len(said) == 5 && strings.EqualFold(said[:4], "sep=") && strings.IndexByte(",;\t|", said[4]) >= 0 {
		return said[4]
	}
	return 0
}

// fed takes down what kinds of facts a file brings, even with no row in it.
func (im *importer) fed(f *file, h *header) {
	im.kinds[f.table.kind] = true
	if len(h.answers) > 0 {
		im.kinds[coach.Qualifications] = true
	}
}

// sniff finds the delimiter of a header: the one of which there is most.
func sniff(header string) byte {
	quoted, n := false, map[byte]int{}
	for _, b := range []byte(header) {
		if b == '"' {
			quoted = !quoted
		} else if !quoted {
			n[b]++
		}
	}
	most := byte(',')
	for _, b := range []byte(";\t") {
		if n[b] > n[most] {
			most = b
		}
	}
	return most
}

func (im *importer) columns(f *file, rec record) *header {
	if f.m != nil && !f.m.asIs() {
		return im.mapped(f, rec)
	}
	h := &header{at: map[string]int{}}
	for i, c := range rec.cells {
		name := columnName(c.text)
		q, isAnswer := strings.CutPrefix(name, "q.")
		switch _, twice := h.at[name]; {
		case name == "":
			continue
		case !slices.Contains(f.table.columns, name) && !(isAnswer && q != "" && f.table.answers):
			im.notes.add(fmt.Sprintf("%s: column %s is not known and was ignored", f.path, short(c.text)), "", "")
			continue
		case twice:
			im.fail(f, rec.line, c.col, name, "column "+short(name)+" is there twice")
			return nil
		case isAnswer:
			h.answers = append(h.answers, question{im.criterion(q), name})
		}
		h.at[name] = i
	}
	if lack := f.table.lack(h); lack != "" {
		im.fail(f, rec.line, 1, "", "the header lacks "+lack)
		return nil
	}
	return h
}

// columnName is how headers compare: "Close Date " is close_date.
func columnName(s string) string {
	return strings.NewReplacer(" ", "_", "-", "_").Replace(strings.Join(strings.Fields(strings.ToLower(s)), " "))
}

// criterion is the playbook's key for a question, else the question's own name.
func (im *importer) criterion(name string) string {
	for _, c := range im.playbook.SweetSpot.Criteria {
		if columnName(c.Key) == name {
			return c.Key
		}
	}
	return name
}

// lack names the needed columns that a header does not have.
func (t *table) lack(h *header) string {
	var lack []string
	for _, name := range t.needed {
		if _, ok := h.at[name]; !ok {
			lack = append(lack, name)
		}
	}
	if len(t.either) > 0 && !slices.ContainsFunc(t.either, func(name string) bool { _, ok := h.at[name]; return ok }) {
		lack = append(lack, strings.Join(t.either, " or "))
	}
	switch len(lack) {
	case 0:
		return ""
	case 1:
		return "the column " + lack[0]
	}
	return "the columns " + strings.Join(lack, ", ")
}
