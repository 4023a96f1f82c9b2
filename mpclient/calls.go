package mpclient

import (
	"context"
	"encoding/json"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/mercadopago/sdk-go/pkg/config"
	"github.com/mercadopago/sdk-go/pkg/payment"
	"github.com/mercadopago/sdk-go/pkg/paymentmethod"
	"github.com/mercadopago/sdk-go/pkg/preference"
	"github.com/mercadopago/sdk-go/pkg/user"

	"github.com/homologa/homologa/mpclient/late"
)

// Account is whose token it is, from GET /users/me.
type Account struct {
	ID         int64    `json:"id"`
	Nickname   string   `json:"nickname"`
	Site       SiteID   `json:"site_id"`
	Country    string   `json:"country_id"`
	Tags       []string `json:"tags"`
	Email      string   `json:"email"` // masked
	UserType   string   `json:"user_type"`
	SiteStatus string   `json:"-"`
	// SellAllowed is nil when the answer does not say.
	SellAllowed *bool    `json:"-"`
	SellCodes   []string `json:"-"`
	TCAccepted  *bool    `json:"-"`
	Exchange    string   `json:"-"`
	// OwnEmail recognises the account's address elsewhere without holding it.
	OwnEmail EmailMark `json:"-"`
}

// Test tells a test account: the test_user tag decides, never the token's prefix.
func (a Account) Test() bool { return slices.Contains(a.Tags, "test_user") }

// Account reads GET /users/me and teaches the write guard whose account it is.
func (c *Client) Account(ctx context.Context) (Account, error) {
	a, err := c.viaSDK(ctx, "users.me", func(ctx context.Context, cfg *config.Config) error {
		_, err := user.NewClient(cfg).Get(ctx)
		return err
	})
	if err != nil {
		return Account{}, err
	}
	var body struct {
		Account
		Status struct {
			SiteStatus string `json:"site_status"`
			TC         *bool  `json:"mercadopago_tc_accepted"`
			Sell       struct {
				Allow *bool    `json:"allow"`
				Codes []string `json:"codes"`
			} `json:"sell"`
		} `json:"status"`
	}
	if err := json.Unmarshal(a.Body, &body); err != nil || body.ID == 0 {
		return Account{}, &Error{Op: "users.me", Status: a.Status, Category: CatGarbled, Message: "the answer does not describe an account", Exchange: a.Exchange, RequestID: a.RequestID}
	}
	acc := body.Account
	acc.Nickname, acc.Site = CleanLine(acc.Nickname, 60), SiteID(CleanLine(string(acc.Site), 8))
	acc.SiteStatus, acc.SellAllowed, acc.SellCodes, acc.TCAccepted = CleanLine(body.Status.SiteStatus, 40), body.Status.Sell.Allow, body.Status.Sell.Codes, body.Status.TC
	acc.Exchange = a.Exchange
	if a.Marks != nil {
		acc.OwnEmail = a.Marks.Emails["email"]
	}
	c.guard.learnAccount(acc)
	return acc, nil
}

// PaymentMethod is one row of GET /v1/payment_methods.
type PaymentMethod struct {
	ID     string  `json:"id"`
	Name   string  `json:"name"`
	Type   string  `json:"payment_type_id"`
	Status string  `json:"status"`
	Min    float64 `json:"min_allowed_amount"`
	Max    float64 `json:"max_allowed_amount"`
	// Banks are the institutions a payer chooses from, for pse.
	Banks []Bank `json:"financial_institutions"`
}

// Bank is one financial institution of a payment method.
type Bank struct {
	ID   string `json:"id"`
	Name string `json:"description"`
}

// PaymentMethods reads the methods this account can use.
func (c *Client) PaymentMethods(ctx context.Context) ([]PaymentMethod, error) {
	a, err := c.viaSDK(ctx, "payment_methods", func(ctx context.Context, cfg *config.Config) error {
		_, err := paymentmethod.NewClient(cfg).List(ctx)
		return err
	})
	if err != nil {
		return nil, err
	}
	var list []PaymentMethod
	if err := json.Unmarshal(a.Body, &list); err != nil || list == nil {
		return nil, &Error{Op: "payment_methods", Status: a.Status, Category: CatGarbled, Message: "the answer is not a list of methods", Exchange: a.Exchange, RequestID: a.RequestID}
	}
	c.guard.learnMethods(list)
	return list, nil
}

// Payment reads GET /v1/payments/{id}. id must be digits; Orders ids are not payments.
func (c *Client) Payment(ctx context.Context, id string) (*Answer, error) {
	if id == "" || strings.Trim(id, "0123456789") != "" {
		return nil, &Error{Op: "payments.get", Category: CatInvalid, Code: "malformed_id", Message: "a payment id is digits only"}
	}
	return c.get(ctx, "payments.get", "/v1/payments/"+id, nil)
}

// SearchPayments reads one page of GET /v1/payments/search.
func (c *Client) SearchPayments(ctx context.Context, limit, offset int, filters map[string]string) (*Answer, error) {
	return c.viaSDK(ctx, "payments.search", func(ctx context.Context, cfg *config.Config) error {
		_, err := payment.NewClient(cfg).Search(ctx, payment.SearchRequest{Limit: limit, Offset: offset, Filters: filters})
		return err
	})
}

