package mpclient

import (
	"regexp"
	"strconv"
	"strings"
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
	reToken  = regexp.MustCompile(`^(APP_USR|TEST)-(\d{10,20})-\d{6}-[0-9a-f]{32}-U?(\d{5,12})$`)
	reKey    = regexp.MustCompile(`^(APP_USR|TEST)-[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$`)
	reHex64  = regexp.MustCompile(`^[0-9a-f]{64}$`)
	reAlnum  = regexp.MustCompile(`^[0-9A-Za-z]{32}$`)
	reOAuth  = regexp.MustCompile(`^TG-[0-9a-f]{24}-\d+$`)
	reDigits = regexp.MustCompile(`^\d{14,17}$`)
	rePlace  = regexp.MustCompile(`(?i)^(your|seu|tu|su|my|xxx+|change|replace|todo|insert|paste|<|\$\{|\{\{|%|prod_access|enter_|access_token|public_key|test_access)|_here$|x{6,}|\.\.\.`)
)

// InspectAccessToken looks at what stands where an access token belongs.
func InspectAccessToken(raw string) Credential { return inspect(raw, KindAccessToken) }

// InspectPublicKey looks at what stands where a public key belongs.
func InspectPublicKey(raw string) Credential { return inspect(raw, KindPublicKey) }

// InspectWebhookSecret looks at what stands where the secret signature belongs. Its form (64 hex
// characters) is observed, not documented, so another form is no damage.
func InspectWebhookSecret(raw string) Credential { return inspect(raw, KindWebhook) }

func inspect(raw string, want CredentialKind) Credential {
	c := Credential{Want: want}
	add := func(d Damage) { c.Damages = append(c.Damages, d) }
	s := raw
	if strings.TrimSpace(s) == "" {
		c.Kind = KindNone
		add(DamageEmpty)
		return c
	}
	s = strings.TrimPrefix(s, "\ufeff")
	if t := strings.TrimSpace(s); t != s {
		if strings.ContainsAny(s, "\r\n") {
			add(DamageNewline)
		} else {
			add(DamageSpace)
		}
		s = t
	}
	if t, ok := strings.CutPrefix(s, "-n "); ok {
		add(DamageEchoN)
		s = strings.TrimSpace(t)
	}
	if t := strings.Trim(s, "\"'`“”‘’"); t != s {
		add(DamageQuotes)
		s = strings.TrimSpace(t)
	}
	if len(s) > 7 && strings.EqualFold(s[:7], "bearer ") {
		add(DamageBearer)
		s = strings.TrimSpace(s[7:])
	}
	if t := stripInvisible(s); t != s {
		add(DamageControl)
		s = t
	}
	c.Kind, c.Prefix, c.Client, c.Owner = classify(s)
	switch {
	case c.Kind == want:
	case want == KindWebhook && c.Kind != KindAccessToken && c.Kind != KindPublicKey && !rePlace.MatchString(s):
		c.Kind = KindWebhook
	case c.Kind == KindUnknown && rePlace.MatchString(s):
		add(DamagePlaceholder)
		return c
	case c.Kind == KindUnknown:
		// The shapes are observed, not documented: an unknown one may still work, so the call decides.
		add(DamageShape)
	default:
		add(DamageWrongKind)
		return c
	}
	c.Clean = Secret(s)
	return c
}

func classify(s string) (kind CredentialKind, prefix, client string, owner int64) {
	if m := reToken.FindStringSubmatch(s); m != nil {
		n, _ := strconv.ParseInt(m[3], 10, 64)
		return KindAccessToken, m[1], m[2], n
	}
	if m := reKey.FindStringSubmatch(s); m != nil {
		return KindPublicKey, m[1], "", 0
	}
	switch {
	case reHex64.MatchString(s):
		return KindWebhook, "", "", 0
	case reOAuth.MatchString(s):
		return KindOAuthCode, "", "", 0
	case reDigits.MatchString(s):
		return KindClientID, "", s, 0
	case reAlnum.MatchString(s):
		return KindClientSecret, "", "", 0
	}
	return KindUnknown, "", "", 0
}

// stripInvisible drops what cannot be seen: control and zero-width characters, no-break spaces.
func stripInvisible(s string) string {
	return strings.Map(func(r rune) rune {
		if r < 0x20 || r == 0x7f || r == 0xa0 || r >= 0x80 && r < 0xa0 || hidden(r) {
			return -1
		}
		return r
	}, s)
}

// reTokenAnywhere finds access tokens inside other text; public keys do not match. The loose tail
// follows the official reviewer's pattern.
var reTokenAnywhere = regexp.MustCompile(`(?:APP_USR|TEST)-\d{10,20}-\d{6}-[0-9a-fA-F]{32}-U?\d{1,12}`)

// FindTokens returns the byte ranges of access tokens in text.
func FindTokens(text []byte) [][]int { return reTokenAnywhere.FindAllIndex(text, -1) }
