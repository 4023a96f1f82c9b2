package main

import (
	"crypto/tls"
	"crypto/x509"
	"maps"
	"net/http"
	"sync"
	"time"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/checks/config"
	"github.com/homologa/homologa/checks/export"
	"github.com/homologa/homologa/checks/probe"
	"github.com/homologa/homologa/checks/rules"
	"github.com/homologa/homologa/checks/sampleshop"
	"github.com/homologa/homologa/mpclient"
	"github.com/homologa/homologa/mpclient/ownfile"
)

// world is one integration under examination: an audit and what it stands on.
type world struct {
	audit    *checks.Audit
	recorder *mpclient.Recorder
	env      *probe.Env
	shop     *sampleshop.Shop // the demo's
	dir      string           // where ticks are kept
	label    string
	theme    string
	keys     map[string][]string // of the screen, as the configuration wants them
	warnings []checks.Text
	empty    bool
	now      func() time.Time
	ticksMu  sync.Mutex
	ticks    map[checks.ID]checks.Attestation // the demo's
	readMu   sync.Mutex
	adjust   func(*checks.Settings) // what a person chose since the settings were read; nil: nothing
}

func (w *world) close() {
	w.audit.Wait()
	if w.shop != nil {
		_ = w.shop.Close()
	}
}

func (w *world) assemble(e *probe.Env) *world {
	load := e.Load
	e.Load = func() checks.Settings { // the audit, the screens and their frames all ask, each on a goroutine of its own
		w.readMu.Lock()
		defer w.readMu.Unlock()
		s := load()
		if w.adjust != nil {
			w.adjust(&s)
		}
		return s
	}
	w.recorder = mpclient.NewRecorder(nil)
	e.Recorder, e.Version = w.recorder, version()
	w.env = e
	w.audit = checks.NewAudit(rules.All(), probe.All(e), e.Now)
	return w
}

// choose has settings read as a person chose since.
func (w *world) choose(adjust func(*checks.Settings)) {
	w.readMu.Lock()
	defer w.readMu.Unlock()
	w.adjust = adjust
}

// openReal examines the integration of the folder. overlay, when not nil, may change what was
// loaded: the first-run form keeps its secrets in memory.
func (a *app) openReal(overlay func(*checks.Settings)) (*world, error) {
	first, err := a.load()
	if err != nil {
		return nil, err
	}
	roots, err := a.roots()
	if err != nil {
		return nil, err
	}
	w := &world{dir: first.Dir, theme: first.Theme, warnings: first.Warnings, keys: first.Keys, empty: first.Empty && overlay == nil, label: config.FileName}
	if first.File == "" {
		w.label = a.lang.S("ui.no_config")
	}
	last := first.Settings
	return w.assemble(&probe.Env{
		Load: func() checks.Settings {
			// Read anew at each run, so that a corrected file counts; a file broken meanwhile
			// leaves the last good reading in place.
			if got, err := config.Load(a.source()); err == nil {
				last = got.Settings
			}
			s := last
			s.API = a.baseURL
			if overlay != nil {
				overlay(&s)
			}
			return s
		},
		BaseURL: a.baseURL, Roots: roots, API: trusting(roots), Now: a.now,
	}), nil
}

// trusting carries API calls under the same roots as everything else; nil is the system's way.
func trusting(roots *x509.CertPool) http.RoundTripper {
	if roots == nil {
		return nil
	}
	t := http.DefaultTransport.(*http.Transport).Clone()
	t.TLSClientConfig = &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12}
	return t
}

// openDemo examines the sample shop on the embedded simulator.
func (a *app) openDemo(fixed bool) (*world, error) {
	shop, err := sampleshop.Start(a.ctx, sampleshop.Options{Now: a.now, Fixed: fixed, Lang: string(a.lang)})
	if err != nil {
		return nil, &failure{code: exitBug, text: a.lang.S("cmd.bug", "what", clean(err.Error(), 200))}
	}
	w := &world{shop: shop, label: a.lang.S("ui.demo"), now: a.now, ticks: map[checks.ID]checks.Attestation{}}
	w.assemble(&probe.Env{
		Load: func() checks.Settings {
			s := shop.Settings()
			s.Attested, s.API = w.ticked(), shop.APIBase()
			return s
		},
		BaseURL: shop.APIBase(), Dial: shop.DialContext, Lookup: shop.LookupNetIP, Roots: shop.Roots(), Now: a.now,
		Source: shop.Source,
	})
	return w, nil
}

// maxRoots is several times what a system trusts.
const maxRoots = 8 << 20

// roots honours SSL_CERT_FILE on every system: Linux reads it by itself, macOS and Windows do not.
func (a *app) roots() (*x509.CertPool, error) {
	file := a.getenv("SSL_CERT_FILE")
	if file == "" {
		return nil, nil
	}
	fail := func(why string) (*x509.CertPool, error) {
		return nil, a.usage("config.unreadable", "file", "SSL_CERT_FILE="+clean(file, 160), "why", why)
	}
	pem, err := ownfile.Read(ownfile.OpenGiven, file, maxRoots)
	if err != nil {
		return fail(config.Why(err))
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(pem) {
		return fail("@why.no_pem")
	}
	return pool, nil
}

// painter colours line output where a terminal shows it.
func (a *app) painter() export.Painter {
	if a.plain() || !a.ttyOut {
		return nil
	}
	codes := map[export.Role]string{export.RoleMuted: "2", export.RoleAccent: "1", export.RoleOK: "32", export.RoleWarn: "33", export.RoleBad: "1;31"}
	return func(r export.Role, s string) string {
		if c := codes[r]; c != "" {
			return "\x1b[" + c + "m" + s + "\x1b[m"
		}
		return s
	}
}

// plain follows the convention: any non-empty NO_COLOR.
func (a *app) plain() bool {
	return a.noColor || a.getenv("NO_COLOR") != "" || a.getenv("TERM") == "dumb"
}

func (a *app) ascii() bool { return a.getenv("TERM") == "linux" || a.getenv("HOMOLOGA_ASCII") != "" }

// tick keeps the demo's ticks in memory.
func (w *world) tick(id checks.ID, on bool) error {
	w.ticksMu.Lock()
	defer w.ticksMu.Unlock()
	if on {
		w.ticks[id] = checks.Attestation{At: w.now()}
	} else {
		delete(w.ticks, id)
	}
	return nil
}

func (w *world) ticked() map[checks.ID]checks.Attestation {
	w.ticksMu.Lock()
	defer w.ticksMu.Unlock()
	return maps.Clone(w.ticks)
}
