package crm

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"evenkeel/coach"
)

// people finds reps by what other files call them: id, e-mail or Slack user.
type people struct {
	known   Known
	rows    map[string]*RepRow
	byEmail map[string][]string // lower case
	bySlack map[string][]string
	was     map[string]string // id so far → id of the row
}

func newPeople(known Known) people {
	return people{known, map[string]*RepRow{}, map[string][]string{}, map[string][]string{}, map[string]string{}}
}

// settle is called when all rows of reps.csv are there.
func (p *people) settle(n *notes) {
	for _, r := range sorted(p.rows) {
		email, slack := strings.ToLower(r.Set["email"]), r.Set["slack_user"]
		if email != "" {
			p.byEmail[email] = append(p.byEmail[email], r.ID)
		}
		if slack != "" {
			p.bySlack[slack] = append(p.bySlack[slack], r.ID)
		}
		p.takeOver(r, n)
	}
	for what, ids := range map[string]map[string][]string{"e-mail address": p.byEmail, "Slack user": p.bySlack} {
		for v, ids := range ids {
			if len(ids) > 1 {
				n.add(fmt.Sprintf("reps %s have one %s, %s", list(ids), what, v), "", "")
			}
		}
	}
	for _, r := range p.rows {
		if m := r.Set["manager"]; m != "" {
			if id, err := p.find(m); err == nil {
				r.Set["manager"] = id
			}
		}
	}
}

// takeOver sees whether the store knows the rep by another id.
func (p *people) takeOver(r *RepRow, n *notes) {
	if p.known == nil {
		return
	}
	for _, k := range []*coach.Rep{p.bySlackKnown(r.Set["slack_user"]), p.byEmailKnown(r.Set["email"])} {
		switch {
		case k == nil || k.ID == r.ID || p.rows[k.ID] != nil:
		case !k.Nameless:
			n.add(fmt.Sprintf("reps %s and %s have one e-mail address or Slack user", k.ID, r.ID), "", "")
		case r.Was == "":
			r.Was = k.ID
			p.was[k.ID] = r.ID
		}
	}
}

func (p *people) bySlackKnown(user string) *coach.Rep {
	if p.known == nil || user == "" {
		return nil
	}
	return p.known.RepBySlack(user)
}

func (p *people) byEmailKnown(email string) *coach.Rep {
	if p.known == nil || email == "" {
		return nil
	}
	return p.known.RepByEmail(email)
}

// find returns the id of whom a name means; an unknown one is an id itself.
func (p *people) find(name string) (string, error) {
	if r := p.rows[name]; r != nil && !r.Named {
		return name, nil
	}
	if p.known != nil {
		if k := p.known.Rep(name); k != nil {
			return p.now(k), nil
		}
	}
	ids := slices.Concat(p.byEmail[strings.ToLower(name)], p.bySlack[name])
	for col, k := range map[string]*coach.Rep{"email": p.byEmailKnown(name), "slack_user": p.bySlackKnown(name)} {
		if k != nil && !p.told(k.ID, col) {
			ids = append(ids, p.now(k))
		}
	}
	slices.Sort(ids)
	switch ids = slices.Compact(ids); len(ids) {
	case 0:
		return name, nil
	case 1:
		return ids[0], nil
	}
	return "", fmt.Errorf("%s means %s; use an id", short(name), list(ids))
}

// told says whether this import has something to say about a rep's column, so
// that what the store has does not count.
func (p *people) told(id, col string) bool {
	r := p.rows[id]
	if r == nil {
		return false
	}
	_, ok := r.Set[col]
	return ok
}

// now is the id that a known rep has after this import.
func (p *people) now(k *coach.Rep) string {
	if id, ok := p.was[k.ID]; ok {
		return id
	}
	return k.ID
}

// use makes a rep of an id that nothing else knows.
func (p *people) use(id string) {
	if id == "" || p.rows[id] != nil || p.known != nil && p.known.Rep(id) != nil {
		return
	}
	p.rows[id] = &RepRow{ID: id, Named: true}
}

// currency is what a rep has after this import, empty if nobody said.
func (p *people) currency(id string) string {
	row := p.rows[id]
	if p.told(id, "currency") {
		return row.Set["currency"]
	}
	if p.known == nil {
		return ""
	}
	k := p.known.Rep(id)
	if k == nil && row != nil {
		k = p.known.Rep(row.Was)
	}
	if k == nil {
		return ""
	}
	return k.Currency
}

// after is a rep as this import leaves them.
func (p *people) after(id string) *coach.Rep {
	out, row := coach.Rep{ID: id}, p.rows[id]
	if p.known != nil {
		k := p.known.Rep(id)
		if k == nil && row != nil {
			k = p.known.Rep(row.Was)
		}
		if k != nil {
			out = *k
		}
	}
	if row != nil {
		row.Apply(&out)
	}
	return &out
}

// list names ids for people, the first few.
func list(ids []string) string {
	short := make([]string, 0, 6)
	for _, id := range ids[:min(5, len(ids))] {
		short = append(short, clip(id))
	}
	if len(ids) > 5 {
		short = append(short, "…")
	}
	return strings.Join(short, ", ")
}

// noteCurrencies notes reps who get another currency than they had: what was
// imported without one was counted in the old.
func (im *importer) noteCurrencies() {
	if im.o.Known == nil || im.tables["deals.csv"] > 0 {
		return
	}
	for _, id := range slices.Sorted(maps.Keys(im.people.rows)) {
		is := im.people.rows[id].Set["currency"]
		if k := im.o.Known.Rep(id); k != nil && is != "" && is != k.Currency {
			im.notes.add("reps with another currency than before; amounts that came without one keep the old until their files are imported again", "rep", id)
		}
	}
}
