package mpclient

import (
	"bytes"
	"encoding/json"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/homologa/homologa/mpclient/late"
	"github.com/homologa/homologa/mpclient/limits"
)

// What a request would do is read from its own bytes, not from what the caller says of it. A body that cannot be read
// fits no shape, and a write that fits no shape is refused.

// sent is a write's body, for an account of a site.
type sent struct {
	doc   document // nil when the body is not one JSON object
	empty bool
	site  Site
}

func bodyOf(raw []byte, site SiteID) sent {
	s, _ := SiteByID(site)
	b := sent{empty: len(raw) == 0, site: s}
	if unambiguous(raw) {
		b.doc, _ = readObject(raw)
	}
	return b
}

// unambiguous reports whether every reader of a JSON text sees the same in it: it is UTF-8, no deeper than bodies
// are, and no object has a key twice.
func unambiguous(raw []byte) bool {
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.UseNumber()
	var value func(depth int) bool
	value = func(depth int) bool { // of valid JSON: reading a token cannot fail
		t, _ := dec.Token()
		open, nested := t.(json.Delim)
		if !nested || depth > limits.Depth {
			return !nested
		}
		for seen := map[string]bool{}; dec.More(); {
			if open == '{' {
				t, _ := dec.Token()
				key, _ := t.(string)
				if seen[key] {
					return false
				}
				seen[key] = true
			}
			if !value(depth + 1) {
				return false
			}
		}
		_, _ = dec.Token() // its end
		return true
	}
	return utf8.Valid(raw) && json.Valid(raw) && value(1)
}

// asked is what a write asks somebody for.
type asked struct {
	cents  int64
	method string
}

// shape reads whether a body is of a kind, and what it asks for. why names what is wrong with it: a field, or the body.
type shape func(sent) (a asked, why string)

// preferenceMethod stands for Checkout Pro, where the payer chooses how to pay.
const preferenceMethod = "preference"

// What Error.Refused says when it is about no field: the body as a whole, or a test card's number somewhere in it.
const (
	WholeBody  = "body"
	CardNumber = "card"
)

func nothing(b sent) (a asked, why string) {
	if !b.empty {
		return a, WholeBody
	}
	return a, ""
}

func anyObject(b sent) (a asked, why string) {
	if b.doc == nil {
		return a, WholeBody
	}
	return a, ""
}

// exactly takes an object that has these keys and no other, under a name for its place.
func (d document) exactly(at string, keys ...string) (why string) {
	if d == nil {
		return strings.TrimSuffix(at+WholeBody, "."+WholeBody)
	}
	if why = d.within(at, keys...); why != "" {
		return why
	}
	for _, k := range keys {
		if d[k] == nil {
			return at + k
		}
	}
	return ""
}

// within takes an object that has some of these keys and no other.
func (d document) within(at string, keys ...string) (why string) {
	for k := range d {
		if !slices.Contains(keys, k) && (why == "" || at+k < why) {
			why = at + k
		}
	}
	return why
}

func cancels(b sent) (a asked, why string) {
	if why = b.doc.exactly("", "status"); why == "" && b.doc["status"] != "cancelled" {
		why = "status"
	}
	return a, why
}

func captures(b sent) (a asked, why string) {
	if why = b.doc.exactly("", "capture"); why == "" && b.doc["capture"] != true {
		why = "capture"
	}
	return a, why
}

func refunds(b sent) (a asked, why string) {
	if b.doc == nil {
		return a, WholeBody
	}
	return a, b.doc.within("", "amount")
}

func orderRefunds(b sent) (a asked, why string) {
	if b.empty {
		return a, ""
	}
	if why = b.doc.exactly("", "transactions"); why != "" {
		return a, why
	}
	list, ok := b.doc.list("transactions")
	if !ok {
		return a, "transactions"
	}
	for _, t := range list {
		if why = t.exactly("transactions[].", "id", "amount"); why != "" {
			return a, why
		}
	}
	return a, ""
}

func expires(b sent) (a asked, why string) {
	if why = b.doc.exactly("", "expires", "expiration_date_from", "expiration_date_to"); why == "" && b.doc["expires"] != true {
		why = "expires"
	}
	return a, why
}

func reportPeriod(b sent) (a asked, why string) {
	return a, b.doc.exactly("", "begin_date", "end_date")
}

