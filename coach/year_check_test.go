package coach_test

import (
	"slices"
	"strings"
	"time"

	"evenkeel/coach"
)

// What is held against every message as it is posted, by what the year itself
// knows of people's hours, zones, pauses and answers.

// shownFirst is a message that is posted for the first time.
func (y *year) shownFirst(out coach.Outgoing) {
	if out.Rep.ID == "" {
		y.toTeam(out)
		return
	}
	p, now := y.by[out.Rep.ID], y.clock()
	today := coach.DateIn(now, p.zone)
	y.counts[string(out.Message.Kind)]++
	switch out.Message.Kind {
	case coach.Daily:
		y.inHours(p, out)
		p.full[today] = y.things(out) >= 3
		y.atMost(out, p.daily, today, 1)
		if n := y.things(out); n > 3 {
			y.t.Errorf("%s got %d things in %s", p.id, n, out.Message.Key)
		}
	case coach.Now:
		y.inHours(p, out)
		y.atMost(out, p.soon, today, 1)
		if p.daily[today] == 0 {
			y.t.Errorf("%s got one more on %s, and the day's own has not gone", p.id, today)
		}
	case coach.Answer:
		if len(out.Nudges) > 2 {
			y.t.Errorf("%d findings in one answer to %s", len(out.Nudges), p.id)
		}
		if !strings.HasPrefix(out.Message.Key, "answer/qualify/") {
			y.atMost(out, p.answers, coach.DateIn(out.Message.At, p.zone), 3)
		}
	case coach.Halt:
		if !slices.ContainsFunc(out.Nudges, func(n coach.Nudge) bool { return n.Severity == coach.Stop }) {
			y.t.Errorf("nothing stops %s in %s", p.id, out.Message.Key)
		}
	}
	y.oneOfAnOrder(p, out)
	for i := range out.Nudges {
		y.counts["nudges"]++
		y.wanted(p, out, &out.Nudges[i], today)
		y.once(p, out, &out.Nudges[i])
		y.stillTrue(p, out, &out.Nudges[i])
	}
}

// oneOfAnOrder: of the rules that have an order on one subject a message says one
// only.
func (y *year) oneOfAnOrder(p *person, out coach.Outgoing) {
	first := map[coach.Subject]string{}
	for _, n := range out.Nudges {
		if y.rule(n.Rule).Rank == 0 {
			continue
		}
		if o := first[n.Subject]; o != "" && o != n.Rule {
			y.t.Errorf("%s was told both %s and %s of %s in %s", p.id, o, n.Rule, n.Subject, out.Message.Key)
		}
		first[n.Subject] = n.Rule
	}
}

func (y *year) rule(id string) *coach.Rule {
	return &y.Rules[slices.IndexFunc(y.Rules, func(r coach.Rule) bool { return r.ID == id })]
}

// toTeam is the one message of a day to a team's channel.
func (y *year) toTeam(out coach.Outgoing) {
	y.counts[string(out.Message.Kind)]++
	now := out.Message.At.In(time.UTC) // when it was decided, in the playbook's zone
	at := coach.ClockTime(now.Hour()*60 + now.Minute())
	if now.Weekday() == time.Saturday || now.Weekday() == time.Sunday || at < 9*60 {
		y.t.Errorf("team %s got %s at %s", out.Rep.Team, out.Message.Key, now)
	}
}

func (y *year) atMost(out coach.Outgoing, of map[coach.Date]int, on coach.Date, most int) {
	if of[on]++; of[on] > most {
		y.t.Errorf("%s got %d messages of kind %s on %s", out.Rep.ID, of[on], out.Message.Kind, on)
	}
}

// inHours looks at the clock on the wall where the person is.
func (y *year) inHours(p *person, out coach.Outgoing) {
	now := y.clock().In(p.zone)
	today, wall := coach.DateIn(now, p.zone), coach.ClockTime(now.Hour()*60+now.Minute())
	from, to := coach.ClockTime(9*60), coach.ClockTime(17*60)
	if p.from < p.to {
		from, to = p.from, p.to
	}
	off := now.Weekday() == time.Saturday || now.Weekday() == time.Sunday || slices.Contains(y.Playbook.Holidays[p.country], today)
	if off || wall < from || wall >= to || today < p.paused {
		y.t.Errorf("%s, whose hours are %s to %s, paused until %q, got %s at %s", p.id, from, to, p.paused, out.Message.Key, now)
	}
}

