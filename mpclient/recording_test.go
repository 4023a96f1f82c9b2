package mpclient

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

func TestRecordingRedactsBeforeItStores(t *testing.T) {
	canaries := []string{tokenText, grantText, pan, "hunter2", "ana.souza", "12345678909", "Rua Falsa", esc, "sid=1"}
	var told []Exchange
	rec := NewRecorder(func(x Exchange) { told = append(told, x) })
	at := time.Date(2026, 11, 22, 18, 0, 0, 0, time.UTC)
	var sent string
	tr := &Recording{Recorder: rec, Redactor: NewRedactor(), Now: func() time.Time { return at }, Base: roundTrip(func(r *http.Request) (*http.Response, error) {
		b, _ := io.ReadAll(r.Body)
		sent = string(b)
		return answer(201, `{"id":1332504417,"payer":{"email":"ana.souza@example.com","identification":{"number":"12345678909"}},"note":"`+pan+`","t":"`+tokenText+`","esc":"\u001b[2J"}`,
			"X-Request-Id", "r-1 "+tokenText, "Set-Cookie", "sid=1"), nil
	})}
	body := `{"token":"` + strings.Repeat("a", 32) + `","password":"hunter2","payer":{"address":{"street_name":"Rua Falsa"}},"grant":"` + grantText + `"}`
	ctx, seen := WithSeen(WithOp(context.Background(), "payments.create"))
	req, err := http.NewRequestWithContext(ctx, "POST", "https://u:hunter2@x.example/v1/payments?access_token="+tokenText, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+tokenText)
	original, header := *req, req.Header.Clone()
	resp, err := tr.RoundTrip(req)
	if err != nil {
		t.Fatal(err)
	}
	if req.URL != original.URL || req.Context() != original.Context() || req.Body != original.Body || req.ContentLength != original.ContentLength || fmt.Sprint(req.Header) != fmt.Sprint(header) {
		t.Error("the caller's request was changed")
	}
	if sent != body {
		t.Errorf("sent %s", sent)
	}
	got, _ := io.ReadAll(resp.Body)
	if !strings.Contains(string(got), tokenText) || resp.ContentLength != int64(len(got)) {
		t.Error("the answer did not come through as it was")
	}
	x := rec.All()[0]
	mustNotHold(t, "exchange", allText(t, x)+x.Curl("MP_ACCESS_TOKEN"), canaries...)
	if len(told) != 1 || told[0].ID != x.ID || told[0].RespBody != x.RespBody {
		t.Errorf("told %v", told)
	}
	if x.ID != "ex-1" || ExchangeOf(resp) != x.ID || strings.Join(seen.IDs(), ",") != x.ID || x.Op != "payments.create" || x.Method != "POST" || x.Status != 201 || x.Attempt != 1 || !x.Started.Equal(at) || x.RequestID != "r-1 APP_USR-…7891" {
		t.Errorf("%+v", x)
	}
	if !strings.Contains(x.RespBody, `"id":1332504417`) || !strings.Contains(x.RespBody, "a***@example.com") || !strings.Contains(x.ReqBody, `"street_name":"***"`) {
		t.Errorf("bodies: %s\n%s", x.ReqBody, x.RespBody)
	}
}

func TestRecordingFailures(t *testing.T) {
	for name, x := range map[string]struct {
		base   roundTrip
		status int
	}{
		"no answer": {func(r *http.Request) (*http.Response, error) {
			return nil, &url.Error{Op: "Get", URL: "https://x.example/?access_token=hunter22&to=ana.souza@example.com", Err: errors.New("dial " + tokenText + esc)}
		}, 0},
		"cut answer": {func(r *http.Request) (*http.Response, error) {
			resp := answer(200, "")
			resp.Body = io.NopCloser(io.MultiReader(strings.NewReader(`{"password":"hunter22`), errorReader{errors.New("reset by " + tokenText)}))
			return resp, nil
		}, 200},
	} {
		rec := NewRecorder(nil)
		tr := &Recording{Recorder: rec, Redactor: NewRedactor(), Base: x.base}
		ctx, seen := WithSeen(context.Background())
		req, _ := http.NewRequestWithContext(ctx, "GET", "https://x.example/", nil)
		resp, err := tr.RoundTrip(req)
		if resp != nil || err == nil {
			t.Fatalf("%s: %v, %v", name, resp, err)
		}
		got := rec.All()
		if len(got) != 1 || got[0].Err == "" || got[0].Status != x.status || len(seen.IDs()) != 1 {
			t.Errorf("%s: %+v", name, got)
		}
		mustNotHold(t, name, allText(t, got), tokenText, "hunter22", "ana.souza", esc)
	}
}

