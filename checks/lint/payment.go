package lint

import (
	"strconv"
	"strings"
	"time"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/mpclient"
)

const (
	srcErrors = "source.errors"
	srcSpec   = "lint.src.spec"
	srcGuides = "lint.src.guides"
)

// typeCodes are the codes of their own that some fields have for a value of another type.
var typeCodes = map[string]struct{ code, message string }{
	"transaction_amount": {"4003", "Transaction_amount attribute must be numeric"},
	"installments":       {"4005", "Installments attribute must be numeric"},
	"payer":              {"4006", "Payer attribute is malformed"},
	"metadata":           {"4022", "Metadata attribute must be a valid JSON"},
	"coupon_amount":      {"4026", "Coupon_amount attribute must be numeric"},
	"campaign_id":        {"4027", "Campaign_id attribute must be numeric"},
}

func (j *judge) payment() {
	b := j.body
	j.note("lint.note.idempotency", "code", "4292")
	j.paymentShape()
	j.paymentAmount()
	m := j.paymentMethod()
	j.paymentTexts()
	j.paymentPayer()
	j.paymentCard(m)
	j.paymentExpiry(m)
	j.paymentBusiness(m)
	j.paymentNeeds(m)
	j.paymentQuality(m)
	if m.ID == "pix" {
		j.note("lint.note.pix")
	}
	if b.get("token").here() {
		j.note("lint.note.token")
	}
}

func (j *judge) paymentShape() {
	for _, m := range shapes[Payment].misfits(j.body) {
		special := typeCodes[m.path]
		switch {
		case m.want == nil && m.near != "":
			j.refuse(stageUnknown, "8", m.path, m.v, srcErrors, "lint.unknown_near", "near", m.near).says("The name of the following parameters is wrong : ["+j.path(m.path)+"]").placed(j, m.at)
		case m.want == nil:
			j.refuse(stageUnknown, "8", m.path, m.v, srcErrors, "lint.unknown").says("The name of the following parameters is wrong : ["+j.path(m.path)+"]").placed(j, m.at)
		case j.tolerated(m):
		case special.code != "":
			// The fields with a code of their own are named before the others.
			f := j.refuse(stageType, special.code, m.path, m.v, srcErrors, "lint.type", "want", m.wants(), "got", m.gets()).says(special.message)
			f.turn -= 1000
			f.numeric(m)
		default:
			j.refuse(stageType, "1", m.path, m.v, srcErrors, "lint.type", "want", m.wants(), "got", m.gets()).says("Params Error").numeric(m)
		}
	}
}

// tolerated deals with values of another type that payments and preferences take, or are known to be sent.
func (j *judge) tolerated(m misfit) bool {
	switch {
	case m.v.kind == '0':
		if !m.array {
			j.add(stageType, Advice, "", m.path, m.v, checks.T("lint.null"), "lint.src.measured")
			return true
		}
	case m.want.kind == 's' && m.v.kind == 'n':
		switch name := m.path[strings.LastIndexByte(m.path, '.')+1:]; name {
		case "street_number", "issuer_id", "sponsor_id", "zip_code", "area_code", "number", "id", "merchant_account_id", "corporation_id", "collector_id":
		default:
			j.doubt(stageType, "", m.path, m.v, srcSpec, "lint.text_number").with(quote(m.v.text))
		}
		return true
	case m.want.kind == '?' && m.v.kind == 's':
		f := j.doubt(stageType, "", m.path, m.v, srcSpec, "lint.bool_text")
		if b, err := strconv.ParseBool(m.v.text); err == nil {
			f.with(strconv.FormatBool(b))
		}
		return true
	}
	return false
}

func (j *judge) paymentAmount() {
	v := j.body.get("transaction_amount")
	switch f, isNumber := v.number(); {
	case !v.here():
		j.refuse(stageRequired, "4002", "transaction_amount", nil, srcErrors, "lint.missing", "field", "transaction_amount").says("Transaction_amount attribute can't be null")
	case !isNumber: // told by its type
	case f <= 0:
		j.refuse(stageAmount, "2072", "transaction_amount", v, srcErrors, "lint.amount.positive").says("Invalid value for transaction_amount")
	case f > 1e12:
		j.refuse(stageAmount, "2072", "transaction_amount", v, srcErrors, "lint.amount.huge").says("Invalid value for transaction_amount")
	default:
		j.decimals(stageAmount, "4037", "Invalid transaction_amount", "transaction_amount", v, srcErrors, true)
	}
}

