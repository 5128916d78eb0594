package crm_test

import (
	"maps"
	"slices"
	"testing"
	"time"

	"evenkeel/coach"
	builtin "evenkeel/coach/playbook"
	"evenkeel/store"
	"evenkeel/store/crm"
	"evenkeel/store/storetest"
)

// workspace is a coach on a store of its own.
type workspace struct {
	*testing.T
	*coach.Coach
	runs int
}

func newWorkspace(t *testing.T) *workspace {
	client, err := store.Open(storetest.Embedded(t).URL)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { client.Close() })
	w := &workspace{T: t}
	w.Coach = coach.New(coach.Config{
		Store: store.New(client, "crm"), Playbook: builtin.Builtin(coach.Rules()),
		Now: func() time.Time { return now.Add(time.Duration(w.runs) * time.Hour) },
	})
	return w
}

// stored is the real store's directory and its deals.
type stored struct {
	*coach.People
	coach.Store
}

// take imports files as the program does, an hour after the import before.
func (w *workspace) take(fs files) {
	w.Helper()
	w.runs++
	r := read(w.T, fs, crm.Options{Known: stored{w.People(), w.Store}})
	if len(r.Errors) > 0 {
		w.Fatal(errorsOf(r))
	}
	if err := w.Import(w.Context(), records(r, w.Clock())); err != nil {
		w.Fatal(err)
	}
}

// records hands what was read to the coach, at an instant.
func records(r *crm.Records, at time.Time) coach.Records {
	out := r.ForCoach()
	out.Run = at.Format(time.RFC3339)
	for _, events := range []map[string][]coach.Event{out.Books, out.AtAccounts} {
		for _, es := range events {
			for i := range es {
				es[i].At = at
			}
		}
	}
	return out
}

// facts are what the store has of some reps and accounts, as text.
func (w *workspace) facts(reps, accounts []string) string {
	w.Helper()
	var out []any
	for _, rep := range reps {
		b, err := w.Book(w.Context(), rep)
		if err != nil {
			w.Fatal(err)
		}
		out = append(out, b.Touches, b.Quotas, b.Deals)
	}
	as, err := w.Accounts(w.Context(), accounts...)
	if err != nil {
		w.Fatal(err)
	}
	for _, id := range accounts {
		a := as[id]
		out = append(out, a.Contracts, a.Products, a.Metrics, a.Review, a.Issues, a.Version)
	}
	return marshal(out)
}

var everything = files{
	"reps.csv": "rep,time_zone\nr1,Europe/Berlin\n", "accounts.csv": "account,name,owner\nA1,Acme,r1\n", "deals.csv": dealHeader + "D1,A1,r1,proposal\n",
	"contracts.csv": "contract,account,start,end,yearly_value,auto_renew,notice_days\nK1,A1,2026-01-01,2026-12-31,1200,yes,30\n",
	"products.csv":  "account,product,since\nA1,P,2025-01-01\n",
	"touches.csv":   "account,owner,at,kind,deal,note\nA1,r1,2026-11-01T10:00,care,D1,x\nA1,r1,2026-11-02,sales,,\nacme,r1,2026-11-03T23:30Z,sales,,\n",
	"metrics.csv":   "account,metric,target,actual,measured\nA1,uptime,99,,\nA1,uptime,99,98.5,2026-11-01\n",
	"reviews.csv":   "account,cadence_days,agreed,last,next\nA1,90,2026-01-01,2026-10-01,2026-12-30\n",
	"quotas.csv":    "rep,period,amount\nr1,2026-Q4,5000\n", "issues.csv": "account,issue,severity,opened\nA1,I1,high,2026-11-01\n",
}

