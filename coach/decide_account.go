package coach

import (
	"slices"
	"time"
)

// DecideAccount applies an event to an account: an issue, a win, a stake. Its
// stakeholders' books are owed another look where the news may change what a
// rule says of them; an import's news waits for the import to be complete.
func DecideAccount(a *Account, e Event, people Directory, now time.Time) Decision {
	next := *a
	d := accountDraft{change: newChange(), old: a, a: &next, e: e, now: now}
	d.apply(e)
	for _, row := range e.Rows {
		d.apply(row.within(e))
	}
	if e.Source != Import {
		d.oweWakes(people)
	}
	out := Decision{Put: d.put, Rows: d.rows(), Owe: d.owe, Point: d.point}
	out.Empty = len(out.Put) == 0 && len(out.Owe) == 0
	if len(out.Owe) > 0 {
		out.Wake = now
	}
	return out
}

type accountDraft struct {
	change
	old   *Account
	a     *Account
	e     Event
	now   time.Time
	wake  bool     // the stakeholders' books have to look again
	far   bool     // and those of relatives
	heard []string // reps who were in contact
	met   bool     // … as nobody had been since that day
	waits bool     // somebody here began to wait for an answer, or had one
	won   bool     // there is another win, or one less
	owe   []Owed
	point map[Subject]string // contracts that are new here

	issues, contracts, products, metrics, review bool // what changed, for the summary

	told []FactKind // kinds of fact that somebody wrote down here, in Slack
}

func (d *accountDraft) apply(e Event) {
	switch {
	case e.Issue != nil:
		d.tell(e, Issues)
		d.applyIssue(e)
	case e.Contract != nil:
		d.applyContract(e)
	case e.Product != nil:
		d.applyProduct(e)
	case e.Metric != nil:
		d.tell(e, Metrics)
		d.applyMetric(e)
	case e.Review != nil:
		d.tell(e, Reviews)
		d.applyReview(e)
	case e.Win != nil:
		d.applyWin(*e.Win)
	case e.Stake != nil:
		d.applyStake(*e.Stake)
	case e.Heard != nil:
		d.applyHeard(*e.Heard)
	case e.Leave != nil:
		d.applyLeave(*e.Leave)
	case e.Arrive != nil:
		d.applyArrive(*e.Arrive)
	case e.Wake != nil:
		d.wake = true
	}
}

// tell notes that a person wrote down a fact of a kind: where people do, it is fed.
func (d *accountDraft) tell(e Event, kind FactKind) {
	if e.Source == Slack && !slices.Contains(d.told, kind) {
		d.told = append(d.told, kind)
	}
}

// news is what an import's row says that it did not say last time, so that
// importing again never undoes what was changed elsewhere since; ok is false
// where it says the same again. Anybody else's word counts as it is.
func news[T any](d *accountDraft, e Event, key string, change *T, of func(*Event) **T) (T, bool) {
	if e.Source != Import {
		return *change, true
	}
	said := Event{Source: Import, Account: d.a.ID}
	*of(&said) = change
	last := d.a.Said[key]
	if last != nil && sameJSON(last, &said) {
		return *change, false
	}
	set(&d.change, &d.a.Said, saidField, key, &said)
	if last == nil || *of(last) == nil {
		return since(*change, *new(T)), true
	}
	return since(*change, **of(last)), true
}

func (d *accountDraft) applyIssue(e Event) {
	c, ok := news(d, e, "issue/"+e.Issue.ID, e.Issue, func(e *Event) **IssueChange { return &e.Issue })
	if !ok {
		return
	}
	next := Issue{ID: c.ID}
	if i, ok := d.a.Issues[c.ID]; ok {
		next = *i
	}
	say(e, &next.Severity, c.Severity)
	say(e, &next.Opened, c.Opened)
	say(e, &next.Promised, c.Promised)
	say(e, &next.Closed, c.Closed)
	if e.Source == Slack && e.By != "" && next.Teller == "" {
		next.Teller = tellerOf(e.By, c.ID)
	}
	set(&d.change, &d.a.Issues, issueField, c.ID, &next)
	d.wake, d.far, d.issues = true, true, true
}

