// Package markup takes out of a payment page, and of the scripts it loads, what rules ask about.
// It is given bytes, an address and headers, and fetches nothing; what it keeps is cleaned, and no
// token, key or cookie value is kept whole.
package markup

import (
	"bytes"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"golang.org/x/net/html"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/checks/probe/sent"
	"github.com/homologa/homologa/mpclient"
	"github.com/homologa/homologa/mpclient/late"
)

// Limits of what is kept of one page.
const (
	maxFound   = 20  // of each kind of finding
	maxScripts = 500 // script addresses
	maxPolicy  = 16 << 10
)

// Source is a page or a script as it was answered.
type Source struct {
	Body   []byte // inflated
	URL    *url.URL
	Header http.Header
	Redact *mpclient.Redactor
}

// Page is what a page holds. Its scripts are added with Add, and Facts closes it.
type Page struct {
	Facts checks.Page
	// Addresses of the page's own origin to read as well: scripts the HTML names, those it only
	// announces (preload, modulepreload), and source maps of inline scripts.
	Scripts, Announced, Maps []*url.URL

	src    Source
	keys   map[string]bool // public keys, whole, until Close
	inputs []maybe
	login  bool // asks for a password
	wall   bool // one signs in here, and there is nothing else

	base    *url.URL              // against which addresses in scripts stand
	imports map[string][]*url.URL // the import map
	inline  Script                // what the inline scripts load
}

// Script is what one script or source map holds.
type Script struct {
	Tokens     []checks.FoundToken
	MPJS       bool
	SecurityJS bool
	Copy       bool       // the script is a copy of MercadoPago.js
	Map        *url.URL   // its source map, nil when it names none or a data: address, which is read here
	Parts      []*url.URL // scripts of its origin that it loads by their names
	Table      bool       // it loads parts by names it puts together

	Dynamic bool // it makes script elements by addresses it puts together

	Cards bool // it writes inputs for card data

	keys        []string
	loads, bare []string // addresses that stand against the page; names for its import map
}

// Read reads a page.
func Read(src Source) *Page {
	src.Body = text(src.Body, src.Header.Get("Content-Type"))
	p := &Page{src: src, keys: map[string]bool{}}
	p.Facts.URL = p.show(src.URL)
	p.Facts.Size = len(src.Body)
	p.headers()
	p.Facts.Tokens = append(HeaderTokens(src.Header, p.Facts.URL), findTokens(src.Body, p.Facts.URL)...)
	for _, k := range findKeys(src.Body) {
		p.keys[k] = true
	}
	w := walk{page: p, base: src.URL, line: 1}
	w.read(src.Body)
	p.Facts.Shell = w.few() && (len(p.Facts.Scripts) > 0 || w.inline > 0)
	p.Facts.Stub = w.stub()
	p.wall = w.wall()
	p.base = w.base
	for _, u := range p.More(p.inline) {
		addURL(&p.Scripts, u)
	}
	if p.inline.Dynamic {
		p.Facts.Left.Add("dynamic", 1, p.Facts.URL)
	}
	return p
}

// few tells whether the text of the HTML is less than a page with a price shows.
func (w *walk) few() bool { return w.words < shellWords && w.fields == 0 }

// stub tells what came in place of a page.
func (w *walk) stub() checks.PageStub {
	src := w.page.src
	kind, _, _ := strings.Cut(strings.ToLower(strings.TrimSpace(src.Header.Get("Content-Type"))), ";")
	if kind = strings.TrimSpace(kind); kind == "" {
		kind, _, _ = strings.Cut(http.DetectContentType(src.Body), ";") // as browsers do
	}
	scripts := len(w.page.Facts.Scripts)
	switch {
	case len(bytes.TrimSpace(src.Body)) == 0:
		return checks.StubEmpty
	case kind != "text/html" && kind != "application/xhtml+xml":
		return checks.StubData
	case w.few() && (w.refresh || w.leaves && scripts == 0):
		return checks.StubForward
	case w.few() && w.frames > 0 && scripts == 0 && w.acts == 0:
		return checks.StubFrames
	case w.few() && scripts == 0 && w.inline == 0 && w.acts == 0:
		return checks.StubEmpty
	}
	return checks.StubNone
}

