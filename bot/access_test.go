package bot_test

import (
	"slices"
	"strings"
	"testing"
	"time"
)

// Who may see and do what, cell by cell. A row is an action aimed at Ann's book, a
// column is who tries it. Each is sent as Slack would send it, forged where the
// person could not have had the button or the form, and then the store is looked at
// and all that was posted or shown.
//
//	does  it is recorded in Ann's book or at her account
//	sees  Ann's own is shown, and nothing recorded
//	own   it is about their own book: Ann's is neither changed nor shown
//	told  they are told that it is not theirs: nothing recorded, nothing shown
//	form  a form is opened, and nothing recorded
//	none  the one polite sentence for outsiders; for what is no question of theirs
//	      (a line, a post, a search), silence; nothing recorded
const accessTable = `
action                  ann  bob  mia  max  dot  ada  gus  eve  bot  del  non

/deal ID                does told does told told told none none none none none
/deal ID amount         does told does told told told none none none none none
/deal account           does told does told told told none none none none none
/deal by its label      does told does told told told none none none none none
/commit ID              does told does told told told none none none none none
/touch ID               does told does told told told none none none none none
/qualify ID             does told does told told told none none none none none
/qualify ID form        sees told sees told told told none none none none none
a line in #deals        does told does told told told none none none none none
an app's post           none none none none none none none none does none none
the button of a choice  does told does told told told none none none none none
the form of /deal       does told does told told told none none none none none
the form of /touch      does told does told told told none none none none none
the form of /commit     does told does told told told none none none none none
the form of /qualify    does told does told told told none none none none none
options of a form       sees own  sees own  own  own  none none none none none
/coach deals            sees own  own  own  own  own  none none none none none
/coach commitments      sees own  own  own  own  own  none none none none none
/coach why              sees own  own  own  own  own  none none none none none
/coach renewals         own  own  own  own  own  own  none none none none none
/coach balance          own  own  own  own  own  own  none none none none none
/coach rules            own  own  own  own  own  own  none none none none none
/coach export           own  own  own  own  own  own  none none none none none
Home                    sees own  own  own  own  own  none none none none none
Why this?               sees told told told told told none none none none none
Settings                own  own  own  own  own  own  none none none none none
the form of settings    does own  own  own  own  own  none none none none none
/coach mute             does own  own  own  own  own  none none none none none
/coach pause            does own  own  own  own  own  none none none none none
/coach resume           does own  own  own  own  own  none none none none none
Snooze                  does told told told told told none none none none none
Snooze until a date     does told told told told told none none none none none
Not useful              does told told told told told none none none none none
Done                    does told told told told told none none none none none
Go on                   does told told told told told none none none none none
/coach team             own  own  sees own  own  own  none none none none none
Home with exceptions    sees own  sees own  own  own  none none none none none
/touch account fixed    does told does told told told none none none none none
forget, forged          does own  own  own  own  own  none none none none none
`

// cast is who the columns are: Ann sells; Bob beside her; Mia manages both, Max
// Zoe, Dot manages Mia; Ada is an admin; then the outsiders.
var cast = map[string]string{"ann": "UANN", "bob": "UBOB", "mia": "UMIA", "max": "UMAX", "dot": "UDOT", "ada": "UADA", "zoe": "UZOE",
	"gus": "UGUS", "eve": "UEVE", "bot": "UBOT", "del": "UDEL", "non": "UNON"}

// secrets are words of Ann's that nobody but her and Mia may read. The account is
// known to all, and whose a deal is everybody is told.
var secrets = []string{"Zeppelin", "77,777", "Quokka", "Wombat", "issue: leak", "Rep 007"}

// refusals are what somebody hears whose it is not.
var refusals = []string{"only they or their manager can change it", "not open in your book", "its issues are not yours to close", "I do not know “", "That deal is gone",
	"That renewal is not open for you", "That message is not among yours"}

// opened is the call that opens a form.
const opened = "views.open"

const polite = "I coach the full members of this workspace"

func TestWhoMaySeeAndDoWhat(t *testing.T) {
	a := openAccess(t)
	a.table(t, accessTable, a.action)
}

// table tries every cell of a table.
func (a *access) table(t *testing.T, table string, action func(name string) func(*attempt) string) {
	lines := strings.Split(strings.TrimSpace(table), "\n")
	who := strings.Fields(lines[0])[1:]
	for _, line := range lines[1:] {
		if line == "" {
			continue
		}
		name, cells := strings.TrimSpace(line[:24]), strings.Fields(line[24:])
		try := action(name)
		// Those who may not come first: there is nothing else in the air then.
		for _, may := range []bool{false, true} {
			for i, person := range who {
				if may == (cells[i] == "does" || cells[i] == "sees") {
					t.Run(name+"/"+person, func(t *testing.T) { a.cell(t, try, person, cells[i]) })
				}
			}
		}
	}
}

// cell tries one action as one person.
func (a *access) cell(t *testing.T, try func(*attempt) string, person, want string) {
	a.n++
	a.rest()
	a.now.Add(int64(time.Second)) // of two tellings at one instant the later need not win
	c := &attempt{access: a, person: person, user: cast[person], n: a.n, calls: len(a.ws.Calls("")), files: a.filesNow()}
	before, reps := a.state(), len(a.coach.People().Reps())
	id := try(c)
	shown := c.shown(id, want)
	changed := differences(before, a.state())
	for end := time.Now().Add(10 * time.Second); want == "does" && len(changed) == 0 && time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
		changed = differences(before, a.state()) // what takes longer than anybody waits
	}
	hers := slices.Contains(changed, "r1") || slices.Contains(changed, "A1") || slices.Contains(changed, "directory") || slices.Contains(changed, "team")
	switch want {
	case "does":
		if !hers {
			t.Errorf("nothing was recorded; shown: %s", shown)
		}
	case "sees":
		if hers || !hasAny(shown, secrets) {
			t.Errorf("changed %v; shown: %s", changed, shown)
		}
	case "form":
		if len(changed) > 0 || !strings.Contains(shown, opened) {
			t.Errorf("changed %v; shown: %s", changed, shown)
		}
	case "own":
		if hers || person != "ann" && hasAny(shown, secrets) || hasAny(shown, []string{polite}) {
			t.Errorf("changed %v; shown: %s", changed, shown)
		}
	case "told":
		if len(changed) > 0 || hasAny(shown, secrets) || !hasAny(shown, refusals) {
			t.Errorf("changed %v; shown: %s", changed, shown)
		}
	case "none":
		if len(changed) > 0 || hasAny(shown, secrets) || hasAny(shown, refusals) || strings.Contains(shown, polite) == c.quiet || len(a.coach.People().Reps()) != reps {
			t.Errorf("changed %v, %d reps; shown: %s", changed, len(a.coach.People().Reps())-reps, shown)
		}
	}
}

func hasAny(s string, words []string) bool {
	return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(s, w) })
}
