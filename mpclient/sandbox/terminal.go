package sandbox

import (
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/homologa/homologa/mpclient"
)

// pointRoutes are the terminals and the older way of sending them a charge.
var pointRoutes = []route{
	{"GET", "/terminals/v1/list", activated, (*Server).listTerminals},
	{"PATCH", "/terminals/v1/setup", activated, (*Server).setupTerminals},
	{"POST", "/terminals/v1/actions", activated, (*Server).createAction},
	{"GET", "/terminals/v1/actions/{id}", activated, (*Server).readAction},
	{"POST", "/terminals/v1/actions/{id}/cancel", activated, (*Server).cancelAction},
	{"GET", "/point/integration-api/devices", activated, (*Server).listDevices},
	{"PATCH", "/point/integration-api/devices/{device}", activated, (*Server).setDevice},
	{"POST", "/point/integration-api/devices/{device}/payment-intents", activated, (*Server).createPointIntent},
	{"DELETE", "/point/integration-api/devices/{device}/payment-intents/{id}", activated, (*Server).cancelPointIntent},
	{"GET", "/point/integration-api/payment-intents/events", activated, (*Server).intentEvents},
	{"GET", "/point/integration-api/payment-intents/{id}", activated, (*Server).readPointIntent},
	{"GET", "/point/integration-api/payment-intents/{id}/events", activated, (*Server).intentStatus},
	{"POST", "/_sandbox/intent", open, steer(wherever((*Server).steerIntent))},
}

type terminal struct {
	id, mode string // mode: PDV, STANDALONE or UNDEFINED
	pos      int64
}

func (s *Server) terminal(id string) *terminal {
	i := slices.IndexFunc(s.state.instore.terminals, func(t *terminal) bool { return t.id == id })
	if i < 0 {
		return nil
	}
	return s.state.instore.terminals[i]
}

func (s *Server) terminalView(t *terminal) object {
	v := object{"id": t.id, "pos_id": t.pos, "operating_mode": t.mode}
	if p, found := s.state.instore.pos.get(t.pos); found {
		v["store_id"], v["external_pos_id"] = strconv.FormatInt(p.store, 10), text(p.request, "external_id")
	}
	return v
}

// terminalPage lists the terminals a query asks for; both families page alike.
func (s *Server) terminalPage(c *call) ([]object, object, *reply) {
	limit, offset, bad := page(c)
	if bad != nil {
		return nil, nil, bad
	}
	if c.query.Get("limit") == "" {
		limit = 50
	}
	if limit < 1 || limit > 50 {
		return nil, nil, ptr(paramsError("limit is between 1 and 50"))
	}
	views := []object{}
	for _, t := range s.state.instore.terminals {
		v := s.terminalView(t)
		if id := c.query.Get("store_id"); id != "" && id != v["store_id"] {
			continue
		}
		if id := c.query.Get("pos_id"); id != "" && id != strconv.FormatInt(t.pos, 10) {
			continue
		}
		views = append(views, v)
	}
	paging := object{"total": len(views), "offset": offset, "limit": limit}
	return views[min(offset, len(views)):min(offset+limit, len(views))], paging, nil
}

func (s *Server) listTerminals(c *call) reply {
	views, paging, bad := s.terminalPage(c)
	if bad != nil {
		return *bad
	}
	return ok(object{"data": object{"terminals": views}, "paging": paging})
}

func foreignTerminal() reply {
	return refuseOrder(http.StatusForbidden, "forbidden_checking_terminal_owner", "Forbidden Error checking device owner")
}

var operatingModes = []string{"PDV", "STANDALONE"}

func badMode() reply { return fail(badRequest, "operating_mode is PDV or STANDALONE") }

// setMode changes how a terminal works. A till has one terminal under integration at most.
func (s *Server) setMode(t *terminal, mode string) *reply {
	if !slices.Contains(operatingModes, mode) {
		return ptr(badMode())
	}
	for _, other := range s.state.instore.terminals {
		if mode == "PDV" && other != t && other.pos == t.pos && other.mode == "PDV" {
			return ptr(fail(http.StatusConflict, "the point of sale has a terminal in PDV mode already"))
		}
	}
	t.mode = mode
	return nil
}

