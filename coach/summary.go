package coach

import (
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

// summaryField is where a deal's row stands; "" for a deal that went to another
// book.
func summaryField(x *Deal) string {
	switch {
	case x == nil || x.To != "":
		return ""
	case x.Outcome.V.Closed():
		return "c/" + x.Closed.V.String()[:7]
	}
	h := fnv.New32a()
	h.Write([]byte(x.ID))
	return "o/" + strconv.FormatUint(uint64(h.Sum32()%16), 16)
}

// rows are the summary fields that the draft's deals leave or enter.
func (d *draft) rows() map[string]any {
	fields := map[string][]Row{}
	for id := range d.deals {
		for _, x := range []*Deal{d.old.Deals[id], d.b.Deals[id]} {
			if f := summaryField(x); f != "" {
				fields[f] = nil
			}
		}
	}
	if len(fields) == 0 {
		return nil
	}
	for _, x := range d.b.Deals {
		f := summaryField(x)
		if _, ok := fields[f]; ok {
			fields[f] = append(fields[f], rowOf(x))
		}
	}
	out := map[string]any{}
	for f, rows := range fields {
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
