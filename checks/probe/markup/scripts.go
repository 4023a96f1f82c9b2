package markup

import (
	"bytes"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/mpclient"
	"github.com/homologa/homologa/mpclient/late"
)

// Causes of libraries. byName is settled when the whole page is read.
const (
	version1   = "mpjs-v1"
	selfHosted = "mpjs-self-hosted"
	plainURL   = "mpjs-insecure-url"
	byName     = "mpjs-self-hosted?"
)

// What a script's text says about the official scripts. Slashes may be escaped, as in JSON. The
// official packages and their functions load the script from its official address.
var (
	reV2     = late.Pattern(`(?i)(?:https:)?\\?/\\?/sdk\.mercadopago\.com\\?/js\\?/v2`)
	reLoader = late.Pattern(`@mercadopago/sdk-(?:js|react)\b|\b(?:loadMercadoPago|initMercadoPago)\b`)
	reDevice = late.Pattern(`(?i)(?:https:)?\\?/\\?/www\.mercadopago\.com\\?/v2\\?/security\.js`)
	// These are taken from quoted strings of the page itself only.
	rePlainV2 = late.Pattern("(?i)[\"'`](http:\\\\?/\\\\?/sdk\\.mercadopago\\.com\\\\?/js\\\\?/v2)")
	reV1      = late.Pattern("(?i)[\"'`]((?:https?:)?\\\\?/\\\\?/(?:secure|http2)\\.mlstatic\\.com\\\\?/sdk\\\\?/javascript\\\\?/v1\\\\?/[\\w.\\\\/-]*)")
	reStart   = late.Pattern(`\bnew\s+(?:window\.)?MercadoPago\s*\(|\binitMercadoPago\s*\(`)

	reOwnGlobal = late.Pattern(`\.MercadoPago\s*=[^=]`)
	reV1Global  = late.Pattern(`(?i)setPublishableKey\s*[:=]\s*(?:function|\()`)
)

// loads tells which official scripts a text names.
func loads(text []byte) (mpJS, device bool) {
	if bytes.Contains(text, []byte("ercado")) || bytes.Contains(text, []byte("ERCADO")) {
		for _, at := range reV2().FindAllIndex(text, maxFound) {
			if !bytes.HasSuffix(bytes.ToLower(text[max(0, at[0]-5):at[0]]), []byte("http:")) { // a plain address is another matter
				mpJS = true
				break
			}
		}
		mpJS = mpJS || reLoader().Match(text)
		device = reDevice().Match(text)
	}
	return mpJS, device
}

// isSDK tells a copy of MercadoPago.js by what only the script itself does: it sets the global and
// speaks with the hosts behind it. Version 1 defines setPublishableKey.
func isSDK(text []byte) bool {
	if !bytes.Contains(text, []byte("api.mercadopago.com")) {
		return false
	}
	if bytes.Contains(text, []byte("secure-fields.mercadopago.com")) && reOwnGlobal().Match(text) && !reV2().Match(text) {
		return true
	}
	return reV1Global().Match(text) && bytes.Contains(text, []byte("ercadopago"))
}

// executable tells whether browsers run a script element: others hold data or templates, or wait
// for consent.
func executable(tag html.Token) bool {
	kind := strings.ToLower(attribute(tag, "type"))
	kind, _, _ = strings.Cut(kind, ";")
	return kind == "" || kind == "module" || strings.Contains(kind, "javascript") || strings.Contains(kind, "ecmascript")
}

func (w *walk) scriptTag(tag html.Token) {
	src := attribute(tag, "src")
	if src == "" && w.svg > 0 {
		src = cmpOr(attribute(tag, "href"), attribute(tag, "xlink:href"))
	}
	u := w.resolve(src)
	if u == nil {
		return
	}
	p := w.page
	if u.Scheme == "data" {
		w.written(src)
		return
	}
	if len(p.Facts.Scripts) < maxScripts {
		p.Facts.Scripts = append(p.Facts.Scripts, p.show(u))
	}
	switch web := u.Scheme == "http" || u.Scheme == "https"; {
	case p.own(u) && len(p.Scripts) < maxScripts:
		addURL(&p.Scripts, u)
	case p.own(u):
		p.Facts.Left.Add("scripts", 1)
	case web && p.shops(u):
		p.Facts.Left.Add("siblings", 1, p.show(u))
	case web && !official(strings.ToLower(u.Hostname())):
		p.Facts.Foreign++
	}
	w.pays = w.pays || official(strings.ToLower(u.Hostname()))
	w.named(u, tag)
}

