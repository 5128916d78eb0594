package coach

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"time"
)

// draft is a book while a decision is made: the next book, what it writes, and
// what it owes to others.
type draft struct {
	change
	old, b   *Book
	e        Event
	m        Moment
	touched  map[Subject]bool // subjects whose facts changed
	deals    map[string]bool  // deals that changed, for the summary
	wins     bool             // … among them won ones
	all      bool             // … whatever stands in the book
	fed      []FactKind       // kinds that this event is the first to feed
	told     []FactKind       // … because somebody wrote one down at an account: news, but its absence elsewhere is none
	owe      []Owed
	act      *Act
	answered []*Nudge
}

func newDraft(b *Book, e Event, m Moment) *draft {
	next := *b
	next.State.Fed = maps.Clone(b.State.Fed)
	if next.State.Fed == nil {
		next.State.Fed = map[FactKind]Feed{}
	}
	return &draft{change: newChange(), old: b, b: &next, e: e, m: m, touched: map[Subject]bool{}, deals: map[string]bool{}}
}

// apply writes the event's facts into the book. An event applied twice, or two
// events in either order, lead to the same book.
func (d *draft) apply(e Event) {
	switch {
	case e.Deal != nil:
		d.applyDeal(e)
	case e.Commitment != nil:
		d.applyCommitment(e)
	case e.Touch != nil:
		d.applyTouch(e)
	case e.Answers != nil:
		d.applyAnswers(e)
	case e.Reply != nil:
		d.applyReply(e)
	case e.Posted != nil:
		d.applyPosted(*e.Posted)
	case e.Adopt != nil:
		d.applyAdopt(e)
	case e.Release != nil:
		d.applyRelease(*e.Release)
	case e.Rename != nil:
		d.applyRename(e)
	case e.Quota != nil:
		d.applyQuota(e)
	case e.Imported != nil:
		d.applyImported(e)
	case e.Wake != nil:
		for _, kind := range e.Wake.Kinds {
			d.hear(kind)
		}
	case e.Works != "":
		set(&d.change, &d.b.Works, worksField, e.Works, true)
		d.touched[On("account", e.Works)] = true
	case e.Baseline != nil:
		d.applyBaseline(e.Baseline)
	}
	for _, row := range e.Rows {
		d.apply(row.within(e))
	}
}

// within gives a row what it leaves to the event that it came with.
func (e Event) within(o Event) Event {
	if e.At.IsZero() {
		e.At = o.At
	}
	if e.ID == "" {
		e.ID = o.ID
	}
	if e.Source == "" {
		e.Source = o.Source
	}
	return e
}

// tell makes a field of what an event says.
func tell[T any](e Event, v T) Field[T] { return Field[T]{V: v, At: e.At, By: e.ID, Src: e.Source} }

// say merges what an event says, if it says anything, into a field.
func say[T any](e Event, f *Field[T], v *T) {
	if v != nil {
		f.merge(tell(e, *v))
	}
}

