package webhook

import (
	"context"
	"net"
	"net/http"
	"net/url"
	"sync"
	"time"

	"github.com/homologa/homologa/mpclient"
)

// Station runs the sources of deliveries together: each goes into the journal, then to the local
// address. Its functions are called from several goroutines and must not wait; nil ones are left out.
type Station struct {
	Journal  *Journal
	Listener net.Listener // of the receiver; nil: nothing is received. Run closes it
	Account  Account      // polled; nil: nothing is
	Every    time.Duration
	Secret   mpclient.Secret // signs what polling makes
	Secrets  []Secret        // that may have signed what is received
	Target   *url.URL        // nil: nothing is forwarded
	Forward  ForwardOptions
	Now      func() time.Time
	Tunnels  *TunnelCheck // whose tests the receiver recognises; nil: none

	Taken   func(Arrival)          // in the journal, refused ones too
	Done    func(Arrival, Outcome) // what became of one at the local address
	State   func(s PollState, retryIn time.Duration, err *mpclient.Error)
	Trouble func(error) // the journal failed

	forward *Forwarder
}

// Run works until ctx ends, which gives nil, or until the token is refused or the address is lost.
func (s *Station) Run(ctx context.Context) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	if s.Target != nil {
		o := s.Forward
		o.Now, o.Done = s.Now, s.done
		s.forward = NewForwarder(s.Target, o)
	}
	failed := make(chan error, 2)
	var srv *http.Server
	if s.Listener != nil {
		o := ReceiverOptions{Secrets: s.Secrets, Now: s.Now, Taken: s.taken, Trouble: s.trouble, Tunnels: s.Tunnels}
		srv = NewReceiver(s.Journal, o).Server()
		go func() { failed <- srv.Serve(s.Listener) }()
	}
	var polled sync.WaitGroup
	if s.Account != nil {
		p := NewPoller(s.Account, PollOptions{Secret: s.Secret, Every: s.Every, Now: s.Now, Found: s.found, State: s.State})
		polled.Go(func() {
			if err := p.Run(ctx); err != nil {
				failed <- err
			}
		})
	}
	var end error
	select {
	case end = <-failed:
	case <-ctx.Done():
	}
	stop()
	down, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	if srv != nil {
		_ = srv.Shutdown(down)
	}
	polled.Wait()
	if s.forward != nil {
		s.forward.Close(down)
	}
	return end
}

func (s *Station) taken(d Arrival, live http.Header) {
	if s.Taken != nil {
		s.Taken(d)
	}
	if s.forward != nil && d.Refused == "" {
		s.forward.Offer(d, live)
	}
}

// found takes what polling made.
func (s *Station) found(d Arrival) error {
	d, err := s.Journal.Append(d)
	if err != nil {
		s.trouble(err)
		return err
	}
	s.taken(d, nil)
	return nil
}

func (s *Station) done(d Arrival, o Outcome) {
	s.Journal.Note(o)
	if s.Done != nil {
		s.Done(d, o)
	}
}

func (s *Station) trouble(err error) {
	if s.Trouble != nil {
		s.Trouble(err)
	}
}