// written reads a script that is the text of its address.
func (w *walk) written(src string) {
	p := w.page
	if len(p.Facts.Scripts) < maxScripts {
		p.Facts.Scripts = append(p.Facts.Scripts, "data:")
	}
	if w.inert > 0 {
		return
	}
	_, body := resolveMap(strings.ToLower(src[:5])+src[5:], p.src.URL)
	s := ReadScript(Source{Body: body, URL: w.base, Redact: p.src.Redact})
	for i := range s.Tokens {
		s.Tokens[i].Where, s.Tokens[i].Line = p.Facts.URL, w.line
	}
	s.Copy = false
	p.Add(p.src.URL, s)
	p.inline.loads, p.inline.bare, p.inline.Dynamic = append(p.inline.loads, s.loads...), append(p.inline.bare, s.bare...), p.inline.Dynamic || s.Dynamic
	for _, part := range s.Parts {
		if p.own(part) {
			addURL(&p.Scripts, part)
		}
	}
	if isSDK(body) {
		p.addLibrary(checks.Library{URL: p.Facts.URL, Cause: selfHosted, Line: w.line, Tag: true})
	}
}

// named sorts the address of a script tag.
func (w *walk) named(u *url.URL, tag html.Token) {
	p := w.page
	switch cause, ours := w.classify(u); {
	case !ours:
	case cause == "" && isDevice(u):
		// Without the attribute that names the section it is not the documented script.
		p.Facts.SecurityJS = p.Facts.SecurityJS || attribute(tag, "view") != ""
	default:
		p.Facts.MPJS = p.Facts.MPJS || cause == ""
		p.addLibrary(checks.Library{URL: p.show(u), Cause: cause, Line: w.line, Tag: true, Nonce: cleanNonce(tag), Integrity: integrity(tag)})
	}
}

func isDevice(u *url.URL) bool { return strings.HasSuffix(u.Path, "/v2/security.js") }

// reCopy are names by which copies of MercadoPago.js go.
var reCopy = late.Pattern(`(?i)^mercado[-_]?pago(?:[-._](?:sdk|js|v?\d+(?:\.\d+)*))*(?:[-._]min)?\.js$|^sdk[-_.]mercado[-_]?pago(?:[-._](?:v?\d+(?:\.\d+)*|min))*\.js$`)

// Folders of plug-ins and themes, whose scripts by that name use MercadoPago.js and are none.
var pluginFolders = []string{"/wp-content/", "/plugins/", "/modules/", "/extensions/", "/themes/", "/components/", "/frontend/", "/catalog/"}

// classify tells whether an address is, or poses as, a script of Mercado Pago, and what is wrong with it.
func (w *walk) classify(u *url.URL) (cause string, ours bool) {
	host, path := strings.ToLower(strings.TrimSuffix(u.Hostname(), ".")), strings.ToLower(u.Path)
	switch {
	case host == "" || u.Scheme != "https" && u.Scheme != "http":
		return "", false
	case (host == "secure.mlstatic.com" || host == "http2.mlstatic.com") && strings.Contains(path, "/sdk/javascript/v1/"),
		host == "sdk.mercadopago.com" && strings.HasPrefix(path, "/js/v1"):
		return version1, true
	case host == "sdk.mercadopago.com" && strings.HasPrefix(path, "/js/v2"):
		if u.Scheme == "http" {
			return plainURL, true
		}
		return "", true
	case host == "www.mercadopago.com" && path == "/v2/security.js":
		return "", u.Scheme == "https"
	case official(host):
		return "", false
	case poses(host):
		return selfHosted, true
	case strings.Contains(path, "@mercadopago/sdk-js") || strings.Contains(path, "@mercadopago/sdk-react"):
		return "", true // the official package: it loads the official script
	case w.page.own(u) || slices.ContainsFunc(pluginFolders, func(f string) bool { return strings.Contains(path, f) }):
		return "", false // read, or not to be told by its name
	case reCopy().MatchString(path[strings.LastIndexByte(path, '/')+1:]), strings.HasSuffix(path, "mercadopago/js/v2"), strings.Contains(path, "sdk.mercadopago.com"):
		return byName, true
	}
	return "", false
}

