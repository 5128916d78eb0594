package bot

import (
	"context"
	"fmt"
	"strings"
	"time"

	"evenkeel/coach"
	"evenkeel/coach/parse"
)

// forgetWithin bounds an erasure: it goes through all that is stored, and waits
// until every process has heard of it.
const forgetWithin = 5 * time.Minute

// forget does /coach forget me: it says what goes, asks by a button, and erases
// what `evenkeel erase` would.
func (b *Bot) forget(ctx context.Context, a *act, rest string) (result, error) {
	pick := "forget/" + a.rep.ID
	switch {
	case a.pick == pick:
		return b.forgetNow(a), nil
	case !strings.EqualFold(rest, "me"):
		return result{}, tell("I can forget you, and nobody else: /coach forget me. I ask before I do.")
	}
	book, err := b.coach.Book(ctx, a.rep.ID)
	if err != nil {
		return result{}, err
	}
	again := *a
	again.pick = pick
	return result{}, &told{answer: answer{text: forgetWords(book, b.noticed(a.rep).who), choices: []choice{{label: "Forget me", a: &again}}}}
}

// forgetWords say what an erasure takes and what it does not.
func forgetWords(book *coach.Book, who string) string {
	return fmt.Sprintf("I would erase your book: %s, %s, %s, your answers and verdicts, everything I said to you and how you answered, your settings, and your name wherever else it stands. Nothing brings that back.\n",
		count(len(book.Deals), "deal"), count(len(book.Commitments), "promise"), count(len(book.Touches), "contact")) +
		"It does not take away what was posted in Slack, nor what your customers' records say of them. /coach export gives you a copy first.\n" +
		"If you are in a file that is imported, ask to be taken out of it: else the next import brings you back. I tell " + who + " that it was done, without your name.\n" +
		"If you write to me again afterwards, you begin anew. Shall I?"
}

// forgetNow answers at once; the erasure takes longer than anybody waits.
func (b *Bot) forgetNow(a *act) result {
	return result{
		answer: answer{text: "I am forgetting you now. It takes a few moments, and I tell you here when it is done. If you hear nothing, say /coach forget me again."},
		after: func(ctx context.Context) {
			within, cancel := context.WithTimeout(ctx, forgetWithin)
			defer cancel()
			text := "That is done: you are forgotten. Take care."
			if err := b.erase(within, a.rep); err != nil {
				b.log.Warn("somebody could not be forgotten", "error", err)
				text = "I could not finish that. Please say /coach forget me once more: I go on where I stopped."
			}
			b.answerLater(ctx, a, text)
		},
	}
}

// erase forgets a rep. Who has to know hears of it first: afterwards nobody could
// tell any more whose manager they are.
func (b *Bot) erase(ctx context.Context, rep *coach.Rep) error {
	now := b.coach.Clock()
	n := coach.Notice{At: now, Text: "On " + parse.Say(coach.DateIn(now, time.UTC)) + " somebody asked me to forget them, and their book went: deals, promises, contacts. " +
		"If a file that is imported names them, it brings them back: take them out there."}
	for _, id := range b.noticed(rep).reps {
		if err := b.coach.Notify(ctx, id, n); err != nil {
			return err
		}
	}
	_, err := b.coach.Erase(ctx, coach.On("rep", rep.ID))
	b.deals.Delete(rep.ID)
	b.offered.Delete(rep.ID)
	b.visits.forget(rep.ID)
	return err
}

// audience is some people, and what they are called to somebody else.
type audience struct {
	who  string
	reps []string
}

// noticed are who has to know that a rep was forgotten: their manager, else the
// admins.
func (b *Bot) noticed(rep *coach.Rep) audience {
	people := b.coach.People()
	if m := people.Rep(rep.Manager); rep.Manager != "" && m != nil && m.ID != rep.ID {
		return audience{"your manager", []string{m.ID}}
	}
	out := audience{who: "your admins"}
	for _, r := range people.Reps() {
		if b.isAdmin(r) && r.ID != rep.ID {
			out.reps = append(out.reps, r.ID)
		}
	}
	return out
}
