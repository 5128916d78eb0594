package bot

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"unicode/utf8"

	"github.com/slack-go/slack"

	"evenkeel/coach"
	"evenkeel/coach/parse"
)

// act is what a person said in one line: a command, a line in a deals channel,
// or either of them again with a choice made.
type act struct {
	id      string // of the event that it becomes
	command string // /deal; lineCommand for a line in a channel
	text    string // what follows it, as typed
	pick    string // what was chosen when asked back; see place
	own     bool   // a form asked for a new deal beside those that are open
	rep     *coach.Rep
	channel string
	trigger string
	url     string
}

// lineCommand stands for a line in a deals channel.
const lineCommand = "line"

// result is what became of an act.
type result struct {
	answer
	follow string // the rep whose book it changed; empty: none
	after  deed   // what takes longer than anybody waits; done once the answer is out

	drafting *coach.Drafting // of the answer's draft, where better words are worth waiting for
}

// usage says how a command is used, with examples that work.
func usage(command string) string {
	switch command {
	case "/qualify":
		return "Is a deal one for you? /qualify ACCOUNT-OR-DEAL opens a form; with answers on the line it answers at once.\n" +
			"For example: /qualify Acme\n/qualify Acme problem=stock-outs employees=1200\n/qualify \"Acme Data\" timing=next-year"
	case "/deal":
		return "Record a deal: /deal ACCOUNT [name=\"…\"] [stage=…] [amount=50000] [currency=USD] [close=2026-03-31] [kind=new|expansion|renewal] [source=…] [won|lost|disqualified reason=\"…\" refer=\"…\"] [later until DATE]\n" +
			"For example: /deal Acme stage=proposal amount=50k close=31 Mar\n/deal Acme won 50k\n/deal Acme lost reason=\"price\"\n/deal Acme later until 1 Mar"
	case "/commit":
		return "Record what the client promised: /commit ACCOUNT-OR-DEAL time|data|money WHAT by DATE, and later what became of it: ACCOUNT-OR-DEAL kept|broken|withdrawn [WHAT]\n" +
			"For example: /commit Acme time meeting with the CFO by 31 Mar\n/commit Acme kept meeting with the CFO"
	case "/touch":
		return "Record a contact: /touch ACCOUNT care|sales|future|review|waiting [in] [DAY] [NOTE], or ACCOUNT issue low|medium|high [SINCE] WHAT [promised DATE], ACCOUNT fixed WHAT [DAY], ACCOUNT metric NAME ACTUAL of [at most] TARGET, ACCOUNT hours N\n" +
			"For example: /touch Acme care walked through the new report\n/touch Acme sales in asked for a quote\n/touch Acme issue high yesterday scanner offline promised friday\n" +
			"/touch Acme metric uptime 99.2 of 99.9\n/touch Acme metric complaints 3 of at most 2\n/touch Acme review every 30 days next 12 May they like the new rhythm\n/touch Acme future diagnosis two more sites next year"
	}
	return coachUsage()
}

// command does one slash command and answers it; then it follows up.
func (b *Bot) command(ctx context.Context, p *caller, c slash) {
	a := &act{
		id: "command/" + c.Trigger, command: c.Command, text: strings.TrimSpace(parse.Unescape(c.Text)),
		channel: c.Channel, trigger: c.Trigger, url: c.ResponseURL,
	}
	if text := a.help(); text != "" { // needs no record, and works without the store
		if _, err := b.member(ctx, c.User, c.Team); err == nil && a.text == "" && lineForms()[a.command].title != "" {
			b.openLineForm(ctx, p, a)
			return
		} else if err == nil {
			p.answer(ctx, answer{text: text})
			return
		}
	}
	rep, ok := b.admit(ctx, p, c.User, c.Team)
	if !ok {
		return
	}
	a.rep = rep
	b.perform(ctx, p, a)
}

// help is what there is to say to a command without words, or with help.
func (a *act) help() string {
	if a.text == "" || strings.EqualFold(a.text, "help") {
		return usage(a.command)
	}
	return ""
}

// admit finds out whose act it is. Whoever is no full member is told so, and
// nothing else.
func (b *Bot) admit(ctx context.Context, p *caller, user, team string) (*coach.Rep, bool) {
	within, cancel := context.WithTimeout(ctx, sureWithin)
	defer cancel()
	rep, err := b.rep(within, user, team)
	if _, out := errors.AsType[errOutsider](err); out {
		p.answer(ctx, answer{text: notCoached})
		return nil, false
	}
	if err != nil {
		b.log.Warn("act not confirmed", "slack_user", user, "error", err)
		p.answer(ctx, answer{text: unsure})
		return nil, false
	}
	return rep, true
}

