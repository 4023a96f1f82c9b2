package lang

import (
	"embed"
	"iter"
	"slices"
	"strings"
	"sync"
)

// The words stand in words/, one text a line: its key, and the text in Portuguese, Spanish and English, parted by tabs. A line
// with one text alone needs no translation: a command, a name, values side by side. "\n" is a line end, "\\" a backslash; lines
// that begin with "# " are for translators.
//
//go:embed words/*.tsv
var files embed.FS

// texts are the lines by key, without it, read when the first text is asked for. Which of the languages is meant is settled text
// by text: cutting all of them takes ten times as long, and a run shows some dozens.
var texts = sync.OnceValue(read)

func read() map[string]string {
	m := make(map[string]string, 4096)
	for line := range lines() {
		key, text, _ := strings.Cut(line, "\t")
		m[key] = text
	}
	return m
}

// find reads a text; ok is false for a key that has none.
func (l Lang) find(key string) (text string, ok bool) {
	text, ok = texts()[key]
	for range max(0, slices.Index(All, l)) {
		_, rest, more := strings.Cut(text, "\t")
		if !more {
			break // the same in every language
		}
		text = rest
	}
	text, _, _ = strings.Cut(text, "\t")
	return plain(text), ok
}

// lines gives the lines that hold texts.
func lines() iter.Seq[string] {
	return func(yield func(string) bool) {
		list, _ := files.ReadDir("words")
		for _, f := range list {
			raw, _ := files.ReadFile("words/" + f.Name())
			for rest := string(raw); rest != ""; {
				var line string
				line, rest, _ = strings.Cut(rest, "\n")
				if line != "" && line[0] != '#' && !yield(line) {
					return
				}
			}
		}
	}
}

var unescape = strings.NewReplacer(`\n`, "\n", `\\`, `\`)

func plain(s string) string {
	if strings.IndexByte(s, '\\') < 0 {
		return s
	}
	return unescape.Replace(s)
}