func (d *draft) applyDeal(e Event) {
	c := *e.Deal
	if e.Source == Import {
		if c = d.news(e); c.isEmpty() {
			return
		}
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

// oweAccount owes an account some news; all that one decision owes to one
// account travels as one event.
func (d *draft) oweAccount(account string, news Event) {
	id := d.e.ID + "/" + account
	news.ID, news.At, news.Source = id, d.e.At, d.e.Source
	for i := range d.owe {
		if d.owe[i].Event.Account == account {
			d.owe[i].Event.Rows = append(d.owe[i].Event.Rows, news)
			return
		}
	}
	d.owe = append(d.owe, Owed{ID: id, Event: Event{ID: id, At: d.e.At, Source: d.e.Source, Account: account, Rows: []Event{news}}})
}

// noteAct remembers what the rep themself did just now in Slack.
func (d *draft) noteAct(before, after *Deal, e Event) {
	if e.Source != Slack || e.By != d.b.Rep {
		return
	}
	d.act = &Act{Deal: after.ID, Account: after.Account.V}
	stage := d.m.Playbook.StageIndex(after.Stage.V())
	d.act.Step = before == nil || stage > d.m.Playbook.StageIndex(before.Stage.V()) && stage >= 0 && before.Stage.V() != ""
}

func (d *draft) applyCommitment(e Event) {
	c := *e.Commitment
	if e.Source == Import {
		last := d.b.Said["commitment/"+c.ID]
		if d.said("commitment/"+c.ID, e) {
			return
		}
		if last == nil || last.Commitment == nil {
			last = &Event{Commitment: new(CommitmentChange)}
		}
		c = since(c, *last.Commitment)
	}
	next := Commitment{ID: c.ID, Deal: c.Deal, Account: c.Account}
	if x, ok := d.b.Commitments[c.ID]; ok {
		next = *x
	}
	say(e, &next.Kind, c.Kind)
	say(e, &next.What, c.What)
	say(e, &next.Made, c.Made)
	say(e, &next.Due, c.Due)
	say(e, &next.Status, c.Status)
	if c.Status != nil && *c.Status != Pending {
		next.Settled.merge(tell(e, d.settledOn(e, &next, d.b.Commitments[c.ID])))
	}
	if next.Account != "" && !d.b.worksWith(next.Account) {
		d.oweAccount(next.Account, Event{Stake: &Stake{Rep: d.b.Rep}})
	}
	set(&d.change, &d.b.Commitments, commitmentField, c.ID, &next)
	d.touched[next.subject()] = true
	d.feed(e, Commitments)
	if e.Source == Slack && e.By == d.b.Rep {
		d.act = &Act{Deal: next.Deal, Account: next.Account}
	}
}

// settledOn is the day on which a promise was kept, broken or withdrawn: that of
// the news. An import that brings a promise for the first time when all is over
// has no such day; the day it was due is nearest, else that of its making.
func (d *draft) settledOn(e Event, c, before *Commitment) Date {
	today := DateIn(e.At, d.m.Zone)
	if e.Source == Import && before == nil {
		return min(cmp.Or(c.Due.V, c.Made.V), today)
	}
	return today
}

func (d *draft) applyQuota(e Event) {
	q := *e.Quota
	if e.Source == Import && d.said("quota/"+q.Period, e) {
		return
	}
	next := Quota{Period: q.Period}
	if old, ok := d.b.Quotas[q.Period]; ok {
		next = *old
	}
	next.Amount.merge(tell(e, q.Amount))
	set(&d.change, &d.b.Quotas, quotaField, q.Period, &next)
	d.touched[On("book", d.b.Rep)] = true
}

// subject is what a commitment stands under: its deal, else its account.
func (c *Commitment) subject() Subject {
	if c.Deal != "" {
		return On("deal", c.Deal)
	}
	return On("account", c.Account)
}

func (d *draft) applyTouch(e Event) {
	t := *e.Touch
	t.Feed = e.Source == Import || e.Source == App
	if old, ok := d.b.Touches[t.ID]; ok && *old == t {
		return
	}
	set(&d.change, &d.b.Touches, touchField, t.ID, &t)
	if t.Account != "" {
		d.oweAccount(t.Account, Event{Heard: &Heard{Rep: d.b.Rep, Touch: touchRow(&t)[0]}})
	}
	d.touched[On("account", t.Account)] = true
	if t.Deal != "" {
		d.touched[On("deal", t.Deal)] = true
	}
	d.feed(e, Touches)
	if t.Review {
		d.feed(e, Reviews)
	}
	d.measured(e)
	if e.Source == Slack && e.By == d.b.Rep {
		d.act = &Act{Deal: t.Deal, Account: t.Account, Touch: t.Kind, In: t.In, Review: t.Review}
	}
}

// measured hands on to the account what was measured or agreed at a contact.
func (d *draft) measured(e Event) {
	if e.Metric != nil {
		d.hear(Metrics)
		d.oweAccount(e.Touch.Account, Event{Metric: e.Metric})
	}
	if e.Review != nil {
		d.oweAccount(e.Touch.Account, Event{Review: e.Review})
	}
}

func (d *draft) applyAnswers(e Event) {
	c := *e.Answers
	if e.Source == Import {
		last := d.b.Said["answers/"+string(c.Subject)]
		if d.said("answers/"+string(c.Subject), e) {
			return
		}
		if last != nil && last.Answers != nil {
			c.Answers = maps.Clone(c.Answers)
			maps.DeleteFunc(c.Answers, func(k, v string) bool { was, ok := last.Answers.Answers[k]; return ok && was == v })
		}
	}
	next := Qualification{Subject: c.Subject, Answers: map[string]Field[string]{}}
	if q, ok := d.b.Qualifications[c.Subject]; ok {
		next.Answers, next.Verdicts = maps.Clone(q.Answers), q.Verdicts
	}
	changed := false
	for key, v := range c.Answers {
		f := next.Answers[key]
		changed = changed || fold(f.V) != "" && fold(f.V) != fold(v)
		f.merge(tell(e, v))
		next.Answers[key] = f
	}
	d.judge(e, &next, changed)
	set(&d.change, &d.b.Qualifications, qualificationField, c.Subject, &next)
	d.touched[c.Subject] = true
	if c.Subject.Kind() == "account" {
		for _, x := range d.b.OpenDealsAt(c.Subject.ID()) {
			d.touched[On("deal", x.ID)] = true
		}
	}
	d.feed(e, Qualifications)
	if e.Source == Slack && e.By == d.b.Rep {
		d.act = &Act{Verdict: true}
		if c.Subject.Kind() == "deal" {
			d.act.Deal = c.Subject.ID()
		} else {
			d.act.Account = c.Subject.ID()
		}
	}
}

// judge appends the verdict that the answers lead to; the same verdict again is
// kept too, since its date matters, but once a day only.
func (d *draft) judge(e Event, q *Qualification, changed bool) {
	v := d.m.Playbook.SweetSpot.Judge(d.b.AnswersFor(q, d.m.People))
	v.At, v.Event = e.At, e.ID
	kept := q.Verdicts
	if last := q.Latest(); last != nil {
		v.Changed = changed && better(v.Judgement, last.Judgement)
		if v.says(*last) && DateIn(last.At, d.m.Zone) == DateIn(v.At, d.m.Zone) {
			kept = kept[:len(kept)-1]
		}
	}
	q.Verdicts = append(slices.Clip(kept), v)
}

// rejudge gives a verdict on answers that were kept while none could be given:
// the sweet spot had not been written, or an import did not know it.
func (d *draft) rejudge() {
	if !d.m.Playbook.SweetSpot.Written {
		return
	}
	for _, s := range slices.Sorted(maps.Keys(d.b.Qualifications)) {
		q := d.b.Qualifications[s]
		if v := q.Latest(); v != nil && v.Judgement != Unjudged {
			continue
		}
		next := *q
		d.judge(Event{ID: d.e.ID, At: d.m.Now}, &next, false)
		set(&d.change, &d.b.Qualifications, qualificationField, s, &next)
	}
}

var judgementRank = map[Judgement]int{Outside: 1, NotNow: 2, Edge: 3, In: 4}

func better(a, b Judgement) bool { return b != Unjudged && judgementRank[a] > judgementRank[b] }

// feed notes that a fact of a kind reached the book.
func (d *draft) feed(e Event, kind FactKind) {
	if e.Source == Import {
		return // an import feeds when it is complete, see applyImported
	}
	f := d.b.State.Fed[kind]
	if !d.b.fed(kind, e.At, d.m) {
		d.fed = append(d.fed, kind)
	}
	d.setFeed(kind, f, e.At)
}

// hear notes that somebody wrote down a fact of a kind at an account of the book's.
func (d *draft) hear(kind FactKind) {
	if !d.b.fed(kind, d.e.At, d.m) && !slices.Contains(d.told, kind) {
		d.told = append(d.told, kind)
	}
	d.setFeed(kind, d.b.State.Fed[kind], d.e.At)
}

func (d *draft) setFeed(kind FactKind, f Feed, at time.Time) {
	if f.First.IsZero() {
		f.First = at
	}
	if at.After(f.Last) {
		f.Last = at
	}
	d.b.State.Fed[kind] = f
}

// fed says whether absence of a kind of fact means something at an instant.
func (b *Book) fed(kind FactKind, at time.Time, m Moment) bool {
	last := b.State.Fed[kind].Last
	return !last.IsZero() && DateIn(at, m.Zone) <= DateIn(last, m.Zone).AddDays(m.Playbook.Fed)
}

// FedUntil is the instant at which a kind of fact stops being fed unless
// another arrives; zero if none ever did.
func (b *Book) FedUntil(kind FactKind, p *Playbook, loc *time.Location) time.Time {
	last := b.State.Fed[kind].Last
	if last.IsZero() {
		return time.Time{}
	}
	return DateIn(last, loc).AddDays(p.Fed + 1).In(loc)
}

func (d *draft) applyImported(e Event) {
	for _, kind := range e.Imported.Kinds {
		f := d.b.State.Fed[kind]
		if !f.Imported {
			d.fed = append(d.fed, kind)
		}
		f.Imported = true
		d.setFeed(kind, f, e.At)
	}
	d.judgeImported()
}

// judgeImported judges imported answers once more, now that everything is in: what
// a verdict also rests on, the account's fields and the sweet spot, may have come
// after them. The verdict keeps its day; one that was given in Slack stands.
func (d *draft) judgeImported() {
	for _, s := range slices.Sorted(maps.Keys(d.b.Qualifications)) {
		q := d.b.Qualifications[s]
		last := q.Latest()
		if last == nil || !strings.HasPrefix(last.Event, "import/") {
			continue
		}
		v := d.m.Playbook.SweetSpot.Judge(d.b.AnswersFor(q, d.m.People))
		if v.Judgement == Unjudged || v.says(*last) {
			continue
		}
		v.At, v.Event, v.Changed = last.At, last.Event, last.Changed
		next := *q
		next.Verdicts = append(slices.Clip(q.Verdicts[:len(q.Verdicts)-1]), v)
		set(&d.change, &d.b.Qualifications, qualificationField, s, &next)
		d.touched[s] = true
	}
}
