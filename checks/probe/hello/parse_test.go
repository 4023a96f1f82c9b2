package hello

import (
	"bytes"
	"crypto/tls"
	"encoding/hex"
	"errors"
	"io"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/mpclient/limits/limitstest"
)

func unhex(s string) []byte {
	b, err := hex.DecodeString(strings.Map(func(r rune) rune {
		if r == ' ' {
			return -1
		}
		return r
	}, s))
	if err != nil {
		panic(err)
	}
	return b
}

var zeros = strings.Repeat("00", 32)

// What a stranger may answer to a hello for DHE, and what is made of it.
var answersToDHE = []struct {
	name, hex string
	want      reply
}{
	{"alert", "15 0302 0002 0228", reply{verdict: refused, alert: 40, spoke: true}},
	{"alert of SSLv3", "15 0300 0002 0228", reply{verdict: refused, alert: 40, spoke: true}},
	{"close_notify", "15 0303 0002 0100", reply{verdict: refused, alert: 0, spoke: true}},
	{"warning, then the line closes", "15 0303 0002 0170", reply{verdict: refused, alert: 0, spoke: true}},
	{"warning, then an alert", "15 0303 0002 0170 15 0303 0002 0246", reply{verdict: refused, alert: 70, spoke: true}},
	{"warning, then the hello", "15 0303 0002 0170 16 0303 002a 02 000026 0303" + zeros + "00 0033 00", reply{verdict: accepted, version: 0x303, suite: 0x33, spoke: true}},
	{"nothing", "", reply{verdict: closed}},
	{"half a header", "16 03", reply{err: io.ErrUnexpectedEOF}},
	{"half a record", "16 0303 0020 02", reply{err: io.ErrUnexpectedEOF}},
	{"no body", "16 0303 0020", reply{err: io.ErrUnexpectedEOF}},
	{"half a message", "16 0303 0004 02 000026", reply{err: io.EOF, spoke: true}},
	{"HTTP", hex.EncodeToString([]byte("HTTP/1.1 400 Bad Request\r\n")), reply{verdict: foreign}},
	{"one byte", "48", reply{verdict: foreign}},
	{"SSLv2", "80 2e 01 0002", reply{verdict: foreign}},
	{"version 4", "16 0400 0002 0228", reply{verdict: foreign}},
	{"alert of one byte", "15 0303 0001 02", reply{err: errMalformed, spoke: true}},
	{"data", "17 0303 0001 00", reply{err: errMalformed, spoke: true}},
	{"record too long", "16 0303 ffff 02", reply{err: errMalformed}},
	{"message too long", "16 0303 0004 02 ffffff", reply{err: errTooMuch, spoke: true}},
	{"another message", "16 0303 0004 0e 000000", reply{err: errMalformed, spoke: true}},
	{"hello cut short", "16 0303 0006 02 000002 0303", reply{err: errMalformed, spoke: true}},
	{"session id too long", "16 0303 004b 02 000047 0303" + zeros + "21 00" + zeros + "0033 00", reply{err: errMalformed, spoke: true}},
	{"extensions too long", "16 0303 002c 02 000028 0303" + zeros + "00 0033 00 0001", reply{err: errMalformed, spoke: true}},
	{"extension too long", "16 0303 0030 02 00002c 0303" + zeros + "00 0033 00 0004 ff01 0001", reply{err: errMalformed, spoke: true}},
	{"supported_versions of one byte", "16 0303 0031 02 00002d 0303" + zeros + "00 0033 00 0005 002b 0001 03", reply{err: errMalformed, spoke: true}},
	{"no extensions", "16 0303 002a 02 000026 0303" + zeros + "00 0033 00", reply{verdict: accepted, version: 0x303, suite: 0x33, spoke: true}},
	{"SSLv3", "16 0300 002a 02 000026 0300" + zeros + "00 0033 00", reply{verdict: accepted, version: 0x300, suite: 0x33, spoke: true}},
	{"1.3", "16 0303 0032 02 00002e 0303" + zeros + "00 0033 00 0006 002b 0002 0304", reply{verdict: strayed, version: 0x304, suite: 0x33, spoke: true}},
	{"1.3 under the name of 1.1", "16 0303 0032 02 00002e 0302" + zeros + "00 0033 00 0006 002b 0002 0304", reply{err: errMalformed, spoke: true}},
	{"suite not offered", "16 0303 002a 02 000026 0303" + zeros + "00 002f 00", reply{verdict: strayed, version: 0x303, suite: 0x2f, spoke: true}},
	{"version not offered", "16 0200 002a", reply{verdict: foreign}},
	{"hello, then params", "16 0303 002a 02 000026 0303" + zeros + "00 0033 00 16 0303 000d 0c 000009 0003 000fff 0001 02 00", reply{verdict: accepted, version: 0x303, suite: 0x33, dhBits: 12, spoke: true}},
	{"p of zeros", "16 0303 002a 02 000026 0303" + zeros + "00 0033 00 16 0303 0008 0c 000004 0002 0000", reply{verdict: accepted, version: 0x303, suite: 0x33, spoke: true}},
	{"p longer than its message", "16 0303 002a 02 000026 0303" + zeros + "00 0033 00 16 0303 0008 0c 000004 0003 ffff", reply{verdict: accepted, version: 0x303, suite: 0x33, spoke: true}},
	{"done without params", "16 0303 002a 02 000026 0303" + zeros + "00 0033 00 16 0303 0004 0e 000000 16 0303 0008 0c 000004 0002 ffff", reply{verdict: accepted, version: 0x303, suite: 0x33, spoke: true}},
}

