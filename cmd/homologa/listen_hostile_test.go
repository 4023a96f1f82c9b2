package main

import (
	"io"
	"net"
	"net/http"
	"runtime"
	"strings"
	"testing"
)

// TestListenBesideAHostileAddress: an address that says more than its answer reaches no stream of ours.
func TestListenBesideAHostileAddress(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows sends no interrupt to a single process")
	}
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = ln.Close() })
	left := make(chan struct{})
	go func() {
		defer close(left)
		c, err := ln.Accept()
		if err != nil {
			return
		}
		defer c.Close()
		_, _ = c.Read(make([]byte, 4096))
		_, _ = io.WriteString(c, "HTTP/1.1 200 \x1b[2J\r\nContent-Length: 2\r\n\r\nok"+strings.Repeat("hunter2\x1b[2J", 100))
		_, _ = io.Copy(io.Discard, c) // until the other side gives the connection up
	}()
	l := startListen(t, t.TempDir(), []string{"MP_WEBHOOK_SECRET=x"}, "--addr", "127.0.0.1:0", "--tunnel-agent", free(t), "--forward-to", "http://"+ln.Addr().String())
	resp, err := http.Post(l.Address, "application/json", strings.NewReader("{}"))
	if err != nil {
		t.Fatal(err)
	}
	_ = resp.Body.Close()
	if e := l.next(t, "delivery"); e.Status == nil || *e.Status != 200 {
		t.Errorf("%+v", e)
	}
	<-left
	l.end(t)
	if l.errs.String() != "" {
		t.Errorf("%q", l.errs.String())
	}
}
