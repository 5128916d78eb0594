package bot

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/slack-go/slack"

	"evenkeel/coach"
	"evenkeel/coach/parse"
)

// qualify does /qualify: with answers on the line it answers at once, without
// any it opens the form.
func (b *Bot) qualify(ctx context.Context, a *act) (result, error) {
	q, err := b.env(a.rep).Qualify(a.text)
	if err != nil {
		return result{}, err
	}
	p, err := b.find(ctx, a, q.Subject)
	if err != nil {
		return result{}, err
	}
	if len(q.Answers) == 0 {
		return result{}, b.openForm(ctx, a, p)
	}
	given, err := b.criteria(q.Answers)
	if err != nil {
		return result{}, err
	}
	return b.judge(ctx, a, p, given)
}

// criteria checks the keys of a line against the playbook's.
func (b *Bot) criteria(answers map[string]string) (coach.AnswersGiven, error) {
	g := coach.AnswersGiven{Answers: map[string]string{}}
	spot := &b.coach.Playbook.SweetSpot
	for key, value := range answers {
		if key == "refer" {
			g.Refer = value
			continue
		}
		i := slices.IndexFunc(spot.Criteria, func(c coach.Criterion) bool { return strings.EqualFold(c.Key, key) })
		if i < 0 {
			return g, tell("There is no question “%s”. The questions are: %s. For example: %s", key, strings.Join(criterionKeys(spot), ", "), sampleAnswer(spot))
		}
		c := &spot.Criteria[i]
		if c.Number && !isNumber(value) && !isUnknown(value) {
			return g, tell("%s is a number. For example: /qualify Acme %s=1200", c.Key, c.Key)
		}
		g.Answers[c.Key] = value
	}
	return g, nil
}

// sampleAnswer is a line with an answer to the first question.
func sampleAnswer(spot *coach.SweetSpot) string {
	if len(spot.Criteria) == 0 {
		return "/qualify Acme"
	}
	c, value := &spot.Criteria[0], "yes"
	switch {
	case c.Number:
		value = "1200"
	case c.Key == "problem" && len(spot.Problems) > 0:
		value = quoted(spot.Problems[0])
	case c.Fits != nil && len(c.Fits.Values) > 0:
		value = quoted(c.Fits.Values[0])
	}
	return "/qualify Acme " + c.Key + "=" + value
}

func criterionKeys(s *coach.SweetSpot) []string {
	var keys []string
	for _, c := range s.Criteria {
		keys = append(keys, c.Key)
	}
	return keys
}

func isUnknown(s string) bool {
	s = strings.ToLower(strings.TrimSpace(s))
	return s == "" || s == "?" || s == "unknown"
}

// isNumber reads what people type for a count, as the sweet spot does: digits
// with at most one point. Go's NaN, Inf and 0x10 are none.
func isNumber(s string) bool {
	s = bareNumber(s)
	_, err := strconv.ParseFloat(s, 64)
	return err == nil && strings.Trim(s, "-.0123456789") == ""
}

func bareNumber(s string) string {
	return strings.NewReplacer(",", "", " ", "", "_", "", "\u00a0", "", "\u202f", "").Replace(s)
}

// judge records answers and says what the sweet spot makes of them.
func (b *Bot) judge(ctx context.Context, a *act, p place, given coach.AnswersGiven) (result, error) {
	if err := b.settle(ctx, p); err != nil {
		return result{}, err
	}
	owner := p.ownerOr(a.rep.ID)
	res, err := b.coach.Handle(ctx, owner, func(v coach.View) (coach.Event, error) {
		subject, err := b.judged(v.Book, a, p)
		if err != nil {
			return coach.Event{}, err
		}
		g := given
		g.Subject = subject
		return coach.Event{ID: a.id, At: v.Now, Source: coach.Slack, By: a.rep.ID, Rep: owner, Answers: &g}, nil
	})
	if err != nil {
		return result{}, err
	}
	subject := res.Event.Answers.Subject
	answers := b.answersFor(res.Book, subject)
	text := b.verdictText(b.subjectName(res.Book, p, subject), b.label(p), subject.Kind() == "deal", answers)
	text += referredText(given.Refer, res.Book.Qualifications[subject])
	text += "\n" + recordText(res.Book.Evidence(subject, res.Accounts, b.coach.People()))
	said := answer{text: text}
	if b.coach.Playbook.SweetSpot.Judge(answers).Judgement == coach.Outside {
		said.draft = b.kindNo(ctx, res.Book, a.rep.ID, p.account, subject)
	}
	return result{answer: said, follow: owner}, nil
}

