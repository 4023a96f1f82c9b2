package settlement

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strings"

	"github.com/homologa/homologa/mpclient/limits"
)

// Standing is what an order's own status says about its money.
type Standing byte

// The standings. Without a status, or with a word nobody knows, nothing is held against the report.
const (
	StandsUnknown Standing = iota
	StandsPaid
	StandsUnpaid
	StandsRefunded
	StandsPartlyRefunded
	StandsChargedBack
	StandsDisputed
)

var standings = func() map[string]Standing {
	m := map[string]Standing{}
	for s, words := range map[Standing]string{
		StandsPaid: `approved,paid,accredited,processed,completed,complete,closed,fulfilled,shipped,delivered,captured,settled,success,succeeded,done,
			pago,paga,aprovado,aprovada,aprovado e pago,concluido,concluida,entregue,enviado,pagado,pagada,aprobado,aprobada,acreditado,completado,completada,entregado,finalizado`,
		StandsUnpaid: `pending,rejected,cancelled,canceled,expired,in process,in progress,failed,refused,abandoned,created,open,action required,authorized,voided,unpaid,
			pendente,recusado,recusada,rejeitado,cancelado,cancelada,expirado,expirada,vencido,aguardando pagamento,em analise,nao pago,
			pendiente,rechazado,rechazada,en proceso,fallido,abandonado,no pagado,esperando pago`,
		StandsRefunded:       `refunded,reembolsado,reembolsada,devolvido,devolvida,estornado,estornada,devuelto,devuelta`,
		StandsPartlyRefunded: `partially refunded,partial refund,refunded partially,reembolsado parcialmente,parcialmente reembolsado,devolvido parcialmente,devuelto parcialmente,parcialmente devuelto`,
		StandsChargedBack:    `charged back,chargeback,chargedback,contracargo,contestado,contestacao,estorno por contestacao,desconocido`,
		StandsDisputed:       `in mediation,in dispute,disputed,dispute,em disputa,em mediacao,en disputa,en mediacion,reclamo,reclamado,reclamacao`,
	} {
		for _, w := range strings.Split(words, ",") {
			m[strings.TrimSpace(w)] = s
		}
	}
	return m
}()

// entry is one order. Its texts are good until the next.
type entry struct {
	line      int64
	reference []byte
	payment   []byte
	currency  []byte
	amount    Amount
	standing  Standing
	at        int64 // Unix seconds, 0 when unknown
}

// orderSource hands out orders. A code refuses the row; with more false the file is over or, with an error, broken.
type orderSource interface {
	next(*entry) (code Code, refusal Refusal, more bool, err error)
	close()
	about() *table
}

func openOrders(in Input, o Options, progress func(int64)) (orderSource, error) {
	r, err := in.text(nil)
	if err != nil {
		return nil, err
	}
	first := firstByte(r)
	_ = r.Close()
	if first == '{' || first == '[' {
		return openJSONOrders(in, o, progress, first == '[')
	}
	t, err := openTable(in, "orders", orderColumns, o.OrderColumns, progress)
	if err != nil {
		return nil, err
	}
	c := &csvOrders{table: t, words: map[string]Standing{}}
	if _, ok := t.at[OrderReference]; !ok {
		if _, ok := t.at[OrderPayment]; !ok {
			t.close()
			return nil, &Error{Code: NotOrders, File: in.Name, Names: t.head}
		}
	}
	if err := t.require(OrderAmount); err != nil {
		t.close()
		return nil, err
	}
	c.reference, c.payment, c.amountAt = t.column(OrderReference), t.column(OrderPayment), t.column(OrderAmount)
	c.currency, c.date, c.status = t.column(OrderCurrency), t.column(OrderDate), t.column(OrderStatus)
	t.sums = []int{c.amountAt}
	t.dec, t.given = o.OrderDecimals, o.OrderDecimals != Unsaid
	return c, nil
}

func firstByte(r io.Reader) byte {
	b := bufio.NewReaderSize(r, 4096)
	for range 4096 {
		c, err := b.ReadByte()
		if err != nil {
			return 0
		}
		if c > ' ' {
			return c
		}
	}
	return 0
}

