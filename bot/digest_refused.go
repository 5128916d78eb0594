package bot

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/slack-go/slack"

	"evenkeel/coach"
)

// Charts and tables are new to Slack, and not every workspace takes them yet. The
// bot finds out by posting: a chart that is refused goes as a picture, a picture
// as bars in text, a table as columns in text. What was refused is remembered for a
// day, by all processes together (refusals.go), and then tried again.

const (
	believed   = 24 * time.Hour  // what Slack refused by name, or what it took a message without
	doubted    = time.Minute     // what it may have been
	retryFor   = 3 * time.Second // so that with the last post the lease on a message is not outlived
	uploadFor  = 3 * time.Second
	settling   = 30 * time.Second // how long Slack may look through a picture before blocks show it
	settleWait = 500 * time.Millisecond
	maxAlt     = 1_900 // of 2,000
)

// fallible are the kinds of block that a message can do without, the newest first.
var fallible = []slack.MessageBlockType{slack.MBTDataVisualization, slack.MBTImage, slack.MBTTable}

// refused is what the workspace does not take, until when that is believed, and
// the pictures that were uploaded in its place.
type refused struct {
	mu       sync.Mutex
	until    map[slack.MessageBlockType]time.Time
	pictures map[[sha256.Size]byte]upload // by content

	shared   Refusals // nil: nobody shares with us
	recalled time.Time
}

type upload struct {
	file string // its id
	at   time.Time
}

func newRefused() *refused {
	return &refused{until: map[slack.MessageBlockType]time.Time{}, pictures: map[[sha256.Size]byte]upload{}}
}

func (r *refused) is(kind slack.MessageBlockType) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return time.Now().Before(r.until[kind])
}

// note believes for a while that kinds are refused.
func (r *refused) note(d time.Duration, kinds ...slack.MessageBlockType) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, kind := range kinds {
		r.until[kind] = time.Now().Add(d)
	}
}

// uploaded is the file that a picture was uploaded as; "" for none.
func (r *refused) uploaded(sum [sha256.Size]byte) string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.pictures[sum].file
}

const maxPictures = 1_000 // remembered, so that a message that is posted again uploads nothing again

func (r *refused) keep(sum [sha256.Size]byte, file string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.pictures) >= maxPictures {
		clear(r.pictures)
	}
	r.pictures[sum] = upload{file, time.Now()}
}

// settles says whether Slack may still be looking through a picture in the blocks.
func (r *refused) settles(blocks []slack.Block) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, u := range r.pictures {
		if time.Since(u.at) < settling && slices.ContainsFunc(blocks, func(b slack.Block) bool {
			image, ok := b.(*slack.ImageBlock)
			return ok && image.SlackFile != nil && image.SlackFile.ID == u.file
		}) {
			return true
		}
	}
	return false
}

// look is how charts and tables are shown in this workspace today.
func (c *Client) look(ctx context.Context) look {
	l := look{chart: chart.native, inText: c.refused.is(slack.MBTTable)}
	if c.refused.is(slack.MBTDataVisualization) {
		l.chart = func(ch chart) slack.Block { return c.picture(ctx, ch) }
	}
	return l
}

// picture is a chart as an uploaded picture, or, where that is not possible, in
// letters.
func (c *Client) picture(ctx context.Context, ch chart) slack.Block {
	if c.refused.is(slack.MBTImage) {
		return ch.bars()
	}
	file, err := c.upload(ctx, ch)
	if err != nil {
		c.log.Warn("a chart goes as text: no picture of it", "error", err)
		return ch.bars()
	}
	return slack.NewImageBlockSlackFile(&slack.SlackFileObject{ID: file}, clip(ch.numbers(), maxAlt), "", nil)
}

// upload draws a chart and uploads it, unless it was uploaded already. The file is
// shared nowhere: only blocks of ours show it.
func (c *Client) upload(ctx context.Context, ch chart) (file string, err error) {
	data, err := ch.png()
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(data)
	if file := c.refused.uploaded(sum); file != "" {
		return file, nil
	}
	ctx, cancel := context.WithTimeout(ctx, uploadFor)
	defer cancel()
	f, err := c.api.UploadFileContext(ctx, slack.UploadFileParameters{Filename: "chart.png", Title: ch.title,
		AltTxt: clip(ch.numbers(), maxAlt), FileSize: len(data), Reader: bytes.NewReader(data)})
	if err != nil {
		c.refuses(ctx, uploadAgain(err), slack.MBTImage)
		return "", fmt.Errorf("bot: uploading a chart: %w", err)
	}
	c.refused.keep(sum, f.ID)
	return f.ID, nil
}

