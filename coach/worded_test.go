package coach_test

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"evenkeel/coach"
)

// wordy is a phraser with words of a model, where there is time for them.
type wordy struct {
	mu    sync.Mutex
	asked []time.Duration // time given, of each phrasing; 0: at once
	say   string
}

func (w *wordy) Phrase(ctx context.Context, p coach.Phrasing) []coach.Wording {
	w.mu.Lock()
	defer w.mu.Unlock()
	given := time.Duration(0)
	if !p.Until.IsZero() {
		given = time.Until(p.Until)
	}
	w.asked = append(w.asked, given)
	out := plain{}.Phrase(ctx, p)
	for i := range out {
		out[i].Prompt = "file/1"
		if kept, ok := p.Kept(&p.Nudges[i]); ok {
			out[i] = kept
		} else if given > 0 {
			out[i] = coach.Wording{Title: "T", Say: w.say, Ask: "A", By: coach.ByModel, Prompt: "nudge/1"}
		}
	}
	return out
}

func (w *wordy) took() []time.Duration {
	w.mu.Lock()
	defer w.mu.Unlock()
	out := w.asked
	w.asked = nil
	return out
}

// morning has Ann's daily message with one nudge, worded by w, and returns the nudge.
func morning(t *testing.T, b *bench, w *wordy) *coach.Nudge {
	t.Helper()
	b.Words = w
	b.act("ann", coach.Event{Commitment: &coach.CommitmentChange{ID: "C1", Deal: "D1", Kind: ptr(coach.Time), Made: day("2026-11-16"), Due: day("2026-11-17"), Status: ptr(coach.Pending)}})
	b.act("ann", deal("D1", "acme", "proposal"))
	b.took()
	w.took()
	b.until(time.Date(2026, 11, 18, 12, 0, 0, 0, time.UTC))
	return b.worded("ann", coach.Daily)
}

// worded is the nudge of a book's latest message of a kind.
func (b *bench) worded(rep string, kind coach.MessageKind) *coach.Nudge {
	b.t.Helper()
	book, err := b.Book(context.Background(), rep)
	if err != nil {
		b.t.Fatal(err)
	}
	for _, m := range book.Messages {
		if m.Kind == kind && m.Shown > 0 && len(m.Nudges) > 0 {
			return book.Nudges[m.Nudges[0]]
		}
	}
	b.t.Fatalf("no %s message was shown: %v", kind, book.Messages)
	return nil
}

func TestTheDailyMessageHasTimeForWordsAndKeepsThem(t *testing.T) {
	b, w := newBench(t, nil), &wordy{say: "words of the first day"}
	n := morning(t, b, w)
	if want := (coach.Worded{Prompt: "nudge/1", Day: *day("2026-11-18"), Title: "T", Say: w.say, Ask: "A"}); n.Worded == nil || *n.Worded != want {
		t.Fatalf("%s keeps %+v", n.Key, n.Worded)
	}
	for _, given := range w.took() {
		if given <= 0 || given > 3500*time.Millisecond {
			t.Errorf("words had %v of a lease of %v", given, b.Lease)
		}
	}

	// Another process, days later, with another mind: the edit says what was said.
	b.until(time.Date(2026, 11, 20, 8, 0, 0, 0, time.UTC))
	cfg := b.Config
	other := &wordy{say: "other words"}
	cfg.Words, cfg.Owner = other, "another"
	another := &bench{Coach: coach.New(cfg), t: t, now: b.clock()}
	b.took()
	another.event("ann", "reply", coach.Event{Reply: &coach.Reply{Nudge: n.Key, Kind: coach.Done}})
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.out) != 1 || b.out[0].Message.TS == "" || b.out[0].Wordings[0].Say != w.say {
		t.Errorf("the edit says %+v", b.out)
	}
	for _, given := range other.took() {
		if given != 0 {
			t.Errorf("an edit had %v to ask in", given)
		}
	}
}

func TestAnswersToAnActAreWordedAtOnce(t *testing.T) {
	b, w := newBench(t, nil), &wordy{say: "x"}
	b.Words = w
	b.act("ann", coach.Event{Commitment: &coach.CommitmentChange{ID: "C0", Deal: "D0", Kind: ptr(coach.Time), Made: day("2026-11-16"), Due: day("2026-11-27"), Status: ptr(coach.Pending)}})
	b.act("ann", deal("D1", "acme", "proposal"))
	n := b.worded("ann", coach.Answer)
	if n.Worded == nil || n.Worded.Prompt != "file/1" || n.Worded.Model() {
		t.Errorf("%s keeps %+v", n.Key, n.Worded)
	}
	for _, given := range w.took() {
		if given != 0 {
			t.Errorf("an answer had %v to ask in", given)
		}
	}
}

func TestWordsAreExportedAndErasedWithTheirNames(t *testing.T) {
	b, w := newBench(t, nil), &wordy{say: "Ask Zebulon Quux how Acme stands"}
	for _, id := range []string{"acme", "quux"} {
		if _, err := b.People().UpdateAccount(context.Background(), id, func(a *coach.AccountProfile) bool {
			a.Name = map[string]string{"acme": "Acme", "quux": "Zebulon Quux"}[id]
			return true
		}); err != nil {
			t.Fatal(err)
		}
	}
	n := morning(t, b, w)
	d, err := b.Export(context.Background(), "rep/ann")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(d.Nudges[0]), `"say":"Ask Zebulon Quux`) {
		t.Errorf("the export lacks the words: %s", d.Nudges)
	}
	if _, err := b.Erase(context.Background(), "account/quux"); err != nil {
		t.Fatal(err)
	}
	book, err := b.Book(context.Background(), "ann")
	if err != nil {
		t.Fatal(err)
	}
	if left := book.Nudges[n.Key]; left == nil || left.Worded.Say != "Ask [erased] how Acme stands" || left.Worded.Prompt != "nudge/1" {
		t.Errorf("left: %+v", left)
	}
}
