package mpclient

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/mercadopago/sdk-go/pkg/payment"
	"github.com/mercadopago/sdk-go/pkg/preference"
)

// rows reads a list of testdata: tabs between the fields, "-" for an empty one, # before a remark.
func rows(t *testing.T, name string, fields int) [][]string {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join("testdata", "names", name))
	if err != nil {
		t.Fatal(err)
	}
	var out [][]string
	for i, line := range strings.Split(strings.TrimSuffix(string(raw), "\n"), "\n") {
		if strings.HasPrefix(line, "#") {
			continue
		}
		row := strings.Split(line, "\t")
		if len(row) != fields {
			t.Fatalf("%s:%d has %d fields", name, i+1, len(row))
		}
		for j := range row {
			if row[j] == "-" {
				row[j] = ""
			}
		}
		out = append(out, row)
	}
	return out
}

// known is a shop whose account was read, if there is one to read.
func known(t *testing.T, account string) *shop {
	t.Helper()
	s := newShop(t, account)
	if account != "" {
		if _, err := s.Account(context.Background()); err != nil {
			t.Fatal(err)
		}
	}
	return s
}

// carry sends a request as it stands through all that stands before the API, as our calls and the SDK's go.
func (s *shop) carry(ctx context.Context, method, uri, body, header string) error {
	var r io.Reader
	if body != "" {
		r = strings.NewReader(body)
	}
	req, err := http.NewRequestWithContext(ctx, method, "https://api.mercadopago.com"+uri, r)
	if err != nil {
		return err
	}
	req.Header.Set("Authorization", "Bearer "+tokenText)
	req.Header.Set("Content-Type", "application/json")
	if name, value, ok := strings.Cut(header, ": "); ok {
		if http.CanonicalHeaderKey(name) == "Content-Type" {
			req.Header.Del("Content-Type")
		}
		req.Header[name] = []string{value} // as it is written
	}
	got := &capture{}
	resp, err := (&requester{s.Client, got}).Do(req)
	if err == nil {
		_ = resp.Body.Close()
	}
	_, err = s.finish("test", got, err)
	return err
}

// verdict sends a request and says what came of it; a refused one must not have dialled.
func (s *shop) verdict(t *testing.T, ctx context.Context, method, uri, body, header string) string {
	t.Helper()
	before := s.dialled.Load()
	err := s.carry(ctx, method, uri, body, header)
	dialled := s.dialled.Load() - before
	e := AsError(err)
	if e == nil || e.Category != CatConsent {
		if dialled != 1 {
			t.Errorf("%s %s %s passed with %d connections: %v", method, uri, body, dialled, err)
		}
		return "pass"
	}
	if dialled != 0 {
		t.Errorf("%s %s %s was refused after %d connections", method, uri, body, dialled)
	}
	if about := slices.Contains([]string{"unlisted", "shape", "real-charge"}, e.Code); about != (e.Refused != "") {
		t.Errorf("%s %s %s is refused for %q: %s", method, uri, body, e.Refused, e.Message)
	}
	return e.Code
}

// TestEveryRequestHasItsVerdict sends each line of the lists alone, to a real account, one without tags, a test account, one
// nobody read, and without consent.
func TestEveryRequestHasItsVerdict(t *testing.T) {
	var list [][]string
	for _, r := range rows(t, "guard_operations.tsv", 6) {
		list = append(list, []string{r[0], r[1], r[2], "", r[3], r[4], r[5]})
	}
	if len(list) != 136 {
		t.Errorf("%d operations", len(list))
	}
	list = append(list, rows(t, "guard.tsv", 7)...)
	consent := func() context.Context {
		return WithConsent(context.Background(), &Consent{Account: 7, Typed: "LOJA REAL"})
	}
	sellers, testers, unread := []*shop{known(t, realAccount), known(t, bareAccount)}, known(t, testAccount), newShop(t, realAccount)
	for _, r := range list {
		method, uri, body, header, onReal, onTest := r[0], r[1], r[2], r[3], r[4], r[5]
		where := fmt.Sprintf("%s %s %s %s (%s)", method, uri, body, header, r[6])
		for _, s := range sellers {
			if got := s.verdict(t, consent(), method, uri, body, header); got != onReal {
				t.Errorf("%s on a real account: %s, want %s", where, got, onReal)
			}
		}
		if got := testers.verdict(t, consent(), method, uri, body, header); got != onTest {
			t.Errorf("%s on a test account: %s, want %s", where, got, onTest)
		}
		nobody, unasked := onTest, onTest
		if onTest == "pass" && method != http.MethodGet {
			nobody, unasked = "account-unknown", "no-consent"
		}
		if got := unread.verdict(t, consent(), method, uri, body, header); got != nobody {
			t.Errorf("%s on an account nobody read: %s, want %s", where, got, nobody)
		}
		if got := testers.verdict(t, context.Background(), method, uri, body, header); got != unasked {
			t.Errorf("%s unasked: %s, want %s", where, got, unasked)
		}
	}
}

