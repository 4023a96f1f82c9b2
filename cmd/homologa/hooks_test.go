package main

import (
	"context"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/homologa/homologa/checks/lang"
	"github.com/homologa/homologa/mpclient"
	"github.com/homologa/homologa/mpclient/sandbox"
	"github.com/homologa/homologa/mpclient/webhook"
	"github.com/homologa/homologa/tui"
)

// hookRig is the bench of notifications before a simulated account, with an endpoint whose address has a query of its own.
type hookRig struct {
	*counter
	bench *hookBench
	file  string
	mu    sync.Mutex
	raw   []string // the query of each delivery, as received
}

func newHookRig(t *testing.T) *hookRig {
	t.Helper()
	r := &hookRig{counter: newCounter(t, sandbox.Test, mpclient.MLB)}
	srv := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, q *http.Request) {
		r.mu.Lock()
		defer r.mu.Unlock()
		r.raw = append(r.raw, q.URL.RawQuery)
	}))
	t.Cleanup(srv.Close)
	r.project("homologa.toml", "webhook_url = \""+srv.URL+"/hook?source_news=webhooks\"\n")
	a := &app{env: testEnv(r.dir, r.vars()), ctx: t.Context(), lang: lang.EN, baseURL: r.srv.URL, timeout: time.Minute}
	w, err := a.openReal(nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(w.close)
	r.bench = a.hookBench(func() (*world, error) { return w, nil }, func() *world { return w })
	t.Cleanup(func() {
		if r.bench != nil {
			r.bench.close()
		}
	})
	r.file = filepath.Join(r.dir, ".homologa", "deliveries.jsonl")
	return r
}

// keep puts a delivery into the journal, as homologa listen does.
func (r *hookRig) keep(query string) webhook.Arrival {
	r.Helper()
	if err := os.MkdirAll(filepath.Dir(r.file), 0o755); err != nil {
		r.Fatal(err)
	}
	j := r.hold()
	defer func() { _ = j.Close() }()
	d, err := j.Append(webhook.Arrival{At: time.Now().UTC(), Source: webhook.FromHTTP, Method: "POST", Query: query, Signature: webhook.Unsigned})
	if err != nil {
		r.Fatal(err)
	}
	return d
}

// hold takes the journal as another process does.
func (r *hookRig) hold() *webhook.Journal {
	r.Helper()
	j, _, err := webhook.OpenJournal(r.file)
	if err != nil {
		r.Fatal(err)
	}
	return j
}

func (r *hookRig) listen() (tui.HookFeed, context.CancelFunc) {
	r.Helper()
	ctx, stop := context.WithCancel(r.Context())
	f, err := r.bench.Listen(ctx)
	if err != nil {
		stop()
		r.Fatal(err)
	}
	return f, stop
}

// noted are the resends that the journal holds.
func (r *hookRig) noted() (out []webhook.Outcome) {
	r.Helper()
	if _, err := webhook.ReadJournal(r.file, func(webhook.Arrival) {}, func(o webhook.Outcome) {
		if o.Again {
			out = append(out, o)
		}
	}); err != nil {
		r.Fatal(err)
	}
	return out
}

func TestListeningAgainAtOnceFindsItsOwnJournalFree(t *testing.T) {
	t.Parallel()
	r := newHookRig(t)
	for i := range 30 {
		f, stop := r.listen()
		if f.About().ReadOnly {
			t.Fatalf("turn %d: %+v", i, f.About())
		}
		if i%3 > 0 { // one who is not stopped makes room too
			stop()
		}
		defer stop()
	}
	ctx, stop := context.WithCancel(t.Context())
	stop()
	if _, err := r.bench.Listen(ctx); err == nil {
		t.Error("listens for one who has left")
	}
	var all sync.WaitGroup // as fast as a key repeats: the openings overlap
	for range 8 {
		all.Go(func() {
			ctx, stop := context.WithCancel(t.Context())
			defer stop()
			if f, err := r.bench.Listen(ctx); err != nil || f.About().ReadOnly {
				t.Errorf("%v", err)
			}
		})
	}
	all.Wait()
	r.bench.close()
	r.bench = nil
	j := r.hold() // nothing of it is left
	_ = j.Close()
}

