//go:build unix

package sandbox

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// shopServer is a shop on this machine: the addresses a buyer returns to, the webhook and a page
// with a 3DS challenge in a frame.
type shopServer struct {
	*httptest.Server
	visits chan *http.Request
	hooks  chan string
	creq   string
	bank   string
}

func newShopServer(t *testing.T) *shopServer {
	s := &shopServer{visits: make(chan *http.Request, 20), hooks: make(chan string, 50)}
	s.Server = httptest.NewServer(s)
	t.Cleanup(s.Close)
	return s
}

func (s *shopServer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/html")
	switch r.URL.Path {
	case "/hook":
		body, _ := io.ReadAll(r.Body)
		s.hooks <- string(body)
		return
	case "/challenge":
		fmt.Fprintf(w, `<!doctype html><iframe name="bank" width=400 height=400></iframe>
<form method="post" target="bank" action="%s"><input type="hidden" name="creq" value="%s"></form>
<script>
let loads = 0
document.querySelector("iframe").onload = () => { if (++loads >= 1) fetch("/framed?" + loads) }
window.addEventListener("message", e => { if (e.data.status == "COMPLETE") location = "/complete" })
document.forms[0].submit()
</script>`, s.bank, s.creq)
		return
	}
	if r.URL.Path != "/favicon.ico" {
		s.visits <- r
	}
	fmt.Fprint(w, "<!doctype html><title>shop</title>")
}

func (b *browser) visit(s *shopServer, path string) *http.Request {
	b.Helper()
	for {
		select {
		case r := <-s.visits:
			if r.URL.Path == path {
				return r
			}
		case <-b.ctx.Done():
			b.Fatalf("the shop was not visited at %s", path)
		}
	}
}