// reportSetup takes what the API itself said of a configuration, but for where files are sent.
func reportSetup(b sent) (a asked, why string) {
	if b.doc == nil {
		return a, WholeBody
	}
	return a, b.doc.holds([]string{"sftpinfo"})
}

// testCard takes a published test card and nothing else: no real card ever passes here.
func testCard(b sent) (a asked, why string) {
	if why = b.doc.exactly("", "card_number", "expiration_month", "expiration_year", "security_code", "cardholder"); why != "" {
		return a, why
	}
	number, _ := b.doc["card_number"].(string)
	if !slices.ContainsFunc(Sites, func(s Site) bool {
		return slices.ContainsFunc(TestCards(s.ID), func(c TestCard) bool { return c.Number == number })
	}) {
		return a, "card_number"
	}
	return a, ""
}

// waiting are the types of methods that take nothing until the payer goes and pays.
var waiting = []string{"bank_transfer", "ticket", "atm"}

func (s Site) waits(method string) bool {
	return slices.ContainsFunc(s.Methods, func(m Method) bool { return m.ID == method && slices.Contains(waiting, m.Type) })
}

// waitingPayment takes a payment that the payer has yet to make, with fields that describe it.
func waitingPayment(b sent) (a asked, why string) {
	d := b.doc
	if a.method = d.text("payment_method_id"); !b.site.waits(a.method) {
		return a, "payment_method_id"
	}
	a.cents = d.amount("transaction_amount")
	if why = d.within("", "transaction_amount", "description", "external_reference", "payment_method_id", "date_of_expiration", "payer", "notification_url",
		"callback_url", "transaction_details", "additional_info", "statement_descriptor", "metadata"); why == "" {
		why = d.object("transaction_details").within("transaction_details.", "financial_institution")
	}
	return a, why
}

func onlineOrder(b sent) (a asked, why string) {
	if b.doc == nil {
		return a, WholeBody
	}
	if b.doc["type"] != "online" {
		return a, "type"
	}
	return a, ""
}

// waitingOrder takes an order with one payment that the payer has yet to make.
func waitingOrder(b sent) (a asked, why string) {
	if a, why = onlineOrder(b); why != "" {
		return a, why
	}
	d := b.doc
	if why = d.within("", "type", "processing_mode", "external_reference", "total_amount", "payer", "transactions", "description", "items", "additional_info"); why != "" {
		return a, why
	}
	if why = d.object("transactions").exactly("transactions.", "payments"); why != "" {
		return a, why
	}
	payments, ok := d.object("transactions").list("payments")
	if !ok || len(payments) != 1 {
		return a, "transactions.payments"
	}
	const at = "transactions.payments[]."
	p := payments[0]
	if why = p.within(at, "amount", "expiration_time", "payment_method"); why != "" {
		return a, why
	}
	how := p.object("payment_method")
	if why = how.exactly(at+"payment_method.", "id", "type"); why != "" {
		return a, why
	}
	a = asked{max(d.amount("total_amount"), p.amount("amount")), how.text("id")}
	if !b.site.waits(a.method) || !slices.Contains(waiting, how.text("type")) {
		return a, at + "payment_method"
	}
	return a, ""
}

// plainPreference takes a preference that asks for its items' prices, in the site's currency, and for shipping.
func plainPreference(b sent) (a asked, why string) {
	d := b.doc
	a.method = preferenceMethod
	if why = d.within("", "items", "external_reference", "expires", "expiration_date_from", "expiration_date_to", "date_of_expiration", "notification_url", "payer",
		"back_urls", "auto_return", "statement_descriptor", "binary_mode", "additional_info", "metadata", "payment_methods", "shipments"); why != "" {
		return a, why
	}
	items, ok := d.list("items")
	if !ok || len(items) == 0 {
		return a, "items"
	}
	for _, item := range items {
		if c := item["currency_id"]; c != nil && c != b.site.Currency {
			return a, "items[].currency_id"
		}
		n, err := strconv.ParseInt(item.text("quantity"), 10, 32)
		price := item.amount("unit_price")
		if err != nil || n < 1 || price > 1e14/n {
			a.cents = math.MaxInt64
			return a, ""
		}
		a.cents += n * price
	}
	if d.object("shipments")["cost"] != nil {
		a.cents = max(a.cents, d.object("shipments").amount("cost"))
	}
	return a, ""
}

// document is a JSON object with its numbers as written.
type document map[string]any

