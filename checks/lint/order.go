package lint

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/homologa/homologa/mpclient"
	"github.com/homologa/homologa/mpclient/late"
)

const (
	srcOrders = "lint.src.orders"
	srcSDK    = "lint.src.sdk"
)

// The Orders API names one kind of fault at a time: unknown properties, then types, then what is missing, then
// values. Sums and the two worlds come last.
const (
	codeUnknown  = "unsupported_properties"
	codeType     = "property_type"
	codeRequired = "required_properties"
	codeValue    = "property_value"
)

// Stages of an order after its shape; stageRequired stands between.
const (
	stageValue = stageText
	stageSum   = stageBusiness
)

var orderReference = late.Pattern(`^[A-Za-z0-9_-]*$`)

// homes tell where in an order the data of a field of another API goes.
var homes = map[string]string{
	"notification_url": "@lint.home.hook", "callback_url": "config.online.callback_url", "statement_descriptor": "transactions.payments[0].payment_method.statement_descriptor",
	"transaction_amount": "total_amount", "token": "transactions.payments[0].payment_method.token", "installments": "transactions.payments[0].payment_method.installments",
	"payment_method_id": "transactions.payments[0].payment_method.id", "three_d_secure_mode": "config.online.transaction_security.validation",
	"date_of_expiration": "transactions.payments[0].date_of_expiration", "capture": "capture_mode", "application_fee": "marketplace_fee", "back_urls": "config.online.success_url",
	"metadata": "@lint.home.none", "binary_mode": "@lint.home.none", "issuer_id": "@lint.home.none", "currency_id": "currency", "shipments": "shipment",
}

func (j *judge) order() {
	j.note("lint.note.idempotency", "code", "empty_required_header")
	j.orderShape()
	kind := j.body.get("type").str()
	j.orderTexts(kind)
	j.orderItems()
	if kind == "online" {
		j.orderPayer()
	}
	j.orderConfig(kind)
	payments := j.body.atPath("transactions", "payments")
	for i, p := range payments.elements() {
		if p.kind == '{' {
			j.orderPayment(index("transactions.payments", i), p, kind)
		}
	}
	if len(payments.elements()) == 0 && (payments == nil || payments.kind == '[') && (kind != "online" || j.body.get("processing_mode").str() != "manual") {
		j.need("transactions.payments", payments)
	}
	j.orderSum(payments)
	j.orderWorld()
	j.orderQuality(kind)
}

func (j *judge) need(path string, v *value) *Fault {
	return j.refuse(stageRequired, codeRequired, path, v, srcOrders, "lint.missing", "field", path).says("'$." + path + "'")
}

// choice refuses a text that is not on the list; an absent one passes.
func (j *judge) choice(path string, v *value, allowed ...string) {
	if v != nil && v.kind == 's' && !slices.Contains(allowed, v.text) {
		j.refuse(stageValue, codeValue, path, v, srcOrders, "lint.choice", "known", strings.Join(allowed, ", "))
	}
}

func (j *judge) orderShape() {
	for _, m := range shapes[Order].misfits(j.body) {
		detail := "additionalProperties '$." + j.path(m.path) + "' not allowed"
		home := homes[m.path]
		switch {
		case m.want == nil && home != "":
			j.refuse(stageUnknown, codeUnknown, m.path, m.v, srcOrders, "lint.unknown_home", "home", home).says(detail).placed(j, m.at)
		case m.want == nil && m.near != "":
			j.refuse(stageUnknown, codeUnknown, m.path, m.v, srcOrders, "lint.unknown_near", "near", m.near).says(detail).placed(j, m.at)
		case m.want == nil:
			j.refuse(stageUnknown, codeUnknown, m.path, m.v, srcOrders, "lint.unknown").says(detail).placed(j, m.at)
		default:
			f := j.refuse(stageType, codeType, m.path, m.v, srcOrders, "lint.type", "want", m.wants(), "got", m.gets()).numeric(m)
			f.says("$." + j.path(m.path) + ": expected " + orderKinds[m.wantKind()] + ", but got " + orderKinds[m.v.kind])
			if c, ok := m.v.number(); ok && j.site.ID != "" && isAmount(m.path) && decimalsOf(c) <= j.site.Decimals && c < 1e12 {
				f.with(quote(toCents(c).fixed(j.site.Decimals)))
			}
		}
	}
}

