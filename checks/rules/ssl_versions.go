package rules

import (
	"crypto/tls"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/homologa/homologa/checks"
)

// TLS protocol versions as on the wire.
const (
	ssl30, tls10, tls11, tls12, tls13 = 0x0300, 0x0301, 0x0302, 0x0303, 0x0304
)

// VersionName writes a protocol version.
func VersionName(v uint16) string {
	switch v {
	case ssl30:
		return "SSLv3"
	case tls10:
		return "TLS 1.0"
	case tls11:
		return "TLS 1.1"
	case tls12:
		return "TLS 1.2"
	case tls13:
		return "TLS 1.3"
	}
	return "0x" + strconv.FormatUint(uint64(v), 16)
}

// takenVersions are the versions an endpoint was seen to speak, in whichever way: the handshake, the
// hellos of a version and those of a class of suites.
func takenVersions(ts checks.TLSState) []uint16 {
	seen := map[uint16]bool{}
	if shaken(ts) {
		seen[ts.Version] = true
	}
	for _, v := range ts.OldVersions {
		seen[v] = true
	}
	for o, got := range ts.Offers {
		if got.Answer != checks.Yes {
			continue
		}
		v := got.Version
		if v == 0 {
			v = map[checks.Offer]uint16{checks.OfferSSL3: ssl30, checks.OfferTLS10: tls10, checks.OfferTLS11: tls11, checks.OfferTLS13: tls13}[o]
		}
		if v != 0 {
			seen[v] = true
		}
	}
	return slices.Sorted(maps.Keys(seen))
}

func tlsVersion(ts checks.TLSState, now time.Time) checks.Finding {
	taken := takenVersions(ts)
	has := func(v uint16) bool { return slices.Contains(taken, v) }
	refused := func(o checks.Offer) bool { return ts.Offers[o].Answer == checks.No }
	var old []string
	var faults []fault
	highest := taken[len(taken)-1]
	// A client that can do TLS 1.3 got no more than this, or every newer hello was refused.
	noModern := highest < tls12 && (shaken(ts) || refused(checks.OfferTLS12) && refused(checks.OfferTLS13))
	if noModern {
		faults = append(faults, fault{id: "tls-no-modern", says: t("find.tls.too_old", "version", VersionName(highest))})
	}
	for _, v := range taken {
		if v < tls12 {
			old = append(old, VersionName(v))
		}
	}
	for _, v := range taken {
		if id := map[uint16]string{ssl30: "tls-ssl3", tls10: "tls-1.0", tls11: "tls-1.1"}[v]; id != "" {
			faults = append(faults, fault{id: id, says: t("find.tls.old_accepted", "versions", strings.Join(old, ", "))})
		}
	}
	no13 := has(tls12) && !has(tls13) && (shaken(ts) || refused(checks.OfferTLS13))
	if no13 && !now.Before(tls13Expected) {
		faults = append(faults, fault{"tls-1.3-missing", t("find.tls.no_13", "version", VersionName(highest)), true})
	}
	sound := pass("find.tls.ok", "version", VersionName(highest))
	switch {
	case oldUnknown(ts, taken):
		sound = unsure("find.tls.old_unknown", "version", VersionName(highest))
	case no13:
		sound = sound.Because("tls-1.3-missing", t("cause.tls-1.3-missing"))
	case has(tls13) && !has(tls12) && refused(checks.OfferTLS12):
		sound = sound.Because("tls-1.2-absent", t("cause.tls-1.2-absent"))
	}
	out := worstOf(faults, sound)
	if shaken(ts) {
		return out.With("tls", tlsLine(ts), "")
	}
	return out.With("tls", offersLine(ts), "")
}

// oldUnknown tells that a version too old got no answer at all; silence is never a refusal.
func oldUnknown(ts checks.TLSState, taken []uint16) bool {
	if ts.Offers == nil {
		return ts.OldUnknown
	}
	for o, v := range map[checks.Offer]uint16{checks.OfferSSL3: ssl30, checks.OfferTLS10: tls10, checks.OfferTLS11: tls11} {
		if ts.Offers[o].Answer == checks.Unknown && !slices.Contains(taken, v) {
			return true
		}
	}
	return false
}

// weakClasses are the classes of suites that fail, worst first, with the causes they give.
var weakClasses = []struct {
	offer checks.Offer
	id    string
}{
	{checks.OfferNull, "cipher-null"}, {checks.OfferAnon, "cipher-anon"}, {checks.OfferExport, "cipher-export"},
	{checks.OfferRC4, "cipher-rc4"}, {checks.Offer3DES, "cipher-3des"},
}

