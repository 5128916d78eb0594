package bot

import (
	"context"
	"encoding/json"
	"errors"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/slack-go/slack"
	"github.com/slack-go/slack/socketmode"

	"evenkeel/coach"
)

const (
	sureWithin = 2 * time.Second        // a person hears something by then
	ackWrite   = 800 * time.Millisecond // an ack's own deadline: Slack's is 3 s in all
	maxAck     = 20_000                 // bytes; Slack drops frames from 20,480 on without a word
)

// unsure is what a person hears when it is not known whether their act was
// recorded. It never says "not saved": it may have been.
const unsure = "I could not confirm that; please check in a moment (the Home tab shows what is recorded) before you send it again."

// answer is what one person is told: plain text, and perhaps a draft to copy and a
// choice.
type answer struct {
	text    string
	draft   coach.Draft
	choices []choice
}

// reply is an answer as Slack takes it in an ack or at a response_url. It holds
// what is needed and nothing else: slack.Msg would add empty metadata and null
// blocks, which nobody knows Slack's mind about.
type reply struct {
	ResponseType    string        `json:"response_type"`
	ReplaceOriginal *bool         `json:"replace_original,omitempty"`
	Text            string        `json:"text"`
	Blocks          []slack.Block `json:"blocks,omitempty"`
}

// viewReply answers a view_submission.
type viewReply struct {
	Action string                  `json:"response_action,omitempty"`
	Errors map[string]string       `json:"errors,omitempty"`
	View   *slack.ModalViewRequest `json:"view,omitempty"`
}

// formError keeps a form open and says why, at one of its inputs.
func formError(input, text string) viewReply {
	return viewReply{Action: "errors", Errors: map[string]string{input: clip(clean(text), 300)}}
}

func (a answer) reply() reply {
	return reply{ResponseType: "ephemeral", Text: a.plain(), Blocks: a.blocks()}
}

// blocks shows the text as it is: Slack must not read marks into it.
func (a answer) blocks() []slack.Block {
	blocks := sections(clip(a.text, maxShown-min(utf8.RuneCountInString(a.draft.Text), maxDraft)))
	blocks = append(blocks, a.draftBlocks()...)
	if len(a.choices) > 0 {
		blocks = append(blocks, choiceBlock(a.choices))
	}
	return blocks
}

// envelope is one frame from Slack that wants an ack.
type envelope struct {
	id      string
	kind    string // events_api, slash_commands, interactive
	payload json.RawMessage
	accepts bool // an ack may carry a payload
	retry   int
	at      time.Time // when it was received, monotonic
	conn    *connection
	hello   int64 // when the connection that it came on was greeted
}

// stands says whether the connection that the envelope came on is still there.
// Nobody knows whether Slack heeds an ack on another one.
func (e *envelope) stands() bool { return e.conn.hello.Load() == e.hello }

// caller is the person behind a command or click, waiting. Each is answered
// once in the ack, or failing that in one of the ways of say.
type caller struct {
	bot     *Bot
	env     *envelope
	url     string // response_url; may be empty
	input   string // of a form that was sent: an input block, at which errors show
	user    string
	channel string // empty on Home
	trigger string // opens one window, for three seconds
	swap    bool   // the answer takes the place of the question that was pressed

	mu     sync.Mutex
	acked  bool
	known  bool   // what became of the act; an excuse is out of date then
	excuse string // what is said if it stays unknown
	timer  *time.Timer
}

// call starts the clock for a person: after two seconds they are told that
// nothing is confirmed, whatever the queue is doing. Run does not end before
// each clock has been stopped or has run down.
func (b *Bot) call(p *caller) *caller {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.bot, p.excuse = b, unsure
	b.group.Add(1)
	p.timer = time.AfterFunc(time.Until(p.env.at.Add(sureWithin)), func() {
		defer b.group.Done()
		p.giveUp(b.work)
	})
	return p
}

// giveUp tells what is not known. If it is known later, the answer follows.
func (p *caller) giveUp(ctx context.Context) {
	p.mu.Lock()
	a := answer{text: p.excuse}
	p.mu.Unlock()
	switch {
	case p.input != "":
		p.ackWithin(ctx, formError(p.input, a.text))
	case p.inAck():
		p.ackWithin(ctx, a.reply())
	default:
		p.ackWithin(ctx, nil)
		p.bot.answers.run(ctx, errand{what: p.env.id, do: func(ctx context.Context) error {
			if p.isKnown() {
				return nil
			}
			return p.say(ctx, a)
		}})
	}
}

