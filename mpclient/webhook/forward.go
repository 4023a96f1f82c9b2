package webhook

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/homologa/homologa/mpclient"
)

const (
	forwardLimit   = 22 * time.Second // as long as Mercado Pago waits
	maxWaiting     = 10_000           // deliveries not forwarded yet
	maxWaitingSize = 64 << 20         // bytes of their bodies
	defaultWorkers = 4
)

// Outcomes without an answer, besides the causes of mpclient.NetworkCause.
const (
	Filtered   = "filtered"
	QueueFull  = "queue_full"
	NoAnswer   = "timeout-22s"
	Redirected = "redirects"
)

// hopByHop are headers that concern one connection only.
var hopByHop = []string{"Connection", "Proxy-Connection", "Keep-Alive", "Proxy-Authenticate", "Proxy-Authorization", "Te", "Trailer",
	"Transfer-Encoding", "Upgrade", "Content-Length", "Host", "Expect"}

// ForwardOptions set a forwarder up.
type ForwardOptions struct {
	Header  http.Header // put in place of what arrived
	Only    []string    // topics; none means all
	Workers int         // at most so many at a time; 4
	HTTP    http.RoundTripper
	Now     func() time.Time
	// Done is told what became of each delivery, from several goroutines.
	Done func(Arrival, Outcome)
}

// Forwarder hands deliveries on to a local address. Nothing is repeated: what failed stays in the journal.
type Forwarder struct {
	target  *url.URL
	opt     ForwardOptions
	client  *http.Client
	ctx     context.Context
	cancel  context.CancelFunc
	mu      sync.RWMutex
	closed  bool
	queue   chan parcel
	waiting atomic.Int64 // bytes
	workers sync.WaitGroup
	stop    atomic.Bool
}

type parcel struct {
	d    Arrival
	live http.Header
}

// NewForwarder starts the workers of a forwarder.
func NewForwarder(target *url.URL, o ForwardOptions) *Forwarder {
	if o.Workers < 1 {
		o.Workers = defaultWorkers
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Done == nil {
		o.Done = func(Arrival, Outcome) {}
	}
	if o.HTTP == nil {
		t := http.DefaultTransport.(*http.Transport).Clone()
		t.DisableCompression = true         // adds no header of its own
		t.MaxResponseHeaderBytes = 64 << 10 // 1xx answers count too
		t.MaxIdleConnsPerHost = o.Workers
		o.HTTP = t
	}
	f := &Forwarder{target: target, opt: o, queue: make(chan parcel, maxWaiting)}
	f.client = &http.Client{Transport: o.HTTP, Timeout: forwardLimit,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	f.ctx, f.cancel = context.WithCancel(context.Background())
	for range o.Workers {
		f.workers.Go(func() {
			for p := range f.queue {
				f.waiting.Add(-int64(len(p.d.Body)))
				if !f.stop.Load() {
					f.opt.Done(p.d, f.Send(f.ctx, p.d, p.live))
				}
			}
		})
	}
	return f
}

// Offer puts a delivery in the queue and never waits. live are all the headers it came with; nil takes those
// the journal kept.
func (f *Forwarder) Offer(d Arrival, live http.Header) {
	problem := ""
	switch {
	case d.Refused != "":
		return
	case !d.About(f.opt.Only):
		problem = Filtered
	case !f.put(parcel{d, live.Clone()}):
		problem = QueueFull
	default:
		return
	}
	f.opt.Done(d, Outcome{ID: d.ID, At: f.opt.Now().UTC(), Problem: problem})
}

func (f *Forwarder) put(p parcel) bool {
	f.mu.RLock()
	defer f.mu.RUnlock()
	size := int64(len(p.d.Body))
	if f.closed {
		return true // left for --replay: nothing was tried
	}
	if f.waiting.Add(size) <= maxWaitingSize {
		select {
		case f.queue <- p:
			return true
		default:
		}
	}
	f.waiting.Add(-size)
	return false
}

// Send hands one delivery on and says what came of it.
func (f *Forwarder) Send(ctx context.Context, d Arrival, live http.Header) Outcome {
	start := f.opt.Now()
	status, problem := f.send(ctx, d, live)
	end := f.opt.Now()
	return Outcome{ID: d.ID, At: end.UTC(), Status: status, Millis: end.Sub(start).Milliseconds(), Problem: problem}
}

func (f *Forwarder) send(ctx context.Context, d Arrival, live http.Header) (status int, problem string) {
	method := d.Method
	if method == "" {
		method = http.MethodPost
	}
	req, err := http.NewRequestWithContext(ctx, method, d.Address(f.target).String(), bytes.NewReader(d.Body))
	if err != nil {
		return 0, "handshake-failed"
	}
	if live == nil {
		live = d.Header
	}
	req.Header = f.headers(live)
	resp, err := f.client.Do(req)
	if err != nil {
		var late interface{ Timeout() bool }
		if errors.As(err, &late) && late.Timeout() {
			return 0, NoAnswer
		}
		return 0, mpclient.NetworkCause(err)
	}
	_, _ = io.Copy(io.Discard, io.LimitReader(resp.Body, 64<<10)) // so that the connection serves again
	_ = resp.Body.Close()
	return resp.StatusCode, ""
}

// headers drops what belongs to the other connection and what the journal did not keep.
func (f *Forwarder) headers(from http.Header) http.Header {
	h := from.Clone()
	if h == nil {
		h = http.Header{}
	}
	for _, list := range h["Connection"] {
		for name := range strings.SplitSeq(list, ",") {
			h.Del(strings.TrimSpace(name))
		}
	}
	for _, name := range hopByHop {
		h.Del(name)
	}
	for _, name := range hidden {
		if h.Get(name) == hiddenValue {
			h.Del(name)
		}
	}
	if _, said := h["User-Agent"]; !said {
		h["User-Agent"] = nil // none, rather than that of the library
	}
	for name, v := range f.opt.Header {
		h[name] = v
	}
	return h
}

// Close lets what is on its way end, until ctx does; what still waits is not sent any more.
func (f *Forwarder) Close(ctx context.Context) {
	f.mu.Lock()
	if !f.closed {
		f.closed = true
		f.stop.Store(true)
		close(f.queue)
	}
	f.mu.Unlock()
	ended := make(chan struct{})
	go func() { f.workers.Wait(); close(ended) }()
	select {
	case <-ended:
	case <-ctx.Done():
		f.cancel()
		<-ended
	}
	f.cancel()
	f.client.CloseIdleConnections()
}
