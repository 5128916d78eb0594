package store_test

import (
	"bytes"
	"context"
	"io"
	"net"
	"sync"
	"sync/atomic"
)

// line is what a client talks over: a real connection that can be told to lose
// answers or to go silent.
type line struct {
	frozen atomic.Bool

	mu    sync.Mutex
	lose  int    // how many answers to lose
	of    string // … of writes with this in them
	then  func() // called when one is lost, before the client learns of it
	count int    // how many were lost
}

// loseNext makes the line lose the next n answers to what contains a text.
func (l *line) loseNext(n int, of string, then func()) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.lose, l.of, l.then, l.count = n, of, then, 0
}

// lost is how many answers were lost since.
func (l *line) lost() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.count
}

// take says whether the answer to a write is to be lost.
func (l *line) take(sent []byte) (func(), bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.lose == 0 || !bytes.Contains(sent, []byte(l.of)) {
		return nil, false
	}
	l.lose--
	l.count++
	return l.then, true
}

func (l *line) dial(ctx context.Context, network, addr string) (net.Conn, error) {
	var d net.Dialer
	c, err := d.DialContext(ctx, network, addr)
	if err != nil {
		return nil, err
	}
	return &tappedConn{Conn: c, line: l}, nil
}

// tappedConn does not offer SyscallConn: the client must come through Read.
type tappedConn struct {
	net.Conn
	line *line
	sent bytes.Buffer // since the last read
}

func (c *tappedConn) Write(p []byte) (int, error) {
	c.sent.Write(p)
	return c.Conn.Write(p)
}

// Read waits for the answer, so that the server has done its work, and then may
// lose it; a frozen line waits for ever, which is until the deadline.
func (c *tappedConn) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	for c.line.frozen.Load() && err == nil {
		n, err = c.Conn.Read(p)
	}
	then, lose := c.line.take(c.sent.Bytes())
	c.sent.Reset()
	if err != nil || !lose {
		return n, err
	}
	if then != nil {
		then()
	}
	_ = c.Conn.Close()
	return 0, io.EOF
}
