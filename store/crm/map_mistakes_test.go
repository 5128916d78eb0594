package crm_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"evenkeel/store/crm"
)

func TestMistakesInAMappingAreReportedWhereTheyStand(t *testing.T) {
	good := func(more string) string { return fmt.Sprintf(deal1, "") + more }
	columns := func(s string) string { return fmt.Sprintf(deal1, ", "+s) }
	for text, want := range map[string]string{
		"":                              "map.yaml:1:1: a mapping is one map of settings; begin it with version: 1",
		"- a":                           "map.yaml:1:1: a mapping is one map of settings; begin it with version: 1",
		"a: b\n---\nc: d":               "map.yaml:1:1: a mapping is one map of settings; begin it with version: 1",
		"\xff":                          "map.yaml:1:1: this is not UTF-8 text",
		"a: [":                          "map.yaml:2:1: this is not YAML: did not find expected node content",
		"version: 1":                    "map.yaml:1:1: files is missing",
		"version: 1\nfiles: []":         "map.yaml:1:1: files is empty: name at least one",
		"version: 1\nfiles: x":          "map.yaml:2:8: write a list here",
		"version: 2\nfiles: []":         "map.yaml:1:10: this program reads version: 1",
		"version: 1\nfiles: [x]":        "map.yaml:2:9: write {name: value} here",
		good("sep: x\n"):                `map.yaml:6:1: "sep" is not known here; known are version, dates, numbers, currency, files`,
		good("  sikp: []\n"):            `map.yaml:6:3: "sikp" is not known here; known are file, has, lacks, to, columns, optional, constants, skip, footer`,
		good("version: 1\n"):            `map.yaml:6:1: "version" is there twice`,
		good("  footer: 3\n"):           "map.yaml:6:11: write true or false",
		good("  has: [\"\"]\n"):         "map.yaml:6:9: this is empty",
		good("  has: [\" \"]\n"):        "map.yaml:6:9: this is no heading",
		good("  has: []\n"):             "map.yaml:6:8: the list is empty",
		good("  skip: [{column: x}]\n"): "map.yaml:6:10: write one of is and not",
		good("  skip: [{column: x, is: a, not: b}]\n"):                                                "map.yaml:6:10: write one of is and not",
		good("  skip: [{is: a}]\n"):                                                                   "map.yaml:6:10: column is missing",
		good("  constants: {source: }\n"):                                                             `map.yaml:6:23: this is empty; write "" for an empty cell`,
		good("  constants: {source: [a]}\n"):                                                          "map.yaml:6:23: write a single value here",
		good("  constants: {colour: red}\n"):                                                          `map.yaml:6:15: deals.csv has no column "colour"; it has deal, account, owner, `,
		good("  constants: {q.: red}\n"):                                                              `map.yaml:6:15: deals.csv has no column "q."`,
		good("  constants: {stage: red}\n"):                                                           "map.yaml:6:15: stage is filled twice",
		good("  constants: &a {name: red}\n  optional: *a\n"):                                         "map.yaml:7:13: aliases (*name) and merges (<<) are not read here",
		good("currency: Taler\n"):                                                                     `map.yaml:6:11: "Taler" is no currency like USD`,
		good("numbers: \"1234\"\n"):                                                                   `map.yaml:6:10: "1234" is not understood; write one of "1,234.50"`,
		good("numbers: 1,234,50\n"):                                                                   `map.yaml:6:10: "1,234,50" is not understood`,
		good("dates: dd/mm/yyyy\n"):                                                                   `map.yaml:6:8: "dd/mm/yyyy": "d" is not understood; write it like YYYY-MM-DD`,
		good("dates: 2006-01-02\n"):                                                                   `map.yaml:6:8: "2006-01-02": "2" is not understood`,
		good("dates: MM/YYYY\n"):                                                                      `map.yaml:6:8: "MM/YYYY": a date needs YYYY, MM and DD`,
		good("dates: YYYY-MM-DD hh\n"):                                                                `map.yaml:6:8: "YYYY-MM-DD hh": a time of day needs hh and mm`,
		good("dates: YYYY-MM-DD-D\n"):                                                                 `map.yaml:6:8: "YYYY-MM-DD-D": D comes twice`,
		good("dates: [MM/DD/YYYY, DD/MM/YYYY]\n"):                                                     `map.yaml:6:8: "MM/DD/YYYY" and "DD/MM/YYYY" read the same text as different days; keep the one that holds`,
		good("dates: [DD/MM/YY, YY/MM/DD]\n"):                                                         `map.yaml:6:8: "DD/MM/YY" and "YY/MM/DD" read the same text as different days`,
		columns("created: {column: Made, add: soon}"):                                                 `map.yaml:5:98: "soon" is not understood; write 12 months or -1 day`,
		columns("name: {column: Made, add: 1 day}"):                                                   "map.yaml:5:69: name is no date to add to",
		columns("name: {}"):                                                                           "map.yaml:5:75: write one of column and join",
		columns("name: {column: a, join: b}"):                                                         "map.yaml:5:75: write one of column and join",
		columns("name: {column: a, else: {values: {a: b}}}"):                                          "map.yaml:5:93: write one of column and join",
		columns("name: {column: a, values: {Aa: b, \"a a\": c, \"A  A\": d}}"):                        `map.yaml:5:113: "A  A" is there twice; case does not count`,
		columns("name: {column: a, values: {\"a*\": b, \"A*\": c}}"):                                  `map.yaml:5:105: "A*" is there twice; case does not count`,
		columns("name: {column: a, values: {[a]: b}}"):                                                "map.yaml:5:96: a name must be plain text",
		"version: 1\nfiles: [{file: a.csv, to: a.csv}]":                                               `map.yaml:2:27: "a.csv" is none of reps.csv, accounts.csv, deals.csv, `,
		"version: 1\nfiles: [{file: \"[\", to: reps.csv}]":                                            `map.yaml:2:16: "[" is no name of a file, nor a pattern like *deals*.csv`,
		"version: 1\nfiles: [{file: a/b.csv, to: reps.csv}]":                                          `map.yaml:2:16: "a/b.csv" is no name of a file`,
		"version: 1\nfiles: [{to: reps.csv}]":                                                         "map.yaml:2:9: file is missing",
		"version: 1\nfiles: [{file: a.csv, to: reps.csv, footer: true}]":                              "map.yaml:2:9: without columns the file is in our form already",
		"version: 1\nfiles: [{file: a.csv, to: deals.csv, columns: {deal: a}, optional: {stage: b}}]": "map.yaml:2:9: deals.csv needs the columns account, owner, stage, among columns or constants",
		"version: 1\nfiles: [{file: a.csv, to: commitments.csv, columns: {kind: a}}]":                 "map.yaml:2:9: commitments.csv needs the column deal or account, among columns or constants",
	} {
		_, err := crm.LoadMapping("map.yaml", []byte(text))
		var errs crm.MapErrors
		if !errors.As(err, &errs) || !strings.HasPrefix(err.Error(), want) || strings.Contains(errs[0].Error(), "\n") {
			t.Errorf("%q:\n%v\nwant %s", text, err, want)
		}
	}
}

