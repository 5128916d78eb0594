package crm

import "evenkeel/coach"

// deal is a row of deals.csv.
type deal struct {
	change  coach.DealChange
	owner   string
	account *place // nil: none
	name    string // the account as written
	answers map[string]string
	at      spot
}

func (d *deal) telling() telling {
	return telling{d.at, []any{d.change, d.owner, d.account.key(d.name), d.answers}}
}

// readDeal reads a row of deals.csv.
func readDeal(im *importer, r *row) {
	d := &deal{change: coach.DealChange{
		ID:         r.need("deal"),
		Name:       said(r, "name", r.text("name")),
		Product:    said(r, "product", r.text("product")),
		StageSince: said(r, "stage_since", r.date("stage_since")),
		Kind:       said(r, "kind", coach.Kind(r.word("kind", string(coach.KindNew), string(coach.KindExpansion), string(coach.KindRenewal)))),
		Source:     said(r, "source", r.text("source")),
		Created:    said(r, "created", r.date("created")),
		Close:      said(r, "close_date", r.date("close_date")),
		Until:      said(r, "until", r.date("until")),
		Reason:     said(r, "reason", r.text("reason")),
		Refer:      said(r, "refer", r.text("refer")),
	}}
	stage := im.stage(r)
	d.change.Stage = &stage
	early := im.outcome(r, &d.change)
	d.extra(r)
	name, owner := r.name("account"), r.need("owner")
	d.name, d.at = name, r.spot()
	d.resolve(im, r, name, owner)
	d.change.Amount = said(r, "amount", r.money("amount", d.owner))
	if !r.good() {
		return
	}
	d.account.use(name)
	im.people.use(d.owner)
	im.noteDeal(r, d, early)
	if !im.part.hasDeal(d.change.ID, d.owner) {
		return
	}
	if old := im.deals[d.change.ID]; old == nil || im.holds(d.telling(), old.telling(), "deal", d.change.ID) {
		im.deals[d.change.ID] = d
	}
}

// stage reads a deal's stage, in the playbook's spelling where it lists it.
func (im *importer) stage(r *row) string {
	stage := r.need("stage")
	if i := im.playbook.StageIndex(stage); i >= 0 {
		return im.playbook.Stages[i]
	}
	return stage
}

// outcome reads what became of a deal and on which day. early says that the row
// has a closing day and no outcome that goes with it.
func (im *importer) outcome(r *row, c *coach.DealChange) (early bool) {
	o := coach.Outcome(r.word("outcome", string(coach.Won), string(coach.Lost), string(coach.Disqualified), string(coach.Later)))
	closed := r.date("closed")
	c.Outcome, c.Closed = said(r, "outcome", o), said(r, "closed", closed)
	switch {
	case o.Closed():
		if closed.IsZero() {
			closed = r.date("close_date")
		}
		if closed.IsZero() && r.bad == nil {
			r.fail("outcome", "a deal that is %s needs a date in closed or close_date", o)
		}
		c.Closed = &closed
	case o == coach.Later && r.date("until").IsZero() && r.bad == nil:
		r.fail("outcome", "later needs a date in until")
	case !r.has("outcome"):
		c.Closed = nil // a file without outcomes closes nothing, and opens nothing again
		return !closed.IsZero()
	default:
		c.Closed = new(coach.Date) // an outcome that is gone takes its day with it
		return !closed.IsZero()
	}
	return false
}

// extra keeps what has no field of its own: shares as decimal fractions.
func (d *deal) extra(r *row) {
	for col, v := range map[string]string{
		"discount": r.share("discount", leastDiscount), "margin": r.share("margin", leastMargin), "contract": r.text("contract"),
	} {
		if !r.has(col) {
			continue
		}
		if d.change.Extra == nil {
			d.change.Extra = map[string]string{}
		}
		d.change.Extra[col] = v
	}
	for _, q := range r.h.answers {
		if d.answers == nil {
			d.answers = map[string]string{}
		}
		d.answers[q.key] = r.text(q.col)
	}
}

// resolve finds the deal's account and owner.
func (d *deal) resolve(im *importer, r *row, account, owner string) {
	var err error
	if account != "" {
		if d.account, err = im.accounts.find(account); err != nil {
			r.fail("account", "%v", err)
		}
	}
	if d.owner, err = im.people.find(owner); err != nil {
		r.fail("owner", "%v", err)
	}
}

// noteDeal notes what a person may want to know of a good row.
func (im *importer) noteDeal(r *row, d *deal, early bool) {
	id, stage := d.change.ID, *d.change.Stage
	if d.account == nil {
		im.notes.add(r.f.path+": without an account, counted as deals and for no customer", "deal", id)
	}
	if early {
		im.notes.add(r.f.path+": a day in closed and no outcome that closes, so not closed", "deal", id)
	}
	if len(im.playbook.Stages) > 0 && im.playbook.StageIndex(stage) < 0 {
		im.notes.add(r.f.path+": stage "+short(stage)+" is not in the playbook's list; kept as written, counts as open", "deal", id)
	}
}

// events puts the deal into its owner's book, with its answers if there are any.
func (d *deal) events(im *importer) {
	id, account := d.change.ID, d.account.final()
	d.change.Account = &account
	im.put(im.books, d.owner, "1/"+id, told{coach.Event{ID: "import/deals/" + id, Rep: d.owner, Deal: &d.change}, d.at}, "deal", id)
	for _, a := range d.answers {
		if a != "" {
			e := coach.Event{ID: "import/answers/deal/" + id, Rep: d.owner, Answers: &coach.AnswersGiven{Subject: coach.On("deal", id), Answers: d.answers}}
			im.put(im.books, d.owner, "1/"+id+"\x00answers", told{e, d.at}, "deal", id)
			return
		}
	}
}
