package probe_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"net"
	"net/http"
	"net/netip"
	"os"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/checks/probe"
	"github.com/homologa/homologa/mpclient"
	"github.com/homologa/homologa/mpclient/webhook"
)

const (
	hookURL    = "http://api.lab.example/hook?source_news=webhooks"
	hookSecret = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
)

// pipes is a listener without a network, so that a test can wait until everybody waits.
type pipes struct {
	conns chan net.Conn
	done  chan struct{}
	once  sync.Once
}

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case c := <-p.conns:
		return c, nil
	case <-p.done:
		return nil, net.ErrClosed
	}
}
func (p *pipes) Close() error   { p.once.Do(func() { close(p.done) }); return nil }
func (p *pipes) Addr() net.Addr { return &net.TCPAddr{} }

func (p *pipes) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	near, far := net.Pipe()
	select {
	case p.conns <- far:
		return near, nil
	case <-p.done:
		return nil, net.ErrClosed
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// receiver is an endpoint inside a bubble of simulated time.
func receiver(t *testing.T, h http.HandlerFunc) *probe.Env {
	t.Helper()
	p := &pipes{conns: make(chan net.Conn), done: make(chan struct{})}
	srv := &http.Server{Handler: h}
	go func() { _ = srv.Serve(p) }()
	t.Cleanup(func() { _ = srv.Close() })
	return &probe.Env{Dial: p.dial, Now: clock, Version: "9.9"}
}

func sendAll(t *testing.T, e *probe.Env) (checks.HookAnswers, *checks.Gap) {
	t.Helper()
	f := observe(t.Context(), t, e, "webhook",
		checks.FactHookAddress.Of(checks.Address{URL: hookURL, Host: "api.lab.example"}), checks.FactSettings.Of(checks.Settings{WebhookSecret: hookSecret}))
	h, _ := checks.FactHook.Get(f)
	return h, f.Gap(checks.FactHook.Name)
}

func TestNeverMoreThanThreeAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var mu sync.Mutex
		now, most, total := 0, 0, 0
		e := receiver(t, func(w http.ResponseWriter, _ *http.Request) {
			mu.Lock()
			now, total = now+1, total+1
			most = max(most, now)
			mu.Unlock()
			<-time.After(time.Second) // simulated: long enough for all to come that may
			mu.Lock()
			now--
			mu.Unlock()
		})
		start := time.Now()
		h, gap := sendAll(t, e)
		if most != 3 || total != len(checks.HookCases) || gap != nil {
			t.Errorf("%d at once, %d in all, gap %v", most, total, gap)
		}
		if took := time.Since(start); took != 6*time.Second {
			t.Errorf("the burst took %v", took)
		}
		for c, a := range h.Answers {
			if a.Status != 200 || a.Took != time.Second || a.Exchange == "" {
				t.Errorf("%s: %+v", c, a)
			}
		}
	})
}

