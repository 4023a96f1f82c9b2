package main

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/homologa/homologa/mpclient"
	"github.com/homologa/homologa/mpclient/sandbox"
)

// reportDesk is a simulated account whose clock stands still until the list of reports has been asked for some times, and what
// is sent to it.
type reportDesk struct {
	*testing.T
	sim *sandbox.Server
	srv *httptest.Server

	mu     sync.Mutex
	posts  []string // bodies that asked for a report
	lists  int
	ready  int // the list asked for this often lets the report be done; 0 never does
	answer func(w http.ResponseWriter, r *http.Request) bool
}

func newReportDesk(t *testing.T, kind sandbox.AccountKind, site mpclient.SiteID) *reportDesk {
	t.Helper()
	d := &reportDesk{T: t}
	now := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	d.sim = sandbox.New(sandbox.Config{Kind: kind, Site: site, Seed: 6, ReportTime: 2 * time.Hour, Now: func() time.Time { return now }})
	t.Cleanup(d.sim.Close)
	d.configure(true)
	d.srv = httptest.NewServer(d)
	t.Cleanup(d.srv.Close)
	return d
}

func (d *reportDesk) configure(there bool) {
	d.Helper()
	if err := d.sim.Control("reports", map[string]any{"kind": sandbox.Settlement, "configured": there, "scheduled": false}); err != nil {
		d.Fatal(err)
	}
}

const reportsPath = "/v1/account/settlement_report"

func (d *reportDesk) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	d.mu.Lock()
	defer d.mu.Unlock()
	switch {
	case r.Method != http.MethodGet:
		body, _ := io.ReadAll(r.Body)
		r.Body = io.NopCloser(bytes.NewReader(body))
		d.posts = append(d.posts, r.Method+" "+r.URL.Path+" "+string(body))
		d.lists = 0
	case r.URL.Path == reportsPath+"/list" && len(d.posts) > 0:
		if d.lists++; d.lists == d.ready {
			if err := d.sim.Control("clock", map[string]any{"advance": "3h"}); err != nil {
				d.Error(err)
			}
		}
	}
	if d.answer == nil || !d.answer(w, r) {
		d.sim.ServeHTTP(w, r)
	}
}

// generate runs the command, with typed as what a person writes at a terminal; "" is none.
func (d *reportDesk) generate(typed string, more ...string) (code int, out, errs string) {
	d.Helper()
	d.mu.Lock()
	d.posts, d.lists = nil, 0
	d.mu.Unlock()
	token := d.sim.Credentials().AccessToken
	var o, e bytes.Buffer
	args := append([]string{"reports", "generate", "--kind", "settlement", "--from", "2026-11-01", "--to", "2026-11-15", "--interval", "10ms", "--wait", "1m", "--lang", "en"}, more...)
	env := testEnv(d.TempDir(), map[string]string{"MP_ACCESS_TOKEN": token, "HOMOLOGA_BASE_URL": d.srv.URL}, args...)
	env.in, env.out, env.err, env.ttyIn = strings.NewReader(typed), &o, &e, typed != ""
	code = run(env)
	if strings.Contains(o.String()+e.String(), token) {
		d.Error("the token is shown")
	}
	return code, o.String(), e.String()
}

func (d *reportDesk) sent() []string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.posts
}

func (d *reportDesk) download(name string) string {
	d.Helper()
	rec := httptest.NewRecorder()
	r := httptest.NewRequest(http.MethodGet, reportsPath+"/"+name, nil)
	r.Header.Set("Authorization", "Bearer "+d.sim.Credentials().AccessToken)
	d.sim.ServeHTTP(rec, r)
	if rec.Code != http.StatusOK {
		d.Fatalf("%s: %d", name, rec.Code)
	}
	return rec.Body.String()
}

