package sandbox

import (
	"crypto/sha256"
	"encoding/base64"
	"slices"
	"strings"
	"time"

	"github.com/homologa/homologa/mpclient"
)

// bankChallenge is the 3DS question a bank asks about one payment.
type bankChallenge struct {
	id   string // threeDSServerTransID: what creq carries
	will bool   // whether the bank will believe the holder
	url  string
}

const (
	bankChallengeLife = 5 * time.Minute
	reviewLife        = 48 * time.Hour // "up to two business days"
	creqVersion       = "2.2.0"
)

// The published 3DS cards of MLB by their first eight and last four digits.
const (
	cardChallenged = "54839281…4623"
	cardDoubted    = "53619568…7557"
	cardMandatory  = "50317557…0604"
)

// secure applies 3DS and the seller's own review to what the card would answer without. Whether
// a card is challenged follows from the number or from the holder's ending -CHOK or -CHNO.
func (s *Server) secure(p *payment, result [2]string) [2]string {
	mode := text(p.request, "three_d_secure_mode")
	on := mode == "optional" || mode == "mandatory"
	number := p.card.bin + "…" + p.card.lastFour
	asked := s.site.ID == mpclient.MLB && (number == cardChallenged || number == cardDoubted) || strings.Contains(p.card.holder, "-CH")
	switch {
	case !on && s.site.ID == mpclient.MLB && number == cardMandatory:
		return [2]string{"rejected", "cc_rejected_3ds_mandatory"}
	case on && asked && p.binary: // an answer that may be pending is not what was asked for
		return [2]string{"rejected", "cc_rejected_3ds_challenge"}
	case on && asked:
		p.challenge = &bankChallenge{id: s.ids.uuid(), will: number != cardDoubted && !strings.HasSuffix(p.card.holder, "-CHNO"), url: s.webBase(p.base) + "/3ds/challenge"}
		p.expires = p.created.Add(bankChallengeLife)
		return [2]string{"pending", "pending_challenge"}
	case result[0] == "approved" && truth(child(p.request, "merchant_services"), "fraud_manual_review", false):
		return [2]string{"in_process", "pending_review_manual"}
	}
	return result
}

// creq is the form field the shop posts to the bank.
func (c *bankChallenge) creq() string {
	return base64.RawURLEncoding.EncodeToString(encode(object{"threeDSServerTransID": c.id, "acsTransID": c.id, "messageType": "CReq", "messageVersion": creqVersion, "challengeWindowSize": "05"}))
}

// finishChallenge ends an open challenge: the holder passed, or failed, or time ran out.
func (s *Server) finishChallenge(p *payment, passed bool) {
	if !passed || !p.challenge.will {
		p.expires = time.Time{}
		s.change(p, "rejected", "cc_rejected_3ds_challenge")
		return
	}
	s.approve(p)
}

// elapse is what time does to a payment nobody decides. A processor that was away comes back and
// approves, a review that finds no time refuses; both are choices, no source tells.
func (s *Server) elapse(p *payment) {
	now := s.cfg.Now()
	switch {
	case p.detail == "pending_challenge" && !now.Before(p.expires):
		s.finishChallenge(p, false)
	case p.status == "in_process" && !now.Before(p.created.Add(reviewLife)):
		if p.detail == "pending_contingency" {
			s.approve(p)
		} else {
			s.change(p, "rejected", "cc_rejected_high_risk")
		}
	}
}

// spend pays from the balance of a test buyer; other payers have enough.
func (s *Server) spend(p *payment) {
	email := strings.ToLower(text(child(p.request, "payer"), "email"))
	u := s.testUserBy(func(u *testUser) bool { return u.email == email })
	if u != nil && u.balance < p.amount {
		s.settle(p, "rejected", "insufficient_amount")
		return
	}
	if u != nil {
		u.balance -= p.amount
	}
	s.settle(p, "approved", "accredited")
}

// clabe is the 18-digit account a SPEI transfer goes to: bank, place, account, check digit.
func clabe(reference string) string {
	digits := "646180" + strings.Repeat("0", max(0, 11-len(reference))) + reference
	return digits + string(clabeCheck(digits))
}

func clabeCheck(digits string) byte {
	sum := 0
	for i := range len(digits) {
		sum += int(digits[i]-'0') * []int{3, 7, 1}[i%3] % 10
	}
	return byte('0' + (10-sum%10)%10)
}

const twinText = "Already posted the same request in the last minute"

// postedJustNow finds the payment the same body made within a minute under another idempotency
// key. Only bodies with an external_reference count: without one, two buyers may look alike.
func (s *Server) postedJustNow(c *call) bool {
	sum, ref := sha256.Sum256(c.raw), text(c.body, "external_reference")
	return ref != "" && slices.ContainsFunc(s.state.payments.under(ref), func(p *payment) bool {
		return p.sum == sum && s.cfg.Now().Sub(p.created) < time.Minute
	})
}

// knownBank tells whether a transfer names a bank of the catalogue.
func knownBank(m mpclient.Method, bank string) bool {
	banks, _ := methodView(m)["financial_institutions"].([]object)
	for _, b := range banks {
		if b["id"] == bank {
			return true
		}
	}
	return false
}
