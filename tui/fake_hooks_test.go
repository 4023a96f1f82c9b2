package tui

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/homologa/homologa/checks/export"
	"github.com/homologa/homologa/mpclient"
	"github.com/homologa/homologa/mpclient/webhook"
)

const fakeSecret = "4b9f0e7a3c1d5e6f8a2b4c6d8e0f1a3b"

// nothingYet stands for a feed that waits: a test's command cannot.
type nothingYet struct{}

// fakeHooks is a bench of notifications that a test fills.
type fakeHooks struct {
	to     string
	local  bool
	fail   error
	feed   *fakeFeed
	source HookSource
	sent   []HookKind
	resent []string
	answer int    // what the target answers; 200 when zero
	secret string // in place of the one that signs
}

type fakeFeed struct {
	about HookSource
	news  []HookNews
	over  bool
}

func (f *fakeFeed) About() HookSource { return f.about }

func (f *fakeFeed) Next() ([]HookNews, bool) {
	if len(f.news) == 0 && !f.over {
		panic(nothingYet{})
	}
	news := f.news
	f.news = nil
	return news, !f.over
}

func (h *fakeHooks) Listen(context.Context) (HookFeed, error) {
	if h.fail != nil {
		return nil, h.fail
	}
	if h.source == (HookSource{}) {
		h.source = HookSource{Every: 3 * time.Second, Kept: ".homologa/deliveries.jsonl"}
	}
	if h.feed == nil {
		h.feed = &fakeFeed{news: sampleNews()}
	}
	h.feed.about = h.source
	for i, n := range h.feed.news { // as the bench of the program does
		if n.Arrival != nil {
			d := n.Arrival.Judged(h.secrets())
			h.feed.news[i].Arrival = &d
		}
	}
	return h.feed, nil
}

func (h *fakeHooks) Target() (string, bool) { return h.to, h.local }

func (h *fakeHooks) secrets() []webhook.Secret {
	return []webhook.Secret{{Value: mpclient.Secret(cmp.Or(h.secret, fakeSecret)), Name: "MP_WEBHOOK_SECRET", Mode: webhook.Production}}
}

func (h *fakeHooks) Explain(d webhook.Arrival) export.Verification {
	return export.VerifyArrival(d, h.secrets())
}

func (h *fakeHooks) Capture(raw []byte) (export.Verification, error) {
	return export.VerifyCapture(raw, h.secrets())
}

func (h *fakeHooks) Resend(_ context.Context, d webhook.Arrival) webhook.Outcome {
	h.resent = append(h.resent, d.ID)
	return webhook.Outcome{ID: d.ID, At: fakeNow.Add(time.Minute), Status: max(h.answer, 200), Millis: 12}
}

func (h *fakeHooks) Send(_ context.Context, k HookKind, told func(webhook.Arrival, webhook.Outcome, bool)) error {
	h.sent = append(h.sent, k)
	if h.fail != nil {
		return h.fail
	}
	d := delivery(100+len(h.sent), 99, "payment.updated", "77", "")
	d.ID, d.Source = fmt.Sprintf("s-%d", len(h.sent)), "sent"
	told(d, webhook.Outcome{ID: d.ID, At: fakeNow, Status: max(h.answer, 200), Millis: 9}, h.answer == 0)
	return nil
}

// delivery is a signed notification that arrived second seconds after the others began. wrong signs it another way.
func delivery(n, second int, action, id, wrong string) webhook.Arrival {
	at := fakeNow.Add(time.Duration(second) * time.Second)
	request := fmt.Sprintf("req-%d", n)
	signature := webhook.Sign(fakeSecret, id, request, at, webhook.Millis, webhook.AsReceived)
	verdict := webhook.Genuine
	h := http.Header{"Content-Type": {"application/json"}, "X-Request-Id": {request}, "User-Agent": {"MercadoPago WebHook v1.0 payment"}}
	switch wrong {
	case "":
	case "unsigned":
		signature, verdict = "", webhook.Unsigned
	case "body-id":
		signature, verdict = webhook.Sign(fakeSecret, "", request, at, webhook.Millis, webhook.AsReceived), webhook.Mismatch
	default:
		signature, verdict = webhook.Header(webhook.Timestamp(at, webhook.Millis), "00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff"), webhook.Mismatch
	}
	if signature != "" {
		h.Set("X-Signature", signature)
	}
	return webhook.Arrival{ID: fmt.Sprintf("d-%d", n), At: at, Source: webhook.FromHTTP, Method: "POST", Query: "data.id=" + id + "&type=payment", Header: h, Signature: verdict,
		Body: fmt.Appendf(nil, `{"action":%q,"api_version":"v1","data":{"id":%q},"date_created":"2026-05-11T14:00:00Z","id":%d,"live_mode":false,"type":"payment","user_id":"1"}`, action, id, 900+n%3)}
}

// sampleNews is a morning at the bench: accepted, refused, a forged one, one repeated, one that never got an answer.
func sampleNews() []HookNews {
	var out []HookNews
	add := func(d webhook.Arrival, o webhook.Outcome) {
		o.ID, o.At = d.ID, d.At
		out = append(out, HookNews{Arrival: &d}, HookNews{Outcome: &o})
	}
	add(delivery(1, 0, "payment.created", "1340000001", ""), webhook.Outcome{Status: 200, Millis: 31})
	add(delivery(4, 2, "payment.updated", "1340000001", ""), webhook.Outcome{Status: 500, Millis: 140})
	add(delivery(7, 902, "payment.updated", "1340000001", ""), webhook.Outcome{Status: 200, Millis: 28})
	add(delivery(8, 905, "payment.updated", "1340000002", "forged"), webhook.Outcome{Status: 401, Millis: 4})
	add(delivery(9, 960, "payment.created", "1340000003", "unsigned"), webhook.Outcome{Problem: webhook.NoAnswer, Millis: 22000})
	return append(out, HookNews{State: webhook.PollConnected})
}

var errNoListen = errors.New("homologa: another reason")
