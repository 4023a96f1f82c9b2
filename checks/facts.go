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
	// Typed is what a person has to type to agree, letter by letter: an account's name, an address. "" leaves it at a yes.
	Typed string
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
	set  *observations
	now  time.Time
	who  string           // whose view of the set this is, "" for the whole
	only map[FactKey]bool // what the view shows; nil for the whole
}

type observations struct {
	mu sync.RWMutex
	m  map[FactKey]Fact
}

// NewFacts makes a set from facts; now is the moment rules compare dates with.
func NewFacts(now time.Time, facts ...Fact) *Facts {
	f := &Facts{set: &observations{m: map[FactKey]Fact{}}, now: now}
	for _, x := range facts {
		f.Put(x)
	}
	return f
}

// Undeclared is what a rule or probe panics with that reads a fact it did not declare. Nobody waits for such a fact, so
// whether it is there yet would hang on timing.
type Undeclared struct {
	Who string
	Key FactKey
}

func (u Undeclared) Error() string {
	return u.Who + " reads the fact " + string(u.Key) + " without declaring it"
}

// Only is the set as somebody sees it who declared some keys: reading any other panics with Undeclared.
func (f *Facts) Only(who string, keys ...FactKey) *Facts {
	v := &Facts{set: f.set, now: f.now, who: who, only: make(map[FactKey]bool, len(keys))}
	for _, k := range keys {
		v.only[k] = true
	}
	return v
}

// Now is the moment of the audit.
func (f *Facts) Now() time.Time { return f.now }

// Put stores a fact, replacing an earlier one.
func (f *Facts) Put(x Fact) {
	f.set.mu.Lock()
	defer f.set.mu.Unlock()
	f.set.m[x.Key] = x
}

// Fact reads one observation with its gap, exchanges and timing.
func (f *Facts) Fact(k FactKey) (Fact, bool) {
	if f.only != nil && !f.only[k] {
		panic(Undeclared{f.who, k})
	}
	f.set.mu.RLock()
	defer f.set.mu.RUnlock()
	x, ok := f.set.m[k]
	return x, ok
}

// Gap says why a fact is missing; nil when it is there. One that nobody observed is a gap like any other.
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
	f.set.mu.RLock()
	defer f.set.mu.RUnlock()
	ks := slices.Sorted(maps.Keys(f.set.m))
	return slices.DeleteFunc(ks, func(k FactKey) bool { return f.only != nil && !f.only[k] })
}

// Clone copies the set with another moment.
func (f *Facts) Clone(now time.Time) *Facts {
	f.set.mu.RLock()
	defer f.set.mu.RUnlock()
	return &Facts{set: &observations{m: maps.Clone(f.set.m)}, now: now}
}

// drop forgets a fact that is observed anew.
func (f *Facts) drop(k FactKey) {
	f.set.mu.Lock()
	defer f.set.mu.Unlock()
	delete(f.set.m, k)
}
