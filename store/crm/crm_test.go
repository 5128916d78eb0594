package crm_test

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"evenkeel/coach"
	"evenkeel/store/crm"
)

var (
	now      = time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	playbook = coach.Playbook{
		Stages: []string{"prospecting", "qualifying", "proposal", "negotiation"}, Proposal: "proposal", Currency: "USD",
		SweetSpot: coach.SweetSpot{Criteria: []coach.Criterion{{Key: "Problem"}, {Key: "segment"}}},
	}
)

// files are a folder's, by name.
type files map[string]string

// read reads files that the test gives, with their folder taken off all paths.
func read(t testing.TB, fs files, o crm.Options) *crm.Records {
	t.Helper()
	dir := t.TempDir()
	for name, text := range fs {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if o.Playbook == nil {
		o.Playbook = &playbook
	}
	o.Now = now
	got, err := crm.Read(context.Background(), []string{dir}, o)
	if err != nil {
		t.Fatal(err)
	}
	for i := range got.Errors {
		got.Errors[i].File = filepath.Base(got.Errors[i].File)
	}
	for i := range got.Notes {
		got.Notes[i] = strings.ReplaceAll(got.Notes[i], dir+string(filepath.Separator), "")
	}
	rows := map[string]int{}
	for path, n := range got.Rows {
		rows[filepath.Base(path)] = n
	}
	got.Rows = rows
	return got
}

func errorsOf(r *crm.Records) []string {
	var out []string
	for _, e := range r.Errors {
		out = append(out, e.String())
	}
	return out
}

func marshal(v any) string {
	var out strings.Builder
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		panic(err)
	}
	return strings.TrimSpace(out.String())
}

