package mpclient

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/homologa/homologa/mpclient/limits"
	"github.com/homologa/homologa/mpclient/limits/limitstest"
)

// drip answers with one byte now and then, as long as the request lasts.
type drip struct {
	ctx   context.Context
	every time.Duration
}

func (d drip) Read(p []byte) (int, error) {
	select {
	case <-time.After(d.every):
		p[0] = ' '
		return 1, nil
	case <-d.ctx.Done():
		return 0, context.Cause(d.ctx)
	}
}

func (drip) Close() error { return nil }

// silentServers keep a caller waiting, each in its way.
var silentServers = map[string]roundTrip{
	"never answers": func(r *http.Request) (*http.Response, error) {
		<-r.Context().Done()
		return nil, context.Cause(r.Context())
	},
	"never answers, bare error": func(r *http.Request) (*http.Response, error) {
		<-r.Context().Done()
		return nil, r.Context().Err()
	},
	"drips its body": func(r *http.Request) (*http.Response, error) {
		return &http.Response{StatusCode: 200, Header: http.Header{}, Body: drip{r.Context(), time.Second}}, nil
	},
	"stops in its body": func(r *http.Request) (*http.Response, error) {
		return &http.Response{StatusCode: 200, Header: http.Header{}, Body: io.NopCloser(io.MultiReader(strings.NewReader(`{"id":`), drip{r.Context(), time.Hour}))}, nil
	},
	"drips an error": func(r *http.Request) (*http.Response, error) {
		return &http.Response{StatusCode: 503, Header: http.Header{}, Body: drip{r.Context(), time.Second}}, nil
	},
}

func silentClient(t *testing.T, rt http.RoundTripper, call time.Duration) *Client {
	t.Helper()
	c, err := New(tokenText, Options{HTTP: rt, Call: call})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// TestSilence: no call waits longer than the limit, whatever the context of the caller allows, and it says for how long it did.
func TestSilence(t *testing.T) {
	for name, rt := range silentServers {
		for _, c := range []struct{ asked, want time.Duration }{{0, limits.Call}, {time.Hour, limits.Call}, {3 * time.Second, 3 * time.Second}} {
			synctest.Test(t, func(t *testing.T) {
				start := time.Now()
				_, err := silentClient(t, rt, c.asked).Account(context.Background())
				e := mustError(t, err)
				if took := time.Since(start); took != c.want || e.Category != CatTimeout || e.Waited != c.want || e.Message == "" || !strings.HasPrefix(e.Exchange, "ex-") {
					t.Errorf("%s: %v after %v: %+v", name, err, took, e)
				}
			})
		}
	}
}

// TestSilenceOfTheCallers: what the caller ends itself is not called silence.
func TestSilenceOfTheCallers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := silentClient(t, silentServers["never answers"], 0)
		ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
		defer cancel()
		if e := mustError(t, second(c.Account(ctx))); e.Category != CatTimeout || e.Waited != 0 {
			t.Errorf("deadline: %+v", e)
		}
		ctx, stop := context.WithCancel(context.Background())
		time.AfterFunc(time.Second, stop)
		if e := mustError(t, second(c.Account(ctx))); e.Category != CatCancelled || e.Waited != 0 {
			t.Errorf("cancelled: %+v", e)
		}
	})
}

func second[A, B any](_ A, b B) B { return b }

// TestUnsettledWrite: a change whose answer was lost may have been made; one that was never sent, refused or stopped was not.
func TestUnsettledWrite(t *testing.T) {
	refused := func(status int, body string) roundTrip {
		return func(*http.Request) (*http.Response, error) { return answer(status, body), nil }
	}
	broken := func(err error) roundTrip {
		return func(*http.Request) (*http.Response, error) { return nil, err }
	}
	for name, c := range map[string]struct {
		rt   roundTrip
		want bool
	}{
		"never answers":  {silentServers["never answers"], true},
		"drips":          {silentServers["drips its body"], true},
		"cut":            {broken(io.ErrUnexpectedEOF), true},
		"server error":   {refused(503, "{}"), true},
		"a page":         {refused(200, "<html>"), true},
		"refused":        {refused(400, `{"message":"no"}`), false},
		"no connection":  {broken(&net.OpError{Op: "dial", Err: syscall.ECONNREFUSED}), false},
		"not authorised": {refused(401, `{}`), false},
	} {
		synctest.Test(t, func(t *testing.T) {
			cl := silentClient(t, c.rt, 0)
			cl.guard.learn(1, true)
			_, err := cl.ScheduleReport(WithConsent(context.Background(), &Consent{Account: 1}), ReleaseReport, true)
			if e := mustError(t, err); e.Unsettled != c.want || e.Category == CatConsent {
				t.Errorf("%s: %+v", name, e)
			}
		})
	}
}

