package markup

import (
	"bytes"
	"encoding/base64"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/mpclient"
)

// findTokens finds access tokens, also those behind escapes.
func findTokens(body []byte, where string) []checks.FoundToken {
	var out []checks.FoundToken
	line, from := 1, 0
	for _, t := range mpclient.FindEscapedTokens(body, 0) {
		line += bytes.Count(body[from:t.From], []byte("\n"))
		from = t.From
		out = append(out, checks.FoundToken{Masked: t.Token.Mask(), Where: where, Line: line, Test: strings.HasPrefix(t.Token.Reveal(), "TEST-")})
	}
	return few(out)
}

// HeaderTokens finds access tokens in the headers of an answer, cookies among them: whatever a cookie's
// flags, every visitor is sent it.
func HeaderTokens(h http.Header, where string) []checks.FoundToken {
	var out []checks.FoundToken
	for _, name := range slices.Sorted(maps.Keys(h)) {
		for _, v := range h[name] {
			for _, t := range findTokens([]byte(v), where) {
				t.Line, t.Header = 0, http.CanonicalHeaderKey(name)
				out = append(out, t)
			}
		}
	}
	return few(out)
}

// few keeps some tokens of each sort: a hundred of one do not hide the other.
func few(list []checks.FoundToken) []checks.FoundToken {
	n := map[bool]int{}
	return slices.DeleteFunc(list, func(t checks.FoundToken) bool {
		n[t.Test]++
		return n[t.Test] > maxFound
	})
}

// keyLength is that of a UUID; maxKeys is far more than a page names.
const keyLength, maxKeys = 36, 2000

// findKeys finds public keys, each once: a prefix and a UUID.
func findKeys(body []byte) []string {
	var out []string
	seen := map[string]bool{}
	for _, prefix := range []string{"APP_USR-", "TEST-"} {
		for at := 0; len(out) < maxKeys; {
			i := bytes.Index(body[at:], []byte(prefix))
			if i < 0 {
				break
			}
			from := at + i
			at = from + len(prefix)
			end := at + keyLength
			if end > len(body) || !uuid(body[at:end]) || end < len(body) && (hexDigit(body[end]) || body[end] == '-') {
				continue
			}
			if k := string(body[from:end]); !seen[k] {
				seen[k] = true
				out = append(out, k)
			}
		}
	}
	return out
}

func uuid(b []byte) bool {
	for i, c := range b {
		if dash := i == 8 || i == 13 || i == 18 || i == 23; dash != (c == '-') || !dash && !hexDigit(c) {
			return false
		}
	}
	return true
}

func hexDigit(c byte) bool {
	return c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'f'
}

// sourceMap reads the comment that names a source map; the last one counts.
func sourceMap(body []byte) string {
	i := bytes.LastIndex(body, []byte("sourceMappingURL="))
	if i < 3 || !bytes.ContainsAny(body[i-3:i], "#@") {
		return ""
	}
	rest := body[i+len("sourceMappingURL="):]
	if end := bytes.IndexAny(rest, " \t\r\n'\"*"); end >= 0 {
		rest = rest[:end]
	}
	return string(rest)
}

// resolveMap gives the address of a source map of the same origin, or the content of one written
// into the script.
func resolveMap(name string, script *url.URL) (*url.URL, []byte) {
	if data, ok := strings.CutPrefix(name, "data:"); ok {
		head, body, ok := strings.Cut(data, ",")
		if !ok {
			return nil, nil
		}
		if !strings.HasSuffix(strings.ToLower(head), ";base64") {
			plain, err := url.PathUnescape(body)
			if err != nil {
				plain = body
			}
			return nil, []byte(plain)
		}
		body = strings.NewReplacer("-", "+", "_", "/").Replace(strings.TrimRight(body, "="))
		out := make([]byte, base64.RawStdEncoding.DecodedLen(len(body)))
		n, _ := base64.RawStdEncoding.Decode(out, []byte(body)) // what comes before damage still counts
		return nil, out[:n]
	}
	if name == "" {
		return nil, nil
	}
	u, err := script.Parse(name)
	if err != nil || !SameOrigin(u, script) {
		return nil, nil
	}
	return u, nil
}
