package crm

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"evenkeel/coach"
)

// table is one kind of file.
type table struct {
	name    string
	columns []string // all that are known
	needed  []string
	either  []string // one of these is needed
	answers bool     // q.NAME columns are known too
	kind    coach.FactKind
	row     func(*importer, *row)
	after   func(*importer) // once all files of the kind are read
}

// tables stand in the order in which they are read: what others name first.
var tables = []table{
	{
		name:    "reps.csv",
		columns: []string{"rep", "name", "email", "slack_user", "team", "manager", "role", "time_zone", "country", "currency", "started"},
		needed:  []string{"rep"},
		row:     readRep,
		after:   func(im *importer) { im.people.settle(&im.notes) },
	}, {
		name:    "accounts.csv",
		columns: []string{"account", "name", "parent", "segment", "employees", "country", "owner", "source", "referred_by", "since"},
		needed:  []string{"account"},
		row:     readAccount,
		after:   settleAccounts,
	}, {
		name: "deals.csv",
		columns: []string{"deal", "account", "owner", "name", "product", "stage", "amount", "currency", "kind", "source", "created", "stage_since",
			"close_date", "closed", "outcome", "until", "reason", "refer", "discount", "margin", "contract"},
		needed:  []string{"deal", "account", "owner", "stage"},
		answers: true,
		kind:    coach.Deals,
		row:     readDeal,
	}, {
		name:    "commitments.csv",
		columns: []string{"deal", "account", "kind", "what", "made", "due", "status"},
		needed:  []string{"kind"},
		either:  []string{"deal", "account"},
		kind:    coach.Commitments,
		row:     readCommitment,
	}, {
		name:    "issues.csv",
		columns: []string{"account", "issue", "severity", "opened", "promised", "closed"},
		needed:  []string{"account", "issue"},
		kind:    coach.Issues,
		row:     readIssue,
	},
}

// unbuilt are files of the contract that are not read yet.
var unbuilt = []string{"contracts.csv", "products.csv", "touches.csv", "metrics.csv", "reviews.csv", "quotas.csv"}

// tableOf finds the kind of a file by its name, in any case.
func tableOf(path string) *table {
	name := strings.ToLower(filepath.Base(path))
	i := slices.IndexFunc(tables, func(t table) bool { return t.name == name })
	if i < 0 {
		return nil
	}
	return &tables[i]
}

// fileNames lists the files that Read knows, for people.
func fileNames() string {
	var names []string
	for _, t := range tables {
		names = append(names, t.name)
	}
	return strings.Join(append(names, unbuilt...), ", ")
}

// file is one file to read; without a table it is one that is not built yet.
type file struct {
	path  string
	table *table
}

// find lists the files that the paths mean, each once.
func (im *importer) find(paths []string) ([]*file, error) {
	if len(paths) == 0 {
		return nil, fmt.Errorf("%w: no path to read from", ErrUsage)
	}
	var out []*file
	for _, path := range paths {
		info, err := os.Stat(path)
		if errors.Is(err, fs.ErrNotExist) {
			return nil, fmt.Errorf("%w: %s is not there", ErrUsage, path)
		}
		if err != nil {
			return nil, fmt.Errorf("crm: %w", err)
		}
		found := []*file{im.known(path)}
		if info.IsDir() {
			if found, err = im.folder(path); err != nil {
				return nil, err
			}
		} else if found[0] == nil {
			return nil, fmt.Errorf("%w: %s is none of %s", ErrUsage, path, fileNames())
		}
		for _, f := range found {
			if !slices.ContainsFunc(out, func(o *file) bool { return o.path == f.path }) {
				out = append(out, f)
			}
		}
	}
	return out, nil
}

// known makes a file of a path, nil if its name is none that counts.
func (im *importer) known(path string) *file {
	t := tableOf(path)
	if t == nil && !slices.Contains(unbuilt, strings.ToLower(filepath.Base(path))) {
		return nil
	}
	if t == nil {
		im.notes.add(path+": not built yet; ignored", "", "")
	}
	return &file{filepath.Clean(path), t}
}

func (im *importer) folder(path string) ([]*file, error) {
	entries, err := os.ReadDir(path)
	if err != nil {
		return nil, fmt.Errorf("crm: %w", err)
	}
	var out []*file
	for _, e := range entries {
		full := filepath.Join(path, e.Name())
		if e.IsDir() || !strings.EqualFold(filepath.Ext(full), ".csv") {
			continue
		}
		if f := im.known(full); f != nil {
			out = append(out, f)
		} else {
			im.notes.add(full+": no file of this name is known; ignored", "", "")
		}
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("%w: there is none of %s in %s", ErrUsage, fileNames(), path)
	}
	return out, nil
}

// read reads one file, row by row.
func (im *importer) read(ctx context.Context, f *file) error {
	src, err := os.Open(f.path)
	if err != nil {
		return err
	}
	defer src.Close()
	info, err := src.Stat()
	if err != nil {
		return err
	}
	im.rows[f.path] = 0
	s := &splitter{lines: newLines(src)}
	p := progress{tell: im.o.Progress, file: f.path, total: info.Size()}
	h, err := im.header(f, s)
	if err != nil {
		return err
	}
	for n := 0; h != nil; n++ {
		if n%1000 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		rec, err := s.next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
		im.record(f, h, s.width, rec)
		p.at(s.lines.done, false)
	}
	p.at(info.Size(), true)
	return nil
}

// record reads one row that is not blank.
func (im *importer) record(f *file, h *header, width int, rec record) {
	switch {
	case rec.flaw != nil:
		im.fail(f, rec.line, rec.flaw.col, "", rec.flaw.what)
	case !slices.ContainsFunc(rec.cells, func(c cell) bool { return strings.TrimSpace(c.text) != "" }):
		// A spreadsheet's empty row.
	case len(rec.cells) > width:
		im.fail(f, rec.line, rec.cells[width].col, "", fmt.Sprintf("the row has %d fields where the header has %d", len(rec.cells), width))
	case len(rec.cells) < width:
		im.fail(f, rec.line, rec.cells[len(rec.cells)-1].col, "", fmt.Sprintf("the row has %d fields where the header has %d", len(rec.cells), width))
	default:
		f.table.row(im, &row{im: im, f: f, h: h, line: rec.line, cells: rec.cells})
	}
}

// progress tells every quarter of a megabyte how far reading is.
type progress struct {
	tell  func(file string, done, total int64)
	file  string
	last  int64
	total int64
}

func (p *progress) at(done int64, end bool) {
	if p.tell == nil || !end && done-p.last < 1<<18 {
		return
	}
	p.last = done
	p.tell(p.file, done, max(done, p.total))
}
