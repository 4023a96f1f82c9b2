package sandbox

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/homologa/homologa/mpclient"
)

var cardCatalogRoutes = []route{
	{"GET", "/v1/payment_methods/installments", eitherKey, (*Server).installments},
	{"GET", "/v1/payment_methods/card_issuers", eitherKey, (*Server).cardIssuers},
	{"GET", "/v1/payment_methods/search", eitherKey, (*Server).searchMethods},
}

func init() {
	KnownDifferences = append(KnownDifferences, Difference{Operation: "GET /v1/payment_methods/installments", Field: "issuer.id",
		What: "issuer ids are text, as in every other answer that has one", Source: "examples/installments.json; SDK fixtures"},
		Difference{Operation: "GET /v1/payment_methods/installments", Field: "payer_costs.reimbursement_rate", What: "null where there is none", Source: "examples/installments.json"})
}

// issuers are the banks behind the invented issuer ids.
var issuers = map[string]string{"1": "Otro banco", "24": "Mastercard", "25": "Visa", "310": "American Express"}

func issuerView(b brand) object {
	logo := "https://www.mercadopago.com/org-img/MP3/API/logos/" + b.methods[0] + ".gif"
	return object{"id": b.issuer, "name": issuers[b.issuer], "secure_thumbnail": logo, "thumbnail": logo}
}

// cardMethods resolves payment_method_id or bin to the site's card methods.
func (s *Server) cardMethods(c *call) ([]mpclient.Method, *reply) {
	id, bin := c.query.Get("payment_method_id"), c.query.Get("bin")
	if bin != "" && (!digitsOnly(bin) || len(bin) < 6 || len(bin) > 8) {
		return nil, ptr(fail(badRequest, "bin must have between 6 and 8 digits"))
	}
	var wanted []string
	if bin != "" {
		if b, known := brandOf(bin); known {
			wanted = b.methods
		}
	}
	if id != "" {
		if bin != "" && !slices.Contains(wanted, id) {
			return nil, ptr(fail(badRequest, "bin and payment_method_id do not match"))
		}
		wanted = []string{id}
	}
	if id == "" && bin == "" {
		return nil, ptr(fail(badRequest, "payment_method_id or bin is required"))
	}
	var found []mpclient.Method
	for _, w := range wanted {
		if m, here := s.method(w); here {
			found = append(found, m)
		}
	}
	if len(found) == 0 {
		return nil, ptr(fail(http.StatusNotFound, "payment method not found"))
	}
	return found, nil
}

func (s *Server) cardIssuers(c *call) reply {
	methods, bad := s.cardMethods(c)
	if bad != nil {
		return *bad
	}
	list := []object{}
	if b, known := brandFor(methods[0].ID); known {
		list = append(list, with(with(issuerView(b), "processing_mode", "aggregator"), "merchant_account_id", nil))
	}
	return ok(list)
}

// offeredParts are the numbers of instalments the simulator offers on credit cards.
var offeredParts = []int{1, 2, 3, 4, 5, 6, 9, 10, 12}

// installments quotes what a payment with the same data will answer as total_paid_amount.
func (s *Server) installments(c *call) reply {
	raw := c.query.Get("amount")
	amount, fault := parseAmount(json.Number(raw), decimals(s.site))
	if !json.Valid([]byte(raw)) || fault != amountFine {
		return fail(badRequest, "amount is required and must be a positive number")
	}
	methods, bad := s.cardMethods(c)
	if bad != nil {
		return *bad
	}
	list := []object{}
	for _, m := range methods {
		b, isBrand := brandFor(m.ID)
		issuer := object{"id": "1", "name": m.Name, "secure_thumbnail": nil, "thumbnail": nil}
		if isBrand {
			issuer = issuerView(b)
		}
		if want := c.query.Get("issuer_id"); want != "" && want != issuer["id"] {
			continue
		}
		list = append(list, object{"payment_method_id": m.ID, "payment_type_id": m.Type, "issuer": issuer, "processing_mode": "aggregator",
			"merchant_account_id": nil, "payer_costs": s.payerCosts(m, amount), "agreements": nil})
	}
	return ok(list)
}

