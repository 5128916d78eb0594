package coach

import (
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Judgement is what the sweet spot says of a deal or account.
type Judgement string

// The four judgements.
const (
	In       Judgement = "in"
	Edge     Judgement = "edge"
	NotNow   Judgement = "later"
	Outside  Judgement = "out"
	Unjudged Judgement = "" // no sweet spot written: answers are kept, no verdict
)

// Verdict is a judgement with its reasons, as it was given.
type Verdict struct {
	Judgement Judgement `json:"judgement"`
	At        time.Time `json:"at"`
	Event     string    `json:"event"`
	Low       int       `json:"low"`           // weight met, 0 to 100
	High      int       `json:"high"`          // low plus the weight of what is unknown
	Met       []string  `json:"met,omitempty"` // criterion keys
	Failed    []string  `json:"failed,omitempty"`
	Unknown   []string  `json:"unknown,omitempty"`
	Critical  []string  `json:"critical,omitempty"` // those failed that decide alone
	Why       string    `json:"why,omitempty"`      // the playbook's words on a never
	Changed   bool      `json:"changed,omitempty"`  // better than the last because an answer was changed, not filled in
}

// says tells whether two verdicts say the same, be it at other times.
func (v Verdict) says(o Verdict) bool {
	o.At, o.Event = v.At, v.Event
	return reflect.DeepEqual(v, o)
}

// Latest is the newest verdict, nil without one.
func (q *Qualification) Latest() *Verdict {
	if q == nil || len(q.Verdicts) == 0 {
		return nil
	}
	return &q.Verdicts[len(q.Verdicts)-1]
}

type answerState int

const (
	unknown answerState = iota
	met
	failed
)

// Judge applies a sweet spot to answers (by criterion key; missing or empty is
// unknown). Until the sweet spot is written it gives no verdict.
func (s *SweetSpot) Judge(answers map[string]string) Verdict {
	v := Verdict{}
	never, critical, criticalUnknown, timing, problem := false, false, false, false, false
	for i := range s.Criteria {
		c := &s.Criteria[i]
		state, no := s.check(c, answers[c.Key])
		switch state {
		case met:
			v.Low += c.Weight
			v.High += c.Weight
			v.Met = append(v.Met, c.Key)
			problem = problem || c.Key == "problem"
		case unknown:
			v.High += c.Weight
			v.Unknown = append(v.Unknown, c.Key)
			criticalUnknown = criticalUnknown || c.Critical
		case failed:
			v.Failed = append(v.Failed, c.Key)
			if no != nil {
				never = true
				v.Why = no.Why
			}
			if no != nil || c.Critical {
				v.Critical = append(v.Critical, c.Key)
			}
			critical = critical || c.Critical
			timing = timing || c.Timing
		}
	}
	switch {
	case !s.Written:
		v.Judgement = Unjudged
	case critical || never || v.High < 50:
		v.Judgement = Outside
	case timing:
		v.Judgement = NotNow
	case v.Low >= 70 && problem && !criticalUnknown:
		v.Judgement = In
	default:
		v.Judgement = Edge
	}
	return v
}

// check judges one answer; no is the never that it ran into.
func (s *SweetSpot) check(c *Criterion, answer string) (state answerState, no *Never) {
	a := fold(answer)
	if unanswered(a) {
		return unknown, nil
	}
	for i := range c.Never {
		if fold(c.Never[i].Value) == a {
			return failed, &c.Never[i]
		}
	}
	if slices.ContainsFunc(c.Later, func(l string) bool { return fold(l) == a }) {
		return failed, nil
	}
	if c.Fits == nil && !(c.Key == "problem" && len(s.Problems) > 0) {
		return met, nil
	}
	if s.fits(c, a) {
		return met, nil
	}
	return failed, nil
}

func (s *SweetSpot) fits(c *Criterion, a string) bool {
	values := s.Problems
	if c.Fits != nil {
		if c.Fits.From != nil || c.Fits.To != nil {
			n, ok := number(a)
			return ok && (c.Fits.From == nil || n >= *c.Fits.From) && (c.Fits.To == nil || n <= *c.Fits.To)
		}
		values = c.Fits.Values
	}
	return slices.ContainsFunc(values, func(v string) bool { return fold(v) == a })
}

// unanswered says whether an answer says nothing.
func unanswered(a string) bool {
	a = fold(a)
	return a == "" || a == "unknown" || a == "?"
}

// number reads what people type for a count: "1200", "1,200", "1 200".
func number(s string) (float64, bool) {
	s = strings.NewReplacer(",", "", " ", "", "_", "", "\u00a0", "", "\u202f", "").Replace(s)
	n, err := strconv.ParseFloat(s, 64)
	return n, err == nil && strings.Trim(s, "-.0123456789") == "" // neither NaN nor Inf nor 0x10
}

// fold is how answers compare: without case and outer blanks.
func fold(s string) string { return strings.ToLower(strings.TrimSpace(s)) }
