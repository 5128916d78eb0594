package coach_test

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"evenkeel/coach"
	"evenkeel/coach/playbook"
)

// many asks for the long form of tests that have one:
//
//	EVENKEEL_TEST_DATA=… go test ./coach -run EvidenceOnMaven -v -args -many
var many = flag.Bool("many", false, "run the long form of tests that have one")

// record draws n closed deals; chance says how likely a deal is won.
func record(r *rand.Rand, n int, chance func(attributes map[string]string) float64) []coach.ClosedDeal {
	var out []coach.ClosedDeal
	for i := range n {
		as := map[string]string{
			"source":  []string{"list", "referral", "event", "inbound"}[r.IntN(4)],
			"segment": []string{"retail", "health", "software"}[r.IntN(3)],
			"size":    []string{"1-49", "50-499", "500-1999"}[r.IntN(3)],
			"country": []string{"DE", "FR"}[r.IntN(2)],
			"product": []string{"till", "scanner", "label", "scale"}[r.IntN(4)],
		}
		day := coach.NewDate(2026, 1, 1).AddDays(i)
		out = append(out, coach.ClosedDeal{ID: fmt.Sprint("D", i), Closed: day, Attributes: as, Won: r.Float64() < chance(as)})
	}
	return out
}

func speaking(e coach.Evidence) []coach.EvidenceGroup {
	return slices.DeleteFunc(slices.Clone(e.Groups), func(g coach.EvidenceGroup) bool { return g.Verdict == coach.EvidenceNone })
}

// TestEvidenceFindsWhatIsThere: of 200 deals, those of one segment of three are
// won with a chance of 20 %, the rest with 60 %. Most companies must be told so;
// now and then chance hides even that.
func TestEvidenceFindsWhatIsThere(t *testing.T) {
	found := 0
	for seed := range uint64(200) {
		e := coach.Weigh(record(rand.New(rand.NewPCG(seed, 1)), 200, func(as map[string]string) float64 {
			if as["segment"] == "retail" {
				return 0.2
			}
			return 0.6
		}))
		if g := e.Of(map[string]string{"segment": "retail"}); g != nil && g.Verdict == coach.EvidenceOut {
			found++
		}
	}
	t.Logf("found in %d of 200", found)
	if found < 140 {
		t.Errorf("a planted difference of 20 against 60 %% was found in %d of 200 records", found)
	}
}

// TestEvidenceIsSilentWhereNothingIs: at most one record in twenty may speak by
// chance.
func TestEvidenceIsSilentWhereNothingIs(t *testing.T) {
	spoke := 0
	for seed := range uint64(1000) {
		if e := coach.Weigh(record(rand.New(rand.NewPCG(seed, 2)), 300, func(map[string]string) float64 { return 0.5 })); len(speaking(e)) > 0 {
			spoke++
		}
	}
	t.Logf("spoke on %d of 1000", spoke)
	if spoke > 50 {
		t.Errorf("%d of 1000 records without a pattern spoke", spoke)
	}
}

// TestEvidenceOnMaven: the real record is silent, and so are its shuffles.
func TestEvidenceOnMaven(t *testing.T) {
	p := playbook.Builtin(coach.Rules())
	people, facts := coach.InMemory(maven(t, p), p)
	deals := facts.Record(people, coach.NewDate(2018, 1, 1))
	if spoke := speaking(coach.Weigh(deals)); len(deals) != 6711 || len(spoke) > 0 {
		t.Fatalf("%d deals speak: %v", len(deals), spoke)
	}
	shuffles, spoke := 200, 0
	if *many {
		shuffles = 1000
	}
	r := rand.New(rand.NewPCG(2018, 1))
	for range shuffles {
		r.Shuffle(len(deals), func(i, j int) { deals[i].Won, deals[j].Won = deals[j].Won, deals[i].Won })
		if len(speaking(coach.Weigh(deals))) > 0 {
			spoke++
		}
	}
	t.Logf("%d of %d shuffles speak", spoke, shuffles)
	if spoke*20 > shuffles {
		t.Errorf("%d of %d shuffles of the outcomes speak", spoke, shuffles)
	}
}

// TestEvidenceCounts checks every group by counting again, and that the order of
// the deals changes nothing.
func TestEvidenceCounts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		seed := rapid.Uint64().Draw(t, "seed")
		deals := record(rand.New(rand.NewPCG(seed, 3)), rapid.IntRange(0, 120).Draw(t, "deals"), func(as map[string]string) float64 {
			return map[string]float64{"DE": 0.2, "FR": 0.8}[as["country"]]
		})
		e := coach.Weigh(deals)
		for _, g := range e.Groups {
			var won, closed, halfWon, half int
			for i, x := range deals {
				if !matches(x, g) {
					continue
				}
				closed++
				won += one(x.Won)
				if i >= len(deals)/2 {
					half++
					halfWon += one(x.Won)
				}
			}
			if g.Won != won || g.Closed != closed || g.CheckedOn != (coach.WonOf{Won: halfWon, Closed: half}) || g.Closed+g.RestClosed != len(deals) {
				t.Fatalf("%+v: counted %d of %d, later half %d of %d", g, won, closed, halfWon, half)
			}
			if closed < 20 || half < 8 || closed-half < 8 || g.Verdict != coach.EvidenceNone && *g.P >= 0.05 {
				t.Fatalf("%+v is too small to be looked at, or speaks without having earned it", g)
			}
		}
		mixed := slices.Clone(deals)
		rand.New(rand.NewPCG(seed, 4)).Shuffle(len(mixed), func(i, j int) { mixed[i], mixed[j] = mixed[j], mixed[i] })
		same := cmp.Comparer(func(a, b coach.Ratio) bool { return a.Known() == b.Known() && (!a.Known() || a.Cmp(b.Rat) == 0) })
		if diff := cmp.Diff(e, coach.Weigh(mixed), same); diff != "" {
			t.Fatal(diff)
		}
	})
}

func matches(x coach.ClosedDeal, g coach.EvidenceGroup) bool {
	for k, v := range g.Attributes {
		if x.Attributes[k] != v {
			return false
		}
	}
	return true
}

func one(is bool) int {
	if is {
		return 1
	}
	return 0
}
