// Package hello asks a TLS endpoint what it would accept: a ClientHello of our own per class of
// version and suites, read up to the ServerHello that answers it. It speaks what crypto/tls does
// not (SSLv3, NULL, export, anonymous, finite-field DHE), needs no key and no certificate, and
// trusts nothing it reads. It judges nothing: which answer is a finding is decided in checks/rules.
//
// An answer is Yes when the server chose a version and a suite that the hello offered. It is No
// when the server answered otherwise: an alert, a choice that was not offered, bytes that are not
// TLS, or the line closed in order right after the hello, which is how some stacks refuse. It is
// Unknown when nothing can be said: silence, a reset (which may be a rate limit or a box on the
// way), a broken answer, no connection. Unknown is never "not accepted".
package hello

import (
	"bufio"
	"context"
	"crypto/ecdh"
	"crypto/rand"
	"errors"
	"io"
	"net"
	"slices"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/mpclient"
)

const (
	defaultTimeout = 5 * time.Second
	defaultSlots   = 4
)

// Asker is one endpoint to ask. It holds no connection between calls and may be used by several
// goroutines at once.
type Asker struct {
	Dial       func(ctx context.Context, network, addr string) (net.Conn, error) // a net.Dialer's when nil
	Addr       string                                                            // host:port dialled
	ServerName string                                                            // "" for addresses
	Timeout    time.Duration                                                     // per connection, dialling included; 0 means 5 s
	// Slots bounds how many connections are open at once: one is held by a value in the channel.
	// Share it with whoever else connects to the same address. A nil one has room for 4.
	Slots chan struct{}
}

// Ask asks for one class, with a second, smaller hello where the first may have been refused for
// its form.
func (a *Asker) Ask(ctx context.Context, o checks.Offer) checks.Offered {
	l := a.look()
	l.run(ctx, []question{{classes: []checks.Offer{o}}})
	return l.answers[o]
}

// All asks for every class, with as few connections as answer them: 6 or 7 on a sound server. The
// map has an entry for every class; connections counts those that came about.
func (a *Asker) All(ctx context.Context) (answers map[checks.Offer]checks.Offered, connections int) {
	l := a.look()
	l.all(ctx)
	return l.answers, int(l.dialled.Load())
}

func (a *Asker) look() *look {
	l := &look{Asker: *a, answers: map[checks.Offer]checks.Offered{}}
	if l.Dial == nil {
		l.Dial = (&net.Dialer{}).DialContext
	}
	if l.Timeout <= 0 {
		l.Timeout = defaultTimeout
	}
	if l.Slots == nil {
		l.Slots = make(chan struct{}, defaultSlots)
	}
	return l
}

// verdict sorts what came back on one hello.
type verdict uint8

const (
	failed   verdict = iota // nothing can be said
	accepted                // a ServerHello within the offer
	refused                 // an alert
	strayed                 // a ServerHello outside of the offer
	closed                  // the line closed in order, without a byte
	foreign                 // bytes that are not TLS
)

type reply struct {
	verdict        verdict
	version, suite uint16 // of the ServerHello
	dhBits         int
	alert          uint8 // when refused
	spoke          bool  // a TLS record came
	err            error // when failed
}

// connect opens one connection. It is closed, its slot freed and the context given up by done; a
// context that ends makes every read on it fail.
func (l *look) connect(ctx context.Context) (conn net.Conn, done func(), err error) {
	if ctx.Err() != nil {
		return nil, nil, ctx.Err()
	}
	select {
	case l.Slots <- struct{}{}:
	case <-ctx.Done():
		return nil, nil, ctx.Err()
	}
	ctx, cancel := context.WithTimeout(ctx, l.Timeout)
	conn, err = l.Dial(ctx, "tcp", l.Addr)
	if err != nil {
		cancel()
		<-l.Slots
		return nil, nil, err
	}
	l.dialled.Add(1)
	stop := context.AfterFunc(ctx, func() { _ = conn.SetDeadline(time.Unix(1, 0)) })
	return conn, func() {
		stop()
		cancel()
		_ = conn.Close()
		<-l.Slots
	}, nil
}

// send says one hello and reads the answer.
func (l *look) send(ctx context.Context, q question) reply {
	conn, done, err := l.connect(ctx)
	if err != nil {
		return reply{err: err}
	}
	defer done()
	// A server that does not read on may have answered all the same: the read tells.
	_, _ = conn.Write(q.hello(l.ServerName).record())
	return q.read(conn)
}