// isAmount tells the fields of an order that are money.
func isAmount(path string) bool {
	name := path[strings.LastIndexByte(path, '.')+1:]
	return name == "total_amount" || name == "amount" || name == "unit_price" || name == "marketplace_fee" || name == "cost" || name == "transaction_amount" || name == "application_fee"
}

// amount judges money written as text.
func (j *judge) amount(path string, v *value) (c cents, ok bool) {
	if v == nil || v.kind != 's' {
		return 0, false
	}
	c, n, ok := orderAmount(v.text)
	allowed := 2
	if j.site.ID != "" {
		allowed = j.site.Decimals
	}
	_, fraction, dotted := strings.Cut(v.text, ".")
	switch {
	case !ok && strings.Contains(v.text, ",") && !dotted:
		f := j.refuse(stageValue, codeValue, path, v, srcOrders, "lint.amount.comma")
		if c, _, fine := orderAmount(strings.Replace(v.text, ",", ".", 1)); fine {
			f.with(quote(c.fixed(allowed)))
		}
	case !ok:
		f := j.refuse(stageValue, codeValue, path, v, srcOrders, "lint.amount.text", "n", strconv.Itoa(allowed)).says("'$." + path + "' - does not match pattern")
		if amount, err := strconv.ParseFloat(v.text, 64); err == nil && amount > 0 && amount < 1e12 {
			if fix, meant := rounded(amount, allowed); meant {
				amount, _ = strconv.ParseFloat(fix, 64)
				f.with(quote(toCents(amount).fixed(allowed)))
			}
		}
	case n > allowed:
		j.refuse(stageValue, codeValue, path, v, srcOrders, "lint.amount.decimals", "n", strconv.Itoa(allowed), "currency", j.currency())
		return c, false
	case j.site.ID == mpclient.MCO && n > 0:
		j.doubt(stageValue, codeValue, path, v, "lint.src.measured", "lint.amount.cop")
	case allowed == 0 && fraction != "":
		// The specification's Chilean samples write 5000.00, the rule in the guides says the site's decimals.
		j.doubt(stageValue, codeValue, path, v, "lint.src.disagree", "lint.amount.zeros").with(quote(c.fixed(0)))
	}
	return c, ok
}

func (j *judge) orderTexts(kind string) {
	b := j.body
	if t := b.get("type"); t == nil || t.kind == 's' && t.text == "" {
		j.need("type", t)
	} else {
		j.choice("type", t, "online", "point", "qr")
	}
	j.choice("processing_mode", b.get("processing_mode"), "automatic", "manual", "automatic_async")
	j.choice("capture_mode", b.get("capture_mode"), "automatic", "manual", "automatic_async")
	for _, name := range []string{"total_amount", "marketplace_fee"} {
		j.amount(name, b.get(name))
	}
	if b.get("total_amount") == nil && kind != "point" {
		j.need("total_amount", nil)
	}
	ref := b.get("external_reference")
	switch text := ref.str(); {
	case ref != nil && ref.kind != 's':
	case text == "" && (kind == "point" || kind == "qr"):
		j.need("external_reference", ref)
	case !orderReference().MatchString(text):
		j.refuse(stageValue, codeValue, "external_reference", ref, srcOrders, "lint.reference_form").says("'$.external_reference' - does not match pattern")
	case len(text) > 64:
		j.refuse(stageValue, codeValue, "external_reference", ref, srcOrders, "lint.long", "max", "64", "n", strconv.Itoa(len(text))).
			says("'$.external_reference' - length must be <= 64, but got " + strconv.Itoa(len(text)))
	}
	if v := b.get("description"); len([]rune(v.str())) > 150 {
		args := []string{"max", "150", "n", strconv.Itoa(len([]rune(v.str())))}
		if kind == "point" {
			j.refuse(stageValue, codeValue, "description", v, srcGuides, "lint.long", args...)
		} else {
			j.doubt(stageValue, codeValue, "description", v, srcGuides, "lint.long", args...)
		}
	}
	if v := b.get("currency"); v.str() != "" && j.site.ID != "" && v.str() != j.site.Currency {
		j.doubt(stageValue, codeValue, "currency", v, srcSDK, "lint.currency", "currency", j.site.Currency, "site", string(j.site.ID)).with(quote(j.site.Currency))
	}
	if v := b.get("expiration_time"); v != nil && v.kind == 's' {
		switch d, ok := readDuration(v.text); {
		case !ok:
			j.refuse(stageValue, codeValue, "expiration_time", v, srcSpec, "lint.duration")
		case kind == "point" && (d < 30*time.Second || d > 3*time.Hour):
			j.refuse(stageValue, codeValue, "expiration_time", v, srcGuides, "lint.duration.point")
		}
	}
}

