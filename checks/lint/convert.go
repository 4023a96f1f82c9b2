package lint

import (
	"slices"
	"strings"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/mpclient"
)

// Conversion is a body of another API written as an order.
type Conversion struct {
	// Body is the order with the sender's own values, secrets and personal data included: it is made to be sent.
	// Card numbers and credentials, which no body may hold, are left out.
	Body []byte
	From Kind
	Site mpclient.SiteID
	Lost []Loss
	// Impossible says why there is no order; Body is nil then.
	Impossible checks.Text
}

// Loss is a field that does not arrive as it was.
type Loss struct {
	Path string
	To   string // where a changed value went; "" for one that is gone
	Text checks.Text
}

// ToOrder writes a payment or a preference as a body of POST /v1/orders.
func ToOrder(raw []byte, opt Options) Conversion {
	body, p := parse(raw)
	switch {
	case p.toobig:
		return Conversion{Impossible: checks.T("lint.too_big", "values", "50000", "depth", "64")}
	case p.fatal || body == nil || body.kind != '{':
		return Conversion{Impossible: checks.T("lint.lost.not_json")}
	}
	kind := opt.Kind
	if kind == "" {
		kind, _ = kindOf(body)
	}
	site, _ := siteOf(body, opt.Site)
	c := &converter{src: body, out: object(), site: site, used: map[*value]bool{}, paths: &judge{redactor: mpclient.NewRedactor()}}
	c.Conversion = Conversion{From: kind, Site: site.ID}
	switch kind {
	case Payment:
		c.fromPayment()
	case Preference:
		c.fromPreference()
	case "":
		c.Impossible = checks.T("lint.kind_open")
	default:
		c.Impossible = checks.T("lint.lost.kind", "kind", string(kind))
	}
	if !c.Impossible.IsZero() {
		return c.Conversion
	}
	c.rest("", body)
	c.Body = []byte(c.out.json())
	return c.Conversion
}

type converter struct {
	Conversion
	src, out *value
	site     mpclient.Site
	used     map[*value]bool
	paths    *judge // only to make paths fit to be shown
}

func (c *converter) decimals() int {
	if c.site.ID == "" {
		return 2
	}
	return c.site.Decimals
}

// take reads a value and notes that it arrives; nil for one that is absent, empty or must not be repeated.
func (c *converter) take(path string) *value {
	return c.takeFrom(c.src, path)
}

func (c *converter) takeFrom(v *value, path string) *value {
	v = v.atPath(strings.Split(path, ".")...)
	if !v.here() || v.kind == 's' && v.text == "" {
		return nil
	}
	if within(v) {
		return nil // rest says so
	}
	c.used[v] = true
	return v
}

// unspeakable are values that are not repeated in a body: card numbers and credentials.
func unspeakable(s string) bool {
	return mpclient.HoldsCard(s) || strings.Contains(s, "APP_USR-") || strings.Contains(s, "TEST-")
}

// within tells whether a value holds such a thing, in a name too.
func within(v *value) bool {
	if (v.kind == 's' || v.kind == 'n') && unspeakable(v.text) {
		return true
	}
	return slices.ContainsFunc(v.members, func(m member) bool { return unspeakable(m.name) || within(m.value) }) || slices.ContainsFunc(v.list, within)
}

func (c *converter) lose(path, to, key string, args ...string) {
	if len(c.Lost) < maxFaults {
		c.Lost = append(c.Lost, Loss{c.paths.path(path), to, checks.T(key, args...)})
	}
}

// text carries a value over as text.
func (c *converter) text(from, to string) {
	if v := c.take(from); v != nil {
		c.out.put(to, asText(v))
	}
}

func asText(v *value) *value {
	if v == nil || v.kind != 'n' {
		return v
	}
	return str(v.text)
}

// amount writes a number, or a text that is one, as the Orders API takes money.
func (c *converter) amount(v *value) *value {
	if v == nil {
		return nil
	}
	f, ok := num(v.text).number()
	if v.kind == '{' || v.kind == '[' || !ok || f > 1e12 {
		return nil
	}
	return str(toCents(f).fixed(c.decimals()))
}