// hiccups are refusals that say nothing of the workspace.
var hiccups = []string{"", "ratelimited", "internal_error", "fatal_error", "service_unavailable", "request_timeout"}

// uploadAgain is for how long no picture is tried after an error.
func uploadAgain(err error) time.Duration {
	if slices.Contains(hiccups, slackCode(err)) {
		return doubted
	}
	return believed // a scope that was not granted, uploads that are switched off
}

// show posts a message, or edits it, with as much as the workspace takes. Slack
// refuses a message whole, so nothing is posted twice; what takes too long for the
// lease is given back, and is known next time.
func (c *Client) show(ctx context.Context, at string, o coach.Outgoing) (channel, ts string, err error) {
	if isWeek(o.Digest) { // nothing else can do without some of its blocks
		c.recall(ctx)
	}
	var without []slack.MessageBlockType // that may be what was refused
	for began := time.Now(); ; {
		text, blocks := c.face(o, c.look(ctx))
		if len(blocks) == 0 { // an edit without blocks would leave the old ones
			blocks = []slack.Block{rich(words(text, maxSection))}
		}
		opts := said(o, text)
		channel, ts, err = c.send(ctx, at, o, append(slices.Clone(opts), slack.MsgOptionBlocks(blocks...)))
		if err == nil {
			c.refuses(ctx, believed, without...)
		}
		if !slices.Contains(refusedContent, slackCode(err)) {
			return channel, ts, err
		}
		maybe, again := c.learn(ctx, err, blocks)
		if !again {
			c.log.Error("slack refused our blocks; the words go alone", "message", o.Message.Key, "error", err)
			return c.send(ctx, at, o, opts)
		}
		c.log.Info("slack refused our blocks; trying once more", "message", o.Message.Key, "error", err)
		if without = append(without, maybe...); time.Since(began) > retryFor {
			return "", "", coach.ErrLater{After: time.Second}
		}
	}
}

// learn takes in why blocks were refused: maybe is what it may have been, again
// whether another try looks otherwise.
func (c *Client) learn(ctx context.Context, err error, blocks []slack.Block) (maybe []slack.MessageBlockType, again bool) {
	if unsettled(err) && c.refused.settles(blocks) {
		return nil, sleep(ctx, settleWait)
	}
	kinds, sure := blamed(err, blocks)
	if sure {
		c.refuses(ctx, believed, kinds...)
		return nil, len(kinds) > 0
	}
	c.refuses(ctx, doubted, kinds...)
	return kinds, len(kinds) > 0
}

// pointer is where in the blocks Slack found fault.
var pointer = regexp.MustCompile(`\[json-pointer:/blocks/(\d+)`)

// blamed are the kinds of block that a refusal is about and that a message can do
// without: sure, where Slack points at them; else it may be the newest.
func blamed(err error, blocks []slack.Block) (kinds []slack.MessageBlockType, sure bool) {
	if !strings.HasPrefix(slackCode(err), "invalid_blocks") {
		return nil, false
	}
	points := pointer.FindAllStringSubmatch(strings.Join(reasons(err), " "), -1)
	for _, p := range points {
		i, _ := strconv.Atoi(p[1]) // digits, by the expression
		if i < len(blocks) && slices.Contains(fallible, blocks[i].BlockType()) {
			kinds = append(kinds, blocks[i].BlockType())
		}
	}
	if len(points) > 0 {
		return kinds, true
	}
	for _, kind := range fallible {
		if slices.ContainsFunc(blocks, func(b slack.Block) bool { return b.BlockType() == kind }) {
			return []slack.MessageBlockType{kind}, false
		}
	}
	return nil, false
}

// unsettled says that Slack does not know a picture yet: it looks through a file
// for a while after the upload.
func unsettled(err error) bool {
	return slices.ContainsFunc(reasons(err), func(s string) bool { return strings.Contains(s, "invalid slack file") })
}

// reasons are the sentences in which Slack says what it refuses.
func reasons(err error) []string {
	if r, ok := errors.AsType[slack.SlackErrorResponse](err); ok {
		return r.ResponseMetadata.Messages
	}
	return nil
}