// decimals judges how finely an amount is written. sure: the code is documented for it.
func (j *judge) decimals(stage int, code, message, path string, v *value, source string, sure bool) {
	f, _ := v.number()
	n, allowed := decimalsOf(f), 2
	if j.site.ID != "" {
		allowed = j.site.Decimals
	}
	whole := j.site.ID == mpclient.MCO && n > 0 && n <= 2
	if n <= allowed && !whole {
		return
	}
	if whole {
		j.doubt(stage, code, path, v, "lint.src.measured", "lint.amount.cop").says(message)
		return
	}
	var fault *Fault
	if sure || allowed == 0 {
		fault = j.refuse(stage, code, path, v, source, "lint.amount.decimals", "n", strconv.Itoa(allowed), "currency", j.currency())
	} else {
		fault = j.doubt(stage, code, path, v, source, "lint.amount.decimals", "n", strconv.Itoa(allowed), "currency", j.currency())
	}
	if fix, meant := rounded(f, allowed); meant {
		fault.with(fix)
	}
	fault.says(message)
}

func (j *judge) currency() string {
	if j.site.ID == "" {
		return "@lint.this_currency"
	}
	return j.site.Currency
}

// paymentMethod judges payment_method_id; the zero method is an unknown one.
func (j *judge) paymentMethod() mpclient.Method {
	v := j.body.get("payment_method_id")
	id := v.str()
	switch {
	case id == "" && j.body.get("token").str() != "":
		j.doubt(stageMethod, "2131", "payment_method_id", nil, srcErrors, "lint.method.inferred").says("Cannot infer Payment Method")
		return mpclient.Method{}
	case id == "":
		if v == nil || v.kind == '0' || v.kind == 's' {
			j.refuse(stageMethod, "4001", "payment_method_id", v, srcErrors, "lint.missing", "field", "payment_method_id").says("Payment_method_id attribute can't be null")
		}
		return mpclient.Method{}
	}
	m, here := methodHere(j.site.ID, id)
	if !here {
		j.strangeMethod(stageMethod, "3028", "payment_method_id", v, srcErrors).says("Invalid payment_method_id")
		return mpclient.Method{}
	}
	if f, ok := j.body.get("transaction_amount").number(); ok && f > 0 && f < m.Min && j.site.ID != "" {
		j.doubt(stageMethod, "129", "transaction_amount", j.body.get("transaction_amount"), "lint.src.methods", "lint.amount.min", "method", m.ID, "min", strconv.FormatFloat(m.Min, 'f', -1, 64), "currency", j.site.Currency).
			says("Cannot pay this amount with this paymentMethod")
	}
	return m
}

// strangeMethod judges an id that the site's offline list does not have. Lists grow: an id nobody knows is a doubt,
// one of another country or a misspelt one is not.
func (j *judge) strangeMethod(stage int, code, path string, v *value, source string) *Fault {
	id := v.str()
	if near := methodAlias(id); near != "" {
		if strings.EqualFold(strings.TrimSpace(id), near) {
			return j.doubt(stage, code, path, v, source, "lint.method.alias", "near", near).with(quote(near))
		}
		return j.refuse(stage, code, path, v, source, "lint.method.alias", "near", near).with(quote(near))
	}
	if sites := sitesOfMethod(id); len(sites) > 0 {
		return j.refuse(stage, code, path, v, source, "lint.method.other_site", "method", id, "sites", strings.Join(sites, ", "), "site", string(j.site.ID))
	}
	return j.doubt(stage, code, path, v, "lint.src.methods", "lint.method.unknown")
}

func (j *judge) paymentTexts() {
	b := j.body
	if v := b.get("notification_url"); v.here() {
		switch n := len(v.str()); {
		case n > hookLong:
			j.refuse(stageText, "4021", "notification_url", v, srcErrors, "lint.long", "max", strconv.Itoa(hookLong), "n", strconv.Itoa(n)).says("notification_url attribute is too long")
		default:
			j.address(stageText, "4020", "notification_url", v, srcErrors).orNil().says("notificaction_url attribute must be url valid") // sic
			if n > hookShort {
				j.doubt(stageText, "4021", "notification_url", v, "lint.src.disagree", "lint.url.long", "n", strconv.Itoa(n))
			}
		}
	}
	j.address(stageText, "1", "callback_url", b.get("callback_url"), "lint.src.measured").orNil().says("callback_url attribute must be url valid")
	if v := b.get("external_reference"); len([]rune(v.str())) > 256 {
		j.refuse(stageText, "1", "external_reference", v, srcSpec, "lint.long", "max", "256", "n", strconv.Itoa(len([]rune(v.str()))))
	} else if n := len([]rune(v.str())); n > 64 {
		j.advise("external_reference", v, "lint.src.disagree", "lint.reference_64", "n", strconv.Itoa(n))
	}
	if v := b.get("statement_descriptor"); len([]rune(v.str())) > 22 {
		j.refuse(stageText, "1", "statement_descriptor", v, srcSpec, "lint.long", "max", "22", "n", strconv.Itoa(len([]rune(v.str()))))
	} else {
		j.descriptor("statement_descriptor", v)
	}
}