func readObject(body []byte) (document, bool) {
	if limits.JSONDepth(body) != nil {
		return nil, false // what cannot be read is taken for the costliest
	}
	dec := json.NewDecoder(bytes.NewReader(body))
	dec.UseNumber()
	var d document
	if err := dec.Decode(&d); err != nil || d == nil || dec.More() {
		return nil, false
	}
	return d, true
}

func (d document) text(key string) string {
	switch v := d[key].(type) {
	case string:
		return v
	case json.Number:
		return v.String()
	}
	return ""
}

func (d document) object(key string) document {
	m, _ := d[key].(map[string]any)
	return m
}

// list is an array of objects; ok is false for anything else.
func (d document) list(key string) (out []document, ok bool) {
	items, ok := d[key].([]any)
	for _, x := range items {
		m, object := x.(map[string]any)
		out, ok = append(out, m), ok && object
	}
	return out, ok
}

var reDecimal = late.Pattern(`^[0-9]{1,12}(?:\.[0-9]{1,8})?$`)

// amount is a decimal as hundredths; one that is not written plainly is more than any ceiling.
func (d document) amount(key string) int64 {
	if !reDecimal().MatchString(d.text(key)) {
		return math.MaxInt64
	}
	f, _ := strconv.ParseFloat(d.text(key), 64) // what matches can be read
	return hundredths(f)
}

func hundredths(f float64) int64 { return int64(math.Ceil(f*100 - 1e-6)) }

// cardKeys are the names under which a card travels, and automaticKeys those by which somebody is charged without being
// there, wherever they stand and however they are written; see bare.
var (
	cardKeys = []string{"cardnumber", "securitycode", "cvv", "cvc", "cardtokenid", "cardtoken", "cardid", "cardtokenidsecondary"}

	automaticKeys = []string{"automaticpayments", "storedcredential", "storedcredentials", "subscriptiondata", "subscriptionid", "subscriptionsequence",
		"preapprovalid", "preapprovalplanid", "payertoken", "agreementid"}
)

// holds finds one of some bare names at any depth and gives it as it is written; "" when there is none.
func (d document) holds(names []string) string {
	return found(map[string]any(d), func(key string) bool { return slices.Contains(names, bare(key)) }, nil)
}

// found looks for a key or a text at any depth.
func found(v any, key, text func(string) bool) string {
	switch v := v.(type) {
	case map[string]any:
		for _, k := range slices.Sorted(maps.Keys(v)) {
			if key != nil && key(k) || text != nil && text(k) {
				return k
			}
			if name := found(v[k], key, text); name != "" {
				return name
			}
		}
	case []any:
		for _, e := range v {
			if name := found(e, key, text); name != "" {
				return name
			}
		}
	case string:
		if text != nil && text(v) {
			return CardNumber
		}
	case json.Number:
		return found(v.String(), key, text)
	}
	return ""
}

// card names what of a body is a card: a field for one, or the number of a test card, whatever stands between its
// digits; "" when nothing is.
func (d document) card() string {
	if name := d.holds(cardKeys); name != "" {
		return name
	}
	return found(map[string]any(d), nil, func(s string) bool {
		s = strings.Map(func(r rune) rune {
			if r < '0' || r > '9' {
				return -1
			}
			return r
		}, s)
		return slices.ContainsFunc(Sites, func(site Site) bool {
			return slices.ContainsFunc(TestCards(site.ID), func(c TestCard) bool { return strings.Contains(s, c.Number) })
		})
	})
}

// Smallest is the least a method takes on the site, in currency units: what the account's own list
// says, else the table's. "preference" stands for Checkout Pro and has the least of a card.
func (s Site) Smallest(method string, live []PaymentMethod) float64 {
	if method == preferenceMethod {
		method = visa.ID
	}
	least := 0.0
	for _, m := range s.Methods {
		if m.ID == method {
			least = m.Min
		}
	}
	for _, m := range live {
		if m.ID == method && m.Min > 0 {
			least = m.Min
		}
	}
	unit := math.Pow10(-s.Fraction())
	return max(math.Ceil(least/unit-1e-9)*unit, unit)
}

// Fraction is how many decimals the site's amounts have in practice: Colombia writes two and uses none.
func (s Site) Fraction() int {
	if s.ID == MCO {
		return 0
	}
	return s.Decimals
}
