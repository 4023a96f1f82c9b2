package probe

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"golang.org/x/net/html"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/mpclient"
)

// Limits of what is read of a page.
const (
	maxPage    = 5 << 20
	maxScript  = 2 << 20
	maxScripts = 24
	maxHops    = 8
	maxFound   = 20

	pageTimeout = 12 * time.Second
)

const userAgent = "homologa (go-live check of your own integration)"

func (e *Env) page() checks.Probe {
	return checks.Probe{ID: "page", Provides: keys(checks.FactPage.Name), Needs: keys(checks.FactSettings.Name), Timeout: pageTimeout,
		Run: func(ctx context.Context, f *checks.Facts) []checks.Fact {
			ctx, seen := mpclient.WithSeen(mpclient.WithOp(ctx, "page"))
			s := checks.FactSettings.Must(f)
			if s.PaymentPage == "" {
				return []checks.Fact{checks.FactPage.Missing(checks.Gap{Reason: checks.GapInput, Input: "payment_page"})}
			}
			u, host, _, ok := target(s.PaymentPage)
			if !ok {
				return []checks.Fact{checks.FactPage.Missing(checks.Gap{Reason: checks.GapUnsupported, Detail: checks.T("gap.detail.not_url", "input", "payment_page", "url", mpclient.CleanLine(s.PaymentPage, 120))})}
			}
			got, err := e.fetch(ctx, u)
			if err != nil {
				return []checks.Fact{checks.FactPage.Missing(networkGap(err, host, pageTimeout), seen.IDs()...)}
			}
			p, own := e.readPage(got)
			e.scripts(ctx, own, &p)
			return []checks.Fact{checks.FactPage.Of(p, seen.IDs()...)}
		}}
}

func networkGap(err error, host string, limit time.Duration) checks.Gap {
	switch mpclient.NetworkCategory(err) {
	case mpclient.CatTimeout:
		return checks.Gap{Reason: checks.GapTimeout, Detail: checks.T("gap.detail.timeout", "host", host, "seconds", strconv.Itoa(int(limit.Seconds())))}
	case mpclient.CatCancelled:
		return checks.Gap{Reason: checks.GapCancelled}
	}
	return checks.Gap{Reason: checks.GapNetwork, Detail: checks.T("gap.detail.network", "host", host, "why", plainError(err))}
}

type fetched struct {
	url         *url.URL
	status      int
	contentType string
	body        []byte
	truncated   bool
	hops        []checks.Hop
	loop        bool
}

// fetch reads an address and follows redirects itself, to see each hop.
func (e *Env) fetch(ctx context.Context, u *url.URL) (fetched, error) {
	var out fetched
	tr := e.outside(maxPage, true)
	for range maxHops {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
		if err != nil {
			return out, err
		}
		req.Header.Set("User-Agent", userAgent)
		req.Header.Set("Accept", "text/html,application/xhtml+xml,*/*;q=0.5")
		resp, err := tr.RoundTrip(req)
		if err != nil {
			return out, err
		}
		body, err := io.ReadAll(resp.Body)
		_ = resp.Body.Close()
		if err != nil {
			return out, err
		}
		out.url, out.status, out.contentType = u, resp.StatusCode, resp.Header.Get("Content-Type")
		loc := resp.Header.Get("Location")
		if resp.StatusCode >= 300 && resp.StatusCode < 400 && loc != "" {
			next, err := u.Parse(loc)
			if err != nil || next.Scheme != "http" && next.Scheme != "https" {
				next = nil
			}
			hop := checks.Hop{URL: e.Redactor.URL(u), Status: resp.StatusCode}
			if next == nil {
				hop.To = mpclient.CleanLine(e.Redactor.Text(loc), 120)
			} else {
				hop.To = e.Redactor.URL(next)
			}
			out.hops = append(out.hops, hop)
			if next != nil {
				u = next
				continue
			}
		}
		out.body, out.truncated = body, len(body) >= maxPage
		return out, nil
	}
	out.loop = true
	return out, nil
}

