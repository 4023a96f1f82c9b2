package sandbox

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/homologa/homologa/mpclient"
)

// testCards are the published numbers to fill the form with.
var testCards = map[mpclient.SiteID]string{
	mpclient.MLA: "5031755734530604", mpclient.MLB: "5031433215406351", mpclient.MLM: "5474925432670366", mpclient.MLC: "5416752602582580",
	mpclient.MCO: "5254133674403564", mpclient.MPE: "5031755734530604", mpclient.MLU: "5031755734530604",
}

// testDocuments go with them; the holder's names decide what becomes of the payment.
var testDocuments = map[mpclient.SiteID][2]string{
	mpclient.MLA: {"DNI", "12345678"}, mpclient.MLB: {"CPF", "12345678909"}, mpclient.MLM: {"", ""}, mpclient.MLC: {"Otro", "123456789"},
	mpclient.MCO: {"CC", "123456789"}, mpclient.MPE: {"DNI", "12345678"}, mpclient.MLU: {"CI", "12345678"},
}

var holderNames = []string{"APRO", "OTHE", "CONT", "CALL", "FUND", "SECU", "EXPI", "FORM", "CARD", "INST", "DUPL", "LOCK", "CTNA", "ATTE", "BLAC"}

// The buyers one can be at the checkout.
const (
	guestMail     = "visitante@exemplo.com.br"
	realBuyerMail = "comprador@exemplo.com.br"
	testBuyerMail = "test_user_1000001@testuser.com"
)

// offer is a method the checkout shows.
type offer struct{ ID, Name string }

// checkoutPage is what checkout.html draws.
type checkoutPage struct {
	Pref, Order, Seller, Total, Back string
	Items                            []itemLine
	Card                             bool
	Methods                          []offer
	Parts                            []partLine
	Number, DocType, DocNumber       string
	Holder, Month, Year, Code        string
	Email, Buyer, Method             string
	Docs, Holders                    []string
	Fault                            string
}

type itemLine struct{ Title, Quantity, Price string }

type partLine struct {
	N      int
	Text   string
	Chosen bool
}

// enterPreference finds a preference in any account and stays in that account while f runs.
func (s *Server) enterPreference(id string, f func(*preference)) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.inAccounts(func() bool {
		p, found := s.state.preferences.get(id)
		if found {
			f(p)
		}
		return found
	})
}

// closedWhy tells why a preference cannot be paid, as a key of words; empty when it can.
func (s *Server) closedWhy(p *preference) string {
	now := s.cfg.Now()
	if !s.acct.sells() {
		return "closed"
	}
	if !truth(p.sent, "expires", false) {
		return ""
	}
	if from, set := parseLooseDate(text(p.sent, "expiration_date_from")); set && now.Before(from) {
		return "early"
	}
	if to, set := parseLooseDate(text(p.sent, "expiration_date_to")); set && !now.Before(to) {
		return "expired"
	}
	return ""
}

// offers are the methods left after the preference's exclusions. Pix without a key is just not shown.
func (s *Server) offers(p *preference) (card []mpclient.Method, rest []mpclient.Method) {
	m := child(p.sent, "payment_methods")
	out := map[string]bool{}
	for _, key := range []string{"excluded_payment_methods", "excluded_payment_types"} {
		list, _ := m[key].([]any)
		for _, e := range list {
			o, _ := e.(object)
			out[text(o, "id")] = true
		}
	}
	for _, method := range s.site.Methods {
		switch {
		case out[method.ID] || out[method.Type] || !s.offered(method) || method.ID == "pix" && !s.acct.pixKey:
		case text(p.sent, "purpose") == "onboarding_credits" && method.ID != "account_money":
		case isCard(method):
			card = append(card, method)
		case float64(s.preferenceTotal(p))/100 >= method.Min:
			rest = append(rest, method)
		}
	}
	return card, rest
}

func (s *Server) preferenceTotal(p *preference) (total money) {
	list, _ := p.sent["items"].([]any)
	for _, e := range list {
		item, _ := e.(object)
		price, _ := parseAmount(item["unit_price"], decimals(s.site))
		n, _ := number(item, "quantity")
		total += price * money(n)
	}
	if cost, fault := parseAmount(child(p.sent, "shipments")["cost"], decimals(s.site)); fault == amountFine {
		total += cost
	}
	return total
}

