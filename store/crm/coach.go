package crm

import "evenkeel/coach"

// ForCoach is what an import takes of what files say. Progress, Part and More are
// the caller's to set.
func (r *Records) ForCoach() coach.Records {
	out := coach.Records{
		Run: r.Run, Books: r.Books, AtAccounts: r.AtAccounts, Kinds: r.Kinds,
		Reps: map[string]func(*coach.Rep) bool{}, Accounts: map[string]func(*coach.AccountProfile) bool{},
		Was: map[string]string{}, WasRep: map[string]string{},
	}
	for _, x := range r.Reps {
		out.Reps[x.ID] = x.Apply
		if x.Was != "" {
			out.WasRep[x.Was] = x.ID
		}
	}
	for _, x := range r.Accounts {
		out.Accounts[x.ID] = x.Apply
		if x.Was != "" {
			out.Was[x.Was] = x.ID
		}
	}
	return out
}
