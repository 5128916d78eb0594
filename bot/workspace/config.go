package workspace

import (
	"cmp"
	"fmt"
	"log/slog"
	"net"
	"slices"
	"time"
)

// Config describes the workspace to open. Every zero value has a good default.
type Config struct {
	// Addr is the address to listen on; only loopback is accepted. The default
	// is 127.0.0.1 with a free port.
	Addr string

	Team                             Team
	AppID, BotID, BotUserID, BotName string

	// AppToken and BotToken are the only tokens accepted. Scopes, if not nil,
	// are the bot token's: a method outside them answers missing_scope.
	AppToken, BotToken string
	Scopes             []string

	Users    []User
	Channels []Channel

	// Commands are the app's slash commands, each with its slash.
	Commands []string

	// Subscriptions are the bot events the app gets; nil means all that the
	// workspace can produce. Names as in a manifest: message.channels,
	// message.groups, message.im, app_mention, app_home_opened,
	// member_joined_channel, member_left_channel, channel_archive, user_change,
	// team_join, message_metadata_posted.
	Subscriptions []string

	// RetryAfter are the waits before each retry of an event; default at once,
	// 1 min, 5 min. With no socket open an attempt fails at once, so that by
	// default an event of that time comes a minute later, as a retry.
	RetryAfter []time.Duration

	PingEvery       time.Duration // WebSocket pings; default 5 s
	AckWithin       time.Duration // default 3 s
	TriggerLife     time.Duration // default 3 s
	ResponseURLLife time.Duration // default 30 min
	ConnectionLife  time.Duration // what hello announces, and then refresh_requested; default 5 h

	// Limits enforces rate limits: one message a second and channel with a
	// small burst, and the tier of each method.
	Limits bool

	// Now stamps messages and ages triggers and URLs; timers do not follow it.
	Now    func() time.Time
	Logger *slog.Logger
}

// Team is the workspace's identity.
type Team struct {
	ID     string `json:"id"`
	Name   string `json:"name"`
	Domain string `json:"domain"`
}

// User is a member of the workspace. Name is the handle, without @.
type User struct {
	ID       string `json:"id"`
	Name     string `json:"name"`
	RealName string `json:"real_name"`
	Email    string `json:"email"`
	TZ       string `json:"tz"`               // IANA name; default UTC
	Locale   string `json:"locale,omitempty"` // default en-US
	Admin    bool   `json:"admin,omitempty"`
	Guest    bool   `json:"guest,omitempty"`
	Bot      bool   `json:"bot,omitempty"`
	External bool   `json:"external,omitempty"` // from another company, by a shared channel
	Deleted  bool   `json:"deleted,omitempty"`
}

// Channel is a public or private channel. Nil Members of a public channel mean
// everybody who is neither a guest nor external.
type Channel struct {
	ID       string   `json:"id"`
	Name     string   `json:"name"` // without #
	Private  bool     `json:"private,omitempty"`
	Shared   bool     `json:"shared,omitempty"` // with another company
	Archived bool     `json:"archived,omitempty"`
	Members  []string `json:"members"`
	BotIn    bool     `json:"bot_in"`
}

func (c Config) withDefaults() Config {
	c.Addr = cmp.Or(c.Addr, "127.0.0.1:0")
	c.Team.ID = cmp.Or(c.Team.ID, "T0PRACTICE")
	c.Team.Name = cmp.Or(c.Team.Name, "Practice")
	c.Team.Domain = cmp.Or(c.Team.Domain, "practice")
	c.AppID = cmp.Or(c.AppID, "A0PRACTICE")
	c.BotID = cmp.Or(c.BotID, "B0PRACTICE")
	c.BotUserID = cmp.Or(c.BotUserID, "U0BOT")
	c.BotName = cmp.Or(c.BotName, "bot")
	c.AppToken = cmp.Or(c.AppToken, "xapp-1-practice")
	c.BotToken = cmp.Or(c.BotToken, "xoxb-practice")
	c.PingEvery = cmp.Or(c.PingEvery, 5*time.Second)
	c.AckWithin = cmp.Or(c.AckWithin, 3*time.Second)
	c.TriggerLife = cmp.Or(c.TriggerLife, 3*time.Second)
	c.ResponseURLLife = cmp.Or(c.ResponseURLLife, 30*time.Minute)
	c.ConnectionLife = cmp.Or(c.ConnectionLife, 18060*time.Second)
	if c.RetryAfter == nil {
		c.RetryAfter = []time.Duration{0, time.Minute, 5 * time.Minute}
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	return c
}

// check reports what no workspace could be: a public address, two users or
// channels of one id, a member nobody knows.
func (c Config) check() error {
	host, _, err := net.SplitHostPort(c.Addr)
	if err != nil {
		return fmt.Errorf("workspace: address %q: %w", c.Addr, err)
	}
	if !loopback(host) {
		return fmt.Errorf("workspace: %q is not a loopback address", c.Addr)
	}
	seen := map[string]bool{c.BotUserID: true}
	for _, user := range c.Users {
		if user.ID == "" || seen[user.ID] {
			return fmt.Errorf("workspace: user id %q is empty or used twice", user.ID)
		}
		seen[user.ID] = true
	}
	return c.checkChannels(seen)
}

func (c Config) checkChannels(users map[string]bool) error {
	var ids, names []string
	for _, channel := range c.Channels {
		if channel.ID == "" || slices.Contains(ids, channel.ID) || slices.Contains(names, channel.Name) {
			return fmt.Errorf("workspace: channel %q (%s) has no id or is there twice", channel.Name, channel.ID)
		}
		for _, member := range channel.Members {
			if !users[member] {
				return fmt.Errorf("workspace: channel %q has an unknown member %s", channel.Name, member)
			}
		}
		ids, names = append(ids, channel.ID), append(names, channel.Name)
	}
	return nil
}

// loopback says whether host, without a port, is this machine by loopback.
func loopback(host string) bool {
	if host == "localhost" {
		return true
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}
