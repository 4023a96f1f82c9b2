package sandbox

import (
	"slices"
	"strconv"
	"time"
)

// Two things happen to a seller without a call: a bank replaces a saved card, and fraud
// prevention asks to hold a delivery back.
var alertRoutes = []route{
	{"POST", "/_sandbox/card_update", open, steer(wherever((*Server).renewCard))},
	{"POST", "/_sandbox/fraud_alert", open, steer(wherever((*Server).alertFraud))},
}

const (
	cardTopic  = "topic_card_id_wh"
	fraudTopic = "stop_delivery_op_wh" // told once, never again
)

type cardOrder struct {
	Customer string `json:"customer_id"`
	Card     string `json:"card_id"`
}

// renewCard gives a saved card another number, and with it another id.
func (s *Server) renewCard(o cardOrder) string {
	old, found := s.state.vault.cards.get(o.Card)
	if !found || old.owner.id != o.Customer {
		return "no such card"
	}
	cu, card := old.owner, *old
	s.state.vault.lastCard += s.ids.between(1, 90)
	card.id, card.former, card.updated = strconv.FormatInt(s.state.vault.lastCard, 10), old.id, s.cfg.Now()
	card.token.lastFour, card.token.year = strconv.FormatInt(s.ids.between(1000, 9999), 10), card.token.year+4
	cu.cards[slices.Index(cu.cards, old)] = &card
	s.state.vault.cards.drop(old.id)
	s.state.vault.cards.put(card.id, &card, 0)
	if cu.defaultCard == old.id {
		cu.defaultCard = card.id
	}
	s.announceTo("", cardTopic, "card.updated", card.id)
	return ""
}

type fraudOrder struct {
	Payment int64 `json:"payment_id"`
}

func (s *Server) alertFraud(o fraudOrder) string {
	p, found := s.state.payments.get(o.Payment)
	if !found {
		return "no such payment"
	}
	if p.status != "approved" {
		return "the payment is not approved"
	}
	s.announceTo("", fraudTopic, "Created", strconv.FormatInt(p.id, 10))
	return ""
}

func init() {
	noticeForms[cardTopic] = func(s *Server, body object) {
		id := text(child(body, "data"), "id")
		card, found := s.state.vault.cards.get(id)
		if !found {
			return
		}
		body["type"], body["version"], body["id"] = "automatic-payments", 1, s.ids.hex(32)
		body["data"] = object{"customer_id": card.owner.id, "new_card_id": asID(card.id), "old_card_id": asID(card.former)}
		s.alertForm(body)
	}
	noticeForms[fraudTopic] = func(s *Server, body object) {
		id := text(child(body, "data"), "id")
		p, found := s.state.payments.get(asID(id))
		if !found {
			return
		}
		var order any
		if n := asID(text(child(p.request, "order"), "id")); n > 0 {
			order = n
		}
		body["data"] = object{"description": "suspected fraud", "merchant_order": order, "payment_id": p.id, "site_id": s.site.ID}
		body["id"], body["version"] = id, 1
		s.alertForm(body)
	}
}

// alertForm is what both have in common.
func (s *Server) alertForm(body object) {
	body["application_id"], body["user_id"] = asID(s.acct.clientID), s.acct.userID
	body["date_created"] = s.cfg.Now().In(apiZone).Format(time.RFC3339)
}

// asID reads digits; anything else is zero.
func asID(digits string) int64 {
	n, _ := strconv.ParseInt(digits, 10, 64)
	return n
}
