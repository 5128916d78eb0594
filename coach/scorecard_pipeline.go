package coach

import "slices"

// pipeline measures the open deals as they stood at as-of.
func (l *ledger) pipeline(s *Score, u unit) {
	open, fresh, sold, judged, in, covered := l.total(s.Currency), int64(0), int64(0), int64(0), int64(0), int64(0)
	unjudged := l.total(s.Currency)
	selling, verdicts := 0, 0
	for _, b := range u.books {
		limit := l.limit(b)
		for i := range b.deals {
			x := &b.deals[i]
			if x.outcome != Open {
				continue
			}
			s.OpenDeals++
			if l.stalled(x, limit) {
				s.StalledDeals++
			}
			v := x.verdict()
			if v == Unjudged {
				unjudged.add(x.Amount, l.q.AsOf)
			}
			minor, ok := open.add(x.Amount, l.q.AsOf)
			if !ok {
				continue
			}
			if x.Kind != KindRenewal {
				selling, sold = selling+1, sold+minor
				if x.fresh() {
					fresh += minor
				}
			}
			if v != Unjudged {
				verdicts, judged = verdicts+1, judged+minor
			}
			if v == In {
				in += minor
			}
			if l.covered(x) {
				covered += minor
			}
		}
	}
	s.OpenValue = s.money("open_value", open)
	s.More.Unconverted += open.foreign
	s.More.UnqualifiedValue = s.money("more.unqualified_open_value", unjudged)
	s.NewSharePipeline = s.share("new_share_pipeline", NewRatio(fresh, sold), selling, l.early(selling, l.p.Minimums.Shared))
	s.SweetSpotShare = s.share("sweet_spot_share", NewRatio(in, judged), verdicts, l.early(verdicts, l.p.Minimums.Shared))
	cover := NewRatio(covered, open.minor)
	if !slices.ContainsFunc(u.books, func(b *ledgerBook) bool { return b.promised }) {
		cover = Ratio{} // nobody writes them down: that none is on record says nothing
	}
	s.CommitmentCover = s.share("commitment_cover", cover, open.known, l.early(open.known, l.p.Minimums.Shared))
}

// fresh says whether the deal is new business: at an account that nobody had won
// anything at by as-of.
func (x *entry) fresh() bool {
	return x.Kind != KindRenewal && x.account != nil && len(x.account.wins) == 0
}

// verdict is the deal's judgement at as-of: its own, else its account's in the
// same book.
func (x *entry) verdict() Judgement {
	if len(x.book.verdicts) == 0 {
		return Unjudged
	}
	if v := latest(x.book.verdicts[On("deal", x.Deal)]); v != Unjudged || x.account == nil {
		return v
	}
	return latest(x.book.verdicts[On("account", x.account.id)])
}

func latest(vs []VerdictRow) Judgement {
	if len(vs) == 0 {
		return Unjudged
	}
	return vs[len(vs)-1].Judgement
}

// covered says whether the client has promised something for the deal that is
// open at as-of, or kept one lately.
func (l *ledger) covered(x *entry) bool {
	return slices.ContainsFunc(x.book.promises[x.Deal], func(k CommitmentRow) bool {
		kept := k.Status == Kept && Window{l.q.AsOf.AddDays(-l.p.Scorecard.KeptDays), l.q.AsOf}.Has(k.Settled)
		return kept || l.pending(k)
	})
}

// pending says whether a promise was open at as-of: what was settled later was.
func (l *ledger) pending(k CommitmentRow) bool {
	return k.Status == Pending || k.Status == "" || k.Settled > l.q.AsOf
}

// stalled says whether an open deal is older than a limit in days, and no step of
// the client's is booked.
func (l *ledger) stalled(x *entry, limit int) bool {
	if x.Created.IsZero() || int(l.q.AsOf-x.Created) <= limit {
		return false
	}
	return !slices.ContainsFunc(x.book.promises[x.Deal], func(k CommitmentRow) bool {
		return k.Kind == Time && l.pending(k) && k.Due > l.q.AsOf
	})
}

// limit is the age in days from which a book's deals are stalled: its team's,
// for who is in none the workspace's.
func (l *ledger) limit(b *ledgerBook) int { return l.cycles[b.team()].Stalled }
