package crm_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"evenkeel/coach"
	"evenkeel/store/crm"
)

const touchHeader = "account,owner,at,kind,direction,future,deal,waiting,hours,note\n"

// touches returns the touches read, of whomever.
func touches(r *crm.Records) []coach.Touch {
	var out []coach.Touch
	for _, es := range r.Books {
		for _, e := range es {
			if e.Touch != nil {
				out = append(out, *e.Touch)
			}
		}
	}
	return out
}

func TestATouchSaysWhatItsRowSays(t *testing.T) {
	got := read(t, files{
		"accounts.csv": "account,name\nA1,Acme\n", "reps.csv": "rep,email,time_zone\nr1,r1@x.com,Europe/Berlin\n", "deals.csv": dealHeader + "D1,A1,r2,s\n",
		"touches.csv": touchHeader + "acme,R1@x.com,2026-03-31T14:30:05+01:00,Care,IN,prognosis;Diagnosis;prognosis,D1,yes,1.50,\"two\nlines\"\n",
	}, crm.Options{})
	expect(t, "errors", errorsOf(got), nil)
	ts := touches(got)
	if len(ts) != 1 || len(got.Books["r1"]) != 1 {
		t.Fatalf("%+v", got.Books)
	}
	want := coach.Touch{ID: ts[0].ID, Account: "A1", Deal: "D1", Day: coach.NewDate(2026, 3, 31), At: time.Date(2026, 3, 31, 13, 30, 5, 0, time.UTC),
		Kind: coach.Care, In: true, Future: "diagnosis;prognosis", Waiting: true, Hours: "1.50", Note: "two\nlines"}
	if ts[0] != want || len(want.ID) != 24 || got.Books["r1"][0].ID != "import/touches/"+want.ID {
		t.Errorf("%+v in %q", ts[0], got.Books["r1"][0].ID)
	}
	plain := touches(read(t, files{"touches.csv": "account,owner,at,kind\nA,r,2026-03-31,sales\n"}, crm.Options{}))
	if len(plain) != 1 || plain[0] != (coach.Touch{ID: plain[0].ID, Account: "A", Day: coach.NewDate(2026, 3, 31), Kind: coach.Sales}) {
		t.Errorf("%+v", plain)
	}
}

func TestATouchFallsOnTheOwnersDay(t *testing.T) {
	for name, c := range map[string]struct{ zone, at, day, instant string }{
		"half past eleven in Greenwich is the next day in Berlin":      {"Europe/Berlin", "2026-01-15T23:30Z", "2026-01-16", "2026-01-15T23:30:00Z"},
		"… and the day before in Los Angeles":                          {"America/Los_Angeles", "2026-01-15T05:00:00+00:00", "2026-01-14", "2026-01-15T05:00:00Z"},
		"without a zone it is the owner's":                             {"Europe/Berlin", "2026-01-15 23:30", "2026-01-15", "2026-01-15T22:30:00Z"},
		"… with seconds":                                               {"Asia/Kathmandu", "2026-01-15T00:00:07", "2026-01-15", "2026-01-14T18:15:07Z"},
		"an offset without a colon":                                    {"Europe/Berlin", "2026-07-15T23:30:00-0500", "2026-07-16", "2026-07-16T04:30:00Z"},
		"a bare date has no time":                                      {"Pacific/Auckland", "2026-01-15", "2026-01-15", ""},
		"spring: before the gap":                                       {"Europe/Berlin", "2026-03-29T01:59", "2026-03-29", "2026-03-29T00:59:00Z"},
		"spring: a time that is skipped is the first after the gap":    {"Europe/Berlin", "2026-03-29T02:30", "2026-03-29", "2026-03-29T01:00:00Z"},
		"spring: after the gap":                                        {"Europe/Berlin", "2026-03-29T03:00", "2026-03-29", "2026-03-29T01:00:00Z"},
		"spring: late evening in Greenwich":                            {"Europe/Berlin", "2026-03-29T22:30:00Z", "2026-03-30", "2026-03-29T22:30:00Z"},
		"the evening before, it was not yet midnight":                  {"Europe/Berlin", "2026-03-28T22:30:00Z", "2026-03-28", "2026-03-28T22:30:00Z"},
		"autumn: a time that comes twice is the first":                 {"Europe/Berlin", "2026-10-25T02:30", "2026-10-25", "2026-10-25T00:30:00Z"},
		"autumn: an offset tells the second":                           {"Europe/Berlin", "2026-10-25T02:30:00+01:00", "2026-10-25", "2026-10-25T01:30:00Z"},
		"autumn: half past ten in Greenwich is still the same evening": {"Europe/Berlin", "2026-10-25T22:30:00Z", "2026-10-25", "2026-10-25T22:30:00Z"},
		"autumn: a day before it was the next day":                     {"Europe/Berlin", "2026-10-24T22:30:00Z", "2026-10-25", "2026-10-24T22:30:00Z"},
		"where clocks skip midnight":                                   {"Africa/Cairo", "2026-04-24T00:15", "2026-04-24", "2026-04-23T22:00:00Z"},
	} {
		got := read(t, files{
			"reps.csv": "rep,time_zone\nr1," + c.zone + "\n", "touches.csv": "account,owner,at,kind\nA," + "r1," + c.at + ",care\n",
		}, crm.Options{})
		ts := touches(got)
		if len(ts) != 1 {
			t.Errorf("%s: %v", name, errorsOf(got))
			continue
		}
		instant := ""
		if !ts[0].At.IsZero() {
			instant = ts[0].At.Format(time.RFC3339)
		}
		if ts[0].Day.String() != c.day || instant != c.instant {
			t.Errorf("%s: %s at %q, want %s at %q", name, ts[0].Day, instant, c.day, c.instant)
		}
	}
}

