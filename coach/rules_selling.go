package coach

import "time"

// What those rules share that look at the rep's own selling: an expansion is
// opened or moved forward while something is not right at the customer. Marking
// a deal won is no step, and never stopped.

// snag is something at a customer under which an expansion is better not taken
// further.
type snag struct {
	item  string    // names its episode on the deal
	since Date      // the day on which it began
	heard time.Time // when it became known: going on with a reason lasts until a newer one
	mild  bool      // a question to ask first, nothing to stop for
	facts []Fact
	said  *Nudge // what stands open of it from an earlier step, where a heavier one speaks of this one
}

// onStep is what a rule says of the deal's last step, given the snags under which
// it was taken, the heaviest first, and when time alone changes them. Each
// opening or forward step under one snag is an occurrence of its own.
func (c Case) onStep(r Ref, snags func(dealStep) ([]snag, time.Time)) ([]Finding, time.Time) {
	x := c.Deal
	if !x.Open() || x.Account.V == "" || c.Book.KindOf(x, c.Accounts, r.Playbook, c.Today()) != KindExpansion {
		return nil, c.becomesExpansion(x)
	}
	step, ok := c.lastStep(x, r)
	if !ok {
		return nil, time.Time{}
	}
	under, next := snags(step)
	var found []Finding
	for _, s := range c.notOverridden(r.rule.ID, under) {
		found = append(found, c.stepUnder(step, s))
	}
	return found, next
}

// stepUnder is the finding that a step was taken under a snag. Only the rep's own
// act is stopped; of what a feed or a colleague did the rep is warned.
func (c Case) stepUnder(step dealStep, s snag) Finding {
	f := Finding{Severity: Warn, Item: s.item, Step: step.forward, Start: max(step.day, s.since),
		Account: c.Deal.Account.V, Money: c.Deal.Amount.V, Facts: s.facts}
	switch {
	case s.mild:
		f.Severity = Hint
	case c.Act != nil && c.Act.Step && c.Act.Deal == c.Deal.ID:
		f.Severity = Stop
	}
	if s.said != nil {
		f.Severity, f.Step, f.Start = s.said.Severity, s.said.Step, s.said.Start
	}
	return f
}

// notOverridden keeps the heaviest snag, and as they stand those of which nudges are
// open: what was said of one is not over because another weighs more. Where the rep has gone on
// with a reason it keeps those that this was said of, whose nudges stand answered,
// and the heaviest of those heard of since: an override lasts until a new one.
func (c Case) notOverridden(rule string, under []snag) []snag {
	at, answered := c.overrides(rule)
	var out []snag
	newer := false
	for _, s := range under {
		episode := join(rule, string(c.Subject), s.item)
		fresh := (at.IsZero() || s.heard.After(at)) && !newer
		if answered[episode] {
			out = append(out, s)
		} else if fresh {
			newer = true
			out = append(out, s)
		} else if s.said = c.standing(episode); s.said != nil {
			out = append(out, s)
		}
	}
	return out
}

// standing is the newest open nudge of an episode; nil for none.
func (c Case) standing(episode string) (newest *Nudge) {
	for _, n := range c.Book.Nudges {
		if n.Episode == episode && n.Cleared.IsZero() && (newest == nil || newest.Found.Before(n.Found)) {
			newest = n
		}
	}
	return newest
}

// overrides is when the rep last went on with a reason on this subject, and the
// episodes of which they ever did.
func (c Case) overrides(rule string) (last time.Time, episodes map[string]bool) {
	episodes = map[string]bool{}
	for _, n := range c.Book.Nudges {
		if n.Rule == rule && n.Subject == c.Subject && n.Reply == Override {
			episodes[n.Episode] = true
			if n.RepliedAt.After(last) {
				last = n.RepliedAt
			}
		}
	}
	return last, episodes
}

// OnHold says whether a deal was taken further under a snag that is still there,
// and the rep has not gone on with a reason: a mark to look at, which changes no
// number and ends with the snag.
func (b *Book) OnHold(deal string) bool {
	for _, n := range b.Nudges {
		holds := n.Rule == "sell-on-issue" || n.Rule == "metrics-first"
		if holds && n.Subject == On("deal", deal) && n.Open() && n.For != ForShadow && n.Severity >= Warn {
			return true
		}
	}
	return false
}

// becomesExpansion is the day after a first win dated today or ahead, from
// which another open deal at the account is an expansion.
func (c Case) becomesExpansion(x *Deal) time.Time {
	if a := c.Accounts[x.Account.V]; a != nil && x.Open() {
		if first := a.FirstWin(""); !first.IsZero() {
			return c.upcoming(first.AddDays(1))
		}
	}
	return time.Time{}
}

// dealStep is the last time a deal was opened or moved forward.
type dealStep struct {
	stage   string
	forward string // the stage, if it is one that the deal was moved forward to
	day     Date
	at      time.Time // when that was told
}

// before says whether the step was taken before something that was told, and is
// dated to that day.
func (s dealStep) before(f Field[Date]) bool {
	if s.day != f.V || s.at.IsZero() || f.At.IsZero() {
		return s.day < f.V
	}
	return s.at.Before(f.At)
}

// lastStep is the deal's latest opening or forward step; none for an unlisted
// stage, of which nobody knows the order.
func (c Case) lastStep(x *Deal, r Ref) (dealStep, bool) {
	opened := x.Created.V
	if opened.IsZero() && !x.Opened.IsZero() && x.Created.Src != Import {
		opened = c.day(x.Opened)
	}
	if len(x.Stage) == 0 {
		return dealStep{day: opened, at: x.Opened}, !opened.IsZero()
	}
	first, at := x.Stage[0], r.Playbook.StageIndex(x.Stage[0].V)
	step := dealStep{stage: first.V, day: opened, at: x.Opened}
	if first.Src != Import && !x.Opened.IsZero() && first.At.After(x.Opened) && at > 0 { // opened without one
		step = dealStep{first.V, first.V, c.day(first.At), first.At}
	}
	for _, s := range x.Stage[1:] {
		i := r.Playbook.StageIndex(s.V)
		if i > at && at >= 0 {
			step = dealStep{s.V, s.V, c.day(s.At), s.At}
		}
		at = i
	}
	return step, !step.day.IsZero()
}
