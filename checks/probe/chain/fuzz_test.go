package chain_test

import (
	"bytes"
	"encoding/binary"
	"reflect"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/checks/lang"
	"github.com/homologa/homologa/checks/probe/chain"
	"github.com/homologa/homologa/checks/rules"
	"github.com/homologa/homologa/mpclient/limits/limitstest"
)

// message packs what a server sends: certificates and a staple, each behind its length.
func message(staple []byte, ders ...[]byte) []byte {
	out := binary.BigEndian.AppendUint16(nil, uint16(len(staple)))
	out = append(out, staple...)
	for _, der := range ders {
		out = binary.BigEndian.AppendUint16(out, uint16(len(der)))
		out = append(out, der...)
	}
	return out
}

func unpack(b []byte) (staple []byte, ders [][]byte) {
	for i := 0; len(b) >= 2; i++ {
		n := min(int(binary.BigEndian.Uint16(b)), len(b)-2)
		if i == 0 {
			staple = b[2 : 2+n]
		} else {
			ders = append(ders, b[2:2+n])
		}
		b = b[2+n:]
	}
	return staple, ders
}

// damaged is a message with edits, four bytes each: where (two), what to do, a value. The fuzzer works on the edits alone: it tries
// to shorten whatever it finds interesting, byte by byte and pair by pair, and of whole certificates that takes it minutes each.
func damaged(whole, edits []byte) []byte {
	out := bytes.Clone(whole)
	for ; len(edits) >= 4 && len(out) > 0; edits = edits[4:] {
		at, v := int(binary.BigEndian.Uint16(edits))%len(out), edits[3]
		switch edits[2] % 5 {
		case 0:
			out[at] = v
		case 1:
			out[at] ^= v
		case 2:
			out = slices.Delete(out, at, min(at+1+int(v), len(out)))
		case 3:
			out = slices.Insert(out, at, v)
		case 4:
			out = slices.Insert(out, at, bytes.Clone(out[at:min(at+1+int(v), len(out))])...)
		}
	}
	return out
}

// FuzzJudgement: whatever certificates a server sends, looking at them and judging them ends, gives
// the same answer twice and nothing that moves a terminal's cursor, and never trusts what does not
// lead to the root.
func FuzzJudgement(f *testing.F) {
	l := newLab(f)
	roots := pool(l.root)
	narrow := l.root.ca(f, "Narrow")
	leaf := l.mid.leaf(f, public, ext(f, sctList, timestamps(2)), ext(f, tlsFeature, []int{5}), fetchableAt("http://r11.lab.example/ca.der"))
	whole := [][]byte{{}, message(nil, []byte("junk"), leaf.cert.Raw)}
	for _, sent := range [][]signer{
		{leaf, l.mid}, {leaf}, {leaf, l.root, l.mid}, {leaf, leaf, l.mid, l.strangerMid}, {signer{}.leaf(f)}, {l.strangerMid.leaf(f), l.strangerMid, l.stranger},
		{l.root.ca(f, "Lab R10", days(-900, -400)).leaf(f), l.root.ca(f, "Lab R10", days(-900, -400))}, {narrow.leaf(f, days(-90, -1)), narrow},
	} {
		var ders [][]byte
		for _, s := range sent {
			ders = append(ders, s.cert.Raw)
		}
		whole = append(whole, message([]byte{0x30, 0x03, 0x0a, 0x01, 0x00}, ders...))
	}
	for i := range whole {
		f.Add(uint8(i), []byte{}, host)
		f.Add(uint8(i), []byte{0, 120, 1, 0xff, 1, 0, 2, 3}, host)
	}
	f.Add(uint8(1), []byte{}, "203.0.113.10")
	f.Add(uint8(2), []byte{0, 9, 4, 200}, "café.example")
	var judged []checks.Requirement
	for _, r := range rules.All() {
		if r.Section == checks.SSL && len(r.Needs) == 1 && r.Needs[0] == checks.FactPageTLS.Name || r.ID == "notifications.tls" || r.ID == "ssl.back_urls" {
			judged = append(judged, r)
		}
	}
	if len(judged) < 9 {
		f.Fatalf("only %d requirements judge a handshake", len(judged))
	}
	f.Fuzz(func(t *testing.T, which uint8, edits []byte, name string) {
		b := damaged(whole[int(which)%len(whole)], edits)
		defer limitstest.Bounded(t, 64*(len(b)+len(name)))()
		staple, ders := unpack(b)
		look := func() (checks.TLSState, []checks.Finding) {
			st := checks.TLSState{Host: "loja.example", Port: "443", Addr: "203.0.113.10:443", Version: 0x0304}
			seen := chain.Seen{Raw: ders, Host: name, Roots: roots, Now: now, Staple: staple, SCTs: [][]byte{staple}}
			chain.Examine(&st, seen)
			var e checks.Endpoint
			chain.ExamineEndpoint(&e, nil, seen)
			st.Others = []checks.Endpoint{e}
			facts := checks.NewFacts(now, checks.FactPageTLS.Of(st), checks.FactHookTLS.Of(st), checks.FactBackTLS.Of([]checks.BackTLS{{Fields: []string{"back_urls.success"}, State: st}}))
			var out []checks.Finding
			for _, r := range judged {
				out = append(out, r.Judge(facts))
			}
			return st, out
		}
		st, found := look()
		again, foundAgain := look()
		if !reflect.DeepEqual(st, again) || !reflect.DeepEqual(found, foundAgain) {
			t.Fatal("two looks differ")
		}
		if st.ChainOK == (st.ChainProblem != "") && len(st.Chain) > 0 || st.VerifiedAll && !(st.ChainOK && st.NameOK) || (st.HandshakeError == "") != (len(st.Chain) > 0) {
			t.Fatalf("contradicts itself: ok %v, %q, all %v, %d certificates, error %q", st.ChainOK, st.ChainProblem, st.VerifiedAll, len(st.Chain), st.HandshakeError)
		}
		if st.ChainOK && st.Path[len(st.Path)-1].Subject != "Lab Root X1" {
			t.Fatalf("trusts %+v", st.Path)
		}
		for _, fd := range found {
			texts := []checks.Text{fd.Detail}
			for _, c := range fd.Causes {
				texts = append(texts, c.Detail)
			}
			for _, e := range fd.Evidence {
				texts = append(texts, e.Text)
			}
			for _, x := range texts {
				s := lang.EN.Text(x)
				if !lang.Has(x.Key) || s == "" || strings.ContainsFunc(s, func(r rune) bool { return unicode.IsControl(r) || unicode.In(r, unicode.Bidi_Control) }) {
					t.Fatalf("%s says %q", x.Key, s)
				}
			}
			if fd.Figure != nil {
				for _, k := range fd.Figure.Chain {
					if strings.ContainsFunc(k.Name, unicode.IsControl) {
						t.Fatalf("drawn %q", k.Name)
					}
				}
			}
		}
	})
}