func (j *judge) orderItems() {
	items, sum, counted := j.body.get("items"), cents(0), true
	for i, item := range items.elements() {
		if item.kind != '{' {
			return
		}
		at := index("items", i)
		price, fine := j.amount(join(at, "unit_price"), item.get("unit_price"))
		n, isWhole := item.get("quantity").whole()
		if isWhole && n < 1 {
			j.refuse(stageValue, codeValue, join(at, "quantity"), item.get("quantity"), srcSpec, "lint.items.quantity")
		}
		for _, name := range []string{"title", "unit_price", "quantity"} {
			if item.get(name) == nil {
				j.doubt(stageRequired, codeRequired, join(at, name), nil, srcSDK, "lint.missing", "field", name)
			}
		}
		j.category(join(at, "category_id"), item.get("category_id"))
		j.itemAdvice(at, item, "description", "category_id")
		if item.get("external_code").str() == "" && item.get("id").str() == "" {
			j.advise(join(at, "external_code"), nil, "source.checklist", "lint.quality.item", "field", "external_code")
		}
		counted = counted && fine && isWhole && n < 1e6 && price < 1e12
		sum += price * cents(n)
	}
	total, _, ok := orderAmount(j.body.get("total_amount").str())
	if len(items.elements()) > 0 && counted && ok && sum != total {
		j.warn(stageQuality, "items", items, "lint.src.sums", "lint.sum.items", "items", sum.String(), "total", total.String())
	}
}

// orderPayer insists on somebody for orders that are charged at once. A manual one may learn its payer later.
func (j *judge) orderPayer() {
	payer := j.body.get("payer")
	if payer != nil && payer.kind != '{' {
		return
	}
	empty := payer == nil || len(payer.members) == 0
	v := payer.get("email")
	email := v.str()
	switch {
	case empty && payer == nil && j.body.get("processing_mode").str() == "manual":
		j.doubt(stageRequired, codeRequired, "payer", nil, srcSpec, "lint.payer.manual")
	case empty:
		j.refuse(stageRequired, codeRequired, "payer", payer, srcOrders, "lint.payer.missing").says("'$.payer' - minimum 1 properties allowed, but found 0 properties")
	case v != nil && v.kind != 's':
	case email == "" && payer.get("customer_id").str() == "" && payer.get("id").str() == "":
		j.refuse(stageRequired, codeRequired, "payer.email", v, srcOrders, "lint.missing", "field", "payer.email").says("'$.payer.email' or '$.payer.customer_id' or '$.payer.id'")
	case email != "" && !mailbox(email):
		j.refuse(stageValue, codeValue, "payer.email", v, srcOrders, "lint.email.invalid").says("'$.payer.email' - does not match pattern")
	case len(email) >= 254:
		j.refuse(stageValue, codeValue, "payer.email", v, srcErrors, "lint.email.long")
	}
	j.choice("payer.entity_type", payer.get("entity_type"), "individual", "association")
	j.identification(stageValue, "", "payer.identification", payer.get("identification"))
}

