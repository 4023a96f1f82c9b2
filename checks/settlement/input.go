package settlement

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"io"
	"unicode/utf8"

	"github.com/homologa/homologa/mpclient/limits"
	"github.com/homologa/homologa/mpclient/ownfile"
)

// Content is an opened file.
type Content interface {
	io.Reader
	io.ReaderAt
	io.Closer
}

// Input is a file that can be opened more than once: doubtful amounts are decided by the whole file, and the larger of
// two files is sifted by the smaller.
type Input struct {
	Name string
	Size int64
	Open func() (Content, error)
}

// File is an input on disk. It fails on what is not a regular file.
func File(path string) (Input, error) {
	f, err := ownfile.OpenGiven(path)
	if err != nil {
		return Input{}, &Error{Code: Unreadable, File: path, cause: err}
	}
	defer func() { _ = f.Close() }()
	st, err := f.Stat()
	if err != nil {
		return Input{}, &Error{Code: Unreadable, File: path, cause: err}
	}
	return Input{Name: path, Size: st.Size(), Open: func() (Content, error) { return ownfile.OpenGiven(path) }}, nil
}

// Bytes is an input in memory.
func Bytes(name string, b []byte) Input {
	return Input{Name: name, Size: int64(len(b)), Open: func() (Content, error) { return memory{bytes.NewReader(b)}, nil }}
}

type memory struct{ *bytes.Reader }

func (memory) Close() error { return nil }

// under ends every reading of the input with the context, also one that yields no row for a long time.
func (in Input) under(ctx context.Context) Input {
	open := in.Open
	in.Open = func() (Content, error) {
		c, err := open()
		if err != nil {
			return nil, err
		}
		return &held{c, ctx}, nil
	}
	return in
}

type held struct {
	Content
	ctx context.Context
}

func (h *held) Read(p []byte) (int, error) {
	if err := h.ctx.Err(); err != nil {
		return 0, err
	}
	return h.Content.Read(p)
}

func (h *held) ReadAt(p []byte, off int64) (int, error) {
	if err := h.ctx.Err(); err != nil {
		return 0, err
	}
	return h.Content.ReadAt(p, off)
}

// text opens the input as text whose bytes below 0x80 are ASCII: UTF-16 is converted, a byte order mark dropped, a
// workbook written out with semicolons. Latin-1 stays as it is; cells are decoded one by one.
func (in Input) text(progress func(int64)) (io.ReadCloser, error) {
	c, err := in.Open()
	if err != nil {
		return nil, &Error{Code: Unreadable, File: in.Name, cause: err}
	}
	head := make([]byte, 4096)
	n, err := c.ReadAt(head, 0)
	if err != nil && err != io.EOF {
		_ = c.Close()
		return nil, &Error{Code: Unreadable, File: in.Name, cause: err}
	}
	head, err = head[:n], nil
	var r io.Reader = c
	if progress != nil {
		r = &counting{c, progress, 0}
	}
	switch {
	case n == 0:
		err = &Error{Code: Empty, File: in.Name}
	case bytes.HasPrefix(head, []byte("PK\x03\x04")):
		book, bad := openWorkbook(c, in.Size)
		if bad != nil {
			e := &Error{Code: BadWorkbook, File: in.Name, cause: bad}
			if errors.Is(bad, limits.ErrDepth) || errors.Is(bad, limits.ErrPiece) {
				e.Code = BookLimits
			}
			err = e
			break
		}
		return &together{book, []io.Closer{book, c}}, nil
	case bytes.HasPrefix(head, []byte{0xEF, 0xBB, 0xBF}):
		_, err = io.CopyN(io.Discard, r, 3)
	case bytes.HasPrefix(head, []byte{0xFF, 0xFE}):
		r = &utf16Reader{r: r, order: binary.LittleEndian}
	case bytes.HasPrefix(head, []byte{0xFE, 0xFF}):
		r = &utf16Reader{r: r, order: binary.BigEndian}
	case looksUTF16(head, 1):
		r = &utf16Reader{r: r, order: binary.LittleEndian}
	case looksUTF16(head, 0):
		r = &utf16Reader{r: r, order: binary.BigEndian}
	case isBinary(head):
		err = &Error{Code: Binary, File: in.Name}
	}
	if err != nil {
		_ = c.Close()
		if _, ours := err.(*Error); !ours {
			err = &Error{Code: Unreadable, File: in.Name, cause: err}
		}
		return nil, err
	}
	return &together{r, []io.Closer{c}}, nil
}

type together struct {
	io.Reader
	closers []io.Closer
}

