package mpclient

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// Invented credentials of the shapes seen.
const (
	tokenText  = "APP_USR-7305128846120953-051110-0f1e2d3c4b5a69788796a5b4c3d2e1f0-2034567891"
	keyText    = "APP_USR-3b7f1d52-0c4e-4a7a-9a21-6d0f8e2b5c11"
	secretText = "5f1d2c3b4a5968778695a4b3c2d1e0f95f1d2c3b4a5968778695a4b3c2d1e0f9"
	grantText  = "TG-6650a1b2c3d4e5f60718293a-2034567891"
	esc        = "\x1b"
)

// example reads a sample body of the reference, which is not part of the repository.
func example(t testing.TB, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("..", "..", "shared", "reference", "examples", name))
	if err != nil {
		t.Skipf("reference example %s is not here", name)
	}
	return b
}

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func answer(status int, body string, header ...string) *http.Response {
	h := http.Header{}
	for i := 0; i+1 < len(header); i += 2 {
		h.Add(header[i], header[i+1])
	}
	return &http.Response{StatusCode: status, Status: http.StatusText(status), Header: h, Body: io.NopCloser(strings.NewReader(body))}
}

// api is a client before a fake server; the clock stands still and sleeping is only written down.
type api struct {
	*Client
	rec   *Recorder
	hits  atomic.Int64
	now   time.Time
	mu    sync.Mutex
	slept []time.Duration
}

func (a *api) sleep(ctx context.Context, d time.Duration) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.slept = append(a.slept, d)
	return ctx.Err()
}

func newAPI(t *testing.T, h http.HandlerFunc, set ...func(*Options)) *api {
	t.Helper()
	a := &api{rec: NewRecorder(nil), now: time.Date(2026, 11, 22, 18, 0, 0, 0, time.UTC)}
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		a.hits.Add(1)
		h(w, r)
	}))
	t.Cleanup(srv.Close)
	o := Options{BaseURL: srv.URL, Recorder: a.rec, Now: func() time.Time { return a.now }, Sleep: a.sleep}
	for _, f := range set {
		f(&o)
	}
	c, err := New(tokenText, o)
	if err != nil {
		t.Fatal(err)
	}
	a.Client = c
	return a
}

func reply(status int, body string, header ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		for i := 0; i+1 < len(header); i += 2 {
			w.Header().Set(header[i], header[i+1])
		}
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}

func mustError(t *testing.T, err error) *Error {
	t.Helper()
	e := AsError(err)
	if e == nil {
		t.Fatalf("want an *Error, got %v", err)
	}
	return e
}

// allText is everything an exchange, an error or an answer could show.
func allText(t *testing.T, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func mustNotHold(t *testing.T, where, text string, canaries ...string) {
	t.Helper()
	for _, c := range canaries {
		if strings.Contains(text, c) {
			t.Errorf("%s shows %q:\n%s", where, c, text)
		}
	}
}
