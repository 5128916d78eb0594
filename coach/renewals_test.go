package coach_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"evenkeel/coach"
	"evenkeel/coach/playbook"
)

// What a team is reminded of in its renewals channel. The bench begins on Monday,
// 16 November 2026, at 11:00 in Berlin; the team's days are Berlin's too.

// channelBench is a bench with a team of Ann and Bob, whom Mia manages.
func channelBench(t *testing.T, tune func(*coach.Playbook)) *bench {
	t.Helper()
	b := newBench(t, func(p *coach.Playbook) {
		justRules("renewal-due", "renewal-in-doubt")(p)
		p.TimeZone = "Europe/Berlin"
		if tune != nil {
			tune(p)
		}
	})
	b.rep("mia")
	for _, id := range []string{"ann", "bob", "mia"} {
		b.member(id, func(r *coach.Rep) { r.Team = "east" })
	}
	b.member("ann", func(r *coach.Rep) { r.Manager = "mia" })
	b.member("bob", func(r *coach.Rep) { r.Manager = "mia" })
	b.customer("acme")
	return b
}

func (b *bench) member(id string, change func(*coach.Rep)) {
	b.t.Helper()
	_, err := b.People().UpdateRep(context.Background(), id, func(r *coach.Rep) bool { change(r); return true })
	if err != nil {
		b.t.Fatal(err)
	}
}

// contract puts an account under a contract of a year's length.
func (b *bench) contract(id, account, owner, end string, change func(*coach.ContractChange)) {
	b.t.Helper()
	last := *day(end)
	first := last.AddMonths(-12).AddDays(1)
	k := &coach.ContractChange{ID: id, Owner: &owner, Product: ptr("till"), Start: &first, End: &last, Yearly: money("12000")}
	if change != nil {
		change(k)
	}
	b.at("contract/"+id, account, coach.Event{Contract: k})
}

// inChannel returns what the team's channel shows since last asked, a line a
// message: its day, and each contract with the days to its decision and how it
// stands.
func (b *bench) inChannel() []string {
	b.t.Helper()
	b.mu.Lock()
	defer b.mu.Unlock()
	var out []string
	for _, o := range b.out {
		if o.Message.Kind != coach.Dues {
			continue
		}
		line := strings.TrimPrefix(o.Message.Key, "renewals/") + " " + o.Rep.Team
		for _, n := range o.Nudges {
			line += " " + n.Subject.ID() + ":" + n.Step + became(n)
		}
		for rule, count := range o.Message.QuietBy {
			line += fmt.Sprintf(" quiet %s=%d", rule, count)
		}
		out = append(out, line)
	}
	b.out = nil
	return out
}

func became(n coach.Nudge) string {
	s, r := "", n.Renewal
	switch {
	case !r.Later.IsZero():
		s = "(later)"
	case r.Outcome != "":
		s = "(" + string(r.Outcome) + ")"
	case !n.Cleared.IsZero():
		s = "(over)"
	case n.Reply == coach.Snooze:
		s = "(until " + n.Until.String() + ")"
	}
	if r.SaidBy != "" {
		s += "by-" + r.SaidBy
	}
	if r.Taken != "" {
		s += "+" + r.Taken
	}
	return s
}

// presses has somebody of the team press a control of a contract's.
func (b *bench) presses(who, contract string, kind coach.ReplyKind, more ...func(*coach.RenewalReply)) *coach.Nudge {
	b.t.Helper()
	b.n++
	return b.pressed(fmt.Sprint("press/", b.n), who, contract, kind, more...)
}

func (b *bench) pressed(id, who, contract string, kind coach.ReplyKind, more ...func(*coach.RenewalReply)) *coach.Nudge {
	b.t.Helper()
	r := coach.RenewalReply{Kind: kind}
	for key, n := range b.team().Nudges {
		if n.Subject == coach.On("contract", contract) && n.Open() {
			r.Nudge = key
		}
	}
	for _, f := range more {
		f(&r)
	}
	n, err := b.AnswerRenewal(context.Background(), "east", id, who, r)
	if err != nil {
		b.t.Fatal(err)
	}
	if err := b.FollowTeam(context.Background(), "east"); err != nil {
		b.t.Fatal(err)
	}
	b.dueNow()
	return n
}

