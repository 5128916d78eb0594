package main

import (
	"bytes"
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"
)

// digestFiles is a company in which Ann and Bo report to Mia, and she to Dora, who
// stands in no file. Two promises of clients are long overdue, and a contract runs out.
func digestFiles(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range map[string]string{
		"reps.csv":        "rep,name,manager,team,time_zone\nann,Ann Lee,mia,North,Europe/Berlin\nbo,Bo Ray,mia,North,Europe/Berlin\nmia,Mia Fox,dora,North,Europe/Berlin\n",
		"deals.csv":       "deal,account,owner,name,stage,amount,created,outcome,closed\nD1,Acme,ann,Tills,proposal,5000,2026-09-01,,\nD2,Beta,bo,Racks,negotiation,9000,2026-08-01,won,2026-11-18\nD3,Beta,bo,More racks,proposal,9500,2026-10-01,,\n",
		"commitments.csv": "deal,kind,what,made,due,status\nD1,time,a call,2026-10-02,2026-10-20,open\nD3,time,a visit,2026-10-02,2026-10-09,open\n",
		"contracts.csv":   "contract,account,owner,product,start,end,yearly_value,notice_days\nK1,Beta,bo,Racks,2026-02-01,2027-01-31,12000,30\n",
	} {
		writeFile(t, filepath.Join(dir, name), text)
	}
	return dir
}

func digestRun(t *testing.T, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, errs bytes.Buffer
	code = run(append([]string{"digest", "--from", digestFiles(t)}, args...), &out, &errs)
	return code, out.String(), errs.String()
}

func digestOf(t *testing.T, args ...string) string {
	t.Helper()
	code, out, errs := digestRun(t, args...)
	if code != 0 {
		t.Fatalf("exit %d: %s", code, errs)
	}
	return out
}

// digestJSON is a digest as a program reads it.
type digestJSON struct {
	Kind, For, At, Occurrence string
	Sections                  []struct {
		ID    string
		Items []struct {
			Rep, Rule, Subject, Ask string
			Facts                   []struct {
				Name  string
				Value any
			}
		}
	}
}

// says lists a section's items as rep, rule and subject.
func (d digestJSON) says(id string) string {
	var out []string
	for _, s := range d.Sections {
		for _, x := range s.Items {
			if s.ID == id {
				out = append(out, strings.TrimSpace(x.Rep+" "+x.Rule+" "+x.Subject))
			}
		}
	}
	return strings.Join(out, "; ")
}

func digestParsed(t *testing.T, args ...string) (d digestJSON) {
	t.Helper()
	if err := json.Unmarshal([]byte(digestOf(t, append(args, "--json")...)), &d); err != nil {
		t.Fatal(err)
	}
	return d
}

// TestDigestOfFilesIsWhatAReplayWouldSend: each of the three, on a day.
func TestDigestOfFilesIsWhatAReplayWouldSend(t *testing.T) {
	t.Parallel()
	d := digestParsed(t, "--manager", "mia", "--as-of", "2026-11-23")
	if d.Kind != "manager" || d.For != "mia" || d.At != "2026-11-23T07:00:00Z" || d.Occurrence != "digest/2026-W48" {
		t.Errorf("%+v", d)
	}
	if got := d.says("scorecard") + ", " + d.says("renewals"); got != "ann; bo, bo  contract/K1" {
		t.Error(got)
	}
	// The two weeks' conversations take turns, as neither is proposed twice running.
	a, b := d.says("conversations"), digestParsed(t, "--manager", "Mia Fox", "--as-of", "2026-11-30").says("conversations")
	if a == b || !strings.Contains(a+b, "bo commitment-overdue deal/D3") {
		t.Errorf("%q, then %q", a, b)
	}
	d = digestParsed(t, "--rep", "ann", "--as-of", "2026-10-21")
	if d.Kind != "rep" || d.Occurrence != "daily/2026-10-21" || d.says("nudges") != "ann commitment-overdue deal/D1" {
		t.Errorf("%+v", d)
	}
	d = digestParsed(t, "--team", "North", "--as-of", "2026-11-02")
	if d.Kind != "team" || d.Occurrence != "renewals/2026-11-02" || !strings.Contains(d.says("renewals"), "renewal-due contract/K1") {
		t.Errorf("%+v", d)
	}
	d = digestParsed(t, "--manager", "dora", "--as-of", "2026-11-25")
	if d.Kind != "director" || d.says("rollup") != "mia" || d.At != "2026-11-25T23:59:59Z" {
		t.Errorf("%+v", d)
	}
}

func TestDigestReadsWellOnATerminal(t *testing.T) {
	t.Parallel()
	text := digestOf(t, "--manager", "mia", "--as-of", "2026-11-23")
	for _, want := range []string{"Digest for Mia Fox, 2026-W48", "1 deal was won in the week, worth $9,000.", "amounts in USD", "Bo Ray: Beta", "To be decided by Fri 1 Jan 2027", "To set up"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
	if text := digestOf(t, "--rep", "ann", "--as-of", "2026-11-22"); !strings.Contains(text, "Nothing to say") {
		t.Error(text)
	}
}

// TestDigestBlocksAreWhatSlackTakes: a text for who cannot see them, and blocks.
func TestDigestBlocksAreWhatSlackTakes(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{{"--manager", "mia", "--as-of", "2026-11-23"}, {"--rep", "ann", "--as-of", "2026-10-21"}, {"--team", "North", "--as-of", "2026-11-02"}} {
		var m struct {
			Text   string
			Blocks []struct{ Type string }
		}
		if err := json.Unmarshal([]byte(digestOf(t, append(args, "--blocks")...)), &m); err != nil || m.Text == "" || len(m.Blocks) == 0 || m.Blocks[0].Type == "" {
			t.Errorf("%v: %+v (%v)", args, m, err)
		}
	}
}

func TestDigestNamesTheFlagThatIsWrong(t *testing.T) {
	t.Parallel()
	for want, args := range map[string][]string{
		"--rep REP":              nil,
		"one of --rep":           {"--rep", "ann", "--team", "North"},
		"two forms":              {"--rep", "ann", "--json", "--blocks"},
		"--as-of":                {"--rep", "ann", "--as-of", "soon"},
		"did you mean ann?":      {"--rep", "anne"},
		"did you mean mia?":      {"--manager", "miaa"},
		"nobody reports to them": {"--manager", "ann"},
		"did you mean North?":    {"--team", "Nort"},
		"--map":                  {"--rep", "ann", "--map", "nowhere.yaml"},
		"no such file":           {"--rep", "ann", "--playbook", "nowhere.yaml"},
	} {
		code, out, errs := digestRun(t, args...)
		last := errs[strings.LastIndex(strings.TrimSpace(errs), "\n")+1:]
		if code != 2 || !strings.Contains(last, want) || out != "" {
			t.Errorf("%v: exit %d, %q, want 2 and %q", args, code, last, want)
		}
	}
}
