package bot

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"evenkeel/coach"
	"evenkeel/coach/parse"
)

// homeMeasures are the measures that Home shows, in its order; /coach balance and
// the scorecard command have them all.
const homeMeasures = "won pace win_rate customers top_share new_share new_share_pipeline new_share_effort care_ratio commitment_cover sweet_spot_share renewal_rate metrics_met open_value"

// trendLines are a scorecard's measures, each with a bar where it is a share, what
// it was before, and what is healthy. Those without data are named at the end.
func (b *Bot) trendLines(now, before *coach.Score) []string {
	head := fmt.Sprintf("%s to %s, against the same span before.", parse.Say(now.From), parse.Say(now.To))
	if now.NotJudged() {
		head += " It is shown, not judged: the book is new to you."
	}
	lines, bare := []string{head}, map[string][]string{}
	for _, key := range strings.Fields(homeMeasures) {
		m := coach.MeasureOf(key)
		if why := now.Why[key]; why != "" {
			bare[why] = append(bare[why], strings.ToLower(m.Name[:1])+m.Name[1:])
			continue
		}
		lines = append(lines, b.trendLine(now, before, m))
	}
	for _, why := range slices.Sorted(maps.Keys(bare)) {
		lines = append(lines, capital(why)+": "+strings.Join(bare[why], ", ")+".")
	}
	return lines
}

// trendLine is one measure.
func (b *Bot) trendLine(now, before *coach.Score, m *coach.Measure) string {
	line := bar(now, m) + m.Name + ": " + measured(now, m)
	if m.Key == "top_share" && now.TopAccount != nil {
		line += " at " + clip(b.coach.People().AccountName(*now.TopAccount), 80)
	}
	line += trendWords(now, before, m)
	healthy := m.Healthy(b.coach.Playbook)
	if band := now.More.Band; m.Banded() && band != nil {
		healthy = fmt.Sprintf("%.4g to %.4g %%", 100*band.From, 100*band.To)
	}
	if healthy == "" {
		return line
	}
	return line + " (healthy: " + healthy + ")" + lookAt(now, m, b.coach.Playbook)
}

// measured is a measure in words, money as everywhere in messages.
func measured(s *coach.Score, m *coach.Measure) string {
	text := s.Text(m)
	digits, currency, _ := strings.Cut(text, " ")
	if money, err := coach.ParseMoney(strings.ReplaceAll(digits, ",", ""), currency); m.Money() && err == nil {
		return money.Words()
	}
	return text
}

// lookAt marks what is not healthy, in words for who sees no colours.
func lookAt(s *coach.Score, m *coach.Measure, p *coach.Playbook) string {
	if healthy, judged := s.Health(m, p); judged && !healthy {
		return " – worth a look"
	}
	return ""
}

// trendWords say what a measure was in the window before: "↑ from 38 %".
func trendWords(now, before *coach.Score, m *coach.Measure) string {
	if before.Unit == "" {
		return ""
	}
	trend, known := now.Trend(m, before)
	switch {
	case !known:
		return ""
	case trend == 0:
		return " → as before"
	}
	return " " + [...]string{"↓", "", "↑"}[trend+1] + " from " + measured(before, m)
}

const barLength = 10

// bar draws a share; what is none gets a dot.
func bar(s *coach.Score, m *coach.Measure) string {
	share, ok := s.Share(m)
	if !ok {
		return "• "
	}
	full := int(math.Round(barLength * min(max(share, 0), 1)))
	return strings.Repeat("▰", full) + strings.Repeat("▱", barLength-full) + " "
}
