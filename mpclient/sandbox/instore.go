package sandbox

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// instoreRoutes are the shops, their points of sale and the QR codes hanging there.
var instoreRoutes = []route{
	{"POST", "/users/{user}/stores", activated, ownUser((*Server).createStore)},
	{"GET", "/users/{user}/stores/search", activated, ownUser((*Server).searchStores)},
	{"GET", "/stores/{id}", activated, (*Server).readStore},
	{"PUT", "/users/{user}/stores/{id}", activated, ownUser((*Server).updateStore)},
	{"DELETE", "/users/{user}/stores/{id}", activated, ownUser((*Server).deleteStore)},
	{"GET", "/users/{user}/pos", activated, ownUser((*Server).listPOS)},
	{"POST", "/pos", activated, (*Server).createPOS},
	{"GET", "/pos", activated, (*Server).listPOS},
	{"GET", "/pos/{id}", activated, (*Server).readPOS},
	{"PUT", "/pos/{id}", activated, (*Server).updatePOS},
	{"DELETE", "/pos/{id}", activated, (*Server).deletePOS},
	// The newer pair of the same: it wants an idempotency key and gives shorter pages.
	{"POST", "/v2/pos", activated, func(s *Server, c *call) reply { return s.once(c, func() reply { return s.createPOS(c) }) }},
	{"GET", "/v2/pos", activated, (*Server).listPOSv2},

	{"PUT", "/instore/qr/seller/collectors/{user}/stores/{store}/pos/{pos}/orders", activated, ownUser(atPOS((*Server).putQROrder))},
	{"PUT", "/instore/qr/seller/collectors/{user}/pos/{pos}/orders", activated, ownUser(atPOS((*Server).putQROrder))},
	{"GET", "/instore/qr/seller/collectors/{user}/pos/{pos}/orders", activated, ownUser(atPOS((*Server).readQROrder))},
	{"DELETE", "/instore/qr/seller/collectors/{user}/pos/{pos}/orders", activated, ownUser(atPOS((*Server).deleteQROrder))},
	{"PUT", "/mpmobile/instore/qr/{user}/{pos}", activated, ownUser(atPOS((*Server).putQROrder))},
	{"DELETE", "/mpmobile/instore/qr/{user}/{pos}", activated, ownUser(atPOS((*Server).deleteQROrder))},
	{"POST", "/instore/orders/qr/seller/collectors/{user}/pos/{pos}/qrs", activated, ownUser(atPOS((*Server).createQR))},
	{"PUT", "/instore/orders/qr/seller/collectors/{user}/pos/{pos}/qrs", activated, ownUser(atPOS((*Server).createQR))},
	{"GET", "/instore/integrator", activated, (*Server).readIntegrator},
	{"PATCH", "/instore/integrator", activated, (*Server).updateIntegrator},
	{"POST", "/instore/orders/{order}/confirmation", activated, (*Server).confirmCashOut},

	{"POST", "/_sandbox/scan", open, (*Server).steerScan},
}

// instoreState is what the account has in its shops.
type instoreState struct {
	stores     shelf[int64, *shop]
	pos        shelf[int64, *pos]
	terminals  []*terminal
	actions    shelf[string, *terminalAction]
	intents    shelf[string, *pointIntent]
	integrator object
	codes      shelf[string, *qrOrder] // made for one order, by in_store_order_id
	scans      shelf[int64, bool]      // payments and merchant orders that came out of a code
	last       int64
}

// newInstoreState starts with one shop, one till and the virtual terminal, under the ids of the
// published samples.
func newInstoreState() instoreState {
	st := instoreState{stores: newShelf[int64, *shop](1_000), pos: newShelf[int64, *pos](5_000), actions: newShelf[string, *terminalAction](1_000),
		intents: newShelf[string, *pointIntent](5_000), integrator: object{}, last: 47_792_500,
		codes: newShelf[string, *qrOrder](maxCodes), scans: newShelf[int64, bool](10_000)}
	opened := time.Date(2026, 5, 1, 14, 0, 0, 0, time.UTC)
	st.stores.put(47_792_478, &shop{47_792_478, object{"name": "Sucursal Centro", "external_id": "SUC01",
		"location": object{"street_number": "123", "street_name": "Rua Falsa", "city_name": "Sao Paulo", "state_name": "SP", "latitude": -23.55, "longitude": -46.63, "reference": "esquina"}}, opened, opened}, 0)
	st.pos.put(47_792_476, &pos{id: 47_792_476, store: 47_792_478, uuid: "0123456789abcdef0123456789abcdef", created: opened, updated: opened,
		request: object{"name": "Caixa 1", "external_id": "SUC01POS01", "external_store_id": "SUC01", "fixed_amount": true, "category": 621102}}, 0)
	st.terminals = []*terminal{{id: "NEWLAND_N950__SBX0000001", pos: 47_792_476, mode: "PDV"}}
	return st
}

type shop struct {
	id               int64
	request          object
	created, updated time.Time
}

type pos struct {
	id, store        int64
	uuid             string
	request          object
	created, updated time.Time
	order            *qrOrder // waiting for a scan of the printed code
}

func (st *instoreState) posByExternal(id string) *pos {
	for _, p := range st.pos.all() {
		if id != "" && text(p.request, "external_id") == id {
			return p
		}
	}
	return nil
}

