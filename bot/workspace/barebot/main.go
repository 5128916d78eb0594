// Command barebot is the least that a Slack bot which keeps something can do:
// for each slash command one round trip to Redis, the ack, and one message. It
// is the peer that "evenkeel bench --peer" measures against, and good for
// nothing else. Its work is that of a decent bot nonetheless: commands side by
// side, connections kept, deadlines, an orderly end.
package main

import (
	"context"
	"log"
	"net/http"
	"os"
	"os/signal"
	"sync"
	"syscall"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/slack-go/slack"
	"github.com/slack-go/slack/socketmode"
)

// callTimeout bounds each call to Slack.
const callTimeout = 5 * time.Second

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx); err != nil && ctx.Err() == nil {
		log.Fatal(err)
	}
}

func run(ctx context.Context) error {
	options, err := redis.ParseURL(os.Getenv("REDIS_URL"))
	if err != nil {
		return err
	}
	b := &bot{redis: redis.NewClient(options)}
	defer b.redis.Close()
	b.slack = slack.New(os.Getenv("SLACK_BOT_TOKEN"),
		slack.OptionAppLevelToken(os.Getenv("SLACK_APP_TOKEN")),
		slack.OptionAPIURL(os.Getenv("SLACK_API_URL")),
		slack.OptionHTTPClient(&http.Client{Timeout: callTimeout, Transport: &http.Transport{MaxIdleConnsPerHost: 16}}))
	b.socket = socketmode.New(b.slack)

	ended := make(chan error, 1)
	go func() { ended <- b.socket.RunContext(ctx) }()
	defer b.inHand.Wait()
	for {
		select {
		case e := <-b.socket.Events:
			if e.Type == socketmode.EventTypeSlashCommand {
				b.inHand.Go(func() { b.command(ctx, e) })
			}
		case err := <-ended:
			return err
		}
	}
}

type bot struct {
	redis  *redis.Client
	slack  *slack.Client
	socket *socketmode.Client
	inHand sync.WaitGroup
}

// command keeps a command, acknowledges it, and tells the person by message.
// What could not be kept is not acknowledged: Slack then says so.
func (b *bot) command(ctx context.Context, e socketmode.Event) {
	c, ok := e.Data.(slack.SlashCommand)
	if !ok {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, callTimeout)
	defer cancel()
	if err := b.redis.HSet(ctx, "bare:"+c.UserID, c.TriggerID, c.Text).Err(); err != nil {
		log.Print(err)
		return
	}
	if err := b.socket.AckCtx(ctx, e.Request.EnvelopeID, map[string]string{"text": "Noted: " + c.Text}); err != nil {
		log.Print(err)
		return
	}
	if _, _, err := b.slack.PostMessageContext(ctx, c.UserID, slack.MsgOptionText("I have noted: "+c.Text, false)); err != nil {
		log.Print(err)
	}
}
