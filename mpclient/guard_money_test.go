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
	srv.Start()
	t.Cleanup(srv.Close)
	wire := &http.Transport{DisableKeepAlives: true, DialContext: func(ctx context.Context, network, addr string) (net.Conn, error) {
		s.dialled.Add(1)
		return (&net.Dialer{}).DialContext(ctx, network, addr)
	}}
	c, err := New(tokenText, Options{BaseURL: srv.URL, HTTP: wire, PerSec: 1 << 20, Retries: -1})
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
		"refunding":                  {func(ctx context.Context, c *Client) error { _, err := c.RefundPayment(ctx, "12", 0, "k"); return err }, "", ErrRealCharge},
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
		if x.want == ErrNickname && AsError(err).Code != "nickname" {
			t.Errorf("%s: %+v", name, AsError(err))
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
	// Where the site is none of the seven nobody knows what is least.
	elsewhere := newShop(t, `{"id":7,"nickname":"LOJA REAL","site_id":"MXX","tags":[]}`)
	if _, err := elsewhere.Account(ctx); err != nil {
		t.Fatal(err)
	}
	if err := preference(`{"quantity":1,"unit_price":0.01}`)(consent("LOJA REAL"), elsewhere.Client); !errors.Is(err, ErrRealAmount) {
		t.Errorf("unknown site: %v", err)
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

// TestWaitingMethods: what takes nothing until the payer pays, by site; a card, a balance and a credit never wait.
func TestWaitingMethods(t *testing.T) {
	for id, want := range map[SiteID]string{MLA: "rapipago pagofacil", MLB: "pix bolbradesco pec", MLM: "clabe oxxo paycash bancomer banamex serfin", MLC: "webpay khipu",
		MCO: "pse efecty", MPE: "pagoefectivo_atm", MLU: "redpagos abitab"} {
		site, _ := SiteByID(id)
		var got []string
		for _, m := range site.Methods {
			if site.waits(m.ID) {
				got = append(got, m.ID)
			}
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s: %v, want %s", id, got, want)
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
