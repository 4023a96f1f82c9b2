package fix

import (
	"encoding/json"
	"strconv"
	"strings"
	"testing"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/checks/lang"
	"github.com/homologa/homologa/mpclient"
)

// TestProductFixesAreTaken sends every call to the simulator, with an integration's own values in the
// places of the samples, in the order a shop would: store, point of sale, then sales.
func TestProductFixesAreTaken(t *testing.T) {
	for _, site := range []mpclient.SiteID{mpclient.MLB, mpclient.MLC} {
		s := box(t, site)
		cred := s.Credentials()
		code, answer := call(t, s, "POST", "/v1/card_tokens?public_key="+cred.PublicKey, "", `{"card_number":"4235647728025682","security_code":"123","expiration_month":11,"expiration_year":2030,"cardholder":{"name":"APRO"}}`)
		var token struct {
			ID string `json:"id"`
		}
		if err := json.Unmarshal(answer, &token); err != nil || code != 201 {
			t.Fatalf("no card token: %d %s", code, answer)
		}
		own := strings.NewReplacer("USER_ID=123456789", "USER_ID="+strconv.FormatInt(cred.UserID, 10), "BUYER_EMAIL", "ana@correio.com.br", "BUYER_FIRST_NAME", "Ana", "BUYER_LAST_NAME", "Souza",
			"DOCUMENT_TYPE", "RUT", "DOCUMENT_NUMBER", "111111111", "AREA_CODE", "11", "PHONE_NUMBER", "912345678", "CARD_BRAND", "visa", "CARD_TOKEN", token.ID,
			sampleTerminal, "NEWLAND_N950__SBX0000001")
		send := func(id checks.ID, p checks.Product) {
			t.Helper()
			f := shopFacts(s, nil, checks.FactSettings.Of(checks.Settings{Product: p, AccessTokenVar: "LOJA_TOKEN", PaymentPage: "https://loja.com.br/pagar"}))
			for _, c := range runShell(t, own.Replace(in(t, For(id, f, lang.PT), Curl)), "LOJA_TOKEN="+cred.AccessToken) {
				if code, answer := c.send(t, s); code/100 != 2 {
					t.Errorf("%s %s for %s: %d %s\n%s", site, id, p, code, answer, c.body)
				}
			}
		}
		send("homologation.store_creation_api", checks.Point)
		send("homologation.pos_creation_api", checks.Point)
		send("homologation.switch_device_mode", checks.Point)
		send("homologation.list_devices", checks.Point)
		send("homologation.point_payment", checks.Point)
		send("homologation.qr_order", checks.QR)
		send("homologation.subscription_amount", checks.Subscriptions)
		send("homologation.customer_id", checks.CheckoutAPI)
		send("homologation.item_id", checks.Orders)
	}
}

// TestNoPreferenceForOtherProducts: what to copy is what the product creates.
func TestNoPreferenceForOtherProducts(t *testing.T) {
	for p, want := range map[checks.Product]string{checks.CheckoutPro: "/checkout/preferences", checks.Orders: "/v1/orders", checks.Point: "/v1/orders", checks.QR: "/v1/orders",
		checks.Subscriptions: "/preapproval", checks.CheckoutAPI: "/v1/payments", checks.Bricks: "/v1/payments"} {
		body := ""
		for _, x := range For("homologation.external_reference", checks.NewFacts(auditTime, checks.FactSettings.Of(checks.Settings{Product: p})), lang.EN) {
			if x.Language == Curl {
				body = x.Body
			}
		}
		if !strings.Contains(body, want) {
			t.Errorf("%s: %s", p, body)
		}
	}
}
