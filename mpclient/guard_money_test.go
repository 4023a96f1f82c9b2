package mpclient

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
)

// shop is an API that counts connections, not only requests: a refused write must not even dial.
type shop struct {
	*Client
	dialled, asked atomic.Int64
}

func newShop(t *testing.T, account string) *shop {
	t.Helper()
	s := &shop{}
	srv := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.asked.Add(1)
		w.Header().Set("Content-Type", "application/json")
		switch r.URL.Path {
		case "/users/me":
			_, _ = w.Write([]byte(account))
		case "/v1/payment_methods":
			_, _ = w.Write([]byte(`[{"id":"pix","status":"active","min_allowed_amount":0.5},{"id":"visa","min_allowed_amount":1}]`))
		default:
			w.WriteHeader(http.StatusCreated)
			_, _ = w.Write([]byte(`{"id":"9b2d7c41f06e4a8bb3c15d20e7fa9034","status":"pending"}`))
		}
	}))
	srv.Config.ConnState = func(_ net.Conn, st http.ConnState) {
		if st == http.StateNew {
			s.dialled.Add(1)
		}
	}
	srv.Start()
	t.Cleanup(srv.Close)
	c, err := New(tokenText, Options{BaseURL: srv.URL, HTTP: &http.Transport{DisableKeepAlives: true}})
	if err != nil {
		t.Fatal(err)
	}
	s.Client = c
	return s
}

const (
	realAccount = `{"id":7,"nickname":"LOJA REAL","site_id":"MLB","tags":["normal"]}`
	bareAccount = `{"id":7,"nickname":"LOJA REAL","site_id":"MLB"}` // no tags at all: counts as real
	testAccount = `{"id":7,"nickname":"TESTUSER1","site_id":"MLB","tags":["normal","test_user"]}`
)

func sendBody(method, path, body string) func(context.Context, *Client) error {
	return func(ctx context.Context, c *Client) error {
		_, _, err := c.send(ctx, "test", method, path, []byte(body), "k")
		return err
	}
}

