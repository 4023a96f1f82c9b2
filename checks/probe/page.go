package probe

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"path"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/checks/probe/markup"
	"github.com/homologa/homologa/mpclient"
)

// Limits of what is read of a page.
const (
	maxPage       = 5 << 20
	maxScript     = 8 << 20
	maxMap        = 4 << 20
	maxScripts    = 64 // of the page's own, and as many source maps
	maxHops       = 8
	scriptsAtOnce = 4

	pageLimit   = 10 * time.Second // the page with its scripts; what came by then is judged
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
				return []checks.Fact{checks.FactPage.Missing(checks.Gap{Reason: checks.GapUnsupported,
					Detail: checks.T("gap.detail.not_url", "input", "payment_page", "url", mpclient.CleanLine(s.PaymentPage, 120))})}
			}
			ctx, cancel := context.WithTimeout(ctx, pageLimit)
			defer cancel()
			got, err := e.fetch(ctx, u)
			if in := (inwardRedirect{}); errors.As(err, &in) {
				return []checks.Fact{checks.FactPage.Missing(checks.Gap{Reason: checks.GapUnsupported,
					Detail: checks.T("gap.detail.inward_redirect", "host", host, "to", in.to)}, seen.IDs()...)}
			}
			if err != nil {
				return []checks.Fact{checks.FactPage.Missing(networkGap(err, host, pageLimit), seen.IDs()...)}
			}
			if enc := got.header.Get("Content-Encoding"); encoded(got.header) {
				return []checks.Fact{checks.FactPage.Missing(checks.Gap{Reason: checks.GapGarbled,
					Detail: checks.T("gap.detail.garbled", "why", "Content-Encoding: "+mpclient.CleanLine(enc, 40))}, seen.IDs()...)}
			}
			page := markup.Read(markup.Source{Body: got.body, URL: got.url, Header: got.header, Redact: e.Redactor})
			page.Facts.Status, page.Facts.Hops, page.Facts.Loop = got.status, got.hops, got.loop
			page.Facts.Cut = got.cut
			page.Facts.Tokens = append(page.Facts.Tokens, got.tokens...)
			e.scripts(ctx, page)
			key := mpclient.InspectPublicKey(s.PublicKey.Reveal()).Clean
			return []checks.Fact{checks.FactPage.Of(page.Close(key.Reveal()), seen.IDs()...)}
		}}
}

// encoded tells a body whose compression was not asked for: its bytes say nothing.
func encoded(h http.Header) bool {
	enc := h.Get("Content-Encoding")
	return enc != "" && !strings.EqualFold(enc, "identity")
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

// patient is a transport whose bodies end when time is up, with what came until then, and not in an
// error that loses it.
type patient struct {
	base http.RoundTripper
	late atomic.Bool
}

func (p *patient) RoundTrip(req *http.Request) (*http.Response, error) {
	resp, err := p.base.RoundTrip(req)
	if err == nil {
		resp.Body = &patientBody{resp.Body, req.Context(), &p.late}
	}
	return resp, err
}

type patientBody struct {
	io.ReadCloser
	ctx  context.Context
	late *atomic.Bool
}

func (b *patientBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	// Once time is up, the closing line may show as an end like any other.
	if err != nil && errors.Is(b.ctx.Err(), context.DeadlineExceeded) {
		b.late.Store(true)
		err = io.EOF
	}
	return n, err
}

// inwardRedirect is a redirect of a page to this computer or a private network. A page may be anybody's, and what it says
// is no reason to call at such an address.
type inwardRedirect struct{ to string }

func (r inwardRedirect) Error() string { return "redirect to " + r.to + ", which was not followed" }

// leadsInward tells such a redirect. A page that is itself of this computer may send elsewhere on it, and any page to its
// own host.
func (e *Env) leadsInward(ctx context.Context, from, to *url.URL) bool {
	if strings.EqualFold(from.Hostname(), to.Hostname()) || loopbackName(from.Hostname()) && loopbackName(to.Hostname()) {
		return false
	}
	return e.inward(ctx, wireName(to))
}

type fetched struct {
	url    *url.URL
	status int
	header http.Header
	body   []byte
	cut    checks.PageCut
	hops   []checks.Hop
	tokens []checks.FoundToken // in headers of the hops
	loop   bool
}

// fetch reads an address and follows redirects itself, to see each hop.
func (e *Env) fetch(ctx context.Context, u *url.URL) (fetched, error) {
	var out fetched
	tr := e.outside(maxPage, true)
	slow := &patient{base: tr.Base}
	tr.Base = slow
	start := u
	for range maxHops {
		resp, body, err := get(ctx, tr, u, "text/html,application/xhtml+xml,*/*;q=0.5")
		if err != nil {
			return out, err
		}
		out.url, out.status, out.header = u, resp.StatusCode, resp.Header
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
			if next != nil && e.leadsInward(ctx, start, next) {
				return out, inwardRedirect{mpclient.CleanLine(next.Host, 120)}
			}
			if next != nil {
				out.tokens = append(out.tokens, markup.HeaderTokens(resp.Header, hop.URL)...)
				u = next
				continue
			}
		}
		out.body = body
		switch {
		case slow.late.Load():
			out.cut = checks.CutTime
		case len(body) >= maxPage:
			out.cut = checks.CutSize
		}
		return out, nil
	}
	out.loop = true
	return out, nil
}

