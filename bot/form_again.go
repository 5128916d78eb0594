package bot

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strconv"
	"strings"

	"evenkeel/coach"
	"evenkeel/coach/parse"
)

// A form that cannot be recorded as it is stays open. What is wrong stands under
// the field it is about, in a form's words; a question which of several is meant
// becomes one more field, and what was entered stays.

// whichKey is the field in which such a question is answered, by the number of the
// answer.
const whichKey = "which"

// formSubject is whom a form is about: the answer to what was asked back, else what
// was chosen or typed. The answer counts as long as the question is the same.
func (b *Bot) formSubject(ctx context.Context, rep *coach.Rep, f form, v *view) (subject, pick string) {
	subject, pick = b.chosenSubject(ctx, rep, v)
	n, err := strconv.Atoi(v.value(whichKey))
	if err == nil && n >= 0 && n < len(f.Picks) && v.entered(subjectField.key) == f.About {
		pick = f.Picks[n]
	}
	return subject, pick
}

// refuseLine keeps a form open and says why, or asks.
func (b *Bot) refuseLine(ctx context.Context, p *caller, a *act, f form, v *view, err error) {
	said, ok := formWords(err)
	switch {
	case !ok:
		b.log.Warn("form not confirmed", "event", a.id, "rep", a.rep.ID, "error", err)
		p.ackWithin(ctx, formError(p.input, unsure))
	case len(said.choices) > 0 && b.askAgain(ctx, p, a, f, v, said):
	default:
		p.ackWithin(ctx, formError(v.input(cmp.Or(said.field, subjectField.key), p.input), cmp.Or(said.form, said.text)))
	}
}

// formWords is an error as a form says it, without the line of a command.
func formWords(err error) (*told, bool) {
	if t, ok := errors.AsType[*told](err); ok {
		return t, true
	}
	wrong, ok := errors.AsType[*parse.Error](err)
	if !ok {
		return nil, false
	}
	t := &told{answer: answer{text: wrong.Error()}, form: wrong.Error()}
	if strings.HasPrefix(wrong.Example, "/") {
		t.form = wrong.Text
	}
	return t, true
}

// inField says of an error at which field of a form it is to be shown, and with
// which example in place of a line.
func inField(key, example string, err error) error {
	t, ok := formWords(err)
	if !ok || t.field != "" {
		return err
	}
	t.field = key
	if wrong, ok := errors.AsType[*parse.Error](err); ok && example != "" {
		t.form = wrong.Text + " For example: " + example
	}
	return t
}

// input is a key if the form has such an input, else another.
func (v *view) input(key, other string) string {
	if _, ok := v.State.Values[key]; ok {
		return key
	}
	return other
}

// askAgain shows the form once more, with the question in it. It says false where
// the form cannot carry the question.
func (b *Bot) askAgain(ctx context.Context, p *caller, a *act, f form, v *view, said *told) bool {
	f.About, f.Picks = v.entered(subjectField.key), nil
	which := field{key: whichKey, label: cmp.Or(said.form, said.text), needed: false}
	for i, c := range said.choices {
		f.Picks = append(f.Picks, c.a.pick)
		which.options = append(which.options, option{c.label, strconv.Itoa(i)})
	}
	private, err := json.Marshal(f)
	if err != nil || len(private) > maxPrivate {
		return false
	}
	fields := lineForms()[a.command].fields(b)
	asked := lineView(a.command, slices.Insert(fields, 1, which), entered(fields, v), string(private))
	return p.ackWithin(ctx, viewReply{Action: "update", View: &asked})
}

const maxPrivate = 2900 // characters in a form's private_metadata, of 3,000

// entered is what stands in a form that was sent.
func entered(fields []field, v *view) entries {
	out := entries{}
	for _, f := range fields {
		in := v.State.Values[f.key][f.key]
		switch chosen := append(in.SelectedOptions, in.SelectedOption); {
		case f.date || len(f.options) == 0 && !f.search:
			out[f.key] = append(out[f.key], option{pick: v.value(f.key)})
		default:
			for _, o := range chosen {
				if o.Value != "" {
					out[f.key] = append(out[f.key], option{o.Text.Text, o.Value})
				}
			}
		}
	}
	return out
}
