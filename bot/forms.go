package bot

import (
	"context"
	"encoding/json"
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

var subjectField = field{key: "account", label: "Which account or deal?", hint: "Its name or id", needed: true}

// openLineForm shows the form of a command that was typed alone; where Slack does
// not open it, how the command is used is said instead.
func (b *Bot) openLineForm(ctx context.Context, p *caller, a *act) {
	f := lineForms()[a.command]
	private, err := json.Marshal(form{ID: a.id, URL: a.url})
	if err == nil {
		err = b.openView(ctx, a.trigger, slack.ModalViewRequest{Type: slack.VTModal, CallbackID: a.command[1:], Title: plain(f.title, 24),
			Submit: plain("Record", 24), Close: plain("Cancel", 24), PrivateMetadata: string(private),
			Blocks: slack.Blocks{BlockSet: inputs(f.fields(b))}})
	}
	if err != nil {
		p.answer(ctx, answer{text: usage(a.command)})
		return
	}
	p.quiet(ctx)
}

func inputs(fields []field) []slack.Block {
	var out []slack.Block
	for _, f := range fields {
		in := slack.NewInputBlock(f.key, plain(f.label, 1900), nil, f.element())
		in.Optional = !f.needed
		if f.hint != "" {
			in.Hint = plain(f.hint, 1900)
		}
		out = append(out, in)
	}
	return out
}

func (f field) element() slack.BlockElement {
	var os []*slack.OptionBlockObject
	for _, o := range f.options {
		os = append(os, slack.NewOptionBlockObject(o.pick, plain(o.label, maxButton), nil))
	}
	switch {
	case f.date:
		return slack.NewDatePickerBlockElement(f.key)
	case f.several:
		return slack.NewCheckboxGroupsBlockElement(f.key, os...)
	case len(os) > 0:
		return slack.NewOptionsSelectBlockElement(slack.OptTypeStatic, nil, f.key, os...)
	}
	in := slack.NewPlainTextInputBlockElement(nil, f.key)
	in.MaxLength = parse.MaxText
	return in
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
		res, err = lineForms()[a.command].record(b, within, a, &i.View)
	}
	if err != nil {
		b.settleForm(ctx, p, rep, res, err)
		return
	}
	b.told(within, ctx, p, a, res.answer)
	b.follow(ctx, res.follow)
}

// told says what became of a form: where the command was typed, or in the form.
func (b *Bot) told(within, ctx context.Context, p *caller, a *act, said answer) {
	if err := b.showVerdict(within, a, said); err != nil {
		b.log.Info("the answer goes into the form", "error", err)
		v := window("Even Keel", said.text)
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
