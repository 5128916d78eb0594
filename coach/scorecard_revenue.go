package coach

// revenue measures what was decided in the window: how much was won, from how
// many accounts, and how much of it was new business.
func (l *ledger) revenue(s *Score, u unit) {
	won := l.total(s.Currency)
	again := l.total(s.Currency) // renewals
	by, total, workspace, own := map[string]int64{}, int64(0), int64(0), int64(0)
	largest, at := int64(0), ""
	bought := map[string]bool{} // by account won at: whether for more than nothing, in whatever currency
	for _, b := range u.books {
		for i := range b.deals {
			x := &b.deals[i]
			if !x.outcome.Closed() || !l.q.Window.Has(x.closed) {
				continue
			}
			switch x.outcome {
			case Lost:
				s.LostDeals++
				continue
			case Disqualified:
				s.DisqualifiedDeals++
				continue
			}
			s.WonDeals++
			if x.account != nil && (x.Amount.Minor > 0 || !x.Amount.Known()) {
				bought[x.account.top] = bought[x.account.top] || x.Amount.Minor > 0
			}
			minor, ok := won.add(x.Amount, x.closed)
			if !ok {
				continue
			}
			if x.account != nil {
				by[x.account.top] += minor
				if minor > largest {
					largest, at = minor, x.account.top
				}
			}
			if x.Kind == KindRenewal {
				again.add(x.Amount, x.closed)
				continue // the shares of new and existing business leave renewals out
			}
			total += minor
			if x.existing("") {
				workspace += minor
			}
			if x.existing(b.rep) {
				own += minor
			}
		}
	}
	s.Won = s.money("won", won)
	s.More.Unconverted += won.foreign
	s.More.RenewalsWon = s.money("more.renewals_won", again)
	s.customers(bought)
	decided := s.WonDeals + s.LostDeals
	s.WinRate = s.share("win_rate", NewRatio(int64(s.WonDeals), int64(decided)), decided, l.early(decided, l.p.Minimums.Decided))
	l.without(s, by, l.spread(s, by), at, largest)
	l.balance(s, total, workspace, own)
	s.Gained = among(u, func(b *ledgerBook) []*ledgerAccount { return b.gained })
	s.LostCustomers = among(u, func(b *ledgerBook) []*ledgerAccount { return b.lost })
}

// customers counts the accounts that paid. It adds nothing up, so it needs no rate.
func (s *Score) customers(bought map[string]bool) {
	for _, paid := range bought {
		if paid {
			s.Customers++
		} else {
			s.unvalued++
		}
	}
}

// existing says whether the deal's account has a won deal with a strictly
// earlier close date, by rep or, with rep empty, by anyone.
func (x *entry) existing(rep string) bool {
	if x.account == nil {
		return false
	}
	for _, w := range x.account.wins {
		if w.closed >= x.closed {
			return false
		}
		if rep == "" || w.book.rep == rep {
			return true
		}
	}
	return false
}

// spread measures how won revenue spreads over accounts.
func (l *ledger) spread(s *Score, by map[string]int64) concentration {
	c := spreadOver(by)
	early := l.early(s.WonDeals, l.p.Minimums.Wins)
	s.TopShare = s.ratio("top_share", c.topShare, early)
	s.Top3Share = s.ratio("top3_share", c.share(3), early)
	s.HHI = s.ratio("hhi", c.hhi, early)
	s.EffectiveCustomers = s.ratio("effective_customers", c.effective, early)
	switch {
	case len(c.accounts) == 0:
		s.Why["top_account"] = noData
	case early:
		s.Why["top_account"] = tooEarly
	default:
		s.TopAccount = &c.accounts[0].id
	}
	return c
}

// balance measures how much of won revenue came from accounts that had been won
// before: by anyone, and by the deal's own owner.
func (l *ledger) balance(s *Score, total, workspace, own int64) {
	m := l.p.Minimums
	short := m.HistoryMonths > 0 && !l.first.IsZero() && l.first.AddMonths(m.HistoryMonths) > l.q.Window.From
	early := l.early(s.WonDeals, m.Wins) || short && !l.q.NoMin
	s.ExistingWorkspace = s.ratio("existing_share_workspace", NewRatio(workspace, total), early)
	s.ExistingRep = s.ratio("existing_share_rep", NewRatio(own, total), early)
	existing := workspace
	if l.p.New == "rep" {
		existing = own
	}
	s.NewShare = s.ratio("new_share", NewRatio(total-existing, total), early)
}

// among counts the accounts that a unit's books name, each once.
func among(u unit, of func(*ledgerBook) []*ledgerAccount) int {
	if len(u.books) == 1 {
		return len(of(u.books[0]))
	}
	seen := map[*ledgerAccount]bool{}
	for _, b := range u.books {
		for _, a := range of(b) {
			seen[a] = true
		}
	}
	return len(seen)
}
