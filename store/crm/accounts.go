package crm

import (
	"strconv"

	"evenkeel/coach"
	"evenkeel/coach/parse"
)

// AccountRow is what the files say of one account.
type AccountRow struct {
	ID    string
	Was   string            // the id of an account known so far by its name only, which is this one
	Named bool              // only other files name the account
	Set   map[string]string // by column of accounts.csv, for the columns that are there; checked and resolved, "" for an empty cell
}

// Apply writes the row into an account's entry, as far as it differs from what
// an import said last, and says whether anything changed. Applying it again
// changes nothing.
func (a AccountRow) Apply(p *coach.AccountProfile) bool {
	if a.Named {
		if p.Name != "" || p.AliasOf != "" || p.Said != nil || p.Nameless {
			return false
		}
		p.ID, p.Name, p.Nameless = a.ID, a.Set["name"], true
		return true
	}
	was := p.Name
	news := unsaid(&p.Said, "account", a.ID, a.Set)
	for col, v := range news {
		accountFields[col](p, v)
	}
	if p.Nameless && was != "" && !parse.SameName(was, p.Label()) {
		p.Aliases = append(p.Aliases[:len(p.Aliases):len(p.Aliases)], was)
	}
	changed := len(news) > 0 || p.Nameless || p.ID != a.ID
	p.ID, p.Nameless = a.ID, false
	return changed
}

var accountFields = map[string]func(*coach.AccountProfile, string){
	"account":     func(*coach.AccountProfile, string) {},
	"name":        func(p *coach.AccountProfile, v string) { p.Name = v },
	"parent":      func(p *coach.AccountProfile, v string) { p.Parent = v },
	"segment":     func(p *coach.AccountProfile, v string) { p.Segment = v },
	"employees":   func(p *coach.AccountProfile, v string) { p.Employees, _ = strconv.Atoi(v) },
	"country":     func(p *coach.AccountProfile, v string) { p.Country = v },
	"owner":       func(p *coach.AccountProfile, v string) { p.Owner = v },
	"source":      func(p *coach.AccountProfile, v string) { p.Source = v },
	"referred_by": func(p *coach.AccountProfile, v string) { p.ReferredBy = v },
	"since":       func(p *coach.AccountProfile, v string) { p.Since = day(v) },
}

// accountRow is a row of accounts.csv that waits for the others.
type accountRow struct {
	AccountRow
	r                  *row
	parent, referredBy *place
}

func (a *accountRow) telling() telling { return telling{a.r.spot(), a.Set} }

// label is how people call the account as far as this row knows.
func (a *accountRow) label() string {
	if name := a.Set["name"]; name != "" {
		return name
	}
	return a.ID
}

// readAccount reads a row of accounts.csv. What it names is looked up later.
func readAccount(im *importer, r *row) {
	id := r.need("account")
	set := map[string]string{}
	for _, col := range []string{"name", "parent", "segment", "country", "owner", "source", "referred_by"} {
		r.set(set, col, r.name(col))
	}
	r.set(set, "employees", r.count("employees"))
	r.set(set, "since", r.date("since").String())
	if r.bad != nil {
		r.good()
		return
	}
	a := &accountRow{AccountRow: AccountRow{ID: id, Set: set}, r: r}
	if old := im.accounts.rows[id]; old == nil || im.holds(a.telling(), old.telling(), "account", id) {
		im.accounts.rows[id] = a
	}
	im.accountRows = append(im.accountRows, a)
}

// settleAccounts is called when all rows of accounts.csv are there: names can be
// looked up from here on.
func settleAccounts(im *importer) {
	im.accounts.index(&im.notes)
	for _, a := range im.accountRows {
		im.accounts.lookUp(a, &im.people)
	}
}

// lookUp resolves what a row of accounts.csv names.
func (x *accounts) lookUp(a *accountRow, people *people) {
	refer := func(col string) *place {
		if a.Set[col] == "" {
			return nil
		}
		p, err := x.find(a.Set[col])
		if err != nil {
			a.r.fail(col, "%v", err)
		}
		return p
	}
	a.parent, a.referredBy = refer("parent"), refer("referred_by")
	owner := a.Set["owner"]
	if owner != "" {
		id, err := people.find(owner)
		if err != nil {
			a.r.fail("owner", "%v", err)
		}
		owner = id
	}
	if !a.r.good() {
		if x.rows[a.ID] == a {
			delete(x.rows, a.ID)
		}
		return
	}
	people.use(owner)
	a.r.set(a.Set, "owner", owner)
	a.parent.use(a.Set["parent"])
	a.referredBy.use(a.Set["referred_by"])
}
