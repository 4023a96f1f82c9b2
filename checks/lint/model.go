package lint

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/mpclient"
)

// State is how a field compares with the model's.
type State string

// The states.
const (
	Same    State = "same"    // sent, and nothing to correct
	Missing State = "missing" // the model has it, the body has not
	Bad     State = "bad"     // sent, and to be corrected
	Extra   State = "extra"   // sent, and not part of the model
)

// Row compares one field. Values are JSON, shortened and redacted.
type Row struct {
	Path  string
	Yours string // "" when absent
	Model string // "" when the model leaves it out
	State State
	Why   checks.Text // zero for Same
}

// Comparison sets a body beside the one an expert would send.
type Comparison struct {
	Kind Kind
	Site mpclient.SiteID
	Rows []Row
	// Body is the model as JSON: the sender's own values where they are right, samples where not. It holds what the
	// sender put in it, personal data included, but no card number and no credential. nil without a kind.
	Body     []byte
	Unjudged checks.Text
}

// Count counts the rows of a state.
func (c Comparison) Count(s State) int {
	n := 0
	for _, r := range c.Rows {
		if r.State == s {
			n++
		}
	}
	return n
}

const maxRows = 400

// Model compares a body with the complete one of its kind; an empty body is compared with the samples alone. kind
// and site may be "" when the body tells.
func Model(kind Kind, body []byte, site mpclient.SiteID) Comparison {
	return Compare(body, Options{Kind: kind, Site: site})
}

// Compare is Model with all that Judge may know.
func Compare(body []byte, opt Options) Comparison {
	if len(strings.TrimSpace(string(body))) == 0 {
		body = []byte("{}")
	}
	res := Judge(body, opt)
	c := Comparison{Kind: res.Kind, Site: res.Site, Unjudged: res.Unjudged}
	root, p := parse(body)
	switch {
	case p.done() || root.kind != '{':
		if c.Unjudged.IsZero() {
			c.Unjudged = checks.T("lint.lost.not_json")
		}
		return c
	case res.Kind == "":
		return c
	}
	m := &modeler{Comparison: c, src: root, out: object(), faults: map[string]Fault{}, shown: map[string]bool{}, show: &judge{redactor: mpclient.NewRedactor()}, buyer: "buyer@shop.example"}
	if opt.TestAccount != nil && *opt.TestAccount {
		m.buyer = "test_user_1" + testDomain
	}
	m.site, _ = mpclient.SiteByID(res.Site)
	if m.site.ID == "" {
		m.site, _ = mpclient.SiteByID(mpclient.MLB) // for samples alone: a body without marks of a site needs some
	}
	for _, f := range res.Faults {
		if _, worse := m.faults[f.Path]; !worse && f.Severity != Advice {
			m.faults[f.Path] = f
		}
	}
	m.build()
	m.extras(nil, root, false)
	m.Body = []byte(m.out.json())
	return m.Comparison
}

type modeler struct {
	Comparison
	src, out *value
	site     mpclient.Site
	faults   map[string]Fault
	shown    map[string]bool
	show     *judge
	buyer    string // sample e-mail
}

// steps are the names and indexes of a path; a name may hold dots.
type steps []string

func (s steps) String() string {
	out := ""
	for _, name := range s {
		switch {
		case strings.HasPrefix(name, "["):
			out += name
		default:
			out = join(out, name)
		}
	}
	return out
}

// stepsOf splits a path of the model's own, such as items[0].title.
func stepsOf(path string) steps {
	var out steps
	for name := range strings.SplitSeq(path, ".") {
		name, i, indexed := strings.Cut(name, "[")
		if out = append(out, name); indexed {
			out = append(out, "["+i)
		}
	}
	return out
}

func (v *value) follow(s steps) *value {
	for _, name := range s {
		if !strings.HasPrefix(name, "[") {
			v = v.get(name)
			continue
		}
		i, err := strconv.Atoi(strings.Trim(name, "[]"))
		list := v.elements()
		if err != nil || i >= len(list) {
			return nil
		}
		v = list[i]
	}
	return v
}