// The days are those of the zone, both included; the file is the one asked for and not an older one of the same period.
func TestReportsGenerate(t *testing.T) {
	d := newReportDesk(t, sandbox.Real, mpclient.MLB)
	d.ready = 3
	code, first, errs := d.generate("y\n")
	if code != exitReady || len(d.sent()) != 1 || d.lists != 3 {
		t.Fatalf("code %d, sent %q, %d lists\n%s", code, d.sent(), d.lists, errs)
	}
	_, body, _ := strings.Cut(d.sent()[0], " "+reportsPath+" ")
	var period mpclient.Period
	if err := json.Unmarshal([]byte(body), &period); err != nil || period != (mpclient.Period{Begin: "2026-11-01T04:00:00Z", End: "2026-11-16T03:59:59Z"}) {
		t.Errorf("%v, period %s", err, body)
	}
	if !strings.Contains(errs, "REAL") || !strings.Contains(errs, "POST "+reportsPath) || !strings.Contains(errs, "2026-11-16T03:59:59Z") {
		t.Errorf("not shown before: %s", errs)
	}
	if !strings.HasPrefix(d.download(strings.TrimSpace(first)), "TRANSACTION_DATE;") {
		t.Error("the file is no report")
	}

	d.ready = 2
	code, out, errs := d.generate("y\n", "--json", "--timezone", "GMT-03")
	if code != exitReady || !strings.Contains(strings.Join(d.sent(), ""), "2026-11-01T03:00:00Z") {
		t.Fatalf("code %d, sent %q\n%s", code, d.sent(), errs)
	}
	var made struct {
		Schema, Kind, ID string
		File             string `json:"file_name"`
	}
	if err := json.Unmarshal([]byte(out), &made); err != nil || made.Schema != "homologa.report_file/v1" || made.Kind != "settlement_report" || made.ID == "" {
		t.Errorf("%v %s", err, out)
	}
	d.download(made.File)

	_, again, errs := d.generate("y\n")
	if name := strings.TrimSpace(again); name == "" || name == strings.TrimSpace(first) || d.lists != 2 {
		t.Errorf("the same period again gave %q after %q and %d lists\n%s", again, first, d.lists, errs)
	}
}

// Nothing is asked for without a y on a real account; --yes is for test accounts.
func TestReportsGenerateAsksFirst(t *testing.T) {
	for _, c := range []struct {
		kind  sandbox.AccountKind
		typed string
		flag  []string
		want  int
	}{
		{sandbox.Real, "", nil, 0}, {sandbox.Real, "", []string{"--yes"}, 0}, {sandbox.Real, "\n", []string{"--yes"}, 0}, {sandbox.Real, "n\n", nil, 0}, {sandbox.Real, "y\n", nil, 1},
		{sandbox.Test, "", nil, 0}, {sandbox.Test, "", []string{"--yes"}, 1}, {sandbox.Test, "\n", nil, 0}, {sandbox.Test, "y\n", nil, 1},
	} {
		d := newReportDesk(t, c.kind, mpclient.MLB)
		d.ready = 1
		code, out, errs := d.generate(c.typed, c.flag...)
		if len(d.sent()) != c.want || (code == exitReady) != (c.want == 1) || (out != "") != (c.want == 1) {
			t.Errorf("%s %q %v: code %d, sent %q\n%s", c.kind, c.typed, c.flag, code, d.sent(), errs)
		}
	}
}

// 203 made nothing: the same is asked for again, on a real account after another y, and three times at most.
func TestReportsGenerateAskedAgain(t *testing.T) {
	never := func(w http.ResponseWriter, r *http.Request) bool {
		if r.Method == http.MethodPost {
			w.WriteHeader(http.StatusNonAuthoritativeInfo)
		}
		return r.Method == http.MethodPost
	}
	for _, c := range []struct {
		kind   sandbox.AccountKind
		typed  string
		flag   []string
		answer func(http.ResponseWriter, *http.Request) bool
		posts  int
		asks   int
		code   int
		says   string
	}{
		{sandbox.Real, "y\ny\n", nil, nil, 2, 2, exitReady, "(203)"},
		{sandbox.Real, "y\n", nil, nil, 1, 2, exitUnfinished, "Nothing was sent"}, // the input ends
		{sandbox.Real, "y\n\n", nil, nil, 1, 2, exitUnfinished, "(203)"},
		{sandbox.Real, "y\nn\n", []string{"--yes"}, nil, 1, 2, exitUnfinished, "(203)"},
		{sandbox.Test, "", []string{"--yes"}, nil, 2, 0, exitReady, "(203)"},
		{sandbox.Test, "y\n", nil, nil, 2, 1, exitReady, "(203)"}, // the y was for what is made, and nothing was
		{sandbox.Real, "y\ny\ny\ny\n", nil, never, 3, 3, exitUnfinished, "After 3 requests"},
		{sandbox.Test, "", []string{"--yes"}, never, 3, 0, exitUnfinished, "After 3 requests"},
	} {
		d := newReportDesk(t, c.kind, mpclient.MLA)
		d.ready, d.answer = 2, c.answer
		code, out, errs := d.generate(c.typed, c.flag...)
		posts := d.sent()
		if code != c.code || len(posts) != c.posts || !strings.Contains(errs, c.says) || (out != "") != (code == exitReady) {
			t.Errorf("%s %q: code %d, %d posts, %q\n%s", c.kind, c.typed, code, len(posts), out, errs)
		}
		for _, p := range posts {
			if p != posts[0] {
				t.Errorf("asked for %q, then %q", posts[0], p)
			}
		}
		if asked := strings.Count(errs, "Type y to send"); asked != c.asks {
			t.Errorf("%s %q: asked %d times", c.kind, c.typed, asked)
		}
		if c.code == exitReady {
			d.download(strings.TrimSpace(out))
		}
	}
}