// readPage takes out of a page what rules ask about, and where its own scripts are.
func (e *Env) readPage(got fetched) (p checks.Page, own []*url.URL) {
	p = checks.Page{URL: mpclient.CleanLine(e.Redactor.URL(got.url), 300), Status: got.status, ContentType: mpclient.CleanLine(got.contentType, 80), Size: len(got.body),
		Truncated: got.truncated, Hops: got.hops, Loop: got.loop}
	p.Tokens = findTokens(got.body, p.URL)
	z := html.NewTokenizer(bytes.NewReader(got.body))
	base, moved, inScript := got.url, false, false
	for {
		kind := z.Next()
		if kind == html.TextToken && inScript {
			loads(&p, z.Raw())
		}
		inScript = false
		switch kind {
		case html.ErrorToken:
			return p, own
		case html.StartTagToken, html.SelfClosingTagToken:
			tag := z.Token()
			inScript = tag.Data == "script"
			src := attribute(tag, map[bool]string{true: "href", false: "src"}[tag.Data == "base"])
			if src == "" {
				continue
			}
			u, err := base.Parse(src)
			if err != nil {
				continue
			}
			switch tag.Data {
			case "base":
				if !moved { // the first one counts
					base, moved = u, true
				}
			case "script":
				p.Scripts = append(p.Scripts, mpclient.CleanLine(e.Redactor.URL(u), 300))
				if sameOrigin(u, got.url) && !slices.ContainsFunc(own, func(x *url.URL) bool { return x.String() == u.String() }) {
					own = append(own, u)
				}
				u.Host = strings.ToLower(u.Host)
				if s := u.String(); strings.HasPrefix(s, mpJS) || strings.HasPrefix(s, securityJS) {
					loads(&p, []byte(s))
				}
			}
		}
	}
}

// attribute reads an attribute; of two with one name the first counts.
func attribute(tag html.Token, name string) string {
	for _, a := range tag.Attr {
		if a.Key == name {
			return strings.TrimSpace(a.Val)
		}
	}
	return ""
}

// The official addresses; a copy elsewhere is not the script.
const (
	mpJS       = "https://sdk.mercadopago.com/js/v2"
	securityJS = "https://www.mercadopago.com/v2/security.js"
)

// loads marks which official scripts a script tag or a script of the page names: single-page shops
// load them from their bundle.
func loads(p *checks.Page, text []byte) {
	p.MPJS = p.MPJS || bytes.Contains(text, []byte(mpJS))
	p.SecurityJS = p.SecurityJS || bytes.Contains(text, []byte(securityJS))
}

func sameOrigin(a, b *url.URL) bool {
	_, hostA, portA, okA := target(a.String())
	_, hostB, portB, okB := target(b.String())
	return okA && okB && a.Scheme == b.Scheme && strings.EqualFold(hostA, hostB) && portA == portB
}

// longestToken is more than the longest form of an access token takes.
const longestToken = 128

// findTokens looks only where a prefix stands: megabytes of bundle without one cost next to nothing.
func findTokens(body []byte, where string) []checks.FoundToken {
	var out []checks.FoundToken
	for _, prefix := range []string{"APP_USR-", "TEST-"} {
		for at, n := 0, 0; n < maxFound; {
			i := bytes.Index(body[at:], []byte(prefix))
			if i < 0 {
				break
			}
			at += i
			loc := mpclient.FindTokens(body[at:min(at+longestToken, len(body))])
			if len(loc) == 0 || loc[0][0] != 0 {
				at += len(prefix)
				continue
			}
			tok := body[at : at+loc[0][1]]
			out = append(out, checks.FoundToken{Masked: mpclient.Secret(tok).Mask(), Where: where, Line: 1 + bytes.Count(body[:at], []byte("\n")), Test: prefix == "TEST-"})
			at, n = at+len(tok), n+1
		}
	}
	return out
}

