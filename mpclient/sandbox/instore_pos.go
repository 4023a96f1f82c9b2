package sandbox

import (
	"fmt"
	"net/http"
	"strconv"
)

func (s *Server) posView(p *pos) object {
	base := fmt.Sprintf("https://www.mercadopago.com/instore/merchant/qr/%d/", p.id)
	r := p.request
	v := object{"id": p.id, "user_id": s.acct.userID, "name": text(r, "name"), "category": r["category"], "fixed_amount": truth(r, "fixed_amount", false),
		"store_id": strconv.FormatInt(p.store, 10), "external_store_id": s.externalStore(p), "external_id": text(r, "external_id"),
		"site": s.site.ID, "status": "active", "uuid": p.uuid, "qr_code": s.instoreCode(p.uuid, 0), "qr_code_image": base + p.uuid + ".png",
		"qr":           object{"image": base + p.uuid + ".png", "template_document": base + "template_" + p.uuid + ".pdf", "template_image": base + "template_" + p.uuid + ".png"},
		"date_created": isoDate(p.created), "date_last_updated": isoDate(p.updated)}
	if v["category"] == nil {
		delete(v, "category")
	}
	if u := text(r, "url"); u != "" {
		v["url"] = u
	}
	return v
}

func (s *Server) externalStore(p *pos) string {
	if shop, found := s.state.instore.stores.get(p.store); found { // either may have changed since the till was made
		return text(shop.request, "external_id")
	}
	return text(p.request, "external_store_id")
}

// storeOf finds the shop a till is to belong to, by either id.
func (s *Server) storeOf(b object) *shop {
	for _, shop := range s.state.instore.stores.all() {
		if id := text(b, "store_id"); id != "" && id == strconv.FormatInt(shop.id, 10) {
			return shop
		}
		if id := text(b, "external_store_id"); text(b, "store_id") == "" && id != "" && id == text(shop.request, "external_id") {
			return shop
		}
	}
	return nil
}

func (s *Server) createPOS(c *call) reply {
	if bad := checkInstore(posShape, c.body, "name"); bad != nil {
		return *bad
	}
	shop := s.storeOf(c.body)
	if shop == nil {
		return fail(badRequest, "store not found")
	}
	if s.state.instore.posByExternal(text(c.body, "external_id")) != nil {
		return fail(badRequest, "external_id is already in use")
	}
	now := s.cfg.Now()
	p := &pos{id: s.nextInstoreID(), store: shop.id, uuid: s.ids.hex(32), request: c.body, created: now, updated: now}
	s.state.instore.pos.put(p.id, p, len(c.raw))
	return created(s.posView(p))
}

func (s *Server) findPOS(c *call) *pos {
	id, err := strconv.ParseInt(c.params["id"], 10, 64)
	if err != nil {
		return nil
	}
	p, _ := s.state.instore.pos.get(id)
	return p
}

func posNotFound() reply { return fail(http.StatusNotFound, "point of sale not found") }

func (s *Server) readPOS(c *call) reply {
	p := s.findPOS(c)
	if p == nil {
		return posNotFound()
	}
	return ok(s.posView(p))
}

func (s *Server) updatePOS(c *call) reply {
	p := s.findPOS(c)
	if p == nil {
		return posNotFound()
	}
	if bad := checkInstore(posShape, c.body); bad != nil {
		return *bad
	}
	if other := s.state.instore.posByExternal(text(c.body, "external_id")); other != nil && other != p {
		return fail(badRequest, "external_id is already in use")
	}
	if text(c.body, "store_id") != "" || text(c.body, "external_store_id") != "" {
		shop := s.storeOf(c.body)
		if shop == nil {
			return fail(badRequest, "store not found")
		}
		p.store = shop.id
	}
	p.request, p.updated = overlay(p.request, c.body, 1), s.cfg.Now()
	s.state.instore.pos.put(p.id, p, len(c.raw))
	return ok(s.posView(p))
}

func (s *Server) deletePOS(c *call) reply {
	p := s.findPOS(c)
	if p == nil {
		return posNotFound()
	}
	s.state.instore.pos.drop(p.id)
	return ok(object{})
}

func (s *Server) listPOS(c *call) reply   { return s.pagePOS(c, 50) }
func (s *Server) listPOSv2(c *call) reply { return s.pagePOS(c, 30) }

func (s *Server) pagePOS(c *call, most int) reply {
	return pageOf(c, s.state.instore.pos.all(), most, func(p *pos) bool {
		for key, have := range map[string]string{"external_id": text(p.request, "external_id"), "external_store_id": s.externalStore(p),
			"store_id": strconv.FormatInt(p.store, 10), "category": categoryText(p)} {
			if want := c.query.Get(key); want != "" && want != have {
				return false
			}
		}
		return true
	}, s.posView)
}

// categoryText is the category of a request, or of the till that was there from the start.
func categoryText(p *pos) string { return fmt.Sprint(p.request["category"]) }
