package crm

import "evenkeel/coach"

// readReview reads a row of reviews.csv: the rhythm at one account.
func readReview(im *importer, r *row) {
	account, name := r.account()
	c := coach.ReviewChange{
		Cadence: said(r, "cadence_days", r.days("cadence_days")), Agreed: said(r, "agreed", r.date("agreed")),
		Last: said(r, "last", r.date("last")), Next: said(r, "next", r.date("next")),
	}
	im.add(&fact{r, account, name, "review", "", coach.Event{Review: &c}})
}
