package prompts

import (
	"context"
	"time"

	"evenkeel/coach"
)

// byModel stands beside what a draft is, where a model chose its words.
const byModel = " (in the words of a language model)"

// Draft is Template.Draft, in a model's words where those hold and come by d.Until;
// without that it takes them only from memory.
func (m *Model) Draft(ctx context.Context, d coach.Drafting) (coach.Draft, bool) {
	w, said, ok := m.cfg.Words.draft(d)
	if !ok {
		return coach.Draft{}, false
	}
	out := dressed(w, said, d)
	if !m.cfg.Settings.On {
		return out, true
	}
	j, ok := m.draftJob(d)
	if !ok {
		return out, true
	}
	if said = m.one(ctx, m.drafts, coach.Phrasing{Today: d.Today}, d.Until, j); said != (words{}) {
		out = dressed(w, said, d)
		out.Head, out.By, out.Prompt = out.Head+byModel, coach.ByModel, m.drafts.Name()
	}
	return out, true
}

// draftJob is a draft as a model sees it: what the client knows, without anybody's
// address or number.
func (m *Model) draftJob(d coach.Drafting) (j job, ok bool) {
	d.Nudge, d.Names = maskFacts(d.Nudge), maskedNames{d.Names}
	w, said, ok := m.cfg.Words.draft(d)
	if !ok {
		return j, false
	}
	_, v, ok := m.cfg.Words.draftView(d)
	n := sent(d.Nudge)
	j.item, j.claim = w.item(&n, v, d.Names, said)
	j.claim.Rule, j.claim.Today = heldAgainst(d.Nudge.Rule), d.Today
	j.key = m.key(m.drafts, j.item, coach.Phrasing{Today: d.Today})
	return j, ok
}

// heldAgainst is the rule by whose wordings a draft is checked, beside the template's
// draft: its own, unless there is none, or that one has to say to the rep what nobody
// says to a client.
func heldAgainst(rule string) string {
	if rule == coach.DraftNo || rule == "next-commitment" {
		return "outside-sweet-spot"
	}
	return rule
}

// one asks for the words of a single thing, unless they are known; empty where none
// hold or come in time.
func (m *Model) one(ctx context.Context, as role, p coach.Phrasing, until time.Time, j job) (w words) {
	w, seen := m.known.get(j.key)
	if seen {
		m.tell(Report{Outcome: fromCache, Cached: 1})
		return w
	}
	m.within(ctx, until, func(ctx context.Context) { w = m.worded(ctx, as, p, []job{j})[0] })
	return w
}
