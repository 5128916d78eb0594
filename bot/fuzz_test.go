package bot

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"path"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"
	"unsafe"

	"github.com/slack-go/slack"
	"github.com/slack-go/slack/slackevents"
	"github.com/slack-go/slack/socketmode"
	"golang.org/x/time/rate"

	"evenkeel/coach"
	"evenkeel/coach/playbook"
	"evenkeel/prompts"
)

// secretWord stands in Bob's book, and has no business in what Ann is told.
const secretWord = "zanzibarsecret"

// envelopeSeeds are payloads of every kind, as Slack sends them and as it would
// not; $T is where the fuzzer's text goes.
var envelopeSeeds = []struct{ kind, payload string }{
	{"slash_commands", `{"command":"/deal","text":"$T","user_id":"UANN","team_id":"T1","channel_id":"CDEALS","trigger_id":"1.2","response_url":"http://slack/r"}`},
	{"slash_commands", `{"command":"/qualify","text":"$T","user_id":"UANN","trigger_id":"1.2","response_url":"http://slack/r"}`},
	{"slash_commands", `{"command":"/commit","text":"$T","user_id":"UANN","trigger_id":"1.2","response_url":"http://slack/r"}`},
	{"slash_commands", `{"command":"/touch","text":"$T","user_id":"UANN","trigger_id":"1.2","response_url":"http://slack/r"}`},
	{"slash_commands", `{"command":"/coach","text":"$T","user_id":"UANN","trigger_id":"1.2"}`},
	{"slash_commands", `{"command":"$T","text":"x","user_id":"UGUS"}`},
	{"events_api", `{"type":"event_callback","team_id":"T1","api_app_id":"A1","event_id":"Ev1","event":{"type":"message","channel":"CDEALS","channel_type":"channel","user":"UANN","text":"$T","ts":"1.1"}}`},
	{"events_api", `{"type":"event_callback","event":{"type":"message","subtype":"message_changed","channel":"CDEALS","ts":"1.2","message":{"user":"UANN","text":"$T","ts":"1.1","edited":{"ts":"1.2"}},"previous_message":{"text":"a"}}}`},
	{"events_api", `{"type":"event_callback","event":{"type":"message","subtype":"bot_message","bot_id":"B2","channel":"CDEALS","ts":"1.1","metadata":{"event_type":"deal_updated","event_payload":{"deal":"$T","account":"Acme","rep":"r1","amount":"5k"}}}}`},
	{"events_api", `{"type":"event_callback","event":{"type":"message_metadata_posted","channel_id":"CDEALS","user_id":"U9","message_ts":"1.1","metadata":{"event_type":"deal_updated","event_payload":{"deal":"D1","account":"$T","rep":"UANN","name":"$T","stage":"$T","amount":1e3,"currency":"EUR","close_date":"2027-01-31","reason":"$T"}}}}`},
	{"events_api", `{"type":"event_callback","event":{"type":"message_metadata_posted","channel_id":"CDEALS","metadata":{"event_type":"deal_updated","event_payload":{"deal":7,"account":"A1","rep":"$T","amount":null,"outcome":"won","kind":"new","created":"$T"}}}}`},
	{"events_api", `{"type":"event_callback","event":{"type":"app_home_opened","user":"UANN","tab":"home","channel":"D1"}}`},
	{"events_api", `{"type":"event_callback","event":{"type":"user_change","user":{"id":"UANN","name":"$T","real_name":"$T","tz":"$T","profile":{"email":"$T"}}}}`},
	{"events_api", `{"type":"event_callback","event":{"type":"team_join","user":{"id":"$T","is_bot":false}}}`},
	{"events_api", `{"type":"event_callback","event":{"type":"message","user":"UANN","text":"won Acme $T"}}`},
	{"events_api", `{"type":"app_rate_limited","minute_rate_limited":1}`}, {"events_api", `{"type":"event_callback","event":{"type":"$T"}}`},
	{"interactive", `{"type":"block_actions","user":{"id":"UANN","team_id":"T1"},"trigger_id":"1.2","response_url":"http://slack/r","actions":[{"type":"button","action_id":"nudge_done","block_id":"$T","value":"$T","action_ts":"1.1"}]}`},
	{"interactive", `{"type":"block_actions","user":{"id":"UANN"},"actions":[{"type":"button","action_id":"choose0","block_id":"choices","value":"{\"i\":\"x\",\"c\":\"/deal\",\"t\":\"$T\",\"p\":\"account/A1\"}"}]}`},
	{"interactive", `{"type":"block_actions","user":{"id":"UANN"},"response_url":"http://slack/r","actions":[{"type":"button","action_id":"choose0","value":"{\"i\":\"x\",\"c\":\"line\",\"t\":\"Acme: 5k\",\"p\":\"$T\"}"}]}`},
	{"interactive", `{"type":"view_submission","user":{"id":"UANN"},"view":{"id":"V1","type":"modal","callback_id":"qualify","private_metadata":"{\"i\":\"c\",\"p\":\"new/\",\"n\":\"$T\",\"u\":\"http://slack/r\"}","state":{"values":{"problem":{"problem":{"value":"$T"}},"employees":{"employees":{"value":"$T"}}}}}}`},
	{"interactive", `{"type":"view_submission","user":{"id":"UANN"},"view":{"id":"V1","callback_id":"override","private_metadata":"{\"nudge\":\"$T\"}","state":{"values":{"reason":{"reason":{"value":"$T"}}}}}}`},
	{"interactive", `{"type":"view_submission","user":{"id":"UANN"},"view":{"callback_id":"snooze","private_metadata":"$T","state":{"values":{"until":{"until":{"selected_date":"$T"}}}}}}`},
	{"interactive", `{"type":"view_closed","user":{"id":"UANN"},"view":{"id":"V1","callback_id":"$T"},"is_cleared":true}`},
	{"interactive", `{"type":"block_suggestion","user":{"id":"UANN"},"action_id":"$T","block_id":"b","value":"$T"}`},
	{"interactive", `{"type":"message_action","callback_id":"$T","user":{"id":"UANN"},"message":{"blocks":[null,{"type":"$T"}],"text":"$T"}}`},
	{"interactive", `{"type":"shortcut","callback_id":"x","user":{"id":"UANN"}}`}, {"interactive", `{"actions":[null],"type":"block_actions"}`},
	{"weather", `{"$T":"$T"}`}, {"events_api", `null`}, {"interactive", `[]`}, {"slash_commands", `7`}, {"", `""`},
}

