package coach

// IssueSeverity is how much an issue hurts the customer.
type IssueSeverity string

// The severities of issues.
const (
	Low    IssueSeverity = "low"
	Medium IssueSeverity = "medium"
	High   IssueSeverity = "high"
)

// Issue is something a customer asked to have mended.
type Issue struct {
	ID       string               `json:"id"`
	Severity Field[IssueSeverity] `json:"severity,omitzero"`
	Opened   Field[Date]          `json:"opened,omitzero"`
	Promised Field[Date]          `json:"promised,omitzero"`
	Closed   Field[Date]          `json:"closed,omitzero"`
}

// OpenOn says whether the issue stands on day d.
func (i *Issue) OpenOn(d Date) bool {
	return i.Opened.V <= d && (i.Closed.V.IsZero() || i.Closed.V > d)
}

// Account is what several books share about one customer or prospect. Its
// profile (name, segment, owner …) stands in the directory.
type Account struct {
	ID      string
	Version int64
	Issues  map[string]*Issue
	Wins    map[string]*Win   // by deal; those gone stay as tombstones
	Stakes  map[string]*Stake // by rep whose book has a deal or commitment here
	Owed    []Owed            // to-dos for other aggregates
	Said    map[string]*Event // what an import said last, by "issue/ID"
}

// FirstWin is the earliest day on which a deal was won here, by rep or, with
// rep empty, by anyone; zero if there was none.
func (a *Account) FirstWin(rep string) Date {
	var first Date
	if a == nil {
		return 0
	}
	for _, w := range a.Wins {
		if w.Gone || rep != "" && w.Rep != rep {
			continue
		}
		if first.IsZero() || w.Day < first {
			first = w.Day
		}
	}
	return first
}
