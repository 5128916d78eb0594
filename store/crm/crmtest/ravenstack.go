package crmtest

import (
	"fmt"
	"math/big"
	"path/filepath"
	"strconv"
	"testing"
	"time"
)

// Ravenstack writes the paid annual subscriptions of RavenStack's practice data
// as contracts, and its accounts, and returns their folder. A term is 12 months;
// a subscription's end date is the day on which its contract ended.
func Ravenstack(t testing.TB) (dir string) {
	t.Helper()
	from := folder(t, "ravenstack-saas")
	dir = t.TempDir()
	write(t, dir, "accounts.csv", []string{"account", "name"}, Load(t, filepath.Join(from, "ravenstack_accounts.csv")), func(r map[string]string) []string {
		return []string{r["account_id"], r["account_name"]}
	})
	header := []string{"contract", "account", "product", "start", "end", "yearly_value", "currency", "auto_renew", "ended"}
	write(t, dir, "contracts.csv", header, paidAnnual(t, from), func(r map[string]string) []string {
		end := anniversary(r["start_date"], 12).AddDate(0, 0, -1)
		return []string{r["subscription_id"], r["account_id"], r["plan_tier"], r["start_date"], end.Format(time.DateOnly),
			r["arr_amount"], "USD", r["auto_renew_flag"], r["end_date"]}
	})
	return dir
}

// paidAnnual are the subscriptions that are contracts: no trials, none that runs
// month by month.
func paidAnnual(t testing.TB, dir string) []map[string]string {
	var out []map[string]string
	for _, r := range Load(t, filepath.Join(dir, "ravenstack_subscriptions.csv")) {
		if r["is_trial"] == "False" && r["billing_frequency"] == "annual" {
			out = append(out, r)
		}
	}
	return out
}

// anniversary is the day some months after an ISO date; a day that the month
// lacks is its last.
func anniversary(date string, months int) time.Time {
	d, err := time.Parse(time.DateOnly, date)
	if err != nil {
		panic(err)
	}
	first := time.Date(d.Year(), d.Month()+time.Month(months), 1, 0, 0, 0, 0, time.UTC)
	last := first.AddDate(0, 1, -1)
	if d.Day() < last.Day() {
		return first.AddDate(0, 0, d.Day()-1)
	}
	return last
}

// RavenstackOracle computes the measures of contracts at the end of 2024-12-31
// straight from the original file, by other code than the project's: it lives
// through every contract day by day. It returns the contract's JSON fields as
// they print, and under "due" and "unknown" how many contracts came due in 2024
// and how many nobody can tell of.
func RavenstackOracle(t testing.TB) map[string]string {
	t.Helper()
	o := ravenOracle{then: map[string]int64{}, now: map[string]int64{}, soon: map[string]int64{}}
	for _, r := range paidAnnual(t, folder(t, "ravenstack-saas")) {
		o.liveThrough(t, r)
	}
	var then, kept, now int64
	for account, s := range o.then {
		e := o.now[account]
		then, kept, now = then+s, kept+min(s, e), now+e
	}
	out := map[string]string{
		"renewal_rate": six(o.renewed, o.came), "replacement_burden": dollars(o.came - o.renewed),
		"grr": six(kept, then), "nrr": six(now, then), "recurring": dollars(o.running),
		"due": strconv.Itoa(o.due), "unknown": strconv.Itoa(o.unknown),
	}
	for _, key := range []string{"due_30", "due_60", "due_90", "due_self_renewing"} {
		out[key] = dollars(o.soon[key])
	}
	return out
}

func six(a, b int64) string { return big.NewRat(a, b).FloatString(6) }

func dollars(n int64) string { return fmt.Sprintf("%d.00", n) }

// ravenOracle adds up contracts, in whole dollars.
type ravenOracle struct {
	came, renewed, running int64
	due, unknown           int
	then, now              map[string]int64 // by account
	soon                   map[string]int64 // by measure
}

func (o *ravenOracle) liveThrough(t testing.TB, r map[string]string) {
	value, err := strconv.ParseInt(r["arr_amount"], 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	const yearAgo, today = "2023-12-31", "2024-12-31"
	auto, account := r["auto_renew_flag"] == "True", r["account_id"]
	alive, lost, came, livedThen := true, false, false, false
	terms := 1
	end := anniversary(r["start_date"], 12).AddDate(0, 0, -1)
	day := anniversary(r["start_date"], 0)
	for alive && !day.After(anniversary(today, 0)) {
		date := day.Format(time.DateOnly)
		livedThen = livedThen || date == yearAgo
		if date == today {
			o.running += value
		}
		inYear := date > yearAgo
		switch {
		case date == r["end_date"]:
			alive, lost = false, true
			if inYear {
				o.came, came = o.came+value, true
			}
		case day.Equal(end) && auto:
			terms++
			end = anniversary(r["start_date"], 12*terms).AddDate(0, 0, -1)
			if inYear {
				o.came, o.renewed, came = o.came+value, o.renewed+value, true
			}
		case day.Equal(end) && date != today:
			alive = false
		}
		day = day.AddDate(0, 0, 1)
	}
	if came {
		o.due++
	}
	if !alive && !lost {
		o.unknown++
	}
	if livedThen {
		o.then[account] += value
	}
	if alive || r["end_date"] == today {
		o.now[account] += value
		o.ahead(end, auto, value)
	}
}

// ahead counts a running contract where its term ends within 90 days.
func (o *ravenOracle) ahead(end time.Time, auto bool, value int64) {
	days := 0
	for d := anniversary("2024-12-31", 0); d.Before(end) && days <= 90; d = d.AddDate(0, 0, 1) {
		days++
	}
	switch {
	case days == 0 || days > 90:
	case auto:
		o.soon["due_self_renewing"] += value
	case days <= 30:
		o.soon["due_30"] += value
	case days <= 60:
		o.soon["due_60"] += value
	default:
		o.soon["due_90"] += value
	}
}
