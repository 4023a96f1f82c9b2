package sandbox

import (
	"net/http"
	"slices"
	"strconv"
	"time"
)

// savedAddress is an address of a customer.
type savedAddress struct {
	id      string
	owner   *customer
	sent    object
	created time.Time
}

func (cu *customer) address(id string) *savedAddress {
	if i := slices.IndexFunc(cu.addresses, func(a *savedAddress) bool { return a.id == id }); i >= 0 {
		return cu.addresses[i]
	}
	return nil
}

func ofAddress(do func(*Server, *call, *savedAddress) reply) func(*Server, *call) reply {
	return ofCustomer(func(s *Server, c *call, cu *customer) reply {
		if a := cu.address(c.params["id"]); a != nil {
			return do(s, c, a)
		}
		return fail(http.StatusNotFound, "address not found")
	})
}

var addressShape = parseShape(`zip_code street_name street_number city* state* country* neighborhood* floor apartment`)

// view is flat text, as the specification has it.
func (a *savedAddress) view() object {
	v := object{"id": a.id}
	for _, k := range []string{"zip_code", "street_name", "street_number"} {
		v[k] = text(a.sent, k)
	}
	for _, k := range []string{"city", "state", "country"} {
		v[k] = placeName(a.sent[k])
	}
	return v
}

// full is how a customer lists the address: places are objects there.
func (a *savedAddress) full() object {
	v := a.view()
	for _, k := range []string{"city", "state", "country", "neighborhood"} {
		v[k] = object{"id": nil, "name": orNil(placeName(a.sent[k]))}
	}
	v["date_created"] = isoDate(a.created)
	return v
}

func (s *Server) addAddress(c *call, cu *customer) reply {
	if len(c.body) == 0 || len(addressShape.check(c.body).wrong) > 0 || len(cu.addresses) >= maxPerPerson {
		return *customerError()
	}
	s.state.vault.lastPlace += s.ids.between(1, 90)
	a := &savedAddress{id: strconv.FormatInt(s.state.vault.lastPlace, 10), owner: cu, sent: addressShape.keep(c.body), created: s.cfg.Now()}
	cu.addresses = append(cu.addresses, a)
	if cu.defaultAddress == "" {
		cu.defaultAddress = a.id
	}
	s.state.vault.customers.put(cu.id, cu, len(c.raw))
	return created(a.view())
}

func (s *Server) listAddresses(_ *call, cu *customer) reply {
	list := []object{}
	for _, a := range cu.addresses {
		list = append(list, a.view())
	}
	return ok(list)
}

func (s *Server) readAddress(_ *call, a *savedAddress) reply { return ok(a.view()) }

func (s *Server) updateAddress(c *call, a *savedAddress) reply {
	if len(addressShape.check(c.body).wrong) > 0 {
		return *customerError()
	}
	a.sent = overlay(a.sent, addressShape.keep(c.body), 1)
	s.state.vault.customers.put(a.owner.id, a.owner, len(c.raw))
	return ok(a.view())
}

func (s *Server) deleteAddress(_ *call, a *savedAddress) reply {
	cu := a.owner
	cu.addresses = slices.DeleteFunc(cu.addresses, func(o *savedAddress) bool { return o == a })
	if cu.defaultAddress == a.id {
		cu.defaultAddress = ""
	}
	return reply{status: http.StatusOK}
}