// PaymentPage reads one page of the payments created in the last days (1 to 365), the newest first,
// for counting: unlike SearchPayments it judges no personal data. limit is at most 50, offset 10,000.
func (c *Client) PaymentPage(ctx context.Context, limit, offset, days int) (*Answer, error) {
	return c.get(ctx, "payments.page", "/v1/payments/search", url.Values{
		"sort": {"date_created"}, "criteria": {"desc"}, "range": {"date_created"},
		"begin_date": {"NOW-" + strconv.Itoa(days) + "DAYS"}, "end_date": {"NOW"}, "limit": {strconv.Itoa(limit)}, "offset": {strconv.Itoa(offset)},
	})
}

// CreatePayment sends POST /v1/payments with the SDK's own idempotency key. It changes the account:
// the context needs a Consent.
func (c *Client) CreatePayment(ctx context.Context, r payment.Request) (*Answer, error) {
	return c.viaSDK(ctx, "payments.create", func(ctx context.Context, cfg *config.Config) error {
		_, err := payment.NewClient(cfg).Create(ctx, r)
		return err
	})
}

// CancelPayment sends PUT /v1/payments/{id} with status cancelled; needs a Consent.
func (c *Client) CancelPayment(ctx context.Context, id int) (*Answer, error) {
	return c.viaSDK(ctx, "payments.cancel", func(ctx context.Context, cfg *config.Config) error {
		_, err := payment.NewClient(cfg).Cancel(ctx, id)
		return err
	})
}

// rePreference keeps an id from being read as a path: only what ids are made of.
var rePreference = late.Pattern(`^[0-9A-Za-z_-]{1,100}$`)

// Preference reads GET /checkout/preferences/{id}.
func (c *Client) Preference(ctx context.Context, id string) (*Answer, error) {
	if !rePreference().MatchString(id) {
		return nil, &Error{Op: "preferences.get", Category: CatInvalid, Code: "malformed_id", Message: "a preference id is <user id>-<uuid>"}
	}
	return c.viaSDK(ctx, "preferences.get", func(ctx context.Context, cfg *config.Config) error {
		_, err := preference.NewClient(cfg).Get(ctx, id)
		return err
	})
}

// SearchPreferences reads GET /checkout/preferences/search, newest page first as the API gives it.
func (c *Client) SearchPreferences(ctx context.Context, limit int) (*Answer, error) {
	return c.get(ctx, "preferences.search", "/checkout/preferences/search", url.Values{"limit": {strconv.Itoa(limit)}})
}

// CreatePreference sends POST /checkout/preferences; needs a Consent.
func (c *Client) CreatePreference(ctx context.Context, r preference.Request) (*Answer, error) {
	return c.viaSDK(ctx, "preferences.create", func(ctx context.Context, cfg *config.Config) error {
		_, err := preference.NewClient(cfg).Create(ctx, r)
		return err
	})
}

// Categories reads the public list GET /item_categories.
func (c *Client) Categories(ctx context.Context) ([]string, error) {
	a, err := c.get(ctx, "item_categories", "/item_categories", nil)
	if err != nil {
		return nil, err
	}
	var list []struct {
		ID string `json:"id"`
	}
	if err := json.Unmarshal(a.Body, &list); err != nil || len(list) == 0 {
		return nil, &Error{Op: "item_categories", Status: a.Status, Category: CatGarbled, Message: "the answer is not a list of categories", Exchange: a.Exchange, RequestID: a.RequestID}
	}
	var ids []string
	for _, x := range list {
		ids = append(ids, CleanLine(x.ID, 60))
	}
	return ids, nil
}

// PluginCredentials is what the wrapper of the official plug-ins tells of a key. The endpoint is
// undocumented; official WooCommerce, Adobe Commerce and PrestaShop modules use it.
type PluginCredentials struct {
	ClientID    string `json:"-"`
	IsTest      bool   `json:"is_test"`
	Homologated bool   `json:"homologated"`
	Exchange    string `json:"-"`
}

// CredentialsOf asks the wrapper about the token (publicKey "") or about a public key.
func (c *Client) CredentialsOf(ctx context.Context, publicKey Secret) (PluginCredentials, error) {
	var q url.Values
	op := "credentials.token"
	if publicKey != "" {
		q, op = url.Values{"public_key": {publicKey.Reveal()}}, "credentials.public_key"
	}
	a, err := c.get(ctx, op, "/plugins-credentials-wrapper/credentials", q)
	if err != nil {
		return PluginCredentials{}, err
	}
	var body struct {
		PluginCredentials
		ClientID json.RawMessage `json:"client_id"`
	}
	if err := json.Unmarshal(a.Body, &body); err != nil || jsonWord(body.ClientID) == "" {
		return PluginCredentials{}, &Error{Op: op, Status: a.Status, Category: CatGarbled, Message: "the answer names no application", Exchange: a.Exchange, RequestID: a.RequestID}
	}
	p := body.PluginCredentials
	p.ClientID, p.Exchange = jsonWord(body.ClientID), a.Exchange
	return p, nil
}
