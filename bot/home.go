package bot

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"evenkeel/coach"
	"evenkeel/coach/parse"
)

const (
	homeNudges = 12 // shown with their controls
	homeLines  = 25 // in each list
)

// homeOpened publishes the Home tab of whoever opened it. The event may be
// acknowledged whatever becomes of that.
func (b *Bot) homeOpened(ctx context.Context, e *inner) (deed, error) {
	if e.Tab != "" && e.Tab != "home" {
		return nil, nil
	}
	rep, err := b.rep(ctx, e.User, "")
	if err != nil {
		return nil, err
	}
	return func(ctx context.Context) { b.publishHome(ctx, rep) }, nil
}

// publishHome shows a rep's Home tab as it is by then. What did not get through
// is tried again: nobody opens it twice for that.
func (b *Bot) publishHome(ctx context.Context, rep *coach.Rep) {
	b.homes.run(ctx, errand{what: rep.ID, do: func(ctx context.Context) error {
		blocks, err := b.home(ctx, rep)
		if err != nil {
			return err
		}
		_, err = b.client.api.PublishViewContext(ctx, slack.PublishViewContextRequest{UserID: rep.SlackUser,
			View: slack.HomeTabViewRequest{Type: slack.VTHomeTab, Blocks: slack.Blocks{BlockSet: blocks}}})
		return err
	}})
}

// home is a plain list of the rep's own: scorecard, what is open, deals,
// commitments, and what the coach cannot see.
func (b *Bot) home(ctx context.Context, rep *coach.Rep) ([]slack.Block, error) {
	book, err := b.coach.Book(ctx, rep.ID)
	if err != nil {
		return nil, err
	}
	score, err := b.score(ctx, rep)
	if err != nil {
		return nil, err
	}
	blocks := sections(strings.Join(b.scoreLines(score, rep), "\n"))
	blocks = append(blocks, b.homeNudges(ctx, book, rep)...)
	blocks = append(blocks, b.homeList("Open deals", dealLines(b, book))...)
	blocks = append(blocks, b.homeList("What your customers promised", promiseLines(b, book))...)
	if line, err := b.teamLine(ctx, rep); err != nil {
		return nil, err
	} else if line != "" {
		blocks = append(blocks, b.homeList("Your team", []string{line})...)
	}
	if blind := b.blind(book, rep); len(blind) > 0 {
		blocks = append(blocks, b.homeList("What I cannot see", blind)...)
	}
	if lines := b.Unowned(); len(lines) > 0 && b.isAdmin(rep) {
		blocks = append(blocks, b.homeList("For the admin: app updates that were not recorded", lines)...)
	}
	blocks = append(blocks, section("I speak in direct messages, once a working day at most, and at once only about what you just did. /coach help lists what you can write."))
	return blocks[:min(len(blocks), 2*maxBlocks)], nil
}

// homeNudges are the open nudges in the words of the coach, the loudest first.
func (b *Bot) homeNudges(ctx context.Context, book *coach.Book, rep *coach.Rep) []slack.Block {
	open := slices.DeleteFunc(openNudges(book), func(n *coach.Nudge) bool { return n.Reply != "" && n.Reply != coach.Done })
	if len(open) == 0 {
		return b.homeList("Open nudges", nil)
	}
	rest := open[min(len(open), homeNudges):]
	open = open[:len(open)-len(rest)]
	blocks := []slack.Block{heading("Open nudges")}
	today, names := b.today(rep), b.coach.NamesFor(book)
	var plainNudges []coach.Nudge
	for _, n := range open {
		plainNudges = append(plainNudges, *n)
	}
	o := coach.Outgoing{Nudges: plainNudges, Names: names, Today: today}
	if b.coach.Words != nil {
		o.Wordings = b.coach.Words.Phrase(ctx, coach.Phrasing{Nudges: coach.Timely(plainNudges, today), Today: today, Names: names})
	}
	for i, n := range open {
		blocks = append(blocks, nudgeBlocks(n, wording(o, i), true)...)
	}
	var lines []string
	for _, n := range rest {
		lines = append(lines, fmt.Sprintf("• %s – %s, since %s", names.SubjectName(n.Subject), n.Rule, parse.Say(n.Start)))
	}
	if len(lines) > 0 {
		blocks = append(blocks, sections(strings.Join(few(lines, homeLines), "\n"))...)
	}
	return blocks
}

func heading(s string) slack.Block { return slack.NewHeaderBlock(plain(s, maxTitle)) }

// homeList is a heading and its lines, at most a few blocks of them.
func (b *Bot) homeList(head string, lines []string) []slack.Block {
	if len(lines) == 0 {
		lines = []string{"None."}
	}
	body := sections(strings.Join(few(lines, homeLines), "\n"))
	return append([]slack.Block{heading(head)}, body[:min(len(body), 4)]...)
}

