package crm

import (
	"context"
	"crypto/sha256"
	"fmt"
	"slices"
	"strings"

	"evenkeel/coach"
)

// commitment is a row of commitments.csv that waits for its owner.
type commitment struct {
	r       *row
	change  coach.CommitmentChange
	name    string // the account as written
	account *place // nil: the commitment is at a deal
	owner   string
}

// readCommitment reads a row of commitments.csv.
func readCommitment(im *importer, r *row) {
	kind := coach.CommitmentKind(r.word("kind", string(coach.Time), string(coach.Data), string(coach.Cash)))
	status := coach.CommitmentStatus(r.word("status", string(coach.Pending), string(coach.Kept), string(coach.Broken), string(coach.Withdrawn)))
	if status == "" {
		status = coach.Pending
	}
	what, made := r.text("what"), r.date("made")
	if kind == "" {
		r.need("kind")
	}
	c := &commitment{r: r, name: r.name("account"), change: coach.CommitmentChange{
		Deal: r.name("deal"), Kind: &kind, What: &what, Made: &made, Due: said(r, "due", r.date("due")), Status: &status,
	}}
	if c.change.Deal == "" {
		c.at(im)
	}
	if r.bad != nil {
		r.good()
		return
	}
	if d := c.change.Deal; d != "" && im.part.withDeal(d) || d == "" && im.part.has(c.account.key(c.name)) {
		im.commitments = append(im.commitments, c)
	}
}

// at finds the account that a commitment without a deal stands at.
func (c *commitment) at(im *importer) {
	if c.name == "" {
		col := "account"
		if !c.r.has(col) {
			col = "deal"
		}
		c.r.fail(col, "names neither a deal nor an account")
		return
	}
	var err error
	if c.account, err = im.accounts.find(c.name); err != nil {
		c.r.fail("account", "%v", err)
	}
}

// ownCommitments finds whose book each commitment belongs to, given the owners of
// deals, and returns those that have one.
func (im *importer) ownCommitments(owners map[string]string) []*commitment {
	var out []*commitment
	for _, c := range im.commitments {
		switch {
		case c.account != nil:
			if c.owner = im.accounts.owner(c.account, &im.people); c.owner == "" {
				c.r.fail("account", "%s has no owner whose book this could stand in; name its deal", short(c.name))
			}
		default:
			if c.owner = owners[c.change.Deal]; c.owner == "" {
				c.r.fail("deal", "there is no deal %s", short(c.change.Deal))
			}
		}
		if c.r.good() {
			c.account.use(c.name)
			out = append(out, c)
		}
	}
	return out
}

// dealOwners returns the owners of the deals that commitments and touches name:
// this import's, else the store's.
func (im *importer) dealOwners(ctx context.Context) (map[string]string, error) {
	owners := map[string]string{}
	var ask []coach.Subject
	name := func(id string) {
		if d := im.deals[id]; d != nil {
			owners[id] = d.owner
		} else if id != "" {
			ask = append(ask, coach.On("deal", id))
		}
	}
	for _, c := range im.commitments {
		name(c.change.Deal)
	}
	for _, t := range im.touches {
		name(t.touch.Deal)
	}
	slices.Sort(ask)
	ask = slices.Compact(ask)
	if im.o.Known == nil || len(ask) == 0 {
		return owners, nil
	}
	reps, err := im.o.Known.Homes(ctx, ask...)
	if err != nil {
		return nil, fmt.Errorf("crm: who owns the deals that files name: %w", err)
	}
	for i, s := range ask {
		owners[s.ID()] = reps[i]
	}
	return owners, nil
}

// owner is who owns an account after this import; empty if nobody does.
func (x *accounts) owner(p *place, people *people) string {
	if a := x.rows[p.id]; a != nil {
		if owner, told := a.Set["owner"]; told {
			return owner
		}
	}
	if x.known == nil || !p.known {
		return ""
	}
	for id := range x.namesOf(p) {
		if k := x.known.AccountProfile(id); k != nil && k.Owner != "" {
			if r := x.known.Rep(k.Owner); r != nil {
				return people.now(r)
			}
			return k.Owner
		}
	}
	return ""
}

// namesOf yields the ids under which the store may know a place: its own, and
// the one that it takes over.
func (x *accounts) namesOf(p *place) func(func(string) bool) {
	return func(yield func(string) bool) {
		if !yield(p.id) {
			return
		}
		if a := x.rows[p.id]; a != nil && a.Was != "" {
			yield(a.Was)
		}
	}
}

// event puts the commitment into its book.
func (c *commitment) event(im *importer) {
	at := coach.On("deal", c.change.Deal)
	if c.account != nil {
		c.change.Account = c.account.final()
		at = coach.On("account", c.change.Account)
	}
	c.change.ID = strings.Join([]string{string(at), string(*c.change.Kind), c.change.Made.String(), brief(*c.change.What)}, "/")
	e := coach.Event{ID: "import/commitments/" + c.change.ID, Rep: c.owner, Commitment: &c.change}
	im.put(im.books, c.owner, "2/"+c.change.ID, told{e, c.r.spot()}, "commitment", c.change.ID)
}

// brief keeps a text that is part of an id short, and on one line.
func brief(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	if len(s) <= 120 {
		return s
	}
	sum := sha256.Sum256([]byte(s))
	return fmt.Sprintf("%s %x", clip(s), sum[:8])
}
