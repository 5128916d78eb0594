package crm

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"evenkeel/coach"
	"evenkeel/coach/parse"
)

// place is an account as far as the import knows it. Its id is final once
// accounts.finish was called.
type place struct {
	id      string
	known   bool           // the store has it
	used    bool           // a good row names it
	spelled map[string]int // how good rows spell it
	join    *place         // another spelling of the same name, where this one went
}

// use counts a good row that calls the place so. A nil place is none.
func (p *place) use(name string) {
	if p == nil {
		return
	}
	p.used = true
	p.spelled[name]++
}

// final is the place's id; empty for no place.
func (p *place) final() string {
	if p == nil {
		return ""
	}
	for p.join != nil {
		p = p.join
	}
	return p.id
}

// key is the same for every row that names the place while files are read, but
// where the name is one that only ä and ae tell apart.
func (p *place) key(name string) string {
	if p == nil {
		return ""
	}
	return cmp.Or(p.id, parse.Fold(name), name)
}

// accounts finds accounts by what files call them: an id, else a name. An
// account of this import's accounts.csv and one of the store that share a name
// make it ambiguous; one that the store knows by its name only goes over to
// the row that bears it.
type accounts struct {
	known    Known
	rows     map[string]*accountRow
	byID     map[string]*place
	byFold   map[string][]*place
	bySpell  map[string][]*place // where the fold has none: ä written ae
	made     map[string]*place   // by fold: named by other files only
	answered map[string]found    // by name as written
	out      map[string]*AccountRow
}

type found struct {
	place *place
	err   error
}

func newAccounts(known Known) accounts {
	return accounts{
		known: known, rows: map[string]*accountRow{}, byID: map[string]*place{}, byFold: map[string][]*place{},
		bySpell: map[string][]*place{}, made: map[string]*place{}, answered: map[string]found{}, out: map[string]*AccountRow{},
	}
}

// index takes in the names of the rows and of the store.
func (x *accounts) index(n *notes) {
	labels := map[string][]string{} // ids by folded name
	byName := map[string][]*accountRow{}
	for _, a := range sorted(x.rows) {
		p := &place{id: a.ID, spelled: map[string]int{}}
		x.byID[a.ID] = p
		x.called(p, x.label(a))
		fold := parse.Fold(x.label(a))
		labels[fold] = append(labels[fold], a.ID)
		byName[fold] = append(byName[fold], a)
	}
	if x.known != nil {
		for _, k := range x.known.Accounts() {
			x.learn(k, byName, labels)
		}
	}
	for fold, ids := range labels {
		if len(ids) > 1 && len(byName[fold]) > 0 {
			slices.Sort(ids)
			n.add(fmt.Sprintf("accounts %s have one name, %s", list(ids), short(x.label(byName[fold][0]))), "", "")
		}
	}
}

// label is an account's name: the row's, else the store's, else the id.
func (x *accounts) label(a *accountRow) string {
	if !a.r.has("name") && x.known != nil {
		if k := x.known.AccountProfile(a.ID); k != nil && k.ID == a.ID {
			return k.Label()
		}
	}
	return a.label()
}

// learn takes in an account that the store knows.
func (x *accounts) learn(k *coach.AccountProfile, byName map[string][]*accountRow, labels map[string][]string) {
	p := x.byID[k.ID]
	if p == nil {
		if a := x.heir(k, byName); a != nil {
			a.Was = k.ID
			p = x.byID[a.ID]
		} else {
			p = &place{id: k.ID, spelled: map[string]int{}}
			fold := parse.Fold(k.Label())
			labels[fold] = append(labels[fold], k.ID)
		}
		x.byID[k.ID] = p
	}
	p.known = true
	for _, name := range append([]string{k.Label()}, k.Aliases...) {
		x.called(p, name)
	}
}

// heir is the one row that gives an id to an account known by its name only.
func (x *accounts) heir(k *coach.AccountProfile, byName map[string][]*accountRow) *accountRow {
	if !k.Nameless {
		return nil
	}
	if a := x.rows[k.Name]; a != nil && a.Was == "" {
		return a
	}
	as := byName[parse.Fold(k.Label())]
	if len(as) != 1 || as[0].Was != "" {
		return nil
	}
	return as[0]
}

