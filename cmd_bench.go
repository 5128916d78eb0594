package main

import (
	"context"
	"fmt"
	"io"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"text/tabwriter"
	"time"
)

type benchCmd struct {
	Rate        float64       `help:"Commands a second, to see how long acks take." default:"200" placeholder:"N"`
	For         time.Duration `help:"How long they come at that rate." default:"20s" placeholder:"TIME"`
	Outstanding int           `help:"Commands waiting for their acks at any time, to see how many a second there can be." default:"64" placeholder:"N"`
	Count       int           `help:"How many commands that takes." default:"10000" placeholder:"N"`
	Peer        string        `help:"Another bot to measure in turn with this one, on the same machine and Redis." placeholder:"PROGRAM"`
	Rounds      int           `help:"How often each is measured; the medians are compared." default:"1" placeholder:"N"`
	Redis       string        `help:"An empty Redis; the practice records stay in it (default: REDIS_URL, else a redis-server of its own, else the one inside the process)." env:"REDIS_URL" placeholder:"URL"`
	JSON        bool          `help:"As JSON, with every round."`
}

func (benchCmd) Help() string {
	return example("evenkeel bench", "evenkeel bench --rate 50 --for 5s --count 1000 --json",
		"go build -o barebot ./bot/workspace/barebot && evenkeel bench --peer ./barebot --rounds 3")
}

func (c benchCmd) Run(ctx context.Context, s *streams) error {
	if err := c.check(); err != nil {
		return err
	}
	r, err := c.measure(ctx, s.err)
	if err != nil {
		return err
	}
	if c.JSON {
		err = printJSON(s.out, r)
	} else {
		err = c.print(s.out, r)
	}
	if err == nil && r.first != nil {
		fmt.Fprintln(s.err, "the first error:", r.first)
		return errFound
	}
	return err
}

// maxBenchRate is more than any one bot takes, and keeps a slip from flooding
// the machine.
const maxBenchRate = 10_000

func (c benchCmd) check() error {
	if c.Rate > maxBenchRate {
		return usagef("--rate %g: at most %d commands a second are sent", c.Rate, maxBenchRate)
	}
	if c.Peer != "" {
		if _, err := exec.LookPath(c.Peer); err != nil {
			return usagef("--peer: %v", err)
		}
	}
	for flag, wrong := range map[string]bool{
		"--rate": c.Rate <= 0, "--for": c.For <= 0, "--outstanding": c.Outstanding <= 0, "--count": c.Count <= 0, "--rounds": c.Rounds <= 0,
	} {
		if wrong {
			return usagef("%s: it wants more than 0", flag)
		}
	}
	return nil
}

// figure is one thing that is measured, and what is aimed at: a ratio to a
// peer's that is at most or at least so much.
type figure struct {
	key, label, unit string
	most, least      float64
}

var figures = []figure{
	{key: "cold_start_ms", label: "cold start to first ack", unit: "ms", most: 5},
	{key: "rate_p50_ms", label: "at %v/s: ack p50", unit: "ms", most: 2},
	{key: "rate_p99_ms", label: "at %v/s: ack p99", unit: "ms"},
	{key: "outstanding_p50_ms", label: "%d outstanding: ack p50", unit: "ms", most: 2},
	{key: "outstanding_p99_ms", label: "%d outstanding: ack p99", unit: "ms"},
	{key: "outstanding_per_second", label: "%d outstanding: rate", unit: "/s", least: 0.5},
	{key: "cpu_us", label: "processor time a command", unit: "µs"},
	{key: "resident_mb", label: "resident memory at the end", unit: "MB", most: 2},
	{key: "peak_mb", label: "resident memory at most", unit: "MB"},
}

// benchRound is how one program bore one round. A figure that cannot be had is
// not there.
type benchRound struct {
	Program  string             `json:"program"`
	Commands int                `json:"commands"`
	Errors   int                `json:"errors"`
	Figures  map[string]float64 `json:"figures"`
}

// benchReport is all rounds, in their order.
type benchReport struct {
	Redis  string                        `json:"redis"`
	CPUs   int                           `json:"cpus"`
	Rounds []benchRound                  `json:"rounds"`
	Median map[string]map[string]float64 `json:"median"` // program -> figure
	Ratio  map[string]float64            `json:"ratio"`  // ours to the peer's; empty without one

	first error
}

