package lint

import (
	"bytes"
	"unicode"
	"unicode/utf8"
)

// Excerpt shows the place of a mistake in the JSON. Whatever could be a secret in it, and any digit of a longer
// number, is a dot: the text could not be read, so nothing tells which of its values are personal.
type Excerpt struct {
	Text  string
	Caret int // column in Text, from 0
}

// place turns an offset into line and column, both from 1; columns count characters.
func place(in []byte, at int) (line, column int) {
	at = min(at, len(in))
	start := bytes.LastIndexByte(in[:at], '\n') + 1
	return bytes.Count(in[:at], []byte{'\n'}) + 1, utf8.RuneCount(in[start:at]) + 1
}

const (
	excerptBefore = 36
	excerptAfter  = 28
	fewDigits     = 7 // a line with more of them may hold a document, a telephone or a card
)

func excerpt(in []byte, at int) Excerpt {
	at = min(at, len(in))
	from := bytes.LastIndexByte(in[:at], '\n') + 1
	to := len(in)
	if i := bytes.IndexByte(in[at:], '\n'); i >= 0 {
		to = at + i
	}
	// Words and digits are counted in a wider stretch than the one that is shown: a cut must not lay bare a part.
	from, to = max(from, at-2048), min(to, at+2048)
	shown, caret := veil(string(in[from:to]), at-from)
	begin := max(0, caret-excerptBefore)
	end := min(len(shown), caret+excerptAfter)
	for end > caret && shown[end-1] == ' ' {
		end--
	}
	for begin < caret && shown[begin] == ' ' {
		begin++
	}
	return Excerpt{Text: string(shown[begin:end]), Caret: caret - begin}
}

// veil keeps punctuation, the names of fields and a few digits. It returns one rune for each of the text's, and
// where in them the offset is.
func veil(s string, at int) (out []rune, caret int) {
	digits := 0
	for i := range len(s) {
		if isDigit(s[i]) {
			digits++
		}
	}
	caret = -1
	for i := 0; i < len(s); {
		if caret < 0 && i >= at {
			caret = len(out)
		}
		word := 0
		for i+word < len(s) && isWord(s[i+word]) && !isDigit(s[i+word]) {
			word++
		}
		if word > 0 {
			if at > i && at < i+word {
				caret = len(out) + at - i
			}
			known := vocabulary()[s[i:i+word]]
			for _, r := range s[i : i+word] {
				if !known {
					r = '•'
				}
				out = append(out, r)
			}
			i += word
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		switch {
		case isDigit(s[i]) && digits <= fewDigits:
		case r == '\t', r == '\r':
			r = ' '
		case unicode.IsLetter(r), unicode.IsNumber(r), unicode.IsMark(r):
			r = '•'
		case r < 0x20, r >= 0x7f:
			r = '\uFFFD'
		}
		out = append(out, r)
		i += n
	}
	if caret < 0 {
		caret = len(out)
	}
	return out, caret
}
