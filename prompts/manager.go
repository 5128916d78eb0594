package prompts

import (
	"cmp"
	"fmt"

	"evenkeel/coach"
)

// managerWords tell a finding about a rep to who leads the rep: what was found,
// and a question to put to the rep. It is a question and no order: the rep knows
// more of it than we do, and has been told first.
var managerWords = map[string]struct{ say, ask string }{
	"burden-shift": {"New business gets less and less of the work{{if .new_share}}: {{.new_share}} of what was won in {{.quarter}}{{end}}.",
		"“What would you have to leave undone to make room for new customers again?”"},
	"narrow-base": {"{{if .by_hhi}}Few customers carry the last {{.months}} months’ won revenue{{if .top3}}: {{.top3}}{{end}}.{{else}}{{.top_account}} is {{.top_share}} of the last {{.months}} months’ won revenue.{{end}}",
		"“If they paused for a year, whom would you wish to know by now?”"},
	"issue-open": {"{{cap .problem}} was due on {{.due}}{{if .days_overdue}}, {{ago .days_overdue}}{{end}}.",
		"“Who is mending it, what holds it up, and what does the customer know?”"},
	"customer-waiting": {"They have waited for an answer since {{.since}}{{if .since_time}}, {{.since_time}}{{end}}.",
		"“What do they need, and who can give it to them today?”"},
	"sell-on-issue": {"An expansion goes forward while {{.problem}} is {{if .unconfirmed}}closed, and nobody has asked whether they are content{{else}}open{{end}}.",
		"“What would the customer say if we asked about that first?”"},
	"metrics-first": {"An expansion goes forward, and the agreed metrics are {{.metric_state}}{{if .metric}} (“{{.metric}}”){{end}}.",
		"“What have they got out of it so far, in their own numbers?”"},
	"renewal-due": {"To be decided by {{.decision}}{{if .yearly_value}}, {{.yearly_value}} a year{{end}}{{if .last_care}}; last care: {{.last_care}}{{end}}.",
		"“What do they want from the next term, and who decides on it?”"},
	"renewal-lapsed": {"It ended on {{.ends}}{{if .yearly_value}}, {{.yearly_value}} a year{{end}}, and nobody said what became of it.",
		"“What happened there, and what did you learn from it?”"},
	"renewal-in-doubt": {"To be decided by {{.decision}}{{if .yearly_value}}, {{.yearly_value}} a year{{end}}{{if .signs}}; signs of doubt: {{.signs}}{{end}}.",
		"“Which of these would you mend first, and whose help do you need?”"},
	"replacement-burden": {"{{.replacement_burden}} a year was lost in 12 months{{if .renewal_rate}}; {{.renewal_rate}} of what came due was renewed{{end}}.",
		"“Which two of the losses could we have prevented, and how?”"},
	"outside-sweet-spot": {"Judged outside the sweet spot{{if .judged}} on {{.judged}}{{end}}{{if .failed}} ({{.failed}}){{end}}, and still open{{if .amount}} with {{.amount}}{{end}}.",
		"“What would a kind no look like, and who could help them better?”"},
	"relaxed-criteria": {"{{.relaxed_share}} of this quarter’s new deals are outside the sweet spot or without a verdict; in the two quarters before it was {{.relaxed_share_before}}.",
		"“Which of the new deals would you not have taken on in a calm quarter?”"},
	"commitment-overdue": {"The client was to give {{.promise}}{{if .due}} by {{.due}}{{end}}, and has not.",
		"“What do you make of the silence, and how could you find out?”"},
	"passive-prospect": {"{{plural .touches \"contact\"}} of ours, and nothing that the client has put in{{if .last_promise}} since {{.last_promise}}{{end}}{{if .amount}}; {{.amount}} is on it{{end}}.",
		"“What has the client put in so far, and what would you need to see to go on?”"},
}

