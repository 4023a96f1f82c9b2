package sandbox

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/homologa/homologa/mpclient/late"
)

// Limits of the search: rows a page and how far it goes.
const (
	searchDefault   = 30
	searchMax       = 100 // the guide says 50, and SearchAll of the official SDK asks for 100
	searchMaxOffset = 10_000
)

// searchFilters compare one query parameter with the payment, exactly.
var searchFilters = map[string]func(*Server, *payment) string{
	"external_reference": func(_ *Server, p *payment) string { return p.reference() },
	"status":             func(_ *Server, p *payment) string { return p.status },
	"status_detail":      func(_ *Server, p *payment) string { return p.detail },
	"payer.id":           func(_ *Server, p *payment) string { return p.payerID },
	"collector.id":       func(s *Server, _ *payment) string { return strconv.FormatInt(s.acct.userID, 10) },
	"store_id":           func(_ *Server, p *payment) string { return text(p.extra, "store_id") },
	"pos_id":             func(_ *Server, p *payment) string { return text(p.extra, "pos_id") },
	"installments":       func(_ *Server, p *payment) string { return strconv.Itoa(p.installments) },
	"payment_method_id":  func(_ *Server, p *payment) string { return p.method.ID },
	"payment_type_id":    func(_ *Server, p *payment) string { return p.method.Type },
	"operation_type":     func(_ *Server, p *payment) string { return cmp.Or(text(p.extra, "operation_type"), "regular_payment") },
	"processing_mode":    func(*Server, *payment) string { return "aggregator" },
	"id":                 func(_ *Server, p *payment) string { return strconv.FormatInt(p.id, 10) },
}

func (p *payment) released() time.Time {
	if p.paid() && p.method.Type == "credit_card" {
		return p.approved.Add(creditRelease)
	}
	return p.approved
}

var searchDates = map[string]func(*payment) time.Time{
	"date_created":       func(p *payment) time.Time { return p.created },
	"date_last_updated":  func(p *payment) time.Time { return p.updated },
	"date_approved":      func(p *payment) time.Time { return p.approved },
	"money_release_date": (*payment).released,
}

func (s *Server) searchPayments(c *call) reply {
	limit, offset, bad := page(c)
	if bad != nil {
		return *bad
	}
	order, bad := searchOrder(c)
	if bad != nil {
		return *bad
	}
	inWindow, bad := s.searchWindow(c)
	if bad != nil {
		return *bad
	}
	s.lapse()
	hits := s.searchable(c)
	if tests := s.searchTests(c, inWindow); len(tests) > 0 {
		hits = slices.DeleteFunc(hits, func(p *payment) bool {
			return slices.ContainsFunc(tests, func(fits func(*payment) bool) bool { return !fits(p) })
		})
	}
	// They come oldest first: for the usual orders there is nothing to sort.
	switch sort := c.query.Get("sort"); {
	case sort == "id" || sort == "" || sort == "date_created":
		if c.query.Get("criteria") != "asc" {
			slices.Reverse(hits)
		}
	default:
		slices.SortStableFunc(hits, order)
	}
	results := []object{}
	for _, p := range hits[min(offset, len(hits)):min(offset+limit, len(hits))] {
		results = append(results, s.paymentView(p))
	}
	return ok(object{"results": results, "paging": object{"total": len(hits), "limit": limit, "offset": offset}})
}

func page(c *call) (limit, offset int, bad *reply) {
	read := func(key string, otherwise int) int {
		raw := c.query.Get(key)
		if raw == "" {
			return otherwise
		}
		n, err := strconv.Atoi(raw)
		if err != nil || n < 0 {
			bad = ptr(paramsError(key + " must be a number"))
		}
		return n
	}
	limit, offset = read("limit", searchDefault), read("offset", 0)
	if bad == nil && (limit > searchMax || offset > searchMaxOffset) {
		bad = ptr(refuse(badRequest, 1000, "Number of rows exceeded the limits"))
	}
	return limit, offset, bad
}