func expect(t *testing.T, what string, got, want []string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%s:\n%s\nwant:\n%s", what, strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// deals returns the deals read, by id, and whose they are.
func deals(r *crm.Records) (map[string]coach.DealChange, map[string]string) {
	by, owners := map[string]coach.DealChange{}, map[string]string{}
	for rep, events := range r.Books {
		for _, e := range events {
			if e.Deal != nil {
				by[e.Deal.ID], owners[e.Deal.ID] = *e.Deal, rep
			}
		}
	}
	return by, owners
}

func TestBadRowsAreReportedWhereTheyStandAndGoodOnesKept(t *testing.T) {
	long := strings.Repeat("x", 2001)
	for name, c := range map[string]struct {
		file, text string
		want       []string
		good       int
	}{
		"empty deal, owner, stage": {"deals.csv", "deal,account,owner,stage\n,A,r,proposal\nD2,A, ,proposal\nD3,A,r,\nD4,A,r,proposal\n", []string{
			"deals.csv:2:1: deal: is empty, and is needed",
			"deals.csv:3:6: owner: is empty, and is needed",
			"deals.csv:4:8: stage: is empty, and is needed",
		}, 1},
		"the leftmost of several": {"deals.csv", "stage,amount,deal,account,owner\nproposal,-1,,A,\n", []string{
			"deals.csv:2:10: amount: an amount cannot be below 0: -1",
		}, 0},
		"amounts": {"deals.csv", "deal,account,owner,stage,amount,currency\n1,A,r,s,-5,\n2,A,r,s,1000000000001,\n3,A,r,s,1.234,\n4,A,r,s,1.5,JPY\n5,A,r,s,\"1,000\",\n" +
			"6,A,r,s,10,dollars\n7,A,r,s,1000000000000,\n8,A,r,s,0,\n9,A,r,s,1.2340,bhd\n", []string{
			"deals.csv:2:9: amount: an amount cannot be below 0: -5",
			"deals.csv:3:9: amount: an amount above 10^12 is not taken: 1000000000001",
			"deals.csv:4:9: amount: 1.234 has more decimals than USD, which has 2",
			"deals.csv:5:9: amount: 1.5 has more decimals than JPY, which has 0",
			"deals.csv:6:9: amount: \"1,000\" is no amount like 50000 or 1234.50",
			"deals.csv:7:12: currency: \"DOLLARS\" is no currency code like USD",
		}, 3},
		"dates": {"deals.csv", "deal,account,owner,stage,created\n1,A,r,s,31.03.2026\n2,A,r,s,2026-02-30\n3,A,r,s,1969-12-31\n4,A,r,s,2200-01-01\n5,A,r,s,2026-3-1\n" +
			"6,A,r,s,2026-03-31T10:00:00Z\n7,A,r,s,2026-03-31 10:00\n8,A,r,s,2026-03-31 noon\n9,A,r,s,2199-12-31\n", []string{
			"deals.csv:2:9: created: \"31.03.2026\" is no date like 2026-03-31",
			"deals.csv:3:9: created: \"2026-02-30\" is no date like 2026-03-31",
			"deals.csv:4:9: created: 1969-12-31 is outside 1970 to 2199",
			"deals.csv:5:9: created: 2200-01-01 is outside 1970 to 2199",
			"deals.csv:6:9: created: \"2026-3-1\" is no date like 2026-03-31",
			"deals.csv:9:9: created: \"2026-03-31 noon\" is no date like 2026-03-31",
		}, 3},
		"outcomes": {"deals.csv", "deal,account,owner,stage,outcome,closed,close_date,until\n1,A,r,s,won,,,\n2,A,r,s,WON,,2026-01-02,\n3,A,r,s,later,,,\n4,A,r,s,later,,,2026-05-01\n" +
			"5,A,r,s,gone,,,\n6,A,r,s,lost,2026-01-01,,\n7,A,r,s,disqualified,,,2026-01-01\n", []string{
			"deals.csv:2:9: outcome: a deal that is won needs a date in closed or close_date",
			"deals.csv:4:9: outcome: later needs a date in until",
			"deals.csv:6:9: outcome: \"gone\" is none of won, lost, disqualified, later",
			"deals.csv:8:9: outcome: a deal that is disqualified needs a date in closed or close_date",
		}, 3},
		"ragged rows": {"deals.csv", "deal,account,owner,stage\nD1,A,r\nD2,A,r,proposal,more\nD3,A,r,proposal\n", []string{
			"deals.csv:2:6: the row has 3 fields where the header has 4",
			"deals.csv:3:17: the row has 5 fields where the header has 4",
		}, 1},
		"long text, NUL and foreign bytes": {"deals.csv", "deal,account,owner,stage,reason\n1,A,r,s," + long + "\n2,A,r,s,a\x00b\n3,\xffA,r,s,\n4,A,r,s," + long[1:] + "\n5,A,r,s," + strings.Repeat("ü", 2000) + "\n", []string{
			"deals.csv:2:9: reason: text of more than 2000 characters",
			"deals.csv:3:9: reason: holds a NUL character",
			"deals.csv:4:3: account: not valid UTF-8",
		}, 2},
		"columns are counted in characters": {"deals.csv", "deal,account,owner,stage,created\n1,Würth,r,s,x\n", []string{
			"deals.csv:2:13: created: \"x\" is no date like 2026-03-31",
		}, 0},
		"line of the row's beginning": {"deals.csv", "deal,account,owner,reason,stage,created\r\n1,A,r,\"two\r\nlines\",s,x\r\n2,A,r,,s,y\r\n3,A,r,\"a\n\nb\",s,2026-01-01\r\n", []string{
			"deals.csv:2:10: created: \"x\" is no date like 2026-03-31",
			"deals.csv:4:10: created: \"y\" is no date like 2026-03-31",
		}, 1},
		"reps": {"reps.csv", "rep,role,time_zone,currency,started\nr1,Hunter,Europe/Berlin,eur,2026-01-01\nr2,boss,,,\nr3,,Mars/Base,,\nr4,,Local,,\nr5,,,E,\n,,,,2026-01-01\n", []string{
			"reps.csv:3:4: role: \"boss\" is none of hunter, farmer, hybrid",
			"reps.csv:4:5: time_zone: \"Mars/Base\" is no time zone like Europe/Berlin",
			"reps.csv:5:5: time_zone: \"Local\" is no time zone like Europe/Berlin",
			"reps.csv:6:6: currency: \"E\" is no currency code like USD",
			"reps.csv:7:1: rep: is empty, and is needed",
		}, 1},
		"accounts": {"accounts.csv", "account,employees\nA1,-1\nA2,many\nA3,2.5\nA4,007\nA5,\nA6,99999999999\n", []string{
			"accounts.csv:2:4: employees: \"-1\" is no whole number like 250",
			"accounts.csv:3:4: employees: \"many\" is no whole number like 250",
			"accounts.csv:4:4: employees: \"2.5\" is no whole number like 250",
			"accounts.csv:7:4: employees: \"99999999999\" is no whole number like 250",
		}, 2},
		"issues": {"issues.csv", "account,issue,severity\nA,I1,HIGH\n,I2,low\nA,,low\nA,I4,urgent\nA,I5,\n", []string{
			"issues.csv:3:1: account: is empty, and is needed",
			"issues.csv:4:3: issue: is empty, and is needed",
			"issues.csv:5:6: severity: \"urgent\" is none of low, medium, high",
		}, 2},
		"commitments": {"commitments.csv", "deal,account,kind,what,made,due,status\nD9,,time,,,,\n,,time,,,,\nD9,,love,,,,\n,Acme,data,,,,\nD9,,,,,,\nD9,,money,,,,done\n", []string{
			"commitments.csv:2:1: deal: there is no deal \"D9\"",
			"commitments.csv:3:2: account: names neither a deal nor an account",
			"commitments.csv:4:5: kind: \"love\" is none of time, data, money",
			"commitments.csv:5:2: account: \"Acme\" has no owner whose book this could stand in; name its deal",
			"commitments.csv:6:5: kind: is empty, and is needed",
			"commitments.csv:7:14: status: \"done\" is none of open, kept, broken, withdrawn",
		}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			got := read(t, files{c.file: c.text}, crm.Options{})
			expect(t, "errors", errorsOf(got), c.want)
			if got.Rows[c.file] != c.good {
				t.Errorf("%d good rows, want %d", got.Rows[c.file], c.good)
			}
		})
	}
}