var hostileTexts = []string{
	"Acme stage=proposal amount=50k close=31 Mar", "Acme: proposal, 50k, close 31 Mar", "Acme time meeting by friday", "Acme issue high <!here>",
	"won \"<!channel> & <@UBOB>\" 50k reason=\"@here\"", "new:*bold* _x_ `y` ~z~", "Globex amount=1", "D-bob won", "\u202eevil\u2066", "👩‍👩‍👧‍👦🏳️‍🌈👍🏽", "&lt;!everyone&gt;",
	"nudge-00", "account/A1", "deal/D-bob", "own/../{x}*\n", "2026-02-31", "9999-12-31", "NaN", "1e400", "∞", "-5", "<http://x|y>", "a\x00b", "\xff\xfe", "",
	strings.Repeat("e\u0301", 300), "balance", "why",
}

// FuzzEnvelope puts payloads of every kind through slack-go's reading and ours,
// up to the ack. Nothing panics, each envelope is acknowledged once, nothing
// that is sent calls anybody, and Bob's book stays Bob's.
func FuzzEnvelope(f *testing.F) {
	for i, s := range envelopeSeeds {
		f.Add(s.kind, s.payload, hostileTexts[i%len(hostileTexts)])
	}
	for i, text := range hostileTexts {
		for j, s := range envelopeSeeds {
			if i%4 == j%4 {
				f.Add(s.kind, s.payload, text)
			}
		}
	}
	stage := newFuzzStage(f)
	f.Fuzz(func(t *testing.T, kind, payload, text string) {
		word, err := json.Marshal(text)
		if err != nil || len(text) > 5000 {
			t.Skip()
		}
		payload = strings.ReplaceAll(payload, "$T", string(word[1:len(word)-1]))
		name, _ := json.Marshal(kind)
		frame := fmt.Appendf(nil, `{"envelope_id":"E1","type":%s,"accepts_response_payload":true,"payload":%s}`, name, payload)
		if !json.Valid(frame) {
			t.Skip()
		}
		stage.play(t, frame)
	})
}

// fuzzStage is what all rounds share: the words, and a company at rest.
type fuzzStage struct {
	playbook *coach.Playbook
	words    coach.Phraser
}

func newFuzzStage(f *testing.F) *fuzzStage {
	f.Helper()
	rules := coach.Rules()
	words, err := prompts.Templates(rules)
	if err != nil {
		f.Fatal(err)
	}
	s := &fuzzStage{playbook: playbook.Builtin(rules), words: words}
	s.playbook.SweetSpot.Written, s.playbook.SweetSpot.Problems = true, []string{"stock-outs"}
	return s
}