// lostWords explain the fields whose absence needs a word of its own.
var lostWords = map[string]string{
	"notification_url": "lint.lost.hook", "binary_mode": "lint.lost.binary", "metadata": "lint.lost.metadata", "issuer_id": "lint.lost.issuer", "taxes": "lint.lost.taxes",
	"point_of_interaction": "lint.lost.recurring", "expires": "lint.lost.dates", "expiration_date_from": "lint.lost.dates", "expiration_date_to": "lint.lost.dates", "date_of_expiration": "lint.lost.dates",
}

// rest names what nobody took.
func (c *converter) rest(path string, v *value) {
	for _, m := range v.members {
		at := join(path, m.name)
		switch {
		case !m.value.here() || m.kind == 's' && m.text == "" || c.used[m.value]:
		case m.kind == '{' && c.partly(m.value):
			c.rest(at, m.value)
		case m.kind == '[' && c.partly(m.value):
			for i, e := range m.list {
				c.rest(index(at, i), e)
			}
		case within(m.value):
			c.lose(at, "", "lint.lost.secret")
		default:
			key := lostWords[at]
			if key == "" {
				key = "lint.lost.none"
			}
			c.lose(at, "", key)
		}
	}
}

// partly tells whether some of a value was taken.
func (c *converter) partly(v *value) bool {
	if c.used[v] {
		return true
	}
	for _, m := range v.members {
		if c.partly(m.value) {
			return true
		}
	}
	for _, e := range v.list {
		if c.partly(e) {
			return true
		}
	}
	return false
}

// reference carries external_reference over in the signs that orders take.
func (c *converter) reference() {
	v := asText(c.take("external_reference"))
	if v == nil {
		return
	}
	text := strings.Map(func(r rune) rune {
		if r < 0x80 && isWord(byte(r)) || r == '-' {
			return r
		}
		return '-'
	}, v.text)
	switch {
	case len(text) > 64:
		c.lose("external_reference", "", "lint.lost.long", "max", "64")
		return
	case text != v.text:
		c.lose("external_reference", "external_reference", "lint.lost.reference")
	}
	c.out.put("external_reference", str(text))
}

// limited carries a text over when it is short enough.
func (c *converter) limited(from, to string, longest int, max string) {
	v := asText(c.take(from))
	if v == nil {
		return
	}
	if len([]rune(v.text)) > longest {
		c.lose(from, "", "lint.lost.long", "max", max)
		return
	}
	c.out.put(to, v)
}

func (c *converter) fromPayment() {
	method := c.paymentMethod()
	if !c.Impossible.IsZero() {
		return
	}
	amount := c.amount(c.take("transaction_amount"))
	c.out.put("type", str("online"))
	c.out.put("processing_mode", str("automatic"))
	if v := c.take("capture"); v != nil && !v.yes(true) {
		c.out.put("capture_mode", str("manual"))
	}
	c.out.put("total_amount", amount)
	c.reference()
	c.limited("description", "description", 150, "150")
	c.out.put("marketplace_fee", c.amount(c.take("application_fee")))
	c.payer("first_name", "last_name")
	payment := object()
	payment.put("amount", amount)
	if v := c.take("date_of_expiration"); v != nil {
		payment.put("date_of_expiration", v)
	}
	payment.put("payment_method", method)
	c.out.put("transactions", object())
	c.out.get("transactions").put("payments", &value{kind: '[', list: []*value{payment}})
	c.items("additional_info.items")
	c.text("callback_url", "config.online.callback_url")
	if v := c.take("three_d_secure_mode"); v != nil {
		if to := map[string]string{"optional": "supported", "mandatory": "required", "not_supported": "never"}[v.str()]; to != "" {
			c.out.put("config.online.transaction_security.validation", str(to))
			c.lose("three_d_secure_mode", "config.online.transaction_security.validation", "lint.lost.secure", "value", to)
		} else {
			delete(c.used, v)
		}
	}
	c.shipping("additional_info.shipments")
	c.info()
	c.sponsor()
}

