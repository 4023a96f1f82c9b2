package sandbox

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

const (
	longestFault = 2 * time.Minute
	longestRetry = 24 * 60 * 60 // seconds
	mostTimes    = 1_000_000
)

// ChaosParts are the parts of a chaos specification, each with a value that fits.
var ChaosParts = []string{"latency=300ms", "slow=5s", "status=503", "retry-after=2", "html", "truncate", "reset", "times=3"}

// ChaosProblem is what is wrong with a part of a specification.
type ChaosProblem string

// The problems of chaos specifications.
const (
	ChaosUnknown ChaosProblem = "unknown" // no such part
	ChaosValue   ChaosProblem = "value"   // a value the part does not take
	ChaosTwice   ChaosProblem = "twice"   // a part that was there before
	ChaosNothing ChaosProblem = "nothing" // no fault in it at all
)

// ChaosError names the part of a specification that is wrong.
type ChaosError struct {
	Part    string
	Problem ChaosProblem
	Known   string // what would fit
}

func (e *ChaosError) Error() string {
	return fmt.Sprintf("chaos: %q is not one of %s", e.Part, e.Known)
}

// ParseChaos reads a specification such as "latency=300ms,status=503,times=3": parts separated by
// commas, in any order, each at most once. Every error is a *ChaosError.
func ParseChaos(spec string) (Chaos, error) {
	var c Chaos
	var seen []string
	for part := range strings.SplitSeq(spec, ",") {
		part = strings.TrimSpace(part)
		name, value, valued := strings.Cut(part, "=")
		known, fits := c.take(name, value, valued)
		switch {
		case known == "":
			return Chaos{}, &ChaosError{part, ChaosUnknown, strings.Join(ChaosParts, ", ")}
		case slices.Contains(seen, name):
			return Chaos{}, &ChaosError{part, ChaosTwice, known}
		case !fits:
			return Chaos{}, &ChaosError{part, ChaosValue, known}
		}
		seen = append(seen, name)
	}
	if c == (Chaos{Times: c.Times}) {
		return Chaos{}, &ChaosError{spec, ChaosNothing, strings.Join(ChaosParts[:len(ChaosParts)-1], ", ")}
	}
	return c, nil
}

// take reads one part. known is what the part takes, "" for a part that does not exist.
func (c *Chaos) take(name, value string, valued bool) (known string, fits bool) {
	whole := func(to *int, lowest, highest int) (string, bool) {
		n, err := strconv.Atoi(value)
		*to = n
		return fmt.Sprintf("%s=N (%d–%d)", name, lowest, highest), err == nil && n >= lowest && n <= highest
	}
	span := func(to *time.Duration) (string, bool) {
		d, err := time.ParseDuration(value)
		*to = d
		return name + "=300ms (≤ 2m)", err == nil && d > 0 && d <= longestFault
	}
	flag := func(to *bool) (string, bool) {
		*to = true
		return name, !valued
	}
	switch name {
	case "latency":
		return span(&c.Latency)
	case "slow":
		return span(&c.Slow)
	case "status":
		return whole(&c.Status, 400, 599)
	case "retry-after":
		return whole(&c.RetryAfter, 1, longestRetry)
	case "times":
		return whole(&c.Times, 1, mostTimes)
	case "html":
		return flag(&c.HTML)
	case "truncate":
		return flag(&c.Truncate)
	case "reset":
		return flag(&c.Reset)
	}
	return "", false
}

// check says why a fault cannot be, in the words of the control call.
func (c Chaos) check() string {
	within := func(d time.Duration) bool { return d >= 0 && d <= longestFault }
	switch {
	case c.Status != 0 && (c.Status < 400 || c.Status > 599):
		return "status is 0 or between 400 and 599"
	case !within(c.Latency) || !within(c.Slow):
		return "latency_ms and slow_ms are between 0 and 120000"
	case c.Times < 0 || c.RetryAfter < 0:
		return "times and retry_after are not negative"
	}
	return ""
}
