package markup

import (
	"bytes"
	"strings"

	"golang.org/x/net/html"

	"github.com/homologa/homologa/mpclient/late"
)

// reField is how a script names an input that it writes: in HTML text, as a property, by setAttribute.
var reField = late.Pattern("(?i)(?:^|[^\\w$-])(name|autocomplete|data-checkout)\\\\?[\"'`]?\\s*(?:=|:|,)\\s*\\{?\\s*\\\\?[\"'`]([\\w\\[\\]. -]{2,60})\\\\?[\"'`]")

// cardNames tells a script that writes inputs for card data of its own. Secure Fields are given ids of
// containers, and no names.
func cardNames(text []byte) bool {
	if !bytes.Contains(text, []byte("name")) && !bytes.Contains(bytes.ToLower(text), []byte("autocomplete")) && !bytes.Contains(text, []byte("data-checkout")) {
		return false
	}
	for _, m := range reField().FindAllSubmatch(text, -1) {
		tag := html.Token{Data: "input", Attr: []html.Attribute{{Key: strings.ToLower(string(m[1])), Val: string(m[2])}}}
		what, vague := cardField(tag)
		if what == "" || strings.EqualFold(string(m[1]), "name") && bytes.ContainsRune(m[2], ' ') { // a label
			continue
		}
		// By themselves, expiry and a code may be anything's.
		if !vague || strings.Join(split(string(m[2])), "") == "securitycode" {
			return true
		}
	}
	return false
}
