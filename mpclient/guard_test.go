package mpclient

import (
	"context"
	"errors"
	"net/http"
	"testing"

	"github.com/mercadopago/sdk-go/pkg/payment"
	"github.com/mercadopago/sdk-go/pkg/preference"
)

func TestWriteGuard(t *testing.T) {
	writes := map[string]func(context.Context, *Client) error{
		"CreatePreference": func(ctx context.Context, c *Client) error {
			_, err := c.CreatePreference(ctx, preference.Request{Items: []preference.ItemRequest{{Title: "x", Quantity: 1, UnitPrice: 0.5}}})
			return err
		},
		"CreatePayment": func(ctx context.Context, c *Client) error {
			_, err := c.CreatePayment(ctx, payment.Request{TransactionAmount: 0.01, PaymentMethodID: "pix"})
			return err
		},
		"CancelPayment": func(ctx context.Context, c *Client) error { _, err := c.CancelPayment(ctx, 1); return err },
	}
	consent := func(id int64) context.Context { return WithConsent(context.Background(), &Consent{Account: id}) }
	for op, write := range writes {
		for name, x := range map[string]struct {
			learn func(*guard)
			ctx   context.Context
			want  error
			code  string
		}{
			"no consent":                 {func(g *guard) { g.learn(1, true) }, context.Background(), ErrNoConsent, "no-consent"},
			"nil consent":                {func(g *guard) { g.learn(1, true) }, WithConsent(context.Background(), nil), ErrNoConsent, "no-consent"},
			"account not read":           {func(*guard) {}, consent(1), ErrAccountUnknown, "account-unknown"},
			"consent for nobody":         {func(*guard) {}, consent(0), ErrAccountUnknown, "account-unknown"},
			"other account":              {func(g *guard) { g.learn(1, true) }, consent(2), ErrOtherAccount, "other-account"},
			"other account, real":        {func(g *guard) { g.learn(1, false) }, consent(2), ErrOtherAccount, "other-account"},
			"token of another since":     {func(g *guard) { g.learn(1, true); g.learn(2, false) }, consent(1), ErrOtherAccount, "other-account"},
			"test account, consent":      {func(g *guard) { g.learn(1, true) }, consent(1), nil, ""},
			"real account, first of all": {func(g *guard) { g.learn(1, false) }, consent(1), nil, ""},
		} {
			a := newAPI(t, reply(201, `{"id":1}`))
			a.guard.site = MLB
			x.learn(a.guard)
			err := write(x.ctx, a.Client)
			if x.want == nil {
				if err != nil || a.hits.Load() != 1 {
					t.Errorf("%s, %s: %v after %d requests", op, name, err, a.hits.Load())
				}
				continue
			}
			e := mustError(t, err)
			if !errors.Is(err, x.want) || e.Category != CatConsent || e.Code != x.code || a.hits.Load() != 0 || a.rec.Len() != 0 {
				t.Errorf("%s, %s: %+v after %d requests", op, name, e, a.hits.Load())
			}
		}
	}
	for _, test := range []bool{true, false} {
		a := newAPI(t, reply(201, `{"id":1}`))
		a.guard.site = MLB
		a.guard.learn(1, test)
		ctx := consent(1)
		first := writes["CreatePayment"](ctx, a.Client)
		second := writes["CreatePreference"](ctx, a.Client)
		if first != nil || test != (second == nil) || !test && (!errors.Is(second, ErrConsentUsed) || AsError(second).Code != "consent-used") {
			t.Errorf("test account %v: first %v, second %v", test, first, second)
		}
		if third := writes["CancelPayment"](consent(1), a.Client); third != nil {
			t.Errorf("test account %v: a new consent is refused: %v", test, third)
		}
	}
}

// Retries of one write are one effect: they spend one consent.
func TestRetriedWriteSpendsOneConsent(t *testing.T) {
	n := 0
	a := newAPI(t, reply(500, ""), func(o *Options) {
		o.HTTP = roundTrip(func(*http.Request) (*http.Response, error) {
			n++
			return answer(map[bool]int{true: 503, false: 201}[n < 3], "{}"), nil
		})
	})
	a.guard.site = MLB
	a.guard.learn(1, false)
	if _, err := a.CreatePayment(WithConsent(context.Background(), &Consent{Account: 1}), payment.Request{TransactionAmount: 0.01, PaymentMethodID: "pix"}); err != nil || n != 3 {
		t.Errorf("%v after %d requests", err, n)
	}
}

func TestReadsNeedNoConsent(t *testing.T) {
	a := newAPI(t, reply(200, `{}`))
	if _, err := a.Payment(context.Background(), "1"); err != nil {
		t.Error(err)
	}
}
