package coach_test

import (
	"cmp"
	"flag"
	"fmt"
	"math/rand/v2"
	"runtime/debug"
	"slices"
	"testing"
	"time"

	"evenkeel/coach"
)

// The year of 500 people, in two companies that live side by side (so that both of
// two cores are used), takes a few minutes and 4 GB:
//
//	go test ./coach -run TestAYearOfACompany -year -timeout 30m -v
//
// Without -year it is ten weeks of one company of forty.
var (
	wholeYear = flag.Bool("year", false, "let 500 people live for a year")
	yearOf    = flag.Int("year-people", 0, "how many people there are in all; 0: 500, or 40 without -year")
	yearIn    = flag.Int("year-companies", 0, "in how many companies; 0: two, or one without -year")
	yearSeed  = flag.Uint64("year-seed", 1, "which company, and which year")
)

// TestAYearOfACompanyIsCoachedWithinTheRules lets people sell, answer, snooze,
// pause, travel and mute for a year, with Slack out of reach now and then, and
// holds every message against the rules of the gate as it is posted, and every
// book, week by week, against what should have been said.
func TestAYearOfACompanyIsCoachedWithinTheRules(t *testing.T) {
	if testing.Short() {
		t.Skip("ten weeks of forty people take seconds")
	}
	people, companies, weeks := 40, 1, 10
	if *wholeYear {
		people, companies, weeks = 500, 2, 52
		defer debug.SetGCPercent(debug.SetGCPercent(400)) // a third of the time is collecting what a year leaves behind
		defer debug.SetMemoryLimit(debug.SetMemoryLimit(4 << 30))
	}
	people, companies = cmp.Or(*yearOf, people), cmp.Or(*yearIn, companies)
	t.Run("companies", func(t *testing.T) { // ends when all have
		for i := range companies {
			t.Run(fmt.Sprint(i), func(t *testing.T) {
				t.Parallel()
				live(t, people/companies, weeks, *yearSeed+uint64(i))
			})
		}
	})
}

// live lets one company live.
func live(t *testing.T, people, weeks int, seed uint64) {
	y := aYear(t, people, time.Date(2028, 1, 31, 0, 0, 0, 0, time.UTC).AddDate(0, 0, -7*(weeks/2)), seed)
	began := time.Now()
	for range weeks {
		y.week()
	}
	y.counts["withheld"] = y.store.withheld
	t.Logf("%d people, %d weeks, %d acts in %s (%d ms each): %v", people, weeks, y.acts, time.Since(began).Round(time.Second), time.Since(began).Milliseconds()/int64(max(y.acts, 1)), y.counts)
	for _, must := range []string{"daily", "answer", "stop", "now", "withheld", "snoozed", "reminded", "paused", "travelled", "audited"} {
		if y.counts[must] == 0 {
			t.Errorf("nothing was %s: the company is too quiet to prove anything", must)
		}
	}
}

// year is a company and its life. What people have set it knows by itself, and
// asks no book.
type year struct {
	*office
	rand    *rand.Rand
	zones   []*time.Location
	people  []*person
	by      map[string]*person
	counts  map[string]int
	monday  time.Time
	outages []outage
}

type outage struct{ from, to time.Time }

// person is a rep, and what they have set and done.
type person struct {
	id       string
	zone     *time.Location
	country  string
	accounts []string
	from, to coach.ClockTime
	paused   coach.Date
	muted    map[string]bool
	deals    []*affair
	promises []string // commitments that are open
	issues   map[string]string
	terms    map[string]string // contract → account

	changed  time.Time // when their zone, hours or pause last did
	pausedAt time.Time
	mutedAt  map[string]time.Time
	quiet    map[string]coach.Date // rule → quiet before this day
	disliked map[string][]dislike  // by rule
	asleep   map[string]sleep      // by nudge

	daily, soon, answers map[coach.Date]int
	full                 map[coach.Date]bool        // the day's message was as long as it may be
	said                 map[string]int             // times, by nudge and severity
	may                  map[string]coach.ReplyKind // by nudge: it may be said again, because of this reply
	reminded             map[string]bool            // … and was, when it was done
	waits                map[string]coach.Date      // … and had not been by the last audit, though that day had come
}

type dislike struct {
	nudge string
	on    coach.Date
}

// sleep is a snooze.
type sleep struct {
	episode string
	at      time.Time
	until   coach.Date
}

// affair is a deal.
type affair struct {
	id, account string
	stage       int
	over        bool
}

var yearZones = []string{"Europe/Berlin", "Europe/London", "America/New_York", "America/Los_Angeles", "Asia/Kolkata", "Pacific/Auckland", "Pacific/Honolulu", "Australia/Lord_Howe", "Asia/Tokyo"}