// shellWords is less text than any page with a price and a button shows.
const shellWords = 12

// A page where one signs in shows few words and asks little: a checkout that makes an account on the way
// asks for more.
const (
	wallWords  = 150
	wallFields = 4
)

// rePays is what the code of a page says that sends a buyer on to pay.
var rePays = late.Pattern(`(?i)mercado-?pago|mercado-?livre|mercado-?libre|init_?point|preference[-_]?id|create[-_]?preference|\bpreference\b|\bbricks?\b`)

// wall tells a page whose one form asks for a password and that has nothing of a checkout.
func (w *walk) wall() bool {
	return w.page.login && w.forms <= 1 && w.words < wallWords && w.typed <= wallFields && !w.pays
}

// ReadScript reads a script or a source map of the page's own origin.
func ReadScript(src Source) Script {
	body := text(src.Body, src.Header.Get("Content-Type"))
	where := show(src.Redact, src.URL)
	s := Script{Tokens: append(HeaderTokens(src.Header, where), findTokens(body, where)...), keys: findKeys(body)}
	s.MPJS, s.SecurityJS = loads(body)
	s.Copy = isSDK(body)
	m := sourceMap(body)
	if v := cmpOr(src.Header.Get("SourceMap"), src.Header.Get("X-SourceMap")); v != "" {
		m = v
	}
	var inside []byte
	s.Map, inside = resolveMap(m, src.URL)
	s.Tokens = append(s.Tokens, findTokens(inside, where)...)
	s.keys = append(s.keys, findKeys(inside)...)
	s.Parts, s.Table = parts(body, src.URL)
	var here []string
	s.loads, here, s.Dynamic = loadsOf(body, src.URL)
	s.bare = bare(body)
	s.Cards = cardNames(body)
	for _, name := range here {
		if u, err := src.URL.Parse(name); err == nil && SameOrigin(u, src.URL) {
			addURL(&s.Parts, u)
		}
	}
	return s
}

// Add counts what a script of the page holds as the page's own.
func (p *Page) Add(at *url.URL, s Script) {
	p.Facts.Tokens = append(p.Facts.Tokens, s.Tokens...)
	p.Facts.MPJS = p.Facts.MPJS || s.MPJS
	p.Facts.SecurityJS = p.Facts.SecurityJS || s.SecurityJS
	for _, k := range s.keys {
		p.keys[k] = true
	}
	if s.Cards && !s.Copy {
		p.cardScript(p.show(at))
	}
	if s.Copy {
		p.addLibrary(checks.Library{URL: p.show(at), Cause: selfHosted, Tag: true})
	}
}

// Close compares the public keys with the configured one ("" when there is none), settles what only
// the whole page can tell, and gives the facts.
func (p *Page) Close(configured string) checks.Page {
	for k := range p.keys {
		p.Facts.PublicKeys = append(p.Facts.PublicKeys, mpclient.Secret(k).Mask())
	}
	slices.Sort(p.Facts.PublicKeys)
	if configured != "" && !p.keys[configured] {
		p.Facts.OtherKeys = p.Facts.PublicKeys
	}
	if p.Facts.MPJS {
		// The official script is there: another by a like name is the shop's own that uses it.
		p.Facts.Libraries = slices.DeleteFunc(p.Facts.Libraries, func(l checks.Library) bool { return l.Cause == byName })
	}
	for i := range p.Facts.Libraries {
		if p.Facts.Libraries[i].Cause == byName {
			p.Facts.Libraries[i].Cause = selfHosted
		}
	}
	p.keys = nil
	switch asks := p.login && p.Facts.Content() && !p.Facts.MPJS && len(p.Facts.CardInputs) == 0; {
	case asks && p.wall:
		p.Facts.Stub = checks.StubLogin
	default:
		p.Facts.LoginAt(asks)
	}
	return p.Facts
}

