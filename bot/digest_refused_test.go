package bot_test

import (
	"bytes"
	"errors"
	"image/png"
	"slices"
	"strings"
	"testing"
	"time"

	"evenkeel/bot"
	"evenkeel/bot/workspace"
	"evenkeel/coach"
)

// refusing is a workspace that takes not every kind of block, and a client in it
// that knows nothing of that yet. The test runs beside others from then on.
func refusing(t *testing.T, change func(*workspace.Config), kinds ...string) (*workspace.Workspace, *bot.Client) {
	t.Helper()
	t.Parallel()
	cfg := company()
	if change != nil {
		change(&cfg)
	}
	ws, err := workspace.Open(cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = ws.Close() })
	ws.RefuseBlocks(kinds...)
	app, tok := ws.Tokens()
	c, err := bot.NewClient(bot.ClientConfig{AppToken: bot.Token(app), BotToken: bot.Token(tok), APIURL: ws.APIURL()})
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Load(t.Context()); err != nil {
		t.Fatal(err)
	}
	return ws, c
}

// postAs posts a digest under a key of its own, again where the client is asked to
// come back.
func postAs(t *testing.T, c *bot.Client, key string) {
	t.Helper()
	o := posted(manager(5))
	o.Message.Key = key
	for range 20 {
		_, _, err := c.Post(t.Context(), o)
		if err == nil {
			return
		}
		if !errors.As(err, new(coach.ErrLater)) {
			t.Fatal(err)
		}
		time.Sleep(100 * time.Millisecond)
	}
	t.Fatal("never posted")
}

// kindsIn are the types of a message's blocks.
func kindsIn(t *testing.T, m workspace.Message) string {
	t.Helper()
	var out []string
	for _, b := range blocks(t, m.Blocks) {
		kind, _ := b["type"].(string)
		if kind == "rich_text" && strings.Contains(string(m.Blocks), "rich_text_preformatted") {
			parts, _ := b["elements"].([]any)
			first, _ := parts[0].(map[string]any)
			kind, _ = first["type"].(string)
		}
		out = append(out, kind)
	}
	return strings.Join(slices.Compact(out), " ")
}

func TestWhatAWorkspaceRefusesIsShownOtherwise(t *testing.T) {
	t.Parallel()
	noUploads := func(cfg *workspace.Config) {
		cfg.Scopes = []string{"chat:write", "im:write", "users:read", "users:read.email", "channels:read"}
	}
	for name, c := range map[string]struct {
		refuse []string
		change func(*workspace.Config)
		want   string
		posts  int // that it takes to find out
	}{
		"takes everything":         {nil, nil, "header rich_text data_visualization context table actions", 1},
		"no charts: a picture":     {[]string{"data_visualization"}, nil, "header rich_text image context table actions", 0},
		"nor uploads: bars":        {[]string{"data_visualization"}, noUploads, "header rich_text_section rich_text_preformatted context table actions", 2},
		"nor pictures: bars":       {[]string{"data_visualization", "image"}, nil, "header rich_text_section rich_text_preformatted context table actions", 0},
		"no tables: columns":       {[]string{"table"}, nil, "header rich_text_section data_visualization context rich_text_preformatted actions", 2},
		"neither charts nor table": {[]string{"data_visualization", "table"}, noUploads, "header rich_text_section rich_text_preformatted context rich_text_preformatted actions", 2},
	} {
		t.Run(name, func(t *testing.T) {
			ws, client := refusing(t, c.change, c.refuse...)
			postAs(t, client, "digest/2026-W48")
			dm := ws.DM("UMIA")
			if len(dm) != 1 || kindsIn(t, dm[0]) != c.want {
				t.Fatalf("%d messages; the first is of %s, want %s", len(dm), kindsIn(t, dm[0]), c.want)
			}
			if got := len(ws.Calls("chat.postMessage")); c.posts > 0 && got != c.posts {
				t.Errorf("it took %d posts, want %d", got, c.posts)
			}
			before := len(ws.Calls("chat.postMessage"))
			postAs(t, client, "digest/2026-W49")
			if got := len(ws.Calls("chat.postMessage")) - before; got != 1 {
				t.Errorf("the next one took %d posts: what was refused is not remembered", got)
			}
			if dm := ws.DM("UMIA"); len(dm) != 2 || kindsIn(t, dm[1]) != c.want {
				t.Errorf("the next one: %d messages", len(dm))
			}
		})
	}
}

