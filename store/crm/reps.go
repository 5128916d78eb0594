package crm

import (
	"maps"
	"strings"
	"time"

	"evenkeel/coach"
)

// RepRow is what the files say of one rep.
type RepRow struct {
	ID    string
	Was   string            // the id of a rep known so far from Slack or another file only, who is this one
	Named bool              // only other files name the rep, as an owner
	Set   map[string]string // by column of reps.csv, for the columns that are there; checked, "" for an empty cell

	at spot
}

func (r *RepRow) telling() telling { return telling{r.at, r.Set} }

// Apply writes the row into a rep's entry, as far as it differs from what an
// import said last, and says whether anything changed. Applying it again
// changes nothing.
func (r RepRow) Apply(p *coach.Rep) bool {
	if r.Named {
		if p.Name != "" || p.Email != "" || p.SlackUser != "" || p.AliasOf != "" || p.Said != nil || p.Nameless {
			return false
		}
		p.ID, p.Nameless = r.ID, true
		if strings.Contains(r.ID, "@") {
			p.Email = r.ID
		}
		return true
	}
	news := unsaid(&p.Said, "rep", r.ID, r.Set)
	for col, v := range news {
		repFields[col](p, v)
	}
	changed := len(news) > 0 || p.Nameless || p.ID != r.ID
	p.ID, p.Nameless = r.ID, false
	return changed
}

var repFields = map[string]func(*coach.Rep, string){
	"rep":        func(*coach.Rep, string) {},
	"name":       func(p *coach.Rep, v string) { p.Name = v },
	"email":      func(p *coach.Rep, v string) { p.Email = v },
	"slack_user": func(p *coach.Rep, v string) { p.SlackUser = v },
	"team":       func(p *coach.Rep, v string) { p.Team = v },
	"manager":    func(p *coach.Rep, v string) { p.Manager = v },
	"role":       func(p *coach.Rep, v string) { p.Role = coach.Role(v) },
	"time_zone":  func(p *coach.Rep, v string) { p.TimeZone = v },
	"country":    func(p *coach.Rep, v string) { p.Country = v },
	"currency":   func(p *coach.Rep, v string) { p.Currency = v },
	"started":    func(p *coach.Rep, v string) { p.Started = day(v) },
}

// day reads a date that was checked before.
func day(v string) coach.Date {
	d, _ := coach.ParseDate(v)
	return d
}

// unsaid returns what differs from what was said last, and remembers that it is
// said now. The map it remembers in is a new one: entries are shared.
func unsaid(last *map[string]string, key, id string, now map[string]string) map[string]string {
	news := map[string]string{}
	for col, v := range now {
		if (*last)[col] != v {
			news[col] = v
		}
	}
	if (*last)[key] != id {
		news[key] = id
	}
	if len(news) > 0 {
		said := maps.Clone(*last)
		if said == nil {
			said = map[string]string{}
		}
		maps.Copy(said, news)
		*last = said
	}
	return news
}

// readRep reads a row of reps.csv.
func readRep(im *importer, r *row) {
	id := r.need("rep")
	set := map[string]string{}
	for _, col := range []string{"name", "email", "slack_user", "team", "manager", "country"} {
		r.set(set, col, r.name(col))
	}
	r.set(set, "role", r.word("role", string(coach.Hunter), string(coach.Farmer), string(coach.Hybrid)))
	r.set(set, "time_zone", im.zone(r))
	r.set(set, "currency", r.currency("currency"))
	r.set(set, "started", r.date("started").String())
	if !r.good() {
		return
	}
	x := &RepRow{ID: id, Set: set, at: r.spot()}
	if old := im.people.rows[id]; old == nil || im.holds(x.telling(), old.telling(), "rep", id) {
		im.people.rows[id] = x
	}
}

// set keeps what a cell says if the file has the column.
func (r *row) set(set map[string]string, col, v string) {
	if r.has(col) {
		set[col] = v
	}
}

// zone reads and checks time_zone.
func (im *importer) zone(r *row) string {
	s := r.text("time_zone")
	if s == "" || im.zones[s] {
		return s
	}
	if _, err := time.LoadLocation(s); err != nil || s == "Local" {
		r.fail("time_zone", "%s is no time zone like Europe/Berlin", short(s))
		return ""
	}
	im.zones[s] = true
	return s
}
