package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v4"
)

// appManifest is as much of the Slack manifest as this test holds.
type appManifest struct {
	Features struct {
		SlashCommands []struct {
			Command string `yaml:"command"`
		} `yaml:"slash_commands"`
	} `yaml:"features"`
	OAuth struct {
		Scopes struct {
			Bot []string `yaml:"bot"`
		} `yaml:"scopes"`
	} `yaml:"oauth_config"`
	Settings struct {
		Subscriptions struct {
			BotEvents []string `yaml:"bot_events"`
		} `yaml:"event_subscriptions"`
		SocketMode bool `yaml:"socket_mode_enabled"`
	} `yaml:"settings"`
}

// callScopes are the bot scopes that each call of ours needs, as Slack
// documents them. A call that is new to the bot needs a row.
var callScopes = map[string][]string{
	"AddReactionContext":             {"reactions:write"},
	"AuthTestContext":                nil,
	"DeleteMessageContext":           {"chat:write"},
	"GetConversationHistoryContext":  {"im:history", "channels:history", "groups:history"}, // of direct messages, and of teams' channels
	"GetConversationInfoContext":     {"channels:read", "groups:read"},
	"GetConversationsForUserContext": {"channels:read", "groups:read"},
	"GetUserInfoContext":             {"users:read", "users:read.email"}, // people are matched by e-mail
	"GetUsersPaginated":              {"users:read", "users:read.email"},
	"OpenConversationContext":        {"im:write"},
	"OpenViewContext":                nil,
	"PostEphemeralContext":           {"chat:write"},
	"PostMessageContext":             {"chat:write"},
	"PublishViewContext":             nil,
	"UpdateMessageContext":           {"chat:write"},
	"UpdateViewContext":              nil,
	"UploadFileContext":              {"files:write"},
}

// eventScopes are the subscriptions behind each event that the bot handles,
// with the scope that each needs.
var eventScopes = map[string]map[string]string{
	"app_home_opened":         {"app_home_opened": ""},
	"message":                 {"message.channels": "channels:history", "message.groups": "groups:history"},
	"message_metadata_posted": {"message_metadata_posted": "metadata.message:read"},
	"team_join":               {"team_join": "users:read"},
	"user_change":             {"user_change": "users:read"},
}

func TestManifestAsksForExactlyWhatTheBotUses(t *testing.T) {
	t.Parallel()
	var m appManifest
	if err := yaml.Load(manifest, &m); err != nil {
		t.Fatal(err)
	}
	bot := readBot(t)
	scopes, events := map[string]bool{}, map[string]bool{}
	for call := range bot.calls {
		needs, known := callScopes[call]
		if !known {
			t.Errorf("the bot calls %s: say in callScopes which scopes that needs", call)
		}
		for _, s := range needs {
			scopes[s] = true
		}
	}
	for event := range bot.events {
		for subscription, scope := range eventScopes[event] {
			events[subscription] = true
			scopes[scope] = scope != ""
		}
		if eventScopes[event] == nil {
			t.Errorf("the bot handles %s: say in eventScopes which subscription brings it", event)
		}
	}
	var commands []string
	for _, c := range m.Features.SlashCommands {
		commands = append(commands, c.Command)
	}
	if len(commands) > 0 {
		scopes["commands"] = true
	}
	delete(scopes, "")
	same(t, "commands", commands, bot.commands)
	same(t, "bot scopes", m.OAuth.Scopes.Bot, scopes)
	same(t, "bot events", m.Settings.Subscriptions.BotEvents, events)
	if !m.Settings.SocketMode {
		t.Error("the bot listens over Socket Mode, which the manifest switches off")
	}
}

func TestPracticeWorkspaceHasTheCommandsOfTheManifest(t *testing.T) {
	t.Parallel()
	known := map[string]bool{}
	for _, c := range demoWorkspace(0, nil).Commands {
		known[c] = true
	}
	same(t, "commands", slices.Collect(maps.Keys(readBot(t).commands)), known)
}

func same(t *testing.T, what string, manifest []string, used map[string]bool) {
	t.Helper()
	if diff := cmp.Diff(slices.Sorted(maps.Keys(used)), slices.Sorted(slices.Values(manifest))); diff != "" {
		t.Errorf("%s (- used by the bot, + in the manifest):\n%s", what, diff)
	}
}

// botUse is what package bot does with Slack, read from its source.
type botUse struct{ calls, events, commands map[string]bool }

func readBot(t *testing.T) botUse {
	t.Helper()
	use := botUse{map[string]bool{}, map[string]bool{}, map[string]bool{}}
	files, err := filepath.Glob("bot/*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(f, use.look)
	}
	return use
}

// look notes calls on a field named api, the events that a switch on e.Type
// tells apart, and the commands that a switch tells apart.
func (u botUse) look(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.CallExpr:
		if method, ok := n.Fun.(*ast.SelectorExpr); ok && selects(method.X, "api") {
			u.calls[method.Sel.Name] = true
		}
	case *ast.SwitchStmt:
		for _, word := range caseWords(n) {
			switch {
			case strings.HasPrefix(word, "/"):
				u.commands[word] = true
			case selects(n.Tag, "Type"):
				u.events[word] = true
			}
		}
	}
	return true
}

func selects(x ast.Expr, name string) bool {
	s, ok := x.(*ast.SelectorExpr)
	return ok && s.Sel.Name == name
}

// caseWords are the strings that the cases of a switch name.
func caseWords(s *ast.SwitchStmt) (words []string) {
	for _, c := range s.Body.List {
		for _, x := range c.(*ast.CaseClause).List {
			if lit, ok := x.(*ast.BasicLit); ok && lit.Kind == token.STRING {
				word, _ := strconv.Unquote(lit.Value)
				words = append(words, word)
			}
		}
	}
	return words
}