// charges are the ways to take somebody's money, or to let a test card out.
var charges = map[string]func(context.Context, *Client) error{
	"card token": func(ctx context.Context, c *Client) error {
		_, _, err := c.CardToken(ctx, TestCards(MLB)[0], "APRO", "CPF", "12345678909")
		return err
	},
	"card payment":            sendBody("POST", "/v1/payments", `{"transaction_amount":0.5,"payment_method_id":"visa","token":"9b2d7c41f06e4a8bb3c15d20e7fa9034","installments":1}`),
	"token without method":    sendBody("POST", "/v1/payments", `{"transaction_amount":0.5,"token":"9b2d7c41f06e4a8bb3c15d20e7fa9034"}`),
	"token beside pix":        sendBody("POST", "/v1/payments", `{"transaction_amount":0.5,"payment_method_id":"pix","token":"9b2d7c41f06e4a8bb3c15d20e7fa9034"}`),
	"balance":                 sendBody("POST", "/v1/payments/", `{"transaction_amount":0.5,"payment_method_id":"account_money"}`),
	"method nobody knows":     sendBody("POST", "/v1/payments", `{"transaction_amount":0.5,"payment_method_id":"newcard"}`),
	"method of another site":  sendBody("POST", "/v1/payments", `{"transaction_amount":0.5,"payment_method_id":"oxxo"}`),
	"unreadable payment":      sendBody("POST", "/v1/payments", `{"transaction_amount":`),
	"two payments in one":     sendBody("POST", "/v1/payments", `{"transaction_amount":0.5,"payment_method_id":"pix"}{"token":"x"}`),
	"capture":                 sendBody("PUT", "/v1/payments/12", `{"capture":true}`),
	"capture beside a cancel": sendBody("PUT", "/v1/payments/12", `{"status":"cancelled","capture":true}`),
	"card order": sendBody("POST", "/v1/orders",
		`{"type":"online","total_amount":"0.50","transactions":{"payments":[{"amount":"0.50","payment_method":{"id":"visa","type":"credit_card","token":"t","installments":1}}]}}`),
	"card order hidden": sendBody("POST", "/v1/orders",
		`{"type":"online","total_amount":"0.50","transactions":{"payments":[{"amount":"0.50","payment_method":{"id":"pix","type":"bank_transfer","token":"t"}}]}}`),
	"stored card":        sendBody("POST", "/v1/orders", `{"type":"online","total_amount":"0.50","transactions":{"payments":[{"amount":"0.50","payment_method":{"id":"pix"},"stored_credential":{"reason":"x"}}]}}`),
	"order at terminal":  sendBody("POST", "/v1/orders", `{"type":"point","transactions":{"payments":[{"amount":"0.50"}]}}`),
	"process":            sendBody("POST", "/v1/orders/ORD01JQ4S4KY8HWQ6NA5PXB65B3D3/process", ``),
	"order capture":      sendBody("POST", "/v1/orders/ORD01JQ4S4KY8HWQ6NA5PXB65B3D3/capture", ``),
	"card added":         sendBody("POST", "/v1/orders/ORD01JQ4S4KY8HWQ6NA5PXB65B3D3/transactions", `{"payments":[{"payment_method":{"token":"t"}}]}`),
	"card saved":         sendBody("POST", "/v1/customers/1-a/cards", `{"token":"9b2d7c41f06e4a8bb3c15d20e7fa9034"}`),
	"subscription":       sendBody("POST", "/preapproval", `{"card_token_id":"9b2d7c41f06e4a8bb3c15d20e7fa9034","status":"authorized"}`),
	"subscription later": sendBody("PUT", "/preapproval/2c93", `{"status":"authorized"}`),
	"split payment":      sendBody("POST", "/v1/advanced_payments", `{"payments":[]}`),
	"test card anywhere": sendBody("POST", "/checkout/preferences", `{"items":[],"metadata":{"note":"4235 6477 2802 5682"}}`),
	"test card, raw":     sendBody("POST", "/v1/account/release_report/config", `number=5031.4332.1540.6351`),
	"security code":      sendBody("POST", "/anything", `{"a":[{"b":{"Security_Code":"123"}}]}`),
}

func TestRealAccountsAreNeverCharged(t *testing.T) {
	for _, account := range []string{realAccount, bareAccount} {
		s := newShop(t, account)
		if _, err := s.Account(context.Background()); err != nil {
			t.Fatal(err)
		}
		dialled := s.dialled.Load()
		for name, do := range charges {
			err := do(WithConsent(context.Background(), &Consent{Account: 7, Typed: "LOJA REAL"}), s.Client)
			if e := mustError(t, err); !errors.Is(err, ErrRealCharge) || e.Category != CatConsent || e.Code != "real-charge" {
				t.Errorf("%s: %v", name, err)
			}
		}
		if n := s.dialled.Load() - dialled; n != 0 {
			t.Errorf("%d connections were opened for refused writes", n)
		}
	}
	// Nobody looked whose account it is: as good as real.
	s := newShop(t, realAccount)
	for name, do := range charges {
		if err := do(WithConsent(context.Background(), &Consent{Account: 7, Typed: "LOJA REAL"}), s.Client); !errors.Is(err, ErrAccountUnknown) || s.dialled.Load() != 0 {
			t.Errorf("%s on an unknown account: %v after %d connections", name, err, s.dialled.Load())
		}
	}
	test := newShop(t, testAccount)
	if _, err := test.Account(context.Background()); err != nil {
		t.Fatal(err)
	}
	for name, do := range charges {
		if err := do(WithConsent(context.Background(), &Consent{Account: 7}), test.Client); err != nil && !strings.Contains(err.Error(), "malformed") {
			t.Errorf("%s on a test account: %v", name, err)
		}
	}
}

