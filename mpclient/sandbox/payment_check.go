package sandbox

import (
	"net/http"
	"net/mail"
	"slices"
	"strings"
	"time"

	"github.com/homologa/homologa/mpclient"
)

// charge is a create request that passed the checks, stage by stage in the order seen on the
// real API: header, shape, amount, currency and method, business.
type charge struct {
	amount       money
	method       mpclient.Method
	token        *cardToken
	installments int
	expires      time.Time
	capture      bool
	binary       bool
	fee          money // application_fee
}

const badRequest = http.StatusBadRequest

// readCharge checks a create request. The texts the sources confirm are kept to the letter, the
// others carry the right code and a plain sentence.
func (s *Server) readCharge(b object) (*charge, *reply) {
	if bad := checkPaymentShape(paymentShape, b); bad != nil {
		return nil, bad
	}
	ch := &charge{installments: 1, capture: truth(b, "capture", true), binary: truth(b, "binary_mode", false)}
	for _, stage := range []func(*charge, object) *reply{s.checkAmount, s.checkMethod, s.checkTexts, s.checkPayer, s.checkCard, s.checkExpiry, s.checkBusiness} {
		if bad := stage(ch, b); bad != nil {
			return nil, bad
		}
	}
	return ch, nil
}

// typeErrors are the fields with a code of their own for a value of the wrong type.
var typeErrors = map[string]cause{
	"transaction_amount": {4003, "Transaction_amount attribute must be numeric", nil},
	"installments":       {4005, "Installments attribute must be numeric", nil},
	"payer":              {4006, "Payer attribute is malformed", nil},
	"metadata":           {4022, "Metadata attribute must be a valid JSON", nil},
	"coupon_amount":      {4026, "Coupon_amount attribute must be numeric", nil},
	"campaign_id":        {4027, "Campaign_id attribute must be numeric", nil},
}

func checkPaymentShape(sh *shape, b object) *reply {
	m := sh.check(b)
	if len(m.unknown) > 0 {
		return ptr(refuse(badRequest, 8, "The name of the following parameters is wrong : ["+strings.Join(m.unknown, ", ")+"]"))
	}
	for _, path := range m.wrong {
		if c, special := typeErrors[path]; special {
			return ptr(fail(badRequest, c.Description, c))
		}
	}
	if len(m.wrong) > 0 {
		return ptr(paramsError(strings.Join(m.wrong, ", ")))
	}
	return nil
}

// paramsError is code 1, for everything that has no code of its own.
func paramsError(what string) reply {
	return fail(badRequest, "Params Error", cause{Code: 1, Description: "Params Error: " + what})
}

func (s *Server) checkAmount(ch *charge, b object) *reply {
	if b["transaction_amount"] == nil {
		return ptr(refuse(badRequest, 4002, "Transaction_amount attribute can't be null"))
	}
	amount, fault := parseAmount(b["transaction_amount"], decimals(s.site))
	switch fault {
	case amountNotNumber:
		return ptr(refuse(badRequest, 4003, "Transaction_amount attribute must be numeric"))
	case amountNotPositive, amountTooBig:
		return ptr(refuse(badRequest, 2072, "Invalid value for transaction_amount"))
	case amountDecimals:
		return ptr(refuse(badRequest, 4037, "Invalid transaction_amount"))
	}
	ch.amount = amount
	return nil
}

// checkMethod resolves payment_method_id; with a card token it may be left out and follows from
// the card.
func (s *Server) checkMethod(ch *charge, b object) *reply {
	id := text(b, "payment_method_id")
	if id == "" && text(b, "token") != "" {
		if t, found := s.state.tokens.get(text(b, "token")); found {
			for _, candidate := range t.brand.methods {
				if _, here := s.method(candidate); here {
					id = candidate
					break
				}
			}
		}
		if id == "" {
			return ptr(s.refuseTraced(badRequest, 2131, "Cannot infer Payment Method"))
		}
	}
	if id == "" {
		return ptr(refuse(badRequest, 4001, "Payment_method_id attribute can't be null"))
	}
	m, here := s.method(id)
	if !here {
		return ptr(refuse(badRequest, 3028, "Invalid payment_method_id"))
	}
	if !s.offered(m) {
		return ptr(refuse(badRequest, 204, "Unavailable payment_method"))
	}
	if units := float64(ch.amount) / 100; units < m.Min || units > maxAmount(m) {
		return ptr(refuse(badRequest, 129, "Cannot pay this amount with this paymentMethod"))
	}
	ch.method = m
	return nil
}

