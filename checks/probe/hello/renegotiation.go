package hello

import (
	"bytes"
	"context"
	"crypto/tls"
	"encoding/hex"
	"errors"
	"io"
	"net"

	"github.com/homologa/homologa/checks"
)

// gcmSuites are what the handshake before a renegotiation offers: one form of record is enough,
// and a server of TLS 1.2 without any of them is a finding already.
var gcmSuites = []uint16{
	tls.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, tls.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
	tls.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384, tls.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
	tls.TLS_RSA_WITH_AES_128_GCM_SHA256, tls.TLS_RSA_WITH_AES_256_GCM_SHA384,
}

// Renegotiation asks whether a client may start a second handshake inside of the first (TLS 1.2;
// TLS 1.3 has no such thing, so a server that refuses 1.2 by its version answers No). An alert or a
// closed line is a No. It is Unknown for servers without AES-GCM over ECDHE or RSA, and for those
// that want a client certificate. connections counts those that came about.
//
// crypto/tls makes the first handshake and cannot start a second one. So the keys are derived from
// its key log, and the second hello is the next record.
func (a *Asker) Renegotiation(ctx context.Context) (answer checks.Answer, connections int) {
	l := a.look()
	answer = l.renegotiation(ctx)
	return answer, int(l.dialled.Load())
}

func (l *look) renegotiation(ctx context.Context) checks.Answer {
	conn, done, err := l.connect(ctx)
	if err != nil {
		return checks.Unknown
	}
	defer done()
	var log bytes.Buffer
	in := &tap{Conn: conn}
	// The older versions have none of the suites. They are named so that a server which speaks nothing
	// newer does not refuse the version, as one that speaks TLS 1.3 alone does.
	//nolint:gosec // observed, not trusted
	client := tls.Client(in, &tls.Config{ServerName: serverName(l.ServerName), InsecureSkipVerify: true, KeyLogWriter: &log,
		MinVersion: tls.VersionTLS10, MaxVersion: tls.VersionTLS12, CipherSuites: gcmSuites})
	handshake := client.HandshakeContext(ctx)

	_, body, err := (&stream{r: bytes.NewReader(in.got)}).message()
	if handshake != nil || err != nil {
		var alert alertError
		if errors.As(err, &alert) && alert == alertProtocolVersion {
			return checks.No
		}
		return checks.Unknown
	}
	first, err := parseServerHello(body)
	if err != nil {
		return checks.Unknown
	}
	mine, theirs, err := sessionKeys(log.Bytes(), first)
	if err != nil {
		return checks.Unknown
	}
	state := client.ConnectionState()
	again := clientHello{version: tls.VersionTLS12, suites: gcmSuites, name: l.ServerName, small: true, verifyData: state.TLSUnique}
	// The client's Finished was number 0.
	if _, err := conn.Write(mine.seal(1, recordHandshake, again.message())); err != nil && !lineCut(err) {
		return checks.Unknown
	}
	return theirs.answer(io.MultiReader(bytes.NewReader(in.got), conn))
}

// answer reads what the server sent, from its first byte, up to what it says to the second hello.
func (d direction) answer(r io.Reader) checks.Answer {
	s := &stream{r: r}
	encrypted := false
	for seq := uint64(0); ; {
		kind, body, err := s.raw()
		switch {
		case lineCut(err):
			return checks.No
		case err != nil:
			return checks.Unknown
		case !encrypted:
			encrypted = kind == recordChangeCipher
			continue
		}
		plain, err := d.open(seq, kind, body)
		if err != nil {
			return checks.Unknown
		}
		seq++
		switch {
		case kind == recordAlert:
			return checks.No
		case kind == recordHandshake && len(plain) > 0 && plain[0] == msgServerHello:
			return checks.Yes
		}
	}
}

func lineCut(err error) bool {
	return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || (reply{err: err}).reset()
}

// tap keeps what is read through it, as much as a stream would read.
type tap struct {
	net.Conn
	got []byte
}

func (t *tap) Read(b []byte) (int, error) {
	n, err := t.Conn.Read(b)
	t.got = append(t.got, b[:n]...)
	if len(t.got) > maxBytes {
		return 0, errTooMuch
	}
	return n, err
}

// sessionKeys derives the keys of both directions from the one line of a key log and the server's
// hello.
func sessionKeys(log []byte, server serverHello) (client, srv direction, err error) {
	f := bytes.Fields(log)
	if len(f) != 3 || string(f[0]) != "CLIENT_RANDOM" {
		return direction{}, direction{}, errors.New("no master secret in the key log")
	}
	clientRandom, err1 := hex.DecodeString(string(f[1]))
	master, err2 := hex.DecodeString(string(f[2]))
	if err := errors.Join(err1, err2); err != nil {
		return direction{}, direction{}, err
	}
	return keyBlock(server.suite, master, clientRandom, server.random)
}
