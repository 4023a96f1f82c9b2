package config

import (
	"crypto/sha256"
	"encoding/hex"
	"path/filepath"
	"slices"
	"strings"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/mpclient"
)

// Ask is what a configuration wants beyond the usual: variables that may hold secrets of somebody else, and files outside
// its folder. A file that came with a clone may want anything, so a person agrees to it once.
type Ask struct {
	File      string   // as it is shown
	Variables []string // names outside Ours
	Paths     []string // settings that lead out of the folder, as `source_dir = "../.."`
	Key       string   // of this very text in this very folder
}

// What lists it for a sentence.
func (a Ask) What() string { return strings.Join(slices.Concat(a.Variables, a.Paths), ", ") }

// Ours tells a name of a variable that can be meant for nothing but Mercado Pago or this program.
func Ours(name string) bool {
	return strings.HasPrefix(name, "MP_") || strings.HasPrefix(name, "MERCADOPAGO_") || strings.HasPrefix(name, "HOMOLOGA_")
}

var shapes = map[string]mpclient.CredentialKind{
	"access_token": mpclient.KindAccessToken, "public_key": mpclient.KindPublicKey, "webhook_secret": mpclient.KindWebhook,
}

// Fits tells whether a value has the shape of a credential, whatever its damage: access_token, public_key, webhook_secret.
func Fits(credential string, v mpclient.Secret) bool {
	return mpclient.InspectAccessToken(v.Reveal()).Kind == shapes[credential]
}

// ask says what the file wants; its Key is "" when that is nothing unusual.
func (r *reader) ask(folder string, text []byte) Ask {
	a := Ask{File: shownPath(r.file)}
	for _, k := range knownCredentials {
		if name := r.names[k]; !Ours(name) && !slices.Contains(a.Variables, name) {
			a.Variables = append(a.Variables, name)
		}
	}
	for _, k := range []string{"source_dir", "exchanges"} {
		if v, _ := r.doc[k].(string); strings.TrimSpace(v) != "" && r.flags[k] == "" && outside(folder, strings.TrimSpace(v)) {
			a.Paths = append(a.Paths, k+` = "`+r.shown(v, 80)+`"`)
			r.leads = append(r.leads, k)
		}
	}
	if len(a.Variables)+len(a.Paths) > 0 {
		whole, err := filepath.Abs(folder)
		if err != nil {
			whole = folder
		}
		sum := sha256.Sum256(slices.Concat([]byte(whole), []byte{0}, text))
		a.Key = hex.EncodeToString(sum[:])
	}
	return a
}

// outside tells a path that leads out of a folder, be it by a link.
func outside(folder, path string) bool {
	if !filepath.IsAbs(path) {
		if !filepath.IsLocal(path) {
			return true
		}
		path = filepath.Join(folder, path)
	}
	rel, err := filepath.Rel(unlinked(folder), unlinked(path))
	return err != nil || !filepath.IsLocal(rel)
}

// unlinked is a path without links, as far as there is something.
func unlinked(path string) string {
	if whole, err := filepath.Abs(path); err == nil {
		path = whole
	}
	rest := ""
	for p := filepath.Clean(path); ; p = filepath.Dir(p) {
		if to, err := filepath.EvalSymlinks(p); err == nil {
			return filepath.Join(to, rest)
		}
		if filepath.Dir(p) == p {
			return path
		}
		rest = filepath.Join(filepath.Base(p), rest)
	}
}

// hold keeps a setting from being used, and says why where it is missed.
func (r *reader) hold(key string, why checks.Text) {
	s := &r.out.Settings
	if s.Held == nil {
		s.Held = map[string]checks.Text{}
	}
	s.Held[key] = why
	delete(r.origin, key)
}

// untrusted words what nobody agreed to yet.
func (r *reader) untrusted(what string) checks.Text {
	return checks.T("held.untrusted", "file", shownPath(r.file), "what", what)
}