// measure takes all rounds. With a peer each round measures both, and the next
// one in the other order, so that whatever else the machine does hits both.
func (c benchCmd) measure(ctx context.Context, progress io.Writer) (benchReport, error) {
	b, err := openBench(ctx, c)
	if err != nil {
		return benchReport{}, err
	}
	defer b.close()
	r := benchReport{Redis: b.redis.what, CPUs: runtime.NumCPU()}
	programs := []string{""}
	if c.Peer != "" {
		programs = append(programs, c.Peer)
	}
	for round := range c.Rounds {
		for _, p := range programs {
			fmt.Fprintf(progress, "round %d of %d: %s\n", round+1, c.Rounds, programName(p))
			got, err := b.round(ctx, p)
			if err != nil {
				return r, fmt.Errorf("%s: %w", programName(p), err)
			}
			r.Rounds = append(r.Rounds, got)
		}
		slices.Reverse(programs)
	}
	r.first = b.first
	r.summarise(c.Peer)
	return r, nil
}

// programName is what a program is called in reports; ours has no path.
func programName(path string) string {
	if path == "" {
		return "evenkeel"
	}
	return strings.TrimSuffix(filepath.Base(path), ".exe")
}

func (r *benchReport) summarise(peer string) {
	all := map[string]map[string][]float64{}
	for _, one := range r.Rounds {
		if all[one.Program] == nil {
			all[one.Program] = map[string][]float64{}
		}
		for key, value := range one.Figures {
			all[one.Program][key] = append(all[one.Program][key], value)
		}
	}
	r.Median, r.Ratio = map[string]map[string]float64{}, map[string]float64{}
	for program, byKey := range all {
		r.Median[program] = map[string]float64{}
		for key, values := range byKey {
			slices.Sort(values)
			r.Median[program][key] = values[len(values)/2]
		}
	}
	theirs := r.Median[programName(peer)]
	for key, ours := range r.Median[programName("")] {
		if peer != "" && theirs[key] > 0 {
			r.Ratio[key] = ours / theirs[key]
		}
	}
}

// print prints the medians as a table.
func (c benchCmd) print(w io.Writer, r benchReport) error {
	fmt.Fprintf(w, "Load of /qualify in a practice workspace on this machine: %d CPUs; Redis: %s\n\n", r.CPUs, r.Redis)
	t := tabwriter.NewWriter(w, 0, 4, 2, ' ', 0)
	fmt.Fprint(t, "\tevenkeel")
	if c.Peer != "" {
		fmt.Fprintf(t, "\t%s\tratio\taim", programName(c.Peer))
	}
	fmt.Fprintln(t)
	for _, f := range figures {
		fmt.Fprint(t, c.caption(f), "\t", f.text(r.Median[programName("")]))
		if c.Peer != "" {
			fmt.Fprint(t, "\t", f.text(r.Median[programName(c.Peer)]), "\t", f.compared(r.Ratio))
		}
		fmt.Fprintln(t)
	}
	if err := t.Flush(); err != nil {
		return err
	}
	sent, failed := 0, 0
	for _, one := range r.Rounds {
		sent, failed = sent+one.Commands, failed+one.Errors
	}
	fmt.Fprintf(w, "\n%d commands in %d rounds, %d without a good answer in time.\n", sent, len(r.Rounds), failed)
	return nil
}

func (c benchCmd) caption(f figure) string {
	switch {
	case strings.Contains(f.label, "%v"):
		return fmt.Sprintf(f.label, c.Rate)
	case strings.Contains(f.label, "%d"):
		return fmt.Sprintf(f.label, c.Outstanding)
	}
	return f.label
}

func (f figure) text(of map[string]float64) string {
	v, ok := of[f.key]
	switch {
	case !ok:
		return "not known here"
	case f.unit == "/s":
		return fmt.Sprintf("%.0f/s", v)
	case v < 100:
		return fmt.Sprintf("%.2f %s", v, f.unit)
	}
	return fmt.Sprintf("%.0f %s", v, f.unit)
}

// compared is a ratio, and whether it is where it should be.
func (f figure) compared(ratios map[string]float64) string {
	v, ok := ratios[f.key]
	switch {
	case !ok:
		return "-\t"
	case f.most > 0:
		return fmt.Sprintf("%.2f\tat most %v: %s", v, f.most, held(v <= f.most))
	case f.least > 0:
		return fmt.Sprintf("%.2f\tat least %v: %s", v, f.least, held(v >= f.least))
	}
	return fmt.Sprintf("%.2f\t", v)
}

func held(yes bool) string {
	if yes {
		return "held"
	}
	return "missed"
}
