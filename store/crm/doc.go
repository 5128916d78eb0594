// Package crm turns records from elsewhere into what package coach works with:
// the CSV files of the contract, and, through a Mapping, those of other programs.
//
// Read never gives up on a row: a bad one is reported with its file, line and
// column, the good ones are kept. It writes nothing. Who and what the files
// name is resolved once all of them are read, so neither the order of files nor
// that of rows matters. Where two rows tell differently of the same thing, the one
// whose values sort last holds, wherever it stands, and that is noted with both
// lines. Only what ReadParts has in two parts it cannot compare: rows of one
// thing at an account that is spelled with ä here and with ae there, and nowhere
// given an id. They are handed on as two, in the order of the parts, which
// depends on names and sizes only.
//
// What the contract leaves open is settled here:
//
//   - A cell that is empty says that there is nothing: its field is sent as a
//     zero value. A column that is not in the file says nothing: nil.
//   - An account that only other files name has that name for its id, in its
//     most frequent spelling. A later accounts.csv that gives the name to an
//     account takes it over (AccountRow.Was).
//   - A time stamp is read as its date, but for a touch's. Blank rows are
//     skipped. A file of no bytes is an empty file. One error a row is reported,
//     the leftmost.
//   - Discounts and margins are shares of the price, 0.1 or 10%, kept as decimal
//     fractions.
//   - Lines end with a line feed, a carriage return, or both. A first line like
//     sep=; tells what separates cells; else the header does: comma, semicolon or
//     tab.
//   - An issue without a severity keeps none: it is not known.
//   - A touch has no id of its own: what all its columns say is one. Account and
//     owner count as they are written, so that the same file gives the same
//     touches after somebody was given an id; so does a time without a zone. It
//     is local to the owner, and one that the clocks skip or show twice is the
//     first instant that fits.
//   - A contract without a currency has its owner's, and without an owner its
//     account's owner's. Wherever its id stands last, it stands alone.
//   - A metric's actual without a day is left out, and noted: nobody can say how
//     old it is.
package crm

import (
	"context"
	"errors"
	"fmt"
	"time"

	"evenkeel/coach"
)

// ErrUsage says that the paths given to Read cannot be right.
var ErrUsage = errors.New("usage")

// Options is what Read works with besides the files. All of it may be left out.
type Options struct {
	Playbook *coach.Playbook // for stages, currency and the keys of questions
	Known    Known
	Map      *Mapping  // how foreign files become ours; nil where they are
	Run      string    // the import's id, handed on in Records
	Now      time.Time // business time, the instant of the events

	PartSize int64 // bytes of files that ReadParts takes at a time; default 16 MiB

	// Progress is called now and then while a file is read, and at its end.
	Progress func(file string, bytesDone, bytesTotal int64)
}

// Known is what the store knows already. Lookups by id follow merges.
type Known interface {
	Rep(id string) *coach.Rep
	RepByEmail(email string) *coach.Rep
	RepBySlack(user string) *coach.Rep
	AccountProfile(id string) *coach.AccountProfile
	Accounts() []*coach.AccountProfile
	// Homes returns the reps whose books hold these deals ("deal/ID"); "" for unknown.
	Homes(ctx context.Context, of ...coach.Subject) ([]string, error)
}

// Records is what the files say, in an order that depends on nothing but them.
type Records struct {
	Run        string
	Reps       []RepRow                 // by id
	Accounts   []AccountRow             // by id
	Books      map[string][]coach.Event // by rep: deals with their answers, commitments, touches, quotas, each by id
	AtAccounts map[string][]coach.Event // by account: contracts, issues, metrics, products, its review, each by id
	Kinds      []coach.FactKind         // kinds whose files were there, be they empty
	Notes      []string                 // what a person should know and need not mend
	Errors     []RowError               // by file, line and column
	Rows       map[string]int           // good rows by file
	Tables     map[string]int           // good rows by the file of the contract that they are of, like deals.csv

	Repeated int // good rows that tell of what another row told of

	UnmatchedReps     []string // owners that nothing but these files' cells know, by id
	UnmatchedAccounts []string // accounts likewise
}

// RowError is one bad row, or a file that cannot be read as a whole.
type RowError struct {
	File       string
	Line       int    // physical line on which the row begins, from 1
	Column     int    // where in its line the field begins, in characters from 1
	ColumnName string // empty where it is about the whole row
	What       string
}

// String prints file:line:column: what.
func (e RowError) String() string {
	return fmt.Sprintf("%s:%d:%d: %s", e.File, e.Line, e.Column, e.What)
}

// Find says whether the paths are there and have something to read, as Read would;
// its error is Read's.
func Find(paths []string, o Options) error {
	_, err := newImporter(o).find(paths)
	return err
}

// Read reads CSV files, or folders of them, and resolves whom and what they
// name. Its error is about a path that is not there or has no such file in it
// (ErrUsage), or about reading; bad rows are in Records.
func Read(ctx context.Context, paths []string, o Options) (*Records, error) {
	im := newImporter(o)
	return im.all(ctx, paths)
}

func (im *importer) all(ctx context.Context, paths []string) (*Records, error) {
	files, err := im.find(paths)
	if err != nil {
		return nil, err
	}
	if im.o.Map != nil {
		im.noteUnmet()
	}
	for i := range tables {
		for _, f := range files {
			if f.table != &tables[i] {
				continue
			}
			if err := im.read(ctx, f); err != nil {
				return nil, fmt.Errorf("crm: read %s: %w", f.path, err)
			}
		}
		if tables[i].after != nil {
			tables[i].after(im)
		}
	}
	im.notes.quiet = false
	if err := im.finish(ctx); err != nil {
		return nil, err
	}
	return im.records(files), nil
}
