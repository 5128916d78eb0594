package bot

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"evenkeel/coach"
	"evenkeel/coach/parse"
)

// notYetWords of /coach are promised and not built.
var notYetWords = []string{"commitments", "renewals", "mute", "hours", "pause", "rules", "export", "forget"}

// coachWord does /coach: the person's own scorecard, deals, what was held back
// and why, a manager's ledger, and help.
func (b *Bot) coachWord(ctx context.Context, a *act) (result, error) {
	word, _, err := parse.Coach(a.text)
	if err != nil {
		return result{}, err
	}
	text := ""
	switch {
	case word == "help":
		text = usage("/coach")
	case word == "balance":
		text, err = b.balance(ctx, a.rep)
	case word == "why":
		text, err = b.silence(ctx, a.rep)
	case word == "deals":
		text, err = b.ownDeals(ctx, a.rep)
	case word == "team":
		text, err = b.team(ctx, a.rep)
	case slices.Contains(notYetWords, word):
		text = fmt.Sprintf("/coach %s does not work yet. What does: /coach balance, /coach deals, /coach why, /coach team, /coach help. Your commitments are on my Home tab.", word)
	default:
		text = fmt.Sprintf("I do not know “%s”.\n%s", word, usage("/coach"))
	}
	return result{answer: answer{text: text}}, err
}

// today is the person's civil day.
func (b *Bot) today(r *coach.Rep) coach.Date {
	zone, _ := b.coach.Playbook.Zone(r)
	return coach.DateIn(b.coach.Clock(), zone)
}

// balance is the person's own scorecard in words and numbers.
func (b *Bot) balance(ctx context.Context, r *coach.Rep) (string, error) {
	s, err := b.score(ctx, r)
	if err != nil {
		return "", err
	}
	return strings.Join(b.scoreLines(s, r), "\n"), nil
}

func (b *Bot) score(ctx context.Context, r *coach.Rep) (coach.Score, error) {
	scores, err := b.coach.Scorecard(ctx, coach.Query{By: "rep", Only: []string{r.ID}, AsOf: b.today(r)})
	if err != nil {
		return coach.Score{}, err
	}
	if len(scores) == 0 {
		return coach.Score{Unit: r.ID, AsOf: b.today(r)}, nil
	}
	return scores[0], nil
}

// scoreLines are the measures, each with what is healthy.
func (b *Bot) scoreLines(s coach.Score, r *coach.Rep) []string {
	lines := []string{fmt.Sprintf("Your balance, %s to %s:", parse.Say(s.From), parse.Say(s.To))}
	if s.From.IsZero() {
		lines[0] = "Your balance:"
	}
	add := func(format string, args ...any) { lines = append(lines, "• "+fmt.Sprintf(format, args...)) }
	add("Won: %s in %s; %d lost, %d disqualified; win rate %s", decimal(s.Won, s.Currency, s.Why["won"]), count(s.WonDeals, "deal"),
		s.LostDeals, s.DisqualifiedDeals, share(s.WinRate, s.Why["win_rate"]))
	add("Customers: %d%s; effective %s", s.Customers, b.healthy("customers"), plainRatio(s.EffectiveCustomers, s.Why["effective_customers"]))
	top := share(s.TopShare, s.Why["top_share"])
	if s.TopAccount != nil {
		top += " at " + b.coach.People().AccountName(*s.TopAccount)
	}
	add("Largest customer: %s%s; the top three %s", top, b.healthy("top_share"), share(s.Top3Share, s.Why["top3_share"]))
	add("Concentration (HHI): %s%s", plainRatio(s.HHI, s.Why["hhi"]), b.healthy("hhi"))
	add("New business in what you won: %s (%s)", share(s.NewShare, s.Why["new_share"]), b.band(r.Role))
	add("Gained %s; %s became former", count(s.Gained, "new customer"), count(s.LostCustomers, "customer"))
	add("Open: %s worth %s", count(s.OpenDeals, "deal"), decimal(s.OpenValue, s.Currency, s.Why["open_value"]))
	return lines
}

// healthy is the playbook's line for a measure, in brackets; nothing without one.
func (b *Bot) healthy(key string) string {
	line := coach.MeasureOf(key).Healthy(b.coach.Playbook)
	if line == "" {
		return ""
	}
	return " (healthy: " + strings.ReplaceAll(line, " %", "%") + ")"
}

// band is the healthy share of new business for a role.
func (b *Bot) band(r coach.Role) string {
	band, ok := b.coach.Playbook.Bands[r]
	if !ok {
		return "no role given, so no band"
	}
	return fmt.Sprintf("healthy for a %s: %.4g%% to %.4g%%", r, 100*band.From, 100*band.To)
}

