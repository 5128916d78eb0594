package crm_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"evenkeel/coach"
	"evenkeel/store/crm"
)

func TestBadRowsOfRecordsAreReportedWhereTheyStand(t *testing.T) {
	long := strings.Repeat("x", 2001)
	for name, c := range map[string]struct {
		file, text string
		want       []string
		good       int
	}{
		"contracts: what is needed": {"contracts.csv", "contract,account,end\n,A,2026-12-31\nK2,,2026-12-31\nK3,A,\nK4,A,soon\nK5,A,2026-12-31T00:00:00Z\n", []string{
			"contracts.csv:2:1: contract: is empty, and is needed",
			"contracts.csv:3:4: account: is empty, and is needed",
			"contracts.csv:4:6: end: is empty, and is needed",
			"contracts.csv:5:6: end: \"soon\" is no date like 2026-03-31",
		}, 1},
		"contracts: term": {"contracts.csv", "contract,account,start,end,ended\nK1,A,2026-01-02,2026-01-01,\nK2,A,2026-01-02,2026-12-31,2026-01-01\nK3,A,2026-01-01,2026-01-01,2026-01-01\n" +
			"K4,A,,2026-01-01,1970-01-01\nK5,A,1969-01-01,2026-01-01,\nK6,A,2026-01-01,2026-12-31,then\nK7,A,2026-01-01,2026-12-31,2027-03-01\n", []string{
			"contracts.csv:2:17: end: 2026-01-01 is before the start, 2026-01-02",
			"contracts.csv:3:28: ended: 2026-01-01 is before the start, 2026-01-02",
			"contracts.csv:6:6: start: 1969-01-01 is outside 1970 to 2199",
			"contracts.csv:7:28: ended: \"then\" is no date like 2026-03-31",
		}, 3},
		"contracts: words and numbers": {"contracts.csv", "contract,account,end,auto_renew,notice_days,outcome\nK1,A,2026-01-01,perhaps,,\nK2,A,2026-01-01,YES,90,Renewed\nK3,A,2026-01-01,,-1,\n" +
			"K4,A,2026-01-01,,1.5,\nK5,A,2026-01-01,,36501,\nK6,A,2026-01-01,,,won\nK7,A,2026-01-01,0,0,cancelled\nK8,A,2026-01-01,no,,lapsed\n", []string{
			"contracts.csv:2:17: auto_renew: \"perhaps\" is none of true, false, yes, no, 1, 0",
			"contracts.csv:4:18: notice_days: \"-1\" is no whole number like 250",
			"contracts.csv:5:18: notice_days: \"1.5\" is no whole number like 250",
			"contracts.csv:6:18: notice_days: 36501 is more than 36500 days",
			"contracts.csv:7:19: outcome: \"won\" is none of renewed, lapsed, cancelled",
		}, 3},
		"contracts: value and text": {"contracts.csv", "contract,account,end,yearly_value,currency,reason\nK1,A,2026-01-01,-1,,\nK2,A,2026-01-01,1.5,JPY,\nK3,A,2026-01-01,1,euro,\nK4,A,2026-01-01,,," + long + "\n" +
			"K5,A,2026-01-01,1000000000001,,\nK6,A,2026-01-01,12.50,,\n", []string{
			"contracts.csv:2:17: yearly_value: an amount cannot be below 0: -1",
			"contracts.csv:3:17: yearly_value: 1.5 has more decimals than JPY, which has 0",
			"contracts.csv:4:19: currency: \"EURO\" is no currency code like USD",
			"contracts.csv:5:19: reason: text of more than 2000 characters",
			"contracts.csv:6:17: yearly_value: an amount above 10^12 is not taken: 1000000000001",
		}, 1},
		"products": {"products.csv", "account,product,since\n,P,\nA,,\nA,P,31/12/2026\nA,P,2026-12-31\n", []string{
			"products.csv:2:1: account: is empty, and is needed",
			"products.csv:3:3: product: is empty, and is needed",
			"products.csv:4:5: since: \"31/12/2026\" is no date like 2026-03-31",
		}, 1},
		"touches: what is needed": {"touches.csv", "account,owner,at,kind\n,r,2026-01-01,care\nA,,2026-01-01,care\nA,r,,care\nA,r,2026-01-01,\nA,r,2026-01-01,Sales\n", []string{
			"touches.csv:2:1: account: is empty, and is needed",
			"touches.csv:3:3: owner: is empty, and is needed",
			"touches.csv:4:5: at: is empty, and is needed",
			"touches.csv:5:16: kind: is empty, and is needed",
		}, 1},
		"touches: times": {"touches.csv", "account,owner,kind,at\nA,r,care,noon\nA,r,care,2026-01-01 noon\nA,r,care,2026-02-29T10:00:00Z\nA,r,care,2026-01-01T25:00\nA,r,care,1969-12-31T23:59:59Z\n" +
			"A,r,care,2199-12-31T23:59:59-01:00\nA,r,care,2026-02-30\nA,r,care,2026-01-01 9:05\n", []string{
			"touches.csv:2:10: at: \"noon\" is no date like 2026-03-31",
			"touches.csv:3:10: at: \"2026-01-01 noon\" is no date or time like 2026-03-31 or 2026-03-31T14:30",
			"touches.csv:4:10: at: \"2026-02-29T10:00:00Z\" is no date or time like 2026-03-31 or 2026-03-31T14:30",
			"touches.csv:5:10: at: \"2026-01-01T25:00\" is no date or time like 2026-03-31 or 2026-03-31T14:30",
			"touches.csv:6:10: at: 1969-12-31T23:59:59Z is outside 1970 to 2199",
			"touches.csv:7:10: at: 2199-12-31T23:59:59-01:00 is outside 1970 to 2199",
			"touches.csv:8:10: at: \"2026-02-30\" is no date like 2026-03-31",
		}, 1},
		"touches: words and numbers": {"touches.csv", "account,owner,at,kind,direction,future,waiting,hours\nA,r,2026-01-01,call,,,,\nA,r,2026-01-01,care,both,,,\nA,r,2026-01-01,care,,diagnosis;cure,,\n" +
			"A,r,2026-01-01,care,,,maybe,\nA,r,2026-01-01,care,,,,-1\nA,r,2026-01-01,care,,,,\"1,5\"\nA,r,2026-01-01,care,,,,1e3\nA,r,2026-01-01,care,IN,Prognosis ; diagnosis;,1,1.50\n", []string{
			"touches.csv:2:16: kind: \"call\" is none of care, sales",
			"touches.csv:3:21: direction: \"both\" is none of in, out",
			"touches.csv:4:22: future: \"cure\" is none of diagnosis, prescription, prognosis",
			"touches.csv:5:23: waiting: \"maybe\" is none of true, false, yes, no, 1, 0",
			"touches.csv:6:24: hours: hours cannot be below 0: -1",
			"touches.csv:7:24: hours: \"1,5\" is no number like 99.5",
			"touches.csv:8:24: hours: \"1e3\" is no number like 99.5",
		}, 1},
		"metrics": {"metrics.csv", "account,metric,target,actual,direction,measured\n,m,,,,\nA,,,,,\nA,m,99 %,,,\nA,m,,\"1,000\",,\nA,m,,,above,\nA,m,,,,today\nA,m,-0.5,+1,,\nA,m,-0.5,12,AT_MOST,2026-01-01\n", []string{
			"metrics.csv:2:1: account: is empty, and is needed",
			"metrics.csv:3:3: metric: is empty, and is needed",
			"metrics.csv:4:5: target: \"99 %\" is no number like 99.5",
			"metrics.csv:5:6: actual: \"1,000\" is no number like 99.5",
			"metrics.csv:6:7: direction: \"above\" is none of at_least, at_most",
			"metrics.csv:7:8: measured: \"today\" is no date like 2026-03-31",
			"metrics.csv:8:10: actual: \"+1\" is no number like 99.5",
		}, 1},
		"reviews": {"reviews.csv", "account,cadence_days,agreed,last,next\n,90,,,\nA,quarterly,,,\nA,,x,,\nA,,,y,\nA,,,,z\nA,90000,,,\nA,90,2026-01-01,2026-02-01,2026-05-01\n", []string{
			"reviews.csv:2:1: account: is empty, and is needed",
			"reviews.csv:3:3: cadence_days: \"quarterly\" is no whole number like 250",
			"reviews.csv:4:4: agreed: \"x\" is no date like 2026-03-31",
			"reviews.csv:5:5: last: \"y\" is no date like 2026-03-31",
			"reviews.csv:6:6: next: \"z\" is no date like 2026-03-31",
			"reviews.csv:7:3: cadence_days: 90000 is more than 36500 days",
		}, 1},
		"quotas": {"quotas.csv", "rep,period,amount,currency\n,2026,1,\nr,,1,\nr,2026,,\nr,2026-Q5,1,\nr,2026-13,1,\nr,2026-1,1,\nr,Q4,1,\nr,1969,1,\nr,2200-Q1,1,\nr,2026,-1,\nr,2026,1.005,\nr,2026,1,$\n" +
			"r,2026-q4,0,\nr,2026-10,5.5,\nr,2026,7,jpy\n", []string{
			"quotas.csv:2:1: rep: is empty, and is needed",
			"quotas.csv:3:3: period: is empty, and is needed",
			"quotas.csv:4:8: amount: is empty, and is needed",
			"quotas.csv:5:3: period: \"2026-Q5\" is no period like 2017-Q4, 2017-10 or 2017",
			"quotas.csv:6:3: period: \"2026-13\" is no period like 2017-Q4, 2017-10 or 2017",
			"quotas.csv:7:3: period: \"2026-1\" is no period like 2017-Q4, 2017-10 or 2017",
			"quotas.csv:8:3: period: \"Q4\" is no period like 2017-Q4, 2017-10 or 2017",
			"quotas.csv:9:3: period: 1969 is outside 1970 to 2199",
			"quotas.csv:10:3: period: 2200-Q1 is outside 1970 to 2199",
			"quotas.csv:11:8: amount: an amount cannot be below 0: -1",
			"quotas.csv:12:8: amount: 1.005 has more decimals than USD, which has 2",
			"quotas.csv:13:10: currency: \"$\" is no currency code like USD",
		}, 3},
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

func TestNamesThatMeanSeveralAreBadRowsInEveryFile(t *testing.T) {
	got := read(t, files{
		"reps.csv": "rep,email\nr1,twin@x.com\nr2,twin@x.com\n", "accounts.csv": "account,name\nA1,Twin\nA2,Twin\n",
		"contracts.csv": "contract,account,owner,end\nK1,twin,r1,2026-01-01\nK2,A1,twin@x.com,2026-01-01\n", "products.csv": "account,product\ntwin,P\n",
		"touches.csv": "account,owner,at,kind\ntwin,r1,2026-01-01,care\nA1,twin@x.com,2026-01-01,care\n", "metrics.csv": "account,metric\ntwin,m\n",
		"reviews.csv": "account\ntwin\n", "quotas.csv": "rep,period,amount\ntwin@x.com,2026,1\n",
	}, crm.Options{})
	expect(t, "errors", errorsOf(got), []string{
		"contracts.csv:2:4: account: \"twin\" is the name of A1, A2; use an id",
		"contracts.csv:3:7: owner: \"twin@x.com\" means r1, r2; use an id",
		"metrics.csv:2:1: account: \"twin\" is the name of A1, A2; use an id",
		"products.csv:2:1: account: \"twin\" is the name of A1, A2; use an id",
		"quotas.csv:2:1: rep: \"twin@x.com\" means r1, r2; use an id",
		"reviews.csv:2:1: account: \"twin\" is the name of A1, A2; use an id",
		"touches.csv:2:1: account: \"twin\" is the name of A1, A2; use an id",
		"touches.csv:3:4: owner: \"twin@x.com\" means r1, r2; use an id",
	})
}

// recordFiles are the header and one good row of each file, with the kind of
// fact that it feeds.
var recordFiles = map[string]struct {
	header, row string
	needed      []string
	kind        coach.FactKind
}{
	"contracts.csv": {"contract,account,end", "K,Smith & Co,2026-12-31", []string{"contract", "account", "end"}, coach.Contracts},
	"products.csv":  {"account,product", "Smith & Co,P", []string{"account", "product"}, coach.Products},
	"touches.csv":   {"account,owner,at,kind", "Smith & Co,r,2026-12-31,care", []string{"account", "owner", "at", "kind"}, coach.Touches},
	"metrics.csv":   {"account,metric", "Smith & Co,m", []string{"account", "metric"}, coach.Metrics},
	"reviews.csv":   {"account,next", "Smith & Co,2026-12-31", []string{"account"}, coach.Reviews},
	"quotas.csv":    {"rep,period,amount", "r,2026,1", []string{"rep", "period", "amount"}, ""},
}

func TestEveryFileFeedsItsKindAndTakesEverySpreadsheet(t *testing.T) {
	for file, c := range recordFiles {
		semicolons := strings.NewReplacer(",", ";")
		for name, text := range map[string]string{
			"plain":           c.header + "\n" + c.row + "\n",
			"Windows":         c.header + "\r\n\r\n" + c.row + "\r\n",
			"semicolons":      semicolons.Replace(c.header + "\n" + c.row),
			"byte-order mark": "\ufeff" + strings.ToUpper(c.header) + ",Colour\n" + c.row + ",red\n",
		} {
			got := read(t, files{file: text}, crm.Options{})
			if len(got.Errors) > 0 || got.Rows[file] != 1 || len(got.Books)+len(got.AtAccounts) != 1 {
				t.Errorf("%s, %s: %d rows, %v", file, name, got.Rows[file], got.Errors)
			}
		}
		var fed []coach.FactKind
		if c.kind != "" {
			fed = append(fed, c.kind)
		}
		for _, text := range []string{"", c.header, c.header + "\n" + c.row} {
			if got := read(t, files{file: text}, crm.Options{}); !slices.Equal(got.Kinds, fed) {
				t.Errorf("%s with %q feeds %v, want %v", file, text, got.Kinds, fed)
			}
		}
		for _, col := range c.needed {
			got := read(t, files{file: strings.Replace(c.header, col, "x", 1) + "\n" + c.row}, crm.Options{})
			if len(got.Errors) != 1 || got.Errors[0].What != "the header lacks the column "+col || len(got.Kinds) > 0 || got.Rows[file] != 0 {
				t.Errorf("%s without %s: %v, kinds %v", file, col, errorsOf(got), got.Kinds)
			}
		}
	}
}

func TestRecordsSayWhatTheirRowsSay(t *testing.T) {
	got := read(t, files{
		"reps.csv":     "rep,currency,email\nr1,EUR,r1@x.com\nr2,GBP,\n",
		"accounts.csv": "account,name,owner\nA1,Acme GmbH,r2\n",
		"contracts.csv": "contract,account,owner,product,start,end,yearly_value,currency,auto_renew,notice_days,renews,discount,outcome,ended,reason\n" +
			"K1,acme,R1@x.com,Pump  care,2026-01-01,2026-12-31,1200.5,,Yes,90,K0,10 %,Cancelled,2026-06-30,moved away\n" +
			"K2,acme,,,,2026-12-31,10,,,,,,,,\nK3,acme,stranger,,,2026-12-31,10,,0,,,,,2026-06-30,\nK4,acme,r1,,,2026-12-31,,usd,,,,,,,\nK5,acme,r1,,,2026-12-31,7,jpy,,,,,,,\n",
		"products.csv": "account,product,since\nacme,Pump  care,2025-01-01\nNewcomer,Filter,\n",
		"metrics.csv": "account,metric,target,actual,direction,unit,measured\nacme,uptime,99.50,,,%,\nacme,uptime,99.50,99.7,,%,2026-03-31\n" +
			"acme,tickets,-3,4,at_most,,\n",
		"reviews.csv": "account,cadence_days,agreed,last,next\nacme,90,2026-01-01,2026-02-01,2026-05-01\n",
		"quotas.csv":  "rep,period,amount,currency\nr1@x.com,2026-q4,5000.5,\nr1,2026-10,7,JPY\nnewrep,2026,9,\n",
	}, crm.Options{})
	expect(t, "errors", errorsOf(got), nil)
	expect(t, "notes", got.Notes, []string{
		"contracts.csv: a day in ended and no outcome; one that ended early counts as lost on that day (1 contract: K3)",
		"metrics.csv: an actual without a day in measured, so only what was agreed is kept (1 metric: acme: tickets)",
	})
	expect(t, "unmatched reps", got.UnmatchedReps, []string{"newrep", "stranger"})
	expect(t, "unmatched accounts", got.UnmatchedAccounts, []string{"Newcomer"})
	expect(t, "at accounts", told(got.AtAccounts), []string{
		`A1 import/contracts/A1/K1 {"id":"K1","owner":"r1","product":"Pump care","start":"2026-01-01","end":"2026-12-31","yearly":{"minor":120050,"currency":"EUR"},` +
			`"auto":true,"notice":90,"renews":"K0","discount":"0.1","outcome":"cancelled","ended":"2026-06-30","reason":"moved away"}`,
		`A1 import/contracts/A1/K2 {"id":"K2","owner":"","product":"","start":"","end":"2026-12-31","yearly":{"minor":1000,"currency":"GBP"},` +
			`"auto":false,"notice":0,"renews":"","discount":"","outcome":"","ended":"","reason":""}`,
		`A1 import/contracts/A1/K3 {"id":"K3","owner":"stranger","product":"","start":"","end":"2026-12-31","yearly":{"minor":1000,"currency":"USD"},` +
			`"auto":false,"notice":0,"renews":"","discount":"","outcome":"","ended":"2026-06-30","reason":""}`,
		`A1 import/contracts/A1/K4 {"id":"K4","owner":"r1","product":"","start":"","end":"2026-12-31","yearly":{"minor":0,"currency":""},` +
			`"auto":false,"notice":0,"renews":"","discount":"","outcome":"","ended":"","reason":""}`,
		`A1 import/contracts/A1/K5 {"id":"K5","owner":"r1","product":"","start":"","end":"2026-12-31","yearly":{"minor":7,"currency":"JPY"},` +
			`"auto":false,"notice":0,"renews":"","discount":"","outcome":"","ended":"","reason":""}`,
		`A1 import/metrics/A1/tickets@ {"metric":"tickets","target":"-3","actual":"","direction":"at_most","unit":""}`,
		`A1 import/metrics/A1/uptime@ {"metric":"uptime","target":"99.50","actual":"","direction":"at_least","unit":"%"}`,
		`A1 import/metrics/A1/uptime@2026-03-31 {"metric":"uptime","measured":"2026-03-31","target":"99.50","actual":"99.7","direction":"at_least","unit":"%"}`,
		`A1 import/products/A1/Pump care {"product":"Pump care","since":"2025-01-01"}`,
		`A1 import/reviews/A1/ {"cadence":90,"agreed":"2026-01-01","last":"2026-02-01","next":"2026-05-01"}`,
		`Newcomer import/products/Newcomer/Filter {"product":"Filter","since":""}`,
	})
	expect(t, "in books", told(got.Books), []string{
		`newrep import/quotas/newrep/2026 {"period":"2026","amount":{"minor":900,"currency":"USD"}}`,
		`r1 import/quotas/r1/2026-10 {"period":"2026-10","amount":{"minor":7,"currency":"JPY"}}`,
		`r1 import/quotas/r1/2026-Q4 {"period":"2026-Q4","amount":{"minor":500050,"currency":"EUR"}}`,
	})
}

func TestColumnsThatAreNotThereSayNothing(t *testing.T) {
	fs := files{}
	for file, c := range recordFiles {
		fs[file] = c.header + "\n" + c.row
	}
	fs["reviews.csv"] = "account\nSmith & Co\n"
	got := read(t, fs, crm.Options{})
	expect(t, "at accounts", told(got.AtAccounts), []string{
		`Smith & Co import/contracts/Smith & Co/K {"id":"K","end":"2026-12-31"}`,
		`Smith & Co import/metrics/Smith & Co/m@ {"metric":"m"}`,
		`Smith & Co import/products/Smith & Co/P {"product":"P"}`,
		`Smith & Co import/reviews/Smith & Co/ {}`,
	})
}

func TestOneRowOfAnIdentityHolds(t *testing.T) {
	got := read(t, files{
		"accounts.csv":  "account,name\nA1,Acme\n",
		"contracts.csv": "contract,account,end\nK1,A1,2026-01-01\nK1,Beta,2026-01-02\nK2,A1,2026-01-01\nK2,acme,2026-01-01\n",
		"products.csv":  "account,product,since\nA1,P,2026-01-01\nA1,Q,2026-01-01\nacme,P,2026-01-02\nacme,Q,2026-01-01\n",
		"metrics.csv":   "account,metric,target,measured\nA1,m,1,\nA1,m,2,2026-01-01\nA1,m,3,\n",
		"reviews.csv":   "account,cadence_days\nA1,30\nBeta,30\nacme,90\n",
		"quotas.csv":    "rep,period,amount\nr,2026-Q1,1\nr,2026-01,1\nr,2026-q1,2\n",
		"issues.csv":    "account,issue,severity\nA1,P,low\n", // another thing than the product of that name
	}, crm.Options{})
	expect(t, "errors", errorsOf(got), nil)
	const rule = ": told twice with different values; of such rows the one whose values sort last holds "
	expect(t, "notes", got.Notes, []string{
		"contracts.csv" + rule + "(1 contract: K1 in line 3, not 2)",
		"metrics.csv" + rule + "(1 metric: A1: m in line 4, not 2)",
		"products.csv" + rule + "(1 product: A1: P in line 4, not 2)",
		"quotas.csv" + rule + "(1 quota: r: 2026-Q1 in line 4, not 2)",
		"reviews.csv" + rule + "(1 review: A1 in line 4, not 2)",
	})
	if got.Repeated != 7 {
		t.Errorf("%d rows tell again of something", got.Repeated)
	}
	expect(t, "at accounts", told(got.AtAccounts), []string{
		`A1 import/contracts/A1/K2 {"id":"K2","end":"2026-01-01"}`, `A1 import/issues/A1/P {"id":"P","severity":"low"}`,
		`A1 import/metrics/A1/m@ {"metric":"m","target":"3"}`, `A1 import/metrics/A1/m@2026-01-01 {"metric":"m","measured":"2026-01-01","target":"2"}`,
		`A1 import/products/A1/P {"product":"P","since":"2026-01-02"}`, `A1 import/products/A1/Q {"product":"Q","since":"2026-01-01"}`,
		`A1 import/reviews/A1/ {"cadence":90}`, `Beta import/contracts/Beta/K1 {"id":"K1","end":"2026-01-02"}`, `Beta import/reviews/Beta/ {"cadence":30}`,
	})
	expect(t, "in books", told(got.Books), []string{
		`r import/quotas/r/2026-01 {"period":"2026-01","amount":{"minor":100,"currency":"USD"}}`, `r import/quotas/r/2026-Q1 {"period":"2026-Q1","amount":{"minor":200,"currency":"USD"}}`,
	})
	if got.Rows["products.csv"] != 4 {
		t.Errorf("rows %v", got.Rows)
	}
}

// told prints what is told of whom, with the event's id.
func told(events map[string][]coach.Event) []string {
	var out []string
	for _, of := range slices.Sorted(maps.Keys(events)) {
		for _, e := range events[of] {
			for _, change := range []any{e.Contract, e.Product, e.Metric, e.Review, e.Issue, e.Quota, e.Touch} {
				if b := marshal(change); b != "null" {
					out = append(out, of+" "+e.ID+" "+b)
				}
			}
		}
	}
	return out
}
