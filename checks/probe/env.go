// Package probe observes: it calls the API, shakes hands with servers, reads the payment page
// and sends test notifications, and yields facts. It refuses to judge; what a fact means is
// decided in checks/rules.
package probe

import (
	"context"
	"crypto/x509"
	"io/fs"
	"net"
	"net/http"
	"net/netip"
	"strconv"
	"sync"
	"time"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/mpclient"
	"github.com/homologa/homologa/mpclient/limits"
)

// Env is the outside world, handed in. Zero fields mean the real one.
type Env struct {
	// Load reads the settings anew; it is called at the start of every run, so that a corrected
	// .env counts at once.
	Load func() checks.Settings

	BaseURL  string // API; mpclient.DefaultBaseURL when ""
	Dial     func(ctx context.Context, network, addr string) (net.Conn, error)
	Lookup   func(ctx context.Context, network, host string) ([]netip.Addr, error)
	Roots    *x509.CertPool // nil: the system's
	API      http.RoundTripper
	Recorder *mpclient.Recorder
	Redactor *mpclient.Redactor
	Now      func() time.Time
	Version  string
	// Source opens a folder of code that is not on disk; nil is the disk.
	Source func(dir string) fs.FS
	// HistoryMax is how many of the latest payments are added up; 0 is 1,000. The API reaches 10,000.
	HistoryMax int

	clients clients
}

type clients struct {
	mu    sync.Mutex
	token mpclient.Secret
	c     *mpclient.Client
}

func (e *Env) fill() {
	var d net.Dialer
	if e.Dial == nil {
		e.Dial = d.DialContext
	}
	if e.Lookup == nil {
		e.Lookup = net.DefaultResolver.LookupNetIP
	}
	if e.Recorder == nil {
		e.Recorder = mpclient.NewRecorder(nil)
	}
	if e.Redactor == nil {
		e.Redactor = mpclient.NewRedactor()
	}
	if e.Now == nil {
		e.Now = time.Now
	}
}

// All lists the probes over one outside world.
func All(e *Env) []checks.Probe {
	e.fill()
	return []checks.Probe{
		e.settings(), e.account(), e.keyPair(), e.methods(), e.categories(), asSent(e.payments(), checks.FactPayment), e.pixHistory(), asSent(e.preference(), checks.FactPreference),
		e.history(), asSent(e.order(), checks.FactOrder), asSent(e.subscription(), checks.FactSubscription), e.places(), e.terminals(), e.references(),
		e.report(mpclient.SettlementReport, checks.FactSettlement), e.report(mpclient.ReleaseReport, checks.FactRelease),
		e.pageTLS(), e.backTLS(), e.page(), e.plainHTTP(), e.hookAddress(), e.hookTLS(), e.hook(),
		e.source(), e.exchanges(),
		e.application(), e.pixCharge(),
	}
}

// Client gives the API client for a token, the same one as long as the token stays.
func (e *Env) Client(token mpclient.Secret) (*mpclient.Client, error) {
	e.clients.mu.Lock()
	defer e.clients.mu.Unlock()
	if e.clients.c != nil && e.clients.token == token {
		return e.clients.c, nil
	}
	c, err := mpclient.New(token, mpclient.Options{BaseURL: e.BaseURL, HTTP: e.API, Recorder: e.Recorder, Redactor: e.Redactor, Now: e.Now})
	if err != nil {
		return nil, err
	}
	e.clients.c, e.clients.token = c, token
	return c, nil
}

// outside builds a transport for the integration's own hosts. Certificates are not verified here:
// the TLS probes look at them, and a bad one must not hide everything behind it. Nothing secret is
// sent over it.
func (e *Env) outside(maxBody int64, cut bool) *mpclient.Recording {
	return &mpclient.Recording{
		Base: &http.Transport{
			DialContext:            e.Dial,
			TLSClientConfig:        anyTLS(""),
			TLSHandshakeTimeout:    5 * time.Second,
			ResponseHeaderTimeout:  25 * time.Second,
			DisableKeepAlives:      true,
			ForceAttemptHTTP2:      true,
			MaxResponseHeaderBytes: 64 << 10,
		},
		Recorder: e.Recorder, Redactor: e.Redactor, Now: e.Now, MaxBody: maxBody, Cut: cut,
	}
}

