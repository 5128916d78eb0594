package bot_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"evenkeel/coach"
)

// send posts a digest to Mia, as often as the client asks to be called again.
func (s *stage) send(key string, d *coach.Digest) {
	s.Helper()
	d.Occurrence = key
	o := posted(d)
	o.Message.Key, o.Digest.Occurrence = key, key
	s.wait("the digest "+key, func() bool { _, _, err := s.client.Post(s.Context(), o); return err == nil })
}

// TestDigestsInABrowser looks at what a manager and a director get: as Slack's own
// charts and tables, as a picture, and as text. Pictures go into the folder
// EVENKEEL_SCREENSHOTS, if that is set.
func TestDigestsInABrowser(t *testing.T) {
	s := open(t, nil)
	ctx := s.browse(1100, 1500)
	ctx, quit := context.WithTimeout(ctx, 90*time.Second)
	defer quit()
	for _, c := range []struct {
		name   string
		refuse []string
		d      *coach.Digest
		holds  string // on the page
	}{
		{"manager", nil, manager(15), `m.querySelectorAll(".chart rect[y]").length === 26 && m.querySelectorAll("td").length > 15*10`},
		{"picture", []string{"data_visualization"}, manager(15), `m.querySelector("img").complete && m.querySelector("img").naturalWidth > 600`},
		{"text", []string{"data_visualization", "image", "table"}, manager(15), `[...m.querySelectorAll("pre")].some((p) => p.innerText.includes("█")) && m.innerText.includes("value, USD")`},
		{"director", nil, director(300), `m.querySelectorAll(".chart rect[y]").length === 10 && m.innerText.includes("The whole table is behind the button")`},
		{"quiet", nil, quiet(), `m.innerText.includes("A quiet week")`},
	} {
		s.ws.RefuseBlocks(c.refuse...)
		s.client.Recheck()
		s.send("digest/"+c.name, c.d)
		if err := chromedp.Do(ctx, chromedp.Navigate(s.ws.URL()+"?user=UMIA&channel="+s.ws.DMChannel("UMIA")), chromedp.WaitVisible(`[data-action-id="digest_more"]`)); err != nil {
			t.Fatal(err)
		}
		s.wait(c.name+" on the page", func() bool {
			ok, err := chromedp.Run(ctx, chromedp.Evaluate[bool](`(() => { const m = [...document.querySelectorAll("article")].pop(); document.querySelector("#messages").scrollTop = m.offsetTop - 60; return Boolean(`+c.holds+`); })()`))
			return err == nil && ok
		})
		s.picture(ctx, "digest-"+c.name)
	}
}

// TestADaysMessagesInABrowser looks at what a team's renewals channel and a rep get on
// one morning: each contract with its own controls below it.
func TestADaysMessagesInABrowser(t *testing.T) {
	s, m := inRenewals(t, nil)
	s.wait("Bob's message of the day", func() bool { return len(s.ws.Messages(s.ws.DMChannel("UBOB"))) > 0 })
	ctx := s.browse(1100, 900)
	ctx, quit := context.WithTimeout(ctx, 60*time.Second)
	defer quit()
	for _, c := range []struct{ name, user, channel, holds string }{
		{"renewals", "UANN", m.Channel, `[...m.querySelectorAll("button")].filter((b) => b.innerText.includes("on it")).length === 2 && m.innerText.includes("Nobody is on it yet")`},
		{"daily", "UBOB", s.ws.DMChannel("UBOB"), `[...m.querySelectorAll("button")].some((b) => b.innerText.includes("Why this")) && m.innerText.includes("Acme")`},
	} {
		if err := chromedp.Do(ctx, chromedp.Navigate(s.ws.URL()+"?user="+c.user+"&channel="+c.channel), chromedp.WaitVisible("article")); err != nil {
			t.Fatal(err)
		}
		s.wait(c.name+" on the page", func() bool {
			ok, err := chromedp.Run(ctx, chromedp.Evaluate[bool](`(() => { const m = [...document.querySelectorAll("article")].pop(); return Boolean(`+c.holds+`); })()`))
			return err == nil && ok
		})
		s.picture(ctx, c.name)
	}
}

// picture leaves a screenshot in the folder EVENKEEL_SCREENSHOTS, if that is set.
func (s *stage) picture(ctx context.Context, name string) {
	s.Helper()
	dir := os.Getenv("EVENKEEL_SCREENSHOTS")
	if dir == "" {
		return
	}
	png, err := chromedp.Run(ctx, chromedp.CaptureScreenshot())
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, name+".png"), png, 0o600)
	}
	if err != nil {
		s.Fatal(err)
	}
}
