package settlement

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"
)

// paper is what somebody with a pencil would keep for a day or a currency, in cents.
type paper struct{ in, fees, refunds, chargebacks, others, net, rows int }

func (s *paper) write(kind string, gross, net int) {
	s.rows++
	s.net += net
	switch kind {
	case "sale":
		s.in += gross
	case "refund":
		s.refunds += gross
	case "chargeback", "dispute":
		s.chargebacks += gross
	default:
		s.others += net
		gross = net
	}
	s.fees += net - gross
}

func (s *paper) differs(d Day) string {
	for name, v := range map[string][2]int{"in": {s.in, int(d.In)}, "fees": {s.fees, int(d.Fees)}, "refunds": {s.refunds, int(d.Refunds)},
		"chargebacks": {s.chargebacks, int(d.Chargebacks)}, "others": {s.others, int(d.Others)}, "net": {s.net, int(d.Net)}, "rows": {s.rows * 100, int(d.Rows) * 10_000}} {
		if v[0]*100 != v[1] {
			return fmt.Sprintf("%s %d, want %d", name, v[1], v[0]*100)
		}
	}
	return ""
}

// TestSummariesAddUp writes random reports of both kinds and adds them up by pencil: each day, each currency, the balance.
func TestSummariesAddUp(t *testing.T) {
	words := map[Kind]map[string]string{
		Settlement: {"sale": "SETTLEMENT", "refund": "REFUND", "chargeback": "CHARGEBACK", "dispute": "DISPUTE", "other": "WITHDRAWAL"},
		Release:    {"sale": "payment", "refund": "refund", "chargeback": "chargeback", "dispute": "mediation", "other": "payout"},
	}
	utc := time.FixedZone("UTC+5", 5*3600)
	for seed := range uint64(120) {
		r := rand.New(rand.NewPCG(seed, 5))
		kind := []Kind{Settlement, Release}[r.IntN(2)]
		var zone *time.Location
		if r.IntN(2) == 0 {
			zone = utc
		}
		noNet := kind == Settlement && r.IntN(3) == 0
		currencies := []string{"BRL", "BRL", "ARS"}[:1+2*r.IntN(2)]
		days, totals, moves := map[string]*paper{}, map[string]*paper{}, map[string]int64{}
		var b strings.Builder
		switch {
		case kind == Release:
			b.WriteString("DATE;SOURCE_ID;EXTERNAL_REFERENCE;RECORD_TYPE;DESCRIPTION;NET_CREDIT_AMOUNT;NET_DEBIT_AMOUNT;GROSS_AMOUNT;SETTLEMENT_CURRENCY\n")
			b.WriteString("2026-05-10T00:00:00.000-04:00;;;initial_available_balance;;1000.00;0.00;1000.00;\n")
		case noNet:
			b.WriteString("SETTLEMENT_DATE;SOURCE_ID;TRANSACTION_TYPE;TRANSACTION_AMOUNT;FEE_AMOUNT;TRANSACTION_CURRENCY\n")
		default:
			b.WriteString("SETTLEMENT_DATE;SOURCE_ID;TRANSACTION_TYPE;TRANSACTION_AMOUNT;SETTLEMENT_NET_AMOUNT;TRANSACTION_CURRENCY\n")
		}
		good, refused, balance := 0, 0, 100_000
		for i := range 1 + r.IntN(60) {
			what := []string{"sale", "sale", "sale", "refund", "chargeback", "dispute", "other"}[r.IntN(7)]
			gross := 1000 + r.IntN(100_000)
			net := gross - r.IntN(900)
			if what != "sale" {
				gross, net = -gross, -net
			}
			coin := currencies[r.IntN(len(currencies))]
			day, hour := 11+r.IntN(3), r.IntN(24)
			shown := day
			if zone != nil && hour >= 24-4-5 { // written at -04:00, read at +05:00
				shown++
			}
			date := fmt.Sprintf("2026-05-%02dT%02d:59:59.000-04:00", day, hour)
			bad := r.IntN(15) == 0
			grossText := inCents(gross)
			if bad {
				grossText = "1x"
				refused++
			}
			word := words[kind][what]
			switch {
			case kind == Release:
				credit, debit := inCents(net), "0.00"
				if net < 0 {
					credit, debit = "0.00", inCents(-net)
				}
				fmt.Fprintf(&b, "%s;%d;R-%d;release;%s;%s;%s;%s;%s\n", date, i, i, word, credit, debit, grossText, coin)
			case noNet:
				fmt.Fprintf(&b, "%s;%d;%s;%s;%s;%s\n", date, i, word, grossText, inCents(net-gross), coin)
			default:
				fmt.Fprintf(&b, "%s;%d;%s;%s;%s;%s\n", date, i, word, grossText, inCents(net), coin)
			}
			if bad {
				continue
			}
			good++
			balance += net
			moves[word]++
			for _, at := range []struct {
				m map[string]*paper
				k string
			}{{days, fmt.Sprintf("2026-05-%02d %s", shown, coin)}, {totals, " " + coin}} {
				if at.m[at.k] == nil {
					at.m[at.k] = &paper{}
				}
				at.m[at.k].write(what, gross, net)
			}
		}
		if good == 0 {
			continue
		}
		off := r.IntN(3) == 0
		if kind == Release {
			end := balance
			if off {
				end++
			}
			fmt.Fprintf(&b, "2026-05-14T00:00:00.000-04:00;;;total;;%s;%s;%s;\n", inCents(max(end, 0)), inCents(max(-end, 0)), inCents(end))
		}
		s, err := Summarize(context.Background(), Bytes("report.csv", []byte(b.String())), Options{Zone: zone})
		if err != nil {
			t.Fatalf("seed %d: %v\n%s", seed, err, b.String())
		}
		if len(s.Days) != len(days) || len(s.Totals) != len(totals) || int(s.Rows.Counted) != good || int(s.Rows.Refused) != refused || len(s.Refusals) != refused {
			t.Fatalf("seed %d: %d days of %d, %d totals of %d, rows %+v, want %d and %d\n%s", seed, len(s.Days), len(days), len(s.Totals), len(totals), s.Rows, good, refused, b.String())
		}
		for _, d := range append(s.Days, s.Totals...) {
			want := days[d.Date+" "+d.Currency]
			if d.Date == "" {
				want = totals[" "+d.Currency]
			}
			if want == nil {
				t.Fatalf("seed %d: nothing was written for %s %s", seed, d.Date, d.Currency)
			}
			if text := want.differs(d); text != "" {
				t.Fatalf("seed %d, %s %s: %s\n%s", seed, d.Date, d.Currency, text, b.String())
			}
		}
		for w, n := range moves {
			if s.Moves[w] != n {
				t.Fatalf("seed %d: %s %d times, want %d", seed, w, s.Moves[w], n)
			}
		}
		if kind != Release {
			if s.Opening != nil || s.Closing != nil || s.Balanced != nil || s.NoNet != noNet {
				t.Fatalf("seed %d: a balance out of a report without: %+v", seed, s)
			}
			continue
		}
		if s.Opening == nil || *s.Opening != 1000*unit || s.Closing == nil || s.Rows.Balance != 2 {
			t.Fatalf("seed %d: %+v", seed, s)
		}
		switch judged := len(totals) == 1 && refused == 0; {
		case judged != (s.Balanced != nil), judged && *s.Balanced == off:
			t.Fatalf("seed %d: balanced %v, off by one cent: %v\n%s", seed, s.Balanced, off, b.String())
		case len(totals) == 1:
			if last := s.Days[len(s.Days)-1].Available; last == nil || int(*last) != balance*100 {
				t.Fatalf("seed %d: available %v, want %d", seed, last, balance*100)
			}
		}
	}
}

func inCents(c int) string {
	if c < 0 {
		return fmt.Sprintf("-%d.%02d", -c/100, -c%100)
	}
	return fmt.Sprintf("%d.%02d", c/100, c%100)
}
