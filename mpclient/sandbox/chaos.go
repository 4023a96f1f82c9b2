package sandbox

import (
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

// write sends the answer, or its first half under the length of the whole: the connection
// breaks in the reader's hands.
func (f fault) write(w http.ResponseWriter, status int, contentType string, body []byte) {
	if f.RetryAfter > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(f.RetryAfter))
	}
	if !f.Truncate || len(body) < 2 {
		send(w, status, contentType, body)
		return
	}
	w.Header().Set("Content-Type", contentType)
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(status)
	w.Write(body[:len(body)/2])
}
