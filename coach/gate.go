package coach

import (
	"maps"
	"slices"
	"time"
)

// gate is the one place where it is decided what is said and when. No sender
// goes round it. First what the rep did now gets its answer; everything else
// waits for the day's coaching message.
func (d *draft) gate() {
	if !d.m.Rep.Reachable() {
		return // nobody to tell; what is found stands on Home for the day they come
	}
	d.snoozed, d.firsts = d.b.snoozes(), d.b.rankFirst(d.m)
	if d.act != nil {
		d.answer()
	}
	switch day, at := d.b.daily(d.m); {
	case at.IsZero() || at.After(d.m.Now) || d.b.unsent():
	case d.wasDue(at):
		d.daily(day)
	default: // the hour went by in silence: what came up since waits for the next
		d.b.State.DailyRun = day
	}
	d.atOnce()
	d.explain()
}

// wasDue says whether the book was to be looked at by then, for the day's
// message or for what that was to tell. If nobody did, or what was decided could
// not be sent, we come late.
func (d *draft) wasDue(at time.Time) bool {
	if d.e.Posted != nil && len(d.e.Posted.Left) > 0 {
		return true
	}
	due := d.old.coaching(d.m)
	return !due.IsZero() && !due.After(at)
}

// answer says at once what the rules say of the deal or account that the act
// touched, if it is new: at most two findings, at most three such messages a
// day. A stop is outside of all caps and hours, one message for each act. To a rep
// who has paused the coach it is all that is said.
func (d *draft) answer() {
	ns := d.thisWeek(d.oncePerSubject(d.prefer(d.newlyFound())))
	if len(ns) == 0 {
		return
	}
	all := d.items(ns)
	ns, _ = said(all[:min(len(all), d.m.Playbook.Gate.AnswerFindings)])
	kind := Answer
	if ns[0].Severity == Stop {
		kind = Halt
	} else if !d.act.Verdict && !d.underAnswerCap() { // what a /qualify leads to does not count
		for _, n := range ns {
			d.hold(n, HeldCap)
		}
		return
	}
	d.send(&Message{Key: string(kind) + "/" + d.e.ID, Kind: kind}, ns)
	d.answered = ns
}

// newlyFound are the nudges that this act brought up: those opened now on what
// it touched, and, after a sales touch, the ask for a next commitment again.
func (d *draft) newlyFound() []*Nudge {
	var ns []*Nudge
	today := DateIn(d.m.Now, d.m.Zone)
	for _, n := range d.current() {
		on := n.Subject == On("deal", d.act.Deal) || n.Subject == On("account", d.act.Account)
		if !on || n.Severity < Hint {
			continue
		}
		if n.Severity != Stop && (d.b.mutes(n.Rule, today) || today < max(d.b.State.Prefs.Paused, d.snoozed[n.Episode])) {
			continue
		}
		again := d.asksAfter(d.m.rule(n.Rule)) && !d.saidToday(n)
		fresh := !n.Quiet && n.Message == "" && n.Reply == "" && n.Found.Equal(d.m.Now)
		if again || fresh && (n.Severity == Stop || !d.cooling(n)) {
			ns = append(ns, n)
		}
	}
	slices.SortFunc(ns, d.weightier)
	return ns
}

// asksAfter says whether the act is one that a rule's ask answers, said before or
// not.
func (d *draft) asksAfter(r *Rule) bool {
	return r.AfterSalesTouch && d.act.Touch == Sales && !d.act.In || r.AfterReview && d.act.Review
}

func (d *draft) saidToday(n *Nudge) bool {
	return !n.Said.IsZero() && DateIn(n.Said, d.m.Zone) == DateIn(d.m.Now, d.m.Zone)
}

func (d *draft) underAnswerCap() bool {
	today := DateIn(d.m.Now, d.m.Zone)
	if d.b.State.Answers != today {
		d.b.State.Answers, d.b.State.AnswersN = today, 0
	}
	if d.b.State.AnswersN >= d.m.Playbook.Gate.AnswersPerDay {
		return false
	}
	d.b.State.AnswersN++
	return true
}

// daily chooses the day's nudges, at most three or lists of one rule's, and writes down for the others
// why they were not said. A day with nothing to say is silent.
func (d *draft) daily(day Date) {
	d.b.State.DailyRun = day
	var ready []*Nudge
	for _, n := range d.current() {
		if why := d.silence(n, day); why != "" {
			d.hold(n, why)
			continue
		}
		ready = append(ready, n)
	}
	slices.SortFunc(ready, d.weightier)
	ready = d.thisWeek(d.oncePerSubject(d.prefer(ready)))
	top, lists := d.today(ready)
	notes, noteLists := d.weekList(day)
	d.send(&Message{Key: dailyKey(day), Kind: Daily, Lists: append(lists, noteLists...), QuietBy: d.firstSummary(ForRep)}, append(top, notes...))
}