// TestPermits: each line of the list is used by a line of the data that passes, none moves money of a real account, and what
// a test account may not do a real one may not either.
func TestPermits(t *testing.T) {
	used := map[int]bool{}
	for _, r := range rows(t, "guard.tsv", 7) {
		for i, p := range permits {
			if a, why := p.shape(bodyOf([]byte(r[2]), MLB)); r[5] == "pass" && p.method == r[0] && p.at(r[1]) && why == "" {
				used[i] = true
				if p.real != never && (a.method != "") != (p.real == asks) {
					t.Errorf("%s %s asks by %q, and the list says %d", p.method, p.path, a.method, p.real)
				}
				break
			}
		}
	}
	for i, p := range permits {
		if !used[i] {
			t.Errorf("nothing passes by %s %s (line %d)", p.method, p.path, i+1)
		}
		if p.real == moves || p.test == never || p.real > p.test {
			t.Errorf("%s %s may do %d on a real account and %d on a test account", p.method, p.path, p.real, p.test)
		}
	}
}

// TestOddRequests are those an address as text cannot write.
func TestOddRequests(t *testing.T) {
	s := known(t, testAccount)
	for name, change := range map[string]func(*http.Request){
		"opaque":            func(r *http.Request) { r.URL.Opaque = "//api.mercadopago.com/v1/payouts" },
		"user":              func(r *http.Request) { r.URL.User = url.UserPassword("a", "b") },
		"trailer":           func(r *http.Request) { r.Trailer = http.Header{"X-Http-Method-Override": {"PUT"}} },
		"transfer encoding": func(r *http.Request) { r.TransferEncoding = []string{"chunked"} },
		"two values":        func(r *http.Request) { r.Header.Add("Content-Type", "text/plain") },
		"no content type":   func(r *http.Request) { r.Header.Del("Content-Type") },
		"path as bytes":     func(r *http.Request) { r.URL.Path, r.URL.RawPath = "/v1/payments", "/v1/%70ayments" },
	} {
		ctx := WithConsent(context.Background(), &Consent{Account: 7})
		req, err := http.NewRequestWithContext(ctx, http.MethodPost, "https://api.mercadopago.com/v1/payments", strings.NewReader(`{"payment_method_id":"pix"}`))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Content-Type", "application/json")
		change(req)
		before := s.dialled.Load()
		if _, err := s.http.Transport.RoundTrip(req); !errors.Is(err, ErrUnlisted) || s.dialled.Load() != before {
			t.Errorf("%s: %v after %d connections", name, err, s.dialled.Load()-before)
		}
	}
	// A body that is no UTF-8 says different things to different readers.
	if got := s.verdict(t, WithConsent(context.Background(), &Consent{Account: 7}), "POST", "/v1/payments", "{\"a\":\"\xff\"}", ""); got != "shape" {
		t.Errorf("not UTF-8: %s", got)
	}
	// The empty method is GET.
	req, _ := http.NewRequestWithContext(context.Background(), "", "https://api.mercadopago.com/v1/payments/12", nil)
	req.Method = ""
	if resp, err := s.http.Transport.RoundTrip(req); err != nil {
		t.Error(err)
	} else {
		_ = resp.Body.Close()
	}
}

