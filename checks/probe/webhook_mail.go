package probe

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/mpclient"
	"github.com/homologa/homologa/mpclient/webhook"
)

// The ids the test notifications speak of: no order has them, and no payment those that newPayment makes.
const (
	noOrder = "ORDTST00H0M0L0GA0CHECK0NLY00"
	noTopic = "homologa_unknown_topic"
)

// parcel is one request, ready to go.
type parcel struct {
	method, url, requestID, signature string
	body                              []byte
}

// mail writes the test notifications for one endpoint. It signs with the secret and never lets it out.
type mail struct {
	endpoint string
	secret   mpclient.Secret
	now      time.Time

	mu    sync.Mutex
	n     int64
	sent  map[checks.HookCase]parcel
	notes map[checks.HookCase]webhook.Notification
	first checks.HookCase // the genuine one that repetitions repeat
}

func newMail(endpoint string, secret mpclient.Secret, now time.Time) *mail {
	return &mail{endpoint: endpoint, secret: secret, now: now, sent: map[checks.HookCase]parcel{},
		notes: map[checks.HookCase]webhook.Notification{}, first: checks.HookValidMillis}
}

// taken names the genuine notification the endpoint accepted; what follows is signed likewise.
func (m *mail) taken(c checks.HookCase) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.first = c
}

// wrongCases lists the wrong ways of signing that can be made with a secret.
func wrongCases(secret mpclient.Secret) []checks.HookCase {
	if _, err := hex.DecodeString(secret.Reveal()); err == nil {
		return checks.HookWrong
	}
	return slices.DeleteFunc(slices.Clone(checks.HookWrong), func(c checks.HookCase) bool { return c == checks.HookWrongHexSecret })
}

func (m *mail) unit() webhook.TSUnit {
	if m.first == checks.HookValidSeconds {
		return webhook.Seconds
	}
	return webhook.Millis
}

// newPayment is the id of a payment that nobody has and that this endpoint was never told of, not even by an earlier
// set of notifications: a receiver that handles each payment once shows the effect of each.
func (m *mail) newPayment() string { return fmt.Sprintf("%d%09d", 900+m.n%100, m.now.Unix()%1e9) }

// note is a fresh notification: a receiver that drops repetitions must look at each.
func (m *mail) note(c checks.HookCase) webhook.Notification {
	m.n++
	n := webhook.Notification{ID: m.now.UnixMilli()*100 + m.n, Topic: "payment", Action: "payment.updated", DataID: m.newPayment(), Created: m.now, UserID: "0"}
	switch c {
	case checks.HookCapsKept, checks.HookCapsLower:
		n.Topic, n.Action, n.DataID = "order", "order.processed", noOrder
	case checks.HookOtherID:
		// The body names the payment that was signed, and handled before; the query names another. Who verifies the
		// body's id and acts on the query's has an effect that one who stays with the body has not.
		n.BodyID = n.DataID + "0"
		if first, ok := m.notes[m.first]; ok {
			n.BodyID = first.DataID
		}
	case checks.HookSibling:
		if first, ok := m.notes[m.first]; ok {
			n.DataID = first.DataID
		}
	case checks.HookUnknownTopic:
		n.Topic, n.Action = noTopic, noTopic+".updated"
	case checks.HookQR:
		n.Topic, n.Action = "topic_merchant_order_wh", "update"
	}
	return n
}

// parcel makes the request of a case.
func (m *mail) parcel(c checks.HookCase) parcel {
	m.mu.Lock()
	defer m.mu.Unlock()
	var p parcel
	switch c {
	case checks.HookReplay:
		if first, ok := m.sent[m.first]; ok {
			return first
		}
		p = m.write(c, m.note(c))
	case checks.HookDuplicate:
		n, ok := m.notes[m.first]
		if !ok {
			n = m.note(c)
		}
		p = m.write(c, n)
	case checks.HookIPN, checks.HookIPNGet:
		p = m.ipn(c)
	default:
		n := m.note(c)
		m.notes[c] = n
		p = m.write(c, n)
	}
	m.sent[c] = p
	return p
}

func (m *mail) write(c checks.HookCase, n webhook.Notification) parcel {
	target, err := n.Target(m.endpoint)
	if err != nil {
		target = m.endpoint // post says what is wrong with it
	}
	p := parcel{method: "POST", url: target, requestID: randomID(), body: n.Body()}
	switch {
	case n.Topic == "order":
		p.body = orderBody(n)
	case c == checks.HookMalformed:
		p.body = []byte(`{"action": "payment.updated", "data": {"id": `)
	}
	p.signature = m.sign(c, n, p)
	return p
}

// orderBody is the form of the Orders API: ids are texts and the application is named.
func orderBody(n webhook.Notification) []byte {
	b, err := json.Marshal(map[string]any{
		"action": n.Action, "api_version": "v1", "application_id": "0", "data": map[string]string{"id": n.DataID}, "date_created": n.Created.UTC().Format(time.RFC3339),
		"id": strconv.FormatInt(n.ID, 10), "live_mode": n.LiveMode, "type": n.Topic, "user_id": n.UserID,
	})
	if err != nil {
		panic(err) // strings only
	}
	return b
}