// perform does an act, answers it, and follows up on what it changed.
func (b *Bot) perform(ctx context.Context, p *caller, a *act) {
	within, cancel := context.WithTimeout(ctx, sureWithin)
	defer cancel()
	res, err := b.do(within, a)
	p.answer(ctx, b.outcome(a, res, err))
	if err != nil {
		return
	}
	b.follow(ctx, res.follow)
	if res.after != nil {
		res.after(ctx)
	}
}

// outcome is what the person is told of an act.
func (b *Bot) outcome(a *act, res result, err error) answer {
	if said, ok := spoken(err); ok {
		return a.withLine(said, err)
	}
	if err != nil {
		b.log.Warn("act not confirmed", "event", a.id, "rep", a.rep.ID, "error", err)
		return answer{text: unsure}
	}
	return res.answer
}

// withLine adds a whole line to what was wrong with a part of one, so that there
// is always something to copy.
func (a *act) withLine(said answer, err error) answer {
	wrong, ok := errors.AsType[*parse.Error](err)
	if line := sampleLine(a.command); ok && line != "" && !strings.Contains(wrong.Example, "/") {
		said.text += "\nA whole line: " + line
	}
	return said
}

// sampleLine is a line that works, by its command.
func sampleLine(command string) string {
	switch command {
	case "/qualify":
		return "/qualify Acme problem=stock-outs employees=1200"
	case "/deal":
		return "/deal Acme stage=proposal amount=50k close=31 Mar"
	case "/commit":
		return "/commit Acme time meeting with the CFO by 31 Mar"
	case "/touch":
		return "/touch Acme care walked through the new report"
	}
	return ""
}

// spoken is an error that is a sentence for the person.
func spoken(err error) (answer, bool) {
	if t, ok := errors.AsType[*told](err); ok {
		return t.answer, true
	}
	if e, ok := errors.AsType[*parse.Error](err); ok {
		return answer{text: e.Error()}, true
	}
	return answer{}, false
}

func (b *Bot) do(ctx context.Context, a *act) (result, error) {
	switch a.command {
	case "/qualify":
		return b.qualify(ctx, a)
	case "/deal":
		return b.deal(ctx, a)
	case "/commit":
		return b.commit(ctx, a)
	case "/touch":
		return b.touch(ctx, a)
	case "/coach":
		return b.coachWord(ctx, a)
	case lineCommand:
		return b.line(ctx, a)
	}
	return result{}, tell("I do not know %s. %s", a.command, usage(""))
}

// choice is one answer to a question back.
type choice struct {
	label string
	a     *act // to do if chosen
}

// choiceValue is a choice as it travels in a button. It holds the words of the
// person who typed them; whoever presses does it as themselves.
type choiceValue struct {
	ID      string `json:"i"`
	Command string `json:"c"`
	Text    string `json:"t"`
	Pick    string `json:"p"`
}

const (
	choiceAction = "choose" // with a number behind it
	maxChoices   = 8
	maxValue     = 2000
)

// ask makes the question which of several is meant.
func (a *act) ask(question string, options ...option) error {
	t := &told{answer: answer{text: question}, form: question}
	for _, o := range options {
		t.text += "\n• " + o.label
	}
	for _, o := range options[:min(len(options), maxChoices)] {
		again := *a
		again.pick = o.pick
		if utf8.RuneCountInString(again.value()) <= maxValue {
			t.choices = append(t.choices, choice{label: o.label, a: &again})
		}
	}
	return t
}

// option is one possible answer: its words, and the pick that it stands for.
type option struct{ label, pick string }

func (a *act) value() string {
	v, err := json.Marshal(choiceValue{a.id, a.command, a.text, a.pick})
	if err != nil {
		return ""
	}
	return string(v)
}

func choiceBlock(choices []choice) slack.Block {
	var buttons []slack.BlockElement
	for i, c := range choices {
		buttons = append(buttons, button(choiceAction+string(rune('0'+i)), c.a.value(), c.label))
	}
	return slack.NewActionBlock("choices", buttons...)
}

// readChoice is the act behind a button of ours, or nil.
func readChoice(value string) *act {
	var v choiceValue
	if json.Unmarshal([]byte(value), &v) != nil || v.ID == "" || v.Command == "" || v.Pick == "" {
		return nil
	}
	return &act{id: v.ID, command: v.Command, text: v.Text, pick: v.Pick}
}
