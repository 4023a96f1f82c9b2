package webhook

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"time"
)

// Limits of what is taken from the network.
const (
	maxDelivery  = 1 << 20
	maxHeader    = 32 << 10
	maxReceiving = 256 // at a time: their bodies are in memory
	headerLimit  = 5 * time.Second
	bodyLimit    = 10 * time.Second
)

// Receiver takes notifications: it answers 200 once a delivery is on the disk and never before. When the journal
// cannot take it the answer is 503, so that Mercado Pago comes again.
type Receiver struct {
	journal *Journal
	secrets []Secret
	now     func() time.Time
	taken   func(Arrival, http.Header)
	trouble func(error)
	slots   chan struct{}
	tunnels *TunnelCheck
}

// ReceiverOptions set a receiver up. Zero values are fine.
type ReceiverOptions struct {
	Secrets []Secret // that may have signed what comes; signatures are not judged without any
	Now     func() time.Time
	// Taken is told of each delivery in the journal, refused ones too, with all its headers. It must not wait: the
	// answer goes out after it.
	Taken   func(Arrival, http.Header)
	Trouble func(error)  // the journal failed
	Tunnels *TunnelCheck // its tests are answered here and are no deliveries; nil: there are none
}

// NewReceiver makes a receiver.
func NewReceiver(j *Journal, o ReceiverOptions) *Receiver {
	r := &Receiver{journal: j, secrets: o.Secrets, now: o.Now, taken: o.Taken, trouble: o.Trouble,
		slots: make(chan struct{}, maxReceiving), tunnels: o.Tunnels}
	if r.now == nil {
		r.now = time.Now
	}
	if r.taken == nil {
		r.taken = func(Arrival, http.Header) {}
	}
	if r.trouble == nil {
		r.trouble = func(error) {}
	}
	return r
}

// Format keeps the secret out of %v.
func (r *Receiver) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, "webhook.Receiver") }

// Server wraps the receiver with limits for headers and time.
func (r *Receiver) Server() *http.Server {
	return &http.Server{Handler: r, MaxHeaderBytes: maxHeader,
		ReadHeaderTimeout: headerLimit, ReadTimeout: bodyLimit, IdleTimeout: time.Minute}
}

// ServeHTTP implements http.Handler. Any path is taken: the one of the local address counts.
func (r *Receiver) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	if r.tunnels.answer(w, req) {
		return
	}
	if req.Method != http.MethodPost {
		w.Header().Set("Allow", http.MethodPost)
		http.Error(w, "notifications are posted", http.StatusMethodNotAllowed)
		return
	}
	select {
	case r.slots <- struct{}{}:
		defer func() { <-r.slots }()
	default:
		again(w)
		return
	}
	d := Arrival{At: r.now().UTC(), Source: FromHTTP, Method: req.Method, Query: escaped(req.URL.RawQuery),
		Header: kept(req.Header), Length: req.ContentLength}
	status := http.StatusOK
	var tooLarge *http.MaxBytesError
	body, err := readAll(http.MaxBytesReader(w, req.Body, maxDelivery), req.ContentLength)
	switch {
	case errors.As(err, &tooLarge):
		d.Refused, status = "too_large", http.StatusRequestEntityTooLarge
	case err != nil: // shorter than it said, or too slow: nobody is there to be answered
		http.Error(w, "the body ended early", http.StatusBadRequest)
		return
	default:
		d.Body, d.Length = body, int64(len(body))
	}
	d = d.Judged(r.secrets)
	if d, err = r.journal.Append(d); err != nil {
		r.trouble(err)
		if status == http.StatusOK {
			again(w)
			return
		}
	} else {
		r.taken(d, req.Header)
	}
	w.WriteHeader(status)
}

func again(w http.ResponseWriter) {
	w.Header().Set("Retry-After", strconv.Itoa(5))
	http.Error(w, "not taken, come again", http.StatusServiceUnavailable)
}

// readAll believes the announced length only as far as it arrives.
func readAll(body io.Reader, announced int64) ([]byte, error) {
	if announced > maxDelivery {
		_, err := io.CopyN(io.Discard, body, maxDelivery+1)
		return nil, err
	}
	return io.ReadAll(body)
}