type csvOrders struct {
	*table
	reference, payment, amountAt, currency, date, status int
	words                                                map[string]Standing
}

func (c *csvOrders) about() *table { return c.table }

func (c *csvOrders) next(e *entry) (Code, Refusal, bool, error) {
	code, more := c.table.next()
	if !more {
		return "", Refusal{}, false, c.ended()
	}
	bad := func(code Code, column int) (Code, Refusal, bool, error) {
		return code, c.refuse(code, column), true, nil
	}
	*e = entry{line: c.s.line}
	if code != "" {
		return bad(code, -1)
	}
	var ok bool
	if e.reference, ok = c.text(c.reference, 0); !ok {
		return bad(RowEncoding, c.reference)
	}
	if e.payment, ok = c.text(c.payment, 1); !ok {
		return bad(RowEncoding, c.payment)
	}
	v, code, err := c.amount(c.amountAt)
	if err != nil {
		return "", Refusal{}, false, err
	}
	if code != "" {
		return bad(code, c.amountAt)
	}
	e.amount = v
	if mangled(e.payment) {
		return bad(RowID, c.payment)
	}
	if len(e.reference) == 0 && len(e.payment) == 0 {
		return bad(RowNoKey, max(c.reference, c.payment))
	}
	e.currency = bytes.TrimSpace(c.cell(c.currency))
	if at, ok := parseDate(c.cell(c.date), defaultOffset); ok {
		e.at = at.unix
	}
	e.standing = standingOf(c.words, c.cell(c.status))
	return "", Refusal{}, true, nil
}

func standingOf(seen map[string]Standing, word []byte) Standing {
	if len(word) == 0 {
		return StandsUnknown
	}
	s, found := seen[string(word)]
	if !found {
		s = standings[fold(texts([][]byte{word})[0])]
		if len(seen) < maxWords {
			seen[string(word)] = s
		}
	}
	return s
}

// mangled tells a payment id a spreadsheet turned into 1.33251E+11; its digits are lost.
func mangled(id []byte) bool {
	i := bytes.IndexAny(id, "eE")
	if i < 1 || len(id) > 24 || i+1 >= len(id) || id[i+1] != '+' {
		return false
	}
	return strings.Trim(string(id[:i]), "0123456789.,") == "" && strings.Trim(string(id[i+2:]), "0123456789") == ""
}

// jsonOrders reads one object per line, or an array of objects.
type jsonOrders struct {
	*table
	given map[string]string
	array *json.Decoder
	count int64
	words map[string]Standing
	names map[string]string // member as written → column
}

func openJSONOrders(in Input, o Options, progress func(int64), array bool) (orderSource, error) {
	r, err := in.text(progress)
	if err != nil {
		return nil, err
	}
	j := &jsonOrders{table: &table{in: in, file: "orders", source: r, dec: o.OrderDecimals, given: o.OrderDecimals != Unsaid}, given: o.OrderColumns,
		words: map[string]Standing{}, names: map[string]string{}}
	// Bytes that cannot stand in a line of JSON cut nothing: the scanner serves as a reader of lines.
	j.s = newScanner(r, 0)
	if array {
		j.array = json.NewDecoder(limits.NewJSON(r))
		j.array.UseNumber()
		if _, err := j.array.Token(); err != nil {
			_ = r.Close()
			return nil, &Error{Code: BadJSON, File: in.Name}
		}
	}
	return j, nil
}

func (j *jsonOrders) about() *table { return j.table }

