package coach

import (
	"cmp"
	"fmt"
	"hash/fnv"
	"maps"
	"slices"
	"strings"
	"time"
)

// toldFirst is for how many working days a finding is the rep's alone.
const toldFirst = 2

// talksAtMost is how many conversations a digest proposes.
const talksAtMost = 3

// mayTell says whether the manager may hear of a finding at an instant: what is the manager's to
// act on at once, all else no sooner than two working days after the rep was told,
// to the hour. What nobody told the rep is not told to the manager either.
func (d *digester) mayTell(n *Nudge, r *Rep, at time.Time) bool {
	return n.mayBeTold() && (n.For == ForManager || d.heardFirst(n.Said, r, at))
}

// heardFirst says whether what a rep was told at an instant has been theirs alone for
// long enough.
func (d *digester) heardFirst(said time.Time, r *Rep, at time.Time) bool {
	zone, _ := d.Playbook.Zone(r)
	h, m, _ := said.In(zone).Clock()
	day := d.Playbook.workingDays(DateIn(said, zone), toldFirst, r.Country)
	return !day.At(ClockTime(60*h+m), zone).After(at)
}

// repFinding is a finding with whose it is.
type repFinding struct {
	*Nudge
	rep *Rep
}

// findings are the sellers' findings that the manager may hear of, of each episode
// the newest, the weightiest first.
func (d *digester) findings(want func(*Nudge) bool) []repFinding {
	var out []repFinding
	for _, r := range d.sellers {
		newest := map[string]*Nudge{}
		for _, n := range d.books[r.ID].Nudges {
			if o := newest[n.Episode]; d.mayTell(n, r, d.at) && want(n) && (o == nil || newer(n, o)) {
				newest[n.Episode] = n
			}
		}
		for _, n := range newest {
			out = append(out, repFinding{n, r})
		}
	}
	slices.SortFunc(out, func(a, b repFinding) int {
		return cmp.Or(cmp.Compare(b.Severity, a.Severity), cmp.Compare(whole(b.Money), whole(a.Money)), cmp.Compare(a.Start, b.Start),
			cmp.Compare(a.rep.ID, b.rep.ID), cmp.Compare(a.Key, b.Key))
	})
	return out
}

// conversations are the weightiest warnings, one of each rep, and none that the
// last digest proposed already unless it has become worse. What the rep called not
// useful, or is done with, is no subject.
func (d *digester) conversations() ([]Item, []Pick) {
	items, picks := []Item{}, []Pick{}
	had := map[string]bool{}
	for _, f := range d.findings(func(n *Nudge) bool { return n.Severity >= Warn && n.Reply != NotUseful && n.Reply != Done }) {
		if had[f.rep.ID] || d.proposed(f.pick()) {
			continue
		}
		had[f.rep.ID] = true
		items, picks = append(items, d.item(f)), append(picks, f.pick())
		if len(items) == talksAtMost {
			break
		}
	}
	return items, picks
}

// pick names a finding for the next digest. A further step makes it another one,
// which may be proposed again; that a quarter has begun does not: nothing is worse
// for that.
func (f repFinding) pick() Pick {
	key := f.Key
	if isQuarter(f.Step) {
		key = f.Episode + "@" + f.Start.String()
	}
	h := fnv.New64a()
	h.Write([]byte(f.rep.ID + " " + key))
	return Pick{fmt.Sprintf("%016x", h.Sum64()), f.Severity}
}

// proposed says whether the last digest proposed to talk about a finding as it is.
func (d *digester) proposed(p Pick) bool {
	return d.last != nil && slices.ContainsFunc(d.last.Picks, func(last Pick) bool { return last.Of == p.Of && last.Severity >= p.Severity })
}

// item is a finding as a line of the digest, in words for the manager.
func (d *digester) item(f repFinding) Item {
	return d.worded(f.Nudge, f.rep.ID, d.NamesFor(d.books[f.rep.ID]))
}

func (d *digester) worded(n *Nudge, rep string, names Names) Item {
	x := Item{At: n.Found.UTC(), Rep: rep, Rule: n.Rule, Subject: n.Subject, Severity: n.Severity.String(), Facts: n.Facts, Status: "sent",
		Title: names.SubjectName(n.Subject)}
	if !n.Said.IsZero() {
		x.At = n.Said.UTC()
	}
	if d.Words == nil {
		return x
	}
	told := *n
	told.Until, told.Reply = 0, ""
	w := d.Words.Phrase(d.ctx, Phrasing{Nudges: Timely([]Nudge{told}, d.today), Today: d.today, Names: names, Reader: ForManager, Turn: d.turns[n.Rule]})[0]
	d.turns[n.Rule]++
	x.Title, x.Say, x.Ask = cmp.Or(w.Title, x.Title), w.Say, w.Ask
	return x
}

// teamFindings are what was found of the teams, and what is the manager's to act
// on and no conversation this week.
func (d *digester) teamFindings(talks []Item) []Item {
	var out []Item
	for _, t := range d.teams {
		newest := map[string]*Nudge{}
		for _, n := range t.Nudges {
			if o := newest[n.Episode]; n.Open() && n.For == ForTeam && (o == nil || o.Found.Before(n.Found)) {
				newest[n.Episode] = n
			}
		}
		for _, episode := range slices.Sorted(maps.Keys(newest)) {
			if n := newest[episode]; d.news(n) {
				out = append(out, d.worded(n, "", d.Names))
			}
		}
	}
	for _, f := range d.findings(func(n *Nudge) bool { return n.For == ForManager }) {
		if d.news(f.Nudge) {
			out = append(out, d.item(f))
		}
	}
	return without(out, talks)
}

