package coach

import (
	"encoding/json"
	"fmt"
	"hash/fnv"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
)

// rowsVersion rises when rows hold more than before: a book whose summary is of
// an older version is due to write all of it again.
const rowsVersion = 3

// BookRows is what scorecards of teams, digests and baselines know of a book: its
// summary. Its fields are lists of rows, so cut that a decision rewrites only
// what it touched: deals by month of closing ("c/2017-10") or, open or parked,
// in sixteen parts ("o/0" … "o/f"), touches by month ("t/2017-10"), commitments,
// verdicts and answers in sixteen parts ("k/…", "v/…", "a/…"), quotas ("q"), and
// which kinds of fact ever reached the book ("f"), and what was told of it that who
// leads the rep may hear of ("n").
type BookRows struct {
	Deals       []Row
	Touches     []TouchRow
	Commitments []CommitmentRow
	Verdicts    []VerdictRow
	Answers     []AnswersRow
	Quotas      []QuotaRow
	Fed         []FactKind
	Told        []ToldRow
}

// Row is a deal.
type Row struct {
	Deal    string  `json:"d"`
	Account string  `json:"a,omitempty"`
	Amount  Money   `json:"m,omitzero"`
	Kind    Kind    `json:"k,omitempty"` // as given
	Outcome Outcome `json:"o,omitempty"`
	Closed  Date    `json:"r,omitzero"`
	Created Date    `json:"b,omitzero"`
	Stage   string  `json:"s,omitempty"`
	Close   Date    `json:"e,omitzero"` // expected
	Margin  string  `json:"g,omitempty"`
	Came    Date    `json:"i,omitzero"` // from another rep's book

	Contract string `json:"x,omitempty"` // that it led to
	Source   string `json:"u,omitempty"`
	Product  string `json:"p,omitempty"`
	Discount string `json:"n,omitempty"` // as given: 0.1, 10 or 10 %
}

// TouchRow is a contact. Noted says that it counts as care: it has a note, or is
// a review or a talk about their future.
type TouchRow struct {
	Account string    `json:"a"`
	Day     Date      `json:"d"`
	Kind    TouchKind `json:"k"`
	In      bool      `json:"i,omitempty"`
	Noted   bool      `json:"n,omitempty"`
	Waiting bool      `json:"w,omitempty"`
	ID      string    `json:"t"`
	At      time.Time `json:"h,omitzero"` // where the time of day is known
	Deal    string    `json:"l,omitempty"`
	Review  bool      `json:"v,omitempty"` // a review held
	Future  string    `json:"f,omitempty"` // diagnosis, prescription, prognosis, with ";"
	Hours   string    `json:"o,omitempty"`
	Feed    bool      `json:"u,omitempty"` // an app or an import brought it
}

// CommitmentRow is a client's promise.
type CommitmentRow struct {
	ID      string           `json:"c"`
	Deal    string           `json:"d,omitempty"`
	Account string           `json:"a,omitempty"`
	Kind    CommitmentKind   `json:"k,omitempty"`
	Made    Date             `json:"m,omitzero"`
	Due     Date             `json:"u,omitzero"`
	Status  CommitmentStatus `json:"s,omitempty"`
	Settled Date             `json:"e,omitzero"` // zero where nobody knows the day
}

// VerdictRow is a judgement on a deal or an account.
type VerdictRow struct {
	Subject   Subject   `json:"s"`
	Day       Date      `json:"d,omitzero"` // zero: from the beginning
	Judgement Judgement `json:"j"`
}

// AnswersRow is what was answered about a deal or an account, by criterion.
type AnswersRow struct {
	Subject Subject           `json:"s"`
	Answers map[string]string `json:"a"`
}

// QuotaRow is a quota.
type QuotaRow struct {
	Period string `json:"p"`
	Amount Money  `json:"m,omitzero"`
}

func rowOf(x *Deal) Row {
	r := Row{Deal: x.ID, Account: x.Account.V, Amount: x.Amount.V, Kind: x.Kind.V, Outcome: x.Outcome.V, Created: x.Created.V,
		Stage: x.Stage.V(), Close: x.Close.V(), Margin: x.Extra["margin"].V, Contract: x.Extra["contract"].V, Came: x.Came,
		Source: x.Source.V, Product: x.Product.V, Discount: x.Extra["discount"].V}
	if r.Outcome.Closed() {
		r.Closed = x.Closed.V
	}
	return r
}

