package checks

import (
	"net/url"
	"path"
)

// Page is the payment page as served.
type Page struct {
	URL         string // after redirects
	Status      int
	ContentType string
	Size        int // bytes read of the body, inflated
	Cut         PageCut
	Stub        PageStub  // "" for a page; else what came in its place
	Left        Omissions // scripts, maps and frames of the page's own that were not read
	Foreign     int       // scripts of hosts that are not the shop's, which are not read
	Tokens      []FoundToken
	PublicKeys  []string // masked
	// OtherKeys are the public keys on the page, masked, when the configured one is not among
	// them; empty when it is, or when none is configured.
	OtherKeys   []string
	Scripts     []string // src of scripts, absolute
	MPJS        bool     // MercadoPago.js v2 from its official address
	SecurityJS  bool     // device fingerprint script
	Libraries   []Library
	Insecure    []Insecure
	CardInputs  []CardInput
	CardScripts []string // scripts that write inputs for card data, as addresses
	Policies    []Policy
	Upgrades    bool // a policy in force asks for upgrade-insecure-requests
	InlineStart bool // an inline script of the page starts MercadoPago.js: a strict policy needs its nonce or hash
	Starts      []InlineScript
	Shell       bool // the HTML holds next to nothing: scripts build the page in the browser
	Cookies     []Cookie
	Headers     PageHeaders
	HSTS        []string // Strict-Transport-Security values of the HTTPS answer, cleaned; the first counts
	Hops        []Hop
	Loop        bool // redirects without end; Status is the last one's
}

// Answered tells whether the server gave something, and not an error or redirects without end.
func (p Page) Answered() bool { return !p.Loop && p.Status >= 200 && p.Status < 300 }

// Content tells whether what was read is a page a buyer may pay on, and not an error, nothing, data,
// or a step on the way to it. Without content, what is missing proves nothing.
func (p Page) Content() bool { return p.Answered() && p.Stub == StubNone }

// LoginAt marks a page that asks for a password and stands where redirects led, away from the address
// that was asked for.
func (p *Page) LoginAt(asks bool) {
	if !asks || len(p.Hops) == 0 {
		return
	}
	from, err1 := url.Parse(p.Hops[0].URL)
	to, err2 := url.Parse(p.URL)
	if err1 == nil && err2 == nil && path.Base(from.Path) != path.Base(to.Path) {
		p.Stub = StubLogin
	}
}

// LeftOut is what was not read of the page and what it loads from its own host.
func (p Page) LeftOut() Omissions {
	switch p.Cut {
	case CutSize:
		return append(Omissions{{Kind: "page_size"}}, p.Left...)
	case CutTime:
		return append(Omissions{{Kind: "page_time"}}, p.Left...)
	}
	return p.Left
}

// Whole tells whether the page and the scripts of its own were read to the end.
func (p Page) Whole() bool { return len(p.LeftOut()) == 0 }

// PageStub says what came in place of a page.
type PageStub string

// The stubs.
const (
	StubNone    PageStub = ""
	StubEmpty   PageStub = "empty"   // no bytes, or nothing a buyer could act on
	StubData    PageStub = "data"    // JSON, a text, a file: no HTML
	StubForward PageStub = "forward" // sends the browser on by a refresh or a script
	StubFrames  PageStub = "frames"  // nothing but frames with other pages
	StubLogin   PageStub = "login"   // one signs in there
)

// PageCut says why a body was not read to its end, by a cause id.
type PageCut string

// The reasons.
const (
	CutNone PageCut = ""
	CutSize PageCut = "body-too-large" // over 5 MiB after inflation
	CutTime PageCut = "body-timeout"   // not done within 10 s
)

// FoundToken is an access token found where a browser can read it: only what a mask shows
// characters are kept.
type FoundToken struct {
	Masked string
	Where  string // address of the page, script or source map
	Line   int    // 0 in a header
	Header string // the header of the answer that holds it, "" when its body does
	Test   bool   // TEST- prefix: a legacy test token
}

// Library is a script that is, or poses as, MercadoPago.js.
type Library struct {
	URL   string // absolute, cleaned
	Cause string // mpjs-v1, mpjs-self-hosted, mpjs-insecure-url; "" for the official v2
	Line  int
	Tag   bool // a script tag of the HTML loads it; otherwise another script does
	// Of the tag, for a Content-Security-Policy: its nonce, and the hashes it must have.
	Nonce     string
	Integrity []string
}

// InlineScript is a script written into the page, as a Content-Security-Policy sees it.
type InlineScript struct {
	Nonce  string
	Hashes []string // sha256-…, sha384-…, sha512-…; nil when the page's encoding leaves them open
	Line   int
}

// Insecure is something an HTTPS page loads from, or sends to, plain HTTP.
type Insecure struct {
	Cause string // mixed-active, mixed-passive, form-insecure
	Tag   string // script, link, iframe, img, form…
	URL   string
	Line  int
}

// CardInput is an input of the page's own that takes card data.
type CardInput struct {
	Tag  string // how it can be found: input#cardNumber, input[name=cvv]
	Name string // its name attribute; with one, the browser sends it to the shop's server
	What string // number, cvv, expiry
	Line int
}

// Policy is one Content-Security-Policy, as received.
type Policy struct {
	Text       string // cleaned, at most 16 KiB
	Cut        bool   // was longer: what is not in Text may be in the policy
	ReportOnly bool
	Meta       bool // from a meta element
}

// Cookie is what a Set-Cookie header says about a cookie; the value is not kept.
type Cookie struct {
	Name                       string
	Secure, HTTPOnly, SameSite bool
	Session                    bool // by its name it carries a session or a login
}

// PageHeaders are security headers of the page's answer.
type PageHeaders struct{ NoSniff, ReferrerPolicy, Framing bool }