func TestHeaders(t *testing.T) {
	for name, c := range map[string]struct {
		text        string
		want, notes []string
		good        int
	}{
		"lacks columns":           {"deal,amount\nD,5\n", []string{"deals.csv:1:1: the header lacks the columns account, owner, stage"}, nil, 0},
		"lacks one":               {"\ndeal,account,owner\nD,A,r\n", []string{"deals.csv:2:1: the header lacks the column stage"}, nil, 0},
		"one twice":               {"deal,account,owner,stage,Deal \nD,A,r,s,D\n", []string{"deals.csv:1:26: column \"deal\" is there twice"}, nil, 0},
		"broken":                  {"deal,acc\"ount,owner,stage\nD,A,r,s\n", []string{"deals.csv:1:9: in the header: a quote inside a field: put the whole field in quotes and double the ones in it"}, nil, 0},
		"UTF-16":                  {"\xff\xfed\x00e\x00", []string{"deals.csv:1:1: this is UTF-16; save the file as CSV in UTF-8"}, nil, 0},
		"any order, case, blanks": {" Stage ,OWNER,Close Date,account,deal\ns,r,2026-01-01,A,D\n", nil, nil, 1},
		"quoted":                  {"\"deal\",\"account\",\"owner\",\"stage\"\n\"D\",\"A\",\"r\",\"s\"\n", nil, nil, 1},
		"semicolons":              {"deal;account;owner;stage;amount\nD;Smith, Jones;r;s;5.5\n", nil, nil, 1},
		"byte-order mark":         {"\ufeffdeal,account,owner,stage\nD,A,r,s\n", nil, nil, 1},
		"mark and quotes":         {"\ufeff\"deal\";account;owner;stage\r\nD;A;r;s\r\n", nil, nil, 1},
		"no last line end":        {"deal,account,owner,stage\nD,A,r,s", nil, nil, 1},
		"blank rows":              {"deal,account,owner,stage,\n\n,,,,\nD,A,r,s,\n  \n,,\n", nil, nil, 1},
		"unknown columns, once": {"deal,account,owner,stage,colour,\nD,A,r,s,red,\nE,A,r,s,blue,\n", nil,
			[]string{"deals.csv: column \"colour\" is not known and was ignored"}, 2},
		"no bytes":    {"", nil, []string{"deals.csv is empty"}, 0},
		"header only": {"deal,account,owner,stage\n", nil, nil, 0},
	} {
		t.Run(name, func(t *testing.T) {
			quiet := playbook
			quiet.Stages = nil
			got := read(t, files{"deals.csv": c.text}, crm.Options{Playbook: &quiet})
			expect(t, "errors", errorsOf(got), c.want)
			expect(t, "notes", got.Notes, c.notes)
			if got.Rows["deals.csv"] != c.good {
				t.Errorf("%d good rows, want %d", got.Rows["deals.csv"], c.good)
			}
			if fed := slices.Contains(got.Kinds, coach.Deals); fed != (len(c.want) == 0) {
				t.Errorf("kinds %v with errors %v", got.Kinds, c.want)
			}
		})
	}
}