// managerAsks are a second and a third question by rule, so that the conversations of
// one digest do not all end alike.
var managerAsks = map[string][]string{
	"burden-shift":       {"“Which of your customers could do with less of you this month?”", "“Where would your next customer come from, if none of these bought?”"},
	"narrow-base":        {"“Who else has the problem that you solved for them?”", "“What would a week look like that makes room for two new names?”"},
	"issue-open":         {"“By when can you name them a day, and who gives it to you?”", "“What would they say if you rang them about it now?”"},
	"customer-waiting":   {"“What keeps you from calling them back, and can I take it off you?”", "“Who answers when you cannot?”"},
	"sell-on-issue":      {"“How would the offer sound to them once it is mended?”", "“Who could mend it faster than we do now?”"},
	"metrics-first":      {"“Which of the measures matters most to them, and who can move it?”", "“Would they sign the same measures again?”"},
	"renewal-due":        {"“What has become better for them since they signed?”", "“Who there would miss us, and have you talked to them?”"},
	"renewal-lapsed":     {"“Who there could tell you how they manage without it?”", "“What would have had to be different half a year ago?”"},
	"renewal-in-doubt":   {"“What do they say themselves about going on, and whom have you asked?”", "“What would they have to see by then to want another term?”"},
	"replacement-burden": {"“Which of those who left would you call again, and with what?”", "“What did you see early, and could not act on?”"},
	"outside-sweet-spot": {"“What makes this one worth an exception, if anything does?”", "“What would you do with the time if it were closed today?”"},
	"relaxed-criteria":   {"“What made the criteria harder to keep this quarter?”", "“Which two of them would you close today with a good conscience?”"},
	"commitment-overdue": {"“What would make it easy for them to keep it?”", "“If this is their answer, what follows from it?”"},
	"passive-prospect":   {"“What would they lose if nothing happened?”", "“What is the smallest thing that they could do next, and have you asked for it?”"},
}

// askInTurn is the question for a rule's finding of which so many went before in the
// same digest.
func askInTurn(rule, first string, turn int) string {
	asks := append([]string{first}, managerAsks[rule]...)
	return asks[turn%len(asks)]
}

// manage reads the words for managers of a rule, and tries them.
func (t *Template) manage(w *wording) error {
	m, ok := managerWords[w.id]
	if !ok {
		return nil
	}
	var v variant
	var err error
	if v.finding, err = w.compile(w.id+" for the manager", m.say); err != nil {
		return err
	}
	if v.ask, err = w.compile(w.id+" for the manager", m.ask); err != nil {
		return err
	}
	for _, facts := range []map[string]any{w.sample(w.facts), w.sample(w.needs)} {
		if _, err := v.say(facts); err != nil {
			return fmt.Errorf("%s for the manager: %w", w.id, err)
		}
	}
	t.manager[w.id] = v
	return nil
}

// tellManager words a finding about a rep for who leads the rep.
func (t *Template) tellManager(n *coach.Nudge, p coach.Phrasing) coach.Wording {
	title := t.titleForManager(n, p)
	if w, v := t.wordings[n.Rule], t.manager[n.Rule]; w != nil && v.finding != nil {
		if facts, ok := w.view(n, p); ok {
			if said, err := v.say(facts); err == nil {
				said.Title, said.Ask = title, askInTurn(n.Rule, said.Ask, p.Turn)
				return said
			}
		}
	}
	said := t.plain(n, p)
	said.Title, said.Ask = title, "“How do you see it?”"
	return said
}

// titleForManager is whom or what it is about, as others than the rep call it.
func (t *Template) titleForManager(n *coach.Nudge, p coach.Phrasing) string {
	teller := teller{inEnglish, p.Names, p.Today}
	switch n.Subject.Kind() {
	case "book":
		return cmp.Or(clip(p.Names.RepName(n.Subject.ID()), nameLength), n.Subject.ID()) + "’s book"
	case "contract":
		return teller.account(n.Account)
	}
	return teller.subject(n.Subject)
}
