package coach

import (
	"context"
	"fmt"
	"maps"
	"slices"
)

// Leave says that records of an account belong to another one.
type Leave struct {
	To        string   `json:"to"`
	Contracts []string `json:"contracts,omitempty"`
	All       bool     `json:"all,omitempty"` // every record: both accounts are one
}

// Arrive brings records of another account, with their history and with what an
// import said of them last.
type Arrive struct {
	Issues    []*Issue          `json:"issues,omitempty"`
	Contracts []*Contract       `json:"contracts,omitempty"`
	Products  []*Product        `json:"products,omitempty"`
	Metrics   []*Metric         `json:"metrics,omitempty"`
	Review    *Review           `json:"review,omitempty"`
	Said      map[string]*Event `json:"said,omitempty"`
}

func (r *Arrive) isEmpty() bool {
	return len(r.Issues)+len(r.Contracts)+len(r.Products)+len(r.Metrics)+len(r.Said) == 0 && r.Review == nil
}

// depart has records go from one account to another, as MoveDeal does with deals:
// one step takes them out and owes them to the other, so that a crash delays them
// and loses nothing. It may be repeated.
func (c *Coach) depart(ctx context.Context, event, from string, what Leave) error {
	_, err := c.handleAccount(ctx, Event{ID: event + "/leave", At: c.Now(), Source: Self, Account: from, Leave: &what}, nil)
	if err == nil {
		err = c.payAccount(ctx, from)
	}
	if err != nil {
		return fmt.Errorf("coach: from account %s to %s: %w", from, what.To, err)
	}
	return nil
}

// applyLeave takes records out and owes them to the other account. Contracts
// leave tombstones, since news of one may still be on its way here.
func (d *accountDraft) applyLeave(l Leave) {
	if l.To == d.a.ID {
		return
	}
	r := &Arrive{Said: map[string]*Event{}}
	for _, id := range slices.Sorted(maps.Keys(d.a.Contracts)) {
		k := d.a.Contracts[id]
		if k.To != "" || !l.All && !slices.Contains(l.Contracts, id) {
			continue
		}
		r.Contracts = append(r.Contracts, k)
		d.take(r, "contract/"+id)
		set(&d.change, &d.a.Contracts, contractField, id, &Contract{ID: id, To: l.To})
		d.wake, d.contracts = true, true
	}
	if l.All {
		d.leaveAll(r)
	}
	if !r.isEmpty() {
		id := d.e.ID + "/arrive"
		d.owe = append(d.owe, Owed{ID: id, Event: Event{ID: id, At: d.e.At, Source: Self, Account: l.To, Arrive: r}})
	}
}

// take has what an import said of a record go along with it.
func (d *accountDraft) take(r *Arrive, key string) {
	if said := d.a.Said[key]; said != nil {
		r.Said[key] = said
		drop(&d.change, &d.a.Said, saidField, key)
	}
}

func (d *accountDraft) leaveAll(r *Arrive) {
	r.Issues = departing(d, &d.a.Issues, issueField)
	r.Products = departing(d, &d.a.Products, productField)
	r.Metrics = departing(d, &d.a.Metrics, metricField)
	if r.Review = d.a.Review; r.Review != nil {
		d.a.Review = nil
		d.put[reviewField] = nil
	}
	for _, key := range slices.Sorted(maps.Keys(d.a.Said)) {
		d.take(r, key)
	}
	if !r.isEmpty() {
		d.wake, d.far, d.issues, d.products, d.metrics, d.review = true, true, true, true, true, true
	}
}

func departing[V any](d *accountDraft, m *map[string]V, prefix string) (out []V) {
	for _, id := range slices.Sorted(maps.Keys(*m)) {
		out = append(out, (*m)[id])
		drop(&d.change, m, prefix, id)
	}
	return out
}

// applyArrive takes records in. News may have come here before them, so they
// merge as their fields do: the later telling wins.
func (d *accountDraft) applyArrive(r Arrive) {
	for _, k := range r.Contracts {
		next := *k
		if here := d.a.Contracts[k.ID]; here != nil && here.To == "" {
			mergeFields(&next, here)
		}
		d.putContract(&next)
	}
	for _, i := range r.Issues {
		d.issues = arrived(d, &d.a.Issues, issueField, i.ID, i)
	}
	for _, p := range r.Products {
		d.products = arrived(d, &d.a.Products, productField, p.Product, p)
	}
	for _, m := range r.Metrics {
		d.metrics = arrived(d, &d.a.Metrics, metricField, m.key(), m)
	}
	if r.Review != nil {
		next := *r.Review
		if d.a.Review != nil {
			mergeFields(&next, d.a.Review)
		}
		d.a.Review, d.put[reviewField], d.review = &next, &next, true
	}
	for _, key := range slices.Sorted(maps.Keys(r.Said)) {
		if d.a.Said[key] == nil {
			set(&d.change, &d.a.Said, saidField, key, r.Said[key])
		}
	}
	d.wake, d.far = true, true
}

func arrived[V any](d *accountDraft, m *map[string]*V, prefix, key string, v *V) bool {
	next := *v
	if here := (*m)[key]; here != nil {
		mergeFields(&next, here)
	}
	set(&d.change, m, prefix, key, &next)
	return true
}