func touchRow(t *Touch) []TouchRow {
	return []TouchRow{{Account: t.Account, Day: t.Day, Kind: t.Kind, In: t.In, Waiting: t.Waiting, ID: t.ID,
		Noted: t.Note != "" || t.Review || t.Future != "", At: t.At, Deal: t.Deal, Review: t.Review, Future: t.Future, Hours: t.Hours, Feed: t.Feed}}
}

func commitmentRow(c *Commitment) []CommitmentRow {
	return []CommitmentRow{{c.ID, c.Deal, c.Account, c.Kind.V, c.Made.V, c.Due.V, c.Status.V, c.Settled.V}}
}

func verdictRows(zone *time.Location) func(*Qualification) []VerdictRow {
	return func(q *Qualification) []VerdictRow {
		var out []VerdictRow
		for _, v := range q.Verdicts {
			if v.Judgement == Unjudged {
				continue
			}
			day := DateIn(v.At, zone)
			if len(out) == 0 && strings.HasPrefix(v.Event, "import/") {
				day = 0 // the answers bear no day of their own, and an import's says nothing of when they were given
			}
			out = append(out, VerdictRow{q.Subject, day, v.Judgement})
		}
		return out
	}
}

func answersRow(q *Qualification) []AnswersRow {
	row := AnswersRow{q.Subject, map[string]string{}}
	for key, f := range q.Answers {
		row.Answers[key] = f.V
	}
	return []AnswersRow{row}
}

func (b *Book) quotaRows() []QuotaRow {
	return rowsBy(b.Quotas, func(q *Quota) QuotaRow { return QuotaRow{q.Period, q.Amount.V} })
}

// Rows are the book's summary, without a store.
func (b *Book) Rows(zone *time.Location) BookRows {
	var out BookRows
	for _, id := range slices.Sorted(maps.Keys(b.Deals)) {
		if x := b.Deals[id]; x.To == "" {
			out.Deals = append(out.Deals, rowOf(x))
		}
	}
	for _, rows := range rowsBy(b.Touches, touchRow) {
		out.Touches = append(out.Touches, rows...)
	}
	for _, rows := range rowsBy(b.Commitments, commitmentRow) {
		out.Commitments = append(out.Commitments, rows...)
	}
	for _, rows := range rowsBy(b.Qualifications, verdictRows(zone)) {
		out.Verdicts = append(out.Verdicts, rows...)
	}
	for _, rows := range rowsBy(b.Qualifications, answersRow) {
		out.Answers = append(out.Answers, rows...)
	}
	out.Quotas = b.quotaRows()
	out.Fed = slices.Sorted(maps.Keys(b.State.Fed))
	out.Told = b.toldRows()
	return out
}

// shelf is where in a summary a record stands: months since year 0 for what has
// one, -1 to -16 for what has not, 0 for nowhere.
type shelf int32

func monthOf(d Date) shelf {
	y, m, _ := d.Civil()
	return shelf(12*y + int(m) - 1)
}

func partOf(id string) shelf {
	h := fnv.New32a()
	h.Write([]byte(id))
	return -1 - shelf(h.Sum32()%16)
}

// field is the shelf's summary field, by the name of its kind.
func (s shelf) field(month, part string) string {
	if s > 0 {
		return fmt.Sprintf("%s/%04d-%02d", month, s/12, s%12+1)
	}
	return part + "/" + strconv.FormatInt(int64(-1-s), 16)
}

func dealShelf(x *Deal) shelf {
	switch {
	case x == nil || x.To != "":
		return 0
	case x.Outcome.V.Closed() && !x.Closed.V.IsZero():
		return monthOf(x.Closed.V)
	}
	return partOf(x.ID)
}

func touchShelf(t *Touch) shelf {
	if t == nil {
		return 0
	}
	return monthOf(t.Day)
}

func commitmentShelf(c *Commitment) shelf {
	if c == nil {
		return 0
	}
	return partOf(c.ID)
}

func verdictShelf(q *Qualification) shelf {
	if q == nil {
		return 0
	}
	return partOf(string(q.Subject))
}

