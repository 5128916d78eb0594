package bot_test

import (
	"encoding/json"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/slack-go/slack"
	"pgregory.net/rapid"

	"evenkeel/bot"
	"evenkeel/coach"
	"evenkeel/coach/playbook"
)

// mention is whatever might call somebody in a text that Slack parses.
var mention = regexp.MustCompile(`(?i)<[@!#]|@(here|channel|everyone|group)`)

// nasty is what people might type, and then some.
func nasty() *rapid.Generator[string] {
	return rapid.Custom(func(t *rapid.T) string {
		parts := rapid.SliceOfN(rapid.OneOf(
			rapid.SampledFrom([]string{"<!here>", "<!channel>", "@here", "@Everyone", "<@U123>", "<#C1|x>", "&amp;", "&lt;!here&gt;", "```", "*b*",
				"\u202e", "\x00", "\xff", "👩‍👩‍👧", "é", ":tada:", "<http://x|y>", "\n", "@", "here", "@\x00here", "@\u202dhere", "@\u200bhere"}),
			rapid.String()), 0, 60).Draw(t, "parts")
		return strings.Join(parts, "")
	})
}

func TestNoTextMentionsAnybodyOrBreaksALimit(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s, n := nasty().Draw(t, "text"), rapid.IntRange(10, 400).Draw(t, "limit")
		got := bot.Safe(s, n)
		if mention.MatchString(got) || strings.ContainsAny(got, "<>") {
			t.Fatalf("%q became %q", s, got)
		}
		if c := utf8.RuneCountInString(got); c > n || !utf8.ValidString(got) {
			t.Fatalf("%d characters of %d, or invalid", c, n)
		}
		if i := strings.LastIndex(got, "&"); i >= 0 && !regexp.MustCompile(`^&(amp|lt|gt);`).MatchString(got[i:]) {
			t.Fatalf("cut inside an escape: %q", got)
		}
		if c := bot.Clip(s, n); utf8.RuneCountInString(c) > n {
			t.Fatalf("clip kept %d of %d", utf8.RuneCountInString(c), n)
		}
	})
}

func TestMessagesKeepToSlacksLimits(t *testing.T) {
	client, err := bot.NewClient(bot.ClientConfig{AppToken: "xapp-1", BotToken: "xoxb-1"})
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		o := coach.Outgoing{Names: new(coach.People), Message: coach.Message{Key: "daily/r1/2026-11-23"}}
		for range rapid.IntRange(0, 30).Draw(t, "nudges") {
			n := coach.Nudge{Rule: rapid.SampledFrom([]string{"next-commitment", "outside-sweet-spot"}).Draw(t, "rule"), Severity: coach.Warn, Key: nasty().Draw(t, "key")}
			if rapid.Bool().Draw(t, "answered") {
				n.Reply, n.Reason = coach.Override, nasty().Draw(t, "reason")
			}
			o.Nudges = append(o.Nudges, n)
			o.Wordings = append(o.Wordings, coach.Wording{Title: nasty().Draw(t, "title"), Say: nasty().Draw(t, "say"), Ask: nasty().Draw(t, "ask")})
		}
		text, blocks := client.Render(o)
		check(t, text, blocks, 50)
	})
}

func TestAnswersAndFormsKeepToSlacksLimits(t *testing.T) {
	pb := playbook.Builtin(coach.Rules())
	b := bot.New(bot.Config{Coach: coach.New(coach.Config{Playbook: pb}), Client: mustClient(t)})
	rapid.Check(t, func(t *rapid.T) {
		text, blocks := bot.AnswerOf(nasty().Draw(t, "text"), rapid.SliceOfN(nasty(), 0, 12).Draw(t, "labels")...)
		check(t, text, blocks, 50)
		known := map[string]string{}
		for _, c := range pb.SweetSpot.Criteria {
			known[c.Key] = nasty().Draw(t, c.Key)
		}
		v := b.Form(nasty().Draw(t, "name"), known)
		check(t, "", v.Blocks.BlockSet, 100)
	})
}

func mustClient(t *testing.T) *bot.Client {
	t.Helper()
	c, err := bot.NewClient(bot.ClientConfig{AppToken: "xapp-1", BotToken: "xoxb-1"})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// check looks for what Slack would refuse or parse.
func check(t rapid.TB, text string, blocks []slack.Block, most int) {
	t.Helper()
	if mention.MatchString(text) || utf8.RuneCountInString(text) > 4000 {
		t.Fatalf("text %q", text)
	}
	raw, err := json.Marshal(blocks)
	if err != nil {
		t.Fatal(err)
	}
	if len(blocks) > most {
		t.Fatalf("%d blocks", len(blocks))
	}
	var loose []map[string]any
	if err := json.Unmarshal(raw, &loose); err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, b := range loose {
		if id, _ := b["block_id"].(string); id != "" && len(id) > 255 {
			t.Fatalf("block id of %d", len(id))
		}
		walk(t, b)
	}
	_ = seen
}

// walk checks every text in a block: none is mrkdwn, none is empty or too long.
func walk(t rapid.TB, v any) {
	switch v := v.(type) {
	case []any:
		for _, e := range v {
			walk(t, e)
		}
	case map[string]any:
		limit := 3000
		switch v["type"] {
		case "mrkdwn":
			t.Fatalf("mrkdwn: %v", v)
		case "button":
			if s, _ := v["value"].(string); utf8.RuneCountInString(s) > 2000 {
				t.Fatal("a button's value is too long")
			}
		}
		if s, ok := v["text"].(string); ok && (s == "" || utf8.RuneCountInString(s) > limit || !utf8.ValidString(s)) {
			t.Fatalf("text of %d characters: %q", utf8.RuneCountInString(s), s)
		}
		if s, ok := v["initial_value"].(string); ok && utf8.RuneCountInString(s) > 2000 {
			t.Fatal("an initial value is too long")
		}
		for _, e := range v {
			walk(t, e)
		}
	}
}
