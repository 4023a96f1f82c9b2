package config

import (
	"strings"
	"testing"

	"github.com/homologa/homologa/checks"
)

func TestTargetAndOAuthDay(t *testing.T) {
	for text, want := range map[string]struct {
		target  checks.Target
		issued  string
		warning string
	}{
		``:                             {},
		`target = "test"`:              {target: checks.Testing},
		`target = "production"`:        {target: checks.Production},
		`target = "Test"`:              {warning: "For now, production"},
		`target = 1`:                   {warning: "target"},
		`oauth_issued = "2026-05-04"`:  {issued: "2026-05-04"},
		`oauth_issued = "04/05/2026"`:  {warning: "oauth_issued"},
		`oauth_issued = "2026-02-30"`:  {warning: "oauth_issued"},
		`oauth_issued = " 2026-05-04"`: {issued: "2026-05-04"},
	} {
		got := load(t, map[string]string{FileName: text})
		s := got.Settings
		if s.Target != want.target || s.OAuthIssued != want.issued || (want.issued == "") != (s.Origin["oauth_issued"] == "") {
			t.Errorf("%s: target %q, issued %q from %q", text, s.Target, s.OAuthIssued, s.Origin["oauth_issued"])
		}
		if said := strings.Join(warned(got), " "); (want.warning == "") != (said == "") || !strings.Contains(said, want.warning) {
			t.Errorf("%s: warned %q", text, said)
		}
	}
}
