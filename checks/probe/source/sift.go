package source

import (
	"archive/zip"
	"bytes"
	"compress/bzip2"
	"compress/gzip"
	"context"
	"errors"
	"io"
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/mpclient"
)

// A credential has a shape of its own and needs nothing around it, so a text of any length is looked
// through in windows. What stands across the edge of one is found in the next: they overlap by more
// than the longest credential, each of its characters written as an escape.
const (
	window  = 256 << 10
	overlap = 8 << 10

	maxZip     = 32 << 20 // its directory is read whole
	maxZipped  = 20_000   // files in one
	maxNesting = 1        // archives in archives are left out
)

// sifter gathers the credentials of one text.
type sifter struct {
	find *finder
	file string
	seen map[string]bool
	of   map[class]int
	out  []hit
}

// class is what makes one credential graver than another: of each, a few are kept.
type class struct{ secret, test, current bool }

func (f *finder) sifter(file string) *sifter {
	return &sifter{find: f, file: file, seen: map[string]bool{}, of: map[class]int{}}
}

// look goes through one window that begins at a line (from 0). Only what begins before the byte end
// counts; the rest is left to the next window.
func (s *sifter) look(b []byte, line, end int) {
	add := func(begins, at int, text string, secret bool) {
		if begins >= end || s.seen[text] || !s.find.is(text) && placeholder(text) {
			return
		}
		s.seen[text] = true
		c := class{secret, strings.HasPrefix(text, "TEST-"), s.find.is(text)}
		if s.of[c]++; s.of[c] > maxTokens {
			return
		}
		s.out = append(s.out, hit{checks.SourceToken{Masked: mpclient.Secret(text).Mask(), Place: checks.Place{File: s.file, Line: line + lineAt(b, at)},
			Secret: secret, Test: c.test, Current: c.current}, text})
	}
	for _, m := range mpclient.FindEscapedTokens(b, 0) {
		add(m.From, m.From, m.Token.Reveal(), false)
	}
	for _, k := range s.find.known {
		if at := bytes.Index(b, []byte(k)); at >= 0 {
			add(at, at, k, len(mpclient.FindTokens([]byte(k))) == 0)
		}
	}
	if hexRun(b) {
		for _, m := range reSecret().FindAllSubmatchIndex(b, -1) {
			add(m[0], m[2], string(b[m[2]:m[3]]), true)
		}
	}
}

// read goes through a text of any length. lines is how many line ends it has; n how many bytes were
// read, also where err is not nil. Zero bytes are passed over, which makes ASCII of UTF-16 and of the
// strings in a program.
func (s *sifter) read(ctx context.Context, r io.Reader, most int64) (n int64, lines int, err error) {
	buf := make([]byte, 0, window+overlap)
	for {
		if ctx.Err() != nil {
			return n, lines, ctx.Err()
		}
		got, err := full(r, buf[len(buf):cap(buf)])
		n += int64(got)
		fresh := buf[len(buf) : len(buf)+got]
		if bytes.IndexByte(fresh, 0) >= 0 {
			fresh = slices.DeleteFunc(fresh, func(c byte) bool { return c == 0 })
		}
		buf = buf[:len(buf)+len(fresh)]
		last := err == io.EOF
		end := len(buf) - overlap
		if last || err != nil {
			end = len(buf)
		}
		if end > 0 {
			s.look(buf, lines, end)
			lines += bytes.Count(buf[:end], []byte("\n"))
			buf = buf[:copy(buf, buf[end:])]
		}
		switch {
		case last:
			return n, lines, nil
		case err != nil:
			return n, lines, err
		case n >= most:
			return n, lines, errTooLarge
		}
	}
}

// full reads until p is full. io.EOF is the end of the text; what breaks off before, as compressed
// data does, keeps its own error.
func full(r io.Reader, p []byte) (n int, err error) {
	for n < len(p) && err == nil {
		var got int
		got, err = r.Read(p[n:])
		n += got
	}
	return n, err
}

// errPacked is a form of compression that is not undone here.
var errPacked = errors.New("source: an archive that is not read here")

// errPDF is said of a document that was looked through as far as that goes.
var errPDF = errors.New("source: a PDF")

// oneZip lets one archive's directory be in memory at a time.
var oneZip sync.Mutex

// packedAs tells compressed files by their first bytes; brotli has none and goes by its name.
func packedAs(name string, head []byte) string {
	for _, k := range []struct{ form, magic string }{{"gz", "\x1f\x8b"}, {"bz2", "BZh"}, {"zip", "PK\x03\x04"}, {"zip", "PK\x05\x06"}, {"other", "\x28\xb5\x2f\xfd"},
		{"other", "\xfd7zXZ\x00"}, {"other", "7z\xbc\xaf\x27\x1c"}, {"other", "Rar!\x1a\x07"}, {"other", "\x04\x22\x4d\x18"}} {
		if bytes.HasPrefix(head, []byte(k.magic)) {
			return k.form
		}
	}
	if strings.EqualFold(path.Ext(name), ".br") && len(head) > 0 {
		return "other"
	}
	return ""
}

// unpack goes through what is compressed in r, of which at is the same in any order, nil when it has none.
func (s *sifter) unpack(ctx context.Context, form string, r io.Reader, at io.ReaderAt, size, most int64, depth int) error {
	if depth > maxNesting {
		return errPacked
	}
	switch form {
	case "gz":
		z, err := gzip.NewReader(r)
		if err != nil {
			return errPacked
		}
		defer z.Close()
		return s.inside(ctx, z, most, depth)
	case "bz2":
		return s.inside(ctx, bzip2.NewReader(r), most, depth)
	case "zip":
		if at == nil || size > maxZip {
			return errPacked
		}
		oneZip.Lock()
		defer oneZip.Unlock()
		z, err := zip.NewReader(at, size)
		if err != nil || len(z.File) > maxZipped {
			return errPacked
		}
		room := most
		for _, f := range z.File {
			if f.Mode().IsDir() {
				continue
			}
			in, err := f.Open()
			if err != nil {
				return errPacked
			}
			counted := &counter{r: in}
			err = s.inside(ctx, counted, room, depth)
			_ = in.Close()
			if room -= counted.n; err == nil && room <= 0 {
				err = errTooLarge
			}
			if err != nil {
				return err
			}
		}
		return nil
	}
	return errPacked
}

type counter struct {
	r io.Reader
	n int64
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += int64(n)
	return n, err
}

// inside goes through one compressed text; a gzip or bzip2 within is undone once more.
func (s *sifter) inside(ctx context.Context, r io.Reader, most int64, depth int) error {
	head := make([]byte, 8000)
	n, err := full(r, head)
	if err != nil && err != io.EOF {
		return errPacked
	}
	head = head[:n]
	whole := io.MultiReader(bytes.NewReader(head), r)
	switch form := packedAs("", head); {
	case form == "":
	case form == "zip":
		return errPacked
	default:
		return s.unpack(ctx, form, whole, nil, 0, most, depth+1)
	}
	_, _, err = s.read(ctx, whole, most)
	if err != nil && !errors.Is(err, errTooLarge) && ctx.Err() == nil {
		return errPacked
	}
	return err
}
