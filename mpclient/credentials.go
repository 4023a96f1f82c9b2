package mpclient

import (
	"bytes"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/homologa/homologa/mpclient/late"
)

// CredentialKind is what a text turned out to be, whatever it was called.
type CredentialKind string

// The kinds that look alike in a .env file.
const (
	KindNone         CredentialKind = "none"
	KindUnknown      CredentialKind = "unknown"
	KindAccessToken  CredentialKind = "access_token"
	KindPublicKey    CredentialKind = "public_key"
	KindClientSecret CredentialKind = "client_secret"
	KindWebhook      CredentialKind = "webhook_secret"
	KindOAuthCode    CredentialKind = "oauth_code"
	KindClientID     CredentialKind = "client_id"
)

// Damage names something that happened to a credential between the panel and us. The ids are
// stable: findings use them as cause ids.
type Damage string

// The damages, in the order they are looked for.
const (
	DamageEmpty       Damage = "token-empty"
	DamagePlaceholder Damage = "token-placeholder"
	DamageBearer      Damage = "token-bearer-prefix"
	DamageEchoN       Damage = "token-echo-n"
	DamageQuotes      Damage = "token-quotes"
	DamageNewline     Damage = "token-newline"
	DamageSpace       Damage = "token-space"
	DamageControl     Damage = "token-control-characters"
	DamageWrongKind   Damage = "token-wrong-kind"
	DamageShape       Damage = "token-shape"
)

// Credential is the outcome of looking at a text without any call. The prefix says nothing about
// test or production: test sellers have APP_USR- credentials too.
type Credential struct {
	Want    CredentialKind
	Kind    CredentialKind
	Prefix  string // "APP_USR" or "TEST"
	Client  string // application id, first number group of an access token
	Owner   int64  // user id at the end of an access token, 0 when absent
	Damages []Damage
	Clean   Secret // the credential with the damage undone, "" when nothing usable is left
}

// OK tells whether the credential can be used as it stands.
func (c Credential) OK() bool { return len(c.Damages) == 0 }

var (
	reKey    = late.Pattern(`^(APP_USR|TEST)-[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$`)
	reHex64  = late.Pattern(`^[0-9a-f]{64}$`)
	reAlnum  = late.Pattern(`^[0-9A-Za-z]{32}$`)
	reOAuth  = late.Pattern(`^TG-[0-9a-f]{24}-\d+$`)
	reDigits = late.Pattern(`^\d{14,17}$`)
	reNewEnd = late.Pattern(`(?:\\[rn])+$`)
	reBearer = late.Pattern(`(?i)^(?:authorization\s*:\s*)?bearer(?:[\s:]+|$)`)
)

// rePlace finds what somebody still has to replace, in the three languages: "YOUR_ACCESS_TOKEN",
// "seu-token-aqui", "<PEGA TU TOKEN>", "${MP_ACCESS_TOKEN}", "undefined", "APP_USR-xxxxxx".
var rePlace = late.Pattern(`(?i)` + strings.Join([]string{
	`^[<\[{(].*[>\]})]$`, `^\$`, `^\{\{`, `^<`, `^%\w*%?$`, `^(?:process\.env|os\.|env\()`,
	`^(?:null|nil|none|undefined|change_?me|todo|fixme|dummy|secret|token|test|teste|prueba|example|exemplo|ejemplo)$`,
	`(?:^|[^a-z0-9])(?:your|seus?|suas?|tus?|sus?|my|meus?|minhas?|mis?|sample|example|exemplo|ejemplo)[ _-]`,
	`^(?:your|seu|sua|tu|su|my|meu|minha|mi)(?:access|public|private|secret|token|key|clave|chave|credencial|webhook|app|segredo|assinatura|firma)`,
	`(?:^|[_ -])(?:here|aqui|aquí)$`,
	`^(?:insert|paste|put|replace|change|enter|add|insira|insere|cole|coloque|substitua|troque|preencha|informe|digite|inserta|inserte|ingresa|ingrese|pega|pegue|pegar|coloca|reempla[zc]\w*|cambi[ae]\w*|completa\w*)(?:[ _-]|$)`,
	`^[a-z_ -]*(?:access[_ -]?token|public[_ -]?key|webhook[_ -]?secret|client[_ -]?secret|secret[_ -]?key|clave[_ -]?p[uú]blica|chave[_ -]?p[uú]blica)[a-z_ -]*$`,
	`x{6,}`, `\*{4,}`, `\.\.\.`, `…`, `^0+$`,
}, "|"))

// InspectAccessToken looks at what stands where an access token belongs.
func InspectAccessToken(raw string) Credential { return inspect(raw, KindAccessToken) }

// InspectPublicKey looks at what stands where a public key belongs.
func InspectPublicKey(raw string) Credential { return inspect(raw, KindPublicKey) }

// InspectWebhookSecret looks at what stands where the secret signature belongs. Its form (64 hex
// characters) is observed, not documented, so another form is no damage.
func InspectWebhookSecret(raw string) Credential { return inspect(raw, KindWebhook) }

