package prompts_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"evenkeel/coach"
	"evenkeel/prompts"
)

// promisedFigures wants a draft about a client's promise, by then.
func promisedFigures(until time.Time) coach.Drafting {
	d := drafting(coach.Nudge{Key: "commitment-overdue/x@2026-03-07", Rule: "commitment-overdue", Subject: "deal/D1", Account: "acme",
		Facts: facts("kind", "data", "what", "stock figures for March", "made", "2026-02-20", "due", "2026-03-06", "days_overdue", 10, "amount", "50000.00 USD")}, known)
	d.Until = until
	return d
}

// checkedModel asks a service, and holds what it says against the templates.
func checkedModel(t *testing.T, url string) (*prompts.Model, *reports) {
	t.Helper()
	m, rs := model(t, url, nil)
	m.CheckWith(templates(t).Check)
	return m, rs
}

// saying answers with these words for the only entry.
func saying(title, say, ask string) func(http.ResponseWriter, *http.Request, call) {
	return func(w http.ResponseWriter, _ *http.Request, _ call) {
		_, _ = io.WriteString(w, completion(fmt.Sprintf(`{"nudges":[{"n":1,"title":%q,"say":%q,"ask":%q}]}`, title, say, ask)))
	}
}

func TestADraftIsInTheModelsWordsWhereTheyHold(t *testing.T) {
	plain, _ := templates(t).Draft(t.Context(), promisedFigures(time.Time{}))
	for _, c := range []struct {
		name, title, say, ask string
		ok                    bool
	}{
		{"other words", "Good morning,", "A short question: I had noted Fri 6 Mar for “stock figures for March”.", "Would another day be better for you? And if your plans have changed, a line is enough.", true},
		{"another day", "Good morning,", "A short question: I had noted Fri 13 Mar for “stock figures for March”.", "Would another day be better for you? And if your plans have changed, a line is enough.", false},
		{"an amount", "Good morning,", "A short question: I had noted Fri 6 Mar for “stock figures for March”, with $50,000 in it.", "Would another day be better for you? And if your plans have changed, a line is enough.", false},
		{"another name", "Good morning Mr Miller,", "A short question: I had noted Fri 6 Mar for “stock figures for March”.", "Would another day be better for you? And if your plans have changed, a line is enough.", false},
		{"pressure", "Good morning,", "A short question: I had noted Fri 6 Mar for “stock figures for March”. This is your last chance!", "Would another day be better for you? And if your plans have changed, a line is enough.", false},
		{"a link", "Good morning,", "A short question: I had noted Fri 6 Mar for “stock figures for March”. See https://x.example.", "Would another day be better for you? And if your plans have changed, a line is enough.", false},
		{"nothing asked", "Good morning,", "A short question: I had noted Fri 6 Mar for “stock figures for March”.", "", false},
		{"no end", "Good morning,", strings.Repeat("A short question: I had noted Fri 6 Mar for “stock figures for March”. ", 20), "Would another day be better for you? And if your plans have changed, a line is enough.", false},
	} {
		m, rs := checkedModel(t, serve(t, saying(c.title, c.say, c.ask)).URL)
		got, ok := m.Draft(t.Context(), promisedFigures(noHurry()))
		if c.ok && (!ok || got.By != coach.ByModel || got.Prompt != "draft/1" || got.Text != c.title+"\n\n"+c.say+"\n\n"+c.ask+"\n\nKind regards\nDana Reyes" || !strings.Contains(got.Head, "language model")) {
			t.Errorf("%s: %+v; %+v", c.name, got, rs.last())
		}
		if !c.ok && (got != plain || len(rs.last().Refused) != 1) {
			t.Errorf("%s: %+v; %+v", c.name, got, rs.last())
		}
	}
}

// TestEveryTemplatesDraftPassesTheCheck, else no model could ever word it.
func TestEveryTemplatesDraftPassesTheCheck(t *testing.T) {
	p := templates(t)
	m, _ := model(t, "http://127.0.0.1:1", nil)
	for _, s := range append(situations(), noes()...) {
		n, seen := s.nudge, map[string]bool{}
		for i := range 20 {
			n.Key = fmt.Sprintf("%s/%s@2026-%03d", n.Rule, n.Subject, i)
			c, ok := m.DraftClaim(drafting(n, known))
			if c.Text = c.Reference; !ok || seen[c.Text] {
				continue
			}
			seen[c.Text] = true
			if why := p.Check(c); why != "" {
				t.Errorf("%s: %s: %s", s.name, why, c.Text)
			}
		}
	}
}

func TestAModelIsAskedOnceForADraftAndSeesWhatTheClientKnows(t *testing.T) {
	s := serve(t, good)
	m, rs := model(t, s.URL, nil)
	d := promisedFigures(noHurry())
	d.Nudge.Facts[1].Value = "stock figures to jo@acme.example"
	first, _ := m.Draft(t.Context(), d)
	d.Until = time.Time{}
	again, _ := m.Draft(t.Context(), d)
	if calls := s.calls(); len(calls) != 1 || first != again || !rs.last().FromCache() {
		t.Fatalf("%d calls: %+v, then %+v", len(calls), first, again)
	}
	sent := s.calls()[0].Messages[1].Content
	for _, hidden := range []string{"jo@", "50", "Warehouse pilot", "Dana", "days_overdue", "2026-02-20"} {
		if strings.Contains(sent, hidden) {
			t.Errorf("%q is sent: %s", hidden, sent)
		}
	}
}

func TestWithoutAModelInTimeTheTemplatesDraftStands(t *testing.T) {
	plain, _ := templates(t).Draft(t.Context(), promisedFigures(time.Time{}))
	for name, answer := range map[string]func(http.ResponseWriter, *http.Request, call){
		"it hangs":        func(_ http.ResponseWriter, r *http.Request, _ call) { <-r.Context().Done() },
		"it fails":        func(w http.ResponseWriter, _ *http.Request, _ call) { w.WriteHeader(http.StatusInternalServerError) },
		"it is too quiet": func(w http.ResponseWriter, _ *http.Request, _ call) { _, _ = io.WriteString(w, completion("")) },
	} {
		m, _ := checkedModel(t, serve(t, answer).URL)
		began := time.Now()
		got, ok := m.Draft(context.Background(), promisedFigures(time.Now().Add(1500*time.Millisecond)))
		if took := time.Since(began); !ok || got != plain || took > 3*time.Second {
			t.Errorf("%s: after %v %+v", name, took, got)
		}
	}
	s := serve(t, good)
	m, _ := model(t, s.URL, nil)
	if got, _ := m.Draft(t.Context(), promisedFigures(time.Time{})); got != plain || len(s.calls()) != 0 {
		t.Errorf("at once: %d calls, %+v", len(s.calls()), got)
	}
}
