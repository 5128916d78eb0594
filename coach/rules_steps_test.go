package coach_test

import (
	"strings"
	"testing"

	"evenkeel/coach"
)

// metric agrees on 10 and measures it, at Acme.
func (s *scene) metric(name, on, actual string) {
	m := &coach.Metric{Metric: name, Measured: *day(on)}
	m.Target.V, m.Actual = "10", coach.Field[string]{V: actual, At: noon(on)}
	s.accounts["acme"].Metrics[name+"@"+on] = m
}

// contact is a touch of the rep's own with Acme, outbound, on a deal or none.
func (s *scene) contact(id, deal, on string) *coach.Touch {
	t := &coach.Touch{ID: id, Account: "acme", Deal: deal, Day: *day(on), Kind: coach.Sales}
	s.book.Touches[id] = t
	return t
}

func (s *scene) rhythm(cadence int, agreed, held, next string) {
	v := &coach.Review{}
	v.Cadence.V = cadence
	for _, d := range []struct {
		text string
		set  func(coach.Date)
	}{
		{agreed, func(d coach.Date) { v.Agreed.V = d }},
		{held, func(d coach.Date) { v.Held = append(v.Held, coach.Field[coach.Date]{V: d}) }},
		{next, func(d coach.Date) { v.Next.V = d }},
	} {
		if d.text != "" {
			d.set(*day(d.text))
		}
	}
	s.accounts["acme"].Review = v
}

// situation is a change of a scene, and what a rule says of it on a day.
type situation struct {
	change func(*scene)
	on     string
	want   string
}

func tell(t *testing.T, rule string, subject coach.Subject, fresh func() *scene, all map[string]situation) {
	t.Helper()
	for name, tc := range all {
		t.Run(name, func(t *testing.T) {
			s := fresh()
			if tc.change != nil {
				tc.change(s)
			}
			if got := s.says(rule, subject, tc.on); got != tc.want {
				t.Errorf("says %q, want %q", got, tc.want)
			}
		})
	}
}

func TestGoodStart(t *testing.T) {
	fresh := func() *scene {
		s := newScene()
		s.won("W", "acme", "2026-03-02", "10000")
		s.feed(coach.Metrics, "2026-03-30")
		s.feed(coach.Reviews, "2026-03-30")
		return s
	}
	tell(t, "good-start", "account/acme", fresh, map[string]situation{
		"SilentInTheFirstMonth":         {nil, "2026-03-31", ""},
		"FiresAMonthAfterTheFirstWin":   {nil, "2026-04-01", "nudge @2026-04-01;"},
		"ALaterWinIsNoOtherStart":       {func(s *scene) { s.won("W2", "acme", "2026-03-20", "5000") }, "2026-04-10", "nudge @2026-04-01;"},
		"OverAfterFourMonths":           {func(s *scene) { s.feed(coach.Metrics, "2026-06-29") }, "2026-06-30", ""},
		"StillTheStartADayBefore":       {func(s *scene) { s.feed(coach.Metrics, "2026-06-29") }, "2026-06-29", "nudge @2026-04-01;"},
		"AMetricAloneIsHalfOfIt":        {func(s *scene) { s.metric("uptime", "2026-03-20", "") }, "2026-04-10", "nudge @2026-04-01;"},
		"APlannedReviewAloneIsHalfOfIt": {func(s *scene) { s.rhythm(0, "", "", "2026-05-01") }, "2026-04-10", "nudge @2026-04-01;"},
		"SilentWithBoth": {func(s *scene) {
			s.metric("uptime", "2026-03-20", "")
			s.rhythm(0, "", "", "2026-05-01")
		}, "2026-04-10", ""},
		"ARhythmIsAPlan": {func(s *scene) {
			s.metric("uptime", "2026-03-20", "")
			s.rhythm(90, "2026-03-20", "", "")
		}, "2026-04-10", ""},
		"AReviewThatWasLoggedCounts": {func(s *scene) {
			s.metric("uptime", "2026-03-20", "")
			s.contact("T", "", "2026-03-25").Review = true
		}, "2026-04-10", ""},
		"APlanThatPassedIsNone": {func(s *scene) {
			s.metric("uptime", "2026-03-20", "")
			s.rhythm(0, "", "", "2026-04-09")
		}, "2026-04-10", "nudge @2026-04-01;"},
		"SilentWhereNeitherIsFed": {func(s *scene) { clear(s.book.State.Fed) }, "2026-04-10", ""},
		"SilentOfAPlanThatIsNotFed": {func(s *scene) {
			delete(s.book.State.Fed, coach.Reviews)
			s.metric("uptime", "2026-03-20", "")
		}, "2026-04-10", ""},
		"SilentAtAProspect": {func(s *scene) { clear(s.accounts["acme"].Wins) }, "2026-04-10", ""},
	})
	for missing, change := range map[string]func(*scene){
		"both": func(*scene) {}, "metric": func(s *scene) { s.rhythm(90, "", "", "") }, "review": func(s *scene) { s.metric("uptime", "2026-03-20", "11") },
	} {
		s := fresh()
		change(s)
		if got := s.factOf("good-start", "account/acme", "2026-04-10", "missing"); got != missing {
			t.Errorf("missing is %q, want %q", got, missing)
		}
	}
}

