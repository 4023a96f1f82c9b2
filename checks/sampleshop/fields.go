package sampleshop

import "strings"

// fields is a JSON object on its way to the API.
type fields map[string]any

// at calls f with the object that holds the last step of a path such as "items[].id", and with
// that step; an array step fans out. Paths that lead nowhere are left alone.
func (o fields) at(path string, f func(holder fields, key string)) {
	step, rest, deeper := strings.Cut(path, ".")
	if !deeper {
		f(o, step)
		return
	}
	if name, fans := strings.CutSuffix(step, "[]"); fans {
		list, _ := o[name].([]fields)
		for _, e := range list {
			e.at(rest, f)
		}
		return
	}
	if next, ok := o[step].(fields); ok {
		next.at(rest, f)
	}
}

func drop(paths ...string) func(fields) {
	return func(o fields) {
		for _, p := range paths {
			o.at(p, func(h fields, k string) { delete(h, k) })
		}
	}
}

func set(path string, v any) func(fields) {
	return func(o fields) { o.at(path, func(h fields, k string) { h[k] = v }) }
}

// change edits a text that is there.
func change(path string, f func(string) string) func(fields) {
	return func(o fields) {
		o.at(path, func(h fields, k string) {
			if v, ok := h[k].(string); ok {
				h[k] = f(v)
			}
		})
	}
}

// pick copies the fields that exist, under the names given as from, to pairs.
func pick(o fields, names ...string) fields {
	out := fields{}
	for i := 0; i+1 < len(names); i += 2 {
		if v, ok := o[names[i]]; ok {
			out[names[i+1]] = v
		}
	}
	return out
}

func child(o fields, key string) fields {
	c, _ := o[key].(fields)
	return c
}