func TestBrokenQuotesCostTheirOwnRowOnly(t *testing.T) {
	const header = "deal,account,owner,stage\n"
	for name, c := range map[string]struct {
		text string
		want []string
		good string
	}{
		"never closed":            {"D1,\"A,r,s\nD2,A,r,s\nD3,A,r,s\n", []string{"deals.csv:2:4: the quote that opens here is not closed"}, "D2 D3"},
		"closed by another row's": {"D1,\"A,r,s\nD2,A,r,s\nD3,\"A, B\",r,s\nD4,A,r,s\n", []string{"deals.csv:2:4: the quote that opens here is not closed, or text follows after it"}, "D2 D3 D4"},
		"closed at a row's end": {"D1,\"A,r,s\nD2,A,r,\"s\"\nD3,A,r,s\n",
			[]string{"deals.csv:2:4: the quote that opens here is not closed, or text follows after it"}, "D2 D3"},
		"several": {"D1,\"A,r,s\nD2,A,r,s\"\nD3,A,r,s\n", []string{
			"deals.csv:2:4: a quote that is not closed, or a row of 2 fields where the header has 4",
			"deals.csv:3:9: a quote inside a field: put the whole field in quotes and double the ones in it",
		}, "D3"},
		"in the middle":          {"D1,5\" pipes,r,s\nD2,A,r,s\n", []string{"deals.csv:2:5: a quote inside a field: put the whole field in quotes and double the ones in it"}, "D2"},
		"text behind":            {"D1,\"A\"B,r,s\nD2,A,r,s\n", []string{"deals.csv:2:4: the quote that opens here is not closed, or text follows after it"}, "D2"},
		"blanks around are fine": {"D1, \"A, B\" ,r,s\n", nil, "D1"},
		"doubled are one":        {"D1,\"A \"\"B\"\"\",r,s\n", nil, "D1"},
		"longer than a row may be": {"D1,\"" + strings.Repeat(strings.Repeat("x,y ", 1<<10)+"\n", 1<<9) + "\nD2,A,r,s\n",
			nil, "D2"},
		"a line longer than a row may be": {"D1," + strings.Repeat("x", 1<<21) + ",r,s\nD2,A,r,s\n", []string{"deals.csv:2:1: the row is longer than 1048576 bytes"}, "D2"},
	} {
		t.Run(name, func(t *testing.T) {
			got := read(t, files{"deals.csv": header + c.text}, crm.Options{})
			if c.want != nil || len(c.text) < 100 {
				expect(t, "errors", errorsOf(got), c.want)
			}
			by, _ := deals(got)
			if ids := strings.Join(slices.Sorted(maps.Keys(by)), " "); ids != c.good {
				t.Errorf("read %q, want %q", ids, c.good)
			}
		})
	}
}

