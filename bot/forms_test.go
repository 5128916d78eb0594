package bot_test

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"

	"evenkeel/coach"
)

// fill opens the form of a command typed alone, and sends it with these values;
// it returns what Slack shows at the inputs.
func (s *stage) fill(command string, values map[string]string) map[string]string {
	s.Helper()
	if got := s.run("UANN", command); got != "" {
		s.Errorf("%s answers %q beside its form", command, got)
	}
	r, err := s.ws.Submit(s.Context(), "UANN", "top", values)
	if err != nil {
		s.Fatal(err)
	}
	if !r.Closed {
		_ = s.ws.CloseView(s.Context(), "UANN", "top")
	}
	return r.Errors
}

// heard waits for the answer to a form.
func (s *stage) heard(want ...string) {
	s.Helper()
	s.wait("an answer with "+strings.Join(want, ", "), func() bool {
		for _, e := range s.ws.Ephemerals("UANN") {
			ok := true
			for _, w := range want {
				ok = ok && strings.Contains(e.Text, w)
			}
			if ok {
				return true
			}
		}
		return false
	})
}

func TestTheFormOfATouchRecordsEveryKind(t *testing.T) {
	s := open(t, nil)
	s.expect("UANN", "/deal Acme stage=qualifying", "Recorded")
	s.wait("a stake", func() bool { return s.account("A1").Stakes["r1"] != nil })
	for _, c := range []struct {
		values map[string]string
		want   []string
	}{
		{map[string]string{"kind": "care", "note": `they said "thank you, and…`, "in": "in"}, []string{"care touch (they came to you)", `they said "thank you`}},
		{map[string]string{"kind": "sales", "note": "quote", "at": "2026-11-20"}, []string{"sales touch", "Fri 20 Nov 2026: quote"}},
		{map[string]string{"kind": "future", "future": "diagnosis", "note": "two sites"}, []string{"future talk (diagnosis)", "two sites"}},
		{map[string]string{"kind": "review", "every": "30 days", "next": "2026-12-22"}, []string{"a review", "every 30 days", "Tue 22 Dec 2026"}},
		{map[string]string{"kind": "waiting", "note": "a call back"}, []string{"they are waiting", "a call back"}},
		{map[string]string{"kind": "issue", "severity": "low", "note": "a typo"}, []string{"low issue", "a typo"}},
		{map[string]string{"kind": "fixed", "note": "typo"}, []string{"Recorded as fixed", "a typo"}},
		{map[string]string{"kind": "metric", "metric": "uptime 99.95 of 99.9 %"}, []string{"uptime is 99.95%", "That is met"}},
		{map[string]string{"kind": "hours", "hours": "1.5", "note": "set up"}, []string{"1.5 hours", "set up"}},
	} {
		c.values["account"] = "Acme"
		if errs := s.fill("/touch", c.values); len(errs) > 0 {
			t.Errorf("%v: %v", c.values, errs)
			continue
		}
		s.heard(c.want...)
	}
}

