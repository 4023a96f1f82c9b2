package webhook

import (
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"reflect"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
)

type hop struct {
	method, path, query, host string
	header                    http.Header
	body                      string
}

// local is a local address that answers what it is told and remembers what came.
func local(t *testing.T, answer http.HandlerFunc) (*url.URL, chan hop) {
	t.Helper()
	came := make(chan hop, 1000)
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b, _ := io.ReadAll(r.Body)
		came <- hop{r.Method, r.URL.Path, r.URL.RawQuery, r.Host, r.Header, string(b)}
		answer(w, r)
	}))
	t.Cleanup(srv.Close)
	u, err := url.Parse(srv.URL + "/hooks?tenant=7")
	if err != nil {
		t.Fatal(err)
	}
	return u, came
}

func status(code int) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(code) }
}

func TestForwardIsFaithful(t *testing.T) {
	target, came := local(t, status(201))
	f := NewForwarder(target, ForwardOptions{Header: http.Header{"X-Env": {"dev"}, "X-Request-Id": {"mine"}}})
	defer f.Close(context.Background())
	live := http.Header{"Content-Type": {"application/json"}, "X-Signature": {"ts=1,v1=ab"}, "X-Request-Id": {"theirs"}, "Authorization": {"Bearer x"},
		"Connection": {"keep-alive, X-Hop"}, "X-Hop": {"1"}, "Te": {"trailers"}, "Transfer-Encoding": {"chunked"}, "Upgrade": {"h2c"}, "X-Two": {"a", "b"}}
	d := Arrival{ID: "d-1", Method: "POST", Query: "data.id=1%2F2&type=payment&x", Header: kept(live), Body: []byte("\x00{}")}
	o := f.Send(context.Background(), d, live)
	if o.Status != 201 || !o.Delivered() || o.ID != "d-1" || o.Problem != "" {
		t.Errorf("%+v", o)
	}
	got := <-came
	if got.method != "POST" || got.path != "/hooks" || got.query != "tenant=7&data.id=1%2F2&type=payment&x" || got.host != target.Host || got.body != "\x00{}" {
		t.Errorf("%+v", got)
	}
	want := http.Header{"Content-Type": {"application/json"}, "X-Signature": {"ts=1,v1=ab"}, "X-Request-Id": {"mine"}, "X-Env": {"dev"}, "Authorization": {"Bearer x"},
		"X-Two": {"a", "b"}, "Content-Length": {"3"}}
	if !reflect.DeepEqual(got.header, want) {
		t.Errorf("headers %v", got.header)
	}
	f.Send(context.Background(), d, nil) // from the journal: what it did not keep is left out, not sent as stars
	if got := <-came; got.header.Get("Authorization") != "" || got.header.Get("X-Signature") != "ts=1,v1=ab" {
		t.Errorf("headers %v", got.header)
	}
}

func TestForwardProblems(t *testing.T) {
	closed := httptest.NewServer(nil)
	closed.Close()
	drops, _ := local(t, func(w http.ResponseWriter, _ *http.Request) {
		c, _, _ := w.(http.Hijacker).Hijack()
		_ = c.(*net.TCPConn).SetLinger(0)
		_ = c.Close()
	})
	moves, _ := local(t, func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/login", http.StatusFound) })
	plain := *drops
	plain.Scheme = "https"
	gone, _ := url.Parse(closed.URL)
	for name, x := range map[string]struct {
		target  *url.URL
		problem string
		status  int
	}{
		"nobody listens": {gone, "connection-refused", 0},
		"reset":          {drops, "connection-closed", 0},
		"a redirect":     {moves, "", 302},
		"not TLS":        {&plain, "not-tls", 0},
	} {
		f := NewForwarder(x.target, ForwardOptions{})
		o := f.Send(context.Background(), Arrival{ID: "d-1", Method: "POST"}, nil)
		f.Close(context.Background())
		if o.Problem != x.problem || o.Status != x.status || o.Delivered() {
			t.Errorf("%s: %+v", name, o)
		}
	}
}

// TestForwardNeverHoldsUp: with a local address that does not answer, deliveries are still taken at once, at most so
// many are under way, and what waits at the end is left alone.
func TestForwardNeverHoldsUp(t *testing.T) {
	var under, most atomic.Int64
	hold := make(chan struct{})
	target, came := local(t, func(http.ResponseWriter, *http.Request) {
		if n := under.Add(1); n > most.Load() {
			most.Store(n)
		}
		<-hold
		under.Add(-1)
	})
	var mu sync.Mutex
	problems := map[string]int{}
	f := NewForwarder(target, ForwardOptions{Workers: 3, Only: []string{"orders", "payment"}, Done: func(_ Arrival, o Outcome) {
		mu.Lock()
		problems[o.Problem]++
		mu.Unlock()
	}})
	j, _ := journalIn(t)
	r := NewReceiver(j, ReceiverOptions{Taken: f.Offer})
	post := func(topic string) {
		w := httptest.NewRecorder()
		r.ServeHTTP(w, httptest.NewRequest("POST", "/?data.id=1&type="+topic, strings.NewReader("{}")))
		if w.Code != 200 {
			t.Errorf("%d", w.Code)
		}
	}
	for range 20 {
		post("payment")
	}
	post("merchant_order")
	post("order")
	for range 3 {
		<-came
	}
	ended := make(chan struct{})
	go func() { f.Close(context.Background()); close(ended) }()
	for !f.stop.Load() {
		runtime.Gosched() // until Close has begun
	}
	close(hold)
	<-ended
	post("payment") // after the end
	if most.Load() != 3 || problems[""] != 3 || problems[Filtered] != 1 || len(problems) != 2 || f.waiting.Load() != 0 {
		t.Errorf("at most %d at a time, %v, %d bytes waiting", most.Load(), problems, f.waiting.Load())
	}
}

func TestForwardQueueIsBounded(t *testing.T) {
	hold := make(chan struct{})
	target, came := local(t, func(http.ResponseWriter, *http.Request) { <-hold })
	var full atomic.Int64
	f := NewForwarder(target, ForwardOptions{Workers: 1, Done: func(_ Arrival, o Outcome) {
		if o.Problem == QueueFull {
			full.Add(1)
		}
	}})
	big := Arrival{ID: "d-1", Body: make([]byte, maxDelivery)}
	f.Offer(big, nil)
	<-came
	for range 70 {
		f.Offer(big, nil)
	}
	if n := full.Load(); n != 70-maxWaitingSize/maxDelivery {
		t.Errorf("%d were turned away", n)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel() // nobody waits for what is under way
	f.Close(ctx)
	close(hold)
}