// dueNow does what is due at this instant, and what comes of it.
func (b *bench) dueNow() {
	b.t.Helper()
	for range 3 {
		if err := b.DoDue(context.Background()); err != nil {
			b.t.Fatal(err)
		}
	}
}

func (b *bench) team() *coach.Book {
	b.t.Helper()
	team, err := b.Team(context.Background(), "east")
	if err != nil {
		b.t.Fatal(err)
	}
	return team
}

// untilDay goes on to noon in Berlin of a day.
func (b *bench) untilDay(s string) {
	b.t.Helper()
	b.until(on(s).At(12*60, berlin))
}

func TestTheChannelHearsOfAllThatReachedAStepInOneMessage(t *testing.T) {
	b := channelBench(t, nil)
	b.contract("K1", "acme", "bob", "2027-02-16", nil) // 90 days before: the 18th
	b.contract("K2", "acme", "ann", "2027-02-16", func(k *coach.ContractChange) { k.Yearly = money("90000") })
	b.contract("K3", "acme", "bob", "2027-01-18", nil) // 60 days before: the 19th
	b.untilDay("2026-11-17")
	expect(t, b.inChannel(), "2026-11-17 east K2:120 K3:90 K1:120") // all three are between two steps, and new
	b.untilDay("2026-11-18")
	expect(t, b.inChannel(), "2026-11-17 east K2:120(later) K3:90 K1:120(later)", "2026-11-18 east K2:90 K1:90")
	b.untilDay("2026-11-19")
	expect(t, b.inChannel(), "2026-11-17 east K2:120(later) K3:90(later) K1:120(later)", "2026-11-19 east K3:60")
	b.untilDay("2026-11-25")
	expect(t, b.inChannel()) // nothing new
}

func TestTheChannelsMessageComesAtTheMessageHour(t *testing.T) {
	b := channelBench(t, func(p *coach.Playbook) {
		p.Teams = map[string]coach.TeamSettings{"east": {TimeZone: "America/New_York", Channels: coach.Channels{Renewals: "#east"}}}
	})
	b.contract("K", "acme", "bob", "2027-02-16", nil)
	at := on("2026-11-16").At(9*60, time.FixedZone("", -5*3600))
	b.until(at.Add(-time.Hour))
	expect(t, b.inChannel())
	b.until(at)
	b.mu.Lock()
	where := ""
	for _, o := range b.out {
		where += o.Where
	}
	b.mu.Unlock()
	if where != "#east" {
		t.Errorf("goes to %q, want the team's own channel", where)
	}
	expect(t, b.inChannel(), "2026-11-16 east K:120")
}

func TestAStepOnADayOffIsSpokenOfOnTheNextWorkingDay(t *testing.T) {
	saturday := on("2026-11-21").AddDays(90).String()
	for name, tc := range map[string]struct {
		tune func(*bench)
		want string
	}{
		"AfterTheWeekend":            {func(*bench) {}, "2026-11-23 east K:90"},
		"AfterAHolidayOfAll":         {func(b *bench) { b.inCountries("DE", "DE", "DE") }, "2026-11-24 east K:90"},
		"AHolidayOfSomeIsNoneOfTeam": {func(b *bench) { b.inCountries("DE", "FR", "DE") }, "2026-11-23 east K:90"},
	} {
		t.Run(name, func(t *testing.T) {
			b := channelBench(t, func(p *coach.Playbook) {
				p.Holidays = map[string][]coach.Date{"DE": {on("2026-11-23")}}
			})
			tc.tune(b)
			b.contract("K", "acme", "bob", saturday, nil)
			b.untilDay("2026-11-18")
			b.inChannel()
			b.untilDay("2026-11-22")
			expect(t, b.inChannel())
			b.untilDay("2026-11-25")
			expect(t, b.inChannel(), "2026-11-17 east K:120(later)", tc.want)
		})
	}
}

func (b *bench) inCountries(ann, bob, mia string) {
	for id, country := range map[string]string{"ann": ann, "bob": bob, "mia": mia} {
		b.member(id, func(r *coach.Rep) { r.Country = country })
	}
}