func TestAPictureHasWordsAndIsUploadedOnce(t *testing.T) {
	ws, client := refusing(t, nil, "data_visualization")
	postAs(t, client, "digest/2026-W48")
	postAs(t, client, "digest/2026-W49")
	files := ws.Files()
	if len(files) != 1 {
		t.Fatalf("%d files, want the one picture", len(files))
	}
	img, err := png.Decode(bytes.NewReader(files[0].Data))
	if err != nil || img.Bounds().Dx() < 600 || img.Bounds().Dy() < 150 {
		t.Errorf("the picture: %v, %v", img, err)
	}
	for _, b := range blocks(t, ws.DM("UMIA")[0].Blocks) {
		if alt, _ := b["alt_text"].(string); b["type"] == "image" && !strings.Contains(alt, "Rep 002: new 37 %, existing 63 % (healthy 30–70)") {
			t.Errorf("the picture’s words: %q", alt)
		}
	}
}

func TestWhatWasRefusedIsTriedAgainAfterADay(t *testing.T) {
	ws, client := refusing(t, nil, "data_visualization", "table")
	postAs(t, client, "digest/2026-W48")
	ws.RefuseBlocks()
	postAs(t, client, "digest/2026-W49")
	client.Recheck()
	postAs(t, client, "digest/2026-W50")
	dm := ws.DM("UMIA")
	if got := kindsIn(t, dm[1]); strings.Contains(got, "data_visualization") {
		t.Errorf("before the day was over: %s", got)
	}
	if got := kindsIn(t, dm[2]); !strings.Contains(got, "data_visualization") || !strings.Contains(got, "table") {
		t.Errorf("after a day: %s", got)
	}
}

func TestARefusalThatPointsNowhereIsBlamedOnTheNewestBlockOnly(t *testing.T) {
	ws, client := refusing(t, nil)
	ws.Fail("chat.postMessage", workspace.Fault{SlackError: "invalid_blocks"})
	postAs(t, client, "digest/2026-W48")
	if got := kindsIn(t, ws.DM("UMIA")[0]); !strings.Contains(got, "image") || !strings.Contains(got, "table") {
		t.Errorf("without the chart: %s", got)
	}
}

func TestAMessageThatIsTooLongSaysNothingAboutCharts(t *testing.T) {
	ws, client := refusing(t, nil)
	ws.Fail("chat.postMessage", workspace.Fault{SlackError: "msg_blocks_too_long"})
	postAs(t, client, "digest/2026-W48")
	if m := ws.DM("UMIA")[0]; m.Blocks != nil || !strings.Contains(m.Text, "Conversations to have this week") {
		t.Errorf("the words alone: %s", m.Shown())
	}
	postAs(t, client, "digest/2026-W49")
	if got := kindsIn(t, ws.DM("UMIA")[1]); !strings.Contains(got, "data_visualization") {
		t.Errorf("the next one has no chart: %s", got)
	}
}

func TestAPictureThatSlackNeverShowsGoesAsText(t *testing.T) {
	ws, client := refusing(t, nil, "data_visualization")
	never := workspace.Fault{Body: `{"ok":false,"error":"invalid_blocks","response_metadata":{"messages":["[ERROR] invalid slack file [json-pointer:/blocks/8/slack_file]"]}}`}
	o := posted(manager(5))
	_, bs := bot.Blocks(bot.ClientConfig{}, o)
	if bs[8].BlockType() != "data_visualization" {
		t.Fatalf("the chart is not where this test points: %s", bs[8].BlockType())
	}
	never.Times = -1
	ws.Fail("chat.postMessage", workspace.Fault{SlackError: "invalid_blocks"}) // of the chart; what follows is of the picture
	ws.Fail("chat.postMessage", never)
	if _, _, err := client.Post(t.Context(), o); !errors.As(err, new(coach.ErrLater)) {
		t.Fatalf("while Slack may be looking through it: %v", err)
	}
	ws.ClearFaults()
	client.AgePictures()
	never.Times = 1
	ws.Fail("chat.postMessage", never)
	postAs(t, client, "digest/2026-W48")
	if got := kindsIn(t, ws.DM("UMIA")[0]); strings.Contains(got, "image") || !strings.Contains(got, "preformatted") {
		t.Errorf("posted %s", got)
	}
}

func TestADigestIsEditedInPlaceInWhatTheWorkspaceTakes(t *testing.T) {
	ws, client := refusing(t, nil, "table")
	o := posted(manager(5))
	channel, ts, err := client.Post(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	o.Message.Channel, o.Message.TS, o.Digest = channel, ts, manager(6)
	o.Digest.Occurrence = digestKey
	if _, _, err := client.Post(t.Context(), o); err != nil {
		t.Fatal(err)
	}
	if dm := ws.DM("UMIA"); len(dm) != 1 || !strings.Contains(dm[0].Shown(), "Rep 006") {
		t.Errorf("%d messages: %s", len(dm), dm[0].Shown())
	}
}
