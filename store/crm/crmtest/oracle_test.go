package crmtest_test

import (
	"strconv"
	"testing"

	"evenkeel/coach"
	"evenkeel/store/crm/crmtest"
)

func TestOracleAddsUp(t *testing.T) {
	year := coach.LastMonths(coach.NewDate(2017, 12, 31), 12)
	quarter, _ := coach.Quarter(coach.NewDate(2017, 12, 31), 0)
	for _, w := range []coach.Window{year, quarter} {
		whole := crmtest.MavenOracle(t, "workspace", w)["workspace"]
		for by, units := range map[string]int{"rep": 41, "team": 6} {
			got := crmtest.MavenOracle(t, by, w)
			if len(got) != units {
				t.Errorf("%d units by %s", len(got), by)
			}
			for _, field := range []string{"won_deals", "lost_deals", "open_deals"} {
				sum := 0
				for _, s := range got {
					n, err := strconv.Atoi(s[field])
					if err != nil {
						t.Fatal(err)
					}
					sum += n
				}
				if strconv.Itoa(sum) != whole[field] {
					t.Errorf("%s by %s adds up to %d, not %s", field, by, sum, whole[field])
				}
			}
		}
	}
	for field, want := range map[string]string{"won": "10005534.00", "won_deals": "4238", "lost_deals": "2473", "open_deals": "2089", "open_value": "null", "gained": "85"} {
		if got := crmtest.MavenOracle(t, "workspace", year)["workspace"][field]; got != want {
			t.Errorf("%s is %s, want %s", field, got, want)
		}
	}
}

func TestOracleLooksBack(t *testing.T) {
	asOf := coach.NewDate(2017, 9, 30)
	got := crmtest.MavenOracleAt(t, "workspace", coach.LastMonths(asOf, 12), asOf)["workspace"]
	if got["open_value"] == "null" || got["won_deals"] == "4238" || got["to"] != "2017-09-30" {
		t.Errorf("%v", got)
	}
}
