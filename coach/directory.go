package coach

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"
)

// People is the directory of reps and accounts, held whole in each process and
// brought up to date by version. It reads the store at most once a second
// unless asked to; what this process writes it knows at once.
type People struct {
	store Store

	mu       sync.RWMutex
	version  int64
	read     time.Time      // monotonic: when last read
	reading  int            // reads under way
	writes   int            // of this process, so far
	wrote    map[string]int // while reads are under way: what it wrote last, by key the number of the write
	raw      map[string]string
	reps     map[string]*Rep
	accounts map[string]*AccountProfile
	bySlack  map[string]string
	byEmail  map[string]string
	children map[string][]string // by parent
	referred map[string][]string // by who referred them
	owned    map[string][]string // by rep
	reports  map[string][]string // by manager; nil: to be worked out again
	watch    []func(*AccountProfile)
	lost     []func(key string)
}

var _ Directory = (*People)(nil)

// Watch calls learn for every account known now and for each one that changes,
// and forget with the id of one that was erased: a name index lives from it.
// Both must be quick and must not call People.
func (p *People) Watch(learn func(*AccountProfile), forget func(account string)) {
	p.onLoss(func(key string) {
		if kind, id, _ := strings.Cut(key, "/"); kind == "account" {
			forget(id)
		}
	})
	p.mu.Lock()
	defer p.mu.Unlock()
	p.watch = append(p.watch, learn)
	for _, a := range p.accounts {
		learn(a)
	}
}

// onLoss calls f with the key of every entry that is found to be erased.
func (p *People) onLoss(f func(key string)) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.lost = append(p.lost, f)
}

// Refresh brings the directory up to date if it was read longer ago than age.
// Entries that cannot be understood are left out, and told in the error once.
func (p *People) Refresh(ctx context.Context, age time.Duration) error {
	if p.store == nil {
		return nil
	}
	since, begun, stale := p.beginReading(age)
	if !stale {
		return nil
	}
	entries, version, err := p.store.Entries(ctx, since)
	_, erased := entries[Gone]
	if erased && since > 0 && err == nil {
		entries, version, err = p.store.Entries(ctx, 0)
	}
	if err != nil {
		err = fmt.Errorf("coach: read the directory: %w", err)
	}
	again, err := p.endReading(begun, entries, version, erased, err)
	if again {
		return p.Refresh(ctx, 0)
	}
	return err
}

// beginReading notes that a read is under way, from which version and after how
// many writes of this process, if the last one was longer ago than age.
func (p *People) beginReading(age time.Duration) (since int64, begun int, stale bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.read.IsZero() && time.Since(p.read) < age {
		return 0, 0, false
	}
	p.reading++
	return p.version, p.writes, true
}

// endReading takes in what a read has found. A read takes time, and what became
// known meanwhile is the newer: what a later read has found, and what this
// process wrote. It is left alone, and of the latter the next read tells again.
// After an erasure all is read anew, so nothing can be left alone: again asks for
// another read.
func (p *People) endReading(begun int, entries map[string]string, version int64, erased bool, err error) (again bool, _ error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	wrote := p.wrote
	if p.reading--; p.reading == 0 {
		p.wrote = nil
	}
	if err != nil || version < p.version {
		return false, err
	}
	if erased {
		if p.writes > begun {
			return true, nil
		}
		p.forget(entries)
	}
	all := true
	var broken []error
	for _, key := range slices.Sorted(maps.Keys(entries)) {
		if wrote[key] > begun {
			all = false
			continue
		}
		if err := p.learn(key, entries[key]); err != nil {
			broken = append(broken, err)
		}
	}
	p.read = time.Now()
	if all {
		p.version = version
	}
	return false, errors.Join(broken...)
}

// forget drops all that is known, for what stands in the store now to be
// learnt, and tells those who wait for it what is no more. The caller holds mu.
func (p *People) forget(now map[string]string) {
	delete(now, Gone)
	old := p.raw
	p.empty()
	for key := range old {
		if _, still := now[key]; still {
			continue
		}
		for _, f := range p.lost {
			f(key)
		}
	}
}

func (p *People) empty() {
	p.raw, p.reps, p.accounts = map[string]string{}, map[string]*Rep{}, map[string]*AccountProfile{}
	p.bySlack, p.byEmail = map[string]string{}, map[string]string{}
	p.children, p.referred, p.owned = map[string][]string{}, map[string][]string{}, map[string][]string{}
	p.reports = nil
}

// learn takes in one entry; the caller holds mu.
func (p *People) learn(key, raw string) error {
	if p.raw == nil {
		p.empty()
	}
	kind, id, _ := strings.Cut(key, "/")
	p.raw[key] = raw
	switch kind {
	case "rep":
		r := new(Rep)
		if err := json.Unmarshal([]byte(raw), r); err != nil {
			return fmt.Errorf("coach: directory entry %s: %w", key, err)
		}
		p.reps[id] = r
		p.reports = nil
		p.index(p.bySlack, r.SlackUser, r)
		p.index(p.byEmail, strings.ToLower(r.Email), r)
	case "account":
		a := new(AccountProfile)
		if err := json.Unmarshal([]byte(raw), a); err != nil {
			return fmt.Errorf("coach: directory entry %s: %w", key, err)
		}
		p.place(p.accounts[id], a)
		p.accounts[id] = a
		for _, f := range p.watch {
			f(a)
		}
	}
	return nil
}

