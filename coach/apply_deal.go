package coach

import (
	"maps"
	"slices"
)

func (d *draft) applyDeal(e Event) {
	c := *e.Deal
	if e.Source == Import {
		if c = d.news(e); c.isEmpty() {
			return
		}
	}
	if e.Line != nil && d.b.Deleted(e.Line.ID) {
		return
	}
	x, known := d.b.Deals[c.ID]
	if known && x.To != "" { // it has gone to another book, and its news goes after it
		on := e
		on.ID, on.Rep, on.Rows = e.ID+"/on", x.To, nil
		d.owe = append(d.owe, Owed{ID: on.ID, Event: on})
		return
	}
	next := Deal{ID: c.ID}
	if known {
		next = *x
	} else {
		next.Opened = e.At
	}
	d.take(e, c, &next)
	d.mergeDeal(e, c, &next)
	if !known && !next.Created.Set() && e.Source != Import {
		next.Created = tell(e, DateIn(e.At, d.m.Zone))
	}
	d.putDeal(&next)
	d.noteAct(x, &next, e)
	if e.Source != Import { // word by word is no first import: nothing is to be counted quietly
		d.setFeed(Deals, d.b.State.Fed[Deals], e.At)
	}
}

func (d *draft) mergeDeal(e Event, c DealChange, x *Deal) {
	say(e, &x.Account, c.Account)
	say(e, &x.Name, c.Name)
	say(e, &x.Product, c.Product)
	say(e, &x.StageSince, c.StageSince)
	say(e, &x.Amount, c.Amount)
	say(e, &x.Kind, c.Kind)
	say(e, &x.Source, c.Source)
	say(e, &x.Created, c.Created)
	say(e, &x.Outcome, c.Outcome)
	say(e, &x.Closed, c.Closed)
	say(e, &x.Until, c.Until)
	say(e, &x.Reason, c.Reason)
	say(e, &x.Refer, c.Refer)
	if c.Stage != nil {
		x.Stage = x.Stage.with(tell(e, *c.Stage))
	}
	if c.Close != nil {
		x.Close = x.Close.with(tell(e, *c.Close))
	}
	if len(c.Extra) > 0 {
		x.Extra = maps.Clone(x.Extra)
		if x.Extra == nil {
			x.Extra = map[string]Field[string]{}
		}
		for k, v := range c.Extra {
			f := x.Extra[k]
			f.merge(tell(e, v))
			x.Extra[k] = f
		}
	}
}

// putDeal writes a deal, and what its account has to know of it: that this book
// works there, and its win.
func (d *draft) putDeal(x *Deal) {
	old := d.old.Deals[x.ID]
	if before, ok := d.b.Deals[x.ID]; ok && before.Account.V != x.Account.V && before.Account.V != "" {
		d.touched[On("account", before.Account.V)] = true
	}
	if x.Account.V != "" && !d.b.worksWith(x.Account.V) {
		d.oweAccount(x.Account.V, Event{Stake: &Stake{Rep: d.b.Rep}})
	}
	d.wins = d.wins || wonRow(d.b.Deals[x.ID]) != wonRow(x)
	set(&d.change, &d.b.Deals, dealField, x.ID, x)
	d.deals[x.ID] = true
	d.touched[On("deal", x.ID)] = true
	if x.Account.V != "" {
		d.touched[On("account", x.Account.V)] = true
	}
	d.oweWin(d.e, old, x)
}

// worksWith says whether the book has a deal or commitment at the account.
func (b *Book) worksWith(account string) bool {
	for _, x := range b.Deals {
		if x.Account.V == account && x.To == "" {
			return true
		}
	}
	for _, c := range b.Commitments {
		if c.Account == account {
			return true
		}
	}
	return false
}

// oweWin tells the accounts concerned when a deal became won, or no longer is.
func (d *draft) oweWin(e Event, old, x *Deal) {
	was, is := winOf(old, d.b.Rep), winOf(x, d.b.Rep)
	if was == is {
		return
	}
	if was.account != "" && was.account != is.account || is.account == "" && was.account != "" {
		gone := was.Win
		gone.Gone = true
		d.oweAccount(was.account, Event{Win: &gone})
	}
	if is.account != "" {
		win := is.Win
		d.oweAccount(is.account, Event{Win: &win})
	}
}

type wonAt struct {
	Win
	account string
}

func winOf(x *Deal, rep string) wonAt {
	if x == nil || x.Outcome.V != Won || x.To != "" || x.Account.V == "" {
		return wonAt{}
	}
	return wonAt{Win{Deal: x.ID, Rep: rep, Day: x.Closed.V, Amount: x.Amount.V, Kind: x.Kind.V}, x.Account.V}
}

// noteAct remembers what the rep themself did just now in Slack.
func (d *draft) noteAct(before, after *Deal, e Event) {
	if e.Source != Slack || e.By != d.b.Rep {
		return
	}
	d.act = &Act{Deal: after.ID, Account: after.Account.V}
	if before == nil {
		d.act.Step = true
		return
	}
	from := d.m.Playbook.StageIndex(before.Stage.V())
	if before.Stage.V() == "" {
		from = 0 // opened, and nobody said at which stage
	}
	d.act.Step = from >= 0 && d.m.Playbook.StageIndex(after.Stage.V()) > from
}

// ToldBy says whether anything that stands of a deal came from such an event.
func (x *Deal) ToldBy(event func(id string) bool) bool {
	for _, f := range append(slices.Clone(x.Stage), x.Product, x.Name) {
		if event(f.By) {
			return true
		}
	}
	for _, f := range append(slices.Clone(x.Close), x.Closed, x.Until) {
		if event(f.By) {
			return true
		}
	}
	return event(x.Outcome.By) || event(x.Amount.By)
}