func TestWhatHeldAtTheFirstImportIsCountedInTheChannelToo(t *testing.T) {
	b := channelBench(t, nil)
	rows := func(id, end string) coach.Event {
		return coach.Event{Account: "acme", Contract: &coach.ContractChange{ID: id, Owner: ptr("bob"), Start: day("2026-01-01"), End: day(end), Yearly: money("5000")}}
	}
	b.imports("1", map[string][]coach.Event{"acme": {rows("K1", "2027-02-10"), rows("K2", "2027-01-20")}}, nil, coach.Contracts)
	b.untilDay("2026-11-17")
	expect(t, b.inChannel(), "2026-11-17 east quiet renewal-due=2")
	b.untilDay("2026-11-24")
	expect(t, b.inChannel(), "2026-11-23 east K2:60") // 20 November less 59 … its next step is the first news
}

func TestWhatRenewsByItselfIsOneListAWeek(t *testing.T) {
	b := channelBench(t, nil)
	auto := func(k *coach.ContractChange) { k.Auto = ptr(true) }
	b.contract("K1", "acme", "bob", "2027-02-17", auto) // 90 days before: the 19th
	b.contract("K2", "acme", "ann", "2027-02-18", auto) // … the 20th
	b.untilDay("2026-11-17")
	expect(t, b.inChannel(), "2026-11-17 east K1:120 K2:120") // the first message of all
	b.untilDay("2026-11-22")
	expect(t, b.inChannel())
	b.untilDay("2026-11-23")
	expect(t, b.inChannel(), "2026-11-17 east K1:120(later) K2:120(later)", "2026-11-23 east K1:90 K2:90")
}

func TestOneIsOnItUntilTheyGiveItBack(t *testing.T) {
	b := channelBench(t, nil)
	b.contract("K", "acme", "bob", "2027-02-16", nil)
	b.untilDay("2026-11-17")
	b.inChannel()
	if n := b.presses("ann", "K", coach.TakeOn); n.Renewal.Taken != "ann" {
		t.Errorf("taken by %q, want ann", n.Renewal.Taken)
	}
	expect(t, b.inChannel(), "2026-11-17 east K:120+ann")
	if n := b.presses("bob", "K", coach.TakeOn); n.Renewal.Taken != "ann" {
		t.Errorf("taken by %q, want still ann", n.Renewal.Taken)
	}
	expect(t, b.inChannel())
	b.untilDay("2026-11-18")
	expect(t, b.inChannel(), "2026-11-17 east K:120(later)+ann", "2026-11-18 east K:90+ann") // she is on it at the next step, too
	b.pressed("again", "ann", "K", coach.TakeOn)
	expect(t, b.inChannel(), "2026-11-18 east K:90")
	b.pressed("again", "ann", "K", coach.TakeOn) // Slack sent it twice
	expect(t, b.inChannel())
}

func TestWhatBecameOfItIsTheContractsAndShowsAtOnce(t *testing.T) {
	for name, tc := range map[string]struct {
		kind    coach.ReplyKind
		reason  string
		outcome coach.ContractOutcome
	}{
		"Renewed":     {coach.SaysRenewed, "", coach.Renewed},
		"NotRenewing": {coach.SaysLost, "moved away", coach.Cancelled},
	} {
		t.Run(name, func(t *testing.T) {
			b := channelBench(t, nil)
			b.contract("K", "acme", "bob", "2027-02-16", nil)
			b.untilDay("2026-11-17")
			b.inChannel()
			b.presses("ann", "K", tc.kind, func(r *coach.RenewalReply) { r.Reason = tc.reason })
			b.untilDay("2026-11-17")
			expect(t, b.inChannel()[:1], "2026-11-17 east K:120("+string(tc.outcome)+")by-ann")
			as, err := b.Accounts(context.Background(), "acme")
			if err != nil {
				t.Fatal(err)
			}
			if k := as["acme"].Contracts["K"]; k.Outcome.V != tc.outcome || k.Reason.V != tc.reason {
				t.Errorf("the contract is %q, because %q", k.Outcome.V, k.Reason.V)
			}
			b.untilDay("2026-11-19")
			expect(t, b.inChannel())
			bob, err := b.Book(context.Background(), "bob")
			if err != nil {
				t.Fatal(err)
			}
			for _, n := range bob.Nudges {
				if n.Cleared.IsZero() {
					t.Errorf("bob is still asked %s", n.Key)
				}
			}
		})
	}
}

