package main

import (
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"path"
	"slices"
	"strings"
	"testing"
)

// arrows says what each package may import besides the standard library: the
// rooms of coach/doc.go, as a table. A new package needs a row here and a row
// there; tests themselves may import what they like.
var arrows = map[string][]string{
	"evenkeel":                       {"evenkeel/...", "github.com/alecthomas/kong", "github.com/kelseyhightower/envconfig", "github.com/prometheus/client_golang/...", "github.com/redis/go-redis/v9", "github.com/schollz/progressbar/v3", "go.yaml.in/yaml/v4", "golang.org/x/term", "golang.org/x/text/width"},
	"evenkeel/coach":                 {},
	"evenkeel/coach/parse":           {"evenkeel/coach", "github.com/agnivade/levenshtein", "golang.org/x/text/..."},
	"evenkeel/coach/playbook":        {"evenkeel/coach", "go.yaml.in/yaml/v4"},
	"evenkeel/coach/replay":          {"evenkeel/coach"},
	"evenkeel/store":                 {"evenkeel/coach", "github.com/redis/go-redis/v9", "github.com/redis/go-redis/v9/..."},
	"evenkeel/store/crm":             {"evenkeel/coach", "evenkeel/coach/parse", "go.yaml.in/yaml/v4"},
	"evenkeel/store/embedded":        {"github.com/alicebob/miniredis/v2"},
	"evenkeel/prompts":               {"evenkeel/coach", "github.com/sashabaranov/go-openai", "github.com/sony/gobreaker/v2", "golang.org/x/text/unicode/norm"},
	"evenkeel/bot":                   {"evenkeel/coach", "evenkeel/coach/parse", "github.com/slack-go/slack", "github.com/slack-go/slack/...", "golang.org/x/text/width", "golang.org/x/time/rate", "gonum.org/v1/plot", "gonum.org/v1/plot/..."},
	"evenkeel/bot/workspace":         {"github.com/gorilla/websocket"},
	"evenkeel/bot/workspace/barebot": {"github.com/redis/go-redis/v9", "github.com/slack-go/slack", "github.com/slack-go/slack/..."}, // to measure against
	"evenkeel/store/storetest":       {"evenkeel/store/embedded", "github.com/redis/go-redis/v9"},                                    // for tests only
	"evenkeel/store/crm/crmtest":     {"evenkeel/coach"},                                                                             // for tests only
}

// forTests are packages that only tests import.
var forTests = []string{"evenkeel/store/storetest", "evenkeel/store/crm/crmtest"}

func TestPackagesImportOnlyWhatTheirRoomAllows(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, p := range packages(t) {
		seen[p.ImportPath] = true
		allowed, ok := arrows[p.ImportPath]
		if !ok {
			t.Errorf("%s stands in no room: give it a row in arrows and in coach/doc.go, with a reason", p.ImportPath)
			continue
		}
		for _, i := range p.Imports {
			if !standard(i) && (!permitted(allowed, i) || slices.Contains(forTests, i)) {
				t.Errorf("%s imports %s, which its room does not allow", p.ImportPath, i)
			}
		}
	}
	for p := range arrows {
		if !seen[p] {
			t.Errorf("%s has a row in arrows but is not there", p)
		}
	}
}

type goPackage struct {
	ImportPath string
	Imports    []string
}

func packages(t *testing.T) []goPackage {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "go", "list", "-json=ImportPath,Imports", "./...").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	var all []goPackage
	for d := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p goPackage
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			return all
		} else if err != nil {
			t.Fatal(err)
		}
		all = append(all, p)
	}
}

// standard says whether an import comes with Go: its first element has no dot,
// and it is not ours.
func standard(i string) bool {
	first, _, _ := strings.Cut(i, "/")
	return first != "evenkeel" && !strings.Contains(first, ".")
}

func permitted(allowed []string, i string) bool {
	return slices.ContainsFunc(allowed, func(a string) bool {
		under, all := strings.CutSuffix(a, "/...")
		return a == i || all && strings.HasPrefix(path.Clean(i), under+"/")
	})
}
