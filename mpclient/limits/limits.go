// Package limits holds what every reader of outside bytes is bound by, beside the number of bytes: a small text can still be
// deep, long in one piece or endless in time, and a library that buffers turns that into memory. Readers take their limits from
// here, so that one place says what this program does with hostile input.
package limits

import "time"

const (
	// Depth is how deep arrays, objects or elements may be nested. Real bodies and reports stay below ten.
	Depth = 64

	// Call is how long one call of the API may take, below every context of its caller: a server that accepts and never
	// answers ends here.
	Call = 15 * time.Second

	// RetryAfter caps what an answer's Retry-After header may ask for.
	RetryAfter = 20 * time.Second
)