// recorded are answers of real servers to these hellos (testdata/recorded): OpenSSL 3.0's s_server,
// and nginx 1.22 as it comes.
var recorded = []struct {
	file  string
	offer checks.Offer
	want  reply
}{
	{"openssl-1.3-retry", checks.OfferTLS13, reply{verdict: accepted, version: 0x304, suite: 0x1301, spoke: true}},
	{"openssl-1.3-share", checks.OfferTLS13, reply{verdict: accepted, version: 0x304, suite: 0x1301, spoke: true}},
	{"openssl-1.3-only", checks.OfferAEAD, reply{verdict: refused, alert: 70, spoke: true}},
	{"openssl-1.0", checks.OfferTLS10, reply{verdict: accepted, version: 0x301, suite: 0x2f, spoke: true}},
	{"openssl-refuses-1.1", checks.OfferTLS11, reply{verdict: refused, alert: 80, spoke: true}},
	{"openssl-refuses-rc4", checks.OfferRC4, reply{verdict: refused, alert: 40, spoke: true}},
	{"openssl-null", checks.OfferNull, reply{verdict: accepted, version: 0x303, suite: 0x02, spoke: true}},
	{"openssl-anon", checks.OfferAnon, reply{verdict: accepted, version: 0x303, suite: 0x34, spoke: true}},
	{"openssl-dhe-1024", checks.OfferDHE, reply{verdict: accepted, version: 0x303, suite: 0x33, dhBits: 1024, spoke: true}},
	{"nginx-tls1.3", checks.OfferTLS13, reply{verdict: refused, alert: 70, spoke: true}},
	{"nginx-aead", checks.OfferAEAD, reply{verdict: accepted, version: 0x303, suite: 0xc02f, spoke: true}},
	{"nginx-static", checks.OfferStatic, reply{verdict: accepted, version: 0x303, suite: 0x2f, spoke: true}},
	{"nginx-rc4", checks.OfferRC4, reply{verdict: refused, alert: 40, spoke: true}},
}

