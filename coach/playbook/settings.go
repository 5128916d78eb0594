package playbook

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"evenkeel/coach"

	"go.yaml.in/yaml/v4"
)

// playbook reads the whole file. Checks that need several settings run on what
// file and built-in playbook say together, and only where each is sound by itself.
func (r *reader) playbook(n *yaml.Node, p *coach.Playbook) {
	seen := r.object(n, keys{
		"version":            r.version(&p.Version),
		"channels":           r.channels(&p.Channels),
		"stages":             list(r, &p.Stages, r.distinct(r.word)),
		"proposal_stage":     r.proposal(&p.Proposal),
		"currency":           parsed(r, &p.Currency, currency, "write a code of ISO 4217, like USD or EUR"),
		"time_zone":          r.zone(&p.TimeZone),
		"fiscal_year_starts": parsed(r, &p.Fiscal, month, "write jan, feb, … dec"),
		"rollup":             r.flag(&p.Rollup),
		"hours":              r.hours(&p.Hours),
		"digest":             r.digest(&p.Digest),
		"new":                r.oneOf(&p.New, "workspace", "rep"),
		"gate":               r.gate(&p.Gate),
		"fed_days":           r.whole(&p.Fed, 1, 366),
		"minimums":           r.minimums(&p.Minimums),
		"scorecard":          r.scorecard(&p.Scorecard),
		"rates":              r.rates(&p.Rates),
		"bands":              r.bands(&p.Bands),
		"issues":             r.issues(&p.Issues),
		"rules":              r.ruleSettings(&p.Rules),
		"teams":              r.teams(&p.Teams),
		"holidays":           r.holidays(&p.Holidays),
		"admins":             list(r, &p.Admins, r.distinct(r.word)),
		"sweet_spot":         r.sweetSpot(&p.SweetSpot),
		"market":             list(r, &p.Market, r.distinct(r.word)),
		"model":              r.model(&p.Model),
		"languages":          r.languages(&p.Languages),
	})
	if seen["version"] == nil {
		r.at(1, 1, "version is missing", "begin the file with version: 1")
	}
	r.checkStages(seen, p)
	r.checkRates(seen, p)
}

func (r *reader) version(to *int) read1 {
	return func(n *yaml.Node) {
		if n.ShortTag() != "!!int" || n.Value != "1" {
			r.bad(n, "this program reads version 1", "write version: 1")
			return
		}
		*to = 1
	}
}

var channelName = regexp.MustCompile(`^#[\p{Ll}\p{Lo}\p{M}\p{N}_-]{1,80}$|^[CG][A-Z0-9]{8,}$`)

func (r *reader) channel(n *yaml.Node, to *string) {
	s, ok := r.scalar(n)
	if !ok {
		return
	}
	if !channelName.MatchString(s) {
		r.bad(n, quote(s)+" is no Slack channel", `write "#deals" in quotes (lower case, no blanks) or an id like C0123ABCD`)
		return
	}
	*to = s
}

func (r *reader) channels(c *coach.Channels) read1 {
	return func(n *yaml.Node) {
		r.object(n, keys{
			"deals": list(r, &c.Deals, r.distinct(r.channel)),
			"renewals": func(n *yaml.Node) {
				if n.ShortTag() == "!!str" && n.Value == "" {
					c.Renewals = coach.Nowhere
					return
				}
				r.channel(n, &c.Renewals)
			},
		})
	}
}

// proposal reads the name of the proposal stage; "" means that there is none.
func (r *reader) proposal(to *string) read1 {
	return func(n *yaml.Node) {
		if s, ok := r.scalar(n); ok {
			*to = s
		}
	}
}

// checkStages holds what rules about stages rely on: some stages, and the
// proposal stage among them.
func (r *reader) checkStages(seen map[string]*yaml.Node, p *coach.Playbook) {
	at := first(seen["proposal_stage"], seen["stages"])
	if at == nil || r.failed("stages") || r.failed("proposal_stage") {
		return
	}
	if len(p.Stages) == 0 {
		r.bad(seen["stages"], "stages: the list is empty", "name at least one stage")
		return
	}
	if seen["proposal_stage"] == nil && p.StageIndex(p.Proposal) < 0 {
		p.Proposal = "" // a team's own stages, none of which is called like the built-in one
	}
	if p.Proposal != "" && p.StageIndex(p.Proposal) < 0 {
		r.bad(at, "proposal_stage: "+quote(p.Proposal)+" is none of your stages",
			`say at which an offer is made: proposal_stage: `+p.Stages[len(p.Stages)/2]+`, or "" for none`)
	}
}

// failed says whether something below the key was wrong.
func (r *reader) failed(key string) bool {
	return slices.ContainsFunc(r.errs, func(e Error) bool {
		return strings.HasPrefix(e.What, key+":") || strings.HasPrefix(e.What, key+".")
	})
}

func first(nodes ...*yaml.Node) *yaml.Node {
	i := slices.IndexFunc(nodes, func(n *yaml.Node) bool { return n != nil })
	if i < 0 {
		return nil
	}
	return nodes[i]
}

func (r *reader) hours(h *coach.Hours) read1 {
	return func(n *yaml.Node) {
		before := len(r.errs)
		seen := r.object(n, keys{
			"days":    list(r, &h.Days, r.day),
			"from":    r.clock(&h.From),
			"to":      r.clock(&h.To),
			"message": r.clock(&h.Message),
			"spread":  parsed(r, &h.Spread, spread, "write a duration like 15m or 1h, or 0s"),
		})
		if len(r.errs) == before {
			follow(seen, h)
			r.checkHours(seen, h)
		}
	}
}

