package coach

import (
	"context"
	"errors"
	"fmt"
	"slices"
)

// deliver sends every message that a book or a team owes to Slack.
func (c *Coach) deliver(ctx context.Context, key string) error {
	if c.Slack == nil || c.Words == nil {
		return nil
	}
	b, err := c.loadKey(ctx, key, false)
	if err != nil {
		return err
	}
	var owed []*Message
	for _, m := range b.Messages {
		if m.Owed() {
			owed = append(owed, m)
		}
	}
	slices.SortFunc(owed, func(x, y *Message) int {
		if d := x.At.Compare(y.At); d != 0 {
			return d
		}
		return compare(x.Key, y.Key)
	})
	var errs []error
	for _, m := range owed {
		send := c.post
		if m.Kind == Weekly {
			send = c.postDigest
		}
		if err := send(ctx, key, m.Key); err != nil {
			errs = append(errs, fmt.Errorf("coach: message %s of %s: %w", m.Key, key, err))
		}
	}
	return errors.Join(errs...)
}

// lease takes the right to send a message as the book stands now; nil without an
// error if it is owed no more.
func (c *Coach) lease(ctx context.Context, key, message string) (b *Book, inDoubt bool, err error) {
	for i := range tries {
		if b, err = c.loadKey(ctx, key, i > 0); err != nil {
			return nil, false, err
		}
		if m := b.Messages[message]; m == nil || !m.Owed() {
			return nil, false, nil
		}
		inDoubt, err = c.Store.Lease(ctx, Want{key, b.Version}, message, c.Owner, c.Lease)
		if !errors.Is(err, ErrConflict) {
			return b, inDoubt, err
		}
	}
	return nil, false, fmt.Errorf("coach: %s is written by others all the time", key)
}

// post shows one version of a message under a lease and settles it. If an
// earlier holder's lease ran out, the message is in doubt: only then the
// channel's history is asked whether it was posted after all.
func (c *Coach) post(ctx context.Context, key, message string) error {
	return c.postWith(ctx, key, message, nil)
}

// postWith does so with what was put together for the message before, if anything.
func (c *Coach) postWith(ctx context.Context, key, message string, digest *Digest) error {
	until := c.wordsBy(ctx)
	b, inDoubt, err := c.lease(ctx, key, message)
	if err != nil || b == nil {
		return err
	}
	m := b.Messages[message]
	out := c.outgoing(b, m)
	out.Digest = digest
	if inDoubt && m.TS == "" {
		if out.Message.Channel, out.Message.TS, err = c.Slack.Find(ctx, out); err != nil {
			return err
		}
	}
	left, none, err := c.withheld(ctx, b, &out)
	if err != nil {
		return err
	}
	if none {
		return c.settle(ctx, b, Posted{Message: m.Key, Left: left})
	}
	c.word(ctx, &out, until)
	channel, ts, err := c.Slack.Post(ctx, out)
	posted := Posted{Message: m.Key, Version: m.Wanted, Channel: channel, TS: ts, Gone: errors.Is(err, ErrUndeliverable), Left: left, Worded: out.worded(), Language: out.language()}
	if err != nil && !posted.Gone {
		return err
	}
	if posted.Gone {
		c.Log.Warn("a message cannot be delivered", "of", key, "message", m.Key)
	}
	if digest != nil {
		posted.Picks = digest.picks
	}
	return c.settle(ctx, b, posted)
}

// settle writes down what Slack shows of a message.
func (c *Coach) settle(ctx context.Context, b *Book, posted Posted) error {
	e := Event{ID: settlement(b, posted), Source: Self, Rep: b.Rep, Team: b.Team, Posted: &posted}
	if b.Team != "" {
		_, err := c.handleTeam(ctx, e)
		return err
	}
	_, err := c.handle(ctx, b.Rep, func(v View) (Event, error) {
		e.At = v.Now
		return e, nil
	})
	return err
}