func TestTheChannelFollowsWhatIsSaidElsewhere(t *testing.T) {
	for name, tc := range map[string]struct {
		what func(*bench)
		want string
	}{
		"RenewedInAFile": {func(b *bench) {
			b.at("e", "acme", coach.Event{Contract: &coach.ContractChange{ID: "K", Outcome: ptr(coach.Renewed)}})
		}, "(renewed)"},
		"ASuccessor": {func(b *bench) {
			b.contract("L", "acme", "bob", "2028-02-16", func(k *coach.ContractChange) { k.Renews, k.Start = ptr("K"), day("2027-02-17") })
		}, "(renewed)"},
		"EndedEarly": {func(b *bench) {
			b.at("e", "acme", coach.Event{Contract: &coach.ContractChange{ID: "K", Ended: day("2026-11-30")}})
		}, "(cancelled)"},
		"AStepOfTheirsIsDated": {func(b *bench) { b.booked("bob", "2026-12-10") }, "(over)"},
	} {
		t.Run(name, func(t *testing.T) {
			b := channelBench(t, nil)
			b.contract("K", "acme", "bob", "2027-02-16", nil)
			b.untilDay("2026-11-17")
			b.inChannel()
			tc.what(b)
			b.dueNow()
			expect(t, b.inChannel(), "2026-11-17 east K:120"+tc.want)
		})
	}
}

func (b *bench) booked(rep, due string) {
	b.t.Helper()
	b.act(rep, coach.Event{Commitment: &coach.CommitmentChange{ID: "C", Account: "acme", Kind: ptr(coach.Time), What: ptr("meeting"), Made: day("2026-11-17"),
		Due: day(due), Status: ptr(coach.Pending)}})
}

func TestABookedStepThatPassesWithoutADecisionOpensItAgain(t *testing.T) {
	b := channelBench(t, nil)
	b.contract("K", "acme", "bob", "2027-02-25", nil) // 90 days before: the 27th
	b.untilDay("2026-11-17")
	b.booked("bob", "2026-11-19")
	b.dueNow()
	b.inChannel()
	b.untilDay("2026-11-20")
	expect(t, b.inChannel(), "2026-11-17 east K:120")
}

func TestAContractThatChangesHandsWithinTheTeamStaysOneLine(t *testing.T) {
	b := channelBench(t, nil)
	b.contract("K", "acme", "bob", "2027-02-16", nil)
	b.untilDay("2026-11-17")
	b.presses("mia", "K", coach.TakeOn)
	b.inChannel()
	b.at("owner", "acme", coach.Event{Contract: &coach.ContractChange{ID: "K", Owner: ptr("ann")}})
	b.dueNow()
	got := b.inChannel()
	if len(got) == 0 || got[len(got)-1] != "2026-11-17 east K:120+mia" {
		t.Errorf("shows %q", got)
	}
	for _, n := range b.team().Nudges {
		if n.Open() && n.Renewal.Rep != "ann" {
			t.Errorf("it is %s's", n.Renewal.Rep)
		}
	}
}

func TestWhoLeavesTheTeamTakesTheirRenewalsAlong(t *testing.T) {
	b := channelBench(t, nil)
	b.contract("K", "acme", "bob", "2027-02-16", nil)
	b.untilDay("2026-11-17")
	b.inChannel()
	b.member("bob", func(r *coach.Rep) { r.Team = "west" })
	b.untilDay("2026-11-18")
	expect(t, b.inChannel(), "2026-11-17 east K:120(over)", "2026-11-18 west K:90")
}