// TestRefusalsNameWhatTheyAreAbout: the first field that may not go, by name; the body where there is none; the request.
func TestRefusalsNameWhatTheyAreAbout(t *testing.T) {
	seller, tester := known(t, realAccount), known(t, testAccount)
	for _, x := range []struct {
		s                       *shop
		method, uri, body, want string
	}{
		{tester, "POST", "/v1/payouts", `{}`, "POST /v1/payouts"},
		{tester, "GET", "/v1/payments/1?_method=PUT", ``, "?_method"},
		{tester, "PUT", "/v1/payments/1", `{"capture":false}`, "capture"},
		{tester, "PUT", "/preapproval/2c938084726fca480172750000000000", `{"status":"cancelled","b":1,"a":1,"c":1}`, "a"},
		{tester, "PUT", "/preapproval/2c938084726fca480172750000000000", `{}`, "status"},
		{tester, "PUT", "/preapproval/2c938084726fca480172750000000000", `{"status":"x","a":1}`, "a"},
		{tester, "PUT", "/v1/payments/1", `{"capture":1,"a":1}`, "a"},
		{tester, "PUT", "/checkout/preferences/2034567891-5e6f", `{"expires":1,"expiration_date_from":"a","expiration_date_to":"b","a":1}`, "a"},
		{tester, "PUT", "/preapproval/2c938084726fca480172750000000000", ``, "body"},
		{tester, "POST", "/v1/orders/ORD01JQ4S4KY8HWQ6NA5PXB65B3D3/refund", `{"transactions":[{"id":"1"}]}`, "transactions[].amount"},
		{tester, "POST", "/v1/orders/ORD01JQ4S4KY8HWQ6NA5PXB65B3D3/refund", `{"transactions":[{"id":"1","amount":"1","z":1,"b":1}]}`, "transactions[].b"},
		{tester, "POST", "/v1/payments", `{"a":{"Stored-Credential":1}}`, "Stored-Credential"},
		{tester, "POST", "/v1/payments", `{"subscription_data":1,"automatic_payments":1}`, "automatic_payments"},
		{seller, "POST", "/v1/payments", `{"transaction_amount":0.01,"payment_method_id":"pix","token":"t","capture":true}`, "capture"},
		{seller, "POST", "/v1/payments", `{"transaction_amount":0.01,"payment_method_id":"pix","metadata":{"cvv":1}}`, "cvv"},
		{seller, "POST", "/v1/payments", `{"transaction_amount":0.01,"payment_method_id":"pix","metadata":{"n":"4235 6477 2802 5682"}}`, CardNumber},
		{tester, "POST", "/v1/orders", ``, "body"},
		{seller, "POST", "/v1/orders", `{"type":"online","total_amount":"0.01","transactions":{"payments":[1]}}`, "transactions.payments"},
		{seller, "POST", "/v1/payments/1/refunds", `{}`, "POST /v1/payments/1/refunds"},
		{seller, "PUT", "/v1/payments/1", `{"capture":true}`, "capture"},
		{seller, "POST", "/v1/orders", `{"type":"online","total_amount":"0.01","transactions":{"payments":[]}}`, "transactions.payments"},
		{seller, "POST", "/v1/orders", `{"type":"online","total_amount":"0.01","transactions":1}`, "transactions"},
	} {
		err := x.s.carry(WithConsent(context.Background(), &Consent{Account: 7, Typed: "LOJA REAL"}), x.method, x.uri, x.body, "")
		if e := mustError(t, err); e.Refused != x.want {
			t.Errorf("%s %s %s is refused for %q, want %q", x.method, x.uri, x.body, e.Refused, x.want)
		}
	}
}

