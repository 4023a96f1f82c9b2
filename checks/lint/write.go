package lint

import "strings"

// object makes an object of what is set in it later.
func object() *value { return &value{kind: '{'} }

func str(s string) *value { return &value{kind: 's', text: s} }

// num takes a number as JSON writes it.
func num(s string) *value { return &value{kind: 'n', text: s} }

// put sets a value at a path of names, making the objects on the way. nil is left out.
func (v *value) put(path string, e *value) {
	if e == nil {
		return
	}
	name, rest, deep := strings.Cut(path, ".")
	if !deep {
		v.members = append(v.members, member{name: name, value: e})
		return
	}
	inner := v.get(name)
	if inner == nil {
		inner = object()
		v.members = append(v.members, member{name: name, value: inner})
	}
	inner.put(rest, e)
}

// write writes a value as JSON with two spaces a level.
func (v *value) write(b *strings.Builder, indent string) {
	switch v.kind {
	case '{':
		if len(v.members) == 0 {
			b.WriteString("{}")
			return
		}
		b.WriteString("{")
		for i, m := range v.members {
			comma(b, i, indent)
			b.WriteString(quote(m.name) + ": ")
			m.write(b, indent+"  ")
		}
		b.WriteString("\n" + indent + "}")
	case '[':
		if len(v.list) == 0 {
			b.WriteString("[]")
			return
		}
		b.WriteString("[")
		for i, e := range v.list {
			comma(b, i, indent)
			e.write(b, indent+"  ")
		}
		b.WriteString("\n" + indent + "]")
	case 's':
		b.WriteString(quote(v.text))
	default:
		b.WriteString(v.text)
	}
}

func comma(b *strings.Builder, i int, indent string) {
	if i > 0 {
		b.WriteString(",")
	}
	b.WriteString("\n" + indent + "  ")
}

func (v *value) json() string {
	var b strings.Builder
	v.write(&b, "")
	return b.String() + "\n"
}
