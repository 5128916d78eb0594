package workspace

import "time"

// messageBurst is how many messages a channel takes at once before it insists
// on one a second.
const messageBurst = 3

// bucket is a token bucket.
type bucket struct {
	left float64
	at   time.Time
}

// take uses one token of the bucket called name, which holds up to size and
// fills at rate a second. It returns how long to wait if there is none.
func (w *Workspace) take(name string, size, rate float64) time.Duration {
	now := time.Now()
	b := w.buckets[name]
	if b == nil {
		b = &bucket{left: size, at: now}
		w.buckets[name] = b
	}
	b.left = min(size, b.left+rate*now.Sub(b.at).Seconds())
	b.at = now
	if b.left < 1 {
		return time.Duration((1 - b.left) / rate * float64(time.Second))
	}
	b.left--
	return 0
}
