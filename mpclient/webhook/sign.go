// Package webhook knows Mercado Pago notifications: how they are signed, what they look
// like on the wire and how to send one. It refuses to decide what a receiver's answer
// means; that is a rule's work.
package webhook

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"strconv"
	"strings"
	"time"
)

// IDCase says how data.id enters the manifest. The documentation says lower case; the
// official SDKs keep the received spelling since 17 June 2026. Numeric ids are the same
// in both, Orders ids (ORD…) are not.
type IDCase int

// The two contested readings.
const (
	AsReceived IDCase = iota
	LowerCase
)

// TSUnit is the unit of ts. The guide and the dashboard simulator use milliseconds, real
// deliveries were seen with seconds.
type TSUnit int

// The two contested units.
const (
	Seconds TSUnit = iota
	Millis
)

// LiveUnit is the unit of what is signed here in Mercado Pago's stead. What real deliveries carry counts, not what the
// guide says: a receiver that reads only the other unit would pass a test of ours and refuse what it gets live.
const LiveUnit = Seconds

// Manifest builds the signed text. A part whose value is empty is left out together with its key.
func Manifest(dataID, requestID, ts string) string {
	var b strings.Builder
	part := func(k, v string) {
		if v != "" {
			b.WriteString(k + ":" + v + ";")
		}
	}
	part("id", dataID)
	part("request-id", requestID)
	part("ts", ts)
	return b.String()
}

// Hash is hex(HMAC-SHA256(secret as text, manifest)).
func Hash(secret, manifest string) string {
	m := hmac.New(sha256.New, []byte(secret))
	m.Write([]byte(manifest))
	return hex.EncodeToString(m.Sum(nil))
}

// Timestamp writes t in the given unit.
func Timestamp(t time.Time, unit TSUnit) string {
	if unit == Millis {
		return strconv.FormatInt(t.UnixMilli(), 10)
	}
	return strconv.FormatInt(t.Unix(), 10)
}

// ParseTimestamp reads ts by magnitude: twelve digits or more are milliseconds.
func ParseTimestamp(ts string) (time.Time, TSUnit, error) {
	n, err := strconv.ParseInt(ts, 10, 64)
	if err != nil || strings.Trim(ts, "0123456789") != "" || len(ts) > 18 {
		return time.Time{}, 0, errors.New("webhook: ts is not a timestamp")
	}
	if len(ts) >= 12 {
		return time.UnixMilli(n), Millis, nil
	}
	return time.Unix(n, 0), Seconds, nil
}

// Header writes the x-signature header.
func Header(ts, v1 string) string { return "ts=" + ts + ",v1=" + v1 }

// Sign returns the x-signature header for one delivery.
func Sign(secret, dataID, requestID string, at time.Time, unit TSUnit, ic IDCase) string {
	if ic == LowerCase {
		dataID = strings.ToLower(dataID)
	}
	ts := Timestamp(at, unit)
	return Header(ts, Hash(secret, Manifest(dataID, requestID, ts)))
}

// Reasons a signature does not verify, in the vocabulary of the official Go SDK.
var (
	ErrMissingHeader   = errors.New("missing signature header")
	ErrMalformedHeader = errors.New("malformed signature header")
	ErrMissingTS       = errors.New("missing timestamp")
	ErrMissingHash     = errors.New("missing hash")
	ErrMismatch        = errors.New("signature mismatch")
	ErrOutOfTolerance  = errors.New("timestamp out of tolerance")
)

// ParseHeader splits x-signature. Order and case of the keys are free, unknown keys are ignored, and
// so is a key without a value.
func ParseHeader(h string) (ts, v1 string, err error) {
	if strings.TrimSpace(h) == "" {
		return "", "", ErrMissingHeader
	}
	seen := false // any part a signature is made of, also of a version we do not know
	for part := range strings.SplitSeq(h, ",") {
		k, v, _ := strings.Cut(part, "=")
		if v = strings.TrimSpace(v); v == "" {
			continue
		}
		k = strings.ToLower(strings.TrimSpace(k))
		switch {
		case k == "ts":
			ts, seen = v, true
		case k == "v1":
			v1, seen = v, true
		case len(k) > 1 && k[0] == 'v' && strings.Trim(k[1:], "0123456789") == "":
			seen = true
		}
	}
	switch {
	case !seen:
		return "", "", ErrMalformedHeader
	case ts == "":
		return "", "", ErrMissingTS
	case v1 == "":
		return "", "", ErrMissingHash
	}
	return ts, v1, nil
}

// Verify checks a delivery against both readings of data.id and says which one matched.
// tolerance 0 switches the age check off. Without a secret nothing verifies: anyone can sign with
// an empty one.
func Verify(secret, header, dataID, requestID string, now time.Time, tolerance time.Duration) (IDCase, error) {
	ts, v1, err := ParseHeader(header)
	if err != nil {
		return 0, err
	}
	at, _, err := ParseTimestamp(ts)
	if err != nil {
		return 0, ErrMalformedHeader
	}
	if secret == "" {
		return 0, ErrMismatch
	}
	match := func(id string) bool {
		return hmac.Equal([]byte(Hash(secret, Manifest(id, requestID, ts))), []byte(strings.ToLower(v1)))
	}
	got := AsReceived
	if !match(dataID) {
		if !match(strings.ToLower(dataID)) {
			return 0, ErrMismatch
		}
		got = LowerCase
	}
	if tolerance > 0 {
		if d := now.Sub(at); d > tolerance || d < -tolerance {
			return got, ErrOutOfTolerance
		}
	}
	return got, nil
}