// things counts what a day's message says, without its notes: a list is one, and so
// is a stop (one that was snoozed comes back here) with what is ordered after it.
func (y *year) things(out coach.Outgoing) int {
	seen, stopped := map[string]bool{}, map[coach.Subject]bool{}
	for _, n := range out.Nudges {
		rank := y.rule(n.Rule).Rank
		stopped[n.Subject] = stopped[n.Subject] || n.Severity == coach.Stop
		switch {
		case n.Severity == coach.Note, rank > 0 && stopped[n.Subject]:
		case slices.Contains(out.Message.Lists, n.Rule):
			seen[n.Rule] = true
		default:
			seen[n.Key] = true
		}
	}
	return len(seen)
}

// wanted: a person hears nothing of what they have muted, put off or found not
// useful too often, and while they pause nothing at all, but for a stop.
func (y *year) wanted(p *person, out coach.Outgoing, n *coach.Nudge, today coach.Date) {
	if n.For != coach.ForRep {
		y.t.Errorf("%s was told %s, which is for %q", p.id, n.Key, n.For)
	}
	if n.Severity == coach.Stop {
		return
	}
	decided := coach.DateIn(out.Message.At, p.zone)
	switch {
	case p.muted[n.Rule] && out.Message.At.After(p.mutedAt[n.Rule]):
		y.t.Errorf("%s has muted %s and was told %s", p.id, n.Rule, n.Key)
	case decided < p.quiet[n.Rule]:
		y.t.Errorf("%s found %s not useful thrice and was told %s", p.id, n.Rule, n.Key)
	case decided < p.paused && out.Message.At.After(p.pausedAt):
		y.t.Errorf("%s has paused until %s and was told %s", p.id, p.paused, n.Key)
	}
	for key, s := range p.asleep {
		if s.episode == n.Episode && decided < s.until && out.Message.At.After(s.at) && y.book(p).Nudges[key].Open() {
			y.t.Errorf("%s has put off %s until %s and was told %s on %s", p.id, key, s.until, n.Key, today)
		}
	}
}

// once: an occurrence is said once, and again only when a snooze ends, when it was
// done and is still true (that once), or as the answer to a touch that it asks
// after.
func (y *year) once(p *person, out coach.Outgoing, n *coach.Nudge) {
	o := n.Key + " " + n.Severity.String()
	p.said[o]++
	if p.said[o] == 1 {
		delete(p.may, n.Key)
		delete(p.reminded, n.Key)
		return
	}
	answers := strings.HasPrefix(out.Message.Key, "answer/touch/") || strings.HasPrefix(out.Message.Key, "stop/touch/")
	may := p.may[n.Key]
	if may == "" && !answers {
		y.t.Errorf("%s was told %s %d times, again in %s", p.id, o, p.said[o], out.Message.Key)
	}
	if may == coach.Done {
		p.reminded[n.Key] = true
		y.counts["reminded"]++
	}
	delete(p.may, n.Key)
}

// stillTrue asks the rule again, at the instant at which its finding is posted.
func (y *year) stillTrue(p *person, out coach.Outgoing, n *coach.Nudge) {
	if !y.finds(p, n) {
		y.t.Errorf("%s was told %s in %s, which is not so any more", p.id, n.Key, out.Message.Key)
	}
}

func (y *year) book(p *person) *coach.Book {
	b, err := y.Held(y.t.Context(), p.id)
	if err != nil {
		y.t.Fatal(err)
	}
	return b
}

// finds says whether a nudge's rule finds its episode now.
func (y *year) finds(p *person, n *coach.Nudge) bool {
	b := y.book(p)
	c := coach.Case{Subject: n.Subject, Book: b, Now: y.clock(), Zone: p.zone}
	account := n.Account
	switch n.Subject.Kind() {
	case "deal":
		c.Deal = b.Deals[n.Subject.ID()]
		account = c.Deal.Account.V
	case "account":
		account = n.Subject.ID()
	}
	accounts, err := y.Accounts(y.t.Context(), append(y.People().Relatives(account), account)...)
	if err != nil {
		y.t.Fatal(err)
	}
	c.Accounts, c.Account = accounts, accounts[account]
	if n.Subject.Kind() == "contract" {
		c.Contract = c.Account.Contracts[n.Subject.ID()]
	}
	found, _ := y.rule(n.Rule).Look(c, y.Playbook, y.People().Rep(p.id), y.People())
	return slices.ContainsFunc(found, func(f coach.Finding) bool {
		f.Rule, f.Subject = n.Rule, n.Subject
		return f.Episode() == n.Episode
	})
}
