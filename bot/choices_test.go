package bot_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"evenkeel/bot/workspace"
	"evenkeel/coach"
)

// offered opens the form of a command and types into its account field.
func (s *stage) offered(user, typed string) []workspace.Option {
	s.Helper()
	if len(s.ws.Views(user)) == 0 {
		s.run(user, "/touch")
	}
	options, err := s.ws.Suggest(s.Context(), user, "top", "account", typed)
	if err != nil {
		s.Fatalf("%s types %q: %v", user, typed, err)
	}
	return options
}

func texts(options []workspace.Option) string {
	var out []string
	for _, o := range options {
		out = append(out, o.Text)
	}
	return strings.Join(out, " | ")
}

func TestAFormOffersOwnDealsAccountsAndTheNameAsTyped(t *testing.T) {
	s := open(t, nil)
	s.expect("UANN", "/deal Globex name=Pilot stage=proposal amount=5k close=4 Dec", "Recorded")
	s.expect("UBOB", "/deal Initech name=Secret stage=proposal", "Recorded")
	for _, c := range []struct{ user, typed, want string }{
		{"UANN", "", "Deal: Globex, Pilot · proposal · $5,000"},
		{"UANN", "glo", "Deal: Globex, Pilot · proposal · $5,000 | Globex | new: glo"},
		{"UANN", "Globex", "Deal: Globex, Pilot · proposal · $5,000 | Globex"},
		{"UANN", "acme gm", "Acme GmbH | new: acme gm"},
		{"UANN", "secret", "new: secret"}, // a colleague's deal
		{"UMIA", "secret", "Deal: Initech, Secret · proposal (bob) | new: secret"},
		{"UANN", "Hooli", "new: Hooli"},
		{"UANN", "***", ""},
	} {
		if got := texts(s.offered(c.user, c.typed)); got != c.want {
			t.Errorf("%s types %q: offered %s, want %s", c.user, c.typed, got, c.want)
		}
	}
}

func TestWhatIsChosenIsRecorded(t *testing.T) {
	s := open(t, nil)
	s.expect("UANN", "/deal Globex name=Pilot stage=proposal", "Recorded")
	deal := s.only("r1")
	if errs := s.fill("/touch", map[string]string{"account": "deal/" + deal.ID, "kind": "care", "note": "about the pilot"}); len(errs) > 0 {
		t.Fatal(errs)
	}
	s.heard("care touch", "about the pilot")
	if errs := s.fill("/touch", map[string]string{"account": "account/A1", "kind": "care", "note": "a call"}); len(errs) > 0 {
		t.Fatal(errs)
	}
	s.heard("care touch at Acme GmbH", "a call")
	if errs := s.fill("/deal", map[string]string{"account": "new/Hooli", "stage": "prospecting"}); len(errs) > 0 {
		t.Fatal(errs)
	}
	s.heard("Recorded a new deal: Hooli")
	on := map[string]string{}
	for _, x := range s.book("r1").Touches {
		on[x.Note] = x.Deal + "/" + x.Account
	}
	if on["about the pilot"] != deal.ID+"/A2" || on["a call"] != "/A1" {
		t.Errorf("touches on %v", on)
	}
}

func TestAForgedChoiceDoesNothing(t *testing.T) {
	s := open(t, nil)
	s.expect("UBOB", "/deal Initech name=Secret stage=proposal", "Recorded")
	deal := s.only("r2")
	for _, value := range []string{"deal/" + deal.ID, "deal/none", "account/none", "~0123456789abcdef0123456789abcdef"} {
		errs := s.fill("/deal", map[string]string{"account": value, "outcome": "won"})
		said := errs["account"]
		for _, e := range errs {
			said += e
		}
		if value[0] != '~' && said == "" {
			t.Errorf("%s was taken", value)
		}
		if strings.Contains(said, "Secret") || strings.Contains(said, "Initech") {
			t.Errorf("%s: says %q", value, said)
		}
	}
	if d := s.only("r2"); d.Outcome.V != coach.Open {
		t.Errorf("Bob's deal is %s", d.Outcome.V)
	}
}