// follow moves what the file leaves out along with what it sets: a team that
// begins at ten need not say that its daily message does, too.
func follow(seen map[string]*yaml.Node, h *coach.Hours) {
	if seen["message"] == nil && (h.Message < h.From || h.Message >= h.To) {
		h.Message = h.From
	}
	if left := time.Duration(h.To-h.Message) * time.Minute; seen["spread"] == nil && left > 0 {
		h.Spread = min(h.Spread, left)
	}
}

func (r *reader) checkHours(seen map[string]*yaml.Node, h *coach.Hours) {
	switch {
	case len(h.Days) == 0:
		r.bad(seen["days"], "no day is left to speak on", "write days: [mon, tue, wed, thu, fri]")
	case h.From >= h.To:
		r.bad(first(seen["to"], seen["from"]), fmt.Sprintf("the hours end (%v) before they begin (%v)", h.To, h.From), "from must be earlier than to, on one day")
	case h.Message < h.From || h.Message >= h.To:
		r.bad(seen["message"], fmt.Sprintf("the daily message (%v) is outside the hours from %v to %v", h.Message, h.From, h.To), "set it to a time within them")
	case h.Message+coach.ClockTime(h.Spread/time.Minute) > h.To:
		r.bad(seen["spread"], fmt.Sprintf("messages spread over %v from %v on would not be out by %v", h.Spread, h.Message, h.To), "make it shorter")
	}
}

func (r *reader) digest(d *coach.DigestTime) read1 {
	return func(n *yaml.Node) {
		r.object(n, keys{"day": parsed(r, &d.Day, weekday, dayHint), "at": r.clock(&d.At)})
	}
}

func (r *reader) gate(g *coach.Gate) read1 {
	return func(n *yaml.Node) {
		r.object(n, keys{
			"daily":           r.whole(&g.Daily, 0, 20),
			"answers_per_day": r.whole(&g.AnswersPerDay, 0, 20),
			"answer_findings": r.whole(&g.AnswerFindings, 0, 20),
			"list":            r.whole(&g.List, 0, 20),
			"not_useful":      r.whole(&g.NotUseful, 1, 100),
			"not_useful_days": r.whole(&g.NotUsefulDays, 1, 366),
			"quiet_days":      r.whole(&g.QuietDays, 0, 366),
		})
	}
}

func (r *reader) minimums(m *coach.Minimums) read1 {
	return func(n *yaml.Node) {
		r.object(n, keys{
			"wins":           r.whole(&m.Wins, 0, 1000),
			"decided":        r.whole(&m.Decided, 0, 1000),
			"history_months": r.whole(&m.HistoryMonths, 0, 120),
			"shared":         r.whole(&m.Shared, 0, 1000),
			"contracts":      r.whole(&m.Contracts, 0, 1000),
			"quarter":        r.share(&m.Quarter),
		})
	}
}

func (r *reader) teams(to *map[string]coach.TeamSettings) read1 {
	return func(n *yaml.Node) {
		*to = map[string]coach.TeamSettings{}
		r.entries(n, func(k, v *yaml.Node) {
			var t coach.TeamSettings
			r.object(v, keys{"time_zone": r.zone(&t.TimeZone), "channels": r.channels(&t.Channels)})
			(*to)[strings.TrimSpace(k.Value)] = t
		})
	}
}

func (r *reader) holidays(to *map[string][]coach.Date) read1 {
	return func(n *yaml.Node) {
		*to = map[string][]coach.Date{}
		r.entries(n, func(k, v *yaml.Node) {
			var days []coach.Date
			list(r, &days, func(n *yaml.Node, to *coach.Date) {
				parsed(r, to, coach.ParseDate, "write a day like 2026-12-25")(n)
			})(v)
			slices.Sort(days)
			(*to)[strings.TrimSpace(k.Value)] = slices.Compact(days)
		})
	}
}

var months = []string{"jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"}

func month(s string) (time.Month, error) {
	for i := range months {
		m := time.Month(i + 1)
		if f := fold(s); f == months[i] || f == strings.ToLower(m.String()) {
			return m, nil
		}
	}
	return 0, fmt.Errorf("%s is no month", quote(s))
}

const dayHint = "write mon, tue, wed, thu, fri, sat or sun"

func weekday(s string) (time.Weekday, error) {
	for d := time.Sunday; d <= time.Saturday; d++ {
		full := strings.ToLower(d.String())
		if f := fold(s); f == full || f == full[:3] {
			return d, nil
		}
	}
	return 0, fmt.Errorf("%s is no day of the week", quote(s))
}

func (r *reader) day(n *yaml.Node, to *time.Weekday) { parsed(r, to, weekday, dayHint)(n) }

func spread(s string) (time.Duration, error) {
	d, err := time.ParseDuration(s)
	switch {
	case err != nil:
		return 0, fmt.Errorf("%s is no duration", quote(s))
	case d < 0 || d > 2*time.Hour:
		return 0, errors.New(s + " is outside 0s to 2h")
	}
	return d, nil
}

// languages reads those in which the coach may speak. English is always one: what
// has no words in another is said in it.
func (r *reader) languages(to *[]string) read1 {
	return func(n *yaml.Node) {
		before := len(r.errs)
		var all []string
		list(r, &all, r.distinct(func(n *yaml.Node, to *string) { r.oneOf(to, coach.Languages()...)(n) }))(n)
		switch {
		case len(r.errs) > before:
		case !slices.Contains(all, coach.English):
			r.bad(n, "en is missing: what has no words in another language is said in English", "write ["+strings.Join(append([]string{coach.English}, all...), ", ")+"]")
		default:
			*to = all
		}
	}
}
