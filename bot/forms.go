package bot

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/slack-go/slack"

	"evenkeel/coach"
	"evenkeel/coach/parse"
)

// The forms of /touch, /deal and /commit, for who types the command alone. What
// is entered is read as the line would be, and goes the same way from there.

// field is one input of a form; its key is that of the command.
type field struct {
	key, label, hint string
	options          []option // a choice of one; none: text
	date, several    bool     // a day; a choice of many
	search           bool     // a choice among more than a list can hold: see choices.go
	needed           bool
}

// lineForm is a form that stands for a line.
type lineForm struct {
	title  string
	fields func(*Bot) []field
	record func(*Bot, context.Context, *act, *view) (result, error)
}

// lineForms are the forms by command; the callback id is the command's name.
func lineForms() map[string]lineForm {
	return map[string]lineForm{
		"/touch":  {"A contact", touchFields, (*Bot).touchForm},
		"/deal":   {"A deal", dealFields, (*Bot).dealForm},
		"/commit": {"A promise", commitFields, (*Bot).commitForm},
	}
}

var subjectField = field{key: "account", label: "Which account or deal?", hint: "Type a few letters of its name. One that is not in the list becomes a new prospect.", needed: true, search: true}

// openLineForm shows the form of a command that was typed alone; where Slack does
// not open it, how the command is used is said instead.
func (b *Bot) openLineForm(ctx context.Context, p *caller, a *act) {
	if b.openLine(ctx, a, nil) != nil {
		p.answer(ctx, answer{text: usage(a.command)})
		return
	}
	p.quiet(ctx)
}

// openLine opens the form of a command, with what is entered in it already.
func (b *Bot) openLine(ctx context.Context, a *act, given entries) error {
	private, err := json.Marshal(form{ID: a.id, URL: a.url})
	if err != nil {
		return fmt.Errorf("bot: form: %w", err)
	}
	return b.openView(ctx, a.trigger, lineView(a.command, lineForms()[a.command].fields(b), given, string(private)))
}

// lineView is the form of a command.
func lineView(command string, fields []field, given entries, private string) slack.ModalViewRequest {
	return slack.ModalViewRequest{Type: slack.VTModal, CallbackID: command[1:], Title: plain(lineForms()[command].title, 24),
		Submit: plain("Record", 24), Close: plain("Cancel", 24), PrivateMetadata: private,
		Blocks: slack.Blocks{BlockSet: inputs(fields, given)}}
}

// entries are what stands in a form, by key: of a text or a day the pick alone, of
// a choice its label too.
type entries map[string][]option

func inputs(fields []field, given entries) []slack.Block {
	var out []slack.Block
	for _, f := range fields {
		in := slack.NewInputBlock(f.key, plain(f.label, 1900), nil, f.element(given[f.key]))
		in.Optional = !f.needed
		if f.hint != "" {
			in.Hint = plain(f.hint, 1900)
		}
		out = append(out, in)
	}
	return out
}

func (f field) element(given []option) slack.BlockElement {
	os, chosen := optionObjects(f.options), optionObjects(given)
	first := option{}
	if len(given) > 0 {
		first = given[0]
	}
	switch {
	case f.search:
		in := slack.NewOptionsSelectBlockElement(slack.OptTypeExternal, plain("Search", maxButton), f.key)
		in.MinQueryLength = new(0)
		in.InitialOption = firstOption(chosen)
		return in
	case f.date:
		in := slack.NewDatePickerBlockElement(f.key)
		in.InitialDate = first.pick
		return in
	case f.several:
		in := slack.NewCheckboxGroupsBlockElement(f.key, os...)
		in.InitialOptions = chosen
		return in
	case len(os) > 0:
		in := slack.NewOptionsSelectBlockElement(slack.OptTypeStatic, nil, f.key, os...)
		in.InitialOption = firstOption(chosen)
		return in
	}
	in := slack.NewPlainTextInputBlockElement(nil, f.key)
	in.MaxLength, in.InitialValue = parse.MaxText, first.pick
	return in
}

func optionObjects(options []option) []*slack.OptionBlockObject {
	var out []*slack.OptionBlockObject
	for _, o := range options {
		out = append(out, slack.NewOptionBlockObject(o.pick, plain(o.label, maxButton), nil))
	}
	return out
}

func firstOption(os []*slack.OptionBlockObject) *slack.OptionBlockObject {
	if len(os) == 0 {
		return nil
	}
	return os[0]
}

// submitLine records a form as if its line had been typed, and says where the
// command was typed what was recorded.
func (b *Bot) submitLine(within, ctx context.Context, p *caller, i *interaction, rep *coach.Rep) {
	var f form
	var res result
	a := &act{command: "/" + i.View.Callback, rep: rep}
	err := json.Unmarshal([]byte(i.View.Private), &f)
	if err != nil || f.ID == "" {
		err = tell("I have lost track of what this form was about. Please run %s again.", a.command)
	} else {
		a.id, a.url = f.ID+"/"+i.View.ID, f.URL
		a.text, a.pick = b.formSubject(within, rep, f, &i.View)
		res, err = lineForms()[a.command].record(b, within, a, &i.View)
	}
	if err != nil {
		b.refuseLine(ctx, p, a, f, &i.View, err)
		return
	}
	b.told(within, ctx, p, a, res.answer)
	b.follow(ctx, res.follow)
}

// told says what became of a form: where the command was typed, or in the form.
func (b *Bot) told(within, ctx context.Context, p *caller, a *act, said answer) {
	if err := b.showVerdict(within, a, said); err != nil {
		b.log.Info("the answer goes into the form", "error", err)
		v := tellingWindow("Even Keel", said)
		p.ackWithin(ctx, viewReply{Action: "update", View: &v})
	}
	p.quiet(ctx)
}

// entered is a text of a form, on one line.
func (v *view) entered(key string) string {
	return strings.Join(strings.Fields(parse.Clean(v.value(key))), " ")
}

// day is a day of a form, zero without one.
func (v *view) day(key string) coach.Date {
	d, err := coach.ParseDate(v.value(key))
	if err != nil {
		return 0
	}
	return d
}
