package sandbox

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/homologa/homologa/mpclient"
)

// till is what a shopkeeper would write on paper: whole cents, and what became of them. It shares nothing with the simulator.
type till struct {
	state     string // open, held, paid, back, void
	price     int
	taken     int // what may be given back
	back      int
	slips     int // refunds made
	mostSlips int
}

// captured tells whether taking so much of what is held works; 0 takes all.
func (l *till) capture(cents int) bool {
	if l.state != "held" || cents < 0 || cents > l.price {
		return false
	}
	if cents > 0 {
		l.price = cents
	}
	l.state, l.taken = "paid", l.price
	return true
}

func (l *till) giveBack(cents int) bool {
	left := l.taken - l.back
	if l.state != "paid" || cents > left || cents <= 0 || l.mostSlips > 0 && l.slips >= l.mostSlips {
		return false
	}
	l.back += cents
	l.slips++
	if l.back == l.taken {
		l.state = "back"
	}
	return true
}

func (l *till) void() bool {
	if l.state != "open" && l.state != "held" {
		return false
	}
	l.state = "void"
	return true
}

func inUnits(cents int) string {
	sign := ""
	if cents < 0 {
		sign, cents = "-", -cents
	}
	return fmt.Sprintf("%s%d.%02d", sign, cents/100, cents%100)
}

// TestRandomPaymentsAddUp makes random payments and does random things to them. After each the simulator has to say what
// the shopkeeper's paper says: never more back than was paid, and the state that follows.
func TestRandomPaymentsAddUp(t *testing.T) {
	ends := map[string]int{}
	for seed := range uint64(30) {
		r := rand.New(rand.NewPCG(seed, 11))
		b := newBench(t)
		var p answer
		l := &till{mostSlips: 20}
		switch r.IntN(3) {
		case 0:
			l.price, l.state = 20000, "held"
			p = b.payCard("APRO", `,"capture":false`)
		case 1:
			l.price, l.state, l.taken = 20000, "paid", 20000
			p = b.payCard("APRO", "")
		default:
			l.price, l.state = 14990, "open"
			p = b.payPix("")
		}
		b.want(p, 201)
		lastRefund := ""
		for step := range 3 + r.IntN(25) {
			cents := []int{0, -1, 1, l.price, l.price + 1, l.taken - l.back, l.taken - l.back + 1, 1 + r.IntN(l.price)}[r.IntN(8)]
			want, told, key := false, "", nextKey()
			var a answer
			switch op := r.IntN(12); {
			case op == 0:
				told, want = "cancel", l.void()
				a = b.do("PUT", paymentPath(p), `{"status":"cancelled"}`)
			case op == 1:
				told, want = "capture all", l.capture(0)
				a = b.do("PUT", paymentPath(p), `{"capture":true}`)
			case op == 2 && cents != 0:
				told, want = "capture "+inUnits(cents), l.capture(cents)
				a = b.do("PUT", paymentPath(p), `{"capture":true,"transaction_amount":`+inUnits(cents)+`}`)
			case op == 3:
				told, want = "pay", l.state == "open"
				if want {
					l.state, l.taken = "paid", l.price
				}
				id := int64(p.at("id").(float64))
				a = answer{status: map[bool]int{true: 200, false: 400}[b.Pay(id) == nil]}
			case op == 4:
				left := l.taken - l.back
				told, want = "refund all", l.giveBack(left)
				a = b.do("POST", paymentPath(p)+"/refunds", "")
			case op == 5 && lastRefund != "":
				told, want = "the last refund again, by its key", true // answered again, done once
				key, body, _ := strings.Cut(lastRefund, " ")
				a = b.do("POST", paymentPath(p)+"/refunds", body, "X-Idempotency-Key: "+key)
			default:
				told, want = "refund "+inUnits(cents), l.giveBack(cents)
				body := `{"amount":` + inUnits(cents) + `}`
				a = b.do("POST", paymentPath(p)+"/refunds", body, "X-Idempotency-Key: "+key)
				if want {
					lastRefund = key + " " + body
				}
			}
			if got := a.status < 300; got != want {
				t.Fatalf("seed %d, step %d: %s answers %d, on paper %v (%+v): %s", seed, step, told, a.status, want, l, a.raw)
			}
			got := b.want(b.do("GET", paymentPath(p), ""), 200)
			state := map[string]string{"open": "pending", "held": "authorized", "paid": "approved", "back": "refunded", "void": "cancelled"}[l.state]
			if got.at("status") != state || got.at("transaction_amount") != float64(l.price)/100 || got.at("transaction_amount_refunded") != float64(l.back)/100 || l.state != "void" && got.at("captured") != (l.state != "held") {
				t.Fatalf("seed %d, step %d: after %s: %v %v, %v back, captured %v; on paper %+v", seed, step, told, got.at("status"), got.at("transaction_amount"), got.at("transaction_amount_refunded"), got.at("captured"), l)
			}
			if partly := l.state == "paid" && l.back > 0; partly != (got.at("status_detail") == "partially_refunded") {
				t.Fatalf("seed %d, step %d: after %s: %v; on paper %+v", seed, step, told, got.at("status_detail"), l)
			}
			list, _ := b.want(b.do("GET", paymentPath(p)+"/refunds", ""), 200).body.([]any)
			sum := 0.0
			for _, x := range list {
				sum += x.(map[string]any)["amount"].(float64) * 100
			}
			if len(list) != l.slips || int(sum+0.5) != l.back || l.back > l.price {
				t.Fatalf("seed %d, step %d: after %s: %d refunds of %.0f; on paper %+v", seed, step, told, len(list), sum, l)
			}
		}
		ends[l.state]++
	}
	for _, state := range []string{"paid", "back", "void"} {
		if ends[state] == 0 {
			t.Errorf("no sequence ended %s: %v", state, ends)
		}
	}
}