func TestMetricsFirst(t *testing.T) {
	fresh := func() *scene {
		s := newScene()
		s.won("W", "acme", "2026-01-05", "10000")
		s.deal("D", "qualifying", "2026-03-09")
		s.feed(coach.Metrics, "2026-03-01")
		return s
	}
	missed := func(s *scene) { s.metric("uptime", "2026-03-01", "9.99") }
	act := func(s *scene) { s.act = &coach.Act{Deal: "D", Account: "acme", Step: true} }
	both := func(fs ...func(*scene)) func(*scene) {
		return func(s *scene) {
			for _, f := range fs {
				f(s)
			}
		}
	}
	tell(t, "metrics-first", "deal/D", fresh, map[string]situation{
		"StopsTheRepsOwnStep":           {both(missed, act), "2026-03-10", "stop @2026-03-09;"},
		"WarnsOfWhatAFeedDid":           {missed, "2026-03-10", "warn @2026-03-09;"},
		"SilentJustAtTheTarget":         {func(s *scene) { s.metric("uptime", "2026-03-01", "10.0") }, "2026-03-10", ""},
		"AMissIsKnownWhereNotFed":       {both(missed, func(s *scene) { clear(s.book.State.Fed) }), "2026-03-10", "warn @2026-03-09;"},
		"SilentOnAStepBeforeIt":         {func(s *scene) { s.metric("uptime", "2026-03-10", "9") }, "2026-03-12", ""},
		"MissedAgainIsTheSameMiss":      {both(missed, func(s *scene) { s.metric("uptime", "2026-03-12", "8") }), "2026-03-13", "warn @2026-03-09;"},
		"ClearsWhenMet":                 {both(missed, func(s *scene) { s.metric("uptime", "2026-03-12", "10") }), "2026-03-13", ""},
		"NothingAgreedIsAQuestion":      {nil, "2026-03-10", "nudge @2026-03-09;"},
		"NorIsThatAnythingToStopFor":    {act, "2026-03-10", "nudge @2026-03-09;"},
		"SilentOfThatWhereNotFed":       {func(s *scene) { clear(s.book.State.Fed) }, "2026-03-10", ""},
		"FreshForNinetyDays":            {func(s *scene) { s.metric("uptime", "2025-12-09", "11") }, "2026-03-09", ""},
		"StaleAfterNinetyDays":          {func(s *scene) { s.metric("uptime", "2025-12-08", "11") }, "2026-03-09", "warn @2026-03-09;"},
		"ALongerRhythmKeepsItFresh":     {both(func(s *scene) { s.metric("uptime", "2025-12-08", "11") }, func(s *scene) { s.rhythm(61, "", "", "") }), "2026-03-09", ""},
		"StaleIsUnknownWhereNotFed":     {func(s *scene) { s.metric("uptime", "2025-12-08", "11"); clear(s.book.State.Fed) }, "2026-03-09", ""},
		"AStepWhileItWasFreshIsNone":    {func(s *scene) { s.metric("uptime", "2025-12-09", "11") }, "2026-03-12", ""},
		"AgreedAndNeverMeasuredIsNone":  {func(s *scene) { s.metric("uptime", "2026-03-01", "") }, "2026-03-10", ""},
		"AnUnreadableActualIsNone":      {func(s *scene) { s.metric("uptime", "2026-03-01", "a lot") }, "2026-03-10", ""},
		"SilentOnANewCustomer":          {both(missed, func(s *scene) { clear(s.accounts["acme"].Wins) }), "2026-03-10", ""},
		"SilentAtAFormerCustomer":       {both(missed, func(s *scene) { s.won("W", "acme", "2025-02-01", "10000") }), "2026-03-10", ""},
		"WinningIsNeverStopped":         {both(missed, func(s *scene) { s.book.Deals["D"].Outcome.V = coach.Won }), "2026-03-10", ""},
		"EachForwardStepIsAnother":      {both(missed, func(s *scene) { step(s.book.Deals["D"], "proposal", "2026-03-11") }), "2026-03-12", "warn proposal@2026-03-11;"},
		"AtMostIsMissedAbove":           {func(s *scene) { s.atMost("returns", "2026-03-01", "10.01") }, "2026-03-10", "warn @2026-03-09;"},
		"AtMostIsMetAtTheTarget":        {func(s *scene) { s.atMost("returns", "2026-03-01", "10") }, "2026-03-10", ""},
		"WhatIsMeasuredLaterIsNotKnown": {both(missed, func(s *scene) { s.metric("uptime", "2026-03-20", "12") }), "2026-03-19", "warn @2026-03-09;"},
	})
}

