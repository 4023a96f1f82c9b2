package mpclient

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/homologa/homologa/mpclient/limits"
)

// Report names a report family by its path segment.
type Report string

// The two live families.
const (
	SettlementReport Report = "settlement_report"
	ReleaseReport    Report = "release_report"
)

func (r Report) path(rest string) string { return "/v1/account/" + string(r) + rest }

// ReportConfig reads GET /v1/account/{report}/config. SFTP data in the answer is redacted.
func (c *Client) ReportConfig(ctx context.Context, r Report) (*Answer, error) {
	return c.get(ctx, string(r)+".config", r.path("/config"), nil)
}

// ReportFile is one entry of a list of reports, or the answer to asking for one.
type ReportFile struct {
	ID      string
	Name    string // "" while it is being made
	Status  string // processed, pending, available…: two sources, two vocabularies
	From    string // manual, schedule, withdrawal
	Format  string
	Begin   time.Time
	End     time.Time
	Created time.Time
}

// Ready tells a file that can be downloaded: it has a name, and no status says it is being made.
func (f ReportFile) Ready() bool {
	switch f.Status {
	case "pending", "in_progress", "in_process", "failed", "expired", "deleted":
		return false
	}
	return f.Name != ""
}

// reportFile is an entry as sent. Ids come as numbers and as texts.
type reportFile struct {
	ID      json.RawMessage `json:"id"`
	Name    string          `json:"file_name"`
	Status  string          `json:"status"`
	From    string          `json:"created_from"`
	Format  string          `json:"format"`
	Begin   string          `json:"begin_date"`
	End     string          `json:"end_date"`
	Created string          `json:"date_created"`
	Due     string          `json:"generation_date"`
}

func (f reportFile) clean() ReportFile {
	at := func(s string) time.Time {
		t, err := time.Parse(time.RFC3339Nano, s)
		if err != nil {
			return time.Time{}
		}
		return t
	}
	created := at(f.Created)
	if created.IsZero() {
		created = at(f.Due)
	}
	return ReportFile{ID: CleanLine(jsonWord(f.ID), 40), Name: f.Name, Status: CleanLine(f.Status, 20), From: CleanLine(f.From, 20), Format: CleanLine(f.Format, 10),
		Begin: at(f.Begin), End: at(f.End), Created: created}
}

// ReportFiles reads the newest files of GET /v1/account/{report}/list: a bare array in the guide, a page in the
// specification. An entry with a name no file may have keeps its place without it.
func (c *Client) ReportFiles(ctx context.Context, r Report, limit int) ([]ReportFile, error) {
	op := string(r) + ".list"
	a, err := c.get(ctx, op, r.path("/list"), url.Values{"limit": {strconv.Itoa(limit)}})
	if err != nil {
		return nil, err
	}
	var list []reportFile
	var page struct {
		Results *[]reportFile `json:"results"`
	}
	if err := json.Unmarshal(a.Body, &list); err != nil {
		if err := json.Unmarshal(a.Body, &page); err != nil || page.Results == nil {
			return nil, &Error{Op: op, Status: a.Status, Category: CatGarbled, Message: "the answer is not a list of reports", Exchange: a.Exchange, RequestID: a.RequestID}
		}
		list = *page.Results
	}
	out := make([]ReportFile, 0, len(list))
	for _, f := range list {
		clean := f.clean()
		if CheckReportName(clean.Name) != nil {
			clean.Name = ""
		}
		out = append(out, clean)
	}
	return out, nil
}

// ErrReportName is what CheckReportName answers.
var ErrReportName = errors.New("not the name of a report file")

// CheckReportName accepts the plain name of a file: it becomes a segment of an address and a file on this disk, so
// neither a path nor a control character may be in it. A name of digits only is an id, which the API refuses.
func CheckReportName(name string) error {
	bad := name == "" || len(name) > 200 || !utf8.ValidString(name) || name[0] == '.' || name[0] == '-' || strings.HasSuffix(name, ".") || strings.HasSuffix(name, " ") ||
		strings.Trim(name, "0123456789") == "" || strings.ContainsAny(name, `/\:*?"<>|%`) || CleanLine(name, 400) != name
	stem, _, _ := strings.Cut(strings.ToUpper(name), ".")
	switch stem {
	case "CON", "PRN", "AUX", "NUL", "COM1", "COM2", "COM3", "COM4", "LPT1", "LPT2", "LPT3":
		bad = true // devices of Windows
	}
	if bad {
		return ErrReportName
	}
	return nil
}

// CreateReport asks for a report of a period, at most 60 days. again tells that the API accepted the wish and made nothing: it
// wants to be asked once more (203, not on MLB). Needs a Consent.
func (c *Client) CreateReport(ctx context.Context, r Report, begin, end time.Time) (task ReportFile, again bool, err error) {
	body, err := json.Marshal(ReportPeriod(begin, end))
	if err != nil {
		return task, false, err
	}
	a, err := c.write(ctx, string(r)+".create", http.MethodPost, r.path(""), body)
	if e := AsError(err); e != nil && e.Status == http.StatusNonAuthoritativeInfo && e.Message != notJSON {
		return task, true, nil // what a 203 has for a body is not documented: any will do, except a page from somebody between
	}
	if err != nil {
		return task, false, err
	}
	var f reportFile
	if a.Status != http.StatusNonAuthoritativeInfo {
		if err := json.Unmarshal(a.Body, &f); err != nil {
			return task, false, &Error{Op: string(r) + ".create", Status: a.Status, Category: CatGarbled, Message: "the answer does not describe a report", Exchange: a.Exchange, RequestID: a.RequestID}
		}
	}
	return f.clean(), a.Status == http.StatusNonAuthoritativeInfo, nil
}

