package bot

import (
	"context"
	"log/slog"

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

func (b *Bot) Form(name string, known map[string]string) slack.ModalViewRequest {
	return b.qualifyForm(name, known)
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
