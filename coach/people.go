package coach

import (
	"slices"
	"strings"
	"sync"
	"time"
)

// Role is what kind of selling a rep does; empty where nobody said.
type Role string

// The roles.
const (
	Hunter Role = "hunter"
	Farmer Role = "farmer"
	Hybrid Role = "hybrid"
)

// Rep is a person with a book. The id is for ever; everything else may change.
type Rep struct {
	ID          string            `json:"id"`
	Name        string            `json:"name,omitempty"`
	Email       string            `json:"email,omitempty"`
	SlackUser   string            `json:"slack_user,omitempty"`
	SlackZone   string            `json:"slack_zone,omitempty"`   // IANA name, as Slack has it; goes before TimeZone
	SlackLocale string            `json:"slack_locale,omitempty"` // as Slack has it: "de-DE"
	Team        string            `json:"team,omitempty"`
	Manager     string            `json:"manager,omitempty"` // a rep id; may have no row of its own
	Role        Role              `json:"role,omitempty"`
	TimeZone    string            `json:"time_zone,omitempty"`
	Country     string            `json:"country,omitempty"`
	Currency    string            `json:"currency,omitempty"`
	Started     Date              `json:"started,omitzero"`
	Admin       bool              `json:"admin,omitempty"`    // a Slack admin
	Nameless    bool              `json:"nameless,omitempty"` // made on first use in Slack or named by another file only
	Away        bool              `json:"away,omitempty"`     // no full member in Slack any more: nothing is sent there, and the book stays
	AliasOf     string            `json:"alias_of,omitempty"` // merged into this rep
	Said        map[string]string `json:"said,omitempty"`     // what an import said last, by column
	Notices     []Notice          `json:"notices,omitempty"`  // what they have to know, the newest last
}

// Label is the rep's name, else the id.
func (r *Rep) Label() string {
	if r.Name != "" {
		return r.Name
	}
	return r.ID
}

// Reachable says whether there is somebody in Slack to whom the coach may speak.
func (r *Rep) Reachable() bool { return r.SlackUser != "" && !r.Away }

// AccountProfile is what everybody may know of an account: its entry in the
// directory.
type AccountProfile struct {
	ID         string            `json:"id"`
	Name       string            `json:"name,omitempty"`
	Aliases    []string          `json:"aliases,omitempty"` // other names it was called by
	Parent     string            `json:"parent,omitempty"`  // account id
	Segment    string            `json:"segment,omitempty"`
	Employees  int               `json:"employees,omitempty"` // 0 is unknown
	Country    string            `json:"country,omitempty"`
	Owner      string            `json:"owner,omitempty"` // rep id
	Source     string            `json:"source,omitempty"`
	ReferredBy string            `json:"referred_by,omitempty"` // account id
	Since      Date              `json:"since,omitzero"`
	Nameless   bool              `json:"nameless,omitempty"` // made from a name typed or from another file; a later accounts.csv may give it an id
	AliasOf    string            `json:"alias_of,omitempty"` // merged into this account
	Said       map[string]string `json:"said,omitempty"`     // what an import said last, by column
}

// Label is the account's name, else its id.
func (a *AccountProfile) Label() string {
	if a == nil {
		return ""
	}
	if a.Name != "" {
		return a.Name
	}
	return a.ID
}

// Zone is where the rep's days begin, and where that was learnt: "slack",
// "reps", "team" or "playbook". It is never silently UTC.
func (p *Playbook) Zone(r *Rep) (loc *time.Location, from string) {
	for _, z := range []struct{ name, from string }{
		{r.SlackZone, "slack"}, {r.TimeZone, "reps"}, {p.Team(r.Team).TimeZone, "team"}, {p.TimeZone, "playbook"},
	} {
		if z.name == "" {
			continue
		}
		if loc := zone(z.name); loc != nil {
			return loc, z.from
		}
	}
	return time.UTC, "playbook"
}

// Language is the one in which the coach speaks to a rep: that of their Slack, "de",
// where the playbook allows it; "" is English.
func (p *Playbook) Language(r *Rep) string {
	lang, _, _ := strings.Cut(strings.ToLower(r.SlackLocale), "-")
	if lang == English || !slices.Contains(p.Languages, lang) {
		return ""
	}
	return lang
}

// zones are those that were asked for, by name: to read one is to parse a
// century of its rules, and every event asks.
var zones sync.Map

// zone is the zone of a name, nil if there is none.
func zone(name string) *time.Location {
	if loc, ok := zones.Load(name); ok {
		return loc.(*time.Location)
	}
	loc, err := time.LoadLocation(name)
	if err != nil {
		return nil
	}
	zones.Store(name, loc)
	return loc
}
