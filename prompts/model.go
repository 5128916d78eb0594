package prompts

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"github.com/sashabaranov/go-openai"
	"github.com/sony/gobreaker/v2"

	"evenkeel/coach"
)

// DefaultModel is asked where nobody names one: small, quick and cheap, which is
// enough for a few sentences.
const DefaultModel = "gpt-4o-mini"

// callTime bounds all the work of a model on one message: one call, and one more try.
const callTime = 3500 * time.Millisecond

// leastTime is what a call takes at the least: with less left none is made, and a
// service is not blamed for being slow.
const leastTime = time.Second

// mostAtOnce is how many nudges one call may hold.
const mostAtOnce = 8

// ModelConfig is what a Model works with. Words and a Key or a BaseURL are needed.
type ModelConfig struct {
	Words    *Template
	Key      string // of the service; "" where it wants none
	BaseURL  string // such as http://127.0.0.1:4010/v1; default: OpenAI's
	Name     string // of the model; default DefaultModel
	Settings coach.ModelSettings
	Meter    Meter             // default: nothing is counted, and nothing limited
	Watch    func(Report)      // told of every call, and of words that came from memory
	Next     http.RoundTripper // the network; default http.DefaultTransport
	Now      func() time.Time  // real time, for the day of the budget; default time.Now
	Log      *slog.Logger
}

// Model is a phraser that asks a service that speaks OpenAI's language to reword
// what the templates say. What it answers is checked nudge by nudge; wherever there
// is no good answer in time, the template speaks. It is safe for concurrent use.
type Model struct {
	cfg     ModelConfig
	client  *openai.Client
	nudges  role
	drafts  role
	breaker *gobreaker.CircuitBreaker[answer]
	plain   atomic.Bool // the service has no structured output
	known   cache
	check   func(Claim) string
}

var _ coach.Phraser = (*Model)(nil)

// NewModel returns a Model. It asks nothing yet; Try does.
func NewModel(cfg ModelConfig) (*Model, error) {
	if cfg.Words == nil || cfg.Key == "" && cfg.BaseURL == "" {
		return nil, errors.New("prompts: a model needs templates, and a key or an address")
	}
	if cfg.Name == "" {
		cfg.Name = DefaultModel
	}
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	all, err := Prompts(cfg.Settings.Prompts)
	if err != nil {
		return nil, err
	}
	m := &Model{cfg: cfg, breaker: newBreaker(), check: cfg.Words.Check}
	m.nudges, m.drafts = newRole(all["nudge"], cfg.Settings.Tone), newRole(all["draft"], cfg.Settings.Tone)
	c := openai.DefaultConfig(cfg.Key)
	if cfg.BaseURL != "" {
		c.BaseURL = strings.TrimRight(cfg.BaseURL, "/")
	}
	c.HTTPClient = direct(cfg.Next)
	m.client = openai.NewClientWithConfig(c)
	return m, nil
}

// role is what a model is asked to be: a prompt, and its text in the tone wanted.
type role struct {
	Prompt
	system string
}

func newRole(p Prompt, tone string) role { return role{p, p.fill("tone", tone)} }

// job is one nudge that a model may word.
type job struct {
	at    int // its place in the message
	key   string
	item  item
	claim Claim
}

// Phrase words each nudge, in their order. It never fails, and returns by p.Until;
// without that it takes the words of a model only from memory.
func (m *Model) Phrase(ctx context.Context, p coach.Phrasing) []coach.Wording {
	p.Language = m.cfg.Words.speaks(p)
	out := m.cfg.Words.Phrase(ctx, p)
	if !m.cfg.Settings.On {
		return out
	}
	jobs, fromMemory := m.remember(p, out)
	if fromMemory > 0 {
		m.tell(Report{Outcome: fromCache, Cached: fromMemory})
	}
	if len(jobs) > 0 {
		m.within(ctx, p.Until, func(ctx context.Context) { m.reword(ctx, p, jobs, out) })
	}
	return out
}

// within asks until then at the latest; where that leaves too little time, or may
// not be waited for, not at all.
func (m *Model) within(ctx context.Context, until time.Time, ask func(context.Context)) {
	end := time.Now().Add(callTime)
	if until.Before(end) {
		end = until
	}
	if until.IsZero() || time.Until(end) < leastTime {
		return
	}
	ctx, cancel := context.WithDeadline(ctx, end)
	defer cancel()
	ask(ctx)
}

