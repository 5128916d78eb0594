package crm

import (
	"reflect"
	"strings"

	"evenkeel/coach"
	"evenkeel/coach/parse"
)

// fact is a row of something that stands at an account, and waits for the
// account's id.
type fact struct {
	r       *row
	account *place
	noun    string // issue, contract, …: what it is, and part of its key
	id      string // which one of its kind at the account
	event   coach.Event
}

// add keeps the fact if its row is good; name is the account as written.
func (im *importer) add(f *fact, name string) {
	if !f.r.good() {
		return
	}
	f.account.use(name)
	if im.part.has(parse.Fold(name) + "/" + f.id) {
		im.facts = append(im.facts, f)
	}
}

// put puts the fact to its account. It says whether a different one of the same
// name was there.
func (f *fact) put(im *importer) (differs bool) {
	at := f.account.final()
	e := f.event
	e.ID, e.Account = "import/"+f.noun+"s/"+at+"/"+f.id, at
	return im.put(im.atAccounts, at, f.noun+"/"+f.id, e)
}

// label is what a note calls the fact.
func (f *fact) label() string {
	if f.id == "" {
		return f.account.final()
	}
	return f.account.final() + ": " + strings.TrimSuffix(f.id, "@")
}

// same says whether two rows say the same of one thing.
func (f *fact) same(o *fact) bool {
	return f.account == o.account && reflect.DeepEqual(f.event, o.event)
}
