package coach

import (
	"encoding/json"
	"maps"
	"time"
)

// said tells whether an import says of a record just what it said last time,
// and remembers what it says now.
func (d *draft) said(key string, e Event) bool {
	e.At, e.ID = time.Time{}, ""
	if last, ok := d.b.Said[key]; ok && sameJSON(last, &e) {
		return true
	}
	set(&d.change, &d.b.Said, saidField, key, &e)
	return false
}

func sameJSON(a, b any) bool {
	x, errX := json.Marshal(a)
	y, errY := json.Marshal(b)
	return errX == nil && errY == nil && string(x) == string(y)
}

// news is what an import's row says of a deal that it did not say last time, so
// that importing again never undoes what was changed elsewhere since.
func (d *draft) news(e Event) DealChange {
	key := "deal/" + e.Deal.ID
	last, ok := d.b.Said[key]
	if d.said(key, e) {
		return DealChange{ID: e.Deal.ID}
	}
	if !ok || last.Deal == nil {
		return e.Deal.since(DealChange{})
	}
	return e.Deal.since(*last.Deal)
}

func (c DealChange) since(last DealChange) DealChange {
	unsay(&c.Account, last.Account)
	unsay(&c.Name, last.Name)
	unsay(&c.Product, last.Product)
	unsay(&c.Stage, last.Stage)
	unsay(&c.StageSince, last.StageSince)
	unsay(&c.Amount, last.Amount)
	unsay(&c.Kind, last.Kind)
	unsay(&c.Source, last.Source)
	unsay(&c.Created, last.Created)
	unsay(&c.Close, last.Close)
	unsay(&c.Outcome, last.Outcome)
	unsay(&c.Closed, last.Closed)
	unsay(&c.Until, last.Until)
	unsay(&c.Reason, last.Reason)
	unsay(&c.Refer, last.Refer)
	if maps.Equal(c.Extra, last.Extra) {
		c.Extra = nil
	}
	return c
}

func (c CommitmentChange) since(last CommitmentChange) CommitmentChange {
	unsay(&c.Kind, last.Kind)
	unsay(&c.What, last.What)
	unsay(&c.Made, last.Made)
	unsay(&c.Due, last.Due)
	unsay(&c.Status, last.Status)
	return c
}

func unsay[T comparable](now **T, last *T) {
	var nothing T
	if last == nil {
		last = &nothing // an empty cell takes nothing back that a file never said
	}
	if *now != nil && **now == *last {
		*now = nil
	}
}

func (c DealChange) isEmpty() bool { return sameJSON(c, DealChange{ID: c.ID}) }
