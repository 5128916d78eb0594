package crm

import "evenkeel/coach"

// readIssue reads a row of issues.csv.
func readIssue(im *importer, r *row) {
	severity := coach.IssueSeverity(r.word("severity", string(coach.Low), string(coach.Medium), string(coach.High)))
	account, name := r.account()
	c := coach.IssueChange{
		ID: r.need("issue"), Severity: said(r, "severity", severity), Opened: said(r, "opened", r.date("opened")),
		Promised: said(r, "promised", r.date("promised")), Closed: said(r, "closed", r.date("closed")),
	}
	im.add(&fact{r, account, name, "issue", c.ID, coach.Event{Issue: &c}})
}
