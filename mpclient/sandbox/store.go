package sandbox

import "encoding/json"

// The simulator lives in memory and may be left running: every collection has a limit, the
// oldest entry makes room.
const (
	maxPayments    = 10_000
	maxPreferences = 5_000
	maxTokens      = 5_000
	maxReplays     = 10_000
)

// store is what the account has created.
type store struct {
	payments    shelf[int64, *payment]
	preferences shelf[string, *preference]
	tokens      shelf[string, *cardToken]
	replays     shelf[string, replay]
	reports     map[ReportKind]*report

	lastPayment, lastRefund, lastTask int64
}

func newStore(ids *source) store {
	return store{
		payments:    newShelf[int64, *payment](maxPayments),
		preferences: newShelf[string, *preference](maxPreferences),
		tokens:      newShelf[string, *cardToken](maxTokens),
		replays:     newShelf[string, replay](maxReplays),
		reports:     map[ReportKind]*report{},
		lastPayment: ids.between(1_300_000_000, 1_350_000_000),
		lastRefund:  ids.between(1_590_000_000, 1_600_000_000),
		lastTask:    ids.between(2_500_000, 2_600_000),
	}
}

// maxBytes bounds what the requests behind one collection weigh together.
const maxBytes = 64 << 20

// shelf is a map that remembers the order of arrival and forgets the oldest entries when it
// holds too many or they weigh too much.
type shelf[K comparable, V any] struct {
	max, bytes int
	byID       map[K]V
	size       map[K]int
	order      []K
}

func newShelf[K comparable, V any](max int) shelf[K, V] {
	return shelf[K, V]{max: max, byID: map[K]V{}, size: map[K]int{}}
}

func (s *shelf[K, V]) get(id K) (V, bool) { v, ok := s.byID[id]; return v, ok }

// put stores an entry or adds to the weight of a known one.
func (s *shelf[K, V]) put(id K, v V, size int) {
	if _, known := s.byID[id]; !known {
		s.order = append(s.order, id)
	}
	s.byID[id] = v
	s.size[id] += size
	s.bytes += size
	for len(s.order) > s.max || s.bytes > maxBytes && len(s.order) > 1 {
		oldest := s.order[0]
		s.bytes -= s.size[oldest]
		delete(s.byID, oldest)
		delete(s.size, oldest)
		s.order = s.order[1:]
	}
}

// all lists the entries, oldest first.
func (s *shelf[K, V]) all() []V {
	out := make([]V, 0, len(s.order))
	for _, id := range s.order {
		out = append(out, s.byID[id])
	}
	return out
}

// ring keeps the last max entries of a log.
type ring[T any] struct {
	max  int
	list []T
}

func (r *ring[T]) add(v T) {
	if len(r.list) == r.max {
		copy(r.list, r.list[1:])
		r.list = r.list[:len(r.list)-1]
	}
	r.list = append(r.list, v)
}

func (r *ring[T]) clear() { r.list = nil }

func (r *ring[T]) copy() []T { return append([]T{}, r.list...) }

// replay is the first answer to an idempotency key, as it was written.
type replay json.RawMessage
