package markup

import (
	"bytes"
	"encoding/json"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/homologa/homologa/mpclient/late"
)

// How a script loads others beside imports by an address (see parts).
var (
	reBare       = late.Pattern("(?:\\bimport\\s*\\(\\s*|\\bfrom\\s*|\\bimport\\s*)[\"'`]([\\w@#~$][^\"'`\\s]{0,200})[\"'`]")
	reWorker     = late.Pattern("\\bnew\\s+(?:window\\.|self\\.)?(?:Shared)?Worker\\s*\\(\\s*[\"'`]([^\"'`\\s]{1,300})[\"'`]")
	reWorkerHere = late.Pattern("\\bnew\\s+(?:Shared)?Worker\\s*\\(\\s*new\\s+URL\\s*\\(\\s*[\"'`]([^\"'`\\s]{1,300})[\"'`]\\s*,\\s*import\\.meta\\.url")
	reImports    = late.Pattern("\\bimportScripts\\s*\\(([^()]+)\\)")
	reQuoted     = late.Pattern("[\"'`]([^\"'`\\s]{1,300})[\"'`]")
	reSrc        = late.Pattern("(?:\\.src\\s*=\\s*|\\bsetAttribute\\(\\s*[\"'`]src[\"'`]\\s*,\\s*)[\"'`]([^\"'`\\s]{1,300}\\.m?js(?:\\?[^\"'`\\s]{0,200})?)[\"'`]\\s*(\\+?)")
	reElement    = late.Pattern("(?:([\\w$]{1,60})\\s*=\\s*)?[\\w$.]{0,60}\\bcreateElement\\(\\s*[\"'`]script[\"'`]\\s*\\)")
	reWrites     = late.Pattern(`\bdocument\.write(?:ln)?\s*\(`)
	reWritten    = late.Pattern("(?i)<scr(?:[\"'`]\\s*\\+\\s*[\"'`])?ipt\\b[^>]{0,200}?\\bsrc\\s*=\\s*")
	reAbsolute   = late.Pattern("[\"'`](?:https?:)?\\\\?/\\\\?/([\\w.-]{3,200})")
)

// near is how far from a script element its address, and the host it is of, are looked for.
const near = 1500

