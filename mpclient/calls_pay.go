package mpclient

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

// Test payments are sent as the exact bytes a person was shown, so these calls do without the SDK's
// request types. What creates carries the caller's idempotency key: one for each creation, the same
// for every repetition of it.

// send makes a write with an exact body. key is the idempotency key, "" for none.
func (c *Client) send(ctx context.Context, op, method, path string, body []byte, key string) (*Answer, []byte, error) {
	u := url.URL{Scheme: "https", Host: "api.mercadopago.com", Path: path}
	var r io.Reader
	if body != nil {
		r = bytes.NewReader(body)
	}
	req, err := http.NewRequestWithContext(WithOp(ctx, op), method, u.String(), r)
	if err != nil {
		return nil, nil, &Error{Op: op, Category: CatInvalid, Message: c.networkMessage(err)}
	}
	req.Header.Set("Accept", "application/json")
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Authorization", "Bearer "+c.token.Reveal())
	if key != "" {
		req.Header.Set("X-Idempotency-Key", key)
	}
	got := &capture{}
	resp, err := (&requester{c, got}).Do(req)
	if err == nil {
		_ = resp.Body.Close()
	}
	a, err := c.finish(op, got, err)
	return a, got.raw, err
}

// CardToken sends POST /v1/card_tokens for a test card; needs a Consent and a test account. The token
// is good for one payment. holder decides the outcome. The access token signs it, so that it belongs
// to the account that was read and not to whoever owns some public key.
func (c *Client) CardToken(ctx context.Context, card TestCard, holder, docType, docNumber string) (token Secret, exchange string, err error) {
	type identification struct {
		Type   string `json:"type"`
		Number string `json:"number"`
	}
	type cardholder struct {
		Name string          `json:"name"`
		Doc  *identification `json:"identification,omitempty"`
	}
	who := cardholder{Name: holder}
	if docType != "" {
		who.Doc = &identification{docType, docNumber}
	}
	body, err := json.Marshal(struct {
		Number string     `json:"card_number"`
		Month  int        `json:"expiration_month"`
		Year   int        `json:"expiration_year"`
		Code   string     `json:"security_code"`
		Holder cardholder `json:"cardholder"`
	}{card.Number, card.Month, card.Year, card.Code, who})
	if err != nil {
		return "", "", err
	}
	const op = "card_tokens.create"
	a, raw, err := c.send(ctx, op, http.MethodPost, "/v1/card_tokens", body, "")
	if err != nil {
		return "", exchangeOf(err), err
	}
	var made struct {
		ID string `json:"id"`
	}
	if json.Unmarshal(raw, &made) != nil || !rePreapproval().MatchString(made.ID) {
		return "", a.Exchange, &Error{Op: op, Status: a.Status, Category: CatGarbled, Message: "the answer holds no card token", Exchange: a.Exchange, RequestID: a.RequestID}
	}
	c.redactor.Add(Secret(made.ID))
	return Secret(made.ID), a.Exchange, nil
}

func exchangeOf(err error) string {
	if e := AsError(err); e != nil {
		return e.Exchange
	}
	return ""
}

// Shown is what a payer needs to pay, as the API gave it: redaction would spoil it, so it is taken
// beside the body. Texts are cleaned of control characters; "" is what the answer does not have.
type Shown struct {
	QR        string // BR Code text of a Pix
	URL       string // page of the ticket, the bank, the checkout or the 3DS challenge
	Reference string // of a ticket or transfer: digitable line, code, CLABE
}

// shownOf reads what a payer needs from an answer's body as it came.
func shownOf(raw []byte) Shown {
	d, ok := readObject(raw)
	if !ok {
		return Shown{}
	}
	// An order has all of it with the method of its one payment.
	how := document{}
	payments, _ := d.object("transactions").list("payments")
	for _, p := range payments {
		how = p.object("payment_method")
	}
	point, details := d.object("point_of_interaction").object("transaction_data"), d.object("transaction_details")
	first := func(limit int, texts ...string) string {
		for _, t := range texts {
			if t = CleanLine(t, limit); t != "" {
				return t
			}
		}
		return ""
	}
	return Shown{
		QR: first(600, point.text("qr_code"), how.text("qr_code")),
		URL: first(1000, d.text("init_point"), d.object("three_ds_info").text("external_resource_url"), how.object("transaction_security").text("url"),
			d.text("checkout_url"), point.text("ticket_url"), details.text("external_resource_url"), how.text("ticket_url"), how.text("redirect_url")),
		Reference: first(120, details.text("digitable_line"), details.text("verification_code"), details.text("payment_method_reference_id"),
			how.text("digitable_line"), how.text("verification_code"), how.text("reference")),
	}
}

// Made is the answer to a creation.
type Made struct {
	*Answer
	Shown Shown
}

func (c *Client) create(ctx context.Context, op, path string, body []byte, key string) (Made, error) {
	a, raw, err := c.send(needTyped(ctx), op, http.MethodPost, path, body, key)
	if err != nil {
		return Made{}, err
	}
	return Made{a, shownOf(raw)}, nil
}

// SendPayment sends POST /v1/payments; needs a Consent, on a real account with the nickname typed.
func (c *Client) SendPayment(ctx context.Context, body []byte, key string) (Made, error) {
	return c.create(ctx, "payments.create", "/v1/payments", body, key)
}

