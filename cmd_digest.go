package main

import (
	"context"
	"strings"
	"time"

	"evenkeel/bot"
	"evenkeel/coach"
	"evenkeel/coach/parse"
	"evenkeel/coach/replay"
	"evenkeel/prompts"
)

type digestCmd struct {
	source `embed:""`

	Rep     string `help:"This rep's coaching message of the day; by id or name." placeholder:"REP"`
	Manager string `help:"This manager's digest of the week; by id or name." placeholder:"REP"`
	Team    string `help:"This team's renewals message of the day." placeholder:"TEAM"`
	AsOf    string `help:"A date (the end of that day; of a digest's own day the hour at which it is sent) or a time (default: now)." placeholder:"DATE-OR-TIME"`
	JSON    bool   `help:"As JSON."`
	Blocks  bool   `help:"As Slack's JSON, ready to post."`
}

func (digestCmd) Help() string {
	return "With --from, or as of another day than today, it is what a replay from the first row would send.\n\n" +
		example("evenkeel digest --from ./export --manager mia --as-of 2026-11-23",
			"evenkeel digest --from ./export --rep ann --as-of 2026-11-24 --json",
			"REDIS_URL=redis://127.0.0.1:6379 evenkeel digest --team North --blocks")
}

func (c digestCmd) Run(ctx context.Context, s *streams) error {
	if err := c.sound(); err != nil {
		return err
	}
	e, p, err := c.open()
	if err != nil {
		return err
	}
	if c.From == "" {
		done, err := c.fromStore(ctx, s, e, p)
		if done || err != nil {
			return err
		}
	}
	return c.fromReplay(ctx, s, e, p)
}

// sound checks the flags as far as that goes without records.
func (c digestCmd) sound() error {
	asked := 0
	for _, who := range []string{c.Rep, c.Manager, c.Team} {
		if who != "" {
			asked++
		}
	}
	switch {
	case asked != 1:
		return usagef("whose digest: give one of --rep REP, --manager REP and --team TEAM")
	case c.JSON && c.Blocks:
		return usagef("--json and --blocks are two forms of the same: give one of them")
	}
	_, _, err := readAsOf(c.AsOf)
	return err
}

// readAsOf reads --as-of: a day, or an instant; neither for now.
func readAsOf(text string) (day coach.Date, at time.Time, err error) {
	if text == "" {
		return 0, at, nil
	}
	if day, err = coach.ParseDate(text); err == nil {
		return day, at, nil
	}
	if at, err = time.Parse(time.RFC3339, text); err != nil {
		return 0, at, usagef("--as-of %q: it wants a date like 2017-12-31 or a time like 2017-12-31T18:00:00Z", text)
	}
	return 0, at, nil
}

// fromStore prints what the store would send today; done is false where another
// day is asked for, of which the store does not know what it had found then.
func (c digestCmd) fromStore(ctx context.Context, s *streams, e *env, p *coach.Playbook) (done bool, err error) {
	err = e.inStore(ctx, s, p, func(o *opened) error {
		if err := o.coach.People().Refresh(ctx, 0); err != nil {
			return err
		}
		who, err := c.who(o.coach.People(), p)
		if err != nil {
			return err
		}
		day, at, _ := readAsOf(c.AsOf)
		if now := o.now(); day == 0 && at.IsZero() || day == coach.DateIn(now, who.zone) || coach.DateIn(at, who.zone) == coach.DateIn(now, who.zone) {
			done = true
			return c.print(ctx, s, o.coach, who, now)
		}
		return nil
	})
	return done, err
}

// fromReplay replays the records up to the day asked for, and prints what would be
// sent then.
func (c digestCmd) fromReplay(ctx context.Context, s *streams, e *env, p *coach.Playbook) error {
	rs, err := c.records(ctx, s, e, p, replay.Stored)
	if err != nil {
		return err
	}
	people, _ := coach.InMemory(coach.Records{Reps: rs.Reps}, p)
	who, err := c.who(people, p)
	if err != nil {
		return err
	}
	words, err := prompts.Templates(coach.Rules())
	if err != nil {
		return err
	}
	bar := progress(s.err, "replaying", 100)
	defer func() { _ = bar.Finish() }()
	at := c.at(who, p)
	return replay.At(ctx, replay.Options{Records: rs, Playbook: p, Words: words, Progress: func(done, all int) { _ = bar.Set(100 * done / all) }}, at,
		func(k *coach.Coach) error { return c.print(ctx, s, k, who, at) })
}

