package bot_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/slack-go/slack"
	"pgregory.net/rapid"

	"evenkeel/bot"
	"evenkeel/bot/workspace"
	"evenkeel/coach"
)

var update = flag.Bool("update", false, "write golden files anew")

// digestKey is what makes the digests of these tests happen once.
const digestKey = "digest/2026-W48"

// posted is a digest on its way to a manager.
func posted(d *coach.Digest) coach.Outgoing {
	d.Occurrence = digestKey
	return coach.Outgoing{Rep: coach.Rep{ID: "r9", Email: "mia@example.com"}, Message: coach.Message{Key: digestKey, Kind: coach.Weekly, Wanted: 1},
		Names: called{}, Today: coach.DateIn(monday, time.UTC), Digest: d}
}

// called are the names of reps p1, p2 … and managers m1, m2 … .
type called struct{}

func (called) SubjectName(s coach.Subject) string { return s.ID() }
func (called) AccountName(id string) string       { return id }
func (called) RepName(id string) string {
	n, err := strconv.Atoi(strings.TrimLeft(id, "pm"))
	if err != nil {
		return id
	}
	return fmt.Sprintf("%s %03d", map[byte]string{'p': "Rep", 'm': "Manager"}[id[0]], n)
}

// section adds items to a digest.
func section(d *coach.Digest, id coach.SectionID, items ...coach.Item) {
	d.Sections = append(d.Sections, coach.Section{ID: id, Items: items})
}

// measures are facts of the table that differ from row to row.
func measures(i int) []coach.Fact {
	facts := []coach.Fact{{Name: "won", Value: fmt.Sprintf("%d000.00 USD", 40+7*i)}, {Name: "won_deals", Value: 11 + i%5}, {Name: "win_rate", Value: 0.25 + float64(i%7)/20},
		{Name: "customers", Value: 6 + i%9}, {Name: "top_share", Value: 0.18 + float64(i%6)/15}, {Name: "hhi", Value: float64(900 + 130*(i%12))},
		{Name: "new_share", Value: any(float64((i*37)%101) / 100)}, {Name: "gained", Value: i % 3}, {Name: "lost_customers", Value: i % 2},
		{Name: "open_value", Value: fmt.Sprintf("%d500.00 USD", 90+11*i)}, {Name: "stalled_deals", Value: i % 4}, {Name: "care_ratio", Value: "no data"},
		{Name: "renewal_rate", Value: any(0.8 + float64(i%5)/25)}, {Name: "pace", Value: 0.6 + float64(i%10)/15}}
	if i%7 == 6 {
		facts[6].Value = "too early"
	}
	return facts
}

// manager is a manager's week with so many reps, each section filled.
func manager(reps int) *coach.Digest {
	d := &coach.Digest{Kind: "manager", For: "r9", At: monday}
	name := func(i int) string { return called{}.RepName(fmt.Sprint("p", i+1)) }
	section(d, coach.SectionChanged, coach.Item{Say: "4 deals were won in the week, worth $81,000."},
		coach.Item{Rep: "p1", Say: name(0) + "’s largest customer’s share is 37 %, after 29 % a week ago; healthy is at most 30 %."})
	var balance, card []coach.Item
	for i := range reps {
		facts := measures(i)
		b := coach.Item{Rep: fmt.Sprint("p", i+1), Title: name(i), Facts: append([]coach.Fact{facts[6]}, coach.Fact{Name: "band_from", Value: 0.3}, coach.Fact{Name: "band_to", Value: 0.7})}
		if i%3 == 0 {
			b.Facts[1].Value, b.Facts[2].Value = 0.6, 1.0
		}
		balance, card = append(balance, b), append(card, coach.Item{Rep: b.Rep, Title: b.Title, Facts: facts})
	}
	section(d, coach.SectionBalance, balance...)
	section(d, coach.SectionScorecard, card...)
	for i := range min(reps, 3) {
		section(d, coach.SectionConversations, coach.Item{Rep: fmt.Sprint("p", i+1), Rule: "narrow-base", Severity: "warn", Title: name(i),
			Say: "Acme is 43 % of the last 12 months, and the top three are 71 %.", Ask: "Which two prospects have a problem you solve, and which problem is it?"})
	}
	section(d, coach.SectionInspect, coach.Item{Rep: "p1", Title: "Globex, Pilot", Say: "Judged outside the sweet spot, and still open."},
		coach.Item{Rep: "p1", Title: "Initech", Say: "On the edge of the sweet spot; not known yet: budget.", Ask: "What would settle it, and is it worth finding out?"})
	for i := range min(reps, 5) {
		section(d, coach.SectionRenewals, coach.Item{Rep: fmt.Sprint("p", i+1), Title: fmt.Sprintf("Account %d", i), Severity: []string{"", "nudge"}[i%2], Say: "To be decided by Tue 15 Dec, $12,000 a year.",
			Facts: []coach.Fact{{Name: "yearly_value", Value: "12000.00 USD"}}})
	}
	section(d, coach.SectionBurden, coach.Item{Rep: "p1", Title: name(0), Say: "$24,000 a year was lost in 12 months, and has to be sold again before anything grows.",
		Facts: []coach.Fact{{Name: "replacement_burden", Value: "24000.00 USD"}}})
	section(d, coach.SectionAnswers, coach.Item{Title: "All rules", Say: "31 sent, 12 done, 2 called not useful."})
	section(d, coach.SectionBlind, coach.Item{Say: "No metrics have reached me for 30 days from 3 of 15 reps.", Facts: []coach.Fact{{Name: "kind", Value: "metrics"}, {Name: "reps", Value: 3}, {Name: "of", Value: 15}}},
		coach.Item{Say: "No reviews have reached me for 30 days.", Facts: []coach.Fact{{Name: "kind", Value: "reviews"}, {Name: "reps", Value: 15}, {Name: "of", Value: 15}}})
	return merged(d)
}

