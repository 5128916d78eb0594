package main

import (
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"evenkeel/bot/workspace"
	"evenkeel/store"
)

// scribe writes down who said what in a workspace, as it happens, for people
// to read: go test -v -run TestADayOfARepAndAManager.
type scribe struct {
	ws    *workspace.Workspace
	names map[string]string
	rooms []string // channels

	mu    sync.Mutex
	clock store.Anchor
	seen  map[string]string // what was last shown, by place
	lines []string
}

func newScribe(t *testing.T, ws *workspace.Workspace, cfg workspace.Config) *scribe {
	s := &scribe{ws: ws, names: map[string]string{"": "Even Keel"}, seen: map[string]string{}}
	for _, u := range cfg.Users {
		s.names[u.ID] = u.RealName
	}
	for _, c := range cfg.Channels {
		s.rooms = append(s.rooms, c.ID)
	}
	done := make(chan struct{})
	t.Cleanup(func() { <-done })
	go func() {
		defer close(done)
		_ = ws.Wait(t.Context(), func() bool { s.look(); return false })
	}()
	return s
}

// tellTime reads the business clock that the processes share.
func (s *scribe) tellTime(t *testing.T, redis string) {
	t.Helper()
	client, err := store.Open(redis)
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	id, err := store.Resolve(t.Context(), client, "")
	if err != nil {
		t.Fatal(err)
	}
	anchor, err := store.EnsureAnchor(t.Context(), client, id, "", time.Now)
	if err != nil {
		t.Fatal(err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.clock = anchor
}

// note writes down what somebody does or is shown.
func (s *scribe) note(who, where, text string) {
	s.look()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.add(who, where, text)
}

func (s *scribe) add(who, where, text string) {
	for user, name := range s.names {
		if user != "" {
			who, where = strings.ReplaceAll(who, user, name), strings.ReplaceAll(where, user, name)
		}
	}
	if who == "" {
		who = s.names[""]
	}
	head := fmt.Sprintf("%s  %s, %s:", s.clock.Now(time.Now()).In(demoZone()).Format("Mon 15:04"), who, where)
	s.lines = append(s.lines, head+"\n    "+strings.ReplaceAll(strings.TrimSpace(text), "\n", "\n    "))
}

// look writes down what is new in the workspace.
func (s *scribe) look() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, room := range s.rooms {
		for _, m := range s.ws.Messages(room) {
			s.message("#deals", m)
		}
	}
	for user, name := range s.names {
		if user == "" {
			continue
		}
		for _, m := range s.ws.DM(user) {
			s.message("direct message to "+name, m)
		}
		for _, m := range s.ws.Ephemerals(user) {
			s.message("only "+name+" sees it", m)
		}
		for _, v := range s.ws.Views(user) {
			s.news("view/"+v.ID, "form for "+name, "“"+v.Title+"”\n"+rendered(v.Blocks)+"["+v.Submit+"]", false)
		}
	}
}

func (s *scribe) message(where string, m workspace.Message) {
	for _, r := range m.Reactions {
		s.news("reaction/"+m.TS+r.Name, where, "✅ on: "+m.Text, false)
	}
	if s.names[m.User] != "" && m.BotID == "" {
		return // people's own words are noted as they are said
	}
	text := rendered(m.Blocks)
	if text == "" {
		text = m.Text
	}
	if m.Username != "" {
		s.news(m.Channel+"/"+m.TS, m.Username+", "+where, text, false)
		return
	}
	s.news(m.Channel+"/"+m.TS+m.EphemeralFor, where, text, true)
}

func (s *scribe) news(key, where, text string, mayChange bool) {
	before, known := s.seen[key]
	if known && (before == text || !mayChange) {
		return
	}
	s.seen[key] = text
	if known {
		where += ", edited in place"
	}
	s.add("", where, text)
}

// transcript is everything so far.
func (s *scribe) transcript() string {
	s.look()
	s.mu.Lock()
	defer s.mu.Unlock()
	return strings.Join(s.lines, "\n")
}

// rendered is what a person sees of blocks: words, and controls in brackets.
func rendered(raw json.RawMessage) string {
	var blocks []map[string]any
	if json.Unmarshal(raw, &blocks) != nil {
		return ""
	}
	var out strings.Builder
	for _, b := range blocks {
		switch b["type"] {
		case "actions":
			for _, e := range list(b["elements"]) {
				fmt.Fprintf(&out, "[%s] ", firstText(e["text"], e["placeholder"]))
			}
		case "input":
			e, _ := b["element"].(map[string]any)
			fmt.Fprintf(&out, "%s ____%v", firstText(b["label"]), orNothing(e["initial_value"]))
		default:
			out.WriteString(inline(b))
		}
		out.WriteString("\n")
	}
	return out.String()
}

func list(v any) []map[string]any {
	var out []map[string]any
	items, _ := v.([]any)
	for _, item := range items {
		if m, ok := item.(map[string]any); ok {
			out = append(out, m)
		}
	}
	return out
}

func orNothing(v any) any {
	if v == nil {
		return ""
	}
	return v
}

// firstText is the words of the first text object there is.
func firstText(objects ...any) string {
	for _, o := range objects {
		if m, ok := o.(map[string]any); ok {
			return fmt.Sprint(m["text"])
		}
	}
	return ""
}

// inline is the words of a rich text, a section or a header as they run.
func inline(b map[string]any) string {
	switch text := b["text"].(type) {
	case string:
		return text
	case map[string]any:
		return fmt.Sprint(text["text"])
	}
	s := ""
	for _, e := range list(b["elements"]) {
		s += inline(e)
	}
	return s
}