// current are the nudges that stand open for the rep, the weightiest first.
func (d *draft) current() []*Nudge {
	out := d.b.Current()
	slices.SortFunc(out, d.weightier)
	return out
}

// Current are the open nudges for the rep, of each episode only the newest step: who
// has been told of 90 days need not hear of 120 any more.
func (b *Book) Current() []*Nudge {
	newest := map[string]*Nudge{}
	for _, n := range b.Nudges {
		if !n.Open() || n.For != ForRep {
			continue
		}
		if o := newest[n.Episode]; o == nil || o.Found.Before(n.Found) || o.Found.Equal(n.Found) && o.Severity < n.Severity {
			newest[n.Episode] = n
		}
	}
	return slices.Collect(maps.Values(newest))
}

// silence is why a nudge is not said today; empty where it may be. A note never
// is, but in the week's list.
func (d *draft) silence(n *Nudge, today Date) Reason {
	why := d.hush(n, today)
	switch {
	case why != "" || n.Severity >= Hint:
		return why
	case d.behind(n):
		return HeldPrecedence
	}
	return HeldNote
}

// hush is why a nudge, or a note in the week's list, is not said today.
func (d *draft) hush(n *Nudge, today Date) Reason {
	due := !n.Until.IsZero() && n.Until <= today // snoozed till now, or done and still true
	switch {
	case n.Quiet:
		return HeldFirstImport
	case d.b.mutes(n.Rule, today) && n.Severity != Stop:
		return HeldMuted
	case today < d.snoozed[n.Episode] && n.Severity != Stop:
		return HeldSnoozed
	case n.Reply == NotUseful, (!n.Said.IsZero() || n.Reply == Done) && !due:
		return HeldEpisode
	case n.Said.IsZero() && d.cooling(n):
		return HeldCooldown
	}
	return ""
}

// cooling says whether an earlier episode of the same rule and subject, no less
// severe, spoke within the cool-down. One that has come to another step is news.
func (d *draft) cooling(n *Nudge) bool {
	if n.Severity == Stop {
		return false
	}
	until := DateIn(d.m.Now, d.m.Zone).AddDays(-d.m.Playbook.QuietDays(d.m.rule(n.Rule)))
	for _, o := range d.spokenOf(n) {
		if o.Key != n.Key && o.Severity >= n.Severity && (n.Step == "" || n.Step == o.Step) &&
			DateIn(o.Said, d.m.Zone) > until && !(o.Episode == n.Episode && o.Start == n.Start) {
			return true
		}
	}
	return false
}

// spokenOf are the nudges of the same rule and subject that were said.
func (d *draft) spokenOf(n *Nudge) []*Nudge {
	if d.spoken == nil {
		d.spoken = map[string][]*Nudge{}
		for _, o := range d.b.Nudges {
			if !o.Said.IsZero() {
				key := join(o.Rule, string(o.Subject))
				d.spoken[key] = append(d.spoken[key], o)
			}
		}
	}
	return d.spoken[join(n.Rule, string(n.Subject))]
}

// firstSummary counts, once, what was already true at a first import.
func (d *draft) firstSummary(to Audience) map[string]int {
	var by map[string]int
	for _, n := range d.b.Nudges {
		if !n.Quiet || !n.Open() || n.For != to || !n.Said.IsZero() || n.Severity < Hint || d.b.State.Prefs.Muted[n.Rule] {
			continue
		}
		if by == nil {
			by = map[string]int{}
		}
		by[n.Rule]++
		next := *n
		next.Said, next.Held = d.m.Now, HeldFirstImport
		d.putNudge(&next)
	}
	return by
}

// send decides a message with these nudges; without any it is not sent.
func (d *draft) send(m *Message, ns []*Nudge) {
	if len(ns) == 0 && len(m.QuietBy) == 0 {
		return
	}
	m.At, m.Wanted, d.spoken = d.m.Now, 1, nil
	for i, n := range ns {
		next := *n
		next.Said, next.Message, next.Held, next.HeldUntil = d.m.Now, m.Key, "", 0
		next.Worded = nil // said before in another message, if at all
		if n.Reply == Snooze || n.Reply == Done {
			next.Reply, next.Until, next.Reminded = "", 0, n.Reminded || n.Reply == Done
		}
		d.putNudge(&next)
		m.Nudges = append(m.Nudges, n.Key)
		ns[i] = &next
	}
	d.putMessage(m)
}