func TestTheOwnersZoneIsTheOneAfterTheImport(t *testing.T) {
	zoned := playbook
	zoned.TimeZone = "Asia/Tokyo"
	zoned.Teams = map[string]coach.TeamSettings{"North": {TimeZone: "America/New_York"}}
	k := newKnown()
	k.reps["slack"] = &coach.Rep{ID: "slack", SlackZone: "Pacific/Auckland", TimeZone: "Europe/Berlin"}
	k.reps["stored"] = &coach.Rep{ID: "stored", TimeZone: "Pacific/Honolulu"}
	k.reps["moved"] = &coach.Rep{ID: "moved", TimeZone: "Pacific/Honolulu"}
	k.reps["U9"] = &coach.Rep{ID: "U9", SlackUser: "U9", SlackZone: "Pacific/Honolulu", Nameless: true}
	got := read(t, files{
		"reps.csv": "rep,team,time_zone,slack_user\nmoved,,Europe/Berlin,\nmember,North,,\nslack,,Europe/Paris,\nnine,,Europe/Paris,U9\n",
		"touches.csv": "account,owner,at,kind,note\nA,moved,2026-01-15T12:00,care,\nA,stored,2026-01-15T12:00,care,\nA,slack,2026-01-15T12:00,care,\n" +
			"A,member,2026-01-15T12:00,care,\nA,stranger,2026-01-15T12:00,care,\nA,nine,2026-01-15T12:00,care,\n",
	}, crm.Options{Known: k, Playbook: &zoned})
	expect(t, "errors", errorsOf(got), nil)
	for rep, hour := range map[string]int{"moved": 11, "stored": 22, "slack": -1, "member": 17, "stranger": 3, "nine": 22} {
		want := time.Date(2026, 1, 15, hour, 0, 0, 0, time.UTC)
		if es := got.Books[rep]; len(es) != 1 || !es[0].Touch.At.Equal(want) {
			t.Errorf("%s: %+v, want %s", rep, es, want)
		}
	}
}

func TestATouchIsWhatAllItsColumnsSay(t *testing.T) {
	base := []string{"A", "r", "2026-01-15T12:00:00", "care", "out", "diagnosis;prognosis", "D", "no", "1", "x"}
	id := func(header string, cells []string) string {
		t.Helper()
		ts := touches(read(t, files{"touches.csv": header + strings.Join(cells, ",") + "\n"}, crm.Options{}))
		if len(ts) != 1 {
			t.Fatalf("%q gives %+v", cells, ts)
		}
		return ts[0].ID
	}
	same, ids := id(touchHeader, base), []string{}
	for i, v := range []string{"B", "q", "2026-01-15T12:00:01", "sales", "in", "diagnosis", "E", "yes", "2", "y"} {
		other := slices.Clone(base)
		other[i] = v
		ids = append(ids, id(touchHeader, other))
		other[i] = ""
		if i > 4 && i != 7 { // empty says out, and not waiting
			ids = append(ids, id(touchHeader, other))
		}
	}
	slices.Sort(ids)
	if slices.Contains(ids, same) || len(slices.Compact(ids)) != 14 {
		t.Errorf("ids %q beside %q", ids, same)
	}
	for name, cells := range map[string][]string{
		"blanks and case":       {" A ", " r", "2026-01-15T12:00:00 ", "CARE", "Out", "Prognosis; diagnosis", "D ", "FALSE", "1", " x "},
		"another way to say it": {"A", "r", "2026-01-15 12:00", "care", "", "prognosis;diagnosis;", "D", "0", "1", "x"},
	} {
		if got := id(touchHeader, cells); got != same {
			t.Errorf("%s: %s, want %s", name, got, same)
		}
	}
	if a, b := id("account,owner,at,kind\n", base[:4]), id(touchHeader, append(slices.Clone(base[:4]), "", "", "", "", "", "")); a != b {
		t.Errorf("without the columns %s, with empty cells %s", a, b)
	}
	if a, b := id("account,owner,at,kind\n", []string{"A", "r", "2026-01-15T12:00:00Z", "care"}), id("kind,at,owner,account\n", []string{"care", "2026-01-15T13:00:00+01:00", "r", "A"}); a != b {
		t.Errorf("one instant is %s and %s", a, b)
	}
	twice := read(t, files{"touches.csv": "account,owner,at,kind,note\nA,r,2026-01-15,care,x\nA,r,2026-01-15,care,x\nA,r,2026-01-15,care,y\n"}, crm.Options{})
	if ts := touches(twice); len(ts) != 2 || twice.Rows["touches.csv"] != 3 || len(twice.Notes) > 0 {
		t.Errorf("%+v, rows %v, notes %q", ts, twice.Rows, twice.Notes)
	}
}

func TestATouchKeepsADealThatNobodyKnowsAndSaysSoOnce(t *testing.T) {
	k := newKnown()
	k.owners["D2"] = "r2"
	got := read(t, files{
		"deals.csv":   dealHeader + "D1,A,r1,proposal\n",
		"touches.csv": "account,owner,at,kind,deal\nA,r1,2026-01-15,care,D1\nA,r1,2026-01-15,care,D2\nA,r1,2026-01-15,care,D3\nA,r1,2026-01-16,care,D3\nA,r1,2026-01-15,care,D4\n",
	}, crm.Options{Known: k})
	expect(t, "errors", errorsOf(got), nil)
	expect(t, "notes", got.Notes, []string{"touches.csv: names a deal that nobody knows; kept as written (2 deals: D3, D4)"})
	var at []string
	for _, x := range touches(got) {
		at = append(at, x.Deal)
	}
	slices.Sort(at)
	expect(t, "deals", at, []string{"D1", "D2", "D3", "D3", "D4"})
}