func TestImportingTwiceChangesNothing(t *testing.T) {
	w := newWorkspace(t)
	w.take(everything)
	one := w.facts([]string{"r1"}, []string{"A1"})
	b, err := w.Book(t.Context(), "r1")
	if err != nil || len(b.Touches) != 3 || len(b.Quotas) != 1 {
		t.Fatalf("%v: %d touches, %d quotas", err, len(b.Touches), len(b.Quotas))
	}
	w.take(everything)
	if two := w.facts([]string{"r1"}, []string{"A1"}); one != two {
		t.Errorf("once:\n%s\ntwice:\n%s", one, two)
	}
}

func TestImportingAgainNeverUndoesWhatWasSaidElsewhereSince(t *testing.T) {
	w := newWorkspace(t)
	w.take(everything)
	w.runs++
	outcome, actual, next := coach.Renewed, "99.5", coach.NewDate(2027, 1, 15)
	for id, e := range map[string]coach.Event{
		"1": {Contract: &coach.ContractChange{ID: "K1", Outcome: &outcome}},
		"2": {Metric: &coach.MetricChange{Metric: "uptime", Measured: coach.NewDate(2026, 11, 1), Actual: &actual}},
		"3": {Review: &coach.ReviewChange{Next: &next}},
	} {
		e.ID, e.At, e.Source, e.Account = "slack/"+id, w.Clock(), coach.Slack, "A1"
		if err := w.HandleAccount(t.Context(), e); err != nil {
			t.Fatal(err)
		}
	}
	w.quota(8000)
	w.take(everything)
	as, err := w.Accounts(t.Context(), "A1")
	if err != nil {
		t.Fatal(err)
	}
	b, err := w.Book(t.Context(), "r1")
	if err != nil {
		t.Fatal(err)
	}
	a, q := as["A1"], b.Quotas["2026-Q4"].Amount.V
	if a.Contracts["K1"].Outcome.V != outcome || a.Metrics["uptime@2026-11-01"].Actual.V != actual || a.Review.Next.V != next || q.Minor != 800000 {
		t.Errorf("undone: %s, %s", marshal(a), q)
	}
	changed := maps.Clone(everything)
	changed["reviews.csv"] = "account,cadence_days,agreed,last,next\nA1,30,2026-01-01,2026-11-20,2026-12-30\n"
	w.take(changed)
	if as, err = w.Accounts(t.Context(), "A1"); err != nil {
		t.Fatal(err)
	}
	if r := as["A1"].Review; r.Cadence.V != 30 || r.Next.V != next || len(r.Held) != 2 {
		t.Errorf("a row that differs says only what is new in it: %s", marshal(r))
	}
}

// quota says in Slack what r1 is to win.
func (w *workspace) quota(major int64) {
	w.Helper()
	_, err := w.Handle(w.Context(), "r1", func(v coach.View) (coach.Event, error) {
		return coach.Event{ID: "slack/q", At: v.Now, Source: coach.Slack, Rep: "r1", Quota: &coach.QuotaGiven{Period: "2026-Q4", Amount: coach.Money{Minor: major * 100, Currency: "USD"}}}, nil
	})
	if err != nil {
		w.Fatal(err)
	}
}

func TestTouchesStayTheSameWhenSomebodyIsGivenAnID(t *testing.T) {
	w := newWorkspace(t)
	fs := files{"deals.csv": dealHeader + "D1,Acme,ann@x.com,proposal\n", "touches.csv": "account,owner,at,kind\nAcme,ann@x.com,2026-11-01T10:00,care\nAcme,ann@x.com,2026-11-02,care\n"}
	w.take(fs)
	fs["reps.csv"] = "rep,email,time_zone\nr1,ann@x.com,Europe/Berlin\n"
	w.take(fs)
	fs["accounts.csv"] = "account,name\nA1,Acme\n"
	w.take(fs)
	b, err := w.Book(t.Context(), "r1")
	if err != nil {
		t.Fatal(err)
	}
	var days []string
	for _, x := range b.Touches {
		days = append(days, x.Account+" "+x.Day.String())
	}
	slices.Sort(days)
	expect(t, "touches", days, []string{"A1 2026-11-01", "A1 2026-11-02"})
}
