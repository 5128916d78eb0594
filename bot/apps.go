package bot

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	"evenkeel/coach"
	"evenkeel/coach/parse"
)

// slackID is what Slack user ids look like.
var slackID = regexp.MustCompile(`^[UW][A-Z0-9]{2,}$`)

// dealUpdated is the metadata's event type by which apps report deals.
const dealUpdated = "deal_updated"

// report is what an app's metadata says of a deal. A nil field was not given.
type report struct {
	deal, account               string
	name, stage, source, reason *string
	kind, outcome               *string
	rep, currency               string
	amount                      string // a plain decimal, or as people write it
	amountIsNumber              bool
	closeDate, created          *coach.Date
}

// readReport checks the types of a payload; keys that it does not know it
// leaves alone. An error names the key.
func readReport(p map[string]json.RawMessage) (*report, error) {
	r := new(report)
	texts := map[string]**string{"name": &r.name, "stage": &r.stage, "source": &r.source, "reason": &r.reason, "kind": &r.kind, "outcome": &r.outcome}
	required := map[string]*string{"deal": &r.deal, "account": &r.account, "rep": &r.rep, "currency": &r.currency}
	for key, raw := range p {
		var err error
		switch {
		case texts[key] != nil:
			*texts[key], err = textOf(raw)
		case required[key] != nil:
			*required[key], err = idOf(raw)
		case key == "amount":
			r.amount, r.amountIsNumber, err = amountOf(raw)
		case key == "close_date":
			r.closeDate, err = dateOf(raw)
		case key == "created":
			r.created, err = dateOf(raw)
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", key, err)
		}
	}
	return r, r.check()
}

func (r *report) check() error {
	switch {
	case r.deal == "":
		return fmt.Errorf("deal: is needed")
	case r.account == "":
		return fmt.Errorf("account: is needed")
	}
	if r.kind != nil {
		*r.kind = strings.ToLower(*r.kind)
		if !slices.Contains([]string{"new", "expansion", "renewal"}, *r.kind) {
			return fmt.Errorf("kind: %q is none of new, expansion, renewal", *r.kind)
		}
	}
	if r.outcome != nil {
		*r.outcome = strings.ToLower(*r.outcome)
		if *r.outcome == "open" {
			*r.outcome = ""
		}
		if !slices.Contains([]string{"", "won", "lost", "disqualified"}, *r.outcome) {
			return fmt.Errorf("outcome: %q is none of won, lost, disqualified, open", *r.outcome)
		}
	}
	return nil
}

// textOf reads a text; null and "" are not given.
func textOf(raw json.RawMessage) (*string, error) {
	var s *string
	if err := json.Unmarshal(raw, &s); err != nil {
		return nil, fmt.Errorf("%s is no text", clip(string(raw), 60))
	}
	if s == nil || strings.TrimSpace(*s) == "" {
		return nil, nil
	}
	if len([]rune(*s)) > parse.MaxText {
		return nil, fmt.Errorf("is longer than %d characters", parse.MaxText)
	}
	t := strings.TrimSpace(*s)
	return &t, nil
}

// idOf reads an id, which some systems send as a number.
func idOf(raw json.RawMessage) (string, error) {
	var n json.Number
	if len(raw) > 0 && raw[0] != '"' && json.Unmarshal(raw, &n) == nil {
		return n.String(), nil
	}
	s, err := textOf(raw)
	if s == nil {
		return "", err
	}
	return *s, nil
}

// amountOf reads a number exactly, or a text for parse.Amount.
func amountOf(raw json.RawMessage) (s string, isNumber bool, err error) {
	var n json.Number
	if len(raw) > 0 && raw[0] != '"' && json.Unmarshal(raw, &n) == nil {
		if n == "" {
			return "", false, nil // null
		}
		_, exponent, _ := strings.Cut(strings.ToLower(n.String()), "e")
		if len(n) > 40 || len(exponent) > 3 { // a million digits take seconds
			return "", false, fmt.Errorf("%s is no amount", clip(string(raw), 60))
		}
		exact, ok := new(big.Rat).SetString(n.String())
		if !ok {
			return "", false, fmt.Errorf("%s is no amount", raw)
		}
		return strings.TrimRight(strings.TrimRight(exact.FloatString(6), "0"), "."), true, nil
	}
	t, err := textOf(raw)
	if t == nil {
		return "", false, err
	}
	return *t, false, nil
}