func get(ctx context.Context, tr http.RoundTripper, u *url.URL, accept string) (*http.Response, []byte, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		return nil, nil, err
	}
	req.Header.Set("User-Agent", userAgent)
	if accept != "" {
		req.Header.Set("Accept", accept)
	}
	resp, err := tr.RoundTrip(req)
	if err != nil {
		return nil, nil, err
	}
	defer func() { _ = resp.Body.Close() }()
	body, err := io.ReadAll(resp.Body)
	return resp, body, err
}

// scripts reads the page's own scripts, those they load, and their source maps, where bundlers put what
// was meant for the server. What could not be read to the end is left out, and said.
func (e *Env) scripts(ctx context.Context, page *markup.Page) {
	ctx = mpclient.WithOp(ctx, "script")
	left := &page.Facts.Left
	maps, known := page.Maps, page.Scripts
	for _, u := range page.Announced {
		if !listed(known, u) {
			known = append(known[:len(known):len(known)], u)
		}
	}
	for done := 0; done < len(known); {
		wave := known[done:min(len(known), maxScripts)]
		if len(wave) == 0 {
			left.Add("scripts", len(known)-done, e.names(known[done:])...)
			break
		}
		done += len(wave)
		for i, got := range e.all(ctx, wave, maxScript) {
			at := wave[i]
			if got.left != "" {
				left.Add(got.left, 1, e.Redactor.URL(at))
			}
			page.Add(at, got.script)
			if m := got.script.Map; m != nil && !listed(maps, m) {
				maps = append(maps, m)
			}
			for _, u := range append(got.script.Parts, page.More(got.script)...) {
				if !listed(known, u) {
					known = append(known[:len(known):len(known)], u)
				}
			}
			if got.script.Dynamic {
				left.Add("dynamic", 1, e.Redactor.URL(at))
			}
			if got.script.Table {
				left.Add("chunks", 1, e.Redactor.URL(at))
			}
		}
	}
	if len(maps) > maxScripts {
		left.Add("maps", len(maps)-maxScripts, e.names(maps[maxScripts:])...)
		maps = maps[:maxScripts]
	}
	for i, got := range e.all(ctx, maps, maxMap) {
		if got.left != "" {
			left.Add("maps", 1, e.Redactor.URL(maps[i]))
		}
		got.script.Copy, got.script.Cards = false, false // a map holds the sources of packages, and does not run
		page.Add(maps[i], got.script)
	}
}

func (e *Env) names(list []*url.URL) (out []string) {
	for _, u := range list[:min(len(list), 5)] {
		out = append(out, e.Redactor.URL(u))
	}
	return out
}

func listed(list []*url.URL, u *url.URL) bool {
	for _, x := range list {
		if x.String() == u.String() {
			return true
		}
	}
	return false
}

