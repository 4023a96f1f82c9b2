package sandbox

import (
	"bytes"
	"cmp"
	"encoding/csv"
	"fmt"
	"slices"
	"strconv"
	"time"
)

// movement is one line of a report: something that happened to the account's money.
type movement struct {
	at     time.Time // when it counts
	id     int64
	kind   string // SETTLEMENT, REFUND; a record type in releases
	about  string // payment, refund
	p      *payment
	gross  money // with its sign
	fee    money // taken is negative, given back positive
	market money
	credit money // of a balance row
}

func (m *movement) net() money { return m.gross + m.fee + m.market }

// movements are the account's, oldest first; released shifts payments to when their money came free.
func (s *Server) movements(released bool) []*movement {
	var list []*movement
	for _, p := range s.state.payments.all() {
		if !p.paid() {
			continue
		}
		at := p.approved
		if released {
			at = p.released()
		}
		processing, _ := s.fees(p)
		list = append(list, &movement{at: at, id: p.id, kind: "SETTLEMENT", about: "payment", p: p, gross: p.amount, fee: -processing, market: -p.application})
		for _, r := range p.refunds {
			part := processing.share(float64(r.amount)/float64(p.amount), decimals(s.site))
			list = append(list, &movement{at: r.created, id: r.id, kind: "REFUND", about: "refund", p: p, gross: -r.amount, fee: part})
		}
	}
	slices.SortStableFunc(list, func(a, b *movement) int { return cmp.Or(a.at.Compare(b.at), cmp.Compare(a.id, b.id)) })
	return list
}

// reportFile writes the CSV: the columns of the configuration in their order, movements of the
// period that had happened when the report was made.
func (s *Server) reportFile(kind ReportKind, t *reportTask) []byte {
	var out bytes.Buffer
	w := csv.NewWriter(&out)
	if t.separator != "" {
		w.Comma = []rune(t.separator)[0]
	}
	zone := reportZone(t.zone)
	var keys, heads []string
	for _, e := range t.columns {
		column, _ := e.(object)
		head := text(column, "alias")
		if head == "" {
			head = text(column, "key")
		}
		keys, heads = append(keys, text(column, "key")), append(heads, head)
	}
	write := func(cell func(string) string) {
		line := make([]string, len(keys))
		for i, k := range keys {
			line[i] = cell(k)
		}
		w.Write(line)
	}
	w.Write(heads)
	inside := func(m *movement) bool { return !m.at.Before(t.begin) && !m.at.After(t.end) && m.at.Before(t.due) }
	if kind == Settlement {
		for _, m := range s.movements(false) {
			if inside(m) {
				write(func(k string) string { return s.settlementCell(m, k, zone) })
			}
		}
	} else {
		balance, all := money(0), s.movements(true)
		for _, m := range all {
			if m.at.Before(t.begin) {
				balance += m.net()
			}
		}
		first := &movement{at: t.begin, kind: "initial_available_balance", credit: balance}
		write(func(k string) string { return s.releaseCell(first, k, zone) })
		for _, m := range all {
			if inside(m) {
				balance += m.net()
				write(func(k string) string { return s.releaseCell(m, k, zone) })
			}
		}
		last := &movement{at: t.end, kind: "total", credit: balance}
		write(func(k string) string { return s.releaseCell(last, k, zone) })
	}
	w.Flush()
	return out.Bytes()
}

func amountText(m money) string { return fmt.Sprintf("%.2f", float64(m)/100) }

// commonCell are the columns both families have.
func (s *Server) commonCell(m *movement, key string, zone *time.Location) (string, bool) {
	if m.p == nil {
		return "", false
	}
	switch key {
	case "SOURCE_ID":
		return strconv.FormatInt(m.id, 10), true
	case "EXTERNAL_REFERENCE":
		return text(m.p.request, "external_reference"), true
	case "PAYMENT_METHOD_TYPE":
		return m.p.method.Type, true
	case "PAYMENT_METHOD":
		return m.p.method.ID, true
	case "INSTALLMENTS":
		return strconv.Itoa(m.p.installments), true
	case "METADATA":
		return "[" + string(encode(m.p.metadata)) + "]", true
	case "ORDER_ID":
		return text(child(m.p.request, "order"), "id"), true
	case "SELLER_AMOUNT":
		return amountText(m.gross), true
	case "TRANSACTION_DATE", "TRANSACTION_APPROVAL_DATE":
		at := m.at
		if m.about == "payment" {
			at = m.p.approved
		}
		return at.In(zone).Format(isoMillis), true
	case "CARD_INITIAL_NUMBER":
		if m.p.card != nil {
			return m.p.card.bin[:6], true
		}
	case "LAST_FOUR_DIGITS":
		if m.p.card != nil {
			return m.p.card.lastFour, true
		}
	case "FINANCING_FEE_AMOUNT", "SHIPPING_FEE_AMOUNT", "TAXES_AMOUNT", "COUPON_AMOUNT", "EFFECTIVE_COUPON_AMOUNT", "TAX_AMOUNT_TELCO":
		return "0.00", true
	}
	return "", false
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
	net, kind := m.net()+m.credit, m.kind
	if m.p != nil {
		kind = "release"
	}
	switch key {
	case "DATE":
		return m.at.In(zone).Format(isoMillis)
	case "RECORD_TYPE":
		return kind
	case "DESCRIPTION":
		return m.about
	case "NET_CREDIT_AMOUNT":
		return amountText(max(net, 0))
	case "NET_DEBIT_AMOUNT":
		return amountText(max(-net, 0))
	case "CURRENCY":
		return s.site.Currency
	case "BALANCE_AMOUNT":
		if m.p == nil {
			return amountText(m.credit)
		}
	}
	if m.p == nil {
		return ""
	}
	switch key {
	case "GROSS_AMOUNT":
		return amountText(m.gross)
	case "MP_FEE_AMOUNT":
		return amountText(m.fee)
	case "IS_RELEASED":
		return "true"
	}
	return ""
}
