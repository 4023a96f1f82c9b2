package webhook

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"testing"
	"time"
)

var note = Notification{ID: 17785080626831, Topic: "payment", Action: "payment.updated", DataID: "1332504417", UserID: "2034567891", LiveMode: true, Created: signedAt}

func TestTarget(t *testing.T) {
	odd := Notification{Topic: "topic x", DataID: "a/b&c=d?é#+%"}
	for _, x := range []struct {
		n              Notification
		endpoint, want string
	}{
		{note, "https://shop.example/hook", "https://shop.example/hook?data.id=1332504417&type=payment"},
		{note, "https://shop.example/hook?source_news=webhooks", "https://shop.example/hook?source_news=webhooks&data.id=1332504417&type=payment"},
		{note, "https://shop.example/hook?z=1&a=%2F+x", "https://shop.example/hook?z=1&a=%2F+x&data.id=1332504417&type=payment"},
		{note, "https://shop.example/hook?flag&bad=%zz&a;b", "https://shop.example/hook?flag&bad=%zz&a;b&data.id=1332504417&type=payment"},
		{note, "https://shop.example/hook?data.id=9&x=1&type=old&data%2Eid=8", "https://shop.example/hook?x=1&data.id=1332504417&type=payment"},
		{note, "http://127.0.0.1:1/a%2Fb?", "http://127.0.0.1:1/a%2Fb?data.id=1332504417&type=payment"},
		{odd, "https://shop.example", "https://shop.example?data.id=a%2Fb%26c%3Dd%3F%C3%A9%23%2B%25&type=topic+x"},
	} {
		if got, err := x.n.Target(x.endpoint); err != nil || got != x.want {
			t.Errorf("%s:\n got %s, %v\nwant %s", x.endpoint, got, err, x.want)
		}
	}
	for _, bad := range []string{"", "/hook", "shop.example/hook", "https://u:hunter2@shop.example/%zz", "https://u:hunter2@shop.example:x/", "://"} {
		if got, err := note.Target(bad); err == nil || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%q: %s, %v", bad, got, err)
		}
	}
}

func TestRequestArrives(t *testing.T) {
	type arrived struct {
		method, id, kind, news string
		header                 http.Header
		body                   []byte
	}
	var got arrived
	srv := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		b, _ := io.ReadAll(r.Body)
		q := r.URL.Query()
		got = arrived{r.Method, q.Get("data.id"), q.Get("type"), q.Get("source_news"), r.Header, b}
	}))
	defer srv.Close()
	for _, id := range []string{"1332504417", orderID, "a/b&c=d?é#+%\x00", "pay_01 x"} {
		n := note
		n.DataID = id
		req, err := n.Request(context.Background(), srv.URL+"/hook?source_news=webhooks", reqID, Sign(secret, id, reqID, signedAt, Seconds, AsReceived), "MercadoPago WebHook v1.0 payment")
		if err != nil {
			t.Fatal(err)
		}
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		_ = resp.Body.Close()
		if got.method != "POST" || got.id != id || got.kind != "payment" || got.news != "webhooks" {
			t.Errorf("%q arrived as %+v", id, got)
		}
		if got.header.Get("Content-Type") != "application/json" || got.header.Get("User-Agent") != "MercadoPago WebHook v1.0 payment" || got.header.Get("X-Request-Id") != reqID {
			t.Errorf("headers %v", got.header)
		}
		if ic, err := Verify(secret, got.header.Get("X-Signature"), got.id, got.header.Get("X-Request-Id"), signedAt, time.Minute); err != nil || ic != AsReceived {
			t.Errorf("%q does not verify where it arrives: %v, %v", id, ic, err)
		}
		var body map[string]any
		if err := json.Unmarshal(got.body, &body); err != nil || body["data"].(map[string]any)["id"] != id {
			t.Errorf("%q in the body: %s", id, got.body)
		}
	}
}

func TestRequestLeavesOutWhatIsEmpty(t *testing.T) {
	req, err := note.Request(context.Background(), "https://shop.example/", "", "", "ua")
	if err != nil {
		t.Fatal(err)
	}
	for _, h := range []string{"X-Request-Id", "X-Signature"} {
		if _, there := req.Header[h]; there {
			t.Errorf("%s is sent empty", h)
		}
	}
	if _, err := note.Request(context.Background(), "/hook", "", "", ""); err == nil {
		t.Error("a request without a host is made")
	}
}

func TestBody(t *testing.T) {
	n := note
	n.BodyID = "999"
	n.Created = signedAt.In(time.FixedZone("", -4*3600))
	var got map[string]any
	if err := json.Unmarshal(n.Body(), &got); err != nil {
		t.Fatal(err)
	}
	want := map[string]any{"action": "payment.updated", "api_version": "v1", "data": map[string]any{"id": "999"}, "date_created": "2026-05-11T14:01:02Z",
		"id": 17785080626831.0, "live_mode": true, "type": "payment", "user_id": "2034567891"}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %v", got)
	}
}
