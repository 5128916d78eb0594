package coach

import (
	"cmp"
	"slices"
	"time"
)

// Extension is a product that customers of another run too: Both of the Of customers
// who run With.
type Extension struct {
	Product string `json:"product"`
	With    string `json:"with"`
	Both    int    `json:"both"`
	Of      int    `json:"of"`
}

// extensionsEach is how many are kept for each product: a customer may run the first
// ones already.
const extensionsEach = 3

// extensions are, for each product, those that most of its customers run as well,
// the most usual first.
func (l *ledger) extensions() []Extension {
	names, runs, both := map[string]string{}, map[string]int{}, map[[2]string]int{}
	for _, a := range l.accounts {
		products := a.running(names)
		for p := range products {
			runs[p]++
			for q := range products {
				if p != q {
					both[[2]string{p, q}]++
				}
			}
		}
	}
	var out []Extension
	for pair, n := range both {
		out = append(out, Extension{Product: names[pair[1]], With: names[pair[0]], Both: n, Of: runs[pair[0]]})
	}
	slices.SortFunc(out, func(a, b Extension) int {
		return cmp.Or(cmp.Compare(a.With, b.With), cmp.Compare(b.Both, a.Both), cmp.Compare(a.Product, b.Product))
	})
	kept := map[string]int{}
	return slices.DeleteFunc(out, func(b Extension) bool {
		kept[b.With]++
		return kept[b.With] > extensionsEach
	})
}

// running are the products that an account runs, folded. Of several spellings
// names keeps the one that sorts first.
func (a *ledgerAccount) running(names map[string]string) map[string]bool {
	out := map[string]bool{}
	for _, p := range a.products {
		folded := foldName(p.Product)
		out[folded] = true
		if name, known := names[folded]; !known || p.Product < name {
			names[folded] = p.Product
		}
	}
	return out
}

// extension is the product that the account does not run and that most of those
// who run one of its products do, if that is at least so many of so many.
func (c Case) extension(least int, share float64) *Extension {
	if c.Book.Baseline == nil {
		return nil
	}
	runs := map[string]bool{}
	for _, p := range c.Account.Products {
		if p.Since.V <= c.Today() {
			runs[foldName(p.Product)] = true
		}
	}
	var best *Extension
	for i, b := range c.Book.Baseline.Extensions {
		usual := b.Of >= least && float64(b.Both) >= share*float64(b.Of)
		if !usual || !runs[foldName(b.With)] || runs[foldName(b.Product)] {
			continue
		}
		if best == nil || b.Both*best.Of > best.Both*b.Of || b.Both*best.Of == best.Both*b.Of && b.Of > best.Of {
			best = &c.Book.Baseline.Extensions[i]
		}
	}
	return best
}

// productChanges is when a product that is known to come begins to run.
func (c Case) productChanges() (next time.Time) {
	for _, p := range c.Account.Products {
		next = earlier(next, c.upcoming(p.Since.V))
	}
	return next
}
