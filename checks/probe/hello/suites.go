package hello

import (
	"crypto/tls"
	"slices"

	"github.com/homologa/homologa/checks"
)

// The suites by class, from the TLS parameters registry of IANA, and for what it never had from the
// drafts that named it: 0xCC13–15 (ChaCha20), 0x0060–0066 (56-bit export), 0xFEFE–FFE1 (FIPS SSL).
// The commonest come first: a small hello takes the head of its class. PSK, SRP, Kerberos and GOST
// are left out: no shop's public address speaks them alone.
//
// A suite that is weak in several ways is in one class only, by its worst side (anonymous, then no
// encryption, then export, then the cipher), so that one suite does not make two findings. The one
// overlap is DHE with AEAD, which is in aead and in dhe.
var (
	tls13 = []uint16{0x1301, 0x1302, 0x1303, 0x1304, 0x1305}

	ecdheAEAD = []uint16{
		0xc02f, 0xc02b, 0xc030, 0xc02c, 0xcca8, 0xcca9, // AES-GCM, ChaCha20
		0xc0ac, 0xc0ad, 0xc0ae, 0xc0af, 0xcc13, 0xcc14, // AES-CCM, the draft's ChaCha20
		0xc060, 0xc061, 0xc05c, 0xc05d, 0xc08a, 0xc08b, 0xc086, 0xc087, // ARIA, Camellia
	}
	dheAEAD = []uint16{
		0x009e, 0x009f, 0xccaa, 0x00a2, 0x00a3, 0xc09e, 0xc09f, 0xc0a2, 0xc0a3, 0xcc15,
		0xc052, 0xc053, 0xc056, 0xc057, 0xc07c, 0xc07d, 0xc080, 0xc081,
	}
	ecdheCBC = []uint16{
		0xc013, 0xc009, 0xc014, 0xc00a, 0xc027, 0xc023, 0xc028, 0xc024,
		0xc076, 0xc077, 0xc072, 0xc073, 0xc04c, 0xc04d, 0xc048, 0xc049,
	}
	dheCBC = []uint16{
		0x0033, 0x0039, 0x0067, 0x006b, 0x0032, 0x0038, 0x0040, 0x006a, 0x0045, 0x0088, 0x0044, 0x0087,
		0x009a, 0x0099, 0x00be, 0x00c4, 0x00bd, 0x00c3, 0xc044, 0xc045, 0xc042, 0xc043,
	}
	static = []uint16{
		0x002f, 0x0035, 0x009c, 0x009d, 0x003c, 0x003d, // RSA with AES
		0xc004, 0xc005, 0xc00e, 0xc00f, 0x0041, 0x0084, // fixed ECDH; RSA with Camellia
		0xc02d, 0xc02e, 0xc031, 0xc032, 0xc025, 0xc026, 0xc029, 0xc02a,
		0x0096, 0x00ba, 0x00c0, 0xc07a, 0xc07b, 0xc09c, 0xc09d, 0xc0a0, 0xc0a1, 0xc03c, 0xc03d, 0xc050, 0xc051,
		0x0030, 0x0031, 0x0036, 0x0037, 0x003e, 0x003f, 0x0068, 0x0069, 0x00a0, 0x00a1, 0x00a4, 0x00a5, // fixed DH
		0xc074, 0xc075, 0xc078, 0xc079, 0xc088, 0xc089, 0xc08c, 0xc08d,
	}
	rc4   = []uint16{0x0005, 0x0004, 0xc011, 0xc007, 0xc002, 0xc00c, 0x0066}
	block = []uint16{ // blocks of 64 bits: 3DES, DES, IDEA
		0x000a, 0xc012, 0x0016, 0xc008, 0x0009, 0x0015, 0x0013, 0x0012, 0x0007,
		0xc003, 0xc00d, 0x000d, 0x0010, 0x000c, 0x000f, 0xfeff, 0xfefe, 0xffe0, 0xffe1,
	}
	export = []uint16{
		0x0003, 0x0008, 0x0006, 0x0014, 0x0062, 0x0064, // 40 bits; 56 bits
		0x0011, 0x000b, 0x000e, 0x0060, 0x0061, 0x0063, 0x0065,
	}
	null = []uint16{0x0002, 0x003b, 0xc010, 0xc006, 0x0001, 0xc001, 0xc00b}
	anon = []uint16{
		0x0034, 0xc018, 0x001b, 0x0018, 0x00a6, 0xc015, 0x003a, 0xc019, 0x001a, 0x0017, 0x0019, 0xc016, 0xc017,
		0x006c, 0x006d, 0x00a7, 0x0046, 0x0089, 0x009b, 0x00bf, 0x00c5, 0xc046, 0xc047, 0xc05a, 0xc05b, 0xc084, 0xc085,
	}
)

