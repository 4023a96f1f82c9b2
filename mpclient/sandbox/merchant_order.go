package sandbox

import (
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"time"
)

var merchantOrderRoutes = []route{
	{"POST", "/merchant_orders", bearer, (*Server).createMerchantOrder},
	{"GET", "/merchant_orders/search", bearer, (*Server).searchMerchantOrders},
	{"GET", "/merchant_orders/{id}", bearer, ofMerchantOrder((*Server).readMerchantOrder)},
	{"PUT", "/merchant_orders/{id}", bearer, ofMerchantOrder((*Server).updateMerchantOrder)},
}

const (
	maxMerchantOrders = 5_000
	maxOrderPayments  = 100 // attempts one order remembers
)

// merchantOrders are the orders that gather the attempts to pay one cart.
type merchantOrders struct {
	shelf[int64, *merchantOrder]
	last int64
}

func newMerchantOrders() merchantOrders {
	return merchantOrders{newShelf[int64, *merchantOrder](maxMerchantOrders), 31_220_000_000}
}

// merchantOrder follows its payments: all its sums and states are computed from them.
type merchantOrder struct {
	id               int64
	sent             object
	buyer            string
	expires          time.Time // with its preference
	created, updated time.Time
	payments         []*payment
	closed           bool
}

var merchantOrderShape = parseShape(`external_reference preference_id marketplace notification_url sponsor_id% site_id additional_info
	application_id version% collector{ id nickname email } payer{ id nickname email } shipments*
	items[ id title description picture_url category_id currency_id unit_price# quantity% ]`)

func noMerchantOrder() reply {
	return fail(http.StatusNotFound, "merchant order not found")
}

func ofMerchantOrder(do func(*Server, *call, *merchantOrder) reply) func(*Server, *call) reply {
	return func(s *Server, c *call) reply {
		id, _ := strconv.ParseInt(c.params["id"], 10, 64)
		mo, found := s.state.merchant.get(id)
		if !found {
			return noMerchantOrder()
		}
		return do(s, c, mo)
	}
}

func (s *Server) checkMerchantOrder(b object) *reply {
	bad := func(what string) *reply { return ptr(fail(badRequest, what)) }
	if wrong := merchantOrderShape.check(b).wrong; len(wrong) > 0 {
		return bad(wrong[0] + " invalid")
	}
	if site := text(b, "site_id"); site != "" && site != string(s.site.ID) {
		return bad("site_id invalid")
	}
	if id := text(child(b, "collector"), "id"); id != "" && id != strconv.FormatInt(s.acct.userID, 10) {
		return bad("collector.id invalid")
	}
	if u := text(b, "notification_url"); u != "" && (!s.publicURL(u) || len(u) > 500) {
		return bad("notification_url invalid")
	}
	if id := text(b, "preference_id"); id != "" {
		if _, found := s.state.preferences.get(id); !found {
			return bad("preference_id invalid")
		}
	}
	list, _ := b["items"].([]any)
	for _, e := range list {
		item := e.(object)
		if price, fault := parseAmount(item["unit_price"], decimals(s.site)); item["unit_price"] != nil && (fault != amountFine || price > 9_999_999_900) {
			return bad("items.unit_price invalid")
		}
		if n, sent := number(item, "quantity"); sent && (n < 1 || n > 1e4) {
			return bad("items.quantity invalid")
		}
	}
	return nil
}

func (s *Server) createMerchantOrder(c *call) reply {
	if bad := s.checkMerchantOrder(c.body); bad != nil {
		return *bad
	}
	sent := merchantOrderShape.keep(c.body)
	mo := s.newMerchantOrder(0, sent, text(child(sent, "payer"), "id"))
	if pref, found := s.state.preferences.get(text(sent, "preference_id")); found {
		mo.adopt(pref)
	}
	s.state.merchant.put(mo.id, mo, len(c.raw))
	s.tellOrder(mo, "create")
	return created(s.merchantOrderView(mo))
}

// newMerchantOrder opens an order; id 0 means the next one.
func (s *Server) newMerchantOrder(id int64, sent object, buyer string) *merchantOrder {
	for taken := id == 0; taken; _, taken = s.state.merchant.get(id) { // a payment may have named a later one
		s.state.merchant.last += s.ids.between(1, 90)
		id = s.state.merchant.last
	}
	now := s.cfg.Now()
	mo := &merchantOrder{id: id, sent: sent, buyer: buyer, created: now, updated: now}
	s.state.merchant.put(mo.id, mo, 0)
	return mo
}

// adopt takes over from a preference what the order was not given itself.
func (mo *merchantOrder) adopt(pref *preference) {
	from := object{"preference_id": pref.id}
	for _, k := range []string{"items", "external_reference", "notification_url", "marketplace", "additional_info"} {
		if pref.sent[k] != nil {
			from[k] = pref.sent[k]
		}
	}
	mo.sent = overlay(from, mo.sent, 1)
	if cost, is := child(pref.sent, "shipments")["cost"].(json.Number); is {
		mo.sent["shipping_cost"] = cost
	}
	if truth(pref.sent, "expires", false) {
		mo.expires, _ = parseLooseDate(text(pref.sent, "expiration_date_to"))
	}
}

