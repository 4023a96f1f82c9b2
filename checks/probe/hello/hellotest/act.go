package hellotest

import (
	"bytes"
	"net"
)

// Alert sends a fatal alert and waits for the other side to leave.
func Alert(what byte) Act {
	return func(c net.Conn) {
		_, _ = c.Write([]byte{21, 3, 1, 0, 2, 2, what})
		drain(c)
	}
}

// Silent says nothing until the other side leaves.
func Silent(c net.Conn) { drain(c) }

// Close ends the line in order.
func Close(net.Conn) {}

// Reset cuts the line.
func Reset(c net.Conn) {
	if tcp, ok := c.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0)
	}
}

// HTTP answers as a web server does that was sent TLS on its plain port.
func HTTP(c net.Conn) {
	_, _ = c.Write([]byte("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"))
}

// Garbage sends bytes that begin like no record.
func Garbage(c net.Conn) { _, _ = c.Write(bytes.Repeat([]byte{0xde, 0xad, 0xbe, 0xef}, 64)) }

// Broken sends a record that is TLS, with a ServerHello that is not.
func Broken(c net.Conn) {
	_, _ = c.Write(record(22, 0x0303, message(2, []byte{3, 3, 1, 2, 3})))
	drain(c)
}

// AlertFlood sends warnings until the other side leaves.
func AlertFlood(c net.Conn) {
	b := bytes.Repeat([]byte{21, 3, 3, 0, 2, 1, 90}, 512)
	for {
		if _, err := c.Write(b); err != nil {
			return
		}
	}
}

// EndlessCertificate takes a suite and then sends certificates until the other side leaves.
func EndlessCertificate(version, suite uint16) Act {
	return func(c net.Conn) {
		_, _ = c.Write(Server{}.flight(version, suite, hello{})[:5+4+38])
		b := record(22, version, message(11, certificate(16000)))
		for {
			if _, err := c.Write(b); err != nil {
				return
			}
		}
	}
}
