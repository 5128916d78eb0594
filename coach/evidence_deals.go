package coach

import (
	"maps"
	"slices"
	"strconv"
	"strings"
)

// attributes that a deal and its account give.
const (
	attrSegment  = "segment"
	attrSize     = "size"
	attrCountry  = "country"
	attrSource   = "source"
	attrProduct  = "product"
	attrCustomer = "customer"
	attrUnknowns = "unknowns"
	attrAnswer   = "q." // followed by the question's key
)

// sizes are the bands of employees, by their lowest number.
var sizes = []struct {
	from int
	band string
}{{5000, "5000+"}, {2000, "2000-4999"}, {500, "500-1999"}, {50, "50-499"}, {1, "1-49"}}

// SizeBand is the band of a number of employees, "" where it is unknown.
func SizeBand(employees int) string {
	for _, s := range sizes {
		if employees >= s.from {
			return s.band
		}
	}
	return ""
}

// Record returns the closed deals of a workspace, as known at the end of a day,
// with the attributes of their kind.
func (f Facts) Record(people *People, asOf Date) []ClosedDeal {
	r := f.recorder(people, asOf)
	var out []ClosedDeal
	for _, rep := range slices.Sorted(maps.Keys(f.Books)) {
		for _, x := range f.Books[rep].Deals {
			if (x.Outcome == Won || x.Outcome == Lost) && x.Closed <= asOf {
				out = append(out, ClosedDeal{ID: x.Deal, Closed: x.Closed, Won: x.Outcome == Won, Attributes: r.attributes(x)})
			}
		}
	}
	return out
}

func newRecorder(people Directory) *recorder {
	return &recorder{people: people, first: map[string]Date{}, answers: map[Subject]map[string]string{}, asked: map[string]bool{}}
}

func (f Facts) recorder(people *People, asOf Date) *recorder {
	r := newRecorder(people)
	for _, rows := range f.Books {
		r.learn(rows, asOf)
	}
	return r
}

// EvidenceBase is what the record says, as books keep it: the kinds of deals that
// it speaks of, and the questions that were ever answered.
type EvidenceBase struct {
	Deals  int             `json:"deals"`
	Asked  []string        `json:"asked,omitempty"`
	Groups []EvidenceGroup `json:"groups,omitempty"`
}

func (f Facts) evidence(people *People, asOf Date) *EvidenceBase {
	e := Weigh(f.Record(people, asOf))
	return &EvidenceBase{
		Deals: e.Deals, Asked: slices.Sorted(maps.Keys(f.recorder(people, asOf).asked)),
		Groups: slices.DeleteFunc(e.Groups, func(g EvidenceGroup) bool { return g.Verdict == EvidenceNone }),
	}
}

// Evidence is the clearest kind of deal, of those that the record speaks of, to
// which a deal or an account with no deal yet belongs; nil if there is no
// evidence either way.
func (b *Book) Evidence(s Subject, accounts map[string]*Account, people Directory) *EvidenceGroup {
	if b.Baseline == nil || b.Baseline.Evidence == nil {
		return nil
	}
	r, x := newRecorder(people), &Deal{}
	if s.Kind() == "deal" && b.Deals[s.ID()] != nil {
		x = b.Deals[s.ID()]
	} else if s.Kind() == "account" {
		x.Account.V = s.ID()
	}
	for _, key := range b.Baseline.Evidence.Asked {
		r.asked[key] = true
	}
	r.first[r.account(x.Account.V)] = accounts[x.Account.V].FirstWin("")
	for subject, q := range b.Qualifications {
		r.answers[subject] = answersRow(q)[0].Answers
	}
	e := Evidence{Groups: b.Baseline.Evidence.Groups}
	return e.Of(r.attributes(rowOf(x)))
}

// recorder knows of a workspace what a deal's kind depends on besides the deal.
type recorder struct {
	people  Directory
	first   map[string]Date // day of the first win at an account, by anyone
	answers map[Subject]map[string]string
	asked   map[string]bool // questions that anybody ever answered
}

func (r *recorder) learn(rows BookRows, asOf Date) {
	for _, x := range rows.Deals {
		if id := r.account(x.Account); x.Outcome == Won && x.Closed <= asOf && id != "" {
			if first := r.first[id]; first.IsZero() || x.Closed < first {
				r.first[id] = x.Closed
			}
		}
	}
	for _, a := range rows.Answers {
		r.answers[a.Subject] = a.Answers
		for key := range a.Answers {
			r.asked[key] = true
		}
	}
}

// account is the id that an account goes by now.
func (r *recorder) account(id string) string {
	if p := r.people.AccountProfile(id); p != nil {
		return p.ID
	}
	return id
}

// attributes are those of a deal, without what is unknown of it.
func (r *recorder) attributes(x Row) map[string]string {
	id := r.account(x.Account)
	out := map[string]string{attrSource: x.Source, attrProduct: x.Product}
	if p := r.people.AccountProfile(id); p != nil {
		out[attrSegment], out[attrSize], out[attrCountry] = p.Segment, SizeBand(p.Employees), p.Country
	}
	if id != "" {
		out[attrCustomer] = "new"
		if first := r.first[id]; !first.IsZero() && (x.Closed.IsZero() || first < x.Closed) {
			out[attrCustomer] = "existing"
		}
	}
	r.addAnswers(out, On("account", id), On("deal", x.Deal))
	maps.DeleteFunc(out, func(_, v string) bool { return v == "" })
	return out
}

// addAnswers adds what was answered, the deal's own before its account's, and how
// many of the questions ever asked were not.
func (r *recorder) addAnswers(out map[string]string, subjects ...Subject) {
	if len(r.asked) == 0 {
		return
	}
	missing := 0
	for key := range r.asked {
		answer := ""
		for _, s := range subjects {
			if a := strings.TrimSpace(r.answers[s][key]); !unanswered(a) {
				answer = a
			}
		}
		if answer == "" {
			missing++
			continue
		}
		out[attrAnswer+key] = answer
	}
	out[attrUnknowns] = strconv.Itoa(missing)
	if missing >= 3 {
		out[attrUnknowns] = "3+"
	}
}
