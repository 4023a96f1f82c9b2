package sandbox

import (
	"fmt"
	"net/mail"
	"strings"
	"time"

	"github.com/homologa/homologa/mpclient/late"
)

const (
	pointDefault  = 15 * time.Minute
	pointShortest = 30 * time.Second
	pointLongest  = 3 * time.Hour

	sandboxMail     = "@testuser.com"
	sandboxMailText = "Email format is invalid for sandbox environment, must contains '@testuser.com'." // sic
)

var orderReferenceForm = late.Pattern(`^[A-Za-z0-9_-]*$`)

// checkOrder checks a create request: the closed schema, what is required, single values, then
// what concerns the account.
func (s *Server) checkOrder(b object) *reply {
	if bad := checkOrderShape(orderShape, b); bad != nil {
		return bad
	}
	var f orderFaults
	kind := text(b, "type")
	if kind == "" {
		f.need("type")
	}
	f.choice(b, "", "type", orderOnline, orderPoint, orderQR)
	f.choice(b, "", "processing_mode", "automatic", "manual", "automatic_async")
	f.choice(b, "", "capture_mode", "automatic", "manual", "automatic_async")
	s.checkOrderTexts(&f, b, kind)
	if kind == orderOnline {
		f.payer(b)
	}
	s.checkOrderConfig(&f, b, kind)
	payments := list(child(b, "transactions"), "payments")
	for i, p := range payments {
		s.checkOrderPayment(&f, b, p, fmt.Sprintf("transactions.payments[%d].", i), kind)
	}
	if len(payments) == 0 && (kind != orderOnline || text(b, "processing_mode") != "manual") {
		f.need("transactions.payments")
	}
	if bad := f.reply(); bad != nil {
		return bad
	}
	for _, stage := range []func(object, string, []object) *reply{s.checkOrderSum, s.checkOrderWorld, s.checkOrderPlace} {
		if bad := stage(b, kind, payments); bad != nil {
			return bad
		}
	}
	return nil
}

func (s *Server) checkOrderTexts(f *orderFaults, b object, kind string) {
	for _, key := range []string{"total_amount", "marketplace_fee"} {
		if _, fine := orderAmount(s.site, text(b, key)); b[key] != nil && !fine {
			f.value(key, noPattern)
		}
	}
	if b["total_amount"] == nil && kind != orderPoint {
		f.need("total_amount")
	}
	ref := text(b, "external_reference")
	switch {
	case ref == "" && kind != orderOnline:
		f.need("external_reference")
	case !orderReferenceForm().MatchString(ref):
		f.value("external_reference", noPattern)
	case len(ref) > 64:
		f.value("external_reference", fmt.Sprintf("length must be <= 64, but got %d", len(ref)))
	}
	if n := len([]rune(text(b, "description"))); n > 150 {
		f.value("description", fmt.Sprintf("length must be <= 150, but got %d", n))
	}
	if c := text(b, "currency"); b["currency"] != nil && c != s.site.Currency {
		f.value("currency", "value must be "+s.site.Currency)
	}
	d, fine := parseDuration(text(b, "expiration_time"))
	if b["expiration_time"] != nil && (!fine || kind == orderPoint && (d < pointShortest || d > pointLongest)) {
		f.value("expiration_time", noPattern)
	}
	for i, item := range list(b, "items") {
		at := fmt.Sprintf("items[%d].", i)
		if _, fine := orderAmount(s.site, text(item, "unit_price")); item["unit_price"] != nil && !fine {
			f.value(at+"unit_price", noPattern)
		}
		if n, sent := number(item, "quantity"); sent && n < 1 {
			f.value(at+"quantity", "must be >= 1")
		}
		for _, key := range []string{"title", "unit_price", "quantity"} {
			if item[key] == nil {
				f.need(at + key)
			}
		}
	}
}

// payer insists on somebody for orders that are charged at once. A manual one may learn its
// payer later, on the checkout page.
func (f *orderFaults) payer(b object) {
	payer := child(b, "payer")
	email := text(payer, "email")
	switch {
	case len(payer) == 0 && (b["payer"] != nil || text(b, "processing_mode") != "manual"):
		f.required = append(f.required, "'$.payer' - minimum 1 properties allowed, but found 0 properties")
	case len(payer) > 0 && email == "" && text(payer, "customer_id") == "" && text(payer, "id") == "":
		f.required = append(f.required, "'$.payer.email' or '$.payer.customer_id' or '$.payer.id'")
	case email != "":
		if a, err := mail.ParseAddress(email); err != nil || a.Address != email || len(email) >= 254 {
			f.value("payer.email", noPattern)
		}
	}
	f.choice(payer, "payer.", "entity_type", "individual", "association")
}

func (s *Server) checkOrderConfig(f *orderFaults, b object, kind string) {
	config := child(b, "config")
	online := child(config, "online")
	for _, key := range []string{"callback_url", "success_url", "pending_url", "failure_url", "auto_return_url"} {
		if online[key] != nil && !s.publicURL(text(online, key)) {
			f.value("config.online."+key, noPattern)
		}
	}
	if config["notification_url"] != nil && !s.publicURL(text(config, "notification_url")) {
		f.value("config.notification_url", noPattern)
	}
	f.choice(online, "config.online.", "auto_return", "approved", "all")
	security := child(online, "transaction_security")
	f.choice(security, "config.online.transaction_security.", "validation", "never", "supported", "required", "on_fraud_risk")
	f.choice(security, "config.online.transaction_security.", "liability_shift", "required", "not_required", "preferred")
	point, qr := child(config, "point"), child(config, "qr")
	f.choice(point, "config.point.", "print_on_terminal", "seller_ticket", "no_ticket")
	f.choice(qr, "config.qr.", "mode", "static", "dynamic", "hybrid")
	f.choice(child(config, "payment_method"), "config.payment_method.", "installments_cost", "seller", "buyer")
	if kind == orderPoint && text(point, "terminal_id") == "" {
		f.need("config.point.terminal_id")
	}
	if kind == orderQR && text(qr, "external_pos_id") == "" {
		f.need("config.qr.external_pos_id")
	}
}