// read is a script that was read, or why it was not: the kind of omission.
type read struct {
	script markup.Script
	left   string
}

// all reads addresses, a few at a time, in the order given.
func (e *Env) all(ctx context.Context, list []*url.URL, limit int64) []read {
	tr := e.outside(limit, true)
	tr.Base = &patient{base: tr.Base}
	out := make([]read, len(list))
	slots := make(chan struct{}, scriptsAtOnce)
	var wg sync.WaitGroup
	for i, u := range list {
		wg.Go(func() {
			slots <- struct{}{}
			defer func() { <-slots }()
			out[i] = e.one(ctx, tr, u, limit)
		})
	}
	wg.Wait()
	return out
}

// one reads a script; a few redirects within the origin are followed. What is not there (404, 410) no
// browser gets either.
func (e *Env) one(ctx context.Context, tr http.RoundTripper, u *url.URL, limit int64) read {
	at := u
	for range 3 {
		resp, body, err := get(ctx, tr, u, "")
		if err != nil {
			return read{left: "unfetched"}
		}
		if next, err := u.Parse(resp.Header.Get("Location")); err == nil && resp.StatusCode >= 300 && resp.StatusCode < 400 && markup.SameOrigin(next, u) {
			u = next
			continue
		}
		out := read{script: markup.ReadScript(markup.Source{Body: body, URL: at, Header: resp.Header, Redact: e.Redactor})}
		switch gone := resp.StatusCode == http.StatusNotFound || resp.StatusCode == http.StatusGone; {
		case int64(len(body)) >= limit:
			out.left = "script_size"
		case encoded(resp.Header):
			out.left = "encoded"
		case ctx.Err() != nil, resp.StatusCode >= 300 && !gone:
			out.left = "unfetched"
		}
		return out
	}
	return read{left: "unfetched"}
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
				return []checks.Fact{checks.FactPlainHTTP.Missing(checks.Gap{Reason: checks.GapUnsupported,
					Detail: checks.T("gap.detail.not_url", "input", "payment_page", "url", mpclient.CleanLine(s.PaymentPage, 120))})}
			}
			if u.Scheme == "https" && port != "443" {
				// A port of its own has no plain counterpart to look at.
				return []checks.Fact{checks.FactPlainHTTP.Of(checks.PlainHTTP{URL: s.PaymentPage, OwnPort: port})}
			}
			plain := *u
			plain.Scheme = "http"
			h := e.walkPlain(ctx, &plain)
			if len(h.Hops) > 0 && strings.HasPrefix(h.Final, "https://") && plain.RawQuery == "" && !h.Dropped {
				// A query of ours shows whether the redirect would keep a buyer's.
				asked := plain
				asked.RawQuery = "homologa=1"
				h.Dropped = e.walkPlain(ctx, &asked).Dropped
			}
			return []checks.Fact{checks.FactPlainHTTP.Of(h, seen.IDs()...)}
		}}
}

// drops tells a redirect to HTTPS that loses the path or the query it was sent with. A path that
// grows (/pt/checkout) or changes its spelling is kept.
func drops(from, to *url.URL) bool {
	if to.Scheme != "https" {
		return false
	}
	last := strings.ToLower(path.Base(from.Path))
	if last != "." && last != "/" && !strings.Contains(strings.ToLower(to.Path), last) {
		return true
	}
	had, has := from.Query(), to.Query()
	for name := range had {
		if !has.Has(name) {
			return true
		}
	}
	return false
}

// walkPlain follows redirects from a plain address until it reaches HTTPS or an answer.
func (e *Env) walkPlain(ctx context.Context, u *url.URL) checks.PlainHTTP {
	h := checks.PlainHTTP{URL: e.Redactor.URL(u)}
	tr := e.outside(64<<10, true)
	start := u
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
		h.Dropped = h.Dropped || drops(start, next)
		if next.Scheme != "https" && e.leadsInward(ctx, start, next) {
			h.Unknown = inwardRedirect{mpclient.CleanLine(next.Host, 120)}.Error()
			return h
		}
		u = next
	}
	h.Loop = true
	return h
}
