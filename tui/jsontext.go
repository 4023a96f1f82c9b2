package tui

import (
	"bytes"
	"encoding/json"
	"strings"

	"github.com/homologa/homologa/mpclient"
)

// pretty indents a JSON body; what is no JSON stays as it is. The result is fit for a terminal.
func pretty(body string) string {
	var b bytes.Buffer
	if err := json.Indent(&b, []byte(body), "", "  "); err == nil {
		body = b.String()
	}
	return mpclient.Clean(body)
}

// jsonLines colours an indented JSON text: names, texts, numbers and words apart. Lines wider than w go on below,
// so that no value hides beyond the edge.
func (t theme) jsonLines(text string, w int, indent string) []string {
	var out []string
	for _, line := range strings.Split(strings.TrimRight(text, "\n"), "\n") {
		line = strings.ReplaceAll(line, "\t", "    ")
		name, value := "", line
		trimmed := strings.TrimLeft(line, " ")
		lead := line[:len(line)-len(trimmed)]
		if strings.HasPrefix(trimmed, `"`) {
			if end := endOfString(trimmed); end > 0 && strings.HasPrefix(trimmed[end:], ":") {
				name, value = lead+trimmed[:end+1], trimmed[end+1:]
			}
		}
		if len(line) > w { // wide runes are rare in a body; wrap decides by cells
			out = append(out, t.hard(rText, trimmed, w, indent+lead)...)
			continue
		}
		out = append(out, indent+t.s(rAccent, name)+t.s(jsonRole(strings.TrimSpace(value)), value))
	}
	return out
}

// endOfString is the index after the closing quote of a JSON text at the start of s, 0 without one.
func endOfString(s string) int {
	for i := 1; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case '"':
			return i + 1
		}
	}
	return 0
}

func jsonRole(value string) role {
	switch {
	case strings.HasPrefix(value, `"`):
		return rOK
	case value == "" || strings.ContainsAny(value[:1], "{}[]"):
		return rMuted
	}
	return rWarn
}
