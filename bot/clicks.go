package bot

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/slack-go/slack"

	"evenkeel/coach"
	"evenkeel/coach/parse"
)

// interact does a click or takes a form.
func (b *Bot) interact(ctx context.Context, p *caller, i *interaction) {
	switch {
	case i.Type == "block_actions" && len(i.Actions) > 0:
		b.click(ctx, p, i, i.Actions[0])
	case i.Type == "view_submission":
		b.submit(ctx, p, i)
	default:
		p.quiet(ctx)
	}
}

func (b *Bot) click(ctx context.Context, p *caller, i *interaction, act action) {
	choosing := strings.HasPrefix(act.ID, choiceAction)
	if !choosing && !strings.HasPrefix(act.ID, "nudge_") && !strings.HasPrefix(act.ID, renewalPrefix) && !strings.HasPrefix(act.ID, digestMore) && act.ID != settingsAction {
		p.quiet(ctx)
		return
	}
	rep, ok := b.admit(ctx, p, i.User.ID, i.User.Team)
	if !ok {
		return
	}
	if choosing {
		b.choose(ctx, p, i, act, rep)
		return
	}
	if strings.HasPrefix(act.ID, renewalPrefix) {
		b.clickRenewal(ctx, p, i, act, rep)
		return
	}
	within, cancel := context.WithTimeout(ctx, sureWithin)
	defer cancel()
	if strings.HasPrefix(act.ID, digestMore) {
		b.settleClick(ctx, p, i, rep, result{}, b.openRest(within, i, act, rep))
		return
	}
	if act.ID == settingsAction {
		b.settleClick(ctx, p, i, rep, result{}, b.openSettings(within, i.Trigger, rep))
		return
	}
	res, err := b.nudgeClick(within, i, act, rep)
	b.settleClick(ctx, p, i, rep, res, err)
}

// choose goes on with a line after its author picked what it is about.
func (b *Bot) choose(ctx context.Context, p *caller, i *interaction, pressed action, rep *coach.Rep) {
	a := readChoice(pressed.Value)
	if a == nil {
		p.quiet(ctx)
		return
	}
	a.rep, a.channel, a.trigger, a.url = rep, i.Channel.ID, i.Trigger, i.ResponseURL
	p.swap = true
	b.perform(ctx, p, a)
}

// settleClick acknowledges a click, says what there is to say, and follows up.
func (b *Bot) settleClick(ctx context.Context, p *caller, i *interaction, rep *coach.Rep, res result, err error) {
	said, ok := spoken(err)
	switch {
	case ok:
		p.answer(ctx, said)
		return
	case err != nil:
		b.log.Warn("click not confirmed", "rep", rep.ID, "error", err)
		p.answer(ctx, answer{text: unsure})
		return
	}
	if res.drafting != nil {
		b.redraft(ctx, p, res)
		return
	}
	p.answer(ctx, res.answer)
	b.follow(ctx, res.follow)
	if i.View.Type == "home" {
		b.publishHome(ctx, rep)
	}
}

// gone is said of a nudge that is not in the clicker's book.
func gone() error {
	return tell("That is not open in your book any more, so there was nothing to do.")
}

// nudgeClick does what was pressed on a nudge of the clicker's own.
func (b *Bot) nudgeClick(ctx context.Context, i *interaction, pressed action, rep *coach.Rep) (result, error) {
	book, err := b.coach.Book(ctx, rep.ID)
	if err != nil {
		return result{}, err
	}
	n, also := pressedOn(book, pressed.Block)
	if n == nil || pressed.Value != "" && pressed.Value != n.Key {
		return result{}, gone()
	}
	if pressed.ID == whyAction {
		return b.whyThis(ctx, i, book, n, also)
	}
	if !n.Cleared.IsZero() {
		return result{follow: rep.ID}, nil // the message is about to say so
	}
	if form, ok := b.nudgeForm(pressed, n, rep); ok {
		return result{}, b.openView(ctx, i.Trigger, form)
	}
	r, ok := replyTo(pressed, n, b.today(rep))
	if !ok {
		return result{}, gone()
	}
	r.Also = also
	id := "click/" + rep.ID + "/" + pressed.Block + "/" + pressed.ID + "/" + pressed.stamp(i)
	return b.reply(ctx, rep, id, r)
}

// stamp tells one press from the next.
func (a action) stamp(i *interaction) string {
	if a.TS != "" {
		return a.TS
	}
	return i.Trigger
}

// replyTo is the reply that a press stands for; false for none that we offer.
func replyTo(pressed action, n *coach.Nudge, today coach.Date) (*coach.Reply, bool) {
	r := &coach.Reply{Nudge: n.Key}
	what := pressed.chosen()
	switch pressed.ID {
	case doneAction:
		r.Kind = coach.Done
	case snoozeAction:
		r.Kind = coach.Snooze
		if r.Until = snoozedUntil(what, today); r.Until.IsZero() {
			return nil, false
		}
	case notUsefulAction:
		r.Kind, r.Reason = coach.NotUseful, what
		if !slices.ContainsFunc(notUsefuls, func(o option) bool { return o.pick == what }) {
			return nil, false
		}
	default:
		return nil, false
	}
	return r, true
}

