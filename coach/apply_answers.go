package coach

import (
	"maps"
	"slices"
	"strings"
)

func (d *draft) applyAnswers(e Event) {
	c := *e.Answers
	if e.Source == Import {
		last := d.b.Said["answers/"+string(c.Subject)]
		if d.said("answers/"+string(c.Subject), e) {
			return
		}
		if last != nil && last.Answers != nil {
			c.Answers = maps.Clone(c.Answers)
			maps.DeleteFunc(c.Answers, func(k, v string) bool { was, ok := last.Answers.Answers[k]; return ok && was == v })
		}
	}
	next := Qualification{Subject: c.Subject, Answers: map[string]Field[string]{}}
	if q, ok := d.b.Qualifications[c.Subject]; ok {
		next.Answers, next.Verdicts, next.Refer = maps.Clone(q.Answers), q.Verdicts, q.Refer
	}
	changed := false
	for key, v := range c.Answers {
		f := next.Answers[key]
		changed = changed || !unanswered(f.V) && fold(f.V) != fold(v)
		f.merge(tell(e, v))
		next.Answers[key] = f
	}
	d.judge(e, &next, changed)
	d.refer(e, &next, c.Refer)
	set(&d.change, &d.b.Qualifications, qualificationField, c.Subject, &next)
	d.touched[c.Subject] = true
	if c.Subject.Kind() == "account" {
		for _, x := range d.b.OpenDealsAt(c.Subject.ID()) {
			d.touched[On("deal", x.ID)] = true
		}
	}
	d.feed(e, Qualifications)
	if e.Source == Slack && e.By == d.b.Rep {
		d.act = &Act{Verdict: true}
		if c.Subject.Kind() == "deal" {
			d.act.Deal = c.Subject.ID()
		} else {
			d.act.Account = c.Subject.ID()
		}
	}
}

// refer keeps whom somebody was pointed to: with the answers, and with the deal that
// they are about.
func (d *draft) refer(e Event, q *Qualification, to string) {
	if to == "" {
		return
	}
	say(e, &q.Refer, &to)
	if x := d.b.Deals[q.Subject.ID()]; q.Subject.Kind() == "deal" && x != nil && x.To == "" {
		next := *x
		say(e, &next.Refer, &to)
		d.putDeal(&next)
	}
}

// judge appends the verdict that the answers lead to; the same verdict again is
// kept too, since its date matters, but once a day only.
func (d *draft) judge(e Event, q *Qualification, changed bool) {
	v := d.m.Playbook.SweetSpot.Judge(d.b.AnswersFor(q, d.m.People))
	v.At, v.Event = e.At, e.ID
	kept := q.Verdicts
	if last := q.Latest(); last != nil {
		v.Changed = changed && better(v.Judgement, last.Judgement)
		if v.says(*last) && DateIn(last.At, d.m.Zone) == DateIn(v.At, d.m.Zone) {
			kept = kept[:len(kept)-1]
		}
	}
	q.Verdicts = append(slices.Clip(kept), v)
}

// rejudge gives a verdict on answers that were kept while none could be given:
// the sweet spot had not been written, or an import did not know it.
func (d *draft) rejudge() {
	if !d.m.Playbook.SweetSpot.Written {
		return
	}
	for _, s := range slices.Sorted(maps.Keys(d.b.Qualifications)) {
		q := d.b.Qualifications[s]
		if v := q.Latest(); v != nil && v.Judgement != Unjudged {
			continue
		}
		next := *q
		d.judge(Event{ID: d.e.ID, At: d.m.Now}, &next, false)
		set(&d.change, &d.b.Qualifications, qualificationField, s, &next)
	}
}

var judgementRank = map[Judgement]int{Outside: 1, NotNow: 2, Edge: 3, In: 4}

func better(a, b Judgement) bool { return b != Unjudged && judgementRank[a] > judgementRank[b] }

// judgeImported judges imported answers once more, now that everything is in: what
// a verdict also rests on, the account's fields and the sweet spot, may have come
// after them. The verdict keeps its day; one that was given in Slack stands.
func (d *draft) judgeImported() {
	for _, s := range slices.Sorted(maps.Keys(d.b.Qualifications)) {
		q := d.b.Qualifications[s]
		last := q.Latest()
		if last == nil || !strings.HasPrefix(last.Event, "import/") {
			continue
		}
		v := d.m.Playbook.SweetSpot.Judge(d.b.AnswersFor(q, d.m.People))
		if v.Judgement == Unjudged || v.says(*last) {
			continue
		}
		v.At, v.Event, v.Changed = last.At, last.Event, last.Changed
		next := *q
		next.Verdicts = append(slices.Clip(q.Verdicts[:len(q.Verdicts)-1]), v)
		set(&d.change, &d.b.Qualifications, qualificationField, s, &next)
		d.touched[s] = true
	}
}
