// Package sent reads what an integration really sent, out of a file its developer recorded: a HAR
// of a browser or proxy, or JSON lines. It keeps what rules ask for, redacted as it is read, and no
// value of a header. It judges nothing and calls nothing.
package sent

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"path/filepath"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/mpclient"
	"github.com/homologa/homologa/mpclient/ownfile"
)

// Limits of what is read.
const (
	maxFile    = 64 << 20
	maxEntries = 20_000
	maxBody    = 1 << 20
	maxSights  = 8
)

// Options say what is known beside the file.
type Options struct {
	File     string   // name in texts
	API      []string // further hosts of the API: the simulator's, host:port
	Own      []string // hosts of the integration itself
	Redactor *mpclient.Redactor
}

// Why says what is wrong with a file as a whole; it is the last part of a text key "exchanges.why.…".
type Why string

// The reasons.
const (
	WhyMissing    Why = "missing"
	WhyPermission Why = "permission"
	WhyFolder     Why = "folder" // or a device, a pipe
	WhyLarge      Why = "large"
	WhyUnreadable Why = "unreadable"
	WhyEmpty      Why = "empty"
	WhyBinary     Why = "binary"  // mitmproxy's own format, an archive, a picture
	WhyNotJSON    Why = "text"    // text, a page, XML
	WhyOther      Why = "other"   // JSON of another kind
	WhyDeep       Why = "deep"    // bodies nested beyond limits.Depth, and nothing else
	WhyNone       Why = "nothing" // of the right kind, and without a single request
)

// Error is a file that gives nothing.
type Error struct {
	Why Why
	err error
}

func (e *Error) Error() string {
	if e.err != nil {
		return "exchanges: " + string(e.Why) + ": " + e.err.Error()
	}
	return "exchanges: " + string(e.Why)
}

func (e *Error) Unwrap() error { return e.err }

// Open reads a file. The error is always an *Error.
func Open(ctx context.Context, path string, opt Options) (checks.Sent, error) {
	if opt.File == "" {
		opt.File = filepath.Base(path)
	}
	f, err := ownfile.OpenGiven(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return checks.Sent{}, &Error{WhyMissing, err}
	case errors.Is(err, fs.ErrPermission):
		return checks.Sent{}, &Error{WhyPermission, err}
	case ownfile.What(err) != "":
		return checks.Sent{}, &Error{WhyFolder, nil}
	case err != nil:
		return checks.Sent{}, &Error{WhyUnreadable, err}
	}
	defer func() { _ = f.Close() }()
	if st, err := f.Stat(); err == nil && st.Size() > maxFile {
		return checks.Sent{}, &Error{WhyLarge, nil}
	}
	raw, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	switch {
	case err != nil:
		return checks.Sent{}, &Error{WhyUnreadable, err}
	case len(raw) > maxFile:
		return checks.Sent{}, &Error{WhyLarge, nil}
	}
	return Read(ctx, raw, opt)
}

// Read reads the text of a file. The error is always an *Error.
func Read(ctx context.Context, raw []byte, opt Options) (checks.Sent, error) {
	if opt.Redactor == nil {
		opt.Redactor = mpclient.NewRedactor()
	}
	raw = bytes.TrimSpace(plainText(raw))
	r := newReader(ctx, opt)
	switch {
	case len(raw) == 0:
		return r.out, &Error{WhyEmpty, nil}
	case raw[0] == '{' && r.har(raw):
		r.out.Form = "har"
	case raw[0] == '{' || raw[0] == '[':
		r.out.Form = "lines"
		r.lines(raw)
	case bytes.IndexByte(raw[:min(len(raw), 512)], 0) >= 0 || !utf8.Valid(raw[:cutRune(raw, 512)]):
		return r.out, &Error{WhyBinary, nil}
	default:
		return r.out, &Error{WhyNotJSON, nil}
	}
	if r.out.Read > 0 {
		r.finish()
		return r.out, nil
	}
	switch {
	case r.deep:
		return r.out, &Error{WhyDeep, nil}
	case r.known && r.out.Cut == "":
		return r.out, &Error{WhyNone, nil}
	case !json.Valid(raw) && !r.known:
		return r.out, &Error{WhyNotJSON, nil}
	case r.out.Cut != "":
		return r.out, &Error{WhyNotJSON, nil}
	}
	return r.out, &Error{WhyOther, nil}
}

