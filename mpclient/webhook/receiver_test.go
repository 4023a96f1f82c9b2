package webhook

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/homologa/homologa/mpclient"
)

type received struct {
	*Receiver
	*httptest.Server
	path    string
	mu      sync.Mutex
	taken   []Arrival
	trouble []error
}

func receiverAt(t testing.TB) *received {
	j, path := journalIn(t)
	g := &received{path: path}
	g.Receiver = NewReceiver(j, ReceiverOptions{
		Secrets: []Secret{{Value: mpclient.Secret(secret)}}, Now: func() time.Time { return signedAt },
		Taken:   func(d Arrival, _ http.Header) { g.mu.Lock(); g.taken = append(g.taken, d); g.mu.Unlock() },
		Trouble: func(err error) { g.mu.Lock(); g.trouble = append(g.trouble, err); g.mu.Unlock() },
	})
	g.Server = httptest.NewUnstartedServer(nil)
	g.Config = g.Receiver.Server()
	g.Start()
	t.Cleanup(g.Server.Close)
	return g
}

func (g *received) post(t testing.TB, query, body string, header ...string) int {
	t.Helper()
	req, err := http.NewRequest("POST", g.URL+"/any/path?"+query, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i+1 < len(header); i += 2 {
		req.Header.Add(header[i], header[i+1])
	}
	resp, err := g.Client().Do(req)
	if err != nil {
		t.Fatal(err)
	}
	_, _ = io.Copy(io.Discard, resp.Body)
	_ = resp.Body.Close()
	return resp.StatusCode
}

func TestReceiverVerdicts(t *testing.T) {
	g := receiverAt(t)
	signed := func(id string, ic IDCase) string { return Sign(secret, id, reqID, signedAt, Millis, ic) }
	for _, x := range []struct {
		query, signature string
		want             Verdict
	}{
		{"data.id=1332504417&type=payment", signed("1332504417", AsReceived), Genuine},
		{"data.id=" + orderID + "&type=order", signed(orderID, AsReceived), Genuine},
		{"data.id=" + orderID + "&type=order", signed(orderID, LowerCase), GenuineLower},
		{"data.id=1332504418&type=payment", signed("1332504417", AsReceived), Mismatch},
		{"data.id=1332504417&type=payment", "", Unsigned},
		{"data.id=1332504417&type=payment", "ts=x,v1=y", BadForm},
		{"id=1332504417&topic=payment", signed("1332504417", AsReceived), NotVerifiable},
	} {
		var head []string
		if x.signature != "" {
			head = []string{"X-Signature", x.signature, "X-Request-Id", reqID}
		}
		if status := g.post(t, x.query, `{"data":{"id":"9"}}`, head...); status != 200 {
			t.Errorf("%s: %d", x.query, status)
		}
		d := g.taken[len(g.taken)-1]
		if d.Signature != x.want || d.Query != x.query || d.Header.Get("X-Signature") != x.signature {
			t.Errorf("%s %s: %s, kept %q and %q", x.query, x.signature, d.Signature, d.Query, d.Header.Get("X-Signature"))
		}
	}
	kept, _, _ := readAllOf(t, g.path) // while it is in use
	if !reflect.DeepEqual(kept, g.taken) {
		t.Errorf("the journal has\n%v\ntold was\n%v", kept, g.taken)
	}
	if got := Judge(Delivery{Target: "/?data.id=1", Header: http.Header{"X-Signature": {signed("1", AsReceived)}}}, nil); got != NotChecked {
		t.Errorf("without a secret: %s", got)
	}
}

func TestReceiverKeepsNoCredentials(t *testing.T) {
	g := receiverAt(t)
	g.post(t, "", "{}", "Authorization", "Bearer hunter2hunter2", "Cookie", "sid=hunter2hunter2", "Proxy-Authorization", "Basic hunter2hunter2", "X-Api-Key", "hunter2hunter2")
	raw, err := os.ReadFile(g.path)
	if err != nil || bytes.Contains(raw, []byte("hunter2")) || len(g.taken) != 1 {
		t.Errorf("%s, %v", raw, err)
	}
	if s := fmt.Sprintf("%v %+v %#v %s", g.Receiver, g.Receiver, g.Receiver, g.Receiver); strings.Contains(s, secret) {
		t.Error("the secret is printed")
	}
}

func TestReceiverLimits(t *testing.T) {
	g := receiverAt(t)
	big := strings.Repeat("x", maxDelivery+1)
	if status := g.post(t, "data.id=1&type=payment", big); status != 413 {
		t.Errorf("a body that says it is too large: %d", status)
	}
	req, _ := http.NewRequest("POST", g.URL, io.MultiReader(strings.NewReader(big))) // chunked
	resp, err := g.Client().Do(req)
	if err != nil {
		t.Fatal(err)
	}
	_ = resp.Body.Close()
	if resp.StatusCode != 413 {
		t.Errorf("a body that does not say: %d", resp.StatusCode)
	}
	if status := g.post(t, "", big[1:]); status != 200 {
		t.Errorf("the largest body: %d", status)
	}
	if len(g.taken) != 3 || g.taken[0].Refused != "too_large" || g.taken[1].Refused != "too_large" || g.taken[0].Body != nil || g.taken[0].Length != maxDelivery+1 || g.taken[1].Length != -1 {
		t.Errorf("kept %d, %q %q", len(g.taken), g.taken[0].Refused, g.taken[1].Refused)
	}
	get, err := g.Client().Get(g.URL)
	if err != nil {
		t.Fatal(err)
	}
	_ = get.Body.Close()
	if get.StatusCode != 405 || get.Header.Get("Allow") != "POST" {
		t.Errorf("GET: %d", get.StatusCode)
	}
	for range maxReceiving {
		g.slots <- struct{}{}
	}
	if status := g.post(t, "", "{}"); status != 503 {
		t.Errorf("one too many at a time: %d", status)
	}
	if len(g.taken) != 3 {
		t.Errorf("%d deliveries", len(g.taken))
	}
}

// TestReceiverHostile writes bytes no client library would.
func TestReceiverHostile(t *testing.T) {
	g := receiverAt(t)
	for name, x := range map[string]struct {
		text string
		want int // 0 is a closed connection
	}{
		"shorter than it says":  {"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 50\r\n\r\n{}", 400},
		"two lengths":           {"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}", 400},
		"negative length":       {"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n{}", 400},
		"huge length":           {"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999\r\n\r\n{}", 400},
		"bad chunk":             {"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", 400},
		"chunked and length":    {"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip\r\nContent-Length: 2\r\n\r\n{}", 501},
		"control in the target": {"POST /\x01\x1b[2J HTTP/1.1\r\nHost: x\r\n\r\n", 400},
		"control in a header":   {"POST / HTTP/1.1\r\nHost: x\r\nX-Signature: \x00\r\n\r\n", 400},
		"large headers":         {"POST / HTTP/1.1\r\nHost: x\r\nX-A: " + strings.Repeat("a", 2*maxHeader) + "\r\n\r\n", 431},
		"not HTTP":              {"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\r\n\r\n", 400},
	} {
		c, err := net.Dial("tcp", g.Listener.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		_, _ = io.WriteString(c, x.text)
		_ = c.(*net.TCPConn).CloseWrite()
		resp, err := http.ReadResponse(bufio.NewReader(c), nil)
		switch {
		case err != nil && x.want != 0:
			t.Errorf("%s: %v", name, err)
		case err == nil && resp.StatusCode != x.want:
			t.Errorf("%s: %d, want %d", name, resp.StatusCode, x.want)
		}
		_ = c.Close()
	}
	if len(g.taken) != 0 {
		t.Errorf("%d were taken", len(g.taken))
	}
	c, err := net.Dial("tcp", g.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	_, _ = io.WriteString(c, "POST /?data.id=\xff\xfe%1b%5b2J&type=%0apayment%E2%80%AE HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\n\x00\x1b[2J")
	if resp, err := http.ReadResponse(bufio.NewReader(c), nil); err != nil || resp.StatusCode != 200 {
		t.Fatalf("%v, %v", resp, err)
	}
	s := g.taken[0].Subject()
	if shown := s.Topic + s.DataID + s.Action; strings.ContainsAny(shown, "\x1b\n\u202e\x00") || s.DataID == "" || s.Topic != "payment\ufffd" || string(g.taken[0].Body) != "\x00\x1b[2J" {
		t.Errorf("%+v", s)
	}
}

func TestSubject(t *testing.T) {
	for _, x := range []struct {
		query, body string
		want        Subject
	}{
		{"data.id=1&type=payment", `{"action":"payment.updated","data":{"id":"2"},"type":"order"}`, Subject{"payment", "1", "payment.updated"}},
		{"", `{"action":"order.processed","data":{"id":"ORD1"},"type":"order"}`, Subject{"order", "ORD1", "order.processed"}},
		{"id=5&topic=merchant_order", `{"resource":"https://x/5","topic":"merchant_order"}`, Subject{"merchant_order", "5", ""}},
		{"", `{"resource":"5","topic":"payment"}`, Subject{"payment", "5", ""}},
		{"", `{"data":{"id":123456},"type":7,"action":null}`, Subject{"7", "123456", ""}},
		{"type=payment&data.id=APP_USR-7305128846120953-051110-0f1e2d3c4b5a69788796a5b4c3d2e1f0-2034567891", "", Subject{"payment", "APP_USR-…7891", ""}},
		{"", strings.Repeat("[", 100_000), Subject{}},
		{"", "\xff", Subject{}},
	} {
		if got := (Arrival{Query: x.query, Body: []byte(x.body)}).Subject(); got != x.want {
			t.Errorf("%.80s %.80s: %+v", x.query, x.body, got)
		}
	}
}

// TestReceiverNeverSaysYesToWhatIsLost: with a journal that fails the answer is 503, and nothing is forwarded.
func TestReceiverNeverSaysYesToWhatIsLost(t *testing.T) {
	g := receiverAt(t)
	g.journal.flush = func() error { return syscall.ENOSPC }
	for range 2 {
		if status := g.post(t, "data.id=1", "{}"); status != 503 {
			t.Errorf("%d", status)
		}
	}
	if len(g.taken) != 0 || len(g.trouble) != 2 || problemOf(g.trouble[0]) != JournalFull {
		t.Errorf("taken %d, trouble %v", len(g.taken), g.trouble)
	}
	if status := g.post(t, "", strings.Repeat("x", maxDelivery+1)); status != 413 {
		t.Errorf("too large: %d", status)
	}
}

// BenchmarkReceiver journals durably over HTTP on the loopback interface, as many posting at a time as its name says.
func BenchmarkReceiver(b *testing.B) {
	for _, posting := range []int{1, 16, 64, 200} {
		b.Run(fmt.Sprintf("%d-at-a-time", posting), func(b *testing.B) {
			g := receiverAt(b)
			flushes, flush := 0, g.journal.flush
			g.journal.flush = func() error { flushes++; return flush() }
			client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: posting}}
			defer client.CloseIdleConnections()
			body := string(note.Body())
			signature := Sign(secret, note.DataID, reqID, signedAt, Seconds, AsReceived)
			share(b, posting, func() {
				req, _ := http.NewRequest("POST", g.URL+"/?data.id="+note.DataID+"&type=payment", strings.NewReader(body))
				req.Header.Set("X-Signature", signature)
				req.Header.Set("X-Request-Id", reqID)
				resp, err := client.Do(req)
				if err != nil || resp.StatusCode != 200 {
					b.Error(resp, err)
					return
				}
				_, _ = io.Copy(io.Discard, resp.Body)
				_ = resp.Body.Close()
			})
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "deliveries/s")
			b.ReportMetric(float64(b.N)/float64(flushes), "deliveries/flush")
		})
	}
}

