package webhook

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/homologa/homologa/mpclient"
)

// Signing is how an outgoing notification is signed.
type Signing string

// The ways. A forged one is signed with a key nobody has; a stale one is genuine and a day old.
const (
	SignGenuine Signing = "genuine"
	SignForged  Signing = "forged"
	SignStale   Signing = "stale"
	SignNot     Signing = "unsigned" // IPN
)

const (
	staleBy      = 24 * time.Hour
	longestDelay = time.Hour
)

// SendOptions say what to send. The zero value is one genuine payment.updated about a payment nobody has.
type SendOptions struct {
	Event      string // one of Events; "" takes order.processed for FormOrder, else payment.updated
	Form       Form   // "" takes the form of the event
	DataID     string // "" takes Event.NoID
	Duplicate  bool   // the same body twice
	OutOfOrder bool   // the event before this one follows it
	Forge      bool
	Stale      bool
	Delay      time.Duration // before each; at most an hour
	Set        []string      // "field=value" of the body; fields of objects by dots
}

// SendProblem is what keeps options from being meant.
type SendProblem string

// The problems of options. An idle option would change nothing; SendError.Field says which it is.
const (
	SendUnknownEvent SendProblem = "event"
	SendUnknownForm  SendProblem = "form"
	SendDelay        SendProblem = "delay"      // negative, or too long
	SendNotOrder     SendProblem = "order_form" // the form of orders for another event
	SendNoIPN        SendProblem = "no_ipn"     // the event does not exist in the old form
	SendIPNUnsigned  SendProblem = "ipn_unsigned"
	SendForgedAge    SendProblem = "forged_age" // a forgery is false at any age
	SendNoEarlier    SendProblem = "no_earlier" // nothing comes before the event
	SendSetForm      SendProblem = "set_form"   // not field=value
	SendSetUnknown   SendProblem = "set_unknown"
	SendSetSame      SendProblem = "set_same" // the value is that already
)

// SendError says which option cannot be meant and why.
type SendError struct {
	Problem SendProblem
	Field   string   // of the options, in their flag's spelling: out-of-order
	Value   string   // as given
	Known   []string // what is possible, where that can be listed
}

func (e *SendError) Error() string {
	return "webhook: send: " + e.Field + " " + mpclient.CleanLine(e.Value, 60) + ": " + string(e.Problem)
}

// Outgoing is one notification to be sent. It is signed when it goes, so that its age is right.
type Outgoing struct {
	Event   Event
	Form    Form
	DataID  string
	Body    []byte
	Signing Signing
}

// resolved fills in what was left open and refuses what cannot be meant.
func (o SendOptions) resolved() (SendOptions, Event, error) {
	bad := func(p SendProblem, field, value string, known ...string) (SendOptions, Event, error) {
		return o, Event{}, &SendError{p, field, value, known}
	}
	switch {
	case o.Event == "" && o.Form == FormOrder:
		o.Event = "order.processed"
	case o.Event == "":
		o.Event = "payment.updated"
	}
	e, ok := EventNamed(o.Event)
	if !ok {
		var names []string
		for _, x := range Events {
			names = append(names, x.Name)
		}
		return bad(SendUnknownEvent, "event", o.Event, names...)
	}
	if o.Form == "" {
		o.Form = FormWebhook
		if e.Topic == "order" {
			o.Form = FormOrder
		}
	}
	forms := []string{string(FormWebhook), string(FormIPN), string(FormOrder)}
	ipn := o.Form == FormIPN
	switch {
	case !slices.Contains(forms, string(o.Form)):
		return bad(SendUnknownForm, "format", string(o.Form), forms...)
	case o.Form == FormOrder && e.Topic != "order":
		return bad(SendNotOrder, "format", string(o.Form))
	case ipn && e.IPN == "":
		return bad(SendNoIPN, "format", string(o.Form))
	case ipn && o.Forge:
		return bad(SendIPNUnsigned, "forge", "")
	case ipn && o.Stale:
		return bad(SendIPNUnsigned, "stale", "")
	case o.Forge && o.Stale:
		return bad(SendForgedAge, "stale", "")
	case o.OutOfOrder && (e.Before == "" || ipn): // the old form names no action
		return bad(SendNoEarlier, "out-of-order", "")
	case o.Delay < 0 || o.Delay > longestDelay:
		return bad(SendDelay, "delay", o.Delay.String())
	}
	if o.DataID == "" {
		o.DataID = e.NoID
	}
	return o, e, nil
}