// merged joins sections of one id, which are built item by item above.
func merged(d *coach.Digest) *coach.Digest {
	var out []coach.Section
	for _, s := range d.Sections {
		if i := slices.IndexFunc(out, func(o coach.Section) bool { return o.ID == s.ID }); i >= 0 {
			out[i].Items = append(out[i].Items, s.Items...)
			continue
		}
		out = append(out, s)
	}
	d.Sections = out
	return d
}

// director is a director's week over so many managers.
func director(managers int) *coach.Digest {
	d := &coach.Digest{Kind: "director", For: "r9", At: monday}
	section(d, coach.SectionChanged, coach.Item{Say: "412 deals were won in the week, worth $8.1m."})
	var rollup []coach.Item
	for i := range managers {
		rollup = append(rollup, coach.Item{Rep: fmt.Sprint("m", i+1), Title: fmt.Sprintf("Manager %03d", i+1), Facts: append([]coach.Fact{{Name: "reps", Value: 10 + i%8}}, measures(i)...)})
	}
	section(d, coach.SectionRollup, rollup...)
	section(d, coach.SectionSetup, coach.Item{Say: "Your sweet spot is not in the playbook yet.", Ask: "Which problems do you solve best?"})
	return d
}

// quiet is a week without anything to talk about.
func quiet() *coach.Digest {
	d := manager(4)
	d.Sections = slices.DeleteFunc(d.Sections, func(s coach.Section) bool {
		return slices.Contains([]coach.SectionID{coach.SectionChanged, coach.SectionConversations, coach.SectionInspect, coach.SectionRenewals, coach.SectionBurden, coach.SectionBlind}, s.ID)
	})
	return d
}

