package checks

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"github.com/homologa/homologa/mpclient/limits"
)

// Doc is a JSON document as the API answered it, redacted, with presence kept apart from
// value. Paths are written as in the references: "payer.email", "items[].category_id".
type Doc struct {
	ID   string
	raw  json.RawMessage
	root any
}

// ParseDoc reads a JSON object. Numbers keep their text.
func ParseDoc(id string, raw []byte) (*Doc, error) {
	if err := limits.JSONDepth(raw); err != nil {
		return nil, fmt.Errorf("checks: document %s: %w", id, err)
	}
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.UseNumber()
	var v any
	if err := dec.Decode(&v); err != nil {
		return nil, fmt.Errorf("checks: document %s: %w", id, err)
	}
	if _, ok := v.(map[string]any); !ok {
		return nil, fmt.Errorf("checks: document %s: not an object", id)
	}
	return &Doc{ID: id, raw: raw, root: v}, nil
}

// MarshalJSON gives the document as it was read.
func (d *Doc) MarshalJSON() ([]byte, error) { return d.raw, nil }

// Root is the decoded object, for fixes that keep the integration's own values.
func (d *Doc) Root() map[string]any {
	if d == nil {
		return nil
	}
	m, _ := d.root.(map[string]any)
	return m
}

// At collects the values at a path; an array step "[]" fans out. Missing steps yield nothing.
func (d *Doc) At(path string) []any {
	if d == nil {
		return nil
	}
	cur := []any{d.root}
	for step := range strings.SplitSeq(path, ".") {
		name, fan := strings.CutSuffix(step, "[]")
		var next []any
		for _, c := range cur {
			m, ok := c.(map[string]any)
			if !ok {
				continue
			}
			v, ok := m[name]
			if !ok {
				continue
			}
			if !fan {
				next = append(next, v)
				continue
			}
			if arr, ok := v.([]any); ok {
				next = append(next, arr...)
			}
		}
		cur = next
	}
	return cur
}

// Filled tells whether a value says anything: the API echoes absent fields as null, "", 0-length
// lists, objects of empty values or [{"id":""}].
func Filled(v any) bool {
	switch x := v.(type) {
	case nil:
		return false
	case string:
		return strings.TrimSpace(x) != ""
	case []any:
		for _, e := range x {
			if Filled(e) {
				return true
			}
		}
		return false
	case map[string]any:
		for _, e := range x {
			if Filled(e) {
				return true
			}
		}
		return false
	}
	return true
}

// Has tells whether the path holds a filled value everywhere it fans out: with three items,
// "items[].id" must be filled in all three.
func (d *Doc) Has(path string) bool {
	filled, of := d.Coverage(path)
	return of > 0 && filled == of
}

// Coverage counts filled values and places where one is due. For a path through an array
// every element counts as a place.
func (d *Doc) Coverage(path string) (filled, of int) {
	if d == nil {
		return 0, 0
	}
	head, tail, fans := strings.Cut(path, "[].")
	if !fans {
		vs := d.At(path)
		for _, v := range vs {
			if Filled(v) {
				filled++
			}
		}
		return filled, max(len(vs), 1)
	}
	elems := d.At(head + "[]")
	for _, e := range elems {
		sub := &Doc{root: e}
		if f, n := sub.Coverage(tail); n > 0 && f == n {
			filled++
		}
	}
	return filled, len(elems)
}

// Known tells whether the path exists at all, even as null or "".
func (d *Doc) Known(path string) bool { return len(d.At(path)) > 0 }

// Str reads a scalar as text, "" when absent.
func (d *Doc) Str(path string) string {
	vs := d.At(path)
	if len(vs) == 0 {
		return ""
	}
	return Scalar(vs[0])
}

// Strs reads all scalars at a path.
func (d *Doc) Strs(path string) []string {
	var out []string
	for _, v := range d.At(path) {
		if s := Scalar(v); s != "" {
			out = append(out, s)
		}
	}
	return out
}

// Bool reads a boolean; ok is false when absent or of another type.
func (d *Doc) Bool(path string) (v, ok bool) {
	vs := d.At(path)
	if len(vs) == 0 {
		return false, false
	}
	v, ok = vs[0].(bool)
	return v, ok
}

// Num reads a number, also one written as a string (Orders).
func (d *Doc) Num(path string) (float64, bool) {
	return Number(d.Str(path))
}

// Number reads a decimal number as JSON writes it, or as Orders do in a string. What ParseFloat takes beside that (NaN, Inf,
// hexadecimal, underscores) is no number: NaN is neither above a limit nor below it, and would pass every comparison.
func Number(s string) (float64, bool) {
	if strings.Trim(s, "+-.0123456789eE") != "" {
		return 0, false
	}
	n, err := strconv.ParseFloat(s, 64)
	return n, err == nil
}

// Scalar writes a JSON scalar as text; objects and arrays give "".
func Scalar(v any) string {
	switch x := v.(type) {
	case string:
		return x
	case json.Number:
		return x.String()
	case bool:
		return strconv.FormatBool(x)
	case float64:
		return strconv.FormatFloat(x, 'f', -1, 64)
	}
	return ""
}
