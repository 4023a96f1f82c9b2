package settlement

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"math/big"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// The naive reference: maps, encoding/csv and fractions, no regard for speed. It shares no code with the package.

type plainOrder struct {
	ref, pay, amount, status string
	line                     int
}

type plainRow struct{ ref, pay, kind, amount, date string }

// unreadableRow is a row of the report that has to be refused; it changes nothing but the counts.
const unreadableRow = "unreadable"

type verdict struct {
	outcome string
	reason  string
	sold    string
}

func fraction(s string) *big.Rat {
	r, ok := new(big.Rat).SetString(s)
	if !ok {
		panic(s)
	}
	return r
}

// naively judges every order (by its line) and counts rows of the report and differences.
func naively(orders []plainOrder, rows []plainRow) (map[int]verdict, map[string]int) {
	type sums struct {
		sold, again, refunded, charged, held *big.Rat
		sales, copies, n                     int
		seen                                 map[plainRow]bool
		other                                bool
	}
	of := map[int]*sums{}
	twin := map[int]int{}
	firstPay, firstRef := map[string]int{}, map[string]int{}
	byPay, byRef := map[int]bool{}, map[int]bool{}
	for i, o := range orders {
		of[i] = &sums{new(big.Rat), new(big.Rat), new(big.Rat), new(big.Rat), new(big.Rat), 0, 0, 0, map[plainRow]bool{}, false}
		if j, known := firstPay[o.pay]; known && o.pay != "" && (o.ref == "" || orders[j].ref == o.ref) {
			twin[i] = j
		} else if !known {
			firstPay[o.pay] = i
		}
		if j, known := firstRef[o.ref]; known && o.ref != "" && o.pay == "" {
			twin[i] = j
		} else if !known {
			firstRef[o.ref] = i
		}
	}
	rowCount := map[string]int{}
	differences := 0
	for _, r := range rows {
		rowCount["read"]++
		if r.kind == unreadableRow {
			rowCount["refused"]++
			differences++
			continue
		}
		if r.kind == "WITHDRAWAL" {
			rowCount["none"]++
			continue
		}
		best, bestScore := -1, -1
		if i, known := firstPay[r.pay]; known && r.pay != "" {
			best, bestScore = i, 99
		}
		viaRef := best < 0
		if best < 0 {
			for i := range orders {
				if r.ref == "" || orders[i].ref != r.ref {
					continue
				}
				score := 0
				if of[i].sales > 0 {
					score += 2
				}
				if orders[i].status != "rejected" {
					score++
				}
				if score > bestScore {
					best, bestScore = i, score
				}
			}
		}
		if best < 0 {
			rowCount["unordered"]++
			differences++
			continue
		}
		if viaRef {
			byRef[best] = true
		} else {
			byPay[best] = true
		}
		s := of[best]
		copied := r.pay != "" && s.seen[r]
		s.seen[r] = true
		v := fraction(r.amount)
		switch {
		case copied && r.kind == "SETTLEMENT":
			s.again.Add(s.again, v)
			s.copies++
		case copied:
			rowCount["duplicate"]++
			differences++
		case r.kind == "SETTLEMENT":
			s.sold.Add(s.sold, v)
			s.sales++
			s.n++
		case r.kind == "REFUND":
			s.refunded.Sub(s.refunded, v)
			s.n++
		case r.kind == "DISPUTE":
			s.held.Sub(s.held, v)
			s.n++
		default:
			s.charged.Sub(s.charged, v)
			s.n++
		}
		if !copied {
			rowCount["matched"]++
		}
		if viaRef && r.kind == "SETTLEMENT" && orders[best].pay != "" && r.pay != "" {
			s.other = true
		}
	}
	out := map[int]verdict{}
	for i, o := range orders {
		s, amount := of[i], fraction(o.amount)
		say := func(outcome, reason string, differs bool) {
			out[o.line] = verdict{outcome, reason, s.sold.FloatString(2)}
			if differs {
				differences++
			}
		}
		if j, is := twin[i]; is && s.n == 0 && (o.pay != "" && byPay[j] || o.pay == "" && byRef[j]) {
			say("duplicate_order", "", true)
			continue
		}
		if s.n == 0 {
			if o.status == "rejected" {
				say("not_paid", "", false)
			} else {
				say("only_in_orders", "", true)
			}
			continue
		}
		if whole := new(big.Rat).Add(s.sold, s.again); s.copies > 0 && s.sold.Cmp(amount) != 0 && whole.Cmp(amount) == 0 {
			s.sold = whole
			rowCount["matched"] += s.copies
		} else {
			rowCount["duplicate"] += s.copies
			differences += s.copies
		}
		base := s.sold
		if s.sales == 0 {
			base = amount
		}
		gone := new(big.Rat).Add(s.refunded, s.charged)
		switch zero := new(big.Rat); {
		case s.sales > 1 && amount.Sign() != 0 && new(big.Rat).Mul(amount, big.NewRat(int64(s.sales), 1)).Cmp(s.sold) == 0:
			say("amount_differs", "paid_more_than_once", true)
		case s.sales > 0 && s.sold.Cmp(amount) != 0:
			say("amount_differs", "", true)
		case s.refunded.Cmp(base) > 0:
			say("amount_differs", "refunded_more_than_paid", true)
		case o.status == "rejected" && gone.Cmp(base) < 0:
			say("status_differs", "order_says_not_paid", true)
		case s.charged.Cmp(zero) > 0:
			say("charged_back", "", o.status != "charged_back")
		case s.held.Cmp(zero) > 0:
			say("disputed", "", o.status != "in_mediation")
		case s.refunded.Cmp(base) == 0 && s.refunded.Cmp(zero) > 0:
			say("refunded", "", o.status != "refunded" && o.status != "rejected")
		case s.refunded.Cmp(zero) > 0:
			say("refunded_partially", "", o.status != "partially_refunded")
		case s.sales == 0:
			say("only_in_orders", "sale_not_in_report", true)
		case o.status == "refunded" || o.status == "partially_refunded":
			say("status_differs", "order_says_refunded", true)
		case o.status == "charged_back":
			say("status_differs", "order_says_charged_back", true)
		case s.other:
			say("matched", "other_payment_id", false)
		default:
			say("matched", "", false)
		}
	}
	rowCount["differing"] = differences
	return out, rowCount
}