// rows are the summary fields to write: those that changed records leave or
// enter, or all of them where the summary is of an older version.
func (d *draft) rows() map[string]any {
	out := map[string]any{}
	put := d.put
	if d.b.State.Rows != d.old.State.Rows {
		put = d.b.fields()
	}
	deals, touches, promises, verdicts, quotas, told := map[shelf]bool{}, map[shelf]bool{}, map[shelf]bool{}, map[shelf]bool{}, false, false
	for field := range put {
		prefix, id, _ := strings.Cut(field, ":")
		switch prefix + ":" {
		case dealField:
			deals[dealShelf(d.old.Deals[id])], deals[dealShelf(d.b.Deals[id])] = true, true
		case touchField:
			touches[touchShelf(d.old.Touches[id])], touches[touchShelf(d.b.Touches[id])] = true, true
		case commitmentField:
			promises[commitmentShelf(d.old.Commitments[id])], promises[commitmentShelf(d.b.Commitments[id])] = true, true
		case qualificationField:
			verdicts[partOf(id)] = true
		case quotaField:
			quotas = true
		case nudgeField:
			told = true
		}
	}
	lay(out, deals, d.b.Deals, dealShelf, func(x *Deal) []Row { return []Row{rowOf(x)} }, "c", "o")
	lay(out, touches, d.b.Touches, touchShelf, touchRow, "t", "t")
	lay(out, promises, d.b.Commitments, commitmentShelf, commitmentRow, "k", "k")
	lay(out, verdicts, d.b.Qualifications, verdictShelf, verdictRows(d.m.Zone), "v", "v")
	lay(out, verdicts, d.b.Qualifications, verdictShelf, answersRow, "a", "a")
	if quotas {
		out["q"] = d.b.quotaRows()
	}
	if told {
		out["n"] = nil
		if rows := d.b.toldRows(); len(rows) > 0 {
			out["n"] = rows
		}
	}
	if len(d.old.State.Fed) != len(d.b.State.Fed) || d.old.State.Rows != d.b.State.Rows && len(d.b.State.Fed) > 0 {
		out["f"] = slices.Sorted(maps.Keys(d.b.State.Fed))
	}
	return out
}

// fields names every record of the book that has rows.
func (b *Book) fields() map[string]any {
	out := map[string]any{}
	for id := range b.Deals {
		out[dealField+id] = nil
	}
	for id := range b.Touches {
		out[touchField+id] = nil
	}
	for id := range b.Commitments {
		out[commitmentField+id] = nil
	}
	for s := range b.Qualifications {
		out[qualificationField+string(s)] = nil
	}
	for p := range b.Quotas {
		out[quotaField+p] = nil
	}
	for key := range b.Nudges {
		out[nudgeField+key] = nil
	}
	return out
}

// lay puts the rows of what stands on the marked shelves into out, each list by
// id; a shelf that is empty now is removed.
func lay[K ~string, X, R any](out map[string]any, marked map[shelf]bool, all map[K]X, of func(X) shelf, rows func(X) []R, month, part string) {
	delete(marked, 0)
	if len(marked) == 0 {
		return
	}
	stand := make(map[shelf][]K, len(marked))
	for k, x := range all {
		if s := of(x); marked[s] {
			stand[s] = append(stand[s], k)
		}
	}
	for s := range marked {
		slices.Sort(stand[s])
		var rs []R
		for _, k := range stand[s] {
			rs = append(rs, rows(all[k])...)
		}
		if out[s.field(month, part)] = nil; len(rs) > 0 {
			out[s.field(month, part)] = rs
		}
	}
}

// decodeBookRows reads a book's summary.
func decodeBookRows(fields map[string]string) (BookRows, error) {
	var out BookRows
	for field, raw := range fields {
		var err error
		switch kind, _, _ := strings.Cut(field, "/"); kind {
		case "c", "o":
			err = decodeRows(raw, &out.Deals)
		case "t":
			err = decodeRows(raw, &out.Touches)
		case "k":
			err = decodeRows(raw, &out.Commitments)
		case "v":
			err = decodeRows(raw, &out.Verdicts)
		case "a":
			err = decodeRows(raw, &out.Answers)
		case "q":
			err = decodeRows(raw, &out.Quotas)
		case "f":
			err = decodeRows(raw, &out.Fed)
		case "n":
			err = decodeRows(raw, &out.Told)
		}
		if err != nil {
			return out, fmt.Errorf("summary %s: %w", field, err)
		}
	}
	return out, nil
}

func decodeRows[R any](raw string, into *[]R) error {
	var rows []R
	err := json.Unmarshal([]byte(raw), &rows)
	*into = append(*into, rows...)
	return err
}
