package store_test

import (
	"slices"
	"strings"
	"testing"

	"evenkeel/store"
)

func TestEscape(t *testing.T) {
	for id, want := range map[string]string{
		"r1": "r1", "A-b_c.d~e@f+g": "A-b_c.d~e@f+g", "a b": "a%20b", "a/b": "a%2Fb", "{x}": "%7Bx%7D", "50%": "50%25", "ä": "%C3%A4", "": "", ":": "%3A",
	} {
		if got := store.Escape(id); got != want {
			t.Errorf("%q became %q, want %q", id, got, want)
		}
	}
	if got := store.KeysOf("W", "book/r1"); !slices.Equal(got, []string{"ek:{W/book/r1}", "ek:{W/book/r1}:seen", "ek:{W/book/r1}:sum"}) {
		t.Errorf("keys are %v", got)
	}
}

// Whatever people call things: an aggregate's keys share one hash tag, and no
// two workspaces or ids share a key.
func FuzzKeys(f *testing.F) {
	for i, id := range oddIDs {
		f.Add("W", id, "W", oddIDs[(i+1)%len(oddIDs)])
		f.Add(id, "r1", "W", id)
	}
	f.Add("a", "b", "a/book", "b")
	f.Add("a/b", "c", "a", "b/c")
	f.Fuzz(func(t *testing.T, workspace1, id1, workspace2, id2 string) {
		ours, theirs := store.KeysOf(workspace1, "book/"+id1), store.KeysOf(workspace2, "book/"+id2)
		for _, key := range append(ours, store.OtherKeys(workspace1)[:3]...) {
			open, shut := strings.Index(key, "{"), strings.Index(key, "}")
			if open < 0 || shut < open+2 || strings.Count(key, "{") != 1 || strings.Count(key, "}") != 1 {
				t.Fatalf("%q has no single hash tag", key)
			}
		}
		for _, key := range ours {
			if key[:strings.Index(key, "}")] != ours[0][:len(ours[0])-1] {
				t.Errorf("%q and %q are in different slots", key, ours[0])
			}
			if slices.Contains(store.OtherKeys(workspace1), key) || slices.Contains(store.OtherKeys(workspace2), key) {
				t.Errorf("%q is the store's own", key)
			}
			if (workspace1 != workspace2 || id1 != id2) && slices.Contains(theirs, key) {
				t.Errorf("%q is shared", key)
			}
		}
	})
}
