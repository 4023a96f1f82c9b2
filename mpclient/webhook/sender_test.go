package webhook

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"
)

func sent(t *testing.T, o SendOptions) []Outgoing {
	t.Helper()
	plan, err := Plan(o, signedAt)
	if err != nil {
		t.Fatal(err)
	}
	return plan
}

func TestPlanRefuses(t *testing.T) {
	for _, c := range []struct {
		o    SendOptions
		want SendProblem
	}{
		{SendOptions{Event: "nope"}, SendUnknownEvent},
		{SendOptions{Form: "xml"}, SendUnknownForm},
		{SendOptions{Event: "payment.created", Form: FormOrder}, SendNotOrder},
		{SendOptions{Event: "order.processed", Form: FormIPN}, SendNoIPN},
		{SendOptions{Form: FormIPN, Forge: true}, SendIPNUnsigned},
		{SendOptions{Form: FormIPN, Stale: true}, SendIPNUnsigned},
		{SendOptions{Forge: true, Stale: true}, SendForgedAge},
		{SendOptions{Event: "payment.created", OutOfOrder: true}, SendNoEarlier},
		{SendOptions{Form: FormIPN, OutOfOrder: true}, SendNoEarlier},
		{SendOptions{Delay: -1}, SendDelay},
		{SendOptions{Delay: time.Hour + 1}, SendDelay},
		{SendOptions{Set: []string{"id"}}, SendSetForm},
		{SendOptions{Set: []string{"data=1"}}, SendSetUnknown},
		{SendOptions{Set: []string{"type=payment"}}, SendSetSame},
	} {
		var bad *SendError
		if plan, err := Plan(c.o, signedAt); !errors.As(err, &bad) || bad.Problem != c.want || plan != nil {
			t.Errorf("%+v: %v, want %s", c.o, err, c.want)
		}
	}
}

func TestSenderSigns(t *testing.T) {
	var got []error
	var queries []string
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, err := Verify(secret, r.Header.Get("X-Signature"), r.URL.Query().Get("data.id"), r.Header.Get("X-Request-Id"), signedAt, time.Hour)
		got, queries = append(got, err), append(queries, r.URL.RawQuery)
		w.WriteHeader(http.StatusTeapot)
		_, _ = io.WriteString(w, "no\x1b[2J\nAPP_USR-12345678-1234-1234-1234-123456789012 "+secret)
	}))
	defer srv.Close()
	u, err := url.Parse(srv.URL + "/hook?a=1")
	if err != nil {
		t.Fatal(err)
	}
	s := NewSender(u, SenderOptions{Secret: secret, Now: func() time.Time { return signedAt }})
	for _, c := range []struct {
		o     SendOptions
		query string
		want  error
		fine  bool // that it is refused
	}{
		{SendOptions{}, "a=1&data.id=999999999999&type=payment", nil, false},
		{SendOptions{Forge: true}, "a=1&data.id=999999999999&type=payment", ErrMismatch, true},
		{SendOptions{Stale: true}, "a=1&data.id=999999999999&type=payment", ErrOutOfTolerance, true},
		{SendOptions{Form: FormIPN}, "a=1&id=999999999999&topic=payment", ErrMissingHeader, false},
	} {
		got, queries = nil, nil
		o := sent(t, c.o)[0]
		a := s.Send(t.Context(), o)
		if a.Err != nil || len(got) != 1 || !errors.Is(got[0], c.want) || queries[0] != c.query {
			t.Errorf("%+v: %v, arrived %v at %v, want %v", c.o, a.Err, got, queries, c.want)
		}
		if a.Status != http.StatusTeapot || a.Headers == 0 || a.RequestID == "" || o.Expected(a.Status) != c.fine {
			t.Errorf("%+v: %+v", c.o, a)
		}
		if !strings.HasPrefix(a.Excerpt, "no") || strings.ContainsAny(a.Excerpt, "\x1b\n") || strings.Contains(a.Excerpt, secret) {
			t.Errorf("excerpt %q", a.Excerpt)
		}
	}
}

func TestSendAll(t *testing.T) {
	var bodies, ids []string
	srv := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		b, _ := io.ReadAll(r.Body)
		bodies, ids = append(bodies, string(b)), append(ids, r.Header.Get("X-Request-Id"))
	}))
	defer srv.Close()
	u, err := url.Parse(srv.URL)
	if err != nil {
		t.Fatal(err)
	}
	s := NewSender(u, SenderOptions{Secret: secret})
	plan := sent(t, SendOptions{Duplicate: true, OutOfOrder: true})
	var names []string
	if err := s.SendAll(t.Context(), plan, time.Nanosecond, func(o Outgoing, a Answer) error {
		names = append(names, o.Event.Name)
		return a.Err
	}); err != nil {
		t.Fatal(err)
	}
	if strings.Join(names, " ") != "payment.updated payment.updated payment.created" || bodies[0] != bodies[1] || ids[0] == ids[1] || bodies[2] == bodies[0] {
		t.Errorf("%v %v %v", names, bodies, ids)
	}
	stop := errors.New("enough")
	calls := 0
	if err := s.SendAll(t.Context(), plan, 0, func(Outgoing, Answer) error { calls++; return stop }); err != stop || calls != 1 {
		t.Errorf("%d calls, %v", calls, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	never := func(Outgoing, Answer) error { t.Error("sent"); return nil }
	for _, delay := range []time.Duration{0, time.Hour} {
		if err := s.SendAll(ctx, plan, delay, never); !errors.Is(err, context.Canceled) {
			t.Errorf("cancelled: %v", err)
		}
	}
}

func TestNoAnswerKeepsTheAddress(t *testing.T) {
	srv := httptest.NewServer(nil)
	u, err := url.Parse(strings.Replace(srv.URL, "http://", "http://user:hunter2@", 1))
	if err != nil {
		t.Fatal(err)
	}
	srv.Close()
	a := NewSender(u, SenderOptions{}).Send(t.Context(), sent(t, SendOptions{})[0])
	if a.Err == nil || a.Cause != "connection-refused" || a.Status != 0 || strings.Contains(a.Err.Error(), "hunter2") {
		t.Errorf("%+v", a)
	}
}
