package crm

import (
	"bufio"
	"bytes"
	"errors"
	"io"
)

// maxRow bounds what is held in memory of one row, in bytes.
const maxRow = 1 << 20

// line is one physical line without its end.
type line struct {
	text string
	n    int  // from 1
	long bool // longer than maxRow; text is empty
}

// lines reads a file by physical lines, and takes lines back.
type lines struct {
	src  *bufio.Reader
	n    int
	done int64 // bytes read
	back []line
	buf  []byte
}

func newLines(r io.Reader) *lines { return &lines{src: bufio.NewReaderSize(r, 1<<16)} }

// next returns the next line; io.EOF after the last.
func (l *lines) next() (line, error) {
	if n := len(l.back); n > 0 {
		out := l.back[n-1]
		l.back = l.back[:n-1]
		return out, nil
	}
	raw, long, err := l.physical()
	if err != nil {
		return line{}, err
	}
	l.n++
	if l.n == 1 {
		raw = bytes.TrimPrefix(raw, []byte("\ufeff"))
	}
	return line{string(bytes.TrimSuffix(raw, []byte("\r"))), l.n, long}, nil
}

// unread gives lines back; next returns them again, in their order.
func (l *lines) unread(ls []line) {
	for i := len(ls) - 1; i >= 0; i-- {
		l.back = append(l.back, ls[i])
	}
}

func (l *lines) physical() (raw []byte, long bool, err error) {
	l.buf = l.buf[:0]
	read := 0
	for {
		part, err := l.src.ReadSlice('\n')
		read += len(part)
		l.done += int64(len(part))
		if len(l.buf)+len(part) > maxRow {
			long, part = true, nil
			l.buf = l.buf[:0]
		}
		if !long {
			l.buf = append(l.buf, part...)
		}
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
			continue
		case errors.Is(err, io.EOF) && read == 0:
			return nil, false, io.EOF
		case err != nil && !errors.Is(err, io.EOF):
			return nil, false, err
		}
		return bytes.TrimSuffix(l.buf, []byte("\n")), long, nil
	}
}
