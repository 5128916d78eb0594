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
		name: "contracts.csv",
		columns: []string{"contract", "account", "owner", "product", "start", "end", "yearly_value", "currency", "auto_renew", "notice_days",
			"renews", "discount", "outcome", "ended", "reason"},
		needed: []string{"contract", "account", "end"},
		kind:   coach.Contracts,
		row:    readContract,
	}, {
		name:    "products.csv",
		columns: []string{"account", "product", "since"},
		needed:  []string{"account", "product"},
		kind:    coach.Products,
		row:     readProduct,
	}, {
		name:    "touches.csv",
		columns: []string{"account", "owner", "at", "kind", "direction", "future", "deal", "waiting", "hours", "note"},
		needed:  []string{"account", "owner", "at", "kind"},
		kind:    coach.Touches,
		row:     readTouch,
	}, {
		name:    "commitments.csv",
		columns: []string{"deal", "account", "kind", "what", "made", "due", "status"},
		needed:  []string{"kind"},
		either:  []string{"deal", "account"},
		kind:    coach.Commitments,
		row:     readCommitment,
	}, {
		name:    "metrics.csv",
		columns: []string{"account", "metric", "target", "actual", "direction", "unit", "measured"},
		needed:  []string{"account", "metric"},
		kind:    coach.Metrics,
		row:     readMetric,
	}, {
		name:    "issues.csv",
		columns: []string{"account", "issue", "severity", "opened", "promised", "closed"},
		needed:  []string{"account", "issue"},
		kind:    coach.Issues,
		row:     readIssue,
	}, {
		name:    "reviews.csv",
		columns: []string{"account", "cadence_days", "agreed", "last", "next"},
		needed:  []string{"account"},
		kind:    coach.Reviews,
		row:     readReview,
	}, {
		name:    "quotas.csv",
		columns: []string{"rep", "period", "amount", "currency"},
		needed:  []string{"rep", "period", "amount"},
		row:     readQuota,
	},
}

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
	return strings.Join(names, ", ")
}

// file is one file to read.
type file struct {
	path  string
	table *table
	m     *entry // what makes it one of ours; nil where it is
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
		look := im.known
		if info.IsDir() {
			look = im.folder
		}
		found, err := look(path)
		if err != nil {
			return nil, err
		}
		if len(found) == 0 {
			return nil, fmt.Errorf("%w: nothing to read in %s: wanted is %s", ErrUsage, path, im.fileNames())
		}
		for _, f := range found {
			if !slices.ContainsFunc(out, func(o *file) bool { return o.path == f.path && o.m == f.m }) {
				out = append(out, f)
			}
		}
	}
	return out, nil
}

// known makes files of a path: none if it is none that counts, several if a
// mapping makes several of it.
func (im *importer) known(path string) ([]*file, error) {
	if im.o.Map != nil {
		return im.foreign(path)
	}
	t := tableOf(path)
	if t == nil {
		return nil, nil
	}
	return []*file{{path: filepath.Clean(path), table: t}}, nil
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
		found, err := im.known(full)
		if err != nil {
			return nil, err
		}
		if len(found) == 0 {
			im.notes.add(full+": "+im.strange()+"; ignored", "", "")
		}
		out = append(out, found...)
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
	im.rows[f.path] += 0
	im.tables[f.table.name] += 0
	s := &splitter{lines: newLines(src)}
	p := progress{tell: im.o.Progress, file: f.path, total: info.Size()}
	h, err := im.header(f, s)
	if err != nil {
		return err
	}
	if h != nil {
		defer func() { h.plan.report(im, f) }()
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
	case len(rec.cells) < width && h.plan.isFooter(rec.cells):
		// The exporting program says something at the end.
	case len(rec.cells) < width:
		im.fail(f, rec.line, rec.cells[len(rec.cells)-1].col, "", fmt.Sprintf("the row has %d fields where the header has %d", len(rec.cells), width))
	case h.plan != nil && h.plan.leaves(rec.cells):
	default:
		r := &row{im: im, f: f, h: h, line: rec.line, cells: rec.cells}
		if h.plan != nil {
			h.plan.row(r, rec.cells)
		}
		f.table.row(im, r)
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
