package bot

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"evenkeel/coach"
)

// verdictText says what the sweet spot makes of the answers: the judgement,
// what was met, failed and unknown, what would change it, and one next step.
func (b *Bot) verdictText(name, who string, isDeal bool, answers map[string]string) string {
	spot := &b.coach.Playbook.SweetSpot
	v := spot.Judge(answers)
	if v.Judgement == coach.Unjudged {
		return unjudgedText(name, spot, answers, v)
	}
	lines := []string{judgementWords(v.Judgement) + ": " + name + "."}
	for _, part := range []struct {
		word string
		keys []string
	}{{"Met", v.Met}, {"Failed", v.Failed}, {"Unknown", v.Unknown}} {
		if len(part.keys) > 0 {
			lines = append(lines, part.word+": "+withAnswers(part.keys, answers)+".")
		}
	}
	if v.Why != "" {
		lines = append(lines, "Why: "+strings.TrimSuffix(v.Why, ".")+".")
	}
	lines = append(lines, "What would change it: "+wouldChange(spot, v), "Next: "+nextStep(quoted(who), isDeal, spot, v))
	return strings.Join(lines, "\n")
}

// judgementWords open every verdict.
func judgementWords(j coach.Judgement) string {
	switch j {
	case coach.In:
		return "In your sweet spot"
	case coach.NotNow:
		return "Right customer, wrong time"
	case coach.Outside:
		return "Not your customer"
	}
	return "Edge"
}

// unjudgedText answers while the team has written no sweet spot.
func unjudgedText(name string, spot *coach.SweetSpot, answers map[string]string, v coach.Verdict) string {
	s := "I have kept the answers for " + name + "."
	if keys := known(answers); len(keys) > 0 {
		s += "\nKnown: " + withAnswers(keys, answers) + "."
	}
	if len(v.Unknown) > 0 {
		s += "\nStill unknown: " + strings.Join(v.Unknown, ", ") + "."
	}
	return s + "\nThere is no verdict yet: your team has not written down its sweet spot. That takes the problems you solve best, who has them, and `written: true` in the playbook."
}

func withAnswers(keys []string, answers map[string]string) string {
	var parts []string
	for _, k := range keys {
		if isUnknown(answers[k]) {
			parts = append(parts, k)
		} else {
			parts = append(parts, fmt.Sprintf("%s (%s)", k, answers[k]))
		}
	}
	return strings.Join(parts, ", ")
}

// wouldChange says which answers the judgement hangs on.
func wouldChange(spot *coach.SweetSpot, v coach.Verdict) string {
	switch v.Judgement {
	case coach.In:
		if len(v.Unknown) > 0 {
			return "a surprise on " + strings.Join(v.Unknown, ", ") + "."
		}
		return "only a change at the customer."
	case coach.NotNow:
		return "the timing: another answer to “" + timingAsk(spot) + "”"
	case coach.Outside:
		keys := v.Critical
		if len(keys) == 0 {
			keys = v.Failed
		}
		return "another truth about " + strings.Join(keys, ", ") + fitsWords(spot, keys) + "."
	}
	if k := heaviest(spot, v.Unknown); k != nil {
		return fmt.Sprintf("an answer to “%s” (worth %d of 100; %d are met now, 70 are needed).", k.Ask, k.Weight, v.Low)
	}
	return fmt.Sprintf("better answers on %s (%d of 100 are met, 70 are needed).", strings.Join(v.Failed, ", "), v.Low)
}

func timingAsk(spot *coach.SweetSpot) string {
	for _, c := range spot.Criteria {
		if c.Timing {
			return c.Ask
		}
	}
	return "when do they need it?"
}

// fitsWords says what would have fitted.
func fitsWords(spot *coach.SweetSpot, keys []string) string {
	var parts []string
	for _, k := range keys {
		c := spot.Criterion(k)
		if c == nil {
			continue
		}
		if w := fitting(spot, c); w != "" {
			parts = append(parts, k+": "+w)
		}
	}
	if len(parts) == 0 {
		return ""
	}
	return " (what fits – " + strings.Join(parts, "; ") + ")"
}

func fitting(spot *coach.SweetSpot, c *coach.Criterion) string {
	switch {
	case c.Fits == nil && c.Key == "problem":
		return strings.Join(spot.Problems, ", ")
	case c.Fits == nil:
		return ""
	case c.Fits.From != nil && c.Fits.To != nil:
		return number(*c.Fits.From) + " to " + number(*c.Fits.To)
	case c.Fits.From != nil:
		return number(*c.Fits.From) + " or more"
	case c.Fits.To != nil:
		return "up to " + number(*c.Fits.To)
	}
	return strings.Join(c.Fits.Values, ", ")
}

func number(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }

// heaviest is the criterion of most weight among keys, nil without any.
func heaviest(spot *coach.SweetSpot, keys []string) *coach.Criterion {
	var best *coach.Criterion
	for _, k := range keys {
		if c := spot.Criterion(k); c != nil && (best == nil || c.Weight > best.Weight) {
			best = c
		}
	}
	return best
}

// nextStep is the one thing to do now.
func nextStep(who string, isDeal bool, spot *coach.SweetSpot, v coach.Verdict) string {
	switch v.Judgement {
	case coach.In:
		ask := "ask for its first commitment: /commit " + who + " time meeting with … by …"
		if !isDeal {
			return "log the deal (/deal " + who + " stage=… amount=…) and " + ask
		}
		return ask
	case coach.NotNow:
		return "agree on a date to look again: /deal " + who + " later until 1 Mar"
	case coach.Outside:
		return "say a kind no, and point them to someone who can help: /deal " + who + ` disqualified reason="…" refer="…"`
	}
	if k := heaviest(spot, v.Unknown); k != nil {
		return "ask them “" + k.Ask + "”, and bring it to your manager."
	}
	return "bring it to your manager before you spend more time on it."
}

// recordText says, in counts, what the record of closed deals makes of one like
// this.
func recordText(g *coach.EvidenceGroup) string {
	if g == nil {
		return "The record of closed deals like this: no evidence either way."
	}
	var like []string
	for _, k := range slices.Sorted(maps.Keys(g.Attributes)) {
		like = append(like, strings.TrimPrefix(k, "q.")+" "+g.Attributes[k])
	}
	return fmt.Sprintf("The record of deals like this (%s): won %d of %d; the rest %d of %d.", strings.Join(like, ", "), g.Won, g.Closed, g.RestWon, g.RestClosed)
}
