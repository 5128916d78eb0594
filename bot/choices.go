package bot

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/slack-go/slack"

	"evenkeel/coach"
	"evenkeel/coach/parse"
)

// What a form offers where it asks for an account or a deal, while somebody
// types: their own open deals, for a manager those of who reports to them, and
// the accounts, which all may know. What is chosen is a pick (see place); it is
// looked at again when the form is sent, whoever wrote it there.

const (
	offerWithin = 1500 * time.Millisecond // Slack waits three seconds, and the person
	maxOffered  = 60                      // options; Slack shows a hundred at most
	maxDeals    = 20                      // of them, deals
	maxReports  = 50                      // whose deals a manager is offered
	maxPick     = 75                      // characters in an option's value
)

// offered is the answer to a form that asks for options.
type offered struct {
	Options []*slack.OptionBlockObject `json:"options"`
}

// receiveOffer answers what a form asks for while somebody types. It waits behind
// nothing that the person does: it records nothing.
func (b *Bot) receiveOffer(env *envelope, i *interaction) {
	ok := b.queue.put("choices/"+i.User.ID, func(ctx context.Context) {
		within, cancel := context.WithTimeout(ctx, offerWithin)
		defer cancel()
		found, err := b.offers(within, i)
		if err != nil {
			b.log.Info("no options for a form", "slack_user", i.User.ID, "error", err)
		}
		b.ackWith(env, optionsOf(found))
	})
	if !ok {
		b.spare(func() { b.ackWith(env, optionsOf(nil)) })
	}
}

// optionsOf are options as Slack takes them: as many as an ack has room for.
func optionsOf(found []option) offered {
	out := offered{Options: []*slack.OptionBlockObject{}}
	for _, o := range found[:min(len(found), maxOffered)] {
		out.Options = append(out.Options, slack.NewOptionBlockObject(o.pick, plain(o.label, maxButton), nil))
	}
	for !fits(out) {
		out.Options = out.Options[:len(out.Options)/2]
	}
	return out
}

// offers are the options for what was typed; none for who is no full member.
func (b *Bot) offers(ctx context.Context, i *interaction) ([]option, error) {
	if i.Action != subjectField.key {
		return nil, nil
	}
	rep, err := b.rep(ctx, i.User.ID, i.User.Team)
	if err != nil {
		return nil, err
	}
	typed := strings.Join(strings.Fields(parse.Clean(i.Typed)), " ")
	deals, err := b.dealOffers(ctx, rep, typed)
	if err != nil {
		return nil, err
	}
	out := append(deals, b.accountOffers(ctx, rep, typed)...)
	if o, ok := b.freshOffer(typed); ok {
		out = append(out[:min(len(out), maxOffered-1)], o)
	}
	return out, nil
}

// scored is an option and how well it fits.
type scored struct {
	option
	score float64
}

// dealOffers are open deals that fit: the person's own, then those of who reports
// to them once something was typed.
func (b *Bot) dealOffers(ctx context.Context, rep *coach.Rep, typed string) ([]option, error) {
	reps := []string{rep.ID}
	if typed != "" {
		reports := b.reports(rep)
		reps = append(reps, reports[:min(len(reports), maxReports)]...)
	}
	var found []scored
	for _, id := range reps {
		x, err := b.openDeals(ctx, id)
		if err != nil {
			return nil, err
		}
		whose := ""
		if id != rep.ID {
			whose = " (" + b.coach.People().RepName(id) + ")"
		}
		for _, c := range x.search(typed, maxDeals) {
			found = append(found, scored{option{"Deal: " + c.Name + whose, pickKey("deal/" + c.ID)}, c.Score})
		}
	}
	slices.SortStableFunc(found, func(x, y scored) int { return cmp.Compare(y.score, x.score) })
	var out []option
	for _, s := range found[:min(len(found), maxDeals)] {
		out = append(out, s.option)
	}
	return out, nil
}

// openDeals is the open deals of one version of a book, as a form offers them.
type openDeals struct {
	version int64
	all     []parse.Candidate // by close date
	names   *parse.Index
}

