package bot

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"evenkeel/coach"
	"evenkeel/coach/parse"
)

const (
	homeNudges = 12 // shown with their controls
	homeLines  = 25 // in each list
	maxHome    = 100
)

// homeOpened publishes the Home tab of whoever opened it. The event may be
// acknowledged whatever becomes of that.
func (b *Bot) homeOpened(ctx context.Context, e *inner) (deed, error) {
	if e.Tab != "" && e.Tab != "home" {
		return nil, nil
	}
	rep, err := b.rep(ctx, e.User, "")
	if out, ok := errors.AsType[errOutsider](err); ok && out.why == outGuest {
		return func(ctx context.Context) { b.turnAwayHome(ctx, e.User) }, nil
	}
	if err != nil {
		return nil, err
	}
	b.visits.open(rep.ID)
	return func(ctx context.Context) { b.publishHome(ctx, rep) }, nil
}

// publishHome shows a rep's Home tab as it is by then. What did not get through
// is tried again: nobody opens it twice for that.
func (b *Bot) publishHome(ctx context.Context, rep *coach.Rep) {
	if b.client.roster.hasLeft(rep.SlackUser) {
		return
	}
	b.homes.run(ctx, errand{what: rep.ID, do: func(ctx context.Context) error {
		patience := followFor // nothing is taken away that stood there
		if b.visits.bare(rep.ID) {
			patience = homePatience
		}
		return b.homeBy(ctx, rep, b.startSums(ctx, rep), patience)
	}})
}

// homeBy shows a Home tab once all is added up, and before that what can be shown
// without, if that takes longer than somebody should wait.
func (b *Bot) homeBy(ctx context.Context, rep *coach.Rep, added <-chan sums, patience time.Duration) error {
	var soon error
	select {
	case all := <-added:
		return b.showHome(ctx, rep, &all)
	case <-time.After(patience):
		soon = b.showHome(ctx, rep, nil)
	}
	all := <-added
	if soon != nil {
		return soon
	}
	return b.showHome(ctx, rep, &all)
}

// showHome publishes a rep's Home tab with what was added up, or before it is.
func (b *Bot) showHome(ctx context.Context, rep *coach.Rep, all *sums) error {
	p, err := b.home(ctx, rep, all)
	if err != nil {
		return err
	}
	_, err = b.client.api.PublishViewContext(ctx, slack.PublishViewContextRequest{UserID: rep.SlackUser,
		View: slack.HomeTabViewRequest{Type: slack.VTHomeTab, Blocks: slack.Blocks{BlockSet: p.blocks}}})
	if err == nil && all != nil {
		b.visits.shown(rep.ID, p.book.Version)
	}
	return err
}

// homePage is a Home tab on its way: whose, of which book, and what it says so far.
type homePage struct {
	*Bot
	rep     *coach.Rep
	book    *coach.Book
	names   coach.Names
	today   coach.Date
	reports []string
	sums    *sums           // nil: not yet
	shown   map[string]bool // nudges that stand on it already
	blocks  []slack.Block
}

// home is what matters first: today's three, what falls due, the balance, for a
// manager the team; then the rest. What has to be added up may be given later.
func (b *Bot) home(ctx context.Context, rep *coach.Rep, all *sums) (*homePage, error) {
	p := &homePage{Bot: b, rep: rep, today: b.today(rep), reports: b.reports(rep), sums: all, shown: map[string]bool{}}
	if all != nil && all.err != nil {
		return nil, all.err
	}
	var err error
	if p.book, err = b.coach.Book(ctx, rep.ID); err != nil {
		return nil, err
	}
	p.names = b.coach.NamesFor(p.book)
	p.settings()
	p.notices()
	for _, part := range []func(context.Context) error{p.day, p.dues, p.balance, p.team, p.rest, p.admin} {
		if err := part(ctx); err != nil {
			return nil, err
		}
	}
	p.add(section("I speak in direct messages, once a working day at most, and at once only about what you just did. /coach help lists what you can write."))
	p.blocks = p.blocks[:min(len(p.blocks), maxHome)]
	return p, nil
}

func (p *homePage) add(blocks ...slack.Block) { p.blocks = append(p.blocks, blocks...) }

// list is a heading and its lines, at most a few blocks of them.
func (p *homePage) list(head string, lines []string) {
	if len(lines) == 0 {
		lines = []string{"None."}
	}
	body := sections(strings.Join(few(lines, homeLines), "\n"))
	p.add(append([]slack.Block{heading(head)}, body[:min(len(body), 4)]...)...)
}

func heading(s string) slack.Block { return slack.NewHeaderBlock(plain(s, maxTitle)) }

// settings is the first line: the day, when the coach speaks, and the button.
func (p *homePage) settings() {
	line := parse.Say(p.today) + ". " + p.hoursWords(p.book)
	if until := p.book.State.Prefs.Paused; until > p.today {
		line = fmt.Sprintf("%s. You paused me until %s.", parse.Say(p.today), parse.Say(until))
	}
	if n := len(p.book.State.Prefs.Muted); n > 0 {
		line += " Muted: " + count(n, "rule") + "."
	}
	p.add(slack.NewSectionBlock(plain(line, maxSection), nil, slack.NewAccessory(button(settingsAction, p.rep.ID, "Settings"))))
}

func (p *homePage) notices() {
	var lines []string
	for _, n := range p.rep.Lately(p.coach.Clock()) {
		lines = append(lines, "• "+n.Text)
	}
	if len(lines) > 0 {
		p.list("For your attention", lines)
	}
}

// rest is what may wait: other nudges, deals, promises, and what the coach cannot
// see.
func (p *homePage) rest(ctx context.Context) error {
	if err := p.others(ctx); err != nil {
		return err
	}
	if !p.sells() {
		return nil
	}
	p.list("Open deals", dealLines(p.Bot, p.book))
	due, later := p.promises()
	if len(due) > 0 && len(later) == 0 {
		later = []string{"None beside those above."}
	}
	p.list("What your customers promised", later)
	if blind := p.blind(p.book, p.rep); len(blind) > 0 {
		p.list("What I cannot see", blind)
	}
	return nil
}

// admin is what could not be recorded for want of an owner.
func (p *homePage) admin(context.Context) error {
	if lines := p.Unowned(); len(lines) > 0 && p.isAdmin(p.rep) {
		p.list("For the admin: app updates that were not recorded", lines)
	}
	if lines := p.client.roomless(); len(lines) > 0 && p.isAdmin(p.rep) {
		p.list("For the admin: channels that I cannot speak in", lines)
	}
	return nil
}

// sells says whether the person has a book of their own to look at: a manager
// without deals has a team.
func (p *homePage) sells() bool {
	return len(p.reports) == 0 || len(p.book.Deals)+len(p.book.Touches)+len(p.book.Nudges) > 0
}

func (b *Bot) zone(r *coach.Rep) *time.Location {
	zone, _ := b.coach.Playbook.Zone(r)
	return zone
}