func TestASnoozedLineComesBackInThatDaysMessage(t *testing.T) {
	b := channelBench(t, nil)
	b.contract("K", "acme", "bob", "2027-02-16", nil) // the step of 90 days is on the 18th
	b.contract("L", "acme", "bob", "2027-03-11", nil) // that of 120: the 11th; 90: 11 December
	b.untilDay("2026-11-17")
	b.inChannel()
	until := func(d string) func(*coach.RenewalReply) {
		return func(r *coach.RenewalReply) { r.Until = on(d) }
	}
	b.presses("ann", "K", coach.Snooze, until("2026-11-19"))
	expect(t, b.inChannel(), "2026-11-17 east K:120(until 2026-11-19)by-ann L:120")
	b.presses("ann", "L", coach.Snooze, until("2026-11-21"))
	b.inChannel()
	b.untilDay("2026-11-18")
	expect(t, b.inChannel()) // the new step is quiet, too
	b.untilDay("2026-11-19")
	expect(t, b.inChannel(), "2026-11-17 east K:120(later)by-ann L:120(until 2026-11-21)by-ann", "2026-11-19 east K:90by-ann")
	b.untilDay("2026-11-22")
	expect(t, b.inChannel())
	b.untilDay("2026-11-23")
	expect(t, b.inChannel()[:1], "2026-11-23 east L:120by-ann") // the 21st was a Saturday
}

// toManager are the lines to Mia about renewals.
func (b *bench) toManager() []string {
	var out []string
	for _, l := range only(b.took(), "renewal-due") {
		if strings.HasPrefix(l, "mia ") {
			out = append(out, l)
		}
	}
	return out
}

func TestTheManagerIsToldOnceThatNobodyIsOnIt(t *testing.T) {
	b := channelBench(t, nil)
	b.contract("K", "acme", "bob", "2026-12-19", func(k *coach.ContractChange) { k.Yearly = money("12000") }) // 30 days before: the 19th
	b.contract("L", "acme", "bob", "2026-12-20", nil)
	b.untilDay("2026-11-17")
	b.presses("ann", "L", coach.TakeOn)
	b.untilDay("2026-11-18")
	expect(t, b.toManager())
	b.untilDay("2026-11-20")
	expect(t, b.toManager(), "mia daily renewal-due(warn contract/K)")
	b.untilDay("2026-12-18")
	expect(t, b.toManager()) // the step of 14 days has passed, too
	b.presses("ann", "K", coach.TakeOn)
	expect(t, b.toManager(), "mia daily renewal-due(warn contract/K)cleared")
	b.pressed("back", "ann", "K", coach.TakeOn)
	b.untilDay("2026-12-19")
	expect(t, b.toManager())
}

func TestNobodyIsSentToAskWhoHasLeft(t *testing.T) {
	for name, away := range map[string]bool{"Here": false, "Left": true} {
		t.Run(name, func(t *testing.T) {
			b := channelBench(t, nil)
			b.contract("K", "acme", "bob", "2026-12-19", nil)
			b.change("bob", func(r *coach.Rep) { r.Away = away })
			b.untilDay("2026-11-20")
			expect(t, b.toManager(), "mia daily renewal-due(warn contract/K)")
			book, err := b.Held(t.Context(), "mia")
			if err != nil {
				t.Fatal(err)
			}
			for _, n := range book.Nudges {
				if named := n.Fact("contract_owner") != nil; n.Rule == "renewal-due" && named == away {
					t.Errorf("names the owner: %v", named)
				}
			}
		})
	}
}

func TestTheManagerIsNotToldBeforeTheTeamHadADay(t *testing.T) {
	b := channelBench(t, nil)
	b.contract("K", "acme", "bob", "2026-12-10", nil) // first heard of at 24 days
	b.untilDay("2026-11-17")
	expect(t, b.toManager())
	b.untilDay("2026-11-19")
	expect(t, b.toManager(), "mia daily renewal-due(warn contract/K)")
}

func TestAChannelThatIsNowhereHearsNothing(t *testing.T) {
	b := channelBench(t, func(p *coach.Playbook) { p.Channels.Renewals = "" })
	b.contract("K", "acme", "bob", "2027-02-16", nil)
	b.untilDay("2026-11-20")
	expect(t, b.inChannel())
}

func TestATeamMayHaveNoChannelThoughOthersHave(t *testing.T) {
	p, err := playbook.Load("playbook.yaml", []byte("version: 1\nteams: {east: {channels: {renewals: \"\"}}, west: {time_zone: Europe/Oslo}}\n"), coach.Rules())
	if err != nil {
		t.Fatal(err)
	}
	if east, west := p.RenewalsChannel("east"), p.RenewalsChannel("west"); east != "" || west != "#renewals" {
		t.Errorf("east is reminded in %q, west in %q", east, west)
	}
}

