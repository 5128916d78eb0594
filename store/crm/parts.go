package crm

import (
	"cmp"
	"context"
	"hash/fnv"
	"math"
	"os"
	"path/filepath"
)

// partSize is how many bytes of files make a part: what is kept of them takes
// some ten times as much while it is held.
const partSize = 16 << 20

// part is one of several shares of the rows. Rows that may tell of the same
// thing are in the same share; so are a rep's deals, that each book and each
// account is written in one share, or a few, and not in all.
type part struct {
	at, of int
	deals  map[uint64]uint16 // the share of each deal, by its id's hash
}

func newPart(at, of int) part {
	return part{at, of, map[uint64]uint16{}}
}

func (p part) has(key string) bool { return p.of <= 1 || p.shareOf(key) == p.at }

// hasDeal says whether a deal's row is in the share: that of the owner whom the
// first of its rows names.
func (p part) hasDeal(deal, owner string) bool {
	if p.of <= 1 {
		return true
	}
	share, known := p.deals[hash64(deal)]
	if !known {
		share = uint16(p.shareOf(owner))
		p.deals[hash64(deal)] = share
	}
	return int(share) == p.at
}

// withDeal says whether what hangs on a deal is in the share.
func (p part) withDeal(deal string) bool {
	if share, known := p.deals[hash64(deal)]; known {
		return int(share) == p.at
	}
	return p.has(deal)
}

func (p part) shareOf(key string) int { return int(hash64(key) % uint64(p.of)) }

func hash64(key string) uint64 {
	h := fnv.New64a()
	h.Write([]byte(key))
	return h.Sum64()
}

// ReadParts does what Read does, a share of the rows at a time, so that what it
// holds does not grow with the files (people and accounts apart). It reads the
// files as often as there are parts. f gets each part, and whether others
// follow: Reps, Accounts and the unmatched come with the first; Notes, Errors, Rows,
// Tables and Repeated are those of all parts so far. It stops at f's error.
func ReadParts(ctx context.Context, paths []string, o Options, f func(r *Records, more bool) error) error {
	n := min(int(sizeOf(paths)/cmp.Or(o.PartSize, partSize))+1, math.MaxUint16)
	var sofar report
	for at := range n {
		im := newImporter(o)
		im.part = newPart(at, n)
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