// reply records an answer to a nudge. The message is edited by the follow-up.
func (b *Bot) reply(ctx context.Context, rep *coach.Rep, id string, r *coach.Reply) (result, error) {
	_, err := b.coach.Handle(ctx, rep.ID, func(v coach.View) (coach.Event, error) {
		if v.Book.Nudges[r.Nudge] == nil {
			return coach.Event{}, gone()
		}
		return coach.Event{ID: id, At: v.Now, Source: coach.Slack, By: rep.ID, Rep: rep.ID, Reply: r}, nil
	})
	return result{follow: rep.ID}, err
}

// whyThis shows the facts, the thresholds, the rule and its idea: beside the
// message, or where there is none (on Home) in a window. Of a list it explains the
// first, and says since when the others are true. Where the ask is to say something
// to a client, a draft of it follows; a window cannot wait for better words than a
// template's.
func (b *Bot) whyThis(ctx context.Context, i *interaction, book *coach.Book, n *coach.Nudge, also []string) (result, error) {
	names := b.coach.NamesFor(book)
	text := b.why(*n, names)
	if lines := trueSince(book, names, also); len(lines) > 0 {
		text += "\n\nThe others in this list, and since when\n" + strings.Join(few(lines, 20), "\n")
	}
	if b.cfg.Figures != nil {
		if more := b.cfg.Figures(*n, b.ownFigures(ctx, book.Rep)); more != "" {
			text += "\n\n" + more
		}
	}
	d := b.drafting(book, book.Rep, *n)
	said := answer{text: text, draft: b.draft(ctx, d)}
	switch {
	case i.ResponseURL == "":
		return result{}, b.openView(ctx, i.Trigger, tellingWindow("Why this?", said))
	case said.draft.Text != "":
		return result{answer: said, drafting: &d}, nil
	}
	return result{answer: said}, nil
}

// trueSince says of nudges what they are about, and since when they are true.
func trueSince(book *coach.Book, names coach.Names, keys []string) []string {
	var lines []string
	for _, key := range keys {
		if n := book.Nudges[key]; n != nil {
			lines = append(lines, fmt.Sprintf("• %s: %s", names.SubjectName(n.Subject), parse.Say(n.Start)))
		}
	}
	return lines
}

// ownFigures says of which measures there is a figure of the rep's team, or of the
// rep without one. The scorecard is worked out when first asked; where it cannot
// be, nobody else's figures are shown.
func (b *Bot) ownFigures(ctx context.Context, rep string) func(string) bool {
	scores := sync.OnceValue(func() []coach.Score {
		today := coach.DateIn(b.coach.Clock(), time.UTC)
		q := coach.Query{By: "rep", Only: []string{rep}, AsOf: today}
		if r := b.coach.People().Rep(rep); r != nil {
			q.AsOf = b.today(r)
			if r.Team != "" {
				q.By, q.Only = "team", []string{r.Team}
			}
		}
		s, err := b.coach.Scorecard(ctx, q)
		if err != nil {
			b.log.Warn("no scorecard for the figures of others", "rep", rep, "error", err)
		}
		return s
	})
	return func(measure string) bool {
		s := scores()
		m := coach.MeasureOf(measure)
		return len(s) == 0 || m != nil && !s[0].Empty(m)
	}
}

// ledgerWords say who reads the reason that somebody goes on with.
func ledgerWords(rep *coach.Rep) string {
	if rep.Manager == "" {
		return "Your reason, and how the deal ends, will stand on record beside the rule. You have no manager here who would read it."
	}
	return "Your reason, and how the deal ends, will stand on your manager's ledger, where your manager reads it."
}

// formOn is what a form on a nudge carries with it: which, and the controls that
// were pressed, which may be a list's.
type formOn struct {
	Nudge string `json:"nudge"`
	Block string `json:"block,omitempty"`
}

// nudgeForm is the form that a press opens, for the two that need words.
func (b *Bot) nudgeForm(pressed action, n *coach.Nudge, rep *coach.Rep) (slack.ModalViewRequest, bool) {
	private, err := json.Marshal(formOn{Nudge: n.Key, Block: pressed.Block})
	if err != nil || len(private) > 2900 {
		private = []byte(`{"nudge":""}`)
	}
	v := slack.ModalViewRequest{Type: slack.VTModal, Close: plain("Cancel", 24), PrivateMetadata: string(private)}
	switch {
	case pressed.ID == overrideAction && n.Overridable:
		in := slack.NewPlainTextInputBlockElement(nil, "reason")
		in.Multiline, in.MaxLength = true, parse.MaxText
		v.CallbackID, v.Title, v.Submit = "override", plain("Go on", 24), plain("Go on", 24)
		v.Blocks.BlockSet = []slack.Block{
			section(ledgerWords(rep)),
			slack.NewInputBlock("reason", plain("Why go on all the same?", 200), nil, in),
		}
		return v, true
	case pressed.ID == snoozeAction && pressed.chosen() == "date":
		v.CallbackID, v.Title, v.Submit = "snooze", plain("Snooze", 24), plain("Snooze", 24)
		v.Blocks.BlockSet = []slack.Block{untilInput(b.today(rep))}
		return v, true
	}
	return v, false
}

