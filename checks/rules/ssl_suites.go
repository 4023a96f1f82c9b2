package rules

import (
	"slices"

	"github.com/homologa/homologa/checks"
)

// Suites a server may choose in answer to a hello of another class, by IANA's registry. What a class
// of its own was asked for is known by that answer; these only keep an answer given elsewhere from
// being overlooked.
var suitesByClass = []struct {
	class checks.Offer
	ids   []uint16
}{
	{checks.OfferAnon, []uint16{0x0017, 0x0018, 0x0019, 0x001a, 0x001b, 0x0034, 0x003a, 0x0046, 0x006c, 0x006d, 0x0089,
		0x009b, 0x00a6, 0x00a7, 0x00bf, 0x00c5, 0xc015, 0xc016, 0xc017, 0xc018, 0xc019}},
	{checks.OfferNull, []uint16{0x0001, 0x0002, 0x003b, 0xc001, 0xc006, 0xc00b, 0xc010}},
	{checks.OfferExport, []uint16{0x0003, 0x0006, 0x0008, 0x000b, 0x000e, 0x0011, 0x0014, 0x0060, 0x0061, 0x0062, 0x0063, 0x0064, 0x0065}},
	{checks.OfferRC4, []uint16{0x0004, 0x0005, 0x0066, 0xc002, 0xc007, 0xc00c, 0xc011}},
	{checks.Offer3DES, []uint16{0x0007, 0x0009, 0x000a, 0x000c, 0x000d, 0x000f, 0x0010, 0x0012, 0x0013, 0x0015, 0x0016, 0xc003, 0xc008, 0xc00d, 0xc012}},
}

// classOf is the weak class of a suite, "" when it is in none.
func classOf(id uint16) checks.Offer {
	for _, c := range suitesByClass {
		if slices.Contains(c.ids, id) {
			return c.class
		}
	}
	return ""
}

// staticRSA tells suites whose keys open with the certificate's own.
func staticRSA(id uint16) bool {
	return id > 0 && id <= 0x000a || slices.Contains([]uint16{0x002f, 0x0035, 0x003b, 0x003c, 0x003d, 0x0041, 0x0084, 0x0096,
		0x009c, 0x009d, 0xc09c, 0xc09d, 0xc0a0, 0xc0a1}, id)
}

// forwardSecret tells suites with keys of one connection only: those of TLS 1.3 and of ECDHE with
// AES or ChaCha20. DHE shows in its own class.
func forwardSecret(id uint16) bool {
	return id>>8 == 0x13 || slices.Contains([]uint16{0xc009, 0xc00a, 0xc013, 0xc014, 0xc023, 0xc024, 0xc027, 0xc028,
		0xc02b, 0xc02c, 0xc02f, 0xc030, 0xc0ac, 0xc0ad, 0xc0ae, 0xc0af, 0xcca8, 0xcca9, 0xccaa}, id)
}

// aead tells suites that encrypt and authenticate in one: GCM, CCM and ChaCha20-Poly1305.
func aead(id uint16) bool {
	for _, r := range [][2]uint16{{0x009c, 0x00ad}, {0x1301, 0x1305}, {0xc02b, 0xc032}, {0xc050, 0xc063}, {0xc07a, 0xc093},
		{0xc09c, 0xc0b3}, {0xcc13, 0xcc15}, {0xcca8, 0xccae}} {
		if id >= r[0] && id <= r[1] {
			return true
		}
	}
	return false
}