// settlement names the news of a message. One that did not go may be decided again
// under the same key.
func settlement(b *Book, p Posted) string {
	if p.Version == 0 {
		return fmt.Sprintf("withheld/%s/%d", p.Message, b.Messages[p.Message].At.UnixMilli())
	}
	return fmt.Sprintf("posted/%s/%d", p.Message, p.Version)
}

// withheld takes out of a message that nobody has seen yet what is stale by now, and
// says whether nothing is left of it.
func (c *Coach) withheld(ctx context.Context, b *Book, out *Outgoing) (left []string, none bool, err error) {
	if out.Message.TS != "" {
		return nil, false, nil
	}
	m := c.teamMoment(b.Team)
	if b.Team == "" {
		if m, err = c.moment(b.Rep); err != nil {
			return nil, false, err
		}
	}
	msg := out.Message
	if left, none = b.stale(&msg, m); len(left) > 0 && !none {
		msg.Nudges = slices.DeleteFunc(slices.Clone(msg.Nudges), func(key string) bool { return slices.Contains(left, key) })
		digest := out.Digest
		*out = c.outgoing(b, &msg)
		out.Digest = digest
	}
	return left, none, nil
}

// outgoing is a message as it is to be shown, without words.
func (c *Coach) outgoing(b *Book, m *Message) Outgoing {
	r := c.people.Rep(b.Rep)
	if r == nil {
		r = &Rep{ID: b.Rep, Team: b.Team}
	}
	zone, _ := c.Playbook.Zone(r)
	out := Outgoing{Rep: *r, Message: *m, Names: bookNames{c.Names, b}, Today: DateIn(c.Now(), zone)}
	if b.Team != "" {
		out.Where = c.Playbook.RenewalsChannel(b.Team)
	}
	for _, key := range m.Nudges {
		if n := b.Nudges[key]; n != nil {
			out.Nudges = append(out.Nudges, *n)
		}
	}
	return out
}

// bookNames knows a book's deals and contracts by name, and leaves the rest to the
// directory.
type bookNames struct {
	Names
	b *Book
}

// NamesFor names subjects as the owner of a book calls them.
func (c *Coach) NamesFor(b *Book) Names { return bookNames{c.Names, b} }

// SubjectName is "Acme, Warehouse pilot" for a deal, "Acme, Suite" for a contract.
func (n bookNames) SubjectName(s Subject) string {
	if s.Kind() == "contract" {
		return n.contract(s)
	}
	x := n.b.Deals[s.ID()]
	if s.Kind() != "deal" || x == nil {
		return n.Names.SubjectName(s)
	}
	account := n.AccountName(x.Account.V)
	switch {
	case x.Account.V == "":
		return x.Label()
	case x.Name.V == "" || x.Name.V == account:
		return account
	}
	return account + ", " + x.Name.V
}

// contract is the account and the product of a contract. A book has no contracts,
// and knows of one what was found of it.
func (n bookNames) contract(s Subject) string {
	var account, product string
	for _, of := range n.b.Nudges {
		if of.Subject == s {
			p, _ := of.Fact("product").(string)
			account, product = max(account, of.Account), max(product, p)
		}
	}
	switch {
	case account == "":
		return n.Names.SubjectName(s)
	case product == "":
		return n.AccountName(account)
	}
	return n.AccountName(account) + ", " + product
}

// Timely adds to nudges' facts how many days ago their days were: what is
// stored are days, what is said counts from today.
func Timely(ns []Nudge, today Date) []Nudge {
	since := map[string]string{"created": "days_open", "opened": "days_open", "due": "days_overdue"}
	out := slices.Clone(ns)
	for i := range out {
		facts := slices.Clone(out[i].Facts)
		for _, f := range out[i].Facts {
			name, ok := since[f.Name]
			text, _ := f.Value.(string)
			if day, err := ParseDate(text); ok && err == nil {
				facts = append(facts, Fact{name, int(today - day)})
			}
		}
		out[i].Facts = facts
	}
	return out
}
