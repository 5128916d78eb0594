package bot_test

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"os"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"evenkeel/bot"
	"evenkeel/bot/workspace"
	"evenkeel/coach"
	"evenkeel/coach/playbook"
	"evenkeel/prompts"
	"evenkeel/store"
	"evenkeel/store/embedded"
)

// monday is when the tests happen, in business time: within hours, and after
// the daily message.
var monday = time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)

// stage is a whole company: a practice workspace, an embedded store, a coach,
// and the bot between them.
type stage struct {
	testing.TB
	ws     *workspace.Workspace
	redis  *embedded.Embedded
	store  *cut
	coach  *coach.Coach
	client *bot.Client
	bot    *bot.Bot
	now    *atomic.Int64 // business time, Unix nanoseconds
	opened time.Time
	stop   context.CancelFunc
	ended  chan error
}

// cut is a store whose line can be cut.
type cut struct {
	coach.Store
	down   atomic.Bool // hangs, then fails
	broken atomic.Bool // fails at once
	panics atomic.Bool // panics when something is recorded
	slow   atomic.Int64
}

func (c *cut) gate(ctx context.Context) error {
	if d := time.Duration(c.slow.Load()); d > 0 {
		select {
		case <-time.After(d):
		case <-ctx.Done():
		}
	}
	if c.broken.Load() {
		return errors.New("connection refused")
	}
	if c.down.Load() {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(2500 * time.Millisecond):
			return errors.New("i/o timeout")
		}
	}
	return nil
}

func (c *cut) Read(ctx context.Context, want ...coach.Want) ([]coach.Aggregate, error) {
	if err := c.gate(ctx); err != nil {
		return nil, err
	}
	return c.Store.Read(ctx, want...)
}

func (c *cut) Entries(ctx context.Context, since int64) (map[string]string, int64, error) {
	if err := c.gate(ctx); err != nil {
		return nil, 0, err
	}
	return c.Store.Entries(ctx, since)
}

func (c *cut) Commit(ctx context.Context, ch coach.Change) error {
	if c.panics.Load() {
		panic("on purpose")
	}
	if err := c.gate(ctx); err != nil {
		return err
	}
	return c.Store.Commit(ctx, ch)
}

// setup is what a test changes about the stage.
type setup struct {
	alone     bool // no other test runs beside it, since it looks at how long things take
	written   bool
	workspace workspace.Config
	sockets   int
	silence   time.Duration
	lease     time.Duration
	due       bool                       // the coach's own loop turns as well
	before    func(*workspace.Workspace) // the bot starts
	languages []string                   // the playbook's, if others than the built-in's
	server    string                     // REDIS_URL; the embedded one by default
	hook      redis.Hook
	words     func(*prompts.Template) coach.Phraser // the templates by default
}

// open is where a test begins, and runs beside others from then on: mostly they
// wait, and no two share anything.
func open(t testing.TB, change func(*setup)) *stage {
	t.Helper()
	set := setup{workspace: company(), sockets: 1, lease: time.Second}
	if change != nil {
		change(&set)
	}
	if test, ok := t.(*testing.T); ok && !set.alone {
		test.Parallel()
	}
	s := &stage{TB: t, opened: time.Now(), now: new(atomic.Int64), ended: make(chan error, 1)}
	s.now.Store(monday.UnixNano())
	var err error
	if s.ws, err = workspace.Open(set.workspace); err != nil {
		t.Fatal(err)
	}
	if set.before != nil {
		set.before(s.ws)
	}
	if s.redis, err = embedded.Open(); err != nil {
		t.Fatal(err)
	}
	s.build(set)
	t.Cleanup(s.close)
	return s
}

