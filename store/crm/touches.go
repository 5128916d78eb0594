package crm

import (
	"crypto/sha256"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"evenkeel/coach"
)

// touch is a row of touches.csv that waits for its account's id.
type touch struct {
	at      spot
	touch   coach.Touch
	owner   string
	account *place
}

// readTouch reads a row of touches.csv.
func readTouch(im *importer, r *row) {
	account, name := r.account()
	r.need("owner")
	r.need("kind")
	owner := r.rep("owner")
	at := r.instant("at", im.zoneOf(owner))
	t := coach.Touch{
		Deal: r.name("deal"), Day: at.day, At: at.at, Kind: coach.TouchKind(r.word("kind", string(coach.Care), string(coach.Sales))),
		In: r.word("direction", "in", "out") == "in", Future: r.several("future", "diagnosis", "prescription", "prognosis"),
		Waiting: r.flag("waiting"), Hours: r.hours("hours"), Note: r.text("note"),
	}
	if !r.good() {
		return
	}
	account.use(name)
	im.people.use(owner)
	// Account and owner count as written: what they resolve to may change when
	// somebody is given an id, and the row must stay the same touch.
	t.ID = hash(name, r.name("owner"), at.text, string(t.Kind), strconv.FormatBool(t.In), t.Future, t.Deal, strconv.FormatBool(t.Waiting), t.Hours, t.Note)
	if t.Deal != "" && im.part.withDeal(t.Deal) || t.Deal == "" && im.part.has(owner) { // with its deal, so that its owner is known
		im.touches = append(im.touches, &touch{r.spot(), t, owner, account})
	}
}

// hash is an id for a row that has none of its own. No cell holds a NUL.
func hash(cells ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(cells, "\x00")))
	return fmt.Sprintf("%x", sum[:12])
}

// hours returns a cell that holds a number of hours, or nothing.
func (r *row) hours(col string) string {
	s := r.decimal(col)
	if strings.HasPrefix(s, "-") {
		r.fail(col, "hours cannot be below 0: %s", clip(s))
	}
	return s
}

// zoneOf is where a rep's days begin after this import.
func (im *importer) zoneOf(rep string) *time.Location {
	if im.repZones[rep] == nil {
		im.repZones[rep], _ = im.playbook.Zone(im.people.after(rep))
	}
	return im.repZones[rep]
}

// event puts the touch into its owner's book.
func (t *touch) event(im *importer) {
	t.touch.Account = t.account.final()
	im.put(im.books, t.owner, "3/"+t.touch.ID, told{coach.Event{ID: "import/touches/" + t.touch.ID, Rep: t.owner, Touch: &t.touch}, t.at}, "touch", t.touch.ID)
}

// noteDeals notes the deals that touches name and nobody knows.
func (im *importer) noteDeals(owners map[string]string) {
	unknown := map[string]map[string]bool{} // by file
	for _, t := range im.touches {
		if id := t.touch.Deal; id != "" && owners[id] == "" {
			if unknown[t.at.file] == nil {
				unknown[t.at.file] = map[string]bool{}
			}
			unknown[t.at.file][id] = true
		}
	}
	for file, deals := range unknown {
		for _, id := range slices.Sorted(maps.Keys(deals)) {
			im.notes.add(file+": names a deal that nobody knows; kept as written", "deal", id)
		}
	}
}
