package parse

import "slices"

// shelf holds who stands under a key. The keys lie side by side, since near
// runs through all of them.
type shelf struct {
	at  map[string]int // where a key is in all
	all []posting
}

type posting struct {
	term
	of []*entry
}

func (s *shelf) add(key string, e *entry) {
	if key == "" {
		return
	}
	if s.at == nil {
		s.at = map[string]int{}
	}
	i, ok := s.at[key]
	if !ok {
		i = len(s.all)
		s.at[key] = i
		s.all = append(s.all, posting{term: newTerm(key)})
	}
	// One that is put stands last where it stands already: thousands may share a word.
	if p := &s.all[i]; len(p.of) == 0 || p.of[len(p.of)-1] != e {
		p.of = append(p.of, e)
	}
}

func (s *shelf) drop(key string, e *entry) {
	i, ok := s.at[key]
	if !ok {
		return
	}
	p := &s.all[i]
	p.of = slices.DeleteFunc(p.of, func(o *entry) bool { return o == e })
	if len(p.of) > 0 {
		return
	}
	last := len(s.all) - 1
	s.all[i] = s.all[last]
	s.at[s.all[i].text] = i
	s.all[last] = posting{}
	s.all = s.all[:last]
	delete(s.at, key)
}

// under are the entries under a key.
func (s *shelf) under(key string) []*entry {
	if i, ok := s.at[key]; ok {
		return s.all[i].of
	}
	return nil
}

// ids are those under a key, in order; nil for none.
func (s *shelf) ids(key string) []string {
	var out []string
	for _, e := range s.under(key) {
		out = append(out, e.id)
	}
	slices.Sort(out)
	return out
}