// loadsOf gives the addresses a script loads others by, as written: those that stand against the page,
// and those that stand against the script itself. dynamic tells that it makes script elements, or writes
// them, by addresses it puts together, and names no host beside them that is another's.
func loadsOf(text []byte, page *url.URL) (onPage, onScript []string, dynamic bool) {
	all := func(list *[]string, re *regexp.Regexp) {
		for _, m := range re.FindAllSubmatch(text, maxScripts) {
			*list = append(*list, string(m[1]))
		}
	}
	if bytes.Contains(text, []byte("Worker")) {
		all(&onPage, reWorker())
		all(&onScript, reWorkerHere())
	}
	if bytes.Contains(text, []byte("importScripts")) {
		for _, m := range reImports().FindAllSubmatch(text, maxFound) {
			for _, q := range reQuoted().FindAllSubmatch(m[1], maxFound) {
				onScript = append(onScript, string(q[1]))
			}
		}
	}
	if bytes.Contains(text, []byte("src")) {
		for _, m := range reSrc().FindAllSubmatch(text, maxScripts) {
			if len(m[2]) == 0 && !bytes.Contains(m[1], []byte("${")) {
				onPage = append(onPage, string(m[1]))
			}
		}
	}
	if bytes.Contains(text, []byte("createElement")) {
		for _, at := range reElement().FindAllSubmatchIndex(text, maxFound) {
			rest := text[at[1]:min(len(text), at[1]+600)]
			name := ""
			if at[2] >= 0 {
				name = string(text[at[2]:at[3]])
			}
			value, ok := addressOf(rest, name)
			if !ok {
				continue
			}
			address, literal := quoted(value)
			switch {
			case literal:
				onPage = append(onPage, address)
			case address != "" && elsewhere(address, page):
			case address == "" && foreignNear(text, at[0], page):
			default:
				dynamic = true
			}
		}
	}
	for _, at := range reWrites().FindAllIndex(text, maxFound) {
		rest := text[at[1]:min(len(text), at[1]+400)]
		hit := reWritten().FindIndex(rest)
		if hit == nil {
			continue
		}
		address, literal := quoted(bytes.TrimLeft(rest[hit[1]:], `\`))
		switch {
		case literal:
			onPage = append(onPage, address)
		case address != "" && elsewhere(address, page):
		case foreignNear(text, at[0], page):
		default:
			dynamic = true
		}
	}
	return onPage, onScript, dynamic
}

// addressOf finds what a script element is given as its address.
func addressOf(rest []byte, name string) ([]byte, bool) {
	marks := []string{"src:"}
	if name != "" {
		marks = []string{name + ".src=", name + ".src =", name + `.setAttribute("src",`, name + `.setAttribute('src',`}
	} else {
		rest = rest[:min(len(rest), 120)]
	}
	for _, mark := range marks {
		for from := 0; ; {
			i := bytes.Index(rest[from:], []byte(mark))
			if i < 0 {
				break
			}
			from += i + len(mark)
			before := from - len(mark) - 1
			if before >= 0 && (wordByte(rest[before])) || from < len(rest) && rest[from] == '=' {
				continue // part of a longer name, or a comparison
			}
			return bytes.TrimLeft(rest[from:], " \t\r\n"), true
		}
	}
	return nil, false
}

func wordByte(b byte) bool {
	return b == '_' || b == '$' || b == '.' || b >= '0' && b <= '9' || b|0x20 >= 'a' && b|0x20 <= 'z'
}

// quoted reads the text that a value begins with, and tells whether the value is that text alone.
func quoted(value []byte) (text string, literal bool) {
	if len(value) == 0 || !bytes.ContainsAny(value[:1], "\"'`") {
		return "", false
	}
	end := bytes.IndexAny(value[1:], "\"'`\n<>")
	if end < 0 {
		return "", false
	}
	text = strings.TrimRight(string(value[1:1+end]), `\`)
	if value[1+end] != value[0] {
		return text, false
	}
	rest := bytes.TrimLeft(value[2+end:], " \t\r\n")
	if i := strings.Index(text, "${"); i >= 0 {
		return text[:i], false
	}
	if len(rest) > 0 && rest[0] == '+' || bytes.HasPrefix(rest, []byte(".concat(")) {
		return text, false
	}
	return text, true
}

// elsewhere tells an address that begins with the host of another.
func elsewhere(address string, page *url.URL) bool {
	m := reAbsolute().FindStringSubmatch(`"` + address)
	return m != nil && !strings.EqualFold(m[1], page.Hostname())
}

// foreignNear tells whether a host that is not the page's is named near a place: snippets of others
// carry their address beside the element they make.
func foreignNear(text []byte, at int, page *url.URL) bool {
	for _, m := range reAbsolute().FindAllSubmatch(text[max(0, at-near):min(len(text), at+near)], maxFound) {
		if host := string(m[1]); !strings.EqualFold(host, page.Hostname()) && host != "www.w3.org" {
			return true
		}
	}
	return false
}

// bare gives the names by which modules are imported, for the page's import map.
func bare(text []byte) (out []string) {
	if !bytes.Contains(text, []byte("import")) {
		return nil
	}
	for _, m := range reBare().FindAllSubmatch(text, maxScripts) {
		out = append(out, string(m[1]))
	}
	return out
}

// importMap keeps the page's import map: names, and beginnings of names that end in a slash.
func (w *walk) importMap(raw []byte) {
	var m struct {
		Imports map[string]any            `json:"imports"`
		Scopes  map[string]map[string]any `json:"scopes"`
	}
	if json.Unmarshal(raw, &m) != nil {
		return
	}
	add := func(from map[string]any) {
		for name, v := range from {
			s, _ := v.(string)
			if u := w.resolve(s); u != nil && len(w.page.imports) < maxScripts {
				if w.page.imports == nil {
					w.page.imports = map[string][]*url.URL{}
				}
				w.page.imports[name] = append(w.page.imports[name], u)
			}
		}
	}
	add(m.Imports)
	for _, s := range m.Scopes {
		add(s)
	}
}

// More gives the scripts of the page's own that one loads by names that stand against the page.
func (p *Page) More(s Script) (out []*url.URL) {
	for _, name := range s.loads {
		p.more(&out, name)
	}
	for _, name := range s.bare {
		for _, u := range p.imports[name] {
			if p.own(u) {
				addURL(&out, u)
			}
		}
		for i := strings.LastIndexByte(name, '/'); i > 0; i = strings.LastIndexByte(name[:i], '/') {
			for _, dir := range p.imports[name[:i+1]] {
				if u, err := dir.Parse(name[i+1:]); err == nil && p.own(u) {
					addURL(&out, u)
				}
			}
		}
	}
	slices.SortFunc(out, func(a, b *url.URL) int { return strings.Compare(a.String(), b.String()) })
	return out
}

func (p *Page) more(list *[]*url.URL, name string) {
	u, err := p.base.Parse(strings.ReplaceAll(name, `\/`, "/"))
	if err != nil || !p.own(u) || slices.Contains(pictures, strings.ToLower(path.Ext(u.Path))) {
		return
	}
	addURL(list, u)
}

// pictures are endings of what is no script, whatever element is given it.
var pictures = []string{".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp", ".avif", ".ico", ".mp3", ".mp4", ".webm"}