// TestWhatIsSent: genuine notifications verify, dishonest ones do not, and none can be taken for a payment.
func TestWhatIsSent(t *testing.T) {
	type sent struct {
		kind string // what an honest receiver makes of it
		raw  string
		body struct {
			ID   json.RawMessage
			Live *bool  `json:"live_mode"`
			Type string `json:"type"`
			Data struct{ ID string }
		}
	}
	synctest.Test(t, func(t *testing.T) {
		var mu sync.Mutex
		var all []sent
		e := receiver(t, func(w http.ResponseWriter, r *http.Request) {
			s := sent{}
			raw, _ := io.ReadAll(r.Body)
			s.raw = string(raw)
			broken := json.Unmarshal(raw, &s.body) != nil
			q, sig := r.URL.Query(), r.Header.Get("X-Signature")
			_, err := webhook.Verify(hookSecret, sig, q.Get("data.id"), r.Header.Get("X-Request-Id"), clock(), time.Hour)
			switch {
			case q.Get("topic") != "":
				s.kind = "ipn " + r.Method + " " + q.Get("topic") + sig
			case sig == "":
				s.kind = "unsigned " + q.Get("type")
			case errors.Is(err, webhook.ErrOutOfTolerance):
				s.kind = "old"
			case err != nil && q.Get("data.id") != s.body.Data.ID:
				s.kind = "other id"
			case err != nil:
				s.kind = "false"
			case broken:
				s.kind = "genuine, not JSON"
			default:
				s.kind = "genuine " + q.Get("type")
			}
			if !strings.HasPrefix(s.kind, "ipn") && (r.Method != http.MethodPost || !broken && q.Get("type") != s.body.Type || r.Header.Get("X-Request-Id") == "") ||
				q.Get("source_news") != "webhooks" || !strings.HasPrefix(r.UserAgent(), "homologa/9.9") {
				t.Errorf("%s %s by %q", r.Method, r.URL, r.UserAgent())
			}
			mu.Lock()
			defer mu.Unlock()
			all = append(all, s)
		})
		if _, gap := sendAll(t, e); gap != nil {
			t.Fatal(gap)
		}
		kinds, ids, bodies := map[string]int{}, map[string]int{}, map[string]int{}
		for _, s := range all {
			kinds[s.kind]++
			bodies[s.raw]++
			if len(s.body.ID) > 0 {
				ids[string(s.body.ID)]++
			}
			if strings.Contains(s.raw, "live_mode") && (s.body.Live == nil || *s.body.Live) {
				t.Error("live_mode is not false")
			}
			if s.kind == "genuine order" && (!strings.HasPrefix(string(s.body.ID), `"`) || !strings.Contains(s.raw, "application_id")) {
				t.Errorf("not the form of the Orders API: %s", s.raw)
			}
		}
		want := map[string]int{"genuine payment": 5, "genuine order": 2, "genuine homologa_unknown_topic": 1, "genuine, not JSON": 1, "old": 1, "other id": 1, "false": 2,
			"unsigned payment": 1, "unsigned topic_merchant_order_wh": 1, "ipn POST payment": 1, "ipn GET payment": 1}
		if !maps.Equal(kinds, want) {
			t.Errorf("sent %v, want %v", kinds, want)
		}
		repeated := 0
		for id, n := range ids {
			if n == 3 {
				repeated++ // the first, its repetition and its replay
			} else if n != 1 {
				t.Errorf("notification %s came %d times: a receiver that drops repetitions would answer without looking", id, n)
			}
		}
		if repeated != 1 {
			t.Errorf("%d notifications were repeated", repeated)
		}
	})
}

func TestRedirectsOfAnEndpointAreNotFollowed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var mu sync.Mutex
		var paths []string
		e := receiver(t, func(w http.ResponseWriter, r *http.Request) {
			mu.Lock()
			paths = append(paths, r.URL.Path)
			mu.Unlock()
			http.Redirect(w, r, "/elsewhere", http.StatusTemporaryRedirect)
		})
		h, _ := sendAll(t, e)
		if slices.Contains(paths, "/elsewhere") || h.Answers[checks.HookForged].Status != http.StatusTemporaryRedirect {
			t.Errorf("%v, %+v", paths, h.Answers)
		}
	})
}

func TestSlowAndSilentReceivers(t *testing.T) {
	for _, c := range []struct {
		wait, took time.Duration
		cause      string
		answers    int
	}{{3 * time.Second, 3 * time.Second, "", len(checks.HookCases)}, {21 * time.Second, 21 * time.Second, "", 8}, {23 * time.Second, 22 * time.Second, "timeout-22s", 2}} {
		synctest.Test(t, func(t *testing.T) {
			e := receiver(t, func(w http.ResponseWriter, r *http.Request) {
				_, _ = io.Copy(io.Discard, r.Body) // only then does the server notice that the sender left
				select {
				case <-time.After(c.wait):
				case <-r.Context().Done():
				}
			})
			h, gap := sendAll(t, e)
			a := h.Answers[checks.HookValidMillis]
			if gap != nil || a.Took != c.took || a.Cause != c.cause || (a.Err != "") != (c.cause != "") || len(h.Answers) != c.answers {
				t.Errorf("%v: %+v, %d answers, gap %v", c.wait, a, len(h.Answers), gap)
			}
		})
	}
}

// TestOneAnswerIsEnoughToGoOn: a single lost connection does not hide whether forgeries are taken.
func TestOneAnswerIsEnoughToGoOn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var once sync.Once
		e := receiver(t, func(w http.ResponseWriter, r *http.Request) {
			once.Do(func() { panic(http.ErrAbortHandler) })
		})
		h, _ := sendAll(t, e)
		lost := 0
		for _, a := range h.Answers {
			if a.Cause == "connection-dropped" {
				lost++
			}
		}
		if lost != 1 || len(h.Answers) != len(checks.HookCases) {
			t.Errorf("%d lost of %d", lost, len(h.Answers))
		}
	})
}

