// Package hellotest serves what TLS endpoints of other days, and broken ones, answer to a
// ClientHello. It knows a handshake's first flight only: no key, no certificate, nothing behind
// them. It is used by tests alone, and shares no code with the package it tests.
package hellotest

import (
	"bytes"
	"encoding/binary"
	"io"
	"net"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
)

// Server says what a listener answers. The zero value refuses every hello with an alert.
type Server struct {
	Versions []uint16 // spoken, in any order
	Suites   []uint16 // taken, the preferred first
	DHBits   int      // size of the prime of DHE suites

	Refuse    Act  // instead of an alert, when nothing of the hello is taken
	MaxHello  int  // hellos of more bytes, header included, get TooLarge; 0: no limit
	TooLarge  Act  // an alert when nil
	NeedShare bool // a TLS 1.3 hello without a key share is refused

	// Before looks at the suites of every hello first; an act it gives is done instead of answering.
	Before func(suites []uint16) Act

	Version, Suite uint16 // chosen whatever was offered, when not 0
	Warn           bool   // a warning goes before every answer
	Fragment       int    // handshake bytes per record; 0: one record per message
	Dribble        bool   // every byte is written alone
	CutAfter       int    // the line is closed after so many bytes; 0: never

	// Next takes the hellos that a client of today would send (TLS 1.3, or ECDHE with AEAD), for a
	// sound server that takes old hellos besides. It reads the hello again.
	Next func(net.Conn)
}

// Act is what a server does instead of answering. The line is closed after it.
type Act func(net.Conn)

// Running is a server that listens until the test ends.
type Running struct {
	Addr        string
	connections atomic.Int64
}

// Connections counts those accepted so far.
func (r *Running) Connections() int { return int(r.connections.Load()) }

// Start listens on the loopback.
func (s Server) Start(t testing.TB) *Running {
	t.Helper()
	return Listen(t, s.Handle)
}

// Listen serves every connection with handle until the test ends, and closes it then or when
// handle returns.
func Listen(t testing.TB, handle func(net.Conn)) *Running {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	run := &Running{Addr: ln.Addr().String()}
	var mu sync.Mutex
	open := map[net.Conn]bool{}
	var wg sync.WaitGroup
	wg.Go(func() {
		for {
			c, err := ln.Accept()
			if err != nil {
				return
			}
			run.connections.Add(1)
			mu.Lock()
			open[c] = true
			mu.Unlock()
			wg.Go(func() {
				handle(c)
				mu.Lock()
				delete(open, c)
				mu.Unlock()
				_ = c.Close()
			})
		}
	})
	t.Cleanup(func() {
		_ = ln.Close()
		mu.Lock()
		for c := range open {
			_ = c.Close()
		}
		mu.Unlock()
		wg.Wait()
	})
	return run
}

// Handle answers one connection.
func (s Server) Handle(c net.Conn) {
	raw, h, err := readHello(c)
	if err != nil {
		return
	}
	if s.Before != nil {
		if a := s.Before(h.suites); a != nil {
			a(c)
			return
		}
	}
	if s.Next != nil && h.modern() {
		s.Next(&replay{Conn: c, first: bytes.NewReader(raw)})
		return
	}
	w := io.Writer(c)
	if s.Dribble {
		w = dribble{c}
	}
	if s.Warn {
		_, _ = w.Write([]byte{21, 3, 1, 0, 2, 1, 112}) // unrecognized_name
	}
	if s.MaxHello > 0 && len(raw) > s.MaxHello {
		s.act(c, s.TooLarge, 40)
		return
	}
	version, suite := s.choose(h)
	switch {
	case version == 0:
		s.act(c, s.Refuse, 70)
		return
	case suite == 0 || version == 0x0304 && s.NeedShare && !h.share:
		s.act(c, s.Refuse, 40)
		return
	}
	out := s.flight(version, suite, h)
	if s.CutAfter > 0 {
		_, _ = w.Write(out[:min(s.CutAfter, len(out))])
		return
	}
	_, _ = w.Write(out)
	drain(c)
}

func (s Server) act(c net.Conn, a Act, alert byte) {
	if a == nil {
		a = Alert(alert)
	}
	a(c)
}