// news says whether no digest has told a finding of this key, or it has become worse
// since; and names it for the digests after this one.
func (d *digester) news(n *Nudge) bool {
	h := fnv.New64a()
	h.Write([]byte("told " + n.Key))
	p := Pick{fmt.Sprintf("%016x", h.Sum64()), n.Severity}
	d.told = append(d.told, p)
	return !d.proposed(p)
}

// without leaves out what is talked about anyway.
func without(items, talks []Item) []Item {
	return slices.DeleteFunc(items, func(x Item) bool {
		return slices.ContainsFunc(talks, func(t Item) bool { return t.Rule == x.Rule && t.Subject == x.Subject && t.Rep == x.Rep })
	})
}

// inspected are the rules whose findings are deals to look into.
var inspected = []string{"outside-sweet-spot", "relaxed-criteria", "passive-prospect"}

// inspect are the deals to look into: those that rules speak of, those on the edge
// of the sweet spot, and those on which a rep went on past a rule.
func (d *digester) inspect(talks []Item) []Item {
	var out []Item
	for _, f := range d.findings(func(n *Nudge) bool { return n.For == ForRep && slices.Contains(inspected, n.Rule) }) {
		out = append(out, d.item(f))
	}
	out = without(out, talks)
	for _, r := range d.sellers {
		out = append(out, d.onTheEdge(r)...)
	}
	for _, r := range d.sellers {
		out = append(out, d.goneOn(r)...)
	}
	return out
}

// onTheEdge are a rep's open deals whose verdict is the manager's to decide, and
// accounts without a deal that came there since a week ago.
func (d *digester) onTheEdge(r *Rep) []Item {
	var out []Item
	b := d.books[r.ID]
	for _, id := range slices.Sorted(maps.Keys(b.Deals)) {
		x := b.Deals[id]
		if v := b.Verdict(x); x.Open() && v != nil && v.Judgement == Edge {
			out = append(out, d.edge(r, On("deal", id), v, moneyFact("amount", x.Amount.V)))
		}
	}
	for _, s := range slices.Sorted(maps.Keys(b.Qualifications)) {
		v := b.Qualifications[s].Latest()
		if s.Kind() == "account" && v != nil && v.Judgement == Edge && !v.At.Before(d.since()) && len(b.OpenDealsAt(s.ID())) == 0 {
			out = append(out, d.edge(r, s, v, nil))
		}
	}
	return out
}

func (d *digester) edge(r *Rep, s Subject, v *Verdict, more []Fact) Item {
	x := Item{At: v.At.UTC(), Rep: r.ID, Subject: s, Title: d.NamesFor(d.books[r.ID]).SubjectName(s),
		Say: "On the edge of the sweet spot.", Ask: "What would settle it, and is it worth finding out?",
		Facts: append([]Fact{{"verdict", string(v.Judgement)}, {"judged", DateIn(v.At, d.zone).String()}}, more...)}
	if len(v.Unknown) > 0 {
		x.Facts = append(x.Facts, Fact{"unknown", strings.Join(v.Unknown, ";")})
		x.Say = "On the edge of the sweet spot; not known yet: " + strings.Join(v.Unknown, ", ") + "."
	}
	if len(v.Failed) > 0 {
		x.Facts = append(x.Facts, Fact{"failed", strings.Join(v.Failed, ";")})
	}
	return x
}

// goneOn are the lines of a rep's ledger whose deal is still open, and those that
// are new since a week ago.
func (d *digester) goneOn(r *Rep) []Item {
	var out []Item
	b := d.books[r.ID]
	for _, o := range b.Overruled(d.NamesFor(b)) {
		open := o.Rule != "" && o.Subject.Kind() == "deal" && o.Outcome == Open && !o.Moved()
		if open || !o.At.Before(d.since()) {
			out = append(out, ledgerItem(o))
		}
	}
	return out
}

func ledgerItem(o Overruled) Item {
	x := Item{At: o.At.UTC(), Rep: o.Rep, Rule: o.Rule, Subject: o.Subject, Title: o.Name, Status: "held", Reason: string(HeldOverride)}
	for _, f := range []Fact{{"against", o.What}, {"override_reason", o.Reason}, {"verdict", string(o.Verdict)}, {"outcome", string(o.Outcome)}, {"closed", o.Closed.String()}} {
		if f.Value != "" {
			x.Facts = append(x.Facts, f)
		}
	}
	switch {
	case o.Rule == "":
		x.Say = "The verdict improved as an answer was changed."
	case o.Reason == "":
		x.Say = "Went on past " + o.Rule + "."
	default:
		x.Say = "Went on past " + o.Rule + ", because: “" + o.Reason + "”"
	}
	return x
}

// lately says whether something happened in the week that a digest tells of.
func (d *digester) lately(at time.Time) bool { return !at.Before(d.since()) && !at.After(d.at) }
