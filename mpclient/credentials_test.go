package mpclient

import (
	"slices"
	"strings"
	"testing"

	"github.com/homologa/homologa/mpclient/limits/limitstest"
)

func TestInspectAccessToken(t *testing.T) {
	d := func(x ...Damage) []Damage { return x }
	upper := strings.Replace(tokenText, "0f1e2d3c4b5a6978", "0F1E2D3C4B5A6978", 1)
	for name, c := range map[string]struct {
		raw     string
		kind    CredentialKind
		damages []Damage
		clean   string
	}{
		"intact":                   {tokenText, KindAccessToken, nil, tokenText},
		"empty":                    {"", KindNone, d(DamageEmpty), ""},
		"blank":                    {" \t\n", KindNone, d(DamageEmpty), ""},
		"only quotes":              {`""`, KindNone, d(DamageEmpty, DamageQuotes), ""},
		"only the scheme":          {"Bearer ", KindNone, d(DamageEmpty, DamageSpace, DamageBearer), ""},
		"newline":                  {tokenText + "\n", KindAccessToken, d(DamageNewline), tokenText},
		"CRLF":                     {tokenText + "\r\n", KindAccessToken, d(DamageNewline), tokenText},
		"newline spelled out":      {tokenText + `\n`, KindAccessToken, d(DamageNewline), tokenText},
		"wrapped by an editor":     {tokenText[:40] + "\n" + tokenText[40:], KindAccessToken, d(DamageNewline), tokenText},
		"space":                    {"  " + tokenText + " ", KindAccessToken, d(DamageSpace), tokenText},
		"no-break space":           {"\u00a0" + tokenText, KindAccessToken, d(DamageSpace), tokenText},
		"space inside":             {tokenText[:40] + " " + tokenText[40:], KindAccessToken, d(DamageSpace), tokenText},
		"double quotes":            {`"` + tokenText + `"`, KindAccessToken, d(DamageQuotes), tokenText},
		"single quotes":            {`'` + tokenText + `'`, KindAccessToken, d(DamageQuotes), tokenText},
		"word processor quotes":    {`“` + tokenText + `”`, KindAccessToken, d(DamageQuotes), tokenText},
		"half a pair of quotes":    {tokenText + `"`, KindAccessToken, d(DamageQuotes), tokenText},
		"newline within quotes":    {`"` + tokenText + "\n\"", KindAccessToken, d(DamageQuotes, DamageNewline), tokenText},
		"bearer":                   {"Bearer " + tokenText, KindAccessToken, d(DamageBearer), tokenText},
		"bearer, other case":       {"bearer  " + tokenText, KindAccessToken, d(DamageBearer), tokenText},
		"whole header":             {"Authorization: Bearer " + tokenText, KindAccessToken, d(DamageBearer), tokenText},
		"bearer within quotes":     {`"Bearer ` + tokenText + `"`, KindAccessToken, d(DamageQuotes, DamageBearer), tokenText},
		"quotes behind the bearer": {`Bearer "` + tokenText + `"`, KindAccessToken, d(DamageQuotes, DamageBearer), tokenText},
		"echo -n of another shell": {"-n " + tokenText + "\n", KindAccessToken, d(DamageNewline, DamageEchoN), tokenText},
		"byte order mark":          {"\ufeff" + tokenText, KindAccessToken, d(DamageControl), tokenText},
		"zero-width space":         {tokenText[:20] + "\u200b" + tokenText[20:], KindAccessToken, d(DamageControl), tokenText},
		"zero-width joiner":        {tokenText[:20] + "\u200d" + tokenText[20:], KindAccessToken, d(DamageControl), tokenText},
		"soft hyphen":              {tokenText[:20] + "\u00ad" + tokenText[20:], KindAccessToken, d(DamageControl), tokenText},
		"escape character":         {tokenText + esc, KindAccessToken, d(DamageControl), tokenText},
		"tab inside":               {tokenText[:20] + "\t" + tokenText[20:], KindAccessToken, d(DamageControl), tokenText},
		"public key":               {keyText, KindPublicKey, d(DamageWrongKind), ""},
		"webhook secret":           {secretText, KindWebhook, d(DamageWrongKind), ""},
		"client secret":            {"aB3dE6gH9jK2mN5pQ8sT1vW4yZ7bC0eF", KindClientSecret, d(DamageWrongKind), ""},
		"application id":           {"7305128846120953", KindClientID, d(DamageWrongKind), ""},
		"grant":                    {grantText, KindOAuthCode, d(DamageWrongKind), ""},
		"unknown shape":            {"APP_USR-v2.local.0123456789", KindUnknown, d(DamageShape), ""},
		"upper-case hex":           {upper, KindUnknown, d(DamageShape), ""},
		"an account of four":       {"APP_USR-7305128846120953-051110-0f1e2d3c4b5a69788796a5b4c3d2e1f0-7891", KindUnknown, d(DamageShape), ""},
		"unknown shape, damaged":   {" v3:abcdef0123456789\n", KindUnknown, d(DamageNewline, DamageShape), ""},
	} {
		t.Run(name, func(t *testing.T) {
			got := InspectAccessToken(c.raw)
			if got.Want != KindAccessToken || got.Kind != c.kind || !slices.Equal(got.Damages, c.damages) || got.Clean.Reveal() != c.clean {
				t.Errorf("kind %s damages %v clean %q,\nwant %s %v %q", got.Kind, got.Damages, got.Clean.Reveal(), c.kind, c.damages, c.clean)
			}
			if got.OK() != (c.damages == nil) {
				t.Errorf("OK() = %v with damages %v", got.OK(), got.Damages)
			}
			if again := InspectAccessToken(got.Clean.Reveal()); got.Kind == KindAccessToken && !again.OK() {
				t.Errorf("the cleaned token still shows %v", again.Damages)
			}
		})
	}
}

