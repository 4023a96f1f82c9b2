package sandbox

import (
	"encoding/json"
	"net/http"
	"net/mail"
	"strconv"
	"strings"
	"time"
)

var customerRoutes = []route{
	{"POST", "/v1/customers", bearer, (*Server).createCustomer},
	{"GET", "/v1/customers/search", bearer, (*Server).searchCustomers},
	{"GET", "/v1/customers/{customer}", bearer, ofCustomer((*Server).readCustomer)},
	{"PUT", "/v1/customers/{customer}", bearer, ofCustomer((*Server).updateCustomer)},
	// The SDKs delete the customer itself, the specification a path below it.
	{"DELETE", "/v1/customers/{customer}", bearer, ofCustomer((*Server).deleteCustomer)},
	{"DELETE", "/v1/customers/{customer}/delete", bearer, ofCustomer((*Server).deleteCustomer)},

	{"POST", "/v1/customers/{customer}/cards", bearer, ofCustomer((*Server).saveCard)},
	{"GET", "/v1/customers/{customer}/cards", bearer, ofCustomer((*Server).listCards)},
	{"GET", "/v1/customers/{customer}/cards/{id}", bearer, ofCard((*Server).readCard)},
	{"PUT", "/v1/customers/{customer}/cards/{id}", bearer, ofCard((*Server).updateCard)},
	{"DELETE", "/v1/customers/{customer}/cards/{id}", bearer, ofCard((*Server).deleteCard)},

	{"POST", "/v1/customers/{customer}/addresses", bearer, ofCustomer((*Server).addAddress)},
	{"GET", "/v1/customers/{customer}/addresses", bearer, ofCustomer((*Server).listAddresses)},
	{"GET", "/v1/customers/{customer}/addresses/{id}", bearer, ofAddress((*Server).readAddress)},
	{"PUT", "/v1/customers/{customer}/addresses/{id}", bearer, ofAddress((*Server).updateAddress)},
	{"DELETE", "/v1/customers/{customer}/addresses/{id}", bearer, ofAddress((*Server).deleteAddress)},
}

// vault keeps the customers with their cards and addresses.
type vault struct {
	customers           shelf[string, *customer]
	cards               shelf[string, *savedCard]
	lastCard, lastPlace int64
}

const (
	maxCustomers = 5_000
	maxCards     = 10_000
	maxPerPerson = 100 // cards or addresses of one customer
)

func newVault() vault {
	return vault{customers: newShelf[string, *customer](maxCustomers), cards: newShelf[string, *savedCard](maxCards),
		lastCard: 9_514_000_000, lastPlace: 1_180_000_000}
}

// customer is a buyer the seller remembers. sent holds the known fields of the requests.
type customer struct {
	id                          string
	sent                        object
	created, updated            time.Time
	cards                       []*savedCard
	addresses                   []*savedAddress
	defaultCard, defaultAddress string
}

func (cu *customer) email() string { return text(cu.sent, "email") }

var customerShape = parseShape(`email first_name last_name description date_registered default_address default_card metadata@
	phone{ area_code number extension } identification{ type number }
	address{ id zip_code street_name street_number city* state* country* }`)

// customerError is the one documented complaint of this API about data; its codes are strings.
func customerError() *reply {
	return ptr(fail(badRequest, "invalid parameters", cause{Code: "130", Description: "Invalid customer data"}))
}

func noCustomer() reply { return fail(http.StatusNotFound, "customer not found") }

// ofCustomer finds the customer named in the path.
func ofCustomer(do func(*Server, *call, *customer) reply) func(*Server, *call) reply {
	return func(s *Server, c *call) reply {
		cu, found := s.state.vault.customers.get(c.params["customer"])
		if !found {
			return noCustomer()
		}
		return do(s, c, cu)
	}
}

func (s *Server) checkCustomer(b object) *reply {
	if len(customerShape.check(b).wrong) > 0 || len([]rune(text(b, "description"))) > 500 {
		return customerError()
	}
	email := text(b, "email")
	if a, err := mail.ParseAddress(email); err != nil || a.Address != email || len(email) >= 254 {
		return customerError()
	}
	doc := child(b, "identification")
	if kind, number := text(doc, "type"), text(doc, "number"); kind+number != "" && checkDocument(s.site.ID, kind, number) != docFine {
		return customerError()
	}
	if at := text(b, "date_registered"); at != "" {
		if _, valid := parseLooseDate(at); !valid {
			return customerError()
		}
	}
	return nil
}

func (s *Server) createCustomer(c *call) reply {
	if bad := s.checkCustomer(c.body); bad != nil {
		return *bad
	}
	for _, other := range s.state.vault.customers.all() {
		if strings.EqualFold(other.email(), text(c.body, "email")) {
			const again = "the customer already exist" // sic
			return fail(badRequest, again, cause{Code: "101", Description: again})
		}
	}
	now := s.cfg.Now()
	cu := &customer{id: strconv.FormatInt(s.acct.userID, 10) + "-" + s.ids.letters(14), sent: customerShape.keep(c.body), created: now, updated: now}
	s.state.vault.customers.put(cu.id, cu, len(c.raw))
	return created(s.customerView(cu))
}

