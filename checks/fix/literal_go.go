package fix

import (
	"encoding/json"
	"path"
	"reflect"
	"strconv"
	"strings"
)

// goLiteral writes a tree as a composite literal of the SDK's type t. Field names come from the
// type, so they are right by construction; gofmt lays it out.
func goLiteral(t reflect.Type, v any) string {
	if x, ok := v.(variable); ok && x.number {
		return "whole(order[" + strconv.Quote(x.name) + "])"
	} else if ok {
		return "order[" + strconv.Quote(x.name) + "]"
	}
	ref := ""
	if t.Kind() == reflect.Pointer {
		t, ref = t.Elem(), "&"
		if t == timeType {
			return "at(" + strconv.Quote(asText(v)) + ")"
		}
		if t.Kind() == reflect.Bool {
			return "ptr(" + strconv.FormatBool(v == true) + ")"
		}
	}
	switch t.Kind() {
	case reflect.Struct:
		o, _ := v.(object)
		var b strings.Builder
		for _, k := range ordered(o) {
			for i := range t.NumField() {
				if f := t.Field(i); jsonName(f) == k {
					b.WriteString(f.Name + ": " + goLiteral(f.Type, o[k]) + ",\n")
				}
			}
		}
		return ref + goName(t) + "{\n" + b.String() + "}"
	case reflect.Slice:
		list, _ := v.([]any)
		name := t.Elem().Name()
		if t.Elem().Kind() == reflect.Struct {
			name = goName(t.Elem())
		}
		var b strings.Builder
		for _, e := range list {
			b.WriteString(strings.TrimPrefix(goLiteral(t.Elem(), e), name) + ",\n")
		}
		return "[]" + name + "{\n" + b.String() + "}"
	case reflect.Map:
		o, _ := v.(object)
		var b strings.Builder
		for _, k := range ordered(o) {
			b.WriteString(strconv.Quote(k) + ": " + goLiteral(reflect.TypeOf(o[k]), o[k]) + ",\n")
		}
		return "map[string]any{\n" + b.String() + "}"
	case reflect.Bool:
		return strconv.FormatBool(v == true)
	case reflect.Int, reflect.Int64, reflect.Float64:
		return asText(v)
	}
	if n, ok := v.(json.Number); ok { // in a map; floats, because JSON has no other numbers
		return "float64(" + n.String() + ")"
	}
	return strconv.Quote(asText(v))
}

// goName is a type of the SDK as its users write it.
func goName(t reflect.Type) string { return path.Base(t.PkgPath()) + "." + t.Name() }

func asText(v any) string {
	switch x := v.(type) {
	case string:
		return x
	case json.Number:
		return x.String()
	}
	return ""
}