// untilInput asks for the day until which something is to be quiet.
func untilInput(today coach.Date) slack.Block {
	in := slack.NewDatePickerBlockElement("until")
	in.InitialDate = today.AddDays(7).String()
	return slack.NewInputBlock("until", plain("Quiet until", 200), nil, in)
}

// submit takes a form that was sent.
func (b *Bot) submit(ctx context.Context, p *caller, i *interaction) {
	rep, ok := b.admit(ctx, p, i.User.ID, i.User.Team)
	if !ok {
		return
	}
	within, cancel := context.WithTimeout(ctx, sureWithin)
	defer cancel()
	switch i.View.Callback {
	case "qualify":
		b.submitQualify(within, ctx, p, i, rep)
	case "touch", "deal", "commit":
		b.submitLine(within, ctx, p, i, rep)
	case "settings":
		b.submitSettings(within, ctx, p, i, rep)
	case lostAction, restAction:
		team, err := b.submitRenewal(within, i, rep)
		b.settleForm(ctx, p, rep, result{}, err)
		b.followTeam(ctx, team)
	case "override", "snooze":
		res, err := b.submitReply(within, i, rep)
		b.settleForm(ctx, p, rep, res, err)
		b.follow(ctx, res.follow)
	default:
		p.quiet(ctx)
	}
}

// submitReply records the reason or the date of a form on a nudge.
func (b *Bot) submitReply(ctx context.Context, i *interaction, rep *coach.Rep) (result, error) {
	var private formOn
	_ = json.Unmarshal([]byte(i.View.Private), &private) // a form that cannot be read is about no nudge
	r := &coach.Reply{Nudge: private.Nudge}
	switch i.View.Callback {
	case "override":
		r.Kind, r.Reason = coach.Override, strings.TrimSpace(parse.Clean(i.View.value("reason")))
		if r.Reason == "" {
			return result{}, tell("Please give a reason: it is what your manager will read.")
		}
		if err := shortEnough("reason", r.Reason); err != nil {
			return result{}, err
		}
	case "snooze":
		d, err := coach.ParseDate(i.View.value("until"))
		if err != nil || d <= b.today(rep) {
			return result{}, tell("Please pick a day after today.")
		}
		r.Kind, r.Until = coach.Snooze, d
	}
	book, err := b.coach.Book(ctx, rep.ID)
	if err != nil {
		return result{}, err
	}
	if n, also := pressedOn(book, private.Block); n != nil && len(also) > 0 && r.Kind == coach.Snooze {
		r.Nudge, r.Also = n.Key, also
	}
	if n := book.Nudges[r.Nudge]; n == nil || r.Kind == coach.Override && !n.Overridable {
		return result{}, gone()
	}
	return b.reply(ctx, rep, "view/"+i.View.ID, r)
}

// settleForm closes a form, or keeps it open and says why.
func (b *Bot) settleForm(ctx context.Context, p *caller, rep *coach.Rep, _ result, err error) {
	said, ok := spoken(err)
	switch {
	case ok:
		p.ackWithin(ctx, formError(p.input, said.text))
	case err != nil:
		b.log.Warn("form not confirmed", "rep", rep.ID, "error", err)
		p.ackWithin(ctx, formError(p.input, unsure))
	default:
		p.quiet(ctx)
	}
}

// submitQualify records the answers of a form. The verdict goes where the
// command was typed; where that is not possible any more, into the form.
func (b *Bot) submitQualify(within, ctx context.Context, p *caller, i *interaction, rep *coach.Rep) {
	a, pl, given, err := b.submitted(within, rep, &i.View)
	var res result
	if err == nil {
		res, err = b.judge(within, a, pl, given)
	}
	if err != nil {
		b.settleForm(ctx, p, rep, res, err)
		return
	}
	if err := b.showVerdict(within, a, res.answer); err != nil {
		b.log.Info("the verdict goes into the form", "error", err)
		v := tellingWindow("Qualify", res.answer)
		p.ackWithin(ctx, viewReply{Action: "update", View: &v})
	}
	p.quiet(ctx)
	b.follow(ctx, res.follow)
}

func (b *Bot) showVerdict(ctx context.Context, a *act, said answer) error {
	if !b.client.answers(a.url) {
		return fmt.Errorf("bot: no response_url")
	}
	return b.client.respond(ctx, a.url, said.reply())
}
