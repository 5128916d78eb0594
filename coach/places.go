package coach

// places say by id what stands where in a book: derived, so that a rule need not
// walk through all of it.
type places struct {
	deals    map[string][]string  // by account, those that went elsewhere too
	touches  map[string][]string  // by account
	promises map[Subject][]string // by deal or account
	first    Date                 // of the earliest contact; zero: there is none
}

func dealPlace(x *Deal) string           { return x.Account.V }
func touchPlace(t *Touch) string         { return t.Account }
func promisePlace(k *Commitment) Subject { return k.subject() }

// place finds the places of a whole book.
func (b *Book) place() *places {
	return &places{placed(b.Deals, dealPlace), placed(b.Touches, touchPlace), placed(b.Commitments, promisePlace), b.firstTouch()}
}

func (b *Book) firstTouch() (first Date) {
	for _, t := range b.Touches {
		if !t.Day.IsZero() && (first.IsZero() || t.Day < first) {
			first = t.Day
		}
	}
	return first
}

func placed[X any, P ~string](all map[string]X, of func(X) P) map[P][]string {
	out := make(map[P][]string)
	for id, x := range all {
		out[of(x)] = append(out[of(x)], id)
	}
	return out
}

// placeAgain finds anew what the event put elsewhere.
func (d *draft) placeAgain() {
	p := d.old.places
	if p == nil {
		d.b.places = d.b.place()
		return
	}
	next := *p
	if displaced(d.put, dealField, d.old.Deals, d.b.Deals, dealPlace) {
		next.deals = placed(d.b.Deals, dealPlace)
	}
	if displaced(d.put, touchField, d.old.Touches, d.b.Touches, touchPlace) {
		next.touches, next.first = placed(d.b.Touches, touchPlace), d.b.firstTouch()
	}
	if displaced(d.put, commitmentField, d.old.Commitments, d.b.Commitments, promisePlace) {
		next.promises = placed(d.b.Commitments, promisePlace)
	}
	d.b.places = &next
}

// displaced says whether a record that was put came, went, or stands elsewhere.
func displaced[X any, P ~string](put map[string]any, kind string, was, is map[string]X, of func(X) P) bool {
	for field := range put {
		prefix, id := cutField(field)
		if prefix != kind {
			continue
		}
		x, old := was[id]
		y, now := is[id]
		if old != now || old && of(x) != of(y) {
			return true
		}
	}
	return false
}

// at are the book's places. One about which nothing was decided yet has none.
func (b *Book) at() *places {
	if b.places != nil {
		return b.places
	}
	return b.place()
}

// DealsAt returns the book's deals at an account, those that went elsewhere left
// out.
func (b *Book) DealsAt(account string) []*Deal {
	var out []*Deal
	for _, id := range b.at().deals[account] {
		if x := b.Deals[id]; x.To == "" {
			out = append(out, x)
		}
	}
	return out
}

// touchesAt are the book's own contacts with an account.
func (b *Book) touchesAt(account string) []*Touch {
	return found(b.Touches, b.at().touches[account])
}

// promisesOn are what the client promised on a deal, or at an account beside all
// deals.
func (b *Book) promisesOn(s Subject) []*Commitment {
	return found(b.Commitments, b.at().promises[s])
}

func found[X any](all map[string]X, ids []string) []X {
	out := make([]X, len(ids))
	for i, id := range ids {
		out[i] = all[id]
	}
	return out
}