func (s *Server) setupTerminals(c *call) reply {
	wanted := list(c.body, "terminals")
	if len(wanted) == 0 {
		return fail(badRequest, "terminals is required")
	}
	changed := []object{}
	for _, w := range wanted { // all or none
		if s.terminal(text(w, "id")) == nil {
			return foreignTerminal()
		}
		if !slices.Contains(operatingModes, text(w, "operating_mode")) {
			return badMode()
		}
	}
	for _, w := range wanted {
		t := s.terminal(text(w, "id"))
		if bad := s.setMode(t, text(w, "operating_mode")); bad != nil {
			return *bad
		}
		changed = append(changed, object{"id": t.id, "operating_mode": t.mode})
	}
	return ok(object{"terminals": changed})
}

// checkTerminalFree lets a terminal have one order at a time.
func (s *Server) checkTerminalFree(id string) *reply {
	if s.terminal(id) == nil {
		return ptr(foreignTerminal())
	}
	s.touchOrders()
	for _, o := range s.state.orders.list.all() {
		busy := o.kind == orderPoint && (o.waiting() || o.status == "at_terminal")
		if busy && text(child(child(o.request, "config"), "point"), "terminal_id") == id {
			return ptr(orderConflict("already_queued_order_for_device", "There is already a queued order for the device"))
		}
	}
	return nil
}

// terminalAction is something to print.
type terminalAction struct {
	id, status string
	request    object
	created    time.Time
}

// How long a terminal takes to fetch what it shall print, and to print it.
const (
	actionFetched = 2 * time.Second
	actionPrinted = 6 * time.Second
)

var actionShape = parseShape(`type external_reference config{ device_id } content*`)

func (s *Server) createAction(c *call) reply {
	if bad := checkInstore(actionShape, c.body, "type", "external_reference"); bad != nil {
		return *bad
	}
	kind, content := text(c.body, "type"), child(c.body, "content")
	switch {
	case kind != "PRINT_INFO" && kind != "PRINT_DTE", kind == "PRINT_DTE" && s.site.ID != mpclient.MLC:
		return fail(badRequest, "invalid type")
	case c.body["content"] == nil, kind == "PRINT_DTE" && text(content, "dte_data") == "":
		return fail(badRequest, "content is required")
	case s.terminal(text(child(c.body, "config"), "device_id")) == nil:
		return foreignTerminal()
	}
	a := &terminalAction{id: s.ids.uuid(), status: "pending", request: c.body, created: s.cfg.Now()}
	s.state.instore.actions.put(a.id, a, len(c.raw))
	return ok(s.actionView(a))
}

func (s *Server) actionView(a *terminalAction) object {
	return object{"id": a.id, "type": text(a.request, "type"), "status": s.actionStatus(a), "external_reference": text(a.request, "external_reference"), "date_created": isoDate(a.created)}
}

func (s *Server) actionStatus(a *terminalAction) string {
	age := s.cfg.Now().Sub(a.created)
	switch {
	case a.status != "pending" || age < actionFetched:
		return a.status
	case age < actionPrinted:
		return "sent"
	}
	return "printed"
}

func (s *Server) readAction(c *call) reply {
	a, found := s.state.instore.actions.get(c.params["id"])
	if !found {
		return fail(http.StatusNotFound, "action not found")
	}
	return ok(s.actionView(a))
}

// cancelAction stops what the terminal has not fetched yet.
func (s *Server) cancelAction(c *call) reply {
	a, found := s.state.instore.actions.get(c.params["id"])
	if !found {
		return fail(http.StatusNotFound, "action not found")
	}
	if s.actionStatus(a) != "pending" {
		return fail(http.StatusConflict, "the action cannot be canceled any more")
	}
	a.status = "canceled"
	return ok(s.actionView(a))
}