// scripts reads the page's own scripts, where bundlers put what was meant for the server. What
// could not be read to the end leaves the page marked as read in part.
func (e *Env) scripts(ctx context.Context, own []*url.URL, p *checks.Page) {
	tr := e.outside(maxScript, true)
	var wg sync.WaitGroup
	var mu sync.Mutex
	if len(own) > maxScripts {
		own, p.Truncated = own[:maxScripts], true
	}
	found := make([][]checks.FoundToken, len(own))
	slots := make(chan struct{}, 4)
	for i, u := range own {
		wg.Go(func() {
			slots <- struct{}{}
			defer func() { <-slots }()
			body, err := e.script(ctx, tr, u)
			found[i] = findTokens(body, mpclient.CleanLine(e.Redactor.URL(u), 300))
			mu.Lock()
			defer mu.Unlock()
			loads(p, body)
			p.Truncated = p.Truncated || err != nil || len(body) >= maxScript
		})
	}
	wg.Wait()
	p.Tokens = append(p.Tokens, slices.Concat(found...)...)
}

func (e *Env) script(ctx context.Context, tr http.RoundTripper, u *url.URL) ([]byte, error) {
	req, err := http.NewRequestWithContext(mpclient.WithOp(ctx, "script"), http.MethodGet, u.String(), nil)
	if err != nil {
		return nil, err
	}
	req.Header.Set("User-Agent", userAgent)
	resp, err := tr.RoundTrip(req)
	if err != nil {
		return nil, err
	}
	defer func() { _ = resp.Body.Close() }()
	return io.ReadAll(resp.Body)
}

// plainHTTP looks at what answers on port 80 of the payment page's host.
func (e *Env) plainHTTP() checks.Probe {
	return checks.Probe{ID: "page.http", Provides: keys(checks.FactPlainHTTP.Name), Needs: keys(checks.FactSettings.Name), Timeout: 10 * time.Second,
		Run: func(ctx context.Context, f *checks.Facts) []checks.Fact {
			ctx, seen := mpclient.WithSeen(mpclient.WithOp(ctx, "page.http"))
			s := checks.FactSettings.Must(f)
			if s.PaymentPage == "" {
				return []checks.Fact{checks.FactPlainHTTP.Missing(checks.Gap{Reason: checks.GapInput, Input: "payment_page"})}
			}
			u, _, port, ok := target(s.PaymentPage)
			if !ok {
				return []checks.Fact{checks.FactPlainHTTP.Missing(checks.Gap{Reason: checks.GapUnsupported, Detail: checks.T("gap.detail.not_url", "input", "payment_page", "url", mpclient.CleanLine(s.PaymentPage, 120))})}
			}
			if u.Scheme == "https" && port != "443" {
				// A port of its own has no plain counterpart to look at.
				return []checks.Fact{checks.FactPlainHTTP.Of(checks.PlainHTTP{URL: s.PaymentPage, Unknown: "port " + port})}
			}
			plain := *u
			plain.Scheme = "http"
			return []checks.Fact{checks.FactPlainHTTP.Of(e.walkPlain(ctx, &plain), seen.IDs()...)}
		}}
}

// walkPlain follows redirects from a plain address until it reaches HTTPS or an answer.
func (e *Env) walkPlain(ctx context.Context, u *url.URL) checks.PlainHTTP {
	h := checks.PlainHTTP{URL: e.Redactor.URL(u)}
	tr := e.outside(64<<10, true)
	visited := map[string]bool{}
	for range maxHops {
		if visited[u.String()] {
			h.Loop = true
			return h
		}
		visited[u.String()] = true
		if u.Scheme == "https" {
			h.Final = e.Redactor.URL(u)
			return h
		}
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
		if err != nil {
			h.Unknown = mpclient.CleanLine(err.Error(), 120)
			return h
		}
		req.Header.Set("User-Agent", userAgent)
		resp, err := tr.RoundTrip(req)
		if err != nil {
			if len(h.Hops) == 0 && mpclient.NetworkCause(err) == "connection-refused" {
				h.Closed = true
				return h
			}
			h.Unknown = plainError(err)
			return h
		}
		_ = resp.Body.Close()
		h.Status = resp.StatusCode
		loc := resp.Header.Get("Location")
		next, err := u.Parse(loc)
		if resp.StatusCode < 300 || resp.StatusCode >= 400 || loc == "" || err != nil {
			h.Final = e.Redactor.URL(u)
			return h
		}
		h.Hops = append(h.Hops, checks.Hop{URL: e.Redactor.URL(u), Status: resp.StatusCode, To: e.Redactor.URL(next)})
		u = next
	}
	h.Loop = true
	return h
}
