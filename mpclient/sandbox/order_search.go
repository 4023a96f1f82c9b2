package sandbox

import (
	"cmp"
	"slices"
	"strconv"
	"time"
)

const ordersSearchMax = 100

// searchOrders demands both dates; the page numbers come back as text, unlike everywhere else.
func (s *Server) searchOrders(c *call) reply {
	var f orderFaults
	var window [2]time.Time
	for i, key := range []string{"begin_date", "end_date"} {
		raw := c.query.Get(key)
		if raw == "" {
			f.need(key)
			continue
		}
		at, err := time.Parse(time.RFC3339Nano, raw)
		if err != nil {
			f.value(key, noPattern)
		}
		window[i] = at
	}
	read := func(key string, otherwise, lo, hi int) int {
		raw := c.query.Get(key)
		if raw == "" {
			return otherwise
		}
		n, err := strconv.Atoi(raw)
		if err != nil || n < lo || n > hi {
			f.value(key, "must be between "+strconv.Itoa(lo)+" and "+strconv.Itoa(hi))
		}
		return n
	}
	limit, offset := read("limit", 30, 1, ordersSearchMax), read("offset", 0, 0, 10_000)
	if bad := f.reply(); bad != nil {
		return *bad
	}
	var hits []*order
	for _, o := range s.state.orders.list.all() {
		s.touchOrder(o)
		if !o.created.Before(window[0]) && !o.created.After(window[1]) && o.matches(c) {
			hits = append(hits, o)
		}
	}
	slices.SortStableFunc(hits, func(a, b *order) int { return cmp.Or(b.created.Compare(a.created), cmp.Compare(b.id, a.id)) })
	data := []object{}
	for _, o := range hits[min(offset, len(hits)):min(offset+limit, len(hits))] {
		data = append(data, s.orderView(o))
	}
	return ok(object{"data": data, "paging": object{
		"total": strconv.Itoa(len(hits)), "total_pages": strconv.Itoa((len(hits) + limit - 1) / limit),
		"limit": strconv.Itoa(limit), "offset": strconv.Itoa(offset)}})
}

func (o *order) matches(c *call) bool {
	for key, have := range map[string]string{"external_reference": text(o.request, "external_reference"), "type": o.kind, "status": o.status,
		"status_detail": o.detail, "processing_mode": o.processing} {
		if want := c.query.Get(key); want != "" && want != have {
			return false
		}
	}
	return true
}