// paymentMethod names the method and its type, which a payment does not have.
func (c *converter) paymentMethod() *value {
	out := object()
	v := c.take("payment_method_id")
	id := v.str()
	if near := methodAlias(id); near != "" {
		c.lose("payment_method_id", "transactions.payments[0].payment_method.id", "lint.method.alias", "near", near)
		id = near
	}
	m, known := methodHere(c.site.ID, id)
	kind := m.Type
	switch kind {
	case "atm":
		kind = "ticket" // the specification's list has no other word for it
	case "digital_currency":
		known = false
	}
	if !known {
		c.Impossible = checks.T("lint.lost.method")
		return nil
	}
	out.put("id", str(m.ID))
	out.put("type", str(kind))
	if isCard(m) {
		out.put("token", c.take("token"))
		n := c.take("installments")
		if n == nil {
			n = num("1")
		}
		out.put("installments", n)
	} else if v := c.take("installments"); v != nil && v.text != "1" {
		delete(c.used, v)
	}
	if v := asText(c.take("statement_descriptor")); v != nil {
		out.put("statement_descriptor", v)
	}
	out.put("financial_institution", asText(c.take("transaction_details.financial_institution")))
	return out
}

// payer carries the buyer over; the names are those of the source.
func (c *converter) payer(first, last string) {
	p := object()
	p.put("email", c.take("payer.email"))
	for _, n := range []struct{ from, to string }{{first, "first_name"}, {last, "last_name"}} {
		v := c.take("payer." + n.from)
		if other := c.take("additional_info.payer." + n.from); v == nil {
			v = other
		}
		p.put(n.to, v)
	}
	if c.src.atPath("payer", "type").str() == "customer" {
		c.take("payer.type")
		p.put("customer_id", asText(c.take("payer.id")))
	}
	p.put("entity_type", c.take("payer.entity_type"))
	for _, group := range [][]string{{"identification", "type", "number"}, {"phone", "area_code", "number"}} {
		for _, name := range group[1:] {
			path := group[0] + "." + name
			v := c.take("payer." + path)
			if other := c.take("additional_info.payer." + path); v == nil {
				v = other
			}
			p.put(path, asText(v))
		}
	}
	c.address(p, "payer.address", "address")
	if p.get("address") == nil {
		c.address(p, "additional_info.payer.address", "address")
	}
	if len(p.members) > 0 {
		c.out.put("payer", p)
	}
}

// address carries a postal address over: every part is text, and some have another name.
func (c *converter) address(out *value, from, to string) {
	for _, part := range [][]string{{"zip_code"}, {"street_name"}, {"street_number"}, {"neighborhood"}, {"city", "city_name"}, {"state", "federal_unit", "state_name"}, {"floor"}, {"apartment"}} {
		for i := range part {
			if v := c.take(from + "." + part[len(part)-1-i]); v != nil && out.atPath(strings.Split(to+"."+part[0], ".")...) == nil {
				out.put(to+"."+part[0], asText(v))
			}
		}
	}
}

// items writes the list with prices as text and the shop's own id as external_code.
func (c *converter) items(path string) (sum cents, counted bool) {
	list := c.src.atPath(strings.Split(path, ".")...).elements()
	out := &value{kind: '['}
	counted = len(list) > 0
	for _, item := range list {
		o := object()
		for _, f := range []struct{ from, to string }{{"id", "external_code"}, {"title", "title"}, {"description", "description"}, {"category_id", "category_id"}, {"picture_url", "picture_url"},
			{"type", "type"}, {"event_date", "event_date"}} {
			o.put(f.to, asText(c.takeFrom(item, f.from)))
		}
		if v := c.takeFrom(item, "warranty"); v != nil {
			o.put("warranty", &value{kind: 'b', text: map[bool]string{true: "true", false: "false"}[v.yes(false)]})
		}
		price := c.takeFrom(item, "unit_price")
		o.put("unit_price", c.amount(price))
		q := c.takeFrom(item, "quantity")
		if q != nil && q.kind == 's' && digitsOnly(q.text) && len(q.text) < 10 {
			q = num(q.text)
		}
		o.put("quantity", q)
		n, whole := q.whole()
		f, fine := 0.0, false
		if price != nil {
			f, fine = num(price.text).number()
		}
		counted = counted && whole && fine && n < 1e6 && f < 1e12
		sum += toCents(f) * cents(n)
		out.list = append(out.list, o)
	}
	if len(out.list) > 0 {
		c.out.put("items", out)
	}
	return sum, counted
}

