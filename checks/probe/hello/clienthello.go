package hello

import (
	"crypto/rand"
	"crypto/tls"
	"encoding/binary"
	"net"
	"slices"
	"strings"
)

// fullSize is the length every full hello is padded to (RFC 7685). One size for all makes one
// accepted hello the proof that the others were not refused for their size; and it is outside
// 256–511 bytes, where old F5 machines hang.
const fullSize = 640

const (
	recordAlert     = 21
	recordHandshake = 22

	msgClientHello = 1
)

const (
	extServerName          = 0
	extSupportedGroups     = 10
	extPointFormats        = 11
	extSignatureAlgorithms = 13
	extPadding             = 21
	extExtendedMaster      = 23 // some servers insist on it (FIPS)
	extSupportedVersions   = 43
	extKeyShare            = 51
	extRenegotiationInfo   = 0xff01

	renegotiationSCSV = 0x00ff // stands for an empty extRenegotiationInfo
)

var (
	groups      = []uint16{0x001d, 0x0017, 0x0018, 0x0019, 0x001e}                 // X25519, P-256, P-384, P-521, X448
	oldGroups   = []uint16{0x001a, 0x001b, 0x001c, 0x0016, 0x0015, 0x0013}         // Brainpool, secp256k1, P-224, P-192
	ffdheGroups = []uint16{0x0100, 0x0101, 0x0102, 0x0103, 0x0104}                 // RFC 7919, 2048 to 8192 bits
	newGroups   = []uint16{0x11ec, 0x11eb, 0x11ed}                                 // ML-KEM with X25519, P-256, P-384
	fewSchemes  = []uint16{0x0403, 0x0804, 0x0401, 0x0503, 0x0501, 0x0201, 0x0203} // what a small hello has room for
	moreSchemes = []uint16{
		0x0603, 0x0807, 0x0808, 0x0805, 0x0806, 0x0809, 0x080a, 0x080b, 0x0601, // EdDSA, RSA-PSS
		0x0402, 0x0502, 0x0602, 0x0202, 0x0303, 0x0301, 0x0302, 0x0101, // DSA, SHA-224, MD5
	}
)

// clientHello is what one hello says. TLS_FALLBACK_SCSV is never sent: it would make a server
// refuse a version that it takes.
type clientHello struct {
	version    uint16
	suites     []uint16
	name       string // server name; "" and addresses are not sent
	small      bool   // under 256 bytes for names of ordinary length
	ffdhe      bool   // name the groups of RFC 7919
	share      []byte // TLS 1.3: X25519 share; nil for an empty list
	verifyData []byte // of the handshake before, when renegotiating
}

// record is the hello in its record. The record's version is 1.0 for all but SSLv3, as RFC 8446,
// section 5.1, and old servers want it.
func (h clientHello) record() []byte {
	msg := h.message()
	v := uint16(tls.VersionTLS10)
	if h.version == versionSSL3 {
		v = versionSSL3
	}
	out := binary.BigEndian.AppendUint16([]byte{recordHandshake}, v)
	out = binary.BigEndian.AppendUint16(out, uint16(len(msg)))
	return append(out, msg...)
}

// message is the handshake message.
func (h clientHello) message() []byte {
	b := binary.BigEndian.AppendUint16(nil, min(h.version, tls.VersionTLS12))
	b = append(b, random(32)...)
	if h.version == tls.VersionTLS13 {
		b = append(append(b, 32), random(32)...) // a session id, for middle boxes (RFC 8446, appendix D.4)
	} else {
		b = append(b, 0)
	}
	suites := h.suites
	if h.version == versionSSL3 { // no extensions
		suites = append(slices.Clone(suites), renegotiationSCSV)
	}
	b = sized16(b, words(suites))
	b = append(b, 1, 0) // no compression
	if h.version != versionSSL3 {
		b = sized16(b, h.extensions(len(b)+2))
	}
	return append([]byte{msgClientHello, byte(len(b) >> 16), byte(len(b) >> 8), byte(len(b))}, b...)
}

// extensions lists the extensions; before is the length of what precedes them.
func (h clientHello) extensions(before int) []byte {
	var x []byte
	add := func(id uint16, body []byte) { x = sized16(binary.BigEndian.AppendUint16(x, id), body) }

	if name := serverName(h.name); name != "" {
		add(extServerName, sized16(nil, sized16([]byte{0}, []byte(name))))
	}
	add(extExtendedMaster, nil)
	g, s := groups, fewSchemes
	if !h.small {
		g, s = slices.Concat(g, oldGroups), slices.Concat(s, moreSchemes)
	}
	if h.ffdhe {
		g = slices.Concat(g, ffdheGroups)
	}
	if h.version == tls.VersionTLS13 {
		g = slices.Concat(groups, newGroups, ffdheGroups)
		add(extSupportedVersions, append([]byte{2}, words([]uint16{h.version})...))
		var shares []byte
		if h.share != nil {
			shares = sized16(words(groups[:1]), h.share)
		}
		add(extKeyShare, sized16(nil, shares))
	} else {
		add(extPointFormats, []byte{1, 0})
		add(extRenegotiationInfo, append([]byte{byte(len(h.verifyData))}, h.verifyData...))
	}
	add(extSupportedGroups, sized16(nil, words(g)))
	if h.version >= tls.VersionTLS12 {
		add(extSignatureAlgorithms, sized16(nil, words(s)))
	}
	if missing := fullSize - 4 - before - len(x) - 4; missing > 0 && !h.small {
		add(extPadding, make([]byte, missing))
	}
	return x
}

func serverName(name string) string {
	name = strings.TrimSuffix(name, ".")
	if net.ParseIP(name) != nil || len(name) > 255 {
		return ""
	}
	return name
}

func random(n int) []byte {
	b := make([]byte, n)
	_, _ = rand.Read(b) // never fails
	return b
}

func words(ids []uint16) []byte {
	b := make([]byte, 0, 2*len(ids))
	for _, id := range ids {
		b = binary.BigEndian.AppendUint16(b, id)
	}
	return b
}

// sized16 appends body after its length in two bytes.
func sized16(b, body []byte) []byte {
	return append(binary.BigEndian.AppendUint16(b, uint16(len(body))), body...)
}
