package probe

import (
	"context"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/mpclient"
)

// created reads one object the integration made.
func (e *Env) created(ctx context.Context, k checks.Key[checks.Created], object, id string,
	get func(context.Context, string) (*mpclient.Answer, error)) checks.Fact {
	ctx, seen := mpclient.WithSeen(ctx)
	shown := mpclient.CleanLine(id, 60)
	a, err := get(ctx, id)
	if err != nil {
		return k.Missing(elsewhere(gapOf(err, object, shown, e.apiHost()), object, shown), seen.IDs()...)
	}
	d, err := checks.ParseDoc(shown, a.Body)
	if err != nil {
		return k.Missing(checks.Gap{Reason: checks.GapGarbled, Detail: checks.T("gap.detail.garbled", "why", mpclient.CleanLine(err.Error(), 120))}, seen.IDs()...)
	}
	if checks.Own(d.Str("external_reference")) {
		return k.Missing(checks.Gap{Reason: checks.GapInput, Input: object + "_id", Detail: checks.T("gap.detail.own", "object", "@object."+object, "id", shown)}, seen.IDs()...)
	}
	return k.Of(checks.Created{Doc: d, Chosen: true, Marks: a.Marks}, seen.IDs()...)
}

// elsewhere says more of an object that is not there when its id names whose it is.
func elsewhere(g checks.Gap, object, id string) checks.Gap {
	if g.Reason == checks.GapNotFound && object == "order" && strings.HasPrefix(id, "ORDTST") {
		g.Detail = checks.T("gap.detail.test_order", "id", id)
	}
	return g
}

// foreign explains a preference that is not there: its id begins with the number of its account.
func foreign(f checks.Fact, id, owner string) checks.Fact {
	account, _, ok := strings.Cut(id, "-")
	if f.Gap == nil || f.Gap.Reason != checks.GapNotFound || !ok || owner == "0" || account == owner || account == "" || strings.Trim(account, "0123456789") != "" {
		return f
	}
	g := *f.Gap
	g.Detail = checks.T("gap.detail.other_owner", "object", "@object.preference", "id", mpclient.CleanLine(id, 60),
		"owner", mpclient.CleanLine(account, 20), "account", owner)
	f.Gap = &g
	return f
}

// orderKinds are the products that create orders, with the type of theirs.
var orderKinds = map[checks.Product]string{checks.Orders: "online", checks.QR: "qr", checks.Point: "point"}

// How far back the latest order is looked for, and how many are compared: the order of the page is
// not documented.
const (
	orderSpan = 30 * 24 * time.Hour
	newestOf  = 10
)

// order reads the configured order, or the latest of the account for products that create them.
func (e *Env) order() checks.Probe {
	return e.api("order", keys(checks.FactOrder.Name), nil, "order",
		func(ctx context.Context, c *mpclient.Client, f *checks.Facts) ([]checks.Fact, error) {
			s := checks.FactSettings.Must(f)
			return e.chosen(ctx, checks.FactOrder, "order", s.OrderID, orderKinds[s.Product] != "" && s.PaymentID == "", c.Order, func() ([]string, error) {
				now := e.Now()
				a, err := c.SearchOrders(ctx, now.Add(-orderSpan), now.Add(24*time.Hour), newestOf, map[string]string{"type": orderKinds[s.Product]})
				if err != nil {
					return nil, err
				}
				return newestIDs(a, "orders.search", "data", "created_date")
			})
		})
}

// subscription reads the configured subscription, or the latest of the account.
func (e *Env) subscription() checks.Probe {
	return e.api("preapproval", keys(checks.FactSubscription.Name), nil, "preapproval",
		func(ctx context.Context, c *mpclient.Client, f *checks.Facts) ([]checks.Fact, error) {
			s := checks.FactSettings.Must(f)
			return e.chosen(ctx, checks.FactSubscription, "preapproval", s.PreapprovalID, s.Product == checks.Subscriptions, c.Subscription, func() ([]string, error) {
				a, err := c.SearchSubscriptions(ctx, newestOf)
				if err != nil {
					return nil, err
				}
				return newestIDs(a, "preapproval.search", "results", "date_created")
			})
		})
}

