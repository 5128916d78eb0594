package bot

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"

	"github.com/slack-go/slack"

	"evenkeel/coach"
)

// export does /coach export: all that the coach holds of the person's own, as a
// file in their direct messages. It is put together once they have their answer,
// for it looks through everybody's records for theirs.
func (b *Bot) export(_ context.Context, a *act, _ string) (result, error) {
	return result{
		answer: answer{text: "I am putting together what I hold about you. It comes as a file in our direct messages, in a minute at most."},
		after: func(ctx context.Context) {
			if err := b.sendExport(ctx, a.rep); err != nil {
				b.log.Warn("an export could not be sent", "rep", a.rep.ID, "error", err)
				b.answerLater(ctx, a, "I could not send you the file. Please try /coach export again later; if that fails too, your admin can get it with: evenkeel export --rep "+a.rep.ID)
			}
		},
	}, nil
}

func (b *Bot) sendExport(ctx context.Context, rep *coach.Rep) error {
	d, err := b.coach.Export(ctx, coach.On("rep", rep.ID))
	if err != nil {
		return err
	}
	data, err := json.MarshalIndent(d.Own(), "", "  ")
	if err != nil {
		return fmt.Errorf("bot: export %s: %w", rep.ID, err)
	}
	return b.client.sendFile(ctx, rep.SlackUser, "even-keel-"+b.today(rep).String()+".json",
		"Here is all that I hold about you, with the history of each record.", data)
}

// sendFile shows a file in a person's direct messages.
func (c *Client) sendFile(ctx context.Context, user, name, words string, data []byte) error {
	channel, err := c.dm(ctx, user)
	if err != nil {
		return err
	}
	_, err = c.api.UploadFileContext(ctx, slack.UploadFileParameters{Filename: name, Title: name, FileSize: len(data), Reader: bytes.NewReader(data),
		Channel: channel, InitialComment: words, SnippetType: "json"})
	if err != nil {
		return fmt.Errorf("bot: upload %s: %w", name, err)
	}
	return nil
}

// answerLater says how something ended that took longer than anybody waits.
func (b *Bot) answerLater(ctx context.Context, a *act, text string) {
	p := &caller{bot: b, url: a.url, user: a.rep.SlackUser, channel: a.channel}
	b.answers.run(ctx, errand{what: a.id, do: func(ctx context.Context) error { return p.say(ctx, answer{text: text}) }})
}