func (s *Server) checkTexts(_ *charge, b object) *reply {
	if u := text(b, "notification_url"); len(u) > 500 {
		return ptr(refuse(badRequest, 4021, "notification_url attribute is too long"))
	} else if b["notification_url"] != nil && !s.publicURL(u) {
		return ptr(refuse(badRequest, 4020, "notificaction_url attribute must be url valid")) // sic
	}
	if b["callback_url"] != nil && !s.publicURL(text(b, "callback_url")) {
		return ptr(paramsError("callback_url attribute must be url valid"))
	}
	if len([]rune(text(b, "external_reference"))) > 256 {
		return ptr(paramsError("external_reference is longer than 256 characters"))
	}
	if len([]rune(text(b, "statement_descriptor"))) > 22 {
		return ptr(paramsError("statement_descriptor is longer than 22 characters"))
	}
	return nil
}

func (s *Server) checkPayer(_ *charge, b object) *reply {
	payer := child(b, "payer")
	if payer == nil {
		return ptr(paramsError("payer")) // a payer of another type is 4006 and met before
	}
	if bad := s.knownPayer(payer); bad != nil {
		return bad
	}
	email := text(payer, "email")
	if len(email) >= 254 {
		return ptr(refuse(badRequest, 4051, "payer.email must be shorter than 254 characters"))
	}
	if s.acct.testUser() && strings.HasPrefix(strings.ToUpper(email), "TESTUSER") && !strings.Contains(email, "@") {
		return ptr(s.refuseTraced(badRequest, 2198, "Invalid test user email")) // the nickname
	}
	if a, err := mail.ParseAddress(email); err != nil || a.Address != email {
		return ptr(refuse(badRequest, 4050, "payer.email must be a valid email"))
	}
	switch text(payer, "type") {
	case "", "customer", "registered", "guest":
	default:
		return ptr(refuse(badRequest, 4029, "Invalid payer.type"))
	}
	return s.checkIdentification(child(payer, "identification"))
}

func (s *Server) checkIdentification(doc object) *reply {
	kind, number := text(doc, "type"), text(doc, "number")
	if kind == "" && number == "" {
		return nil
	}
	if checkDocument(s.site.ID, kind, number) != docFine {
		return ptr(s.refuseTraced(badRequest, 2067, "Invalid user identification number"))
	}
	return nil
}

func (s *Server) checkCard(ch *charge, b object) *reply {
	n, sent := number(b, "installments")
	if !isCard(ch.method) {
		if sent && n != 1 {
			return ptr(refuse(badRequest, 4033, "Invalid installments"))
		}
		if !ch.capture {
			return ptr(refuse(badRequest, 2077, "Deferred capture not supported"))
		}
		return nil
	}
	id := text(b, "token")
	if id == "" {
		return ptr(refuse(badRequest, 4000, "Token attribute can't be null"))
	}
	// A token of another application is as unknown as an invented one.
	t, found := s.state.tokens.get(id)
	if !found || t.client != s.acct.clientID || t.status(s.cfg.Now()) != "active" {
		return ptr(s.refuseTraced(badRequest, 2006, "Card Token not found"))
	}
	if strings.HasPrefix(t.publicKey, "TEST-") != s.acct.legacy {
		return ptr(refuse(badRequest, 3, "Token must be for test"))
	}
	if issuer := text(b, "issuer_id"); b["issuer_id"] != nil && !digitsOnly(issuer) { // "" and "undefined" are what a form without a choice sends
		return ptr(s.refuseTraced(badRequest, 2131, "Cannot infer Payment Method"))
	}
	if !slices.Contains(t.brand.methods, ch.method.ID) {
		return ptr(s.refuseTraced(badRequest, 2131, "Cannot infer Payment Method"))
	}
	credit := ch.method.Type == "credit_card"
	switch {
	case !sent:
		return ptr(refuse(badRequest, 4004, "Installments attribute can't be null"))
	case n < 1 || n > 36 || !credit && n != 1:
		return ptr(refuse(badRequest, 4033, "Invalid installments"))
	case !ch.capture && !credit:
		return ptr(refuse(badRequest, 2077, "Deferred capture not supported"))
	}
	ch.token, ch.installments = t, n
	return nil
}

