package embedded_test

import (
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
	"go.uber.org/goleak"

	"evenkeel/store/embedded"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestTTLsRunOnRealTime(t *testing.T) {
	e, err := embedded.Open()
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	o, err := redis.ParseURL(e.URL())
	if err != nil {
		t.Fatal(err)
	}
	c := redis.NewClient(o)
	defer c.Close()
	if err := c.Set(t.Context(), "k", "v", 500*time.Millisecond).Err(); err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	for c.Exists(t.Context(), "k").Val() == 1 {
		if time.Since(began) > 10*time.Second {
			t.Fatal("the key outlived its time")
		}
		time.Sleep(10 * time.Millisecond)
	}
	if lived := time.Since(began); lived < 300*time.Millisecond {
		t.Errorf("the key lived for %v", lived)
	}
}

func TestCloseTwice(t *testing.T) {
	e, err := embedded.Open()
	if err != nil {
		t.Fatal(err)
	}
	e.Close()
	e.Close()
}
