package coach_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"evenkeel/coach"
)

// TestWhatIsTheManagersReachesTheDigestAtOnce: an edge verdict, and a farmer's
// narrow base, of which the rep is not told.
func TestWhatIsTheManagersReachesTheDigestAtOnce(t *testing.T) {
	b := newTeam(t, nil, "ann")
	b.change("ann", func(r *coach.Rep) { r.Role = coach.Farmer })
	for i := range 12 {
		b.act("ann", coach.Event{Deal: &coach.DealChange{ID: fmt.Sprint("W", i), Account: ptr("acme"), Outcome: ptr(coach.Won), Closed: day("2026-10-20"), Amount: money("1000")}})
	}
	b.act("ann", coach.Event{Deal: &coach.DealChange{ID: "D", Account: ptr("beta"), Stage: ptr("qualifying"), Amount: money("700")}})
	for _, s := range []coach.Subject{"deal/D", "account/gamma"} {
		b.act("ann", coach.Event{Answers: &coach.AnswersGiven{Subject: s, Answers: map[string]string{"problem": "stock-outs", "segment": "retail"}}})
	}
	d := b.digest("mia")
	if got := lines(d, coach.SectionInspect); got != "ann deal/D; ann account/gamma" {
		t.Errorf("on the edge: %s", got)
	}
	if x := d.Section(coach.SectionInspect)[0]; fact(x, "verdict") != "edge" || fact(x, "amount") != "700.00 USD" || !strings.Contains(fact(x, "unknown"), "budget") {
		t.Errorf("%+v", x)
	}
	if got := lines(d, coach.SectionConversations) + lines(d, coach.SectionTeam); got != "ann narrow-base book/ann" {
		t.Errorf("the manager's to act on: %q", got)
	}
	b.now = b.now.AddDate(0, 0, 8)
	if got := lines(b.digest("mia"), coach.SectionInspect); got != "ann deal/D" {
		t.Errorf("a week later: %s", got)
	}
}

// TestWhatIsTheManagersIsNotToldAgainTheWeekAfter: neither as a conversation nor
// among what is the manager's to act on; the finding stays true.
func TestWhatIsTheManagersIsNotToldAgainTheWeekAfter(t *testing.T) {
	b := newTeam(t, nil, "ann")
	b.change("ann", func(r *coach.Rep) { r.Role = coach.Farmer })
	for i := range 12 {
		b.act("ann", coach.Event{Deal: &coach.DealChange{ID: fmt.Sprint("W", i), Account: ptr("acme"), Outcome: ptr(coach.Won), Closed: day("2026-10-20"), Amount: money("1000")}})
	}
	var told []string
	for _, monday := range []int{23, 30} {
		b.until(november(monday, 12, 0))
		told = append(told, lines(b.sentDigest(), coach.SectionConversations)+lines(b.sentDigest(), coach.SectionTeam))
	}
	if want := []string{"ann narrow-base book/ann", ""}; !slices.Equal(told, want) {
		t.Errorf("told %q, want %q", told, want)
	}
}

// TestTheLedgerIsReadByTheManagerWhileItsDealIsOpen: with the reason, that week
// also when the deal is decided.
func TestTheLedgerIsReadByTheManagerWhileItsDealIsOpen(t *testing.T) {
	b := newTeam(t, nil, "ann")
	b.outside("ann", "D", "5000")
	book, _ := b.Book(t.Context(), "ann")
	for key, n := range book.Nudges {
		if n.Rule == "outside-sweet-spot" {
			b.act("ann", coach.Event{Reply: &coach.Reply{Nudge: key, Kind: coach.Override, Reason: "a friend of the house"}})
		}
	}
	b.now = b.now.AddDate(0, 0, 14)
	d := b.digest("mia")
	x := d.Section(coach.SectionInspect)
	if len(x) != 1 || x[0].Rule != "outside-sweet-spot" || x[0].Reason != "override" || fact(x[0], "override_reason") != "a friend of the house" || fact(x[0], "verdict") != "out" {
		t.Errorf("%+v", x)
	}
	b.act("ann", coach.Event{Deal: &coach.DealChange{ID: "D", Outcome: ptr(coach.Lost), Closed: ptr(coach.DateIn(b.now, time.UTC))}})
	if got := lines(b.digest("mia"), coach.SectionInspect); got != "" {
		t.Errorf("long decided: %s", got)
	}
}

