package sandbox

import (
	"net/url"
	"slices"
	"strings"
	"time"
)

// overIPN tells which topics the older channel has.
func overIPN(topic string) bool {
	_, renamed := ipnForms[topic]
	return renamed || topic == "payment"
}

func (v *notice) channel() string {
	switch {
	case v.ipn:
		return "ipn"
	case v.simulated:
		return "simulator"
	}
	return "webhook"
}

func (v *notice) delivery(at time.Time, why string) Delivery {
	return Delivery{At: at, URL: clip(v.url, 1000), Topic: v.topic, Action: v.action, DataID: v.dataID, Attempt: v.attempts,
		Err: why, Notice: v.serial, Channel: v.channel()}
}

// Replay sends a notification of the history again, as the panel's button does: the same body,
// a new request id and signature. It reports whether the history still has it.
func (s *Server) Replay(notice int64) bool {
	return s.Control("replay", replayOrder{notice}) == nil
}

func (s *Server) replayLocked(serial int64) bool {
	for _, v := range s.notify.sent.list {
		if v.serial == serial {
			again := *v
			again.first = s.cfg.Now()
			again.due, again.step, again.attempts, again.received = again.first, 0, 0, false
			s.send(&again)
			return true
		}
	}
	return false
}

// Simulation is what the panel's notification simulator sends: an invented event of one mode.
type Simulation struct {
	Test   bool   `json:"test"` // to the test address, signed with the test secret
	Topic  string `json:"topic"`
	Action string `json:"action"`
	DataID string `json:"data_id"`
}

// Simulate sends it; false means the mode has no address.
func (s *Server) Simulate(m Simulation) bool {
	return s.Control("simulate", m) == nil
}

func (s *Server) simulateLocked(m Simulation) bool {
	target := s.acct.webhook
	if m.Test {
		target = s.acct.testWebhook
	}
	u, err := url.Parse(target)
	if target == "" || err != nil {
		return false
	}
	topic, id := orDefault(m.Topic, "payment"), orDefault(m.DataID, "123456")
	v := &notice{topic: topic, action: orDefault(m.Action, "payment.updated"), dataID: id, first: s.cfg.Now(), test: m.Test, simulated: true}
	v.due = v.first
	// The dates and the notification id of the real simulator never change.
	v.body = encode(object{"action": v.action, "api_version": "v1", "application_id": s.acct.clientID, "date_created": "2021-11-01T02:02:02Z",
		"id": "123456", "live_mode": false, "type": topic, "user_id": s.acct.userID, "data": object{"id": id}})
	u.RawQuery = strings.TrimPrefix(u.RawQuery+"&data.id="+url.QueryEscape(id)+"&type="+url.QueryEscape(topic), "&")
	v.url = u.String()
	s.send(v)
	return true
}

func orDefault(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}

// SetTestWebhook sets the panel's address of the test mode.
func (s *Server) SetTestWebhook(url string) { s.set("webhook", webhookOrder{TestURL: &url}) }

// Notification is one notification of the history: what Deliveries tells attempt by attempt,
// in one line.
type Notification struct {
	Notice   int64      `json:"notice"` // what Replay takes
	At       time.Time  `json:"at"`
	URL      string     `json:"url"`
	Topic    string     `json:"topic"`
	Action   string     `json:"action"`
	DataID   string     `json:"data_id"`
	Channel  string     `json:"channel"`
	State    string     `json:"state"` // queued, delivered, waiting for its next attempt, or failed for good
	Attempts int        `json:"attempts"`
	Next     *time.Time `json:"next,omitempty"` // of one that waits
}

// history lists the last notifications, oldest first.
func (n *notifier) history() []Notification {
	waits := map[*notice]bool{}
	for _, v := range n.waiting {
		waits[v] = true
	}
	list := []Notification{}
	for _, v := range n.sent.list {
		d := v.delivery(v.first, "")
		line := Notification{v.serial, v.first, d.URL, v.topic, v.action, v.dataID, d.Channel, "failed", v.attempts, nil}
		switch {
		case v.received:
			line.State = "delivered"
		case waits[v]:
			due := v.due
			line.State, line.Next = "waiting", &due
		case slices.Contains(n.ready, v), n.sending == v:
			line.State = "queued"
		}
		list = append(list, line)
	}
	return list
}

// Notifications lists the last notifications, oldest first.
func (s *Server) Notifications() []Notification { return locked(s, s.notify.history) }