// Countries under which Mercado Pago and its sister brands have their addresses.
var officialEnds = []string{"com", "com.ar", "com.br", "com.mx", "com.co", "com.pe", "com.uy", "com.ve", "com.ec", "com.bo", "com.py", "com.do", "com.gt", "com.hn", "com.ni",
	"com.pa", "com.sv", "co.cr", "cl"}

func official(host string) bool {
	for _, brand := range []string{"mercadopago", "mercadolibre", "mercadolivre", "mlstatic"} {
		for _, end := range officialEnds {
			if d := brand + "." + end; host == d || strings.HasSuffix(host, "."+d) {
				return true
			}
		}
	}
	return false
}

// poses tells a host that wants to be taken for Mercado Pago: its registered name looks like the
// brand, or the true address stands in front of it. A name of one's own below another domain
// (mercadopago.shop.example) poses as nothing.
func poses(host string) bool {
	for _, real := range []string{".mercadopago.com.", ".mlstatic.com."} {
		if strings.Contains("."+host+".", real) {
			return true
		}
	}
	labels := strings.Split(host, ".")
	if len(labels) < 2 {
		return false
	}
	at := len(labels) - 2
	if at > 0 && len(labels[at+1]) == 2 && slices.Contains([]string{"com", "co", "net", "org", "gob", "gov", "edu", "ind", "web"}, labels[at]) {
		at--
	}
	name := labels[at]
	if strings.HasPrefix(name, "xn--") { // letters that only look like ours
		return strings.Contains(name, "ercadopag") || strings.Contains(name, "mercadopa") || strings.Contains(name, "cadopago")
	}
	name = strings.NewReplacer("0", "o", "1", "l", "3", "e", "4", "a", "rn", "m", "vv", "w", "-", "", "_", "").Replace(name)
	return strings.Contains(name, "mercadopago") || nearly(name, "mercadopago")
}