const (
	maxSuites   = 127 // some servers refuse more
	smallSuites = 16
	versionSSL3 = 0x0300
)

// class is what a hello of one Offer says. The server must choose a version from min to version.
// The classes of suites take any older version too: RC4 over TLS 1.0 is RC4.
type class struct {
	min, version uint16
	suites       []uint16
}

var classes = func() map[checks.Offer]class {
	const v12 = tls.VersionTLS12
	// What nearly every server of its time takes comes first.
	mixed := []uint16{0x002f, 0xc013, 0xc009, 0x0033, 0x0035, 0x000a, 0x0005, 0x0004, 0x0016, 0xc012, 0x0032, 0x0009, 0x0003, 0x0034, 0x0002, 0xc014}
	all := slices.Concat(mixed, ecdheAEAD, ecdheCBC, static, dheAEAD, dheCBC, rc4, block, export, null, anon)
	old := slices.DeleteFunc(distinct(all), needsTLS12)
	ssl3 := slices.DeleteFunc(slices.Clone(old), elliptic)
	return map[checks.Offer]class{
		checks.OfferSSL3:  {versionSSL3, versionSSL3, first(ssl3, maxSuites)},
		checks.OfferTLS10: {tls.VersionTLS10, tls.VersionTLS10, first(old, maxSuites)},
		checks.OfferTLS11: {tls.VersionTLS11, tls.VersionTLS11, first(old, maxSuites)},
		checks.OfferAEAD:  {v12, v12, slices.Concat(ecdheAEAD[:6], dheAEAD[:4], ecdheAEAD[6:], dheAEAD[4:])},
		// What does not fit is in the classes, which have been asked before.
		checks.OfferTLS12:  {v12, v12, first(distinct(slices.Concat(ecdheAEAD[:4], all)), maxSuites)},
		checks.OfferTLS13:  {tls.VersionTLS13, tls.VersionTLS13, tls13},
		checks.OfferStatic: {versionSSL3, v12, static},
		checks.OfferRC4:    {versionSSL3, v12, rc4},
		checks.Offer3DES:   {versionSSL3, v12, block},
		checks.OfferExport: {versionSSL3, v12, export},
		checks.OfferNull:   {versionSSL3, v12, null},
		checks.OfferAnon:   {versionSSL3, v12, anon},
		checks.OfferDHE:    {versionSSL3, v12, slices.Concat(dheCBC[:4], dheAEAD[:4], dheCBC[4:], dheAEAD[4:])},
		checks.OfferCBC:    {versionSSL3, v12, ecdheCBC},
	}
}()

// weak are the classes asked in one hello: a server of today refuses them all at once.
var weak = []checks.Offer{checks.OfferRC4, checks.Offer3DES, checks.OfferExport, checks.OfferNull, checks.OfferAnon}

// needsTLS12 tells suites whose MAC or mode older versions do not have.
func needsTLS12(id uint16) bool {
	for _, r := range [][2]uint16{{0x003b, 0x0040}, {0x0067, 0x006d}, {0x009c, 0x00a7}, {0x00ba, 0x00c5}, {0xc023, 0xcfff}} {
		if id >= r[0] && id <= r[1] {
			return true
		}
	}
	return false
}

func elliptic(id uint16) bool { return id >= 0xc001 && id <= 0xc019 }

func first(ids []uint16, n int) []uint16 { return ids[:min(n, len(ids))] }

func distinct(ids []uint16) []uint16 {
	var out []uint16
	for _, id := range ids {
		if !slices.Contains(out, id) {
			out = append(out, id)
		}
	}
	return out
}
