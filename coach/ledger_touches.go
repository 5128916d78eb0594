package coach

// contact is a recent touch, with what the account was to
// us as that day began.
type contact struct {
	book    *ledgerBook
	account *ledgerAccount
	day     Date
	kind    TouchKind
	out     bool
	noted   bool
	at      standing
}

// takeTouches takes in a book's contacts: those on record, and what is one by
// itself: a promise of time that was kept.
func (l *ledger) takeTouches(b *ledgerBook, rows BookRows) {
	for _, t := range rows.Touches {
		if t.Account != "" {
			l.touch(b, contact{account: l.account(t.Account), day: t.Day, kind: t.Kind, out: !t.In, noted: t.Noted || t.Kind != Care})
		}
	}
	var deals map[string]*entry
	for _, k := range rows.Commitments {
		if k.Kind != Time || k.Status != Kept {
			continue
		}
		c := contact{day: k.Settled, kind: Care, out: true, noted: true}
		if k.Deal == "" {
			c.account = l.account(k.Account)
		} else {
			if deals == nil {
				deals = b.byID()
			}
			if x := deals[k.Deal]; x != nil {
				c.kind, c.account = Sales, x.account
			}
		}
		l.touch(b, c)
	}
}

func (b *ledgerBook) byID() map[string]*entry {
	out := make(map[string]*entry, len(b.deals))
	for i := range b.deals {
		out[b.deals[i].Deal] = &b.deals[i]
	}
	return out
}

// touch notes a contact that is recent.
func (l *ledger) touch(b *ledgerBook, c contact) {
	if c.account == nil || !l.recent.Has(c.day) {
		return
	}
	c.book, c.at = b, c.account.before(c.day)
	b.touches = append(b.touches, c)
}

// touchCare notes what was done at an account without a row of its own: a review
// held, an issue mended. It counts where the account is at home.
func (a *ledgerAccount) touchCare(l *ledger) {
	for _, d := range a.held {
		l.touch(a.home, contact{account: a, day: d, kind: Care, out: true, noted: true})
	}
	for _, i := range a.issues {
		l.touch(a.home, contact{account: a, day: i.Closed, kind: Care, out: true, noted: true})
	}
}

// verdict is what the book's own judgement at as-of says of the account: its own,
// else the latest on a deal there.
func (c contact) verdict() Judgement {
	if len(c.book.verdicts) == 0 {
		return Unjudged
	}
	if v := latest(c.book.verdicts[On("account", c.account.id)]); v != Unjudged {
		return v
	}
	var last VerdictRow
	for i := range c.book.deals {
		if x := &c.book.deals[i]; x.account == c.account {
			for _, v := range c.book.verdicts[On("deal", x.Deal)] {
				if v.Day > last.Day {
					last = v
				}
			}
		}
	}
	return last.Judgement
}

// contacts are a unit's outbound touches, one care and one sales touch per
// account and day at most, over all of its books together: two colleagues who
// call the same customer on one day have looked after it once. Care without a
// note is no part of them; it is counted.
func contacts(u unit) (out []contact, unnoted int) {
	type once struct {
		account *ledgerAccount
		day     Date
		kind    TouchKind
	}
	seen := map[once]bool{}
	for _, b := range u.books {
		for _, c := range b.touches {
			key := once{c.account, c.day, c.kind}
			switch {
			case c.kind == Care && !c.noted:
				unnoted++
			case c.out && !seen[key]:
				seen[key] = true
				out = append(out, c)
			}
		}
	}
	return out, unnoted
}
