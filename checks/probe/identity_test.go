package probe_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/mpclient/sandbox"
)

// TestTheApplicationIsTheWrappersOne: the number that the wrapper tells goes before the one in the
// token, and without either nothing is asked.
func TestTheApplicationIsTheWrappersOne(t *testing.T) {
	for name, c := range map[string]struct{ wrapper, want string }{
		"told":            {`{"client_id":9998887776665554,"is_test":false,"homologated":true}`, "/applications/9998887776665554"},
		"wrapper is away": {`<html>`, "/applications/"},
	} {
		a := newTill(t, sandbox.Real)
		asked := ""
		a.meet = func(r *http.Request, _ *http.Response) *http.Response {
			switch {
			case strings.HasPrefix(r.URL.Path, "/plugins-credentials-wrapper"):
				return answered(200, "application/json", c.wrapper)
			case strings.HasPrefix(r.URL.Path, "/applications/"):
				asked = r.URL.Path
				return answered(200, "application/json", `{"name":"Loja","owner_id":3}`)
			}
			return nil
		}
		e := envOfTill(a)
		audit := auditOf(e)
		audit.Run(t.Context(), checks.Selection{IDs: []checks.ID{"credentials.oauth"}})
		want := c.want
		if want == "/applications/" {
			want += a.box.Credentials().ClientID
		}
		app, _ := checks.FactApplication.Get(audit.Facts())
		if asked != want || app.Name != "Loja" || app.Owner != 3 {
			t.Errorf("%s: asked %s, want %s; %+v", name, asked, want, app)
		}
	}
	a := newTill(t, sandbox.Real) // the simulator leaves the endpoint out, as the API may
	audit := auditOf(envOfTill(a))
	for _, f := range audit.Run(t.Context(), checks.Selection{IDs: []checks.ID{"credentials.oauth", "credentials.application_name"}}).Findings {
		if f.ID == "credentials.oauth" && f.Verdict != checks.Attest || f.ID == "credentials.application_name" && f.Verdict != checks.Attest {
			t.Errorf("%s is %s without the undocumented endpoint", f.ID, f.Verdict)
		}
	}
}
