package coach

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

// Dossier is everything that the store holds of a rep or an account: all that
// Erase would take away, as it is stored, with the histories of the fields.
type Dossier struct {
	Kind    string            `json:"kind"` // rep or account
	ID      string            `json:"id"`
	Profile json.RawMessage   `json:"profile,omitempty"` // its entry in the directory
	Merged  []json.RawMessage `json:"merged,omitempty"`  // entries that were merged into it
	Holdings
	Preferences json.RawMessage            `json:"preferences,omitempty"`
	Summary     map[string]json.RawMessage `json:"summary"`        // rows that scorecards are added up from
	Due         time.Time                  `json:"due,omitzero"`   // when it will be looked at again
	Owed        []Owed                     `json:"owed,omitempty"` // to-dos for others
	Seen        map[string]time.Time       `json:"seen,omitempty"` // events applied lately
	Leases      map[string]string          `json:"leases,omitempty"`
	Accounts    []Elsewhere                `json:"accounts"` // what of it stands with (other) accounts: stakes, wins, contracts
	Books       []Elsewhere                `json:"books"`    // … in (other) reps' books
	Teams       []Elsewhere                `json:"teams"`    // … what was found of teams
	People      map[string]json.RawMessage `json:"people"`   // others' directory entries that name it
	Pointers    map[string]string          `json:"pointers"` // "deal/ID" → the rep in whose book it is, "contract/ID" → its account
}

// Elsewhere is what stands of it in one book, account or team of somebody else.
type Elsewhere struct {
	ID   string `json:"id"`
	Name string `json:"name,omitempty"`
	Holdings
	Seen []string `json:"seen,omitempty"` // events whose ids name it
}

// Holdings are an aggregate's records by kind. Heard are contacts with an account,
// by rep; Works are accounts where a rep has a contract; Imported is what a file
// said last, Looks when rules look again at a subject, Baseline what was prepared
// of others for the rules.
type Holdings struct {
	Deals          []json.RawMessage          `json:"deals,omitzero"`
	Commitments    []json.RawMessage          `json:"commitments,omitzero"`
	Touches        []json.RawMessage          `json:"touches,omitzero"`
	Qualifications []json.RawMessage          `json:"qualifications,omitzero"`
	Nudges         []json.RawMessage          `json:"nudges,omitzero"`
	Messages       []json.RawMessage          `json:"messages,omitzero"`
	Quotas         []json.RawMessage          `json:"quotas,omitzero"`
	Issues         []json.RawMessage          `json:"issues,omitzero"`
	Contracts      []json.RawMessage          `json:"contracts,omitzero"`
	Products       []json.RawMessage          `json:"products,omitzero"`
	Metrics        []json.RawMessage          `json:"metrics,omitzero"`
	Reviews        []json.RawMessage          `json:"reviews,omitzero"`
	Wins           []json.RawMessage          `json:"wins,omitzero"`
	Stakes         []json.RawMessage          `json:"stakes,omitzero"`
	Heard          map[string]json.RawMessage `json:"heard,omitempty"`
	Works          []string                   `json:"works,omitempty"`
	Imported       map[string]json.RawMessage `json:"imported,omitempty"`
	Looks          map[string]json.RawMessage `json:"looks,omitempty"`
	Baseline       json.RawMessage            `json:"baseline,omitempty"`
	State          json.RawMessage            `json:"state,omitempty"`
	Other          map[string]string          `json:"other,omitempty"` // fields that this program does not know
}

// Export returns everything that the store holds of rep/ID or account/ID, those
// merged into it included; it changes nothing. It finds it as Erase does, so
// that nothing is erased which is not in the export. ErrUnknown.
func (c *Coach) Export(ctx context.Context, of Subject) (*Dossier, error) {
	e, err := c.erasure(ctx, of)
	if err != nil {
		return nil, err
	}
	d := newDossier(e)
	e.dry, e.met = true, d.meet(c.people)
	if _, err := e.round(ctx); err != nil {
		return nil, fmt.Errorf("coach: export %s: %w", of, err)
	}
	d.enter(e)
	all, err := e.Store.Pointers(ctx)
	for s, home := range all {
		if s.Kind() == "deal" && (e.deals[s.ID()] || e.kind == "rep" && e.ids[home]) || s.Kind() == "contract" && e.kind == "account" && e.ids[home] {
			d.Pointers[string(s)] = home
		}
	}
	return d, err
}

