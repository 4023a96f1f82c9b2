package checks

import "time"

// HookAnswers is how the notification endpoint answered the set of test notifications.
type HookAnswers struct {
	URL     string
	Answers map[HookCase]HookAnswer // what is not here was not sent, or not seen to its end
	// NoSecret is true when nothing could be signed: only what needs no signature was sent.
	NoSecret bool
	// Counter is what the integration's own counter showed; nil when none was named.
	Counter *HookCounter
}

// HookCase names one test notification.
type HookCase string

// The notifications sent to an endpoint, each telling one thing.
const (
	HookValidMillis  HookCase = "valid_ms"      // numeric id, ts in milliseconds
	HookValidSeconds HookCase = "valid_s"       // numeric id, ts in seconds
	HookCapsKept     HookCase = "caps_kept"     // Orders form, id with capitals, signed as written
	HookCapsLower    HookCase = "caps_lower"    // the same, signed in lower case
	HookUnsigned     HookCase = "unsigned"      // no x-signature
	HookForged       HookCase = "forged"        // random v1
	HookOtherID      HookCase = "other_id"      // signature made for another data.id
	HookTail         HookCase = "tail"          // right v1 with the last digits changed
	HookStale        HookCase = "stale"         // right signature, one day old
	HookDuplicate    HookCase = "duplicate"     // the first notification again, signed anew as Mercado Pago does
	HookSibling      HookCase = "sibling"       // another notification, with an id of its own, of the same payment
	HookReplay       HookCase = "replay"        // the first request again, byte for byte
	HookUnknownTopic HookCase = "unknown_topic" // signed, of a topic that does not exist
	HookMalformed    HookCase = "malformed"     // signed, the body is not JSON
	HookIPN          HookCase = "ipn"           // old form, ?topic&id, unsigned as all of them
	HookIPNGet       HookCase = "ipn_get"       // the same by GET
	HookQR           HookCase = "qr"            // QR Code, unsigned as Mercado Pago sends them
)

// HookCases lists the cases in sending order.
var HookCases = []HookCase{HookValidMillis, HookValidSeconds, HookCapsKept, HookCapsLower, HookUnsigned, HookForged, HookOtherID, HookTail,
	HookStale, HookDuplicate, HookSibling, HookReplay, HookUnknownTopic, HookMalformed, HookIPN, HookIPNGet, HookQR}

// Notifications signed wrongly on purpose, sent only where everything genuine is refused: the one
// that is taken names the receiver's mistake.
const (
	HookWrongBodyID      HookCase = "wrong_body_id"      // the notification's id instead of data.id
	HookWrongNoID        HookCase = "wrong_no_id"        // without the id part
	HookWrongEmptyID     HookCase = "wrong_empty_id"     // "id:;" as if data.id had not been found
	HookWrongNoRequestID HookCase = "wrong_no_request"   // without the request-id part
	HookWrongSemicolon   HookCase = "wrong_semicolon"    // no final semicolon
	HookWrongReversed    HookCase = "wrong_reversed"     // the parts in reversed order
	HookWrongKey         HookCase = "wrong_key"          // data_id: instead of id:
	HookWrongDottedKey   HookCase = "wrong_dotted_key"   // data.id: instead of id:
	HookWrongUpperHex    HookCase = "wrong_upper_hex"    // right, but in upper-case digits
	HookWrongBase64      HookCase = "wrong_base64"       // right, but in base64
	HookWrongOverBody    HookCase = "wrong_over_body"    // the body is signed instead of the manifest
	HookWrongHexSecret   HookCase = "wrong_hex_secret"   // the secret read as hexadecimal digits
	HookWrongPlainSHA    HookCase = "wrong_plain_sha256" // SHA-256 of secret and manifest instead of HMAC
)

// HookWrong lists the wrong ways in sending order.
var HookWrong = []HookCase{HookWrongBodyID, HookWrongNoID, HookWrongEmptyID, HookWrongNoRequestID, HookWrongSemicolon, HookWrongReversed,
	HookWrongKey, HookWrongDottedKey, HookWrongUpperHex, HookWrongBase64, HookWrongOverBody, HookWrongHexSecret, HookWrongPlainSHA}

// HookAnswer is one answer of the endpoint.
type HookAnswer struct {
	Status   int
	Err      string // connection problem, cleaned
	Cause    string // cause id of section 8 for the problem: timeout-22s, connection-dropped…
	Took     time.Duration
	Exchange string
	// Front names what answered instead of the application: a firewall, a bot check, a tunnel.
	Front string
	// Wall is a refusal by the framework before the handler ran: "csrf".
	Wall string
	// Asks is the scheme of a WWW-Authenticate header, in lower case.
	Asks string
	// Large tells an answer body of 64 KiB or more; it was not read further.
	Large bool
}

// Accepted tells an answer that Mercado Pago counts as delivered.
func (a HookAnswer) Accepted() bool { return a.Status == 200 || a.Status == 201 }

// Refused tells a deliberate no of the application.
func (a HookAnswer) Refused() bool { return a.Status >= 400 && a.Status < 500 && a.Front == "" }

// HookCounter is what the integration's counter showed as single notifications came in.
type HookCounter struct {
	Err string // why it could not be read, cleaned
	// Moved is by how much it rose after each of them. What is not here was not measured.
	Moved map[HookCase]int
}

// Counts reports whether the counter moved with a genuine notification; another says nothing.
func (c *HookCounter) Counts() bool {
	return c != nil && c.Err == "" && (c.Moved[HookValidMillis] > 0 || c.Moved[HookValidSeconds] > 0)
}

// Effect is what a notification did, where a counter that counts was watched after it.
func (c *HookCounter) Effect(of HookCase) (n int, measured bool) {
	if !c.Counts() {
		return 0, false
	}
	n, measured = c.Moved[of]
	return n, measured
}
