package bot

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"evenkeel/coach"
	"evenkeel/coach/parse"
)

const (
	syncEvery  = 5 * time.Second
	drainFor   = 8 * time.Second        // work in hand at shutdown gets this long
	followFor  = 6 * time.Second        // a post takes 5 s at most; the person's queue waits for it
	lastAcks   = 200 * time.Millisecond // for acks that are queued but not on the wire; slack-go cannot be asked
	alive      = time.Minute            // a loop that has not turned for so long is stuck
	waitingFor = 100                    // jobs that may wait for one person
	waitingAll = 10_000                 // and for all together: a few thousand bytes each
)

// Config is what a Bot works with. Coach and Client are needed; the Coach's
// Slack should be the Client.
type Config struct {
	Coach  *coach.Coach
	Client *Client
	// Why words the answer to "why this?": the facts with their dates, the
	// thresholds, the rule and its idea. Nil: the bare facts and the rule.
	Why func(n coach.Nudge, r coach.Rule, p *coach.Playbook, names coach.Names) string
	// Drafts drafts what the ask of a nudge, or a kind no, has a rep say to a client.
	// Nil: nothing is drafted.
	Drafts Drafter
	// Figures adds what others report, where own says that the rep's team has no
	// such figure, by its name in the scorecard. Nil: nothing.
	Figures func(n coach.Nudge, own func(measure string) bool) string
	Log     *slog.Logger

	// Sockets is how many connections this process keeps, so that one is open
	// while Slack renews the other; default 2. Slack allows ten an app, over all
	// replicas. Stagger is how far apart they start; default a minute.
	Sockets int
	Stagger time.Duration
	Silence time.Duration // without a ping from Slack, after which a socket is renewed; default 30 s
	Workers int           // people served side by side; default 32
	Refresh time.Duration // between two publications of one Home tab because its book changed; default a minute
}

// Bot is Even Keel in Slack. Make one with New; Run it once.
type Bot struct {
	coach  *coach.Coach
	client *Client
	log    *slog.Logger
	cfg    Config

	names    *parse.Index // accounts, by id
	deals    sync.Map     // rep -> dealIndex
	offered  sync.Map     // rep -> openDeals
	channels *channels
	visits   *visits // who has opened Home lately
	hinted   *recent // apps' updates that were turned away
	homeless *homeless
	rests    rests // behind digests

	queue   *queue
	waits   waits
	work    context.Context // of what is in hand; outlives Run's by the time it takes to finish
	aside   chan struct{}   // bounds the goroutines that apologise
	drafted chan struct{}   // … and those that wait for the words of a draft
	drafts  sync.Map        // what those are about
	socks   []*connection
	began   atomic.Bool
	group   sync.WaitGroup

	// What did not get through to Slack yet: reactions, hints, answers, Home tabs.
	ticks, hints, answers, homes *errands
}

// New returns a Bot that knows the names of all accounts from now on.
func New(cfg Config) *Bot {
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	cfg.Sockets = max(cfg.Sockets, 0)
	if cfg.Sockets == 0 {
		cfg.Sockets = 2
	}
	if cfg.Stagger == 0 {
		cfg.Stagger = time.Minute
	}
	cfg.Silence = cmp.Or(cfg.Silence, 30*time.Second)
	if cfg.Workers == 0 {
		cfg.Workers = 32
	}
	b := &Bot{
		coach: cfg.Coach, client: cfg.Client, log: cfg.Log, cfg: cfg,
		names: parse.NewIndex(), channels: newChannels(cfg.Client), hinted: newRecent(), homeless: new(homeless),
		visits: newVisits(cmp.Or(cfg.Refresh, time.Minute)),
		aside:  make(chan struct{}, 32), drafted: make(chan struct{}, maxDrafted),
	}
	b.ticks, b.hints = b.newErrands(reactMethod, 1200*time.Millisecond), b.newErrands("chat.postEphemeral", 600*time.Millisecond)
	b.answers, b.homes = b.newErrands("response_url", 100*time.Millisecond), b.newErrands("views.publish", 600*time.Millisecond)
	b.coach.People().Watch(b.learnAccount, b.names.Remove)
	for range cfg.Sockets {
		b.socks = append(b.socks, cfg.Client.newConnection(cfg.Silence, b.receive))
	}
	return b
}

// learnAccount keeps the index of names in step with the directory. A merged
// account stays findable under its id; who finds it is led on by the directory.
func (b *Bot) learnAccount(a *coach.AccountProfile) {
	b.names.Put(a.ID, a.Label(), a.Aliases...)
}

