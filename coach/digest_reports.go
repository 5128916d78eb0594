package coach

import (
	"maps"
	"slices"
)

// Reports returns the ids of those whose manager a rep is, in order. A merged
// manager's reports are those of who they were merged into, and nobody reports to
// themselves. The list is the directory's: it is not to be changed.
func (p *People) Reports(manager string) []string {
	p.mu.RLock()
	known, out := p.reports != nil, p.reports[p.canonical(manager)]
	p.mu.RUnlock()
	if known {
		return out
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.reports == nil {
		p.reports = p.workOutReports()
	}
	return p.reports[p.canonical(manager)]
}

// workOutReports goes through all reps: they change seldom, and are asked about
// at every event. The caller holds mu.
func (p *People) workOutReports() map[string][]string {
	out := map[string][]string{}
	for _, id := range slices.Sorted(maps.Keys(p.reps)) {
		r := p.reps[id]
		if r.AliasOf != "" || r.Manager == "" {
			continue
		}
		if to := p.canonical(r.Manager); to != id {
			out[to] = append(out[to], id)
		}
	}
	return out
}

// canonical is the id that a rep goes by now; the caller holds mu.
func (p *People) canonical(id string) string {
	if r := p.rep(id); r != nil {
		return r.ID
	}
	return id
}

// Beneath returns a rep and all who report to them, and to those, each once.
func (p *People) Beneath(rep string) []string {
	out, seen := []string{rep}, map[string]bool{rep: true}
	for i := 0; i < len(out); i++ {
		for _, id := range p.Reports(out[i]) {
			if !seen[id] { // by mistake they may report to each other in a circle
				seen[id] = true
				out = append(out, id)
			}
		}
	}
	return out
}