func TestAFormSaysWhatItLacksAtTheField(t *testing.T) {
	s := open(t, nil)
	for _, c := range []struct {
		command string
		values  map[string]string
		field   string
		want    string
	}{
		{"/touch", map[string]string{"account": "Acme", "kind": "metric", "metric": "uptime"}, "metric", "For example: uptime 99.2 of 99.9, or: complaints 3 of at most 2"},
		{"/touch", map[string]string{"account": "Acme", "kind": "issue", "note": "late"}, "severity", "How bad is it"},
		{"/touch", map[string]string{"account": "Acme", "kind": "issue", "severity": "low"}, "note", "What is the issue?"},
		{"/touch", map[string]string{"account": "Acme", "kind": "issue", "severity": "low", "note": "late", "promised": "2026-11-20"}, "promised", "before the issue came up"},
		{"/touch", map[string]string{"account": "Acme", "kind": "care", "promised": "2026-11-30"}, "promised", "goes with an issue"},
		{"/touch", map[string]string{"account": "Acme", "kind": "fixed"}, "note", "What was fixed?"},
		{"/touch", map[string]string{"account": "Acme", "kind": "hours"}, "hours", "How many hours?"},
		{"/touch", map[string]string{"account": "Acme", "kind": "care", "at": "2026-11-24"}, "at", "still to come"},
		{"/touch", map[string]string{"account": "Acme", "kind": "review", "every": "whenever"}, "every", "For example: 30 days"},
		{"/touch", map[string]string{"account": "Acme", "kind": "review", "every": "0 days"}, "every", "For example: 30 days"},
		{"/touch", map[string]string{"account": "Acme", "kind": "review", "next": "2020-01-01"}, "next", "after today"},
		{"/deal", map[string]string{"account": "Acme", "outcome": "later"}, "until", "Until which day?"},
		{"/deal", map[string]string{"account": "Acme", "outcome": "later", "until": "2026-11-23"}, "until", "after today"},
		{"/deal", map[string]string{"account": "Acme", "until": "2026-12-23"}, "until", "goes with “Later”"},
		{"/deal", map[string]string{"account": "Acme", "amount": "banana"}, "amount", "50000, 50k"},
		{"/deal", map[string]string{"account": "Acme", "amount": "1.2345"}, "amount", "more decimals"},
		{"/deal", map[string]string{"account": "Acme", "amount": "2000bn"}, "amount", "a million million"},
		{"/commit", map[string]string{"account": "Acme"}, "kind", "time, data or money"},
		{"/commit", map[string]string{"account": "Acme", "kind": "time"}, "what", "What did they promise?"},
		{"/commit", map[string]string{"account": "Acme", "kind": "time", "what": "a call", "by": "2026-11-20"}, "by", "has gone by"},
		{"/commit", map[string]string{"account": "Acme", "status": "kept"}, "status", "no open promise at Acme GmbH"},
	} {
		errs := s.fill(c.command, c.values)
		if len(errs) != 1 || !strings.Contains(errs[c.field], c.want) || strings.Contains(errs[c.field], "/") {
			t.Errorf("%s %v: says %q, want %q at %s, and no command", c.command, c.values, errs, c.want, c.field)
		}
	}
	if b := s.book("r1"); len(b.Deals)+len(b.Touches)+len(b.Commitments) > 0 {
		t.Errorf("something was recorded: %+v", b)
	}
}

// asked sends a form that asks back, and returns the labels of the answers.
func (s *stage) asked(command string, values map[string]string) []string {
	s.Helper()
	_ = s.run("UANN", command)
	r, err := s.ws.Submit(s.Context(), "UANN", "top", values)
	if err != nil || r.View == nil {
		s.Fatalf("%s %v: %+v, %v; want a question", command, values, r, err)
	}
	var labels []string
	for _, b := range blocks(s, r.View.Blocks) {
		if e, _ := b["element"].(map[string]any); b["block_id"] == "which" {
			for _, o := range e["options"].([]any) {
				labels = append(labels, o.(map[string]any)["text"].(map[string]any)["text"].(string))
			}
		}
	}
	return labels
}

// pick answers what a form asked back.
func (s *stage) pick(label string, labels []string, more map[string]string) {
	s.Helper()
	i := slices.Index(labels, label)
	if i < 0 {
		s.Fatalf("%q is not offered: %q", label, labels)
	}
	values := map[string]string{"which": strconv.Itoa(i)}
	maps.Copy(values, more)
	if r, err := s.ws.Submit(s.Context(), "UANN", "top", values); err != nil || !r.Closed {
		s.Fatalf("the answer %q: %+v, %v", label, r, err)
	}
}

