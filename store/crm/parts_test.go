package crm_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"evenkeel/coach"
	"evenkeel/store/crm"
	"pgregory.net/rapid"
)

// inParts reads files a share of the rows at a time and puts the shares together.
func inParts(t *rapid.T, paths []string, size int64) (all *crm.Records, parts int) {
	books, accounts := map[string][]coach.Event{}, map[string][]coach.Event{}
	err := crm.ReadParts(t.Context(), paths, crm.Options{Playbook: &playbook, Now: now, PartSize: size}, func(r *crm.Records, more bool) error {
		if parts++; all == nil {
			all = r
		}
		for to, from := range map[*map[string][]coach.Event]map[string][]coach.Event{&books: r.Books, &accounts: r.AtAccounts} {
			for of, events := range from {
				(*to)[of] = append((*to)[of], events...)
			}
		}
		all.Notes, all.Errors, all.Rows, all.Tables, all.Repeated = r.Notes, r.Errors, r.Rows, r.Tables, r.Repeated
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	all.Books, all.AtAccounts = books, accounts
	return all, parts
}

func TestReadInPartsSaysWhatReadingAtOnceSays(t *testing.T) {
	dir, most := t.TempDir(), 0
	rapid.Check(t, func(t *rapid.T) {
		var paths []string
		size := int64(0)
		for name, rows := range company(t) {
			text := strings.Join(append(rows, "a,bad,row"), "\n")
			path := filepath.Join(dir, name)
			if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
			paths, size = append(paths, path), size+int64(len(text))
		}
		slices.Sort(paths)
		whole, err := crm.Read(t.Context(), paths, crm.Options{Playbook: &playbook, Now: now})
		if err != nil {
			t.Fatal(err)
		}
		got, parts := inParts(t, paths, size/rapid.Int64Range(1, 5).Draw(t, "parts"))
		most = max(most, parts)
		for _, events := range []map[string][]coach.Event{whole.Books, whole.AtAccounts, got.Books, got.AtAccounts} {
			for _, es := range events {
				slices.SortFunc(es, func(a, b coach.Event) int { return strings.Compare(a.ID, b.ID) })
			}
		}
		a, _ := json.MarshalIndent(whole, "", " ")
		b, _ := json.MarshalIndent(got, "", " ")
		if string(a) != string(b) {
			t.Fatalf("at once:\n%s\nin %d parts:\n%s", a, parts, b)
		}
	})
	if most < 5 {
		t.Errorf("never more than %d parts", most)
	}
}