// TestRandomOrdersAddUp does the same to orders of one card or one Pix.
func TestRandomOrdersAddUp(t *testing.T) {
	ends := map[string]int{}
	for seed := range uint64(30) {
		r := rand.New(rand.NewPCG(seed, 12))
		b := newBench(t, isTest)
		var o answer
		l := &till{}
		switch r.IntN(3) {
		case 0:
			l.price, l.state = 10000, "held"
			o = b.cardOrder("APRO", `,"capture_mode":"manual"`)
		case 1:
			l.price, l.state, l.taken = 10000, "paid", 10000
			o = b.cardOrder("APRO", "")
		default:
			l.price, l.state = 14990, "open"
			o = b.pixOrder("", "")
		}
		b.want(o, 201)
		tx := o.at("transactions.payments.0.id").(string)
		for step := range 20 {
			cents := []int{0, 1, l.price, l.price + 1, l.taken - l.back, l.taken - l.back + 1, 1 + r.IntN(l.price)}[r.IntN(7)]
			want, told := false, ""
			var a answer
			switch r.IntN(8) {
			case 0:
				told, want = "cancel", l.void()
				a = b.do("POST", orderPath(o)+"/cancel", "")
			case 1:
				told, want = "capture", l.capture(0)
				a = b.do("POST", orderPath(o)+"/capture", "")
			case 2:
				told, want = "refund all", l.giveBack(l.taken-l.back)
				a = b.do("POST", orderPath(o)+"/refund", "")
			default:
				told, want = "refund "+inUnits(cents), l.giveBack(cents)
				a = b.do("POST", orderPath(o)+"/refund", fmt.Sprintf(`{"transactions":[{"id":%q,"amount":%q}]}`, tx, inUnits(cents)))
			}
			if got := a.status < 300; got != want {
				t.Fatalf("seed %d, step %d: %s answers %d, on paper %v (%+v): %s", seed, step, told, a.status, want, l, a.raw)
			}
			got := b.want(b.do("GET", orderPath(o), ""), 200)
			state := map[string]string{"open": "action_required", "held": "action_required", "paid": "processed", "back": "refunded", "void": "canceled"}[l.state]
			partly := l.state == "paid" && l.back > 0
			if got.at("status") != state || partly != (got.at("status_detail") == "partially_refunded") {
				t.Fatalf("seed %d, step %d: after %s: %v %v; on paper %+v", seed, step, told, got.at("status"), got.at("status_detail"), l)
			}
			list, _ := got.at("transactions.refunds").([]any)
			sum := 0
			for _, x := range list {
				whole, part, _ := strings.Cut(x.(map[string]any)["amount"].(string), ".")
				var units, rest int
				if _, err := fmt.Sscan(whole, &units); err != nil {
					t.Fatal(err)
				}
				if _, err := fmt.Sscan(strings.TrimPrefix(part, "0"), &rest); err != nil {
					t.Fatal(err)
				}
				sum += units*100 + rest
			}
			if len(list) != l.slips || sum != l.back || l.back > l.price {
				t.Fatalf("seed %d, step %d: after %s: %d refunds of %d; on paper %+v", seed, step, told, len(list), sum, l)
			}
		}
		ends[l.state]++
	}
	for _, state := range []string{"back", "void"} {
		if ends[state] == 0 {
			t.Errorf("no sequence ended %s: %v", state, ends)
		}
	}
}

// TestTheWindowForRefunds: the last moment of it and the first after, per site.
func TestTheWindowForRefunds(t *testing.T) {
	for site, days := range map[string]int{"MLB": 180, "MPE": 90} {
		for _, late := range []bool{false, true} {
			b := newBench(t, onSite(mpclient.SiteID(site)))
			number := map[string]string{"MLB": masterMLB, "MPE": "5031755734530604"}[site]
			doc := map[string]string{"MLB": `{"type":"CPF","number":"12345678909"}`, "MPE": `{"type":"DNI","number":"12345678"}`}[site]
			p := b.want(b.do("POST", "/v1/payments", fmt.Sprintf(`{"transaction_amount":200,"token":%q,"installments":1,"payment_method_id":"master","payer":{"email":%q,"identification":%s}}`,
				b.token(number, "APRO"), b.payer(), doc)), 201, "status", "approved")
			b.clock.forward(time.Duration(days) * 24 * time.Hour)
			status := 201
			if late {
				b.clock.forward(time.Millisecond)
				status = 400
			}
			b.want(b.do("POST", paymentPath(p)+"/refunds", ""), status)
		}
	}
}

// TestTheNumberOfRefunds: twenty of one payment, and no more.
func TestTheNumberOfRefunds(t *testing.T) {
	b := newBench(t)
	p := b.want(b.payCard("APRO", ""), 201)
	for range 20 {
		b.want(b.do("POST", paymentPath(p)+"/refunds", `{"amount":0.01}`), 201)
	}
	b.want(b.do("POST", paymentPath(p)+"/refunds", `{"amount":0.01}`), 400, "cause.0.code", 2022)
	b.want(b.do("GET", paymentPath(p), ""), 200, "transaction_amount_refunded", 0.2)
}
