package crm_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"evenkeel/store/crm"
	"pgregory.net/rapid"
)

func mapping(t testing.TB, text string) *crm.Mapping {
	t.Helper()
	m, err := crm.LoadMapping("map.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// said is all that records say of the business, whatever files it came from.
func said(r *crm.Records) string {
	return marshal([]any{r.Reps, r.Accounts, r.Books, r.AtAccounts, r.Kinds, r.UnmatchedReps, r.UnmatchedAccounts, r.Tables})
}

// deal1 is what a mapping of deals cannot do without.
const deal1 = "version: 1\nfiles:\n- file: opps.csv\n  to: deals.csv\n  columns: {deal: Id, account: Client, owner: Seller, stage: Phase%s}\n"

func TestAMappingMakesForeignFilesOurs(t *testing.T) {
	deals := func(columns string) string { return fmt.Sprintf(deal1, columns) }
	ours := "deal,account,owner,stage"
	for name, c := range map[string]struct {
		mapping       string
		foreign, ours files
	}{
		"headings in any case and with blanks": {deals(""), files{"OPPS.csv": "ID,client , SELLER,phase,Unknown\nD,A,r,proposal,x\n"}, files{"deals.csv": ours + "\nD,A,r,proposal\n"}},
		"semicolons and quotes":                {deals(""), files{"opps.csv": "Id;Client;Seller;Phase\nD;\"A; B\";r;proposal\n"}, files{"deals.csv": ours + "\nD,A; B,r,proposal\n"}},
		"the first of several columns that is not empty": {
			deals(", amount: {column: [Gone, Net, Gross]}"),
			files{"opps.csv": "Id,Client,Seller,Phase,Gross,Net\nD,A,r,proposal,7,\nE,A,r,proposal,7,6\n"},
			files{"deals.csv": ours + ",amount\nD,A,r,proposal,7\nE,A,r,proposal,6\n"},
		},
		"cells put together": {
			deals(", name: {join: [First, Last]}"), files{"opps.csv": "Id,Client,Seller,Phase,Last,First\nD,A,r,proposal,Berg,Ann\nE,A,r,proposal,Berg, \n"},
			files{"deals.csv": ours + ",name\nD,A,r,proposal,Ann Berg\nE,A,r,proposal,Berg\n"},
		},
		"values: listed, by their beginning, others, and empty cells": {
			deals(`, outcome: {column: End, values: {"Won*": won, "Won't": lost, yes: lost, "*": ""}}, close_date: Day`),
			files{"opps.csv": "Id,Client,Seller,Phase,End,Day\nD,A,r,proposal,won  BACK,2026-01-01\nE,A,r,proposal,WON'T,2026-01-01\nF,A,r,proposal,other,\nG,A,r,proposal,,\nH,A,r,proposal,Yes,2026-01-01\n"},
			files{"deals.csv": ours + ",outcome,close_date\nD,A,r,proposal,won,2026-01-01\nE,A,r,proposal,lost,2026-01-01\nF,A,r,proposal,,\nG,A,r,proposal,,\nH,A,r,proposal,lost,2026-01-01\n"},
		},
		"what is not listed stays": {
			strings.Replace(deals(""), "stage: Phase", "stage: {column: Phase, values: {Offer: proposal}}", 1),
			files{"opps.csv": "Id,Client,Seller,Phase\nD,A,r,OFFER\nE,A,r,Pilot run\n"}, files{"deals.csv": ours + "\nD,A,r,proposal\nE,A,r,Pilot run\n"},
		},
		"a star is no claim about an empty cell": {
			deals(`, source: {column: Via, values: {"*": partner}}`), files{"opps.csv": "Id,Client,Seller,Phase,Via\nD,A,r,proposal,x\nE,A,r,proposal,\n"},
			files{"deals.csv": ours + ",source\nD,A,r,proposal,partner\nE,A,r,proposal,\n"},
		},
		"an empty cell that is listed": {
			deals(`, source: {column: Via, values: {"": list}}`), files{"opps.csv": "Id,Client,Seller,Phase,Via\nD,A,r,proposal,\n"},
			files{"deals.csv": ours + ",source\nD,A,r,proposal,list\n"},
		},
		"else, where the first gives nothing or is not there": {
			strings.Replace(deals(""), "deal: Id", "deal: {column: Id, else: {join: [Client, Phase]}}", 1),
			files{"opps.csv": "Client,Seller,Phase\nA,r,proposal\n"}, files{"deals.csv": ours + "\nA proposal,A,r,proposal\n"},
		},
		"dates in two patterns, ours besides": {
			"dates: [DD.MM.YYYY, D MMM YYYY]\n" + deals(", created: Made, close_date: Due"),
			files{"opps.csv": "Id,Client,Seller,Phase,Made,Due\nD,A,r,proposal,3.4.2026,4 apr 2026\nE,A,r,proposal,,2026-04-05T10:00:00Z\n"},
			files{"deals.csv": ours + ",created,close_date\nD,A,r,proposal,2026-04-03,2026-04-04\nE,A,r,proposal,,2026-04-05\n"},
		},
		"dates without separators, and of two digits": {
			"dates: [YYYYMMDD, MM/DD/YY]\n" + deals(", created: Made, close_date: Due"),
			files{"opps.csv": "Id,Client,Seller,Phase,Made,Due\nD,A,r,proposal,20260403,4/5/26\n"}, files{"deals.csv": ours + ",created,close_date\nD,A,r,proposal,2026-04-03,2026-04-05\n"},
		},
		"a time of day is kept where it counts": {
			"version: 1\ndates: MM/DD/YYYY h:mm am\nfiles: [{file: calls.csv, to: touches.csv, columns: {account: Client, owner: Seller, at: When}, constants: {kind: care}}]\n",
			files{"calls.csv": "Client,Seller,When\nA,r,03/31/2026 2:05 pm\n"}, files{"touches.csv": "account,owner,at,kind\nA,r,2026-03-31T14:05,care\n"},
		},
		"numbers with commas": {
			"numbers: 1,234.50\n" + deals(", amount: Worth"), files{"opps.csv": "Id,Client,Seller,Phase,Worth\nD,A,r,proposal,\"1,234,567.5\"\nE,A,r,proposal,1234.50\nF,A,r,proposal,\n"},
			files{"deals.csv": ours + ",amount\nD,A,r,proposal,1234567.5\nE,A,r,proposal,1234.50\nF,A,r,proposal,\n"},
		},
		"numbers with points, and a discount": {
			"numbers: 1.234,50\n" + deals(", amount: Worth, discount: Less"), files{"opps.csv": "Id;Client;Seller;Phase;Worth;Less\nD;A;r;proposal;1.234,50;12,5%\n"},
			files{"deals.csv": ours + ",amount,discount\nD,A,r,proposal,1234.50,12.5%\n"},
		},
		"numbers with narrow blanks": {
			"numbers: 1 234,50\n" + deals(", amount: Worth"), files{"opps.csv": "Id;Client;Seller;Phase;Worth\nD;A;r;proposal;12\u202f345,5\n"},
			files{"deals.csv": ours + ",amount\nD,A,r,proposal,12345.5\n"},
		},
		"a currency for all, but where a file has one": {
			"currency: EUR\n" + deals(", amount: Worth") + "- {file: b.csv, to: deals.csv, columns: {deal: Id, account: C, owner: S, stage: P, amount: W, currency: Cur}}\n",
			files{"opps.csv": "Id,Client,Seller,Phase,Worth\nD,A,r,proposal,5\n", "b.csv": "Id,C,S,P,W,Cur\nE,A,r,proposal,5,CHF\n"},
			files{"deals.csv": ours + ",amount,currency\nD,A,r,proposal,5,EUR\nE,A,r,proposal,5,CHF\n"},
		},
		"constants and answers": {
			deals(", q.problem: Pain") + "  constants: {source: fair}\n", files{"opps.csv": "Id,Client,Seller,Phase,Pain\nD,A,r,proposal,stock-outs\n"},
			files{"deals.csv": ours + ",q.problem,source\nD,A,r,proposal,stock-outs,fair\n"},
		},
		"a year added to a start, less a day": {
			"version: 1\nfiles: [{file: subs.csv, to: contracts.csv, columns: {contract: Id, account: Client, start: From, end: {column: From, add: [1 year, -1 day]}}}]\n",
			files{"subs.csv": "Id,Client,From\nK,A,2024-02-29\nL,A,2024-01-01\n"}, files{"contracts.csv": "contract,account,start,end\nK,A,2024-02-29,2025-02-27\nL,A,2024-01-01,2024-12-31\n"},
		},
		"rows left out": {
			deals("") + "  skip: [{column: Test, is: [yes, \"\"]}, {column: Area, not: [north, South]}, {column: Gone, is: x, optional: true}]\n",
			files{"opps.csv": "Id,Client,Seller,Phase,Test,Area\nD,A,r,proposal,no,NORTH\nE,A,r,proposal,Yes,north\nF,A,r,proposal,,north\nG,A,r,proposal,no,east\n"},
			files{"deals.csv": ours + "\nD,A,r,proposal\n"},
		},
		"one file as two of ours": {
			deals("") + "- {file: \"opp?.csv\", to: accounts.csv, columns: {account: Client, segment: Trade}}\n", files{"opps.csv": "Id,Client,Seller,Phase,Trade\nD,A,r,proposal,retail\n"},
			files{"deals.csv": ours + "\nD,A,r,proposal\n", "accounts.csv": "account,segment\nA,retail\n"},
		},
		"a file of ours beside": {
			deals("") + "- {file: quotas.csv, to: quotas.csv}\n", files{"opps.csv": "Id,Client,Seller,Phase\nD,A,r,proposal\n", "quotas.csv": "rep,period,amount\nr,2026,5\n"},
			files{"deals.csv": ours + "\nD,A,r,proposal\n", "quotas.csv": "rep,period,amount\nr,2026,5\n"},
		},
		"columns that a file may lack": {
			deals("") + "  optional: {source: Via, name: Title}\n", files{"opps.csv": "Id,Client,Seller,Phase,Title\nD,A,r,proposal,Big\n"}, files{"deals.csv": ours + ",name\nD,A,r,proposal,Big\n"},
		},
		"files known by their headings": {
			"version: 1\nfiles:\n- {file: \"*.csv\", has: [Phase], to: deals.csv, columns: {deal: Id, account: Client, owner: Seller, stage: Phase}}\n" +
				"- {file: \"*.csv\", has: [client], lacks: [Phase], to: accounts.csv, columns: {account: Client}}\n",
			files{"x1.csv": "Id,Client,Seller,Phase\nD,A,r,proposal\n", "x2.csv": "\nClient\nA\n"}, files{"deals.csv": ours + "\nD,A,r,proposal\n", "accounts.csv": "account\nA\n"},
		},
		"a file that ends with remarks": {
			deals("") + "  footer: true\n", files{"opps.csv": "Id,Client,Seller,Phase\nD,A,r,proposal\n\nConfidential\nMade by Ann\n"}, files{"deals.csv": ours + "\nD,A,r,proposal\n"},
		},
		"an empty file is still fed": {deals(""), files{"opps.csv": ""}, files{"deals.csv": ""}},
	} {
		t.Run(name, func(t *testing.T) {
			text := c.mapping
			if !strings.HasPrefix(text, "version") {
				first, rest, _ := strings.Cut(text, "\n")
				text = strings.Replace(rest, "version: 1\n", "version: 1\n"+first+"\n", 1)
			}
			got, want := read(t, c.foreign, crm.Options{Map: mapping(t, text)}), read(t, c.ours, crm.Options{})
			if len(got.Errors)+len(want.Errors) > 0 || said(got) != said(want) {
				t.Errorf("%s\nwant %s\nerrors %v %v", said(got), said(want), got.Errors, want.Errors)
			}
		})
	}
}

func TestWhatAMappingLeavesOutIsSaid(t *testing.T) {
	m := mapping(t, fmt.Sprintf(deal1, "")+"  skip: [{column: Test, is: [\"True\", \"\"]}, {column: Area, not: north}]\n  optional: {source: Via, name: Title}\n  footer: true\n- {file: gone.csv, to: reps.csv, columns: {rep: Id}}\n")
	got := read(t, files{
		"opps.csv":  "Id,Client,Seller,Phase,Test,Area\nD,A,r,proposal,no,north\nE,A,r,proposal,true,north\nF,A,r,proposal,,south\nG,A,r,proposal,no,south\nThe end\n",
		"other.csv": "x\n",
	}, crm.Options{Map: m})
	slices.Sort(got.Notes) // their folder is gone
	expect(t, "notes", got.Notes, []string{
		"map.yaml:9:3: no file gone.csv was there to read",
		"opps.csv: has nothing for source, name",
		"opps.csv: left out for deals.csv: 1 row where Area is not north",
		"opps.csv: left out for deals.csv: 2 rows where Test is True or empty",
		"opps.csv: left out: 1 row of the export's own, with a single cell",
		"other.csv: the mapping has no entry for a file of this name and these headings; ignored",
	})
	if got.Rows["opps.csv"] != 1 || got.Tables["deals.csv"] != 1 {
		t.Errorf("%v %v", got.Rows, got.Tables)
	}
}

func TestBadRowsAreReportedAtTheForeignCell(t *testing.T) {
	m := mapping(t, strings.Replace(fmt.Sprintf(deal1, ", amount: Worth, created: Made, close_date: {column: Made, add: 1 month}, name: {join: [Phase, Made]}"),
		"version: 1\n", "version: 1\ndates: DD.MM.YYYY\nnumbers: 1.234,50\n", 1)+"  constants: {kind: gift}\n")
	got := read(t, files{"opps.csv": "Worth;Made;Phase;Seller;Client;Id\n" +
		"1,234.50;01.02.2026;proposal;r;A;D1\n" + // a point where the comma stands
		"1.234,50;2/1/2026;proposal;r;A;D2\n" +
		"1;31.02.2026;proposal;r;A;D3\n" +
		"1;01.02.2026;proposal;;A;D4\n" +
		"1;01.02.2026;proposal;r;A\n" +
		"1;01.02.2026;proposal;r;A;\"D\n" +
		"1;;proposal;r;A;D5\n"}, crm.Options{Map: m})
	expect(t, "errors", errorsOf(got), []string{
		`opps.csv:2:1: amount: "1,234.50" is no number like 1.234,50`,
		`opps.csv:3:1: kind: "gift" is none of new, expansion, renewal`,
		`opps.csv:4:1: kind: "gift" is none of new, expansion, renewal`,
		`opps.csv:5:1: kind: "gift" is none of new, expansion, renewal`,
		"opps.csv:6:25: the row has 5 fields where the header has 6",
		"opps.csv:7:27: the quote that opens here is not closed",
		`opps.csv:8:1: kind: "gift" is none of new, expansion, renewal`,
	})
	got = read(t, files{"opps.csv": "Worth;Made;Phase;Seller;Client;Id\n1;2/1/2026;proposal;r;A;D2\n1;31.02.2026;proposal;r;A;D3\n1;01.02.2026;proposal;;A;D4\n"},
		crm.Options{Map: mapping(t, strings.Replace(fmt.Sprintf(deal1, ", created: Made, amount: Worth"), "version: 1\n", "version: 1\ndates: DD.MM.YYYY\n", 1))})
	expect(t, "errors", errorsOf(got), []string{
		`opps.csv:2:3: created: "2/1/2026" is no date like DD.MM.YYYY`,
		`opps.csv:3:3: created: "31.02.2026" is no date like DD.MM.YYYY`,
		"opps.csv:4:23: owner: is empty, and is needed",
	})
}

func TestAHeaderThatLacksWhatAMappingWantsIsReported(t *testing.T) {
	m := mapping(t, "version: 1\nfiles:\n- file: opps.csv\n  to: deals.csv\n  columns:\n    deal: [Id, Key]\n    account: Client\n    owner: {join: [First, Last], else: Seller}\n    stage: Phase\n  skip:\n  - {column: Test, is: x}\n")
	got := read(t, files{"opps.csv": "Client,client,Phase,Worth\nA,A,proposal,1\n"}, crm.Options{Map: m})
	expect(t, "errors", errorsOf(got), []string{
		`opps.csv:1:1: the header lacks "Id" or "Key", which map.yaml:6:5 wants for deal, one clear "Client", for it is there twice, "First" or "Last" or "Seller", ` +
			`which map.yaml:8:5 wants for owner, "Test", which map.yaml:11:5 wants for skip; it has "Client", "client", "Phase", "Worth"`,
	})
	if len(got.Kinds) > 0 {
		t.Errorf("fed: %v", got.Kinds)
	}
}

func TestFilesThatNoEntryMeansAreAnErrorOfUsage(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "deals.csv")
	if err := os.WriteFile(path, []byte("deal,account,owner,stage\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, p := range []string{dir, path} {
		_, err := crm.Read(t.Context(), []string{p}, crm.Options{Map: mapping(t, fmt.Sprintf(deal1, ""))})
		if !errors.Is(err, crm.ErrUsage) || !strings.Contains(err.Error(), p) || !strings.Contains(err.Error(), "opps.csv") {
			t.Errorf("%s: %v", p, err)
		}
	}
}

// TestAMappingThatRenamesNothingChangesNothing reads companies with a mapping
// that takes every column for itself.
func TestAMappingThatRenamesNothingChangesNothing(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		fs, text := files{}, "version: 1\nfiles:\n"
		for name, lines := range company(rt) {
			fs[name] = strings.Join(lines, "\n") + "\n"
			text += "- {file: " + name + ", to: " + name + ", columns: {"
			for _, col := range strings.Split(lines[0], ",") {
				text += col + ": " + col + ", "
			}
			text += "}}\n"
		}
		got, want := read(t, fs, crm.Options{Map: mapping(t, text)}), read(t, fs, crm.Options{})
		if marshal(got) != marshal(want) {
			rt.Fatalf("%s\nwant %s", marshal(got), marshal(want))
		}
	})
}
