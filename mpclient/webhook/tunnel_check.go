package webhook

import (
	"context"
	"crypto/rand"
	"crypto/tls"
	"errors"
	"io"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/homologa/homologa/mpclient"
)

const (
	passageLimit = 10 * time.Second
	passagePath  = "/.homologa/"
)

// Why a public address was not seen to lead here, besides Redirected and the causes of mpclient.NetworkCause.
const (
	PassageLate    = "timeout-10s"
	PassageStatus  = "status"      // another status than 200
	PassageForeign = "foreign"     // 200, and not from this receiver
	PassageAltered = "altered"     // it came here, and another answer went back
	PassageCert    = "certificate" // of the public address
)

// Passage is what came of one test. Problem is "" when the request arrived and the receiver's answer came back.
type Passage struct {
	Status  int
	Problem string
}

// TunnelCheck sends a request of its own through a public address and recognises it in the receiver it is given to.
type TunnelCheck struct {
	http      http.RoundTripper
	userAgent string

	mu   sync.Mutex
	open map[string]*passage // by token
}

type passage struct {
	answer string
	came   bool
}

// NewTunnelCheck makes one. rt nil is the usual transport, with the proxy of the environment.
func NewTunnelCheck(rt http.RoundTripper, userAgent string) *TunnelCheck {
	return &TunnelCheck{http: rt, userAgent: userAgent, open: map[string]*passage{}}
}

// Through posts one request, as notifications are posted, and waits 10 s at most. It is never sent before an agent
// named the address, and it says nothing but a random token.
func (c *TunnelCheck) Through(ctx context.Context, t Tunnel) Passage {
	limited, cancel := context.WithTimeout(ctx, passageLimit)
	defer cancel()
	token, p := rand.Text(), &passage{answer: rand.Text()}
	c.mu.Lock()
	c.open[token] = p
	c.mu.Unlock()
	defer func() {
		c.mu.Lock()
		delete(c.open, token)
		c.mu.Unlock()
	}()
	req, err := http.NewRequestWithContext(limited, http.MethodPost, t.Public+passagePath+token, http.NoBody)
	if err != nil {
		return Passage{Problem: "handshake-failed"}
	}
	req.Header.Set("User-Agent", c.userAgent)
	rt := c.http
	if rt == nil {
		own := http.DefaultTransport.(*http.Transport).Clone()
		defer own.CloseIdleConnections()
		rt = own
	}
	resp, err := rt.RoundTrip(req) // no redirect is followed
	var cert *tls.CertificateVerificationError
	switch {
	case err != nil && limited.Err() != nil:
		return Passage{Problem: PassageLate}
	case errors.As(err, &cert):
		return Passage{Problem: PassageCert}
	case err != nil:
		return Passage{Problem: mpclient.NetworkCause(err)}
	}
	body, _ := io.ReadAll(io.LimitReader(resp.Body, 1<<10)) // what is cut is not the answer
	_ = resp.Body.Close()
	c.mu.Lock()
	came := p.came
	c.mu.Unlock()
	out := Passage{Status: resp.StatusCode}
	switch {
	case resp.StatusCode == http.StatusOK && string(body) == p.answer:
	case came:
		out.Problem = PassageAltered
	case resp.StatusCode/100 == 3:
		out.Problem = Redirected
	case resp.StatusCode != http.StatusOK:
		out.Problem = PassageStatus
	default:
		out.Problem = PassageForeign
	}
	return out
}

// answer takes a request of a test under way, which is no notification, and tells whether it was one.
func (c *TunnelCheck) answer(w http.ResponseWriter, r *http.Request) bool {
	if c == nil || r.Method != http.MethodPost {
		return false
	}
	token, ours := strings.CutPrefix(r.URL.Path, passagePath)
	if !ours {
		return false
	}
	c.mu.Lock()
	p := c.open[token]
	if p != nil {
		p.came = true
	}
	c.mu.Unlock()
	if p == nil {
		return false
	}
	w.Header().Set("Cache-Control", "no-store")
	_, _ = io.WriteString(w, p.answer)
	return true
}
