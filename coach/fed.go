package coach

import (
	"slices"
	"time"
)

// feed notes that a fact of a kind reached the book.
func (d *draft) feed(e Event, kind FactKind) {
	if e.Source == Import {
		return // an import feeds when it is complete, see applyImported
	}
	f := d.b.State.Fed[kind]
	if !d.b.fed(kind, e.At, d.m) {
		d.fed = append(d.fed, kind)
	}
	d.setFeed(kind, f, e.At)
}

// hear notes that somebody wrote down a fact of a kind at an account of the book's.
func (d *draft) hear(kind FactKind) {
	if !d.b.fed(kind, d.e.At, d.m) && !slices.Contains(d.told, kind) {
		d.told = append(d.told, kind)
	}
	d.setFeed(kind, d.b.State.Fed[kind], d.e.At)
}

func (d *draft) setFeed(kind FactKind, f Feed, at time.Time) {
	if f.First.IsZero() {
		f.First = at
	}
	if at.After(f.Last) {
		f.Last = at
	}
	d.b.State.Fed[kind] = f
}

// fed says whether absence of a kind of fact means something at an instant.
func (b *Book) fed(kind FactKind, at time.Time, m Moment) bool {
	last := b.State.Fed[kind].Last
	return !last.IsZero() && DateIn(at, m.Zone) <= DateIn(last, m.Zone).AddDays(m.Playbook.Fed)
}

// FedUntil is the instant at which a kind of fact stops being fed unless
// another arrives; zero if none ever did.
func (b *Book) FedUntil(kind FactKind, p *Playbook, loc *time.Location) time.Time {
	last := b.State.Fed[kind].Last
	if last.IsZero() {
		return time.Time{}
	}
	return DateIn(last, loc).AddDays(p.Fed + 1).In(loc)
}

func (d *draft) applyImported(e Event) {
	for _, kind := range e.Imported.Kinds {
		f := d.b.State.Fed[kind]
		if !f.Imported {
			d.fed = append(d.fed, kind)
		}
		f.Imported = true
		d.setFeed(kind, f, e.At)
	}
	d.judgeImported()
}