// at is the instant that --as-of means: of a day its end, or the hour of the
// digest that is sent on it.
func (c digestCmd) at(who addressee, p *coach.Playbook) time.Time {
	day, at, _ := readAsOf(c.AsOf)
	switch {
	case c.AsOf == "":
		return time.Now()
	case day == 0:
		return at
	}
	if due, ok := p.DigestOf(who.rep, day); ok && c.Manager != "" && coach.DateIn(due, who.zone) == day {
		return due
	}
	return day.AddDays(1).In(who.zone).Add(-time.Second)
}

// addressee is whose digest is asked for.
type addressee struct {
	rep  *coach.Rep // of a team: none but its name
	zone *time.Location
}

// who finds whom the flags name, and says who is nearest where nobody is called so.
func (c digestCmd) who(people *coach.People, p *coach.Playbook) (addressee, error) {
	var r *coach.Rep
	var err error
	switch {
	case c.Team != "":
		r, err = findTeam(people, c.Team)
	case c.Manager != "":
		r, err = findRep(people, "--manager", c.Manager)
		if err == nil && len(people.Reports(r.ID)) == 0 {
			err = usagef("--manager %q: nobody reports to them; who reports to whom stands in reps.csv", c.Manager)
		}
	default:
		r, err = findRep(people, "--rep", c.Rep)
	}
	if err != nil {
		return addressee{}, err
	}
	zone, _ := p.Zone(r)
	return addressee{r, zone}, nil
}

// findRep is the rep of an id, or of a name that nobody else has. A manager need
// have no row.
func findRep(people *coach.People, flag, name string) (*coach.Rep, error) {
	if r := people.Rep(name); r != nil {
		return r, nil
	}
	var found []*coach.Rep
	var known []string
	for _, r := range people.Reps() {
		if known = append(known, r.ID, r.Label()); strings.EqualFold(r.Name, name) {
			found = append(found, r)
		}
		if r.Manager != "" {
			known = append(known, r.Manager)
		}
	}
	switch {
	case len(found) == 1:
		return found[0], nil
	case len(found) > 1:
		return nil, usagef("%s %q: several go by that name: %s and %s; give the id", flag, name, found[0].ID, found[1].ID)
	case len(people.Reports(name)) > 0:
		return &coach.Rep{ID: name}, nil
	}
	return nil, usagef("%s %q: nobody is called so%s", flag, name, nearest(name, known))
}

func findTeam(people *coach.People, name string) (*coach.Rep, error) {
	var known []string
	for _, r := range people.Reps() {
		if r.Team == name {
			return &coach.Rep{Team: name}, nil
		}
		if r.Team != "" {
			known = append(known, r.Team)
		}
	}
	return nil, usagef("--team %q: there is no such team%s", name, nearest(name, known))
}

// nearest is who may have been meant.
func nearest(name string, known []string) string {
	if n := parse.Nearest(name, known); n != "" {
		return "; did you mean " + n + "?"
	}
	return ""
}

// print puts the digest together and prints it as asked.
func (c digestCmd) print(ctx context.Context, s *streams, k *coach.Coach, who addressee, at time.Time) error {
	out, err := c.outgoing(ctx, k, who, at)
	if err != nil {
		return err
	}
	switch {
	case c.JSON:
		return printJSON(s.out, out.Digest)
	case c.Blocks:
		return printBlocks(s, k, out)
	}
	return printDigest(s.out, k, out)
}

// outgoing is the message as it would be posted.
func (c digestCmd) outgoing(ctx context.Context, k *coach.Coach, who addressee, at time.Time) (coach.Outgoing, error) {
	switch {
	case c.Rep != "":
		return k.RepDigest(ctx, who.rep.ID, at)
	case c.Team != "":
		return k.RenewalsDigest(ctx, who.rep.Team, at)
	}
	d, err := k.ManagerDigest(ctx, who.rep.ID, at)
	if err != nil {
		return coach.Outgoing{}, err
	}
	return coach.Outgoing{Rep: *who.rep, Message: coach.Message{Key: d.Occurrence, Kind: coach.Weekly, At: at}, Names: k.Names, Today: coach.DateIn(at, who.zone), Digest: d}, nil
}

// slackMessage is what chat.postMessage takes, but for the channel.
type slackMessage struct {
	Text   string `json:"text"`
	Blocks any    `json:"blocks"`
}

func printBlocks(s *streams, k *coach.Coach, out coach.Outgoing) error {
	var cfg bot.ClientConfig
	cfg.Summary, cfg.Heading = wordsOf(k)
	text, blocks := bot.Blocks(cfg, out)
	return printJSON(s.out, slackMessage{text, blocks})
}
