package main

import (
	"fmt"
	"io"
	"strings"

	"evenkeel/store/crm"
)

// report prints every bad row, and what a person should know besides.
func report(w io.Writer, r *crm.Records) { reportFirst(w, r, 20) }

// reportFirst does that, and names only so many of the unmatched.
func reportFirst(w io.Writer, r *crm.Records, most int) {
	for _, e := range r.Errors {
		fmt.Fprintln(w, e)
	}
	for _, n := range r.Notes {
		fmt.Fprintln(w, "note: "+n)
	}
	unmatched(w, "people", "reps.csv", r.UnmatchedReps, most)
	unmatched(w, "accounts", "accounts.csv", r.UnmatchedAccounts, most)
}

func unmatched(w io.Writer, what, file string, ids []string, most int) {
	if len(ids) == 0 {
		return
	}
	more := ""
	if len(ids) > most {
		more = fmt.Sprintf(", and %d more; import --verbose lists them", len(ids)-most)
	}
	fmt.Fprintf(w, "note: %s that other files name and no %s, known by that name only (%d): %s%s\n", what, file, len(ids), strings.Join(ids[:min(len(ids), most)], ", "), more)
}

// tables are the files that import reads, in the order of the contract.
var tables = []string{"reps", "accounts", "deals", "contracts", "products", "touches", "commitments", "metrics", "issues", "reviews", "quotas"}

// counts is "35 reps, 85 accounts, 8800 deals; 0 bad rows".
func counts(r *crm.Records) string {
	var parts []string
	for _, name := range tables {
		if n, ok := r.Tables[name+".csv"]; ok {
			if n == 1 {
				name = one(name)
			}
			parts = append(parts, fmt.Sprintf("%d %s", n, name))
		}
	}
	return fmt.Sprintf("%s; bad rows: %d", strings.Join(parts, ", "), len(r.Errors))
}

// rowCounts is "rows read: 8920; to import: 8915; twice in the files: 3; bad: 2".
// Of what is imported only what differs from the last import changes anything.
func rowCounts(r *crm.Records) string {
	good := 0
	for _, n := range r.Tables {
		good += n
	}
	return fmt.Sprintf("rows read: %d; to import: %d; twice in the files: %d; bad: %d", good+len(r.Errors), good-r.Repeated, r.Repeated, len(r.Errors))
}

// one is a single row's name: "touch" of "touches".
func one(table string) string {
	if name, ok := strings.CutSuffix(table, "ches"); ok {
		return name + "ch"
	}
	return strings.TrimSuffix(table, "s")
}