func (s *Server) checkoutOf(p *preference, v *visit) checkoutPage {
	total := s.preferenceTotal(p)
	cards, rest := s.offers(p)
	payer := child(p.sent, "payer")
	doc := testDocuments[s.site.ID]
	// A form that was refused comes back as it was filled in.
	typed := func(field, otherwise string) string {
		if v.q.Has(field) {
			return clip(v.q.Get(field), 200)
		}
		return otherwise
	}
	c := checkoutPage{Pref: p.id, Order: v.q.Get("order"), Seller: s.acct.sellerName(), Total: s.price(total), Card: len(cards) > 0, Number: typed("number", testCards[s.site.ID]),
		Holder: typed("holder", "APRO"), Month: typed("month", "11"), Year: typed("year", "2030"), Code: typed("code", "123"), Method: v.q.Get("method"),
		DocNumber: typed("doc_number", doc[1]), Docs: s.site.Documents, Holders: holderNames, Email: typed("email", text(payer, "email")), Buyer: v.q.Get("buyer"),
		Back: query("/checkout/v1/result", "pref_id", p.id, "lang", v.lang)}
	if c.DocType = doc[0]; doc[0] != "" { // no field, nothing to type
		c.DocType = typed("doc_type", doc[0])
	}
	if c.Email == "" && s.acct.testUser() {
		c.Email = testBuyerMail
	} else if c.Email == "" {
		c.Email = guestMail
	}
	most, limited := number(child(p.sent, "payment_methods"), "installments")
	chosen, _ := number(child(p.sent, "payment_methods"), "default_installments")
	if n, err := strconv.Atoi(v.q.Get("parts")); err == nil {
		chosen = n
	}
	if len(cards) > 0 {
		for _, cost := range s.payerCosts(cards[0], total) {
			if n := cost["installments"].(int); !limited || n <= most {
				c.Parts = append(c.Parts, partLine{n, cost["recommended_message"].(string), n == chosen})
			}
		}
	}
	for _, m := range rest {
		c.Methods = append(c.Methods, offer{m.ID, m.Name})
	}
	for _, item := range s.itemViews(p.sent) {
		price, _ := parseAmount(item["unit_price"], 2)
		c.Items = append(c.Items, itemLine{text(item, "title"), text(item, "quantity"), s.price(price)})
	}
	return c
}

func (a *account) sellerName() string {
	switch {
	case a.testUser():
		return "Test Test"
	case a.linked:
		return "Parceiro Exemplo"
	}
	return "Loja Exemplo"
}

// showCheckout opens the order of this visit with the first look and keeps it in the address.
func (s *Server) showCheckout(v *visit, _ []string) {
	var page checkoutPage
	why, order := "", ""
	found := s.enterPreference(orDefault(v.q.Get("pref_id"), v.q.Get("preference-id")), func(p *preference) {
		if why = s.closedWhy(p); why == "" && v.q.Get("order") == "" && v.r.Method == http.MethodGet {
			order = strconv.FormatInt(s.visitPreference(p).id, 10)
		}
		page = s.checkoutOf(p, v)
	})
	switch {
	case !found:
		v.oops(http.StatusNotFound, "no_pref")
	case why != "":
		v.oops(http.StatusGone, why)
	case order != "":
		v.see(query("/checkout/v1/redirect", "pref_id", page.Pref, "order", order, "lang", v.lang))
	default:
		v.show(http.StatusOK, "checkout.html", page)
	}
}

// payCheckout makes the payment the form asks for, through the same checks as the API.
func (s *Server) payCheckout(v *visit, _ []string) {
	var page checkoutPage
	why, next := "", ""
	found := s.enterPreference(v.q.Get("pref_id"), func(p *preference) {
		page = s.checkoutOf(p, v)
		if why = s.closedWhy(p); why != "" {
			return
		}
		mo := s.orderOfVisit(p, page.Order)
		page.Order = strconv.FormatInt(mo.id, 10)
		pay, fault := s.checkoutPayment(p, v, mo)
		if page.Fault = fault; pay != nil {
			next = query("/checkout/v1/result", "pref_id", p.id, "payment", strconv.FormatInt(pay.id, 10), "hash", s.receipt(pay), "lang", v.lang)
		}
	})
	switch {
	case !found:
		v.oops(http.StatusNotFound, "no_pref")
	case why != "":
		v.oops(http.StatusGone, why)
	case next != "":
		v.see(next)
	default:
		v.show(http.StatusUnprocessableEntity, "checkout.html", page)
	}
}

// orderOfVisit is the merchant order a form names, if it is one of this preference: nobody pays
// into the order of another sale by editing an address.
func (s *Server) orderOfVisit(p *preference, named string) *merchantOrder {
	if mo, found := s.state.merchant.get(id64(named)); found && text(mo.sent, "preference_id") == p.id {
		return mo
	}
	return s.visitPreference(p)
}

// receipt is what only the browser that paid knows; tickets have their own.
func (s *Server) receipt(p *payment) string {
	if p.document.hash == "" {
		p.document.hash = s.oauth.ids.uuid()
	}
	return p.document.hash
}

