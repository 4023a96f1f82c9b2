package sampleshop

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/homologa/homologa/mpclient/webhook"
)

// notify posts one notification about query whose body speaks of body.
func notify(t *testing.T, c *http.Client, query, body, signature string) int {
	t.Helper()
	return deliver(t, c, query, "payment", fmt.Sprintf(`{"action":"payment.updated","api_version":"v1","data":{"id":%q},"id":%d,"type":"payment"}`, body, noteID.Add(1)), signature)
}

// noteID numbers the notifications: each is one of its own.
var noteID atomic.Int64

func deliver(t *testing.T, c *http.Client, query, topic, body, signature string) int {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), "POST", hookURL+"&type="+topic+"&data.id="+query, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("X-Request-Id", "req-1")
	if signature != "" {
		req.Header.Set("X-Signature", signature)
	}
	resp, err := c.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	return resp.StatusCode
}

func readAll(r *http.Response) ([]byte, error) { return io.ReadAll(r.Body) }

// TestPublishedVectors checks the endpoint's own signature code against vectors nobody here made.
func TestPublishedVectors(t *testing.T) {
	raw, err := os.ReadFile("../../../shared/reference/examples/signature_vectors.json")
	if err != nil {
		t.Skip("the shared signature vectors are not here: ", err)
	}
	var file struct {
		Secret  string
		Vectors []struct {
			Name       string
			DataID     *string `json:"data_id_query"`
			RequestID  *string `json:"x_request_id"`
			XSignature string  `json:"x_signature"`
		}
	}
	if err := json.Unmarshal(raw, &file); err != nil || len(file.Vectors) == 0 {
		t.Fatalf("%d vectors, %v", len(file.Vectors), err)
	}
	text := func(p *string) string {
		if p == nil {
			return ""
		}
		return *p
	}
	for _, v := range file.Vectors {
		ts, v1 := signatureParts(v.XSignature)
		id := text(v.DataID)
		matches := string(signature(file.Secret, id, text(v.RequestID), ts)) == string(v1) ||
			string(signature(file.Secret, strings.ToLower(id), text(v.RequestID), ts)) == string(v1)
		if !matches {
			t.Errorf("%s: not accepted in either spelling", v.Name)
		}
		if string(signature(file.Secret, id+"0", text(v.RequestID), ts)) == string(v1) {
			t.Errorf("%s: accepted for another id", v.Name)
		}
	}
}

func TestEndpointVerifies(t *testing.T) {
	s := openShop(t, Options{Fixed: true})
	secret, at := s.box.Credentials().WebhookSecret, opening
	sign := func(id string, u webhook.TSUnit, c webhook.IDCase) string {
		return webhook.Sign(secret, id, "req-1", at, u, c)
	}
	const num, ord = "1332504417", "ORD01KR2M3N4P5Q6R7S8T9V0W1X2Y"
	numeric := sign(num, webhook.Millis, webhook.AsReceived)
	ts, v1, _ := strings.Cut(numeric, ",")
	for name, c := range map[string]struct {
		query, body, header string
		want                int
	}{
		"milliseconds":         {num, num, numeric, 200},
		"seconds":              {num, num, sign(num, webhook.Seconds, webhook.AsReceived), 200},
		"capitals kept, ms":    {ord, ord, sign(ord, webhook.Millis, webhook.AsReceived), 200},
		"capitals kept, s":     {ord, ord, sign(ord, webhook.Seconds, webhook.AsReceived), 200},
		"capitals lowered, ms": {ord, ord, sign(ord, webhook.Millis, webhook.LowerCase), 200},
		"capitals lowered, s":  {ord, ord, sign(ord, webhook.Seconds, webhook.LowerCase), 200},
		"parts swapped":        {num, num, v1 + "," + ts, 200},
		"body says another id": {num, "9", numeric, 200},
		"query of another id":  {"9", num, numeric, 401},
		"id left out":          {"", num, numeric, 401},
		"nothing":              {num, num, "", 401},
		"no hash":              {num, num, ts, 401},
		"no timestamp":         {num, num, v1, 401},
		"empty hash":           {num, num, ts + ",v1=", 401},
		"half a hash":          {num, num, numeric[:len(numeric)-2], 401},
		"another secret":       {num, num, webhook.Sign("x"+secret, num, "req-1", at, webhook.Millis, webhook.AsReceived), 401},
		"another request":      {num, num, webhook.Sign(secret, num, "req-2", at, webhook.Millis, webhook.AsReceived), 401},
		"another time":         {num, num, "ts=1," + v1, 401},
		"an hour old":          {num, num, webhook.Sign(secret, num, "req-1", at.Add(-time.Hour), webhook.Seconds, webhook.AsReceived), 200},
		"older than an hour":   {num, num, webhook.Sign(secret, num, "req-1", at.Add(-time.Hour-time.Second), webhook.Seconds, webhook.AsReceived), 401},
		"old, in milliseconds": {num, num, webhook.Sign(secret, num, "req-1", at.Add(-time.Hour-time.Second), webhook.Millis, webhook.AsReceived), 401},
		"from the future":      {num, num, webhook.Sign(secret, num, "req-1", at.Add(2*time.Hour), webhook.Millis, webhook.AsReceived), 401},
		"ts is no number":      {num, num, webhook.Header("now", webhook.Hash(secret, webhook.Manifest(num, "req-1", "now"))), 401},
	} {
		if got := notify(t, visitor(s), c.query, c.body, c.header); got != c.want {
			t.Errorf("%s: %d, want %d", name, got, c.want)
		}
	}
}