// TestAnswersAreCountedByRuleFromFourRepsOn: of fewer, one would know whose they
// are. What a rep answered is never told word for word.
func TestAnswersAreCountedByRuleFromFourRepsOn(t *testing.T) {
	for reps, byRule := range map[int]bool{3: false, 4: true} {
		b := newTeam(t, nil, []string{"ann", "bob", "cy", "di"}[:reps]...)
		for i := range 3 {
			deal := fmt.Sprint("D", i)
			b.outside("ann", deal, "100")
			b.act("ann", coach.Event{Reply: &coach.Reply{Nudge: b.nudgeOn("ann", "outside-sweet-spot", coach.On("deal", deal)), Kind: coach.NotUseful, Reason: "wrong_fact"}})
		}
		b.outside("bob", "E", "100")
		b.reply("bob", "outside-sweet-spot", "deal/E", coach.Done)
		b.now = b.now.Add(time.Hour)
		d := b.digest("mia")
		all := d.Section(coach.SectionAnswers)[0]
		if all.Rule != "" || fact(all, "sent") != "4" || fact(all, "done") != "1" || fact(all, "not_useful") != "3" {
			t.Errorf("%d reps: %+v", reps, all)
		}
		if got := len(d.Section(coach.SectionAnswers)) > 1; got != byRule {
			t.Errorf("%d reps: counts by rule: %v", reps, d.Section(coach.SectionAnswers))
		}
		tune := d.Section(coach.SectionTune)
		if len(tune) != 1 || tune[0].Rule != "outside-sweet-spot" || (fact(tune[0], "reps") == "1") != byRule {
			t.Errorf("%d reps: rules to tune: %+v", reps, tune)
		}
		if text, _ := json.Marshal(d); strings.Contains(string(text), "wrong_fact") {
			t.Error("an answer stands in the digest as it was given")
		}
		b.now = b.now.AddDate(0, 0, 8)
		if again := b.digest("mia").Section(coach.SectionAnswers)[0]; fact(again, "sent") != "0" || fact(again, "done") != "0" {
			t.Errorf("a week later they are counted again: %+v", again)
		}
	}
}

func (b *bench) nudgeOn(rep, rule string, s coach.Subject) string {
	b.t.Helper()
	book, err := b.Book(b.t.Context(), rep)
	if err != nil {
		b.t.Fatal(err)
	}
	for key, n := range book.Nudges {
		if n.Rule == rule && n.Subject == s {
			return key
		}
	}
	b.t.Fatalf("%s has no %s on %s", rep, rule, s)
	return ""
}

// TestRenewalsOfNinetyDaysStandInTheDigest: the next decision first, until somebody
// says what becomes of them.
func TestRenewalsOfNinetyDaysStandInTheDigest(t *testing.T) {
	b := newTeam(t, nil, "ann")
	put := func(id, end string, notice int, more func(*coach.ContractChange)) {
		c := &coach.ContractChange{ID: id, Owner: ptr("ann"), Start: day("2026-01-01"), End: day(end), Yearly: money("1200"), Notice: &notice}
		if more != nil {
			more(c)
		}
		b.at("k/"+id, "acme", coach.Event{Contract: c})
	}
	put("late", "2027-01-31", 0, nil)
	put("soon", "2027-02-10", 60, nil)
	put("far", "2027-03-31", 0, nil)
	put("passed", "2026-12-20", 60, nil)
	put("itself", "2026-12-31", 0, func(c *coach.ContractChange) { c.Auto = ptr(true) })
	put("done", "2026-12-31", 0, func(c *coach.ContractChange) { c.Outcome = ptr(coach.Renewed) })
	put("followed", "2026-12-31", 0, nil)
	put("follower", "2028-12-31", 0, func(c *coach.ContractChange) { c.Renews, c.Start = ptr("followed"), day("2026-11-01") })
	put("other", "2026-12-31", 0, func(c *coach.ContractChange) { c.Owner = ptr("bob") })
	d := b.digest("mia")
	if got := lines(d, coach.SectionRenewals); got != "ann contract/passed; ann contract/soon; ann contract/itself; ann contract/late" {
		t.Errorf("renewals: %s", got)
	}
	if x := d.Section(coach.SectionRenewals)[1]; fact(x, "account") != "acme" || fact(x, "yearly_value") != "1200.00 USD" || fact(x, "decision") != "2026-12-12" || fact(x, "ends") != "2027-02-10" {
		t.Errorf("%+v", x)
	}
}