// The prefix is reported and decides nothing: both prefixes are fine, and both parse alike.
func TestPrefixDecidesNothing(t *testing.T) {
	for _, prefix := range []string{"APP_USR", "TEST"} {
		for _, end := range []string{"-2034567891", "-U2034567891", "__LA_LD__-2034567891", "__LC_LA__-2034567891", "__LB_LD__-U2034567891"} {
			got := InspectAccessToken(prefix + "-7305128846120953-051110-0f1e2d3c4b5a69788796a5b4c3d2e1f0" + end)
			if !got.OK() || got.Prefix != prefix || got.Client != "7305128846120953" || got.Owner != 2034567891 {
				t.Errorf("%s…%s: %+v", prefix, end, got)
			}
		}
		for _, end := range []string{"__-2034567891", "____-2034567891", "__LA_LD_-2034567891", "_LA_LD__-2034567891", "__la_ld__-2034567891", "__LA_LD__2034567891", "__LA_LD__-", "__LA_LD__-20345678911234"} {
			if got := InspectAccessToken(prefix + "-7305128846120953-051110-0f1e2d3c4b5a69788796a5b4c3d2e1f0" + end); got.Kind != KindUnknown || !slices.Contains(got.Damages, DamageShape) {
				t.Errorf("%s…%s is a usual shape: %+v", prefix, end, got)
			}
		}
		if got := InspectPublicKey(prefix + "-3b7f1d52-0c4e-4a7a-9a21-6d0f8e2b5c11"); !got.OK() || got.Prefix != prefix || got.Owner != 0 {
			t.Errorf("public key %s: %+v", prefix, got)
		}
	}
}

func TestInspectPublicKey(t *testing.T) {
	for name, c := range map[string]struct {
		raw    string
		kind   CredentialKind
		damage Damage
		clean  string
	}{
		"upper-case uuid": {strings.ToUpper(keyText), KindPublicKey, "", strings.ToUpper(keyText)},
		"access token":    {tokenText, KindAccessToken, DamageWrongKind, ""},
		"quoted token":    {`"` + tokenText + `"`, KindAccessToken, DamageWrongKind, ""},
		"other form":      {"pk_live_0123456789abcdef", KindUnknown, DamageShape, ""},
	} {
		got := InspectPublicKey(c.raw)
		if got.Kind != c.kind || got.Clean.Reveal() != c.clean || c.damage != "" && !slices.Contains(got.Damages, c.damage) || c.damage == "" && !got.OK() {
			t.Errorf("%s: %s %v %q", name, got.Kind, got.Damages, got.Clean.Reveal())
		}
	}
}

func TestInspectWebhookSecret(t *testing.T) {
	for name, c := range map[string]struct {
		raw     string
		clean   string
		damages []Damage
	}{
		"64 hex":                 {secretText, secretText, nil},
		"a cut token":            {"TEST-abc", "", []Damage{DamageWrongKind}},
		"a cut production token": {"APP_USR-7305128846120953", "", []Damage{DamageWrongKind}},
		"32 alphanumerics":       {"aB3dE6gH9jK2mN5pQ8sT1vW4yZ7bC0eF", "aB3dE6gH9jK2mN5pQ8sT1vW4yZ7bC0eF", nil},
		"begins like a word":     {"su3dE6gH9jK2mN5pQ8sT1vW4yZ7bC0eF", "su3dE6gH9jK2mN5pQ8sT1vW4yZ7bC0eF", nil},
		"begins like another":    {"MYd7E6gH9jK2mN5pQ8sT1vW4yZ7bC0eF", "MYd7E6gH9jK2mN5pQ8sT1vW4yZ7bC0eF", nil},
		"another form":           {"whsec_Zm9vYmFy/+==", "whsec_Zm9vYmFy/+==", nil},
		"a space may belong":     {"two words9", "two words9", nil},
		"newline":                {secretText + "\n", secretText, []Damage{DamageNewline}},
		"access token":           {tokenText, "", []Damage{DamageWrongKind}},
		"public key":             {keyText, "", []Damage{DamageWrongKind}},
		"grant":                  {grantText, "", []Damage{DamageWrongKind}},
		"application id":         {"7305128846120953", "", []Damage{DamageWrongKind}},
		"placeholder":            {"your-secret-here", "", []Damage{DamagePlaceholder}},
		"placeholder as long":    {strings.Repeat("x", 32), "", []Damage{DamagePlaceholder}},
		"placeholder, all zeros": {strings.Repeat("0", 64), "", nil}, // 64 hex: nothing tells it from a secret
	} {
		got := InspectWebhookSecret(c.raw)
		if name == "placeholder, all zeros" {
			c.clean = c.raw
		}
		if got.Clean.Reveal() != c.clean || !slices.Equal(got.Damages, c.damages) {
			t.Errorf("%s: %v %q, want %v %q", name, got.Damages, got.Clean.Reveal(), c.damages, c.clean)
		}
	}
}