// searchOrder defaults to the newest payment first.
func searchOrder(c *call) (func(a, b *payment) int, *reply) {
	sort := c.query.Get("sort")
	if sort == "" {
		sort = "date_created"
	}
	var order func(a, b *payment) int
	switch date := searchDates[sort]; {
	case date != nil:
		order = func(a, b *payment) int { return cmp.Or(date(a).Compare(date(b)), cmp.Compare(a.id, b.id)) }
	case sort == "id":
		order = func(a, b *payment) int { return cmp.Compare(a.id, b.id) }
	case sort == "external_reference":
		order = func(a, b *payment) int {
			return cmp.Compare(text(a.request, sort), text(b.request, sort))
		}
	default:
		return nil, ptr(paramsError("sort is not a field to sort by"))
	}
	switch c.query.Get("criteria") {
	case "asc":
		return order, nil
	case "", "desc":
		return func(a, b *payment) int { return order(b, a) }, nil
	}
	return nil, ptr(paramsError("criteria is neither asc nor desc"))
}

// searchWindow reads range, begin_date and end_date. Without range the dates say nothing.
func (s *Server) searchWindow(c *call) (inside func(*payment) bool, bad *reply) {
	name := c.query.Get("range")
	date, known := searchDates[name]
	if name != "" && !known {
		return nil, ptr(paramsError("range is not a date to search by"))
	}
	var limits [2]time.Time
	for i, key := range []string{"begin_date", "end_date"} {
		raw := c.query.Get(key)
		if raw == "" {
			continue
		}
		at, valid := searchDate(raw, s.cfg.Now())
		if !valid {
			return nil, ptr(refuse(badRequest, 1001, "Date format must be yyyy-MM-dd'T'HH:mm:ss.SSSZ"))
		}
		limits[i] = at
	}
	if name == "" {
		return nil, nil
	}
	return func(p *payment) bool {
		at := date(p)
		return !at.IsZero() && (limits[0].IsZero() || !at.Before(limits[0])) && (limits[1].IsZero() || !at.After(limits[1]))
	}, nil
}

var relativeDate = late.Pattern(`^NOW(?:-(\d{1,3})(MINUTE|HOUR|DAY|WEEK|MONTH)S?)?$`)

// searchDate takes an ISO date or NOW, NOW-30DAYS and the like, each unit within its bounds.
// A plus sign left bare in the query arrives as a blank and is refused, as it should.
func searchDate(raw string, now time.Time) (time.Time, bool) {
	m := relativeDate().FindStringSubmatch(strings.ToUpper(raw))
	if m == nil {
		return parseDate(raw)
	}
	if m[1] == "" {
		return now, true
	}
	n, _ := strconv.Atoi(m[1])
	unit := map[string]struct {
		max  int
		size time.Duration
	}{"MINUTE": {60, time.Minute}, "HOUR": {24, time.Hour}, "DAY": {365, 24 * time.Hour}, "WEEK": {8, 7 * 24 * time.Hour}, "MONTH": {12, 0}}[m[2]]
	if n < 1 || n > unit.max {
		return time.Time{}, false
	}
	if m[2] == "MONTH" {
		return now.AddDate(0, -n, 0), true
	}
	return now.Add(-time.Duration(n) * unit.size), true
}

// searchable are the payments a search looks at: what it filters by most is found directly.
func (s *Server) searchable(c *call) []*payment {
	if ref := c.query.Get("external_reference"); ref != "" {
		list := s.state.payments.under(ref)
		slices.SortFunc(list, func(a, b *payment) int { return cmp.Compare(a.id, b.id) }) // one may have got it late
		return list
	}
	return s.state.payments.all()
}

// searchTests compare what the query names and nothing else.
func (s *Server) searchTests(c *call, inWindow func(*payment) bool) (tests []func(*payment) bool) {
	for key, field := range searchFilters {
		if want := c.query.Get(key); want != "" {
			tests = append(tests, func(p *payment) bool { return field(s, p) == want })
		}
	}
	if inWindow != nil {
		tests = append(tests, inWindow)
	}
	return tests
}

// lapse lets time do its work on all payments, unless none can have come due since the last look.
func (s *Server) lapse() {
	now := s.cfg.Now()
	if now.Before(s.state.nextLapse) {
		return
	}
	next := now.Add(24 * time.Hour)
	for _, p := range s.state.payments.all() {
		s.touch(p)
		switch due := p.expires; {
		case p.status == "in_process":
			next = earlier(next, p.created.Add(reviewLife))
		case (p.status == "pending" || p.status == "authorized") && !due.IsZero():
			next = earlier(next, due)
		}
	}
	s.state.nextLapse = next
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

func (p *payment) reference() string { return text(p.request, "external_reference") }
