package sandbox

import (
	"encoding/json"
	"strconv"
	"strings"
	"unicode"
)

// truth reads a boolean; the older reference also wrote "1", "0", "true" and "false".
func truth(o object, key string, otherwise bool) bool {
	switch v := o[key].(type) {
	case bool:
		return v
	case string:
		if b, err := strconv.ParseBool(v); err == nil {
			return b
		}
	}
	return otherwise
}

// number reads an integer; sent is false when the key is absent or null.
func number(o object, key string) (n int, sent bool) {
	v, is := o[key].(json.Number)
	if !is {
		return 0, o[key] != nil
	}
	i, err := strconv.Atoi(v.String())
	if err != nil {
		return -1, true // out of range: no caller takes a negative
	}
	return i, true
}

// asNumber reads a JSON number; one out of range counts as zero.
func asNumber(v any) (f float64, isNumber bool) {
	n, is := v.(json.Number)
	if !is {
		return 0, false
	}
	f, err := n.Float64()
	if err != nil {
		f = 0
	}
	return f, true
}

// textNumbers turns the numbers of an object of text fields into text, in place.
func textNumbers(o object) {
	for k, v := range o {
		switch v := v.(type) {
		case json.Number:
			o[k] = v.String()
		case object:
			inner := overlay(v, nil, 1)
			textNumbers(inner)
			o[k] = inner
		}
	}
}

// orNil is null for what was not sent.
func orNil(s string) any {
	if s == "" {
		return nil
	}
	return s
}

// asText turns the scalars of a request into the strings a payment answers with: quantities
// and prices of additional_info come back quoted.
func asText(v any) any {
	switch v := v.(type) {
	case json.Number:
		return v.String()
	case bool:
		return strconv.FormatBool(v)
	case []any:
		out := make([]any, len(v))
		for i, e := range v {
			out[i] = asText(e)
		}
		return out
	case object:
		out := make(object, len(v))
		for k, e := range v {
			if e != nil {
				out[k] = asText(e)
			}
		}
		return out
	}
	return v
}

// snakeKeys renames camelCase keys, which is what metadata comes back with.
func snakeKeys(o object) object {
	out := make(object, len(o))
	for k, v := range o {
		if inner, is := v.(object); is {
			v = snakeKeys(inner)
		}
		out[snake(k)] = v
	}
	return out
}

func snake(key string) string {
	var b strings.Builder
	var before rune
	for _, r := range key {
		if unicode.IsUpper(r) && (unicode.IsLower(before) || unicode.IsDigit(before)) {
			b.WriteByte('_')
		}
		before = r
		b.WriteRune(unicode.ToLower(r))
	}
	return b.String()
}
