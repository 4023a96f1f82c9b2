package checks

import (
	"strconv"
	"strings"
)

// Omission is one kind of thing that a reader did not look at although what is sought may be in it.
type Omission struct {
	Kind  string   // last part of a text key "left.…"
	N     int      // how many; 0 where the reader stopped before it could count
	Names []string // the first few, cleaned; nil where they have no names
}

// Omissions is what the reader of a set left out. Without any it looked at the whole set; with one,
// what was not seen may be there, and no judgement may rest on its absence.
type Omissions []Omission

// maxNamed is how many names are kept of each kind.
const maxNamed = 5

// Add counts n things of a kind and keeps the first few names.
func (o *Omissions) Add(kind string, n int, names ...string) {
	for i := range *o {
		if x := &(*o)[i]; x.Kind == kind {
			x.N += n
			x.Names = append(x.Names, names[:min(len(names), max(maxNamed-len(x.Names), 0))]...)
			return
		}
	}
	*o = append(*o, Omission{kind, n, append([]string(nil), names[:min(len(names), maxNamed)]...)})
}

// Of is how many things of a kind were left out.
func (o Omissions) Of(kind string) int {
	for _, x := range o {
		if x.Kind == kind {
			return max(x.N, 1)
		}
	}
	return 0
}

// LeftOut is the kind of evidence that names what was not looked at. It is shown with every verdict.
const LeftOut = "left_out"

// Without adds what was not looked at to the evidence.
func (f Finding) Without(o Omissions, exchange string) Finding {
	for _, x := range o {
		f = f.With(LeftOut, x.text(), exchange)
	}
	return f
}

// text words one kind: "3 files over 256 MiB: a.js, b.js".
func (x Omission) text() Text {
	args := []string{"n", strconv.Itoa(x.N), "names", ""}
	if len(x.Names) > 0 {
		args[3] = ": " + strings.Join(x.Names, ", ")
		if x.N > len(x.Names) {
			args[3] += ", …"
		}
	}
	return T("left."+x.Kind, args...)
}
