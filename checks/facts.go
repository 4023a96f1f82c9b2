package checks

import (
	"maps"
	"slices"
	"sync"
	"time"
)

// FactKey names a fact.
type FactKey string

// GapReason says why a fact could not be had.
type GapReason string

// The reasons.
const (
	GapInput       GapReason = "input"       // a setting is missing
	GapConsent     GapReason = "consent"     // the probe sends or creates something and nobody agreed
	GapAuth        GapReason = "auth"        // 401 or 403
	GapNotFound    GapReason = "not_found"   // 404
	GapNetwork     GapReason = "network"     // name, connection, TLS
	GapTimeout     GapReason = "timeout"     // no answer within the deadline
	GapServer      GapReason = "server"      // 5xx or 429 after retries
	GapGarbled     GapReason = "garbled"     // an answer that cannot be read
	GapDependency  GapReason = "dependency"  // another fact is missing
	GapUnsupported GapReason = "unsupported" // cannot be observed here
	GapCancelled   GapReason = "cancelled"
	GapBug         GapReason = "bug" // a probe of ours failed
)

// Gap is the absence of a fact, explained.
type Gap struct {
	Reason GapReason
	Input  string // GapInput: the name of the setting
	Detail Text
	From   FactKey // GapDependency: the fact that was missing in the first place
	// Consent is what a person agrees to, to the letter: probe, account, amount. Only this very text in
	// Selection.Consent lets the probe run; "" leaves the probe's id or "*" to do.
	Consent string
}

// Fact is one observation, or the gap where it should be.
type Fact struct {
	Key       FactKey
	Value     any // nil when Gap is set
	Gap       *Gap
	Exchanges []string
	At        time.Time
	Took      time.Duration
}

// Key is a typed fact name. Probes write through Of and Missing, rules read through Get.
type Key[T any] struct{ Name FactKey }

// Of makes a fact.
func (k Key[T]) Of(v T, exchanges ...string) Fact {
	return Fact{Key: k.Name, Value: v, Exchanges: exchanges}
}

// Missing makes a gap.
func (k Key[T]) Missing(g Gap, exchanges ...string) Fact {
	return Fact{Key: k.Name, Gap: &g, Exchanges: exchanges}
}

// Get reads the fact; ok is false when it is a gap or was never observed.
func (k Key[T]) Get(f *Facts) (v T, ok bool) {
	fact, found := f.Fact(k.Name)
	if !found || fact.Gap != nil {
		return v, false
	}
	v, ok = fact.Value.(T)
	return v, ok
}

// Must reads a fact that the requirement lists in Needs.
func (k Key[T]) Must(f *Facts) T {
	v, _ := k.Get(f)
	return v
}

// Facts is a set of observations, safe for concurrent use.
type Facts struct {
	mu  sync.RWMutex
	m   map[FactKey]Fact
	now time.Time
}

// NewFacts makes a set from facts; now is the moment rules compare dates with.
func NewFacts(now time.Time, facts ...Fact) *Facts {
	f := &Facts{m: map[FactKey]Fact{}, now: now}
	for _, x := range facts {
		f.Put(x)
	}
	return f
}

// Now is the moment of the audit.
func (f *Facts) Now() time.Time { return f.now }

// Put stores a fact, replacing an earlier one.
func (f *Facts) Put(x Fact) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.m[x.Key] = x
}

// Fact reads one observation with its gap, exchanges and timing.
func (f *Facts) Fact(k FactKey) (Fact, bool) {
	f.mu.RLock()
	defer f.mu.RUnlock()
	x, ok := f.m[k]
	return x, ok
}

// Gap tells why a fact is missing; nil when it is there.
func (f *Facts) Gap(k FactKey) *Gap {
	x, ok := f.Fact(k)
	if !ok {
		return &Gap{Reason: GapDependency, From: k}
	}
	return x.Gap
}

// Exchange is the first recorded exchange behind a fact, "" when none.
func (f *Facts) Exchange(k FactKey) string {
	if x, ok := f.Fact(k); ok && len(x.Exchanges) > 0 {
		return x.Exchanges[0]
	}
	return ""
}

// Keys lists what is there, sorted.
func (f *Facts) Keys() []FactKey {
	f.mu.RLock()
	defer f.mu.RUnlock()
	return slices.Sorted(maps.Keys(f.m))
}

// Clone copies the set with another moment.
func (f *Facts) Clone(now time.Time) *Facts {
	f.mu.RLock()
	defer f.mu.RUnlock()
	return &Facts{m: maps.Clone(f.m), now: now}
}
