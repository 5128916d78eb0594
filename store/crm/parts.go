package crm

import (
	"cmp"
	"context"
	"hash/fnv"
	"os"
	"path/filepath"
)

// partSize is how many bytes of files make a part: what is kept of them takes
// some ten times as much while it is held.
const partSize = 16 << 20

// part is one of several shares of the rows. Rows that may tell of the same
// thing are in the same share.
type part struct{ at, of int }

func (p part) has(key string) bool {
	if p.of <= 1 {
		return true
	}
	h := fnv.New32a()
	h.Write([]byte(key))
	return int(h.Sum32()%uint32(p.of)) == p.at
}

// ReadParts does what Read does, a share of the rows at a time, so that what it
// holds does not grow with the files (people and accounts apart). It reads the
// files as often as there are parts. f gets each part, and whether others
// follow: Reps, Accounts and the unmatched come with the first; Notes, Errors, Rows,
// Tables and Repeated are those of all parts so far. It stops at f's error.
func ReadParts(ctx context.Context, paths []string, o Options, f func(r *Records, more bool) error) error {
	n := int(sizeOf(paths)/cmp.Or(o.PartSize, partSize)) + 1
	var sofar report
	for at := range n {
		im := newImporter(o)
		im.part = part{at, n}
		if at > 0 {
			im.report = sofar
			im.notes.quiet = true
		}
		r, err := im.all(ctx, paths)
		if err != nil {
			return err
		}
		if at > 0 {
			r.Reps, r.Accounts, r.UnmatchedReps, r.UnmatchedAccounts = nil, nil, nil, nil
		}
		if err := f(r, at < n-1); err != nil {
			return err
		}
		sofar = im.report
	}
	return nil
}

// sizeOf adds up the files, roughly: what cannot be read is reported later.
func sizeOf(paths []string) int64 {
	var n int64
	for _, path := range paths {
		_ = filepath.WalkDir(path, func(_ string, d os.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return nil
			}
			if info, err := d.Info(); err == nil {
				n += info.Size()
			}
			return nil
		})
	}
	return n
}
