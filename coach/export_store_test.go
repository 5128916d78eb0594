package coach_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"evenkeel/coach"
	"evenkeel/store/storetest"
)

// TestAnExportHoldsWhateverAnErasureTakes: every value that names it, and every
// value that is gone afterwards, stands in the document.
func TestAnExportHoldsWhateverAnErasureTakes(t *testing.T) {
	t.Parallel()
	for _, e := range erasures {
		t.Run(e.of.ID(), func(t *testing.T) {
			t.Parallel()
			c := newCompany(t, storetest.Embedded(t), nil)
			for _, key := range []string{"book/ann", "book/bob", "book/UANN0", "account/acme", "account/gamma", "account/beta"} {
				kind, id, _ := strings.Cut(key, "/")
				if kind == "book" {
					c.must(c.Follow(t.Context(), id)) // so that the erasure itself has nothing to do for others
				}
			}
			c.must(c.DoDue(t.Context()))
			before := c.dump()
			d, err := c.Export(t.Context(), e.of)
			c.must(err)
			again, err := c.Export(t.Context(), e.of)
			c.must(err)
			doc, err := json.Marshal(d)
			c.must(err)
			if same, _ := json.Marshal(again); string(same) != string(doc) {
				t.Error("the same export twice differs")
			}
			if fmt.Sprint(c.dump()) != fmt.Sprint(before) {
				t.Error("an export changed something")
			}
			_, err = c.Erase(t.Context(), e.of)
			c.must(err)
			after := c.dump()
			for key, fields := range before {
				if strings.Contains(key, "/due/") || strings.Contains(key, "/dir}:") {
					continue // when to look at what, and versions
				}
				for field, value := range fields {
					bookkeeping := field == "v" || field == "tok" || field == "owes" || field == "state" || strings.HasSuffix(key, ":sum") && !e.what.MatchString(key)
					if now, is := after[key][field]; bookkeeping || is && now == value {
						continue
					}
					want := value
					if strings.HasSuffix(key, ":seen") || strings.HasSuffix(key, "/deals}") {
						want = field
					}
					if !json.Valid([]byte(want)) || want == field {
						quoted, _ := json.Marshal(want)
						want = string(quoted)
					}
					if !strings.Contains(string(doc), want) {
						t.Errorf("%s %s is not in the export: %s", key, field, want)
					}
				}
			}
		})
	}
}

func TestAnExportIsSortedByWhatThingsAre(t *testing.T) {
	t.Parallel()
	c := newCompany(t, storetest.Embedded(t), nil)
	rep, err := c.Export(t.Context(), "rep/UANN0") // merged into ann
	c.must(err)
	if rep.ID != "ann" || len(rep.Merged) != 1 || len(rep.Profile) == 0 || len(rep.Preferences) == 0 || len(rep.Summary) == 0 || len(rep.Quotas) != 1 {
		t.Errorf("of ann: %+v", rep)
	}
	var deal coach.Deal
	c.must(json.Unmarshal(rep.Deals[0], &deal))
	if deal.ID != "Dann1" || deal.Amount.V != *money("50000") || len(deal.Stage) != 1 || !strings.HasPrefix(deal.Stage.Last().By, "import/1") {
		t.Errorf("her first deal is %s", rep.Deals[0])
	}
	at := map[string]coach.Elsewhere{}
	for _, a := range rep.Accounts {
		at[a.ID] = a
	}
	if a := at["acme"]; a.Name != "Acme Trading" || len(a.Wins) != 1 || len(a.Stakes) != 1 || len(a.Contracts) != 1 {
		t.Errorf("at Acme: %+v", a)
	}
	account, err := c.Export(t.Context(), "account/acme")
	c.must(err)
	if len(account.Issues) != 1 || len(account.Contracts) != 1 || len(account.Metrics) != 1 || len(account.Products) != 1 || len(account.Reviews) != 1 {
		t.Errorf("of Acme: %+v", account)
	}
	in := map[string]coach.Elsewhere{}
	for _, b := range account.Books {
		in[b.ID] = b
	}
	if b := in["bob"]; b.Name != "Bob Stone" || len(b.Deals) != 1 || len(b.Commitments) != 2 || len(b.Touches) != 2 || len(b.Qualifications) != 2 {
		t.Errorf("in Bob's book: %+v", b)
	}
	if _, err := c.Export(t.Context(), "rep/nobody"); !errors.Is(err, coach.ErrUnknown) {
		t.Errorf("of nobody: %v", err)
	}
}
