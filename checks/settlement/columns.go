package settlement

import (
	"maps"
	"slices"
	"strings"
)

// Kind is a family of reports, named by its path segment.
type Kind string

// The families.
const (
	Settlement Kind = "settlement_report"
	Release    Kind = "release_report"
)

// Columns of a report that mean something here, by their official keys.
const (
	colType       = "TRANSACTION_TYPE"
	colAmount     = "TRANSACTION_AMOUNT"
	colCurrency   = "TRANSACTION_CURRENCY"
	colOrigin     = "TRANSACTION_DATE"
	colFee        = "FEE_AMOUNT"
	colNet        = "SETTLEMENT_NET_AMOUNT"
	colSettled    = "SETTLEMENT_DATE"
	colSource     = "SOURCE_ID"
	colReference  = "EXTERNAL_REFERENCE"
	colDate       = "DATE"
	colRecord     = "RECORD_TYPE"
	colDescribed  = "DESCRIPTION"
	colCredit     = "NET_CREDIT_AMOUNT"
	colDebit      = "NET_DEBIT_AMOUNT"
	colGross      = "GROSS_AMOUNT"
	colMPFee      = "MP_FEE_AMOUNT"
	colReal       = "REAL_AMOUNT"
	colBalance    = "BALANCE_AMOUNT"
	colMoneyAfter = "SETTLEMENT_CURRENCY"
)

// headings are what the guides call the columns in the three languages, beside their keys: report_translation changes
// the heading of a workbook. Folded as fold does. "DESCRIPTION" is in both families.
// Source: the glossaries of both reports in the guides (pt, es, en), checked 2026-11.
var headings = map[string][]string{
	colType:       {"tipo de operacao", "tipo de operacion", "transaction type", "type of transaction", "type of operation", "operation type"},
	colAmount:     {"valor da compra", "valor de la compra", "purchase amount"},
	colCurrency:   {"moeda", "moneda", "currency"},
	colOrigin:     {"data de origem", "fecha de origen", "date of origin", "origin date", "fecha de creacion de la operacion", "data de criacao da operacao"},
	colFee:        {"tarifas", "tarifas iva", "comisiones iva", "comisiones", "fees", "fees vat"},
	colNet:        {"valor liquido da operacao que impactou no dinheiro", "valor liquido da operacao que impactou seu dinheiro", "monto neto de la operacion que impacto en tu dinero", "monto neto de la operacion que impacto tu dinero", "net amount of the transaction that impacted your balance"},
	colReal:       {"valor liquido da operacao", "monto neto de la operacion", "transaction net amount"},
	colSettled:    {"data de aprovacao", "fecha de aprobacion", "approval date"},
	colMoneyAfter: {"moeda da liquidacao", "moneda de la liquidacion", "settlement currency"},
	colSource:     {"id da operacao no mercado pago", "id da transacao no mercado pago", "id de operacion en mercado pago", "mercado pago transaction id", "transaction id in mercado pago", "mercado pago operation id", "operation id in mercado pago", "transaction id"},
	colReference:  {"codigo de referencia", "numero de identificacion", "numero de identificacao", "reference code", "external reference"},
	colDate:       {"data de liberacao", "fecha de liberacion", "fecha de liquidacion", "release date", "data", "fecha"},
	colRecord:     {"tipo de registro", "record type"},
	colDescribed:  {"descricao", "descripcion", "description"},
	colCredit:     {"valor liquido creditado", "creditado", "monto neto acreditado", "acreditado", "net credit amount", "net amount credited", "credited net amount"},
	colDebit:      {"valor liquido debitado", "debitado", "monto neto debitado", "net debit amount", "net amount debited", "debited net amount"},
	colGross:      {"valor bruto da operacao", "monto bruto de la operacion", "gross amount", "gross transaction amount", "gross amount of the transaction"},
	colMPFee:      {"tarifa do mercado pago", "comision de mercado pago o mercado libre incluye iva", "comision de mercado pago iva", "mercado pago fee"},
	colBalance:    {"saldo", "balance"},
}

// ReportColumns lists the columns that can be named by Options.Columns.
func ReportColumns() []string { return slices.Sorted(maps.Keys(headings)) }

// Columns of a file of orders.
const (
	OrderReference = "external_reference"
	OrderPayment   = "payment_id"
	OrderAmount    = "amount"
	OrderCurrency  = "currency"
	OrderDate      = "date"
	OrderStatus    = "status"
)

// OrderColumns lists them.
var OrderColumns = []string{OrderReference, OrderPayment, OrderAmount, OrderCurrency, OrderDate, OrderStatus}

var orderHeadings = map[string][]string{
	OrderReference: {"external reference", "externalreference", "reference", "referencia", "referencia externa", "codigo de referencia", "ref", "order", "order id", "orderid", "order number",
		"pedido", "id pedido", "id do pedido", "id del pedido", "id da venda", "numero do pedido", "numero de pedido", "orden", "id orden", "id de la orden"},
	OrderPayment: {"payment id", "paymentid", "mp payment id", "mercadopago payment id", "mercado pago payment id", "mercadopago id", "mp id", "payment", "source id", "transaction id",
		"id do pagamento", "id pagamento", "pagamento", "id del pago", "id de pago", "id pago", "pago", "operation id", "id de operacion", "id da operacao"},
	OrderAmount: {"amount", "transaction amount", "total", "total amount", "totalamount", "order total", "total paid amount", "gross amount", "price", "grand total",
		"valor", "valor total", "valor do pedido", "valor pago", "valor da compra", "monto", "monto total", "importe", "importe total", "valor de la compra"},
	OrderCurrency: {"currency", "currency id", "currency code", "moeda", "moneda", "divisa"},
	OrderDate: {"date", "order date", "created", "created at", "createdat", "date created", "paid at", "date approved", "data", "data do pedido", "criado em", "pago em",
		"fecha", "fecha de creacion", "fecha del pedido", "creado", "pagado en"},
	OrderStatus: {"status", "payment status", "order status", "state", "situacao", "estado", "status do pedido", "status do pagamento", "estado del pago"},
}

