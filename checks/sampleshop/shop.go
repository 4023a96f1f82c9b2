package sampleshop

import (
	"context"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/mpclient"
	"github.com/homologa/homologa/mpclient/sandbox"
)

// Options say how the shop opens.
type Options struct {
	Site  mpclient.SiteID  // default MLB
	Now   func() time.Time // default time.Now
	Fixed bool             // start with every fault repaired; otherwise DemoFaults are on
	Lang  string           // pt (default), es or en: language of the page
}

// Shop is a running shop with its own simulator. It is safe for concurrent use.
type Shop struct {
	now  func() time.Time
	site mpclient.Site
	text pageText
	ca   *authority
	api  http.Client // the shop's own calls to the simulator

	box   *sandbox.Server
	base  string            // of the simulator
	ports map[string]string // listeners by the address the world knows

	servers []*http.Server
	running sync.WaitGroup // serve loops, connections and the order desk
	closing sync.Once
	desk    chan string // payment ids to look up
	writes  atomic.Int64
	closed  chan struct{}

	mu        sync.RWMutex // guards what follows
	stop      func() bool  // forgets ctx
	on        map[checks.ID]bool
	left      time.Duration
	neighbour *sandbox.Server            // another seller's account, for same_owner
	seen      []string                   // ids the endpoint saw, for other_id_refused
	stored    map[[sha256.Size]byte]bool // bodies, for the fault that trips over repetitions
	fulfilled map[string]bool            // payments whose order was sent out
	latest    latest

	building sync.Mutex // one order is made at a time
	built    string     // faults the latest order was made under
	orderNo  int
	pixSold  bool
}

// latest is what the shop created last.
type latest struct{ preference, foreign, payment string }

// Start opens a shop. It stops with Close or when ctx ends.
func Start(ctx context.Context, o Options) (*Shop, error) {
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("sampleshop: %w", err)
	}
	if o.Site == "" {
		o.Site = mpclient.MLB
	}
	site, ok := mpclient.SiteByID(o.Site)
	if !ok {
		return nil, fmt.Errorf("sampleshop: %q is not a site", o.Site)
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	ca, err := newAuthority(o.Now())
	if err != nil {
		return nil, err
	}
	s := &Shop{now: o.Now, site: site, text: pageTextIn(o.Lang), ca: ca, ports: map[string]string{}, on: map[checks.ID]bool{},
		fulfilled: map[string]bool{}, desk: make(chan string, 64), closed: make(chan struct{})}
	s.api = http.Client{Timeout: 10 * time.Second, Transport: &http.Transport{DisableKeepAlives: true}}
	// http return addresses are one of the faults, and the simulator refuses them by itself.
	s.box = sandbox.New(sandbox.Config{Site: site.ID, Now: o.Now, Seed: 1, AllowLocal: true, Deliver: s.carrier(), ReportTime: 2 * time.Second})
	if !o.Fixed {
		for _, id := range DemoFaults {
			s.on[id] = true
		}
	}
	s.applyAccount()
	s.running.Go(s.serveDesk)
	if err := s.open(); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	s.mu.Lock()
	s.stop = context.AfterFunc(ctx, func() { s.Close() })
	s.mu.Unlock()
	return s, nil
}

// carrier takes the simulator's notifications to the shop the way Mercado Pago would: it
// resolves nothing but the shop and trusts only the shop's root.
func (s *Shop) carrier() http.RoundTripper {
	return &http.Transport{DialContext: s.DialContext, DisableKeepAlives: true, TLSHandshakeTimeout: 5 * time.Second,
		TLSClientConfig: &tls.Config{RootCAs: s.ca.pool(), Time: s.now}}
}

// open starts the listeners.
func (s *Shop) open() error {
	page, hook := s.pageHandler(), s.hookHandler()
	for _, l := range []struct {
		addr    string // as the world sees it; "" for the simulator
		handler http.Handler
		tls     func(*tls.ClientHelloInfo) (*tls.Config, error)
	}{
		{"", http.HandlerFunc(s.serveAPI), nil},
		{pageHost + ":443", page, s.pageTLS},
		{pageHost + ":80", s.plainHandler(page), nil},
		{hookHost + ":443", hook, s.hookTLS},
		{hookHost + ":80", hook, nil},
	} {
		ln, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return fmt.Errorf("sampleshop: listen: %w", err)
		}
		if l.addr == "" {
			s.base = "http://" + ln.Addr().String()
		} else {
			s.ports[l.addr] = ln.Addr().String()
		}
		srv := &http.Server{Handler: l.handler, ConnState: s.countConn, ErrorLog: log.New(io.Discard, "", 0),
			ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 10 * time.Second, WriteTimeout: 60 * time.Second, IdleTimeout: 30 * time.Second, MaxHeaderBytes: 16 << 10}
		if l.tls != nil {
			// Without kept-alive connections every request meets the faults of the moment.
			srv.SetKeepAlivesEnabled(false)
			ln = tls.NewListener(ln, &tls.Config{GetConfigForClient: l.tls, MinVersion: tls.VersionTLS12})
		}
		s.servers = append(s.servers, srv)
		s.running.Go(func() { _ = srv.Serve(ln) })
	}
	return nil
}

// countConn lets Close wait for connections too. The serve loop, counted itself, reports a new
// connection before it lets go of it, so the count cannot reach zero too early.
func (s *Shop) countConn(_ net.Conn, st http.ConnState) {
	switch st {
	case http.StateNew:
		s.running.Add(1)
	case http.StateClosed, http.StateHijacked:
		s.running.Done()
	}
}

// Close stops the simulator and every listener and waits for them.
func (s *Shop) Close() error {
	var err error
	s.closing.Do(func() {
		s.mu.Lock()
		if s.stop != nil {
			s.stop()
		}
		close(s.closed)
		s.mu.Unlock()
		s.box.Close()
		for _, srv := range s.servers {
			err = errors.Join(err, srv.Close())
		}
		s.running.Wait()
		s.mu.Lock()
		defer s.mu.Unlock()
		if s.neighbour != nil {
			s.neighbour.Close()
		}
	})
	return err
}

// Roots trusts the shop's own certificate authority and nothing else.
func (s *Shop) Roots() *x509.CertPool { return s.ca.pool() }

// CAPEM is the root certificate, for tools that take a file.
func (s *Shop) CAPEM() []byte { return s.ca.pem() }

// APIBase is the address of the simulator.
func (s *Shop) APIBase() string { return s.base }

// Sandbox is the simulator behind APIBase.
func (s *Shop) Sandbox() *sandbox.Server { return s.box }

// Fulfilled counts the orders sent out after a notification and a look at the payment.
func (s *Shop) Fulfilled() int {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return len(s.fulfilled)
}