func (o SendOptions) signing() Signing {
	switch {
	case o.Form == FormIPN:
		return SignNot
	case o.Forge:
		return SignForged
	case o.Stale:
		return SignStale
	}
	return SignGenuine
}

// Plan lists what to send, in sending order. Options that cannot be meant give a *SendError.
func Plan(o SendOptions, now time.Time) ([]Outgoing, error) {
	o, e, err := o.resolved()
	if err != nil {
		return nil, err
	}
	created := now
	if o.Stale {
		created = now.Add(-staleBy)
	}
	id := now.UnixMilli() * 100
	first, err := o.one(e, id, created)
	if err != nil {
		return nil, err
	}
	out := []Outgoing{first}
	if o.Duplicate {
		out = append(out, first)
	}
	if o.OutOfOrder {
		before, _ := EventNamed(e.Before)
		earlier, err := o.one(before, id-1, created.Add(-time.Minute))
		if err != nil {
			return nil, err
		}
		out = append(out, earlier)
	}
	return out, nil
}

func (o SendOptions) one(e Event, id int64, created time.Time) (Outgoing, error) {
	n := Notification{ID: id, Topic: e.Topic, Action: e.Action, DataID: o.DataID, UserID: "0", Created: created}
	fields := n.Fields(o.Form, e)
	for _, x := range o.Set {
		if err := setField(fields, x); err != nil {
			return Outgoing{}, err
		}
	}
	body, err := json.Marshal(fields)
	return Outgoing{Event: e, Form: o.Form, DataID: o.DataID, Body: body, Signing: o.signing()}, err
}

// NeedsSecret tells whether it is signed with the integration's own secret.
func (o Outgoing) NeedsSecret() bool { return o.Signing == SignGenuine || o.Signing == SignStale }

// Expected tells whether a status is what a sound receiver answers. To a stale one either is defensible.
func (o Outgoing) Expected(status int) bool {
	switch o.Signing {
	case SignForged:
		return status >= 400 && status < 500
	case SignStale:
		return true
	}
	return status == http.StatusOK || status == http.StatusCreated
}

// Request builds the POST to an endpoint, signed at a time. No error shows the address, which may hold a password.
func (o Outgoing) Request(ctx context.Context, endpoint string, secret mpclient.Secret, at time.Time,
	userAgent string) (*http.Request, error) {
	target, err := o.target(endpoint)
	if err != nil {
		return nil, err
	}
	id := requestID()
	return post(ctx, target, o.Body, id, o.signature(secret, id, at), userAgent)
}

// target adds the query of the form to an endpoint.
func (o Outgoing) target(endpoint string) (string, error) {
	target, err := Notification{DataID: o.DataID, Topic: o.Event.Topic}.Target(endpoint)
	if err != nil || o.Form != FormIPN {
		return target, err
	}
	u, err := url.Parse(endpoint)
	if err != nil {
		return "", err // Target has parsed it
	}
	u.RawQuery = strings.TrimPrefix(u.RawQuery+"&id="+url.QueryEscape(o.DataID)+"&topic="+o.Event.IPN, "&")
	return u.String(), nil
}

func (o Outgoing) signature(secret mpclient.Secret, requestID string, at time.Time) string {
	switch o.Signing {
	case SignNot:
		return ""
	case SignForged:
		var b [32]byte
		_, _ = rand.Read(b[:]) // never fails
		return Header(Timestamp(at, LiveUnit), hex.EncodeToString(b[:]))
	case SignStale:
		at = at.Add(-staleBy)
	}
	return Sign(secret.Reveal(), o.DataID, requestID, at, LiveUnit, AsReceived)
}