func newDossier(e *erasure) *Dossier {
	none := []json.RawMessage{}
	d := &Dossier{Kind: e.kind, ID: e.of.ID(), Summary: map[string]json.RawMessage{}, Seen: map[string]time.Time{}, Leases: map[string]string{},
		Accounts: []Elsewhere{}, Books: []Elsewhere{}, Teams: []Elsewhere{}, People: map[string]json.RawMessage{}, Pointers: map[string]string{}}
	if e.kind == "rep" {
		d.Deals, d.Commitments, d.Touches, d.Qualifications, d.Nudges, d.Messages, d.Quotas = none, none, none, none, none, none, none
	} else {
		d.Issues, d.Contracts, d.Products, d.Metrics, d.Reviews, d.Wins, d.Stakes = none, none, none, none, none, none, none
	}
	return d
}

// meet takes in an aggregate in which something was found.
func (d *Dossier) meet(people *People) func(Aggregate, Beside, *leaving) {
	return func(a Aggregate, beside Beside, l *leaving) {
		if l == nil {
			d.own(a, beside)
			return
		}
		kind, id, _ := cutKey(a.Key)
		x := Elsewhere{ID: id, Seen: l.unsee}
		for field, raw := range l.drop {
			if raw == "" {
				delete(l.drop, field) // among those that stay under another name
			}
		}
		x.take(l.drop)
		x.take(l.was)
		switch kind {
		case "account":
			x.Name = people.AccountName(id)
			d.Accounts = append(d.Accounts, x)
		case "team":
			d.Teams = append(d.Teams, x)
		default:
			x.Name = people.RepName(id)
			d.Books = append(d.Books, x)
		}
	}
}

// own takes in one of the erased's own aggregates: the one of its id, or of one
// that was merged into it.
func (d *Dossier) own(a Aggregate, beside Beside) {
	_, id, _ := cutKey(a.Key)
	main := id == d.ID
	d.take(apart(a.Fields, id, main))
	if main {
		var s struct {
			Prefs json.RawMessage `json:"prefs"`
		}
		if read(a.Fields[stateField], &s) {
			d.Preferences = s.Prefs
		}
		d.Due = beside.Due
	}
	d.Owed = append(d.Owed, a.Owed...)
	maps.Copy(d.Seen, beside.Seen)
	maps.Copy(d.Leases, beside.Leases)
	for row, raw := range beside.Summary {
		if !main {
			row = id + ": " + row
		}
		d.Summary[row] = json.RawMessage(raw)
	}
}

// apart are the records of what was merged into the erased, those by names of
// their own that both may have under other names: "x:account/acme of ann2".
func apart(fields map[string]string, id string, main bool) map[string]string {
	if main {
		return fields
	}
	out := map[string]string{}
	for field, raw := range fields {
		switch prefix, _ := cutField(field); prefix {
		case stateField, baselineField, saidField, nextField, heardField:
			field += " of " + id
		}
		out[field] = raw
	}
	return out
}

// take sorts records, in the order of their keys.
func (r *Holdings) take(fields map[string]string) {
	for _, field := range slices.Sorted(maps.Keys(fields)) {
		prefix, key := cutField(field)
		raw := json.RawMessage(fields[field])
		list := r.list(prefix)
		switch {
		case !json.Valid(raw):
			note(&r.Other, field, fields[field])
		case list != nil:
			*list = append(*list, raw)
		case prefix == heardField:
			note(&r.Heard, key, raw)
		case prefix == worksField:
			r.Works = append(r.Works, key)
		case field == baselineField:
			r.Baseline = raw
		case prefix == saidField:
			note(&r.Imported, key, raw)
		case prefix == nextField:
			note(&r.Looks, key, raw)
		case field == stateField:
			r.State = raw
		default:
			note(&r.Other, field, fields[field])
		}
	}
}

func note[V any](m *map[string]V, key string, v V) {
	if *m == nil {
		*m = map[string]V{}
	}
	(*m)[key] = v
}

// list is where records with this prefix go, nil for no list.
func (r *Holdings) list(prefix string) *[]json.RawMessage {
	return map[string]*[]json.RawMessage{
		dealField: &r.Deals, commitmentField: &r.Commitments, touchField: &r.Touches, qualificationField: &r.Qualifications,
		quotaField: &r.Quotas, nudgeField: &r.Nudges, messageField: &r.Messages, issueField: &r.Issues, contractField: &r.Contracts,
		productField: &r.Products, metricField: &r.Metrics, reviewField: &r.Reviews, winField: &r.Wins, stakeField: &r.Stakes,
	}[prefix]
}

// enter takes in the directory's entries.
func (d *Dossier) enter(e *erasure) {
	for _, ch := range e.entries() {
		raw := json.RawMessage(ch.Old)
		switch {
		case ch.New != "":
			d.People[ch.Key] = raw
		case strings.TrimPrefix(ch.Key, d.Kind+"/") == d.ID:
			d.Profile = raw
		default:
			d.Merged = append(d.Merged, raw)
		}
	}
}
