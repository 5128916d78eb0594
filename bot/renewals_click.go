package bot

import (
	"context"
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"github.com/slack-go/slack"

	"evenkeel/coach"
	"evenkeel/coach/parse"
)

// renewalOn is what a form on a renewal carries with it.
type renewalOn struct {
	Team  string `json:"team"`
	Nudge string `json:"nudge"`
}

// renewalGone is said where nothing was found that the clicker may answer.
func renewalGone() error {
	return tell("That renewal is not open for you: its own team and who manages it answer here. Nothing was changed.")
}

// clickRenewal does what was pressed on a renewal in a team's channel.
func (b *Bot) clickRenewal(ctx context.Context, p *caller, i *interaction, pressed action, rep *coach.Rep) {
	within, cancel := context.WithTimeout(ctx, sureWithin)
	defer cancel()
	team, err := b.pressRenewal(within, i, pressed, rep)
	said, ok := spoken(err)
	switch {
	case ok:
		p.answer(ctx, said)
	case err != nil:
		b.log.Warn("click not confirmed", "rep", rep.ID, "error", err)
		p.answer(ctx, answer{text: unsure})
	default:
		p.quiet(ctx)
	}
	b.followTeam(ctx, team)
}

// pressRenewal records a press, or opens the form that it needs, and returns the
// team whose message changes.
func (b *Bot) pressRenewal(ctx context.Context, i *interaction, pressed action, rep *coach.Rep) (string, error) {
	team, n, err := b.findRenewal(ctx, rep, func(team, key string) bool { return renewalBlock(team, key) == pressed.Block })
	if err != nil {
		return "", err
	}
	if n == nil || pressed.Value != "" && pressed.Value != n.Key {
		return "", renewalGone()
	}
	if form, ok := renewalForm(pressed, renewalOn{team, n.Key}, b.today(rep)); ok {
		return "", b.openView(ctx, i.Trigger, form)
	}
	r, ok := renewalReply(pressed, n.Key, b.today(rep))
	if !ok {
		return "", renewalGone()
	}
	id := "click/" + rep.ID + "/" + pressed.Block + "/" + pressed.ID + "/" + pressed.stamp(i)
	return team, b.answerRenewal(ctx, team, id, rep, r)
}

// findRenewal finds a reminder that a rep may answer, in their own team or in one
// that they manage somebody of; nil without one.
func (b *Bot) findRenewal(ctx context.Context, rep *coach.Rep, is func(team, key string) bool) (string, *coach.Nudge, error) {
	for _, team := range b.renewalTeams(rep) {
		book, err := b.coach.Team(ctx, team)
		if err != nil {
			return "", nil, err
		}
		for key, n := range book.Nudges {
			if n.For == coach.ForChannel && is(team, key) {
				return team, n, nil
			}
		}
	}
	return "", nil, nil
}

// renewalTeams are the teams whose renewals a rep may answer.
func (b *Bot) renewalTeams(rep *coach.Rep) []string {
	teams := map[string]bool{rep.Team: true}
	for _, id := range b.reports(rep) {
		if r := b.coach.People().Rep(id); r != nil {
			teams[r.Team] = true
		}
	}
	delete(teams, "")
	return slices.Sorted(maps.Keys(teams))
}

// renewalReply is the answer that a press stands for; false for none that we offer.
func renewalReply(pressed action, nudge string, today coach.Date) (coach.RenewalReply, bool) {
	r := coach.RenewalReply{Nudge: nudge}
	switch pressed.ID {
	case mineAction:
		r.Kind = coach.TakeOn
	case renewedAction:
		r.Kind = coach.SaysRenewed
	case restAction:
		r.Kind, r.Until = coach.Snooze, snoozedUntil(pressed.chosen(), today)
		return r, !r.Until.IsZero()
	default:
		return r, false
	}
	return r, true
}

// snoozedUntil is the day until which a choice is quiet; zero for none of ours.
func snoozedUntil(choice string, today coach.Date) coach.Date {
	switch choice {
	case "tomorrow":
		return today.AddDays(1)
	case "next_week":
		return today.AddDays(7 - (int(today.Weekday())+6)%7) // next Monday
	}
	return 0
}