func (j *judge) paymentPayer() {
	payer := j.body.get("payer")
	if !payer.here() {
		j.refuse(stagePayer, "1", "payer", nil, "lint.src.measured", "lint.payer.missing").says("Params Error")
		return
	}
	if payer.kind != '{' {
		return
	}
	kind, id := payer.get("type").str(), payer.get("id").str()
	v := payer.get("email")
	switch email := v.str(); {
	case kind == "customer" && id != "" && email == "": // the customer has one
	case email == "":
		j.refuse(stagePayer, "4050", "payer.email", v, srcErrors, "lint.missing", "field", "payer.email").says("payer.email must be a valid email")
	case len(email) >= 254:
		j.refuse(stagePayer, "4051", "payer.email", v, srcErrors, "lint.email.long").says("payer.email must be shorter than 254 characters")
	case strings.HasPrefix(strings.ToUpper(email), "TESTUSER") && !strings.Contains(email, "@"):
		code := "4050"
		if j.TestAccount != nil && *j.TestAccount {
			code = "2198"
		}
		j.refuse(stagePayer, code, "payer.email", v, srcErrors, "lint.email.nickname")
	case !mailbox(email):
		j.refuse(stagePayer, "4050", "payer.email", v, srcErrors, "lint.email.invalid").says("payer.email must be a valid email")
	}
	switch kind {
	case "", "customer", "registered", "guest":
	default:
		j.refuse(stagePayer, "4029", "payer.type", payer.get("type"), srcErrors, "lint.choice", "known", "customer, registered, guest").says("Invalid payer.type")
	}
	switch {
	case kind == "customer" && id == "":
		j.doubt(stagePayer, "4012", "payer.id", payer.get("id"), srcErrors, "lint.payer.no_id")
	case kind == "" && id != "":
		j.doubt(stagePayer, "2002", "payer.type", nil, "lint.src.measured", "lint.payer.no_type").with(`"customer"`)
	}
	j.identification(stagePayer, "2067", "payer.identification", payer.get("identification"))
	j.identification(stageQuality, "", "additional_info.payer.identification", j.body.atPath("additional_info", "payer", "identification"))
}

func (j *judge) paymentCard(m mpclient.Method) {
	b := j.body
	v := b.get("installments")
	n, isWhole := v.whole()
	token := b.get("token")
	switch {
	case m.ID == "" && token.str() == "": // neither tells what is paid with
	case m.ID != "" && !isCard(m):
		if isWhole && n != 1 {
			j.refuse(stageCard, "4033", "installments", v, srcErrors, "lint.installments.not_card", "method", m.ID).says("Invalid installments").with("1")
		}
		if !b.get("capture").yes(true) {
			j.refuse(stageCard, "2077", "capture", b.get("capture"), srcErrors, "lint.capture.card").says("Deferred capture not supported").with("true")
		}
		if token.str() != "" {
			j.warn(stageCard, "token", token, srcGuides, "lint.token.not_card", "method", m.ID)
		}
		return
	}
	if isCard(m) && token.str() == "" {
		j.refuse(stageCard, "4000", "token", token, srcErrors, "lint.missing", "field", "token").says("Token attribute can't be null")
	}
	if isCard(m) || token.str() != "" {
		j.token(stageCard, "2006", "token", token).says("Card Token not found")
	}
	if v := b.get("issuer_id"); v.here() && !digitsOnly(v.str()) && (isCard(m) || token.str() != "") {
		j.refuse(stageCard, "2131", "issuer_id", v, "lint.src.measured", "lint.issuer").says("Cannot infer Payment Method")
	}
	if !isCard(m) && token.str() == "" {
		return
	}
	credit := m.Type != "debit_card"
	switch {
	case !v.here():
		j.refuse(stageCard, "4004", "installments", v, srcErrors, "lint.installments.missing").says("Installments attribute can't be null")
	case isWhole && !credit && n != 1:
		j.refuse(stageCard, "4033", "installments", v, srcErrors, "lint.installments.debit").says("Invalid installments").with("1")
	case v.kind == 'n' && (!isWhole || n < 1 || n > 36):
		j.refuse(stageCard, "4033", "installments", v, srcErrors, "lint.installments.range").says("Invalid installments")
	}
	if !credit && !b.get("capture").yes(true) {
		j.refuse(stageCard, "2077", "capture", b.get("capture"), srcErrors, "lint.capture.card").says("Deferred capture not supported").with("true")
	}
}

