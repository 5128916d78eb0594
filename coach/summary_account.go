package coach

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
)

// AccountRows is what scorecards and digests know of an account: its summary,
// one field a kind. An account's wins stand with the deals, in their books.
type AccountRows struct {
	Contracts []ContractRow
	Products  []ProductRow
	Metrics   []MetricRow
	Issues    []IssueRow
	Review    ReviewRow
}

// ProductRow is a product of ours that a customer runs.
type ProductRow struct {
	Product string `json:"p"`
	Since   Date   `json:"s,omitzero"`
}

// MetricRow is one measurement, or, without an actual, what was agreed.
type MetricRow struct {
	Metric    string `json:"m"`
	Measured  Date   `json:"d,omitzero"`
	Target    string `json:"t,omitempty"`
	Actual    string `json:"a,omitempty"`
	Direction string `json:"r,omitempty"`
	Unit      string `json:"u,omitempty"`
}

// IssueRow is an issue.
type IssueRow struct {
	Issue    string        `json:"i"`
	Severity IssueSeverity `json:"s,omitempty"`
	Opened   Date          `json:"o,omitzero"`
	Promised Date          `json:"p,omitzero"`
	Closed   Date          `json:"c,omitzero"`
}

// ReviewRow is the rhythm of reviews.
type ReviewRow struct {
	Cadence int    `json:"c,omitempty"`
	Agreed  Date   `json:"a,omitzero"`
	Held    []Date `json:"h,omitempty"` // the earliest first
	Next    Date   `json:"n,omitzero"`
}

// Rows is the account's summary, without a store.
func (a *Account) Rows() AccountRows {
	return AccountRows{a.contractRows(), a.productRows(), a.metricRows(), a.issueRows(), a.reviewRow()}
}

func (a *Account) contractRows() []ContractRow {
	var out []ContractRow
	for _, id := range slices.Sorted(maps.Keys(a.Contracts)) {
		if k := a.Contracts[id]; k.To == "" {
			out = append(out, k.Row())
		}
	}
	return out
}

func (a *Account) productRows() []ProductRow {
	return rowsBy(a.Products, func(p *Product) ProductRow { return ProductRow{p.Product, p.Since.V} })
}

func (a *Account) metricRows() []MetricRow {
	return rowsBy(a.Metrics, func(m *Metric) MetricRow {
		return MetricRow{m.Metric, m.Measured, m.Target.V, m.Actual.V, m.Direction.V, m.Unit.V}
	})
}

func (a *Account) issueRows() []IssueRow {
	return rowsBy(a.Issues, func(i *Issue) IssueRow {
		return IssueRow{i.ID, i.Severity.V, i.Opened.V, i.Promised.V, i.Closed.V}
	})
}

func (a *Account) reviewRow() ReviewRow {
	if a.Review == nil {
		return ReviewRow{}
	}
	r := ReviewRow{Cadence: a.Review.Cadence.V, Agreed: a.Review.Agreed.V, Next: a.Review.Next.V}
	for _, h := range a.Review.Held {
		if !h.V.IsZero() {
			r.Held = append(r.Held, h.V)
		}
	}
	slices.Sort(r.Held)
	r.Held = slices.Compact(r.Held)
	return r
}

func rowsBy[K ~string, V, R any](m map[K]V, row func(V) R) []R {
	var out []R
	for _, k := range slices.Sorted(maps.Keys(m)) {
		out = append(out, row(m[k]))
	}
	return out
}

// rows are the summary fields of what changed.
func (d *accountDraft) rows() map[string]any {
	out := map[string]any{}
	if d.contracts {
		out["contracts"] = d.a.contractRows()
	}
	if d.products {
		out["products"] = d.a.productRows()
	}
	if d.metrics {
		out["metrics"] = d.a.metricRows()
	}
	if d.issues {
		out["issues"] = d.a.issueRows()
	}
	if d.review {
		out["review"] = d.a.reviewRow()
	}
	return out
}

// decodeAccountRows reads an account's summary.
func decodeAccountRows(fields map[string]string) (AccountRows, error) {
	var r AccountRows
	into := map[string]any{"contracts": &r.Contracts, "products": &r.Products, "metrics": &r.Metrics, "issues": &r.Issues, "review": &r.Review}
	for field, raw := range fields {
		if to := into[field]; to != nil {
			if err := json.Unmarshal([]byte(raw), to); err != nil {
				return r, fmt.Errorf("summary %s: %w", field, err)
			}
		}
	}
	return r, nil
}
