package sandbox

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

// resultPage is what result.html draws.
type resultPage struct {
	Status, Detail, Title, Total     string
	Return, Retry, Document, Refresh string
	Approved                         bool
}

// showResult ends a visit. Without a payment it is the buyer who gave up.
func (s *Server) showResult(v *visit, _ []string) {
	var page resultPage
	known := false
	s.enterPreference(v.q.Get("pref_id"), func(p *preference) {
		if v.q.Get("payment") == "" {
			known = true
			page.Return = s.returnURL(p, nil, v.q.Get("order"))
			page.Title, page.Retry = word(v.lang, "back"), query("/checkout/v1/redirect", "pref_id", p.id, "order", v.q.Get("order"), "lang", v.lang)
			return
		}
		pay, found := s.state.payments.get(id64(v.q.Get("payment")))
		if !found || pay.document.hash == "" || pay.document.hash != v.q.Get("hash") {
			return
		}
		known = true
		s.touch(pay)
		order := text(child(pay.request, "order"), "id")
		page = resultPage{Status: pay.status, Detail: pay.detail, Title: word(v.lang, pay.status), Total: s.price(pay.amount), Approved: pay.status == "approved",
			Return: s.returnURL(p, pay, order)}
		if pay.status == "rejected" {
			page.Retry = query("/checkout/v1/redirect", "pref_id", p.id, "order", order, "lang", v.lang)
		}
		if pay.document.url != "" {
			page.Document = v.base + strings.TrimPrefix(pay.document.url, s.webBase(pay.base))
		}
		if auto := text(p.sent, "auto_return"); page.Return != "" && (auto == "all" || auto == "approved" && page.Approved) {
			page.Refresh = page.Return
		}
	})
	switch {
	case !known:
		v.oops(http.StatusNotFound, "no_payment")
	case page.Status == "" && page.Return != "":
		v.see(page.Return) // who gives up goes back at once
	default:
		if page.Refresh != "" {
			v.w.Header().Set("Refresh", "2; url="+page.Refresh)
		}
		v.show(http.StatusOK, "result.html", page)
	}
}

// returnURL is the shop's address for an outcome with the parameters it is given; empty when the
// preference has none. A payment that is not there answers null everywhere.
func (s *Server) returnURL(p *preference, pay *payment, order string) string {
	which := "failure"
	param := map[string]string{"collection_id": "null", "collection_status": "null", "payment_id": "null", "status": "null", "payment_type": "null"}
	if pay != nil {
		id := strconv.FormatInt(pay.id, 10)
		param = map[string]string{"collection_id": id, "collection_status": pay.status, "payment_id": id, "status": pay.status, "payment_type": pay.method.Type}
		switch pay.status {
		case "approved", "authorized":
			which = "success"
		case "pending", "in_process":
			which = "pending"
		}
	}
	target := text(child(p.sent, "back_urls"), which)
	u, err := url.Parse(target)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return ""
	}
	param["external_reference"], param["merchant_order_id"] = orDefault(text(p.sent, "external_reference"), "null"), orDefault(order, "null")
	param["preference_id"], param["site_id"], param["processing_mode"], param["merchant_account_id"] = p.id, string(s.site.ID), "aggregator", "null"
	q := url.Values{}
	for k, val := range param {
		q.Set(k, val)
	}
	u.RawQuery = strings.TrimPrefix(u.RawQuery+"&"+q.Encode(), "&")
	return u.String()
}