// referredText says that a referral is kept, with thanks where it goes with a no.
func referredText(to string, q *coach.Qualification) string {
	switch {
	case to == "":
		return ""
	case q.Latest() != nil && q.Latest().Judgement == coach.Outside:
		return "\nNoted that you point them to " + to + ". Thank you: that is a kind way to say no, and it comes back as trust."
	}
	return "\nNoted that you point them to " + to + "."
}

// judged is the subject: the deal meant, the person's one open deal at the
// account, or the account itself.
func (b *Bot) judged(book *coach.Book, a *act, p place) (coach.Subject, error) {
	switch deals := book.OpenDealsAt(p.account); {
	case p.deal != "":
		return coach.On("deal", p.deal), nil
	case p.whole || p.account == "" || len(deals) == 0:
		return coach.On("account", p.account), nil
	case len(deals) == 1:
		return coach.On("deal", deals[0].ID), nil
	default:
		options := append(b.dealOptions(book, deals), option{b.label(p) + " as a whole", "whole/" + p.account})
		return "", a.ask("You have several open deals at "+b.label(p)+". Which one shall I judge?", options...)
	}
}

func (b *Bot) subjectName(book *coach.Book, p place, s coach.Subject) string {
	if s.Kind() == "account" && p.fresh != "" {
		return p.fresh
	}
	return b.coach.NamesFor(book).SubjectName(s)
}

// answersFor are the answers that count for a subject as the book stands.
func (b *Bot) answersFor(book *coach.Book, s coach.Subject) map[string]string {
	q := book.Qualifications[s]
	if q == nil {
		q = &coach.Qualification{Subject: s}
	}
	return book.AnswersFor(q, b.coach.People())
}

// form is what a qualify form carries with it: which line it came from.
type form struct {
	ID   string `json:"i"`
	Name string `json:"n"` // as typed, for a prospect that is new
	Pick string `json:"p"`
	URL  string `json:"u"`

	// Of a form that asks which is meant: what it was about, and the picks that
	// the answers stand for.
	About string   `json:"a,omitempty"`
	Picks []string `json:"w,omitempty"`
}

// openForm shows the form, filled with what is known. The trigger lives three
// seconds; one read of the book fits in.
func (b *Bot) openForm(ctx context.Context, a *act, p place) error {
	book, err := b.coach.Book(ctx, p.ownerOr(a.rep.ID))
	if err != nil {
		return err
	}
	subject, err := b.judged(book, a, p)
	if err != nil {
		return err
	}
	f := form{ID: a.id, URL: a.url, Pick: string(subject)}
	switch {
	case p.fresh != "":
		f.Name, f.Pick = p.fresh, "new/"
	case subject.Kind() == "account":
		f.Pick = "whole/" + subject.ID()
	}
	private, err := json.Marshal(f)
	if err != nil {
		return fmt.Errorf("bot: qualify form: %w", err)
	}
	v := b.qualifyForm(b.subjectName(book, p, subject), b.answersFor(book, subject))
	v.PrivateMetadata = string(private)
	return b.openView(ctx, a.trigger, v)
}

// openView opens a form, or says why Slack did not.
func (b *Bot) openView(ctx context.Context, trigger string, v slack.ModalViewRequest) error {
	_, err := b.client.api.OpenViewContext(ctx, trigger, v)
	switch slackCode(err) {
	case "expired_trigger_id", "trigger_expired", "exchanged_trigger_id", "trigger_exchanged":
		return tell("Slack did not open the form in time. Please try once more, or answer on one line, for example: /qualify Acme problem=stock-outs")
	}
	if err != nil {
		return fmt.Errorf("bot: views.open: %w", err)
	}
	return nil
}