func TestAnIDTooLongForAnOptionIsOffered(t *testing.T) {
	s := open(t, nil)
	long := strings.Repeat("Very long name ", 6)
	id := "ID-" + strings.Repeat("x", 90)
	if _, err := s.coach.People().UpdateAccount(t.Context(), id, func(a *coach.AccountProfile) bool { a.Name = long; return true }); err != nil {
		t.Fatal(err)
	}
	options := s.offered("UANN", "very long")
	if len(options) == 0 || utf8.RuneCountInString(options[0].Value) > 75 {
		t.Fatalf("offered %v", options)
	}
	_ = s.ws.CloseView(t.Context(), "UANN", "top")
	if errs := s.fill("/touch", map[string]string{"account": options[0].Value, "kind": "care", "note": "hello"}); len(errs) > 0 {
		t.Fatal(errs)
	}
	s.wait("the touch", func() bool {
		return slices.ContainsFunc(slices.Collect(maps.Values(s.book("r1").Touches)), func(x *coach.Touch) bool { return x.Account == id })
	})
}

func TestOutsidersAreOfferedNothing(t *testing.T) {
	s := open(t, nil)
	for user, want := range map[string]int{"UANN": 1, "UGUS": 0, "UEVE": 0, "UNOBODY": 0} {
		if got := s.bot.Offered(t.Context(), user, "acme"); got != want {
			t.Errorf("%s is offered %d options, want %d", user, got, want)
		}
	}
}

// company10000 is a company with so many accounts, and Ann with 500 deals.
func company10000(s *stage) {
	s.Helper()
	var entries []coach.Entry
	for i := range 10_000 {
		a := coach.AccountProfile{ID: fmt.Sprintf("N%05d", i), Name: fmt.Sprintf("%s %s %d GmbH",
			[]string{"Northern", "Müller", "Acme", "Société"}[i%4], []string{"Logistics", "Foods", "Data", "Énergie", "Søn"}[i%5], i)}
		raw, err := json.Marshal(a)
		if err != nil {
			s.Fatal(err)
		}
		entries = append(entries, coach.Entry{Key: "account/" + a.ID, New: string(raw)})
	}
	for part := range slices.Chunk(entries, 500) {
		if lost, err := s.store.PutEntries(s.Context(), part...); err != nil || len(lost) > 0 {
			s.Fatal(lost, err)
		}
	}
	for i := range 500 {
		_, err := s.coach.Handle(s.Context(), "r1", func(v coach.View) (coach.Event, error) {
			id := fmt.Sprintf("d%d", i)
			return coach.Event{ID: id, At: v.Now, Source: coach.App, Rep: "r1",
				Deal: &coach.DealChange{ID: id, Account: new(fmt.Sprintf("N%05d", i)), Name: new("Pilot " + id), Outcome: new(coach.Open)}}, nil
		})
		if err != nil {
			s.Fatal(err)
		}
	}
}

// slacksPatience is how long Slack waits for options. How long they take is stated
// by BenchmarkChoices.
const slacksPatience = 3 * time.Second

func TestChoicesAnswerInTimeAmongTenThousandAccounts(t *testing.T) {
	s := open(t, func(set *setup) { set.alone = true })
	company10000(s)
	s.offered("UANN", "") // what is read once
	for _, typed := range []string{"", "a", "acme data 77", "Nothern Logistcs", "société", strings.Repeat("e ", 60), strings.Repeat("x", 3000),
		"(a+)+$", "%s\x00'; DROP TABLE", "<!channel>*_~`", "日本語", strings.Repeat("🙂", 200), "\u202emocA"} {
		began := time.Now()
		options := len(s.offered("UANN", typed))
		if took := time.Since(began); took > slacksPatience || options > 100 {
			t.Errorf("%.20q: %d options in %s", typed, options, took)
		}
	}
}
