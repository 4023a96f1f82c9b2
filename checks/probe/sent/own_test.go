package sent

import (
	"context"
	"strings"
	"testing"
)

// TestOwnRequestsAreNoEvidence: what a recording caught of homologa itself counts for nothing, each mark alone.
func TestOwnRequestsAreNoEvidence(t *testing.T) {
	line := func(headers, body string) string {
		return `{"method":"POST","url":"https://api.mercadopago.com/v1/payments","request_headers":{"Authorization":"Bearer x","X-Product-Id":"p"` + headers + `},"request_body":` + body + `,"status":201}`
	}
	for name, c := range map[string]struct {
		line string
		own  int
	}{
		"user agent of a call":     {line(`,"User-Agent":"homologa"`, `{}`), 1},
		"of a test notification":   {line(`,"User-Agent":"homologa/1.2 (test notification)"`, `{}`), 1},
		"of a look at a page":      {line(`,"User-Agent":"homologa (go-live check of your own integration)"`, `{}`), 1},
		"reference":                {line("", `{"external_reference":"homologa-payment-abcdefghijklmnop"}`), 1},
		"idempotency key":          {line(`,"X-Idempotency-Key":"homologa-pix-0123456789abcdef"`, `{}`), 1},
		"the integration's":        {line(`,"User-Agent":"loja/1"`, `{"external_reference":"pedido-1"}`), 0},
		"a name that begins alike": {line(`,"User-Agent":"homologador/1"`, `{"external_reference":"homologa-teste-1"}`), 0},
	} {
		got, err := Read(context.Background(), []byte(strings.TrimSpace(c.line)), Options{})
		if err != nil || got.Own != c.own || got.Calls != 1-c.own || len(got.Bodies) != 1-c.own {
			t.Errorf("%s: own %d, calls %d, bodies %d, %v", name, got.Own, got.Calls, len(got.Bodies), err)
		}
	}
}