// TestADirectorSeesTheSumOfThoseBeneath: by manager, and the reps who report to the
// director themselves; nobody else's deals by name.
func TestADirectorSeesTheSumOfThoseBeneath(t *testing.T) {
	b := newTeam(t, nil, "ann", "bob")
	b.reportsTo("dora", "mia", "cy")
	b.begin()
	for rep, amount := range map[string]string{"ann": "1000", "bob": "500", "mia": "250", "cy": "70"} {
		b.act(rep, coach.Event{Deal: &coach.DealChange{ID: "W-" + rep, Account: ptr("acme"), Outcome: ptr(coach.Won), Closed: day("2026-11-13"), Amount: money(amount)}})
	}
	d := b.digest("dora")
	if d.Kind != "director" || b.digest("mia").Kind != "manager" {
		t.Errorf("kinds %s and %s", d.Kind, b.digest("mia").Kind)
	}
	rollup := d.Section(coach.SectionRollup)
	if len(rollup) != 1 || rollup[0].Rep != "mia" || fact(rollup[0], "won") != "1750.00 USD" || fact(rollup[0], "customers") != "1" || fact(rollup[0], "reps") != "3" {
		t.Errorf("roll-up: %+v", rollup)
	}
	b.reportsTo("dora", "max")
	b.reportsTo("max", "eve") // a manager who sells nothing is no rep
	b.change("max", func(r *coach.Rep) { r.Manager = "dora" })
	if x := b.digest("dora").Section(coach.SectionRollup); len(x) != 2 || x[0].Rep != "max" || fact(x[0], "reps") != "1" {
		t.Errorf("roll-up: %+v", x)
	}
	if got := lines(d, coach.SectionScorecard); got != "cy; mia" { // mia sells, too
		t.Errorf("scorecard: %s", got)
	}
	if x := d.Section(coach.SectionChanged)[0]; fact(x, "won_deals") != "4" || fact(x, "won") != "1820.00 USD" {
		t.Errorf("changed: %+v", x)
	}
	b.outside("ann", "D", "9000")
	b.now = b.now.AddDate(0, 0, 14)
	if x := b.digest("dora").Section(coach.SectionInspect); len(x) != 1 || x[0].Rep != "mia" || fact(x[0], "count") != "1" {
		t.Errorf("a deal to look into two levels beneath is not counted: %+v", x)
	}
	if text, _ := json.Marshal(b.digest("dora")); strings.Contains(string(text), "deal/D") {
		t.Errorf("a deal two levels beneath is in it: %s", text)
	}
}

// TestARollUpCountsWhatWaitsBeneath: renewals with their value, warnings to talk about
// two working days after the rep, none of it by name; and no quiet week while one waits.
func TestARollUpCountsWhatWaitsBeneath(t *testing.T) {
	b := newTeam(t, nil, "ann", "bob")
	b.reportsTo("dora", "mia")
	b.begin()
	if !b.digest("dora").Quiet() {
		t.Error("nothing has happened, and the week is not quiet")
	}
	for rep, end := range map[string]string{"ann": "2027-01-31", "bob": "2027-02-10"} {
		b.act(rep, coach.Event{Deal: &coach.DealChange{ID: "W-" + rep, Account: ptr("at-" + rep), Outcome: ptr(coach.Won), Closed: day("2026-02-01"), Amount: money("100")}})
		if _, err := b.People().NewAccount(t.Context(), "at-"+rep, "Client"); err != nil {
			t.Fatal(err)
		}
		b.at("k/"+rep, "at-"+rep, coach.Event{Contract: &coach.ContractChange{ID: "K-" + rep, Owner: ptr(rep), Start: day("2026-02-01"), End: day(end), Yearly: money("1000")}})
	}
	b.outside("ann", "D", "5000")
	if x := b.digest("dora").Section(coach.SectionConversations); len(x) != 0 {
		t.Errorf("counted before the rep had time: %+v", x)
	}
	b.now = b.now.AddDate(0, 0, 7)
	d := b.digest("dora")
	if d.Quiet() {
		t.Error("two renewals wait beneath, and the week is quiet")
	}
	x := d.Section(coach.SectionRenewals)
	if len(x) != 1 || x[0].Rep != "mia" || fact(x[0], "count") != "2" || fact(x[0], "yearly_value") != "2000.00 USD" || x[0].Say != "2 renewals, $2,000 a year." {
		t.Errorf("renewals: %+v", x)
	}
	if x := d.Section(coach.SectionConversations); len(x) != 1 || fact(x[0], "count") != "1" {
		t.Errorf("conversations: %+v", x)
	}
	if text, _ := json.Marshal(d); strings.Contains(string(text), "ann") || strings.Contains(string(text), "bob") {
		t.Errorf("a rep two levels beneath is named: %s", text)
	}
}

