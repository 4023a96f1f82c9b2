// Package late compiles regular expressions when they are first needed: compiled together at the
// start, they would take a good part of the time that a command such as version may take.
package late

import (
	"regexp"
	"sync"
)

// Pattern returns the compiled expression; one that does not compile panics at its first use, as
// regexp.MustCompile would at the start.
func Pattern(expr string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expr) })
}