func recordedBytes(t testing.TB, file string) []byte {
	t.Helper()
	b, err := os.ReadFile("testdata/recorded/" + file + ".bin")
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestReadRecorded(t *testing.T) {
	for _, c := range recorded {
		b := recordedBytes(t, c.file)
		if got := single(c.offer).read(bytes.NewReader(b)); !same(got, c.want) {
			t.Errorf("%s: %+v, want %+v", c.file, got, c.want)
		}
		// A line cut anywhere before the end of the hello is never a Yes.
		for n := range min(len(b), 40) {
			if got := single(c.offer).read(bytes.NewReader(b[:n])); got.verdict == accepted || n > 0 && got.verdict != failed {
				t.Errorf("%s cut at %d: %+v", c.file, n, got)
			}
		}
	}
}

func same(a, b reply) bool {
	sameErr := errors.Is(a.err, b.err) || errors.Is(b.err, a.err)
	a.err, b.err = nil, nil
	return a == b && sameErr
}

func TestRead(t *testing.T) {
	for _, c := range answersToDHE {
		t.Run(c.name, func(t *testing.T) {
			b := unhex(c.hex)
			for _, r := range []io.Reader{bytes.NewReader(b), iotest.OneByteReader(bytes.NewReader(b))} {
				if got := single(checks.OfferDHE).read(r); !same(got, c.want) {
					t.Errorf("%+v, want %+v", got, c.want)
				}
			}
		})
	}
}

// counting gives a server's bytes again and again, and tells how many were taken.
type counting struct {
	once, forever []byte
	taken         int
}

func (c *counting) Read(b []byte) (int, error) {
	if len(c.once) == 0 {
		c.once = c.forever
	}
	n := copy(b, c.once)
	c.once = c.once[n:]
	c.taken += n
	return n, nil
}

// A server that never ends is left after a bounded number of bytes.
func TestReadIsBounded(t *testing.T) {
	hi := "16 0303 002a 02 000026 0303" + zeros + "00 0033 00"
	for name, c := range map[string]*counting{
		"warnings":      {forever: unhex("15 0303 0002 015a")},
		"empty records": {forever: unhex("16 0303 0000")},
		"empty alerts":  {forever: unhex("15 0303 0000")},
		"cipher change": {forever: unhex("14 0303 0001 01")},
		"certificates":  {once: unhex(hi), forever: append(unhex("16 0303 1004 0b 001000"), make([]byte, 4096)...)},
		"done nothing":  {once: unhex(hi), forever: unhex("16 0303 0004 16 000000")},
		"one message":   {once: unhex(hi + "16 0303 0004 0b 040000"), forever: append(unhex("16 0303 1000"), make([]byte, 4096)...)},
	} {
		got := single(checks.OfferDHE).read(c)
		if got.verdict == accepted && got.dhBits != 0 || c.taken > maxBytes+4096 {
			t.Errorf("%s: %+v after %d bytes", name, got, c.taken)
		}
	}
}

// FuzzServerHello: whatever a server sends, reading it ends, within bounds, with the same result
// however the bytes arrive, and a Yes is for something that was offered.
func FuzzServerHello(f *testing.F) {
	offers := []checks.Offer{checks.OfferDHE, checks.OfferTLS13, checks.OfferSSL3, checks.OfferAEAD, checks.OfferRC4}
	for _, c := range answersToDHE {
		for i := range offers {
			f.Add(byte(i), unhex(c.hex))
		}
	}
	for _, c := range recorded {
		for i := range offers {
			f.Add(byte(i), recordedBytes(f, c.file))
		}
	}
	f.Fuzz(func(t *testing.T, class byte, b []byte) {
		defer limitstest.Bounded(t, 4*len(b))()
		qs := []question{{classes: weak}}
		for _, o := range offers {
			qs = append(qs, single(o))
		}
		q := qs[(int(class)+1)%len(qs)]
		c := &counting{once: b}
		got := q.read(io.LimitReader(c, int64(len(b))))
		if again := q.read(iotest.OneByteReader(bytes.NewReader(b))); !same(got, again) {
			t.Fatalf("%+v, then byte by byte %+v", got, again)
		}
		if c.taken > maxBytes+4096 { // the buffer's worth
			t.Fatalf("%d bytes taken", c.taken)
		}
		if lowest, highest := q.versions(); got.verdict == accepted && (got.version < lowest || got.version > highest || !slices.Contains(q.suites(), got.suite)) {
			t.Fatalf("%v accepted with %+v", q, got)
		}
		if got.dhBits < 0 || got.dhBits > 8*len(b) || got.dhBits > 0 && got.verdict != accepted {
			t.Fatalf("%+v", got)
		}
		if o := got.offered(); (o.Answer == checks.Unknown) != (o.Why != "") || (o.Answer == checks.Yes) != (o.Version != 0) {
			t.Fatalf("%+v worded as %+v", got, o)
		}
	})
}

// Records of a renegotiation are as hostile.
func FuzzRenegotiationAnswer(f *testing.F) {
	keys := bytes.Repeat([]byte{7}, 48)
	_, server, err := keyBlock(tls.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, keys, keys[:32], keys[:32])
	if err != nil {
		f.Fatal(err)
	}
	ccs := unhex("14 0303 0001 01")
	finished, hi := server.seal(0, recordHandshake, make([]byte, 16)), server.seal(1, recordHandshake, []byte{msgServerHello, 0, 0, 0})
	f.Add(slices.Concat(ccs, finished, hi))
	f.Add(slices.Concat(ccs, finished, server.seal(1, recordAlert, []byte{1, 100})))
	f.Add(slices.Concat(ccs, finished, hi[:20]))
	f.Add(slices.Concat(ccs, hi, finished))
	f.Add(unhex("14 0303 0001 01 16 0303 0004 00000000"))
	f.Fuzz(func(t *testing.T, b []byte) {
		defer limitstest.Bounded(t, 4*len(b))()
		if got := server.answer(bytes.NewReader(b)); got == checks.Yes && !bytes.Contains(b, hi) {
			t.Fatalf("%x is taken for a ServerHello", b)
		}
	})
}
