package mpclient

import (
	"regexp"
	"sync"
)

// late compiles a pattern at its first use: compiled together at the start, the patterns would take
// a good part of the time that a command such as version may take.
func late(pattern string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(pattern) })
}