// chosen reads the object with an id; without one, and where looking makes sense, the latest that homologa did not make.
func (e *Env) chosen(ctx context.Context, k checks.Key[checks.Created], object, id string, look bool, get func(context.Context, string) (*mpclient.Answer, error),
	latest func() ([]string, error)) ([]checks.Fact, error) {
	named := id != ""
	ids := []string{id}
	if !named {
		ids = nil
		if look {
			var err error
			if ids, err = latest(); err != nil {
				return nil, err
			}
		}
	}
	fact := k.Missing(checks.Gap{Reason: checks.GapInput, Input: object + "_id"})
	for _, id := range ids {
		fact = e.created(ctx, k, object, id, get)
		if v, ok := fact.Value.(checks.Created); ok {
			v.Chosen = named
			fact.Value = v
		}
		if named || !own(fact) {
			return []checks.Fact{fact}, nil
		}
		fact.Gap = &checks.Gap{Reason: checks.GapInput, Input: object + "_id"} // rows need not tell whose they are; the object did
	}
	return []checks.Fact{fact}, nil
}

// own reports whether an object was left aside because homologa made it.
func own(f checks.Fact) bool { return f.Gap != nil && f.Gap.Detail.Key == "gap.detail.own" }

// newestIDs sorts a page by date, newest first, and leaves out what homologa made. The order of such pages is not documented.
func newestIDs(a *mpclient.Answer, op, list, date string) ([]string, error) {
	garbled := &mpclient.Error{Op: op, Status: a.Status, Category: mpclient.CatGarbled, Message: "the answer is not a page of objects", Exchange: a.Exchange}
	var page map[string]json.RawMessage
	var rows []map[string]any
	if json.Unmarshal(a.Body, &page) != nil || page[list] == nil || json.Unmarshal(page[list], &rows) != nil {
		return nil, garbled
	}
	type row struct {
		id string
		at time.Time
	}
	var found []row
	ours := 0
	for _, r := range rows {
		id, _ := r["id"].(string)
		text, _ := r[date].(string)
		when, _ := time.Parse(time.RFC3339Nano, text)
		switch ref, _ := r["external_reference"].(string); {
		case checks.Own(ref):
			ours++
		case id != "":
			found = append(found, row{id, when})
		}
	}
	if len(found) == 0 && ours < len(rows) {
		return nil, garbled
	}
	slices.SortStableFunc(found, func(a, b row) int { return b.at.Compare(a.at) })
	ids := make([]string, len(found))
	for i, r := range found {
		ids[i] = r.id
	}
	return ids, nil
}

const placesPage = 50

// inShop tells the products with stores and points of sale; others need no call.
func inShop(f *checks.Facts) bool {
	p := checks.FactSettings.Must(f).Product
	return p == checks.QR || p == checks.Point
}

// otherProduct is the gap of a fact that the product has no use for.
var otherProduct = checks.Gap{Reason: checks.GapInput, Input: "product"}

// places lists stores and points of sale, side by side.
func (e *Env) places() checks.Probe {
	p := e.api("places", keys(checks.FactPlaces.Name), keys(checks.FactAccount.Name), "places",
		func(ctx context.Context, c *mpclient.Client, f *checks.Facts) ([]checks.Fact, error) {
			if !inShop(f) {
				return []checks.Fact{checks.FactPlaces.Missing(otherProduct)}, nil
			}
			acc, ok := checks.FactAccount.Get(f)
			if !ok {
				return []checks.Fact{checks.FactPlaces.Missing(checks.Gap{Reason: checks.GapDependency, From: checks.FactAccount.Name})}, nil
			}
			var stores, pos []checks.Outlet
			var storesErr, posErr error
			var wg sync.WaitGroup
			wg.Go(func() {
				stores, storesErr = placesOf(func() (*mpclient.Answer, error) { return c.Stores(ctx, acc.ID, placesPage) })
			})
			wg.Go(func() {
				pos, posErr = placesOf(func() (*mpclient.Answer, error) { return c.PointsOfSale(ctx, placesPage) })
			})
			wg.Wait()
			if storesErr != nil {
				return nil, storesErr
			}
			return []checks.Fact{checks.FactPlaces.Of(checks.Places{Stores: stores, POS: pos})}, posErr
		})
	return p
}

