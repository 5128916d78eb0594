package bot_test

import (
	"encoding/json"
	"maps"
	"testing"

	"evenkeel/bot/workspace"
	"evenkeel/coach"
)

// post posts as a CRM's app with the payload of a deal.
func (s *stage) post(payload map[string]any) string {
	s.Helper()
	ts, err := s.ws.PostAsApp(s.Context(), workspace.AppPost{Channel: "#deals", AppID: "A0CRM", BotID: "B0CRM", Username: "CRM",
		Text: "Deal moved", Metadata: &workspace.Metadata{EventType: "deal_updated", EventPayload: object(s, payload)}})
	if err != nil {
		s.Fatal(err)
	}
	return ts
}

// object is a payload as the workspace takes it.
func object(s *stage, payload map[string]any) map[string]any {
	s.Helper()
	raw, err := json.Marshal(payload)
	if err != nil {
		s.Fatal(err)
	}
	var out map[string]any
	if err := json.Unmarshal(raw, &out); err != nil {
		s.Fatal(err)
	}
	return out
}

func with(base map[string]any, key string, value any) map[string]any {
	out := maps.Clone(base)
	out[key] = value
	return out
}

func TestAnAppsUpdate(t *testing.T) {
	s := open(t, nil)
	ts := s.post(map[string]any{"deal": "D1", "account": "Acme", "name": "Pilot", "rep": "ann@example.com", "stage": "PROPOSAL",
		"amount": 12000.5, "currency": "eur", "kind": "new", "source": "web", "close_date": "2027-03-31", "created": "2026-10-01", "colour": true})
	s.wait("a tick", func() bool { return s.reacted(ts) })
	d := s.only("r1")
	if d.ID != "D1" || d.Account.V != "A1" || d.Name.V != "Pilot" || d.Stage.V() != "proposal" || d.Amount.V != (coach.Money{Minor: 1_200_050, Currency: "EUR"}) ||
		d.Close.V().String() != "2027-03-31" || d.Created.V.String() != "2026-10-01" || d.Kind.V != "new" {
		t.Errorf("recorded %+v", d)
	}
	if d.Name.Src != coach.App {
		t.Errorf("source %q", d.Name.Src)
	}
	if n := len(s.ws.DM("UANN")); n != 0 {
		t.Errorf("an app's update was answered with %d direct messages", n)
	}
	// A post and its metadata are one update: nothing was applied twice.
	if h := len(d.Stage); h != 1 {
		t.Errorf("the stage has %d tellings", h)
	}
}

func TestWhoseIsAnAppsDeal(t *testing.T) {
	s := open(t, nil)
	if _, err := s.coach.People().UpdateAccount(t.Context(), "A2", func(a *coach.AccountProfile) bool { a.Owner = "r2"; return true }); err != nil {
		t.Fatal(err)
	}
	base := map[string]any{"deal": "D1", "account": "A1"}
	ts := s.post(with(base, "rep", "UANN"))
	s.wait("by Slack user", func() bool { return s.reacted(ts) })
	ts = s.post(with(base, "amount", "50k"))
	s.wait("by the deal's owner", func() bool { return s.reacted(ts) })
	if d := s.only("r1"); d.Amount.V.Minor != 5_000_000 {
		t.Errorf("amount %v", d.Amount.V)
	}
	ts = s.post(with(base, "rep", "r2"))
	s.wait("it moves", func() bool { return s.reacted(ts) })
	if owner, _ := s.coach.DealOwner(t.Context(), "D1"); owner != "r2" {
		t.Errorf("owner %q", owner)
	}
	if d := s.book("r2").Deals["D1"]; d == nil || d.Amount.V.Minor != 5_000_000 {
		t.Errorf("it did not bring its history: %+v", d)
	}
	ts = s.post(map[string]any{"deal": "D2", "account": "Globex", "rep": "nobody@example.com"})
	s.wait("the account's owner", func() bool { return s.reacted(ts) && s.book("r2").Deals["D2"] != nil })
	ts = s.post(map[string]any{"deal": "D3", "account": "Nowhere"})
	s.wait("the admin's list", func() bool { return len(s.bot.Unowned()) == 1 })
	if s.reacted(ts) {
		t.Error("a tick on what has no home")
	}
}

func TestBadReportsAreNotRecorded(t *testing.T) {
	s := open(t, nil)
	base := map[string]any{"deal": "D1", "account": "A1", "rep": "r1"}
	for name, p := range map[string]map[string]any{
		"no deal": {"account": "A1", "rep": "r1"}, "no account": {"deal": "D1", "rep": "r1"},
		"an amount that is a flag": with(base, "amount", true), "an amount below 0": with(base, "amount", -1),
		"a fraction of a cent": with(base, "amount", 1.005), "an amount in words": with(base, "amount", "plenty"),
		"a stage that is a number": with(base, "stage", 3), "a kind of its own": with(base, "kind", "sideways"),
		"an outcome of its own": with(base, "outcome", "meh"), "a date of its own": with(base, "close_date", "soon"),
		"a currency of its own": with(with(base, "amount", 1), "currency", "dollars"),
	} {
		t.Run(name, func(t *testing.T) {
			before := len(s.bot.Unowned())
			ts := s.post(p)
			s.wait("refusal", func() bool { return len(s.bot.Unowned()) > before })
			if s.reacted(ts) || len(s.book("r1").Deals) > 0 {
				t.Error("recorded all the same")
			}
		})
	}
	ts := s.post(map[string]any{"deal": 42, "account": "A1", "rep": "r1", "amount": "", "stage": nil, "outcome": "won", "close_date": "2026-11-20T10:00:00Z"})
	s.wait("the good one", func() bool { return s.reacted(ts) })
	if d := s.only("r1"); d.ID != "42" || d.Outcome.V != coach.Won || d.Closed.V.String() != "2026-11-20" {
		t.Errorf("recorded %+v", d)
	}
}