// token judges what stands for a card: 32 hexadecimal characters that one call made and one may use.
func (j *judge) token(stage int, code, path string, v *value) *Fault {
	id := v.str()
	hex := len(id) == 32 && strings.Trim(strings.ToLower(id), "0123456789abcdef") == ""
	switch {
	case id == "" || hex:
		return (*Fault)(nil).orNil()
	case mpclient.HoldsCard(id):
		return j.refuse(stage, code, path, v, "lint.src.pci", "lint.token.card")
	}
	return j.doubt(stage, code, path, v, srcGuides, "lint.token.form")
}

// Limits of a Pix; a minute of slack, because clients compute them from their own clock.
const (
	pixShortest = 30 * time.Minute
	pixLongest  = 30 * 24 * time.Hour
)

const badDateText = "The following parameters must be valid date and format (yyyy-MM-dd'T'HH:mm:ssz) date_of_expiration"

func (j *judge) paymentExpiry(m mpclient.Method) {
	v := j.body.get("date_of_expiration")
	if !v.here() {
		return
	}
	at, ok, exact := readDate(v.str())
	if !ok {
		f := j.refuse(stageDate, "23", "date_of_expiration", v, srcErrors, "lint.date.form").says(badDateText)
		f.Fix, _ = dateFix(v.str())
		return
	}
	if !exact {
		f := j.doubt(stageDate, "23", "date_of_expiration", v, "lint.src.disagree", "lint.date.form").says(badDateText)
		f.Fix, _ = dateFix(v.str())
	}
	if isCard(m) {
		j.advise("date_of_expiration", v, srcGuides, "lint.date.card")
	}
	if j.Now.IsZero() {
		return
	}
	switch left := at.Sub(j.Now); {
	case left <= 0:
		j.refuse(stageDate, "7523", "date_of_expiration", v, srcErrors, "lint.date.past").says("Invalid expiration date")
	case m.ID == "pix" && (left < pixShortest-time.Minute || left > pixLongest+time.Minute):
		j.refuse(stageDate, "7523", "date_of_expiration", v, srcErrors, "lint.date.pix").says("Invalid expiration date")
	}
}

func (j *judge) paymentBusiness(m mpclient.Method) {
	b := j.body
	amount, _ := b.get("transaction_amount").number()
	if v := b.get("application_fee"); v.here() {
		fee, isNumber := v.number()
		switch {
		case !isNumber:
		case fee < 0:
			j.refuse(stageBusiness, "4039", "application_fee", v, srcErrors, "lint.fee.negative").says("Application_fee attribute cannot be negative")
		case fee > 0 && fee >= amount && amount > 0:
			j.refuse(stageBusiness, "4038", "application_fee", v, srcErrors, "lint.fee.big", "total", toCents(amount).String()).says("Application_fee cannot be bigger than transaction_amount")
		case fee > 0:
			j.decimals(stageBusiness, "1", "Params Error", "application_fee", v, srcErrors, false)
			j.doubt(stageBusiness, "2059", "application_fee", v, srcErrors, "lint.fee.oauth").says("You cannot use application_fee with this payment")
		}
	}
	j.paymentWorlds()
	binary, secure := b.get("binary_mode").yes(false), b.get("three_d_secure_mode").str()
	if binary && m.ID != "" && !isCard(m) && m.Type != "account_money" {
		j.doubt(stageBusiness, "", "binary_mode", b.get("binary_mode"), srcGuides, "lint.binary.pending", "method", m.ID).with("false")
	}
	switch secure {
	case "", "not_supported":
		return
	case "optional", "mandatory":
	default:
		j.doubt(stageBusiness, "1", "three_d_secure_mode", b.get("three_d_secure_mode"), srcGuides, "lint.choice", "known", "optional, mandatory, not_supported")
		return
	}
	if binary {
		j.warn(stageBusiness, "binary_mode", b.get("binary_mode"), srcGuides, "lint.secure.binary").with("false")
	}
	if !b.get("capture").yes(true) {
		j.warn(stageBusiness, "capture", b.get("capture"), srcGuides, "lint.secure.capture").with("true")
	}
	if m.ID != "" && !isCard(m) {
		j.advise("three_d_secure_mode", b.get("three_d_secure_mode"), srcGuides, "lint.secure.not_card", "method", m.ID)
	}
}

