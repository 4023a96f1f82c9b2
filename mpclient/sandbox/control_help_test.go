package sandbox

import (
	"encoding/json"
	"strings"
	"testing"
)

// Help names every control path and no other, each with a body that fits.
func TestControlHelpIsComplete(t *testing.T) {
	told := map[string]bool{}
	for _, o := range controlCalls {
		told[o.method+" "+controlPrefix+o.name] = true
		for i, does := range o.does {
			if does == "" {
				t.Errorf("%s has no text %d", o.name, i)
			}
		}
		if o.body != "" && !json.Valid([]byte(o.body)) {
			t.Errorf("%s: %s", o.name, o.body)
		}
		if o.name == "" {
			continue
		}
		b := newBench(t)
		b.SetWebhook("https://panel.example/hook")
		a := b.do(o.method, controlPrefix+o.name, o.body)
		if a.status >= 300 && (a.status != 400 || strings.Contains(a.raw, "does not fit") || strings.Contains(a.raw, " is ") && !strings.Contains(a.raw, "is not")) {
			t.Errorf("%s %s %s answered %d %s", o.method, o.name, o.body, a.status, a.raw)
		}
	}
	for _, list := range routes {
		for _, e := range list {
			if what := e.method + " " + e.pattern; strings.HasPrefix(e.pattern, controlPrefix) && !told[what] {
				t.Errorf("help does not tell about %s", what)
			}
			delete(told, e.method+" "+e.pattern)
		}
	}
	delete(told, "GET "+controlPrefix) // a page
	if len(told) > 0 {
		t.Errorf("help tells about %v", told)
	}
	b := newBench(t)
	b.want(b.do("GET", "/_sandbox/help?lang=es", "", "Authorization: "), 200, "1.path", "/_sandbox/clock", "1.does", "Adelanta el reloj; lo que venció ocurre.")
	b.want(b.do("GET", "/_sandbox/help", "", "Authorization: "), 200, "1.does", "Adianta o relógio; o que venceu acontece.")
}

func TestControlForcesPayments(t *testing.T) {
	for order, want := range map[string][2]string{
		`{}`:                      {"approved", "accredited"},
		`{"result":"rejected"}`:   {"rejected", "rejected_by_bank"},
		`{"result":"in_process"}`: {"in_process", "pending_review_manual"},
		`{"result":"cancelled"}`:  {"cancelled", "by_collector"},
		`{"result":"rejected","status_detail":"cc_rejected_high_risk"}`: {"rejected", "cc_rejected_high_risk"},
	} {
		b := newBench(t)
		b.SetWebhook("https://panel.example/hook")
		pix := b.payPix("")
		id := strings.TrimPrefix(paymentPath(pix), "/v1/payments/")
		body := strings.TrimSuffix(`{"id":`+id+`,`+order[1:], ",}")
		if order == `{}` {
			body = `{"id":` + id + `}`
		}
		b.want(b.do("POST", "/_sandbox/pay", body), 204)
		b.want(b.do("GET", paymentPath(pix), ""), 200, "status", want[0], "status_detail", want[1])
		b.settleDown()
		if log := b.Deliveries(); len(log) != 2 || log[1].Action != "payment.updated" {
			t.Errorf("%s: %+v", order, log)
		}
		b.want(b.do("POST", "/_sandbox/pay", `{"id":`+id+`,"result":"`+want[0]+`"}`), 400)
	}
	b := newBench(t)
	held := b.payCard("APRO", `,"capture":false`)
	id := strings.TrimPrefix(paymentPath(held), "/v1/payments/")
	b.want(b.do("POST", "/_sandbox/pay", `{"id":`+id+`,"result":"rejected"}`), 400)
	b.want(b.do("POST", "/_sandbox/pay", `{"id":`+id+`,"result":"cancelled"}`), 204)
	b.want(b.do("GET", paymentPath(held), ""), 200, "status", "cancelled")
	for _, bad := range []string{`{"id":` + id + `,"result":"refunded"}`, `{"id":` + id + `,"status_detail":"<b>"}`, `{"id":5,"result":"cancelled"}`, `{"ident":5}`} {
		b.want(b.do("POST", "/_sandbox/pay", bad), 400)
	}
}

func TestControlToken(t *testing.T) {
	b := newBench(t)
	old := b.Credentials().AccessToken
	b.want(b.do("POST", "/_sandbox/token", `{"action":"revoke"}`), 204)
	b.want(b.do("GET", "/users/me", ""), 401)
	b.want(b.do("POST", "/_sandbox/token", `{"action":"restore"}`), 204)
	b.want(b.do("GET", "/users/me", ""), 200)
	b.want(b.do("POST", "/_sandbox/token", `{"action":"renew"}`), 204)
	b.want(b.do("GET", "/users/me", "", "Authorization: Bearer "+old), 401)
	b.want(b.do("GET", "/users/me", ""), 200)
	b.want(b.do("POST", "/_sandbox/token", `{"action":"eat"}`), 400)
}

// The history says of each notification how far it is.
func TestHistory(t *testing.T) {
	b := newBench(t)
	b.SetWebhook("https://panel.example/hook")
	b.receiver.status = func(n int) int { return map[bool]int{true: 500, false: 200}[n <= 2] }
	b.payPix("")
	b.settleDown()
	b.want(b.do("GET", "/_sandbox/notifications", ""), 200, "0.notice", 1, "0.state", "waiting", "0.attempts", 2, "0.next", "2026-05-11T14:16:02Z")
	b.want(b.do("POST", "/_sandbox/replay", `{"notice":1}`), 204)
	b.settleDown()
	b.want(b.do("GET", "/_sandbox/notifications", ""), 200, "0.state", "waiting", "1.notice", 2, "1.state", "delivered", "1.attempts", 1, "1.next", "<none>")
	b.receiver.status = func(int) int { return 500 }
	for range 10 {
		b.want(b.do("POST", "/_sandbox/clock", `{"advance":"48h"}`), 204)
		b.settleDown()
	}
	b.want(b.do("GET", "/_sandbox/notifications", ""), 200, "0.state", "failed", "0.attempts", 12, "1.state", "delivered")
}
