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
	end  byte // of a line
	n    int
	done int64 // bytes read
	back []line
	buf  []byte
}

func newLines(r io.Reader) *lines {
	src := bufio.NewReaderSize(r, 1<<16)
	start, _ := src.Peek(src.Size()) // an error comes again where the lines are read
	return &lines{src: src, end: lineEnd(start)}
}

// lineEnd is what ends the lines of a file that begins so: a line feed, or a
// carriage return where the first one has no line feed with it, as some
// spreadsheets still write.
func lineEnd(start []byte) byte {
	i := bytes.IndexAny(start, "\r\n")
	if i < 0 || start[i] == '\n' {
		return '\n'
	}
	if after := bytes.TrimLeft(start[i:], "\r"); len(after) == 0 || after[0] == '\n' {
		return '\n'
	}
	return '\r'
}

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
	return line{string(bytes.TrimRight(raw, "\r")), l.n, long}, nil
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
		part, err := l.src.ReadSlice(l.end)
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
		return bytes.TrimSuffix(l.buf, []byte{l.end}), long, nil
	}
}