// answerRenewal records an answer and says what stood in its way: somebody else was
// first, or it is over.
func (b *Bot) answerRenewal(ctx context.Context, team, id string, rep *coach.Rep, r coach.RenewalReply) error {
	n, err := b.coach.AnswerRenewal(ctx, team, id, rep.ID, r)
	switch {
	case err != nil:
		return err
	case n == nil:
		return renewalGone()
	case !n.Open() && n.Renewal.SaidBy != rep.ID:
		return tell("That is settled already. %s", renewalStanding(n, b.coach.People()))
	case r.Kind == coach.TakeOn && n.Open() && n.Renewal.Taken != "" && n.Renewal.Taken != rep.ID:
		return tell("%s is on it already, since %s. If you are to take over, they can give it back with the same button.",
			b.coach.People().RepName(n.Renewal.Taken), parse.Say(coach.DateIn(n.Renewal.TakenAt, b.zone(rep))))
	}
	return nil
}

// renewalForm is the form that a press opens, for the two that need words.
func renewalForm(pressed action, on renewalOn, today coach.Date) (slack.ModalViewRequest, bool) {
	private, err := json.Marshal(on)
	if err != nil || len(private) > 2900 {
		private = []byte(`{}`)
	}
	v := slack.ModalViewRequest{Type: slack.VTModal, Close: plain("Cancel", 24), PrivateMetadata: string(private)}
	switch {
	case pressed.ID == lostAction:
		in := slack.NewPlainTextInputBlockElement(nil, "reason")
		in.Multiline, in.MaxLength = true, parse.MaxText
		v.CallbackID, v.Title, v.Submit = lostAction, plain("Not renewing", 24), plain("Record", 24)
		v.Blocks.BlockSet = []slack.Block{
			section("The contract is recorded as cancelled, and the reason stands in the channel's message."),
			slack.NewInputBlock("reason", plain("What is their reason?", 200), nil, in),
		}
		return v, true
	case pressed.ID == restAction && pressed.chosen() == "date":
		v.CallbackID, v.Title, v.Submit = restAction, plain("Snooze", 24), plain("Snooze", 24)
		v.Blocks.BlockSet = []slack.Block{untilInput(today)}
		return v, true
	}
	return v, false
}

// submitRenewal records the reason or the date of a form on a renewal.
func (b *Bot) submitRenewal(ctx context.Context, i *interaction, rep *coach.Rep) (string, error) {
	var on renewalOn
	_ = json.Unmarshal([]byte(i.View.Private), &on) // a form that cannot be read is about no renewal
	r := coach.RenewalReply{Nudge: on.Nudge, Kind: coach.SaysLost}
	if i.View.Callback == restAction {
		d, err := coach.ParseDate(i.View.value("until"))
		if err != nil || d <= b.today(rep) {
			return "", tell("Please pick a day after today.")
		}
		r.Kind, r.Until = coach.Snooze, d
	} else if r.Reason = strings.TrimSpace(parse.Clean(i.View.value("reason"))); r.Reason == "" {
		return "", tell("Please give a reason: it helps to keep the next one.")
	} else if err := shortEnough("reason", r.Reason); err != nil {
		return "", err
	}
	team, n, err := b.findRenewal(ctx, rep, func(team, key string) bool { return team == on.Team && key == on.Nudge })
	if err != nil {
		return "", err
	}
	if n == nil {
		return "", renewalGone()
	}
	return team, b.answerRenewal(ctx, team, "view/"+i.View.ID, rep, r)
}

// followTeam pays what a team owes and shows its messages; what it cannot finish
// stays due.
func (b *Bot) followTeam(ctx context.Context, team string) {
	if team == "" {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, followFor)
	defer cancel()
	if err := b.coach.FollowTeam(ctx, team); err != nil {
		b.log.Warn("could not follow up at once; it stays due", "team", team, "error", err)
	}
}