func step(x *coach.Deal, stage, on string) {
	x.Stage = append(x.Stage, coach.Field[string]{V: stage, At: noon(on)})
}

func (s *scene) atMost(name, on, actual string) {
	s.metric(name, on, actual)
	s.accounts["acme"].Metrics[name+"@"+on].Direction.V = "at_most"
}

// A figure comes with the unit that was given last, be it long ago.
func TestMeasuredFiguresComeWithTheirUnit(t *testing.T) {
	for unit, want := range map[string][2]string{"%": {"9.5 %", "10 %"}, "hours": {"9.5 hours", "10 hours"}, "": {"9.5", "10"}} {
		s := newScene()
		s.won("W", "acme", "2026-01-05", "10000")
		s.deal("D", "qualifying", "2026-03-09")
		s.metric("uptime", "2026-02-01", "11")
		s.accounts["acme"].Metrics["uptime@2026-02-01"].Unit.V = unit
		s.metric("uptime", "2026-03-01", "9.5")
		for i, fact := range []string{"actual", "target"} {
			if got := s.factOf("metrics-first", "deal/D", "2026-03-10", fact); got != want[i] {
				t.Errorf("in %q %s is %q, want %q", unit, fact, got, want[i])
			}
		}
		s.metric("uptime", "2026-04-20", "10.5")
		s.atMost("returns", "2026-04-20", "3")
		s.feed(coach.Touches, "2026-05-01")
		s.feed(coach.Issues, "2026-05-01")
		if got, want := s.factOf("future-talk-due", "account/acme", "2026-05-10", "metrics"), strings.TrimSpace("returns 3;uptime 10.5 "+unit); got != want {
			t.Errorf("in %q the metrics are %q, want %q", unit, got, want)
		}
	}
}

func TestGoingOnLastsUntilANewMetricIsMissed(t *testing.T) {
	s := newScene()
	s.won("W", "acme", "2026-01-05", "10000")
	s.deal("D", "qualifying", "2026-03-09")
	s.metric("uptime", "2026-03-01", "9")
	s.book.Nudges["N"] = &coach.Nudge{Rule: "metrics-first", Subject: "deal/D", Episode: "metrics-first/deal/D/metric/uptime", Reply: coach.Override, RepliedAt: noon("2026-03-10")}
	step(s.book.Deals["D"], "proposal", "2026-03-13")
	items := func() string {
		found, _ := s.finds("metrics-first", "deal/D", "2026-03-14")
		out := ""
		for _, f := range found {
			out += f.Item + ";"
		}
		return out
	}
	if got := items(); got != "metric/uptime;" {
		t.Errorf("finds %q", got)
	}
	s.metric("returns", "2026-03-12", "9")
	if got := items(); got != "metric/returns;metric/uptime;" {
		t.Errorf("with another one missed since it finds %q", got)
	}
}