func TestDigestsLookAsTheyDid(t *testing.T) {
	for name, d := range map[string]*coach.Digest{"manager-of-15": manager(15), "manager-of-1": manager(1), "director-of-300": director(300), "quiet": quiet()} {
		t.Run(name, func(t *testing.T) {
			text, blocks := bot.Blocks(bot.ClientConfig{}, posted(d))
			check(t, text, blocks, 50)
			got := golden(t, text, blocks, bot.Window(posted(d)))
			file := filepath.Join("testdata", "digest-"+name+".txt")
			if *update {
				if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(got, "\n")); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

// golden is a message and the first page of its window, a block a line.
func golden(t *testing.T, text string, blocks []slack.Block, window [][]slack.Block) string {
	t.Helper()
	out := []string{text, ""}
	add := func(blocks []slack.Block) {
		for _, b := range blocks {
			raw, err := json.Marshal(b)
			if err != nil {
				t.Fatal(err)
			}
			out = append(out, string(raw))
		}
	}
	add(blocks)
	out = append(out, "", fmt.Sprintf("%d pages behind the button", len(window)))
	if len(window) > 0 {
		add(window[0])
	}
	return strings.Join(out, "\n") + "\n"
}

// linesOf counts the lines of a message before its charts and table.
func linesOf(bs []slack.Block) int {
	n := 0
	for _, b := range bs {
		switch b := b.(type) {
		case *slack.HeaderBlock, *slack.ContextBlock:
			n++
		case *slack.RichTextBlock:
			n++
			for _, e := range b.Elements[0].(*slack.RichTextSection).Elements {
				if text, ok := e.(*slack.RichTextSectionTextElement); ok && text.Text == "\n• " {
					n++
				}
			}
		case *slack.TableBlock:
			return n
		}
	}
	return n
}

func TestDigestsSayWhatMattersInFifteenLines(t *testing.T) {
	_, full := bot.Blocks(bot.ClientConfig{}, posted(manager(15)))
	if n := linesOf(full); n > 15 || n < 10 {
		t.Errorf("%d lines before the table", n)
	}
	_, calm := bot.Blocks(bot.ClientConfig{}, posted(quiet()))
	if n := linesOf(calm); n != 3 {
		t.Errorf("a quiet week has %d lines with its heading, want 2 below it", n)
	}
	text, _ := bot.Blocks(bot.ClientConfig{}, posted(manager(15)))
	for _, want := range []string{"Your team’s week, Mon 23 Nov", "Acme is 43 % of the last 12 months", "$60,000 a year in all, 2 with signs of doubt",
		"31 sent, 12 done, 2 called not useful", "Rep 002: new 37 %, existing 63 % (healthy 30–70)", "Not in the chart, as it is too early or there is no data: Rep 007"} {
		if !strings.Contains(text, want) {
			t.Errorf("the text lacks %q:\n%s", want, text)
		}
	}
}

func TestDirectorsRowsAreAllThere(t *testing.T) {
	o := posted(director(300))
	raw, err := json.Marshal([]any{first(bot.Blocks(bot.ClientConfig{}, o)), bot.Window(o)})
	if err != nil {
		t.Fatal(err)
	}
	for i := range 300 {
		if name := fmt.Sprintf("Manager %03d", i+1); !strings.Contains(string(raw), name) {
			t.Errorf("%s is nowhere", name)
		}
	}
}

func first(_ string, blocks []slack.Block) []slack.Block { return blocks }

// anyDigest is a digest of whatever people might be called and rules might say.
func anyDigest(t *rapid.T) *coach.Digest {
	d := &coach.Digest{Kind: rapid.SampledFrom([]string{"manager", "director"}).Draw(t, "kind"), At: monday}
	value := rapid.OneOf(rapid.Map(rapid.Float64(), func(f float64) any { return f }), rapid.Map(rapid.Float64Range(0, 1), func(f float64) any { return f }),
		rapid.Map(rapid.Int(), func(n int) any { return n }), rapid.Just[any](nil), rapid.Map(nasty(), func(s string) any { return s }),
		rapid.SampledFrom([]any{"too early", "no data", "12.50 EUR", "999999999999.00 USD", coach.NewRatio(1, 3)}))
	names := append([]string{"band_from", "band_to", "reps", "yearly_value", "replacement_burden", "existing_share"}, coach.DigestMeasures...)
	for _, id := range []coach.SectionID{coach.SectionChanged, coach.SectionBalance, coach.SectionScorecard, coach.SectionRollup, coach.SectionConversations,
		coach.SectionTeam, coach.SectionInspect, coach.SectionRenewals, coach.SectionBurden, coach.SectionAnswers, coach.SectionTune, coach.SectionBlind, coach.SectionSetup} {
		n := rapid.SampledFrom([]int{0, 1, 2, 7, 25, 130}).Draw(t, "items")
		one := coach.Item{Rep: nasty().Draw(t, "rep"), Title: nasty().Draw(t, "title"), Say: nasty().Draw(t, "say"), Ask: nasty().Draw(t, "ask"), Rule: nasty().Draw(t, "rule")}
		for _, name := range rapid.SliceOfNDistinct(rapid.SampledFrom(names), 0, len(names), rapid.ID).Draw(t, "facts") {
			one.Facts = append(one.Facts, coach.Fact{Name: name, Value: value.Draw(t, "value")})
		}
		var items []coach.Item
		for i := range n {
			it := one
			it.Rep = fmt.Sprint(it.Rep, i%11)
			items = append(items, it)
		}
		section(d, id, items...)
	}
	return d
}

func TestNoDigestBreaksALimitOrMentionsAnybody(t *testing.T) {
	t.Parallel()
	ws, err := workspace.Open(company())
	if err != nil {
		t.Fatal(err)
	}
	defer ws.Close()
	_, token := ws.Tokens()
	api := slack.New(token, slack.OptionAPIURL(ws.APIURL()))
	rapid.Check(t, func(t *rapid.T) {
		o := posted(anyDigest(t))
		for _, how := range []slack.MessageBlockType{"", slack.MBTDataVisualization, slack.MBTTable} {
			text, bs := bot.Face(o, how)
			check(t, text, bs, 50)
			if how == "" && linesOf(bs) > 15 {
				t.Fatalf("%d lines before the table", linesOf(bs))
			}
			if _, _, err := api.PostMessage("UMIA", slack.MsgOptionText(text, false), slack.MsgOptionBlocks(bs...)); err != nil {
				t.Fatalf("refused: %v", refusal(err))
			}
		}
		for _, page := range bot.Window(o) {
			if len(page) > 90 {
				t.Fatalf("%d blocks on a page", len(page))
			}
			check(t, "x", page, 100)
		}
	})
}

// refusal is an answer of Slack's with its reasons.
func refusal(err error) string {
	if r, ok := err.(slack.SlackErrorResponse); ok { //nolint:errorlint // posts return it bare
		return r.Err + " " + strings.Join(r.ResponseMetadata.Messages, " ")
	}
	return fmt.Sprint(err)
}
