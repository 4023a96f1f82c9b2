package markup

import (
	"bytes"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// text makes bytes readable: UTF-16 becomes UTF-8 and a byte order mark goes. Every other encoding of
// the web writes tags, addresses and tokens as ASCII does, so it stays as it is.
func text(b []byte, contentType string) []byte {
	low := strings.ToLower(contentType)
	big := false
	switch {
	case bytes.HasPrefix(b, []byte("\xef\xbb\xbf")):
		return b[3:]
	case bytes.HasPrefix(b, []byte("\xff\xfe")):
		b = b[2:]
	case bytes.HasPrefix(b, []byte("\xfe\xff")):
		b, big = b[2:], true
	case strings.Contains(low, "utf-16be"), len(b) > 3 && b[0] == 0 && b[1] != 0 && b[2] == 0:
		big = true
	case strings.Contains(low, "utf-16"), len(b) > 3 && b[0] != 0 && b[1] == 0 && b[2] != 0 && b[3] == 0:
	default:
		return b
	}
	out := make([]byte, 0, len(b)/2)
	unit := func(i int) rune {
		if big {
			return rune(b[i])<<8 | rune(b[i+1])
		}
		return rune(b[i+1])<<8 | rune(b[i])
	}
	for i := 0; i+1 < len(b); i += 2 {
		r := unit(i)
		if utf16.IsSurrogate(r) && i+3 < len(b) {
			if full := utf16.DecodeRune(r, unit(i+2)); full != utf8.RuneError {
				r, i = full, i+2
			}
		}
		out = utf8.AppendRune(out, r)
	}
	return out
}
