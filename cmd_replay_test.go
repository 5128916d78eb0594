package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// replayFiles is a company in which Ann lets a promise of the client's fall due,
// and Bo has none.
func replayFiles(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	writeFile(t, filepath.Join(dir, "reps.csv"), "rep,name,time_zone\nann,Ann Lee,Europe/Berlin\nbo,Bo Ray,Europe/Berlin\n")
	writeFile(t, filepath.Join(dir, "deals.csv"), "deal,account,owner,name,stage,stage_since,amount,created,outcome\nD1,Acme,ann,Tills,proposal,2026-11-02,5000,2026-10-01,\n")
	writeFile(t, filepath.Join(dir, "commitments.csv"), "deal,kind,what,made,due,status\nD1,time,a call,2026-11-02,2026-11-11,open\n")
	return dir
}

func replayOf(t *testing.T, args ...string) (stdout string) {
	t.Helper()
	var out, errs bytes.Buffer
	args = append([]string{"replay", "--from", replayFiles(t), "--since", "2026-11-02", "--until", "2026-11-22"}, args...)
	if code := run(args, &out, &errs); code != 0 {
		t.Fatalf("exit %d: %s", code, errs.String())
	}
	return out.String()
}

func TestReplayPrintsWhatTheContractSays(t *testing.T) {
	t.Parallel()
	text := replayOf(t, "--json")
	if text != replayOf(t, "--json") {
		t.Error("the same again is another")
	}
	var got map[string]json.RawMessage
	if err := json.Unmarshal([]byte(text), &got); err != nil {
		t.Fatal(err)
	}
	if string(got["from"]) != `"2026-11-02"` || string(got["to"]) != `"2026-11-22"` || got["compare"] != nil {
		t.Errorf("%s", text)
	}
	var nudges []map[string]any
	if err := json.Unmarshal(got["nudges"], &nudges); err != nil {
		t.Fatal(err)
	}
	if len(nudges) < 2 {
		t.Fatalf("%s", got["nudges"])
	}
	for _, n := range nudges {
		if len(n) != 9 {
			t.Errorf("a nudge has other keys than at, rep, rule, subject, severity, facts, ask, status, reason: %v", n)
		}
	}
	var reps []struct {
		Rep      string
		Messages int
		Weeks    []struct{ Week string }
	}
	if err := json.Unmarshal(got["reps"], &reps); err != nil {
		t.Fatal(err)
	}
	if len(reps) != 2 || reps[0].Rep != "ann" || reps[0].Messages == 0 || reps[1].Messages != 0 || len(reps[0].Weeks) != 3 || reps[0].Weeks[0].Week != "2026-W45" {
		t.Errorf("%+v", reps)
	}
}

func TestReplayTextSaysWhatWasHeldBackAndWhy(t *testing.T) {
	t.Parallel()
	text := replayOf(t, "--examples", "1")
	for _, want := range []string{"2 reps", "commitment-overdue", "Ann Lee", "Found nothing: ", "have no ", "commitment-overdue, to Ann Lee on 2026-11-12"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
}

func TestReplayComparesWithAnotherPlaybook(t *testing.T) {
	t.Parallel()
	other := filepath.Join(t.TempDir(), "other.yaml")
	writeFile(t, other, "version: 1\nrules:\n  commitment-overdue: {off: true}\n")
	text := replayOf(t, "--compare", other)
	if !strings.Contains(text, "With the other playbook") || !strings.Contains(text, "Sent by this playbook only") {
		t.Error(text)
	}
	var got struct {
		Compare struct{ Rules, OnlyHere []any }
	}
	if err := json.Unmarshal([]byte(strings.ReplaceAll(replayOf(t, "--compare", other, "--json"), "only_here", "OnlyHere")), &got); err != nil || len(got.Compare.OnlyHere) == 0 {
		t.Errorf("%v, %+v", err, got)
	}
}

func TestReplayDrawsAPlot(t *testing.T) {
	t.Parallel()
	name := filepath.Join(t.TempDir(), "plot.svg")
	replayOf(t, "--plot", name)
	if b, err := os.ReadFile(name); err != nil || !strings.HasPrefix(string(b), "<svg ") {
		t.Error(err, string(b))
	}
}

func TestReplayNamesTheFlagThatIsWrong(t *testing.T) {
	t.Parallel()
	stretch := []string{"--since", "2026-11-02", "--until", "2026-11-22"}
	for want, args := range map[string][]string{
		"--since":    {"--until", "2026-11-22"},
		"--until":    {"--since", "2026-11-02"},
		"before":     {"--since", "2026-11-22", "--until", "2026-11-02"},
		"--from":     stretch,
		"--map":      append([]string{"--map", "hubspot"}, stretch...),
		"--compare":  append([]string{"--from", replayFiles(t), "--compare", "nowhere.yaml"}, stretch...),
		"--plot":     append([]string{"--from", replayFiles(t), "--plot", "/nowhere/at/all.svg"}, stretch...),
		"--examples": append([]string{"--examples", "-1"}, stretch...),
	} {
		var out, errs bytes.Buffer
		code := run(append([]string{"replay"}, args...), &out, &errs)
		if text := strings.TrimSpace(errs.String()); code != 2 || !strings.Contains(text, want) || out.Len() > 0 {
			t.Errorf("%v: exit %d, %q, want 2 and %q", args, code, text, want)
		}
	}
}
