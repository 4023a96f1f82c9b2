package hellotest

import (
	"encoding/binary"
	"errors"
	"io"
	"slices"
)

// hello is what the servers look at in a ClientHello.
type hello struct {
	version  uint16
	versions []uint16 // of the extension; nil without it
	suites   []uint16
	session  []byte
	share    bool // a key share that is not empty
}

// modern tells the hellos of clients of today.
func (h hello) modern() bool {
	if slices.Contains(h.versions, 0x0304) {
		return true
	}
	return h.version >= 0x0303 && slices.ContainsFunc(h.suites, func(id uint16) bool {
		return id == 0xc02b || id == 0xc02c || id == 0xc02f || id == 0xc030 || id == 0xcca8 || id == 0xcca9
	})
}

var errNoHello = errors.New("no ClientHello")

// readHello reads the record of a ClientHello. One that is not well formed to the last byte is an
// error: the servers are also a check on who writes hellos.
func readHello(r io.Reader) (raw []byte, h hello, err error) {
	raw = make([]byte, 5)
	if _, err := io.ReadFull(r, raw); err != nil {
		return nil, h, err
	}
	raw = append(raw, make([]byte, binary.BigEndian.Uint16(raw[3:]))...)
	if _, err := io.ReadFull(r, raw[5:]); err != nil {
		return nil, h, err
	}
	body := raw[5:]
	if raw[0] != 22 || len(body) < 4+2+32+1 || body[0] != 1 || int(body[1])<<16|int(body[2])<<8|int(body[3]) != len(body)-4 {
		return nil, h, errNoHello
	}
	h.version = binary.BigEndian.Uint16(body[4:])
	p := parts{rest: body[4+2+32:]}
	h.session = p.sized(1)
	for b := range slices.Chunk(p.sized(2), 2) {
		h.suites = append(h.suites, binary.BigEndian.Uint16(b))
	}
	p.sized(1) // compression
	if len(p.rest) > 0 {
		ext := parts{rest: p.sized(2)}
		for len(ext.rest) > 0 && !ext.bad {
			kind := ext.word()
			value := parts{rest: ext.sized(2)}
			switch kind {
			case 43:
				for b := range slices.Chunk(value.sized(1), 2) {
					h.versions = append(h.versions, binary.BigEndian.Uint16(b))
				}
			case 51:
				h.share = len(value.sized(2)) > 0
			}
		}
		p.bad = p.bad || ext.bad
	}
	if p.bad || len(p.rest) > 0 {
		return nil, h, errNoHello
	}
	return raw, h, nil
}

type parts struct {
	rest []byte
	bad  bool
}

func (p *parts) word() uint16 {
	if len(p.rest) < 2 {
		p.rest, p.bad = nil, true
		return 0
	}
	v := binary.BigEndian.Uint16(p.rest)
	p.rest = p.rest[2:]
	return v
}

// sized takes a value that follows its length in one or two bytes.
func (p *parts) sized(width int) []byte {
	n := 0
	if width == 2 {
		n = int(p.word())
	} else if len(p.rest) > 0 {
		n, p.rest = int(p.rest[0]), p.rest[1:]
	} else {
		p.bad = true
	}
	if n > len(p.rest) {
		p.rest, p.bad = nil, true
		return nil
	}
	v := p.rest[:n]
	p.rest = p.rest[n:]
	return v
}