func (d *accountDraft) applyContract(e Event) {
	if k := d.a.Contracts[e.Contract.ID]; k != nil && k.To != "" { // it has gone to another account, and its news goes after it
		on := e
		on.ID, on.Account, on.Rows = e.ID+"/on/"+k.ID, k.To, nil
		d.owe = append(d.owe, Owed{ID: on.ID, Event: on})
		return
	}
	c, ok := news(d, e, "contract/"+e.Contract.ID, e.Contract, func(e *Event) **ContractChange { return &e.Contract })
	if !ok {
		return
	}
	next := Contract{ID: c.ID}
	if k, ok := d.a.Contracts[c.ID]; ok {
		next = *k
	}
	say(e, &next.Owner, c.Owner)
	say(e, &next.Product, c.Product)
	say(e, &next.Start, c.Start)
	say(e, &next.End, c.End)
	say(e, &next.Yearly, c.Yearly)
	say(e, &next.Auto, c.Auto)
	say(e, &next.Notice, c.Notice)
	say(e, &next.Renews, c.Renews)
	say(e, &next.Discount, c.Discount)
	say(e, &next.Outcome, c.Outcome)
	say(e, &next.Ended, c.Ended)
	say(e, &next.Reason, c.Reason)
	d.putContract(&next)
}

func (d *accountDraft) putContract(k *Contract) {
	if old := d.a.Contracts[k.ID]; old == nil || old.To != "" {
		if d.point == nil {
			d.point = map[Subject]string{}
		}
		d.point[On("contract", k.ID)] = d.a.ID
	}
	set(&d.change, &d.a.Contracts, contractField, k.ID, k)
	if owner := k.Owner.V; owner != "" && d.a.Stakes[owner] == nil {
		d.applyStake(Stake{Rep: owner})
		id := d.e.ID + "/works/" + owner
		d.owe = append(d.owe, Owed{ID: id, Event: Event{ID: id, At: d.e.At, Source: d.e.Source, Rep: owner, Works: d.a.ID}})
	}
	d.wake, d.contracts = true, true
}

func (d *accountDraft) applyProduct(e Event) {
	c, ok := news(d, e, "product/"+e.Product.Product, e.Product, func(e *Event) **ProductChange { return &e.Product })
	if !ok {
		return
	}
	next := Product{Product: c.Product}
	if p, ok := d.a.Products[c.Product]; ok {
		next = *p
	}
	say(e, &next.Since, c.Since)
	set(&d.change, &d.a.Products, productField, c.Product, &next)
	d.wake, d.products = true, true
}

func (d *accountDraft) applyMetric(e Event) {
	key := (&Metric{Metric: e.Metric.Metric, Measured: e.Metric.Measured}).key()
	c, ok := news(d, e, "metric/"+key, e.Metric, func(e *Event) **MetricChange { return &e.Metric })
	if !ok {
		return
	}
	next := Metric{Metric: c.Metric, Measured: c.Measured}
	if m, ok := d.a.Metrics[key]; ok {
		next = *m
	}
	say(e, &next.Target, c.Target)
	say(e, &next.Actual, c.Actual)
	say(e, &next.Direction, c.Direction)
	say(e, &next.Unit, c.Unit)
	set(&d.change, &d.a.Metrics, metricField, key, &next)
	d.wake, d.metrics = true, true
}

func (d *accountDraft) applyReview(e Event) {
	before := d.a.Said["review"]
	c, ok := news(d, e, "review", e.Review, func(e *Event) **ReviewChange { return &e.Review })
	if !ok {
		return
	}
	next := Review{}
	if d.a.Review != nil {
		next = *d.a.Review
	}
	say(e, &next.Cadence, c.Cadence)
	say(e, &next.Agreed, c.Agreed)
	next.Held = d.corrected(next.Held, before, e)
	if c.Last != nil && !c.Last.IsZero() {
		next.Held = next.Held.with(tell(e, *c.Last))
	}
	say(e, &next.Next, c.Next)
	d.a.Review = &next
	d.put[reviewField] = &next
	d.wake, d.review = true, true
}