func TestDealsSayWhatTheirRowsSay(t *testing.T) {
	got := read(t, files{
		"reps.csv": "rep,currency\nr1,EUR\nr2,\n",
		"deals.csv": "deal,account,owner,name,stage,amount,currency,kind,outcome,close_date,closed,until,discount,q.problem,q.Budget\n" +
			"D1,Acme,r1,Pumps,PROPOSAL,5.5,,NEW,,2026-04-01,,,10 %,leaks,\n" +
			"D2,,r2,,Verbal,7,jpy,,won,2026-01-02,2026-01-03,,,,\n" +
			"D3,Acme,r2,,proposal,7,,,lost,2026-01-02,,,,,unknown\n" +
			"D4,Acme,r2,,proposal,,,,,,2026-01-03,,,,\n",
	}, crm.Options{})
	expect(t, "errors", errorsOf(got), nil)
	expect(t, "notes", got.Notes, []string{
		"deals.csv: a day in closed and no outcome that closes, so not closed (1 deal: D4)",
		"deals.csv: stage \"Verbal\" is not in the playbook's list; kept as written, counts as open (1 deal: D2)",
		"deals.csv: without an account, counted as deals and for no customer (1 deal: D2)",
	})
	by, owners := deals(got)
	d1, d2, d3, d4 := by["D1"], by["D2"], by["D3"], by["D4"]
	for what, ok := range map[string]bool{
		"owner":                         owners["D1"] == "r1",
		"the owner's currency":          d1.Amount.String() == "5.50 EUR",
		"the row's currency":            d2.Amount.String() == "7 JPY",
		"the playbook's currency":       d3.Amount.String() == "7.00 USD",
		"no amount":                     d4.Amount != nil && !d4.Amount.Known(),
		"the playbook's spelling":       *d1.Stage == "proposal",
		"an unlisted stage":             *d2.Stage == "Verbal",
		"kind":                          *d1.Kind == coach.KindNew && *d2.Kind == "",
		"account":                       *d1.Account == "Acme" && *d2.Account == "",
		"closed before close_date":      d2.Closed.String() == "2026-01-03",
		"close_date without closed":     d3.Closed.String() == "2026-01-02" && d3.Close.String() == "2026-01-02",
		"open with a closed":            *d4.Outcome == coach.Open && d4.Closed.IsZero(),
		"empty cells of a column":       *d2.Name == "" && d2.Until.IsZero() && d2.Extra["discount"] == "",
		"columns that are not there":    d1.Product == nil && d1.Created == nil && d1.Reason == nil,
		"extra":                         d1.Extra["discount"] == "10 %" && len(d1.Extra) == 1,
		"kinds":                         slices.Equal(got.Kinds, []coach.FactKind{coach.Deals, coach.Qualifications}),
		"known by name only, and owner": slices.Equal(got.Unmatched, []string{"Acme"}),
	} {
		if !ok {
			t.Errorf("%s: %+v", what, by)
		}
	}
	var answers []coach.Event
	for _, events := range got.Books {
		for _, e := range events {
			if e.At != now || e.Source != coach.Import || e.Rep == "" || e.ID == "" {
				t.Errorf("event %+v", e)
			}
			if e.Answers != nil {
				answers = append(answers, e)
			}
		}
	}
	slices.SortFunc(answers, func(a, b coach.Event) int { return strings.Compare(a.ID, b.ID) })
	if len(answers) != 2 || answers[0].ID != "import/answers/deal/D1" || answers[0].Answers.Subject != "deal/D1" ||
		!maps.Equal(answers[0].Answers.Answers, map[string]string{"Problem": "leaks", "budget": ""}) {
		t.Errorf("answers %+v", answers)
	}
}

