package sandbox

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/homologa/homologa/mpclient"
)

const intentTopic = "point_integration_wh"

// pointIntent is a charge sent to a terminal the older way: whole cents, and a state of its own.
type pointIntent struct {
	id, device, state string
	request           object
	amount, payment   int64
	created, changed  time.Time
}

// intentStates are what an intent may become; the order of the first four is the way of a sale.
var intentStates = []string{"OPEN", "ON_TERMINAL", "PROCESSING", "PROCESSED", "FINISHED", "ABANDONED", "CANCELED", "ERROR", "CONFIRMATION_REQUIRED"}

func (t *pointIntent) done() bool {
	return slices.Contains([]string{"FINISHED", "ABANDONED", "CANCELED", "ERROR"}, t.state)
}

func (s *Server) listDevices(c *call) reply {
	views, paging, bad := s.terminalPage(c)
	if bad != nil {
		return *bad
	}
	return ok(object{"devices": views, "paging": paging})
}

func foreignDevice() reply {
	return fail(http.StatusForbidden, "Forbidden Error checking device owner")
}

func (s *Server) setDevice(c *call) reply {
	t := s.terminal(c.params["device"])
	if t == nil {
		return foreignDevice()
	}
	if bad := s.setMode(t, text(c.body, "operating_mode")); bad != nil {
		return *bad
	}
	return ok(object{"operating_mode": t.mode})
}

var pointIntentShape = parseShape(`amount% description print_on_terminal? payment{ type installments% installments_cost voucher_type id% }
	additional_info{ external_reference print_on_terminal? ticket_number }`)

// smallestIntent is in cents. The text of the refusal was seen with 1500.
func (s *Server) smallestIntent() int {
	if s.site.ID == mpclient.MLA {
		return 1500
	}
	return 100
}

func (s *Server) createPointIntent(c *call) reply {
	device := s.terminal(c.params["device"])
	if device == nil {
		return foreignDevice()
	}
	if bad := checkInstore(pointIntentShape, c.body, "amount"); bad != nil {
		return *bad
	}
	amount, _ := number(c.body, "amount")
	if least := s.smallestIntent(); amount < least {
		return fail(badRequest, fmt.Sprintf("amount: Must be greater than or equal to %d", least))
	}
	for _, t := range s.state.instore.intents.all() {
		if t.device == device.id && !t.done() {
			return refuse(http.StatusConflict, 2205, "There is already a queued intent for the device")
		}
	}
	now := s.cfg.Now()
	t := &pointIntent{id: s.ids.uuid(), device: device.id, state: "OPEN", request: c.body, amount: int64(amount), created: now, changed: now}
	s.state.instore.intents.put(t.id, t, len(c.raw))
	v := pointIntentView(t)
	delete(v, "state") // the answer to the creation does not name it
	return created(v)
}

func pointIntentView(t *pointIntent) object {
	v := object{"id": t.id, "device_id": t.device, "amount": t.amount, "state": t.state}
	for _, key := range []string{"description", "additional_info"} {
		if t.request[key] != nil {
			v[key] = t.request[key]
		}
	}
	payment := overlay(child(t.request, "payment"), nil, 1)
	if t.payment != 0 {
		payment["id"] = t.payment
	}
	if len(payment) > 0 {
		v["payment"] = payment
	}
	return v
}

func pointIntentNotFound() reply { return fail(http.StatusNotFound, "payment intent not found") }

func (s *Server) readPointIntent(c *call) reply {
	t, found := s.state.instore.intents.get(c.params["id"])
	if !found {
		return pointIntentNotFound()
	}
	return ok(pointIntentView(t))
}

// cancelPointIntent works until the terminal has picked the charge up.
func (s *Server) cancelPointIntent(c *call) reply {
	t, found := s.state.instore.intents.get(c.params["id"])
	switch {
	case !found || t.device != c.params["device"]:
		return pointIntentNotFound()
	case t.state != "OPEN":
		return fail(http.StatusConflict, "the payment intent cannot be canceled in its state")
	}
	s.moveIntent(t, "CANCELED")
	return ok(object{"id": t.id})
}

func (s *Server) moveIntent(t *pointIntent, state string) {
	t.state, t.changed = state, s.cfg.Now()
	s.edits++
	s.announceTo("", intentTopic, "state_"+state, t.id)
}

// payIntent is the card held to the terminal.
func (s *Server) payIntent(t *pointIntent) string {
	how := shopCharge{kind: "credit_card"}
	want := child(t.request, "payment")
	if text(want, "type") == "debit_card" {
		how.kind = "debit_card"
	}
	how.installments, _ = number(want, "installments")
	sale := object{"transaction_amount": money(t.amount), "description": text(t.request, "description")}
	if ref := text(child(t.request, "additional_info"), "external_reference"); ref != "" {
		sale["external_reference"] = ref
	}
	at := object{"operation_type": "pos_payment"}
	if device := s.terminal(t.device); device != nil {
		if till, found := s.state.instore.pos.get(device.pos); found {
			at["pos_id"], at["store_id"] = strconv.FormatInt(till.id, 10), strconv.FormatInt(till.store, 10)
		}
	}
	p, why := s.payInPerson(sale, how, at)
	if p != nil {
		t.payment = p.id
	}
	return why
}

func (s *Server) intentEvents(c *call) reply {
	var window [2]time.Time
	for i, key := range []string{"startDate", "endDate"} {
		at, err := time.Parse(time.DateOnly, c.query.Get(key))
		if raw := c.query.Get(key); raw != "" && err != nil {
			full, valid := parseDate(raw)
			if !valid {
				return paramsError(key + " is not a date")
			}
			at = full
		} else if raw != "" && i == 1 {
			at = at.Add(24*time.Hour - time.Nanosecond) // the whole day
		}
		window[i] = at
	}
	events := []object{}
	for _, t := range s.state.instore.intents.all() {
		if t.changed.Before(window[0]) || !window[1].IsZero() && t.changed.After(window[1]) {
			continue
		}
		events = append(events, object{"payment_intent_id": t.id, "status": t.state, "created_on": isoDate(t.changed)})
	}
	return ok(object{"events": events})
}

func (s *Server) intentStatus(c *call) reply {
	t, found := s.state.instore.intents.get(c.params["id"])
	if !found {
		return pointIntentNotFound()
	}
	return ok(object{"status": t.state, "created_on": isoDate(t.changed)})
}

type intentOrder struct {
	ID    string `json:"id"`
	State string `json:"state"`
}

// steerIntent plays the terminal and whoever holds a card to it.
func (s *Server) steerIntent(o intentOrder) string {
	t, found := s.state.instore.intents.get(o.ID)
	switch {
	case !found:
		return "no such payment intent"
	case !slices.Contains(intentStates, o.State):
		return "unknown state"
	case t.done():
		return "the payment intent is over"
	}
	if o.State == "FINISHED" && t.payment == 0 {
		if why := s.payIntent(t); why != "" {
			return why
		}
	}
	s.moveIntent(t, o.State)
	return ""
}