// corrected takes out the review that an import said was the last one, if it now
// says that the last one was earlier or that there was none. A later one is news:
// then both were held.
func (d *accountDraft) corrected(held History[Date], said *Event, e Event) History[Date] {
	if e.Source != Import || said == nil || said.Review == nil || said.Review.Last == nil {
		return held
	}
	was := *said.Review.Last
	if is := e.Review.Last; is != nil && *is >= was {
		return held
	}
	return slices.DeleteFunc(slices.Clone(held), func(f Field[Date]) bool { return f.V == was && f.Src == Import })
}

// applyWin notes a win, or that it is none any more. The first win makes other
// open deals here expansions, and any may make a former customer one again, so
// everybody looks again.
func (d *accountDraft) applyWin(w Win) {
	old, ok := d.a.Wins[w.Deal]
	if ok && *old == w || w.Gone && (!ok || old.Rep != w.Rep) {
		return // known; or gone from a book whose win it is no more: it moved
	}
	first, custom := d.a.FirstWin(""), d.a.customAround(d.now)
	set(&d.change, &d.a.Wins, winField, w.Deal, &w)
	d.won, d.wake = true, d.wake || d.a.FirstWin("") != first || d.a.customAround(d.now) != custom
}

func (d *accountDraft) applyStake(s Stake) {
	if old, ok := d.a.Stakes[s.Rep]; ok && *old == s {
		return
	}
	set(&d.change, &d.a.Stakes, stakeField, s.Rep, &s)
}

// stakeholders are the reps who work with the account.
func (d *accountDraft) stakeholders() (reps []string) {
	for rep, s := range d.a.Stakes {
		if !s.Gone {
			reps = append(reps, rep)
		}
	}
	return reps
}

// oweWakes owes a look to those whom the news concerns: of a contact the rep at
// home here, unless it was theirs, and of the first of a day every stakeholder, for
// whom nothing may be left to remind of; of a win whoever is at home now, or was; of
// somebody who waits or no longer does, of the first contact after an issue was
// closed, and of anything else every stakeholder and the owner, and the relatives
// and whom the account referred, for whom an issue here counts too.
func (d *accountDraft) oweWakes(people Directory) {
	var reps []string
	home := d.a.home(people)
	if len(d.heard) > 0 {
		reps = append(reps, home)
		if d.met {
			reps = append(reps, d.stakeholders()...)
		}
		reps = slices.DeleteFunc(reps, func(rep string) bool { return slices.Contains(d.heard, rep) })
	}
	if d.won {
		reps = append(reps, home, d.old.home(people))
	}
	if d.wake || d.waits {
		reps = append(append(reps, d.stakeholders()...), home)
	}
	slices.Sort(reps)
	reps = slices.DeleteFunc(slices.Compact(reps), func(rep string) bool { return rep == "" })
	wake := Wake{Accounts: []string{d.a.ID}, Kinds: d.told}
	if d.e.Wake != nil {
		wake = *d.e.Wake
		wake.Accounts = append(slices.Clone(wake.Accounts), d.a.ID)
	}
	for _, rep := range reps {
		id := d.e.ID + "/wake/" + rep
		d.owe = append(d.owe, Owed{ID: id, Event: Event{ID: id, At: d.e.At, Source: Self, Rep: rep, Wake: &wake}})
	}
	if !d.wake || !d.far {
		return
	}
	near := append(people.Relatives(d.a.ID), people.Referred(d.a.ID)...)
	slices.Sort(near)
	for _, r := range slices.Compact(near) {
		id := d.e.ID + "/near/" + r
		d.owe = append(d.owe, Owed{ID: id, Event: Event{ID: id, At: d.e.At, Source: Self, Account: r, Wake: &Wake{Accounts: []string{d.a.ID}}}})
	}
}
