package sandbox

import (
	"fmt"
	"strings"
	"time"
)

func init() {
	scenarios["POST /oauth/token"] = func(c *contract) {
		app := c.Applications()[0]
		token := func(more string) answer {
			return c.do("POST", "/oauth/token", fmt.Sprintf(`{"client_id":%q,"client_secret":%q,%s}`, app.ClientID, app.ClientSecret, more), "Authorization: ")
		}
		c.want(token(`"grant_type":"client_credentials"`), 200, "expires_in", 21600)
		code := c.consent("allow", "linked", "")
		a := c.want(token(`"grant_type":"authorization_code","redirect_uri":"https://app.example.com/cb","code":"`+code+`"`), 200, "expires_in", 15552000)
		c.want(token(`"grant_type":"refresh_token","refresh_token":"`+a.at("refresh_token").(string)+`"`), 200, "token_type", "bearer")
		c.want(token(`"grant_type":"refresh_token","refresh_token":"TG-x"`), 400, "error", "invalid_grant")
		for range oauthCalls {
			token(`"grant_type":"client_credentials"`)
		}
		c.want(token(`"grant_type":"client_credentials"`), 429, "error", "local_rate_limited")
	}
	get := func(path string) func(*contract) { return func(c *contract) { c.want(c.do("GET", path, ""), 200) } }
	scenarios["GET /v1/payment_methods"] = get("/v1/payment_methods")
	scenarios["GET /v1/identification_types"] = get("/v1/identification_types")
	scenarios["GET /v1/payment_methods/installments"] = get("/v1/payment_methods/installments?amount=300&payment_method_id=visa")
	for _, kind := range []ReportKind{Settlement, Release} {
		for _, op := range []string{"POST %s/config", "GET %s/config", "PUT %s/config", "POST %s", "GET %s", "GET %s/search", "GET %s/task/{task_id}",
			"POST %s/schedule", "DELETE %s/schedule", "GET %s/list", "GET %s/{file_name}"} {
			scenarios[fmt.Sprintf(op, "/v1/account/"+string(kind))] = func(c *contract) { reportScenario(c, kind) }
		}
	}
}

// reportScenario goes through the whole life of one family.
func reportScenario(c *contract, kind ReportKind) {
	base := "/v1/account/" + string(kind)
	c.want(c.do("GET", base+"/config", ""), 404)
	c.want(c.do("POST", base+"/config", reportBody), 201)
	c.want(c.do("GET", base+"/config", ""), 200)
	c.want(c.do("PUT", base+"/config", `{"separator":","}`), 200)
	id := fmt.Sprintf("%.0f", c.want(c.do("POST", base, `{"begin_date":"2026-05-01T00:00:00Z","end_date":"2026-05-12T00:00:00Z"}`), 202).at("id"))
	c.want(c.do("GET", base+"/task/"+id, ""), 200, "status", "pending", "download_url", nil)
	c.clock.forward(5 * time.Minute)
	url := c.want(c.do("GET", base+"/task/"+id, ""), 200, "status", "done").at("download_url").(string)
	c.want(c.do("GET", url[strings.Index(url, "/v1/"):], ""), 200)
	c.want(c.do("GET", base+"/list", ""), 200, "0.status", "processed")
	c.want(c.do("GET", base, ""), 200, "results.0.status", "available", "paging.total", 1)
	c.want(c.do("GET", base+"/search?begin_date=2026-05-01T00:00:00Z", ""), 200, "paging.total", 1)
	c.want(c.do("POST", base+"/schedule", ""), 200)
	c.want(c.do("DELETE", base+"/schedule", ""), 200)
	c.want(c.do("GET", base+"/task/1", ""), 404)
	c.want(c.do("GET", base+"/none.csv", ""), 404)
}