func aYear(t *testing.T, people int, from time.Time, seed uint64) *year {
	y := &year{rand: rand.New(rand.NewPCG(seed, 365)), by: map[string]*person{}, counts: map[string]int{}, monday: from}
	y.office = newOffice(t, from, func(p *coach.Playbook) {
		p.Hours.Spread = 15 * time.Minute
		p.Holidays = map[string][]coach.Date{"DE": {*day("2027-12-24"), *day("2027-12-31"), *day("2028-04-14"), *day("2028-04-17")}, "US": {*day("2027-11-25"), *day("2028-02-21"), *day("2028-07-04")}}
	})
	y.watch, y.brief, y.store.cleared = y.shownFirst, true, y.mended
	for _, name := range yearZones {
		z, err := time.LoadLocation(name)
		if err != nil {
			t.Fatal(err)
		}
		y.zones = append(y.zones, z)
	}
	for i := range people {
		y.hire(fmt.Sprintf("r%03d", i))
	}
	return y
}

func (y *year) hire(id string) {
	p := &person{id: id, zone: y.zones[y.rand.IntN(len(y.zones))], country: []string{"DE", "US", "NZ"}[y.rand.IntN(3)],
		muted: map[string]bool{}, issues: map[string]string{}, terms: map[string]string{}, mutedAt: map[string]time.Time{}, quiet: map[string]coach.Date{},
		disliked: map[string][]dislike{}, asleep: map[string]sleep{}, daily: map[coach.Date]int{}, soon: map[coach.Date]int{}, answers: map[coach.Date]int{},
		full: map[coach.Date]bool{}, said: map[string]int{}, may: map[string]coach.ReplyKind{}, reminded: map[string]bool{}, waits: map[string]coach.Date{}}
	y.people, y.by[id] = append(y.people, p), p
	y.member(id, func(r *coach.Rep) {
		r.SlackZone, r.Country, r.Team, r.Role = p.zone.String(), p.country, "t"+id[1:3], []coach.Role{coach.Hunter, coach.Farmer, coach.Hybrid}[y.rand.IntN(3)]
	})
	for i := range 5 {
		a := fmt.Sprintf("a%s%d", id[1:], i)
		if i == 0 && len(y.people) > 1 { // one is shared with a colleague, whose it is
			a = y.people[y.rand.IntN(len(y.people)-1)].accounts[1]
		}
		p.accounts = append(p.accounts, a)
	}
	y.begin(p)
}

// week schedules what happens in a week and lets it happen, with what falls due
// in between.
func (y *year) week() {
	var todo []plan
	for _, p := range y.people {
		for range y.rand.IntN(9) + 2 {
			todo = append(todo, y.plan(p))
		}
	}
	if y.rand.IntN(2) == 0 {
		from := y.monday.Add(time.Duration(y.rand.IntN(7*24*60)) * time.Minute)
		y.outages = append(y.outages, outage{from, from.Add(time.Duration(30+y.rand.IntN(20*60)) * time.Minute)})
		to := y.outages[len(y.outages)-1].to
		if last := y.monday.AddDate(0, 0, 7).Add(-4 * tryAgain); to.After(last) { // so that books are looked at when all is done
			to = last
		}
		todo = append(todo, plan{at: from, do: func() { y.down = true }}, plan{at: to, do: func() { y.down = false }})
	}
	end := y.monday.AddDate(0, 0, 7)
	slices.SortStableFunc(todo, func(a, b plan) int { return a.at.Compare(b.at) })
	for _, d := range todo {
		if d.at.Before(end) || d.who == nil {
			y.until(d.at)
			d.do()
		}
	}
	y.monday = end
	y.until(end)
	for _, p := range y.people {
		if !*wholeYear || y.rand.IntN(4) == 0 {
			y.audit(p)
		}
	}
}

// plan is one thing that happens.
type plan struct {
	at  time.Time
	who *person
	do  func()
}

// plan is something that a person does at some minute of the week, most often on a
// day on which they work.
func (y *year) plan(p *person) plan {
	day := y.rand.IntN(5)
	if y.rand.IntN(12) == 0 {
		day = 5 + y.rand.IntN(2)
	}
	at := coach.DateIn(y.monday, time.UTC).AddDays(day).At(coach.ClockTime(7*60+y.rand.IntN(13*60)), p.zone)
	return plan{max0(at, y.monday), p, func() { y.live(p) }}
}

// max0 is an instant, not before the week begins.
func max0(at, from time.Time) time.Time {
	if at.Before(from) {
		return from
	}
	return at
}