// TestMixedUpIDs: with the fault on, a genuine signature for one id passes for another, whether
// that id stands in the body, came earlier or differs in the last digit; nothing else passes.
func TestMixedUpIDs(t *testing.T) {
	s := openShop(t, Options{Fixed: true})
	if err := s.Break(hookOther); err != nil {
		t.Fatal(err)
	}
	c, secret := visitor(s), s.box.Credentials().WebhookSecret
	sign := func(id string) string {
		return webhook.Sign(secret, id, "req-1", opening, webhook.Seconds, webhook.AsReceived)
	}
	if got := notify(t, c, "555", "555", sign("555")); got != 200 {
		t.Fatalf("a genuine notification: %d", got)
	}
	for name, n := range map[string]struct {
		query, body, signed string
		want                int
	}{
		"in the body": {"1332504417", "777", "777", 200}, "seen before": {"1332504417", "1332504417", "555", 200},
		"last digit": {"1332504417", "1332504417", "1332504416", 200}, "never heard of": {"1332504417", "1332504417", "888", 401},
	} {
		if got := notify(t, c, n.query, n.body, sign(n.signed)); got != n.want {
			t.Errorf("%s: %d, want %d", name, got, n.want)
		}
	}
}

func TestEndpointSurvivesHostileInput(t *testing.T) {
	s := openShop(t, Options{Fixed: true})
	post := func(method string, body io.Reader) int {
		req, _ := http.NewRequestWithContext(t.Context(), method, hookURL+"&data.id=1", body)
		req.Header.Set("X-Request-Id", "req-1")
		req.Header.Set("X-Signature", webhook.Sign(s.box.Credentials().WebhookSecret, "1", "req-1", opening, webhook.Millis, webhook.AsReceived))
		w := httptest.NewRecorder()
		s.hookHandler().ServeHTTP(w, req)
		return w.Code
	}
	for name, c := range map[string]struct {
		method string
		body   io.Reader
		want   int
	}{
		"at the limit":   {"POST", strings.NewReader(strings.Repeat("x", maxBody)), 200},
		"over the limit": {"POST", strings.NewReader(strings.Repeat("x", maxBody+1)), 413},
		"not JSON":       {"POST", strings.NewReader("\x00{[\xff"), 200}, // nothing is read from the body
		"cut off":        {"POST", io.MultiReader(strings.NewReader("{"), failing{}), 400},
		"a visit":        {"GET", nil, 405},
	} {
		if got := post(c.method, c.body); got != c.want {
			t.Errorf("%s: %d, want %d", name, got, c.want)
		}
	}
}

type failing struct{}

func (failing) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

// TestOrderGoesOutOnce lets the simulator itself notify: the endpoint's word is not enough, the
// payment has to be there, and telling it twice sends nothing twice.
func TestOrderGoesOutOnce(t *testing.T) {
	s := openShop(t, Options{Fixed: true})
	set := s.Settings()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	if err := s.Sandbox().Idle(ctx); err != nil {
		t.Fatal(err)
	}
	for s.Fulfilled() == 0 {
		if ctx.Err() != nil {
			t.Fatal("the approved payment was notified and nothing went out")
		}
		runtime.Gosched()
	}
	sign := func(id string) string {
		return webhook.Sign(set.WebhookSecret.Reveal(), id, "req-1", opening, webhook.Seconds, webhook.AsReceived)
	}
	for _, id := range []string{set.PaymentID, "1", "99999999999"} { // known, invented, invented
		if got := notify(t, visitor(s), id, id, sign(id)); got != 200 {
			t.Errorf("%s: %d", id, got)
		}
		s.fulfil(id)
	}
	if n := s.Fulfilled(); n != 1 {
		t.Errorf("%d orders went out for one approved payment", n)
	}
}