// checkOrderSum demands one payment that makes up the total.
func (s *Server) checkOrderSum(b object, _ string, payments []object) *reply {
	if len(payments) > 1 {
		return ptr(refuseOrder(badRequest, "exceeded_number_of_transactions", "The number of transactions is exceeded"))
	}
	total, sent := orderAmount(s.site, text(b, "total_amount"))
	if len(payments) == 1 && sent {
		if amount, _ := orderAmount(s.site, text(payments[0], "amount")); amount != total {
			return ptr(refuseOrder(badRequest, "invalid_total_amount", "The total amount does not match the sum of the transactions"))
		}
	}
	return nil
}

// checkOrderWorld keeps the worlds apart: test sellers charge test buyers only.
func (s *Server) checkOrderWorld(b object, _ string, _ []object) *reply {
	if !s.acct.sells() {
		return ptr(policyDenied())
	}
	email := text(child(b, "payer"), "email")
	if email != "" && s.acct.testUser() && !strings.Contains(email, sandboxMail) {
		return ptr(refuseOrder(badRequest, "invalid_email_for_sandbox", sandboxMailText))
	}
	return nil
}

// checkOrderPlace finds the terminal or the point of sale of an order in a shop.
func (s *Server) checkOrderPlace(b object, kind string, _ []object) *reply {
	config := child(b, "config")
	switch kind {
	case orderPoint:
		return s.checkTerminalFree(text(child(config, "point"), "terminal_id"))
	case orderQR:
		if s.state.instore.posByExternal(text(child(config, "qr"), "external_pos_id")) == nil {
			return ptr(refuseOrder(badRequest, "pos_obtainment_by_external_id_error", "The point of sale was not found by its external id"))
		}
	}
	return nil
}

// checkOrderPayment checks one transaction; at is its path with a dot at the end.
func (s *Server) checkOrderPayment(f *orderFaults, b, p object, at, kind string) {
	amount, fine := orderAmount(s.site, text(p, "amount"))
	switch {
	case p["amount"] == nil:
		f.need(at + "amount")
	case !fine:
		f.value(at+"amount", noPattern)
	}
	method := child(p, "payment_method")
	if d, fine := parseDuration(text(p, "expiration_time")); p["expiration_time"] != nil {
		if !fine || text(method, "id") == "pix" && (d < pixShortest || d > pixLongest) {
			f.value(at+"expiration_time", noPattern)
		}
	}
	if p["date_of_expiration"] != nil {
		if when, fine := parseDate(text(p, "date_of_expiration")); !fine || !when.After(s.cfg.Now()) {
			f.value(at+"date_of_expiration", noPattern)
		}
	}
	profile := text(child(p, "automatic_payments"), "payment_profile_id")
	if kind == orderOnline && (method != nil || profile == "") {
		s.checkOrderMethod(f, b, method, at+"payment_method.", amount)
	}
}

func (s *Server) checkOrderMethod(f *orderFaults, b, method object, at string, amount money) {
	id, kind := text(method, "id"), text(method, "type")
	for _, key := range []string{"id", "type"} {
		if text(method, key) == "" {
			f.need(at + key)
		}
	}
	f.choice(method, at, "type", "credit_card", "debit_card", "bank_transfer", "ticket", "digital_wallet", "account_money", "atm")
	if n := len([]rune(text(method, "statement_descriptor"))); n > 50 {
		f.value(at+"statement_descriptor", fmt.Sprintf("length must be <= 50, but got %d", n))
	}
	m, known := s.method(id)
	byCard := kind == "credit_card" || kind == "debit_card"
	if byCard {
		s.checkOrderCard(f, method, at, kind)
	}
	if id == "" || byCard && !known { // a card of an unknown brand is refused by its BIN
		return
	}
	switch {
	case !known || !s.offered(m):
		f.value(at+"id", "value is not a payment method of this account")
	case kind != "" && m.Type != kind && (m.Type != "atm" || kind != "ticket"):
		f.value(at+"type", "value must be "+m.Type)
	case amount > 0 && (float64(amount)/100 < m.Min || float64(amount)/100 > maxAmount(m)):
		f.value(strings.TrimSuffix(at, "payment_method.")+"amount", "amount out of the limits of the payment method")
	}
	for _, path := range neededOrderFields[id] {
		o, steps := b, strings.Split(path, ".")
		for _, step := range steps[:len(steps)-1] {
			o = child(o, step)
		}
		if text(o, steps[len(steps)-1]) == "" {
			f.need(path)
		}
	}
}

// neededOrderFields are what single methods insist on, as the specification's samples show.
var neededOrderFields = map[string][]string{
	"bolbradesco": {"payer.first_name", "payer.last_name", "payer.identification.type", "payer.identification.number",
		"payer.address.zip_code", "payer.address.street_name", "payer.address.street_number", "payer.address.city", "payer.address.state"},
	"pec": {"payer.identification.type", "payer.identification.number"},
	"pse": {"payer.entity_type", "payer.identification.type", "payer.identification.number", "config.online.callback_url"},
}

func (s *Server) checkOrderCard(f *orderFaults, method object, at, kind string) {
	if text(method, "token") == "" {
		f.need(at + "token")
	}
	n, sent := number(method, "installments")
	switch {
	case !sent:
		f.need(at + "installments")
	case n < 1 || n > 36 || kind == "debit_card" && n != 1:
		f.value(at+"installments", "must be >= 1")
	}
}