func (s *stage) build(set setup) {
	s.Helper()
	rules := coach.Rules()
	words, err := prompts.Templates(rules)
	if err != nil {
		s.Fatal(err)
	}
	pb := playbook.Builtin(rules)
	pb.Hours.Spread = 0 // nobody waits for their minute
	if set.languages != nil {
		pb.Languages = set.languages
	}
	if set.written {
		pb.SweetSpot.Written, pb.SweetSpot.Problems = true, []string{"stock-outs", "shrinkage"}
	}
	client, err := store.Open(cmp.Or(set.server, s.redis.URL()))
	if err != nil {
		s.Fatal(err)
	}
	s.Cleanup(func() { _ = client.Close() })
	if set.hook != nil {
		client.AddHook(set.hook)
	}
	s.store = &cut{Store: store.New(client, "w1")}
	app, tok := s.ws.Tokens()
	log := slog.New(slog.DiscardHandler)
	if os.Getenv("BOT_TEST_LOG") != "" {
		log = slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelDebug}))
	}
	s.client, err = bot.NewClient(bot.ClientConfig{AppToken: bot.Token(app), BotToken: bot.Token(tok), APIURL: s.ws.APIURL(), Log: log})
	if err != nil {
		s.Fatal(err)
	}
	var phraser coach.Phraser = words
	if set.words != nil {
		phraser = set.words(words)
	}
	var drafts bot.Drafter = words
	if d, ok := phraser.(bot.Drafter); ok {
		drafts = d
	}
	s.coach = coach.New(coach.Config{Store: s.store, Playbook: pb, Rules: rules, Words: phraser, Slack: s.client, Owner: "test", Log: log, Lease: set.lease,
		Now: func() time.Time { return s.clock(set.due) }})
	s.people()
	if set.due {
		s.turn()
	}
	s.start(bot.Config{Coach: s.coach, Client: s.client, Why: prompts.Why, Drafts: drafts, Figures: prompts.Figures, Log: log, Sockets: set.sockets, Stagger: 20 * time.Millisecond, Silence: set.silence})
}

// start runs a bot until the stage closes, or until stop.
func (s *stage) start(cfg bot.Config) {
	s.Helper()
	s.bot = bot.New(cfg)
	ctx, stop := context.WithCancel(context.Background())
	s.stop = stop
	go func() { s.ended <- s.bot.Run(ctx) }()
	s.wait("hello", s.bot.Ready)
}

// clock is business time: what a test set it to, and where the coach's own loop
// turns, it goes on from there.
func (s *stage) clock(goes bool) time.Time {
	now := time.Unix(0, s.now.Load()).UTC()
	if goes {
		now = now.Add(time.Since(s.opened))
	}
	return now
}

// turn runs the coach's own loop until the test ends.
func (s *stage) turn() {
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- s.coach.Run(ctx) }()
	s.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			s.Error(err)
		}
	})
}

// company is who is there: Ann and Bob sell, Mia manages both, Gus is a guest,
// Eve is from elsewhere.
func company() workspace.Config {
	return workspace.Config{
		Users: []workspace.User{
			{ID: "UANN", Name: "ann", RealName: "Ann Ashe", Email: "ann@example.com", TZ: "UTC"},
			{ID: "UBOB", Name: "bob", RealName: "Bob Birch", Email: "bob@example.com", TZ: "UTC"},
			{ID: "UMIA", Name: "mia", RealName: "Mia Moor", Email: "mia@example.com", TZ: "UTC", Admin: true},
			{ID: "UGUS", Name: "gus", RealName: "Gus Guest", TZ: "UTC", Guest: true},
			{ID: "UEVE", Name: "eve", RealName: "Eve Else", TZ: "UTC", External: true},
		},
		Channels: []workspace.Channel{
			{ID: "CDEALS", Name: "deals", BotIn: true, Members: []string{"UANN", "UBOB", "UMIA", "UGUS", "UEVE"}},
			{ID: "CCHAT", Name: "chat", BotIn: true},
		},
		Commands:  []string{"/qualify", "/deal", "/commit", "/touch", "/coach"},
		PingEvery: time.Second, RetryAfter: []time.Duration{0, 300 * time.Millisecond, time.Second},
	}
}

