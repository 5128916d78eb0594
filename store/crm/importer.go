package crm

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"time"

	"evenkeel/coach"
)

// report is what there is to say of the files.
type report struct {
	notes  notes
	errors []RowError
	rows   map[string]int
	tables map[string]int // good rows by the name of their table

	repeated int // good rows of what another row told of
}

// importer gathers what the files say until all of them are read.
type importer struct {
	o        Options
	playbook coach.Playbook
	part     part
	report
	met      map[*entry]bool // entries of the mapping that some file is meant by
	kinds    map[coach.FactKind]bool
	zones    map[string]bool           // time zones that are known to be some
	repZones map[string]*time.Location // where the days of reps begin

	people      people
	accounts    accounts
	accountRows []*accountRow
	deals       map[string]*deal
	contracts   map[string]*fact
	commitments []*commitment
	touches     []*touch
	facts       []*fact // at accounts, contracts apart

	books      map[string]map[string]told // by rep, then by sort key
	atAccounts map[string]map[string]told // by account, then by sort key
	conflicts  map[string]conflict
}

func newImporter(o Options) *importer {
	im := &importer{
		o: o, report: report{rows: map[string]int{}, tables: map[string]int{}}, met: map[*entry]bool{}, kinds: map[coach.FactKind]bool{}, deals: map[string]*deal{}, contracts: map[string]*fact{},
		zones: map[string]bool{}, repZones: map[string]*time.Location{},
		people: newPeople(o.Known), accounts: newAccounts(o.Known),
		books: map[string]map[string]told{}, atAccounts: map[string]map[string]told{}, conflicts: map[string]conflict{},
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
	if im.notes.quiet {
		return
	}
	im.errors = append(im.errors, RowError{f.path, line, col, name, what})
}

// finish makes events of what was read.
func (im *importer) finish(ctx context.Context) error {
	owners, err := im.dealOwners(ctx)
	if err != nil {
		return err
	}
	im.noteDeals(owners)
	im.noteCurrencies()
	commitments := im.ownCommitments(owners)
	im.accounts.finish()
	im.accounts.breakCycles(&im.notes)
	for _, id := range slices.Sorted(maps.Keys(im.deals)) {
		im.deals[id].events(im)
	}
	for _, c := range commitments {
		c.event(im)
	}
	for _, t := range im.touches {
		t.event(im)
	}
	for _, id := range slices.Sorted(maps.Keys(im.contracts)) {
		im.contracts[id].put(im)
	}
	for _, f := range im.facts {
		f.put(im)
	}
	im.noteConflicts()
	return nil
}

// told is an event, and where the row stands that tells of it.
type told struct {
	event coach.Event
	at    spot
}

// put keeps a row's event under a key that says what it is about. Of several
// under one key one holds; noun and id are what a note calls them.
func (im *importer) put(to map[string]map[string]told, of, key string, x told, noun, id string) {
	x.event.At, x.event.Source = im.o.Now, coach.Import
	if to[of] == nil {
		to[of] = map[string]told{}
	}
	if old, twice := to[of][key]; twice && !im.holds(telling{x.at, x.event}, telling{old.at, old.event}, noun, id) {
		return
	}
	to[of][key] = x
}

func (im *importer) records(files []*file) *Records {
	out := &Records{
		Run: im.o.Run, Rows: im.rows, Tables: im.tables, Errors: im.errors, Notes: im.notes.texts(),
		Books: inOrder(im.books), AtAccounts: inOrder(im.atAccounts),
		Kinds: slices.Sorted(maps.Keys(im.kinds)), Repeated: im.repeated,
	}
	out.Kinds = slices.DeleteFunc(out.Kinds, func(k coach.FactKind) bool { return k == "" })
	for _, r := range sorted(im.people.rows) {
		out.Reps = append(out.Reps, *r)
		if r.Named {
			out.UnmatchedReps = append(out.UnmatchedReps, r.ID)
		}
	}
	for _, a := range sorted(im.accounts.out) {
		out.Accounts = append(out.Accounts, *a)
		if a.Named {
			out.UnmatchedAccounts = append(out.UnmatchedAccounts, a.ID)
		}
	}
	at := map[string]int{}
	for i, f := range files {
		at[f.path] = i
	}
	slices.SortStableFunc(out.Errors, func(a, b RowError) int {
		return cmp.Or(cmp.Compare(at[a.File], at[b.File]), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
	out.Errors = slices.Compact(out.Errors) // a file that is read as several tells some of them again
	return out
}

func inOrder(events map[string]map[string]told) map[string][]coach.Event {
	out := make(map[string][]coach.Event, len(events))
	for of, by := range events {
		out[of] = make([]coach.Event, 0, len(by))
		for _, key := range slices.Sorted(maps.Keys(by)) {
			out[of] = append(out[of], by[key].event)
		}
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