func (c *converter) shipping(path string) {
	s := object()
	c.address(s, path+".receiver_address", "address")
	if len(s.members) > 0 {
		c.out.put("shipment", s)
	}
}

// info writes the flat dotted names of additional_info.
func (c *converter) info() {
	flat := object()
	set := func(name string, v *value) {
		if v != nil {
			flat.members = append(flat.members, member{name: name, value: v})
		}
	}
	for _, name := range []string{"authentication_type", "registration_date", "last_purchase"} {
		set("payer."+name, asText(c.take("additional_info.payer."+name)))
	}
	for _, name := range []string{"is_prime_user", "is_first_purchase_online"} {
		set("payer."+name, truth(c.take("additional_info.payer."+name)))
	}
	set("payer.ip_address", c.take("additional_info.ip_address"))
	set("shipment.express", truth(c.take("additional_info.shipments.express_shipment")))
	set("shipment.local_pickup", truth(c.take("additional_info.shipments.local_pickup")))
	if len(flat.members) > 0 {
		c.out.put("additional_info", flat)
	}
}

// truth writes what payments take as text too as a boolean.
func truth(v *value) *value {
	if v == nil {
		return nil
	}
	return &value{kind: 'b', text: map[bool]string{true: "true", false: "false"}[v.yes(false)]}
}

func (c *converter) sponsor() {
	if v := asText(c.take("sponsor_id")); v != nil {
		c.out.put("integration_data.sponsor.id", v)
	}
}

// fromPreference makes a manual order: the buyer chooses on the checkout page, as Checkout Pro does on orders.
func (c *converter) fromPreference() {
	c.out.put("type", str("online"))
	c.out.put("processing_mode", str("manual"))
	total := &value{kind: 's'}
	c.out.put("total_amount", total)
	c.reference()
	c.out.put("marketplace", c.take("marketplace"))
	c.out.put("marketplace_fee", c.amount(c.take("marketplace_fee")))
	c.payer("name", "surname")
	sum, counted := c.items("items")
	if !counted || sum <= 0 {
		c.Impossible = checks.T("lint.lost.total")
		return
	}
	total.text = sum.fixed(c.decimals())
	for _, item := range c.src.get("items").elements() {
		c.takeFrom(item, "currency_id") // the account's, on every order
	}
	for _, name := range []string{"success", "pending", "failure"} {
		c.text("back_urls."+name, "config.online."+name+"_url")
	}
	c.text("auto_return", "config.online.auto_return")
	c.out.put("config.online.tracks", c.take("tracks"))
	c.out.put("config.online.differential_pricing.id", c.take("differential_pricing.id"))
	for _, f := range []struct{ from, to string }{{"excluded_payment_methods", "not_allowed_ids"}, {"excluded_payment_types", "not_allowed_types"}} {
		ids := &value{kind: '['}
		for _, e := range c.src.atPath("payment_methods", f.from).elements() {
			if v := c.takeFrom(e, "id"); v != nil {
				ids.list = append(ids.list, asText(v))
			}
		}
		if len(ids.list) > 0 {
			c.out.put("config.payment_method."+f.to, ids)
		}
	}
	c.out.put("config.payment_method.max_installments", c.take("payment_methods.installments"))
	c.out.put("config.payment_method.default_installments", c.take("payment_methods.default_installments"))
	c.text("payment_methods.default_payment_method_id", "config.payment_method.default_id")
	c.text("statement_descriptor", "config.statement_descriptor")
	c.text("notification_url", "config.notification_url")
	s := object()
	s.put("mode", c.take("shipments.mode"))
	s.put("local_pickup", truth(c.take("shipments.local_pickup")))
	if cost := c.take("shipments.cost"); cost != nil {
		s.put("cost", c.amount(cost))
		c.lose("shipments.cost", "shipment.cost", "lint.lost.shipping")
	}
	s.put("free_shipping", truth(c.take("shipments.free_shipping")))
	c.address(s, "shipments.receiver_address", "address")
	if len(s.members) > 0 {
		c.out.put("shipment", s)
	}
	c.sponsor()
}