func TestAQuestionIsAnsweredInTheForm(t *testing.T) {
	s := open(t, nil)
	s.expect("UANN", `/deal Acme name=Pilot stage=qualifying amount=10k`, "Recorded a new deal")
	labels := s.asked("/deal", map[string]string{"account": "Acme", "name": "Rollout", "amount": "20k"})
	s.pick("A new deal at Acme GmbH: “Rollout”", labels, nil)
	s.heard("Recorded a new deal: Acme GmbH, Rollout", "20,000")

	labels = s.asked("/commit", map[string]string{"account": "Acme", "kind": "time", "what": "a call", "by": "2026-12-04"})
	s.pick("Acme GmbH as a whole", labels, map[string]string{"what": "a long call"})
	s.heard("Acme GmbH promised", "time, a long call", "Fri 4 Dec 2026")
	for _, c := range s.book("r1").Commitments {
		if c.Account != "A1" || c.Deal != "" || c.What.V != "a long call" {
			t.Errorf("recorded %+v", c)
		}
	}

	labels = s.asked("/deal", map[string]string{"account": "Globexx", "stage": "proposal"})
	if !slices.Equal(labels, []string{"Globex", "new: Globexx"}) {
		t.Errorf("offered %q", labels)
	}
	s.pick("new: Globexx", labels, nil)
	s.heard("Recorded a new deal: Globexx", "stage proposal")
}

func TestAnotherAccountMakesTheQuestionVoid(t *testing.T) {
	s := open(t, nil)
	labels := s.asked("/deal", map[string]string{"account": "Globexx", "stage": "proposal"})
	s.pick("new: Globexx", labels, map[string]string{"account": "Initech"})
	s.heard("Recorded a new deal: Initech")
	if p := s.coach.People().AccountProfile("Globexx"); p != nil {
		t.Errorf("recorded %+v", p)
	}
}

func TestTheFormOpensAFurtherDeal(t *testing.T) {
	s := open(t, nil)
	s.expect("UANN", `/deal Acme stage=qualifying amount=10k`, "Recorded a new deal")
	if errs := s.fill("/deal", map[string]string{"account": "Acme", "new": "own", "stage": "proposal"}); len(errs) > 0 {
		t.Fatal(errs)
	}
	s.heard("Recorded a new deal", "stage proposal")
	if n := len(s.book("r1").Deals); n != 2 {
		t.Errorf("%d deals", n)
	}
}

func TestTheFormOfAnIssueHasItsDays(t *testing.T) {
	s := open(t, nil)
	if errs := s.fill("/touch", map[string]string{"account": "Acme", "kind": "issue", "severity": "medium", "note": "late invoices", "at": "2026-11-20", "promised": "2026-11-27"}); len(errs) > 0 {
		t.Fatal(errs)
	}
	s.heard("medium issue at Acme GmbH, open since Fri 20 Nov 2026, promised for Fri 27 Nov 2026: late invoices.")
	i := s.account("A1").Issues["late invoices"]
	if i == nil || i.Opened.V.String() != "2026-11-20" || i.Promised.V.String() != "2026-11-27" {
		t.Errorf("recorded %+v", i)
	}
}

func TestTheFormsOfDealsAndPromises(t *testing.T) {
	s := open(t, nil)
	if errs := s.fill("/deal", map[string]string{"account": "Acme", "name": "Pilot", "stage": "proposal", "amount": "50k", "close": "2026-12-31"}); len(errs) > 0 {
		t.Fatal(errs)
	}
	s.heard("Recorded a new deal", "$50,000", "Thu 31 Dec 2026")
	if errs := s.fill("/commit", map[string]string{"account": "Acme", "kind": "time", "what": "a call", "by": "2026-12-04"}); len(errs) > 0 {
		t.Fatal(errs)
	}
	s.heard("promised", "a call", "Fri 4 Dec 2026")
	if errs := s.fill("/deal", map[string]string{"account": "Acme", "outcome": "disqualified", "reason": "too small", "refer": "Hooli"}); len(errs) > 0 {
		t.Fatal(errs)
	}
	s.heard("disqualified on Mon 23 Nov 2026", "referred to Hooli")
	if d := s.only("r1"); d.Outcome.V != coach.Disqualified || d.Refer.V != "Hooli" {
		t.Errorf("recorded %+v", d)
	}
}
