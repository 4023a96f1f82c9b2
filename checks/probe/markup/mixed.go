package markup

import (
	"bytes"
	"net/netip"
	"net/url"
	"slices"
	"strings"

	"golang.org/x/net/html"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/mpclient/late"
)

// What an HTTPS page loads over plain HTTP.
const (
	active  = "mixed-active"
	passive = "mixed-passive"
	posts   = "form-insecure"
)

// loading are the attributes that fetch, by element. Anything else that holds an address (a href,
// xmlns, data-src, canonical) fetches nothing by itself.
var loading = map[string][]struct{ attr, cause string }{
	"script": {{"src", active}},
	"iframe": {{"src", active}},
	"frame":  {{"src", active}},
	"embed":  {{"src", active}},
	"object": {{"data", active}},
	"img":    {{"src", passive}},
	"audio":  {{"src", passive}},
	"video":  {{"src", passive}, {"poster", passive}},
	"source": {{"src", passive}},
	"track":  {{"src", passive}},
	"image":  {{"href", passive}, {"xlink:href", passive}},
	"body":   {{"background", passive}},
	"table":  {{"background", passive}},
	"td":     {{"background", passive}},
	"form":   {{"action", posts}},
	"button": {{"formaction", posts}},
}

// insecure looks for plain addresses in a tag of an HTTPS page.
func (w *walk) insecure(tag html.Token) {
	if w.page.src.URL.Scheme != "https" {
		return
	}
	if tag.Data != "script" || executable(tag) {
		for _, l := range loading[tag.Data] {
			w.plain(attribute(tag, l.attr), l.cause, tag.Data)
		}
	}
	switch tag.Data {
	case "input":
		switch strings.ToLower(attribute(tag, "type")) {
		case "image":
			w.plain(attribute(tag, "src"), passive, "input")
			w.plain(attribute(tag, "formaction"), posts, "input")
		case "submit":
			w.plain(attribute(tag, "formaction"), posts, "input")
		}
	case "link":
		if cause := linkCause(tag); cause != "" {
			w.plain(attribute(tag, "href"), cause, "link")
		}
	}
	if tag.Data == "img" || tag.Data == "source" {
		for part := range strings.SplitSeq(attribute(tag, "srcset"), ",") {
			if f := strings.Fields(part); len(f) > 0 {
				w.plain(f[0], passive, tag.Data)
			}
		}
	}
	if style, ok := given(tag, "style"); ok {
		w.css([]byte(style), tag.Data)
	}
}

// linkCause sorts a link element by what it is for; "" when it fetches nothing that is used.
func linkCause(tag html.Token) string {
	rel := strings.Fields(strings.ToLower(attribute(tag, "rel")))
	switch {
	case slices.Contains(rel, "alternate"):
		return ""
	case slices.Contains(rel, "stylesheet"), slices.Contains(rel, "modulepreload"):
		return active
	case slices.Contains(rel, "icon"), slices.Contains(rel, "apple-touch-icon"):
		return passive
	}
	return ""
}

var (
	reComment = late.Pattern(`(?s)/\*.*?\*/`)
	reImport  = late.Pattern(`(?i)@import\s+(?:url\(\s*)?["']?\s*([^"')\s;]+)`)
	reURL     = late.Pattern(`(?i)\burl\(\s*["']?\s*([^"')]+)`)
)

// css looks for plain addresses in a style sheet or a style attribute.
func (w *walk) css(raw []byte, tag string) {
	if w.page.src.URL.Scheme != "https" || w.base.Scheme == "https" && !bytes.Contains(bytes.ToLower(raw), []byte("http:")) {
		return
	}
	if bytes.Contains(raw, []byte("/*")) {
		raw = reComment().ReplaceAll(raw, nil)
	}
	imports := reImport().FindAllSubmatch(raw, 10*maxFound)
	for _, m := range imports {
		w.plain(string(m[1]), active, tag)
	}
	for _, m := range reURL().FindAllSubmatch(raw, 10*maxFound) {
		if !slices.ContainsFunc(imports, func(i [][]byte) bool { return bytes.Equal(i[1], bytes.TrimSpace(m[1])) }) {
			w.plain(strings.TrimSpace(string(m[1])), passive, tag)
		}
	}
}

func (w *walk) plain(address, cause, tag string) {
	u := w.resolve(address)
	if u == nil || u.Scheme != "http" || loopback(u) {
		return
	}
	x := checks.Insecure{Cause: cause, Tag: tag, URL: w.page.show(u), Line: w.line}
	list := &w.page.Facts.Insecure
	same := func(y checks.Insecure) bool { return y.Cause == cause && y.Tag == tag && y.URL == x.URL }
	if slices.ContainsFunc(*list, same) {
		return
	}
	if len(*list) < maxFound {
		*list = append(*list, x)
		return
	}
	// A full list makes room for what weighs more.
	if i := slices.IndexFunc(*list, func(y checks.Insecure) bool { return y.Cause == passive }); i >= 0 && cause != passive {
		(*list)[i] = x
	}
}

// loopback addresses count as safe: nothing of theirs crosses a network.
func loopback(u *url.URL) bool {
	host := strings.ToLower(u.Hostname())
	if host == "localhost" || strings.HasSuffix(host, ".localhost") {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.IsLoopback()
}