// keep returns the properties of v that the shape knows, nulls left out.
func (s *shape) keep(v object) object {
	kept := object{}
	for name, value := range v {
		if f, known := s.fields[name]; known && value != nil {
			if inner, is := value.(object); is && f.kind == '{' {
				value = f.keep(inner)
			}
			kept[name] = value
		}
	}
	return kept
}

// letters returns n characters out of digits and letters of both cases.
func (s *source) letters(n int) string {
	const set = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
	b := make([]byte, n)
	for i := range b {
		b[i] = set[s.r.IntN(len(set))]
	}
	return string(b)
}

func (s *Server) readCustomer(_ *call, cu *customer) reply { return ok(s.customerView(cu)) }

// updateCustomer refuses another e-mail: it names the customer.
func (s *Server) updateCustomer(c *call, cu *customer) reply {
	if email := text(c.body, "email"); email != "" && !strings.EqualFold(email, cu.email()) {
		return *customerError()
	}
	sent := customerShape.keep(c.body)
	delete(sent, "email")
	merged := overlay(cu.sent, sent, 2)
	if bad := s.checkCustomer(merged); bad != nil {
		return *bad
	}
	if id := text(sent, "default_card"); id != "" {
		if cu.card(id) == nil {
			return *customerError()
		}
		cu.defaultCard = id
	}
	if id := text(sent, "default_address"); id != "" {
		if cu.address(id) == nil {
			return *customerError()
		}
		cu.defaultAddress = id
	}
	cu.sent, cu.updated = merged, s.cfg.Now()
	s.state.vault.customers.put(cu.id, cu, len(c.raw))
	return ok(s.customerView(cu))
}

func (s *Server) deleteCustomer(_ *call, cu *customer) reply {
	view := s.customerView(cu)
	s.state.vault.customers.drop(cu.id)
	for _, card := range cu.cards {
		s.state.vault.cards.drop(card.id)
	}
	return ok(view)
}

func (s *Server) searchCustomers(c *call) reply {
	return searchPage(c, s.state.vault.customers.all(), func(cu *customer) bool {
		return (c.query.Get("email") == "" || strings.EqualFold(c.query.Get("email"), cu.email())) && wanted(c, "id", cu.id)
	}, s.customerView)
}

// searchPage answers the newest matches first, with a paging object.
func searchPage[T any](c *call, all []T, fits func(T) bool, view func(T) object) reply {
	limit, offset, bad := page(c)
	if bad != nil {
		return *bad
	}
	results, total := []object{}, 0
	for i := range all {
		v := all[len(all)-1-i]
		if !fits(v) {
			continue
		}
		if total >= offset && len(results) < limit {
			results = append(results, view(v))
		}
		total++
	}
	return ok(object{"results": results, "paging": object{"total": total, "limit": limit, "offset": offset}})
}

func (s *Server) customerView(cu *customer) object {
	r := cu.sent
	blank := func(key string, fields ...string) object {
		v, sent := object{}, child(r, key)
		for _, f := range fields {
			v[f] = orNil(text(sent, f))
		}
		return v
	}
	cards, addresses := []object{}, []object{}
	for _, card := range cu.cards {
		cards = append(cards, s.savedCardView(card))
	}
	for _, a := range cu.addresses {
		addresses = append(addresses, a.full())
	}
	home := blank("address", "id", "zip_code", "street_name", "street_number")
	if n, is := home["street_number"].(string); is && digitsOnly(n) && len(n) < 16 {
		home["street_number"] = json.Number(strings.TrimLeft(n[:len(n)-1], "0") + n[len(n)-1:])
	}
	for _, k := range []string{"city", "state", "country"} {
		if place := placeName(child(r, "address")[k]); place != "" {
			home[k] = place
		}
	}
	metadata := child(r, "metadata")
	if metadata == nil {
		metadata = object{}
	}
	client, _ := strconv.ParseInt(s.acct.clientID, 10, 64)
	return object{
		"id": cu.id, "email": cu.email(), "first_name": orNil(text(r, "first_name")), "last_name": orNil(text(r, "last_name")),
		"phone": blank("phone", "area_code", "number"), "identification": blank("identification", "type", "number"), "address": home,
		"date_registered": orNil(text(r, "date_registered")), "description": orNil(text(r, "description")),
		"date_created": isoDate(cu.created), "date_last_updated": isoDate(cu.updated), "metadata": metadata,
		"default_card": orNil(cu.defaultCard), "default_address": orNil(cu.defaultAddress), "cards": cards, "addresses": addresses,
		"user_id": s.acct.userID, "merchant_id": s.acct.userID, "client_id": client, "live_mode": false,
	}
}

// placeName reads a city or the like, written as text or as an object with a name.
func placeName(v any) string {
	if o, is := v.(object); is {
		return text(o, "name")
	}
	t, _ := v.(string)
	return t
}

// knownPayer resolves a payer given by a customer's id and lends the payment its e-mail.
func (s *Server) knownPayer(payer object) *reply {
	id := text(payer, "id")
	if text(payer, "type") != "customer" || id == "" {
		return nil
	}
	cu, found := s.state.vault.customers.get(id)
	if !found {
		return ptr(refuse(badRequest, 2002, "Customer not found"))
	}
	if text(payer, "email") == "" {
		payer["email"] = cu.email()
	}
	return nil
}