// dealLines are the open deals, by close date.
func dealLines(b *Bot, book *coach.Book) []string {
	var open []*coach.Deal
	for _, id := range slices.Sorted(maps.Keys(book.Deals)) {
		if d := book.Deals[id]; d.Open() {
			open = append(open, d)
		}
	}
	slices.SortStableFunc(open, func(x, y *coach.Deal) int { return int(sortDay(x.Close.V()) - sortDay(y.Close.V())) })
	names := b.coach.NamesFor(book)
	var lines []string
	for _, d := range open {
		line := "• " + clip(names.SubjectName(coach.On("deal", d.ID)), 80)
		if d.Stage.V() != "" {
			line += ", " + clip(d.Stage.V(), 40)
		}
		line += ", " + amount(d.Amount.V)
		if c := d.Close.V(); !c.IsZero() {
			line += ", closes " + parse.Say(c)
		}
		if book.OnHold(d.ID) {
			line += ", on hold"
		}
		lines = append(lines, line)
	}
	return lines
}

// sortDay puts "no date" last.
func sortDay(d coach.Date) coach.Date {
	if d.IsZero() {
		return coach.LastDate + 1
	}
	return d
}

// promiseLines are the open commitments, by due date.
func promiseLines(b *Bot, book *coach.Book) []string {
	var open []*coach.Commitment
	for _, id := range slices.Sorted(maps.Keys(book.Commitments)) {
		if c := book.Commitments[id]; c.Status.V == coach.Pending {
			open = append(open, c)
		}
	}
	slices.SortStableFunc(open, func(x, y *coach.Commitment) int { return int(sortDay(x.Due.V) - sortDay(y.Due.V)) })
	names := b.coach.NamesFor(book)
	var lines []string
	for _, c := range open {
		at := names.AccountName(c.Account)
		if c.Deal != "" {
			at = names.SubjectName(coach.On("deal", c.Deal))
		}
		line := fmt.Sprintf("• %s: %s, %s", clip(at, 80), c.Kind.V, clip(c.What.V, 120))
		if !c.Due.V.IsZero() {
			line += ", by " + parse.Say(c.Due.V)
		}
		lines = append(lines, line)
	}
	return lines
}

// fedKinds are the kinds of fact that Home speaks of, and how each is fed.
func fedKinds() []struct {
	kind coach.FactKind
	how  string
} {
	return []struct {
		kind coach.FactKind
		how  string
	}{
		{coach.Deals, "/deal, a line in the deals channel, or deals.csv"},
		{coach.Touches, "/touch, or touches.csv"},
		{coach.Commitments, "/commit, or commitments.csv"},
		{coach.Qualifications, "/qualify"},
		{coach.Issues, "/touch ACCOUNT issue …, or issues.csv"},
		{coach.Metrics, "/touch ACCOUNT metric NAME ACTUAL of TARGET, or metrics.csv"},
		{coach.Reviews, "/touch ACCOUNT review, or reviews.csv"},
		{coach.Contracts, "contracts.csv"},
	}
}

// blind says which kinds of fact, that a rule would read, do not reach the book, since when and how to
// feed them; and which zone is used where Slack did not say.
func (b *Bot) blind(book *coach.Book, rep *coach.Rep) []string {
	var lines []string
	now := b.coach.Clock()
	for _, f := range fedKinds() {
		last := book.State.Fed[f.kind].Last
		switch {
		case !b.reads(f.kind) || now.Before(book.FedUntil(f.kind, b.coach.Playbook, b.zone(rep))):
		case last.IsZero():
			lines = append(lines, fmt.Sprintf("• %s: none has reached me yet. How: %s", f.kind, f.how))
		default:
			lines = append(lines, fmt.Sprintf("• %s: none since %s. How: %s", f.kind, parse.Say(coach.DateIn(last, b.zone(rep))), f.how))
		}
	}
	if zone, from := b.coach.Playbook.Zone(rep); from != "slack" {
		source := map[string]string{"reps": "the list of reps", "team": "your team's settings", "playbook": "the playbook"}[from]
		lines = append(lines, fmt.Sprintf("• Your time zone in Slack: I use %s, from %s", zone, source))
	}
	return lines
}

// reads says whether the absence of a kind of fact means something to a rule
// that is on and looks at what is a rep's.
func (b *Bot) reads(kind coach.FactKind) bool {
	return slices.ContainsFunc(b.coach.Rules, func(r coach.Rule) bool {
		return r.On != "team" && b.coach.Playbook.On(&r) && slices.Contains(r.Needs, kind)
	})
}

func (b *Bot) zone(r *coach.Rep) *time.Location {
	zone, _ := b.coach.Playbook.Zone(r)
	return zone
}