func TestListeningBesideAnotherProcessOnlyReads(t *testing.T) {
	t.Parallel()
	r := newHookRig(t)
	d := r.keep("data.id=1&type=payment")
	j := r.hold()
	f, stop := r.listen()
	defer stop()
	news, more := f.Next()
	if !f.About().ReadOnly || !more || len(news) != 1 || news[0].Arrival == nil || news[0].Arrival.ID != d.ID {
		t.Fatalf("%+v, %d news", f.About(), len(news))
	}
	// The other one writes: this resend is told as of this session only, and costs nothing that is kept.
	if o := r.bench.Resend(t.Context(), d); !o.Delivered() || !o.Again || !o.Unkept {
		t.Errorf("%+v", o)
	}
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
	if got := r.noted(); len(got) != 0 {
		t.Errorf("noted %+v", got)
	}
	f, stop = r.listen()
	defer stop()
	if f.About().ReadOnly {
		t.Error("the other one has left, and nothing is taken in")
	}
}

func TestResendsAreRemembered(t *testing.T) {
	t.Parallel()
	r := newHookRig(t)
	d := r.keep("source_news=webhooks&data.id=1&type=payment")
	want := []string{}
	resend := func(when string, d webhook.Arrival, kept bool) {
		t.Helper()
		o := r.bench.Resend(t.Context(), d)
		if !o.Delivered() || !o.Again || o.Unkept == kept {
			t.Errorf("%s: %+v", when, o)
		}
		if kept {
			want = append(want, d.ID)
		}
		var got []string
		for _, o := range r.noted() {
			got = append(got, o.ID)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: the journal holds %v, want %v", when, got, want)
		}
	}
	resend("before listening", d, true)
	_, stop := r.listen()
	defer stop()
	resend("while listening", d, true)
	stop()
	resend("just stopped", d, true)
	if again, stop := r.listen(); again.About().ReadOnly {
		t.Error("a resend keeps the journal")
	} else {
		defer stop()
		news, _ := again.Next()
		told := 0
		for _, n := range news {
			if n.Outcome != nil && n.Outcome.Again {
				told++
			}
		}
		if told != len(want) {
			t.Errorf("%d resends are told, want %d", told, len(want))
		}
	}
	if !slices.Equal(r.raw, []string{d.Query, d.Query, d.Query}) {
		t.Errorf("the endpoint got %q", r.raw)
	}

	// What was sent from here is in no journal; its id says nothing in another session.
	if o := r.bench.Resend(t.Context(), webhook.Arrival{ID: "s-1", At: d.At, Method: "POST"}); !o.Again || o.Unkept {
		t.Errorf("%+v", o)
	}
	// Nobody else's answer: a new file begins its numbers anew.
	ctx, leave := context.WithCancel(t.Context())
	if _, err := r.bench.Listen(ctx); err != nil {
		t.Fatal(err)
	}
	leave()
	if o := r.bench.Resend(t.Context(), d); o.Unkept { // waits for the closing
		t.Fatalf("%+v", o)
	}
	if err := os.Remove(r.file); err != nil {
		t.Fatal(err)
	}
	if other := r.keep("data.id=2&type=payment"); other.ID != d.ID {
		t.Fatalf("the new one is %s", other.ID)
	}
	want = nil
	resend("after the file was made anew", d, false)
}

func TestScreenRemembersAResend(t *testing.T) {
	t.Parallel()
	c := newCounter(t, sandbox.Real, mpclient.MLB)
	r := c.receiver()
	c.project("homologa.toml", "lang = \"en\"\nforward_to = \""+r.srv.URL+"/webhooks?source_news=webhooks\"\n")
	s := c.open()
	s.keys("w")
	s.shows("polling every")
	id := c.sell()
	s.shows("payment "+id, "→200", "rebuilt here from the account")
	s.hides("resent")
	s.keys("r")
	s.shows(" · resent", "1 accepted")
	s.keys("s") // stopped and begun again, nothing is told twice
	s.shows("stopped ·")
	s.keys("s")
	s.shows("polling every")
	once := func(screen string) bool { return strings.Count(screen, "resent") == 2 } // in the text and in the story
	s.until("one resend", once)
	s.keys("q")
	s.end(exitReady)

	again := c.open()
	again.keys("w")
	again.shows("payment "+id, " · resent", "1 accepted")
	again.until("one resend", once)
	again.keys("q")
	again.end(exitReady)
	if got := r.all(); !slices.Equal(got, []string{"200 " + id, "200 " + id}) {
		t.Errorf("the receiver got %v", got)
	}

	k := newTalk("w", "1", "e", "q")
	_, out := c.talk(k, true)
	wantAll(t, out, "What your endpoint answered: 200, ", "What your endpoint answered: 200, ", "resent, ", "1 notification, 0 repeated, 1 accepted")
}
