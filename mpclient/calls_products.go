package mpclient

import (
	"context"
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/mercadopago/sdk-go/pkg/config"
	"github.com/mercadopago/sdk-go/pkg/order"
	"github.com/mercadopago/sdk-go/pkg/preapproval"

	"github.com/homologa/homologa/mpclient/late"
)

// marked are the calls whose answers are judged before redaction: what an integration created, and
// the account itself.
var marked = []string{"users.me", "payments.get", "payments.search", "preferences.get", "orders.get", "orders.search", "preapproval.get", "preapproval.search"}

func isMarked(op string) bool { return slices.Contains(marked, op) }

// Forms of ids. Orders are ORD or ORDTST and a ULID; older fixtures are a bare ULID. Subscriptions
// are 32 hexadecimal digits.
var (
	reOrder       = late.Pattern(`^(?:ORD(?:TST)?)?[0-9A-Za-z]{20,40}$`)
	rePreapproval = late.Pattern(`^[0-9A-Za-z]{16,64}$`)
)

// Order reads GET /v1/orders/{id}.
func (c *Client) Order(ctx context.Context, id string) (*Answer, error) {
	if !reOrder().MatchString(id) {
		return nil, &Error{Op: "orders.get", Category: CatInvalid, Code: "malformed_id", Message: "an order id is ORD and 26 characters"}
	}
	return c.viaSDK(ctx, "orders.get", func(ctx context.Context, cfg *config.Config) error {
		_, err := order.NewClient(cfg).Get(ctx, id)
		return err
	})
}

// SearchOrders reads one page of GET /v1/orders; the API demands the span of days.
func (c *Client) SearchOrders(ctx context.Context, from, to time.Time, limit int, filters map[string]string) (*Answer, error) {
	all := map[string]string{"begin_date": orderTime(from), "end_date": orderTime(to)}
	for k, v := range filters {
		all[k] = v
	}
	return c.viaSDK(ctx, "orders.search", func(ctx context.Context, cfg *config.Config) error {
		_, err := order.NewClient(cfg).Search(ctx, order.SearchRequest{Limit: limit, Filters: all})
		return err
	})
}

func orderTime(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000Z") }

// Subscription reads GET /preapproval/{id}.
func (c *Client) Subscription(ctx context.Context, id string) (*Answer, error) {
	if !rePreapproval().MatchString(id) {
		return nil, &Error{Op: "preapproval.get", Category: CatInvalid, Code: "malformed_id", Message: "a subscription id is letters and digits"}
	}
	return c.viaSDK(ctx, "preapproval.get", func(ctx context.Context, cfg *config.Config) error {
		_, err := preapproval.NewClient(cfg).Get(ctx, id)
		return err
	})
}

// SearchSubscriptions reads one page of GET /preapproval/search.
func (c *Client) SearchSubscriptions(ctx context.Context, limit int) (*Answer, error) {
	return c.viaSDK(ctx, "preapproval.search", func(ctx context.Context, cfg *config.Config) error {
		_, err := preapproval.NewClient(cfg).Search(ctx, preapproval.SearchRequest{Limit: limit})
		return err
	})
}

// Stores reads one page of GET /users/{user}/stores/search.
func (c *Client) Stores(ctx context.Context, user int64, limit int) (*Answer, error) {
	return c.get(ctx, "stores.search", "/users/"+strconv.FormatInt(user, 10)+"/stores/search", url.Values{"limit": {strconv.Itoa(limit)}})
}

// PointsOfSale reads one page of GET /pos.
func (c *Client) PointsOfSale(ctx context.Context, limit int) (*Answer, error) {
	return c.get(ctx, "pos.search", "/pos", url.Values{"limit": {strconv.Itoa(limit)}})
}

// Terminals reads one page of GET /terminals/v1/list.
func (c *Client) Terminals(ctx context.Context, limit int) (*Answer, error) {
	return c.get(ctx, "terminals.list", "/terminals/v1/list", url.Values{"limit": {strconv.Itoa(limit)}})
}
