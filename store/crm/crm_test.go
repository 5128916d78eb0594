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
		"discounts and margins": {"deals.csv", "deal,account,owner,stage,discount,margin\n1,A,r,s,0.1,-250%\n2,A,r,s,100 %,12.5\u00a0%\n3,A,r,s,10,\n4,A,r,s,,40\n5,A,r,s,-0.1,\n6,A,r,s,101%,\n" +
			"7,A,r,s,ten,\n8,A,r,s,1e-1,\n9,A,r,s,%,\n10,A,r,s,0.1%%,\n11,A,r,s,,-1001%\n12,A,r,s,,-1.5\n13,A,r,s,1,1\n14,A,r,s,\"0,1\",\n", []string{
			"deals.csv:4:9: discount: \"10\" is more than the whole price; write ten percent as 0.1 or 10%",
			"deals.csv:5:10: margin: \"40\" is more than the whole price; write ten percent as 0.1 or 10%",
			"deals.csv:6:9: discount: \"-0.1\" is outside 0% to 100%",
			"deals.csv:7:9: discount: \"101%\" is outside 0% to 100%",
			"deals.csv:8:9: discount: \"ten\" is no share like 0.1 or 10%",
			"deals.csv:9:9: discount: \"1e-1\" is no share like 0.1 or 10%",
			"deals.csv:10:9: discount: \"%\" is no share like 0.1 or 10%",
			"deals.csv:11:10: discount: \"0.1%%\" is no share like 0.1 or 10%",
			"deals.csv:12:11: margin: \"-1001%\" is outside -1000% to 100%",
			"deals.csv:13:11: margin: \"-1.5\" is more than the whole price; write ten percent as 0.1 or 10%",
			"deals.csv:15:10: discount: \"0,1\" is no share like 0.1 or 10%",
		}, 3},
		"discounts of contracts": {"contracts.csv", "contract,account,end,discount\nK1,A,2026-12-31,7.5%\nK2,A,2026-12-31,much\n", []string{
			"contracts.csv:3:17: discount: \"much\" is no share like 0.1 or 10%",
		}, 1},
		"ragged rows": {"deals.csv", "deal,account,owner,stage\nD1,A,r\nD2,A,r,proposal,more\nD3,A,r,proposal\n", []string{
			"deals.csv:2:6: the row has 3 fields where the header has 4",
			"deals.csv:3:17: the row has 5 fields where the header has 4",
		}, 1},
		"long text, NUL and foreign bytes": {"deals.csv", "deal,account,owner,stage,reason\n1,A,r,s," + long + "\n2,A,r,s,a\x00b\n3,\xffA,r,s,\n4,A,r,s," + long[1:] + "\n5,A,r,s," + strings.Repeat("ü", 2000) + "\n", []string{
			"deals.csv:2:9: reason: text of more than 2000 characters",
			"deals.csv:3:9: reason: holds a NUL character",
			"deals.csv:4:3: account: not valid UTF-8; save the file as CSV in UTF-8",
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
		"UTF-16 without its mark": {"d\x00e\x00", []string{"deals.csv:1:1: the header holds NUL characters, so this is UTF-16, or no text; save the file as CSV in UTF-8"}, nil, 0},
		"a workbook":              {"PK\x03\x04\x14\x00", []string{"deals.csv:1:1: this is an Excel workbook or another zip file; save the file as CSV in UTF-8"}, nil, 0},
		"an old workbook":         {"\xd0\xcf\x11\xe0\xa1", []string{"deals.csv:1:1: this is an old Excel workbook; save the file as CSV in UTF-8"}, nil, 0},
		"gzip":                    {"\x1f\x8b\x08", []string{"deals.csv:1:1: this is a gzip file; save the file as CSV in UTF-8"}, nil, 0},
		"a foreign letter":        {"deal,account,owner,stage,reason\nD,A,r,s,\nE,A,r,s,M\xfcller\n", []string{"deals.csv:3:9: reason: not valid UTF-8; save the file as CSV in UTF-8"}, nil, 1},
		"a broken last line":      {"deal,account,owner,stage\nD,A,r,s\nE,A,r,\"s", []string{"deals.csv:3:7: the quote that opens here is not closed"}, nil, 1},
		"tabs":                    {"deal\taccount\towner\tstage\treason\nD\tSmith, Jones; Son\tr\ts\t\nE\t\t\"r\"\ts\t\" x\ty\" \n", nil, []string{"deals.csv: without an account, counted as deals and for no customer (1 deal: E)"}, 2},
		"a line for spreadsheets": {"sep=;\r\ndeal;account;owner;stage\r\nD;\"Smith; Jones\";r;s\r\n", nil, nil, 1},
		"one in quotes, with a mark": {"\ufeff\"SEP=|\"\n\ndeal|account|owner|stage\nD|a,b,c,d|r|s\nE|A|r\n",
			[]string{"deals.csv:5:5: the row has 3 fields where the header has 4"}, nil, 1},
		"one for tabs, and only it":  {"sep=\t", nil, []string{"deals.csv is empty"}, 0},
		"carriage returns only":      {"deal,account,owner,stage,amount\rD,\"two\rlines\",r,s,1\r\rE,A,r,s,x\r", []string{"deals.csv:5:9: amount: \"x\" is no amount like 50000 or 1234.50"}, nil, 1},
		"a carriage return too many": {"deal,account,owner,\"stage\"\r\r\nD,A,r,\"s\"\r\r\nE,A,r,\r\r\n", []string{"deals.csv:3:7: stage: is empty, and is needed"}, nil, 1},
		"any order, case, blanks":    {" Stage ,OWNER,Close Date,account,deal\ns,r,2026-01-01,A,D\n", nil, nil, 1},
		"quoted":                     {"\"deal\",\"account\",\"owner\",\"stage\"\n\"D\",\"A\",\"r\",\"s\"\n", nil, nil, 1},
		"semicolons":                 {"deal;account;owner;stage;amount\nD;Smith, Jones;r;s;5.5\n", nil, nil, 1},
		"byte-order mark":            {"\ufeffdeal,account,owner,stage\nD,A,r,s\n", nil, nil, 1},
		"mark and quotes":            {"\ufeff\"deal\";account;owner;stage\r\nD;A;r;s\r\n", nil, nil, 1},
		"no last line end":           {"deal,account,owner,stage\nD,A,r,s", nil, nil, 1},
		"blank rows":                 {"deal,account,owner,stage,\n\n,,,,\nD,A,r,s,\n  \n,,\n", nil, nil, 1},
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
			if fed := slices.Contains(got.Kinds, coach.Deals); fed != (len(c.want) == 0 || c.good > 0) {
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
		"extra":                         d1.Extra["discount"] == "0.1" && len(d1.Extra) == 1,
		"kinds":                         slices.Equal(got.Kinds, []coach.FactKind{coach.Deals, coach.Qualifications}),
		"known by name only, and owner": len(got.UnmatchedReps) == 0 && slices.Equal(got.UnmatchedAccounts, []string{"Acme"}),
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

func TestSharesAreKeptAsExactFractions(t *testing.T) {
	got := read(t, files{
		"deals.csv":     "deal,account,owner,stage,discount,margin\nD1,A,r,s,10 %,-12.5%\nD2,A,r,s,0.100,1\nD3,A,r,s,33.333333333333%,0\nD4,A,r,s,,\n",
		"contracts.csv": "contract,account,end,discount\nK,A,2026-12-31,7.5%\n",
	}, crm.Options{})
	expect(t, "errors", errorsOf(got), nil)
	by, _ := deals(got)
	var said []string
	for _, id := range []string{"D1", "D2", "D3", "D4"} {
		said = append(said, by[id].Extra["discount"]+" "+by[id].Extra["margin"])
	}
	expect(t, "discounts and margins", said, []string{"0.1 -0.125", "0.1 1", "0.33333333333333 0", " "})
	if k := got.AtAccounts["A"][0].Contract; *k.Discount != "0.075" {
		t.Errorf("contract %+v", k)
	}
	_, facts := coach.InMemory(records(got, now), &playbook)
	if row := facts.Books["r"].Deals[0]; row.Margin != "-0.125" {
		t.Errorf("the summary has %+v", row)
	}
}

func TestOfTwoRowsThatDifferOneHoldsWhateverTheirOrder(t *testing.T) {
	const rule = ": told twice with different values; of such rows the one whose values sort last holds "
	for name, c := range map[string]struct{ file, header, lower, higher, what string }{
		"deals":       {"deals.csv", "deal,account,owner,stage,amount", "D1,A1,r1,proposal,1", "D1,A1,r1,proposal,2", "1 deal: D1"},
		"owners":      {"deals.csv", "deal,account,owner,stage,amount", "D1,A1,r1,proposal,1", "D1,A1,r2,proposal,1", "1 deal: D1"},
		"answers":     {"deals.csv", "deal,account,owner,stage,q.problem", "D1,A1,r1,proposal,a", "D1,A1,r1,proposal,b", "1 deal: D1"},
		"contracts":   {"contracts.csv", "contract,account,end", "K,A1,2026-12-30", "K,A2,2026-12-30", "1 contract: K"},
		"issues":      {"issues.csv", "account,issue,severity", "A1,I,high", "Acme,I,low", "1 issue: A1: I"},
		"commitments": {"commitments.csv", "account,kind,what,status", "A1,time,w,kept", "Acme,time,w,open", "1 commitment: account/A1/time//w"},
		"quotas":      {"quotas.csv", "rep,period,amount", "r1,2026,1", "r1,2026,2", "1 quota: r1: 2026"},
		"reps":        {"reps.csv", "rep,team", "r9,North", "r9,South", "1 rep: r9"},
		"accounts":    {"accounts.csv", "account,segment", "A9,a", "A9,b", "1 account: A9"},
	} {
		t.Run(name, func(t *testing.T) {
			with := func(rows ...string) *crm.Records {
				fs := files{"accounts.csv": "account,name,owner\nA1,Acme,r1\n"}
				if c.file == "accounts.csv" {
					fs = files{}
				}
				fs[c.file] = c.header + "\n" + strings.Join(rows, "\n") + "\n"
				got := read(t, fs, crm.Options{})
				expect(t, "errors", errorsOf(got), nil)
				return got
			}
			says := func(r *crm.Records) string { return marshal([]any{r.Reps, r.Books, r.AtAccounts, r.Accounts}) }
			one, two := with(c.lower, c.higher, c.lower), with(c.higher, c.lower, c.higher)
			expect(t, "notes", one.Notes, []string{c.file + rule + "(" + c.what + " in line 3, not 2)"})
			expect(t, "notes", two.Notes, []string{c.file + rule + "(" + c.what + " in line 2, not 3)"})
			if says(one) != says(two) {
				t.Errorf("one order:\n%s\nanother:\n%s", says(one), says(two))
			}
			if same := with(c.higher, c.higher); len(same.Notes) > 0 || name != "owners" && says(same) != says(one) {
				t.Errorf("alone:\n%s %v\nin two ways:\n%s", says(same), same.Notes, says(one))
			}
		})
	}
}

func TestRowsThatDifferInTwoFilesAreNamed(t *testing.T) {
	const a, b = "deal,account,owner,stage,amount\nD1,A,r1,proposal,1\n", "deal,account,owner,stage,amount\n\nD1,A,r1,proposal,2\n"
	for _, texts := range [][2]string{{a, b}, {b, a}} {
		var paths []string
		for _, text := range texts {
			path := filepath.Join(t.TempDir(), "deals.csv")
			if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
			paths = append(paths, path)
		}
		kept, left := paths[1], paths[0]+":2"
		if texts[0] == b {
			kept, left = paths[0], paths[1]+":2"
		}
		got, err := crm.Read(t.Context(), paths, crm.Options{Playbook: &playbook, Now: now})
		if err != nil {
			t.Fatal(err)
		}
		expect(t, "notes", got.Notes, []string{kept + ": told twice with different values; of such rows the one whose values sort last holds (1 deal: D1 in line 3, not " + left + ")"})
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
