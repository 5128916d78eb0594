package coach

import (
	"maps"
	"slices"
	"time"
)

// Prefs are the rep's own settings, from Home or /coach. A stop, the renewals
// channel and the manager's digest are the team's and heed none of them.
type Prefs struct {
	Muted  map[string]bool `json:"muted,omitempty"` // rule id
	Paused Date            `json:"paused,omitzero"` // nothing before this day
	From   *ClockTime      `json:"from,omitempty"`  // with To: when the coach may speak, in place of the playbook's hours
	To     *ClockTime      `json:"to,omitempty"`
}

// PrefsChange is what a rep sets for themselves. What is nil or empty was not
// said.
type PrefsChange struct {
	Mute   []string `json:"mute,omitempty"`   // rule ids to hear no more of, but for a stop
	Unmute []string `json:"unmute,omitempty"` // … and to hear of again, also where *not useful* has quieted them
	Hours  *Span    `json:"hours,omitempty"`
	Paused *Date    `json:"paused,omitempty"` // quiet before this day; zero: no longer
}

// Span is a part of every day, From included and To not. One that ends before it
// has begun stands for the team's own hours.
type Span struct {
	From ClockTime `json:"from"`
	To   ClockTime `json:"to"`
}

// valid says whether the span is one of the rep's own.
func (s Span) valid() bool { return 0 <= s.From && s.From < s.To && s.To < 24*60 }

// applyPrefs sets what the rep has said, the last said last. Rules that do not
// exist cannot be muted.
func (d *draft) applyPrefs(c PrefsChange) {
	p := &d.b.State.Prefs
	muted, quieted := cloned(p.Muted), cloned(d.b.State.Quieted)
	for _, rule := range c.Mute {
		if d.m.rule(rule).Check != nil {
			muted[rule] = true
		}
	}
	for _, rule := range c.Unmute {
		delete(muted, rule)
		delete(quieted, rule)
	}
	p.Muted, d.b.State.Quieted = orNil(muted), orNil(quieted)
	if c.Paused != nil {
		p.Paused = *c.Paused
	}
	if c.Hours != nil {
		p.From, p.To = nil, nil
		if h := *c.Hours; h.valid() {
			p.From, p.To = &h.From, &h.To
		}
	}
}

// cloned is a copy of a map to write to, never nil.
func cloned[K comparable, V any](m map[K]V) map[K]V {
	if m == nil {
		return map[K]V{}
	}
	return maps.Clone(m)
}

// orNil is nil in place of an empty map, as it comes back from the store.
func orNil[K comparable, V any](m map[K]V) map[K]V {
	if len(m) == 0 {
		return nil
	}
	return m
}

// Pressed is one *not useful*. On a list it is one, however many it answers.
type Pressed struct {
	Rule  string    `json:"rule"`
	Nudge string    `json:"nudge"` // key
	At    time.Time `json:"at"`
}

// press counts a rep's *not useful* and quiets the rule that has had too many
// lately. Any later reply to the same nudge takes the earlier one back.
func (d *draft) press(e Event, rule string) {
	g, r, today := d.m.Playbook.Gate, e.Reply, DateIn(e.At, d.m.Zone)
	var pressed []Pressed
	times := 0
	for _, p := range d.b.State.Pressed {
		if p.Nudge != r.Nudge && !slices.Contains(r.Also, p.Nudge) && DateIn(p.At, d.m.Zone) > today.AddDays(-g.NotUsefulDays) {
			pressed = append(pressed, p)
			if p.Rule == rule {
				times++
			}
		}
	}
	if r.Kind == NotUseful {
		pressed = append(pressed, Pressed{rule, r.Nudge, e.At})
		if times+1 >= g.NotUseful {
			d.b.State.Quieted = cloned(d.b.State.Quieted)
			d.b.State.Quieted[rule] = today.AddDays(g.QuietDays)
		}
	}
	d.b.State.Pressed = pressed
}

// mutes says whether the rep is to hear nothing of a rule on a day, but for a stop:
// they muted it, or found it not useful too often.
func (b *Book) mutes(rule string, day Date) bool {
	return b.State.Prefs.Muted[rule] || b.State.Quieted[rule] > day
}

// Tune are the rules that the rep has found not useful so often that they are
// quiet at an instant, in order: somebody should look at their thresholds.
func (b *Book) Tune(now time.Time, zone *time.Location) []string {
	today := DateIn(now, zone)
	var out []string
	for _, rule := range slices.Sorted(maps.Keys(b.State.Quieted)) {
		if b.State.Quieted[rule] > today {
			out = append(out, rule)
		}
	}
	return out
}