// fold brings a heading to lower-case words without accents: marks of writing do not tell columns apart.
func fold(s string) string {
	var b strings.Builder
	space := false
	for _, r := range strings.ToLower(s) {
		if plain, ok := accents[r]; ok {
			r = plain
		}
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
			if space && b.Len() > 0 {
				b.WriteByte(' ')
			}
			space = false
			b.WriteRune(r)
		case r >= 0x300 && r < 0x370: // a mark that stands on its own
		default:
			space = true
		}
	}
	return b.String()
}

var accents = func() map[rune]rune {
	m := map[rune]rune{}
	for plain, marked := range map[rune]string{'a': "áàâãä", 'e': "éèêë", 'i': "íìîï", 'o': "óòôõöº", 'u': "úùûü", 'c': "ç", 'n': "ñ"} {
		for _, r := range marked {
			m[r] = plain
		}
	}
	return m
}()

// lookup is made once: folded heading → columns it may be.
func lookup(table map[string][]string) map[string][]string {
	m := map[string][]string{}
	for key, names := range table {
		m[fold(key)] = append(m[fold(key)], key)
		for _, n := range names {
			if !slices.Contains(m[n], key) {
				m[n] = append(m[n], key)
			}
		}
	}
	for _, keys := range m {
		slices.Sort(keys)
	}
	return m
}

var (
	reportColumns = lookup(headings)
	orderColumns  = lookup(orderHeadings)
)

// layout finds where the columns stand. given maps a column to the heading that holds it. A heading that is the key
// itself counts before one that means the same; two equally good ones are left to the person.
func layout(file string, head []string, known map[string][]string, given map[string]string) (map[string]int, error) {
	at := map[string]int{}
	taken := map[int]bool{}
	for _, key := range sortedKeys(given) {
		i := slices.IndexFunc(head, func(h string) bool { return strings.EqualFold(strings.TrimSpace(h), strings.TrimSpace(given[key])) })
		if i < 0 {
			return nil, &Error{Code: UnknownColumn, File: file, Column: given[key], Names: head}
		}
		at[key], taken[i] = i, true
	}
	// The keys themselves first.
	for i, h := range head {
		for _, key := range known[fold(h)] {
			if fold(key) != fold(h) || taken[i] {
				continue
			}
			if _, set := given[key]; set {
				continue
			}
			if j, twice := at[key]; twice {
				return nil, &Error{Code: DoubleColumn, File: file, Column: key, Names: []string{head[j], h}}
			}
			at[key], taken[i] = i, true
		}
	}
	rank := map[string]int{}
	for i, h := range head {
		if taken[i] {
			continue
		}
		for _, key := range known[fold(h)] {
			r := slices.Index(namesOf(key), fold(h))
			if j, twice := at[key]; twice {
				if old, named := rank[key]; !named || old <= r {
					continue
				}
				delete(taken, j)
			}
			at[key], rank[key] = i, r
		}
	}
	return at, nil
}

func namesOf(key string) []string {
	if n, ok := headings[key]; ok {
		return n
	}
	return orderHeadings[key]
}

func sortedKeys(m map[string]string) []string {
	var keys []string
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// Move is what a row of a report tells.
type Move byte

// The moves. Balance rows carry a state, not a movement; Other are movements that belong to no order.
const (
	MoveOther Move = iota
	MoveSale
	MoveRefund
	MoveChargeback
	MoveDispute
	MoveBalance
	MoveOpening
	MoveTotal
)

// moves are the words of TRANSACTION_TYPE and DESCRIPTION, folded, with their translations in a workbook.
var moves = map[string]Move{
	"settlement": MoveSale, "payment": MoveSale, "pagamento aprovado": MoveSale, "pago aprobado": MoveSale, "approved payment": MoveSale, "payment approved": MoveSale,
	"pagamento": MoveSale, "pago": MoveSale,
	"refund": MoveRefund, "devolucao de dinheiro": MoveRefund, "devolucion de dinero": MoveRefund, "money refund": MoveRefund, "devolucao": MoveRefund, "devolucion": MoveRefund,
	"reembolso": MoveRefund, "estorno": MoveRefund,
	"chargeback": MoveChargeback, "contracargo": MoveChargeback, "contestacao": MoveChargeback, "chargebacks": MoveChargeback, "contracargos": MoveChargeback,
	"dispute": MoveDispute, "reclamo": MoveDispute, "reclamacao": MoveDispute, "disputa": MoveDispute, "mediation": MoveDispute, "mediation cancel": MoveDispute,
	"mediacion": MoveDispute, "mediacao": MoveDispute, "cancelacion de la mediacion": MoveDispute, "cancelamento da mediacao": MoveDispute,
}

// records are the words of RECORD_TYPE that are no movement.
var records = map[string]Move{
	"initial available balance": MoveOpening, "dinero disponible del periodo anterior": MoveOpening, "dinheiro disponivel do periodo anterior": MoveOpening, "previous period s available money": MoveOpening,
	"total": MoveTotal, "available balance": MoveBalance, "subtotal": MoveBalance, "block": MoveBalance, "unblock": MoveBalance, "fullblock": MoveBalance,
}