// read reads the answer to a hello from r, at most maxBytes of it.
func (q question) read(r io.Reader) reply {
	s := &stream{r: bufio.NewReader(r)}
	out := q.readHello(s)
	out.spoke = s.spoke
	if out.verdict == accepted && slices.Contains(q.classes, checks.OfferDHE) && slices.Contains(classes[checks.OfferDHE].suites, out.suite) {
		out.dhBits = s.primeBits()
	}
	return out
}

func (q question) readHello(s *stream) reply {
	kind, body, err := s.message()
	var alert alertError
	switch {
	case errors.As(err, &alert):
		return reply{verdict: refused, alert: uint8(alert)}
	case errors.Is(err, errNotTLS):
		return reply{verdict: foreign}
	case errors.Is(err, io.EOF) && s.read == 0:
		return reply{verdict: closed}
	case err != nil:
		return reply{err: err}
	case kind != msgServerHello:
		return reply{err: errMalformed}
	}
	h, err := parseServerHello(body)
	if err != nil {
		return reply{err: err}
	}
	out := reply{verdict: accepted, version: h.version, suite: h.suite}
	lowest, highest := q.versions()
	if h.version < lowest || h.version > highest || !slices.Contains(q.suites(), h.suite) {
		out.verdict = strayed
	}
	return out
}

// reset tells a line cut by force.
func (r reply) reset() bool {
	return errors.Is(r.err, syscall.ECONNRESET) || errors.Is(r.err, syscall.EPIPE) || errors.Is(r.err, syscall.ECONNABORTED)
}

// offered words a reply for one class.
func (r reply) offered() checks.Offered {
	switch r.verdict {
	case accepted:
		return checks.Offered{Answer: checks.Yes, Version: r.version, Suite: r.suite, DHBits: r.dhBits}
	case failed:
		return checks.Offered{Why: cause(r.err)}
	}
	return checks.Offered{Answer: checks.No}
}

// cause names why nothing can be said, by a cause id of the findings.
func cause(err error) string {
	var dns *net.DNSError
	switch {
	case errors.As(err, &dns) && !dns.IsNotFound: // a resolver's silence says nothing about the server
		return "unreachable"
	case errors.Is(err, context.Canceled):
		return "handshake-timeout" // ours, not the server's: nobody reads on
	case errors.Is(err, syscall.ECONNABORTED):
		return "connection-closed"
	}
	return mpclient.NetworkCause(err)
}

// question is one hello: the classes it asks for, all of one version when there are several.
type question struct {
	classes []checks.Offer
	small   bool // few suites, few extensions
	share   bool // TLS 1.3 with a key share
	again   bool // asked before in the same form
}

func (q question) suites() []uint16 {
	each := maxSuites
	if q.small {
		each = max(smallSuites/len(q.classes), 6)
	}
	var ids []uint16
	for _, c := range q.classes {
		ids = append(ids, first(classes[c].suites, each)...)
	}
	return ids
}

func (q question) versions() (lowest, highest uint16) {
	c := classes[q.classes[0]]
	return c.min, c.version
}

// sized tells hellos that come in two sizes.
func (q question) sized() bool {
	return !slices.Contains(q.classes, checks.OfferTLS13)
}

func (q question) hello(name string) clientHello {
	_, v := q.versions()
	h := clientHello{version: v, suites: q.suites(), name: name, small: q.small || !q.sized()}
	// A server that knows RFC 7919 answers its groups with one of them, and would hide the prime it
	// keeps for clients that do not name any: the one to be measured.
	h.ffdhe = !slices.Contains(q.classes, checks.OfferDHE)
	if q.share {
		h.share = x25519Share()
	}
	return h
}

// x25519Share is a valid public key whose private half is thrown away: nothing is ever agreed.
var x25519Share = sync.OnceValue(func() []byte {
	key, err := ecdh.X25519().GenerateKey(rand.Reader)
	if err != nil {
		return make([]byte, 32)
	}
	return key.PublicKey().Bytes()
})

// look is one look at an endpoint.
type look struct {
	Asker
	answers map[checks.Offer]checks.Offered
	dialled atomic.Int64
	large   checks.Answer // the server takes hellos of full size
}
