package sandbox

import (
	"encoding/json"
	"net/http"
	"strings"
	"time"
)

const ordersPath = "/v1/orders"

// orderFault is one element of errors, the envelope of the Orders API.
type orderFault struct {
	Code    string   `json:"code"`
	Message string   `json:"message"`
	Details []string `json:"details,omitempty"`
}

// refuseOrder answers with that envelope. The texts of unsupported_properties and
// invalid_email_for_sandbox are confirmed; of the others the code is, and the sentence is ours.
func refuseOrder(status int, code, message string, details ...string) reply {
	return reply{status, object{"errors": []orderFault{{code, message, details}}}}
}

func orderNotFound() reply {
	return refuseOrder(http.StatusNotFound, "order_not_found", "Order not found")
}

func orderConflict(code, message string) reply {
	return refuseOrder(http.StatusConflict, code, message)
}

// inOrderDialect rewrites what the router answers before a handler of the Orders API ran: no
// key, a broken body. Answers of other shapes, such as those of the policy agent, stay.
func inOrderDialect(path string, r reply) reply {
	if !strings.HasPrefix(path, ordersPath) {
		return r
	}
	o, is := r.body.(object)
	if !is || o["cause"] == nil {
		return r
	}
	message := text(o, "message")
	switch r.status {
	case http.StatusUnauthorized:
		return refuseOrder(r.status, "unauthorized", message)
	case http.StatusBadRequest:
		return refuseOrder(r.status, "json_syntax_error", "Invalid JSON", message)
	}
	return refuseOrder(r.status, text(o, "error"), message)
}

// ordersState is what the account has created in the Orders API.
type ordersState struct {
	list    shelf[string, *order]
	answers shelf[string, orderAnswer]
	running map[string]bool // keys whose first call has not been answered yet
}

func newOrdersState() ordersState {
	return ordersState{list: newShelf[string, *order](5_000), answers: newShelf[string, orderAnswer](10_000), running: map[string]bool{}}
}

// orderAnswer is the first answer to an idempotency key.
type orderAnswer struct {
	request string // what was asked, to tell a repetition from a reuse
	reply   reply
	at      time.Time
}

const (
	idempotencyHeader = "X-Idempotency-Key"
	orderKeyLife      = 24 * time.Hour
)

// onceOrder runs a write under its key: the same request gets the first answer again, another
// one is a conflict for 24 hours. Failures that created nothing are not remembered: a client
// is told to retry them with the same key.
func (s *Server) onceOrder(c *call, do func() reply) reply {
	key := c.header.Get(idempotencyHeader)
	switch {
	case strings.TrimSpace(key) == "":
		return refuseOrder(badRequest, "empty_required_header", "Required header is empty", idempotencyHeader)
	case len(key) > 128:
		return refuseOrder(badRequest, "invalid_idempotency_key_length", "The length of the idempotency key is invalid", idempotencyHeader)
	}
	asked := c.method + " " + strings.TrimRight(c.path, "/") + " " + string(encode(c.body))
	now := s.cfg.Now()
	if first, seen := s.state.orders.answers.get(key); seen && now.Sub(first.at) < orderKeyLife {
		if first.request != asked {
			return orderConflict("idempotency_key_already_used", "Idempotency key already used")
		}
		return first.reply
	}
	if r := s.plannedRefusal(c); r != nil {
		return *r
	}
	r := do()
	if r.status < 300 || r.status == http.StatusPaymentRequired {
		body := encode(r.body)
		s.state.orders.answers.put(key, orderAnswer{asked, reply{r.status, json.RawMessage(body)}, now}, len(asked)+len(body))
	}
	return r
}

// holdOrderKey takes the key of a write for as long as it is being answered, latency included.
// Meanwhile a second call with it is locked out.
func (s *Server) holdOrderKey(r *http.Request) (free func(), locked bool) {
	key := r.Header.Get(idempotencyHeader)
	if key == "" || r.Method == http.MethodGet || !strings.HasPrefix(r.URL.Path, ordersPath) {
		return func() {}, false
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	running := s.state.orders.running
	if running[key] {
		return nil, true
	}
	running[key] = true
	return func() { s.with(func() { delete(running, key) }) }, false
}

// writeLocked answers 423.
func writeLocked(w http.ResponseWriter) int {
	r := refuseOrder(http.StatusLocked, "resource_locked", "The resource is locked by a request that is still running")
	send(w, r.status, jsonType, encode(r.body))
	return r.status
}
