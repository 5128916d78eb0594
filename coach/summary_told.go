package coach

import (
	"cmp"
	"slices"
	"time"
)

// ToldRow is an open finding of which a roll-up counts that there is one. It says
// neither what was found nor of whom, since a roll-up goes through no manager to a
// rep's single findings.
type ToldRow struct {
	What ToldKind  `json:"w"`
	At   time.Time `json:"h,omitzero"` // when the rep was told; zero: it is the manager's at once
	Day  Date      `json:"d,omitzero"` // of a contract in doubt: its decision date
}

// ToldKind is what a manager's digest would make of a finding.
type ToldKind string

// The kinds that are counted. One finding may be of several.
const (
	ToldTalk    ToldKind = "talk"    // a warning to talk about
	ToldInspect ToldKind = "inspect" // a deal to look into
	ToldDoubt   ToldKind = "doubt"   // a contract that may not be renewed
)

// toldRows are the findings that the manager may hear of, now or two working days
// after the rep; of each episode the newest, those told first at the head.
func (b *Book) toldRows() []ToldRow {
	newest := map[string]*Nudge{}
	for _, n := range b.Nudges {
		if o := newest[n.Episode]; n.mayBeTold() && (o == nil || newer(n, o)) {
			newest[n.Episode] = n
		}
	}
	var out []ToldRow
	for _, n := range newest {
		out = append(out, n.toldRows()...)
	}
	slices.SortFunc(out, func(x, y ToldRow) int {
		return cmp.Or(x.At.Compare(y.At), compare(x.What, y.What), cmp.Compare(x.Day, y.Day))
	})
	return out
}

// mayBeTold says whether the manager is to hear of a finding, now or later: what is
// the manager's to act on, else what the rep was told.
func (n *Nudge) mayBeTold() bool {
	if n.For != ForRep || n.Said.IsZero() || n.Quiet {
		return n.Open() && n.For == ForManager
	}
	return n.Open()
}

// newer says which of two findings of an episode stands for it.
func newer(n, o *Nudge) bool {
	return o.Found.Before(n.Found) || o.Found.Equal(n.Found) && o.Severity < n.Severity
}

func (n *Nudge) toldRows() []ToldRow {
	var out []ToldRow
	row := ToldRow{At: n.Said}
	if n.For == ForManager {
		row.At = time.Time{}
	}
	if n.Severity >= Warn && n.Reply != NotUseful && n.Reply != Done {
		row.What = ToldTalk
		out = append(out, row)
	}
	if n.For == ForRep && slices.Contains(inspected, n.Rule) {
		row.What = ToldInspect
		out = append(out, row)
	}
	if n.Rule == "renewal-in-doubt" {
		row.What = ToldDoubt
		text, _ := n.Fact("decision").(string)
		row.Day, _ = ParseDate(text)
		out = append(out, row)
	}
	return out
}