// index notes whose key this is; a merged rep never takes it from the one it
// was merged into.
func (p *People) index(by map[string]string, key string, r *Rep) {
	if key == "" {
		return
	}
	if held := p.reps[by[key]]; held != nil && held.ID != r.ID && r.AliasOf != "" {
		return
	}
	by[key] = r.ID
}

// place notes under which parent, referrer and owner an account stands now.
func (p *People) place(old, a *AccountProfile) {
	if old == nil {
		old = &AccountProfile{}
	}
	restand(p.children, a.ID, old.Parent, a.Parent)
	restand(p.referred, a.ID, old.ReferredBy, a.ReferredBy)
	restand(p.owned, a.ID, old.Owner, a.Owner)
}

func restand(under map[string][]string, id, was, is string) {
	if was == is {
		return
	}
	if was != "" {
		under[was] = slices.DeleteFunc(under[was], func(other string) bool { return other == id })
	}
	if is != "" {
		under[is] = append(under[is], id)
	}
}

// Owned returns the accounts that a rep owns by the directory, in no order.
func (p *People) Owned(rep string) []string {
	p.mu.RLock()
	defer p.mu.RUnlock()
	out := slices.Clone(p.owned[rep])
	return slices.DeleteFunc(out, func(id string) bool { return p.accounts[id].AliasOf != "" })
}

// Rep returns a rep by id, following merges; nil if unknown.
func (p *People) Rep(id string) *Rep {
	p.mu.RLock()
	defer p.mu.RUnlock()
	return p.rep(id)
}

func (p *People) rep(id string) *Rep {
	r := p.reps[id]
	for range 8 { // a chain of merges is short; a loop must end
		if r == nil || r.AliasOf == "" {
			return r
		}
		r = p.reps[r.AliasOf]
	}
	return r
}

// RepBySlack returns the rep of a Slack user; nil if unknown.
func (p *People) RepBySlack(user string) *Rep {
	p.mu.RLock()
	defer p.mu.RUnlock()
	if id, ok := p.bySlack[user]; ok {
		return p.rep(id)
	}
	return p.rep(user)
}

// RepByEmail returns the rep with an e-mail address; nil if unknown.
func (p *People) RepByEmail(email string) *Rep {
	p.mu.RLock()
	defer p.mu.RUnlock()
	return p.rep(p.byEmail[strings.ToLower(strings.TrimSpace(email))])
}

// Reps returns all reps that have not been merged away, by id.
func (p *People) Reps() []*Rep {
	p.mu.RLock()
	defer p.mu.RUnlock()
	var out []*Rep
	for _, id := range slices.Sorted(maps.Keys(p.reps)) {
		if r := p.reps[id]; r.AliasOf == "" {
			out = append(out, r)
		}
	}
	return out
}

// AccountProfile returns an account by id, following merges; nil if unknown.
func (p *People) AccountProfile(id string) *AccountProfile {
	p.mu.RLock()
	defer p.mu.RUnlock()
	return p.account(id)
}

func (p *People) account(id string) *AccountProfile {
	a := p.accounts[id]
	for range 8 {
		if a == nil || a.AliasOf == "" {
			return a
		}
		a = p.accounts[a.AliasOf]
	}
	return a
}

// Accounts returns all accounts that have not been merged away, by id.
func (p *People) Accounts() []*AccountProfile {
	p.mu.RLock()
	defer p.mu.RUnlock()
	var out []*AccountProfile
	for _, id := range slices.Sorted(maps.Keys(p.accounts)) {
		if a := p.accounts[id]; a.AliasOf == "" {
			out = append(out, a)
		}
	}
	return out
}

// Relatives returns the accounts whose issues speak for this one: its parent,
// its siblings and children, and the one that referred it.
func (p *People) Relatives(id string) []string {
	p.mu.RLock()
	defer p.mu.RUnlock()
	a := p.account(id)
	if a == nil {
		return nil
	}
	out := slices.Clone(p.children[a.ID])
	if a.Parent != "" {
		out = append(out, a.Parent)
		out = append(out, p.children[a.Parent]...)
	}
	if a.ReferredBy != "" {
		out = append(out, a.ReferredBy)
	}
	slices.Sort(out)
	return slices.DeleteFunc(slices.Compact(out), func(o string) bool { return o == a.ID })
}

// Referred returns the accounts that this one referred, in no order: they hear of
// its issues, though theirs say nothing of it.
func (p *People) Referred(id string) []string {
	p.mu.RLock()
	defer p.mu.RUnlock()
	return slices.Clone(p.referred[id])
}

// AccountName is an account's name, else its id.
func (p *People) AccountName(id string) string {
	if a := p.AccountProfile(id); a != nil {
		return a.Label()
	}
	return id
}

// RepName is a rep's name, else the id.
func (p *People) RepName(id string) string {
	if r := p.Rep(id); r != nil {
		return r.Label()
	}
	return id
}

// SubjectName is how people call a subject, as far as the directory knows.
func (p *People) SubjectName(s Subject) string {
	switch s.Kind() {
	case "account":
		return p.AccountName(s.ID())
	case "book":
		return "your book"
	}
	return s.ID()
}

// allAccounts are the ids of all accounts, those merged away too.
func (p *People) allAccounts() []string {
	p.mu.RLock()
	defer p.mu.RUnlock()
	return slices.Sorted(maps.Keys(p.accounts))
}

// allReps are the ids of all reps, those merged away too: their books may still
// hold what was not moved yet.
func (p *People) allReps() []string {
	p.mu.RLock()
	defer p.mu.RUnlock()
	return slices.Sorted(maps.Keys(p.reps))
}
