package probe

import (
	"bufio"
	"bytes"
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/mpclient"
)

const tlsTimeout = 12 * time.Second

func (e *Env) pageTLS() checks.Probe {
	return checks.Probe{ID: "page.tls", Provides: keys(checks.FactPageTLS.Name), Needs: keys(checks.FactSettings.Name), Timeout: tlsTimeout,
		Run: func(ctx context.Context, f *checks.Facts) []checks.Fact {
			s := checks.FactSettings.Must(f)
			return []checks.Fact{e.handshake(ctx, checks.FactPageTLS, s.PaymentPage, "payment_page")}
		}}
}

func (e *Env) hookTLS() checks.Probe {
	return checks.Probe{ID: "webhook.tls", Provides: keys(checks.FactHookTLS.Name), Needs: keys(checks.FactHookAddress.Name, checks.FactSettings.Name), Timeout: tlsTimeout,
		Run: func(ctx context.Context, f *checks.Facts) []checks.Fact {
			a := checks.FactHookAddress.Must(f)
			if u, host, _, ok := target(a.URL); ok && u.Scheme == "https" && !a.From.IsZero() && !checks.FactSettings.Must(f).Sandbox {
				inward := len(a.Private) > 0 || inwardName(host)
				if !checks.MayContact(ctx, place(u), inward) {
					return []checks.Fact{checks.FactHookTLS.Missing(contactGap(a.From, inward, place(u)))}
				}
			}
			return []checks.Fact{e.handshake(ctx, checks.FactHookTLS, checks.FactHookAddress.Must(f).URL, "webhook_url")}
		}}
}

// backFields are where buyers come back to, in the order a preference lists them.
var backFields = []string{"back_urls.success", "back_urls.pending", "back_urls.failure"}

// maxBacks bounds how many hosts of return addresses are looked at.
const maxBacks = 3

// backTLS looks at the hosts of return addresses other than the payment page's own, which has its
// own probe. Addresses without https are another requirement's business. The addresses stand in what was fetched or
// recorded: one that the person did not name is looked at with consent alone.
func (e *Env) backTLS() checks.Probe {
	k := checks.FactBackTLS
	return checks.Probe{ID: "back_urls.tls", Provides: keys(k.Name), Needs: keys(checks.FactSettings.Name, checks.FactPreference.Name), Timeout: tlsTimeout,
		Run: func(ctx context.Context, f *checks.Facts) []checks.Fact {
			s := checks.FactSettings.Must(f)
			_, pageHost, pagePort, _ := target(s.PaymentPage)
			_, hookHost, hookPort, _ := target(s.WebhookURL)
			var backs []checks.BackTLS
			var ask checks.Contact
			pref := checks.FactPreference.Must(f)
			for _, field := range backFields {
				u, host, port, ok := target(pref.Doc.Str(field))
				if !ok || u.Scheme != "https" || host == pageHost && port == pagePort {
					continue
				}
				i := slices.IndexFunc(backs, func(b checks.BackTLS) bool { return b.State.Host == host && b.State.Port == port })
				if i < 0 {
					if len(backs) == maxBacks {
						continue
					}
					i, backs = len(backs), append(backs, checks.BackTLS{State: checks.TLSState{Host: host, Port: port}})
					if !s.Sandbox && (host != hookHost || port != hookPort) {
						e.askContact(ctx, &ask, u, host)
					}
				}
				backs[i].Fields = append(backs[i].Fields, field)
			}
			if len(ask.Hosts) > 0 {
				return []checks.Fact{k.Missing(ask.Gap(contactText(standsIn(checks.FactPreference, pref), ask.Hosts...)))}
			}
			var wg sync.WaitGroup
			for i := range backs {
				wg.Go(func() { backs[i].State = e.look(ctx, backs[i].State.Host, backs[i].State.Port) })
			}
			wg.Wait()
			return []checks.Fact{k.Of(backs)}
		}}
}

// target splits an address into host and port. ok is false when it is not an http(s) address.
func target(raw string) (u *url.URL, host, port string, ok bool) {
	u, err := url.Parse(strings.TrimSpace(raw))
	if err != nil || u.Hostname() == "" || u.Scheme != "https" && u.Scheme != "http" {
		return nil, "", "", false
	}
	port = u.Port()
	if port == "" {
		port = map[string]string{"https": "443", "http": "80"}[u.Scheme]
	}
	return u, wireName(u), port, true
}

// wireName is the host as it travels: a name with accents goes out in its ASCII form. net/http
// knows that form and shows it nowhere but in a request.
func wireName(u *url.URL) string {
	host := u.Hostname()
	if strings.IndexFunc(host, func(r rune) bool { return r > 0x7f }) < 0 {
		return host
	}
	var b bytes.Buffer
	req := http.Request{Method: http.MethodGet, URL: &url.URL{Scheme: "http", Host: host}}
	if err := req.Write(&b); err != nil {
		return host
	}
	got, err := http.ReadRequest(bufio.NewReader(&b))
	if err != nil || got.Host == "" {
		return host
	}
	return got.Host
}

func (e *Env) handshake(ctx context.Context, k checks.Key[checks.TLSState], raw, input string) checks.Fact {
	if raw == "" {
		return k.Missing(checks.Gap{Reason: checks.GapInput, Input: input})
	}
	u, host, port, ok := target(raw)
	if !ok {
		return k.Missing(checks.Gap{Reason: checks.GapUnsupported, Detail: checks.T("gap.detail.not_url", "input", input, "url", mpclient.CleanLine(raw, 120))})
	}
	if u.Scheme != "https" {
		return k.Missing(checks.Gap{Reason: checks.GapUnsupported, Detail: checks.T("gap.detail.plain_http", "input", input)})
	}
	st := e.look(ctx, host, port)
	if ctx.Err() != nil && st.HandshakeError != "" {
		return k.Missing(checks.Gap{Reason: checks.GapTimeout, Detail: checks.T("gap.detail.timeout", "host", host, "seconds", "12")})
	}
	return k.Of(st)
}