// object brings the next order's members; a line that is no object is refused alone, an array breaks off.
func (j *jsonOrders) object() (m map[string]json.RawMessage, code Code, more bool, err error) {
	if j.array != nil {
		if !j.array.More() {
			tok, err := j.array.Token()
			if bad := j.beyond(err, j.count+1); bad != nil {
				return nil, "", false, bad
			}
			if err != nil || tok != json.Delim(']') {
				return nil, "", false, &Error{Code: Cut, File: j.in.Name, Row: j.count}
			}
			return nil, "", false, nil
		}
		j.count++
		j.s.line = j.count
		var raw json.RawMessage
		if err := j.array.Decode(&raw); err != nil {
			if bad := j.beyond(err, j.count); bad != nil {
				return nil, "", false, bad
			}
			bad := &Error{Code: BadJSON, File: j.in.Name, Row: j.count}
			if errors.Is(err, io.ErrUnexpectedEOF) || err == io.EOF {
				bad.Code = Cut
			}
			return nil, "", false, bad
		}
		if limits.Unmarshal(raw, &m) != nil || m == nil {
			return nil, RowJSON, true, nil
		}
		return m, "", true, nil
	}
	line, bare, ok := j.s.wholeLine()
	if !ok {
		if j.s.failed != nil {
			return nil, "", false, j.broke()
		}
		return nil, "", false, nil
	}
	if limits.Unmarshal(line, &m) != nil || m == nil {
		if bare && limits.JSONDepth(line) == nil {
			return nil, "", false, &Error{Code: Cut, File: j.in.Name, Row: j.s.line}
		}
		return nil, RowJSON, true, nil
	}
	return m, "", true, nil
}

// beyond words an element of an array that met a limit; nil for any other error.
func (j *jsonOrders) beyond(err error, row int64) error {
	switch {
	case errors.Is(err, limits.ErrPiece):
		return &Error{Code: TooLong, File: j.in.Name, Row: row}
	case errors.Is(err, limits.ErrDepth):
		return &Error{Code: TooDeep, File: j.in.Name, Row: row, Column: "–"}
	}
	return nil
}

// wholeLine is the next line that is not blank; bare when the file ends without a line end.
func (s *scanner) wholeLine() (line []byte, bare, ok bool) {
	for {
		i := bytes.IndexByte(s.buf[s.pos:s.end], '\n')
		for i < 0 && !s.eof && s.end-s.pos <= maxRecord {
			s.fill()
			i = bytes.IndexByte(s.buf[s.pos:s.end], '\n')
		}
		switch {
		case s.failed != nil:
			return nil, false, false
		case i < 0 && s.end-s.pos > maxRecord:
			s.failed = errTooLong
			return nil, false, false
		case i < 0 && s.pos == s.end:
			return nil, false, false
		}
		s.line = s.after + 1
		if i < 0 {
			i, bare = s.end-s.pos, true
		}
		line = bytes.TrimSpace(s.buf[s.pos : s.pos+i])
		s.pos = min(s.pos+i+1, s.end)
		s.after++
		if len(line) > 0 {
			return line, bare, true
		}
	}
}

// columnOfMember tells which column a member of the object is.
func (j *jsonOrders) columnOfMember(name string) string {
	col, seen := j.names[name]
	if seen {
		return col
	}
	f := fold(strings.ReplaceAll(name, "_", " "))
	for c, given := range j.given {
		if given == name {
			col = c
		}
	}
	if keys := orderColumns[f]; col == "" && len(keys) > 0 {
		if _, set := j.given[keys[0]]; !set {
			col = keys[0]
		}
	}
	if len(j.names) < maxWords {
		j.names[name] = col
	}
	return col
}

