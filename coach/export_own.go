package coach

// Own is what a person may be given of their own: the records of their book, and
// what they did at accounts. It leaves out what stands in other people's books,
// in their entries and in teams: that is told in others' words, and is theirs too.
func (d *Dossier) Own() *Dossier {
	own := *d
	own.Books, own.Teams, own.People, own.Baseline = nil, nil, nil, nil
	own.Owed, own.Seen, own.Leases = nil, nil, nil
	return &own
}