// Period is the body of CreateReport.
type Period struct {
	Begin string `json:"begin_date"`
	End   string `json:"end_date"`
}

// ReportPeriod writes a period in UTC, as the API wants it.
func ReportPeriod(begin, end time.Time) Period {
	const form = "2006-01-02T15:04:05Z"
	return Period{begin.UTC().Format(form), end.UTC().Format(form)}
}

// ConfigureReport sends a configuration: POST for the first, PUT to change one. Needs a Consent.
func (c *Client) ConfigureReport(ctx context.Context, r Report, body []byte, change bool) (*Answer, error) {
	method := http.MethodPost
	if change {
		method = http.MethodPut
	}
	return c.write(ctx, string(r)+".config", method, r.path("/config"), body)
}

// ScheduleReport switches automatic generation on or off. Needs a Consent.
func (c *Client) ScheduleReport(ctx context.Context, r Report, on bool) (*Answer, error) {
	method := http.MethodPost
	if !on {
		method = http.MethodDelete
	}
	return c.write(ctx, string(r)+".schedule", method, r.path("/schedule"), nil)
}

// write makes a call that changes something and that the SDK does not cover. It carries no idempotency key, so that it is
// never repeated by itself.
func (c *Client) write(ctx context.Context, op, method, path string, body []byte) (*Answer, error) {
	u := url.URL{Scheme: "https", Host: "api.mercadopago.com", Path: path}
	var r io.Reader
	if body != nil {
		r = bytes.NewReader(body)
	}
	req, err := http.NewRequestWithContext(WithOp(ctx, op), method, u.String(), r)
	if err != nil {
		return nil, &Error{Op: op, Category: CatInvalid, Message: c.networkMessage(err)}
	}
	req.Header.Set("Accept", "application/json")
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	req.Header.Set("Authorization", "Bearer "+c.token.Reveal())
	got := &capture{}
	resp, err := (&requester{c, got}).Do(req)
	if err == nil {
		_ = resp.Body.Close()
	}
	a, err := c.finish(op, got, err)
	if e := AsError(err); e != nil {
		e.Unsettled = e.unsettled()
	}
	return a, err
}

// DownloadReport writes a file to w as it comes, in constant memory. It is recorded without its body, which is full of
// personal data. A transfer that ends early is an error; what was written until then is no report. A file may take as long as it
// needs: only the answer has to begin within the time of a call, and bytes have to go on coming (limits.Stall).
func (c *Client) DownloadReport(ctx context.Context, r Report, name string, w io.Writer) (int64, error) {
	op := string(r) + ".file"
	if CheckReportName(name) != nil {
		return 0, &Error{Op: op, Category: CatInvalid, Code: "malformed_name", Message: "not the name of a report file"}
	}
	u := *c.base
	u.Path, u.RawPath = joinPath(c.base.Path, r.path("/"+name)), joinPath(c.base.EscapedPath(), r.path("/"+url.PathEscape(name)))
	ctx, end := context.WithCancelCause(ctx)
	defer end(nil)
	begin := time.AfterFunc(c.call, func() { end(&silence{limits.ErrSilent, c.call}) })
	defer begin.Stop()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		return 0, &Error{Op: op, Category: CatInvalid, Message: c.networkMessage(err)}
	}
	req.Header.Set("Authorization", "Bearer "+c.token.Reveal())
	started := c.now()
	x := Exchange{Op: op, Method: req.Method, URL: c.redactor.URL(req.URL), ReqHeader: c.redactor.Headers(req.Header), Started: started, Attempt: 1, Truncated: true}
	resp, err := c.wire.RoundTrip(req)
	if err != nil {
		err = causeOf(ctx, err)
		x.Err = c.networkMessage(err)
		e := &Error{Op: op, Category: NetworkCategory(err), Code: NetworkCause(err), Message: x.Err, cause: plainCause(err)}
		e.waited(err)
		x.Timing.Total = c.now().Sub(started)
		e.Exchange = c.recorder.Add(x)
		return 0, e
	}
	defer func() { _ = resp.Body.Close() }()
	x.Status, x.RequestID, x.RespHeader = resp.StatusCode, requestID(c.redactor, resp), c.redactor.Headers(resp.Header)
	if resp.StatusCode != http.StatusOK {
		raw, _ := readBody(resp, maxKeptBody)
		clean := c.redactor.JSON(raw)
		x.RespBody, x.Truncated = string(clean), false
		e := parseError(op, resp.StatusCode, resp.Header.Get("Content-Type"), clean)
		if resp.StatusCode < 400 {
			e.Category, e.Message = CatGarbled, "redirect or other answer where a file is due"
		}
		e.RequestID, e.Exchange, e.RetryAfter = x.RequestID, c.recorder.Add(x), retryAfter(resp, c.now())
		return 0, e
	}
	begin.Stop()
	body, stop := limits.Watch(resp.Body, end)
	n, err := io.Copy(w, body)
	stop()
	err = causeOf(ctx, err)
	x.Timing.Total = c.now().Sub(started)
	if err == nil && resp.ContentLength >= 0 && n != resp.ContentLength {
		err = io.ErrUnexpectedEOF
	}
	if err != nil {
		x.Err = c.networkMessage(err)
	}
	id := c.recorder.Add(x)
	if err != nil {
		return n, &Error{Op: op, Status: resp.StatusCode, Category: NetworkCategory(err), Message: x.Err, Exchange: id, RequestID: x.RequestID, cause: err}
	}
	return n, nil
}

// causeOf gives why a transfer was ended instead of the bare cancellation.
func causeOf(ctx context.Context, err error) error {
	if cause := context.Cause(ctx); err != nil && (errors.Is(cause, limits.ErrSilent) || errors.Is(cause, limits.ErrStall)) {
		return cause
	}
	return err
}