func TestEndpointsThatCannotBeReached(t *testing.T) {
	for cause, err := range map[string]error{
		"connection-refused": &net.OpError{Op: "dial", Err: os.NewSyscallError("connect", syscall.ECONNREFUSED)},
		"unreachable":        &net.OpError{Op: "dial", Err: os.NewSyscallError("connect", syscall.EHOSTUNREACH)},
	} {
		dials := 0
		var mu sync.Mutex
		h, gap := sendAll(t, &probe.Env{Now: clock, Dial: func(context.Context, string, string) (net.Conn, error) {
			mu.Lock()
			defer mu.Unlock()
			dials++
			return nil, err
		}})
		if gap != nil || dials != 2 || len(h.Answers) != 2 {
			t.Errorf("%s: %d dials, %d answers, %v", cause, dials, len(h.Answers), gap)
		}
		for c, a := range h.Answers {
			if a.Cause != cause || a.Err == "" {
				t.Errorf("%s %s: %+v", cause, c, a)
			}
		}
	}
}

func TestNothingIsSentWithoutASecretOrAnAddress(t *testing.T) {
	e := &probe.Env{Now: clock, Dial: func(context.Context, string, string) (net.Conn, error) {
		t.Error("something was sent")
		return nil, errors.New("never")
	}}
	at := checks.FactHookAddress.Of(checks.Address{URL: hookURL})
	f := observe(t.Context(), t, e, "webhook", at, checks.FactSettings.Of(checks.Settings{}))
	if g := f.Gap(checks.FactHook.Name); g == nil || g.Reason != checks.GapInput || g.Input != "webhook_secret" {
		t.Errorf("%+v", g)
	}
	for _, wrong := range []mpclient.Secret{"APP_USR-7305128846120953-112212-0123456789abcdef0123456789abcdef-2034567891", "TEST-abc", "your-secret-here"} {
		f = observe(t.Context(), t, e, "webhook", at, checks.FactSettings.Of(checks.Settings{WebhookSecret: wrong}))
		g := f.Gap(checks.FactHook.Name)
		if g == nil || g.Reason != checks.GapInput || g.Input != "webhook_secret" || !strings.HasPrefix(g.Detail.Key, "damage.") {
			t.Fatalf("%s: %+v", wrong.Mask(), g)
		}
		if got := checks.GapFinding(*g); got.Verdict != checks.NeedsInput || got.Detail.Key != "gap.input_damaged" || len(got.Evidence) != 1 {
			t.Errorf("%s: %+v", wrong.Mask(), got)
		}
	}
	f = observe(t.Context(), t, e, "webhook", checks.FactHookAddress.Of(checks.Address{URL: "hook"}), checks.FactSettings.Of(checks.Settings{WebhookSecret: hookSecret}))
	if g := f.Gap(checks.FactHook.Name); g == nil || g.Reason != checks.GapUnsupported {
		t.Errorf("%+v", g)
	}
}

func TestConsentIsAskedUnlessNobodyElseIsReached(t *testing.T) {
	var hook checks.Probe
	for _, p := range probe.All(&probe.Env{Now: clock}) {
		if p.ID == "webhook" {
			hook = p
		}
	}
	if hook.Effect != checks.Sends || hook.Asks == nil {
		t.Fatalf("the sending probe: %+v", hook)
	}
	addrs := func(as ...string) (out []netip.Addr) {
		for _, a := range as {
			out = append(out, netip.MustParseAddr(a))
		}
		return out
	}
	for name, c := range map[string]struct {
		addrs []netip.Addr
		set   checks.Settings
		most  string // notifications announced; "" where nothing is asked
	}{
		"public":          {addrs("203.0.113.20"), checks.Settings{WebhookSecret: hookSecret}, "30"},
		"own network":     {addrs("192.168.0.9"), checks.Settings{WebhookSecret: hookSecret}, "30"},
		"loopback":        {addrs("127.0.0.1", "::1"), checks.Settings{WebhookSecret: hookSecret}, ""},
		"also elsewhere":  {addrs("127.0.0.1", "203.0.113.20"), checks.Settings{WebhookSecret: hookSecret}, "30"},
		"unresolved":      {nil, checks.Settings{WebhookSecret: hookSecret}, "30"},
		"the simulator's": {addrs("203.0.113.20"), checks.Settings{WebhookSecret: hookSecret, Sandbox: true}, ""},
		"nothing to sign": {addrs("203.0.113.20"), checks.Settings{}, ""},
		"unsigned only":   {addrs("203.0.113.20"), checks.Settings{HookUnsigned: true}, "5"},
		"with a counter":  {addrs("203.0.113.20"), checks.Settings{WebhookSecret: hookSecret, CounterURL: hookURL}, "30"},
		"no hexadecimal":  {addrs("203.0.113.20"), checks.Settings{WebhookSecret: "not-hexadecimal-0123456789-abcdefghijklmn"}, "29"},
	} {
		g := hook.Asks(checks.NewFacts(clock(), checks.FactHookAddress.Of(checks.Address{URL: hookURL, Addrs: c.addrs}), checks.FactSettings.Of(c.set)))
		if (g != nil) != (c.most != "") ||
			g != nil && (g.Reason != checks.GapConsent || !slices.Contains(g.Detail.Args, hookURL) || !slices.Contains(g.Detail.Args, c.most)) {
			t.Errorf("%s: %+v", name, g)
		}
	}
}

