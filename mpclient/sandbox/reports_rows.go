package sandbox

import (
	"fmt"
	"strconv"
	"time"
)

// sheet is a report before it is written in one of the formats.
type sheet struct {
	keys, heads []string
	rows        [][]string
}

// reportSheet has the columns of the configuration in their order, and the movements of the
// period that had happened when the report was made.
func (s *Server) reportSheet(kind ReportKind, t *reportTask) *sheet {
	sh := &sheet{}
	for _, e := range t.columns {
		column, _ := e.(object)
		key := text(column, "key")
		sh.keys, sh.heads = append(sh.keys, key), append(sh.heads, orDefault(text(column, "alias"), key))
	}
	zone := reportZone(t.zone)
	inside := func(m *movement) bool { return !m.at.Before(t.begin) && !m.at.After(t.end) && m.at.Before(t.due) }
	if kind == Settlement {
		for _, m := range s.movements(false) {
			if inside(m) {
				sh.add(func(key string) string { return s.settlementCell(m, key, zone) })
			}
		}
		return sh
	}
	balance, all := money(0), s.movements(true)
	for _, m := range all {
		if m.at.Before(t.begin) {
			balance += m.net()
		}
	}
	sh.add(func(key string) string { return s.openingCell(balance, t.begin.In(zone), key) })
	for _, m := range all {
		if inside(m) {
			balance += m.net()
			sh.add(func(key string) string { return s.releaseCell(m, key, zone) })
		}
	}
	sh.add(func(key string) string { return s.balanceCell("total", balance, t.end.In(zone), key) })
	return sh
}

func (sh *sheet) add(cell func(key string) string) {
	row := make([]string, len(sh.keys))
	for i, key := range sh.keys {
		row[i] = cell(key)
	}
	sh.rows = append(sh.rows, row)
}

func amountText(m money) string {
	sign, cents := "", int64(m)
	if cents < 0 {
		sign, cents = "-", -cents
	}
	return fmt.Sprintf("%s%d.%02d", sign, cents/100, cents%100)
}

// commonCell are the columns both families have.
func (s *Server) commonCell(m *movement, key string, zone *time.Location) (string, bool) {
	switch key {
	case "SOURCE_ID":
		return m.source, true
	case "EXTERNAL_REFERENCE":
		return m.reference, true
	case "SELLER_AMOUNT":
		return amountText(m.gross), true
	case "TRANSACTION_DATE", "TRANSACTION_APPROVAL_DATE":
		at := m.at
		if m.about == "payment" {
			at = m.p.approved
		}
		return at.In(zone).Format(isoMillis), true
	case "FINANCING_FEE_AMOUNT", "SHIPPING_FEE_AMOUNT", "TAXES_AMOUNT", "COUPON_AMOUNT", "EFFECTIVE_COUPON_AMOUNT", "TAX_AMOUNT_TELCO":
		return amountText(0), true
	}
	if m.p == nil {
		return map[string]string{"INSTALLMENTS": "1"}[key], key == "INSTALLMENTS"
	}
	return s.paymentCell(m.p, key)
}

// paymentCell are the columns about the payment behind a movement.
func (s *Server) paymentCell(p *payment, key string) (string, bool) {
	switch key {
	case "PAYMENT_METHOD_TYPE":
		return p.method.Type, true
	case "PAYMENT_METHOD":
		return p.method.ID, true
	case "INSTALLMENTS":
		return strconv.Itoa(p.installments), true
	case "METADATA":
		return "[" + string(encode(p.metadata)) + "]", true
	case "ORDER_ID":
		return text(child(p.request, "order"), "id"), true
	case "CARD_INITIAL_NUMBER":
		if p.card != nil {
			return p.card.bin[:6], true
		}
	case "LAST_FOUR_DIGITS":
		if p.card != nil {
			return p.card.lastFour, true
		}
	}
	if v, known := s.shopCell(p, key); known {
		return v, true
	}
	return s.payerCell(p, key)
}

func (s *Server) settlementCell(m *movement, key string, zone *time.Location) string {
	if v, known := s.commonCell(m, key, zone); known {
		return v
	}
	switch key {
	case "USER_ID":
		return strconv.FormatInt(s.acct.userID, 10)
	case "SITE":
		return string(s.site.ID)
	case "TRANSACTION_TYPE":
		return m.kind
	case "TRANSACTION_AMOUNT":
		return amountText(m.gross)
	case "TRANSACTION_CURRENCY", "SETTLEMENT_CURRENCY":
		return s.site.Currency
	case "SETTLEMENT_DATE":
		return m.at.In(zone).Format(isoMillis)
	case "FEE_AMOUNT": // the marketplace's share is in it, and again in a column of its own
		return amountText(m.fee + m.market)
	case "MKP_FEE_AMOUNT":
		return amountText(m.market)
	case "SETTLEMENT_NET_AMOUNT", "REAL_AMOUNT":
		return amountText(m.net())
	}
	return ""
}

func (s *Server) releaseCell(m *movement, key string, zone *time.Location) string {
	if v, known := s.commonCell(m, key, zone); known {
		return v
	}
	switch key {
	case "DESCRIPTION":
		return m.about
	case "GROSS_AMOUNT":
		return amountText(m.gross)
	case "MP_FEE_AMOUNT": // this family has no column for the marketplace's share
		return amountText(m.fee + m.market)
	case "IS_RELEASED":
		return "true"
	case "BALANCE_AMOUNT":
		return ""
	}
	return s.balanceCell("release", m.net(), m.at.In(zone), key)
}

// openingCell is the first line of a release report: a balance dressed as a movement.
func (s *Server) openingCell(balance money, at time.Time, key string) string {
	switch key {
	case "GROSS_AMOUNT":
		return amountText(balance)
	case "MP_FEE_AMOUNT", "FINANCING_FEE_AMOUNT", "SHIPPING_FEE_AMOUNT", "TAXES_AMOUNT", "COUPON_AMOUNT":
		return amountText(0)
	case "INSTALLMENTS":
		return "1"
	}
	return s.balanceCell("initial_available_balance", balance, at, key)
}

// balanceCell are the columns every line of a release report fills.
func (s *Server) balanceCell(kind string, amount money, at time.Time, key string) string {
	switch key {
	case "DATE":
		return at.Format(isoMillis)
	case "RECORD_TYPE":
		return kind
	case "NET_CREDIT_AMOUNT":
		return amountText(max(amount, 0))
	case "NET_DEBIT_AMOUNT":
		return amountText(max(-amount, 0))
	case "CURRENCY":
		return s.site.Currency
	case "BALANCE_AMOUNT":
		return amountText(amount)
	}
	return ""
}