func TestRealAccountsNeedTheNicknameAndTheSmallestAmount(t *testing.T) {
	ctx := context.Background()
	consent := func(typed string) context.Context { return WithConsent(ctx, &Consent{Account: 7, Typed: typed}) }
	pix := func(amount string) func(context.Context, *Client) error {
		return func(ctx context.Context, c *Client) error {
			_, err := c.SendPayment(ctx, []byte(`{"transaction_amount":`+amount+`,"payment_method_id":"pix","payer":{"email":"a@b.co"}}`), "k")
			return err
		}
	}
	order := func(amount string) func(context.Context, *Client) error {
		return func(ctx context.Context, c *Client) error {
			_, err := c.SendOrder(ctx, []byte(`{"type":"online","total_amount":"`+amount+`","transactions":{"payments":[{"amount":"`+amount+`","payment_method":{"id":"pix","type":"bank_transfer"}}]}}`), "k")
			return err
		}
	}
	preference := func(items string) func(context.Context, *Client) error {
		return func(ctx context.Context, c *Client) error {
			_, err := c.SendPreference(ctx, []byte(`{"items":[`+items+`]}`))
			return err
		}
	}
	for name, x := range map[string]struct {
		do    func(context.Context, *Client) error
		typed string
		want  error
	}{
		"pix":                        {pix("0.5"), "LOJA REAL", nil},
		"pix, blanks around":         {pix("0.5"), "  LOJA REAL ", nil},
		"pix, nothing typed":         {pix("0.5"), "", ErrNickname},
		"pix, other case":            {pix("0.5"), "loja real", ErrNickname},
		"pix, y":                     {pix("0.5"), "y", ErrNickname},
		"pix, a cent more":           {pix("0.51"), "LOJA REAL", ErrRealAmount},
		"pix, huge":                  {pix("1e999"), "LOJA REAL", ErrRealAmount},
		"pix, negative":              {pix("-1"), "LOJA REAL", ErrRealAmount},
		"order":                      {order("0.50"), "LOJA REAL", nil},
		"order, nothing typed":       {order("0.50"), "", ErrNickname},
		"order, more":                {order("0.60"), "LOJA REAL", ErrRealAmount},
		"preference":                 {preference(`{"title":"x","quantity":1,"unit_price":1}`), "LOJA REAL", nil},
		"preference, nothing typed":  {preference(`{"title":"x","quantity":1,"unit_price":1}`), "", ErrNickname},
		"preference, two pieces":     {preference(`{"title":"x","quantity":2,"unit_price":1}`), "LOJA REAL", ErrRealAmount},
		"preference, two items":      {preference(`{"quantity":1,"unit_price":1},{"quantity":1,"unit_price":0.01}`), "LOJA REAL", ErrRealAmount},
		"preference, many pieces":    {preference(`{"quantity":2000000000,"unit_price":1e12}`), "LOJA REAL", ErrRealAmount},
		"preference, price unsaid":   {preference(`{"quantity":1}`), "LOJA REAL", ErrRealAmount},
		"cancelling needs no typing": {func(ctx context.Context, c *Client) error { _, err := c.StopPayment(ctx, "12", "k"); return err }, "", nil},
		"refunding needs no typing":  {func(ctx context.Context, c *Client) error { _, err := c.RefundPayment(ctx, "12", 0, "k"); return err }, "", nil},
	} {
		s := newShop(t, realAccount)
		if _, err := s.Account(ctx); err != nil {
			t.Fatal(err)
		}
		if _, err := s.PaymentMethods(ctx); err != nil {
			t.Fatal(err)
		}
		before := s.asked.Load()
		err := x.do(consent(x.typed), s.Client)
		if !errors.Is(err, x.want) || (x.want == nil) != (err == nil) || (s.asked.Load() > before) != (x.want == nil) {
			t.Errorf("%s: %v after %d requests, want %v", name, err, s.asked.Load()-before, x.want)
		}
	}
	// Without the account's own list the table's least counts.
	s := newShop(t, realAccount)
	if _, err := s.Account(ctx); err != nil {
		t.Fatal(err)
	}
	if err := pix("0.02")(consent("LOJA REAL"), s.Client); !errors.Is(err, ErrRealAmount) {
		t.Errorf("two cents: %v", err)
	}
	if err := pix("0.01")(consent("LOJA REAL"), s.Client); err != nil {
		t.Errorf("one cent: %v", err)
	}
	// A nickname that cannot be typed is no consent.
	nameless := newShop(t, `{"id":7,"site_id":"MLB","tags":[]}`)
	if _, err := nameless.Account(ctx); err != nil {
		t.Fatal(err)
	}
	if err := pix("0.01")(consent(""), nameless.Client); !errors.Is(err, ErrNickname) {
		t.Errorf("no nickname: %v", err)
	}
}

