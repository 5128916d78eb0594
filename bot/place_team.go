package bot

import (
	"context"
	"fmt"

	"evenkeel/coach"
	"evenkeel/coach/parse"
)

// teamsDeal finds an open deal of this name in the books of the person's team, and
// of their own people: a colleague's deal is not made an account. Whoever may not
// change it is told whose it is, and may mean an account all the same.
func (b *Bot) teamsDeal(ctx context.Context, a *act, name string) (place, bool, error) {
	var mine []option
	var theirs string // whose it is
	for _, r := range b.coach.People().Reps() {
		if r.ID == a.rep.ID || !b.mayChange(a.rep, r.ID) && (r.Team == "" || r.Team != a.rep.Team) {
			continue
		}
		book, err := b.coach.Held(ctx, r.ID)
		if err != nil {
			return place{}, false, err
		}
		deals := openCalled(book, name)
		if mine = append(mine, b.heldOptions(a.rep, []held{{book, deals}})...); len(deals) > 0 && !b.mayChange(a.rep, r.ID) {
			theirs = r.ID
		}
	}
	fresh := option{"new: " + name, "new/"}
	switch {
	case len(mine) > 0:
		return place{}, true, a.ask(fmt.Sprintf("There is a deal called “%s”. Is that what you mean?", name), append(mine, fresh)...)
	case theirs != "":
		return place{}, true, a.ask(b.notYours(fmt.Sprintf("The deal “%s”", name), theirs).Error()+" If you mean an account of that name, say so:", fresh)
	}
	return place{}, false, nil
}

// openCalled are a book's open deals of this name.
func openCalled(book *coach.Book, name string) []*coach.Deal {
	var out []*coach.Deal
	for _, d := range dealsByClose(book) {
		if d.Name.V != "" && parse.SameName(d.Name.V, name) {
			out = append(out, d)
		}
	}
	return out
}
