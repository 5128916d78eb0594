package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"evenkeel/coach"
	"evenkeel/store"
	"evenkeel/store/storetest"
)

// companies are made-up companies of a size: reps, deals of each, and contracts
// of each. Every account has the deals of one rep, and every tenth one another's
// too.
var companies = []struct{ reps, deals, contracts int }{
	{100, 100, 10},
	{1000, 200, 10},
	{5000, 200, 10}, // a million rows of deals
}

// BenchmarkRecords imports a company into a redis-server and prints scorecards
// from there, each by a process of its own, whose time, memory at its peak and
// round trips it reports (those are reads of the server's sockets, which a
// pipeline may take several of):
//
//	go test -run '^$' -bench Records/100x100 -benchtime 1x .
//	go test -run '^$' -bench Records/5000x200 -benchtime 1x -timeout 2h .
func BenchmarkRecords(b *testing.B) {
	for _, c := range companies {
		b.Run(fmt.Sprintf("%dx%d", c.reps, c.deals), func(b *testing.B) {
			bin := program(b)
			folder := b.TempDir()
			writeCompany(b, folder, c.reps, c.deals, c.contracts)
			server := storetest.Redis(b)
			for b.Loop() {
				measured(b, server.URL, "import", bin, "import", folder)
				for _, by := range []string{"rep", "team", "workspace"} {
					measured(b, server.URL, "card-"+by, bin, "scorecard", "--by", by, "--as-of", "2026-11-16", "--json")
				}
			}
		})
	}
}

// BenchmarkScorecardFromStore prints scorecards of 5,000 reps with 500 deals each,
// whose summaries it writes into a redis-server first, as an import would have:
//
//	go test -run '^$' -bench ScorecardFromStore -benchtime 1x .
func BenchmarkScorecardFromStore(b *testing.B) {
	const reps, deals = 5000, 500
	bin := program(b)
	server := storetest.Redis(b)
	first := filepath.Join(b.TempDir(), "reps.csv") // makes the workspace
	if err := os.WriteFile(first, []byte("rep\nr0\n"), 0o600); err != nil {
		b.Fatal(err)
	}
	measured(b, server.URL, "", bin, "import", first)
	client, err := store.Open(server.URL)
	if err != nil {
		b.Fatal(err)
	}
	defer client.Close()
	fillStore(b, store.New(client, firstWorkspace), reps, deals)
	for b.Loop() {
		for _, by := range []string{"rep", "team", "workspace"} {
			measured(b, server.URL, "card-"+by, bin, "scorecard", "--by", by, "--as-of", "2026-11-16", "--json")
		}
	}
}

// fillStore writes the directory and the summaries of a company.
func fillStore(b *testing.B, s *store.Redis, reps, deals int) {
	b.Helper()
	end := coach.NewDate(2026, 11, 1)
	var entries []coach.Entry
	enter := func(key string, v any) {
		entries = append(entries, coach.Entry{Key: key, New: string(marshal(b, v))})
	}
	for r := range reps {
		rep := fmt.Sprint("rep", r)
		enter("rep/"+rep, coach.Rep{ID: rep, Name: "Rep " + rep, Team: fmt.Sprint("Team ", r/12), Role: coach.Hybrid, Manager: managerOf(r)})
		fields := map[string][]coach.Row{}
		for i := range deals {
			account, closed := fmt.Sprintf("a%d-%d", r, i%20), end.AddDays(-i*730/deals)
			if i < 20 {
				enter("account/"+account, coach.AccountProfile{ID: account, Owner: rep})
			}
			row := coach.Row{Deal: fmt.Sprintf("D%d-%d", r, i), Account: account, Amount: coach.Money{Minor: int64(100000 + 100*i), Currency: "USD"},
				Stage: "proposal", Close: closed, Created: closed.AddDays(-60)}
			field := fmt.Sprintf("o/%x", i%16)
			if i%3 < 2 {
				row.Outcome, row.Closed = []coach.Outcome{coach.Won, coach.Lost}[i%3], closed
				field = "c/" + closed.String()[:7]
			}
			fields[field] = append(fields[field], row)
		}
		summary := map[string]string{}
		for field, rows := range fields {
			summary[field] = string(marshal(b, rows))
		}
		if err := s.Commit(b.Context(), coach.Change{Key: coach.BookKey(rep), Summary: summary}); err != nil {
			b.Fatal(err)
		}
	}
	if _, err := s.PutEntries(b.Context(), entries...); err != nil {
		b.Fatal(err)
	}
}

