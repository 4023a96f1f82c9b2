package probe

import (
	"net/url"
	"strings"
	"testing"
)

// FuzzReadPage: whatever a server sends as a page, reading it ends, and what is kept is clean.
func FuzzReadPage(f *testing.F) {
	for _, s := range []string{
		"", "<html>", `<script src="/a.js"></script>`, `<base href="//x/"><script src=a>`, `<SCRIPT SRC='https://sdk.mercadopago.com/js/v2'>x`,
		"<script>APP_USR-1234567890123456-112018-0123456789abcdef0123456789abcdef-701234567", "<!-- <script src=x> -->", "<script src=\"\x1b[2J\">",
		`<script src="APP_USR-1234567890123456-112018-0123456789abcdef0123456789abcdef-701234567.js">`, "<base href=\"http://[::1\"><script src=%zz>", "<script\x00src=x/><textarea><script src=y>",
	} {
		f.Add([]byte(s))
	}
	e := &Env{}
	e.fill()
	at, err := url.Parse("https://loja.example/checkout")
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		p, own := e.readPage(fetched{url: at, status: 200, body: body})
		if p.Size != len(body) || len(own) > len(p.Scripts) {
			t.Fatalf("%d bytes of %d, %d own scripts of %d", p.Size, len(body), len(own), len(p.Scripts))
		}
		for _, s := range p.Scripts {
			if strings.ContainsAny(s, "\x1b\x07\r\n\u202e") || findTokens([]byte(s), "") != nil {
				t.Fatalf("kept %q", s)
			}
		}
		for _, tok := range p.Tokens {
			if findTokens([]byte(tok.Masked+tok.Where), "") != nil || tok.Line < 1 {
				t.Fatalf("kept %+v", tok)
			}
		}
		for _, u := range own {
			if u.Scheme != "https" || u.Hostname() != "loja.example" {
				t.Fatalf("%s is not the page's own", u)
			}
		}
	})
}
