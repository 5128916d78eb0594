package coach

import (
	"reflect"
	"slices"
	"time"
)

// Field is a value that remembers when it was said, by which event and from
// where. Two fields merge by keeping the later one; the event id breaks ties,
// so that the order of arrival does not matter.
type Field[T any] struct {
	V   T         `json:"v"`
	At  time.Time `json:"at,omitzero"`
	By  string    `json:"by,omitempty"`  // event id
	Src Source    `json:"src,omitempty"` // where it came from
}

// Set says whether anybody ever gave the field.
func (f Field[T]) Set() bool { return !f.At.IsZero() }

// before orders two tellings of one field.
func (f Field[T]) before(g Field[T]) bool {
	if !f.At.Equal(g.At) {
		return f.At.Before(g.At)
	}
	return f.By < g.By
}

// merge keeps the later of the two.
func (f *Field[T]) merge(g Field[T]) {
	if !g.before(*f) {
		*f = g
	}
}

// mergeFields merges into *into what another record of the same thing says, field
// by field; what is no Field or History stays as it is.
func mergeFields[T any](into, from *T) {
	to, other := reflect.ValueOf(into).Elem(), reflect.ValueOf(from).Elem()
	for i := range to.NumField() {
		if f, ok := to.Field(i).Addr().Interface().(interface{ mergeAny(any) }); ok {
			f.mergeAny(other.Field(i).Interface())
		}
	}
}

func (f *Field[T]) mergeAny(g any) { f.merge(g.(Field[T])) }

func (h *History[T]) mergeAny(g any) {
	for _, f := range g.(History[T]) {
		*h = h.with(f)
	}
}

// History is every telling of a field, the oldest first; the same value may
// stand in it several times, since what came between may still be on its way.
type History[T comparable] []Field[T]

// Last is the value that holds now; the zero Field if nobody ever gave one.
func (h History[T]) Last() Field[T] {
	if len(h) == 0 {
		return Field[T]{}
	}
	return h[len(h)-1]
}

// V is the value that holds now.
func (h History[T]) V() T { return h.Last().V }

// with returns a copy that contains f. The same event twice changes nothing.
func (h History[T]) with(f Field[T]) History[T] {
	i, found := slices.BinarySearchFunc(h, f, func(a, b Field[T]) int {
		if a.before(b) {
			return -1
		}
		if b.before(a) {
			return 1
		}
		return 0
	})
	if found {
		return h
	}
	return slices.Insert(slices.Clone(h), i, f)
}