// writing is how one random file is written.
type writing struct {
	comma  rune
	dec    string
	encode func([]byte) []byte
}

func randomWriting(r *rand.Rand) writing {
	w := writing{comma: []rune{',', ';', '|', '\t'}[r.IntN(4)], dec: []string{"point", "comma", "comma-grouped", "point-grouped"}[r.IntN(4)]}
	w.encode = []func([]byte) []byte{
		func(b []byte) []byte { return b },
		func(b []byte) []byte { return append([]byte("\xef\xbb\xbf"), b...) },
		func(b []byte) []byte { return inUTF16(b, true, false) },
		func(b []byte) []byte { return inUTF16(b, false, true) },
		inLatin1,
		func(b []byte) []byte { return bytes.ReplaceAll(b, []byte("\n"), []byte("\r\n")) },
		func(b []byte) []byte { return bytes.TrimRight(b, "\n") },
	}[r.IntN(7)]
	return w
}

func (w writing) amount(cents int) string {
	sign := ""
	if cents < 0 {
		sign, cents = "-", -cents
	}
	whole := fmt.Sprint(cents / 100)
	if strings.HasSuffix(w.dec, "grouped") && len(whole) > 3 {
		whole = whole[:len(whole)-3] + map[string]string{"comma-grouped": ".", "point-grouped": ","}[w.dec] + whole[len(whole)-3:]
	}
	mark := "."
	if strings.HasPrefix(w.dec, "comma") {
		mark = ","
	}
	return fmt.Sprintf("%s%s%s%02d", sign, whole, mark, cents%100)
}

func (w writing) file(t *testing.T, head []string, rows [][]string, r *rand.Rand) []byte {
	t.Helper()
	order := r.Perm(len(head))
	shuffle := func(row []string) []string {
		out := make([]string, len(row))
		for i, j := range order {
			out[i] = row[j]
		}
		return out
	}
	var b bytes.Buffer
	c := csv.NewWriter(&b)
	c.Comma = w.comma
	if err := c.Write(shuffle(head)); err != nil {
		t.Fatal(err)
	}
	for _, row := range rows {
		if err := c.Write(shuffle(row)); err != nil {
			t.Fatal(err)
		}
	}
	c.Flush()
	return w.encode(b.Bytes())
}

func inUTF16(b []byte, little, mark bool) []byte {
	var out []byte
	put := func(v uint16) {
		if little {
			out = append(out, byte(v), byte(v>>8))
		} else {
			out = append(out, byte(v>>8), byte(v))
		}
	}
	if mark {
		put(0xFEFF)
	}
	for _, r := range string(b) {
		put(uint16(r)) // test texts stay in the first plane
	}
	return out
}

func inLatin1(b []byte) []byte {
	var out []byte
	for _, r := range string(b) {
		out = append(out, byte(r))
	}
	return out
}

