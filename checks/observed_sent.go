package checks

import (
	"time"

	"github.com/homologa/homologa/mpclient"
)

// FactSent is what the integration was seen sending, in a file of recorded exchanges.
var FactSent = Key[Sent]{"exchanges"}

// Sent is what was read of a file of recorded exchanges. Bodies are redacted, names cleaned, and of
// headers only what is said here is kept.
type Sent struct {
	File    string // as configured, cleaned
	Form    string // "har" or "lines"
	Read    int    // requests read
	Skipped int    // entries that are no request, or none that can be read
	Large   int    // requests whose body is over 1 MiB and was not looked at
	Own     int    // of Read, requests of homologa itself, which say nothing of the integration
	Cut     SentCut
	Calls   int // of Read, those to the API of Mercado Pago
	// Server counts the calls that carried an access token, which only a server has, and whose user
	// agent was recorded; SDKs names who sent them. Where the recorder leaves these headers out, Server
	// is 0 and nothing follows.
	Server int
	SDKs   []SentSDK
	// Bodies are the latest creations of each kind, accepted ones first, by the fact they stand for.
	Bodies map[FactKey]SentBody
	Writes []SentWrite // payments, orders and refunds
	Sights map[Sight][]SentCall
	MPJS   []SentCall // the page fetched MercadoPago.js v2
}

// LeftOut is what was not read of the file.
func (s Sent) LeftOut() (out Omissions) {
	if s.Cut != SentUncut {
		out.Add("exchanges_"+string(s.Cut), 0)
	}
	if s.Skipped > 0 {
		out.Add("exchanges", s.Skipped)
	}
	if s.Large > 0 {
		out.Add("exchange_bodies", s.Large)
	}
	return out
}

// Whole tells whether everything in the file was read.
func (s Sent) Whole() bool { return len(s.LeftOut()) == 0 }

// SentCut says why a file of exchanges was not read to its end.
type SentCut string

// The reasons.
const (
	SentUncut   SentCut = ""
	SentBroken  SentCut = "broken"  // the file ends, or turns to something else, in the middle
	SentEntries SentCut = "entries" // more than 20,000 requests
	SentStopped SentCut = "stopped" // cancelled
)

// SentCall is one recorded request.
type SentCall struct {
	N      int    // its number in the file, from 1
	What   string // method, host and path without a query, redacted
	Status int    // 0 when no answer was recorded
	At     time.Time
	Unsure bool // it may have nothing to do with Mercado Pago
}

// SentBody is a creation as it was sent.
type SentBody struct {
	Call  SentCall
	Doc   *Doc
	Marks *mpclient.Marks
	Of    int // creations of this kind in the file
}

// KeyState tells whether a call carried X-Idempotency-Key.
type KeyState string

// The states. Some recorders leave headers out.
const (
	KeyUnknown KeyState = ""
	KeyMissing KeyState = "missing"
	KeySent    KeyState = "sent"
)

// SentWrite is a call that takes an idempotency key. Equal numbers stand for equal values; the values
// are not kept. 0 is none.
type SentWrite struct {
	Call      SentCall
	Kind      FactKey // of a creation: payment or order; "" of a refund
	Key       KeyState
	KeyNo     int
	BodyNo    int // call and body
	RefNo     int // external_reference
	Reference string
	Approved  bool // the answer says that money moved
	Unsettled bool // no answer, or one that leaves the outcome open: 408, 429, 5xx
	Card      bool // paid with a card token
	Device    bool // X-meli-session-id or device_id went with it
}

// SentSDK is an official SDK that named itself in a call.
type SentSDK struct {
	Name string // cleaned
	Call SentCall
}