// Run serves Slack until ctx ends; then it takes nothing more, finishes the
// work in hand and closes the sockets. It returns a *Fatal if Slack refuses a
// token for good, and nil otherwise.
func (b *Bot) Run(ctx context.Context) error {
	if err := b.introduce(ctx); err != nil || ctx.Err() != nil {
		return err
	}
	work, endWork := context.WithCancel(context.WithoutCancel(ctx))
	defer endWork()
	b.work = work
	b.queue = startQueue(work, b.cfg.Workers, waitingFor, b.log)
	open, shut := context.WithCancel(context.WithoutCancel(ctx))
	defer shut()
	refused := make(chan error, len(b.socks))
	b.group.Go(func() { b.keepSynced(work) })
	b.group.Go(func() { b.keepHomes(work) })
	for _, e := range []*errands{b.ticks, b.hints, b.answers, b.homes} {
		b.group.Go(func() { e.keep(work) })
	}
	for i, s := range b.socks {
		b.group.Go(func() { b.keepOpen(open, i, s, refused) })
	}
	b.began.Store(true)

	var err error
	select {
	case <-ctx.Done():
	case err = <-refused:
	}
	b.finish()
	shut()
	endWork()
	b.queue.stop()
	b.group.Wait()
	b.client.http.CloseIdleConnections()
	return err
}

// keepOpen runs one socket, each a while after the one before, so that Slack
// does not renew them at the same time.
func (b *Bot) keepOpen(ctx context.Context, i int, s *connection, refused chan<- error) {
	if !sleep(ctx, time.Duration(i)*b.cfg.Stagger) {
		return
	}
	if err := s.run(ctx); err != nil {
		refused <- err
	}
}

// introduce learns who we are, trying until Slack answers.
func (b *Bot) introduce(ctx context.Context) error {
	for wait := time.Second; ; wait = min(2*wait, 30*time.Second) {
		who, err := b.client.Identity(ctx)
		if err == nil {
			b.log.Info("slack knows us", "team", who.Team, "name", who.TeamName)
			return nil
		}
		if f, ok := errors.AsType[*Fatal](err); ok {
			return f
		}
		if ctx.Err() != nil {
			return nil
		}
		b.log.Warn("slack does not answer; trying again", "error", err, "again_in", wait)
		if !sleep(ctx, wait) {
			return nil
		}
	}
}

// finish lets the work in hand end, and its acks go out. Envelopes that arrive
// meanwhile are left for another replica, or for Slack to send again.
func (b *Bot) finish() {
	b.queue.close()
	ctx, cancel := context.WithTimeout(context.Background(), drainFor)
	defer cancel()
	if !b.queue.drain(ctx) {
		b.log.Warn("stopping with work in hand; Slack will send it again")
	}
	sleep(ctx, lastAcks)
}

// Ready says whether Slack has said hello and at least one socket stands.
func (b *Bot) Ready() bool {
	for _, s := range b.socks {
		if s.live() {
			return true
		}
	}
	return false
}

// Healthy says whether the loops turn: each of them looks up several times a
// minute, whether Slack is there or not.
func (b *Bot) Healthy() bool {
	for _, s := range b.socks {
		turned := s.turns.Load()
		if b.began.Load() && turned != 0 && time.Since(time.Unix(0, turned)) > alive {
			return false
		}
	}
	return true
}

// Unowned lists updates from apps that named no rep we know, for a deal nobody
// owns; newest last. They were not recorded.
func (b *Bot) Unowned() []string { return b.homeless.list() }

// follow delivers what a recorded act means for others and for Slack. What it
// cannot finish stays due: the coach's own loop goes on with it.
func (b *Bot) follow(ctx context.Context, rep string) {
	if rep == "" {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, followFor)
	defer cancel()
	if err := b.coach.Follow(ctx, rep); err != nil {
		b.log.Warn("could not follow up at once; it stays due", "rep", rep, "error", err)
	}
}

// spare runs f beside the queues, for apologies when those are full; beyond a
// few dozen at once it drops them.
func (b *Bot) spare(f func()) { b.beside(b.aside, f) }

// beside runs f beside the queues, unless as many as there is room for run already.
// As in the queues, a panic ends f and nothing else.
func (b *Bot) beside(room chan struct{}, f func()) bool {
	select {
	case room <- struct{}{}:
		b.group.Go(func() {
			defer func() { <-room }()
			defer func() {
				if r := recover(); r != nil {
					b.log.Error("what ran beside the queues panicked", "panic", r, "stack", string(debug.Stack()))
				}
			}()
			f()
		})
		return true
	default:
		return false
	}
}

// why is the answer to "why this?".
func (b *Bot) why(n coach.Nudge, names coach.Names) string {
	i := slices.IndexFunc(b.coach.Rules, func(r coach.Rule) bool { return r.ID == n.Rule })
	if i < 0 {
		return n.Rule + " is a rule that is not there any more."
	}
	if b.cfg.Why != nil {
		return b.cfg.Why(n, b.coach.Rules[i], b.coach.Playbook, names)
	}
	s := names.SubjectName(n.Subject) + "."
	for _, f := range n.Facts {
		s += fmt.Sprintf("\n• %s: %v", f.Name, f.Value)
	}
	r := b.coach.Rules[i]
	return s + fmt.Sprintf("\nRule %s (%s): %s", r.ID, r.Idea, r.Doc)
}