func (p *Page) cardScript(where string) {
	if len(p.Facts.CardScripts) < maxFound && !slices.Contains(p.Facts.CardScripts, where) {
		p.Facts.CardScripts = append(p.Facts.CardScripts, where)
	}
}

func (p *Page) show(u *url.URL) string { return show(p.src.Redact, u) }

func show(r *mpclient.Redactor, u *url.URL) string { return mpclient.CleanLine(r.URL(u), 300) }

func (p *Page) addLibrary(l checks.Library) {
	n := 0 // a hundred sound ones do not hide the bad one
	for _, x := range p.Facts.Libraries {
		if x.Cause == l.Cause {
			n++
		}
	}
	if n < maxFound && !slices.ContainsFunc(p.Facts.Libraries, func(x checks.Library) bool {
		return x.URL == l.URL && x.Cause == l.Cause && x.Nonce == l.Nonce && x.Tag == l.Tag
	}) {
		p.Facts.Libraries = append(p.Facts.Libraries, l)
	}
}

// walk goes through the HTML once. Lines are counted on the way.
type walk struct {
	page   *Page
	base   *url.URL
	moved  bool // a base element was seen: the first one counts
	line   int
	inert  int  // depth of template elements: what is inside is not loaded
	inBody bool // policies in a meta element no longer count
	nested bool // inside a frame's srcdoc

	words, fields, inline int
	acts, frames          int  // links, buttons and forms; frames with an address
	refresh, leaves       bool // the browser is sent on: by a meta element, by a script
	forms, typed          int  // forms; fields a person fills in
	pays                  bool // something names a payment
	svg                   int  // depth of svg elements: there a script's address is its href
}

// What a head may hold; anything else begins the body.
var headTags = []string{"html", "head", "meta", "title", "link", "script", "style", "base", "noscript", "template"}

func (w *walk) read(body []byte) {
	z := html.NewTokenizer(bytes.NewReader(body))
	var open html.Token // the element a text belongs to
	for {
		kind := z.Next()
		raw := z.Raw()
		next := w.line + bytes.Count(raw, []byte("\n"))
		switch kind {
		case html.ErrorToken:
			w.page.settleInputs()
			return
		case html.TextToken:
			w.text(open, raw)
		case html.StartTagToken, html.SelfClosingTagToken:
			tag := z.Token()
			w.start(tag)
			if kind == html.SelfClosingTagToken && w.svg > 0 {
				z.NextIsNotRawText() // in svg an element that closes itself is closed
			}
			open = html.Token{}
			if kind == html.StartTagToken {
				open = tag
				switch tag.Data {
				case "template":
					w.inert++
				case "svg":
					w.svg++
				}
			}
		case html.EndTagToken:
			open = html.Token{}
			switch tag := z.Token(); {
			case tag.Data == "template" && w.inert > 0:
				w.inert--
			case tag.Data == "svg" && w.svg > 0:
				w.svg--
			}
		}
		w.line = next
	}
}

func (w *walk) text(open html.Token, raw []byte) {
	switch open.Data {
	case "script":
		if w.inert == 0 {
			w.script(open, raw)
		}
	case "style":
		if w.inert == 0 {
			w.css(raw, "style")
		}
	case "noscript", "title", "iframe", "noembed", "noframes", "textarea", "xmp", "plaintext":
		// noscript is not read by browsers that run the checkout's scripts
	default:
		if w.words < wallWords {
			w.words += len(bytes.Fields(raw))
		}
	}
}