func TestSmallest(t *testing.T) {
	live := []PaymentMethod{{ID: "efecty", Min: 5000.4}, {ID: "oxxo", Min: 5.001}}
	for _, x := range []struct {
		site   SiteID
		method string
		want   float64
	}{
		{MLB, "pix", 0.01}, {MLB, "bolbradesco", 4}, {MLB, "visa", 0.5}, {MLB, "preference", 0.5}, {MLC, "visa", 1}, {MLC, "webpay", 50},
		{MCO, "visa", 1}, {MCO, "efecty", 5001}, {MLM, "oxxo", 5.01}, {MLA, "unknown", 0.01},
	} {
		site, _ := SiteByID(x.site)
		if got := site.Smallest(x.method, live); hundredths(got) != hundredths(x.want) {
			t.Errorf("%s %s: %v, want %v", x.site, x.method, got, x.want)
		}
	}
}

func TestTestCardsAreRealNumbers(t *testing.T) {
	for _, site := range Sites {
		cards := TestCards(site.ID)
		if len(cards) < 2 || cards[0].Secure != "" {
			t.Errorf("%s: %v", site.ID, cards)
		}
		for _, c := range cards {
			if !isCard(c.Number) || (c.Method == "amex") != (len(c.Code) == 4) {
				t.Errorf("%s %s: not a card", site.ID, c.Method)
			}
		}
	}
}

func TestCardTokenStaysSecret(t *testing.T) {
	s := newShop(t, testAccount)
	ctx := context.Background()
	if _, err := s.Account(ctx); err != nil {
		t.Fatal(err)
	}
	ctx = WithConsent(ctx, &Consent{Account: 7})
	card := TestCards(MLB)[0]
	token, exchange, err := s.CardToken(ctx, card, "APRO", "CPF", "12345678909")
	if err != nil || token.Reveal() != "9b2d7c41f06e4a8bb3c15d20e7fa9034" || exchange == "" {
		t.Fatalf("%v %v", exchange, err)
	}
	_, err = s.SendPayment(ctx, []byte(`{"token":"`+token.Reveal()+`","payment_method_id":"visa"}`), "k")
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range s.recorder.All() {
		if x.Op == "payments.create" {
			mustNotHold(t, "the exchange", allText(t, x), token.Reveal())
		}
		mustNotHold(t, "the exchange", allText(t, x), card.Number, "12345678909", tokenText)
	}
}

func TestShown(t *testing.T) {
	for body, want := range map[string]Shown{
		`{"point_of_interaction":{"transaction_data":{"qr_code":"00020126","ticket_url":"https://a/b"}}}`:                                  {QR: "00020126", URL: "https://a/b"},
		`{"init_point":"https://mp/x?pref_id=1"}`:                                                                                          {URL: "https://mp/x?pref_id=1"},
		`{"transactions":{"payments":[{"payment_method":{"qr_code":"Q","ticket_url":"https://t"}}]}}`:                                      {QR: "Q", URL: "https://t"},
		`{"transaction_details":{"external_resource_url":"https://slip","digitable_line":"34191"}}`:                                        {URL: "https://slip", Reference: "34191"},
		`{"three_ds_info":{"external_resource_url":"https://bank\u001b[31m"},"transaction_details":{"external_resource_url":"https://x"}}`: {URL: "https://bank"},
		`[]`: {}, `{"transactions":{"payments":[1,null]}}`: {},
	} {
		if got := shownOf([]byte(body)); got != want && !strings.HasPrefix(got.URL, "https://bank") {
			t.Errorf("%s: %+v", body, got)
		} else if strings.ContainsRune(got.URL, '\x1b') {
			t.Errorf("%s: an escape sequence came through", body)
		}
	}
}
