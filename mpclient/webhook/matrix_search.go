package webhook

import (
	"bytes"
	"crypto/hmac"
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"hash"
	"slices"
	"strings"
)

// target is a hash to find: its bytes, the function they come from and what its spelling already says.
type target struct {
	sum      []byte
	cut      bool // the beginning only
	function func() hash.Hash
	mistakes []Mistake
}

// functions by the length of what they give.
var functions = map[int]struct {
	make  func() hash.Hash
	fault Fault
}{sha256.Size: {sha256.New, ""}, sha1.Size: {sha1.New, HashSHA1}, sha512.Size: {sha512.New, HashSHA512}, md5.Size: {md5.New, HashMD5}}

// minCut is how many bytes of a hash have to be there before its beginning means anything.
const minCut = 8

// targets reads a hash in every spelling that it may have. Nothing comes of a masked or foreign one.
func targets(v1 string) []target {
	v1 = strings.TrimSpace(v1)
	var spelt []Mistake
	for _, prefix := range []string{"sha256=", "sha1=", "v1="} {
		if rest, ok := strings.CutPrefix(strings.ToLower(v1), prefix); ok {
			v1 = v1[len(v1)-len(rest):]
			spelt = append(spelt, Mistake{HashPrefixed, prefix})
		}
	}
	var out []target
	add := func(sum []byte, more ...Mistake) {
		all := slices.Concat(spelt, more)
		if f, ok := functions[len(sum)]; ok {
			if f.fault != "" {
				all = append(slices.Clip(all), Mistake{Fault: f.fault})
			}
			out = append(out, target{sum: sum, function: f.make, mistakes: all})
		}
	}
	if raw, err := hex.DecodeString(v1[:len(v1)&^1]); err == nil {
		var upper []Mistake
		if v1 != strings.ToLower(v1) {
			upper = []Mistake{{Fault: HashUpper}}
		}
		if len(v1)%2 == 0 {
			add(raw, upper...)
		}
		if len(raw) >= minCut && len(raw) < sha256.Size {
			out = append(out, target{sum: raw, cut: true, function: sha256.New,
				mistakes: append(slices.Concat(spelt, upper), Mistake{Fault: HashCut})})
		}
		return out
	}
	plain := strings.NewReplacer("-", "+", "_", "/").Replace(strings.TrimRight(v1, "="))
	if raw, err := base64.RawStdEncoding.DecodeString(plain); err == nil {
		if inner, err := hex.DecodeString(string(raw)); err == nil && len(inner) == sha256.Size {
			raw = inner
		}
		add(raw, Mistake{Fault: HashBase64})
	}
	return out
}

// choice is one way to fill a part of the text. The first of a list is the documented one.
type choice struct {
	value    string
	omit     bool
	lower    bool // the documented lower-case reading
	mistakes []Mistake
}

// layout is one way to put the parts together.
type layout struct {
	keys        [3]string
	order       [3]int
	colon, semi string
	open, close string
	final       string // after the last part
	noKeys      bool
	mistake     Mistake
	common      bool // looked for together with another deviation too
}

var documented = layout{keys: [3]string{"id", "request-id", "ts"}, order: [3]int{0, 1, 2}, colon: ":", semi: ";", final: ";"}

// layouts are the deviations from the documented one.
var layouts = func() []layout {
	var out []layout
	add := func(f Fault, detail string, change func(*layout)) *layout {
		l := documented
		change(&l)
		l.mistake = Mistake{f, detail}
		out = append(out, l)
		return &out[len(out)-1]
	}
	add(NoFinalSemicolon, "", func(l *layout) { l.final = "" }).common = true
	add(Reversed, "", func(l *layout) { l.order = [3]int{2, 1, 0} }).common = true
	for _, o := range [][3]int{{0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}} {
		var names []string
		for _, i := range o {
			names = append(names, documented.keys[i])
		}
		add(OtherOrder, strings.Join(names, ", "), func(l *layout) { l.order = o })
	}
	for _, sep := range []string{",", "&", "|", ".", "-", "\n", ":", ""} {
		add(OtherSeparator, sep, func(l *layout) { l.semi, l.final = sep, sep })
		if sep != "" {
			add(OtherSeparator, sep, func(l *layout) { l.semi, l.final = sep, "" })
		}
	}
	add(OtherSeparator, "=", func(l *layout) { l.colon = "=" })
	add(OtherSeparator, "=&", func(l *layout) { l.colon, l.semi, l.final = "=", "&", "" })
	add(Spaces, "", func(l *layout) { l.semi = "; " })
	add(Spaces, "", func(l *layout) { l.semi, l.final = "; ", "; " })
	add(Spaces, "", func(l *layout) { l.colon = ": " })
	add(Spaces, "", func(l *layout) { l.colon, l.semi = ": ", "; " })
	add(KeyDataID, "", func(l *layout) { l.keys[0] = "data_id" }).common = true
	add(KeyDottedID, "", func(l *layout) { l.keys[0] = "data.id" }).common = true
	for _, k := range []string{"request_id", "x-request-id", "requestId"} {
		add(KeyRequest, k, func(l *layout) { l.keys[1] = k })
	}
	for _, sep := range []string{";", ".", ":", "|", ",", ""} {
		add(NoKeys, sep, func(l *layout) { l.noKeys, l.semi, l.final = true, sep, "" })
	}
	add(NoKeys, ";", func(l *layout) { l.noKeys = true })
	add(Brackets, "", func(l *layout) { l.open, l.close = "[", "]" })
	add(Brackets, "", func(l *layout) { l.open, l.close = "{", "}" })
	add(FinalNewline, "", func(l *layout) { l.final = ";\n" })
	add(FinalNewline, "", func(l *layout) { l.final = ";\r\n" })
	return out
}()

