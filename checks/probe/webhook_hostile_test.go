package probe_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"
	"unicode"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/checks/probe"
	"github.com/homologa/homologa/mpclient"
)

// rawReceiver reads each request to its end and then writes bytes of its own.
func rawReceiver(rec *mpclient.Recorder, act func(net.Conn)) *probe.Env {
	return &probe.Env{Now: clock, Version: "9.9", Recorder: rec, Dial: func(context.Context, string, string) (net.Conn, error) {
		near, far := net.Pipe()
		go func() {
			defer far.Close()
			req, err := http.ReadRequest(bufio.NewReader(far))
			if err != nil {
				return
			}
			_, _ = io.Copy(io.Discard, req.Body)
			act(far)
		}()
		return near, nil
	}}
}

func says(s string) func(net.Conn) { return func(c net.Conn) { _, _ = io.WriteString(c, s) } }

// TestHostileReceivers: whatever an endpoint writes, the probe ends within its limits, judges what can be judged and
// keeps nothing a terminal would obey.
func TestHostileReceivers(t *testing.T) {
	const evil = "\x1b[2J\x1b]0;owned\x07\u202e\u2066\x9b31m"
	ok := "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
	for name, x := range map[string]struct {
		act    func(net.Conn)
		status int // of the genuine notification
		cause  string
		within time.Duration // simulated
	}{
		"streams forever": {func(c net.Conn) {
			_, err := io.WriteString(c, "HTTP/1.1 200 OK\r\n\r\n")
			for chunk := strings.Repeat(evil, 1000); err == nil; {
				_, err = io.WriteString(c, chunk)
			}
		}, 200, "", time.Second},
		"streams a header forever": {func(c net.Conn) {
			_, err := io.WriteString(c, "HTTP/1.1 200 OK\r\nX-A: ")
			for err == nil {
				_, err = io.WriteString(c, strings.Repeat("a", 4096))
			}
		}, 0, "connection-dropped", time.Second},
		"stops within its body": {func(c net.Conn) {
			_, _ = io.WriteString(c, "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\nhalf")
			_, _ = c.Read(make([]byte, 1)) // until the sender leaves
		}, 0, "timeout-22s", 2 * 22 * time.Second},
		"megabytes":                    {says("HTTP/1.1 200 OK\r\nContent-Length: 8388608\r\n\r\n" + strings.Repeat("x", 8<<20)), 200, "", time.Second},
		"escape sequences":             {says("HTTP/1.1 401 " + evil + "\r\nWWW-Authenticate: \u202e\u2066 realm=x\r\n\r\n<title>" + evil + "</title>"), 401, "", time.Second},
		"escape sequences in a header": {says("HTTP/1.1 200 OK\r\nServer: " + evil + "\r\n\r\n"), 0, "connection-dropped", time.Second},
		"escape sequences in a front":  {says("HTTP/1.1 403 " + evil + "\r\nCf-Mitigated: challenge\r\nCf-Ray: \u202e\r\n\r\n" + evil), 403, "", time.Second},
		"no HTTP":                      {says(evil + "\r\n\r\n"), 0, "connection-dropped", time.Second},
		"escape sequences in a status": {says("HTTP/1.1 " + evil + "\r\n\r\n"), 0, "connection-dropped", time.Second},
		"100 and 103 first":            {says("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: \u202e\r\n\r\n" + ok), 200, "", time.Second},
		"102 forever": {func(c net.Conn) {
			var err error
			for err == nil {
				_, err = io.WriteString(c, "HTTP/1.1 102 Processing\r\n\r\n")
			}
		}, 0, "connection-dropped", time.Second},
		"101":                        {says("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n"), 101, "", 6 * 22 * time.Second},
		"longer than it says":        {says("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok" + strings.Repeat("more", 1000)), 200, "", time.Second},
		"shorter than it says":       {says("HTTP/1.1 200 OK\r\nContent-Length: 2000\r\n\r\nok"), 0, "connection-dropped", time.Second},
		"two lengths":                {says("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nok"), 0, "connection-dropped", time.Second},
		"a negative length":          {says("HTTP/1.1 200 OK\r\nContent-Length: -2\r\n\r\nok"), 0, "connection-dropped", time.Second},
		"chunks that are none":       {says("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n" + evil), 0, "connection-dropped", time.Second},
		"status 999":                 {says("HTTP/1.1 999 " + evil + "\r\nContent-Length: 0\r\n\r\n"), 999, "", time.Second},
		"closes without a word":      {says(""), 0, "connection-dropped", time.Second},
		"closes within the headers":  {says("HTTP/1.1 200 OK\r\nContent-"), 0, "connection-dropped", time.Second},
		"closes within a status":     {says("HTTP/1."), 0, "connection-dropped", time.Second},
		"a location that is no text": {says("HTTP/1.1 302 Found\r\nLocation: \u202e\r\nContent-Length: 0\r\n\r\n"), 302, "", time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				rec := mpclient.NewRecorder(nil)
				start := time.Now()
				h, gap := sendAll(t, rawReceiver(rec, x.act))
				if took := time.Since(start); took > x.within {
					t.Errorf("took %v of simulated time", took)
				}
				if gap != nil {
					t.Fatal(gap)
				}
				a := h.Answers[checks.HookValidMillis]
				if a.Status != x.status || a.Cause != x.cause {
					t.Errorf("%+v, want %d %q", a, x.status, x.cause)
				}
				kept := fmt.Sprintf("%+v", h)
				for _, ex := range rec.All() {
					kept += fmt.Sprintf("%+v", ex)
				}
				for _, r := range kept {
					if unicode.IsControl(r) && r != '\n' && r != '\t' || unicode.Is(unicode.Bidi_Control, r) {
						t.Fatalf("%q is kept in %.300q", r, kept)
					}
				}
				// A refusal by the application is an answer; whether it was right is another requirement's question.
				got, want := verdicts(t, checks.Settings{}, checks.FactHook.Of(h))["answers"], x.status == 200 || x.status == 401
				if strings.HasPrefix(got, "pass") != want {
					t.Errorf("answers: %s", got)
				}
			})
		})
	}
}