func (t *together) Close() (err error) {
	for _, c := range t.closers {
		if e := c.Close(); err == nil {
			err = e
		}
	}
	return err
}

type counting struct {
	r    io.Reader
	tell func(int64)
	n    int64
}

func (c *counting) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += int64(n)
	c.tell(c.n)
	return n, err
}

// looksUTF16 tells a text without a mark by its zero bytes: ASCII has one in every pair.
func looksUTF16(head []byte, zero int) bool {
	if len(head) < 8 {
		return false
	}
	for i := 0; i+1 < min(len(head), 64); i += 2 {
		if head[i+zero] != 0 || head[i+1-zero] == 0 {
			return false
		}
	}
	return true
}

func isBinary(head []byte) bool {
	return bytes.IndexByte(head, 0) >= 0 || bytes.HasPrefix(head, []byte("%PDF")) || bytes.HasPrefix(head, []byte{0x1f, 0x8b}) ||
		bytes.HasPrefix(head, []byte{0xD0, 0xCF, 0x11, 0xE0})
}

// utf16Reader turns UTF-16 into UTF-8. Halves of a pair that stand alone become U+FFFD.
type utf16Reader struct {
	r     io.Reader
	order binary.ByteOrder
	in    [32 << 10]byte
	left  int // bytes in in
	out   []byte
	high  rune
	begun bool
	err   error
}

func (u *utf16Reader) Read(p []byte) (int, error) {
	for len(u.out) == 0 {
		if u.err != nil {
			return 0, u.err
		}
		n, err := u.r.Read(u.in[u.left:])
		n += u.left
		u.err = err
		u.out = u.out[:0]
		i := 0
		for ; i+1 < n; i += 2 {
			u.take(rune(u.order.Uint16(u.in[i:])))
		}
		u.left = copy(u.in[:], u.in[i:n])
		if err == io.EOF && (u.left > 0 || u.high != 0) {
			u.out = utf8.AppendRune(u.out, utf8.RuneError)
			u.high, u.left = 0, 0
		}
	}
	n := copy(p, u.out)
	u.out = u.out[n:]
	return n, nil
}

func (u *utf16Reader) take(r rune) {
	first := !u.begun
	u.begun = true
	switch {
	case first && r == 0xFEFF:
	case r >= 0xD800 && r < 0xDC00:
		if u.high != 0 {
			u.out = utf8.AppendRune(u.out, utf8.RuneError)
		}
		u.high = r
	case r >= 0xDC00 && r < 0xE000 && u.high != 0:
		u.out = utf8.AppendRune(u.out, (u.high-0xD800)<<10+(r-0xDC00)+0x10000)
		u.high = 0
	default:
		if u.high != 0 {
			u.out = utf8.AppendRune(u.out, utf8.RuneError)
			u.high = 0
		}
		u.out = utf8.AppendRune(u.out, r)
	}
}

// encoding of one cell.
type encoding byte

const (
	ascii encoding = iota
	utf8Text
	latin1
	noText // two encodings at once, or control bytes
)

// Windows-1252 where it differs from Latin-1: 0x80 to 0x9F.
var cp1252 = [32]rune{'€', 0x81, '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', 0x8d, 'Ž', 0x8f, 0x90, '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', 0x9d, 'ž', 'Ÿ'}

// decode brings the text of a cell to UTF-8 without spaces around it. into is scratch for Latin-1.
func decode(cell, into []byte) ([]byte, encoding) {
	cell = bytes.TrimSpace(cell)
	high, cr := false, false
	for _, c := range cell {
		if c >= 0x80 {
			high = true
		} else if c == '\r' {
			cr = true
		} else if c < ' ' && c != '\t' && c != '\n' || c == 0x7f {
			return cell, noText
		}
	}
	if cr { // a line end inside a cell is one, whoever wrote the file
		cell = bytes.ReplaceAll(cell, []byte("\r\n"), newline)
	}
	if !high {
		return cell, ascii
	}
	if utf8.Valid(cell) {
		if bytes.ContainsRune(cell, utf8.RuneError) {
			return cell, noText
		}
		return cell, utf8Text
	}
	into = into[:0]
	for i := 0; i < len(cell); i++ {
		c := cell[i]
		if c < 0x80 {
			into = append(into, c)
			continue
		}
		if r, n := utf8.DecodeRune(cell[i:]); n > 1 && r != utf8.RuneError && r >= 0xC0 && r < 0x250 {
			return cell, noText // a letter in UTF-8 beside a byte that is not
		}
		r := rune(c)
		if c < 0xA0 {
			r = cp1252[c-0x80]
		}
		into = utf8.AppendRune(into, r)
	}
	return into, latin1
}
