package coach

// Every silence has its reason, which stands on the nudge for who asks why.

// hold writes down why a nudge is not said, if that is news.
func (d *draft) hold(n *Nudge, why Reason) {
	until := d.heldUntil(n, why)
	if n.Held == why && n.HeldUntil == until {
		return
	}
	next := *n
	next.Held, next.HeldUntil = why, until
	d.putNudge(&next)
}

// heldUntil is the day on which a reason ends, where one is set.
func (d *draft) heldUntil(n *Nudge, why Reason) Date {
	switch {
	case why == HeldSnoozed:
		return d.snoozed[n.Episode]
	case why == HeldPaused:
		return d.b.State.Prefs.Paused
	case why == HeldMuted && !d.b.State.Prefs.Muted[n.Rule]:
		return d.b.State.Quieted[n.Rule]
	}
	return 0
}

// explain writes down, for all that has been found and not said, or is to be said
// again, why not: what nothing else holds back waits for the rep's hours, or for the
// end of a pause.
func (d *draft) explain() {
	today, current := DateIn(d.m.Now, d.m.Zone), map[string]bool{}
	for _, n := range d.current() {
		if current[n.Key] = true; n.Said.IsZero() || n.Reply == Snooze {
			d.hold(n, d.reason(n, today))
		}
	}
	for _, n := range d.b.Nudges {
		if n.Open() && n.For == ForRep && n.Said.IsZero() && !current[n.Key] {
			d.hold(n, HeldEpisode) // a later step of it stands in its place
		}
	}
}

// reason is why a nudge is not said now. That there was no room for it, or
// something that goes before it, holds until the next message is decided.
func (d *draft) reason(n *Nudge, today Date) Reason {
	switch why := d.silence(n, today); {
	case why != "":
		return why
	case today < d.b.State.Prefs.Paused:
		return HeldPaused
	case n.Held == HeldCap || n.Held == HeldPrecedence:
		return n.Held
	}
	return HeldHours
}

// snoozes are the episodes that the rep has put off, and until when. A later step
// of one waits as well.
func (b *Book) snoozes() map[string]Date {
	out := map[string]Date{}
	for _, n := range b.Nudges {
		if n.Reply == Snooze && n.Open() {
			out[n.Episode] = max(out[n.Episode], n.Until)
		}
	}
	return out
}
