package crm

import (
	"math/big"
	"regexp"
	"strings"
)

// Discounts and margins are shares of a price: a deal may be sold at a loss, of
// ten times its price at most.
const (
	leastDiscount = 0
	leastMargin   = -10
)

var shares = regexp.MustCompile(`^-?[0-9]{1,12}(\.[0-9]{1,12})?$`)

// share returns a cell that holds a share of a price, like 0.1 or 10%, as an
// exact decimal fraction; nothing for an empty cell. The whole price is the
// most. A number above 1 without a percent sign is refused: whoever writes 10
// means one of two things.
func (r *row) share(col string, least int64) string {
	s := r.text(col)
	if s == "" {
		return ""
	}
	text, percent := strings.CutSuffix(s, "%")
	text = strings.TrimSpace(text)
	if !shares.MatchString(text) {
		r.fail(col, "%s is no share like 0.1 or 10%%", short(s))
		return ""
	}
	x, _ := new(big.Rat).SetString(text) // the pattern lets only numbers through
	whole := big.NewRat(1, 1)
	if percent {
		x.Quo(x, big.NewRat(100, 1))
	} else if new(big.Rat).Abs(x).Cmp(whole) > 0 {
		r.fail(col, "%s is more than the whole price; write ten percent as 0.1 or 10%%", short(s))
		return ""
	}
	if x.Cmp(whole) > 0 || x.Cmp(big.NewRat(least, 1)) < 0 {
		r.fail(col, "%s is outside %d%% to 100%%", short(s), 100*least)
		return ""
	}
	places, _ := x.FloatPrec()
	return x.FloatString(places)
}