func (l *layout) write(buf []byte, parts *[3]*choice) []byte {
	first := true
	for _, i := range l.order {
		p := parts[i]
		if p.omit {
			continue
		}
		if !first {
			buf = append(buf, l.semi...)
		}
		first = false
		if !l.noKeys {
			buf = append(append(buf, l.keys[i]...), l.colon...)
		}
		buf = append(append(append(buf, l.open...), p.value...), l.close...)
	}
	if !first {
		buf = append(buf, l.final...)
	}
	return buf
}

// key is one text that a secret may have been taken for.
type key struct {
	text     string
	secret   int
	other    bool // signed with test mode's secret while production's is known
	mistakes []Mistake
}

// signs reports whether the key is of a secret that signs notifications, however that was stored.
func (k key) signs() bool {
	return !slices.ContainsFunc(k.mistakes, func(m Mistake) bool { return m.Fault == SecretOther })
}

type search struct {
	d            Delivery
	ids, reqs    []choice
	times        []choice
	keys         []key
	bodies       []string
	buf, sum     []byte
	tried        int
	found        []Match
	parts        [3]*choice
	currentTS    string
	documentedID int // how many of ids are documented readings
}

func newSearch(d Delivery, secrets []Secret, ts string) *search {
	s := &search{d: d, currentTS: ts, ids: idChoices(d), reqs: requestChoices(d), times: timeChoices(ts), keys: keysOf(secrets)}
	for s.documentedID < len(s.ids) && len(s.ids[s.documentedID].mistakes) == 0 {
		s.documentedID++
	}
	if len(d.Body) > 0 {
		s.bodies = []string{string(d.Body)}
		var c bytes.Buffer
		if json.Compact(&c, d.Body) == nil && c.String() != s.bodies[0] {
			s.bodies = append(s.bodies, c.String())
		}
	}
	return s
}

// lookDocumented tries the documented form alone.
func (s *search) lookDocumented(t target) {
	for i := range s.keys {
		k := &s.keys[i]
		if len(k.mistakes)+len(t.mistakes) > 0 {
			continue
		}
		mac := hmac.New(t.function, []byte(k.text))
		for j := range s.documentedID {
			s.try(t, mac, k, &documented, &s.ids[j], &s.reqs[0], &s.times[0])
		}
	}
}

// look tries every variant against one target.
func (s *search) look(t target) {
	for i := range s.keys {
		k := &s.keys[i]
		mac := hmac.New(t.function, []byte(k.text))
		try := func(l *layout, id, req, ts *choice) { s.try(t, mac, k, l, id, req, ts) }
		id0, req0, ts0 := &s.ids[0], &s.reqs[0], &s.times[0]
		pure := len(k.mistakes) == 0
		for j := range s.ids {
			id := &s.ids[j]
			documentedID := j < s.documentedID
			if !documentedID && !pure && k.mistakes[0].Fault != SecretStored {
				break // a key read another way and a wrong id together are not seen in practice
			}
			try(&documented, id, req0, ts0)
			if !pure {
				continue
			}
			for n := range s.reqs[1:] {
				if req := &s.reqs[n+1]; documentedID || together(id, req) {
					try(&documented, id, req, ts0)
				}
			}
			for n := range s.times[1:] {
				if ts := &s.times[n+1]; documentedID || together(id, ts) {
					try(&documented, id, req0, ts)
				}
			}
			for n := range layouts {
				if l := &layouts[n]; documentedID || l.common && len(id.mistakes) == 1 && id.mistakes[0].Fault != IDUndefined {
					try(l, id, req0, ts0)
				}
			}
		}
		for n := range s.reqs[1:] {
			req := &s.reqs[n+1]
			if !pure {
				if k.mistakes[0].Fault == SecretStored {
					try(&documented, id0, req, ts0)
				}
				continue
			}
			for m := range layouts {
				if l := &layouts[m]; l.common && req.mistakes[0].Fault != RequestUndef {
					try(l, id0, req, ts0)
				}
			}
		}
		if !pure {
			continue
		}
		for j := range s.ids[:s.documentedID] {
			s.otherWays(t, mac, k, &s.ids[j])
		}
	}
}