func (j *jsonOrders) next(e *entry) (Code, Refusal, bool, error) {
	m, code, more, err := j.object()
	if !more || err != nil {
		if err == nil {
			err = j.ended()
		}
		return "", Refusal{}, false, err
	}
	*e = entry{line: j.s.line}
	bad := func(code Code, column, value string) (Code, Refusal, bool, error) {
		return code, Refusal{File: "orders", Row: e.line, Code: code, Column: column, Value: value[:min(len(value), 60)]}, true, nil
	}
	if code != "" {
		return bad(code, "", "")
	}
	rank := map[string]int{}
	found := map[string]string{}
	for name, raw := range m {
		col := j.columnOfMember(name)
		if col == "" {
			continue
		}
		r := 1 + rankOf(col, name)
		if j.given[col] == name {
			r = 0
		}
		if old, twice := rank[col]; twice && old <= r {
			continue
		}
		rank[col], found[col] = r, string(raw)
	}
	texts := map[string][]byte{}
	for col, raw := range found {
		if col == OrderAmount {
			continue
		}
		s, ok := jsonText(raw)
		if !ok {
			return bad(RowJSON, col, raw)
		}
		b, enc := decode([]byte(s), nil)
		if enc == noText {
			return bad(RowEncoding, col, s)
		}
		texts[col] = b
	}
	e.reference, e.payment, e.currency = texts[OrderReference], texts[OrderPayment], texts[OrderCurrency]
	v, code, err := j.jsonAmount(found[OrderAmount])
	switch {
	case err != nil:
		return "", Refusal{}, false, err
	case code != "":
		return bad(code, OrderAmount, found[OrderAmount])
	case mangled(e.payment):
		return bad(RowID, OrderPayment, string(e.payment))
	case len(e.reference) == 0 && len(e.payment) == 0:
		return bad(RowNoKey, "", "")
	}
	e.amount = v
	if at, ok := parseDate(texts[OrderDate], defaultOffset); ok {
		e.at = at.unix
	}
	e.standing = standingOf(j.words, texts[OrderStatus])
	return "", Refusal{}, true, nil
}

func rankOf(col, name string) int {
	f := fold(strings.ReplaceAll(name, "_", " "))
	if f == fold(col) {
		return 0
	}
	for i, n := range orderHeadings[col] {
		if n == f {
			return i + 1
		}
	}
	return len(orderHeadings[col]) + 1
}

// jsonText is a text, number or null; other values are no text.
func jsonText(raw string) (string, bool) {
	if raw == "null" {
		return "", true
	}
	if raw != "" && raw[0] == '"' {
		var s string
		err := json.Unmarshal([]byte(raw), &s)
		return s, err == nil
	}
	if raw == "" || raw[0] == '{' || raw[0] == '[' || raw == "true" || raw == "false" {
		return "", false
	}
	return raw, true
}

// jsonAmount reads a number, whose mark is the point whatever the file says, or a text.
func (j *jsonOrders) jsonAmount(raw string) (Amount, Code, error) {
	s, ok := jsonText(raw)
	switch {
	case !ok && raw != "":
		return 0, RowAmount, nil
	case s == "":
		return 0, RowNoAmount, nil
	case raw[0] != '"':
		v, sh := parseAmount([]byte(plainNumber(s)), Point)
		if sh == unreadable {
			return 0, RowAmount, nil
		}
		return v, "", nil
	}
	v, sh := parseAmount([]byte(s), j.dec)
	if sh == ambiguous {
		if j.dec == Unsaid {
			if err := j.decideJSON(s); err != nil {
				return 0, "", err
			}
			v, sh = parseAmount([]byte(s), j.dec)
		}
		if j.doubtRow == 0 {
			j.doubtRow, j.doubt = j.s.line, s
		}
	}
	switch sh {
	case unreadable:
		return 0, RowAmount, nil
	case pointShape:
		j.saw(Point, j.s.line)
	case commaShape:
		j.saw(Comma, j.s.line)
	}
	return v, "", nil
}

// decideJSON looks through the file for a text that can be read one way only.
func (j *jsonOrders) decideJSON(value string) error {
	row := j.s.line
	src, err := openJSONOrders(j.in, Options{OrderColumns: j.given, OrderDecimals: Point}, nil, j.array != nil)
	if err != nil {
		return err
	}
	defer src.close()
	other := src.(*jsonOrders)
	for other.pointRow == 0 && other.commaRow == 0 {
		var e entry
		_, _, more, err := other.next(&e)
		if err != nil {
			return err
		}
		if !more {
			return &Error{Code: Undecided, File: j.in.Name, Row: row, Value: value}
		}
	}
	j.dec = Point
	if other.commaRow > 0 {
		j.dec = Comma
	}
	return nil
}
