package store

import (
	"context"
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"
)

// maxRate is a day in a second: faster, what is due within a poll is a blur.
const maxRate = 86400

// Anchor ties business time to real time: at Real it was Start, and it runs
// Rate times as fast. The zero Anchor is real time.
type Anchor struct {
	Spec  string    // EVENKEEL_CLOCK as given
	Start time.Time // business
	Real  time.Time
	Rate  float64
}

// Now is the business time at an instant of real time.
func (a Anchor) Now(at time.Time) time.Time {
	if a.Spec == "" {
		return at
	}
	passed := float64(at.Sub(a.Real)) * a.Rate
	passed = min(max(passed, math.MinInt64), math.MaxInt64-1024) // a Duration ends after 292 years
	return a.Start.Add(time.Duration(passed))
}

// ParseClock reads an EVENKEEL_CLOCK: an RFC 3339 time at which the business
// clock starts, and "@60x" if it shall run 60 times as fast. Real is left zero.
func ParseClock(spec string) (Anchor, error) {
	start, rate, fast := strings.Cut(spec, "@")
	a := Anchor{Spec: spec, Rate: 1}
	var err error
	if a.Start, err = time.Parse(time.RFC3339, start); err != nil {
		return Anchor{}, fmt.Errorf("EVENKEEL_CLOCK %q is no time like 2017-12-31T07:59:30Z or 2017-12-31T07:59:30Z@60x", spec)
	}
	a.Start = a.Start.UTC()
	if y := a.Start.Year(); y < 1970 || y > 2199 {
		return Anchor{}, fmt.Errorf("EVENKEEL_CLOCK %q lies outside the years 1970 to 2199", spec)
	}
	if !fast {
		return a, nil
	}
	number, isRate := strings.CutSuffix(rate, "x")
	a.Rate, err = strconv.ParseFloat(number, 64)
	if !isRate || err != nil || !(a.Rate > 0 && a.Rate <= maxRate) {
		return Anchor{}, fmt.Errorf("EVENKEEL_CLOCK %q: %q is no speed like 60x (above 0, up to %dx)", spec, rate, maxRate)
	}
	return a, nil
}

// EnsureAnchor returns the anchor that all processes of a workspace share. The
// first one with a spec stores it, counted from now; the same spec continues
// what is stored, another one replaces it. Without a spec it is what is stored,
// else real time. Replicas that start at once get the same one.
func EnsureAnchor(ctx context.Context, client redis.UniversalClient, workspace, spec string, now func() time.Time) (Anchor, error) {
	key := keys{workspace}.clock()
	if spec == "" {
		fields, err := client.HGetAll(ctx, key).Result()
		if err != nil {
			return Anchor{}, fmt.Errorf("store: clock: %w", err)
		}
		return anchor(fields)
	}
	a, err := ParseClock(spec)
	if err != nil {
		return Anchor{}, err
	}
	rate := strconv.FormatFloat(a.Rate, 'g', -1, 64)
	reply, err := anchorScript.Run(ctx, client, []string{key}, spec,
		a.Start.Format(time.RFC3339Nano), now().UTC().Format(time.RFC3339Nano), rate).Slice()
	if err != nil {
		return Anchor{}, fmt.Errorf("store: clock: %w", err)
	}
	return anchor(pairs(reply))
}

// anchor reads a stored anchor; no fields are real time.
func anchor(fields map[string]string) (Anchor, error) {
	if len(fields) == 0 {
		return Anchor{}, nil
	}
	start, err1 := time.Parse(time.RFC3339Nano, fields["start"])
	began, err2 := time.Parse(time.RFC3339Nano, fields["real"])
	rate, err3 := strconv.ParseFloat(fields["rate"], 64)
	if err := errors.Join(err1, err2, err3); err != nil {
		return Anchor{}, fmt.Errorf("store: clock: the stored anchor: %w", err)
	}
	return Anchor{Spec: fields["spec"], Start: start, Real: began, Rate: rate}, nil
}
