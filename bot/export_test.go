package bot

import (
	"context"
	"log/slog"
	"time"

	"github.com/slack-go/slack"

	"evenkeel/coach"
)

// What tests outside the package look at.

func Safe(s string, n int) string { return safe(s, n) }
func Clip(s string, n int) string { return clip(s, n) }

func AnswerOf(text string, labels ...string) (string, []slack.Block) {
	a := act{id: "command/1.2.3", command: "/deal", text: text}
	var options []option
	for _, l := range labels {
		options = append(options, option{l, "account/" + l})
	}
	t := a.ask(text, options...).(*told)
	r := t.reply()
	return r.Text, r.Blocks
}

func (c *Client) Render(o coach.Outgoing) (string, []slack.Block) {
	return safe(c.nudgeText(o), maxText), c.nudgeList(o)
}

// Face is a message as it looks where a kind of block is refused.
func Face(o coach.Outgoing, without slack.MessageBlockType) (string, []slack.Block) {
	l := look{chart: chart.native, inText: without == slack.MBTTable}
	if without == slack.MBTDataVisualization {
		l.chart = chart.bars
	}
	text, blocks := new(Client).face(o, l)
	return safe(text, maxText), blocks
}

// Window is what stands behind a digest's button, page by page.
func Window(o coach.Outgoing) [][]slack.Block {
	_, more := newWeek(o, look{chart: chart.native}).digestBlocks()
	return more
}

// RenewalBlock names the controls of a team's reminder.
func RenewalBlock(team, nudge string) string { return renewalBlock(team, nudge) }

// Load reads who is in the workspace, as a bot does that starts.
func (c *Client) Load(ctx context.Context) error { return c.roster.load(ctx) }

// AgePictures makes every picture one that Slack has had for long.
func (c *Client) AgePictures() {
	c.refused.mu.Lock()
	defer c.refused.mu.Unlock()
	for sum, u := range c.refused.pictures {
		c.refused.pictures[sum] = upload{u.file, time.Time{}}
	}
}

// Recheck makes the client forget what it believes that the workspace refuses, as
// a day does.
func (c *Client) Recheck() {
	c.refused.note(-time.Second, fallible...)
}

// LookAgain makes the client look what others found out, as a minute does.
func (c *Client) LookAgain() {
	c.refused.mu.Lock()
	defer c.refused.mu.Unlock()
	c.refused.recalled = time.Time{}
}

func (b *Bot) Form(name string, known map[string]string) slack.ModalViewRequest {
	return b.qualifyForm(name, known)
}

// HomeBlocks puts a rep's Home tab together, with what is added up or before it
// is, and says how many blocks it has.
func (b *Bot) HomeBlocks(ctx context.Context, rep string, whole bool) (int, error) {
	r, all := b.coach.People().Rep(rep), (*sums)(nil)
	if whole {
		s := b.addUp(ctx, r)
		all = &s
	}
	p, err := b.home(ctx, r, all)
	if err != nil {
		return 0, err
	}
	return len(p.blocks), nil
}

// InHand is how many jobs wait or run.
func (b *Bot) InHand() int {
	b.queue.mu.Lock()
	defer b.queue.mu.Unlock()
	return b.queue.jobs
}

// Offered is how many options somebody is offered, whoever opened the form.
func (b *Bot) Offered(ctx context.Context, user, typed string) int {
	i := &interaction{Action: "account", Typed: typed}
	i.User.ID = user
	found, _ := b.offers(ctx, i)
	return len(found)
}

type Queue struct{ q *queue }

func StartQueue(ctx context.Context, workers, bound, most int) Queue {
	q := startQueue(ctx, workers, bound, slog.New(slog.DiscardHandler))
	q.most = most
	return Queue{q}
}

func (q Queue) Put(key string, j func(context.Context)) bool { return q.q.put(key, j) }
func (q Queue) Drain(ctx context.Context) bool               { q.q.close(); return q.q.drain(ctx) }
func (q Queue) Stop()                                        { q.q.stop() }
