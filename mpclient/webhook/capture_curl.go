package webhook

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// curlTakes are the options of curl that have a value and say nothing about a signature.
var curlTakes = []string{"-o", "--output", "-u", "--user", "-b", "--cookie", "-c", "--cookie-jar", "-e", "--referer",
	"-m", "--max-time", "--connect-timeout", "-x", "--proxy", "-w", "--write-out", "--resolve", "--cacert", "-E", "--cert", "--key",
	"--retry", "-T", "--upload-file", "-F", "--form", "-K", "--config"}

// curlWithValue are the letters that end a bundle with a value.
const curlWithValue = "HdXAoubcemxwETFK"

// parseCurl reads a command as browsers and debuggers copy it. It is read, never run; files that it names are not opened.
func parseCurl(text string) (Delivery, error) {
	words, err := shellWords(text)
	if err != nil {
		return Delivery{}, err
	}
	d := Delivery{Form: "curl", Method: "POST"}
	var data []string
	for i := 1; i < len(words); i++ {
		w := words[i]
		value := func(opt string) string {
			if v, ok := strings.CutPrefix(w, opt+"="); ok && strings.HasPrefix(opt, "--") {
				return v
			}
			if !strings.HasPrefix(opt, "--") && len(w) > 2 {
				return w[2:]
			}
			if i++; i < len(words) {
				return words[i]
			}
			err = captureError(CaptureCut, opt)
			return ""
		}
		name, _, _ := strings.Cut(w, "=")
		if len(w) > 2 && w[0] == '-' && w[1] != '-' { // -sSXPOST: the last letter may have a value
			at := strings.IndexAny(w[1:], curlWithValue)
			if at < 0 {
				continue
			}
			w = "-" + w[1+at:]
			name = w[:2]
		}
		switch {
		case name == "-H" || name == "--header":
			if k, v, ok := strings.Cut(value(name), ":"); ok {
				d.addHeader(k, v)
			}
		case name == "-d" || slices.Contains([]string{"--data", "--data-binary", "--data-ascii", "--json"}, name):
			if v := value(name); !strings.HasPrefix(v, "@") {
				data = append(data, v)
			}
		case name == "--data-raw" || name == "--data-urlencode":
			data = append(data, value(name))
		case name == "-A" || name == "--user-agent":
			d.addHeader("User-Agent", value(name))
		case name == "-X" || name == "--request":
			d.Method = value(name)
		case name == "--url":
			d.Target = value(name)
		case slices.Contains(curlTakes, name):
			value(name)
		case strings.HasPrefix(w, "-") && w != "-":
		case d.Target == "":
			d.Target = w
		}
		if err != nil {
			return Delivery{}, err
		}
	}
	d.Body = []byte(strings.Join(data, "&"))
	return d, nil
}

// shellWords splits a POSIX command line, with $'…' as bash writes it. Nothing is expanded. The first command
// alone is read.
func shellWords(s string) ([]string, error) {
	var words []string
	var b strings.Builder
	open := false
	end := func() {
		if open {
			words = append(words, b.String())
			b.Reset()
			open = false
		}
	}
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '\\' || c == '^' && i+1 < len(s) && (s[i+1] == '\n' || s[i+1] == '\r'):
			if i++; i >= len(s) {
				return nil, captureError(CaptureCut, `\`)
			}
			if s[i] == '\r' && i+1 < len(s) && s[i+1] == '\n' {
				i++
			}
			if s[i] != '\n' {
				b.WriteByte(s[i])
				open = true
			}
		case c == '\'':
			n := strings.IndexByte(s[i+1:], '\'')
			if n < 0 {
				return nil, captureError(CaptureCut, "'")
			}
			b.WriteString(s[i+1 : i+1+n])
			i += n + 1
			open = true
		case c == '$' && i+1 < len(s) && s[i+1] == '\'':
			n := ansiQuoted(&b, s[i+2:])
			if n < 0 {
				return nil, captureError(CaptureCut, "$'")
			}
			i += n + 2
			open = true
		case c == '"':
			n := doubleQuoted(&b, s[i+1:])
			if n < 0 {
				return nil, captureError(CaptureCut, `"`)
			}
			i += n + 1
			open = true
		case c == ' ' || c == '\t' || c == '\r':
			end()
		case c == '\n' || c == '|' || c == ';' || c == '&' && !open:
			end()
			return words, nil
		default:
			b.WriteByte(c)
			open = true
		}
	}
	end()
	return words, nil
}

// doubleQuoted copies up to the closing quote and tells where it is, -1 without one.
func doubleQuoted(b *strings.Builder, s string) int {
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '"':
			return i
		case s[i] == '\\' && i+1 < len(s) && strings.IndexByte("\"\\$`\n", s[i+1]) >= 0:
			if i++; s[i] != '\n' {
				b.WriteByte(s[i])
			}
		default:
			b.WriteByte(s[i])
		}
	}
	return -1
}

var ansiLetters = map[byte]byte{'n': '\n', 't': '\t', 'r': '\r', 'a': 7, 'b': 8, 'f': 12, 'v': 11, 'e': 27, 'E': 27}

// ansiQuoted is doubleQuoted for $'…'.
func ansiQuoted(b *strings.Builder, s string) int {
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '\'':
			return i
		case s[i] != '\\' || i+1 >= len(s):
			b.WriteByte(s[i])
		default:
			i++
			digits, base := 0, 16
			switch s[i] {
			case 'x':
				digits = 2
			case 'u':
				digits = 4
			case 'U':
				digits = 8
			case '0', '1', '2', '3', '4', '5', '6', '7':
				digits, base = 3, 8
				i--
			default:
				if c, ok := ansiLetters[s[i]]; ok {
					b.WriteByte(c)
				} else {
					b.WriteByte(s[i])
				}
				continue
			}
			kind, n := s[i], 0
			for n < digits && i+1+n < len(s) {
				if _, err := strconv.ParseUint(s[i+1+n:i+2+n], base, 8); err != nil {
					break
				}
				n++
			}
			v, err := strconv.ParseUint(s[i+1:i+1+n], base, 32)
			switch {
			case err != nil:
				b.WriteByte('\\')
				b.WriteByte(kind)
			case kind == 'u' || kind == 'U':
				b.WriteRune(rune(min(v, utf8.MaxRune)))
			default:
				b.WriteByte(byte(v))
			}
			i += n
		}
	}
	return -1
}
