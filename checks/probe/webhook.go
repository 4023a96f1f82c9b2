package probe

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"io"
	"net"
	"net/netip"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/mpclient"
	"github.com/homologa/homologa/mpclient/webhook"
)

// hookAddress finds the notification URL (configuration first, then what the integration put into
// its preference or payment) and resolves its name.
func (e *Env) hookAddress() checks.Probe {
	return checks.Probe{ID: "webhook.address", Provides: keys(checks.FactHookAddress.Name), Needs: keys(checks.FactSettings.Name),
		Uses: keys(checks.FactPreference.Name, checks.FactPayment.Name),
		Run: func(ctx context.Context, f *checks.Facts) []checks.Fact {
			raw := checks.FactSettings.Must(f).WebhookURL
			for _, k := range []checks.Key[checks.Created]{checks.FactPreference, checks.FactPayment} {
				if c, ok := k.Get(f); ok && raw == "" {
					raw = c.Doc.Str("notification_url")
				}
			}
			if raw == "" {
				return []checks.Fact{checks.FactHookAddress.Missing(checks.Gap{Reason: checks.GapInput, Input: "webhook_url"})}
			}
			a := checks.Address{URL: mpclient.CleanLine(raw, 600)}
			_, host, _, ok := target(raw)
			if !ok {
				return []checks.Fact{checks.FactHookAddress.Of(a)}
			}
			a.Host = mpclient.CleanLine(host, 255)
			e.resolve(ctx, host, &a)
			return []checks.Fact{checks.FactHookAddress.Of(a)}
		}}
}

func (e *Env) resolve(ctx context.Context, host string, a *checks.Address) {
	if ip, err := netip.ParseAddr(strings.Trim(host, "[]")); err == nil {
		a.Addrs = []netip.Addr{ip.Unmap()}
	} else {
		addrs, err := e.Lookup(ctx, "ip", host)
		if err != nil {
			var dns *net.DNSError
			a.NotFound = errors.As(err, &dns) && dns.IsNotFound
			a.Err = mpclient.CleanLine(err.Error(), 160)
			return
		}
		for _, x := range addrs {
			a.Addrs = append(a.Addrs, x.Unmap())
		}
	}
	for _, x := range a.Addrs {
		if unreachable(x) {
			a.Private = append(a.Private, x)
		}
	}
}

var carrierNAT = netip.MustParsePrefix("100.64.0.0/10")

// unreachable tells addresses that Mercado Pago cannot send to.
func unreachable(a netip.Addr) bool {
	return a.IsLoopback() || a.IsPrivate() || a.IsLinkLocalUnicast() || a.IsUnspecified() || a.IsMulticast() || carrierNAT.Contains(a)
}

const (
	answerLimit = 22 * time.Second // Mercado Pago waits no longer
	hookTimeout = 75 * time.Second
	hookBody    = 64 << 10
)

// The ids the test notifications speak of: no payment and no order has them.
const (
	noPayment    = "999999999999"
	otherPayment = "999999999998"
	noOrder      = "ORDTST00H0M0L0GA0CHECK0NLY00"
)

func (e *Env) hook() checks.Probe {
	return checks.Probe{ID: "webhook", Provides: keys(checks.FactHook.Name), Needs: keys(checks.FactHookAddress.Name, checks.FactSettings.Name),
		Effect: checks.Sends, Timeout: hookTimeout, Asks: e.hookConsent, Run: e.sendAll}
}

// hookConsent lets the embedded sandbox's shop and loopback receivers be probed unasked.
func (e *Env) hookConsent(f *checks.Facts) *checks.Gap {
	a, s := checks.FactHookAddress.Must(f), checks.FactSettings.Must(f)
	if s.WebhookSecret == "" {
		return nil // Run says what is missing before anything is sent
	}
	if s.Sandbox || localOnly(a) {
		return nil
	}
	return &checks.Gap{Reason: checks.GapConsent, Detail: checks.T("gap.detail.consent_hook", "url", a.URL, "n", strconv.Itoa(len(checks.HookCases)))}
}

func localOnly(a checks.Address) bool {
	for _, x := range a.Addrs {
		if !x.IsLoopback() {
			return false
		}
	}
	return len(a.Addrs) > 0
}

