package coach

import (
	"cmp"
	"maps"
	"math"
	"slices"
	"strings"
)

// Evidence is what the record of closed deals says about kinds of deals: those
// that share one attribute or two, set against all the rest, in counts. It speaks
// only when earned: what the earlier half of the record suggests has to hold in
// the later half, however many kinds were tried.
type Evidence struct {
	Deals   int             `json:"deals"`    // won or lost
	WinRate Ratio           `json:"win_rate"` // 0 to 1; unknown without a deal
	Groups  []EvidenceGroup `json:"groups"`   // large enough to be looked at, the clearest first
}

// EvidenceGroup is one kind of deal. P is the probability, after Holm's
// correction over all the kinds that the earlier half suggested, of a difference
// like that in the later half by chance alone; nil for a kind that the earlier
// half did not suggest.
type EvidenceGroup struct {
	Attributes map[string]string `json:"attributes"`
	Won        int               `json:"won"`
	Closed     int               `json:"closed"`
	RestWon    int               `json:"rest_won"`
	RestClosed int               `json:"rest_closed"`
	Verdict    EvidenceVerdict   `json:"verdict"`
	P          *float64          `json:"p"`
	CheckedOn  WonOf             `json:"checked_on"` // the group in the later half
}

// WonOf counts deals.
type WonOf struct {
	Won    int `json:"won"`
	Closed int `json:"closed"`
}

// EvidenceVerdict is what the record says of a kind of deal.
type EvidenceVerdict string

// The verdicts: such deals are won more often than the rest, less often, or
// there is no evidence either way.
const (
	EvidenceIn   EvidenceVerdict = "in"
	EvidenceOut  EvidenceVerdict = "out"
	EvidenceNone EvidenceVerdict = "none"
)

// The measures of evidence.
const (
	evidenceGroup = 20  // deals of a kind, at least
	evidenceHalf  = 8   // … and in each half
	evidenceP     = .05 // one-sided, after Holm
	wilson80      = 1.2815515655446004
)

// ClosedDeal is a deal of the record with what is known of its kind.
type ClosedDeal struct {
	ID         string
	Closed     Date
	Won        bool
	Attributes map[string]string // without those that are unknown
}

// Weigh finds what the record says. The order of the deals does not matter: they
// are sorted by the day of closing, then by id.
func Weigh(record []ClosedDeal) Evidence {
	record = slices.Clone(record)
	slices.SortFunc(record, func(a, b ClosedDeal) int { return cmp.Or(cmp.Compare(a.Closed, b.Closed), cmp.Compare(a.ID, b.ID)) })
	half := len(record) / 2
	learnt, checked := tallyLikes(record[:half]), tallyLikes(record[half:])
	won := learnt.all.Won + checked.all.Won
	e := Evidence{Deals: len(record), WinRate: NewRatio(int64(won), int64(len(record))), Groups: []EvidenceGroup{}}
	var suggested []int
	for _, k := range learnt.kinds() {
		l, c := learnt.by[k], checked.by[k]
		if l.Closed < evidenceHalf || c.Closed < evidenceHalf || l.Closed+c.Closed < evidenceGroup || learnt.repeats(k) && checked.repeats(k) {
			continue
		}
		g := EvidenceGroup{Attributes: k.attributes(), Won: l.Won + c.Won, Closed: l.Closed + c.Closed, CheckedOn: c, Verdict: EvidenceNone}
		g.RestWon, g.RestClosed = won-g.Won, len(record)-g.Closed
		if side := suggests(l, learnt.all); side != EvidenceNone {
			p := fisher(c, checked.all, side)
			g.P, g.Verdict = &p, side
			suggested = append(suggested, len(e.Groups))
		}
		e.Groups = append(e.Groups, g)
	}
	e.holm(suggested)
	slices.SortStableFunc(e.Groups, clearer)
	return e
}

// holm corrects the p values of the suggested groups, and takes the verdict back
// from those that do not hold. Source: Holm, A simple sequentially rejective
// multiple test procedure (1979).
func (e *Evidence) holm(suggested []int) {
	slices.SortStableFunc(suggested, func(a, b int) int { return cmp.Compare(*e.Groups[a].P, *e.Groups[b].P) })
	least := 0.0
	for i, n := range suggested {
		g := &e.Groups[n]
		least = max(least, min(1, *g.P*float64(len(suggested)-i)))
		*g.P = least
		if least >= evidenceP {
			g.Verdict = EvidenceNone
		}
	}
}

