package coach

import (
	"fmt"
	"hash/fnv"
	"maps"
	"slices"
	"strconv"
)

// Row is what scorecards of teams, digests and baselines know of a deal. A
// book's summary has one field a month of closing ("c/2017-10") and sixteen for
// deals that are open or parked ("o/0" … "o/f"), each a list of rows by id, so
// that a decision rewrites only what it touched.
type Row struct {
	Deal    string  `json:"d"`
	Account string  `json:"a,omitempty"`
	Amount  Money   `json:"m,omitzero"`
	Kind    Kind    `json:"k,omitempty"` // as given
	Outcome Outcome `json:"o,omitempty"`
	Closed  Date    `json:"r,omitzero"`
	Created Date    `json:"b,omitzero"`
}

func rowOf(x *Deal) Row {
	r := Row{Deal: x.ID, Account: x.Account.V, Amount: x.Amount.V, Kind: x.Kind.V, Outcome: x.Outcome.V, Created: x.Created.V}
	if r.Outcome.Closed() {
		r.Closed = x.Closed.V
	}
	return r
}

// shelf is the summary field in which a deal's row stands: months since year 0
// for a closed one, -1 to -16 for one that is open or parked, 0 for one that
// went to another book.
type shelf int32

func shelfOf(x *Deal) shelf {
	switch {
	case x == nil || x.To != "":
		return 0
	case x.Outcome.V.Closed() && !x.Closed.V.IsZero():
		y, m, _ := x.Closed.V.Civil()
		return shelf(12*y + int(m) - 1)
	}
	h := fnv.New32a()
	h.Write([]byte(x.ID))
	return -1 - shelf(h.Sum32()%16)
}

func (s shelf) String() string {
	if s > 0 {
		return fmt.Sprintf("c/%04d-%02d", s/12, s%12+1)
	}
	return "o/" + strconv.FormatInt(int64(-1-s), 16)
}

// rows are the summary fields that the draft's deals leave or enter.
func (d *draft) rows() map[string]any {
	fields := map[shelf][]Row{}
	for id := range d.deals {
		for _, x := range []*Deal{d.old.Deals[id], d.b.Deals[id]} {
			if s := shelfOf(x); s != 0 {
				fields[s] = nil
			}
		}
	}
	if len(fields) == 0 {
		return nil
	}
	for _, x := range d.b.Deals {
		s := shelfOf(x)
		if _, ok := fields[s]; ok {
			fields[s] = append(fields[s], rowOf(x))
		}
	}
	out := map[string]any{}
	for s, rows := range fields {
		f := s.String()
		out[f] = nil
		if len(rows) > 0 {
			slices.SortFunc(rows, func(a, b Row) int { return compare(a.Deal, b.Deal) })
			out[f] = rows
		}
	}
	return out
}

// Rows are all rows of a book, by deal: what its summary says, without a store.
func (b *Book) Rows() []Row {
	var out []Row
	for _, id := range slices.Sorted(maps.Keys(b.Deals)) {
		if x := b.Deals[id]; x.To == "" {
			out = append(out, rowOf(x))
		}
	}
	return out
}
