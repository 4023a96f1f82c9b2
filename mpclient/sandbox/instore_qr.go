package sandbox

import (
	"fmt"
	"net/http"
	"slices"

	"github.com/homologa/homologa/mpclient"
)

// qrOrderShape is the older body of an order behind a QR code. Its amounts are numbers.
var qrOrderShape = parseShape(`external_reference title description total_amount# notification_url expiration_date cash_out{ amount# } sponsor{ id% }
	items[ sku_number category title description unit_price# quantity# unit_measure total_amount# currency_id id picture_url ]`)

var numericCurrency = map[mpclient.SiteID]string{mpclient.MLA: "032", mpclient.MLB: "986", mpclient.MLC: "152", mpclient.MCO: "170",
	mpclient.MLM: "484", mpclient.MPE: "604", mpclient.MLU: "858"}

// instoreCode is the EMV text of a QR code: static without an amount, dynamic with one.
func (s *Server) instoreCode(id string, amount money) string {
	tlv := func(tag, value string) string { return fmt.Sprintf("%s%02d%s", tag, len(value), value) }
	initiation, sum := "11", ""
	if amount > 0 {
		initiation, sum = "12", tlv("54", s.orderMoney(amount))
	}
	body := tlv("00", "01") + tlv("01", initiation) + tlv("43", tlv("00", "COM.MERCADOLIBRE")+tlv("01", id)) +
		tlv("52", "9700") + tlv("53", numericCurrency[s.site.ID]) + sum + tlv("58", s.site.Country) + tlv("59", merchantName) + tlv("60", merchantCity) + "6304"
	return body + fmt.Sprintf("%04X", crc16(body))
}

// atPOS finds the till named by its external id and hands it on as a parameter of the call.
func atPOS(h func(*Server, *call, *pos) reply) func(*Server, *call) reply {
	return func(s *Server, c *call) reply {
		p := s.state.instore.posByExternal(c.params["pos"])
		if p == nil || c.params["store"] != "" && c.params["store"] != s.externalStore(p) {
			return reply{badRequest, object{"message": "pos obtainment by external id error", "error": "pos_obtainment_by_external_id_error", "status": 400, "cause": []cause{}}}
		}
		return h(s, c, p)
	}
}

func invalidQRBody() reply {
	return reply{badRequest, object{"message": "Invalid preference_body", "error": "invalid_preference_body", "status": 400, "cause": []cause{}}}
}

// checkQROrder demands totals that add up, of the items and of the whole.
func (s *Server) checkQROrder(b object) *reply {
	m := qrOrderShape.check(b)
	items := list(b, "items")
	if len(m.unknown)+len(m.wrong) > 0 || len(items) == 0 {
		return ptr(invalidQRBody())
	}
	for _, key := range []string{"external_reference", "title", "description"} {
		if text(b, key) == "" {
			return ptr(invalidQRBody())
		}
	}
	total, fault := parseAmount(b["total_amount"], decimals(s.site))
	if fault != amountFine {
		return ptr(invalidQRBody())
	}
	var sum money
	for _, item := range items {
		line, fault := parseAmount(item["total_amount"], decimals(s.site))
		price, wrong := parseAmount(item["unit_price"], decimals(s.site))
		n, is := asNumber(item["quantity"])
		if fault != amountFine || wrong != amountFine || !is || price.share(n, decimals(s.site)) != line {
			return ptr(invalidQRBody())
		}
		sum += line
	}
	if out := child(b, "cash_out"); out != nil {
		extra, _ := parseAmount(out["amount"], decimals(s.site))
		sum += extra
	}
	if sum != total {
		return ptr(invalidQRBody())
	}
	if raw := text(b, "expiration_date"); raw != "" {
		if _, valid := parseLooseDate(raw); !valid {
			return ptr(invalidQRBody())
		}
	}
	if u := text(b, "notification_url"); u != "" && !s.publicURL(u) {
		return ptr(reply{badRequest, object{"message": "notification_url invalid", "error": "invalid_notification_url", "status": 400, "cause": []cause{}}})
	}
	return nil
}

// putQROrder hangs an order behind the code of a till; it takes the place of the one before. The
// specification says 200 where others saw 204.
func (s *Server) putQROrder(c *call, p *pos) reply {
	if bad := s.checkQROrder(c.body); bad != nil {
		return *bad
	}
	p.order = newQROrder(c, p)
	s.state.instore.pos.put(p.id, p, len(c.raw))
	return ok(p.order.view())
}

func (q *qrOrder) view() object { return overlay(q.sent, object{"status": "opened"}, 1) }

func (s *Server) readQROrder(_ *call, p *pos) reply {
	q := p.waiting(s.cfg.Now())
	if q == nil {
		return fail(http.StatusNotFound, "order not found")
	}
	return ok(q.view())
}

func (s *Server) deleteQROrder(_ *call, p *pos) reply {
	if p.waiting(s.cfg.Now()) == nil {
		return fail(http.StatusNotFound, "order not found")
	}
	p.order = nil
	return ok(object{})
}

// createQR answers the text of a code made for one order. PUT leaves the order at the till too,
// so that its printed code finds it.
func (s *Server) createQR(c *call, p *pos) reply {
	if bad := s.checkQROrder(c.body); bad != nil {
		return *bad
	}
	amount, _ := parseAmount(c.body["total_amount"], decimals(s.site))
	q := newQROrder(c, p)
	q.id = s.ids.uuid()
	if c.method == http.MethodPut {
		p.order = q
	}
	s.state.instore.codes.put(q.id, q, len(c.raw))
	return ok(object{"in_store_order_id": q.id, "qr_data": s.instoreCode(q.id, amount)})
}

var integratorShape = parseShape(`callback_url notification_url`)

func (s *Server) readIntegrator(*call) reply { return ok(s.state.instore.integrator) }

func (s *Server) updateIntegrator(c *call) reply {
	if bad := checkInstore(integratorShape, c.body); bad != nil {
		return *bad
	}
	for key := range integratorShape.fields {
		if c.body[key] != nil && !s.publicURL(text(c.body, key)) {
			return fail(badRequest, "invalid "+key)
		}
	}
	next := object{}
	for key := range integratorShape.fields {
		for _, from := range []object{s.state.instore.integrator, c.body} {
			if v := text(from, key); v != "" {
				next[key] = v
			}
		}
	}
	s.state.instore.integrator = next
	return ok(next)
}

// confirmCashOut takes any order id: withdrawals are not simulated any further.
func (s *Server) confirmCashOut(c *call) reply {
	status := text(c.body, "status")
	if !digitsOnly(c.params["order"]) {
		return fail(http.StatusNotFound, "order not found")
	}
	if !slices.Contains([]string{"confirmed", "cancelled"}, status) {
		return fail(badRequest, "invalid status")
	}
	return ok(object{"id": c.params["order"], "status": status})
}