func TestDoubtIsSaidInTheChannel(t *testing.T) {
	b := channelBench(t, nil)
	b.contract("K", "acme", "bob", "2027-02-16", nil)
	b.at("i", "acme", coach.Event{Issue: &coach.IssueChange{ID: "I", Severity: ptr(coach.High), Opened: day("2026-11-10")}})
	b.untilDay("2026-11-17")
	for _, n := range b.team().Nudges {
		if signs, _ := n.Fact("signs").(string); n.Open() && signs != "issue;first_term" {
			t.Errorf("signs %q", signs)
		}
	}
}

func TestComingRenewals(t *testing.T) {
	b := channelBench(t, nil)
	b.contract("K1", "acme", "bob", "2027-02-16", nil)
	b.contract("K2", "acme", "ann", "2027-01-31", func(k *coach.ContractChange) { k.Notice = ptr(60) })
	b.contract("K3", "acme", "", "2026-12-31", func(k *coach.ContractChange) { k.Auto = ptr(true) }) // Ann's: she won there
	b.contract("K4", "acme", "bob", "2027-06-30", nil)
	b.contract("K5", "acme", "bob", "2026-12-24", func(k *coach.ContractChange) { k.Outcome = ptr(coach.Renewed) })
	b.untilDay("2026-11-17")
	b.presses("ann", "K1", coach.TakeOn)
	for _, tc := range []struct {
		reps []string
		want string
	}{
		{[]string{"ann"}, "K2@2026-12-02 K3@2026-12-31"},
		{[]string{"bob"}, "K1@2027-02-16+ann"},
		{[]string{"mia", "ann", "bob"}, "K2@2026-12-02 K3@2026-12-31 K1@2027-02-16+ann"},
		{[]string{"mia"}, ""},
	} {
		coming, err := b.ComingRenewals(context.Background(), tc.reps, on("2026-11-17"), 120)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, r := range coming {
			s := r.Contract + "@" + r.Decision.String()
			if r.Taken != "" {
				s += "+" + r.Taken
			}
			got = append(got, s)
		}
		if strings.Join(got, " ") != tc.want {
			t.Errorf("of %v: %q, want %q", tc.reps, got, tc.want)
		}
	}
}

// TestTheTeamsDigestIsItsMessage: as it was posted, or as it will be; to look at it
// records nothing.
func TestTheTeamsDigestIsItsMessage(t *testing.T) {
	b := channelBench(t, nil)
	b.contract("K", "acme", "bob", "2027-02-16", nil)
	b.untilDay("2026-11-16")
	shows := func(at time.Time, occurrence, want string) {
		t.Helper()
		before := b.team().Version
		o, err := b.RenewalsDigest(context.Background(), "east", at)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, s := range o.Digest.Sections {
			for _, i := range s.Items {
				got = append(got, fmt.Sprint(s.ID, " ", i.Rep, " ", i.Subject, " ", i.Severity, " ", i.Status))
			}
			for _, i := range s.Items {
				for _, f := range i.Facts {
					if f.Name == "decision" || f.Name == "on_it" {
						got = append(got, fmt.Sprint(f.Name, "=", f.Value))
					}
				}
			}
		}
		if s := strings.Join(got, " "); s != want || o.Digest.Occurrence != occurrence || o.Digest.Kind != "team" || o.Digest.For != "east" || o.Message.Kind != coach.Dues {
			t.Errorf("%s %s of %s: %q, want %q", o.Digest.Kind, o.Digest.Occurrence, o.Digest.For, s, want)
		}
		if b.team().Version != before {
			t.Error("it was recorded")
		}
	}
	const line = "renewals bob contract/K nudge sent decision=2027-02-16"
	shows(on("2026-11-17").At(8*60, berlin), "renewals/2026-11-17", line) // as it will be
	shows(on("2026-11-16").At(15*60, berlin), "renewals/2026-11-16", "")  // the team was not known at that hour
	b.untilDay("2026-11-17")
	b.presses("ann", "K", coach.TakeOn)
	shows(on("2026-11-17").At(20*60, berlin), "renewals/2026-11-17", line+" on_it=ann")
	shows(on("2026-11-21").At(12*60, berlin), "renewals/2026-11-21", "") // a Saturday
}
