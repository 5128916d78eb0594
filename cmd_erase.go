package main

import (
	"context"
	"fmt"
	"strings"

	"evenkeel/coach"
)

type eraseCmd struct {
	whole `embed:""`
	Yes   bool `help:"Do it. Nothing brings it back but the files it came from."`
}

func (eraseCmd) Help() string {
	return "Removes everything the store holds of a rep or an account, and what names it elsewhere. A bot may be running." +
		" What was posted in Slack stays there; take the rep or account out of the files too, or the next import brings it back." +
		" What people wrote about others is kept, and so are issues, products, deals and teams called by the name: in it full names, addresses and ids become [erased], a single plain word does not." +
		" Write [erased] there in the files as well (and in the playbook, for a team), and they mean the same.\n\n" +
		example("REDIS_URL=redis://127.0.0.1:6379 evenkeel erase --account acme", "REDIS_URL=redis://127.0.0.1:6379 evenkeel erase --rep ann --yes")
}

func (c eraseCmd) Run(ctx context.Context, s *streams) error {
	return c.on(ctx, s, func(coached *coach.Coach, of coach.Subject) error {
		if !c.Yes {
			would, err := coached.Erasable(ctx, of)
			if err != nil {
				return err
			}
			return usagef("erase would remove %s; add --yes to do it (export prints it first)", removed(would))
		}
		gone, err := coached.Erase(ctx, of)
		if err != nil {
			if len(gone) > 0 {
				return fmt.Errorf("%w; removed so far: %s; run it again to finish", err, removed(gone))
			}
			return err
		}
		_, err = fmt.Fprintln(s.out, "removed: "+removed(gone))
		return err
	})
}

// removable is what an erasure counts, in the order in which it says so: as it
// is counted, one, and many.
var removable = []struct{ kind, one, many string }{
	{"rep", "rep", "reps"}, {"account", "account", "accounts"}, {"alias", "alias", "aliases"}, {"deal", "deal", "deals"}, {"commitment", "commitment", "commitments"}, {"touch", "touch", "touches"},
	{"qualification", "qualification", "qualifications"}, {"quota", "quota", "quotas"}, {"nudge", "nudge", "nudges"}, {"message", "message", "messages"}, {"contract", "contract", "contracts"},
	{"product", "product", "products"}, {"metric", "metric", "metrics"}, {"issue", "issue", "issues"}, {"review", "review", "reviews"}, {"win", "win", "wins"}, {"stake", "stake", "stakes"},
	{"mention", "mention in another record", "mentions in other records"},
}

// removed is "1 rep, 42 deals, 3 touches".
func removed(n coach.Removed) string {
	var parts []string
	for _, r := range removable {
		switch count := n[r.kind]; count {
		case 0:
		case 1:
			parts = append(parts, "1 "+r.one)
		default:
			parts = append(parts, fmt.Sprintf("%d %s", count, r.many))
		}
	}
	if len(parts) == 0 {
		return "nothing"
	}
	return strings.Join(parts, ", ")
}