// SendOrder sends POST /v1/orders; needs a Consent, on a real account with the nickname typed. A declined
// card is an *Error of status 402 with the order in Data.
func (c *Client) SendOrder(ctx context.Context, body []byte, key string) (Made, error) {
	return c.create(ctx, "orders.create", "/v1/orders", body, key)
}

// SendPreference sends POST /checkout/preferences; needs a Consent, on a real account with the nickname
// typed. The API knows no idempotency here, so it is never repeated.
func (c *Client) SendPreference(ctx context.Context, body []byte) (Made, error) {
	return c.create(ctx, "preferences.create", "/checkout/preferences", body, "")
}

// SendSubscription sends POST /preapproval; needs a Consent and a test account. It is never repeated.
func (c *Client) SendSubscription(ctx context.Context, body []byte) (Made, error) {
	return c.create(ctx, "preapproval.create", "/preapproval", body, "")
}

// SendMerchantOrder sends POST /merchant_orders; needs a Consent.
func (c *Client) SendMerchantOrder(ctx context.Context, body []byte) (Made, error) {
	return c.create(ctx, "merchant_orders.create", "/merchant_orders", body, "")
}

// MerchantOrder reads GET /merchant_orders/{id}.
func (c *Client) MerchantOrder(ctx context.Context, id string) (*Answer, error) {
	if !digits(id) {
		return nil, malformed("merchant_orders.get", "a merchant order id is digits only")
	}
	return c.get(ctx, "merchant_orders.get", "/merchant_orders/"+id, nil)
}

func digits(id string) bool { return id != "" && strings.Trim(id, "0123456789") == "" }

func malformed(op, message string) *Error {
	return &Error{Op: op, Category: CatInvalid, Code: "malformed_id", Message: message}
}

// StopPayment sends PUT /v1/payments/{id} with status cancelled; needs a Consent.
func (c *Client) StopPayment(ctx context.Context, id, key string) (*Answer, error) {
	return c.change(ctx, "payments.cancel", http.MethodPut, "/v1/payments/", id, "", []byte(`{"status":"cancelled"}`), key)
}

// CapturePayment sends PUT /v1/payments/{id} with capture true; needs a Consent and a test account.
func (c *Client) CapturePayment(ctx context.Context, id, key string) (*Answer, error) {
	return c.change(ctx, "payments.capture", http.MethodPut, "/v1/payments/", id, "", []byte(`{"capture":true}`), key)
}

// RefundPayment sends POST /v1/payments/{id}/refunds; amount 0 gives back what is left. Needs a Consent.
func (c *Client) RefundPayment(ctx context.Context, id string, amount float64, key string) (*Answer, error) {
	body := []byte("{}")
	if amount > 0 {
		body = []byte(`{"amount":` + strconv.FormatFloat(amount, 'f', -1, 64) + `}`)
	}
	return c.change(ctx, "payments.refund", http.MethodPost, "/v1/payments/", id, "/refunds", body, key)
}

func (c *Client) change(ctx context.Context, op, method, base, id, rest string, body []byte, key string) (*Answer, error) {
	if !digits(id) {
		return nil, malformed(op, "a payment id is digits only")
	}
	a, _, err := c.send(ctx, op, method, base+id+rest, body, key)
	return a, err
}

// OrderAction sends POST /v1/orders/{id}/{action}: capture, cancel or refund. body nil is the empty one.
// Needs a Consent.
func (c *Client) OrderAction(ctx context.Context, id, action string, body []byte, key string) (*Answer, error) {
	if !reOrder().MatchString(id) {
		return nil, malformed("orders."+action, "an order id is ORD and 26 characters")
	}
	a, _, err := c.send(ctx, "orders."+action, http.MethodPost, "/v1/orders/"+id+"/"+url.PathEscape(action), body, key)
	return a, err
}

// ExpirePreference sends PUT /checkout/preferences/{id} with the days of its life; needs a Consent.
func (c *Client) ExpirePreference(ctx context.Context, id string, body []byte) (*Answer, error) {
	if !rePreference().MatchString(id) {
		return nil, malformed("preferences.expire", "a preference id is <user id>-<uuid>")
	}
	a, _, err := c.send(ctx, "preferences.expire", http.MethodPut, "/checkout/preferences/"+id, body, "")
	return a, err
}

// CancelSubscription sends PUT /preapproval/{id} with status cancelled; needs a Consent.
func (c *Client) CancelSubscription(ctx context.Context, id string) (*Answer, error) {
	if !rePreapproval().MatchString(id) {
		return nil, malformed("preapproval.cancel", "a subscription id is letters and digits")
	}
	a, _, err := c.send(ctx, "preapproval.cancel", http.MethodPut, "/preapproval/"+id, []byte(`{"status":"cancelled"}`), "")
	return a, err
}

// FindPreferences reads GET /checkout/preferences/search by external_reference.
func (c *Client) FindPreferences(ctx context.Context, reference string) (*Answer, error) {
	return c.get(ctx, "preferences.search", "/checkout/preferences/search", url.Values{"external_reference": {reference}, "limit": {"10"}})
}

// Invoices reads the charges of a subscription, GET /authorized_payments/search.
func (c *Client) Invoices(ctx context.Context, subscription string) (*Answer, error) {
	if !rePreapproval().MatchString(subscription) {
		return nil, malformed("authorized_payments.search", "a subscription id is letters and digits")
	}
	return c.get(ctx, "authorized_payments.search", "/authorized_payments/search", url.Values{"preapproval_id": {subscription}})
}
