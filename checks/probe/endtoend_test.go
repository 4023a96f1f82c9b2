package probe_test

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/checks/probe"
	"github.com/homologa/homologa/mpclient"
)

// TestBadInputLeavesTheRestAlone: whatever is wrong with the API or the configuration, what does not
// depend on it is judged as ever.
func TestBadInputLeavesTheRestAlone(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	l := newLab(t)
	serveAPI := func(h http.HandlerFunc) string {
		srv := httptest.NewServer(h)
		t.Cleanup(srv.Close)
		return srv.URL
	}
	other := httptest.NewUnstartedServer(http.NotFoundHandler())
	other.TLS = &tls.Config{Certificates: chainOf(l.mid.issue(t, leafTemplate()), l.mid), Time: clock}
	other.Config.ErrorLog = log.New(io.Discard, "", 0)
	other.StartTLS()
	t.Cleanup(other.Close)
	roots := x509.NewCertPool()
	roots.AddCert(l.root.cert)
	closed, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_ = closed.Close()

	spaces := bytes.Repeat([]byte(" "), 10<<20)

	// Sound whatever happens to the API.
	page := map[checks.ID]checks.Verdict{"ssl.https": checks.Pass, "ssl.chain_complete": checks.Pass, "ssl.redirect": checks.Pass, "security.token_not_in_page": checks.Pass,
		"homologation.front_end_sdk_pro": checks.Pass}
	hook := map[checks.ID]checks.Verdict{"notifications.public_https": checks.Pass, "notifications.valid_accepted": checks.Pass, "notifications.forged_refused": checks.Pass}
	account := map[checks.ID]checks.Verdict{"credentials.token_valid": checks.Pass, "credentials.site": checks.Pass, "homologation.email": checks.Pass, "pix.key": checks.Pass}
	noAPI := func(v checks.Verdict, more ...checks.ID) map[checks.ID]checks.Verdict {
		m := map[checks.ID]checks.Verdict{"credentials.token_valid": v, "credentials.can_charge": checks.Inconclusive, "homologation.email": checks.Inconclusive, "reports.release_configured": checks.Inconclusive}
		for _, id := range more {
			m[id] = checks.Inconclusive
		}
		return m
	}
	for _, c := range []struct {
		name   string
		env    func(*probe.Env)
		edit   func(*checks.Settings)
		want   []map[checks.ID]checks.Verdict
		detail string // of credentials.token_valid
		apiGap checks.GapReason
	}{
		{"another token", nil, func(s *checks.Settings) { s.AccessToken = goodToken }, []map[checks.ID]checks.Verdict{page, hook, noAPI(checks.Fail, "credentials.activated")}, "find.token_valid.refused", checks.GapAuth},
		{"no token", nil, func(s *checks.Settings) { s.AccessToken = "" }, []map[checks.ID]checks.Verdict{page, hook, {"credentials.token_valid": checks.NeedsInput, "credentials.can_charge": checks.NeedsInput}}, "gap.input", ""},
		{"a placeholder", nil, func(s *checks.Settings) { s.AccessToken = "YOUR_ACCESS_TOKEN" }, []map[checks.ID]checks.Verdict{page, hook, {"credentials.token_shape": checks.Fail, "credentials.token_valid": checks.Inconclusive}}, "gap.dependency", ""},
		{"a dead host", func(e *probe.Env) { e.BaseURL = "http://" + closed.Addr().String() }, nil, []map[checks.ID]checks.Verdict{page, hook, noAPI(checks.Inconclusive)}, "gap.network", checks.GapNetwork},
		{"plain HTTP for an API", func(e *probe.Env) { e.BaseURL = "http://api.example" }, nil, []map[checks.ID]checks.Verdict{page, hook, noAPI(checks.Inconclusive)}, "gap.network", checks.GapNetwork},
		{"a proxy's page", func(e *probe.Env) {
			e.BaseURL = serveAPI(func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Type", "text/html")
				_, _ = w.Write([]byte("<html>log in"))
			})
		}, nil, []map[checks.ID]checks.Verdict{page, hook, noAPI(checks.Inconclusive)}, "gap.garbled", checks.GapGarbled},
		{"10 MB", func(e *probe.Env) {
			e.BaseURL = serveAPI(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(spaces) })
		}, nil, []map[checks.ID]checks.Verdict{page, hook, noAPI(checks.Inconclusive)}, "gap.garbled", checks.GapGarbled},
		{"the certificate of another host", func(e *probe.Env) {
			e.BaseURL, e.API = other.URL, &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots, Time: clock}, DisableKeepAlives: true}
		}, nil, []map[checks.ID]checks.Verdict{page, hook, noAPI(checks.Inconclusive)}, "gap.network", checks.GapNetwork},
		{"a page that is no address", nil, func(s *checks.Settings) { s.PaymentPage = "loja" }, []map[checks.ID]checks.Verdict{hook, account, {"ssl.https": checks.Inconclusive, "ssl.redirect": checks.Inconclusive}}, "", ""},
		{"an endpoint that is none", nil, func(s *checks.Settings) { s.WebhookURL = "hook" }, []map[checks.ID]checks.Verdict{page, account, {"notifications.public_https": checks.Fail, "notifications.answers": checks.Inconclusive}}, "", ""},
		{"ids from elsewhere", nil, func(s *checks.Settings) { s.PreferenceID, s.PaymentID = "1-none", "ORD01" }, []map[checks.ID]checks.Verdict{page, hook, {"credentials.token_valid": checks.Pass, "credentials.same_owner": checks.Fail, "homologation.email": checks.Inconclusive}}, "", ""},
		{"no network at all", func(e *probe.Env) {
			down := &net.DNSError{Err: "server misbehaving", Name: "x", IsTemporary: true}
			e.Dial = func(context.Context, string, string) (net.Conn, error) { return nil, down }
			e.API = failing{down}
		}, nil, []map[checks.ID]checks.Verdict{noAPI(checks.Inconclusive, "ssl.https", "ssl.chain_complete", "ssl.redirect", "security.token_not_in_page", "notifications.tls", "notifications.answers", "notifications.valid_accepted", "notifications.unsigned_refused")}, "gap.network", checks.GapNetwork},
		{"nothing configured", func(e *probe.Env) { e.Load = func() checks.Settings { return checks.Settings{} } }, nil, []map[checks.ID]checks.Verdict{{"credentials.token_valid": checks.NeedsInput, "ssl.https": checks.NeedsInput,
			"notifications.public_https": checks.NeedsInput, "homologation.email": checks.NeedsInput, "credentials.renewal": checks.Attest}}, "gap.input", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			e := envOf(s)
			if c.edit != nil {
				e.Load = func() checks.Settings { set := s.Settings(); c.edit(&set); return set }
			}
			if c.env != nil {
				c.env(e)
			}
			r := auditOf(e).Run(t.Context(), checks.Selection{})
			got := map[checks.ID]checks.Finding{}
			for _, f := range r.Findings {
				got[f.ID] = f
				if f.Detail.Key == "gap.bug" {
					t.Errorf("%s: %+v", f.ID, f)
				}
			}
			for _, m := range c.want {
				for id, v := range m {
					if got[id].Verdict != v {
						t.Errorf("%s is %s (%s), want %s", id, got[id].Verdict, got[id].Detail.Key, v)
					}
				}
			}
			if d := got["credentials.token_valid"].Detail.Key; c.detail != "" && d != c.detail {
				t.Errorf("the token: %s, want %s", d, c.detail)
			}
			if (r.APIGap == nil) != (c.apiGap == "") || r.APIGap != nil && r.APIGap.Reason != c.apiGap {
				t.Errorf("the API: %+v, want %q", r.APIGap, c.apiGap)
			}
		})
	}
}

