package sandbox

import (
	"net"
	"net/http"
	"strconv"
	"time"
)

// chaos is the fault the next calls meet.
type chaos struct {
	Chaos
	left    int  // calls still to spoil
	forever bool // until changed
}

// Chaos is what goes wrong with the next calls to the API; the zero value is nothing. Control
// calls and the pages for a browser never meet it.
type Chaos struct {
	Latency    time.Duration // before the call is looked at
	Slow       time.Duration // over which the body of the answer is spread
	Status     int           // answered instead of doing what was asked; 0: answer as usual
	RetryAfter int           // seconds of the header; 429 sends one in any case
	HTML       bool          // a page where JSON was expected
	Truncate   bool          // the connection breaks in the middle of the body
	Reset      bool          // no answer: the connection is reset
	Times      int           // calls to spoil; 0: until changed
}

// SetChaos sets it, or clears it with the zero value. A fault belongs to the process: it is not
// kept in a state file.
func (s *Server) SetChaos(c Chaos) error {
	if why := c.check(); why != "" {
		return controlError(why)
	}
	s.with(func() { s.chaos = chaos{Chaos: c, left: c.Times, forever: c.Times == 0} })
	return nil
}

// next returns the fault for one call and counts it.
func (c *chaos) next() Chaos {
	if c.forever {
		return c.Chaos
	}
	if c.left == 0 {
		return Chaos{}
	}
	c.left--
	return c.Chaos
}

func (f Chaos) errorBody() (contentType string, body []byte) {
	if f.HTML {
		return strangePage(f.Status)
	}
	if f.Status == http.StatusTooManyRequests {
		return jsonType, encode(object{"status": 429, "error": "too_many_requests", "message": "too many requests"})
	}
	return jsonType, encode(fail(f.Status, "simulated fault").body)
}

// strangePage is what a proxy on the way puts in the place of an answer.
func strangePage(status int) (contentType string, body []byte) {
	text := http.StatusText(status)
	return "text/html; charset=utf-8", []byte("<html><head><title>" + text + "</title></head><body><h1>" + text + "</h1></body></html>")
}

// write sends the answer, or what the fault leaves of it. What was asked for has been done in any
// case: that is what makes these faults worth rehearsing.
func (f Chaos) write(w http.ResponseWriter, pause func(time.Duration) error, status int, contentType string, body []byte) {
	if f.RetryAfter > 0 || f.Status == http.StatusTooManyRequests { // the specification gives every 429 one
		w.Header().Set("Retry-After", strconv.Itoa(max(f.RetryAfter, 1)))
	}
	if f.Reset {
		reset(w)
		return
	}
	if f.HTML && f.Status == 0 && len(body) > 0 {
		contentType, body = strangePage(status)
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
		if over > 0 && (out.Flush() != nil || pause(over/parts) != nil) {
			return
		}
		w.Write(body[len(body)*i/parts : len(body)*(i+1)/parts])
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
