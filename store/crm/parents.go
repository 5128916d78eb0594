package crm

import (
	"fmt"
	"maps"
	"slices"
)

// breakCycles takes a parent away where parents go round in a circle: that of
// the smallest id which the files give one.
func (x *accounts) breakCycles(n *notes) {
	const walking, done = 1, 2
	state := map[string]int{}
	for _, start := range slices.Sorted(maps.Keys(x.out)) {
		var path []string
		id := start
		for ; id != "" && state[id] == 0; id = x.parentOf(id) {
			state[id] = walking
			path = append(path, id)
		}
		if id != "" && state[id] == walking {
			x.breakCycle(path[slices.Index(path, id):], n)
		}
		for _, id := range path {
			state[id] = done
		}
	}
}

func (x *accounts) breakCycle(round []string, n *notes) {
	ours := slices.DeleteFunc(slices.Clone(round), func(id string) bool { return x.out[id] == nil || x.out[id].Set["parent"] == "" })
	if len(ours) == 0 {
		return
	}
	slices.Sort(ours)
	x.out[ours[0]].Set["parent"] = ""
	slices.Sort(round)
	if len(round) == 1 {
		n.add(fmt.Sprintf("account %s is its own parent; it is left without one", clip(round[0])), "", "")
		return
	}
	n.add(fmt.Sprintf("accounts %s are each other's parents; the parent of %s is left out", list(round), clip(ours[0])), "", "")
}

// parentOf is an account's parent after this import.
func (x *accounts) parentOf(id string) string {
	if a := x.out[id]; a != nil {
		if parent, ok := a.Set["parent"]; ok {
			return parent
		}
	}
	if x.known == nil {
		return ""
	}
	k := x.known.AccountProfile(id)
	if k == nil || k.Parent == "" {
		return ""
	}
	if p := x.byID[k.Parent]; p != nil {
		return p.id
	}
	return k.Parent
}
