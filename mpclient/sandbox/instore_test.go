package sandbox

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

func (b *bench) user() string { return fmt.Sprint(b.Credentials().UserID) }

func TestStoresAndPOS(t *testing.T) {
	b := newBench(t)
	home := "/users/" + b.user() + "/stores"
	sent := `{"name":"Centro","external_id":"S9","business_hours":{"monday":[{"open":"09:00","close":"18:00"}]},"location":{"street_name":"Rua","street_number":"1","city_name":"Sao Paulo","state_name":"SP","latitude":-23.55,"longitude":-46.63,"reference":"x"}}`
	store := b.want(b.do("POST", home, sent), 201, "name", "Centro", "business_hours.monday.0.open", "09:00", "location.address_line", "Rua 1, Sao Paulo, SP")
	b.want(b.do("POST", home, sent), 400) // the external id is taken
	b.want(b.do("POST", home, `{}`), 400)
	b.want(b.do("POST", "/users/1/stores", sent), 400, "message", "Collector ID and Caller ID must be the same", "error", "invalid_caller_id")
	id := fmt.Sprintf("%.0f", store.at("id"))
	b.want(b.do("GET", home+"/search?external_id=S9", ""), 200, "paging.total", 1, "results.0.id", store.at("id"))
	b.want(b.do("PUT", home+"/"+id, `{"name":"Norte"}`), 200, "name", "Norte", "external_id", "S9")

	pos := b.want(b.do("POST", "/pos", `{"name":"Caixa 2","store_id":`+id+`,"external_id":"S9P1","category":621102,"fixed_amount":true}`), 201,
		"store_id", id, "external_store_id", "S9", "category", 621102, "fixed_amount", true, "status", "active", "site", "MLB")
	b.want(b.do("POST", "/pos", `{"name":"Caixa 2","store_id":`+id+`,"external_id":"S9P1"}`), 400)
	b.want(b.do("POST", "/pos", `{"name":"Caixa 3","store_id":1}`), 400)
	till := fmt.Sprintf("/pos/%.0f", pos.at("id"))
	for _, q := range []string{"external_id=S9P1", "external_store_id=S9", "store_id=" + id} {
		b.want(b.do("GET", "/pos?"+q, ""), 200, "paging.total", 1, "results.0.external_id", "S9P1")
	}
	b.want(b.do("GET", "/pos?category=621102", ""), 200, "paging.total", 2)
	b.want(b.do("PUT", till, `{"name":"Caixa 4","store_id":"47792478"}`), 200, "name", "Caixa 4", "store_id", "47792478")
	b.want(b.do("GET", till+"/", ""), 200, "name", "Caixa 4")
	b.want(b.do("DELETE", till, ""), 200)
	b.want(b.do("GET", till, ""), 404)
	compareShape(t, "store_and_pos.json", sample(t, "store_and_pos.json", "store"), store.body)
	compareShape(t, "store_and_pos.json", sample(t, "store_and_pos.json", "pos"), pos.body)

	b.want(b.do("POST", "/v2/pos", `{"name":"Caixa 5","store_id":`+id+`}`, "X-Idempotency-Key: "), 400)
	b.want(b.do("POST", "/v2/pos", `{"name":"Caixa 5","store_id":`+id+`}`), 201)
	b.want(b.do("GET", "/v2/pos", ""), 200, "paging.limit", 30, "paging.total", 2)
	b.want(b.do("GET", "/v2/pos?limit=31", ""), 400)
	b.want(b.do("DELETE", home+"/"+id, ""), 200)
	b.want(b.do("GET", "/stores/"+id, ""), 404)
	b.want(b.do("GET", "/users/"+b.user()+"/pos", ""), 200, "paging.total", 1) // the till went with its store
}

const qrBody = `{"external_reference":"A","title":"Cafe","description":"Cafe","total_amount":20,"items":[{"sku_number":"1","category":"x","title":"Cafe","description":"x","unit_price":10,"quantity":2,"unit_measure":"unit","total_amount":20}]}`

