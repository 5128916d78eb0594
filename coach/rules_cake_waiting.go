package coach

import "time"

// customerWaiting finds the first contact of theirs that waits for an answer for
// longer than the working hours it may. Nobody knows how long one waits that has
// a day and no time.
func customerWaiting(c Case, r Ref) ([]Finding, time.Time) {
	money, next := c.wonLately(r)
	ts := c.touches(c.Account.ID)
	for _, t := range ts {
		if !t.asks() || t.At.IsZero() {
			continue
		}
		line, end := c.workingHours(t.At, r), c.waitsUntil(t, ts, r)
		if line.IsZero() || !line.Before(end) {
			continue
		}
		for _, at := range []time.Time{line, end} {
			if at.After(c.Now) {
				next = earlier(next, at)
			}
		}
		if !line.After(c.Now) && c.Now.Before(end) {
			return []Finding{c.waits(t, line, money)}, next
		}
	}
	return nil, next
}

// asks says whether the contact calls for an answer: somebody marked it so, or a
// feed brought it as theirs. What a rep writes down of a call was answered in
// it, and so was what a feed knows the length of, or as a talk.
func (t TouchRow) asks() bool {
	talk := t.Review || t.Future != "" || t.Hours != ""
	return t.Waiting || t.In && t.Feed && !talk
}

// waitsUntil is until when it is known that a contact waits: until ours that
// follows it, or until no touches have come for so long that they say nothing
// any more; the one that waits is one itself. Ours of the same day without a
// time may have been the answer.
func (c Case) waitsUntil(waiting TouchRow, ts []TouchRow, r Ref) time.Time {
	_, end := c.fed(Touches, r)
	if own := c.at(c.day(waiting.At).AddDays(r.Playbook.Fed + 1)); own.After(end) {
		end = own
	}
	for _, t := range ts {
		at := t.At
		if at.IsZero() && t.Day >= c.day(waiting.At) {
			at = c.at(t.Day)
		} else if at.Before(waiting.At) {
			continue
		}
		if !t.In && !t.Waiting && at.Before(end) {
			end = at
		}
	}
	return end
}

// workingHours is when so many of the rep's working hours have passed since an
// instant as the rule allows; zero if that never comes.
func (c Case) workingHours(since time.Time, r Ref) time.Time {
	left := time.Duration(r.Set("hours") * float64(time.Hour))
	h, country := r.Playbook.Hours, r.country()
	day := c.day(since)
	for range 400 { // a year of holidays ends the search
		from, to := day.At(h.From, c.Zone), day.At(h.To, c.Zone)
		if from.Before(since) {
			from = since
		}
		if r.Playbook.WorkingDay(day, country) && from.Before(to) {
			if !from.Add(left).After(to) {
				return from.Add(left)
			}
			left -= to.Sub(from)
		}
		day = day.AddDays(1)
	}
	return time.Time{}
}

// waits is the finding that a customer waits.
func (c Case) waits(t TouchRow, line time.Time, money Money) Finding {
	f := Finding{Severity: Warn, Start: c.day(line), Account: c.Account.ID, Money: money,
		Facts: []Fact{{"since", c.day(t.At).String()}, {"since_time", t.At.In(c.Zone).Format("15:04")}}}
	if own := c.Book.Touches[t.ID]; own != nil && own.Note != "" {
		f.Facts = append(f.Facts, Fact{"note", own.Note})
	}
	return f
}