func TestBrowser(t *testing.T) {
	b := newBench(t, func(c *Config) { c.AllowLocal, c.Deliver = true, nil })
	shop := newShopServer(t)
	page := openBrowser(t)
	web := httptest.NewServer(b.Server)
	t.Cleanup(web.Close)
	host := "Host: " + strings.TrimPrefix(web.URL, "http://")
	sale := func(more string) string {
		t.Helper()
		return b.want(b.do("POST", "/checkout/preferences", fmt.Sprintf(`{"items":[{"title":"Camiseta","quantity":1,"unit_price":149.9}],"external_reference":"A-1","notification_url":"%[1]s/hook?source_news=webhooks",
			"back_urls":{"success":"%[1]s/ok","pending":"%[1]s/wait","failure":"%[1]s/no"}%[2]s}`, shop.URL, more), host), 201).at("init_point").(string)
	}
	payment := func(r *http.Request) answer {
		t.Helper()
		return b.want(b.do("GET", "/v1/payments/"+r.URL.Query().Get("payment_id"), ""), 200)
	}
	notified := func(r *http.Request) {
		t.Helper()
		for {
			select {
			case body := <-shop.hooks:
				if strings.Contains(body, `"`+r.URL.Query().Get("payment_id")+`"`) {
					return
				}
			case <-page.ctx.Done():
				t.Fatal("no notification of the payment came")
			}
		}
	}
	page.phone()

	// Pays, by keyboard alone: from the name to the button, and is taken back to the shop.
	page.open(sale(`,"auto_return":"approved"`))
	page.fits("the checkout")
	page.eval(`document.getElementById("holder").focus(); document.getElementById("holder").select()`)
	page.keys("APRO", "Tab", "Tab", "Tab", "Tab", "Tab", "Tab", "Tab")
	if at := page.eval(`document.activeElement.id`); at != "pay-card" {
		t.Fatalf("the keyboard is at %v, not at the button", at)
	}
	page.after(func() { page.keys("Enter") })
	back := page.visit(shop, "/ok")
	if q := back.URL.Query(); q.Get("status") != "approved" || q.Get("external_reference") != "A-1" || q.Get("merchant_order_id") == "null" {
		t.Errorf("returned with %s", back.URL)
	}
	b.want(payment(back), 200, "status", "approved", "order.id", back.URL.Query().Get("merchant_order_id"))
	notified(back)

	// Is declined, sees why, and goes back by hand.
	page.open(sale(""))
	page.eval(`document.getElementById("holder").value = "FUND"`)
	page.after(func() { page.click("pay-card") })
	page.fits("the result")
	if text := page.eval(`document.body.innerText`).(string); !strings.Contains(text, "cc_rejected_insufficient_amount") || page.eval(`document.getElementById("outcome").dataset.status`) != "rejected" {
		t.Errorf("the page of a declined payment says %s", text)
	}
	page.after(func() { page.click("return") })
	back = page.visit(shop, "/no")
	b.want(payment(back), 200, "status", "rejected")
	notified(back)

	// Gives up.
	page.open(sale(""))
	page.after(func() { page.click("back") })
	if back = page.visit(shop, "/no"); back.URL.Query().Get("payment_id") != "null" || back.URL.Query().Get("status") != "null" {
		t.Errorf("gave up and returned with %s", back.URL)
	}

	// Takes a Pix, pays it on its page.
	page.open(sale(""))
	page.eval(`document.querySelector("#m-pix details").open = true`)
	page.after(func() { page.click("pay-pix") })
	page.after(func() { page.click("document") })
	page.fits("the Pix page")
	if drawn := page.eval(`document.getElementById("qr").naturalWidth > 100`); drawn != true {
		t.Error("the QR code is not drawn")
	}
	page.after(func() { page.click("play-pay") })
	if state := page.eval(`document.getElementById("state").dataset.status`); state != "approved" {
		t.Errorf("the Pix is %v", state)
	}

	// Answers the bank inside the shop's page.
	asked := b.want(b.do("POST", "/v1/payments", fmt.Sprintf(`{"transaction_amount":10,"token":%q,"installments":1,"three_d_secure_mode":"optional","payer":{"email":"a@example.com"}}`, b.token("5483928164574623", "APRO")), host), 201, "status_detail", "pending_challenge")
	shop.creq, shop.bank = asked.at("three_ds_info.creq").(string), asked.at("three_ds_info.external_resource_url").(string)
	page.open(shop.URL + "/challenge")
	page.visit(shop, "/framed")
	var tree struct {
		FrameTree struct {
			ChildFrames []struct{ Frame struct{ ID, URL string } }
		}
	}
	for len(tree.FrameTree.ChildFrames) == 0 || !strings.HasPrefix(tree.FrameTree.ChildFrames[0].Frame.URL, web.URL) {
		page.call("Page.getFrameTree", nil, &tree)
		if page.ctx.Err() != nil {
			t.Fatal("the bank's page does not come")
		}
	}
	page.visitFrame(tree.FrameTree.ChildFrames[0].Frame.ID)
	page.visit(shop, "/complete")
	b.want(b.do("GET", paymentPath(asked), ""), 200, "status", "approved")

	// The control page pays another.
	pix := b.payPix("")
	page.open(web.URL + "/_sandbox/")
	page.fits("the control page")
	id := strings.TrimPrefix(paymentPath(pix), "/v1/payments/")
	page.after(func() { page.eval(`document.querySelector("#p` + id + ` button").click()`) })
	b.want(b.do("GET", paymentPath(pix), ""), 200, "status", "approved")

	// The consent page sends the browser on to another address with the code.
	page.open(web.URL + "/authorization?response_type=code&platform_id=mp&state=xyz&client_id=" + b.Credentials().ClientID + "&redirect_uri=" + shop.URL + "/cb")
	page.fits("the consent")
	page.after(func() { page.click("allow") })
	if q := page.visit(shop, "/cb").URL.Query(); q.Get("state") != "xyz" || !strings.HasPrefix(q.Get("code"), "TG-") {
		t.Errorf("consent gave %v", q)
	}
	if list := page.strangers(); len(list) > 0 {
		t.Errorf("the pages asked for %v", list)
	}
}

// visitFrame confirms in the bank's frame, once its button is there.
func (b *browser) visitFrame(id string) {
	b.Helper()
	for b.ctx.Err() == nil {
		if b.eval(`(() => { const e = document.getElementById("confirm"); if (e) e.click(); return !!e })()`, id) == true {
			return
		}
	}
	b.Fatal("the bank's button does not come")
}
