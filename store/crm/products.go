package crm

import "evenkeel/coach"

// readProduct reads a row of products.csv.
func readProduct(im *importer, r *row) {
	account, name := r.account()
	c := coach.ProductChange{Product: r.need("product"), Since: said(r, "since", r.date("since"))}
	im.add(&fact{r, account, name, "product", c.Product, coach.Event{Product: &c}})
}
