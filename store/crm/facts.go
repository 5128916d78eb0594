package crm

import (
	"strings"

	"evenkeel/coach"
)

// fact is a row of something that stands at an account, and waits for the
// account's id.
type fact struct {
	r       *row
	account *place
	name    string // the account as written
	noun    string // issue, contract, …: what it is, and part of its key
	id      string // which one of its kind at the account
	event   coach.Event
}

func (f *fact) telling() telling { return telling{f.r.spot(), []any{f.event, f.account.key(f.name)}} }

// add keeps the fact if its row is good.
func (im *importer) add(f *fact) {
	if !f.r.good() {
		return
	}
	f.account.use(f.name)
	if im.part.has(f.account.key(f.name)) {
		im.facts = append(im.facts, f)
	}
}

// put puts the fact to its account.
func (f *fact) put(im *importer) {
	at := f.account.final()
	e := f.event
	e.ID, e.Account = "import/"+f.noun+"s/"+at+"/"+f.id, at
	im.put(im.atAccounts, at, f.noun+"/"+f.id, told{e, f.r.spot()}, f.noun, f.label())
}

// label is what a note calls the fact.
func (f *fact) label() string {
	if f.id == "" {
		return f.account.final()
	}
	return f.account.final() + ": " + strings.TrimSuffix(f.id, "@")
}