// TestWhatIsNotFedOrWrittenIsSaid: kinds of fact by how many reps lack them, and
// the sweet spot until it is written, and once it is old.
func TestWhatIsNotFedOrWrittenIsSaid(t *testing.T) {
	b := newTeam(t, func(p *coach.Playbook) { p.SweetSpot.Written = false }, "ann", "bob")
	b.act("ann", coach.Event{Touch: &coach.Touch{ID: "T", Account: "acme", Day: *day("2026-11-16"), Kind: coach.Care, Note: "called"}})
	d := b.digest("mia")
	blind := map[string]string{}
	for _, x := range d.Section(coach.SectionBlind) {
		blind[fact(x, "kind")] = fact(x, "reps") + " of " + fact(x, "of")
	}
	if blind["touches"] != "1 of 2" || blind["issues"] != "2 of 2" {
		t.Errorf("blind %v", blind)
	}
	if x := d.Section(coach.SectionSetup); len(x) != 1 || fact(x[0], "sweet_spot") != "not written" {
		t.Errorf("%+v", x)
	}
	b.Playbook.SweetSpot.Written, b.Playbook.SweetSpot.Reviewed = true, *day("2026-05-21")
	if x := b.digest("mia").Section(coach.SectionSetup); len(x) != 0 {
		t.Errorf("looked over 179 days ago: %+v", x)
	}
	b.Playbook.SweetSpot.Reviewed = *day("2026-05-20")
	if x := b.digest("mia").Section(coach.SectionSetup); len(x) != 1 || fact(x[0], "days") != "180" {
		t.Errorf("180 days ago: %+v", x)
	}
	if !d.Quiet() {
		t.Errorf("a week in which nothing happened is not quiet: %+v", d)
	}
}

// TestEverySectionIsThereAndNoListIsNull, so that programs may read it as it is.
func TestEverySectionIsThereAndNoListIsNull(t *testing.T) {
	b := newTeam(t, nil, "ann")
	b.outside("ann", "D", "100")
	text, err := json.Marshal(b.digest("mia"))
	if err != nil || strings.Contains(string(text), "null") {
		t.Errorf("%s (%v)", text, err)
	}
	var ids []string
	for _, s := range b.digest("mia").Sections {
		ids = append(ids, string(s.ID))
	}
	if got := strings.Join(ids, " "); got != "changed balance scorecard conversations team inspect renewals burden answers tune blind setup" {
		t.Error(got)
	}
}

// TestARepsMessageIsForeseenBeforeItsHourAndRememberedAfter: it is the same.
func TestARepsMessageIsForeseenBeforeItsHourAndRememberedAfter(t *testing.T) {
	b := newBench(t, nil)
	b.act("ann", coach.Event{Commitment: &coach.CommitmentChange{ID: "C", Deal: "D", Kind: ptr(coach.Time), Made: day("2026-11-02"), Due: day("2026-11-17"), Status: ptr(coach.Pending)}})
	b.act("ann", coach.Event{Deal: &coach.DealChange{ID: "D", Account: ptr("acme"), Stage: ptr("qualifying")}})
	b.until(time.Date(2026, 11, 18, 6, 0, 0, 0, time.UTC))
	said := func() string {
		o, err := b.RepDigest(t.Context(), "ann", b.clock())
		if err != nil {
			t.Fatal(err)
		}
		return o.Digest.Occurrence + ": " + lines(o.Digest, coach.SectionNudges)
	}
	const want = "daily/2026-11-18: ann commitment-overdue deal/D"
	if got := said(); got != want {
		t.Errorf("at seven: %s", got)
	}
	b.until(time.Date(2026, 11, 18, 18, 0, 0, 0, time.UTC))
	if got := said(); got != want {
		t.Errorf("at night: %s", got)
	}
	b.until(time.Date(2026, 11, 19, 18, 0, 0, 0, time.UTC))
	if got := said(); got != "daily/2026-11-19: " {
		t.Errorf("on a day that has nothing to say: %s", got)
	}
}
