package coach

import (
	"encoding/json"
	"reflect"
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
		return since(*e.Deal, DealChange{})
	}
	return since(*e.Deal, *last.Deal)
}

// since leaves of a change what the last one did not say already: of its
// pointers those that point to something else, of its maps those that differ.
// An empty value takes nothing back that was never said.
func since[T any](now, last T) T {
	n, l := reflect.ValueOf(&now).Elem(), reflect.ValueOf(last)
	for i := range n.NumField() {
		f, was := n.Field(i), l.Field(i)
		switch {
		case f.Kind() == reflect.Map && reflect.DeepEqual(f.Interface(), was.Interface()),
			f.Kind() == reflect.Pointer && !f.IsNil() && (was.IsNil() && f.Elem().IsZero() || !was.IsNil() && f.Elem().Equal(was.Elem())):
			f.SetZero()
		}
	}
	return now
}

func (c DealChange) isEmpty() bool { return sameJSON(c, DealChange{ID: c.ID}) }