// paymentWorlds keeps test users and real ones apart, as far as it is known which the seller is.
func (j *judge) paymentWorlds() {
	v := j.body.atPath("payer", "email")
	email := v.str()
	switch {
	case !mailbox(email):
	case j.TestAccount == nil:
		if tester(email) {
			j.doubt(stageWorld, "2034", "payer.email", v, "lint.src.worlds", "lint.email.tester_unknown").says("Invalid users involved")
		}
	case !*j.TestAccount && tester(email):
		j.refuse(stageWorld, "2034", "payer.email", v, "lint.src.worlds", "lint.email.tester").says("Invalid users involved")
	case *j.TestAccount && !tester(email):
		j.refuse(stageWorld, "2198", "payer.email", v, "lint.src.worlds", "lint.email.real").says("Invalid test user email")
	}
}

// methodNeeds are what single methods insist on beyond the amount and the e-mail.
var methodNeeds = map[string][]string{
	"bolbradesco": {"payer.first_name", "payer.last_name", "payer.identification.type", "payer.identification.number",
		"payer.address.zip_code", "payer.address.street_name", "payer.address.street_number", "payer.address.neighborhood", "payer.address.city", "payer.address.federal_unit"},
	"pec":              {"payer.identification.type", "payer.identification.number"},
	"efecty":           {"payer.identification.type", "payer.identification.number"},
	"pagoefectivo_atm": {"payer.identification.type", "payer.identification.number"},
	"pse": {"payer.entity_type", "payer.identification.type", "payer.identification.number", "additional_info.ip_address",
		"callback_url", "transaction_details.financial_institution"},
}

func (j *judge) paymentNeeds(m mpclient.Method) {
	for _, path := range methodNeeds[m.ID] {
		if v := j.body.atPath(strings.Split(path, ".")...); v.str() == "" {
			j.refuse(stageNeeds, "1", path, v, srcGuides, "lint.method.needs", "method", m.ID, "field", path).says(path + " cant be null")
		}
	}
	if v := j.body.atPath("payer", "address", "federal_unit"); m.ID == "bolbradesco" && v.str() != "" && len(v.str()) != 2 {
		j.doubt(stageNeeds, "1", "payer.address.federal_unit", v, "lint.src.measured", "lint.boleto.state")
	}
	if m.ID == "pse" && j.body.atPath("transaction_details", "financial_institution").str() != "" {
		j.note("lint.note.bank")
	}
}

func (j *judge) paymentQuality(m mpclient.Method) {
	b := j.body
	info := b.get("additional_info")
	items := info.get("items").elements()
	sum, counted := 0.0, len(items) > 0
	for i, item := range items {
		at := index("additional_info.items", i)
		j.category(join(at, "category_id"), item.get("category_id"))
		j.itemAdvice(at, item, "id", "title", "description", "category_id", "quantity", "unit_price")
		price, ok := item.get("unit_price").number()
		quantity, fine := item.get("quantity").number()
		counted = counted && ok && fine
		sum += price * quantity
	}
	if total, ok := b.get("transaction_amount").number(); ok && counted && toCents(sum) != toCents(total) {
		j.warn(stageQuality, "additional_info.items", info.get("items"), "lint.src.sums", "lint.sum.items", "items", toCents(sum).String(), "total", toCents(total).String())
	}
	if len(items) == 0 {
		j.wanted("additional_info.items", nil)
	}
	for _, name := range []string{"first_name", "last_name"} {
		if b.atPath("payer", name).str() == "" {
			j.wanted("additional_info.payer."+name, info.atPath("payer", name))
		}
	}
	for _, name := range []string{"external_reference", "statement_descriptor", "notification_url"} {
		if name != "statement_descriptor" || isCard(m) {
			j.wanted(name, b.get(name))
		}
	}
	if isCard(m) {
		j.wanted("issuer_id", b.get("issuer_id"))
	}
}