func placesOf(call func() (*mpclient.Answer, error)) ([]checks.Outlet, error) {
	a, err := call()
	if err != nil {
		return nil, err
	}
	var page struct {
		Results []struct {
			ID       any    `json:"id"`
			External string `json:"external_id"`
			Store    any    `json:"store_id"`
		} `json:"results"`
	}
	dec := json.NewDecoder(strings.NewReader(string(a.Body)))
	dec.UseNumber()
	if err := dec.Decode(&page); err != nil || page.Results == nil {
		return nil, &mpclient.Error{Op: "places", Status: a.Status, Category: mpclient.CatGarbled, Message: "the answer is not a page of places", Exchange: a.Exchange}
	}
	out := []checks.Outlet{}
	for _, r := range page.Results {
		out = append(out, checks.Outlet{ID: mpclient.CleanLine(checks.Scalar(r.ID), 30), External: mpclient.CleanLine(r.External, 60),
			Store: mpclient.CleanLine(checks.Scalar(r.Store), 30)})
	}
	return out, nil
}

// terminals lists the card readers. The guide puts them under data, the specification at the root.
func (e *Env) terminals() checks.Probe {
	return e.api("terminals", keys(checks.FactTerminals.Name), nil, "terminals",
		func(ctx context.Context, c *mpclient.Client, f *checks.Facts) ([]checks.Fact, error) {
			if checks.FactSettings.Must(f).Product != checks.Point {
				return []checks.Fact{checks.FactTerminals.Missing(otherProduct)}, nil
			}
			a, err := c.Terminals(ctx, placesPage)
			if err != nil {
				return nil, err
			}
			type row struct {
				ID   string `json:"id"`
				Mode string `json:"operating_mode"`
			}
			var page struct {
				Terminals []row `json:"terminals"`
				Data      struct {
					Terminals []row `json:"terminals"`
				} `json:"data"`
			}
			if err := json.Unmarshal(a.Body, &page); err != nil || page.Terminals == nil && page.Data.Terminals == nil {
				return nil, &mpclient.Error{Op: "terminals.list", Status: a.Status, Category: mpclient.CatGarbled,
					Message: "the answer is not a list of terminals", Exchange: a.Exchange}
			}
			out := []checks.Terminal{}
			for _, r := range slices.Concat(page.Data.Terminals, page.Terminals) {
				out = append(out, checks.Terminal{ID: mpclient.CleanLine(r.ID, 60), Mode: mpclient.CleanLine(r.Mode, 30)})
			}
			return []checks.Fact{checks.FactTerminals.Of(out)}, nil
		})
}

// references looks for other sales under the reference of the object that is judged: one call, and
// none without a reference.
func (e *Env) references() checks.Probe {
	return reads(checks.ThingPayments, e.api("references", keys(checks.FactReferences.Name), keys(checks.FactPreference.Name, checks.FactPayment.Name, checks.FactOrder.Name), "payment",
		func(ctx context.Context, c *mpclient.Client, f *checks.Facts) ([]checks.Fact, error) {
			for _, k := range []checks.Key[checks.Created]{checks.FactPreference, checks.FactPayment, checks.FactOrder} {
				d, ok := k.Get(f)
				ref := d.Doc.Str("external_reference")
				if !ok || ref == "" || strings.Contains(ref, "***") {
					continue // what was masked cannot be searched for
				}
				now := e.Now()
				call, list, paid := func() (*mpclient.Answer, error) {
					return c.SearchPayments(ctx, newestOf, 0, map[string]string{"external_reference": ref})
				}, "results", "approved"
				if k == checks.FactOrder {
					call, list, paid = func() (*mpclient.Answer, error) {
						return c.SearchOrders(ctx, now.Add(-orderSpan), now.Add(24*time.Hour), newestOf, map[string]string{"external_reference": ref})
					}, "data", "processed"
				}
				a, err := call()
				if err != nil {
					return nil, err
				}
				page, err := checks.ParseDoc("", a.Body)
				if err != nil || !page.Known(list) {
					return nil, &mpclient.Error{Op: "references", Status: a.Status, Category: mpclient.CatGarbled,
						Message: "the answer is not a page of sales", Exchange: a.Exchange}
				}
				out := checks.Reuse{Reference: mpclient.CleanLine(ref, 80)}
				for _, row := range page.At(list + "[]") {
					o, _ := row.(map[string]any)
					// The filter is the API's; believing it blindly would turn any sale into a second one.
					if checks.Scalar(o["external_reference"]) == ref && checks.Scalar(o["status"]) == paid {
						out.Paid = append(out.Paid, mpclient.CleanLine(checks.Scalar(o["id"]), 40))
					}
				}
				return []checks.Fact{checks.FactReferences.Of(out)}, nil
			}
			return []checks.Fact{checks.FactReferences.Of(checks.Reuse{})}, nil
		}))
}

func ownerOf(f *checks.Facts) string {
	return strconv.FormatInt(checks.FactToken.Must(f).Owner, 10)
}
