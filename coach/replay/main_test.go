package replay_test

import (
	"flag"
	"os"
	"testing"
)

// TestMain has fewer companies drawn than is usual, since each is replayed for a
// week to a quarter; -rapid.checks says otherwise.
func TestMain(m *testing.M) {
	if err := flag.Set("rapid.checks", "40"); err != nil {
		panic(err)
	}
	os.Exit(m.Run())
}