// remember puts in what is known already, and returns what is left to ask.
func (m *Model) remember(p coach.Phrasing, out []coach.Wording) (jobs []job, known int) {
	for i := range p.Nudges {
		if !worth(&p.Nudges[i], p, out[i]) {
			continue
		}
		it, c, ok := m.cfg.Words.item(p.Nudges[i], p)
		if !ok {
			continue
		}
		j := job{i, m.key(m.nudges, it, p), it, c}
		w, seen := m.known.get(j.key)
		switch {
		case seen:
			known++
			m.put(out, j, w)
		case len(jobs) < mostAtOnce:
			jobs = append(jobs, j)
		}
	}
	return jobs, known
}

// worth says whether a nudge is told in full, to who has it, and still waits for
// an answer: the others' words are read in part or not at all.
func worth(n *coach.Nudge, p coach.Phrasing, w coach.Wording) bool {
	return w.By == "" && w.Prompt != "" && p.Reader != coach.ForManager && n.Severity > coach.Note &&
		n.Open() && n.Reply == "" && !slices.Contains(p.Lists, n.Rule)
}

// key names what a model would be asked about one thing, on a day and in a language.
func (m *Model) key(r role, it item, p coach.Phrasing) string {
	d := document{Language: p.Language, Today: p.Today.String(), Nudges: []item{it}}
	h := sha256.Sum256([]byte(r.Name() + "\x00" + m.cfg.Name + "\x00" + r.system + "\x00" + d.String()))
	return hex.EncodeToString(h[:])
}

// put replaces a template's words by a model's, unless those were refused.
func (m *Model) put(out []coach.Wording, j job, w words) {
	if w != (words{}) {
		out[j.at] = coach.Wording{Title: w.Title, Say: w.Say, Ask: w.Ask, By: coach.ByModel, Prompt: m.nudges.Name(), Language: out[j.at].Language}
	}
}

// reword asks for words, checks them one by one and puts in those that hold.
func (m *Model) reword(ctx context.Context, p coach.Phrasing, jobs []job, out []coach.Wording) {
	for i, w := range m.worded(ctx, m.nudges, p, jobs) {
		m.put(out, jobs[i], w)
	}
}

// worded asks for the words of jobs and remembers them; those that do not hold, or
// did not come, are empty.
func (m *Model) worded(ctx context.Context, as role, p coach.Phrasing, jobs []job) []words {
	start, out := time.Now(), make([]words, len(jobs))
	a, err := m.ask(ctx, as, newDocument(p, jobs), len(jobs))
	r := Report{Outcome: outcome(err), Used: a.used, In: a.in, Out: a.out, Took: time.Since(start)}
	for i, j := range jobs {
		r.Rules = append(r.Rules, j.item.Rule)
		if err != nil {
			continue
		}
		w := a.words[i]
		if reason := m.refuse(j, w); reason != "" {
			r.Refused = append(r.Refused, Refusal{j.item.Rule, reason})
			w = words{}
		}
		m.known.put(j.key, w)
		out[i] = w
	}
	m.tell(r)
	return out
}

// refuse says why words may not be posted; "" if they may.
func (m *Model) refuse(j job, w words) string {
	if reason := w.shape(j.item.Template); reason != "" {
		return reason
	}
	j.claim.Text = w.text()
	return m.check(j.claim)
}

// Report is what became of one call, without anything that was said.
type Report struct {
	Outcome string // "ok", "cache", or why there were no words: see failure
	Rules   []string
	Refused []Refusal
	In, Out int // tokens
	Used    coach.Usage
	Took    time.Duration
	Cached  int // nudges whose words came from memory
}

// FromCache says that no call was made: the words were known already.
func (r Report) FromCache() bool { return r.Outcome == fromCache }

// Refusal is a nudge whose words were not posted, by its rule, and why.
type Refusal struct{ Rule, Reason string }

const (
	wentWell  = "ok"
	fromCache = "cache"
)

func (m *Model) tell(r Report) {
	if !r.FromCache() {
		m.cfg.Log.Info("a model was asked for words", "outcome", r.Outcome, "rules", r.Rules, "refused", fmt.Sprint(r.Refused),
			"tokens_in", r.In, "tokens_out", r.Out, "ms", r.Took.Milliseconds())
	}
	if m.cfg.Watch != nil {
		m.cfg.Watch(r)
	}
}