// checkoutPayment builds the request a payment of the checkout stands for.
func (s *Server) checkoutPayment(p *preference, v *visit, mo *merchantOrder) (*payment, string) {
	cards, rest := s.offers(p)
	email := orDefault(strings.TrimSpace(v.q.Get("email")), guestMail)
	switch v.q.Get("buyer") {
	case "test":
		email = testBuyerMail
		if len(s.oauth.users) > 0 {
			email = s.oauth.users[0].email
		}
	case "real":
		email = realBuyerMail
	default:
		if s.acct.testUser() && !strings.HasSuffix(email, "@testuser.com") {
			email = testBuyerMail // a guest has no world of his own
		}
	}
	if strings.HasSuffix(strings.ToLower(email), "@testuser.com") != s.acct.testUser() {
		return nil, word(v.lang, "worlds")
	}
	if strings.EqualFold(email, s.acct.email()) {
		return nil, word(v.lang, "own")
	}
	method := v.q.Get("method")
	doc := object{"type": v.q.Get("doc_type"), "number": v.q.Get("doc_number")}
	sentPayer := child(p.sent, "payer")
	payer := object{"email": email, "first_name": orDefault(text(sentPayer, "name"), "Ana"), "last_name": orDefault(text(sentPayer, "surname"), "Souza"), "entity_type": "individual",
		"address": object{"zip_code": "01001000", "street_name": "Rua Exemplo", "street_number": "1", "neighborhood": "Centro", "city": "São Paulo", "federal_unit": "SP"}}
	if v.q.Get("doc_number") != "" {
		payer["identification"] = doc
	}
	body := object{"transaction_amount": s.preferenceTotal(p), "payer": payer, "description": s.firstTitle(p), "binary_mode": truth(p.sent, "binary_mode", false),
		"order": object{"id": strconv.FormatInt(mo.id, 10), "type": "mercadopago"}}
	for _, k := range []string{"external_reference", "notification_url", "statement_descriptor", "metadata"} {
		if p.sent[k] != nil {
			body[k] = p.sent[k]
		}
	}
	if fee := p.sent["marketplace_fee"]; fee != nil && s.acct.linked { // with the owner's own key it disappears
		body["application_fee"] = fee
	}
	c := &call{method: http.MethodPost, path: "/checkout", header: http.Header{}, client: s.acct.clientID, base: v.base}
	if method == "card" {
		if len(cards) == 0 {
			return nil, word(v.lang, "not_accepted")
		}
		token, fault := s.checkoutToken(c, v, doc)
		if fault != "" {
			return nil, fault
		}
		parts, err := strconv.Atoi(orDefault(v.q.Get("parts"), "1"))
		if most, limited := number(child(p.sent, "payment_methods"), "installments"); err != nil || limited && parts > most {
			return nil, word(v.lang, "not_accepted") + ": installments"
		}
		body["token"], body["installments"] = token.id, parts
		for _, m := range cards {
			if slices.Contains(token.brand.methods, m.ID) {
				body["payment_method_id"] = m.ID
				break
			}
		}
		if body["payment_method_id"] == nil {
			return nil, word(v.lang, "not_accepted") + ": payment_method_id"
		}
	} else {
		if !slices.ContainsFunc(rest, func(m mpclient.Method) bool { return m.ID == method }) {
			return nil, word(v.lang, "not_accepted") + ": payment_method_id"
		}
		body["payment_method_id"] = method
		if d := text(p.sent, "date_of_expiration"); d != "" && method != "account_money" {
			if at, fine := parseLooseDate(d); fine {
				body["date_of_expiration"] = isoDate(at)
			}
		}
		if method == "pse" {
			body["transaction_details"] = object{"financial_institution": "1007"}
			body["additional_info"] = object{"ip_address": "127.0.0.1"}
			body["callback_url"] = orDefault(text(child(p.sent, "back_urls"), "success"), "https://shop.example.com/")
		}
	}
	c.body = normal(body)
	ch, bad := s.readCharge(c.body)
	if bad != nil {
		message, _ := bad.body.(object)["message"].(string)
		return nil, word(v.lang, "not_accepted") + ": " + message
	}
	pay := s.newPayment(c, ch)
	s.state.payments.put(pay.id, pay, len(encode(c.body)))
	s.announce(pay, "payment.created")
	if pay.status == "approved" {
		s.announce(pay, "payment.updated")
	}
	return pay, ""
}

func (s *Server) firstTitle(p *preference) string {
	list, _ := p.sent["items"].([]any)
	if len(list) == 0 {
		return ""
	}
	item, _ := list[0].(object)
	return text(item, "title")
}

func (s *Server) checkoutToken(c *call, v *visit, doc object) (*cardToken, string) {
	holder := object{"name": strings.ToUpper(strings.TrimSpace(v.q.Get("holder")))}
	if text(doc, "number") != "" {
		holder["identification"] = doc
	}
	form := *c
	form.body = object{"card_number": v.q.Get("number"), "expiration_month": v.q.Get("month"), "expiration_year": v.q.Get("year"), "security_code": v.q.Get("code"), "cardholder": holder}
	r := s.createCardToken(&form)
	if r.status != http.StatusCreated {
		return nil, word(v.lang, "not_accepted") + ": " + strings.TrimPrefix(formFault(r), "invalid ")
	}
	t, _ := s.state.tokens.get(r.body.(object)["id"].(string))
	return t, ""
}

// formFault is the first sentence about a card form.
func formFault(r reply) string {
	if o, is := r.body.(object); is {
		if causes, is := o["cause"].([]cause); is && len(causes) > 0 {
			return causes[0].Description
		}
	}
	return "card"
}
