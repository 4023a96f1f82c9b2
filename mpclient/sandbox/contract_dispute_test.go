package sandbox

import (
	"bytes"
	"fmt"
	"mime/multipart"
	"strings"
)

// form makes an upload with one file and its header line.
func form(field, name, content string) (body, header string) {
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	part, err := w.CreateFormFile(field, name)
	if err == nil {
		_, err = part.Write([]byte(content))
	}
	if err != nil || w.Close() != nil {
		panic("a form in memory cannot fail")
	}
	return b.String(), "Content-Type: " + w.FormDataContentType()
}

const somePDF = "%PDF-1.4 a document"

func paymentNumber(a answer) string { return strings.TrimPrefix(paymentPath(a), "/v1/payments/") }

func anyChargeback(b *bench) (path string) {
	b.Helper()
	pay := b.payCard("APRO", "")
	return "/v1/chargebacks/" + b.want(b.do("POST", "/_sandbox/chargeback", `{"payment_id":`+paymentNumber(pay)+`}`, "Authorization: "), 201).at("id").(string)
}

func anyClaim(b *bench) (path string) {
	b.Helper()
	pay := b.payCard("APRO", "")
	return fmt.Sprintf("%s/%.0f", claimPath, b.want(b.do("POST", "/_sandbox/claim", `{"payment_id":`+paymentNumber(pay)+`}`, "Authorization: "), 201).at("id"))
}

func attach(b *bench, claim string) (name string) {
	b.Helper()
	body, header := form("file", "nota.pdf", somePDF)
	return b.want(b.do("POST", claim+"/attachments", body, header), 201).at("file_name").(string)
}

func init() {
	onClaim := func(method, rest, body string, status int) func(*contract) {
		return func(c *contract) {
			claim := anyClaim(c.bench)
			c.want(c.do(method, claim+rest, body), status)
			c.want(c.do(method, claimPath+"/1"+rest, body), 404)
		}
	}
	for name, run := range map[string]func(*contract){
		"GET /v1/chargebacks/{id}": func(c *contract) {
			c.want(c.do("GET", anyChargeback(c.bench), ""), 200, "documentation_status", "pending", "coverage_applied", nil)
			c.want(c.do("GET", "/v1/chargebacks/1", ""), 404)
		},
		"PUT /v1/chargebacks/{id}": func(c *contract) {
			c.want(c.do("PUT", anyChargeback(c.bench), `{"files":[{"name":"nota","description":"Nota","url":"https://shop.example.com/nota.pdf"}]}`), 200)
		},
		"GET /post-purchase/v1/claims/{claim_id}": onClaim("GET", "", "", 200),
		"GET /post-purchase/v1/claims/search": func(c *contract) {
			anyClaim(c.bench)
			c.want(c.do("GET", claimPath+"/search?status=opened", ""), 200, "paging.total", 1)
		},
		"GET /post-purchase/v1/claims/reasons/{reason_id}": func(c *contract) {
			c.want(c.do("GET", claimPath+"/reasons/PNR3430", ""), 200)
			c.want(c.do("GET", claimPath+"/reasons/X", ""), 404)
		},
		"GET /post-purchase/v1/claims/{claim_id}/status_history": onClaim("GET", "/status_history", "", 200),
		"GET /post-purchase/v1/claims/{claim_id}/expected-resolutions": func(c *contract) {
			claim := anyClaim(c.bench)
			c.want(c.do("POST", claim+"/actions/open-dispute", ""), 200)
			c.want(c.do("GET", claim+"/expected-resolutions", ""), 200, "0.type", "refund", "0.amount", 200)
		},
		"POST /post-purchase/v1/claims/{claim_id}/actions/open-dispute": onClaim("POST", "/actions/open-dispute", "", 200),
		"POST /post-purchase/v1/claims/{claim_id}/actions/send-message": onClaim("POST", "/actions/send-message", `{"message":"Foi enviado."}`, 201),
		"GET /post-purchase/v1/claims/{claim_id}/messages": func(c *contract) {
			claim := anyClaim(c.bench)
			c.want(c.do("POST", claim+"/actions/send-message", fmt.Sprintf(`{"message":"Foi enviado.","attachments":[%q]}`, attach(c.bench, claim))), 201)
			c.want(c.do("GET", claim+"/messages", ""), 200, "0.message", "Foi enviado.", "0.from.role", "respondent")
		},
		"POST /post-purchase/v1/claims/{claim_id}/actions/evidences": onClaim("POST", "/actions/evidences", `{"type":"tracking_code","value":"BR123"}`, 201),
		"GET /post-purchase/v1/claims/{claim_id}/evidences": func(c *contract) {
			claim := anyClaim(c.bench)
			c.want(c.do("POST", claim+"/actions/evidences", `{"type":"proof_of_delivery","value":"https://shop.example.com/p.jpg"}`), 201)
			c.want(c.do("GET", claim+"/evidences", ""), 200, "0.type", "other")
		},
		"POST /post-purchase/v1/claims/{claim_id}/attachments": func(c *contract) {
			claim := anyClaim(c.bench)
			body, header := form("file", "nota.pdf", somePDF)
			c.want(c.do("POST", claim+"/attachments", body, header), 201)
			body, header = form("file", "run.exe", "MZ")
			c.want(c.do("POST", claim+"/attachments", body, header), 400)
		},
		"GET /post-purchase/v1/claims/{claim_id}/attachments/{fileName}": func(c *contract) {
			claim := anyClaim(c.bench)
			c.want(c.do("GET", claim+"/attachments/"+attach(c.bench, claim), ""), 200, "content_type", "application/pdf")
			c.want(c.do("GET", claim+"/attachments/x.pdf", ""), 404)
		},
		"GET /post-purchase/v1/claims/{claim_id}/attachments/{fileName}/download": func(c *contract) {
			claim := anyClaim(c.bench)
			if a := c.want(c.do("GET", claim+"/attachments/"+attach(c.bench, claim)+"/download", ""), 200); a.raw != somePDF {
				c.Errorf("downloaded %q", a.raw)
			}
		},
	} {
		scenarios[name] = run
	}
}
