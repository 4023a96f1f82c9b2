package sandbox

import (
	"errors"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

func TestParseChaos(t *testing.T) {
	for spec, want := range map[string]Chaos{
		"latency=300ms":                {Latency: 300 * time.Millisecond},
		"status=503,html,times=3":      {Status: 503, HTML: true, Times: 3},
		" status=429 , retry-after=2 ": {Status: 429, RetryAfter: 2},
		"slow=5s,truncate":             {Slow: 5 * time.Second, Truncate: true},
		"reset":                        {Reset: true},
		strings.Join(ChaosParts, ","):  {300 * time.Millisecond, 5 * time.Second, 503, 2, true, true, true, 3},
	} {
		if got, err := ParseChaos(spec); err != nil || got != want {
			t.Errorf("%q is %+v, %v", spec, got, err)
		}
	}
	for spec, want := range map[string]ChaosError{
		"":                      {"", ChaosUnknown, "latency=300ms"},
		"html,bogus=1":          {"bogus=1", ChaosUnknown, "times=3"},
		"status=503,,html":      {"", ChaosUnknown, "reset"},
		"Latency=1s":            {"Latency=1s", ChaosUnknown, "latency=300ms"},
		"status=200":            {"status=200", ChaosValue, "400–599"},
		"status":                {"status", ChaosValue, "400–599"},
		"latency=5":             {"latency=5", ChaosValue, "latency=300ms"},
		"latency=-1s":           {"latency=-1s", ChaosValue, "latency=300ms"},
		"slow=2m1s":             {"slow=2m1s", ChaosValue, "2m"},
		"reset=no":              {"reset=no", ChaosValue, "reset"},
		"html,times=0":          {"times=0", ChaosValue, "1–"},
		"retry-after=1s,reset":  {"retry-after=1s", ChaosValue, "1–86400"},
		"latency=1s,latency=2s": {"latency=2s", ChaosTwice, "latency"},
		"times=3":               {"times=3", ChaosNothing, "reset"},
	} {
		_, err := ParseChaos(spec)
		var bad *ChaosError
		if !errors.As(err, &bad) || bad.Part != want.Part || bad.Problem != want.Problem || !strings.Contains(bad.Known, want.Known) {
			t.Errorf("%q: %+v", spec, err)
		}
	}
}

// A fault meets calls to the API, never the way to switch it off.
func TestChaosSparesControl(t *testing.T) {
	b := newBench(t)
	if err := b.SetChaos(Chaos{Status: 503}); err != nil {
		t.Fatal(err)
	}
	b.want(b.do("GET", "/users/me", ""), 503)
	for _, path := range []string{"requests", "deliveries", "notifications", "application", "help"} {
		b.want(b.do("GET", "/_sandbox/"+path, ""), 200)
	}
	page := httptest.NewRequest("GET", "http://127.0.0.1:8080/_sandbox/", nil)
	w := httptest.NewRecorder()
	if b.ServeHTTP(w, page); w.Code != 200 {
		t.Errorf("the control page answered %d", w.Code)
	}
	b.want(b.do("POST", "/_sandbox/chaos", `{"spec":"status=429,times=1"}`), 204)
	if a := b.want(b.do("GET", "/users/me", ""), 429); a.header.Get("Retry-After") != "1" {
		t.Errorf("Retry-After %q on a 429 without one", a.header.Get("Retry-After"))
	}
	b.want(b.do("GET", "/users/me", ""), 200)
	for _, order := range []string{`{"spec":"bogus"}`, `{"spec":"html","status":503}`, `{"latency_ms":9223372036854775807}`} {
		b.want(b.do("POST", "/_sandbox/chaos", order), 400)
	}
	if err := b.SetChaos(Chaos{Slow: time.Hour}); err == nil {
		t.Error("an hour was taken")
	}
}

// HTML alone keeps the status and does what was asked: a proxy rewrote the answer.
func TestChaosPageForJSON(t *testing.T) {
	b := newBench(t)
	b.want(b.do("POST", "/_sandbox/chaos", `{"html":true,"times":1}`), 204)
	a := b.want(b.payPix(""), 201)
	if !strings.HasPrefix(a.header.Get("Content-Type"), "text/html") || !strings.Contains(a.raw, "<h1>Created</h1>") {
		t.Errorf("%v %s", a.header, a.raw)
	}
	b.want(b.do("GET", "/v1/payments/search", ""), 200, "paging.total", 1)
}
