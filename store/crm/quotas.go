package crm

import (
	"regexp"
	"strings"

	"evenkeel/coach"
)

// readQuota reads a row of quotas.csv.
func readQuota(im *importer, r *row) {
	r.need("rep")
	r.need("amount")
	rep := r.rep("rep")
	q := coach.QuotaGiven{Period: r.period("period"), Amount: r.money("amount", rep)}
	if !r.good() {
		return
	}
	im.people.use(rep)
	if im.part.has(rep) {
		e := coach.Event{ID: "import/quotas/" + rep + "/" + q.Period, Rep: rep, Quota: &q}
		im.put(im.books, rep, "4/"+q.Period, told{e, r.spot()}, "quota", rep+": "+q.Period)
	}
}

var periods = regexp.MustCompile(`^([0-9]{4})(-Q[1-4]|-0[1-9]|-1[0-2])?$`)

// period returns a cell that names a quarter, a month or a year.
func (r *row) period(col string) string {
	s := strings.ToUpper(r.need(col))
	if s == "" {
		return ""
	}
	parts := periods.FindStringSubmatch(s)
	if parts == nil {
		r.fail(col, "%s is no period like 2017-Q4, 2017-10 or 2017", short(r.text(col)))
		return ""
	}
	if _, err := coach.ParseDate(parts[1] + "-01-01"); err != nil {
		r.fail(col, "%s is outside 1970 to 2199", s)
		return ""
	}
	return s
}