func TestFutureTalkDue(t *testing.T) {
	fresh := func() *scene {
		s := newScene()
		s.won("W", "acme", "2026-01-05", "10000")
		s.metric("uptime", "2026-04-20", "11")
		s.contact("T", "", "2026-01-10").Future = "diagnosis"
		s.feed(coach.Touches, "2026-05-01")
		s.feed(coach.Issues, "2026-05-01")
		return s
	}
	tell(t, "future-talk-due", "account/acme", fresh, map[string]situation{
		"SilentForFourMonths":        {nil, "2026-05-09", ""},
		"FiresAfterThem":             {nil, "2026-05-10", "nudge @2026-05-10;"},
		"ClearsWithATalk":            {func(s *scene) { s.contact("T2", "", "2026-05-11").Future = "prognosis" }, "2026-05-12", ""},
		"AColleaguesTalkCounts":      {func(s *scene) { s.heard("bob", coach.TouchRow{ID: "B", Day: *day("2026-03-01"), Future: "diagnosis"}) }, "2026-05-12", ""},
		"AnyOtherTouchDoesNot":       {func(s *scene) { s.contact("T2", "", "2026-05-11").Kind = coach.Care }, "2026-05-12", "nudge @2026-05-10;"},
		"NoneEverCountsFromTheFirst": {func(s *scene) { clear(s.book.Touches) }, "2026-05-05", "nudge @2026-05-05;"},
		"SilentWithAMissedMetric":    {func(s *scene) { s.metric("returns", "2026-05-01", "9") }, "2026-05-12", ""},
		"SilentWithAStaleOne":        {func(s *scene) { s.metric("returns", "2026-01-20", "11") }, "2026-05-12", ""},
		"SilentWithNoneAgreed":       {func(s *scene) { clear(s.accounts["acme"].Metrics) }, "2026-05-12", ""},
		"SilentWithAnIssueTooLate":   {func(s *scene) { s.issue(coach.High, "2026-05-08", "") }, "2026-05-13", ""},
		"AnIssueWithinItsLimitIsFine": {func(s *scene) { s.issue(coach.High, "2026-05-08", "") }, "2026-05-12",
			"nudge @2026-05-10;"},
		"SilentWhereTouchesAreNotFed": {func(s *scene) { delete(s.book.State.Fed, coach.Touches) }, "2026-05-12", ""},
		"SilentWhereIssuesAreNotFed":  {func(s *scene) { delete(s.book.State.Fed, coach.Issues) }, "2026-05-12", ""},
		"SilentAtAFormerCustomer":     {func(s *scene) { s.won("W", "acme", "2025-05-01", "10000") }, "2026-05-12", ""},
	})
}

// What customers like it run beside it is named in counts, where it is usual and
// new to them.
func TestFutureTalkNamesANaturalExtension(t *testing.T) {
	usual := []coach.Extension{{Product: "Rota", With: "Tills", Both: 3, Of: 5}, {Product: "Shelf labels", With: "Tills", Both: 4, Of: 5}}
	for name, tc := range map[string]struct {
		runs  []string
		known []coach.Extension
		want  string
	}{
		"WhatMostOfThemRun":            {[]string{"TILLS"}, usual, "Shelf labels"},
		"NotWhatTheyRunAlready":        {[]string{"Tills", "shelf-labels"}, usual, "Rota"},
		"NothingForOtherProducts":      {[]string{"Scales"}, usual, ""},
		"NotOfFewerThanFiveCustomers":  {[]string{"Tills"}, []coach.Extension{{Product: "Rota", With: "Tills", Both: 4, Of: 4}}, ""},
		"NotWhatFewerThanHalfOfThemDo": {[]string{"Tills"}, []coach.Extension{{Product: "Rota", With: "Tills", Both: 4, Of: 9}}, ""},
		"NothingBeforeItIsPrepared":    {[]string{"Tills"}, nil, ""},
	} {
		t.Run(name, func(t *testing.T) {
			s := newScene()
			s.won("W", "acme", "2025-06-05", "10000")
			s.metric("uptime", "2026-04-20", "11")
			s.feed(coach.Touches, "2026-05-01")
			s.feed(coach.Issues, "2026-05-01")
			s.book.Baseline = &coach.Baseline{Extensions: tc.known}
			for _, p := range tc.runs {
				s.runs(p, "2025-01-01")
			}
			if got := s.factOf("future-talk-due", "account/acme", "2026-05-10", "extension"); got != tc.want {
				t.Errorf("names %q, want %q", got, tc.want)
			}
		})
	}
}

func (s *scene) heard(rep string, t coach.TouchRow) {
	t.Account = "acme"
	s.accounts["acme"].Heard[rep] = append(s.accounts["acme"].Heard[rep], t)
}

