package bot

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"evenkeel/coach"
)

// receiveDeletion takes the news that a person's post in a channel is gone. Slack
// does not say who deleted it: what is said of it is its author's.
func (b *Bot) receiveDeletion(env *envelope, c *callback, e *inner) {
	m := e.Previous
	if m == nil || m.User == "" || e.DeletedTS == "" || m.BotID != "" || m.Metadata != nil || e.ChannelType == "im" || e.ChannelType == "mpim" {
		b.ignore(env, "message "+e.Subtype+" "+e.ChannelType)
		return
	}
	m.Channel, m.TS = e.Channel, e.DeletedTS
	if b.ours(c, m) {
		b.ignore(env, "our own post")
		return
	}
	id := updateID(m, "")
	b.enqueue(env, m.User, coach.Line{ID: id}.Deletion(), func(ctx context.Context) (deed, error) {
		return b.deleted(ctx, m, id)
	})
}

// deleted takes back what a post recorded, in the author's own book and in those of
// the author's people. The author's own remembers it: the post may be on its way.
func (b *Bot) deleted(ctx context.Context, e *inner, id string) (deed, error) {
	if ok, err := b.isDeals(ctx, e.Channel); err != nil || !ok {
		return nil, err
	}
	rep, err := b.rep(ctx, e.User, e.team())
	if err != nil {
		return nil, err
	}
	var in []string
	for _, r := range b.coach.People().Reps() {
		if !b.mayChange(rep, r.ID) {
			continue
		}
		book, err := b.coach.Book(ctx, r.ID)
		if err != nil {
			return nil, err
		}
		if book.Holds(id) {
			in = append(in, r.ID)
		}
	}
	lines, err := b.readLines(ctx, rep, e.Text)
	if err != nil || len(in)+len(lines) == 0 {
		return nil, err // it was talk
	}
	if err := b.takeBack(ctx, id, append([]string{rep.ID}, in...)...); err != nil {
		return nil, err
	}
	return func(ctx context.Context) {
		for _, owner := range in {
			b.follow(ctx, owner)
		}
	}, nil
}

// takeBack tells books that a post is gone; each takes it in once.
func (b *Bot) takeBack(ctx context.Context, id string, reps ...string) error {
	for _, rep := range reps {
		_, err := b.coach.Handle(ctx, rep, func(v coach.View) (coach.Event, error) {
			l := coach.Line{ID: id, Wrote: v.Now}
			return coach.Event{ID: l.Deletion(), At: v.Now, Source: coach.Slack, Rep: rep, Deleted: &l}, nil
		})
		if err != nil {
			return fmt.Errorf("bot: take back %s: %w", id, err)
		}
	}
	return nil
}

// goneMeanwhile takes back what a post recorded in other people's books, if it was
// deleted before it got there: only the author's own book knows of that.
func (b *Bot) goneMeanwhile(ctx context.Context, rep *coach.Rep, id string, done []result) error {
	for _, r := range done {
		if r.follow == rep.ID {
			continue
		}
		own, err := b.coach.Book(ctx, rep.ID)
		if err != nil {
			return err
		}
		if !own.Deleted(id) {
			return nil
		}
		if err := b.takeBack(ctx, id, r.follow); err != nil {
			return err
		}
	}
	return nil
}

// postID is the post of a line's event: slack/CHANNEL/TS of slack/CHANNEL/TS/EDITED#2.
func postID(event string) string {
	event, _, _ = strings.Cut(event, "#")
	return strings.Join(strings.SplitN(event, "/", 4)[:min(3, strings.Count(event, "/")+1)], "/")
}

// line is the post in a channel that an act comes from; nil for a command. An edit
// was written when its post was.
func (a *act) line(now time.Time) *coach.Line {
	if a.command != lineCommand {
		return nil
	}
	id := postID(a.id)
	l := &coach.Line{ID: id, Wrote: now}
	if edited, ok := strings.CutPrefix(a.id, id+"/"); ok {
		edited, _, _ = strings.Cut(edited, "#")
		l.Wrote = now.Add(-since(id[strings.LastIndex(id, "/")+1:], edited))
	}
	return l
}

// since is how long after one of Slack's timestamps another is; zero where one is
// none.
func since(first, then string) time.Duration {
	x, err := strconv.ParseFloat(first, 64)
	y, err2 := strconv.ParseFloat(then, 64)
	if err != nil || err2 != nil || y < x {
		return 0
	}
	return time.Duration((y - x) * float64(time.Second))
}
