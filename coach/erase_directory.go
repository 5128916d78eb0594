package coach

import (
	"context"
	"encoding/json"
	"maps"
	"slices"
	"strings"
)

// merged returns what a rep or account was merged into, if it was, and the
// directory entries of that one and of all that were.
func (p *People) merged(of Subject) (Subject, map[string]string) {
	p.mu.RLock()
	defer p.mu.RUnlock()
	now := func(id string) string {
		if r := p.rep(id); r != nil && of.Kind() == "rep" {
			return r.ID
		}
		if a := p.account(id); a != nil && of.Kind() == "account" {
			return a.ID
		}
		return id
	}
	root, entries := now(of.ID()), map[string]string{}
	for key, raw := range p.raw {
		if s := Subject(key); s.Kind() == of.Kind() && now(s.ID()) == root {
			entries[key] = raw
		}
	}
	return On(of.Kind(), root), entries
}

// calledBeside are the ids and names of all whose directory entries are not these.
func (p *People) calledBeside(entries map[string]string) []string {
	p.mu.RLock()
	defer p.mu.RUnlock()
	var out []string
	for key, raw := range p.raw {
		if _, is := entries[key]; !is {
			names, _ := calledBy(raw)
			out = append(append(out, Subject(key).ID()), names...)
		}
	}
	return out
}

// knownBeside are the keys of all directory entries but these.
func (p *People) knownBeside(entries map[string]string) map[string]bool {
	p.mu.RLock()
	defer p.mu.RUnlock()
	out := map[string]bool{}
	for key := range p.raw {
		if _, is := entries[key]; !is {
			out[key] = true
		}
	}
	return out
}

// cameAgain finds those who came since the erased's entry went. They are new:
// what names them is theirs, though it once named the erased.
func (e *erasure) cameAgain(ctx context.Context) error {
	if e.entry != nil {
		return nil
	}
	if err := e.people.Refresh(ctx, 0); err != nil {
		return err
	}
	e.people.mu.RLock()
	defer e.people.mu.RUnlock()
	for key, raw := range e.people.raw {
		if s := Subject(key); s.Kind() == e.kind && !e.known[key] {
			names, addresses := calledBy(raw)
			e.release(s.ID(), slices.Concat(names, addresses))
		}
	}
	return nil
}

// calledBy are the names, and the addresses and Slack ids, of a directory entry.
func calledBy(raw string) (names, addresses []string) {
	var e struct {
		Name    string            `json:"name"`
		Email   string            `json:"email"`
		Slack   string            `json:"slack_user"`
		Aliases []string          `json:"aliases"`
		Said    map[string]string `json:"said"`
	}
	_ = json.Unmarshal([]byte(raw), &e) // it was read when it was learnt
	return append(e.Aliases, e.Name, e.Said["name"]), []string{e.Email, e.Slack, e.Said["email"], e.Said["slack_user"]}
}

// directory blanks the erased in others' entries, then removes its own.
func (e *erasure) directory(ctx context.Context) error {
	for range tries {
		if err := e.people.Refresh(ctx, 0); err != nil {
			return err
		}
		change := e.entries()
		if len(change) == 0 {
			break
		}
		var lost []string
		if !e.dry {
			var err error
			if lost, err = e.Store.PutEntries(ctx, change...); err != nil {
				return err
			}
		}
		for _, ch := range change {
			switch {
			case slices.Contains(lost, ch.Key):
			case ch.New != "":
				e.add("mention", 1)
			case strings.Contains(ch.Old, `"alias_of"`):
				e.add("alias", 1)
			default:
				e.add(e.kind, 1)
			}
		}
		if e.dry {
			break
		}
	}
	if !e.dry {
		e.entry = nil
	}
	return nil
}

// entries are the directory's entries to write: others' first.
func (e *erasure) entries() []Entry {
	e.people.mu.RLock()
	defer e.people.mu.RUnlock()
	var others, own []Entry
	for _, key := range slices.Sorted(maps.Keys(e.people.raw)) {
		raw := e.people.raw[key]
		if _, goes := e.entry[key]; goes {
			own = append(own, Entry{Key: key, Old: raw})
		} else if left := splice(raw, e.keepEntry); left != raw {
			others = append(others, Entry{Key: key, Old: raw, New: left})
		}
	}
	return append(others, own...)
}