// TestEveryCallIsListed: each call of the client that changes something passes on a test account, the SDK's among them, and
// on a real account what the list says.
func TestEveryCallIsListed(t *testing.T) {
	const order, sub = "ORD01JQ4S4KY8HWQ6NA5PXB65B3D3", "2c938084726fca480172750000000000"
	calls := map[string]struct {
		do   func(context.Context, *Client) error
		real string
	}{
		"CardToken": {func(ctx context.Context, c *Client) error {
			_, _, err := c.CardToken(ctx, TestCards(MLA)[0], "APRO", "", "")
			return err
		}, "real-charge"},
		"SendPayment": {func(ctx context.Context, c *Client) error {
			_, err := c.SendPayment(ctx, []byte(`{"transaction_amount":0.01,"payment_method_id":"pix"}`), "k")
			return err
		}, "pass"},
		"SendOrder": {func(ctx context.Context, c *Client) error {
			_, err := c.SendOrder(ctx, []byte(`{"type":"online","total_amount":"0.01","transactions":{"payments":[{"amount":"0.01","payment_method":{"id":"pix","type":"bank_transfer"}}]}}`), "k")
			return err
		}, "pass"},
		"SendPreference": {func(ctx context.Context, c *Client) error {
			_, err := c.SendPreference(ctx, []byte(`{"items":[{"quantity":1,"unit_price":0.5}]}`))
			return err
		}, "pass"},
		"SendSubscription": {func(ctx context.Context, c *Client) error {
			_, err := c.SendSubscription(ctx, []byte(`{"status":"pending"}`))
			return err
		}, "real-charge"},
		"SendMerchantOrder": {func(ctx context.Context, c *Client) error {
			_, err := c.SendMerchantOrder(ctx, []byte(`{"items":[]}`))
			return err
		}, "real-charge"},
		"StopPayment":    {func(ctx context.Context, c *Client) error { _, err := c.StopPayment(ctx, "12", "k"); return err }, "pass"},
		"CapturePayment": {func(ctx context.Context, c *Client) error { _, err := c.CapturePayment(ctx, "12", "k"); return err }, "real-charge"},
		"RefundPayment":  {func(ctx context.Context, c *Client) error { _, err := c.RefundPayment(ctx, "12", 0, "k"); return err }, "real-charge"},
		"a part":         {func(ctx context.Context, c *Client) error { _, err := c.RefundPayment(ctx, "12", 0.5, "k"); return err }, "real-charge"},
		"cancel order": {func(ctx context.Context, c *Client) error {
			_, err := c.OrderAction(ctx, order, "cancel", nil, "k")
			return err
		}, "pass"},
		"capture order": {func(ctx context.Context, c *Client) error {
			_, err := c.OrderAction(ctx, order, "capture", nil, "k")
			return err
		}, "real-charge"},
		"refund order": {func(ctx context.Context, c *Client) error {
			_, err := c.OrderAction(ctx, order, "refund", nil, "k")
			return err
		}, "real-charge"},
		"other action": {func(ctx context.Context, c *Client) error {
			_, err := c.OrderAction(ctx, order, "process", nil, "k")
			return err
		}, "unlisted"},
		"ExpirePreference": {func(ctx context.Context, c *Client) error {
			_, err := c.ExpirePreference(ctx, "2034567891-5e6f", []byte(`{"expires":true,"expiration_date_from":"a","expiration_date_to":"b"}`))
			return err
		}, "pass"},
		"CancelSubscription": {func(ctx context.Context, c *Client) error { _, err := c.CancelSubscription(ctx, sub); return err }, "pass"},
		"schedule on": {func(ctx context.Context, c *Client) error {
			_, err := c.ScheduleReport(ctx, ReleaseReport, true)
			return err
		}, "pass"},
		"schedule off": {func(ctx context.Context, c *Client) error {
			_, err := c.ScheduleReport(ctx, SettlementReport, false)
			return err
		}, "pass"},
		"configure": {func(ctx context.Context, c *Client) error {
			_, err := c.ConfigureReport(ctx, ReleaseReport, []byte(`{"separator":";"}`), true)
			return err
		}, "pass"},
		"CreateReport": {func(ctx context.Context, c *Client) error {
			now := c.now()
			_, _, err := c.CreateReport(ctx, ReleaseReport, now.AddDate(0, 0, -1), now)
			return err
		}, "pass"},
		"CreatePayment of the SDK": {func(ctx context.Context, c *Client) error {
			_, err := c.CreatePayment(ctx, payment.Request{TransactionAmount: 0.01, PaymentMethodID: "pix"})
			return err
		}, "pass"},
		"card of the SDK": {func(ctx context.Context, c *Client) error {
			_, err := c.CreatePayment(ctx, payment.Request{TransactionAmount: 0.01, PaymentMethodID: "pix", Token: "t"})
			return err
		}, "real-charge"},
		"CancelPayment of the SDK": {func(ctx context.Context, c *Client) error { _, err := c.CancelPayment(ctx, 12); return err }, "pass"},
		"CreatePreference of the SDK": {func(ctx context.Context, c *Client) error {
			_, err := c.CreatePreference(ctx, preference.Request{Items: []preference.ItemRequest{{Title: "t", Quantity: 1, UnitPrice: 0.5}}})
			return err
		}, "pass"},
	}
	for name, x := range calls {
		for _, account := range []string{realAccount, testAccount} {
			want := x.real
			if account == testAccount && want == "real-charge" {
				want = "pass"
			}
			s := known(t, account)
			before := s.dialled.Load()
			got := "pass"
			if e := AsError(x.do(WithConsent(context.Background(), &Consent{Account: 7, Typed: "LOJA REAL"}), s.Client)); e != nil && e.Category == CatConsent {
				got = e.Code
			}
			if got != want || (s.dialled.Load() > before) != (want == "pass") {
				t.Errorf("%s: %s after %d connections, want %s", name, got, s.dialled.Load()-before, want)
			}
		}
	}
}
