package webhook

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

// rawLocal answers every connection with bytes of its own, once the request's headers came.
func rawLocal(t *testing.T, act func(net.Conn)) *url.URL {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = ln.Close() })
	go func() {
		for {
			c, err := ln.Accept()
			if err != nil {
				return
			}
			go func() {
				defer c.Close()
				if _, err := c.Read(make([]byte, 4096)); err == nil {
					act(c)
				}
			}()
		}
	}()
	return &url.URL{Scheme: "http", Host: ln.Addr().String(), Path: "/"}
}

// TestForwardToHostileAddresses: an outcome is a status or an id of ours, whatever the local address writes, and
// no answer is read beyond the limit.
func TestForwardToHostileAddresses(t *testing.T) {
	const evil = "\x1b[2J\x1b]0;owned\x07\u202e"
	says := func(s string) func(net.Conn) { return func(c net.Conn) { _, _ = io.WriteString(c, s) } }
	for name, x := range map[string]struct {
		act     func(net.Conn)
		status  int
		problem string
	}{
		"streams forever": {func(c net.Conn) {
			_, err := io.WriteString(c, "HTTP/1.1 200 OK\r\n\r\n")
			for chunk := strings.Repeat(evil, 1000); err == nil; {
				_, err = io.WriteString(c, chunk)
			}
		}, 200, ""},
		"megabytes": {says("HTTP/1.1 201 Created\r\nContent-Length: 8388608\r\n\r\n" + strings.Repeat("x", 8<<20)), 201, ""},
		"a header forever": {func(c net.Conn) {
			_, err := io.WriteString(c, "HTTP/1.1 200 OK\r\nX-A: ")
			for err == nil {
				_, err = io.WriteString(c, strings.Repeat("a", 4096))
			}
		}, 0, "handshake-failed"},
		"100 and 103 first": {says("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n"), 204, ""},
		"102 forever": {func(c net.Conn) {
			var err error
			for err == nil {
				_, err = io.WriteString(c, "HTTP/1.1 102 Processing\r\n\r\n")
			}
		}, 0, "handshake-failed"},
		"longer than it says":  {says("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok" + strings.Repeat("x", 5000)), 200, ""},
		"shorter than it says": {says("HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nok"), 200, ""},
		"two lengths":          {says("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nok"), 0, "handshake-failed"},
		"a negative length":    {says("HTTP/1.1 200 OK\r\nContent-Length: -2\r\n\r\nok"), 0, "handshake-failed"},
		"no HTTP":              {says(evil + "\r\n\r\n"), 0, "handshake-failed"},
		"escape sequences":     {says("HTTP/1.1 500 " + evil + "\r\nServer: \u202e\r\n\r\n" + evil), 500, ""},
		"escapes in a header":  {says("HTTP/1.1 200 OK\r\nServer: " + evil + "\r\nContent-Length: 0\r\n\r\n"), 0, "handshake-failed"}, // no client may take it
		"closes at once":       {says(""), 0, "connection-closed"},
	} {
		t.Run(name, func(t *testing.T) {
			f := NewForwarder(rawLocal(t, x.act), ForwardOptions{})
			defer f.Close(context.Background())
			if o := f.Send(t.Context(), Arrival{ID: "d-1", Method: "POST", Body: []byte("{}")}, nil); o.Status != x.status || o.Problem != x.problem {
				t.Errorf("%+v, want %d %q", o, x.status, x.problem)
			} else if o.Millis >= forwardLimit.Milliseconds() {
				t.Errorf("it was read for as long as it came, %d ms", o.Millis)
			}
		})
	}
}

// late is how a transport ends when the time of a request is over.
type late struct{}

func (late) RoundTrip(r *http.Request) (*http.Response, error) {
	if d, ok := r.Context().Deadline(); !ok || time.Until(d) > forwardLimit {
		return nil, errors.New("no limit of 22 s")
	}
	return nil, context.DeadlineExceeded
}

// TestForwardToAHang: the wait is Mercado Pago's own.
func TestForwardToAHang(t *testing.T) {
	f := NewForwarder(&url.URL{Scheme: "http", Host: "127.0.0.1:1"}, ForwardOptions{HTTP: late{}})
	defer f.Close(context.Background())
	if o := f.Send(t.Context(), Arrival{ID: "d-1"}, nil); o.Problem != NoAnswer || o.Delivered() {
		t.Errorf("%+v", o)
	}
}
