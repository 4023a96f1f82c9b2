package webhook

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/homologa/homologa/mpclient"
)

// Source is how a delivery came here.
type Source string

// The sources.
const (
	FromHTTP Source = "http" // somebody posted it
	FromPoll Source = "poll" // made here of what the account shows
	FromHere Source = "sent" // a test of ours
)

// Verdict is what the signature of a delivery is worth.
type Verdict string

// The verdicts. GenuineLower verified only with data.id in lower case, as the guide words the rule and the
// official SDKs do not. NotVerifiable is the older channel (IPN), whose header never verifies.
const (
	Genuine       Verdict = "genuine"
	GenuineLower  Verdict = "lower_case"
	Unsigned      Verdict = "none"
	BadForm       Verdict = "malformed"
	Mismatch      Verdict = "mismatch"
	NotChecked    Verdict = "not_checked" // no secret is known
	NotVerifiable Verdict = "ipn"
	SignedHere    Verdict = "signed_here"
)

// Arrival is one notification as it arrived.
type Arrival struct {
	ID        string // "d-12", in the order of arrival
	At        time.Time
	Source    Source
	Method    string
	Query     string      // as received, other bytes than ASCII escaped
	Header    http.Header // without credentials; x-signature stays, verification needs it
	Body      []byte
	Length    int64 // of the body; -1 when a refused one did not say
	Signature Verdict
	Refused   string // why it was not taken; nothing of its body is kept then
}

// Kept tells whether a journal gave the delivery its id. What is made for a session only has an id of another kind.
func (d Arrival) Kept() bool { return strings.HasPrefix(d.ID, keptPrefix) }

// arrivalJSON is how a delivery stands in the journal: the body as text where it is text.
type arrivalJSON struct {
	ID        string      `json:"id"`
	At        time.Time   `json:"at"`
	Source    Source      `json:"source"`
	Method    string      `json:"method"`
	Query     string      `json:"query"`
	Header    http.Header `json:"header"`
	Text      string      `json:"body,omitempty"`
	Raw       []byte      `json:"body_base64,omitempty"`
	Length    int64       `json:"length"`
	Signature Verdict     `json:"signature"`
	Refused   string      `json:"refused,omitempty"`
}

// MarshalJSON writes the journal's form.
func (d Arrival) MarshalJSON() ([]byte, error) {
	j := arrivalJSON{d.ID, d.At, d.Source, d.Method, d.Query, d.Header, "", nil, d.Length, d.Signature, d.Refused}
	if utf8.Valid(d.Body) {
		j.Text = string(d.Body)
	} else {
		j.Raw = d.Body
	}
	return json.Marshal(j)
}

// UnmarshalJSON reads the journal's form.
func (d *Arrival) UnmarshalJSON(b []byte) error {
	var j arrivalJSON
	if err := json.Unmarshal(b, &j); err != nil {
		return err
	}
	*d = Arrival{j.ID, j.At, j.Source, j.Method, j.Query, j.Header, j.Raw, j.Length, j.Signature, j.Refused}
	if j.Raw == nil {
		d.Body = []byte(j.Text)
	}
	return nil
}

// Subject is what a delivery says it is about, fit to be shown. The query speaks before the body: it is what
// is signed.
type Subject struct{ Topic, DataID, Action string }

// Subject reads query and body; what neither says is empty.
func (d Arrival) Subject() Subject {
	q, _ := url.ParseQuery(d.Query) // what parses counts
	var body struct {
		Type, Topic, Action, Resource json.RawMessage
		Data                          struct{ ID json.RawMessage }
	}
	_ = json.Unmarshal(d.Body, &body) // one field of another type leaves the rest
	word := func(raw json.RawMessage) string {
		var s string
		if json.Unmarshal(raw, &s) != nil {
			s = string(raw)
		}
		return s
	}
	first := func(all ...string) string {
		for _, s := range all {
			if s != "" {
				return fit(s)
			}
		}
		return ""
	}
	return Subject{
		Topic:  first(q.Get("type"), q.Get("topic"), word(body.Type), word(body.Topic)),
		DataID: first(q.Get("data.id"), q.Get("id"), word(body.Data.ID), word(body.Resource)),
		Action: first(word(body.Action)),
	}
}

// plainText takes credentials out by their form.
var plainText = mpclient.NewRedactor()

func fit(s string) string { return mpclient.CleanLine(plainText.Text(s[:min(len(s), 400)]), 60) }

// topicNames are the names a topic has elsewhere: in the guide, on the older channel.
var topicNames = map[string]string{"orders": "order", "topic_merchant_order_wh": "merchant_order", "topic_chargebacks_wh": "chargebacks",
	"subscription_preapproval": "subscription", "preapproval": "subscription"}

func plainTopic(s string) string {
	s = strings.ToLower(strings.TrimSpace(s))
	if n, ok := topicNames[s]; ok {
		return n
	}
	return s
}

// About tells whether a delivery is of one of the topics; an empty list means all.
func (d Arrival) About(topics []string) bool {
	if len(topics) == 0 {
		return true
	}
	own := plainTopic(d.Subject().Topic)
	return slices.ContainsFunc(topics, func(t string) bool { return plainTopic(t) == own })
}

// Made reports whether the delivery was made here. Nobody else's signature is on it, so there is nothing to judge.
func (d Arrival) Made() bool { return d.Source == FromPoll || d.Source == FromHere }

// Judged is the delivery with what its signature is worth to the secrets known now, which may be others than when it arrived.
// Where none is known now, it stays as it was judged then.
func (d Arrival) Judged(secrets []Secret) Arrival {
	if d.Made() {
		return d
	}
	if v := Judge(d.Delivery(), secrets); v != NotChecked || d.Signature == "" {
		d.Signature = v
	}
	return d
}

// hidden are headers whose value is a credential.
var hidden = []string{"Authorization", "Proxy-Authorization", "Cookie", "Set-Cookie", "X-Api-Key", "X-Auth-Token", "X-Access-Token"}

const hiddenValue = "********"

// kept is a header set as the journal keeps it.
func kept(h http.Header) http.Header {
	out := h.Clone()
	if out == nil {
		out = http.Header{}
	}
	for _, name := range hidden {
		if _, there := out[name]; there {
			out[name] = []string{hiddenValue}
		}
	}
	return out
}

// escaped writes the bytes of a query that are not ASCII as escapes, which mean the same.
func escaped(query string) string {
	var b strings.Builder
	for i := range len(query) {
		if c := query[i]; c < 0x21 || c >= 0x7f {
			const hex = "0123456789ABCDEF"
			b.WriteString("%" + string(hex[c>>4]) + string(hex[c&15]))
		} else {
			b.WriteByte(c)
		}
	}
	return b.String()
}

// Delivery is the notification in the form its signature is explained from.
func (d Arrival) Delivery() Delivery {
	target := "/"
	if d.Query != "" {
		target += "?" + d.Query
	}
	return Delivery{Form: "http", Method: d.Method, Target: target, Header: d.Header, Body: d.Body}
}

// NotificationID is the id of the notification itself, which every attempt to deliver it repeats; "" when the body
// names none. It is text from outside, cleaned.
func (d Arrival) NotificationID() string {
	return mpclient.CleanLine(d.Delivery().bodyIDs().id, 80)
}
