package coach_test

import (
	"fmt"
	"maps"
	"slices"
	"time"

	"evenkeel/coach"
)

// What people do in a year.

func (y *year) today(p *person) coach.Date { return coach.DateIn(y.clock(), p.zone) }

// does is an act of a person; what names it tells what it was.
func (y *year) does(p *person, what string, e coach.Event) {
	y.acts++
	y.act(p.id, fmt.Sprintf("%s/%06d", what, y.acts), e)
}

// befalls is something that an app tells of an account.
func (y *year) befalls(account string, e coach.Event) {
	y.acts++
	e.ID, e.At, e.Source, e.Account = fmt.Sprintf("app/%06d", y.acts), y.clock(), coach.App, account
	if err := y.HandleAccount(y.t.Context(), e); err != nil {
		y.t.Fatal(err)
	}
}

// begin imports what a person has on the first day.
func (y *year) begin(p *person) {
	today := y.today(p)
	var rows []coach.Event
	for range 3 {
		x := y.affair(p)
		x.stage = y.rand.IntN(3)
		created := today.AddDays(-y.rand.IntN(120))
		rows = append(rows, coach.Event{Deal: &coach.DealChange{ID: x.id, Account: &x.account, Stage: &y.Playbook.Stages[x.stage], Amount: y.amount(), Created: &created}})
	}
	won := today.AddDays(-y.rand.IntN(300))
	for i, a := range p.accounts[1:3] {
		rows = append(rows, coach.Event{Deal: &coach.DealChange{ID: fmt.Sprint("won/", p.id, i), Account: &a, Stage: ptr("negotiation"), Amount: y.amount(), Outcome: ptr(coach.Won), Closed: &won}})
	}
	y.does(p, "import", coach.Event{Source: coach.Import, Rows: rows})
	y.fed(p)
}

// fed is an import with every file, most of them without news.
func (y *year) fed(p *person) {
	y.does(p, "import", coach.Event{Source: coach.Import, Imported: &coach.Imported{Kinds: []coach.FactKind{coach.Deals, coach.Touches, coach.Commitments,
		coach.Metrics, coach.Issues, coach.Reviews, coach.Contracts, coach.Products, coach.Qualifications}}})
}

func (y *year) affair(p *person) *affair {
	x := &affair{id: fmt.Sprintf("D-%s-%d", p.id, len(p.deals)), account: p.accounts[y.rand.IntN(len(p.accounts))]}
	p.deals = append(p.deals, x)
	return x
}

func (y *year) amount() *coach.Money {
	return &coach.Money{Minor: int64(1000+y.rand.IntN(90000)) * 100, Currency: "USD"}
}

// live lets a person do one thing.
func (y *year) live(p *person) {
	switch n := y.rand.IntN(100); {
	case n < 28:
		y.sell(p)
	case n < 46:
		y.touch(p)
	case n < 62:
		y.promise(p)
	case n < 68:
		y.qualify(p)
	case n < 78:
		y.serve(p)
	case n < 94:
		y.answer(p)
	case n < 96:
		y.fed(p)
	default:
		y.settings(p)
	}
}

func (y *year) sell(p *person) {
	open := slices.DeleteFunc(slices.Clone(p.deals), func(x *affair) bool { return x.over })
	var x *affair
	if len(open) == 0 || len(open) < 6 && y.rand.IntN(4) == 0 {
		x = y.affair(p)
	} else {
		x = open[y.rand.IntN(len(open))]
		x.stage = min(x.stage+1, len(y.Playbook.Stages)-1)
	}
	c := &coach.DealChange{ID: x.id, Account: &x.account, Stage: &y.Playbook.Stages[x.stage], Amount: y.amount()}
	if x.stage == len(y.Playbook.Stages)-1 && y.rand.IntN(2) == 0 {
		x.over = true
		c.Outcome, c.Closed = ptr([]coach.Outcome{coach.Won, coach.Lost, coach.Disqualified}[y.rand.IntN(3)]), ptr(y.today(p))
	}
	e := coach.Event{Deal: c}
	if y.rand.IntN(4) == 0 {
		e.Source = coach.App
	}
	y.does(p, "deal", e)
}

