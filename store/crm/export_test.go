package crm

import (
	"errors"
	"io"
)

// Split cuts a text into rows of cells, for tests that hold it against others.
func Split(r io.Reader) (rows [][]string, flaws int) {
	s := splitter{lines: newLines(r), comma: ','}
	for {
		rec, err := s.next()
		if errors.Is(err, io.EOF) {
			return rows, flaws
		}
		if err != nil {
			panic(err)
		}
		if rec.flaw != nil {
			flaws++
			continue
		}
		var row []string
		for _, c := range rec.cells {
			row = append(row, c.text)
		}
		rows = append(rows, row)
	}
}