type failing struct{ err error }

func (f failing) RoundTrip(*http.Request) (*http.Response, error) {
	return nil, &net.OpError{Op: "dial", Err: f.err}
}

// TestNoSecretIsKept: after a whole audit of the broken shop neither the facts nor the exchanges
// hold a credential in the clear.
func TestNoSecretIsKept(t *testing.T) {
	s := openShop(t)
	if err := s.Break("security.token_not_in_page", "credentials.same_application", "security.token_not_in_source", "security.token_not_in_history", "security.env_ignored"); err != nil {
		t.Fatal(err)
	}
	e := envOf(s)
	r := auditOf(e).Run(t.Context(), checks.Selection{})
	cred := s.Sandbox().Credentials()
	var all strings.Builder
	for _, f := range r.Findings {
		all.WriteString(strings.Join(f.Detail.Args, " "))
		for _, ev := range f.Evidence {
			all.WriteString(strings.Join(ev.Text.Args, " "))
		}
	}
	for _, x := range e.Recorder.All() {
		all.WriteString(x.URL + x.ReqBody + x.RespBody + x.Err)
		for _, h := range append(x.ReqHeader, x.RespHeader...) {
			all.WriteString(h.Value)
		}
	}
	if e.Recorder.Len() < 20 {
		t.Fatalf("only %d exchanges", e.Recorder.Len())
	}
	for name, secret := range map[string]string{"access token": cred.AccessToken, "webhook secret": cred.WebhookSecret} {
		if strings.Contains(all.String(), secret) {
			t.Errorf("the %s is kept", name)
		}
	}
}

// TestClientIsKeptWhileTheTokenIs: the write guard and the limit on requests live in it.
func TestClientIsKeptWhileTheTokenIs(t *testing.T) {
	e := &probe.Env{Now: clock, API: failing{errors.New("x")}}
	probe.All(e)
	one, err := e.Client(goodToken)
	if err != nil {
		t.Fatal(err)
	}
	if again, _ := e.Client(goodToken); again != one {
		t.Error("a second client for the same token")
	}
	if other, _ := e.Client(mpclient.Secret(testToken)); other == one {
		t.Error("one client for two tokens")
	}
	if _, err := e.Client(""); err == nil {
		t.Error("a client without a token")
	}
}