func (j *judge) orderConfig(kind string) {
	config := j.body.get("config")
	online := config.get("online")
	for _, name := range []string{"callback_url", "success_url", "pending_url", "failure_url", "auto_return_url"} {
		if v := online.get(name); v != nil && v.kind == 's' {
			j.doubtAddress(join("config.online", name), v)
		}
	}
	if v := config.get("notification_url"); v != nil && v.kind == 's' {
		j.doubtAddress("config.notification_url", v)
	}
	j.choice("config.online.auto_return", online.get("auto_return"), "approved", "all")
	security := online.get("transaction_security")
	j.choice("config.online.transaction_security.validation", security.get("validation"), "never", "supported", "required", "on_fraud_risk")
	j.choice("config.online.transaction_security.liability_shift", security.get("liability_shift"), "required", "not_required", "preferred")
	j.choice("config.point.print_on_terminal", config.atPath("point", "print_on_terminal"), "seller_ticket", "no_ticket")
	j.choice("config.qr.mode", config.atPath("qr", "mode"), "static", "dynamic", "hybrid")
	j.choice("config.payment_method.installments_cost", config.atPath("payment_method", "installments_cost"), "seller", "buyer")
	if v := config.atPath("point", "terminal_id"); kind == "point" && v.str() == "" {
		j.need("config.point.terminal_id", v)
	}
	if v := config.atPath("qr", "external_pos_id"); kind == "qr" && v.str() == "" {
		j.need("config.qr.external_pos_id", v)
	}
	if kind == "point" || kind == "qr" {
		j.note("lint.note.place")
	}
}

// doubtAddress judges the addresses of an order: no source tells which of them are refused.
func (j *judge) doubtAddress(path string, v *value) {
	if f := j.address(stageValue, "", path, v, srcSDK); f != nil && f.Severity == Warning {
		f.Code, f.Status, f.Certain = codeValue, 400, false
	}
}

func (j *judge) orderPayment(at string, p *value, kind string) {
	v := p.get("amount")
	amount, _ := j.amount(join(at, "amount"), v)
	if v == nil {
		j.need(join(at, "amount"), nil)
	}
	method := p.get("payment_method")
	pix := method.get("id").str() == "pix"
	if v := p.get("expiration_time"); v != nil && v.kind == 's' {
		switch d, ok := readDuration(v.text); {
		case !ok:
			j.refuse(stageValue, codeValue, join(at, "expiration_time"), v, srcSpec, "lint.duration")
		case pix && (d < pixShortest || d > pixLongest):
			j.doubt(stageValue, codeValue, join(at, "expiration_time"), v, srcGuides, "lint.date.pix")
		}
	}
	if v := p.get("date_of_expiration"); v != nil && v.kind == 's' {
		switch when, ok, _ := readDate(v.text); {
		case !ok:
			j.refuse(stageValue, codeValue, join(at, "date_of_expiration"), v, srcSpec, "lint.date.form")
		case !j.Now.IsZero() && !when.After(j.Now):
			j.refuse(stageValue, codeValue, join(at, "date_of_expiration"), v, srcErrors, "lint.date.past")
		}
		if p.get("expiration_time") != nil {
			j.advise(join(at, "expiration_time"), p.get("expiration_time"), srcSpec, "lint.date.both")
		}
	}
	if kind != "online" || method == nil && p.atPath("automatic_payments", "payment_profile_id").str() != "" || method != nil && method.kind != '{' {
		return
	}
	j.orderMethod(join(at, "payment_method"), join(at, "amount"), method, amount)
}

func (j *judge) orderMethod(at, amountAt string, method *value, amount cents) {
	id, kind := method.get("id").str(), method.get("type").str()
	for _, name := range []string{"id", "type"} {
		if v := method.get(name); v == nil || v.kind == 's' && v.text == "" {
			j.need(join(at, name), v)
		}
	}
	j.choice(join(at, "type"), method.get("type"), "credit_card", "debit_card", "bank_transfer", "ticket", "digital_wallet", "account_money", "atm")
	if v := method.get("statement_descriptor"); len([]rune(v.str())) > 50 {
		j.refuse(stageValue, codeValue, join(at, "statement_descriptor"), v, srcSpec, "lint.long", "max", "50", "n", strconv.Itoa(len([]rune(v.str()))))
	} else {
		j.descriptor(join(at, "statement_descriptor"), v)
	}
	byCard := kind == "credit_card" || kind == "debit_card"
	if byCard {
		j.orderCard(at, method, kind)
	}
	m, known := methodHere(j.site.ID, id)
	switch {
	case id == "":
		return
	case !known && byCard:
		j.strangeMethod(stageWorld, "bin_not_found", join(at, "id"), method.get("id"), "lint.src.measured")
	case !known:
		j.strangeMethod(stageValue, codeValue, join(at, "id"), method.get("id"), srcOrders)
	case byCard && isCard(m) && j.site.ID == "":
	case m.Type == "digital_currency": // the list of types has no word for the credit line
	case kind != "" && m.Type != kind && (m.Type != "atm" || kind != "ticket"):
		j.refuse(stageValue, codeValue, join(at, "type"), method.get("type"), srcOrders, "lint.method.type", "method", m.ID).with(quote(m.Type))
	case amount > 0 && j.site.ID != "" && float64(amount)/100 < m.Min:
		j.doubt(stageValue, codeValue, amountAt, nil, "lint.src.methods", "lint.amount.min", "method", m.ID, "min", strconv.FormatFloat(m.Min, 'f', -1, 64), "currency", j.site.Currency)
	}
	for _, path := range orderNeeds[id] {
		if v := j.body.atPath(strings.Split(path, ".")...); v.str() == "" && (v == nil || v.kind == 's') {
			j.refuse(stageRequired, codeRequired, path, v, srcSpec, "lint.method.needs", "method", id, "field", path).says("'$." + path + "'")
		}
	}
	if v := method.get("financial_institution"); id == "pse" && v.str() == "" {
		j.doubt(stageRequired, codeRequired, join(at, "financial_institution"), v, srcSpec, "lint.method.needs", "method", id, "field", "financial_institution")
	}
	if id == "pix" {
		j.note("lint.note.pix")
	}
}