func TestWhereNotificationsGo(t *testing.T) {
	pref := func(url string) checks.Fact {
		d, err := checks.ParseDoc("1", []byte(`{"notification_url":"`+url+`"}`))
		if err != nil {
			t.Fatal(err)
		}
		return checks.FactPreference.Of(checks.Created{Doc: d})
	}
	e := &probe.Env{Now: clock, Lookup: func(_ context.Context, _, host string) ([]netip.Addr, error) {
		switch host {
		case "public.example":
			return []netip.Addr{netip.MustParseAddr("203.0.113.20"), netip.MustParseAddr("::ffff:203.0.113.21")}, nil
		case "mixed.example":
			return []netip.Addr{netip.MustParseAddr("203.0.113.20"), netip.MustParseAddr("10.1.2.3"), netip.MustParseAddr("100.64.0.1"), netip.MustParseAddr("fd00::1")}, nil
		case "nowhere.example":
			return nil, &net.DNSError{Err: "no such host", Name: host, IsNotFound: true}
		}
		return nil, &net.DNSError{Err: "server misbehaving", Name: host, IsTemporary: true}
	}}
	for _, c := range []struct {
		name, configured string
		object           []checks.Fact
		url, host        string
		addrs, private   int
		notFound, failed bool
	}{
		{name: "configured", configured: "https://public.example/a", object: []checks.Fact{pref("https://mixed.example/b")}, url: "https://public.example/a", host: "public.example", addrs: 2},
		{name: "of many kinds", configured: "https://mixed.example/b", url: "https://mixed.example/b", host: "mixed.example", addrs: 4, private: 3},
		{name: "an address of the preference", object: []checks.Fact{pref("https://10.0.0.1/b")}, url: "https://10.0.0.1/b", host: "10.0.0.1", addrs: 1, private: 1},
		{name: "localhost of the preference", object: []checks.Fact{pref("http://localhost:8080/b")}, url: "http://localhost:8080/b", host: "localhost", addrs: 1, private: 1},
		{name: "an address", configured: "https://127.0.0.1:8080/", url: "https://127.0.0.1:8080/", host: "127.0.0.1", addrs: 1, private: 1},
		{name: "an IPv6 address", configured: "https://[2001:db8::1]/", url: "https://[2001:db8::1]/", host: "2001:db8::1", addrs: 1},
		{name: "no such name", configured: "https://nowhere.example/", url: "https://nowhere.example/", host: "nowhere.example", notFound: true, failed: true},
		{name: "the resolver is down", configured: "https://down.example/", url: "https://down.example/", host: "down.example", failed: true},
		{name: "not an address", configured: "hook", url: "hook"},
	} {
		f := observe(t.Context(), t, e, "webhook.address", append(c.object, checks.FactSettings.Of(checks.Settings{WebhookURL: c.configured}))...)
		a, ok := checks.FactHookAddress.Get(f)
		if !ok || a.URL != c.url || a.Host != c.host || len(a.Addrs) != c.addrs || len(a.Private) != c.private || a.NotFound != c.notFound || (a.Err != "") != c.failed {
			t.Errorf("%s: %+v", c.name, a)
		}
	}
	f := observe(t.Context(), t, e, "webhook.address", checks.FactSettings.Of(checks.Settings{}))
	if g := f.Gap(checks.FactHookAddress.Name); g == nil || g.Input != "webhook_url" {
		t.Errorf("nothing configured: %+v", g)
	}
}