func share(r coach.Ratio, why string) string {
	if !r.Known() {
		return lacking(why)
	}
	return fmt.Sprintf("%.0f%%", 100*r.Float())
}

func plainRatio(r coach.Ratio, why string) string {
	if !r.Known() {
		return lacking(why)
	}
	if f := r.Float(); f < 100 {
		return fmt.Sprintf("%.1f", f)
	}
	return fmt.Sprintf("%.0f", r.Float())
}

func decimal(v *string, currency, why string) string {
	if v == nil {
		return lacking(why)
	}
	whole, frac, _ := strings.Cut(*v, ".")
	s := group(whole)
	if strings.Trim(frac, "0") != "" {
		s += "." + frac
	}
	return strings.TrimSpace(s + " " + currency)
}

func lacking(why string) string {
	if why == "" {
		return "no data"
	}
	return why
}

// silence says what is open and why it was or was not said: "why did I (not)
// get this?" has an answer.
func (b *Bot) silence(ctx context.Context, r *coach.Rep) (string, error) {
	book, err := b.coach.Book(ctx, r.ID)
	if err != nil {
		return "", err
	}
	var said, held []string
	quiet := 0
	for _, n := range openNudges(book) {
		line := fmt.Sprintf("• %s – %s, since %s", b.coach.NamesFor(book).SubjectName(n.Subject), n.Rule, parse.Say(n.Start))
		switch {
		case n.Quiet:
			quiet++
		case n.Held != "":
			held = append(held, line+": "+reasonWords(n))
		case n.Said.IsZero():
			held = append(held, line+": it waits for your next coaching message")
		default:
			said = append(said, line+", said on "+parse.Say(coach.DateIn(n.Said, b.zone(r))))
		}
	}
	if len(said)+len(held)+quiet == 0 {
		return "Nothing is open in your book, so I have nothing to say. I speak when something crosses a line.", nil
	}
	var out []string
	for _, part := range []struct {
		head  string
		lines []string
	}{{"Said and still open:", said}, {"Found and not said:", held}} {
		if len(part.lines) > 0 {
			out = append(out, part.head)
			out = append(out, few(part.lines, 20)...)
		}
	}
	if quiet > 0 {
		out = append(out, count(quiet, "finding")+" held already when I first saw your data; I count them and do not repeat them.")
	}
	return strings.Join(out, "\n"), nil
}

// few are the first n lines, and how many more there are.
func few(lines []string, n int) []string {
	if len(lines) <= n {
		return lines
	}
	return append(lines[:n:n], fmt.Sprintf("• … and %d more", len(lines)-n))
}

// openNudges are those whose condition holds: what is new before what held
// already at the first import, then the loudest first, then the longest crossed.
func openNudges(book *coach.Book) []*coach.Nudge {
	var out []*coach.Nudge
	for _, key := range slices.Sorted(maps.Keys(book.Nudges)) {
		if n := book.Nudges[key]; n.Open() && n.For == "" {
			out = append(out, n)
		}
	}
	slices.SortStableFunc(out, func(x, y *coach.Nudge) int {
		if x.Quiet != y.Quiet {
			return map[bool]int{false: -1, true: 1}[x.Quiet]
		}
		if x.Severity != y.Severity {
			return int(y.Severity) - int(x.Severity)
		}
		return int(x.Start) - int(y.Start)
	})
	return out
}

// reasonWords say why a nudge was held back.
func reasonWords(n *coach.Nudge) string {
	switch n.Held {
	case coach.HeldCooldown:
		return "I spoke about this not long ago"
	case coach.HeldEpisode:
		return "I said it once already, and nothing has changed"
	case coach.HeldCap:
		return "there was enough else to say that day"
	case coach.HeldHours:
		return "it waits for your hours"
	case coach.HeldSnoozed:
		if n.Until.IsZero() {
			return "you snoozed it"
		}
		return "you snoozed it until " + parse.Say(n.Until)
	case coach.HeldMuted:
		return "you muted this rule"
	case coach.HeldPaused:
		return "you paused me"
	case coach.HeldPrecedence:
		return "something else about it comes first"
	case coach.HeldUnknown:
		return "I do not know enough: the facts for it are not fed"
	case coach.HeldFirstImport:
		return "it held already when I first saw your data"
	case coach.HeldOverride:
		return "you went on with a reason"
	case coach.HeldNote:
		return "it is a note: Home only"
	}
	return string(n.Held)
}