// ipn is the old form: topic and id in the query, nothing signed.
func (m *mail) ipn(c checks.HookCase) parcel {
	m.n++
	payment := m.newPayment()
	p := parcel{method: "POST", url: m.endpoint, body: []byte(`{"resource":"` + payment + `","topic":"payment"}`)}
	if c == checks.HookIPNGet {
		p.method, p.body = "GET", nil
	}
	if u, err := url.Parse(m.endpoint); err == nil {
		extra := "topic=payment&id=" + payment
		if u.RawQuery != "" {
			extra = u.RawQuery + "&" + extra
		}
		u.RawQuery = extra
		p.url = u.String()
	}
	return p
}

// sign writes x-signature: genuine, dishonest, or wrong in one of the known ways.
func (m *mail) sign(c checks.HookCase, n webhook.Notification, p parcel) string {
	secret, at := m.secret.Reveal(), m.now
	genuine := func(id string, unit webhook.TSUnit, ic webhook.IDCase) string {
		return webhook.Sign(secret, id, p.requestID, at, unit, ic)
	}
	switch c {
	case checks.HookUnsigned, checks.HookQR:
		return ""
	case checks.HookForged:
		return webhook.Header(webhook.Timestamp(at, m.unit()), randomHex(32))
	case checks.HookValidMillis:
		return genuine(n.DataID, webhook.Millis, webhook.AsReceived)
	case checks.HookValidSeconds:
		return genuine(n.DataID, webhook.Seconds, webhook.AsReceived)
	case checks.HookCapsLower:
		return genuine(n.DataID, m.unit(), webhook.LowerCase)
	case checks.HookOtherID:
		return genuine(n.BodyID, m.unit(), webhook.AsReceived)
	case checks.HookTail:
		good := genuine(n.DataID, m.unit(), webhook.AsReceived)
		return good[:len(good)-8] + flip(good[len(good)-8:])
	case checks.HookStale:
		return webhook.Sign(secret, n.DataID, p.requestID, at.Add(-24*time.Hour), m.unit(), webhook.AsReceived)
	}
	if wrong := m.wrong(c, n, p); wrong != "" {
		return wrong
	}
	return genuine(n.DataID, m.unit(), webhook.AsReceived)
}

// wrong signs as receivers do that compute the signature in one of the known wrong ways.
func (m *mail) wrong(c checks.HookCase, n webhook.Notification, p parcel) string {
	secret, ts := m.secret.Reveal(), webhook.Timestamp(m.now, m.unit())
	id, req, end := "id:"+n.DataID+";", "request-id:"+p.requestID+";", "ts:"+ts+";"
	right := webhook.Hash(secret, id+req+end)
	text := ""
	switch c {
	case checks.HookWrongBodyID:
		text = "id:" + strconv.FormatInt(n.ID, 10) + ";" + req + end
	case checks.HookWrongNoID:
		text = req + end
	case checks.HookWrongEmptyID:
		text = "id:;" + req + end
	case checks.HookWrongNoRequestID:
		text = id + end
	case checks.HookWrongSemicolon:
		text = strings.TrimSuffix(id+req+end, ";")
	case checks.HookWrongReversed:
		text = end + req + id
	case checks.HookWrongKey:
		text = "data_" + id + req + end
	case checks.HookWrongDottedKey:
		text = "data." + id + req + end
	case checks.HookWrongOverBody:
		text = string(p.body)
	case checks.HookWrongUpperHex:
		return webhook.Header(ts, strings.ToUpper(right))
	case checks.HookWrongBase64:
		raw, _ := hex.DecodeString(right) // our own digits
		return webhook.Header(ts, base64.StdEncoding.EncodeToString(raw))
	case checks.HookWrongHexSecret:
		key, _ := hex.DecodeString(secret) // can has looked
		mac := hmac.New(sha256.New, key)
		mac.Write([]byte(id + req + end))
		return webhook.Header(ts, hex.EncodeToString(mac.Sum(nil)))
	case checks.HookWrongPlainSHA:
		sum := sha256.Sum256([]byte(secret + id + req + end))
		return webhook.Header(ts, hex.EncodeToString(sum[:]))
	default:
		return ""
	}
	return webhook.Header(ts, webhook.Hash(secret, text))
}

func flip(hexTail string) string {
	return strings.Map(func(r rune) rune {
		if r == '0' {
			return '1'
		}
		return '0'
	}, hexTail)
}

func randomHex(n int) string {
	b := make([]byte, n)
	_, _ = rand.Read(b) // never fails since Go 1.24
	return hex.EncodeToString(b)
}

func randomID() string {
	h := randomHex(16)
	return h[:8] + "-" + h[8:12] + "-4" + h[13:16] + "-a" + h[17:20] + "-" + h[20:]
}
