package bot_test

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"evenkeel/coach"
)

// browse opens the practice workspace's page in Chromium, if there is one.
func (s *stage) browse(width, height int) context.Context {
	s.Helper()
	path, err := exec.LookPath("chromium")
	if err != nil && os.Getenv("CI") == "true" {
		s.Fatal("no chromium is installed, and CI needs one")
	}
	if err != nil || testing.Short() {
		s.Skip("no chromium on the path, or -short")
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-component-update", true),
		chromedp.UserDataDir(s.TempDir()), chromedp.WindowSize(width, height))
	parent, stop := chromedp.NewExecAllocator(s.Context(), options...)
	s.Cleanup(stop)
	ctx, cancel := chromedp.NewContext(parent)
	s.Cleanup(func() { _ = chromedp.Cancel(ctx); cancel() })
	return ctx
}

// homeInABrowser opens somebody's Home tab on the page, and takes a picture of it
// into the folder EVENKEEL_SCREENSHOTS, if that is set.
func (s *stage) homeInABrowser(ctx context.Context, user, waitFor string) {
	s.Helper()
	var picture []byte
	err := chromedp.Do(ctx, chromedp.Navigate(s.ws.URL()+"?user="+user), chromedp.WaitVisible("#home"), chromedp.Click("#home"),
		chromedp.WaitVisible("#home-view "+waitFor))
	if err == nil {
		picture, err = chromedp.Run(ctx, chromedp.CaptureScreenshot())
	}
	if err != nil {
		s.Fatal(err)
	}
	if dir := os.Getenv("EVENKEEL_SCREENSHOTS"); dir != "" {
		if err := os.WriteFile(filepath.Join(dir, "home-"+user+".png"), picture, 0o600); err != nil {
			s.Fatal(err)
		}
	}
}

// TestHomeOfARepAndOfAManagerInABrowser shows both on a page, with the settings
// form, and somebody choosing an account in a form.
func TestHomeOfARepAndOfAManagerInABrowser(t *testing.T) {
	s := open(t, nil)
	s.overruled()
	s.expect("UBOB", "/deal Initech name=Warehouse won 20k close=2026-11-03", "won")
	s.feedOverdue()
	ctx := s.browse(1100, 2400)
	ctx, quit := context.WithTimeout(ctx, 60*time.Second)
	defer quit()
	s.homeInABrowser(ctx, "UANN", `[data-action-id="home_settings"]`)
	s.homeInABrowser(ctx, "UMIA", `[data-action-id="home_settings"]`)
}

// feedOverdue gives Ann a deal with a promise that is past its day.
func (s *stage) feedOverdue() {
	s.Helper()
	s.expect("UANN", "/commit Acme time a visit by 15 Jan", "a visit") // promises are fed from here on
	for _, change := range []func(coach.View) coach.Event{
		func(v coach.View) coach.Event {
			return coach.Event{Deal: &coach.DealChange{ID: "D-pilot", Account: new("A2"), Name: new("Pilot"), Stage: new("proposal"), Amount: &coach.Money{Minor: 500000, Currency: "USD"},
				Created: new(v.Today().AddDays(-60)), Close: new(v.Today().AddDays(20)), Outcome: new(coach.Open)}}
		},
		func(v coach.View) coach.Event {
			return coach.Event{Commitment: &coach.CommitmentChange{ID: "c", Deal: "D-pilot", What: new("a call with the warehouse manager"),
				Kind: new(coach.Time), Made: new(v.Today().AddDays(-30)), Due: new(v.Today().AddDays(-20)), Status: new(coach.Pending)}}
		},
	} {
		_, err := s.coach.Handle(s.Context(), "r1", func(v coach.View) (coach.Event, error) { // from a feed: nobody is answered at once
			e := change(v)
			e.At, e.Source, e.Rep = v.Now, coach.App, "r1"
			e.ID = "feed/" + s.Name() + map[bool]string{true: "deal", false: "promise"}[e.Deal != nil]
			return e, nil
		})
		if err != nil {
			s.Fatal(err)
		}
	}
}