func TestLegacyQR(t *testing.T) {
	b := newBench(t)
	at := "/instore/qr/seller/collectors/" + b.user() + "/pos/SUC01POS01/orders"
	put := strings.Replace(at, "/pos/", "/stores/SUC01/pos/", 1)
	b.want(b.do("GET", at, ""), 404)
	b.want(b.do("PUT", put, qrBody), 200)
	b.want(b.do("GET", at, ""), 200, "external_reference", "A", "total_amount", 20)
	b.want(b.do("PUT", put, strings.Replace(qrBody, `"total_amount":20,"items"`, `"total_amount":21,"items"`, 1)), 400, "error", "invalid_preference_body", "message", "Invalid preference_body")
	b.want(b.do("PUT", put, strings.NewReplacer("[", "", "]", "").Replace(qrBody)), 400, "error", "invalid_preference_body")
	b.want(b.do("PUT", strings.Replace(put, "SUC01/", "SUC02/", 1), qrBody), 400, "error", "pos_obtainment_by_external_id_error")
	b.want(b.do("GET", strings.Replace(at, b.user(), "1", 1), ""), 400, "error", "invalid_caller_id")
	b.want(b.do("DELETE", at, ""), 200)
	b.want(b.do("DELETE", at, ""), 404)
	qr := b.want(b.do("POST", "/instore/orders/qr/seller/collectors/"+b.user()+"/pos/SUC01POS01/qrs", qrBody), 200)
	if code := qr.at("qr_data").(string); !strings.Contains(code, "540520.00") || !strings.Contains(code, qr.at("in_store_order_id").(string)) {
		t.Errorf("code %s", code)
	}
	b.want(b.do("GET", at, ""), 404) // only PUT leaves the order at the till
	b.want(b.do("PUT", "/instore/orders/qr/seller/collectors/"+b.user()+"/pos/SUC01POS01/qrs", qrBody), 200)
	b.want(b.do("GET", at, ""), 200)
	b.want(b.do("PATCH", "/instore/integrator", `{"callback_url":"ftp://x"}`), 400)
	b.want(b.do("PATCH", "/instore/integrator", `{"callback_url":"https://a.example/qr"}`), 200)
	b.want(b.do("GET", "/instore/integrator", ""), 200, "callback_url", "https://a.example/qr")
	b.want(b.do("POST", "/instore/orders/31220045871/confirmation", `{"status":"paid"}`), 400)
}

func TestTerminals(t *testing.T) {
	b := newBench(t)
	list := b.want(b.do("GET", "/terminals/v1/list", ""), 200, "data.terminals.0.id", virtualTerminal, "paging.total", 1)
	compareShape(t, "terminals_list.json", sample(t, "terminals_list.json", ""), list.body)
	b.want(b.do("GET", "/terminals/v1/list?pos_id=1", ""), 200, "paging.total", 0)
	b.want(b.do("GET", "/terminals/v1/list?limit=51", ""), 400)
	setup := func(id, mode string) answer {
		b.Helper()
		return b.do("PATCH", "/terminals/v1/setup", fmt.Sprintf(`{"terminals":[{"id":%q,"operating_mode":%q}]}`, id, mode))
	}
	b.want(setup(virtualTerminal, "STANDALONE"), 200, "terminals.0.operating_mode", "STANDALONE")
	b.want(b.do("GET", "/terminals/v1/list", ""), 200, "data.terminals.0.operating_mode", "STANDALONE")
	b.want(setup(virtualTerminal, "KIOSK"), 400)
	b.want(setup("NEWLAND_N950__OTHER", "PDV"), 403, "errors.0.code", "forbidden_checking_terminal_owner")

	print := func(kind string) answer {
		b.Helper()
		return b.do("POST", "/terminals/v1/actions", fmt.Sprintf(`{"type":%q,"external_reference":"R","config":{"device_id":%q},"content":{"source":"https://a.example/x.png","dte_data":"eA=="}}`, kind, virtualTerminal))
	}
	b.want(print("PRINT_DTE"), 400) // Chile only
	a := b.want(print("PRINT_INFO"), 200, "status", "pending")
	path := "/terminals/v1/actions/" + a.at("id").(string)
	b.clock.forward(actionFetched)
	b.want(b.do("GET", path, ""), 200, "status", "sent", "type", "PRINT_INFO", "external_reference", "R")
	b.want(b.do("POST", path+"/cancel", ""), 409)
	b.clock.forward(time.Minute)
	b.want(b.do("GET", path, ""), 200, "status", "printed")
	c := print("PRINT_INFO")
	path = "/terminals/v1/actions/" + c.at("id").(string)
	b.want(b.do("POST", path+"/cancel", ""), 200, "status", "canceled")
	b.clock.forward(time.Minute)
	b.want(b.do("GET", path, ""), 200, "status", "canceled")

	device := "/point/integration-api/devices/" + virtualTerminal
	b.want(b.do("POST", device+"/payment-intents", `{"amount":99}`), 400, "message", "amount: Must be greater than or equal to 100")
	b.want(b.do("POST", "/point/integration-api/devices/x/payment-intents", `{"amount":1500}`), 403, "message", "Forbidden Error checking device owner")
	mla := newBench(t, onSite("MLA"))
	mla.want(mla.do("POST", device+"/payment-intents", `{"amount":1499}`), 400, "message", "amount: Must be greater than or equal to 1500")
}