// orderNeeds are what single methods insist on, as the specification's samples show.
var orderNeeds = map[string][]string{
	"bolbradesco": {"payer.first_name", "payer.last_name", "payer.identification.type", "payer.identification.number",
		"payer.address.zip_code", "payer.address.street_name", "payer.address.street_number", "payer.address.city", "payer.address.state"},
	"pec": {"payer.identification.type", "payer.identification.number"},
	"pse": {"payer.entity_type", "payer.identification.type", "payer.identification.number", "config.online.callback_url"},
}

func (j *judge) orderCard(at string, method *value, kind string) {
	token := method.get("token")
	if token == nil || token.kind == 's' && token.text == "" {
		j.need(join(at, "token"), token)
	}
	j.token(stageWorld, "failed", join(at, "token"), token).Status = 402 // invalid_card_token is the payment's detail
	if token.str() != "" {
		j.note("lint.note.token")
	}
	v := method.get("installments")
	n, isWhole := v.whole()
	switch {
	case v == nil:
		j.need(join(at, "installments"), nil)
	case isWhole && kind == "debit_card" && n != 1:
		j.refuse(stageValue, codeValue, join(at, "installments"), v, srcErrors, "lint.installments.debit").with("1")
	case isWhole && (n < 1 || n > 36):
		j.refuse(stageValue, codeValue, join(at, "installments"), v, srcSpec, "lint.installments.range")
	}
}

// orderSum demands one payment that makes up the total.
func (j *judge) orderSum(payments *value) {
	list := payments.elements()
	if len(list) > 1 {
		j.refuse(stageSum, "exceeded_number_of_transactions", "transactions.payments", payments, srcOrders, "lint.order.one")
		return
	}
	total, _, ok := orderAmount(j.body.get("total_amount").str())
	if len(list) == 1 && ok {
		if amount, _, fine := orderAmount(list[0].get("amount").str()); fine && amount != total {
			j.refuse(stageSum, "invalid_total_amount", "total_amount", j.body.get("total_amount"), srcOrders, "lint.sum.order", "amount", amount.String(), "total", total.String())
		}
	}
}

const sandboxMailText = "Email format is invalid for sandbox environment, must contains '@testuser.com'." // sic

func (j *judge) orderWorld() {
	v := j.body.atPath("payer", "email")
	if j.TestAccount != nil && *j.TestAccount && v.str() != "" && !strings.Contains(v.str(), testDomain) {
		j.refuse(stageWorld, "invalid_email_for_sandbox", "payer.email", v, srcOrders, "lint.email.sandbox").says(sandboxMailText)
	}
	j.strangers("payer.email", v)
}

func (j *judge) orderQuality(kind string) {
	b := j.body
	if kind != "online" {
		return
	}
	j.wanted("external_reference", b.get("external_reference"))
	if len(b.get("items").elements()) == 0 {
		j.wanted("items", nil)
	}
	for _, name := range []string{"first_name", "last_name"} {
		j.wanted(join("payer", name), b.atPath("payer", name))
	}
}
