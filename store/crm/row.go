package crm

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"evenkeel/coach"
)

// maxText is the longest text taken, in characters.
const maxText = 2000

// row reads the cells of one record by their columns' names. Reading never
// stops at a bad cell; the leftmost one is what gets reported.
type row struct {
	im    *importer
	f     *file
	h     *header
	line  int
	cells []cell
	bad   *RowError
}

// has says whether the file has the column.
func (r *row) has(col string) bool { _, ok := r.h.at[col]; return ok }

// fail notes what is wrong with a cell.
func (r *row) fail(col, format string, args ...any) {
	at := 1
	if i, ok := r.h.at[col]; ok {
		at = r.cells[i].col
	}
	if r.bad == nil || at < r.bad.Column {
		r.bad = &RowError{r.f.path, r.line, at, col, col + ": " + fmt.Sprintf(format, args...)}
	}
}

// good says whether nothing was wrong; a bad row it reports.
func (r *row) good() bool {
	switch {
	case r.im.notes.quiet: // said and counted when it was read before
	case r.bad != nil:
		r.im.errors = append(r.im.errors, *r.bad)
	default:
		r.im.rows[r.f.path]++
		r.im.tables[r.f.table.name]++
	}
	return r.bad == nil
}

// text returns a cell without outer blanks; empty without the column.
func (r *row) text(col string) string {
	i, ok := r.h.at[col]
	if !ok {
		return ""
	}
	s := strings.TrimSpace(r.cells[i].text)
	switch {
	case !utf8.ValidString(s):
		r.fail(col, "not valid UTF-8; save the file as CSV in UTF-8")
	case strings.ContainsRune(s, 0):
		r.fail(col, "holds a NUL character")
	case len(s) > maxText && utf8.RuneCountInString(s) > maxText:
		r.fail(col, "text of more than %d characters", maxText)
	default:
		return s
	}
	return ""
}

// name returns a cell that names something: one line, inner blanks made one.
func (r *row) name(col string) string {
	s := strings.Join(strings.Fields(r.text(col)), " ")
	if strings.ContainsFunc(s, unicode.IsControl) {
		r.fail(col, "holds a control character")
		return ""
	}
	return s
}

// need is name for a cell that must not be empty.
func (r *row) need(col string) string {
	s := r.name(col)
	if s == "" {
		r.fail(col, "is empty, and is needed")
	}
	return s
}

// word returns a cell that holds one of a few words, or nothing.
func (r *row) word(col string, words ...string) string {
	s := strings.ToLower(r.text(col))
	if s != "" && !slices.Contains(words, s) {
		r.fail(col, "%s is none of %s", short(s), strings.Join(words, ", "))
		return ""
	}
	return s
}

// stamps are the time stamps that pass for their date.
var stamps = []string{
	"2006-01-02T15:04:05Z07:00", "2006-01-02T15:04:05Z0700", "2006-01-02T15:04:05", "2006-01-02T15:04Z07:00", "2006-01-02T15:04",
	"2006-01-02 15:04:05Z07:00", "2006-01-02 15:04:05", "2006-01-02 15:04",
}

// date returns a cell that holds a date like 2026-03-31, or nothing.
func (r *row) date(col string) coach.Date {
	s := r.text(col)
	if s == "" {
		return 0
	}
	if len(s) > len(time.DateOnly) && slices.ContainsFunc(stamps, func(layout string) bool {
		_, err := time.Parse(layout, s)
		return err == nil
	}) {
		s = s[:len(time.DateOnly)]
	}
	d, err := coach.ParseDate(clip(s))
	if err != nil {
		r.fail(col, "%v", err)
	}
	return d
}

// count returns a cell that holds a whole number from 0, or nothing.
func (r *row) count(col string) string {
	if r.text(col) == "" {
		return ""
	}
	return strconv.Itoa(r.whole(col))
}

// whole returns a cell that holds a whole number from 0; 0 for an empty cell.
func (r *row) whole(col string) int {
	s := r.text(col)
	if s == "" {
		return 0
	}
	n, err := strconv.ParseInt(s, 10, 32)
	if err != nil || n < 0 {
		r.fail(col, "%s is no whole number like 250", short(s))
		return 0
	}
	return int(n)
}

// currency returns a cell that holds a currency code, or nothing.
func (r *row) currency(col string) string {
	s := strings.ToUpper(r.text(col))
	if s == "" {
		return ""
	}
	if _, err := coach.ParseMoney("0", clip(s)); err != nil {
		r.fail(col, "%v", err)
		return ""
	}
	return s
}

// said returns what a column says: nil without the column, so that a file says
// nothing of what it has no column for.
func said[T any](r *row, col string, v T) *T {
	if !r.has(col) {
		return nil
	}
	return &v
}

// clip shortens what is quoted in an error.
func clip(s string) string {
	const most = 60
	if len(s) <= most {
		return s
	}
	s = s[:most]
	for !utf8.ValidString(s) {
		s = s[:len(s)-1]
	}
	return s + "…"
}

// short quotes a cell in an error.
func short(s string) string { return strconv.Quote(clip(strings.ToValidUTF8(s, "�"))) }
