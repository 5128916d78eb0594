package crm

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"evenkeel/coach"
)

// importer gathers what the files say until all of them are read.
type importer struct {
	o        Options
	playbook coach.Playbook
	notes    notes
	errors   []RowError
	rows     map[string]int
	kinds    map[coach.FactKind]bool
	zones    map[string]bool // time zones that are known to be some

	people      people
	accounts    accounts
	accountRows []*accountRow
	deals       map[string]*deal
	commitments []*commitment
	issues      []*issue

	books    map[string]map[string]coach.Event // by rep, then by sort key
	byIssues map[string]map[string]coach.Event // by account, then by sort key
}

func newImporter(o Options) *importer {
	im := &importer{
		o: o, rows: map[string]int{}, kinds: map[coach.FactKind]bool{}, deals: map[string]*deal{}, zones: map[string]bool{},
		people: newPeople(o.Known), accounts: newAccounts(o.Known),
		books: map[string]map[string]coach.Event{}, byIssues: map[string]map[string]coach.Event{},
	}
	if o.Playbook != nil {
		im.playbook = *o.Playbook
	}
	if im.playbook.Currency == "" {
		im.playbook.Currency = "USD"
	}
	return im
}

func (im *importer) fail(f *file, line, col int, name, what string) {
	im.errors = append(im.errors, RowError{f.path, line, col, name, what})
}

// finish makes events of what was read.
func (im *importer) finish(ctx context.Context) error {
	commitments, err := im.ownCommitments(ctx)
	if err != nil {
		return err
	}
	im.accounts.finish()
	im.accounts.breakCycles(&im.notes)
	for _, id := range slices.Sorted(maps.Keys(im.deals)) {
		im.deals[id].events(im)
	}
	for _, c := range commitments {
		c.event(im)
	}
	for _, i := range im.issues {
		i.event(im)
	}
	return nil
}

// put keeps a row's event under a key that says what it is about; the last one
// under a key holds. It says whether another, different one was there.
func (im *importer) put(to map[string]map[string]coach.Event, of, key string, e coach.Event, same func(old coach.Event) bool) (differs bool) {
	e.At, e.Source = im.o.Now, coach.Import
	if to[of] == nil {
		to[of] = map[string]coach.Event{}
	}
	old, twice := to[of][key]
	to[of][key] = e
	return twice && !same(old)
}

func (im *importer) records(files []*file) *Records {
	out := &Records{
		Run: im.o.Run, Rows: im.rows, Errors: im.errors, Notes: im.notes.texts(),
		Books: inOrder(im.books), Issues: inOrder(im.byIssues),
		Kinds: slices.Sorted(maps.Keys(im.kinds)),
	}
	out.Kinds = slices.DeleteFunc(out.Kinds, func(k coach.FactKind) bool { return k == "" })
	for _, r := range sorted(im.people.rows) {
		out.Reps = append(out.Reps, *r)
		if r.Named {
			out.Unmatched = append(out.Unmatched, r.ID)
		}
	}
	for _, a := range sorted(im.accounts.out) {
		out.Accounts = append(out.Accounts, *a)
		if a.Named {
			out.Unmatched = append(out.Unmatched, a.ID)
		}
	}
	at := map[string]int{}
	for i, f := range files {
		at[f.path] = i
	}
	slices.SortStableFunc(out.Errors, func(a, b RowError) int {
		return cmp.Or(cmp.Compare(at[a.File], at[b.File]), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
	return out
}

func inOrder(events map[string]map[string]coach.Event) map[string][]coach.Event {
	out := map[string][]coach.Event{}
	for of, by := range events {
		out[of] = sorted(by)
	}
	return out
}

// sorted returns a map's values in the order of their keys.
func sorted[V any](m map[string]V) []V {
	out := make([]V, 0, len(m))
	for _, k := range slices.Sorted(maps.Keys(m)) {
		out = append(out, m[k])
	}
	return out
}