// clearer orders groups: those that speak, then by p, the unsuggested last.
func clearer(a, b EvidenceGroup) int {
	p := func(g EvidenceGroup) float64 {
		if g.P == nil {
			return 2
		}
		return *g.P
	}
	return cmp.Or(cmp.Compare(p(a), p(b)), cmp.Compare(len(a.Attributes), len(b.Attributes)), cmp.Compare(b.Closed, a.Closed))
}

// suggests says on which side of the rest's rate a group lies, by its 80 %
// interval; none if the interval holds that rate, or there is no rest.
func suggests(g, all WonOf) EvidenceVerdict {
	rest := WonOf{all.Won - g.Won, all.Closed - g.Closed}
	if rest.Closed == 0 {
		return EvidenceNone
	}
	low, high := wilson(g)
	switch rate := float64(rest.Won) / float64(rest.Closed); {
	case low > rate:
		return EvidenceIn
	case high < rate:
		return EvidenceOut
	}
	return EvidenceNone
}

// wilson is the 80 % score interval of a rate. Source: Wilson, Probable inference
// (1927).
func wilson(g WonOf) (low, high float64) {
	const z2 = wilson80 * wilson80
	n, k := float64(g.Closed), float64(g.Won)
	mid := (k + z2/2) / (n + z2)
	half := wilson80 / (n + z2) * math.Sqrt(k*(n-k)/n+z2/4)
	return mid - half, mid + half
}

// fisher is the one-sided probability of a group at least so far on its side, if
// the deals that were won had fallen anywhere. Source: Fisher's exact test.
func fisher(g, all WonOf, side EvidenceVerdict) float64 {
	from, to := g.Won, min(g.Closed, all.Won)
	if side == EvidenceOut {
		from, to = max(0, g.Closed-(all.Closed-all.Won)), g.Won
	}
	ways := func(n, k int) float64 {
		a, _ := math.Lgamma(float64(n + 1))
		b, _ := math.Lgamma(float64(k + 1))
		c, _ := math.Lgamma(float64(n - k + 1))
		return a - b - c
	}
	p := 0.0
	for k := from; k <= to; k++ {
		p += math.Exp(ways(all.Won, k) + ways(all.Closed-all.Won, g.Closed-k) - ways(all.Closed, g.Closed))
	}
	return min(1, p)
}

// attribute is a name and its value; the empty one is none.
type attribute struct{ key, value string }

// likeness is one attribute, or two in the order of their names.
type likeness [2]attribute

func (k likeness) attributes() map[string]string {
	out := map[string]string{k[0].key: k[0].value}
	if k[1].key != "" {
		out[k[1].key] = k[1].value
	}
	return out
}

// tally counts deals by their kinds.
type tally struct {
	all WonOf
	by  map[likeness]WonOf
}

func tallyLikes(record []ClosedDeal) tally {
	t := tally{by: map[likeness]WonOf{}}
	for _, x := range record {
		t.all = t.all.and(x.Won)
		as := make([]attribute, 0, len(x.Attributes))
		for _, key := range slices.Sorted(maps.Keys(x.Attributes)) {
			as = append(as, attribute{key, x.Attributes[key]})
		}
		for i, a := range as {
			t.by[likeness{a}] = t.by[likeness{a}].and(x.Won)
			for _, b := range as[i+1:] {
				t.by[likeness{a, b}] = t.by[likeness{a, b}].and(x.Won)
			}
		}
	}
	return t
}

func (w WonOf) and(won bool) WonOf {
	w.Closed++
	if won {
		w.Won++
	}
	return w
}

// kinds are those counted, in an order that depends on nothing else.
func (t tally) kinds() []likeness {
	return slices.SortedFunc(maps.Keys(t.by), func(a, b likeness) int {
		return cmp.Or(strings.Compare(a[0].key, b[0].key), strings.Compare(a[0].value, b[0].value),
			strings.Compare(a[1].key, b[1].key), strings.Compare(a[1].value, b[1].value))
	})
}

// repeats says whether two attributes describe the same deals as one of them
// alone: to try them again would be to count one suggestion twice.
func (t tally) repeats(k likeness) bool {
	return k[1].key != "" && (t.by[k] == t.by[likeness{k[0]}] || t.by[k] == t.by[likeness{k[1]}])
}

// Of returns the clearest group that speaks of a deal with these attributes; nil
// if there is no evidence either way.
func (e *Evidence) Of(attributes map[string]string) *EvidenceGroup {
	if e == nil {
		return nil
	}
	for i := range e.Groups {
		g := &e.Groups[i]
		if g.Verdict != EvidenceNone && g.matches(attributes) {
			return g
		}
	}
	return nil
}

func (g *EvidenceGroup) matches(attributes map[string]string) bool {
	for k, v := range g.Attributes {
		if attributes[k] != v {
			return false
		}
	}
	return true
}
