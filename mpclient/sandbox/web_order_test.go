package sandbox

import (
	"fmt"
	"strings"
	"testing"

	"github.com/homologa/homologa/mpclient"
)

const firstMethod = "transactions.payments.0.payment_method."

// orderPage opens the address of an order's answer in the browser of this machine.
func orderPage(b *bench, a answer, field string) string {
	b.Helper()
	to, _ := a.at(firstMethod + field).(string)
	if !strings.HasPrefix(to, "http://127.0.0.1:4000/") {
		b.Fatalf("%s is %q", field, to)
	}
	return to
}

// Each ticket and transfer of an order is paid, or refused, on the page its answer names.
func TestOrderTickets(t *testing.T) {
	for _, site := range mpclient.Sites {
		for _, kind := range []AccountKind{Real, Test} {
			b := newBench(t, onSite(site.ID), kindOf(kind))
			for _, m := range site.Methods {
				if m.Type != "ticket" && m.Type != "bank_transfer" && m.Type != "atm" {
					continue
				}
				amount := "9000.00"
				if site.Decimals == 0 {
					amount = "9000"
				}
				doc := sellerDocuments[site.ID]
				body := fmt.Sprintf(`{"type":"online","total_amount":%q,"config":{"online":{"callback_url":"https://shop.example/back"}},"payer":{"email":"a@testuser.com","first_name":"Ana","last_name":"B","entity_type":"individual",
					"identification":{"type":%q,"number":%q},"address":{"zip_code":"1","street_name":"R","street_number":"1","city":"C","state":"SP"}},
					"transactions":{"payments":[{"amount":%q,"payment_method":{"id":%q,"type":%q}}]}}`, amount, doc[0], doc[1], amount, m.ID, m.Type)
				for do, want := range map[string]string{"pay": "processed", "refuse": "failed"} {
					a := b.want(b.do("POST", "/v1/orders", body, own), 201, "status", "action_required")
					field := "ticket_url"
					if a.at(firstMethod+"ticket_url") == "<none>" {
						field = "redirect_url"
					}
					to := orderPage(b, a, field)
					if (kind == Test) != strings.Contains(to, "/sandbox/payments/") {
						t.Errorf("%s of a %s account is %s", field, kind, to)
					}
					w := b.browse("GET", to, "")
					if html := w.Body.String(); w.Code != 200 || !strings.Contains(html, `id="play-pay"`) || strings.Contains(html, `id="return"`) || strings.Contains(html, `id="qr"`) != (m.ID == "pix") {
						t.Errorf("%s %s: page %d %s", site.ID, m.ID, w.Code, html)
					}
					if w := b.browse("GET", strings.Replace(to, "hash=", "hash=0", 1), ""); w.Code != 404 {
						t.Errorf("the hash does not matter: %d", w.Code)
					}
					if w := b.browse("POST", to, "do="+do, "Sec-Fetch-Site: cross-site"); w.Code != 403 {
						t.Errorf("another site pressed the button: %d", w.Code)
					}
					w = b.browse("POST", to, "do="+do)
					if w.Code != 303 {
						t.Fatalf("%s: %d %s", do, w.Code, w.Body)
					}
					done := b.browse("GET", w.Header().Get("Location"), "").Body.String()
					if strings.Contains(done, `id="play-pay"`) || !strings.Contains(done, `data-status="`+want+`"`) || !strings.Contains(done, `href="https://shop.example/back"`) {
						t.Errorf("%s %s after %s: %s", site.ID, m.ID, do, done)
					}
					b.want(b.do("GET", orderPath(a), ""), 200, "status", want)
				}
			}
		}
	}
}