// dateOf reads an ISO date, alone or at the head of a time.
func dateOf(raw json.RawMessage) (*coach.Date, error) {
	t, err := textOf(raw)
	if t == nil {
		return nil, err
	}
	day, _, _ := strings.Cut(*t, "T")
	if len(day) > 10 && day[10] == ' ' {
		day = day[:10]
	}
	d, err := coach.ParseDate(day)
	if err != nil {
		return nil, err
	}
	return &d, nil
}

// appUpdate records what an app's post says of a deal, and marks the post.
func (b *Bot) appUpdate(ctx context.Context, e *inner, id string) (deed, error) {
	if ok, err := b.isDeals(ctx, e.Channel); err != nil || !ok {
		return nil, err
	}
	if ok, err := b.isApps(ctx, e); err != nil || !ok {
		return nil, err
	}
	r, err := readReport(e.Metadata.Payload)
	if err != nil {
		b.turnAway(id, fmt.Sprintf("an app's update could not be read: %v", err))
		return nil, nil
	}
	account, err := b.accountOf(ctx, r.account)
	if err != nil {
		return nil, err
	}
	owner, err := b.ownerOf(ctx, r, account, id)
	if err != nil {
		return nil, err
	}
	if owner == "" {
		b.turnAway(id, fmt.Sprintf("deal %s at %s: it names no rep we know (%s)", r.deal, r.account, r.rep))
		return nil, nil
	}
	return b.recordReport(ctx, r, account, owner, id)
}

// accountOf resolves an account by id, else by name; one not known yet is
// created with what is known.
func (b *Bot) accountOf(ctx context.Context, name string) (string, error) {
	if p := b.coach.People().AccountProfile(name); p != nil {
		return p.ID, nil
	}
	if ids := b.accounts(name); len(ids) > 0 {
		return ids[0], nil
	}
	p, err := b.newPlace(name)
	if err != nil {
		return "", err
	}
	return p.account, b.settle(ctx, p)
}

// ownerOf is the rep whose book the deal belongs in: the one the app names,
// else the deal's owner, else the account's. A deal that changes hands moves
// first. "" is nobody.
func (b *Bot) ownerOf(ctx context.Context, r *report, account, id string) (string, error) {
	named, err := b.repCalled(ctx, r.rep)
	if err != nil {
		return "", err
	}
	now, err := b.coach.DealOwner(ctx, r.deal)
	if err != nil {
		return "", err
	}
	switch {
	case named != "" && now != "" && named != now:
		b.log.Info("a deal changes hands", "event", id, "from", now, "rep", named)
		if err := b.coach.MoveDeal(ctx, id, r.deal, now, named); err != nil {
			return "", err
		}
		return b.coach.DealOwner(ctx, r.deal) // a closed one stays where it is
	case named != "":
		return named, nil
	case now != "":
		return now, nil
	}
	if p := b.coach.People().AccountProfile(account); p != nil && p.Owner != "" {
		if rep := b.coach.People().Rep(p.Owner); rep != nil {
			return rep.ID, nil
		}
	}
	return "", nil
}

// repCalled finds a rep by e-mail address, Slack user or rep id; "" for nobody.
// A full member of the workspace who is no rep yet becomes one.
func (b *Bot) repCalled(ctx context.Context, name string) (string, error) {
	people := b.coach.People()
	if name == "" {
		return "", nil
	}
	for _, rep := range []*coach.Rep{people.Rep(name), people.RepBySlack(name), people.RepByEmail(name)} {
		if rep != nil {
			return rep.ID, nil
		}
	}
	if slackID.MatchString(name) {
		p, err := b.client.roster.person(ctx, name)
		if err != nil || p.out != "" {
			return "", err
		}
		return b.enrolled(ctx, p.SlackProfile)
	}
	if p, ok := b.client.roster.match(&coach.Rep{Email: name}); ok {
		return b.enrolled(ctx, p)
	}
	if !b.client.roster.isLoaded() {
		return "", errors.New("bot: who is in the workspace is not known yet")
	}
	return "", nil
}