// people makes Ann r1, Bob r2 and Mia r9, their manager.
func (s *stage) people() {
	for id, email := range map[string]string{"r1": "ann@example.com", "r2": "bob@example.com", "r9": "mia@example.com"} {
		_, err := s.coach.People().UpdateRep(s.Context(), id, func(r *coach.Rep) bool {
			r.Email, r.Name, r.Team = email, strings.Split(email, "@")[0], "east"
			if id != "r9" {
				r.Manager = "r9"
			}
			return true
		})
		if err != nil {
			s.Fatal(err)
		}
	}
	for id, name := range map[string]string{"A1": "Acme GmbH", "A2": "Globex", "A3": "Initech"} {
		_, err := s.coach.People().UpdateAccount(s.Context(), id, func(a *coach.AccountProfile) bool {
			a.Name, a.Segment, a.Employees = name, "retail", 1200
			return true
		})
		if err != nil {
			s.Fatal(err)
		}
	}
}

func (s *stage) close() {
	s.stop()
	select {
	case err := <-s.ended:
		if err != nil {
			s.Errorf("Run: %v", err)
		}
	case <-time.After(30 * time.Second):
		s.Error("Run did not end")
	}
	_ = s.ws.Close()
	s.redis.Close()
}

// wait blocks until cond holds.
func (s *stage) wait(what string, cond func() bool) {
	s.Helper()
	for end := time.Now().Add(60 * time.Second); !cond(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			s.Fatalf("never happened: %s", what)
		}
	}
}

// run runs a command and returns what the person sees at once.
func (s *stage) run(user, line string) string {
	s.Helper()
	command, text, _ := strings.Cut(line, " ")
	r, err := s.ws.Command(s.Context(), user, "#deals", command, text)
	if err != nil {
		s.Fatalf("%s: %v", line, err)
	}
	if r.Message == nil {
		return ""
	}
	return r.Message.Text
}

// expect runs a command whose answer holds all of these.
func (s *stage) expect(user, line string, want ...string) string {
	s.Helper()
	got := s.run(user, line)
	for _, w := range want {
		if !strings.Contains(got, w) {
			s.Errorf("%s: answer %q lacks %q", line, got, w)
		}
	}
	return got
}

func (s *stage) say(user, text string) string {
	s.Helper()
	ts, err := s.ws.Say(s.Context(), user, "#deals", text)
	if err != nil {
		s.Fatal(err)
	}
	return ts
}

func (s *stage) book(rep string) *coach.Book {
	s.Helper()
	b, err := s.coach.Book(s.Context(), rep)
	if err != nil {
		s.Fatal(err)
	}
	return b
}

// only is the one deal of a book.
func (s *stage) only(rep string) *coach.Deal {
	s.Helper()
	b := s.book(rep)
	if len(b.Deals) != 1 {
		s.Fatalf("%s has %d deals, want 1", rep, len(b.Deals))
	}
	for _, d := range b.Deals {
		return d
	}
	return nil
}

func (s *stage) lastEphemeral(user string) workspace.Message {
	s.Helper()
	es := s.ws.Ephemerals(user)
	if len(es) == 0 {
		s.Fatalf("%s sees no ephemeral message", user)
	}
	return es[len(es)-1]
}

func (s *stage) reacted(ts string) bool {
	for _, m := range s.ws.Messages("#deals") {
		if m.TS != ts {
			continue
		}
		for _, r := range m.Reactions {
			if r.Name == "white_check_mark" {
				return true
			}
		}
	}
	return false
}

// blocks are a message's, decoded loosely.
func blocks(t testing.TB, raw json.RawMessage) []map[string]any {
	t.Helper()
	var out []map[string]any
	if len(raw) > 0 {
		if err := json.Unmarshal(raw, &out); err != nil {
			t.Fatal(err)
		}
	}
	return out
}