func TestOrderChallengePage(t *testing.T) {
	b := newBench(t)
	const ask = `,"config":{"online":{"transaction_security":{"validation":"required"}}}`
	for _, r := range []struct{ holder, do, more, status, detail, security string }{
		{"APRO-CHOK", "confirm", "", "processed", "accredited", "success"}, {"APRO-CHOK", "fail", "", "failed", "cc_rejected_3ds_challenge", "<none>"}, {"OTHE-CHNO", "confirm", "", "failed", "cc_rejected_3ds_challenge", "<none>"},
		{"APRO-CHOK", "confirm", `,"capture_mode":"manual"`, "action_required", "waiting_capture", "success"},
	} {
		a := b.want(b.do("POST", "/v1/orders", b.cardOrderBody(r.holder, ask+r.more), own), 201, "status_detail", "pending_challenge", firstMethod+"transaction_security.status", "pending")
		to := orderPage(b, a, "transaction_security.url")
		page := b.browse("GET", to, "", "Sec-Fetch-Site: cross-site") // a shop shows it in a frame
		if page.Code != 200 || !strings.Contains(page.Header().Get("Content-Security-Policy"), "frame-ancestors *") || strings.Contains(page.Body.String(), "COMPLETE") {
			t.Fatalf("page %d %s", page.Code, page.Body)
		}
		if w := b.browse("POST", to, "do=confirm", "Sec-Fetch-Site: cross-site"); w.Code != 403 {
			t.Errorf("another site answered: %d", w.Code)
		}
		if done := b.browse("POST", to, "do="+r.do); done.Code != 200 || !strings.Contains(done.Body.String(), `parent.postMessage({status: "COMPLETE"}`) || !strings.Contains(done.Header().Get("Content-Security-Policy"), "script-src 'nonce-") {
			t.Errorf("%d %s", done.Code, done.Body)
		}
		b.want(b.do("GET", orderPath(a), ""), 200, "status", r.status, "transactions.payments.0.status_detail", r.detail, firstMethod+"transaction_security.status", r.security)
		if w := b.browse("POST", to, "do=confirm"); w.Code != 404 {
			t.Errorf("answered twice: %d", w.Code)
		}
	}
}

func TestControlPageShowsOrders(t *testing.T) {
	b := newBench(t)
	id := func(a answer) string { return a.at("id").(string) }
	pix, refused, late, shop := id(b.pixOrder("", "")), id(b.pixOrder("", "")), id(b.pixOrder("", "")), id(b.want(b.pointOrder("P-1", ""), 201))
	asked := b.want(b.cardOrder("APRO-CHOK", `,"config":{"online":{"transaction_security":{"validation":"required"}}}`), 201)
	paid := id(b.cardOrder("APRO", ""))
	html := b.browse("GET", "/_sandbox/?lang=en", "").Body.String()
	for _, want := range []string{"Orders (Orders API)", `<tr id="` + pix + `">`, `<tr id="` + asked.at("transactions.payments.0.id").(string) + `">`, "A-1003", "action_required / waiting_transfer", "processed / accredited", "R$ 149,90", "created / ready_to_process",
		`href="/payments/`, `href="` + challengePath, `name="id" value="` + shop + `"`} {
		if !strings.Contains(html, want) {
			t.Errorf("the page does not show %q", want)
		}
	}
	if strings.Contains(html, `name="id" value="`+paid+`"`) {
		t.Error("a paid order has a button")
	}
	for _, r := range [][3]string{{pix, "pay", "processed"}, {refused, "refuse", "failed"}, {late, "expire", "expired"}, {shop, "pay", "processed"}, {id(asked), "expire", "failed"}} {
		if w := b.browse("POST", "/_sandbox/press", "do="+r[1]+"&id="+r[0]); w.Code != 303 || strings.Contains(w.Header().Get("Location"), "fault") {
			t.Errorf("%s: %d %s", r[1], w.Code, w.Header().Get("Location"))
		}
		b.want(b.do("GET", "/v1/orders/"+r[0], ""), 200, "status", r[2])
	}
	for _, press := range []string{"do=pay&id=" + pix, "do=expire&id=" + pix, "do=pay&id=ORD01KR2M3N4P5Q6R7S8T9V0W1X2Y"} {
		if w := b.browse("POST", "/_sandbox/press", press); !strings.Contains(w.Header().Get("Location"), "fault=1") {
			t.Errorf("%s is not told to be impossible", press)
		}
	}
}

// The order of a linked seller is decided from outside like the owner's.
func TestLinkedOrders(t *testing.T) {
	b := newBench(t)
	as := "Authorization: Bearer " + b.want(b.oauthCall("grant_type", "authorization_code", "code", b.consent("allow", "linked", ""), "redirect_uri", callback), 200).at("access_token").(string)
	a := b.want(b.do("POST", "/v1/orders", pixOrderBody, as, own), 201)
	if w := b.browse("GET", orderPage(b, a, "ticket_url"), ""); w.Code != 200 {
		t.Errorf("page %d", w.Code)
	}
	b.want(b.do("POST", "/_sandbox/order", `{"id":"`+a.at("id").(string)+`"}`), 204)
	b.want(b.do("GET", orderPath(a), "", as), 200, "status", "processed")
}
