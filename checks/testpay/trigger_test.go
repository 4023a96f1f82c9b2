package testpay

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/homologa/homologa/mpclient"
	"github.com/homologa/homologa/mpclient/sandbox"
	"github.com/homologa/homologa/mpclient/webhook"
)

func (b *bench) simulator(ctx context.Context, name string, order any) ([]byte, error) {
	body, err := plain(order)
	if err != nil {
		return nil, err
	}
	req, err := http.NewRequestWithContext(ctx, "POST", b.srv.URL+"/_sandbox/"+name, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	return io.ReadAll(resp.Body)
}

// Every event that can be triggered ends in a resource that a receiver's GET finds, in the state it names.
func TestTriggersAreBackedByAResource(t *testing.T) {
	paths := map[string]string{"payment": "/v1/payments/", "order": "/v1/orders/", "topic_merchant_order_wh": "/merchant_orders/", "topic_chargebacks_wh": "/v1/chargebacks/",
		"subscription_preapproval": "/preapproval/", "subscription_authorized_payment": "/authorized_payments/"}
	states := map[string]string{"payment.approved": `"status":"approved"`, "payment.rejected": `"status":"rejected"`, "payment.refunded": `"status":"refunded"`, "payment.captured": `"captured":true`,
		"order.processed": `"status":"processed"`, "order.failed": `"status":"failed"`, "merchant_order.closed": `"status":"closed"`, "subscription.cancelled": `"status":"cancelled"`,
		"subscription.paid": `"status":"processed"`, "payment.cancelled": `"status":"cancelled"`}
	for _, site := range []mpclient.SiteID{mpclient.MLB, mpclient.MCO} {
		b := newBench(t, site, sandbox.Test, nil)
		ledger := b.open()
		r := b.runner(func(o *Options) { o.Ledger = ledger })
		for _, tr := range Triggers {
			e, ok := webhook.EventNamed(tr.Event)
			if !ok {
				t.Fatalf("%s: no event %s", tr.Name, tr.Event)
			}
			if _, ok := tr.ScenarioOn(site); !ok {
				if tr.Name != "payment.pix_created" || site == mpclient.MLB {
					t.Errorf("%s: no scenario on %s", tr.Name, site)
				}
				continue
			}
			got, err := r.Trigger(context.Background(), tr, b.plan(tr.Scenario), b.simulator)
			if err != nil || got.ID == "" {
				t.Errorf("%s: %+v %v", tr.Name, got, err)
				continue
			}
			req, _ := http.NewRequest("GET", b.srv.URL+paths[e.Topic]+got.ID, nil)
			req.Header.Set("Authorization", "Bearer "+b.sim.Credentials().AccessToken)
			resp, err := http.DefaultClient.Do(req)
			if err != nil {
				t.Fatal(err)
			}
			body, _ := io.ReadAll(resp.Body)
			_ = resp.Body.Close()
			if resp.StatusCode != 200 || !strings.Contains(string(body), states[tr.Name]) {
				t.Errorf("%s on %s: GET %s%s: %d %s", tr.Name, site, paths[e.Topic], got.ID, resp.StatusCode, body)
			}
			if tr.Only != "" {
				if _, err := r.Trigger(context.Background(), tr, b.plan(tr.Scenario), nil); !errors.Is(err, ErrElsewhere) {
					t.Errorf("%s without the simulator: %v", tr.Name, err)
				}
			}
		}
		if len(ledger.Open()) == 0 {
			t.Error("what was triggered is not remembered")
		}
		for _, e := range drain(r.Cleanup(context.Background(), b.account)) {
			if e.State != OK {
				t.Logf("left: %s %s", e.Scenario, e.Got)
			}
		}
	}
	real := newBench(t, mpclient.MLB, sandbox.Real, nil)
	tr, _ := TriggerNamed("payment.pix_created")
	if _, err := real.runner().Trigger(context.Background(), tr, real.plan("pix.pending"), nil); !errors.Is(err, ErrNotOnReal) {
		t.Errorf("on a real account: %v", err)
	}
	b := newBench(t, mpclient.MLB, sandbox.Test, nil)
	b.sim.RevokeToken()
	tr, _ = TriggerNamed("payment.approved")
	if h, err := b.runner().Trigger(context.Background(), tr, b.plan("card.APRO"), nil); !errors.Is(err, ErrNotMade) || h.Row.Category != mpclient.CatAuth {
		t.Errorf("with a dead token: %+v %v", h, err)
	}
}