func TestPassiveProspect(t *testing.T) {
	fresh := func() *scene {
		s := newScene()
		s.deal("D", "qualifying", "2026-03-02")
		s.feed(coach.Commitments, "2026-03-20")
		s.contact("T1", "D", "2026-03-02")
		s.contact("T2", "D", "2026-03-06")
		return s
	}
	kept := func(s *scene) {
		k := s.commitment("C", "D", "2026-03-02", "2026-03-05")
		k.Status.V, k.Settled.V = coach.Kept, *day("2026-03-06")
	}
	third := func(s *scene) { s.contact("T3", "D", "2026-03-09") }
	tell(t, "passive-prospect", "deal/D", fresh, map[string]situation{
		"SilentAfterTwoTouches":        {nil, "2026-03-22", ""},
		"FiresAtTheThird":              {third, "2026-03-09", "warn @2026-03-09;"},
		"FiresAfterThreeWeeks":         {nil, "2026-03-23", "warn @2026-03-23;"},
		"SilentIfWeDidNothing":         {func(s *scene) { clear(s.book.Touches) }, "2026-03-30", ""},
		"OneTouchIsEnoughForThat":      {func(s *scene) { clear(s.book.Touches); s.contact("T", "D", "2026-03-25") }, "2026-03-30", "warn @2026-03-25;"},
		"TheirTouchesAreNotOurs":       {func(s *scene) { third(s); s.book.Touches["T3"].In = true }, "2026-03-12", ""},
		"AnotherDealsAreNot":           {func(s *scene) { third(s); s.book.Touches["T3"].Deal = "E" }, "2026-03-12", ""},
		"AColleaguesAre":               {func(s *scene) { s.heard("bob", coach.TouchRow{ID: "B", Deal: "D", Day: *day("2026-03-10")}) }, "2026-03-12", "warn @2026-03-10;"},
		"CountsFromAKeptPromise":       {func(s *scene) { kept(s); third(s) }, "2026-03-26", ""},
		"ThreeWeeksFromAKeptPromise":   {func(s *scene) { kept(s); third(s) }, "2026-03-27", "warn @2026-03-27;"},
		"CountsFromWhatWasJustMade":    {func(s *scene) { third(s); s.commitment("C", "D", "2026-03-08", "") }, "2026-03-20", ""},
		"OneThatWasBrokenWasMade":      {func(s *scene) { third(s); s.commitment("C", "D", "2026-03-08", "").Status.V = coach.Broken }, "2026-03-20", ""},
		"SilentUntilABookedStep":       {func(s *scene) { third(s); s.commitment("C", "D", "2026-03-02", "2026-04-02").Kind.V = coach.Time }, "2026-04-02", ""},
		"FiresWhenItWasNotKept":        {func(s *scene) { third(s); s.commitment("C", "D", "2026-03-02", "2026-04-02").Kind.V = coach.Time }, "2026-04-03", "warn @2026-03-23;"},
		"SilentWhereNotFed":            {func(s *scene) { third(s); clear(s.book.State.Fed) }, "2026-03-12", ""},
		"OpenedUnknownCountsAllOfThem": {func(s *scene) { third(s); s.book.Deals["D"].Created.V = 0 }, "2026-03-12", "warn @2026-03-09;"},
		"SilentWhileParked":            {func(s *scene) { third(s); s.book.Deals["D"].Outcome.V = coach.Later }, "2026-03-12", ""},
	})
}