func TestAllMistakesInAMappingAreReportedAtOnce(t *testing.T) {
	_, err := crm.LoadMapping("map.yaml", []byte("version: 2\nnumbers: x\nfiles:\n- {file: a.csv, to: b.csv, skip: [{}]}\ncurrency: y\n"))
	var lines []string
	for l := range strings.Lines(err.Error()) {
		lines = append(lines, strings.Join(strings.SplitN(l, ":", 4)[:3], ":"))
	}
	expect(t, "places", lines, []string{"map.yaml:1:10", "map.yaml:2:10", "map.yaml:4:21", "map.yaml:4:35", "map.yaml:5:11"})
}

func TestBuiltInMappingsAreInOrder(t *testing.T) {
	expect(t, "names", crm.BuiltinMappings(), []string{"hubspot", "maven-crm", "ravenstack-saas", "salesforce"})
	for _, name := range crm.BuiltinMappings() {
		if _, err := crm.BuiltinMapping(name); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := crm.BuiltinMapping("../maps/hubspot"); err == nil || !strings.Contains(err.Error(), "hubspot, maven-crm, ravenstack-saas, salesforce") {
		t.Errorf("%v", err)
	}
}

func TestTheSchemaNamesEverySettingAndFile(t *testing.T) {
	var s struct {
		Properties map[string]any `json:"properties"`
		Defs       map[string]struct {
			Properties map[string]struct {
				Description string   `json:"description"`
				Enum        []string `json:"enum"`
			} `json:"properties"`
		} `json:"$defs"`
	}
	if err := json.Unmarshal(crm.MapSchema(), &s); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"version", "dates", "numbers", "currency", "files"} {
		if s.Properties[name] == nil {
			t.Errorf("the schema lacks %s", name)
		}
	}
	file := s.Defs["file"].Properties
	for _, name := range []string{"file", "has", "lacks", "to", "columns", "optional", "constants", "skip", "footer"} {
		if file[name].Description == "" {
			t.Errorf("the schema lacks files.%s, or a word on it", name)
		}
	}
	if !slices.Contains(file["to"].Enum, "quotas.csv") {
		t.Errorf("to may be %q", file["to"].Enum)
	}
}