func TestPlaceholders(t *testing.T) {
	for _, raw := range []string{
		"YOUR_ACCESS_TOKEN", "your-access-token-here", "yourAccessToken", "<ACCESS_TOKEN>", "[TOKEN]", "${MP_ACCESS_TOKEN}", "$MP_ACCESS_TOKEN", "{{token}}", "%MP_ACCESS_TOKEN%",
		"ACCESS_TOKEN", "PROD_ACCESS_TOKEN", "ENV_ACCESS_TOKEN", "TEST_ACCESS_TOKEN", "MP_ACCESS_TOKEN", "insert token", "REPLACE_ME", "change_me", "changeme", "undefined", "null", "process.env.MP_ACCESS_TOKEN",
		"APP_USR-YOUR-TOKEN", "APP_USR-xxxxxxxx-xxxx-xxxx", "APP_USR-...", "APP_USR-1234…", "APP_USR-****", strings.Repeat("X", 32), strings.Repeat("0", 16),
		"SEU_ACCESS_TOKEN", "seu-token-aqui", "COLOQUE_SEU_TOKEN_AQUI", "insira o token", "suaChavePublica", "substitua_aqui", "APP_USR-SEU-TOKEN",
		"TU_ACCESS_TOKEN", "tu-token-aquí", "PEGA_TU_TOKEN", "reemplazar_token", "ingresa tu token", "<TU TOKEN>", "APP_USR-TU-TOKEN",
		`"YOUR_ACCESS_TOKEN"`, "Bearer YOUR_ACCESS_TOKEN",
	} {
		got := InspectAccessToken(raw)
		if !slices.Contains(got.Damages, DamagePlaceholder) || got.Clean != "" {
			t.Errorf("%q: kind %s damages %v clean %q", raw, got.Kind, got.Damages, got.Clean.Reveal())
		}
	}
	for _, raw := range []string{tokenText, "tu0123456789-token", "mystery0123456789", "APP_USR-v2.local.0123456789"} {
		if got := InspectAccessToken(raw); slices.Contains(got.Damages, DamagePlaceholder) {
			t.Errorf("%q is taken for a placeholder", raw)
		}
	}
}

func TestFindTokens(t *testing.T) {
	text := `<script>const a="` + tokenText + `", b='TEST-7305128846120953-051110-0F1E2D3C4B5A69788796A5B4C3D2E1F0-U12', key="` + keyText + `"</script>`
	got := FindTokens([]byte(text))
	if len(got) != 2 || text[got[0][0]:got[0][1]] != tokenText || !strings.HasSuffix(text[got[1][0]:got[1][1]], "-U12") {
		t.Errorf("found %v", got)
	}
}

func FuzzInspect(f *testing.F) {
	for _, s := range []string{"", tokenText, `"Bearer ` + tokenText + "\n\"", "-n " + tokenText, keyText, secretText, grantText, "\ufeff\u200b", "YOUR_TOKEN", "APP_USR- \x00", `""''`, "\xff\xfe"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		defer limitstest.Bounded(t, 4*len(raw))()
		for _, look := range []func(string) Credential{InspectAccessToken, InspectPublicKey, InspectWebhookSecret} {
			got := look(raw)
			if got.OK() && got.Clean.Reveal() != raw {
				t.Errorf("%q is called intact and changed to %q", raw, got.Clean.Reveal())
			}
			if (got.Kind == KindNone) != slices.Contains(got.Damages, DamageEmpty) {
				t.Errorf("%q: kind %s, damages %v", raw, got.Kind, got.Damages)
			}
			if got.Clean != "" {
				if again := look(got.Clean.Reveal()); again.Clean != got.Clean || again.Kind != got.Kind {
					t.Errorf("%q cleans to %q and that to %q", raw, got.Clean.Reveal(), again.Clean.Reveal())
				}
				if strings.ContainsAny(got.Clean.Reveal(), "\r\n\x00\x1b\u200b") {
					t.Errorf("%q keeps control characters", raw)
				}
			}
		}
	})
}