// openDeals indexes a book's open deals by what they are called. It is kept while
// the book stays as it is; one that is behind is good enough to offer.
func (b *Bot) openDeals(ctx context.Context, rep string) (openDeals, error) {
	book, err := b.coach.Held(ctx, rep)
	if err != nil {
		return openDeals{}, err
	}
	if held, ok := b.offered.Load(rep); ok && held.(openDeals).version == book.Version {
		return held.(openDeals), nil
	}
	x := openDeals{version: book.Version, names: parse.NewIndex()}
	for _, o := range b.dealOptions(book, dealsByClose(book)) {
		id := strings.TrimPrefix(o.pick, "deal/")
		x.all = append(x.all, parse.Candidate{ID: id, Name: o.label})
		x.names.Put(id, o.label)
	}
	b.offered.Store(rep, x)
	return x, nil
}

// search finds deals by what was typed; all of them, the next to close first, by
// nothing.
func (x openDeals) search(typed string, most int) []parse.Candidate {
	if typed == "" {
		return x.all[:min(len(x.all), most)]
	}
	return x.names.Search(typed, most)
}

// accountOffers are the accounts that fit; where nothing was typed, those that are
// the person's by the directory.
func (b *Bot) accountOffers(ctx context.Context, rep *coach.Rep, typed string) []option {
	people := b.coach.People()
	ids := people.Owned(rep.ID)
	slices.Sort(ids)
	if typed != "" {
		ids = nil
		for _, c := range b.names.Search(typed, maxOffered) {
			ids = append(ids, c.ID)
		}
	}
	var out []option
	labels := map[string]int{}
	seen := map[string]bool{}
	for _, id := range ids {
		if p := people.AccountProfile(id); p != nil && !seen[p.ID] && len(out) < maxOffered {
			seen[p.ID] = true
			labels[p.Label()]++
			out = append(out, option{p.Label(), "account/" + p.ID})
		}
	}
	for i, o := range out {
		if labels[o.label] > 1 { // several of one name
			out[i].label = clip(o.label, maxButton/2) + " (" + strings.TrimPrefix(o.pick, "account/") + ")"
		}
		out[i].pick = pickKey(o.pick)
	}
	return out
}

// freshOffer is the name as typed, for a prospect that nobody knows; not where an
// account is called so, nor where it is too long to be carried.
func (b *Bot) freshOffer(typed string) (option, bool) {
	pick := freshPick + typed
	if _, err := b.newPlace(typed); err != nil || utf8.RuneCountInString(pick) > maxPick || len(b.accounts(typed)) > 0 {
		return option{}, false
	}
	return option{"new: " + typed, pick}, true
}

const (
	freshPick  = "new/"
	hashedPick = "~"
)

// pickKey is a pick as an option carries it: hashed where it is too long.
func pickKey(pick string) string {
	if utf8.RuneCountInString(pick) <= maxPick {
		return pick
	}
	h := sha256.Sum256([]byte(pick))
	return hashedPick + hex.EncodeToString(h[:16])
}

// chosenSubject reads what stands in a form as the account or deal: a pick that was
// offered, else the words themselves, as a line would have them. A deal's words
// are whatever they were typed as; only its pick counts.
func (b *Bot) chosenSubject(ctx context.Context, rep *coach.Rep, v *view) (subject, pick string) {
	value := v.entered(subjectField.key)
	if strings.HasPrefix(value, hashedPick) {
		value = b.unhashed(ctx, rep, value)
	}
	switch kind, id, _ := strings.Cut(value, "/"); {
	case kind+"/" == freshPick && id != "":
		return id, freshPick
	case kind == "account" && id != "":
		return b.coach.People().AccountName(id), value
	case kind == "deal" && id != "":
		return id, value
	}
	return value, ""
}

// unhashed finds the pick that a value stands for among what may be offered.
func (b *Bot) unhashed(ctx context.Context, rep *coach.Rep, value string) string {
	for _, a := range b.coach.People().Accounts() {
		if pick := "account/" + a.ID; pickKey(pick) == value {
			return pick
		}
	}
	for _, id := range append([]string{rep.ID}, b.reports(rep)...) {
		x, err := b.openDeals(ctx, id)
		if err != nil {
			return value
		}
		for _, d := range x.all {
			if pick := "deal/" + d.ID; pickKey(pick) == value {
				return pick
			}
		}
	}
	return value
}