// visitPreference opens the order of one visit to a preference's checkout.
func (s *Server) visitPreference(pref *preference) *merchantOrder {
	mo := s.newMerchantOrder(0, object{}, strconv.FormatInt(s.ids.between(1_000_000_000, 2_000_000_000), 10))
	mo.adopt(pref)
	s.tellOrder(mo, "create")
	return mo
}

func (s *Server) readMerchantOrder(_ *call, mo *merchantOrder) reply {
	return ok(s.merchantOrderView(mo))
}

// updateMerchantOrder replaces what was sent; of items that are known by their id, only what
// was sent, which for the SDKs is the quantity.
func (s *Server) updateMerchantOrder(c *call, mo *merchantOrder) reply {
	if bad := s.checkMerchantOrder(c.body); bad != nil {
		return *bad
	}
	sent := merchantOrderShape.keep(c.body)
	if items, is := sent["items"].([]any); is {
		known, _ := mo.sent["items"].([]any)
		merged := slices.Clone(known)
		for _, e := range items {
			id := text(e.(object), "id")
			i := slices.IndexFunc(merged, func(k any) bool { return id != "" && text(k.(object), "id") == id })
			if i < 0 {
				merged = append(merged, e)
			} else {
				merged[i] = overlay(merged[i].(object), e.(object), 1)
			}
		}
		sent["items"] = merged[:min(len(merged), 1000)]
	}
	mo.sent, mo.updated = overlay(mo.sent, sent, 1), s.cfg.Now()
	s.state.merchant.put(mo.id, mo, len(c.raw))
	s.tellOrder(mo, "update")
	return ok(s.merchantOrderView(mo))
}

func (s *Server) tellOrder(mo *merchantOrder, action string) {
	s.announceTo(text(mo.sent, "notification_url"), merchantOrderTopic, action, strconv.FormatInt(mo.id, 10))
}

// followOrder lets the order of a payment follow it. A payment names its order by id; an order
// of that id which does not exist is opened.
func (s *Server) followOrder(p *payment) {
	ref := child(p.request, "order")
	if kind := text(ref, "type"); ref == nil || kind != "" && kind != "mercadopago" {
		return // orders of the marketplace are not kept here
	}
	id, err := strconv.ParseInt(text(ref, "id"), 10, 64)
	if err != nil || id <= 0 {
		return
	}
	mo, found := s.state.merchant.get(id)
	if !found {
		sent := object{}
		for _, k := range []string{"external_reference", "notification_url"} {
			if v := p.request[k]; v != nil {
				sent[k] = v
			}
		}
		mo = s.newMerchantOrder(id, sent, p.payerID)
		s.tellOrder(mo, "create")
	}
	if !slices.Contains(mo.payments, p) && len(mo.payments) < maxOrderPayments {
		mo.payments = append(mo.payments, p)
	}
	if mo.buyer == "" {
		mo.buyer = p.payerID
	}
	mo.updated, mo.closed = s.cfg.Now(), mo.closed || s.tally(mo).covered()
	s.tellOrder(mo, "update")
}

func (s *Server) searchMerchantOrders(c *call) reply {
	limit, offset, bad := page(c)
	if bad != nil {
		return *bad
	}
	within, bad := orderWindow(c)
	if bad != nil {
		return *bad
	}
	all := s.state.merchant.all()
	slices.Reverse(all)
	hits := []object{}
	for _, mo := range all {
		v := s.merchantOrderView(mo)
		fits := within(mo) && wanted(c, "payer_id", mo.buyer)
		for _, k := range []string{"status", "preference_id", "application_id", "sponsor_id", "external_reference", "site_id", "marketplace"} {
			fits = fits && wanted(c, k, textOf(v[k]))
		}
		if fits {
			hits = append(hits, v)
		}
	}
	elements := hits[min(offset, len(hits)):min(offset+limit, len(hits))]
	return ok(object{"elements": elements, "next_offset": offset + len(elements), "total": len(hits)})
}

// textOf writes a value of an answer as a query would.
func textOf(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case json.Number:
		return v.String()
	}
	return ""
}

// orderWindow reads the four limits of the creation and update dates.
func orderWindow(c *call) (func(*merchantOrder) bool, *reply) {
	at := map[string]time.Time{}
	for _, k := range []string{"date_created_from", "date_created_to", "last_updated_from", "last_updated_to"} {
		if raw := c.query.Get(k); raw != "" {
			t, valid := parseLooseDate(raw)
			if !valid {
				return nil, ptr(fail(badRequest, k+" invalid"))
			}
			at[k] = t
		}
	}
	inside := func(t time.Time, name string) bool {
		from, to := at[name+"_from"], at[name+"_to"]
		return (from.IsZero() || !t.Before(from)) && (to.IsZero() || !t.After(to))
	}
	return func(mo *merchantOrder) bool {
		return inside(mo.created, "date_created") && inside(mo.updated, "last_updated")
	}, nil
}