// plainText takes a byte order mark away and turns what Windows PowerShell writes into UTF-8.
func plainText(raw []byte) []byte {
	wide := func(low, high int) []byte {
		units := make([]uint16, 0, len(raw)/2)
		for i := 2; i+1 < len(raw); i += 2 {
			units = append(units, uint16(raw[i+low])|uint16(raw[i+high])<<8)
		}
		return []byte(string(utf16.Decode(units)))
	}
	switch {
	case bytes.HasPrefix(raw, []byte("\xef\xbb\xbf")):
		return raw[3:]
	case bytes.HasPrefix(raw, []byte("\xff\xfe")):
		return wide(0, 1)
	case bytes.HasPrefix(raw, []byte("\xfe\xff")):
		return wide(1, 0)
	}
	return raw
}

// cutRune is at most n and not inside a character.
func cutRune(raw []byte, n int) int {
	if len(raw) <= n {
		return len(raw)
	}
	for n > 0 && !utf8.RuneStart(raw[n]) {
		n--
	}
	return n
}

// har reads an HTTP archive; false when the object has no log. An archive that ends in the middle
// gives what stood before.
func (r *reader) har(raw []byte) bool {
	dec := json.NewDecoder(bytes.NewReader(raw))
	if !enter(dec, "log") || !enter(dec, "entries") {
		return r.known
	}
	r.known = true
	if t, err := dec.Token(); err != nil || t != json.Delim('[') {
		r.out.Cut = checks.SentBroken
		return true
	}
	for dec.More() {
		var e harEntry
		if !r.next(dec.Decode(&e), func() (exchange, bool) { return e.exchange() }) {
			return true
		}
	}
	if _, err := dec.Token(); err != nil {
		r.out.Cut = checks.SentBroken
	}
	return true
}

// enter goes into an object up to the value of a key.
func enter(dec *json.Decoder, name string) bool {
	if t, err := dec.Token(); err != nil || t != json.Delim('{') {
		return false
	}
	for dec.More() {
		key, err := dec.Token()
		if err != nil {
			return false
		}
		if key == name {
			return true
		}
		var skip json.RawMessage
		if dec.Decode(&skip) != nil {
			return false
		}
	}
	return false
}

// lines reads one object a line, one object alone however it is laid out, or the elements of a list.
func (r *reader) lines(raw []byte) {
	one := func(raw []byte, last bool) bool {
		var e lineEntry
		err := json.Unmarshal(raw, &e)
		if err != nil && !wrongType(err) && !last && r.out.Read+r.out.Skipped < maxEntries {
			r.out.Skipped++ // one bad line costs that line
			return r.room()
		}
		return r.next(err, func() (exchange, bool) { return e.exchange() })
	}
	switch {
	case raw[0] == '[':
		dec := json.NewDecoder(bytes.NewReader(raw))
		if _, err := dec.Token(); err != nil {
			return
		}
		for dec.More() {
			var e lineEntry
			if !r.next(dec.Decode(&e), func() (exchange, bool) { return e.exchange() }) {
				return
			}
		}
		if _, err := dec.Token(); err != nil {
			r.out.Cut = checks.SentBroken
		}
		return
	case json.Valid(raw):
		one(raw, true)
		return
	}
	for len(raw) > 0 {
		line, rest, _ := bytes.Cut(raw, []byte("\n"))
		if line = bytes.TrimSpace(line); len(line) > 0 && !one(line, len(rest) == 0) {
			return
		}
		raw = rest
	}
}

func wrongType(err error) bool {
	var wrong *json.UnmarshalTypeError
	return errors.As(err, &wrong)
}

// next takes one entry; false ends the reading.
func (r *reader) next(err error, read func() (exchange, bool)) bool {
	switch {
	case r.out.Read+r.out.Skipped >= maxEntries:
		r.out.Cut = checks.SentEntries
		return false
	case wrongType(err):
		r.out.Skipped++
		return r.room()
	case err != nil:
		r.out.Cut = checks.SentBroken
		return false
	}
	x, ok := read()
	if !ok {
		r.out.Skipped++
		r.deep = r.deep || x.deep
		return r.room()
	}
	r.known = true
	r.out.Read++
	if x.large {
		r.out.Large++
	}
	x.n = r.out.Read + r.out.Skipped
	r.look(x)
	return r.room()
}

// room tells whether reading goes on.
func (r *reader) room() bool {
	if r.ctx.Err() != nil {
		r.out.Cut = checks.SentStopped
		return false
	}
	return true
}
