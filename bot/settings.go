package bot

import (
	"context"
	"maps"
	"slices"

	"github.com/slack-go/slack"

	"evenkeel/coach"
	"evenkeel/coach/parse"
)

// The settings form: hours, muted rules, a pause. It says all of them when it is
// sent, as a form does; what did not change is recorded as no change.

const settingsAction = "home_settings"

// askSettings does /coach settings.
func (b *Bot) askSettings(ctx context.Context, a *act, _ string) (result, error) {
	return result{}, b.openSettings(ctx, a.trigger, a.rep)
}

// openSettings shows the form with what is set now.
func (b *Bot) openSettings(ctx context.Context, trigger string, rep *coach.Rep) error {
	book, err := b.coach.Book(ctx, rep.ID)
	if err != nil {
		return err
	}
	return b.openView(ctx, trigger, slack.ModalViewRequest{Type: slack.VTModal, CallbackID: "settings", Title: plain("Settings", 24),
		Submit: plain("Save", 24), Close: plain("Cancel", 24), Blocks: slack.Blocks{BlockSet: b.settingsInputs(book, b.today(rep))}})
}

func (b *Bot) settingsInputs(book *coach.Book, today coach.Date) []slack.Block {
	p := book.State.Prefs
	from, to := slack.NewTimePickerBlockElement("from"), slack.NewTimePickerBlockElement("to")
	if p.From != nil && p.To != nil {
		from.InitialTime, to.InitialTime = p.From.String(), p.To.String()
	}
	until := slack.NewDatePickerBlockElement("pause")
	if p.Paused > today {
		until.InitialDate = p.Paused.String()
	}
	return []slack.Block{
		optional("from", "I may speak from", "Your team's hours are "+b.teamHours()+". Blank: those.", from),
		optional("to", "… until", "", to),
		optional("mute", "Rules you want to hear no more of", "You still see them with /coach why. What stops you before you go on always comes.", b.muteMenu(p.Muted)),
		optional("pause", "Nothing before this day", "A pause, for leave or a busy week. Blank: none.", until),
	}
}

// optional is an input that may be left blank; its key is its block and its action.
func optional(key, label, hint string, element slack.BlockElement) slack.Block {
	in := slack.NewInputBlock(key, plain(label, 1900), nil, element)
	if in.Optional = true; hint != "" {
		in.Hint = plain(hint, 1900)
	}
	return in
}

// muteMenu is a choice of many among the rules.
func (b *Bot) muteMenu(muted map[string]bool) slack.BlockElement {
	var all, chosen []*slack.OptionBlockObject
	for _, r := range b.ownRules() {
		o := slack.NewOptionBlockObject(r.ID, plain(r.ID, maxButton), nil)
		if all = append(all, o); muted[r.ID] {
			chosen = append(chosen, o)
		}
	}
	m := slack.NewOptionsMultiSelectBlockElement(slack.MultiOptTypeStatic, plain("None", maxButton), "mute", all...)
	m.InitialOptions = chosen
	return m
}

// submitSettings records a form that was sent, or says beside each field what is
// wrong with it.
func (b *Bot) submitSettings(within, ctx context.Context, p *caller, i *interaction, rep *coach.Rep) {
	book, err := b.coach.Book(within, rep.ID)
	if err != nil {
		b.settleForm(ctx, p, rep, result{}, err)
		return
	}
	change, wrong := b.settingsChange(book, &i.View, b.today(rep))
	if len(wrong) > 0 {
		p.know()
		p.ackWithin(ctx, viewReply{Action: "errors", Errors: wrong})
		return
	}
	err = b.prefer(within, &act{id: "view/" + i.View.ID, rep: rep}, change)
	b.settleForm(ctx, p, rep, result{}, err)
	if err == nil {
		b.follow(ctx, rep.ID)
		b.publishHome(ctx, rep)
	}
}

// settingsChange is what a form changes, or what is wrong with it by field.
func (b *Bot) settingsChange(book *coach.Book, v *view, today coach.Date) (c coach.PrefsChange, wrong map[string]string) {
	wrong = map[string]string{}
	c.Hours = formHours(v, wrong)
	until := v.day("pause")
	if !until.IsZero() && until <= today {
		wrong["pause"] = parse.Say(until) + " is not ahead. Pick a day after today, or none."
	}
	c.Paused = &until
	chosen := v.chosen("mute")
	for _, id := range chosen {
		if !slices.ContainsFunc(b.ownRules(), func(r coach.Rule) bool { return r.ID == id }) {
			wrong["mute"] = "There is no rule “" + clip(id, 60) + "”."
		}
	}
	c.Mute = chosen
	for _, id := range slices.Sorted(maps.Keys(book.State.Prefs.Muted)) {
		if !slices.Contains(chosen, id) {
			c.Unmute = append(c.Unmute, id)
		}
	}
	return c, wrong
}

// formHours reads the two times of a form; blank ones are the team's hours.
func formHours(v *view, wrong map[string]string) *coach.Span {
	given := [2]string{v.value("from"), v.value("to")}
	if given == [2]string{} {
		return &coach.Span{}
	}
	var at [2]coach.ClockTime
	for i, key := range []string{"from", "to"} {
		var err error
		if at[i], err = coach.ParseClockTime(given[i]); err != nil {
			wrong[key] = "Pick a time here too, or leave both blank."
		}
	}
	if len(wrong) == 0 && at[1] <= at[0] {
		wrong["to"] = "The end comes after the beginning, " + at[0].String() + "."
	}
	return &coach.Span{From: at[0], To: at[1]}
}
