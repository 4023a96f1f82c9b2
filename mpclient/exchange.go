package mpclient

import (
	"fmt"
	"strings"
	"sync"
	"time"
)

// Timing splits one exchange. Phases that did not happen (connection reused) are zero.
type Timing struct {
	DNS, Connect, TLS, FirstByte, Total time.Duration
}

// Exchange is one request and its answer, redacted before it was stored.
type Exchange struct {
	ID         string // "ex-12"
	Op         string // what we wanted: "users.me", "page", "webhook"
	Method     string
	URL        string
	ReqHeader  []Header
	ReqBody    string
	Status     int // 0 when no answer came
	RespHeader []Header
	RespBody   string
	Truncated  bool // RespBody was cut for storage
	Err        string
	RequestID  string
	Attempt    int // 1 for the first try
	Started    time.Time
	Timing     Timing
}

// Curl writes the request as a command with the token masked. token names the environment
// variable that holds it.
func (x Exchange) Curl(token string) string {
	var b strings.Builder
	b.WriteString("curl -sS")
	if x.Method != "GET" {
		b.WriteString(" -X " + x.Method)
	}
	b.WriteString(" '" + shellQuoted(x.URL) + "'")
	for _, h := range x.ReqHeader {
		switch h.Name {
		case "Authorization":
			b.WriteString(" \\\n  -H \"Authorization: Bearer $" + token + "\"")
		case "Content-Type", "X-Idempotency-Key", "X-Request-Id", "X-Signature":
			b.WriteString(" \\\n  -H '" + shellQuoted(h.Name+": "+h.Value) + "'")
		}
	}
	if x.ReqBody != "" {
		b.WriteString(" \\\n  --data '" + shellQuoted(x.ReqBody) + "'")
	}
	return b.String()
}

func shellQuoted(s string) string { return strings.ReplaceAll(s, "'", `'\''`) }

// Limits of what is kept.
const (
	maxExchanges = 10_000
	maxKeptBody  = 16 << 10
	maxKeptBytes = 8 << 20 // of bodies, all exchanges together
)

// Recorder keeps the latest exchanges, bounded in number and bytes: the oldest bodies go first,
// then the oldest exchanges.
type Recorder struct {
	mu     sync.Mutex
	n      int
	list   []Exchange
	bytes  int
	bodies int // index of the first exchange that still has its bodies
	notify func(Exchange)
}

// NewRecorder makes an empty recorder. notify, when not nil, is told of every exchange.
func NewRecorder(notify func(Exchange)) *Recorder { return &Recorder{notify: notify} }

// Add stores an exchange and returns its id.
func (r *Recorder) Add(x Exchange) string {
	r.mu.Lock()
	r.n++
	x.ID = fmt.Sprintf("ex-%d", r.n)
	if len(x.RespBody) > maxKeptBody {
		// A clone, because a part of a string keeps the whole of it in memory.
		x.RespBody, x.Truncated = strings.Clone(strings.ToValidUTF8(x.RespBody[:maxKeptBody], "")), true
	}
	if len(x.ReqBody) > maxKeptBody {
		x.ReqBody = strings.Clone(strings.ToValidUTF8(x.ReqBody[:maxKeptBody], ""))
	}
	r.list = append(r.list, x)
	r.bytes += len(x.ReqBody) + len(x.RespBody)
	for r.bytes > maxKeptBytes && r.bodies < len(r.list)-1 {
		o := &r.list[r.bodies]
		r.bytes -= len(o.ReqBody) + len(o.RespBody)
		o.ReqBody, o.RespBody, o.Truncated = "", "", true
		r.bodies++
	}
	if len(r.list) > maxExchanges {
		r.bytes -= len(r.list[0].ReqBody) + len(r.list[0].RespBody)
		r.list[0] = Exchange{} // the array behind the slice lives on until append moves it
		r.list = r.list[1:]
		r.bodies = max(0, r.bodies-1)
	}
	notify := r.notify
	r.mu.Unlock()
	if notify != nil {
		notify(x)
	}
	return x.ID
}

// Len counts the exchanges kept.
func (r *Recorder) Len() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.list)
}

// All copies the exchanges kept, oldest first.
func (r *Recorder) All() []Exchange {
	r.mu.Lock()
	defer r.mu.Unlock()
	return append([]Exchange(nil), r.list...)
}

// Last copies up to n of the latest exchanges, oldest first.
func (r *Recorder) Last(n int) []Exchange {
	r.mu.Lock()
	defer r.mu.Unlock()
	return append([]Exchange(nil), r.list[max(0, len(r.list)-max(0, n)):]...)
}

// Find returns one exchange by id.
func (r *Recorder) Find(id string) (Exchange, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for i := len(r.list) - 1; i >= 0; i-- {
		if r.list[i].ID == id {
			return r.list[i], true
		}
	}
	return Exchange{}, false
}