// nearly tells a word that differs by one letter: changed, added, left out, or two in wrong order.
func nearly(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(b)-len(a) > 1 {
		return false
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	if len(a) < len(b) {
		return a[i:] == b[i+1:]
	}
	if i == len(a) {
		return true
	}
	return a[i+1:] == b[i+1:] || i+1 < len(a) && a[i] == b[i+1] && a[i+1] == b[i] && a[i+2:] == b[i+2:]
}

func cleanNonce(tag html.Token) string {
	return mpclient.CleanLine(attribute(tag, "nonce"), 120)
}

// integrity reads the hashes of the attribute. Only the strongest kind counts.
func integrity(tag html.Token) (out []string) {
	for _, alg := range []string{"sha512-", "sha384-", "sha256-"} {
		for f := range strings.FieldsSeq(attribute(tag, "integrity")) {
			f, _, _ = strings.Cut(f, "?")
			if strings.HasPrefix(f, alg) && len(out) < maxFound {
				out = append(out, mpclient.CleanLine(f, 120))
			}
		}
		if len(out) > 0 {
			break
		}
	}
	return out
}

// script looks at the text of a script element.
func (w *walk) script(tag html.Token, raw []byte) {
	p := w.page
	if _, ok := given(tag, "src"); ok {
		return // browsers do not read it
	}
	w.inline++
	w.pays = w.pays || rePays().Match(raw)
	mpJS, device := loads(raw)
	p.Facts.MPJS, p.Facts.SecurityJS = p.Facts.MPJS || mpJS, p.Facts.SecurityJS || device
	m, inside := resolveMap(sourceMap(raw), p.src.URL)
	if m != nil {
		addURL(&p.Maps, m)
	}
	p.Facts.Tokens = append(p.Facts.Tokens, findTokens(inside, p.Facts.URL)...)
	if strings.EqualFold(attribute(tag, "type"), "importmap") {
		w.importMap(raw)
	}
	if executable(tag) {
		more, _ := parts(raw, w.base)
		for _, u := range more {
			if p.own(u) {
				addURL(&p.Scripts, u)
			}
		}
		onPage, here, dynamic := loadsOf(raw, p.src.URL)
		p.inline.loads = append(append(p.inline.loads, onPage...), here...)
		p.inline.bare = append(p.inline.bare, bare(raw)...)
		p.inline.Dynamic = p.inline.Dynamic || dynamic
		w.leaves = w.leaves || reLeaves().Match(raw)
	}
	if executable(tag) && cardNames(raw) {
		p.cardScript(p.Facts.URL)
	}
	if !executable(tag) || w.nested {
		return
	}
	if isSDK(raw) {
		p.addLibrary(checks.Library{URL: p.Facts.URL, Cause: selfHosted, Line: w.line})
	}
	if bytes.Contains(raw, []byte("mlstatic")) {
		if hit := reV1().FindSubmatch(raw); hit != nil {
			w.loaded(string(hit[1]), version1)
		}
	}
	if !bytes.Contains(raw, []byte("ercado")) && !bytes.Contains(raw, []byte("ERCADO")) {
		return
	}
	if hit := rePlainV2().FindSubmatch(raw); hit != nil {
		w.loaded(string(hit[1]), plainURL)
	}
	if len(p.Facts.Starts) < maxFound && reStart().Match(raw) {
		p.Facts.InlineStart = true
		p.Facts.Starts = append(p.Facts.Starts, checks.InlineScript{Nonce: cleanNonce(tag), Hashes: hashes(raw), Line: w.line})
	}
}

// How scripts load others: a module by the text of its name, a bundle by names it puts together.
var (
	rePart   = late.Pattern("(?:\\bimport\\s*\\(\\s*(?:/\\*[^*]{0,200}\\*/\\s*)*|\\bfrom\\s*|\\bimport\\s*)[\"'`]((?:\\.{0,2}/)[^\"'`\\s]{1,300})[\"'`]")
	reTable  = late.Pattern(`\.u\s*=\s*(?:function\s*\(\w+\)|\(?\w+\)?\s*=>)`)
	reLeaves = late.Pattern("\\blocation(?:\\.href)?\\s*=\\s*[\"'`]|\\blocation\\.(?:replace|assign)\\s*\\(\\s*[\"'`]")
)

// parts gives the scripts that one loads, of its own origin, and tells whether it loads others by names
// it puts together.
func parts(text []byte, at *url.URL) (out []*url.URL, table bool) {
	if bytes.Contains(text, []byte("import")) || bytes.Contains(text, []byte("from")) {
		for _, m := range rePart().FindAllSubmatch(text, maxScripts) {
			if u, err := at.Parse(string(m[1])); err == nil && SameOrigin(u, at) {
				addURL(&out, u)
			}
		}
	}
	return out, bytes.Contains(text, []byte("webpackChunk")) && reTable().Match(text)
}

// loaded notes an address that an inline script names.
func (w *walk) loaded(address, cause string) {
	if u := w.resolve(strings.ReplaceAll(address, `\/`, "/")); u != nil {
		w.page.addLibrary(checks.Library{URL: w.page.show(u), Cause: cause, Line: w.line})
	}
}

// hashes are those a policy may name the script by. A browser hashes the text it read, as UTF-8
// with plain line ends; bytes that are no UTF-8 belong to an encoding we do not read.
func hashes(raw []byte) []string {
	if !utf8.Valid(raw) {
		return nil
	}
	raw = bytes.ReplaceAll(bytes.ReplaceAll(raw, []byte("\r\n"), []byte("\n")), []byte("\r"), []byte("\n"))
	a, b, c := sha256.Sum256(raw), sha512.Sum384(raw), sha512.Sum512(raw)
	in := base64.StdEncoding.EncodeToString
	return []string{"sha256-" + in(a[:]), "sha384-" + in(b[:]), "sha512-" + in(c[:])}
}

// announced looks at link elements that fetch a script ahead.
func (w *walk) announced(tag html.Token) {
	rel := strings.Fields(strings.ToLower(attribute(tag, "rel")))
	script := slices.Contains(rel, "modulepreload") || (slices.Contains(rel, "preload") || slices.Contains(rel, "prefetch")) && (strings.EqualFold(attribute(tag, "as"), "script") || strings.EqualFold(attribute(tag, "as"), "fetch"))
	u := w.resolve(attribute(tag, "href"))
	if !script || u == nil || w.inert > 0 {
		return
	}
	if w.page.own(u) {
		addURL(&w.page.Announced, u)
	}
	if cause, ours := w.classify(u); ours && cause == "" && !isDevice(u) {
		w.page.Facts.MPJS = true
	}
}
