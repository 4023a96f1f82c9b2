package sandbox

import (
	"encoding/json"
	"slices"
	"time"
)

// The simulator lives in memory and may be left running: every collection has a limit, the
// oldest entry makes room.
const (
	maxPayments    = 100_000
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
	vault       vault
	merchant    merchantOrders
	billing     billing
	disputes    disputes
	splits      splits
	wallets     shelf[string, *agreement]
	payouts     shelf[string, *payout]
	orders      ordersState
	instore     instoreState

	lastPayment, lastRefund, lastTask int64
	nextLapse                         time.Time // before it, time changes no payment; zero when one changed
}

func newStore(ids *source) store {
	return store{
		payments:    newShelf[int64, *payment](maxPayments),
		preferences: newShelf[string, *preference](maxPreferences),
		tokens:      newShelf[string, *cardToken](maxTokens),
		replays:     newShelf[string, replay](maxReplays),
		reports:     map[ReportKind]*report{},
		vault:       newVault(),
		merchant:    newMerchantOrders(),
		billing:     newBilling(),
		disputes:    newDisputes(),
		splits:      newSplits(),
		wallets:     newShelf[string, *agreement](1_000),
		payouts:     newShelf[string, *payout](1_000),
		orders:      newOrdersState(),
		instore:     newInstoreState(),
		lastPayment: ids.between(1_300_000_000, 1_350_000_000),
		lastRefund:  ids.between(1_590_000_000, 1_600_000_000),
		lastTask:    ids.between(2_500_000, 2_600_000),
	}
}

// maxBytes bounds what the requests behind one collection weigh together.
const maxBytes = 64 << 20

// shelf is a map that remembers the order of arrival and forgets the oldest entries when it
// holds too many or they weigh too much. It also finds entries by their reference, if they have one.
type shelf[K comparable, V any] struct {
	max, bytes int
	byID       map[K]*placed[K, V]
	order      []*placed[K, V]
	byKey      map[string][]*placed[K, V]
}

// referenced entries have a second name, not theirs alone. It is read at each put; "" is none.
type referenced interface{ reference() string }

type placed[K comparable, V any] struct {
	id   K
	v    V
	size int
	key  string
}

func newShelf[K comparable, V any](max int) shelf[K, V] {
	return shelf[K, V]{max: max, byID: map[K]*placed[K, V]{}, byKey: map[string][]*placed[K, V]{}}
}

func (s *shelf[K, V]) get(id K) (v V, found bool) {
	if e := s.byID[id]; e != nil {
		return e.v, true
	}
	return v, false
}

// put stores an entry or adds to the weight of a known one.
func (s *shelf[K, V]) put(id K, v V, size int) {
	e := s.byID[id]
	if e == nil {
		e = &placed[K, V]{id: id}
		s.byID[id] = e
		s.order = append(s.order, e)
	}
	e.v = v
	e.size += size
	s.bytes += size
	if r, has := any(v).(referenced); has {
		s.index(e, r.reference())
	}
	for len(s.order) > s.max || s.bytes > maxBytes && len(s.order) > 1 {
		s.forget(s.order[0])
		s.order[0] = nil
		s.order = s.order[1:]
	}
}

func (s *shelf[K, V]) index(e *placed[K, V], key string) {
	if e.key == key {
		return
	}
	if list := s.byKey[e.key]; len(list) > 1 {
		s.byKey[e.key] = slices.DeleteFunc(list, func(o *placed[K, V]) bool { return o == e })
	} else {
		delete(s.byKey, e.key)
	}
	if e.key = key; key != "" {
		s.byKey[key] = append(s.byKey[key], e)
	}
}

func (s *shelf[K, V]) forget(e *placed[K, V]) {
	s.index(e, "")
	s.bytes -= e.size
	delete(s.byID, e.id)
}

// drop forgets an entry.
func (s *shelf[K, V]) drop(id K) {
	if e := s.byID[id]; e != nil {
		s.forget(e)
		s.order = slices.DeleteFunc(s.order, func(o *placed[K, V]) bool { return o == e })
	}
}

// all lists the entries, oldest first.
func (s *shelf[K, V]) all() []V { return values(s.order) }

// under lists the entries with a reference, oldest first.
func (s *shelf[K, V]) under(key string) []V { return values(s.byKey[key]) }

func values[K comparable, V any](list []*placed[K, V]) []V {
	out := make([]V, len(list))
	for i, e := range list {
		out[i] = e.v
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
