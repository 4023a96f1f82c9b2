package webhook

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Event is something that happens at Mercado Pago and how it is told.
type Event struct {
	Name   string // as a person says it: payment.updated
	Topic  string // type of the webhook
	Action string
	IPN    string // topic of the old form; "" when there is none
	Before string // the event that comes before it; "" when none does
	NoID   string // an id of the right form that no resource has
}

const (
	noNumber = "999999999999"
	noOrder  = "ORDTST00H0M0L0GA0CHECK0NLY00"
	noHex    = "00000000000000000000000000000000"
)

// Events lists the events that can be sent, from the guide's table of topics. Those in doubt there
// are left out.
var Events = []Event{
	{"payment.created", "payment", "payment.created", "payment", "", noNumber},
	{"payment.updated", "payment", "payment.updated", "payment", "payment.created", noNumber},
	{"order.action_required", "order", "order.action_required", "", "", noOrder},
	{"order.processed", "order", "order.processed", "", "order.action_required", noOrder},
	{"order.failed", "order", "order.failed", "", "order.action_required", noOrder},
	{"order.canceled", "order", "order.canceled", "", "order.action_required", noOrder},
	{"order.expired", "order", "order.expired", "", "order.action_required", noOrder},
	{"order.refunded", "order", "order.refunded", "", "order.processed", noOrder},
	{"merchant_order.updated", "topic_merchant_order_wh", "update", "merchant_order", "", noNumber},
	{"chargeback.created", "topic_chargebacks_wh", "created", "chargebacks", "", noNumber},
	{"subscription.created", "subscription_preapproval", "created", "", "", noHex},
	{"subscription.updated", "subscription_preapproval", "updated", "", "subscription.created", noHex},
	{"plan.created", "subscription_preapproval_plan", "created", "", "", noHex},
	{"plan.updated", "subscription_preapproval_plan", "updated", "", "plan.created", noHex},
	{"subscription_payment.created", "subscription_authorized_payment", "created", "", "", noNumber},
	{"subscription_payment.updated", "subscription_authorized_payment", "updated", "", "subscription_payment.created", noNumber},
	{"application.authorized", "mp-connect", "application.authorized", "", "", noNumber},
	{"application.deauthorized", "mp-connect", "application.deauthorized", "", "application.authorized", noNumber},
}

// EventNamed finds an event.
func EventNamed(name string) (Event, bool) {
	i := slices.IndexFunc(Events, func(e Event) bool { return e.Name == name })
	if i < 0 {
		return Event{}, false
	}
	return Events[i], true
}

// Form is the shape of a delivery.
type Form string

// The forms. IPN is the old one, which nothing signs; Order is that of the Orders API.
const (
	FormWebhook Form = "webhook"
	FormIPN     Form = "ipn"
	FormOrder   Form = "order"
)

// Fields is the body of a delivery as an object, for a caller that changes some of it.
func (n Notification) Fields(f Form, e Event) map[string]any {
	switch f {
	case FormIPN:
		return map[string]any{"resource": n.DataID, "topic": e.IPN}
	case FormOrder:
		return map[string]any{"action": n.Action, "api_version": "v1", "application_id": "0", "data": map[string]any{"id": n.DataID},
			"date_created": n.Created.UTC().Format(time.RFC3339), "id": strconv.FormatInt(n.ID, 10), "live_mode": n.LiveMode,
			"type": n.Topic, "user_id": n.UserID}
	}
	var m map[string]any
	dec := json.NewDecoder(strings.NewReader(string(n.Body())))
	dec.UseNumber()
	if err := dec.Decode(&m); err != nil {
		panic(err) // our own writing
	}
	return m
}