func (y *year) touch(p *person) {
	kind := []coach.TouchKind{coach.Care, coach.Sales}[y.rand.IntN(2)]
	in := y.rand.IntN(4) == 0
	x := p.deals[y.rand.IntN(len(p.deals))]
	t := &coach.Touch{ID: fmt.Sprint("T", y.acts), Account: x.account, Day: y.today(p), At: y.clock(), Kind: kind, In: in, Waiting: in && y.rand.IntN(2) == 0, Note: "they said so",
		Review: kind == coach.Care && y.rand.IntN(8) == 0}
	if kind == coach.Sales && !x.over {
		t.Deal = x.id
	}
	y.does(p, "touch", coach.Event{Touch: t})
}

func (y *year) promise(p *person) {
	if len(p.promises) > 0 && y.rand.IntN(2) == 0 {
		i := y.rand.IntN(len(p.promises))
		status := []coach.CommitmentStatus{coach.Kept, coach.Kept, coach.Broken, coach.Withdrawn}[y.rand.IntN(4)]
		y.does(p, "commit", coach.Event{Commitment: &coach.CommitmentChange{ID: p.promises[i], Status: &status}})
		p.promises = slices.Delete(p.promises, i, i+1)
		return
	}
	x := p.deals[y.rand.IntN(len(p.deals))]
	id, today := fmt.Sprint("C", y.acts), y.today(p)
	c := &coach.CommitmentChange{ID: id, Account: x.account, Kind: ptr([]coach.CommitmentKind{coach.Time, coach.Data, coach.Cash}[y.rand.IntN(3)]),
		Made: &today, Due: ptr(today.AddDays(y.rand.IntN(16) - 2)), Status: ptr(coach.Pending)}
	if !x.over {
		c.Deal, c.Account = x.id, ""
	}
	p.promises = append(p.promises, id)
	y.does(p, "commit", coach.Event{Commitment: c})
}

func (y *year) qualify(p *person) {
	x := p.deals[y.rand.IntN(len(p.deals))]
	problem := []string{"stock-outs", "fame", ""}[y.rand.IntN(3)]
	y.does(p, "qualify", coach.Event{Answers: &coach.AnswersGiven{Subject: coach.On("deal", x.id), Answers: map[string]string{"problem": problem, "budget": "yes"}}})
}

// serve is what happens at a customer.
func (y *year) serve(p *person) {
	a, today := p.accounts[1+y.rand.IntN(len(p.accounts)-1)], y.today(p)
	switch y.rand.IntN(5) {
	case 0:
		id := fmt.Sprint("I", y.acts)
		p.issues[id] = a
		y.befalls(a, coach.Event{Issue: &coach.IssueChange{ID: id, Severity: ptr([]coach.IssueSeverity{coach.High, coach.Medium, coach.Low}[y.rand.IntN(3)]), Opened: &today}})
	case 1, 2:
		for _, id := range slices.Sorted(maps.Keys(p.issues)) {
			y.befalls(p.issues[id], coach.Event{Issue: &coach.IssueChange{ID: id, Closed: &today}})
			delete(p.issues, id)
			return
		}
	case 3:
		id, auto := fmt.Sprint("K", y.acts), y.rand.IntN(4) == 0
		p.terms[id] = a
		y.befalls(a, coach.Event{Contract: &coach.ContractChange{ID: id, Product: ptr("till"), Start: ptr(today.AddDays(-300)), End: ptr(today.AddDays(20 + y.rand.IntN(180))), Yearly: y.amount(), Auto: &auto, Notice: ptr(y.rand.IntN(60))}})
	case 4:
		for _, id := range slices.Sorted(maps.Keys(p.terms)) {
			y.befalls(p.terms[id], coach.Event{Contract: &coach.ContractChange{ID: id, Outcome: ptr([]coach.ContractOutcome{coach.Renewed, coach.Lapsed}[y.rand.IntN(2)])}})
			delete(p.terms, id)
			return
		}
		y.befalls(a, coach.Event{Metric: &coach.MetricChange{Metric: "uptime", Measured: today, Target: ptr("99"), Actual: ptr(fmt.Sprint(97 + y.rand.IntN(4))), Direction: ptr("at_least")}})
	}
}