// play sends one frame to a fresh bot and looks at all that comes of it.
func (s *fuzzStage) play(t *testing.T, frame []byte) {
	t.Helper()
	out := &outside{}
	errs := &errorLog{}
	b, shelf := s.bot(t, out, slog.New(errs))
	conn := b.socks[0]
	conn.hello.Store(1)
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	b.work, b.queue = ctx, startQueue(ctx, 2, waitingFor, slog.New(errs))
	if err := conn.on(read1(frame)); err != nil {
		t.Fatalf("the connection was given up: %v", err)
	}
	b.queue.close()
	if !b.queue.drain(ctx) {
		t.Fatal("the work did not end")
	}
	b.queue.stop()
	b.group.Wait()
	acks := acksOf(conn.sock)
	if !hello(frame) && len(acks) != 1 {
		t.Errorf("%d acks", len(acks))
	}
	for _, said := range append(acks, out.sent...) {
		quietly(t, said)
		if bytes.Contains([]byte(said), []byte(secretWord)) && !bytes.Contains(frame, []byte("UBOB")) && !bytes.Contains(frame, []byte(secretWord)) {
			t.Errorf("Bob's secret is told: %s", said)
		}
	}
	if len(errs.lines) > 0 {
		t.Errorf("errors: %s", errs.lines)
	}
	shelf.opens(t)
}

// hello says that Slack wants no ack of such a frame.
func hello(frame []byte) bool {
	var r socketmode.Request
	return json.Unmarshal(frame, &r) == nil && (r.Type == socketmode.RequestTypeHello || r.Type == socketmode.RequestTypeDisconnect)
}

// read1 makes of a frame what slack-go's reader makes of it.
func read1(frame []byte) socketmode.Event {
	var r socketmode.Request
	err := json.Unmarshal(frame, &r)
	e := socketmode.Event{Request: &r, Type: socketmode.EventType(r.Type)}
	switch r.Type {
	case socketmode.RequestTypeEventsAPI:
		e.Type = socketmode.EventTypeEventsAPI
		e.Data, err = slackevents.ParseEvent(r.Payload, slackevents.OptionNoVerifyToken())
	case socketmode.RequestTypeSlashCommands:
		var c slack.SlashCommand
		e.Type, err = socketmode.EventTypeSlashCommand, json.Unmarshal(r.Payload, &c)
		e.Data = c
	case socketmode.RequestTypeInteractive:
		var c slack.InteractionCallback
		e.Type, err = socketmode.EventTypeInteractive, json.Unmarshal(r.Payload, &c)
		e.Data = c
	case socketmode.RequestTypeHello, socketmode.RequestTypeDisconnect:
	default:
		err = fmt.Errorf("unsupported type %q", r.Type)
	}
	if err != nil {
		return socketmode.Event{Type: socketmode.EventTypeErrorBadMessage, Data: &socketmode.ErrorBadMessage{Cause: err, Message: frame}}
	}
	return e
}

// acksOf are the acks that wait to be written to a socket.
func acksOf(sock *socketmode.Client) []string {
	field := reflect.ValueOf(sock).Elem().FieldByName("socketModeResponses")
	waiting := *(*chan *socketmode.Response)(unsafe.Pointer(field.UnsafeAddr()))
	var out []string
	for len(waiting) > 0 {
		raw, _ := json.Marshal(<-waiting)
		out = append(out, string(raw))
	}
	return out
}

// quietly fails if a text that is sent might call somebody. Only texts that
// Slack reads as mrkdwn can: a message's own, and mrkdwn objects in blocks, of
// which there are to be none. What stands in plain_text is literal.
func quietly(t *testing.T, said string) {
	t.Helper()
	var v any
	if json.Unmarshal([]byte(said), &v) != nil {
		t.Errorf("sent what is no JSON: %q", said)
		return
	}
	quiet(t, v, true)
}

func quiet(t *testing.T, v any, top bool) {
	t.Helper()
	switch v := v.(type) {
	case []any:
		for _, e := range v {
			quiet(t, e, false)
		}
	case map[string]any:
		if v["type"] == "mrkdwn" {
			t.Errorf("mrkdwn: %v", v)
		}
		if payload, ok := v["payload"].(map[string]any); ok && top {
			quiet(t, payload, true)
			return
		}
		if s, ok := v["text"].(string); ok && top && callsSomebody(s) {
			t.Errorf("calls somebody: %q", s)
		}
		for _, e := range v {
			quiet(t, e, false)
		}
	}
}