// together tells whether two deviations are looked for in one text. A value that is not there is written alike in
// both places.
func together(a, b *choice) bool {
	missing := func(c *choice) string {
		switch m := c.mistakes[0]; m.Fault {
		case IDUndefined, RequestUndef, TSUndefined:
			return m.Detail
		}
		return ""
	}
	return missing(a) == missing(b)
}

func (s *search) try(t target, mac hash.Hash, k *key, l *layout, id, req, ts *choice) {
	s.parts = [3]*choice{id, req, ts}
	s.buf = l.write(s.buf[:0], &s.parts)
	mac.Reset()
	mac.Write(s.buf)
	s.sum = mac.Sum(s.sum[:0])
	s.tried++
	if len(s.buf) == 0 || !t.equal(s.sum) {
		return
	}
	var lay []Mistake
	if l.mistake.Fault != "" {
		lay = []Mistake{l.mistake}
	}
	s.add(k, id, string(s.buf), t.mistakes, k.mistakes, id.mistakes, req.mistakes, ts.mistakes, lay)
}

func (s *search) add(k *key, id *choice, text string, mistakes ...[]Mistake) {
	m := Match{Mistakes: slices.Concat(mistakes...), Secret: k.secret, Manifest: text}
	if id.lower {
		m.IDCase = LowerCase
	}
	m.OtherMode = k.other && len(m.Mistakes) == 0
	s.found = append(s.found, m)
}

// otherWays tries other schemes than HMAC over the text.
func (s *search) otherWays(t target, mac hash.Hash, k *key, id *choice) {
	s.parts = [3]*choice{id, &s.reqs[0], &s.times[0]}
	text := string(documented.write(nil, &s.parts))
	check := func(sum []byte, f Mistake, shown string) {
		s.tried++
		if t.equal(sum) {
			s.add(k, id, shown, t.mistakes, k.mistakes, []Mistake{f})
		}
	}
	keyed := func(f Fault, detail, message, shown string) {
		mac.Reset()
		mac.Write([]byte(message))
		s.sum = mac.Sum(s.sum[:0])
		check(s.sum, Mistake{f, detail}, shown)
	}
	plain := func(message string) []byte {
		h := t.function()
		h.Write([]byte(message))
		return h.Sum(nil)
	}
	check(plain(text), Mistake{HashPlain, ""}, text)
	check(plain(text+k.text), Mistake{HashPlain, ""}, text+"[secret]")
	check(plain(k.text+text), Mistake{HashPlain, ""}, "[secret]"+text)
	swapped := hmac.New(t.function, []byte(text))
	swapped.Write([]byte(k.text))
	check(swapped.Sum(nil), Mistake{HashSwapped, ""}, "[secret]")
	for _, body := range s.bodies {
		keyed(SchemeManifestBody, "", text+body, text+"[body]")
		if id.lower {
			continue
		}
		keyed(SchemeBody, "GitHub, Shopify", body, "[body]")
		keyed(SchemeTSBody, "Stripe", s.currentTS+"."+body, s.currentTS+".[body]")
		keyed(SchemeTSBody, "", s.currentTS+body, s.currentTS+"[body]")
		keyed(SchemeSlack, "Slack", "v0:"+s.currentTS+":"+body, "v0:"+s.currentTS+":[body]")
		req := s.reqs[0].value
		keyed(SchemeSvix, "Svix", req+"."+s.currentTS+"."+body, req+"."+s.currentTS+".[body]")
	}
	if s.d.Target != "" && !id.lower {
		keyed(SchemeURL, "", s.d.Target, s.d.Target)
		for _, body := range s.bodies {
			keyed(SchemeURL, "", s.d.Target+body, s.d.Target+"[body]")
		}
	}
}