// BenchmarkJournal leaves HTTP out.
func BenchmarkJournal(b *testing.B) {
	for _, posting := range []int{1, 64} {
		b.Run(fmt.Sprintf("%d-at-a-time", posting), func(b *testing.B) {
			j, _ := journalIn(b)
			d := sample(string(note.Body()))
			share(b, posting, func() {
				if _, err := j.Append(d); err != nil {
					b.Error(err)
				}
			})
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "deliveries/s")
		})
	}
}

func share(b *testing.B, workers int, f func()) {
	jobs := make(chan struct{}, b.N)
	for range b.N {
		jobs <- struct{}{}
	}
	close(jobs)
	var all sync.WaitGroup
	b.ResetTimer()
	for range workers {
		all.Go(func() {
			for range jobs {
				f()
			}
		})
	}
	all.Wait()
	b.StopTimer()
}

// BenchmarkOpenJournal opens a file of 100,000 deliveries.
func BenchmarkOpenJournal(b *testing.B) {
	path := filepath.Join(b.TempDir(), "j")
	text, err := encodeLine(entry{Arrival: &Arrival{ID: "d-7", Header: http.Header{"X-Signature": {Header("1778508062", strings.Repeat("a", 64))}}, Body: note.Body()}})
	if err != nil {
		b.Fatal(err)
	}
	if err := os.WriteFile(path, append([]byte(journalMark), bytes.Repeat(text, 100_000)...), 0o600); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		j, o, err := OpenJournal(path)
		if err != nil || o.Deliveries != 100_000 {
			b.Fatal(o, err)
		}
		_ = j.Close()
	}
}
