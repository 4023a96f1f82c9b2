package sandbox

import (
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/homologa/homologa/mpclient"
)

// savedCard is a card of a customer: what is left of the token it was saved from.
type savedCard struct {
	id               string
	owner            *customer
	token            cardToken
	method           mpclient.Method
	issuer           string
	former           string // its id before a bank replaced the card
	created, updated time.Time
}

func (cu *customer) card(id string) *savedCard {
	if i := slices.IndexFunc(cu.cards, func(c *savedCard) bool { return c.id == id }); i >= 0 {
		return cu.cards[i]
	}
	return nil
}

func ofCard(do func(*Server, *call, *savedCard) reply) func(*Server, *call) reply {
	return ofCustomer(func(s *Server, c *call, cu *customer) reply {
		if card := cu.card(c.params["id"]); card != nil {
			return do(s, c, card)
		}
		return fail(http.StatusNotFound, "card not found")
	})
}

// take reads a token and its payment method into a card and uses the token up.
func (s *Server) take(card *savedCard, b object) *reply {
	t, found := s.state.tokens.get(text(b, "token"))
	if !found || t.client != s.acct.clientID || t.status(s.cfg.Now()) != "active" {
		return ptr(s.refuseTraced(badRequest, 2006, "Card Token not found"))
	}
	wanted := text(b, "payment_method_id")
	for _, id := range t.brand.methods {
		m, here := s.method(id)
		if !here || wanted != "" && wanted != id {
			continue
		}
		card.method, card.token, card.issuer = m, *t, t.brand.issuer
		if issuer := text(child(b, "issuer"), "id"); digitsOnly(issuer) && len(issuer) < 16 {
			card.issuer = issuer
		}
		t.used, t.updated = true, s.cfg.Now()
		card.updated = s.cfg.Now()
		return nil
	}
	return ptr(s.refuseTraced(badRequest, 2131, "Cannot infer Payment Method"))
}

func (s *Server) saveCard(c *call, cu *customer) reply {
	if len(cu.cards) >= maxPerPerson {
		return *customerError()
	}
	card := &savedCard{owner: cu, created: s.cfg.Now()}
	if bad := s.take(card, c.body); bad != nil {
		return *bad
	}
	s.state.vault.lastCard += s.ids.between(1, 90)
	card.id = strconv.FormatInt(s.state.vault.lastCard, 10)
	cu.cards = append(cu.cards, card)
	if cu.defaultCard == "" {
		cu.defaultCard = card.id
	}
	s.state.vault.cards.put(card.id, card, 0)
	return created(s.savedCardView(card))
}

func (s *Server) savedCardView(card *savedCard) object {
	t := &card.token
	issuer, _ := strconv.ParseInt(card.issuer, 10, 64)
	logo := "https://http2.mlstatic.com/storage/logos-api-admin/" + card.method.ID + "-xl@2x.png"
	where := "back"
	if t.brand.code == 4 {
		where = "front"
	}
	return object{
		"id": card.id, "customer_id": card.owner.id, "expiration_month": t.month, "expiration_year": t.year,
		"first_six_digits": t.bin[:6], "last_four_digits": t.lastFour, "cardholder": t.cardholder(),
		"payment_method": object{"id": card.method.ID, "name": card.method.Name, "payment_type_id": card.method.Type, "thumbnail": logo, "secure_thumbnail": logo},
		"security_code":  object{"length": t.brand.code, "card_location": where}, "issuer": object{"id": issuer, "name": card.method.Name},
		"date_created": isoDate(card.created), "date_last_updated": isoDate(card.updated),
		"user_id": strconv.FormatInt(s.acct.userID, 10), "live_mode": false, "card_number_id": nil,
		"additional_info": object{"request_public": "true", "api_client_application": "traffic-layer", "api_client_scope": "mapi-pci-tl"},
	}
}

func (s *Server) listCards(_ *call, cu *customer) reply {
	list := []object{}
	for _, card := range cu.cards {
		list = append(list, s.savedCardView(card))
	}
	return ok(list)
}

func (s *Server) readCard(_ *call, card *savedCard) reply { return ok(s.savedCardView(card)) }

// updateCard takes a new expiry and holder, or a new token like the SDKs send.
func (s *Server) updateCard(c *call, card *savedCard) reply {
	b := c.body
	if text(b, "token") != "" {
		if bad := s.take(card, b); bad != nil {
			return *bad
		}
		return ok(s.savedCardView(card))
	}
	t := card.token
	if b["expiration_month"] != nil || b["expiration_year"] != nil {
		filled := with(with(object{}, "expiration_month", strconv.Itoa(t.month)), "expiration_year", strconv.Itoa(t.year))
		var faults formErrors
		t.readExpiry(overlay(filled, b, 1), s.cfg.Now(), &faults)
		if len(faults) > 0 {
			return fail(badRequest, "invalid parameters", faults...)
		}
	}
	if holder := child(b, "cardholder"); holder != nil {
		var faults formErrors
		t.readHolder(s, overlay(t.cardholder(), holder, 2), &faults)
		if len(faults) > 0 {
			return fail(badRequest, "invalid parameters", faults...)
		}
	}
	card.token, card.updated = t, s.cfg.Now()
	return ok(s.savedCardView(card))
}

func (s *Server) deleteCard(_ *call, card *savedCard) reply {
	cu := card.owner
	cu.cards = slices.DeleteFunc(cu.cards, func(c *savedCard) bool { return c == card })
	s.state.vault.cards.drop(card.id)
	if cu.defaultCard == card.id {
		cu.defaultCard = ""
		if len(cu.cards) > 0 {
			cu.defaultCard = cu.cards[0].id
		}
	}
	return ok(s.savedCardView(card))
}

// tokenOfCard makes a token from a saved card: its id and, again, the security code. It carries
// the holder of the saved card, so the outcome of a test card stays what it was.
func (s *Server) tokenOfCard(c *call) reply {
	card, found := s.state.vault.cards.get(text(c.body, "card_id"))
	if !found {
		return fail(http.StatusNotFound, "card not found")
	}
	code := text(c.body, "security_code")
	if code != "" && (!digitsOnly(code) || len(code) != card.token.brand.code) {
		return fail(badRequest, "invalid parameters", cause{Code: "E203", Description: "invalid parameter securityCode"})
	}
	now := s.cfg.Now()
	t := card.token
	t.id, t.cardID, t.client, t.publicKey, t.used = s.ids.hex(32), card.id, c.client, s.acct.publicKey, false
	t.created, t.updated, t.due, t.codeLength = now, now, now.Add(tokenLife), len(code)
	if c.keyUsed != "" {
		t.publicKey = c.keyUsed
	}
	s.state.tokens.put(t.id, &t, 0)
	return created(s.tokenView(&t))
}
