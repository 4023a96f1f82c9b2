package sandbox

import (
	"encoding/hex"
	"fmt"
	"math/rand/v2"
	"time"
)

// source makes identifiers that follow from a seed alone. They are not secrets: the
// simulator protects nothing.
type source struct {
	r   *rand.Rand
	pcg *rand.PCG
}

func newSource(seed, stream uint64) *source {
	pcg := rand.NewPCG(seed, stream)
	return &source{rand.New(pcg), pcg}
}

// state is how far the source was used; resume continues there.
func (s *source) state() []byte {
	b, _ := s.pcg.MarshalBinary() // never fails
	return b
}

// resume leaves the source alone when the state is not one.
func (s *source) resume(state []byte) { _ = s.pcg.UnmarshalBinary(state) }

// between returns a number in [lo, hi).
func (s *source) between(lo, hi int64) int64 { return lo + s.r.Int64N(hi-lo) }

// hex returns n lower-case hex characters; n is even.
func (s *source) hex(n int) string {
	b := make([]byte, n/2)
	for i := range b {
		b[i] = byte(s.r.Uint32())
	}
	return hex.EncodeToString(b)
}

func (s *source) uuid() string {
	h := []byte(s.hex(32))
	h[12] = '4'
	h[16] = "89ab"[s.r.IntN(4)]
	return fmt.Sprintf("%s-%s-%s-%s-%s", h[:8], h[8:12], h[12:16], h[16:20], h[20:])
}

// Dates of the API: ISO 8601 with milliseconds, always at the offset -04:00.
var apiZone = time.FixedZone("", -4*3600)

const isoMillis = "2006-01-02T15:04:05.000-07:00"

func isoDate(t time.Time) string { return t.In(apiZone).Format(isoMillis) }

// dateOrNil is null for a moment that has not come.
func dateOrNil(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return isoDate(t)
}

// parseDate reads the dates the API takes: seconds, then nothing or exactly three digits, then
// Z or an offset. Microseconds are refused, as reported for the real API.
func parseDate(s string) (time.Time, bool) {
	for _, layout := range []string{isoMillis, "2006-01-02T15:04:05-07:00", "2006-01-02T15:04:05.000Z", "2006-01-02T15:04:05Z",
		"2006-01-02T15:04:05.000-0700", "2006-01-02T15:04:05-0700"} {
		if len(s) != len(layout) {
			continue // Parse would accept any number of fraction digits
		}
		if t, err := time.Parse(layout, s); err == nil && t.Year() > 1 {
			return t, true
		}
	}
	return time.Time{}, false
}
