package store

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"
)

// The client's timeouts where REDIS_URL says nothing. A context's deadline
// always holds too.
const (
	dialTimeout = 2 * time.Second
	ioTimeout   = 3 * time.Second

	// The client's own minute would leave a dead master dialled for that long.
	clusterReload = 2 * time.Second

	// The client's own 32 KB, twice for each connection, are most of what a small
	// bot would hold.
	buffer = 8 << 10
)

// Open makes a client from a REDIS_URL: redis://, rediss:// or unix:// for one
// server; with addr=HOST:PORT, once or more, a cluster; with master_name=NAME,
// Sentinel. It does not connect. Errors name REDIS_URL and never show it: what
// does not parse may have the password anywhere.
func Open(raw string) (redis.UniversalClient, error) {
	u, err := url.Parse(raw)
	if err != nil {
		return nil, errors.New("REDIS_URL is not a URL: redis://[[user]:password@]host:port[/db]; characters like # / ? @ in a password have to be percent-encoded")
	}
	switch u.Scheme {
	case "redis", "rediss", "unix":
	default:
		return nil, errors.New("REDIS_URL begins with none of redis://, rediss:// and unix://")
	}
	client, err := open(raw, u.Query())
	if err != nil {
		return nil, fmt.Errorf("REDIS_URL is not understood%s", reason(u, raw, err))
	}
	return client, nil
}

func open(raw string, query url.Values) (redis.UniversalClient, error) {
	switch {
	case query.Has("master_name"):
		return openSentinel(raw)
	case query.Has("addr"):
		return openCluster(raw)
	}
	o, err := redis.ParseURL(raw)
	if err != nil {
		return nil, err
	}
	o.ContextTimeoutEnabled = true
	o.ReadBufferSize, o.WriteBufferSize = buffer, buffer
	timeouts(&o.DialTimeout, &o.ReadTimeout, &o.WriteTimeout)
	return redis.NewClient(o), nil
}

func openCluster(raw string) (redis.UniversalClient, error) {
	o, err := redis.ParseClusterURL(raw)
	if err != nil {
		return nil, err
	}
	o.ContextTimeoutEnabled = true
	o.ReadBufferSize, o.WriteBufferSize = buffer, buffer
	o.ClusterStateReloadInterval = clusterReload
	timeouts(&o.DialTimeout, &o.ReadTimeout, &o.WriteTimeout)
	return redis.NewClusterClient(o), nil
}

func openSentinel(raw string) (redis.UniversalClient, error) {
	o, err := redis.ParseFailoverURL(raw)
	if err != nil {
		return nil, err
	}
	o.ContextTimeoutEnabled = true
	o.ReadBufferSize, o.WriteBufferSize = buffer, buffer
	timeouts(&o.DialTimeout, &o.ReadTimeout, &o.WriteTimeout)
	return redis.NewFailoverClient(o), nil
}

// Ready says whether a Redis takes writes. One that is out of memory, or a
// replica, answers everything else. On a cluster it asks one node.
func Ready(ctx context.Context, client redis.UniversalClient) error {
	if err := client.Set(ctx, readyKey, 1, time.Minute).Err(); err != nil {
		return fmt.Errorf("store: ready: %w", err)
	}
	return nil
}

// timeouts sets what the URL left out.
func timeouts(dial, read, write *time.Duration) {
	for d, value := range map[*time.Duration]time.Duration{dial: dialTimeout, read: ioTimeout, write: ioTimeout} {
		if *d == 0 {
			*d = value
		}
	}
}

// reason tells what is wrong where no part of a password can be in it: an @
// outside the user's part, or a password among the options, may have split it.
func reason(u *url.URL, raw string, err error) string {
	stray := strings.Count(raw, "@")
	if u.User != nil {
		stray--
	}
	if stray > 0 || strings.Contains(raw, "password=") {
		return "; its password has to be percent-encoded"
	}
	return ": " + strings.TrimPrefix(err.Error(), "redis: ")
}