// When the time is over, the wish stands and nothing is sent again.
func TestReportsGenerateWaitEnds(t *testing.T) {
	for _, wait := range []string{"0s", "60ms"} {
		d := newReportDesk(t, sandbox.Test, mpclient.MLB)
		code, out, errs := d.generate("", "--yes", "--wait", wait)
		if code != exitUnfinished || out != "" || len(d.sent()) != 1 || !strings.Contains(errs, "not ready within "+wait) {
			t.Errorf("%s: code %d, sent %q\n%s%s", wait, code, d.sent(), out, errs)
		}
	}
}

// A report that could not be made, one nobody configured, and periods and zones that cannot be asked for.
func TestReportsGenerateRefused(t *testing.T) {
	d := newReportDesk(t, sandbox.Test, mpclient.MLB)
	d.answer = func(w http.ResponseWriter, r *http.Request) bool {
		if r.URL.Path != reportsPath+"/list" || len(d.posts) == 0 {
			return false
		}
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, `{"results":[{"id":"9","status":"failed","begin_date":"2026-11-01T04:00:00Z","end_date":"2026-11-16T03:59:59Z"}]}`)
		return true
	}
	if code, out, errs := d.generate("", "--yes"); code != exitUnfinished || out != "" || !strings.Contains(errs, "generating the report failed") {
		t.Errorf("failed: code %d\n%s%s", code, out, errs)
	}
	d.answer = nil
	d.configure(false)
	if code, _, errs := d.generate("", "--yes"); code != exitUnfinished || len(d.sent()) != 0 || !strings.Contains(errs, "Not configured") {
		t.Errorf("not configured: code %d, sent %q\n%s", code, d.sent(), errs)
	}
	d.configure(true)
	for says, flags := range map[string][]string{
		"GMT-03": {"--timezone", "Lua/Base"}, "such as GMT-03": {"--timezone", "BRT"}, "60": {"--from", "2026-09-01"}, "--from": {"--from", "2026-11-31"},
		"--wait": {"--wait", "25h"}, "--interval": {"--interval", "1ms"}, "": {"--from", "2026-11-16"},
	} {
		if code, out, errs := d.generate("", append(flags, "--yes")...); code != exitUsage || out != "" || len(d.sent()) != 0 || !strings.Contains(errs, says) {
			t.Errorf("%v: code %d, sent %q\n%s", flags, code, d.sent(), errs)
		}
	}
}

// A zone nobody knows is refused before anything is read, wherever one is taken.
func TestReportsUnknownZone(t *testing.T) {
	for lang, says := range map[string]string{"pt": "não conhece o fuso", "es": "no conoce la zona horaria", "en": "does not know the time zone"} {
		for _, args := range [][]string{{"generate", "--from", "2026-11-01", "--to", "2026-11-02", "--kind", "release"}, {"schedule", "--kind", "release"}, {"show", "none.csv"}} {
			code, _, errs := inside(t, t.TempDir(), map[string]string{"MP_ACCESS_TOKEN": fakeToken, "HOMOLOGA_BASE_URL": "http://127.0.0.1:9"},
				append([]string{"reports", "--lang", lang, "--timezone", "America/Sao_Paolo"}, args...)...)
			if code != exitUsage || !strings.Contains(errs, says) || !strings.Contains(errs, "GMT-03") || !strings.Contains(errs, "America/Sao_Paolo") {
				t.Errorf("%v: code %d\n%s", args, code, errs)
			}
		}
	}
}