// The same through the client: nothing secret in the error either.
func TestErrorsHoldNoSecrets(t *testing.T) {
	a := newAPI(t, nil, func(o *Options) {
		o.HTTP = roundTrip(func(*http.Request) (*http.Response, error) {
			return nil, &url.Error{Op: "Get", URL: "https://x.example/?access_token=hunter22", Err: errors.New("dial " + tokenText + " for ana.souza@example.com" + esc)}
		})
	})
	_, err := a.SearchPayments(context.Background(), 1, 0, nil)
	mustNotHold(t, "error", err.Error()+allText(t, mustError(t, err))+allText(t, a.rec.All()), tokenText, "hunter22", "ana.souza", esc)

	a = newAPI(t, reply(400, `{"message":"token `+tokenText+` of ana.souza@example.com","error":"x `+grantText+`","cause":[{"code":"`+pan+`","description":"`+tokenText+`"}],"data":{"first_name":"Souza"}}`, "X-Request-Id", tokenText))
	_, err = a.Payment(context.Background(), "1")
	mustNotHold(t, "error", err.Error()+allText(t, mustError(t, err))+allText(t, a.rec.All())+string(AsError(err).Data), tokenText, grantText, pan, "ana.souza", "Souza")
}

type errorReader struct{ err error }

func (r errorReader) Read([]byte) (int, error) { return 0, r.err }

// What is personal by key must stay hidden when only the head of a long answer is kept.
func TestRecordingLongBodies(t *testing.T) {
	rec := NewRecorder(nil)
	run := func(body string, cut bool, limit int64) (*http.Response, error) {
		tr := &Recording{Recorder: rec, Redactor: NewRedactor(), MaxBody: limit, Cut: cut, Base: roundTrip(func(r *http.Request) (*http.Response, error) {
			if r.Body != nil {
				if b, _ := io.ReadAll(r.Body); len(b) != 3<<20 {
					t.Errorf("%d bytes of the request were sent", len(b))
				}
			}
			return answer(200, body), nil
		})}
		req, _ := http.NewRequest("POST", "https://x.example/", bytes.NewReader(bytes.Repeat([]byte("q"), 3<<20)))
		return tr.RoundTrip(req)
	}
	row := `{"payer":{"name":"Zacarias","identification":{"number":"12345678909"}},"id":1332504417},`
	list := `{"results":[` + strings.Repeat(row, 2000) + `{}]}`
	if _, err := run(list, false, 0); err != nil {
		t.Fatal(err)
	}
	if _, err := run(list, true, 100_000); err != nil { // a page cut by its reader
		t.Fatal(err)
	}
	half := strings.Repeat("x ", maxText/2-20) + tokenText // the cut falls into the token
	resp, err := run(half+strings.Repeat(" y", 1000), false, 0)
	if err != nil {
		t.Fatal(err)
	}
	if b, _ := io.ReadAll(resp.Body); len(b) != len(half)+2000 {
		t.Errorf("the caller got %d bytes", len(b))
	}
	if _, err := run(list, false, 100); !errors.Is(err, ErrTooLarge) {
		t.Errorf("err %v", err)
	}
	for i, x := range rec.All() {
		if len(x.RespBody) > maxKeptBody || len(x.ReqBody) > maxKeptBody || (i < 3) != (x.Err == "") || i < 2 && !x.Truncated {
			t.Errorf("exchange %d: %d and %d bytes, truncated %v, err %q", i, len(x.ReqBody), len(x.RespBody), x.Truncated, x.Err)
		}
		if i == 0 {
			mustNotHold(t, "long JSON", x.RespBody, "Zacarias")
		}
		mustNotHold(t, x.ID, x.RespBody, "12345678909", "APP_USR-7305")
	}
}

