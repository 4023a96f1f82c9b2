package hello

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/sha256"
	"crypto/sha512"
	"crypto/tls"
	"encoding/binary"
	"hash"
	"slices"
)

// direction protects the records of one side with AES-GCM (RFC 5288).
type direction struct {
	aead cipher.AEAD
	salt []byte // the first 4 bytes of every nonce
}

// keyBlock derives both directions of a suite in gcmSuites (RFC 5246, section 6.3).
func keyBlock(suite uint16, master, clientRandom, serverRandom []byte) (client, server direction, err error) {
	size, h := 16, sha256.New
	switch suite {
	case tls.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384, tls.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384, tls.TLS_RSA_WITH_AES_256_GCM_SHA384:
		size, h = 32, sha512.New384
	}
	const salt = 4
	b := prf(h, master, slices.Concat([]byte("key expansion"), serverRandom, clientRandom), 2*size+2*salt)
	if client, err = newDirection(b[:size], b[2*size:2*size+salt]); err != nil {
		return client, server, err
	}
	server, err = newDirection(b[size:2*size], b[2*size+salt:])
	return client, server, err
}

func newDirection(key, salt []byte) (direction, error) {
	block, err := aes.NewCipher(key)
	if err != nil {
		return direction{}, err
	}
	aead, err := cipher.NewGCM(block)
	return direction{aead, salt}, err
}

// prf is P_hash of RFC 5246, section 5.
func prf(h func() hash.Hash, secret, seed []byte, n int) []byte {
	sum := func(b ...[]byte) []byte {
		m := hmac.New(h, secret)
		m.Write(slices.Concat(b...))
		return m.Sum(nil)
	}
	var out []byte
	for a := sum(seed); len(out) < n; a = sum(a) {
		out = append(out, sum(a, seed)...)
	}
	return out[:n]
}

// associated is what a record is bound to besides its bytes.
func associated(seq uint64, kind byte, size int) []byte {
	b := append(binary.BigEndian.AppendUint64(nil, seq), kind)
	b = binary.BigEndian.AppendUint16(b, tls.VersionTLS12)
	return binary.BigEndian.AppendUint16(b, uint16(size))
}

// seal makes record number seq, header included.
func (d direction) seal(seq uint64, kind byte, plain []byte) []byte {
	explicit := binary.BigEndian.AppendUint64(nil, seq)
	body := d.aead.Seal(slices.Clone(explicit), slices.Concat(d.salt, explicit), plain, associated(seq, kind, len(plain)))
	head := binary.BigEndian.AppendUint16([]byte{kind}, tls.VersionTLS12)
	return sized16(head, body)
}

// open gives the plain bytes of record number seq; body is the record without its header.
func (d direction) open(seq uint64, kind byte, body []byte) ([]byte, error) {
	const explicit = 8
	if len(body) < explicit+d.aead.Overhead() {
		return nil, errMalformed
	}
	size := len(body) - explicit - d.aead.Overhead()
	return d.aead.Open(nil, slices.Concat(d.salt, body[:explicit]), body[explicit:], associated(seq, kind, size))
}