func inspect(raw string, want CredentialKind) Credential {
	c := Credential{Want: want}
	add := func(d Damage) {
		if !slices.Contains(c.Damages, d) {
			c.Damages = append(c.Damages, d)
		}
	}
	s := raw
	// Damages wrap each other in any order: quotes around "Bearer …", a newline inside quotes.
	for before := ""; s != before; {
		before = s
		if s = peel(s, add); s == before {
			s = joined(s, want, add)
		}
	}
	if s == "" {
		c.Kind = KindNone
		c.Damages = append([]Damage{DamageEmpty}, c.Damages...)
		if strings.TrimSpace(raw) == "" {
			c.Damages = c.Damages[:1]
		}
		return c
	}
	c.Kind, c.Prefix, c.Client, c.Owner = classify(s)
	certain := c.Kind == KindAccessToken || c.Kind == KindPublicKey || c.Kind == KindOAuthCode
	switch {
	case c.Kind == want:
	case !certain && rePlace().MatchString(s):
		c.Kind = KindUnknown
		add(DamagePlaceholder)
		return c
	case want == KindWebhook && cutToken(s):
		add(DamageWrongKind)
		return c
	case want == KindWebhook && !certain && c.Kind != KindClientID:
		c.Kind = KindWebhook
	case c.Kind == KindUnknown:
		// It may be a secret of somebody else that got under this name, so there is nothing to send.
		add(DamageShape)
		return c
	default:
		add(DamageWrongKind)
		return c
	}
	c.Clean = Secret(s)
	return c
}

// cutToken tells what begins as access tokens and public keys do, though it is none: a secret signature
// was never seen to.
func cutToken(s string) bool {
	return strings.HasPrefix(s, "APP_USR-") || strings.HasPrefix(s, "TEST-")
}

// peel takes one layer of damage off the ends.
func peel(s string, add func(Damage)) string {
	if t := strings.TrimPrefix(s, "\ufeff"); t != s {
		add(DamageControl)
		return t
	}
	if t := strings.TrimSpace(s); t != s {
		at := strings.Index(s, t)
		if strings.ContainsAny(s[:at]+s[at+len(t):], "\r\n") {
			add(DamageNewline)
		} else {
			add(DamageSpace)
		}
		return t
	}
	if t := reNewEnd().ReplaceAllString(s, ""); t != s {
		add(DamageNewline)
		return t
	}
	if t, ok := strings.CutPrefix(s, "-n "); ok {
		add(DamageEchoN)
		return t
	}
	if t := strings.Trim(s, "\"'`“”‘’"); t != s {
		add(DamageQuotes)
		return t
	}
	if t := reBearer().ReplaceAllString(s, ""); t != s {
		add(DamageBearer)
		return t
	}
	return s
}

// joined takes out what does not belong inside a credential. A plain space goes only when the
// rest is then what was wanted: a webhook secret may be of any form.
func joined(s string, want CredentialKind, add func(Damage)) string {
	if t := strings.NewReplacer("\r", "", "\n", "").Replace(s); t != s {
		add(DamageNewline)
		s = t
	}
	if t := stripInvisible(s); t != s {
		add(DamageControl)
		s = t
	}
	if t := strings.Join(strings.Fields(s), ""); t != s {
		if kind, _, _, _ := classify(t); kind == want {
			add(DamageSpace)
			s = t
		}
	}
	return s
}

func classify(s string) (kind CredentialKind, prefix, client string, owner int64) {
	if t, n := tokenAt([]byte(s), false); n > 0 && n == len(s) && t.usual {
		owner, _ := strconv.ParseInt(t.owner, 10, 64)
		return KindAccessToken, t.prefix, t.client, owner
	}
	if m := reKey().FindStringSubmatch(s); m != nil {
		return KindPublicKey, m[1], "", 0
	}
	switch {
	case reHex64().MatchString(s):
		return KindWebhook, "", "", 0
	case reOAuth().MatchString(s):
		return KindOAuthCode, "", "", 0
	case reDigits().MatchString(s):
		return KindClientID, "", s, 0
	case reAlnum().MatchString(s):
		return KindClientSecret, "", "", 0
	}
	return KindUnknown, "", "", 0
}

// stripInvisible drops what cannot be seen: control and zero-width characters, joiners, variation
// selectors, and every space that only looks like one.
func stripInvisible(s string) string {
	return strings.Map(func(r rune) rune {
		if r != ' ' && unicode.IsSpace(r) || unicode.In(r, unicode.Cc, unicode.Mn) || hidden(r) || r == 0x200d || r == utf8.RuneError {
			return -1
		}
		return r
	}, s)
}

// FindTokens returns the byte ranges of access tokens in text, as they stand; public keys are none.
func FindTokens(text []byte) [][]int {
	var out [][]int
	for at := 0; at < len(text); {
		i := bytes.IndexByte(text[at:], '-')
		if i < 0 {
			break
		}
		at += i
		for _, prefix := range []string{"APP_USR", "TEST"} {
			from := at - len(prefix)
			if from < 0 || !bytes.HasPrefix(text[from:], []byte(prefix)) {
				continue
			}
			if _, n := tokenAt(text[from:], false); n > 0 {
				out = append(out, []int{from, from + n})
				at = from + n - 1
			}
			break
		}
		at++
	}
	return out
}
