package store_test

import (
	"strings"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"evenkeel/store"
)

func TestOpenForms(t *testing.T) {
	for raw, want := range map[string]string{
		"redis://localhost:6379/1":                            "Redis<localhost:6379 db:1>",
		"rediss://user:pw@localhost":                          "Redis<localhost:6379 db:0>",
		"unix:///tmp/redis.sock?db=2":                         "Redis</tmp/redis.sock db:2>",
		"redis://h1:7000?addr=h2:7001&addr=h3:7002":           "cluster h1:7000 h2:7001 h3:7002",
		"redis://h1:26379?master_name=mymaster&addr=h2:26379": "Redis<FailoverClient db:0>",
	} {
		client, err := store.Open(raw)
		if err != nil {
			t.Errorf("%s: %v", raw, err)
			continue
		}
		if got := describe(t, client); got != want {
			t.Errorf("%s: %s, want %s", raw, got, want)
		}
		_ = client.Close()
	}
}

// describe tells what kind of client it is, and checks what must be set.
func describe(t *testing.T, client redis.UniversalClient) string {
	t.Helper()
	switch c := client.(type) {
	case *redis.Client:
		if o := c.Options(); !o.ContextTimeoutEnabled || o.ReadTimeout != 3*time.Second {
			t.Errorf("options %+v", o)
		}
		return c.String()
	case *redis.ClusterClient:
		if o := c.Options(); !o.ContextTimeoutEnabled || o.ClusterStateReloadInterval != 2*time.Second {
			t.Errorf("options %+v", o)
		}
		return "cluster " + strings.Join(c.Options().Addrs, " ")
	}
	t.Errorf("a %T", client)
	return ""
}

func TestOpenKeepsURLsTimeouts(t *testing.T) {
	client, err := store.Open("redis://localhost?read_timeout=7s")
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	if got := client.(*redis.Client).Options().ReadTimeout; got != 7*time.Second {
		t.Errorf("read timeout %v", got)
	}
}

func TestOpenErrorsNameTheVariableAndHideThePassword(t *testing.T) {
	for _, raw := range []string{
		"redis://u:hun#ter@h:1", "redis://u:hun/ter@h:1", "redis://u:hun?ter=1@h:1", "redis://u:hun@ter@h:x", "redis://u:hunter@h:1?nonsense=1",
		"redis://u:hunter@h:1/db", "redis://hun/ter@h:1/0", "redis://u?hunter=x@h", "hunter://h", "hunter", "", "redis://h:1?master_name=m&password=a&hunter=1",
		"redis://u:hun%ter@h", "redis://u:hunter@h:1?addr=nonsense",
	} {
		client, err := store.Open(raw)
		if err == nil {
			_ = client.Close()
			t.Errorf("%s: opened", raw)
			continue
		}
		if !strings.Contains(err.Error(), "REDIS_URL") || strings.Contains(err.Error(), "hun") || strings.Contains(err.Error(), "ter=") {
			t.Errorf("%s: %v", raw, err)
		}
	}
}
