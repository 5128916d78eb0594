package crm

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// foreign lists the entries that a file is meant by: by its name, and by its
// headings where they ask for some.
func (im *importer) foreign(name string) ([]*file, error) {
	var out []*file
	var has map[string]bool
	base := strings.ToLower(filepath.Base(name))
	for _, e := range im.o.Map.entries {
		if ok, _ := path.Match(e.file, base); !ok { // patterns were tried when they were read
			continue
		}
		if has == nil && len(e.has)+len(e.lacks) > 0 {
			var err error
			if has, err = headingsOf(name); err != nil {
				return nil, err
			}
		}
		there := func(heading string) bool { return has[columnName(heading)] }
		if slices.ContainsFunc(e.lacks, there) || slices.ContainsFunc(e.has, func(h string) bool { return !there(h) }) {
			continue
		}
		f := &file{path: filepath.Clean(name), table: e.table, m: e}
		im.met[e] = true
		out = append(out, f)
	}
	return out, nil
}

// noteUnmet notes the files that a mapping names and nobody brought.
func (im *importer) noteUnmet() {
	for _, e := range im.o.Map.entries {
		if !im.met[e] && !strings.ContainsAny(e.file, `*?[\`) {
			im.notes.add(fmt.Sprintf("%s:%d:%d: no file %s was there to read", im.o.Map.name, e.line, e.col, e.file), "", "")
		}
	}
}

// headingsOf reads the header of a file; none if it has none that can be read.
func headingsOf(name string) (map[string]bool, error) {
	src, err := os.Open(name)
	if err != nil {
		return nil, fmt.Errorf("crm: %w", err)
	}
	defer src.Close()
	s := &splitter{lines: newLines(src)}
	out := map[string]bool{}
	if _, err := s.first(); errors.Is(err, io.EOF) {
		return out, nil
	}
	rec, err := s.next()
	if err != nil {
		return nil, fmt.Errorf("crm: read %s: %w", name, err)
	}
	for _, c := range rec.cells {
		out[columnName(c.text)] = true
	}
	return out, nil
}

// strange is what is said of a file that is not read.
func (im *importer) strange() string {
	if im.o.Map != nil {
		return "the mapping has no entry for a file of this name and these headings"
	}
	return "no file of this name is known"
}

// fileNames lists the files that are read, for people.
func (im *importer) fileNames() string {
	if im.o.Map == nil {
		return "one of " + fileNames()
	}
	var names []string
	for _, e := range im.o.Map.entries {
		if !slices.Contains(names, e.wanted()) {
			names = append(names, e.wanted())
		}
	}
	return strings.Join(names, ", or ")
}

// wanted says by what an entry knows its file.
func (e *entry) wanted() string {
	if len(e.has) == 0 {
		return e.file
	}
	return e.file + " with the headings " + strings.Join(e.has, ", ")
}