func TestReviewDue(t *testing.T) {
	fresh := func() *scene {
		s := newScene()
		s.won("W", "acme", "2026-01-05", "10000")
		s.feed(coach.Reviews, "2026-05-20")
		return s
	}
	tell(t, "review-due", "account/acme", fresh, map[string]situation{
		"SilentOnItsDay":        {func(s *scene) { s.rhythm(90, "2026-01-10", "2026-02-10", "") }, "2026-05-11", ""},
		"FiresTheDayAfter":      {func(s *scene) { s.rhythm(90, "2026-01-10", "2026-02-10", "") }, "2026-05-12", "nudge @2026-05-12;"},
		"CountsFromTheAgreeing": {func(s *scene) { s.rhythm(90, "2026-02-10", "", "") }, "2026-05-12", "nudge @2026-05-12;"},
		"CountsFromALoggedReview": {func(s *scene) {
			s.rhythm(90, "", "2026-01-10", "")
			s.heard("bob", coach.TouchRow{ID: "B", Day: *day("2026-02-10"), Review: true})
		}, "2026-05-12", "nudge @2026-05-12;"},
		"AwaitsThePlannedOne":        {func(s *scene) { s.rhythm(90, "2026-01-10", "2026-02-10", "2026-05-30") }, "2026-05-30", ""},
		"FiresWhenThatPassed":        {func(s *scene) { s.rhythm(90, "2026-01-10", "2026-02-10", "2026-05-30") }, "2026-05-31", "nudge @2026-05-31;"},
		"SilentWhereNothingIsDated":  {func(s *scene) { s.rhythm(90, "", "", "") }, "2026-05-31", ""},
		"SilentWhereNotFed":          {func(s *scene) { s.rhythm(90, "2026-01-10", "", ""); clear(s.book.State.Fed) }, "2026-05-31", ""},
		"AskedForAfterTheFirstMonth": {func(s *scene) { s.feed(coach.Reviews, "2026-02-01") }, "2026-02-04", "nudge @2026-02-04;"},
		"NotBefore":                  {func(s *scene) { s.feed(coach.Reviews, "2026-02-01") }, "2026-02-03", ""},
		"NoRhythmIsUnknownIfNotFed":  {func(s *scene) { clear(s.book.State.Fed) }, "2026-05-31", ""},
		"NoRhythmAtAProspectIsFine":  {func(s *scene) { clear(s.accounts["acme"].Wins) }, "2026-05-31", ""},
		"NotSoonAfterAReview":        {func(s *scene) { s.rhythm(0, "", "2026-03-02", "") }, "2026-05-30", ""},
		"AgainAfterThreeMonths":      {func(s *scene) { s.rhythm(0, "", "2026-03-02", "") }, "2026-05-31", "nudge @2026-05-31;"},
		"AsksAfterTheRepsOwnReview":  {func(s *scene) { s.rhythm(90, "", "", ""); s.contact("T", "", "2026-05-25").Review = true }, "2026-05-26", "nudge 2026-05-25@2026-05-25;"},
		"NoLongerThanAWeek":          {func(s *scene) { s.rhythm(90, "", "", ""); s.contact("T", "", "2026-05-25").Review = true }, "2026-06-01", ""},
		"AColleagueIsAskedThemselves": {func(s *scene) {
			s.rhythm(90, "", "", "")
			s.heard("bob", coach.TouchRow{ID: "B", Day: *day("2026-05-25"), Review: true})
		}, "2026-05-26", ""},
	})
}

func TestTheRhythmIsAskedForEveryNinetyDaysAtMost(t *testing.T) {
	for said, want := range map[string]string{"2026-02-25": "", "2026-02-24": "yes"} {
		s := newScene()
		s.feed(coach.Reviews, "2026-05-20")
		s.contact("T", "", "2026-05-25").Review = true
		s.book.Nudges["N"] = &coach.Nudge{Rule: "review-due", Subject: "account/acme", Step: said, Said: noon(said), Facts: []coach.Fact{{Name: "ask_rhythm", Value: "yes"}}}
		if got := s.factOf("review-due", "account/acme", "2026-05-26", "ask_rhythm"); got != want {
			t.Errorf("asked on %s: says %q, want %q", said, got, want)
		}
	}
}

// next is right at lines which the drawn books seldom come near.
func TestStepsLookAgainOnTheDay(t *testing.T) {
	for _, tc := range []struct {
		rule    string
		subject coach.Subject
		change  func(*scene)
		on      string
		want    string
	}{
		{"good-start", "account/acme", nil, "2026-02-01", "2026-02-04"},
		{"review-due", "account/acme", func(s *scene) { s.rhythm(20, "2026-02-01", "", "") }, "2026-02-02", "2026-02-22"},
		{"future-talk-due", "account/acme", func(s *scene) { s.metric("uptime", "2026-01-05", "11"); s.rhythm(100, "", "", "") }, "2026-04-20", "2026-05-05"},
		{"passive-prospect", "deal/D", func(s *scene) { s.contact("T", "D", "2026-02-03") }, "2026-02-04", "2026-02-23"},
		{"stalled", "deal/D", func(s *scene) { s.book.Baseline = &coach.Baseline{Cycle: &coach.Cycle{Stalled: 90}} }, "2026-02-04", "2026-05-04"},
	} {
		s := newScene()
		s.won("W", "acme", "2026-01-05", "10000")
		s.deal("D", "qualifying", "2026-02-02")
		for _, kind := range []coach.FactKind{coach.Touches, coach.Commitments, coach.Issues, coach.Metrics, coach.Reviews} {
			s.feed(kind, tc.on)
		}
		if tc.change != nil {
			tc.change(s)
		}
		if got := s.nextOn(tc.rule, tc.subject, tc.on); got != tc.want {
			t.Errorf("%s looks again on %s, want %s", tc.rule, got, tc.want)
		}
	}
}
