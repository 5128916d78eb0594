package replay

import (
	"slices"
	"strings"
	"time"

	"evenkeel/coach"
)

// zones knows where whose days begin.
type zones struct {
	records  coach.Records
	playbook *coach.Playbook
	known    map[string]*time.Location // by rep
}

func newZones(rs coach.Records, p *coach.Playbook) *zones {
	z := &zones{rs, p, map[string]*time.Location{}}
	z.rep("")
	for rep := range rs.Reps {
		z.rep(rep)
	}
	return z
}

// rep is the zone of a rep; of nobody it is the playbook's.
func (z *zones) rep(id string) *time.Location {
	if z.known[id] == nil {
		r := &coach.Rep{ID: id}
		if apply := z.records.Reps[id]; apply != nil {
			apply(r)
		}
		z.known[id], _ = z.playbook.Zone(r)
	}
	return z.known[id]
}

// account is the zone of the rep who owns it.
func (z *zones) account(id string) *time.Location {
	a := &coach.AccountProfile{ID: id}
	if apply := z.records.Accounts[id]; apply != nil {
		apply(a)
	}
	return z.rep(a.Owner)
}

// all are the zones that anybody lives in, each once, by name.
func (z *zones) all() []*time.Location {
	var out []*time.Location
	for _, loc := range z.known {
		if !slices.Contains(out, loc) {
			out = append(out, loc)
		}
	}
	slices.SortFunc(out, func(a, b *time.Location) int { return strings.Compare(a.String(), b.String()) })
	return out
}
