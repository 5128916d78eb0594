package crm

import (
	"reflect"

	"evenkeel/coach"
)

// issue is a row of issues.csv.
type issue struct {
	r       *row
	change  coach.IssueChange
	account *place
}

// readIssue reads a row of issues.csv.
func readIssue(im *importer, r *row) {
	severity := coach.IssueSeverity(r.word("severity", string(coach.Low), string(coach.Medium), string(coach.High)))
	name := r.need("account")
	x := &issue{r: r, change: coach.IssueChange{
		ID: r.need("issue"), Severity: said(r, "severity", severity), Opened: said(r, "opened", r.date("opened")),
		Promised: said(r, "promised", r.date("promised")), Closed: said(r, "closed", r.date("closed")),
	}}
	var err error
	if name != "" {
		if x.account, err = im.accounts.find(name); err != nil {
			r.fail("account", "%v", err)
		}
	}
	if !r.good() {
		return
	}
	x.account.use(name)
	im.issues = append(im.issues, x)
}

// event puts the issue to its account.
func (x *issue) event(im *importer) {
	at := x.account.final()
	e := coach.Event{ID: "import/issues/" + at + "/" + x.change.ID, Account: at, Issue: &x.change}
	if im.put(im.byIssues, at, x.change.ID, e, func(old coach.Event) bool { return reflect.DeepEqual(*old.Issue, x.change) }) {
		im.again(x.r, "issue", at+": "+x.change.ID)
	}
}