func TestAgainstTheNaiveReference(t *testing.T) {
	reports := [][]string{
		{"EXTERNAL_REFERENCE", "SOURCE_ID", "TRANSACTION_TYPE", "TRANSACTION_AMOUNT", "SETTLEMENT_DATE", "METADATA"},
		{"Código de referência", "ID da operação no Mercado Pago", "Tipo de operação", "Valor da compra", "Data de aprovação", "x"},
		{"NÚMERO DE IDENTIFICACIÓN", "ID DE OPERACIÓN EN MERCADO PAGO", "TIPO DE OPERACIÓN", "VALOR DE LA COMPRA", "FECHA DE APROBACIÓN", "NOTAS"},
	}
	heads := [][]string{{"external_reference", "payment_id", "amount", "status"}, {"Pedido", "ID do pagamento", "Valor total", "Situação"}, {"referencia", "id_pago", "importe", "estado"}}
	total := map[string]int{}
	for seed := range uint64(400) {
		r := rand.New(rand.NewPCG(seed, 7))
		ref := func() string {
			return []string{"", fmt.Sprintf("A-%d", r.IntN(25)), fmt.Sprintf("Ação %d", r.IntN(10)), fmt.Sprintf("a\n\"%d\", x", r.IntN(6))}[r.IntN(4)]
		}
		pay := func() string {
			if r.IntN(4) == 0 {
				return ""
			}
			return fmt.Sprint(1000 + r.IntN(40))
		}
		cents := func() int { return []int{100, 12345, 999, 123456, 50000, 7}[r.IntN(6)] }
		ow, rw := randomWriting(r), randomWriting(r)
		var orders []plainOrder
		var orderRows, reportRows [][]string
		refused := map[int]bool{} // rows of the orders, from 0
		for range r.IntN(30) {
			o := plainOrder{ref: ref(), pay: pay(), status: []string{"approved", "", "rejected", "refunded", "charged_back", "partially_refunded", "in_mediation"}[r.IntN(7)]}
			if o.ref == "" && o.pay == "" {
				o.pay = "77"
			}
			c := cents()
			o.amount = fmt.Sprintf("%d.%02d", c/100, c%100)
			row := []string{o.ref, o.pay, ow.amount(c), o.status}
			if r.IntN(12) == 0 {
				refused[len(orders)] = true
				switch r.IntN(4) {
				case 0:
					row[2] = ""
				case 1:
					row[2] = "12x"
				case 2:
					row[1] = "1.33251E+11"
				default:
					row[0], row[1], o.ref = "", "", ""
				}
			}
			orders, orderRows = append(orders, o), append(orderRows, row)
		}
		var rows []plainRow
		book := func(x plainRow, c int) {
			x.amount = fmt.Sprintf("%d/100", c)
			row := []string{x.ref, x.pay, x.kind, rw.amount(c), x.date, ""}
			if r.IntN(15) == 0 {
				row[3] = "1a,00"
				if x.kind != "WITHDRAWAL" && r.IntN(2) == 0 {
					row[3] = ""
				}
				x.kind = unreadableRow
			}
			for range 1 + r.IntN(8)/7 { // now and then a copy
				rows, reportRows = append(rows, x), append(reportRows, row)
			}
		}
		for range r.IntN(60) {
			x := plainRow{ref: ref(), pay: pay(), kind: "SETTLEMENT", date: fmt.Sprintf("2026-05-%02dT10:00:00.000-04:00", 1+r.IntN(3))}
			c := cents()
			if len(orders) > 0 && r.IntN(3) > 0 {
				o := orders[r.IntN(len(orders))]
				x.ref, x.pay = o.ref, o.pay
				n, _ := new(big.Rat).Mul(fraction(o.amount), big.NewRat(100, 1)).Float64()
				c = int(n)
			}
			if r.IntN(4) == 0 {
				x.pay = pay() // by reference, beside another payment
			}
			switch r.IntN(10) {
			case 0:
				x.kind = "REFUND"
				c = -c
			case 1:
				x.kind = "REFUND"
				c = -c / 2
			case 2:
				x.kind, c = "CHARGEBACK", -c
			case 3:
				x.kind = "WITHDRAWAL"
			case 4:
				x.kind, c = "DISPUTE", -c
				if r.IntN(2) == 0 { // and what was held comes back
					book(x, c)
					c = -c
				}
			}
			if c == 0 {
				c = -1
			}
			book(x, c)
		}
		// Lines follow from what stands before: a text may hold a line end.
		line, all := 2, orders
		orders = nil
		for i, o := range all {
			o.line = line
			line += 1 + strings.Count(o.ref, "\n")
			if !refused[i] {
				orders = append(orders, o)
			}
		}
		of := ow.file(t, heads[r.IntN(3)], orderRows, r)
		rf := rw.file(t, reports[r.IntN(3)], reportRows, r)
		want, count := naively(orders, rows)
		for _, side := range []string{"orders in memory", "orders sifted"} {
			got := map[int]verdict{}
			oin, rin := Bytes("orders.csv", of), Bytes("report.csv", rf)
			if oin.Size, rin.Size = 1, 2; side == "orders sifted" {
				oin.Size, rin.Size = 2, 1
			}
			rows := 0
			res, err := Reconcile(context.Background(), rin, oin, Options{All: true}, func(rec Record) error {
				if rec.OrderRow == 0 || rec.Outcome == DuplicateRow {
					rows++
					return nil
				}
				v := verdict{string(rec.Outcome), string(rec.Reason), "0.00"}
				if rec.Received != nil {
					v.sold = rec.Received.String()
				}
				if _, twice := got[int(rec.OrderRow)]; twice {
					t.Errorf("seed %d: order %d is judged twice", seed, rec.OrderRow)
				}
				got[int(rec.OrderRow)] = v
				return nil
			})
			if none := len(all) > 0 && len(orders) == 0 || count["read"] > 0 && count["read"] == count["refused"]; none {
				if e := (*Error)(nil); !errors.As(err, &e) || e.Code != AllRefused || e.Row < 2 {
					t.Errorf("seed %d, %s: %v where nothing can be read", seed, side, err)
				}
				continue
			}
			if err != nil {
				t.Fatalf("seed %d, %s: %v\n%q\n%q", seed, side, err, of, rf)
			}
			for line, v := range want {
				total[v.outcome]++
				if g := got[line]; g.outcome != v.outcome || g.reason != v.reason || (v.outcome == "amount_differs" || v.outcome == "matched") && g.sold != v.sold {
					t.Errorf("seed %d, %s: order in line %d is %+v, want %+v\n%s\n%s", seed, side, line, g, v, of, rf)
				}
			}
			n := res.Rows
			count["differences"] = count["differing"] + len(refused)
			if int(res.Orders.Refused) != len(refused) || int(res.Orders.Read) != len(all) {
				t.Errorf("seed %d, %s: %+v, want %d refused of %d", seed, side, res.Orders, len(refused), len(all))
			}
			have := map[string]int{"read": int(n.Read), "matched": int(n.Matched), "unordered": int(n.Unordered), "none": int(n.NoOrder), "duplicate": int(n.Duplicate), "refused": int(n.Refused), "differences": int(res.Differences)}
			for k, v := range have {
				if v != count[k] {
					t.Errorf("seed %d, %s: %s %d, want %d\n%s\n%s", seed, side, k, v, count[k], of, rf)
				}
			}
			if rows != int(n.Unordered+n.Duplicate) {
				t.Errorf("seed %d: %d records of rows, counted %+v", seed, rows, n)
			}
			addUp(t, res)
			if t.Failed() {
				return
			}
		}
	}
	for _, o := range []string{"matched", "amount_differs", "status_differs", "only_in_orders", "refunded", "refunded_partially", "charged_back", "disputed", "not_paid", "duplicate_order"} {
		if total[o] < 20 {
			t.Errorf("%s came up %d times only: the files are not random enough", o, total[o])
		}
	}
}

// addUp holds that nothing is lost: what was read is what was judged and what was refused.
func addUp(t *testing.T, res *Result) {
	t.Helper()
	n := res.Rows
	if n.Read != n.Matched+n.Unordered+n.NoOrder+n.Duplicate+n.Refused {
		t.Errorf("rows do not add up: %+v", n)
	}
	if res.Orders.Read != res.Orders.Judged+res.Orders.Refused {
		t.Errorf("orders do not add up: %+v", res.Orders)
	}
	judged, others := int64(0), int64(0)
	for o, k := range res.Outcomes {
		if !slices.Contains(Outcomes, o) {
			t.Errorf("outcome %q is not listed", o)
		}
		if o != OnlyReport && o != DuplicateRow {
			judged += k
		}
	}
	for _, k := range res.Others {
		others += k
	}
	if judged != res.Orders.Judged || others != n.NoOrder || res.Outcomes[OnlyReport] != n.Unordered || res.Outcomes[DuplicateRow] != n.Duplicate {
		t.Errorf("outcomes do not add up: %v of %+v and %+v, others %v", res.Outcomes, res.Orders, n, res.Others)
	}
}
