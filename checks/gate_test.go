package checks

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"time"
)

const leak = "APP_USR-7305128846120953-051110-0f1e2d3c4b5a69788796a5b4c3d2e1f0-2034567891"

// fill puts s into every text of v, whatever fields v has or will have.
func fill(v reflect.Value, s string) {
	switch v.Kind() {
	case reflect.String:
		v.SetString(s)
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(v.Elem(), s)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		for i := range 2 {
			fill(v.Index(i), s)
		}
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[time.Time]() {
			return
		}
		for i := range v.NumField() {
			fill(v.Field(i), s)
		}
	}
}

// forget empties what nobody saw: ids, kinds and keys of this program, and what a consent is compared with.
func forget(f *Finding) {
	f.ID, f.Verdict, f.Input, f.Consent, f.Typed = "", "", "", "", ""
	f.Detail.Key = ""
	for i := range f.Causes {
		f.Causes[i].ID, f.Causes[i].Detail.Key = "", ""
	}
	for i := range f.Evidence {
		f.Evidence[i].Kind, f.Evidence[i].Exchange, f.Evidence[i].Text.Key = "", "", ""
	}
	for i := range f.Figure.Chain {
		f.Figure.Chain[i].State = ""
	}
	for i := range f.Figure.Bars {
		f.Figure.Bars[i].Tone, f.Figure.Bars[i].Label.Key = "", ""
	}
	for i := range f.Figure.World.Nodes {
		f.Figure.World.Nodes[i].Kind, f.Figure.World.Nodes[i].Note.Key = "", ""
		f.Figure.World.Ties[i] = Tie{}
	}
}

// TestGateMissesNothing: a field that a finding gets one day goes through the gate or fails here.
func TestGateMissesNothing(t *testing.T) {
	g := gateOf(Settings{WebhookSecret: "correct horse battery staple"})
	for _, s := range []string{leak, "http://x.example/?token=Qx7opaque", "it says correct horse battery staple", "http://x.example/?s=correct%20horse%20battery%20staple"} {
		var f Finding
		fill(reflect.ValueOf(&f).Elem(), s)
		for i := range f.Detail.Args { // names of arguments are ours
			f.Detail.Args[i] = []string{"name", s}[i%2]
		}
		for _, x := range []*Text{&f.Causes[0].Detail, &f.Causes[1].Detail, &f.Evidence[0].Text, &f.Evidence[1].Text, &f.Figure.Bars[0].Label, &f.Figure.Bars[1].Label, &f.Figure.World.Nodes[0].Note, &f.Figure.World.Nodes[1].Note} {
			x.Args = []string{"name", s}
		}
		before, err := json.Marshal(f)
		if err != nil {
			t.Fatal(err)
		}
		out := g.finding(f)
		if after, err := json.Marshal(f); err != nil || string(after) != string(before) {
			t.Error("the gate changed the rule's own finding")
		}
		forget(&out)
		got, err := json.Marshal(out)
		if err != nil {
			t.Fatal(err)
		}
		for _, part := range []string{leak[20:60], "Qx7opaque", "horse"} {
			if strings.Contains(string(got), part) {
				t.Errorf("%q passes the gate: %s", part, got)
			}
		}
		gap := g.gap(&Gap{Detail: T("x", "name", s)})
		if gap.Detail.Args[1] == s {
			t.Errorf("a gap passes %s", s)
		}
	}
	if g.gap(nil) != nil {
		t.Error("a gap out of nothing")
	}
}

// TestGateLeavesWhatIsNone: ids, keys of the catalogue, times and codes come out as they went in.
func TestGateLeavesWhatIsNone(t *testing.T) {
	g := gateOf(Settings{})
	for _, s := range []string{"", "4532015112830366", "@req.security.token_not_in_page.title", "@date:2026-05-11", "3", "1332504417", "2034", "payment_id", "MP_ACCESS_TOKEN", "cc_rejected_bad_filled_security_code", "items[0].title",
		"APP_USR-…7891", "https://shop.example/hook?source_news=webhooks", "x509: certificate has expired or is not yet valid: current time 2026-05-11T10:01:02Z is after 2026-05-10T00:00:00Z", "TLS 1.2, TLS 1.3", "payer.identification.number"} {
		if got := g.word(s); got != s {
			t.Errorf("%q became %q", s, got)
		}
	}
}