// set puts a value at a path, making objects and lists on the way.
func (v *value) set(s steps, e *value) {
	for i, name := range s {
		last := i == len(s)-1
		next := e
		if !last {
			next = &value{kind: '{'}
			if strings.HasPrefix(s[i+1], "[") {
				next.kind = '['
			}
		}
		if strings.HasPrefix(name, "[") {
			at, _ := strconv.Atoi(strings.Trim(name, "[]"))
			if at > len(v.list) {
				at = len(v.list)
			}
			if at == len(v.list) {
				v.list = append(v.list, next)
			}
			v = v.list[at]
			continue
		}
		known := v.get(name)
		if known == nil {
			v.members = append(v.members, member{name: name, value: next})
			known = next
		}
		v = known
	}
}

// want adds a field of the model: the sender's value when nothing is wrong with it, else the correction or the sample.
func (m *modeler) want(path string, sample *value) {
	s := stepsOf(path)
	mine := m.src.follow(s)
	f, faulty := m.faults[path]
	row := Row{Path: path, State: Same}
	model := mine
	empty := !mine.here() || mine.kind == 's' && strings.TrimSpace(mine.text) == ""
	switch {
	case empty:
		row.State, model, row.Why = Missing, sample, checks.T("lint.model.missing")
		if faulty {
			row.Why = f.Text
		}
	case faulty || (mine.kind == '{' || mine.kind == '[') && sample.kind != mine.kind:
		row.State, model, row.Why = Bad, sample, f.Text
		if v, p := parse([]byte(f.Fix)); f.Fix != "" && !p.done() {
			model = v
		}
		if !faulty {
			row.Why = checks.T("lint.type", "want", "@lint.type."+typeWords[sample.kind], "got", "@lint.type."+typeWords[mine.kind])
		}
	case within(mine):
		row.State, model, row.Why = Bad, sample, checks.T("lint.lost.secret")
	}
	if mine != nil {
		row.Yours = m.show.show(path, mine)
	}
	row.Model = m.show.show(path, model)
	m.row(row)
	m.out.set(s, model)
}

func (m *modeler) row(r Row) {
	m.shown[r.Path] = true
	if r.Path = m.show.path(r.Path); len(m.Rows) < maxRows {
		m.Rows = append(m.Rows, r)
	}
}

// extras lists what the sender has beyond the model. What the API knows stays; what it refuses, ignores or must not
// be given goes, and with it the object it makes no sense without.
func (m *modeler) extras(at steps, v *value, drop bool) {
	for _, e := range v.members {
		if v.get(e.name) == e.value { // not an earlier one of two equal names
			m.extra(append(slices.Clone(at), e.name), e.value, drop)
		}
	}
	for i, e := range v.list {
		m.extra(append(slices.Clone(at), fmt.Sprintf("[%d]", i)), e, drop)
	}
}

func (m *modeler) extra(s steps, v *value, drop bool) {
	path := s.String()
	if m.shown[path] || len(m.Rows) >= maxRows {
		return
	}
	f, faulty := m.faults[m.show.path(path)]
	if !faulty && (len(v.members) > 0 || len(v.list) > 0) {
		m.extras(s, v, drop || strings.HasPrefix(path, "transactions.payments[") && path != "transactions.payments[0]" || m.spoilt(path))
		return
	}
	row := Row{Path: path, Yours: m.show.show(path, v), State: Extra, Why: checks.T("lint.model.extra")}
	keep := v
	switch {
	case faulty:
		row.Why = f.Text
		if m.inside(s) {
			row.State = Bad
		}
		if fix, p := parse([]byte(f.Fix)); f.Fix != "" && !p.done() {
			keep = fix
		} else if f.Severity == Refused || row.State == Extra {
			keep = nil
		}
	case v.kind == '0':
		row.Why, keep = checks.T("lint.null"), nil
	}
	switch {
	case keep != nil && (within(keep) || slices.ContainsFunc(s, unspeakable)):
		row.Why = checks.T("lint.lost.secret")
	case keep != nil && !drop:
		row.Model = m.show.show(path, keep)
		m.out.set(s, keep)
	case drop && !faulty:
		row.Why = checks.T("lint.model.drop")
	}
	m.row(row)
}

