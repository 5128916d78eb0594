package bot

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/slack-go/slack"

	"evenkeel/coach"
)

// httpTimeout bounds every call: shorter than the lease on a message, so that a
// post that hangs ends before another process may take it over.
const httpTimeout = 5 * time.Second

// ClientConfig is what it takes to talk to Slack.
type ClientConfig struct {
	AppToken, BotToken Token
	APIURL             string // with a trailing slash; empty: Slack's own
	// Summary words the one line for what already held at a first import: how
	// many findings, and how many by rule. Nil: a plain count.
	Summary func(n int, byRule map[string]int) string
	// Heading words what a list of one rule is of, and how many; notes for a list of
	// its notes. Nil: a plain count.
	Heading func(rule string, n int, notes bool) string
	Log     *slog.Logger
}

// Client talks to Slack's Web API: it posts the coach's messages (it is the
// coach.Poster) and knows who is who in the workspace.
type Client struct {
	cfg    ClientConfig
	log    *slog.Logger
	http   *http.Client
	api    *slack.Client
	pace   *pace
	roster *roster
	rooms  rooms
	dms    sync.Map // Slack user id -> id of the direct message channel

	refused *refused

	mu  sync.Mutex
	who *Identity
}

var _ coach.Poster = (*Client)(nil)

// Identity is who we are in which workspace.
type Identity struct {
	Team, TeamName, Enterprise string
	User, BotID                string
}

// NewClient checks the tokens' form, and connects to nothing yet. A token that
// is missing, or in the other's place, is a *Fatal.
func NewClient(cfg ClientConfig) (*Client, error) {
	if err := checkTokens(cfg); err != nil {
		return nil, err
	}
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	if cfg.APIURL != "" && !strings.HasSuffix(cfg.APIURL, "/") {
		cfg.APIURL += "/" // slack-go joins the method's name right on to it
	}
	// A transport of our own, so that its connections end with us.
	hc := &http.Client{Timeout: httpTimeout, Transport: bounded{&http.Transport{Proxy: http.ProxyFromEnvironment,
		ForceAttemptHTTP2: true, MaxIdleConnsPerHost: 16, IdleConnTimeout: time.Minute}}}
	c := &Client{cfg: cfg, log: cfg.Log, http: hc, pace: newPace(), refused: newRefused()}
	c.api = slack.New(string(cfg.BotToken), c.options(c.http)...)
	c.roster = newRoster(c)
	return c, nil
}

// bounded reads answers up to a size that Slack's stay far below, so that a
// proxy that sends something else does not fill the memory.
type bounded struct{ *http.Transport }

const maxAnswer = 8 << 20

func (t bounded) RoundTrip(r *http.Request) (*http.Response, error) {
	resp, err := t.Transport.RoundTrip(r)
	if err == nil {
		resp.Body = http.MaxBytesReader(nil, resp.Body, maxAnswer)
	}
	return resp, err
}

func checkTokens(cfg ClientConfig) error {
	switch {
	case cfg.AppToken == "":
		return &Fatal{"SLACK_APP_TOKEN", errors.New("is not set")}
	case cfg.BotToken == "":
		return &Fatal{"SLACK_BOT_TOKEN", errors.New("is not set")}
	case strings.HasPrefix(string(cfg.AppToken), "xoxb-"):
		return &Fatal{"SLACK_APP_TOKEN", errors.New("holds a bot token")}
	case strings.HasPrefix(string(cfg.BotToken), "xapp-"):
		return &Fatal{"SLACK_BOT_TOKEN", errors.New("holds an app-level token")}
	}
	return nil
}

// options are those of every slack.Client of ours. Debugging stays off for
// good: it would log people's words and shorten connections to six minutes.
func (c *Client) options(h interface {
	Do(*http.Request) (*http.Response, error)
}) []slack.Option {
	opts := []slack.Option{slack.OptionHTTPClient(h), slack.OptionLog(log.New(io.Discard, "", 0))}
	if c.cfg.APIURL != "" {
		opts = append(opts, slack.OptionAPIURL(c.cfg.APIURL))
	}
	return opts
}

// Identity asks Slack once who we are. A token refused for good is a *Fatal.
func (c *Client) Identity(ctx context.Context) (Identity, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.who != nil {
		return *c.who, nil
	}
	r, err := c.api.AuthTestContext(ctx)
	if err != nil {
		if f := fatal(err, "SLACK_BOT_TOKEN"); f != nil {
			return Identity{}, f
		}
		return Identity{}, fmt.Errorf("bot: auth.test: %w", err)
	}
	c.who = &Identity{Team: r.TeamID, TeamName: r.Team, Enterprise: r.EnterpriseID, User: r.UserID, BotID: r.BotID}
	return *c.who, nil
}

// identity is what Identity learnt; empty before.
func (c *Client) identity() Identity {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.who == nil {
		return Identity{}
	}
	return *c.who
}

// respond posts an answer to a response_url. It is not paced: the person waits.
func (c *Client) respond(ctx context.Context, url string, body any) error {
	b, err := json.Marshal(body)
	if err != nil {
		return fmt.Errorf("bot: respond: %w", err)
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewReader(b))
	if err != nil {
		return fmt.Errorf("bot: respond: %w", err)
	}
	req.Header.Set("Content-Type", "application/json")
	resp, err := c.http.Do(req)
	if err != nil {
		return fmt.Errorf("bot: respond: %w", err)
	}
	defer resp.Body.Close()
	_, _ = io.Copy(io.Discard, io.LimitReader(resp.Body, 1<<16)) // so that the connection is used again
	switch code := resp.StatusCode; {
	case code == http.StatusOK:
		return nil
	case code == http.StatusTooManyRequests:
		seconds, _ := strconv.Atoi(resp.Header.Get("Retry-After")) // 0 where it says nothing
		return fmt.Errorf("bot: respond: %w", &slack.RateLimitedError{RetryAfter: time.Duration(seconds) * time.Second})
	case code >= 400 && code < 500:
		return &refusedURL{resp.Status}
	}
	return fmt.Errorf("bot: respond: %s", resp.Status)
}

// refusedURL: a response_url takes no more, it is too old or used up.
type refusedURL struct{ status string }

func (e *refusedURL) Error() string { return "bot: respond: " + e.status }

// whisper shows an answer to one person in a channel.
func (c *Client) whisper(ctx context.Context, channel, user string, a answer) error {
	opts := []slack.MsgOption{slack.MsgOptionText(a.plain(), false)}
	if blocks := a.blocks(); len(blocks) > 0 {
		opts = append(opts, slack.MsgOptionBlocks(blocks...))
	}
	_, err := c.api.PostEphemeralContext(ctx, channel, user, opts...)
	if err != nil {
		return fmt.Errorf("bot: chat.postEphemeral: %w", err)
	}
	return nil
}

const reactMethod = "reactions.add"

// react adds a reaction; one that is there already is as good.
func (c *Client) react(ctx context.Context, channel, ts, name string) error {
	err := c.api.AddReactionContext(ctx, name, slack.NewRefToMessage(channel, ts))
	if err == nil || slackCode(err) == "already_reacted" {
		return nil
	}
	return fmt.Errorf("bot: reactions.add: %w", err)
}