func callsSomebody(s string) bool {
	low := strings.ToLower(s)
	for _, call := range []string{"<", "@here", "@channel", "@everyone", "@group"} {
		if strings.Contains(low, call) {
			return true
		}
	}
	return false
}

// errorLog keeps what is logged as an error: a panic, above all.
type errorLog struct {
	mu    sync.Mutex
	lines []string
}

func (l *errorLog) Enabled(_ context.Context, level slog.Level) bool { return level >= slog.LevelError }
func (l *errorLog) WithAttrs([]slog.Attr) slog.Handler               { return l }
func (l *errorLog) WithGroup(string) slog.Handler                    { return l }
func (l *errorLog) Handle(_ context.Context, r slog.Record) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	line := r.Message
	r.Attrs(func(a slog.Attr) bool { line += " " + a.String(); return true })
	l.lines = append(l.lines, line)
	return nil
}

// outside is Slack's Web API: it says yes, and keeps what it was sent.
type outside struct {
	mu   sync.Mutex
	sent []string
}

var answersOf = map[string]string{
	"auth.test":          `{"ok":true,"team_id":"T1","team":"x","user_id":"UBOT","bot_id":"BBOT"}`,
	"users.info":         `{"ok":false,"error":"user_not_found"}`,
	"conversations.info": `{"ok":true,"channel":{"id":"CDEALS","name":"deals"}}`,
	"conversations.open": `{"ok":true,"channel":{"id":"D1"}}`,
}

func (o *outside) RoundTrip(r *http.Request) (*http.Response, error) {
	var body []byte
	if r.Body != nil {
		body, _ = io.ReadAll(r.Body)
		r.Body.Close()
	}
	o.keep(body)
	answer := answersOf[path.Base(r.URL.Path)]
	if answer == "" {
		answer = `{"ok":true,"channel":"D1","ts":"1.1","view":{"id":"V1"}}`
	}
	return &http.Response{StatusCode: http.StatusOK, Status: "200 OK", Header: http.Header{"Content-Type": {"application/json"}},
		Body: io.NopCloser(strings.NewReader(answer)), Request: r}, nil
}

// keep notes a JSON body as it is, and a form as JSON.
func (o *outside) keep(body []byte) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if json.Valid(body) && len(body) > 0 && body[0] == '{' {
		o.sent = append(o.sent, string(body))
		return
	}
	form, err := url.ParseQuery(string(body))
	if err != nil {
		return
	}
	all := map[string]any{}
	for k := range form {
		var v any = form.Get(k)
		if k == "blocks" || k == "view" || k == "metadata" {
			_ = json.Unmarshal([]byte(form.Get(k)), &v)
		}
		all[k] = v
	}
	raw, _ := json.Marshal(all)
	o.sent = append(o.sent, string(raw))
}

// bot is a bot between a store in memory and that Slack. Ann and Bob sell, Gus
// is a guest; Bob's book has a secret.
func (s *fuzzStage) bot(t *testing.T, out *outside, log *slog.Logger) (*Bot, *shelf) {
	t.Helper()
	client, err := NewClient(ClientConfig{AppToken: "xapp-1", BotToken: "xoxb-1", APIURL: "http://slack/api/", Log: log})
	if err != nil {
		t.Fatal(err)
	}
	client.http.Transport = out
	for _, to := range []string{"chat.postMessage UANN", "chat.postMessage UBOB", "chat.update D1"} {
		client.pace.lanes[to] = rate.NewLimiter(rate.Inf, 1)
	}
	client.who = &Identity{Team: "T1", User: "UBOT", BotID: "BBOT"}
	for _, id := range []string{"UANN", "UBOB", "UGUS"} {
		client.roster.learn(&slack.User{ID: id, TeamID: "T1", Name: strings.ToLower(id), TZ: "UTC", IsRestricted: id == "UGUS"})
	}
	client.roster.loaded = true
	shelf := newShelf()
	now := time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)
	c := coach.New(coach.Config{Store: shelf, Playbook: s.playbook, Words: s.words, Slack: client, Owner: "fuzz", Log: log, Now: func() time.Time { return now }})
	shelf.fill(t, c)
	return New(Config{Coach: c, Client: client, Why: prompts.Why, Log: log, Sockets: 1}), shelf
}
