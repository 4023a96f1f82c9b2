package hello

import (
	"bytes"
	"crypto/tls"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math/bits"
)

// What a server may send before we stop reading. The largest honest answer is a Certificate message
// on the way to a ServerKeyExchange; crypto/tls refuses those over 256 KiB.
const (
	maxBytes   = 256<<10 + 8<<10
	maxRecord  = 16<<10 + 2<<10
	maxMessage = 256 << 10
)

var (
	errNotTLS    = errors.New("not TLS")
	errMalformed = errors.New("malformed TLS")
	errTooMuch   = errors.New("too many bytes")
)

// alertError is an alert that ends the handshake.
type alertError uint8

const (
	alertCloseNotify     = 0
	alertProtocolVersion = 70
)

func (a alertError) Error() string { return fmt.Sprintf("alert %d", uint8(a)) }

// stream reads handshake messages out of the records of a stranger. It keeps at most maxBytes, and
// never more than was sent.
type stream struct {
	r      io.Reader
	read   int
	spoke  bool   // a whole record came
	warned bool   // by an alert that did not end the handshake
	buf    []byte // handshake bytes not yet taken
}

// message gives the next handshake message, its four bytes of header cut off.
func (s *stream) message() (kind byte, body []byte, err error) {
	for {
		if len(s.buf) >= 4 {
			n := int(s.buf[1])<<16 | int(s.buf[2])<<8 | int(s.buf[3])
			if n > maxMessage {
				return 0, nil, errTooMuch
			}
			if len(s.buf) >= 4+n {
				kind, body, s.buf = s.buf[0], s.buf[4:4+n], s.buf[4+n:]
				return kind, body, nil
			}
		}
		if err := s.record(); err != nil {
			return 0, nil, err
		}
	}
}

// record reads one record. A line that ends between records is io.EOF, or the alert that a warning
// before it amounts to.
func (s *stream) record() error {
	kind, body, err := s.raw()
	switch {
	case errors.Is(err, io.EOF) && s.warned:
		return alertError(alertCloseNotify)
	case err != nil:
		return err
	}
	switch kind {
	case recordHandshake:
		s.buf = append(s.buf, body...)
		return nil
	case recordAlert:
		if len(body) < 2 {
			return errMalformed
		}
		// Warnings, such as unrecognized_name, leave the handshake going.
		if level, what := body[0], body[1]; level != 1 || what == alertCloseNotify {
			return alertError(what)
		}
		s.warned = true
		return nil
	case recordChangeCipher: // follows a HelloRetryRequest
		return nil
	}
	return errMalformed
}

const (
	recordChangeCipher = 20
	recordData         = 23
)

// raw reads one record as it is.
func (s *stream) raw() (kind byte, body []byte, err error) {
	var head [5]byte
	n, err := io.ReadFull(s.r, head[:])
	s.read += n
	if n > 0 && (head[0] < recordChangeCipher || head[0] > recordData) || n > 1 && head[1] != 3 || n > 2 && head[2] > 4 {
		if s.spoke {
			return 0, nil, errMalformed
		}
		return 0, nil, errNotTLS
	}
	if err != nil {
		return 0, nil, err
	}
	size := int(binary.BigEndian.Uint16(head[3:]))
	if size > maxRecord {
		return 0, nil, errMalformed
	}
	if s.read+size > maxBytes {
		return 0, nil, errTooMuch
	}
	body = make([]byte, size)
	n, err = io.ReadFull(s.r, body)
	s.read += n
	if err != nil {
		if errors.Is(err, io.EOF) {
			err = io.ErrUnexpectedEOF
		}
		return 0, nil, err
	}
	s.spoke = true
	return head[0], body, nil
}

// serverHello is what we need of a ServerHello or a HelloRetryRequest, which has the same form.
type serverHello struct {
	version, suite uint16
	random         []byte
}

const (
	msgServerHello       = 2
	msgServerKeyExchange = 12
	msgServerHelloDone   = 14
)

// parseServerHello reads the message's body (RFC 8446, section 4.1.3; older ones have the same head).
func parseServerHello(body []byte) (serverHello, error) {
	const head = 2 + 32 + 1
	if len(body) < head {
		return serverHello{}, errMalformed
	}
	h := serverHello{version: binary.BigEndian.Uint16(body), random: body[2:34]}
	id := int(body[34])
	rest := body[head:]
	if id > 32 || len(rest) < id+3 {
		return serverHello{}, errMalformed
	}
	h.suite = binary.BigEndian.Uint16(rest[id:])
	if rest = rest[id+3:]; len(rest) == 0 { // no extensions
		return h, nil
	}
	ext, after, ok := cut16(rest)
	if !ok || len(after) != 0 {
		return serverHello{}, errMalformed
	}
	for len(ext) > 0 {
		if len(ext) < 2 {
			return serverHello{}, errMalformed
		}
		kind := binary.BigEndian.Uint16(ext)
		var value []byte
		if value, ext, ok = cut16(ext[2:]); !ok {
			return serverHello{}, errMalformed
		}
		if kind == extSupportedVersions {
			if len(value) != 2 || h.version != tls.VersionTLS12 {
				return serverHello{}, errMalformed
			}
			h.version = binary.BigEndian.Uint16(value)
		}
	}
	return h, nil
}

// cut16 takes off a value that follows its length in two bytes.
func cut16(b []byte) (value, rest []byte, ok bool) {
	if len(b) < 2 {
		return nil, nil, false
	}
	n := int(binary.BigEndian.Uint16(b))
	if len(b) < 2+n {
		return nil, nil, false
	}
	return b[2 : 2+n], b[2+n:], true
}

// primeBits reads on to the ServerKeyExchange of a finite-field DHE and gives the size of its prime
// in bits; 0 when it does not come.
func (s *stream) primeBits() int {
	for {
		kind, body, err := s.message()
		if err != nil || kind == msgServerHelloDone {
			return 0
		}
		if kind != msgServerKeyExchange {
			continue
		}
		p, _, ok := cut16(body)
		if p = bytes.TrimLeft(p, "\x00"); !ok || len(p) == 0 {
			return 0
		}
		return 8*(len(p)-1) + bits.Len8(p[0])
	}
}