// TestDownloadStalls: a file may take as long as it needs; standing still, or dropping bytes, ends it.
func TestDownloadStalls(t *testing.T) {
	serve := func(body func(context.Context) io.Reader) roundTrip {
		return func(r *http.Request) (*http.Response, error) {
			return &http.Response{StatusCode: 200, Header: http.Header{}, ContentLength: -1, Body: io.NopCloser(body(r.Context()))}, nil
		}
	}
	steady := func(context.Context) io.Reader {
		n := 0
		return readerFunc(func(p []byte) (int, error) {
			if n++; n > 200 {
				return 0, io.EOF
			}
			time.Sleep(10 * time.Second)
			return min(len(p), limits.StallBytes), nil
		})
	}
	for name, c := range map[string]struct {
		rt    roundTrip
		after time.Duration
		bad   error
	}{
		"half an hour, steady": {serve(steady), 2000 * time.Second, nil},
		"drips":                {serve(func(ctx context.Context) io.Reader { return drip{ctx, time.Second} }), limits.Stall, limits.ErrStall},
		"stops": {serve(func(ctx context.Context) io.Reader {
			return io.MultiReader(strings.NewReader(strings.Repeat("x", 1<<20)), drip{ctx, time.Hour})
		}), 2 * limits.Stall, limits.ErrStall},
		"never begins":          {silentServers["never answers"], limits.Call, limits.ErrSilent},
		"drips an error's text": {silentServers["drips an error"], limits.Call, nil},
	} {
		synctest.Test(t, func(t *testing.T) {
			start := time.Now()
			_, err := silentClient(t, c.rt, 0).DownloadReport(context.Background(), ReleaseReport, "a.csv", io.Discard)
			if took := time.Since(start); took != c.after {
				t.Errorf("%s: ended after %v, want %v (%v)", name, took, c.after, err)
			}
			if c.bad != nil {
				if e := mustError(t, err); e.Category != CatTimeout || !errors.Is(err, c.bad) {
					t.Errorf("%s: %+v", name, e)
				}
			}
		})
	}
}

type readerFunc func([]byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }

// TestDeepAnswers: an answer nested deeper than any of the API is refused before something walks it, with and without an error
// status, and costs next to nothing.
func TestDeepAnswers(t *testing.T) {
	for name, c := range map[string]struct {
		body   string
		status int
		cat    Category
	}{
		"marks at each level": {limitstest.DeepJSON(8000), 200, CatGarbled},
		"one level too many":  {strings.Repeat(`{"a":`, limits.Depth+1) + "1" + strings.Repeat("}", limits.Depth+1), 200, CatGarbled},
		"an error":            {limitstest.DeepJSON(2000), 400, CatInvalid},
		"a server error":      {limitstest.DeepJSON(2000), 500, CatServer},
		"a long path":         {`{"` + strings.Repeat("k", limits.MarkPath) + `":{"email":"a@b.co"}}`, 200, CatGarbled},
		"marks without end":   {"[" + strings.Repeat(`{"email":"a@b.co"},`, limits.Marks+1) + "1]", 200, CatGarbled},
	} {
		a := newAPI(t, reply(c.status, c.body), func(o *Options) { o.Retries = -1 })
		func() {
			defer limitstest.Bounded(t, len(c.body))()
			_, err := a.Payment(context.Background(), "1")
			if e := mustError(t, err); e.Category != c.cat || e.Code != CodeTooDeep || e.Message == "" {
				t.Errorf("%s: %+v", name, e)
			}
		}()
	}
	at := strings.Repeat(`{"a":`, limits.Depth-1) + `{"email":"a@b.co"}` + strings.Repeat("}", limits.Depth-1)
	if got, err := newAPI(t, reply(200, at)).Payment(context.Background(), "1"); err != nil || len(got.Marks.Emails) != 1 {
		t.Errorf("at the limit: %v %v", got, err)
	}
	if MarksOf([]byte(limitstest.DeepJSON(limits.Depth+1))) != nil {
		t.Error("marks of a text beyond the limit")
	}
}

// FuzzMarks: judging personal data ends within bounds and never says it judged what it did not.
func FuzzMarks(f *testing.F) {
	for _, s := range append(limitstest.JSON, `{"payer":{"email":"a@b.co","identification":{"type":"CPF","number":"1"}},"external_reference":"a@b.co"}`) {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		defer limitstest.Bounded(t, len(raw))()
		m := MarksOf(raw)
		if m != nil && limits.JSONDepth(raw) != nil {
			t.Fatal("judged beyond the limit")
		}
		if m == nil {
			return
		}
		for at := range m.Emails {
			if len(at) > limits.MarkPath {
				t.Fatalf("path of %d bytes", len(at))
			}
		}
	})
}