func (p *caller) isKnown() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.known
}

// inAck says whether the ack may carry a message: a command's may, where Slack
// says so. A click's may not, whatever its envelope says.
func (p *caller) inAck() bool {
	return p.env.accepts && p.env.kind == socketmode.RequestTypeSlashCommands && p.env.stands()
}

// ack sends the ack, once; false means that it had been sent before, or that no
// connection stands to send it on.
func (p *caller) ack(ctx context.Context, payload any) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.acked {
		return false
	}
	p.acked = true
	if p.timer.Stop() {
		p.bot.group.Done()
	}
	if !p.env.conn.live() {
		return false
	}
	if err := p.env.conn.sock.AckCtx(ctx, p.env.id, payload); err != nil {
		p.bot.log.Warn("an ack could not be sent", "envelope", p.env.id, "error", err)
		return false
	}
	return true
}

// answer tells the person: in the ack where it goes, else apart from it. A form
// stays open with the answer in it, for a bare ack would close it as if it had
// been taken.
func (p *caller) answer(ctx context.Context, a answer) {
	p.know()
	switch r := a.reply(); {
	case a.text == "":
		p.quiet(ctx)
	case p.input != "":
		p.ackWithin(ctx, formError(p.input, a.text))
	case p.inAck() && fits(r) && p.ackWithin(ctx, r):
	default:
		p.ackWithin(ctx, nil)
		p.bot.answers.run(ctx, errand{what: p.env.id, do: func(ctx context.Context) error { return p.say(ctx, a) }})
	}
}

// quiet acknowledges without a word.
func (p *caller) quiet(ctx context.Context) {
	p.know()
	p.ackWithin(ctx, nil)
}

func (p *caller) know() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.known = true
}

func (p *caller) ackWithin(ctx context.Context, payload any) bool {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), ackWrite)
	defer cancel()
	return p.ack(ctx, payload)
}

// say answers by response_url; on Home, where there is none, in a window. Where
// that is refused for good, beside the conversation.
func (p *caller) say(ctx context.Context, a answer) (err error) {
	if p.url != "" {
		r := a.reply()
		r.ReplaceOriginal = &p.swap
		if err = p.bot.client.respond(ctx, p.url, r); err == nil || !errors.As(err, new(*refusedURL)) {
			return err
		}
	} else if p.bot.openView(ctx, p.trigger, tellingWindow("Even Keel", a)) == nil {
		return nil
	}
	channel := p.channel
	if channel == "" {
		if channel, err = p.bot.client.dm(ctx, p.user); err != nil {
			return err
		}
	}
	return p.bot.client.whisper(ctx, channel, p.user, a)
}

// window shows a text in a modal of its own.
func window(title, text string) slack.ModalViewRequest {
	return tellingWindow(title, answer{text: text})
}

// tellingWindow shows an answer in a modal of its own.
func tellingWindow(title string, a answer) slack.ModalViewRequest {
	return slack.ModalViewRequest{Type: slack.VTModal, CallbackID: "told", Title: plain(title, 24),
		Close: plain("Close", 24), Blocks: slack.Blocks{BlockSet: a.blocks()}}
}

// fits says whether a payload stays clear of the size at which Slack drops acks.
func fits(payload any) bool {
	b, err := json.Marshal(payload)
	return err == nil && len(b) < maxAck
}

// ackEvent acknowledges an envelope that nobody waits for. While no connection
// stands an ack would only wait, and the queue with it; Slack sends again what
// was lost with its connection.
func (b *Bot) ackEvent(env *envelope) { b.ackWith(env, nil) }

func (b *Bot) ackWith(env *envelope, payload any) {
	if !env.conn.live() {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), ackWrite)
	defer cancel()
	if err := env.conn.sock.AckCtx(ctx, env.id, payload); err != nil {
		b.log.Warn("an ack could not be sent", "envelope", env.id, "error", err)
	}
}
