package webhook

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// setField changes one field of a body and keeps its type. A field that is not there, and a value
// that is there already, would change nothing of what a receiver sees.
func setField(fields map[string]any, assignment string) error {
	bad := func(p SendProblem, value string, known ...string) error { return &SendError{p, "set", value, known} }
	path, value, ok := strings.Cut(assignment, "=")
	if !ok || path == "" {
		return bad(SendSetForm, assignment)
	}
	at := fields
	parts := strings.Split(path, ".")
	for _, p := range parts[:len(parts)-1] {
		at, _ = at[p].(map[string]any)
	}
	last := parts[len(parts)-1]
	old, ok := at[last]
	if _, object := old.(map[string]any); !ok || object {
		return bad(SendSetUnknown, path, fieldPaths("", fields)...)
	}
	if fmt.Sprint(old) == value {
		return bad(SendSetSame, assignment)
	}
	var next any = value
	switch old.(type) {
	case bool:
		if b, err := strconv.ParseBool(value); err == nil {
			next = b
		}
	case json.Number:
		if n := json.Number(value); json.Valid([]byte(value)) && n.String() != "" {
			if _, err := n.Float64(); err == nil {
				next = n
			}
		}
	}
	at[last] = next
	return nil
}

// fieldPaths lists the fields that hold a value.
func fieldPaths(under string, m map[string]any) (out []string) {
	for _, k := range slices.Sorted(maps.Keys(m)) {
		if sub, ok := m[k].(map[string]any); ok {
			out = append(out, fieldPaths(under+k+".", sub)...)
			continue
		}
		out = append(out, under+k)
	}
	return out
}
