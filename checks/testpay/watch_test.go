package testpay

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/homologa/homologa/mpclient"
	"github.com/homologa/homologa/mpclient/sandbox"
)

func (b *bench) shopPays(path, body, key string) {
	b.Helper()
	req, err := http.NewRequest("POST", b.srv.URL+path, strings.NewReader(body))
	if err != nil {
		b.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+b.sim.Credentials().AccessToken)
	req.Header.Set("X-Idempotency-Key", key)
	resp, err := http.DefaultClient.Do(req)
	if err != nil || resp.StatusCode != 201 {
		b.Fatalf("%v %v", resp, err)
	}
	_ = resp.Body.Close()
}

const shopPix = `{"transaction_amount":10,"payment_method_id":"pix","external_reference":"REF","payer":{"email":"test_user_5@testuser.com"}}`

func TestWatchSeesTheShopsOwnPayment(t *testing.T) {
	for _, x := range []struct {
		name, reference string
		before, during  []string // references; "order:" makes an order
		want            string
		kind            Kind
	}{
		{"the next payment", "", []string{"old-1", "old-2"}, []string{"new"}, "new", KindPayment},
		{"an order", "", []string{"old-1"}, []string{"order:sale-7"}, "sale-7", KindOrder},
		{"not what we make", "", nil, []string{"homologa-pix-0123456789abcdef", "mine"}, "mine", KindPayment},
		{"by reference", "want", []string{"old-1"}, []string{"other", "want"}, "want", KindPayment},
		{"by reference, made before", "want", []string{"want"}, nil, "want", KindPayment},
		{"nothing", "", []string{"old-1"}, nil, "", ""},
		{"another reference", "want", nil, []string{"other"}, "", ""},
	} {
		b := newBench(t, mpclient.MLB, sandbox.Test, nil)
		pay := func(ref string) {
			if sale, ok := strings.CutPrefix(ref, "order:"); ok {
				b.shopPays("/v1/orders", `{"type":"online","external_reference":"`+sale+`","total_amount":"10.00","payer":{"email":"a@testuser.com"},"transactions":{"payments":[{"amount":"10.00","payment_method":{"id":"pix","type":"bank_transfer"}}]}}`, ref)
				return
			}
			b.shopPays("/v1/payments", strings.ReplaceAll(shopPix, "REF", ref), ref)
		}
		for _, ref := range x.before {
			pay(ref)
		}
		left := x.during
		r := b.runner(func(o *Options) {
			o.Sleep = func(ctx context.Context, d time.Duration) error {
				if len(left) > 0 {
					pay(left[0])
					left = left[1:]
				}
				return b.Sleep(ctx, d)
			}
		})
		got, err := r.Watch(context.Background(), x.reference, time.Minute)
		if x.want == "" {
			if !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("%s: %+v %v", x.name, got, err)
			}
			continue
		}
		if err != nil || got.Reference != x.want || got.Kind != x.kind || got.ID == "" || got.State == "" {
			t.Errorf("%s: %+v %v", x.name, got, err)
		}
	}
}

func TestWatchEndsWhenTheTokenIsRefused(t *testing.T) {
	b := newBench(t, mpclient.MLB, sandbox.Test, nil)
	looks := 0
	r := b.runner(func(o *Options) {
		o.Sleep = func(ctx context.Context, d time.Duration) error {
			if looks++; looks == 2 {
				b.sim.RevokeToken()
			}
			return b.Sleep(ctx, d)
		}
	})
	_, err := r.Watch(context.Background(), "", time.Hour)
	if e := mpclient.AsError(err); e == nil || e.Category != mpclient.CatAuth || looks != 2 {
		t.Errorf("%v after %d looks", err, looks)
	}
	ctx, stop := context.WithCancel(context.Background())
	stop()
	if _, err := r.Watch(ctx, "", time.Hour); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}