// answer presses something on what was shown and is open, an old one or a new one.
func (y *year) answer(p *person) {
	b := y.book(p)
	var keys []string
	for _, key := range slices.Sorted(maps.Keys(b.Nudges)) {
		if n := b.Nudges[key]; n.Open() && b.Messages[n.Message] != nil && b.Messages[n.Message].TS != "" {
			keys = append(keys, key)
		}
	}
	if len(keys) == 0 {
		return
	}
	n, today := b.Nudges[keys[y.rand.IntN(len(keys))]], y.today(p)
	r := &coach.Reply{Nudge: n.Key, Kind: []coach.ReplyKind{coach.Done, coach.Snooze, coach.Snooze, coach.NotUseful}[y.rand.IntN(4)]}
	delete(p.asleep, n.Key)
	delete(p.may, n.Key)
	switch r.Kind {
	case coach.Done:
		if !p.reminded[n.Key] {
			p.may[n.Key] = coach.Done
		}
	case coach.Snooze:
		r.Until = today.AddDays(1 + y.rand.IntN(12))
		p.may[n.Key] = coach.Snooze
		p.asleep[n.Key] = sleep{n.Episode, y.clock(), r.Until}
		y.counts["snoozed"]++
	case coach.NotUseful:
		r.Reason = []string{"wrong_fact", "wrong_time", "not_mine"}[y.rand.IntN(3)]
	}
	y.dislike(p, n, r.Kind, today)
	y.does(p, "reply", coach.Event{Reply: r})
}

// dislike counts *not useful* by itself: three in a fortnight quiet a rule for one.
func (y *year) dislike(p *person, n *coach.Nudge, kind coach.ReplyKind, today coach.Date) {
	was := p.disliked[n.Rule]
	p.disliked[n.Rule] = slices.DeleteFunc(was, func(x dislike) bool { return x.nudge == n.Key || x.on <= today-14 })
	if kind != coach.NotUseful {
		return
	}
	if p.disliked[n.Rule] = append(p.disliked[n.Rule], dislike{n.Key, today}); len(p.disliked[n.Rule]) >= 3 {
		p.quiet[n.Rule] = today + 14
		y.counts["quieted"]++
	}
}

// settings are what a person changes about the coach, and where they are.
func (y *year) settings(p *person) {
	today := y.today(p)
	switch y.rand.IntN(6) {
	case 0:
		p.paused, p.pausedAt, p.changed = today.AddDays(1+y.rand.IntN(15)), y.clock(), y.clock()
		y.counts["paused"]++
		y.does(p, "prefs", coach.Event{Prefs: &coach.PrefsChange{Paused: &p.paused}})
	case 1:
		p.paused, p.changed = 0, y.clock()
		y.does(p, "prefs", coach.Event{Prefs: &coach.PrefsChange{Paused: &p.paused}})
	case 2:
		rule := y.Rules[y.rand.IntN(len(y.Rules))].ID
		c := coach.PrefsChange{Mute: []string{rule}}
		p.mutedAt[rule] = y.clock()
		if p.muted[rule] = !p.muted[rule]; !p.muted[rule] {
			c = coach.PrefsChange{Unmute: []string{rule}}
			delete(p.quiet, rule)
		}
		y.does(p, "prefs", coach.Event{Prefs: &c})
	case 3:
		span := coach.Span{From: coach.ClockTime(y.rand.IntN(14) * 60)}
		span.To = span.From + coach.ClockTime(30+y.rand.IntN(9*60))
		if y.rand.IntN(3) == 0 { // less than the messages are spread over
			span.To = span.From + coach.ClockTime(3+y.rand.IntN(10))
		}
		if y.rand.IntN(2) == 0 {
			span = coach.Span{}
		}
		p.from, p.to, p.changed = span.From, span.To, y.clock()
		y.does(p, "prefs", coach.Event{Prefs: &coach.PrefsChange{Hours: &span}})
	default:
		y.travel(p)
	}
}

// travel takes a person to another zone, as Slack tells it.
func (y *year) travel(p *person) {
	p.zone = y.zones[y.rand.IntN(len(y.zones))]
	y.counts["travelled"]++
	p.changed = y.clock()
	_, err := y.Enrol(y.t.Context(), coach.SlackProfile{User: "U" + p.id, Name: p.id, Zone: p.zone.String()})
	if err != nil {
		y.t.Fatal(err)
	}
	y.until(y.clock().Add(time.Second))
}
