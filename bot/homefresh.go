package bot

import (
	"context"
	"maps"
	"slices"
	"sync"
	"time"
)

// A Home tab is published when it is opened, and again when the book has changed
// for whoever opened it lately: nobody else looks at it. Which books have changed
// is asked by version, since another process may have written them.

const (
	visitFor   = 20 * time.Minute       // an open tab is kept fresh for so long
	visitCheck = 15 * time.Second       // between two looks at whether a book has changed
	homePause  = 600 * time.Millisecond // between two tabs: Slack takes a hundred a minute
	maxVisits  = 10_000
)

// visit is somebody who has opened their Home tab.
type visit struct {
	opened, shown, looked time.Time // shown: zero until it is
	version               int64     // of the book that is shown
	before                bool      // something stood there when they opened it
}

// visits are those who opened it lately, by rep.
type visits struct {
	mu    sync.Mutex
	every time.Duration // between two publications to one person, at least
	by    map[string]*visit
}

func newVisits(every time.Duration) *visits { return &visits{every: every, by: map[string]*visit{}} }

func (v *visits) open(rep string) {
	v.mu.Lock()
	defer v.mu.Unlock()
	last := v.by[rep]
	if last == nil && len(v.by) >= maxVisits {
		return
	}
	now := time.Now()
	v.by[rep] = &visit{opened: now, looked: now, before: last != nil && (last.before || !last.shown.IsZero())}
}

// bare says whether somebody looks at a tab on which nothing stands yet, or nothing
// of late.
func (v *visits) bare(rep string) bool {
	v.mu.Lock()
	defer v.mu.Unlock()
	s := v.by[rep]
	return s != nil && !s.before && s.shown.IsZero()
}

// shown notes which version of a book a tab shows now.
func (v *visits) shown(rep string, version int64) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if s := v.by[rep]; s != nil {
		s.version, s.shown = version, time.Now()
	}
}

func (v *visits) forget(rep string) {
	v.mu.Lock()
	defer v.mu.Unlock()
	delete(v.by, rep)
}

// stale are the reps whose book is to be looked at now, with the version that they
// see; who has not opened it for a while is forgotten.
func (v *visits) stale() map[string]int64 {
	v.mu.Lock()
	defer v.mu.Unlock()
	out, now := map[string]int64{}, time.Now()
	for rep, s := range v.by {
		switch {
		case now.Sub(s.opened) > visitFor:
			delete(v.by, rep)
		case !s.shown.IsZero() && now.Sub(s.shown) >= v.every && now.Sub(s.looked) >= min(visitCheck, v.every):
			s.looked = now
			out[rep] = s.version
		}
	}
	return out
}

// keepHomes publishes again what has changed.
func (b *Bot) keepHomes(ctx context.Context) {
	for sleep(ctx, min(time.Second, b.visits.every)) {
		stale := b.visits.stale()
		for _, id := range slices.Sorted(maps.Keys(stale)) {
			book, err := b.coach.Book(ctx, id)
			rep := b.coach.People().Rep(id)
			if err != nil || rep == nil || rep.SlackUser == "" || book.Version == stale[id] {
				continue
			}
			b.publishHome(ctx, rep)
			if !sleep(ctx, homePause) {
				return
			}
		}
	}
}
