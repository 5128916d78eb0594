package coach

import (
	"context"
	"log/slog"
	"sync/atomic"
	"time"
)

// Config is what a Coach works with. Store, Playbook and People are needed;
// without Words and Slack it records and never speaks.
type Config struct {
	Store    Store
	Playbook *Playbook
	Rules    []Rule // default: Rules()
	RulesKey string // of Playbook.RulesKey; default: without a fingerprint
	Words    Phraser
	Slack    Poster
	Names    Names            // default: People
	Now      func() time.Time // business time; default time.Now
	Owner    string           // this process, for leases; must differ between replicas
	Lease    time.Duration    // of a claim or a post; default 10 s
	Log      *slog.Logger

	NoFigures    bool // digests do without scorecards: for who asks only whom they would speak of
	HoldAccounts int  // how many accounts are kept decoded, for who looks at all of them day after day; default none
}

// Coach runs the four steps for every trigger: decide, record, phrase, post.
// All methods are safe for many goroutines; events of one rep should queue up
// so that they do not race each other (they may: the store decides).
type Coach struct {
	Config
	people   *People
	books    bookCache
	accounts accountCache
	beat     atomic.Int64 // unix nanoseconds of the due loop's last turn
}

// View is what an Intent may look at to turn what came in into an event.
type View struct {
	Book *Book
	Rep  *Rep
	Now  time.Time // business time
	Zone *time.Location
}

// Today is the rep's civil day.
func (v View) Today() Date { return DateIn(v.Now, v.Zone) }

// Intent turns what came in into an event for the book as it stands. It may be
// called again when another process wrote first, so it must be pure. Its error
// (a question back to the rep, say) comes out of Handle as it is.
type Intent func(v View) (Event, error)

// Result is what Handle did.
type Result struct {
	Seen  bool     // the event had been applied before; nothing was written
	Event Event    // as the intent made it
	Book  *Book    // as it stands now
	Said  []*Nudge // findings that this act was answered with, by direct message

	Accounts map[string]*Account // those that the decision looked at, as they stood
}

// New returns a Coach. People is loaded on first use.
func New(cfg Config) *Coach {
	if cfg.Rules == nil {
		cfg.Rules = Rules()
	}
	if cfg.RulesKey == "" {
		cfg.RulesKey = cfg.Playbook.RulesKey(cfg.Rules, "")
	}
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	if cfg.Lease == 0 {
		cfg.Lease = 10 * time.Second
	}
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	c := &Coach{Config: cfg, people: &People{store: cfg.Store}}
	c.people.onLoss(func(key string) {
		if kind, rep, _ := cutKey(key); kind == "rep" {
			c.books.put(BookKey(rep), nil)
		}
	})
	if c.Names == nil {
		c.Names = c.people
	}
	return c
}

// People is the directory of reps and accounts.
func (c *Coach) People() *People { return c.people }

// Handle decides on an event for a rep's book and records the decision: steps
// one and two. When it returns without error, everything is written and the
// event may be acknowledged; call Follow afterwards for what is owed to others
// and to Slack. Any error but the intent's own means that it is not known
// whether it was written.
func (c *Coach) Handle(ctx context.Context, rep string, intent Intent) (Result, error) {
	return c.handle(ctx, rep, intent)
}

// HandleAccount does the same for an event on an account (an issue, a win).
func (c *Coach) HandleAccount(ctx context.Context, e Event) error {
	_, err := c.handleAccount(ctx, e, nil)
	return err
}

// Follow applies what the book owes to other aggregates and delivers its
// messages: steps three and four. Whatever it cannot finish stays due, for this
// process or another.
func (c *Coach) Follow(ctx context.Context, rep string) error {
	if err := c.payBook(ctx, rep); err != nil {
		return err
	}
	return c.deliver(ctx, BookKey(rep))
}

// Enrol returns the rep of a Slack user, as People.Enrol does. Where that is
// news (who can be reached now, whose days begin at another hour), the book is
// due to be looked at.
func (c *Coach) Enrol(ctx context.Context, s SlackProfile) (*Rep, error) {
	if err := c.people.Refresh(ctx, time.Second); err != nil {
		return nil, err
	}
	known := c.people.RepBySlack(s.User)
	r, err := c.people.Enrol(ctx, s)
	if err != nil || known != nil && known.SlackUser == s.User && known.SlackZone == s.Zone {
		return r, err
	}
	return r, c.mend(ctx, r.ID)
}

// Book returns a rep's book as it stands in the store.
func (c *Coach) Book(ctx context.Context, rep string) (*Book, error) {
	return c.load(ctx, rep, true)
}

// Held returns a rep's book as this process last saw it, without asking the
// store if it can. Whoever decides on a book that is behind finds out when the
// decision is written.
func (c *Coach) Held(ctx context.Context, rep string) (*Book, error) {
	return c.load(ctx, rep, false)
}

// Accounts returns accounts as they stand in the store, by id.
func (c *Coach) Accounts(ctx context.Context, ids ...string) (map[string]*Account, error) {
	return c.loadAccounts(ctx, ids)
}

// DealOwner returns the rep whose book holds a deal, "" for an unknown one.
func (c *Coach) DealOwner(ctx context.Context, deal string) (string, error) {
	reps, err := c.Store.Homes(ctx, On("deal", deal))
	if err != nil {
		return "", err
	}
	return reps[0], nil
}

// Run claims what is due and does it until ctx ends: wakes books and accounts,
// pays what they owe, delivers their messages. It returns once the work in hand
// is done.
func (c *Coach) Run(ctx context.Context) error { return c.run(ctx) }

// Clock is the business time.
func (c *Coach) Clock() time.Time { return c.Now() }