func ciphers(ts checks.TLSState, _ time.Time) checks.Finding {
	var faults []fault
	unknown := ts.Offers == nil
	taken := takenSuites(ts)
	accepts := func(o checks.Offer) bool {
		return ts.Offers[o].Answer == checks.Yes || slices.ContainsFunc(taken, func(s uint16) bool { return classOf(s) == o })
	}
	for _, w := range weakClasses {
		switch {
		case accepts(w.offer):
			faults = append(faults, fault{id: w.id, says: t("find.ciphers.weak", "class", "@class."+string(w.offer))})
		case ts.Offers[w.offer].Answer == checks.Unknown:
			unknown = true
		}
	}
	switch dhe := ts.Offers[checks.OfferDHE]; {
	case dhe.Answer == checks.Yes && dhe.DHBits > 0 && dhe.DHBits <= weakDH:
		faults = append(faults, fault{id: "dh-weak", says: t("find.ciphers.dh", "bits", strconv.Itoa(dhe.DHBits))})
	case dhe.Answer == checks.Unknown, dhe.Answer == checks.Yes && dhe.DHBits == 0:
		unknown = true
	}
	refused := func(os ...checks.Offer) bool {
		return !slices.ContainsFunc(os, func(o checks.Offer) bool { return ts.Offers[o].Answer != checks.No })
	}
	forward := slices.ContainsFunc(taken, forwardSecret) ||
		slices.ContainsFunc([]checks.Offer{checks.OfferAEAD, checks.OfferCBC, checks.OfferDHE, checks.OfferTLS13}, accepts)
	// What is weak in another way is a fault already.
	static := accepts(checks.OfferStatic) || slices.ContainsFunc(taken, func(s uint16) bool { return staticRSA(s) && classOf(s) == "" })
	if (static || slices.ContainsFunc(taken, staticRSA)) && !forward &&
		refused(checks.OfferAEAD, checks.OfferCBC, checks.OfferDHE, checks.OfferTLS13) {
		faults = append(faults, fault{"cipher-no-fs", t("find.ciphers.no_fs"), true})
	}
	if len(taken) > 0 && !slices.ContainsFunc(taken, aead) && refused(checks.OfferAEAD, checks.OfferTLS13) &&
		(accepts(checks.OfferCBC) || accepts(checks.OfferDHE) || static) {
		faults = append(faults, fault{"cipher-cbc-only", t("find.ciphers.cbc_only"), true})
	}
	if ts.Renegotiation == checks.Yes {
		faults = append(faults, fault{"renegotiation-client", t("find.ciphers.renegotiation"), true})
	}
	sound := pass("find.ciphers.ok")
	if unknown {
		sound = unsure("find.ciphers.unknown")
	}
	out := worstOf(faults, sound)
	if static && forward {
		out = out.Because("cipher-some-no-fs", t("cause.cipher-some-no-fs"))
	}
	return out.With("tls", offersLine(ts), "")
}

// takenSuites are the suites an endpoint was seen to choose, of TLS 1.3 too.
func takenSuites(ts checks.TLSState) []uint16 {
	var out []uint16
	if shaken(ts) && ts.Cipher != 0 {
		out = append(out, ts.Cipher)
	}
	for _, got := range ts.Offers {
		if got.Answer == checks.Yes && got.Suite != 0 {
			out = append(out, got.Suite)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// offersLine lists what was seen to be accepted, and what gave no answer.
func offersLine(ts checks.TLSState) checks.Text {
	var yes, open []string
	for _, s := range takenSuites(ts) {
		yes = append(yes, suiteName(s))
	}
	for _, o := range slices.Sorted(maps.Keys(ts.Offers)) {
		if ts.Offers[o].Answer == checks.Unknown {
			open = append(open, string(o))
		}
	}
	if len(yes) == 0 {
		yes = []string{"—"}
	}
	if len(open) > 0 {
		return t("ev.offers_open", "suites", strings.Join(yes, ", "), "open", strings.Join(open, ", "))
	}
	return t("ev.offers", "suites", strings.Join(yes, ", "))
}

// suiteName writes the name of the registry where the library knows it, its number otherwise.
func suiteName(id uint16) string {
	if name := tls.CipherSuiteName(id); !strings.HasPrefix(name, "0x") {
		return name
	}
	return fmt.Sprintf("0x%04X", id)
}
