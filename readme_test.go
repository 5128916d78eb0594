package main

import (
	"os"
	"reflect"
	"strings"
	"testing"

	"evenkeel/coach"
)

func TestReadmeNamesEveryVariableFileAndRule(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	var want []string
	for f := range reflect.TypeFor[env]().Fields() {
		want = append(want, f.Tag.Get("envconfig"))
	}
	for _, name := range tables {
		want = append(want, name+".csv")
	}
	for _, r := range coach.Rules() {
		want = append(want, r.ID)
	}
	for _, w := range want {
		if !strings.Contains(string(text), "`"+w+"`") {
			t.Errorf("README.md does not name %s", w)
		}
	}
}
