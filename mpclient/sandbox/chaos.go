package sandbox

import (
	"net"
	"net/http"
	"strconv"
	"time"
)

// chaos is the fault the next calls meet.
type chaos struct {
	fault
	left    int  // calls still to spoil
	forever bool // until changed
}

type fault struct {
	Latency    time.Duration
	Status     int // 0: answer as usual
	HTML       bool
	Truncate   bool
	RetryAfter int
	Reset      bool          // no answer: the connection is reset
	Slow       time.Duration // the body takes that long
}

// next returns the fault for one call and counts it.
func (c *chaos) next() fault {
	if c.forever {
		return c.fault
	}
	if c.left == 0 {
		return fault{}
	}
	c.left--
	return c.fault
}

func (f fault) errorBody() (contentType string, body []byte) {
	if f.HTML {
		text := http.StatusText(f.Status)
		return "text/html; charset=utf-8", []byte("<html><head><title>" + text + "</title></head><body><h1>" + text + "</h1></body></html>")
	}
	if f.Status == http.StatusTooManyRequests {
		return jsonType, encode(object{"status": 429, "error": "too_many_requests", "message": "too many requests"})
	}
	return jsonType, encode(fail(f.Status, "simulated fault").body)
}

// write sends the answer, or what the fault leaves of it. What was asked for has been done in any
// case: that is what makes these faults worth rehearsing.
func (f fault) write(w http.ResponseWriter, pause func(time.Duration) error, status int, contentType string, body []byte) {
	if f.RetryAfter > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(f.RetryAfter))
	}
	if f.Reset {
		reset(w)
		return
	}
	if f.Slow == 0 && !f.Truncate || len(body) < 2 {
		send(w, status, contentType, body)
		return
	}
	w.Header().Set("Content-Type", contentType)
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(status)
	if f.Truncate { // under the length of the whole: the connection breaks in the reader's hands
		body = body[:len(body)/2]
	}
	trickle(w, pause, f.Slow, body)
}

// trickle spreads a body over a time, in ten parts.
func trickle(w http.ResponseWriter, pause func(time.Duration) error, over time.Duration, body []byte) {
	const parts = 10
	out := http.NewResponseController(w)
	for i := range parts {
		w.Write(body[len(body)*i/parts : len(body)*(i+1)/parts])
		if over > 0 && (out.Flush() != nil || pause(over/parts) != nil) {
			return
		}
	}
}

// reset breaks the connection the hard way, so that the caller reads "connection reset by peer".
func reset(w http.ResponseWriter) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler) // the server breaks it then, less rudely
	}
	if tcp, is := conn.(*net.TCPConn); is {
		tcp.SetLinger(0)
	}
	conn.Close()
}