// spoilt tells whether an object of no part in the model holds a refusal that nothing can be put in place of.
func (m *modeler) spoilt(path string) bool {
	spoilt := false
	for at, f := range m.faults {
		if strings.HasPrefix(at, path+".") && f.Severity == Refused && f.Fix == "" && !m.shown[at] {
			spoilt = true
		}
	}
	if !spoilt {
		return false
	}
	for at := range m.shown {
		if strings.HasPrefix(at, path+".") {
			return false
		}
	}
	return true
}

// inside tells whether the API knows the field.
func (m *modeler) inside(s steps) bool {
	sh := shapes[m.Kind]
	for _, name := range s {
		if strings.HasPrefix(name, "[") {
			continue
		}
		if sh = sh.fields[name]; sh == nil {
			return false
		}
	}
	return true
}

// figures are the samples of a country.
type figures struct{ amount, docType, docNumber, area, phone, zip, street, city, state string }

var figuresOf = map[mpclient.SiteID]figures{
	mpclient.MLA: {"5000", "DNI", "12345678", "11", "45551234", "1425", "Av. Santa Fe", "Buenos Aires", "CABA"},
	mpclient.MLB: {"100.5", "CPF", "12345678909", "11", "987654321", "01310100", "Av. Paulista", "São Paulo", "SP"},
	mpclient.MLM: {"350", "", "", "55", "12345678", "06600", "Paseo de la Reforma", "Ciudad de México", "CDMX"},
	mpclient.MLC: {"15000", "RUT", "123456785", "2", "23456789", "7500000", "Av. Providencia", "Santiago", "RM"},
	mpclient.MCO: {"80000", "CC", "1020304050", "1", "3456789", "110111", "Carrera 7", "Bogotá", "DC"},
	mpclient.MPE: {"45.9", "DNI", "12345678", "1", "4567890", "15074", "Av. Larco", "Lima", "LIM"},
	mpclient.MLU: {"900", "CI", "12345672", "2", "9012345", "11100", "18 de Julio", "Montevideo", "MO"},
}

const sampleHost = "https://shop.example"

func (m *modeler) fig() figures { return figuresOf[m.site.ID] }

// right is the sender's value when it stands without a fault, "" otherwise.
func (m *modeler) right(path string) string {
	if _, faulty := m.faults[path]; faulty {
		if v, p := parse([]byte(m.faults[path].Fix)); m.faults[path].Fix != "" && !p.done() {
			return v.str()
		}
		return ""
	}
	return m.src.follow(stepsOf(path)).str()
}

// sampleAmount is what the sender's items come to, or the other way round, or the country's sample.
func (m *modeler) sampleAmount(path, items string) string {
	if s := m.right(path); s != "" {
		return s
	}
	sum, n := 0.0, m.count(items)
	for i := range n {
		price, ok := num(m.right(index(items, i) + ".unit_price")).number()
		quantity, err := strconv.Atoi(m.right(index(items, i) + ".quantity"))
		if !ok || err != nil || price <= 0 {
			return m.fig().amount
		}
		sum += price * float64(quantity)
	}
	if sum <= 0 {
		return m.fig().amount
	}
	return toCents(sum).String()
}

// count is how many items are compared.
func (m *modeler) count(items string) int {
	return min(len(m.src.follow(stepsOf(items)).elements()), 20)
}

func (m *modeler) build() {
	switch m.Kind {
	case Payment:
		m.buildPayment()
	case Preference:
		m.buildPreference()
	case Order:
		m.buildOrder()
	case Preapproval:
		m.buildPreapproval()
	case Plan:
		m.buildOffer("back_url", sampleHost+"/subscription")
	}
}

func (m *modeler) texts(pairs ...string) {
	for i := 0; i < len(pairs); i += 2 {
		m.want(pairs[i], str(pairs[i+1]))
	}
}

