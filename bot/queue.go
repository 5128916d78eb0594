package bot

import (
	"context"
	"log/slog"
	"runtime/debug"
	"sync"
)

// job is one piece of work. Its context ends when the bot has waited long
// enough at shutdown.
type job func(ctx context.Context)

// queue runs jobs of one key one after the other, in the order in which they
// were put, and those of different keys side by side on a few workers.
type queue struct {
	log   *slog.Logger
	bound int // jobs that may wait under one key
	most  int // jobs that may be here at all

	mu     sync.Mutex
	more   *sync.Cond // a lane became runnable, or the end is near
	idle   *sync.Cond // a job ended
	lanes  map[string]*lane
	ready  []*lane
	jobs   int // waiting or running
	closed bool
	ended  bool
	wg     sync.WaitGroup
}

// lane is the waiting jobs of one key. It is in queue.lanes while it has any,
// or one runs.
type lane struct {
	key  string
	jobs []job
}

// startQueue starts the workers; they run until stop.
func startQueue(ctx context.Context, workers, bound int, log *slog.Logger) *queue {
	q := &queue{log: log, bound: bound, most: waitingAll, lanes: map[string]*lane{}}
	q.more, q.idle = sync.NewCond(&q.mu), sync.NewCond(&q.mu)
	for range workers {
		q.wg.Go(func() { q.work(ctx) })
	}
	return q
}

// put adds a job under a key. It never blocks; false means that too many wait
// already, under the key or in all, or that the queue is closed.
func (q *queue) put(key string, j job) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	l := q.lanes[key]
	if q.closed || q.jobs >= q.most || l != nil && len(l.jobs) >= q.bound {
		return false
	}
	if l == nil {
		l = &lane{key: key}
		q.lanes[key] = l
		q.ready = append(q.ready, l)
		q.more.Signal()
	}
	l.jobs = append(l.jobs, j)
	q.jobs++
	return true
}

func (q *queue) work(ctx context.Context) {
	for {
		l, j := q.take()
		if l == nil {
			return
		}
		q.run(ctx, l.key, j)
		q.done(l)
	}
}

// take waits for a runnable lane and takes its first job; nil at the end.
func (q *queue) take() (*lane, job) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for len(q.ready) == 0 {
		if q.ended {
			return nil, nil
		}
		q.more.Wait()
	}
	l := q.ready[0]
	q.ready = q.ready[1:]
	j := l.jobs[0]
	l.jobs = l.jobs[1:]
	return l, j
}

// done puts the lane back, behind the others, if it has more to do.
func (q *queue) done(l *lane) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.jobs--
	if len(l.jobs) > 0 {
		q.ready = append(q.ready, l)
		q.more.Signal()
	} else {
		delete(q.lanes, l.key)
	}
	q.idle.Broadcast()
}

// run keeps a panic in one job from ending the process: the envelope stays
// unacknowledged, and Slack says so to whom it concerns.
func (q *queue) run(ctx context.Context, key string, j job) {
	defer func() {
		if r := recover(); r != nil {
			q.log.Error("a job panicked", "queue", key, "panic", r, "stack", string(debug.Stack()))
		}
	}()
	j(ctx)
}

// close takes no more jobs.
func (q *queue) close() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.closed = true
}

// drain waits until all jobs are done, or ctx ends; it says which.
func (q *queue) drain(ctx context.Context) bool {
	stop := context.AfterFunc(ctx, func() {
		q.mu.Lock()
		defer q.mu.Unlock()
		q.idle.Broadcast()
	})
	defer stop()
	q.mu.Lock()
	defer q.mu.Unlock()
	for q.jobs > 0 && ctx.Err() == nil {
		q.idle.Wait()
	}
	return q.jobs == 0
}

// stop drops what still waits and returns when the workers have ended.
func (q *queue) stop() {
	q.mu.Lock()
	q.closed, q.ended = true, true
	q.ready = nil
	for _, l := range q.lanes {
		q.jobs -= len(l.jobs)
		l.jobs = nil
	}
	q.more.Broadcast()
	q.mu.Unlock()
	q.wg.Wait()
}