func marshal(b *testing.B, v any) []byte {
	b.Helper()
	out, err := json.Marshal(v)
	if err != nil {
		b.Fatal(err)
	}
	return out
}

// program builds the program.
func program(b *testing.B) string {
	b.Helper()
	bin := filepath.Join(b.TempDir(), "evenkeel")
	if out, err := exec.Command("go", "build", "-o", bin, ".").CombinedOutput(); err != nil {
		b.Fatalf("go build: %v\n%s", err, out)
	}
	return bin
}

// measured runs a command and reports what it took, if that has a name.
func measured(b *testing.B, redisURL, name, bin string, args ...string) {
	b.Helper()
	cmd := exec.Command(bin, args...)
	cmd.Env = append(os.Environ(), "REDIS_URL="+redisURL)
	cmd.Stderr = os.Stderr
	trips, began := reads(b, redisURL), time.Now()
	out, err := cmd.Output()
	if err != nil || len(out) == 0 {
		b.Fatalf("%v: %v", args, err)
	}
	if name == "" {
		return
	}
	b.ReportMetric(time.Since(began).Seconds(), name+"-s")
	b.ReportMetric(reads(b, redisURL)-trips, name+"-trips")
	b.ReportMetric(float64(cmd.ProcessState.SysUsage().(*syscall.Rusage).Maxrss)/1024, name+"-MB")
}

// reads is how often a server has read from its sockets.
func reads(b *testing.B, redisURL string) float64 {
	b.Helper()
	o, err := redis.ParseURL(redisURL)
	if err != nil {
		b.Fatal(err)
	}
	client := redis.NewClient(o)
	defer client.Close()
	info, err := client.Info(b.Context(), "stats").Result()
	if err != nil {
		b.Fatal(err)
	}
	_, rest, _ := strings.Cut(info, "total_reads_processed:")
	var n float64
	if _, err := fmt.Sscan(rest, &n); err != nil {
		b.Fatal(err)
	}
	return n
}

// writeCompany makes files of reps, deals and contracts, over two years.
func writeCompany(b *testing.B, folder string, reps, deals, contracts int) {
	b.Helper()
	file := func(name, head string, write func(w *bufio.Writer, rep int)) {
		f, err := os.Create(filepath.Join(folder, name))
		if err != nil {
			b.Fatal(err)
		}
		defer f.Close()
		w := bufio.NewWriter(f)
		fmt.Fprintln(w, head)
		for rep := range reps {
			write(w, rep)
		}
		if err := w.Flush(); err != nil {
			b.Fatal(err)
		}
	}
	end := time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)
	day := func(ago int) string { return end.AddDate(0, 0, -ago).Format(time.DateOnly) }
	file("reps.csv", "rep,name,team,role,manager", func(w *bufio.Writer, rep int) {
		fmt.Fprintf(w, "r%d,Rep %d,Team %d,%s,%s\n", rep, rep, rep/12, []string{"hunter", "hybrid", "farmer"}[rep%3], managerOf(rep))
	})
	file("deals.csv", "deal,account,owner,name,stage,amount,created,close_date,closed,outcome", func(w *bufio.Writer, rep int) {
		for i := range deals {
			at, ago := rep, i*730/deals
			if i%10 == 9 {
				at = (rep + 1) % reps
			}
			outcome, closed := []string{"won", "lost", ""}[i%3], day(ago)
			if outcome == "" {
				closed = ""
			}
			fmt.Fprintf(w, "D%d-%d,Account %d-%d,r%d,Deal %d,proposal,%d,%s,%s,%s,%s\n", rep, i, at, i%20, rep, i, 1000+i, day(ago+60), day(ago), closed, outcome)
		}
	})
	file("contracts.csv", "contract,account,owner,product,start,end,yearly_value,auto_renew", func(w *bufio.Writer, rep int) {
		for i := range contracts {
			fmt.Fprintf(w, "K%d-%d,Account %d-%d,r%d,till,%s,%s,%d,%d\n", rep, i, rep, i, rep, day(300+i), day(i-65), 1200+i, i%2)
		}
	})
}
