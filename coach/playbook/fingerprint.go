package playbook

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"

	"evenkeel/coach"
)

// Fingerprint names everything in a playbook that decides what rules find:
// which are on, with which numbers, and the settings all of them read. When it
// changes, books are looked at again. Where, when and how much is said does not
// count: the gate reads that afresh each time.
func Fingerprint(p *coach.Playbook) string {
	decides := *p
	decides.Channels, decides.Digest, decides.Gate, decides.Admins = coach.Channels{}, coach.DigestTime{}, coach.Gate{}, nil
	decides.Hours = coach.Hours{Days: p.Hours.Days} // working days are counted by rules
	decides.Model, decides.Languages = coach.ModelSettings{}, nil
	decides.Scorecard.Healthy = nil // marks on a scorecard; rules have lines of their own
	decides.Teams = map[string]coach.TeamSettings{}
	for name, t := range p.Teams {
		decides.Teams[name] = coach.TeamSettings{TimeZone: t.TimeZone}
	}
	decides.Rules = map[string]coach.RuleSettings{}
	for id, s := range p.Rules {
		if s.Off {
			s = coach.RuleSettings{Off: true} // the numbers of a rule that is off decide nothing
		}
		if s.Off || s.Shadow || len(s.Set) > 0 {
			decides.Rules[id] = coach.RuleSettings{Off: s.Off, Shadow: s.Shadow, Set: s.Set}
		}
	}
	// Maps print sorted by key, and no value in a playbook can fail to print.
	b, err := json.Marshal(decides)
	if err != nil {
		panic("playbook: fingerprint: " + err.Error())
	}
	return fmt.Sprintf("%x", sha256.Sum256(b))[:16]
}