func (s Server) choose(h hello) (version, suite uint16) {
	offered := func(v uint16) bool { return v <= h.version && v < 0x0304 }
	if h.versions != nil {
		offered = func(v uint16) bool { return slices.Contains(h.versions, v) }
	}
	for _, v := range s.Versions {
		if offered(v) && v > version {
			version = v
		}
	}
	for _, id := range s.Suites {
		if slices.Contains(h.suites, id) && (id>>8 == 0x13) == (version == 0x0304) {
			suite = id
			break
		}
	}
	if s.Version != 0 {
		version = s.Version
	}
	if s.Suite != 0 {
		suite = s.Suite
	}
	return version, suite
}

// flight is the ServerHello and what follows it up to the ServerKeyExchange.
func (s Server) flight(version, suite uint16, h hello) []byte {
	legacy := min(version, 0x0303)
	b := binary.BigEndian.AppendUint16(nil, legacy)
	random := bytes.Repeat([]byte{0x5a}, 32)
	var ext []byte
	if version == 0x0304 {
		ext = append(ext, 0, 43, 0, 2, 3, 4)
		if h.share {
			ext = append(ext, 0, 51, 0, 36, 0, 0x1d, 0, 32)
			ext = append(ext, bytes.Repeat([]byte{9}, 32)...)
		} else {
			random = helloRetry
			ext = append(ext, 0, 51, 0, 2, 0, 0x1d)
		}
	}
	b = append(append(b, random...), byte(len(h.session)))
	b = binary.BigEndian.AppendUint16(append(b, h.session...), suite)
	b = append(b, 0)
	if ext != nil {
		b = append(binary.BigEndian.AppendUint16(b, uint16(len(ext))), ext...)
	}
	messages := [][]byte{message(2, b)}
	if version < 0x0304 {
		messages = append(messages, message(11, certificate(1200)))
		if s.DHBits > 0 {
			messages = append(messages, message(12, dhParams(s.DHBits)))
		}
		messages = append(messages, message(14, nil))
	}
	if s.Fragment == 0 {
		var out []byte
		for _, m := range messages {
			out = append(out, record(22, legacy, m)...)
		}
		return out
	}
	var out []byte
	for part := range slices.Chunk(slices.Concat(messages...), s.Fragment) {
		out = append(out, record(22, legacy, part)...)
	}
	return out
}

// helloRetry is the random that makes a ServerHello a HelloRetryRequest (RFC 8446, section 4.1.3).
var helloRetry = []byte{
	0xcf, 0x21, 0xad, 0x74, 0xe5, 0x9a, 0x61, 0x11, 0xbe, 0x1d, 0x8c, 0x02, 0x1e, 0x65, 0xb8, 0x91,
	0xc2, 0xa2, 0x11, 0x16, 0x7a, 0xbb, 0x8c, 0x5e, 0x07, 0x9e, 0x09, 0xe2, 0xc8, 0xa8, 0x33, 0x9c,
}

func certificate(size int) []byte {
	b := []byte{0, byte((size + 3) >> 8), byte(size + 3), 0, byte(size >> 8), byte(size)}
	return append(b, make([]byte, size)...)
}

// dhParams are p, g and a public value, p of so many bits, and no signature.
func dhParams(bits int) []byte {
	p := bytes.Repeat([]byte{0xff}, (bits+7)/8)
	p[0] >>= len(p)*8 - bits
	b := append(binary.BigEndian.AppendUint16(nil, uint16(len(p))), p...)
	b = append(b, 0, 1, 2)
	return append(binary.BigEndian.AppendUint16(b, uint16(len(p))), p...)
}

func message(kind byte, body []byte) []byte {
	return append([]byte{kind, byte(len(body) >> 16), byte(len(body) >> 8), byte(len(body))}, body...)
}

func record(kind byte, version uint16, body []byte) []byte {
	b := binary.BigEndian.AppendUint16([]byte{kind}, version)
	return append(binary.BigEndian.AppendUint16(b, uint16(len(body))), body...)
}

type dribble struct{ net.Conn }

func (d dribble) Write(b []byte) (int, error) {
	for i := range b {
		if _, err := d.Conn.Write(b[i : i+1]); err != nil {
			return i, err
		}
	}
	return len(b), nil
}

// replay gives bytes that were read before once more.
type replay struct {
	net.Conn
	first *bytes.Reader
}

func (r *replay) Read(b []byte) (int, error) {
	if r.first.Len() > 0 {
		return r.first.Read(b)
	}
	return r.Conn.Read(b)
}

// drain reads until the other side leaves.
func drain(c net.Conn) { _, _ = io.Copy(io.Discard, c) }