func TestTheLastOfTwoRowsHolds(t *testing.T) {
	got := read(t, files{
		"deals.csv":  "deal,account,owner,stage,amount\nD1,A,r1,proposal,1\nD2,A,r1,proposal,1\nD1,A,r2,proposal,2\nD2,A,r1,proposal,1\n",
		"issues.csv": "account,issue,severity\nA,I,low\nA,I,high\n",
	}, crm.Options{})
	expect(t, "errors", errorsOf(got), nil)
	expect(t, "notes", got.Notes, []string{
		"deals.csv: told twice with different values, the last row holds (1 deal: D1)",
		"issues.csv: told twice with different values, the last row holds (1 issue: A: I)",
	})
	by, owners := deals(got)
	if len(by) != 2 || by["D1"].Amount.Minor != 200 || owners["D1"] != "r2" {
		t.Errorf("deals %+v of %v", by, owners)
	}
	if es := got.AtAccounts["A"]; len(es) != 1 || *es[0].Issue.Severity != coach.High {
		t.Errorf("issues %+v", es)
	}
}

func TestCommitmentsStandInTheBookOfTheirDeal(t *testing.T) {
	long := strings.Repeat("word ", 100)
	got := read(t, files{
		"accounts.csv": "account,name,owner\nA1,Acme,r2\n",
		"deals.csv":    "deal,account,owner,stage\nD1,Acme,r1,proposal\n",
		"commitments.csv": "deal,account,kind,what,made,due,status\nD1,Nobody,TIME,Pilot  day,2026-01-02,2026-02-01,Kept\n" +
			",acme gmbh,data,,,,\nD1,,money," + long + ",,,\n",
	}, crm.Options{})
	expect(t, "errors", errorsOf(got), nil)
	var ids []string
	for _, rep := range []string{"r1", "r2"} {
		for _, e := range got.Books[rep] {
			if c := e.Commitment; c != nil {
				ids = append(ids, rep+" "+c.ID+" "+string(*c.Status))
			}
		}
	}
	expect(t, "commitments", ids, []string{
		"r1 deal/D1/money//word word word word word word word word word word word word … d4c2bc406da94e29 open",
		"r1 deal/D1/time/2026-01-02/Pilot day kept",
		"r2 account/A1/data// open",
	})
	if len(got.Accounts) != 1 {
		t.Errorf("an account that only a commitment with a deal names was made: %+v", got.Accounts)
	}
}

func TestFilesAreFoundByName(t *testing.T) {
	got := read(t, files{
		"Deals.CSV": "deal,account,owner,stage\nD1,A,r1,proposal\n", "budget.csv": "y\n", "readme.md": "z",
	}, crm.Options{})
	expect(t, "notes", got.Notes, []string{"budget.csv: no file of this name is known; ignored"})
	if got.Rows["Deals.CSV"] != 1 || len(got.Rows) != 1 {
		t.Errorf("rows %v", got.Rows)
	}
	empty, other := t.TempDir(), filepath.Join(t.TempDir(), "budget.csv")
	if err := os.WriteFile(other, []byte("y\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, paths := range [][]string{nil, {empty}, {other}, {filepath.Join(empty, "deals.csv")}} {
		if _, err := crm.Read(t.Context(), paths, crm.Options{}); !errors.Is(err, crm.ErrUsage) {
			t.Errorf("%q: %v", paths, err)
		}
	}
	done, cancel := context.WithCancel(t.Context())
	cancel()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "deals.csv"), []byte("deal,account,owner,stage\nD1,A,r1,proposal\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := crm.Read(done, []string{dir}, crm.Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	var last [2]int64
	one := crm.Options{Progress: func(_ string, done, total int64) { last = [2]int64{done, total} }}
	if r, err := crm.Read(t.Context(), []string{dir, filepath.Join(dir, "deals.csv")}, one); err != nil || len(r.Rows) != 1 || last != [2]int64{42, 42} {
		t.Errorf("%+v, %v, progress %v", r, err, last)
	}
}