// start looks at a tag with its attributes.
func (w *walk) start(tag html.Token) {
	w.inBody = w.inBody || !slices.Contains(headTags, tag.Data)
	switch tag.Data {
	case "base":
		if u := w.resolve(attribute(tag, "href")); u != nil && !w.moved && !w.nested {
			w.base, w.moved = u, true
		}
	case "meta":
		w.meta(tag)
	case "script":
		w.scriptTag(tag)
	case "link":
		w.announced(tag)
	case "input", "select", "textarea":
		w.fields++
		w.cardInput(tag)
		kind := strings.ToLower(attribute(tag, "type"))
		w.page.login = w.page.login || kind == "password"
		if !slices.Contains([]string{"hidden", "submit", "button", "image", "checkbox", "reset"}, kind) {
			w.typed++
		}
		w.pays = w.pays || rePays().MatchString(attribute(tag, "name"))
	case "a", "button", "form":
		w.acts++
		if tag.Data == "form" {
			w.forms++
		}
		w.pays = w.pays || rePays().MatchString(attribute(tag, "href")+attribute(tag, "action")+attribute(tag, "formaction"))
	case "frame":
		w.frame(tag)
	case "iframe":
		w.frame(tag)
		if doc := attribute(tag, "srcdoc"); doc != "" && !w.nested && w.inert == 0 {
			inner := walk{page: w.page, base: w.base, line: w.line, nested: true, inBody: true}
			inner.read([]byte(doc))
			w.words, w.fields, w.acts = w.words+inner.words, w.fields+inner.fields, w.acts+inner.acts
			w.forms, w.typed, w.pays = w.forms+inner.forms, w.typed+inner.typed, w.pays || inner.pays
		}
	}
	if w.inert == 0 {
		w.insecure(tag)
	}
}

// frame counts a frame. One of the shop's own is part of the page, and is not read.
func (w *walk) frame(tag html.Token) {
	u := w.resolve(attribute(tag, "src"))
	if u == nil || w.inert > 0 || u.Scheme != "http" && u.Scheme != "https" {
		return
	}
	w.frames++
	bare := *u
	bare.Fragment = ""
	if here := *w.page.src.URL; w.page.shops(u) && bare.String() != here.String() {
		w.page.Facts.Left.Add("frames", 1, w.page.show(u))
	}
}

// shops tells the page's own host and others of the same shop.
func (p *Page) shops(u *url.URL) bool {
	return sent.SameSite(strings.ToLower(u.Hostname()), strings.ToLower(p.src.URL.Hostname()))
}

// attribute reads an attribute; of two with one name the first counts.
func attribute(tag html.Token, name string) string {
	v, _ := given(tag, name)
	return v
}

func given(tag html.Token, name string) (string, bool) {
	for _, a := range tag.Attr {
		if a.Key == name {
			return strings.TrimSpace(a.Val), true
		}
	}
	return "", false
}

var unbroken = strings.NewReplacer("\t", "", "\n", "", "\r", "")

// resolve reads an address as browsers do: line breaks and tabs inside do not count. Nil when it
// is none.
func (w *walk) resolve(s string) *url.URL {
	if s == "" {
		return nil
	}
	u, err := w.base.Parse(unbroken.Replace(s))
	if err != nil {
		return nil
	}
	return u
}

func (p *Page) own(u *url.URL) bool { return SameOrigin(u, p.src.URL) }

// SameOrigin compares scheme, host and port.
func SameOrigin(a, b *url.URL) bool {
	port := func(u *url.URL) string {
		if p := u.Port(); p != "" {
			return p
		}
		return map[string]string{"https": "443", "http": "80"}[u.Scheme]
	}
	return (a.Scheme == "https" || a.Scheme == "http") && a.Scheme == b.Scheme && a.Hostname() != "" &&
		strings.EqualFold(a.Hostname(), b.Hostname()) && port(a) == port(b)
}

func addURL(list *[]*url.URL, u *url.URL) {
	if len(*list) < maxScripts && !slices.ContainsFunc(*list, func(x *url.URL) bool { return x.String() == u.String() }) {
		*list = append(*list, u)
	}
}

func cmpOr(a, b string) string {
	if a != "" {
		return a
	}
	return b
}