func (s *Server) payerCosts(m mpclient.Method, amount money) []object {
	d := decimals(s.site)
	costs := []object{}
	for _, n := range offeredParts {
		least := money(500 * int64(n)) // five units of currency for each part
		if n > 1 && (m.Type != "credit_card" || amount < least) {
			break
		}
		if n == 1 {
			least = money(m.Min * 100)
		}
		rate := financingRate * float64(n-1)
		total := amount + amount.share(rate, d)
		part := total.share(1/float64(n), d)
		labels := []string{}
		if s.site.ID == mpclient.MLA {
			labels = append(labels, fmt.Sprintf("CFT_%s%%|TEA_%s%%", comma(rate*100*1.21), comma(rate*100)))
		}
		if n == 3 && s.site.ID != mpclient.MLA {
			labels = append(labels, "recommended_installment")
		}
		costs = append(costs, object{
			"installments": n, "installment_rate": float64(int(rate*10000+0.5)) / 100, "discount_rate": 0, "reimbursement_rate": nil, "labels": labels,
			"installment_rate_collector": []string{"MERCADOPAGO"}, "min_allowed_amount": least, "max_allowed_amount": maxAmount(m),
			"recommended_message": s.partsText(n, part, total), "installment_amount": part, "total_amount": total,
			"payment_method_option_id": fmt.Sprintf("1.AQok%s%d", m.ID, n),
		})
	}
	return costs
}

func comma(f float64) string { return strings.Replace(fmt.Sprintf("%.2f", f), ".", ",", 1) }

// partsText is the sentence a buyer chooses by, in the language of the site.
func (s *Server) partsText(n int, part, total money) string {
	word := map[bool]string{true: "parcela", false: "cuota"}[s.site.Language == "pt"]
	if n > 1 {
		word += "s"
	}
	return fmt.Sprintf("%d %s de %s (%s)", n, word, s.price(part), s.price(total))
}

// price writes an amount the way the country does.
func (s *Server) price(m money) string {
	sign := map[string]string{"BRL": "R$ ", "PEN": "S/ "}[s.site.Currency]
	if sign == "" {
		sign = "$ "
	}
	whole, cents := int64(m)/100, int64(m)%100
	group, point := ".", ","
	if s.site.ID == mpclient.MLM || s.site.ID == mpclient.MPE {
		group, point = ",", "."
	}
	digits := fmt.Sprint(whole)
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + group + digits[i:]
	}
	if decimals(s.site) == 0 {
		return sign + digits
	}
	return fmt.Sprintf("%s%s%s%02d", sign, digits, point, cents)
}

// searchMethods is what the browser library asks with the first digits of a card. Unknown
// digits and other sites give an empty page.
func (s *Server) searchMethods(c *call) reply {
	limit, offset, bad := page(c)
	if bad != nil {
		return *bad
	}
	bin := c.query.Get("bins")
	if bin == "" {
		bin = c.query.Get("bin")
	}
	if len(bin) > 8 || bin != "" && !digitsOnly(bin) {
		return fail(badRequest, "bins must be the first digits of a card")
	}
	b, known := brandOf(bin)
	hits := []object{}
	for _, m := range s.site.Methods {
		v := methodView(m)
		if s.offered(m) && (bin == "" || known && slices.Contains(b.methods, m.ID)) && wanted(c, "site_id", string(s.site.ID)) && wanted(c, "status", "active") &&
			wanted(c, "payment_type_id", m.Type) && wanted(c, "id", m.ID) {
			v["site_id"], v["marketplace"] = s.site.ID, "NONE"
			if isCard(m) {
				owner, _ := brandFor(m.ID)
				v["issuer"] = issuerView(owner)
			}
			hits = append(hits, v)
		}
	}
	return ok(object{"results": hits[min(offset, len(hits)):min(offset+limit, len(hits))], "paging": object{"total": len(hits), "limit": limit, "offset": offset}})
}