func (b *Bot) enrolled(ctx context.Context, p coach.SlackProfile) (string, error) {
	rep, err := b.coach.Enrol(ctx, p)
	if err != nil {
		return "", err
	}
	return rep.ID, nil
}

func (b *Bot) recordReport(ctx context.Context, r *report, account, owner, id string) (deed, error) {
	_, err := b.coach.Handle(ctx, owner, func(v coach.View) (coach.Event, error) {
		change, err := b.reported(v, r, account)
		return coach.Event{ID: id, At: v.Now, Source: coach.App, Rep: owner, Deal: change}, err
	})
	if said, ok := spoken(err); ok {
		b.turnAway(id, fmt.Sprintf("deal %s: %s", r.deal, said.text))
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return func(ctx context.Context) {
		b.tick(ctx, id)
		b.follow(ctx, owner)
	}, nil
}

// reported is what a report changes in the book as it stands.
func (b *Bot) reported(v coach.View, r *report, account string) (*coach.DealChange, error) {
	d := v.Book.Deals[r.deal]
	c := &coach.DealChange{ID: r.deal, Account: &account, Name: r.name, Stage: r.stage, Source: r.source, Reason: r.reason, Created: r.created}
	if d == nil && r.created == nil {
		c.Created = new(v.Today())
	}
	if r.stage != nil {
		if i := b.coach.Playbook.StageIndex(*r.stage); i >= 0 {
			c.Stage = &b.coach.Playbook.Stages[i]
		}
	}
	if r.kind != nil {
		c.Kind = new(coach.Kind(*r.kind))
	}
	if err := b.reportedAmount(c, d, r, v.Rep); err != nil {
		return nil, err
	}
	line := parse.Deal{Close: r.closeDate}
	if r.outcome != nil {
		line.Outcome = *r.outcome
		if *r.outcome == "" {
			c.Outcome = new(coach.Open)
		}
	}
	if line.Outcome == "" {
		c.Close = r.closeDate
		return c, nil
	}
	ending(c, d, line, v.Today())
	return c, nil
}

func (b *Bot) reportedAmount(c *coach.DealChange, d *coach.Deal, r *report, rep *coach.Rep) error {
	if r.amount == "" {
		return nil
	}
	currency := b.currency(rep)
	if d != nil && d.Amount.V.Known() {
		currency = d.Amount.V.Currency
	}
	if r.currency != "" {
		currency = strings.ToUpper(r.currency)
	}
	var m coach.Money
	var err error
	if r.amountIsNumber {
		m, err = coach.ParseMoney(r.amount, currency)
	} else {
		dollar := "USD"
		if slices.Contains(strings.Fields(dollars), currency) {
			dollar = currency
		}
		m, err = parse.Amount(r.amount, parse.Currencies{Default: currency, Dollar: dollar})
	}
	if err != nil {
		return tell("amount: %v", err)
	}
	c.Amount = &m
	return nil
}

// turnAway notes for the admin what could not be recorded; once for a post,
// however many events Slack makes of it.
func (b *Bot) turnAway(id, why string) {
	if b.hinted.first("app/" + id) {
		b.log.Warn("an app's deal update was not recorded; admins see why on Home", "event", id)
		b.homeless.add(b.coach.Clock(), why)
	}
}

// homeless is the list for the admin: updates that had no home, the last
// hundred, in this process.
type homeless struct {
	mu    sync.Mutex
	lines []string
}

func (h *homeless) add(at time.Time, line string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.lines = append(h.lines, at.UTC().Format(time.DateOnly)+" "+line)
	if len(h.lines) > 100 {
		h.lines = slices.Clone(h.lines[len(h.lines)-100:])
	}
}

func (h *homeless) list() []string {
	h.mu.Lock()
	defer h.mu.Unlock()
	return slices.Clone(h.lines)
}