func (m *modeler) identification(path string) {
	if f := m.fig(); f.docType != "" {
		kind := m.right(path + ".type")
		if wrong, faulty := m.faults[path+".type"]; faulty {
			m.faults[path+".number"] = wrong // a number belongs to its type
		} else if half, faulty := m.faults[path]; faulty && kind == "" {
			m.faults[path+".number"] = half
		}
		number := f.docNumber
		if kind != "" && kind != f.docType {
			number = sampleDocuments[kind]
		}
		m.texts(path+".type", f.docType, path+".number", number)
	}
}

// sampleDocuments are numbers with right check digits, of nobody or of the offices' own examples.
var sampleDocuments = map[string]string{"CNPJ": "11222333000181", "CUIT": "33693450239", "CUIL": "20123456786", "CE": "123456789", "NIT": "8909039388", "RUC": "20131312955",
	"CI": "12345672", "LC": "1234567", "LE": "1234567", "Otro": "123456789", "RUT": "123456785", "CPF": "12345678909", "DNI": "12345678", "CC": "1020304050"}

func (m *modeler) buildPayment() {
	method, known := methodHere(m.site.ID, m.right("payment_method_id"))
	if !known {
		method, _ = methodHere(m.site.ID, "master")
	}
	card := isCard(method)
	amount := m.sampleAmount("transaction_amount", "additional_info.items")
	m.want("transaction_amount", num(amount))
	m.texts("payment_method_id", method.ID)
	if card {
		m.texts("token", strings.Repeat("0", 32))
		m.want("installments", num("1"))
		m.texts("issuer_id", "24", "statement_descriptor", "SHOP")
	}
	m.texts("description", "Blue T-shirt", "external_reference", "ORDER-1001", "notification_url", sampleHost+"/mercadopago/webhook")
	m.texts("payer.email", m.buyer, "payer.first_name", "Ana", "payer.last_name", "Silva")
	m.identification("payer.identification")
	f := m.fig()
	switch method.ID {
	case "bolbradesco":
		m.texts("payer.address.zip_code", f.zip, "payer.address.street_name", f.street, "payer.address.street_number", "100",
			"payer.address.neighborhood", "Centro", "payer.address.city", f.city, "payer.address.federal_unit", f.state)
	case "pse":
		m.texts("payer.entity_type", "individual", "callback_url", sampleHost+"/pse", "transaction_details.financial_institution", "1007", "additional_info.ip_address", "203.0.113.7")
	}
	m.items("additional_info.items", amount, num, "id", "SKU-1", "title", "Blue T-shirt", "description", "Cotton, size M", "category_id", "fashion")
	const info = "additional_info.payer."
	m.texts(info+"first_name", "Ana", info+"last_name", "Silva", info+"phone.area_code", f.area, info+"phone.number", f.phone,
		info+"address.zip_code", f.zip, info+"address.street_name", f.street, info+"address.street_number", "100")
}

// items wants the fields of every item the sender has, or one item that costs it all.
func (m *modeler) items(path, amount string, money func(string) *value, pairs ...string) {
	for i := range max(m.count(path), 1) {
		at := index(path, i) + "."
		for k := 0; k < len(pairs); k += 2 {
			m.texts(at+pairs[k], pairs[k+1])
		}
		m.want(at+"quantity", num("1"))
		m.want(at+"unit_price", money(amount))
	}
}

func (m *modeler) buildPreference() {
	f := m.fig()
	for i := range max(m.count("items"), 1) {
		at := index("items", i) + "."
		m.texts(at+"id", "SKU-1", at+"title", "Blue T-shirt", at+"description", "Cotton, size M", at+"category_id", "fashion")
		m.want(at+"quantity", num("1"))
		m.texts(at+"currency_id", m.site.Currency)
		m.want(at+"unit_price", num(f.amount))
	}
	m.texts("payer.name", "Ana", "payer.surname", "Silva", "payer.email", m.buyer, "payer.phone.area_code", f.area, "payer.phone.number", f.phone)
	m.identification("payer.identification")
	m.texts("payer.address.zip_code", f.zip, "payer.address.street_name", f.street, "payer.address.street_number", "100")
	m.texts("back_urls.success", sampleHost+"/paid", "back_urls.pending", sampleHost+"/waiting", "back_urls.failure", sampleHost+"/failed", "auto_return", "approved",
		"notification_url", sampleHost+"/mercadopago/webhook", "external_reference", "ORDER-1001", "statement_descriptor", "SHOP")
	m.want("payment_methods.installments", num("12"))
}

