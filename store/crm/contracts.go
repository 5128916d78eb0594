package crm

import "evenkeel/coach"

// readContract reads a row of contracts.csv. A contract's id is its own, at
// whichever account it stands.
func readContract(im *importer, r *row) {
	account, name := r.account()
	owner := r.rep("owner")
	outcome := coach.ContractOutcome(r.word("outcome", string(coach.Renewed), string(coach.Lapsed), string(coach.Cancelled)))
	payer := owner // whose currency it is in
	if payer == "" && account != nil {
		payer = im.accounts.owner(account, &im.people)
	}
	c := coach.ContractChange{
		ID: r.need("contract"), Owner: said(r, "owner", owner), Product: said(r, "product", r.name("product")),
		Start: said(r, "start", r.date("start")), Yearly: said(r, "yearly_value", r.money("yearly_value", payer)),
		Auto: said(r, "auto_renew", r.flag("auto_renew")), Notice: said(r, "notice_days", r.days("notice_days")),
		Renews: said(r, "renews", r.name("renews")), Discount: said(r, "discount", r.share("discount", leastDiscount)),
		Outcome: said(r, "outcome", outcome), Reason: said(r, "reason", r.text("reason")),
	}
	r.term(&c)
	if !r.good() {
		return
	}
	if c.Ended != nil && !c.Ended.IsZero() && outcome == "" {
		im.notes.add(r.f.path+": a day in ended and no outcome; one that ended early counts as lost on that day", "contract", c.ID)
	}
	account.use(name)
	im.people.use(owner)
	if !im.part.has(c.ID) {
		return
	}
	f := &fact{r, account, name, "contract", c.ID, coach.Event{Contract: &c}}
	if old := im.contracts[c.ID]; old == nil || im.holds(f.telling(), old.telling(), "contract", c.ID) {
		im.contracts[c.ID] = f
	}
}

// term reads when a contract ends, and checks that against its start.
func (r *row) term(c *coach.ContractChange) {
	start, end, ended := r.date("start"), r.date("end"), r.date("ended")
	c.End, c.Ended = &end, said(r, "ended", ended)
	r.need("end")
	if !end.IsZero() && end < start {
		r.fail("end", "%s is before the start, %s", end, start)
	}
	if !ended.IsZero() && ended < start {
		r.fail("ended", "%s is before the start, %s", ended, start)
	}
}