func TestRecordingZeroValue(t *testing.T) {
	tr := &Recording{Recorder: NewRecorder(nil), Redactor: NewRedactor(), Base: roundTrip(func(*http.Request) (*http.Response, error) {
		return &http.Response{StatusCode: 204, Body: http.NoBody, Header: nil}, nil
	})}
	req, _ := http.NewRequest("GET", "https://x.example/", nil)
	resp, err := tr.RoundTrip(req)
	if err != nil || ExchangeOf(resp) != "ex-1" {
		t.Fatalf("%v, %v", resp, err)
	}
}

// The network must not choose which exchange an answer points at.
func TestExchangeHeaderCannotBeForged(t *testing.T) {
	a := newAPI(t, reply(200, `{}`, exchangeHeader, "ex-999"))
	got, err := a.Payment(context.Background(), "1")
	if err != nil || got.Exchange != "ex-1" {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestRecorderBounds(t *testing.T) {
	r := NewRecorder(nil)
	body := strings.Repeat("é", maxKeptBody) // twice the limit in bytes, and the cut falls within a letter
	for i := range 12_000 {
		if id := r.Add(Exchange{Op: "op", ReqBody: body, RespBody: "x" + body}); id != fmt.Sprintf("ex-%d", i+1) {
			t.Fatalf("id %s", id)
		}
	}
	all, total, with := r.All(), 0, 0
	for i, x := range all {
		total += len(x.ReqBody) + len(x.RespBody)
		if x.RespBody != "" {
			with++
		} else if with > 0 {
			t.Fatalf("exchange %d lost its body before an older one", i)
		}
		if !x.Truncated || strings.Contains(x.RespBody, "\ufffd") {
			t.Fatalf("exchange %d: truncated %v", i, x.Truncated)
		}
	}
	if len(all) != maxExchanges || r.Len() != maxExchanges || total > maxKeptBytes || total < maxKeptBytes-2*maxKeptBody || total != r.bytes {
		t.Errorf("%d exchanges, %d bytes, counted %d", len(all), total, r.bytes)
	}
	if all[0].ID != "ex-2001" || all[len(all)-1].ID != "ex-12000" {
		t.Errorf("kept %s to %s", all[0].ID, all[len(all)-1].ID)
	}
	if _, ok := r.Find("ex-2000"); ok {
		t.Error("a dropped exchange is found")
	}
	if x, ok := r.Find("ex-2001"); !ok || x.RespBody != "" {
		t.Error("the oldest exchange is not found without its body")
	}
	if x, ok := r.Find("ex-12000"); !ok || len(x.RespBody) < maxKeptBody-2 {
		t.Error("the latest exchange is not found with its body")
	}
	last := r.Last(3)
	if len(last) != 3 || last[0].ID != "ex-11998" || last[2].ID != "ex-12000" {
		t.Errorf("the last three are %v", last)
	}
	if len(r.Last(0)) != 0 || len(r.Last(-1)) != 0 || len(r.Last(1<<20)) != maxExchanges {
		t.Error("Last does not stay within what there is")
	}
	last[0].ID = "changed"
	if _, ok := r.Find("changed"); ok {
		t.Error("a copy reaches into the recorder")
	}
}

func TestRecorderSmallBodies(t *testing.T) {
	r := NewRecorder(nil)
	for range 12_000 {
		r.Add(Exchange{RespBody: "{}"})
	}
	if r.Len() != maxExchanges || r.bytes != 2*maxExchanges || r.bodies != 0 {
		t.Errorf("%d exchanges, %d bytes, first body at %d", r.Len(), r.bytes, r.bodies)
	}
}

func TestCurl(t *testing.T) {
	x := Exchange{Method: "POST", URL: "https://x.example/o'brien?a=$(id)", ReqHeader: []Header{{"Authorization", "Bearer ********"}, {"Content-Type", "application/json"}, {"User-Agent", "u"}, {"X-Request-Id", "it's"}}, ReqBody: `{"a":"it's $HOME"}`}
	want := `curl -sS -X POST 'https://x.example/o'\''brien?a=$(id)' \
  -H "Authorization: Bearer $MP_ACCESS_TOKEN" \
  -H 'Content-Type: application/json' \
  -H 'X-Request-Id: it'\''s' \
  --data '{"a":"it'\''s $HOME"}'`
	if got := x.Curl("MP_ACCESS_TOKEN"); got != want {
		t.Errorf("got\n%s", got)
	}
	if got := (Exchange{Method: "GET", URL: "https://x.example"}).Curl("T"); got != "curl -sS 'https://x.example'" {
		t.Errorf("got %s", got)
	}
}