func (m *modeler) buildOrder() {
	kind := m.right("type")
	if kind == "" {
		kind = "online"
	}
	m.texts("type", kind)
	decimals := m.site.Decimals
	written := func(s string) string {
		f, _ := num(s).number()
		return toCents(f).fixed(decimals)
	}
	const payment = "transactions.payments[0]."
	total := m.sampleAmount("total_amount", "items")
	if s := m.right(payment + "amount"); m.right("total_amount") == "" && s != "" {
		total = s
	}
	total = written(total)
	m.texts("external_reference", "ORDER-1001")
	if kind != "online" {
		m.texts("description", "Blue T-shirt")
		if kind == "qr" {
			m.texts("total_amount", total, "config.qr.external_pos_id", "SHOP001POS001", "config.qr.mode", "dynamic")
		} else {
			m.texts("config.point.terminal_id", "NEWLAND_N950__SBX0000001", "config.point.print_on_terminal", "seller_ticket")
		}
		m.texts(payment+"amount", total)
		return
	}
	m.texts("processing_mode", "automatic", "total_amount", total)
	m.texts("payer.email", m.buyer, "payer.first_name", "Ana", "payer.last_name", "Silva")
	m.identification("payer.identification")
	f := m.fig()
	m.texts("payer.phone.area_code", f.area, "payer.phone.number", f.phone, "payer.address.zip_code", f.zip, "payer.address.street_name", f.street,
		"payer.address.street_number", "100", "payer.address.city", f.city, "payer.address.state", f.state)
	if m.right("processing_mode") != "manual" || m.src.follow(stepsOf("transactions.payments[0]")) != nil {
		m.orderPayment(payment, total)
	}
	m.items("items", total, str, "external_code", "SKU-1", "title", "Blue T-shirt", "description", "Cotton, size M", "category_id", "fashion")
}

func (m *modeler) orderPayment(at, total string) {
	if f, several := m.faults["transactions.payments"]; several {
		m.faults[at+"amount"] = f // one payment is left, and it is the total
	}
	m.texts(at+"amount", total)
	at += "payment_method."
	method, known := methodHere(m.site.ID, m.right(at+"id"))
	if !known {
		method, _ = methodHere(m.site.ID, "master")
	}
	kind := method.Type
	if kind == "atm" {
		kind = "ticket"
	}
	m.texts(at+"id", method.ID, at+"type", kind)
	switch {
	case isCard(method):
		m.texts(at+"token", strings.Repeat("0", 32))
		m.want(at+"installments", num("1"))
		m.texts(at+"statement_descriptor", "SHOP")
	case method.ID == "pse":
		m.texts(at+"financial_institution", "1007", "payer.entity_type", "individual", "config.online.callback_url", sampleHost+"/pse")
	}
}

func (m *modeler) buildPreapproval() {
	if m.right("preapproval_plan_id") != "" {
		m.texts("preapproval_plan_id", "", "payer_email", m.buyer, "card_token_id", strings.Repeat("0", 32), "external_reference", "SUB-1001", "status", "authorized")
		return
	}
	m.texts("payer_email", m.buyer)
	m.buildOffer("back_url", sampleHost+"/subscription", "external_reference", "SUB-1001")
	if m.src.get("card_token_id").here() || m.right("status") == "authorized" {
		m.texts("card_token_id", strings.Repeat("0", 32), "status", "authorized")
		return
	}
	m.texts("status", "pending")
}

func (m *modeler) buildOffer(pairs ...string) {
	m.texts("reason", "Monthly plan")
	const auto = "auto_recurring."
	m.want(auto+"frequency", num("1"))
	m.texts(auto+"frequency_type", "months")
	m.want(auto+"transaction_amount", num(m.fig().amount))
	m.texts(auto+"currency_id", m.site.Currency)
	m.texts(pairs...)
}
