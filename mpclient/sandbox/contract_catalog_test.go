package sandbox

import (
	"fmt"
	"maps"

	"github.com/homologa/homologa/mpclient"
)

const preferenceForm = `{"items":[{"id":"1","title":"x","quantity":1,"unit_price":10,"currency_id":"BRL"}],"external_reference":"A",
	"back_urls":{"success":"https://a.example/s"},"auto_return":"approved","metadata":{"a":"b"}}`

func init() {
	maps.Copy(scenarios, map[string]func(*contract){
		"POST /checkout/preferences": func(c *contract) {
			c.want(c.do("POST", "/checkout/preferences", preferenceForm), 201)
			c.want(c.do("POST", "/checkout/preferences", `{}`), 400)
		},
		"GET /checkout/preferences/{id}": func(c *contract) {
			made := c.do("POST", "/checkout/preferences", preferenceForm)
			c.want(c.do("GET", fmt.Sprint("/checkout/preferences/", made.at("id")), ""), 200, "external_reference", "A")
			c.want(c.do("GET", "/checkout/preferences/none", ""), 404)
		},
		"PUT /checkout/preferences/{id}": func(c *contract) {
			made := c.do("POST", "/checkout/preferences", preferenceForm)
			c.want(c.do("PUT", fmt.Sprint("/checkout/preferences/", made.at("id")), `{"external_reference":"B"}`), 200, "external_reference", "B")
		},
		"GET /checkout/preferences/search": func(c *contract) {
			c.do("POST", "/checkout/preferences", preferenceForm)
			c.want(c.do("GET", "/checkout/preferences/search?external_reference=A", ""), 200, "total", 1)
		},
		"POST /v1/card_tokens": func(c *contract) {
			c.want(c.do("POST", "/v1/card_tokens", cardForm), 201)
			c.want(c.do("POST", "/v1/card_tokens?public_key="+c.Credentials().PublicKey, cardForm, "Authorization: "), 201)
			c.want(c.do("POST", "/v1/card_tokens", `{}`), 400)
		},
		"GET /v1/card_tokens/{id}": func(c *contract) {
			c.want(c.do("GET", "/v1/card_tokens/"+c.token(masterMLB, "APRO"), ""), 200, "status", "active")
			c.want(c.do("GET", "/v1/card_tokens/none", ""), 404)
		},
		"GET /v1/payment_methods":      everySite("/v1/payment_methods"),
		"GET /v1/identification_types": everySite("/v1/identification_types"),
	})
}

// everySite asks the same of the seven countries.
func everySite(path string) func(*contract) {
	return func(c *contract) {
		for _, id := range []mpclient.SiteID{"MLA", "MLB", "MLC", "MLM", "MLU", "MCO", "MPE"} {
			c.fresh(onSite(id))
			c.want(c.do("GET", path, ""), 200)
		}
	}
}