func (e *Env) sendAll(ctx context.Context, f *checks.Facts) []checks.Fact {
	a, s := checks.FactHookAddress.Must(f), checks.FactSettings.Must(f)
	secret := mpclient.InspectWebhookSecret(s.WebhookSecret.Reveal()).Clean
	if secret == "" {
		return []checks.Fact{checks.FactHook.Missing(checks.Gap{Reason: checks.GapInput, Input: "webhook_secret"})}
	}
	if _, _, _, ok := target(a.URL); !ok {
		return []checks.Fact{checks.FactHook.Missing(checks.Gap{Reason: checks.GapUnsupported, Detail: checks.T("gap.detail.not_url", "input", "webhook_url", "url", a.URL)})}
	}
	ctx, seen := mpclient.WithSeen(mpclient.WithOp(ctx, "webhook"))
	out := checks.HookAnswers{URL: a.URL, Answers: map[checks.HookCase]checks.HookAnswer{}}
	var mu sync.Mutex
	send := func(first, last int) {
		var wg sync.WaitGroup
		slots := make(chan struct{}, 3) // never more at once: this is somebody's server
		for i := first; i < last; i++ {
			wg.Go(func() {
				slots <- struct{}{}
				defer func() { <-slots }()
				c := checks.HookCases[i]
				got := e.sendOne(ctx, a.URL, secret, c, int64(i))
				mu.Lock()
				defer mu.Unlock()
				out.Answers[c] = got
			})
		}
		wg.Wait()
	}
	const genuine = 3 // the cases an endpoint may accept; dishonest ones are pointless when nobody answers
	send(0, genuine)
	for _, got := range out.Answers {
		if got.Err == "" {
			send(genuine, len(checks.HookCases))
			break
		}
	}
	if ctx.Err() != nil {
		return []checks.Fact{checks.FactHook.Missing(networkGap(ctx.Err(), a.Host, hookTimeout), seen.IDs()...)}
	}
	return []checks.Fact{checks.FactHook.Of(out, seen.IDs()...)}
}

func (e *Env) sendOne(ctx context.Context, endpoint string, secret mpclient.Secret, c checks.HookCase, n int64) checks.HookAnswer {
	now := e.Now()
	note := webhook.Notification{ID: now.UnixMilli()*10 + n, Topic: "payment", Action: "payment.updated", DataID: noPayment, Created: now, UserID: "0"}
	reqID := randomID()
	sign := func(id string, unit webhook.TSUnit, ic webhook.IDCase) string {
		return webhook.Sign(secret.Reveal(), id, reqID, now, unit, ic)
	}
	sig := ""
	switch c {
	case checks.HookValidMillis:
		sig = sign(noPayment, webhook.Millis, webhook.AsReceived)
	case checks.HookValidSeconds:
		sig = sign(noPayment, webhook.Seconds, webhook.AsReceived)
	case checks.HookCapsKept, checks.HookCapsLower:
		note.Topic, note.Action, note.DataID = "order", "order.processed", noOrder
		ic := webhook.AsReceived
		if c == checks.HookCapsLower {
			ic = webhook.LowerCase
		}
		sig = sign(noOrder, webhook.Seconds, ic)
	case checks.HookForged:
		sig = webhook.Header(webhook.Timestamp(now, webhook.Seconds), randomHex(32))
	case checks.HookOtherID:
		// The body names the id that was signed, the query another: who reads the body believes it.
		note.BodyID = otherPayment
		sig = sign(otherPayment, webhook.Seconds, webhook.AsReceived)
	case checks.HookTail:
		good := sign(noPayment, webhook.Seconds, webhook.AsReceived)
		sig = good[:len(good)-8] + flip(good[len(good)-8:])
	}
	ctx, cancel := context.WithTimeout(ctx, answerLimit)
	defer cancel()
	req, err := note.Request(ctx, endpoint, reqID, sig, "homologa/"+e.Version+" (test notification)")
	if err != nil {
		return checks.HookAnswer{Err: mpclient.CleanLine(err.Error(), 160), Cause: "unreachable"}
	}
	start := time.Now()
	resp, err := e.outside(hookBody, true).RoundTrip(req)
	took := time.Since(start)
	if err != nil {
		return checks.HookAnswer{Err: plainError(err), Cause: hookCause(err), Took: took}
	}
	_, _ = io.Copy(io.Discard, resp.Body)
	_ = resp.Body.Close()
	return checks.HookAnswer{Status: resp.StatusCode, Took: took, Exchange: mpclient.ExchangeOf(resp)}
}

// hookCause names a failed delivery by a cause id of the reference's section 8.
func hookCause(err error) string {
	switch networkCause(err) {
	case "handshake-timeout":
		return "timeout-22s"
	case "connection-closed":
		return "connection-dropped"
	case "connection-refused":
		return "connection-refused"
	case "handshake-failed", "not-tls", "client-cert-required":
		return "tls-invalid"
	}
	return "unreachable"
}

func flip(hexTail string) string {
	return strings.Map(func(r rune) rune {
		if r == '0' {
			return '1'
		}
		return '0'
	}, hexTail)
}

func randomHex(n int) string {
	b := make([]byte, n)
	_, _ = rand.Read(b) // never fails since Go 1.24
	return hex.EncodeToString(b)
}

func randomID() string {
	h := randomHex(16)
	return h[:8] + "-" + h[8:12] + "-4" + h[13:16] + "-a" + h[17:20] + "-" + h[20:]
}