// ownUser refuses paths that name another account than the key's.
func ownUser(h func(*Server, *call) reply) func(*Server, *call) reply {
	return func(s *Server, c *call) reply {
		if c.params["user"] != strconv.FormatInt(s.acct.userID, 10) {
			return reply{badRequest, object{"message": "Collector ID and Caller ID must be the same", "error": "invalid_caller_id", "status": 400, "cause": []cause{}}}
		}
		return h(s, c)
	}
}

var (
	storeShape = parseShape(`name external_id business_hours@ location@`)
	posShape   = parseShape(`name store_id external_id external_store_id category% fixed_amount? url`)
)

// checkInstore is the shape check of this family: unknown fields are ignored, wrong ones named.
func checkInstore(sh *shape, b object, needed ...string) *reply {
	for _, key := range needed {
		if text(b, key) == "" {
			return ptr(fail(badRequest, key+" is required"))
		}
	}
	if m := sh.check(b); len(m.wrong) > 0 {
		return ptr(fail(badRequest, "invalid "+strings.Join(m.wrong, ", ")))
	}
	return nil
}

func (s *Server) nextInstoreID() int64 {
	s.state.instore.last += s.ids.between(1, 90)
	return s.state.instore.last
}

func (s *Server) shopView(p *shop) object {
	location := overlay(child(p.request, "location"), object{"id": s.site.Country + "-1", "type": "state_id"}, 1)
	line := []string{strings.TrimSpace(text(location, "street_name") + " " + text(location, "street_number")), text(location, "city_name"), text(location, "state_name")}
	location["address_line"] = strings.Join(line, ", ")
	v := object{"id": p.id, "name": text(p.request, "name"), "external_id": text(p.request, "external_id"), "location": location,
		"date_created": isoDate(p.created), "date_last_updated": isoDate(p.updated), "business_hours": object{}}
	if hours := child(p.request, "business_hours"); hours != nil {
		v["business_hours"] = hours
	}
	return v
}

func (s *Server) createStore(c *call) reply {
	if bad := checkInstore(storeShape, c.body, "name"); bad != nil {
		return *bad
	}
	if s.storeIDTaken(c.body, nil) {
		return fail(badRequest, "external_id is already in use")
	}
	now := s.cfg.Now()
	p := &shop{s.nextInstoreID(), c.body, now, now}
	s.state.instore.stores.put(p.id, p, len(c.raw))
	return created(s.shopView(p))
}

// storeIDTaken tells whether another shop than own has the external id of a request.
func (s *Server) storeIDTaken(b object, own *shop) bool {
	id := text(b, "external_id")
	return id != "" && slices.ContainsFunc(s.state.instore.stores.all(), func(p *shop) bool { return p != own && text(p.request, "external_id") == id })
}

func (s *Server) findStore(c *call) *shop {
	id, err := strconv.ParseInt(c.params["id"], 10, 64)
	if err != nil {
		return nil
	}
	p, _ := s.state.instore.stores.get(id)
	return p
}

func (s *Server) readStore(c *call) reply {
	p := s.findStore(c)
	if p == nil {
		return fail(http.StatusNotFound, "store not found")
	}
	return ok(s.shopView(p))
}

func (s *Server) updateStore(c *call) reply {
	p := s.findStore(c)
	if p == nil {
		return fail(http.StatusNotFound, "store not found")
	}
	if bad := checkInstore(storeShape, c.body); bad != nil {
		return *bad
	}
	if s.storeIDTaken(c.body, p) {
		return fail(badRequest, "external_id is already in use")
	}
	p.request, p.updated = overlay(p.request, c.body, 2), s.cfg.Now()
	s.state.instore.stores.put(p.id, p, len(c.raw))
	return ok(s.shopView(p))
}

// deleteStore takes the tills of the shop along.
func (s *Server) deleteStore(c *call) reply {
	p := s.findStore(c)
	if p == nil {
		return fail(http.StatusNotFound, "store not found")
	}
	for _, till := range s.state.instore.pos.all() {
		if till.store == p.id {
			s.state.instore.pos.drop(till.id)
		}
	}
	s.state.instore.stores.drop(p.id)
	return ok(object{})
}

func (s *Server) searchStores(c *call) reply {
	return pageOf(c, s.state.instore.stores.all(), 50, func(p *shop) bool {
		want := c.query.Get("external_id")
		return want == "" || want == text(p.request, "external_id")
	}, s.shopView)
}

// pageOf answers {paging, results} with what passes the filter.
func pageOf[T any](c *call, all []T, most int, keep func(T) bool, view func(T) object) reply {
	limit, offset, bad := page(c)
	if bad != nil {
		return *bad
	}
	if limit > most {
		if c.query.Get("limit") != "" {
			return paramsError("limit is between 1 and " + strconv.Itoa(most))
		}
		limit = most
	}
	results, total := []object{}, 0
	for _, v := range all {
		if !keep(v) {
			continue
		}
		if total >= offset && len(results) < limit {
			results = append(results, view(v))
		}
		total++
	}
	return ok(object{"paging": object{"total": total, "limit": limit, "offset": offset}, "results": results})
}
