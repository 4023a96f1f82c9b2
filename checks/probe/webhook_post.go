package probe

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/mpclient"
)

// post sends one notification and keeps what its answer shows. Redirects are not followed, and of the
// body no more is read than tells who answered; none of it is kept as text.
func (e *Env) post(ctx context.Context, p parcel) checks.HookAnswer {
	ctx, cancel := context.WithTimeout(ctx, answerLimit)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, p.method, p.url, bytes.NewReader(p.body))
	if err != nil {
		return checks.HookAnswer{Err: mpclient.CleanLine(err.Error(), 160), Cause: "unreachable"}
	}
	req.Header.Set("User-Agent", "homologa/"+e.Version+" (test notification)")
	if len(p.body) > 0 {
		req.Header.Set("Content-Type", "application/json")
	}
	if p.requestID != "" {
		req.Header.Set("X-Request-Id", p.requestID)
	}
	if p.signature != "" {
		req.Header.Set("X-Signature", p.signature)
	}
	start := time.Now()
	resp, err := e.outside(hookBody, true).RoundTrip(req)
	took := time.Since(start)
	if err != nil {
		return checks.HookAnswer{Err: plainError(err), Cause: hookCause(err), Took: took}
	}
	body, _ := io.ReadAll(resp.Body)
	_ = resp.Body.Close()
	a := checks.HookAnswer{Status: resp.StatusCode, Took: took, Exchange: mpclient.ExchangeOf(resp), Large: len(body) >= hookBody}
	scheme, _, _ := strings.Cut(strings.ToLower(strings.TrimSpace(resp.Header.Get("WWW-Authenticate"))), " ")
	a.Asks = mpclient.CleanLine(strings.TrimRight(scheme, ","), 20)
	if !a.Accepted() || resp.Header.Get("X-Amzn-Waf-Action") != "" {
		a.Front, a.Wall = frontOf(resp, body), wallOf(resp, body)
	}
	return a
}
