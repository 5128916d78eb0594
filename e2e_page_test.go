package main

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// TestTheDemoInABrowser sits in the demo as a newcomer does. With
// EVENKEEL_SCREENSHOTS=DIR it leaves pictures there.
func TestTheDemoInABrowser(t *testing.T) {
	t.Parallel()
	chromium := findChromium(t)
	demo := start(t, nil, "demo", "--no-browser", "--port", "0")
	m := regexp.MustCompile(`^practice workspace: (http://127\.0\.0\.1:\d+/)$`).FindStringSubmatch(demo.line(t))
	if m == nil {
		t.Fatal("the first line does not name the page")
	}
	b := openBrowserAt(t, chromium, m[1])
	b.annsMorning()
	b.annsForm()
	b.annsMessage()
	b.bosHome()
}

// findChromium skips where there is no browser, but not in CI.
func findChromium(t *testing.T) string {
	t.Helper()
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	if os.Getenv("CI") == "true" {
		t.Fatal("no chromium is installed, and CI needs one")
	}
	t.Skip("no chromium is installed")
	return ""
}

// browser is a page and whoever sits before it.
type browser struct {
	*testing.T
	ctx context.Context
}

func openBrowserAt(t *testing.T, chromium, url string) *browser {
	t.Helper()
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(chromium), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-background-networking", true), chromedp.NoFirstRun,
		chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true),
		chromedp.UserDataDir(t.TempDir()), chromedp.WindowSize(1200, 900))
	parent, stop := chromedp.NewExecAllocator(context.WithoutCancel(t.Context()), options...)
	t.Cleanup(stop)
	ctx, cancel := chromedp.NewContext(parent)
	t.Cleanup(func() { _ = chromedp.Cancel(ctx); cancel() })
	b := &browser{t, ctx}
	b.do("the browser starts") // it would end with the first context
	var quit context.CancelFunc
	b.ctx, quit = context.WithTimeout(ctx, 2*patience)
	t.Cleanup(quit)
	b.do("the page opens", chromedp.Navigate(url), chromedp.WaitVisible(`#channels [data-name="deals"]`))
	b.until("the bot is connected", `document.querySelector("#socket.on") !== null`)
	return b
}

// do takes steps, or fails and leaves a picture.
func (b *browser) do(what string, steps ...chromedp.Action[chromedp.Void]) {
	b.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	if len(steps) == 0 {
		ctx = b.ctx
	}
	if err := chromedp.Do(ctx, steps...); err != nil {
		b.picture("failed")
		b.Fatalf("%s: %v", what, err)
	}
}

// until waits for a condition in the page.
func (b *browser) until(what, condition string) {
	b.Helper()
	for end := time.Now().Add(patience); ; time.Sleep(50 * time.Millisecond) {
		holds, err := chromedp.Run(b.ctx, chromedp.Evaluate[bool](condition))
		if holds {
			return
		}
		if time.Now().After(end) {
			b.picture("failed")
			b.Fatalf("never happened: %s (%v)", what, err)
		}
	}
}

// shows says, as a condition, that a part of the page holds this text.
func shows(selector, text string) string {
	return `[...document.querySelectorAll(` + "`" + selector + "`" + `)].some((e) => e.innerText.includes(` + "`" + text + "`" + `))`
}

// picture leaves a screenshot for people.
func (b *browser) picture(name string) {
	dir := os.Getenv("EVENKEEL_SCREENSHOTS")
	if dir == "" {
		return
	}
	png, err := chromedp.Run(b.ctx, chromedp.CaptureScreenshot())
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, name+".png"), png, 0o600)
	}
	if err != nil {
		b.Log(err)
	}
}

// become chooses who one is.
func (b *browser) become(user string) {
	b.Helper()
	choose := `{ const who = document.getElementById("who"); who.value = "` + user + `"; who.dispatchEvent(new Event("change")); }`
	b.do("be "+user, chromedp.Evaluate[chromedp.Void](choose))
	b.until(user+" sits there", `document.body.dataset.user === "`+user+`"`)
}

// annsMorning: an update in #deals is recorded.
func (b *browser) annsMorning() {
	b.Helper()
	b.become("UANN")
	b.do("#deals", chromedp.Click(`#channels [data-name="deals"]`), chromedp.WaitVisible("#text"))
	b.picture("1-deals")
	b.do("an update", chromedp.SendKeys("#text", "Fjordmart: proposal, 48k, close 31 Mar\n"), chromedp.WaitVisible(`article[data-user="UANN"] [data-reaction="white_check_mark"]`))
}

// annsForm: /qualify opens the form, and the form gives the verdict.
func (b *browser) annsForm() {
	b.Helper()
	b.do("the form", chromedp.SendKeys("#text", "/qualify Harbour Outlets\n"), chromedp.WaitVisible("#modal-submit"))
	b.picture("2-form")
	b.do("filled in", chromedp.SendKeys("#field-problem", "slow counts"), chromedp.SendKeys("#field-budget", "yes"),
		chromedp.Click("#modal-submit"), chromedp.WaitNotVisible("#modal"))
	b.until("the verdict", shows("article.only-you", "In your sweet spot: Harbour Outlets"))
	b.picture("3-verdict")
}

// annsMessage comes at nine, and Done edits it in place.
func (b *browser) annsMessage() {
	b.Helper()
	b.do("the day's message", chromedp.Click(`[data-name="dm"]`), chromedp.WaitVisible(`article [data-action-id="nudge_done"]`))
	b.until("nine o'clock where Ann is", shows("article .time", "09:0"))
	b.picture("4-message")
	ts, err := chromedp.Run(b.ctx, chromedp.Evaluate[string](`document.querySelector('article:has([data-action-id="nudge_done"])').dataset.ts`))
	if err != nil {
		b.Fatal(err)
	}
	b.do("Done", chromedp.Click(`article[data-ts="`+ts+`"] [data-action-id="nudge_done"]`), chromedp.WaitVisible(`article[data-ts="`+ts+`"] .edited`))
	b.until("what became of it", shows(`article[data-ts="`+ts+`"]`, "Done – thanks"))
	b.picture("5-done")
}

// bosHome is Bo's own.
func (b *browser) bosHome() {
	b.Helper()
	b.become("UBO")
	b.do("Home", chromedp.Click("#home"), chromedp.WaitVisible("#home-view"))
	b.until("Bo's balance", shows("#home-view", "Your balance"))
	b.picture("6-home")
	home, err := chromedp.Run(b.ctx, chromedp.Text("#home-view"))
	if err != nil || !strings.Contains(home, "Freezer module") || strings.Contains(home, "Fjordmart") {
		b.Errorf("Bo's Home, %v:\n%s", err, home)
	}
}
