package coach

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
)

// Beyond is what the scorecard of some reps rests on that stands in everybody's
// books. It is prepared once a day for the whole workspace, and after every
// import, so that to see one card nobody has to read all of them. A rep in a team
// that has decided enough deals needs no more of it than First and the two days.
type Beyond struct {
	First     Date  `json:"first,omitzero"`      // first closing on record
	Metrics   *Date `json:"metrics,omitempty"`   // the earliest day of a metric on record; nil without any
	Contracts *Date `json:"contracts,omitempty"` // … of a contract's start
	Won       int   `json:"won,omitempty"`       // deals of 12 months
	Lost      int   `json:"lost,omitempty"`
	Cycle     Cycle `json:"cycle"` // of the workspace's deals
}

// beyond sums up the workspace for those who will read a part of it.
func (l *ledger) beyond(f Facts) *Beyond {
	b := &Beyond{Won: l.decided[""].won, Lost: l.decided[""].lost, Cycle: l.cycles[""]}
	for _, rows := range f.Books {
		for i := range rows.Deals {
			if x := &rows.Deals[i]; x.Outcome.Closed() && (b.First.IsZero() || x.Closed < b.First) {
				b.First = x.Closed
			}
		}
	}
	for _, rows := range f.Accounts {
		for _, m := range rows.Metrics {
			b.Metrics = firstOf(b.Metrics, m.Measured)
		}
		for _, k := range rows.Contracts {
			b.Contracts = firstOf(b.Contracts, k.Start)
		}
	}
	return b
}

func firstOf(first *Date, d Date) *Date {
	if first == nil || d < *first {
		return &d
	}
	return first
}

// know adds what stands beyond the books that this ledger has.
func (l *ledger) know(b *Beyond) {
	asOf := l.q.AsOf
	if !b.First.IsZero() && b.First <= asOf && (l.first.IsZero() || b.First < l.first) {
		l.first = b.First
	}
	l.fed.metrics = l.fed.metrics || b.Metrics != nil && *b.Metrics <= asOf
	l.fed.contracts = l.fed.contracts || b.Contracts != nil && *b.Contracts <= asOf
	l.decided[""], l.cycles[""] = decided{b.Won, b.Lost}, b.Cycle
}

// beyondField is the company's one record.
const beyondField = "beyond"

// putBeyond writes down what was prepared.
func (c *Coach) putBeyond(ctx context.Context, b *Beyond) error {
	text, err := json.Marshal(b)
	if err != nil {
		return fmt.Errorf("coach: encode %s: %w", companyKey, err)
	}
	for range tries {
		as, err := c.Store.Read(ctx, Want{Key: companyKey})
		if err != nil || as[0].Fields[beyondField] == string(text) {
			return err
		}
		err = c.Store.Commit(ctx, Change{Key: companyKey, Version: as[0].Version, Put: map[string]string{beyondField: string(text)}})
		if !errors.Is(err, ErrConflict) {
			return err
		}
	}
	return fmt.Errorf("coach: %s is written by others all the time", companyKey)
}

// beyond is what was last prepared; nil where nothing was yet.
func (c *Coach) beyond(ctx context.Context) (*Beyond, error) {
	as, err := c.Store.Read(ctx, Want{Key: companyKey})
	if err != nil || as[0].Fields[beyondField] == "" {
		return nil, err
	}
	b := new(Beyond)
	if err := json.Unmarshal([]byte(as[0].Fields[beyondField]), b); err != nil {
		return nil, fmt.Errorf("coach: %s: %w", companyKey, err)
	}
	return b, nil
}
