package bot

import (
	"context"
	"encoding/json"
	"slices"
	"sync"
	"time"

	"github.com/slack-go/slack"
)

// readable are the subtypes of messages that may hold an update. Everything
// else (joins, topics, unfurls) is none; of a deletion see deleted.go.
var readable = []string{"", "bot_message", "file_share", "thread_broadcast", "message_changed"}

// receiveEvent decides what an event is and in whose queue it belongs.
func (b *Bot) receiveEvent(env *envelope) {
	var c callback
	if err := json.Unmarshal(env.payload, &c); err != nil {
		b.ignore(env, err.Error())
		return
	}
	if c.Type == "app_rate_limited" {
		b.log.Warn("slack has stopped sending events for a while: over 30,000 in an hour")
	}
	if c.Type != "event_callback" {
		b.ignore(env, "outer type "+c.Type)
		return
	}
	if us := b.client.identity(); us.Enterprise == "" && !c.IsExtShared && foreign(c.Team, "", us) {
		b.ignore(env, "another workspace's event")
		return
	}
	e, err := readInner(c.Event)
	if err != nil {
		b.ignore(env, err.Error())
		return
	}
	b.sort(env, &c, e)
}

func (b *Bot) sort(env *envelope, c *callback, e *inner) {
	switch e.Type {
	case "message":
		b.receiveMessage(env, c, e)
	case "message_metadata_posted":
		e.Channel, e.User, e.TS = e.ChannelID, e.UserID, e.MessageTS
		b.receivePost(env, c, e, updateID(e, ""))
	case "app_home_opened":
		b.enqueue(env, e.User, c.EventID, func(ctx context.Context) (deed, error) {
			return b.homeOpened(ctx, e)
		})
	case "user_change", "team_join":
		b.receiveUser(env, c)
	default:
		b.ignore(env, "event "+e.Type)
	}
}

// receiveUser takes in a new profile or zone.
func (b *Bot) receiveUser(env *envelope, c *callback) {
	var u struct{ User slack.User }
	if err := json.Unmarshal(c.Event, &u); err != nil || u.User.ID == "" {
		b.ignore(env, "a user that cannot be read")
		return
	}
	b.enqueue(env, u.User.ID, c.EventID, func(ctx context.Context) (deed, error) {
		b.client.roster.learn(&u.User)
		return nil, b.sync(ctx)
	})
}

// receiveMessage takes a post in a channel: an update by a person or an app,
// unless it is something else.
func (b *Bot) receiveMessage(env *envelope, c *callback, e *inner) {
	if e.Subtype == "message_deleted" {
		b.receiveDeletion(env, c, e)
		return
	}
	if !slices.Contains(readable, e.Subtype) || e.ChannelType == "im" || e.ChannelType == "mpim" {
		b.ignore(env, "message "+e.Subtype+" "+e.ChannelType)
		return
	}
	edited := ""
	if e.Subtype == "message_changed" {
		m, ok := edit(e)
		if !ok {
			b.ignore(env, "no edit of the words")
			return
		}
		e, edited = m, m.Edited.TS
	}
	id := updateID(e, edited)
	switch {
	case b.ours(c, e):
		b.ignore(env, "our own post")
	case e.BotID != "" || e.Subtype == "bot_message" || e.Metadata != nil && e.Metadata.EventType == dealUpdated:
		b.receivePost(env, c, e, id)
	case e.User == "" || e.Text == "":
		b.ignore(env, "no words")
	default:
		b.enqueue(env, e.User, id, func(ctx context.Context) (deed, error) {
			return b.update(ctx, e, id)
		})
	}
}

// edit is the message as a person edited it; ok is false where the words are
// the same (an unfurl, say).
func edit(e *inner) (m *inner, ok bool) {
	m = e.Message
	if m == nil || m.Edited == nil || e.Previous != nil && e.Previous.Text == m.Text {
		return nil, false
	}
	m.Channel, m.ChannelType = e.Channel, e.ChannelType
	return m, true
}

// updateID is the event id of an update: one for a post, however many events
// Slack makes of it, and another for each edit of its words.
func updateID(e *inner, edited string) string {
	id := "slack/" + e.Channel + "/" + e.TS
	if edited != "" {
		id += "/" + edited
	}
	return id
}

func (b *Bot) ours(c *callback, e *inner) bool {
	us := b.client.identity()
	return e.BotID != "" && e.BotID == us.BotID || e.User != "" && e.User == us.User || e.AppID != "" && e.AppID == c.App
}

// receivePost takes a post by another app, of which only the metadata counts:
// the layout of its text may change any day.
func (b *Bot) receivePost(env *envelope, c *callback, e *inner, id string) {
	if e.Metadata == nil || e.Metadata.EventType != dealUpdated || b.ours(c, e) {
		b.ignore(env, "an app's post without a deal")
		return
	}
	// One deal's updates stay in order; whose book it is takes a look into the
	// store, which the reader has no time for.
	key := "deal/" + string(e.Metadata.Payload["deal"])
	b.enqueue(env, key, id, func(ctx context.Context) (deed, error) {
		return b.appUpdate(ctx, e, id)
	})
}

// recent remembers a thousand things for a while: what need not be said twice
// when Slack delivers twice. Forgetting costs a repeated hint, no more.
type recent struct {
	mu   sync.Mutex
	seen map[string]time.Time
}

func newRecent() *recent { return &recent{seen: map[string]time.Time{}} }

// first says whether key is new.
func (r *recent) first(key string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if _, ok := r.seen[key]; ok {
		return false
	}
	if len(r.seen) >= 1000 {
		for k, t := range r.seen {
			if time.Since(t) > 15*time.Minute {
				delete(r.seen, k)
			}
		}
	}
	if len(r.seen) < 10_000 {
		r.seen[key] = time.Now()
	}
	return true
}