const (
	pixShortest = 30 * time.Minute
	pixLongest  = 30 * 24 * time.Hour
)

const badDateText = "The following parameters must be valid date and format (yyyy-MM-dd'T'HH:mm:ssz) date_of_expiration"

// readExpiry reads date_of_expiration; zero when absent.
func (s *Server) readExpiry(b object, pix bool) (time.Time, *reply) {
	raw := b["date_of_expiration"]
	if raw == nil {
		return time.Time{}, nil
	}
	at, valid := parseDate(text(b, "date_of_expiration"))
	if !valid {
		return at, ptr(refuse(badRequest, 23, badDateText))
	}
	left := at.Sub(s.cfg.Now())
	// A minute of slack: clients compute the shortest life from their own clock.
	if left <= 0 || pix && (left < pixShortest-time.Minute || left > pixLongest+time.Minute) {
		return at, ptr(refuse(badRequest, 7523, "Invalid expiration date"))
	}
	return at, nil
}

func (s *Server) checkExpiry(ch *charge, b object) (bad *reply) {
	ch.expires, bad = s.readExpiry(b, ch.method.ID == "pix")
	return bad
}

func (s *Server) checkBusiness(ch *charge, b object) *reply {
	payer := child(b, "payer")
	if v := b["application_fee"]; v != nil {
		fee, fault := parseAmount(v, decimals(s.site))
		switch {
		case strings.HasPrefix(text(b, "application_fee"), "-"):
			return ptr(refuse(badRequest, 4039, "Application_fee attribute cannot be negative"))
		case fault == amountTooBig, fee >= ch.amount:
			return ptr(refuse(badRequest, 4038, "Application_fee cannot be bigger than transaction_amount"))
		case fault == amountDecimals:
			return ptr(paramsError("application_fee"))
		case fee > 0 && !s.acct.linked: // the owner of the application sells: nobody to share with
			return ptr(refuse(badRequest, 2059, "You cannot use application_fee with this payment"))
		}
		ch.fee = fee
	}
	if !s.acct.sells() {
		return ptr(s.refuseTraced(badRequest, 2021, "Collector not allowed to operate"))
	}
	if bad := s.checkWorlds(b); bad != nil {
		return bad
	}
	if strings.EqualFold(text(payer, "email"), s.acct.email()) {
		return ptr(s.refuseTraced(badRequest, 2060, "The customer can't be equal to the collector"))
	}
	if missing := missingFields(ch.method.ID, b); len(missing) > 0 {
		return ptr(paramsError(strings.Join(missing, ", ") + " cant be null")) // spelt so
	}
	if bank := text(child(b, "transaction_details"), "financial_institution"); ch.method.ID == "pse" && !knownBank(ch.method, bank) {
		return ptr(paramsError("transaction_details.financial_institution is not a bank of the list"))
	}
	if ch.method.ID == "pix" && !s.acct.pixKey {
		// The stuck-on null is what the real API says.
		return ptr(fail(badRequest, "Collector user without key enabled for QR rendernull",
			cause{Code: 13253, Description: "Error in Financial Identity Use Case"}))
	}
	return nil
}

// neededFields are what single methods insist on beyond the amount and the e-mail.
var neededFields = map[string][]string{
	"bolbradesco": {"payer.first_name", "payer.last_name", "payer.identification.type", "payer.identification.number",
		"payer.address.zip_code", "payer.address.street_name", "payer.address.street_number", "payer.address.neighborhood", "payer.address.city", "payer.address.federal_unit"},
	"pec":              {"payer.identification.type", "payer.identification.number"},
	"efecty":           {"payer.identification.type", "payer.identification.number"},
	"pagoefectivo_atm": {"payer.identification.type", "payer.identification.number"},
	"pse": {"payer.entity_type", "payer.identification.type", "payer.identification.number", "additional_info.ip_address",
		"callback_url", "transaction_details.financial_institution"},
}

func missingFields(method string, b object) []string {
	var missing []string
	for _, path := range neededFields[method] {
		o, steps := b, strings.Split(path, ".")
		for _, step := range steps[:len(steps)-1] {
			o = child(o, step)
		}
		if text(o, steps[len(steps)-1]) == "" {
			missing = append(missing, path)
		}
	}
	return missing
}
