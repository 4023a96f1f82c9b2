package hellotest

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/sha256"
	"crypto/sha512"
	"crypto/tls"
	"encoding/binary"
	"encoding/hex"
	"hash"
	"io"
	"net"
)

// Renegotiator is a server of Go that answers a second hello inside of a finished TLS 1.2
// handshake, which crypto/tls itself refuses. Without Answer it takes it.
type Renegotiator struct {
	Config *tls.Config
	Serve  func(*tls.Conn) // clients that do not renegotiate; nil reads until they leave
	Answer func(net.Conn)  // what it does instead of taking the hello
}

// Handle serves one connection.
func (r Renegotiator) Handle(c net.Conn) {
	var log bytes.Buffer
	side := &serverSide{Conn: c}
	cfg := r.Config.Clone()
	cfg.KeyLogWriter = &log
	conn := tls.Server(side, cfg)
	if conn.Handshake() != nil {
		return
	}
	state := conn.ConnectionState()
	if state.Version == tls.VersionTLS12 {
		// The client speaks next: a handshake record is the second hello.
		first := make([]byte, 1)
		if _, err := io.ReadFull(c, first); err != nil {
			return
		}
		side.pending = first
		if first[0] == 22 {
			if r.Answer != nil {
				r.Answer(c)
				return
			}
			takeSecondHello(side, log.Bytes(), state)
			drain(c)
			return
		}
	}
	if r.Serve != nil {
		r.Serve(conn)
		return
	}
	_, _ = io.Copy(io.Discard, conn)
}

// takeSecondHello answers with a ServerHello if the hello is what it must be: record 1 of the
// client, a whole ClientHello that names the verify data of the handshake before (RFC 5746).
func takeSecondHello(side *serverSide, log []byte, state tls.ConnectionState) {
	head := make([]byte, 5)
	if _, err := io.ReadFull(side, head); err != nil {
		return
	}
	body := make([]byte, binary.BigEndian.Uint16(head[3:]))
	if _, err := io.ReadFull(side, body); err != nil || len(body) < 24 {
		return
	}
	f := bytes.Fields(log)
	clientRandom, _ := hex.DecodeString(string(f[1]))
	master, _ := hex.DecodeString(string(f[2]))
	serverRandom := side.sent[11:43]

	size, h := 16, sha256.New
	if state.CipherSuite == tls.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384 || state.CipherSuite == tls.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384 {
		size, h = 32, sha512.New384
	}
	keys := expand(h, master, bytes.Join([][]byte{[]byte("key expansion"), serverRandom, clientRandom}, nil), 2*size+8)
	aad := func(n int) []byte {
		return append([]byte{0, 0, 0, 0, 0, 0, 0, 1, 22, 3, 3}, byte(n>>8), byte(n))
	}
	plain, err := gcm(keys[:size]).Open(nil, append(bytes.Clone(keys[2*size:2*size+4]), body[:8]...), body[8:], aad(len(body)-24))
	if err != nil {
		return
	}
	_, _, err = readHello(bytes.NewReader(record(22, 0x0303, plain)))
	if err != nil || !bytes.Contains(plain, append([]byte{0xff, 0x01, 0, 13, 12}, state.TLSUnique...)) {
		return
	}
	answer := message(2, append(append([]byte{3, 3}, make([]byte, 32)...), 0, byte(state.CipherSuite>>8), byte(state.CipherSuite), 0))
	nonce := append(bytes.Clone(keys[2*size+4:]), 0, 0, 0, 0, 0, 0, 0, 1)
	sealed := gcm(keys[size:2*size]).Seal([]byte{0, 0, 0, 0, 0, 0, 0, 1}, nonce, answer, aad(len(answer)))
	_, _ = side.Conn.Write(record(22, 0x0303, sealed))
}

func gcm(key []byte) cipher.AEAD {
	block, err := aes.NewCipher(key)
	if err != nil {
		panic(err)
	}
	aead, err := cipher.NewGCM(block)
	if err != nil {
		panic(err)
	}
	return aead
}

func expand(h func() hash.Hash, secret, seed []byte, n int) (out []byte) {
	mac := func(b []byte) []byte {
		m := hmac.New(h, secret)
		m.Write(b)
		return m.Sum(nil)
	}
	for a := mac(seed); len(out) < n; a = mac(a) {
		out = append(out, mac(append(bytes.Clone(a), seed...))...)
	}
	return out[:n]
}

// serverSide keeps the first bytes written, and gives back bytes that were read ahead.
type serverSide struct {
	net.Conn
	sent, pending []byte
}

func (s *serverSide) Write(b []byte) (int, error) {
	if len(s.sent) < 64 {
		s.sent = append(s.sent, b...)
	}
	return s.Conn.Write(b)
}

func (s *serverSide) Read(b []byte) (int, error) {
	if len(s.pending) > 0 {
		n := copy(b, s.pending)
		s.pending = s.pending[n:]
		return n, nil
	}
	return s.Conn.Read(b)
}
