package bot

import (
	"cmp"
	"context"
	"time"
	"unicode/utf8"

	"github.com/slack-go/slack"

	"evenkeel/coach"
)

// Drafter drafts what a rep may copy, change and say to a client; false where
// nothing is to be said to one. It never fails, and returns by Until; without that,
// at once.
type Drafter interface {
	Draft(ctx context.Context, d coach.Drafting) (coach.Draft, bool)
}

const (
	maxDraft   = 1500                    // characters of a draft, longer than any
	draftsIn   = 3500 * time.Millisecond // someone who asked why waits so long for better words
	maxDrafted = 32                      // that are waited for side by side
)

// drafting is what a draft for a rep's nudge is made of.
func (b *Bot) drafting(book *coach.Book, rep string, n coach.Nudge) coach.Drafting {
	d := coach.Drafting{Nudge: n, Rep: rep, Names: b.coach.NamesFor(book)}
	if r := b.coach.People().Rep(rep); r != nil {
		d.Today = b.today(r)
	}
	return d
}

// draft is what there is to copy, empty for nothing.
func (b *Bot) draft(ctx context.Context, d coach.Drafting) coach.Draft {
	if b.cfg.Drafts == nil {
		return coach.Draft{}
	}
	out, _ := b.cfg.Drafts.Draft(ctx, d)
	return out
}

// kindNo is a no that a rep may send, where the verdict is that this is not their
// customer.
func (b *Bot) kindNo(ctx context.Context, book *coach.Book, rep, account string, s coach.Subject) coach.Draft {
	n := coach.Nudge{Key: coach.DraftNo + "/" + string(s), Rule: coach.DraftNo, Subject: s, Account: account}
	refer := ""
	if q := book.Qualifications[s]; q != nil {
		refer = q.Refer.V
	}
	if deal := book.Deals[s.ID()]; deal != nil && s.Kind() == "deal" {
		refer = cmp.Or(refer, deal.Refer.V)
	}
	if refer != "" {
		n.Facts = []coach.Fact{{Name: "refer", Value: refer}}
	}
	return b.draft(ctx, b.drafting(book, rep, n))
}

// redraft acknowledges a press, and answers it as soon as its draft is in the best
// words that there is time for: beside the queues, so that nothing else of this
// person's waits. Who presses again meanwhile gets that one answer.
func (b *Bot) redraft(ctx context.Context, p *caller, res result) {
	p.quiet(ctx)
	d := *res.drafting
	key := d.Rep + "/" + d.Nudge.Key
	if _, busy := b.drafts.LoadOrStore(key, true); busy {
		return
	}
	began := b.beside(b.drafted, func() {
		defer b.drafts.Delete(key)
		d.Until = time.Now().Add(draftsIn)
		within, cancel := context.WithDeadline(b.work, d.Until)
		res.draft = b.draft(within, d)
		cancel()
		p.answer(b.work, res.answer)
	})
	if !began {
		b.drafts.Delete(key)
		p.answer(ctx, res.answer)
	}
}

// plain is an answer as top-level text, which holds its draft whole.
func (a answer) plain() string {
	if a.draft.Text == "" {
		return safe(a.text, maxText)
	}
	draft := safe("\n\n"+a.draft.Head+"\n"+a.draft.Text, maxDraft)
	return safe(a.text, maxText-utf8.RuneCountInString(draft)) + draft
}

// draftBlocks show a draft so that one can copy it as it is.
func (a answer) draftBlocks() []slack.Block {
	if a.draft.Text == "" {
		return nil
	}
	return []slack.Block{section(a.draft.Head), preformatted(clip(a.draft.Text, maxDraft))}
}
