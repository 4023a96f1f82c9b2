package sandbox

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"time"
)

var cardRoutes = []route{
	{"POST", "/v1/card_tokens", eitherKey, (*Server).createCardToken},
	{"GET", "/v1/card_tokens/{id}", eitherKey, (*Server).readCardToken},
}

// cardToken is a tokenised card. The number itself is dropped at once; the first eight and the
// last four digits stay, as on the real answer.
type cardToken struct {
	id, publicKey, client string
	bin, lastFour         string // bin: first eight digits
	length, codeLength    int
	month, year           int
	holder                string
	docType, docNumber    string
	brand                 brand
	created, due, updated time.Time
	used                  bool
	cardID                string // of the saved card it was made from
}

const tokenLife = 8 * 24 * time.Hour // the specification says seven days, official fixtures show eight

func (t *cardToken) status(now time.Time) string {
	switch {
	case t.used:
		return "used"
	case !now.Before(t.due):
		return "expired"
	}
	return "active"
}

func (t *cardToken) cardholder() object {
	doc := object{"type": nil, "number": nil}
	if t.docType != "" || t.docNumber != "" {
		doc = object{"type": t.docType, "number": t.docNumber}
	}
	return object{"name": t.holder, "identification": doc}
}

func (s *Server) tokenView(t *cardToken) object {
	v := object{
		"id": t.id, "public_key": t.publicKey, "status": t.status(s.cfg.Now()),
		"first_six_digits": t.bin[:6], "last_four_digits": t.lastFour, "expiration_month": t.month, "expiration_year": t.year,
		"cardholder": t.cardholder(), "date_created": isoDate(t.created), "date_last_updated": isoDate(t.updated), "date_due": isoDate(t.due),
		"luhn_validation": true, "live_mode": true, "require_esc": false,
		"card_number_length": t.length, "security_code_length": t.codeLength,
	}
	if t.cardID != "" { // samples of other tokens leave it out
		v["card_id"] = t.cardID
	}
	return v
}

// formErrors collects the faults of a card form; their codes are strings.
type formErrors []cause

func (f *formErrors) add(code, what string) {
	*f = append(*f, cause{Code: code, Description: what})
}

func (s *Server) createCardToken(c *call) reply {
	b := c.body
	if b == nil {
		b = object{}
	}
	if text(b, "card_id") != "" {
		return s.tokenOfCard(c)
	}
	var faults formErrors
	now := s.cfg.Now()
	t := &cardToken{client: c.client, publicKey: s.acct.publicKey, created: now, updated: now, due: now.Add(tokenLife)}
	if c.keyUsed != "" {
		t.publicKey = c.keyUsed
	}

	number := strings.ReplaceAll(text(b, "card_number"), " ", "")
	brand, known := brandOf(number)
	switch {
	case number == "":
		faults.add("205", "parameter cardNumber can not be null/empty")
	case !digitsOnly(number) || len(number) < 13 || len(number) > 19 || !luhn(number) || !known:
		faults.add("E301", "invalid parameter cardNumber")
	default:
		t.bin, t.lastFour, t.length, t.brand = number[:8], number[len(number)-4:], len(number), brand
	}

	t.readExpiry(b, now, &faults)
	switch code := text(b, "security_code"); {
	case code == "":
		faults.add("224", "parameter securityCode can not be null/empty")
	case !digitsOnly(code) || len(code) > 4 || len(code) < 3 || t.bin != "" && len(code) != brand.code:
		faults.add("E203", "invalid parameter securityCode")
	default:
		t.codeLength = len(code)
	}
	t.readHolder(s, child(b, "cardholder"), &faults)

	if len(faults) > 0 {
		return fail(http.StatusBadRequest, "invalid parameters", faults...)
	}
	t.id = s.ids.hex(32)
	s.state.tokens.put(t.id, t, 0)
	return created(s.tokenView(t))
}

// readExpiry takes numbers and digits in a string alike: the Go SDK sends strings.
func (t *cardToken) readExpiry(b object, now time.Time, faults *formErrors) {
	month, year := text(b, "expiration_month"), text(b, "expiration_year")
	var err error
	if month == "" {
		faults.add("208", "parameter cardExpirationMonth can not be null/empty")
	} else if t.month, err = strconv.Atoi(month); err != nil || t.month < 1 || t.month > 12 {
		faults.add("325", "invalid parameter cardExpirationMonth")
	}
	if year == "" {
		faults.add("209", "parameter cardExpirationYear can not be null/empty")
	} else if t.year, err = strconv.Atoi(year); err != nil || len(year) != 4 || t.year < now.Year() || t.year > now.Year()+50 {
		faults.add("326", "invalid parameter cardExpirationYear")
	} else if t.year == now.Year() && t.month > 0 && t.month < int(now.Month()) {
		faults.add("325", "invalid parameter cardExpirationMonth")
	}
}

func (t *cardToken) readHolder(s *Server, holder object, faults *formErrors) {
	t.holder = strings.TrimSpace(text(holder, "name"))
	switch {
	case t.holder == "":
		faults.add("221", "parameter cardholderName can not be null/empty")
	case len(t.holder) > 100 || strings.ContainsAny(t.holder, "0123456789<>"):
		faults.add("316", "invalid parameter cardholderName")
	}
	doc := child(holder, "identification")
	t.docType, t.docNumber = text(doc, "type"), text(doc, "number")
	switch {
	case t.docType == "" && t.docNumber == "": // not asked for by every site
		return
	case t.docType == "":
		faults.add("212", "parameter docType can not be null/empty")
		return
	case t.docNumber == "":
		faults.add("214", "parameter docNumber can not be null/empty")
		return
	}
	switch checkDocument(s.site.ID, t.docType, t.docNumber) {
	case docBadType:
		faults.add("322", "invalid parameter docType")
	case docBadNumber:
		faults.add("324", "invalid parameter docNumber")
	}
}

// readCardToken answers only the application that made the token: reading it with the keys of
// another one is how a mix-up of keys shows.
func (s *Server) readCardToken(c *call) reply {
	t, found := s.state.tokens.get(c.params["id"])
	if !found || t.client != c.client {
		return s.refuseTraced(http.StatusNotFound, 2006, "Card Token not found")
	}
	return ok(s.tokenView(t))
}

// text reads a string or a number as text; anything else counts as absent.
func text(o object, key string) string {
	switch v := o[key].(type) {
	case string:
		return v
	case json.Number:
		return v.String()
	}
	return ""
}

// child reads an object; absent and foreign values give nil, which reads as empty.
func child(o object, key string) object {
	c, _ := o[key].(object)
	return c
}