// gapOf explains a failed call.
func gapOf(err error, object, id, host string) checks.Gap {
	e := mpclient.AsError(err)
	if e == nil {
		return checks.Gap{Reason: checks.GapNetwork, Detail: checks.T("gap.detail.network", "host", host, "why", mpclient.CleanLine(err.Error(), 160))}
	}
	status := strconv.Itoa(e.Status)
	switch e.Category {
	case mpclient.CatAuth, mpclient.CatForbidden:
		return checks.Gap{Reason: checks.GapAuth, Detail: checks.T("gap.detail.refused", "status", status, "message", e.Message)}
	case mpclient.CatNotFound:
		return checks.Gap{Reason: checks.GapNotFound, Detail: checks.T("gap.detail.not_found", "object", "@object."+object, "id", id)}
	case mpclient.CatTimeout:
		waited := e.Waited
		if waited == 0 {
			waited = checks.DefaultTimeout
		}
		return checks.Gap{Reason: checks.GapTimeout, Detail: checks.T("gap.detail.timeout", "host", host, "seconds", strconv.Itoa(int(waited.Seconds())))}
	case mpclient.CatCancelled:
		return checks.Gap{Reason: checks.GapCancelled}
	case mpclient.CatRateLimited:
		return checks.Gap{Reason: checks.GapServer, Detail: rateLimited(e.RetryAfter)}
	case mpclient.CatServer:
		return checks.Gap{Reason: checks.GapServer, Detail: checks.T("gap.detail.server", "status", status)}
	case mpclient.CatTooLarge:
		return checks.Gap{Reason: checks.GapGarbled, Detail: checks.T("gap.detail.too_large", "limit", "4 MiB")}
	case mpclient.CatGarbled:
		if e.Code == mpclient.CodeTooDeep {
			return checks.Gap{Reason: checks.GapGarbled, Detail: checks.T("gap.detail.too_deep", "n", strconv.Itoa(limits.Depth))}
		}
		if e.Message == "an HTML page where JSON is due" {
			return checks.Gap{Reason: checks.GapGarbled, Detail: checks.T("gap.detail.html")}
		}
		return checks.Gap{Reason: checks.GapGarbled, Detail: checks.T("gap.detail.garbled", "why", e.Message)}
	case mpclient.CatInvalid:
		if e.Code == "malformed_id" {
			return checks.Gap{Reason: checks.GapNotFound, Detail: checks.T("gap.detail.malformed_id", "input", object+"_id", "id", mpclient.CleanLine(id, 60))}
		}
		return checks.Gap{Reason: checks.GapGarbled, Detail: checks.T("gap.detail.refused", "status", status, "message", e.Message)}
	}
	return checks.Gap{Reason: checks.GapNetwork, Detail: checks.T("gap.detail.network", "host", host, "why", e.Message)}
}

// rateLimited says what a 429 asked for. More than an hour is nothing the API asks: it is told, and not waited for.
func rateLimited(asked time.Duration) checks.Text {
	switch {
	case asked <= 0:
		return checks.T("gap.detail.rate_limited_unsaid")
	case asked > time.Hour:
		return checks.T("gap.detail.rate_limited_absurd")
	}
	return checks.T("gap.detail.rate_limited", "seconds", strconv.Itoa(int((asked+time.Second-1)/time.Second)))
}

func (e *Env) apiHost() string {
	u, err := mpclient.ParseBaseURL(e.BaseURL)
	if err != nil {
		return e.BaseURL
	}
	return u.Host
}
