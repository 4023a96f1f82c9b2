package mpclient

import (
	"bytes"
	"encoding/json"
	"math"
	"path"
	"slices"
	"strconv"
	"strings"
)

// What a request would do to a real account is read from its own bytes, not from what the caller
// says of it. Whatever cannot be read counts as a charge.

// money is what a write would move.
type money struct {
	charges bool // takes money from somebody by itself, or carries a test card
	creates bool // asks somebody for money
	cents   int64
	method  string
}

// preferenceMethod stands for Checkout Pro, where the payer chooses how to pay.
const preferenceMethod = "preference"

// waiting are the types of methods that take nothing until the payer goes and pays.
var waiting = []string{"bank_transfer", "ticket", "atm"}

// moneyOf reads what a write to a path of the API means on a site.
func moneyOf(method, p string, body []byte, site SiteID) money {
	charge := money{charges: true}
	if holdsTestCard(body) {
		return charge
	}
	steps := strings.Split(strings.Trim(path.Clean("/"+p), "/"), "/")
	at := func(i int) string {
		if i < len(steps) {
			return steps[i]
		}
		return ""
	}
	b, readable := readObject(body)
	top, create := at(0)+"/"+at(1), method == "POST" && len(steps) == 2
	switch {
	case top == "v1/card_tokens", top == "v1/advanced_payments", top == "v1/customers" && at(3) == "cards", at(0) == "point":
		return charge
	case readable && holdsCard(b):
		return charge
	case top == "v1/payments" && create:
		return b.payment(readable, site)
	case top == "v1/payments" && len(steps) == 3:
		return money{charges: !readable || len(b) != 1 || b.text("status") != "cancelled"}
	case top == "v1/payments":
		return money{charges: at(3) != "refunds" && at(3) != "cancellations"}
	case top == "v1/orders" && create:
		return b.order(readable, site)
	case top == "v1/orders":
		return money{charges: method != "DELETE" && at(3) != "cancel" && at(3) != "refund"}
	case at(0) == "preapproval":
		stops := b.text("status") == "cancelled" || b.text("status") == "paused"
		return money{charges: method == "POST" || !readable || len(b) != 1 || !stops}
	case top == "checkout/preferences" && create:
		return b.preference(readable)
	}
	return money{}
}

// document is a JSON object with its numbers as written.
type document map[string]any

func readObject(body []byte) (document, bool) {
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

func (d document) list(key string) []document {
	var out []document
	items, _ := d[key].([]any)
	for _, x := range items {
		m, _ := x.(map[string]any)
		out = append(out, m)
	}
	return out
}

// amount is a decimal as hundredths; one that cannot be read is more than any ceiling.
func (d document) amount(key string) int64 {
	f, err := strconv.ParseFloat(d.text(key), 64)
	if err != nil || f < 0 || f > 1e12 {
		return math.MaxInt64
	}
	return hundredths(f)
}

func hundredths(f float64) int64 { return int64(math.Ceil(f*100 - 1e-6)) }

func waits(site SiteID, method string) bool {
	s, _ := SiteByID(site)
	return slices.ContainsFunc(s.Methods, func(m Method) bool { return m.ID == method && slices.Contains(waiting, m.Type) })
}

func (d document) payment(readable bool, site SiteID) money {
	id := d.text("payment_method_id")
	if !readable || d["token"] != nil || !waits(site, id) {
		return money{charges: true}
	}
	return money{creates: true, cents: d.amount("transaction_amount"), method: id}
}

func (d document) order(readable bool, site SiteID) money {
	kind := d.text("type")
	if !readable || kind != "" && kind != "online" {
		return money{charges: true}
	}
	m := money{creates: true, cents: d.amount("total_amount"), method: preferenceMethod}
	for _, p := range d.object("transactions").list("payments") {
		how := p.object("payment_method")
		m.method = how.text("id")
		if how["token"] != nil || !waits(site, m.method) || p["automatic_payments"] != nil || p["stored_credential"] != nil || p["subscription_data"] != nil {
			return money{charges: true}
		}
	}
	return m
}

func (d document) preference(readable bool) money {
	m := money{creates: true, method: preferenceMethod}
	if !readable {
		return money{charges: true}
	}
	for _, item := range d.list("items") {
		n, err := strconv.ParseInt(item.text("quantity"), 10, 32)
		price := item.amount("unit_price")
		if err != nil || n < 1 || price > 1e14/n {
			return money{creates: true, cents: math.MaxInt64, method: preferenceMethod}
		}
		m.cents += n * price
	}
	if d.object("shipments")["cost"] != nil {
		m.cents = max(m.cents, d.object("shipments").amount("cost"))
	}
	return m
}

// cardKeys are the names under which a card travels, wherever they stand.
var cardKeys = []string{"card_number", "security_code", "card_token_id", "card_token", "card_id", "card_token_id_secondary"}

func holdsCard(v any) bool {
	switch v := v.(type) {
	case document:
		return holdsCard(map[string]any(v))
	case map[string]any:
		for k, e := range v {
			if e != nil && e != "" && slices.Contains(cardKeys, strings.ToLower(k)) || holdsCard(e) {
				return true
			}
		}
	case []any:
		return slices.ContainsFunc(v, holdsCard)
	}
	return false
}

// holdsTestCard finds an official test card however it is written: with spaces, dots or dashes.
func holdsTestCard(body []byte) bool {
	if len(body) == 0 {
		return false
	}
	digits := strings.NewReplacer(" ", "", "-", "", ".", "").Replace(string(body))
	for _, site := range Sites {
		for _, c := range TestCards(site.ID) {
			if strings.Contains(digits, c.Number) {
				return true
			}
		}
	}
	return false
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
