package coach

// ContractOutcome is how a contract ended.
type ContractOutcome string

// The outcomes of contracts. Without one, a contract past its end is unknown,
// unless it renews by itself.
const (
	Renewed   ContractOutcome = "renewed"
	Lapsed    ContractOutcome = "lapsed"
	Cancelled ContractOutcome = "cancelled"
)

// Contract is one term of an agreement with a customer.
type Contract struct {
	ID       string                 `json:"id"`
	Owner    Field[string]          `json:"owner,omitzero"` // rep id; empty: the account's
	Product  Field[string]          `json:"product,omitzero"`
	Start    Field[Date]            `json:"start,omitzero"`
	End      Field[Date]            `json:"end,omitzero"` // its last day
	Yearly   Field[Money]           `json:"yearly,omitzero"`
	Auto     Field[bool]            `json:"auto,omitzero"`   // it renews by itself, for the same term
	Notice   Field[int]             `json:"notice,omitzero"` // days before the end
	Renews   Field[string]          `json:"renews,omitzero"` // its predecessor's id
	Discount Field[string]          `json:"discount,omitzero"`
	Outcome  Field[ContractOutcome] `json:"outcome,omitzero"`
	Ended    Field[Date]            `json:"ended,omitzero"` // where it ended on another day than its end
	Reason   Field[string]          `json:"reason,omitzero"`
	To       string                 `json:"to,omitempty"` // the account that it went to: this is a tombstone
}

// ContractRow is a contract as scorecards, digests and rules see it.
type ContractRow struct {
	ID      string          `json:"c"`
	Owner   string          `json:"o,omitempty"`
	Product string          `json:"p,omitempty"`
	Start   Date            `json:"s,omitzero"`
	End     Date            `json:"e,omitzero"`
	Yearly  Money           `json:"y,omitzero"`
	Auto    bool            `json:"a,omitempty"`
	Notice  int             `json:"n,omitempty"`
	Renews  string          `json:"f,omitempty"`
	Outcome ContractOutcome `json:"x,omitempty"`
	Ended   Date            `json:"d,omitzero"`

	Discount string `json:"i,omitempty"` // as given: 0.1, 10 or 10 %
}

// Row is the contract without its history.
func (k *Contract) Row() ContractRow {
	return ContractRow{ID: k.ID, Owner: k.Owner.V, Product: k.Product.V, Start: k.Start.V, End: k.End.V, Yearly: k.Yearly.V, Auto: k.Auto.V,
		Notice: k.Notice.V, Renews: k.Renews.V, Outcome: k.Outcome.V, Ended: k.Ended.V, Discount: k.Discount.V}
}