func (x *accounts) called(p *place, name string) {
	fold := parse.Fold(name)
	if fold == "" {
		return
	}
	add(x.byFold, fold, p)
	for _, s := range parse.Spellings(name) {
		add(x.bySpell, s, p)
	}
}

func add(to map[string][]*place, key string, p *place) {
	if !slices.Contains(to[key], p) {
		to[key] = append(to[key], p)
	}
}

// find returns the account that a name means; one that nobody knows is made,
// and counts once it is used.
func (x *accounts) find(name string) (*place, error) {
	f, ok := x.answered[name]
	if !ok {
		f.place, f.err = x.lookUpName(name)
		x.answered[name] = f
	}
	return f.place, f.err
}

func (x *accounts) lookUpName(name string) (*place, error) {
	if p := x.byID[name]; p != nil {
		return p, nil
	}
	if x.known != nil {
		if k := x.known.AccountProfile(name); k != nil && x.byID[k.ID] != nil {
			return x.byID[k.ID], nil
		}
	}
	fold := parse.Fold(name)
	ps := x.byFold[fold]
	if len(ps) == 0 {
		for _, s := range parse.Spellings(name) {
			for _, p := range x.bySpell[s] {
				if !slices.Contains(ps, p) {
					ps = append(ps, p)
				}
			}
		}
	}
	switch {
	case len(ps) > 1:
		return nil, fmt.Errorf("%s is the name of %s; use an id", short(name), list(idsOf(ps)))
	case len(ps) == 1:
		return ps[0], nil
	}
	return x.make(cmp.Or(fold, name)), nil
}

func idsOf(ps []*place) []string {
	var ids []string
	for _, p := range ps {
		ids = append(ids, p.id)
	}
	slices.Sort(ids)
	return ids
}

func (x *accounts) make(key string) *place {
	if x.made[key] == nil {
		x.made[key] = &place{spelled: map[string]int{}}
	}
	return x.made[key]
}

// finish gives ids to the accounts that only other files name, and gathers what
// the import says of accounts.
func (x *accounts) finish() {
	x.joinSpellings()
	for _, p := range sorted(x.made) {
		if p.used && p.join == nil {
			p.id = p.usual()
			x.byID[p.id] = p
		}
	}
	for id, p := range x.byID {
		if p.used && !p.known && x.rows[id] == nil {
			x.out[id] = &AccountRow{ID: id, Named: true, Set: map[string]string{"name": p.usual()}}
		}
	}
	for id, a := range x.rows {
		a.r.set(a.Set, "parent", a.parent.final())
		a.r.set(a.Set, "referred_by", a.referredBy.final())
		x.out[id] = &a.AccountRow
	}
}

// usual is the most frequent spelling, the first in order among equals.
func (p *place) usual() string {
	return slices.MinFunc(slices.Collect(maps.Keys(p.spelled)), func(a, b string) int {
		return cmp.Or(cmp.Compare(p.spelled[b], p.spelled[a]), cmp.Compare(a, b))
	})
}

// joinSpellings makes one account of two that differ in ä and ae only.
func (x *accounts) joinSpellings() {
	first := map[string]*place{}
	for _, key := range slices.Sorted(maps.Keys(x.made)) {
		p := x.made[key]
		for _, name := range slices.Sorted(maps.Keys(p.spelled)) {
			for _, s := range parse.Spellings(name) {
				if o := first[s]; o != nil {
					o.absorb(p)
				} else {
					first[s] = p
				}
			}
		}
	}
}

// absorb joins another place to this one, wherever each of them went before.
func (p *place) absorb(o *place) {
	for p.join != nil {
		p = p.join
	}
	for o.join != nil {
		o = o.join
	}
	if p == o {
		return
	}
	o.join = p
	p.used = p.used || o.used
	for name, n := range o.spelled {
		p.spelled[name] += n
	}
}
