package coach

import (
	"fmt"
	"strings"
)

// The digest's own lines in words: each a sentence that stands by itself.

// numbered is "1 deal" or "15 deals".
func numbered(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return Grouped(fmt.Sprint(n)) + " " + noun + "s"
}

// were is a noun and how many of it, with the verb that goes with it: "1 deal was",
// "15 deals were".
func were(n int, noun string) string {
	if n == 1 {
		return numbered(n, noun) + " was"
	}
	return numbered(n, noun) + " were"
}

// crossNouns are what of a rep's crossed its healthy line, where the scorecard's
// name for it does not fit into a sentence.
var crossNouns = map[string]string{
	"top_share": "largest customer’s share", "customers": "number of customers", "hhi": "concentration on few customers (HHI)",
	"new_share": "share of new business in what was won", "new_share_pipeline": "share of new business in open deals",
	"new_share_effort": "share of touches that go to prospects", "sweet_spot_share": "share of open value in the sweet spot",
	"commitment_cover": "share of open value with a client’s promise", "care_ratio": "share of care in touches at customers",
	"issues_in_time": "share of issues closed in time", "renewal_rate": "share of contracts renewed", "grr": "share kept of last year’s contracts (GRR)",
	"nrr": "share kept and grown of last year’s contracts (NRR)", "contract_coverage": "share of products under contract",
	"metrics_met": "share of customers with all metrics met", "pace": "pace to quota",
}

// words say that a rep's measure crossed its healthy line.
func (x *crossing) words(p *Playbook) string {
	noun := crossNouns[x.m.Key]
	if noun == "" {
		noun = strings.ToLower(x.m.Name[:1]) + x.m.Name[1:]
	}
	say := fmt.Sprintf("%s’s %s is %s, after %s %s", x.rep.Label(), noun, x.now.Text(x.m), x.then.Text(x.m), x.ago)
	switch line := healthyLine(x.m, x.now, p); {
	case x.healthy:
		return say + ": healthy again."
	case line == "":
		return say + ": no longer healthy."
	default:
		return say + "; healthy is " + line + "."
	}
}

// healthyLine is from where or up to where a measure is healthy: for one with a band,
// the rep's.
func healthyLine(m *Measure, s *Score, p *Playbook) string {
	if b := s.More.Band; m.banded && b != nil {
		return fmt.Sprintf("%s to %s", strings.TrimSuffix(m.line(b.From), " %"), m.line(b.To))
	}
	return m.Healthy(p)
}

// moneyWords is a measure that is an amount, as people read it.
func (s *Score) moneyWords(key string) string {
	m := MeasureOf(key)
	decimal, ok := m.get(s).(*string)
	if !ok || decimal == nil || s.Why[key] != "" {
		return s.Text(m)
	}
	money, err := ParseMoney(*decimal, s.Currency)
	if err != nil {
		return s.Text(m)
	}
	return money.Words()
}

// words are the counts that are no zero: "68 were sent, 12 done, 2 called not
// useful."; "" for none.
func (t toldCounts) words() string {
	var parts []string
	for _, c := range []struct {
		n    int
		what string
	}{{t.sent, "sent"}, {t.done, "done"}, {t.notUseful, "called not useful"}} {
		if c.n > 0 {
			parts = append(parts, Grouped(fmt.Sprint(c.n))+" "+c.what)
		}
	}
	if len(parts) == 0 {
		return ""
	}
	return strings.Join(parts, ", ") + "."
}

// SignWords are the signs that a contract may not be renewed, in words.
var SignWords = map[string]string{
	"issue": "an open issue", "metric": "a missed metric", "silent": "a long silence", "discount": "a discount last time",
	"review": "an overdue review", "renewals": "contact around renewals only", "first_term": "a short first term",
}

// inWords is a contract that comes up: its day, its value, and signs of doubt.
func (k *ledgerContract) inWords(today Date, signs any) string {
	say := "To be decided by " + dayWords(k.decision(), today)
	if k.decision() < today {
		say = "Ends on " + dayWords(k.term, today)
	}
	if k.Yearly.Known() {
		say += ", " + k.Yearly.Words() + " a year"
	}
	if k.Auto {
		say += ", renews by itself"
	}
	var doubts []string
	found, _ := signs.(string)
	for s := range strings.SplitSeq(found, ";") {
		if words := SignWords[s]; words != "" {
			doubts = append(doubts, words)
		}
	}
	if len(doubts) > 0 {
		say += "; in doubt: " + strings.Join(doubts, ", ")
	}
	return say + "."
}

// dayWords is "Fri 1 Jan", with the year where it is not today's.
func dayWords(d, today Date) string {
	y, m, day := d.Civil()
	say := fmt.Sprintf("%s %d %s", d.Weekday().String()[:3], day, m.String()[:3])
	if now, _, _ := today.Civil(); now != y {
		say += fmt.Sprintf(" %d", y)
	}
	return say
}
