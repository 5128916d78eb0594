package main

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"evenkeel/coach"
	"evenkeel/coach/playbook"
	"evenkeel/store"
	"evenkeel/store/embedded"
)

// Wordings are compared by what became of the nudges that they said.
func TestPromptsCountsWhatWasSaidAndNotUseful(t *testing.T) {
	t.Parallel()
	redis, err := embedded.Open()
	if err != nil {
		t.Fatal(err)
	}
	defer redis.Close()
	client, err := store.Open(redis.URL())
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	s := store.New(client, "W")
	c := coach.New(coach.Config{Store: s, Playbook: playbook.Builtin(coach.Rules()), Owner: "t"})
	if _, err := c.People().UpdateRep(t.Context(), "ann", func(r *coach.Rep) bool { r.Name = "Ann"; return true }); err != nil {
		t.Fatal(err)
	}
	put := map[string]string{}
	for key, n := range map[string]coach.Nudge{
		"a": {Worded: &coach.Worded{Prompt: "nudge/1", Say: "x"}, Reply: coach.NotUseful},
		"b": {Worded: &coach.Worded{Prompt: "nudge/1", Say: "x"}},
		"c": {Worded: &coach.Worded{Prompt: "stalled/0"}, Reply: coach.NotUseful},
		"d": {},
	} {
		n.Key, n.Rule, n.Subject, n.Found = key, "stalled", "deal/D1", time.Now()
		raw, err := json.Marshal(n)
		if err != nil {
			t.Fatal(err)
		}
		put["n:"+key] = string(raw)
	}
	if err := s.Commit(t.Context(), coach.Change{Key: "book/ann", Put: put}); err != nil {
		t.Fatal(err)
	}
	fates, err := fates(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	if err := listWordings(&out, nil, fates); err != nil {
		t.Fatal(err)
	}
	if want := "nudge/1    (before)  2 sent  1 not useful\nstalled/0  (before)  1 sent  1 not useful\n"; out.String() != want {
		t.Errorf("got\n%swant\n%s", out.String(), want)
	}
}