// qualifyForm asks for each criterion, the unknown ones first.
func (b *Bot) qualifyForm(name string, known map[string]string) slack.ModalViewRequest {
	blocks := []slack.Block{section(name + "\nLeave blank what you do not know: unknown is an answer too.")}
	for _, missing := range []bool{true, false} {
		for _, c := range b.coach.Playbook.SweetSpot.Criteria {
			if isUnknown(known[c.Key]) == missing && len(blocks) < 2*maxBlocks {
				blocks = append(blocks, criterionInput(c, known[c.Key]))
			}
		}
	}
	return slack.ModalViewRequest{Type: slack.VTModal, CallbackID: "qualify", Title: plain("Qualify", 24),
		Submit: plain("Judge", 24), Close: plain("Cancel", 24), Blocks: slack.Blocks{BlockSet: blocks}}
}

func criterionInput(c coach.Criterion, known string) slack.Block {
	ask := c.Ask
	if ask == "" {
		ask = c.Key
	}
	if isUnknown(known) {
		known = ""
	}
	in := slack.NewInputBlock(c.Key, plain(ask, 1900), nil, nil)
	in.Optional = true
	if c.Number {
		n := slack.NewNumberInputBlockElement(nil, c.Key, true)
		if v := bareNumber(known); isNumber(v) {
			n.InitialValue = v
		} else if known != "" {
			in.Hint = plain("So far: "+known, 1900)
		}
		in.Element = n
		return in
	}
	t := slack.NewPlainTextInputBlockElement(nil, c.Key)
	t.MaxLength, t.InitialValue = parse.MaxText, clip(clean(known), parse.MaxText)
	in.Element = t
	return in
}

// submitted turns a sent form back into an act, and its answers. What was blank
// and still is says nothing; what was filled and is blank now is taken back.
func (b *Bot) submitted(ctx context.Context, rep *coach.Rep, v *view) (*act, place, coach.AnswersGiven, error) {
	var f form
	if err := json.Unmarshal([]byte(v.Private), &f); err != nil || f.Pick == "" {
		return nil, place{}, coach.AnswersGiven{}, tell("I have lost track of what this form was about. Please run /qualify again.")
	}
	a := &act{id: f.ID + "/" + v.ID, command: "/qualify", text: f.Name, pick: f.Pick, rep: rep, url: f.URL}
	p, err := b.picked(ctx, a, f.Name)
	if err != nil {
		return a, p, coach.AnswersGiven{}, err
	}
	book, err := b.coach.Book(ctx, p.ownerOr(rep.ID))
	if err != nil {
		return a, p, coach.AnswersGiven{}, err
	}
	subject, err := b.judged(book, a, p)
	if err != nil {
		return a, p, coach.AnswersGiven{}, err
	}
	known := b.answersFor(book, subject)
	given := coach.AnswersGiven{Answers: map[string]string{}}
	for _, c := range b.coach.Playbook.SweetSpot.Criteria {
		now := strings.TrimSpace(parse.Clean(v.value(c.Key)))
		if err := keepable(&c, now); err != nil {
			return a, p, coach.AnswersGiven{}, err
		}
		if now != "" || !isUnknown(known[c.Key]) && (!c.Number || isNumber(known[c.Key])) {
			given.Answers[c.Key] = now
		}
	}
	return a, p, given, nil
}

// keepable refuses an answer that Slack's own form would not have let through.
func keepable(c *coach.Criterion, answer string) error {
	if c.Number && !isNumber(answer) && !isUnknown(answer) {
		return tell("%s is a number, for example: 1200", c.Key)
	}
	return shortEnough(c.Key, answer)
}

// known are the keys of answers that say something, in order.
func known(answers map[string]string) []string {
	return slices.DeleteFunc(slices.Sorted(maps.Keys(answers)), func(k string) bool { return isUnknown(answers[k]) })
}
