package probe_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/checks/lang"
	"github.com/homologa/homologa/checks/probe"
	"github.com/homologa/homologa/checks/rules"
	"github.com/homologa/homologa/mpclient"
	"github.com/homologa/homologa/mpclient/sandbox"
)

// searching answers GET /v1/payments/search from a list, the newest first, at most most rows a page.
func searching(list []string, most int) api {
	return func(r *http.Request) (int, string, string) {
		q := r.URL.Query()
		offset, _ := strconv.Atoi(q.Get("offset"))
		limit, _ := strconv.Atoi(q.Get("limit"))
		if limit > 50 || offset > 10_000 || q.Get("range") != "date_created" || q.Get("begin_date") != "NOW-30DAYS" || q.Get("sort") != "date_created" || q.Get("criteria") != "desc" {
			return 400, "application/json", `{"message":"bad search"}`
		}
		limit = min(limit, most)
		rows := list[min(offset, len(list)):min(offset+limit, len(list))]
		return 200, "application/json", fmt.Sprintf(`{"results":[%s],"paging":{"total":%d,"limit":%d,"offset":%d}}`, strings.Join(rows, ","), len(list), limit, offset)
	}
}

// paidBy is one payment of a search: minute before the audit, status, detail and further members.
func paidBy(id, minute int, status, detail, more string) string {
	at := clock().Add(-time.Duration(minute) * time.Minute).Format("2006-01-02T15:04:05.000-07:00")
	if more != "" {
		more = "," + more
	}
	return fmt.Sprintf(`{"id":%d,"date_created":%q,"status":%q,"status_detail":%q,"payment_type_id":"credit_card","payment_method_id":"visa","live_mode":true,"operation_type":"regular_payment","collector_id":701234567,"transaction_amount":10.5%s}`, id, at, status, detail, more)
}

func past(t testing.TB, a http.RoundTripper, facts ...checks.Fact) checks.History {
	t.Helper()
	f := observe(t.Context(), t, &probe.Env{Now: clock, API: a}, "history", append(facts, checks.FactToken.Of(mpclient.InspectAccessToken(goodToken)))...)
	h, ok := checks.FactHistory.Get(f)
	if !ok {
		t.Fatalf("no history: %+v", f.Gap(checks.FactHistory.Name))
	}
	return h
}

const shown = `"payer":{"email":"ana@loja.com.br","identification":{"type":"CPF","number":"12345678909"}},"additional_info":{"items":[{"id":"1"}],"payer":{"first_name":"Ana"}}`

func TestHistoryAddsUp(t *testing.T) {
	owner := checks.FactAccount.Of(mpclient.Account{ID: 701234567})
	card := func(last string) string {
		return `"card":{"first_six_digits":"503143","last_four_digits":"` + last + `","cardholder":{"name":"Ana Souza"}},"external_reference":"A-1"`
	}
	list := []string{
		paidBy(1, 1, "approved", "accredited", shown),
		paidBy(2, 2, "refunded", "refunded", shown),
		paidBy(3, 3, "charged_back", "in_process", `"payer":{"email":null,"identification":{"number":null}},"additional_info":{}`),
		paidBy(4, 4, "in_process", "pending_review_manual", `"payer":{"email":null}`),
		paidBy(5, 5, "cancelled", "expired", ""),
		// The same card, rejected again within minutes, twice.
		paidBy(6, 10, "rejected", "cc_rejected_high_risk", card("1111")),
		paidBy(7, 13, "rejected", "cc_rejected_high_risk", card("1111")),
		paidBy(8, 16, "rejected", "cc_rejected_other_reason", card("1111")),
		// Another card is what a buyer is told to try; later is no repetition; corrected data neither.
		paidBy(9, 17, "rejected", "cc_rejected_high_risk", card("2222")),
		paidBy(10, 40, "rejected", "cc_rejected_high_risk", card("2222")),
		paidBy(11, 41, "rejected", "cc_rejected_bad_filled_security_code", card("2222")),
		paidBy(12, 50, "rejected", "cc_rejected_high_risk", ""),
		// Not to be counted: a transfer, a purchase of the account's own, tests.
		strings.Replace(paidBy(13, 60, "approved", "accredited", ""), "regular_payment", "money_transfer", 1),
		strings.Replace(paidBy(14, 60, "approved", "accredited", ""), "701234567", "99", 1),
		strings.Replace(paidBy(15, 60, "approved", "accredited", ""), "true", "false", 1),
		paidBy(16, 60, "rejected", "cc_rejected_other_reason", `"card":{"cardholder":{"name":"OTHE"}}`),
		paidBy(17, 60, "approved", "accredited", `"payer":{"email":"test_user_1@testuser.com"}`),
		// What a hostile answer may say.
		`{"id":18,"status":{"a":1},"status_detail":["x"],"payment_type_id":"\u001b[31m","card":7,"payer":"x","additional_info":[],"date_created":5,"transaction_amount":"1e400"}`,
		paidBy(19, 70, "rejected", "Not A Word", ""),
		list0, // the first again, pushed down by a newer one
	}
	h := past(t, searching(list, 50), owner)
	l := h.Live
	if h.Read != 19 || h.Total != 20 || h.Other != 2 || h.Test.Total != 3 || h.Days != 30 || h.Stopped != "" {
		t.Errorf("%+v", h)
	}
	if o := l.Outcomes; l.Total != 14 || o[checks.Approved] != 1 || o[checks.Rejected] != 8 || o[checks.Pending] != 2 || o[checks.Cancelled] != 1 || o[checks.Refunded] != 1 || o[checks.ChargedBack] != 1 {
		t.Errorf("outcomes of %d: %v", l.Total, o)
	}
	if d := l.Decided(); d != (checks.Decided{Approved: 3, Rejected: 8}) || l.Types["credit_card"] != d {
		t.Errorf("decided %+v, types %+v", d, l.Types)
	}
	if r := l.Rejections; len(r) != 4 || r["cc_rejected_high_risk"] != 5 || r["other"] != 1 {
		t.Errorf("rejections %v", r)
	}
	if l.Retries != (checks.Retries{Attempts: 2, Orders: 1, Named: 6, Unnamed: 2}) {
		t.Errorf("retries %+v", l.Retries)
	}
	for field, want := range map[checks.DataField]checks.Coverage{
		checks.FieldEmail:    {Filled: 2, Newest: checks.IsFilled},
		checks.FieldDocument: {Filled: 2, Newest: checks.IsFilled},
		checks.FieldItems:    {Filled: 2, Absent: 12, Newest: checks.IsFilled},
		checks.FieldPayer:    {Filled: 2, Newest: checks.IsFilled},
		checks.FieldDevice:   {Absent: 14, Newest: checks.IsAbsent},
	} {
		if l.Fields[field] != want {
			t.Errorf("%s: %+v, want %+v", field, l.Fields[field], want)
		}
	}
	kept, _ := json.Marshal(h)
	for _, personal := range []string{"ana", "Ana", "1234567", "503143", "1111", "A-1", "\x1b", "u001b"} {
		if strings.Contains(string(kept), personal) {
			t.Errorf("%q is kept: %s", personal, kept)
		}
	}

	if h := past(t, searching(list, 50), checks.FactAccount.Of(mpclient.Account{ID: 701234567, Tags: []string{"test_user"}})); h.Live.Total != 0 || h.Test.Total != 17 {
		t.Errorf("a test account has %d sales and %d tests", h.Live.Total, h.Test.Total)
	}
	if h := past(t, searching(list, 50), owner, checks.FactSettings.Of(checks.Settings{Sandbox: true})); h.Live.Total != 17 || h.Test.Total != 0 {
		t.Errorf("the simulator has %d sales and %d tests", h.Live.Total, h.Test.Total)
	}
}

var list0 = paidBy(1, 1, "approved", "accredited", shown)

func many(n int) (list []string) {
	for i := range n {
		list = append(list, `{"id":`+strconv.Itoa(i+1)+`,"status":"approved"}`)
	}
	return list
}

// TestHistoryIsReadSeveralPagesAtOnce and never more than four, never beyond the limit, and from
// servers with smaller pages as well.
func TestHistoryIsReadSeveralPagesAtOnce(t *testing.T) {
	for name, c := range map[string]struct {
		stored, rows, most int
		read, calls        int
	}{
		"none":               {0, 50, 0, 0, 1},
		"a page":             {50, 50, 0, 50, 1},
		"two pages":          {51, 50, 0, 51, 2},
		"all there is":       {730, 50, 0, 730, 15},
		"the newest 1,000":   {2400, 50, 0, 1000, 20},
		"smaller pages":      {300, 30, 0, 300, 10},
		"another limit":      {300, 50, 120, 120, 3},
		"less than one page": {300, 50, 7, 7, 1},
		"all that is in reach, whatever was asked": {10_200, 50, 99_999, 10_000, 200},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				list := many(c.stored)
				var calls, now, most atomic.Int32
				slow := api(func(r *http.Request) (int, string, string) {
					calls.Add(1)
					n := now.Add(1)
					defer now.Add(-1)
					most.Store(max(most.Load(), n))
					time.Sleep(200 * time.Millisecond)
					return searching(list, c.rows)(r)
				})
				f := observe(t.Context(), t, &probe.Env{Now: clock, API: slow, HistoryMax: c.most}, "history", checks.FactToken.Of(mpclient.InspectAccessToken(goodToken)))
				h, _ := checks.FactHistory.Get(f)
				if h.Read != c.read || h.Live.Total != c.read || h.Total != c.stored || h.Stopped != "" || int(calls.Load()) != c.calls {
					t.Errorf("read %d of %d (%s) in %d calls, want %d in %d", h.Read, h.Total, h.Stopped, calls.Load(), c.read, c.calls)
				}
				if n := most.Load(); n > 4 || c.calls > 5 && n != 4 {
					t.Errorf("%d calls at once", n)
				}
			})
		})
	}
}

// trip is a transport.
type trip func(*http.Request) (*http.Response, error)

func (f trip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// hang is a server that never answers.
func hang(r *http.Request) (*http.Response, error) {
	<-r.Context().Done()
	return nil, r.Context().Err()
}

// TestHistoryTellsWhereItStopped: what was read by then counts.
func TestHistoryTellsWhereItStopped(t *testing.T) {
	list := many(1000)
	failing := func(from int, answer trip) trip {
		var n atomic.Int32
		return func(r *http.Request) (*http.Response, error) {
			if int(n.Add(1)) > from {
				return answer(r)
			}
			return searching(list, 50).RoundTrip(r)
		}
	}
	says := func(status int, body string) trip {
		return api(func(*http.Request) (int, string, string) { return status, "application/json", body }).RoundTrip
	}
	for name, c := range map[string]struct {
		answer trip
		want   checks.GapReason
	}{
		"too many calls":   {says(429, `{"message":"slow down"}`), checks.GapServer},
		"an error":         {says(500, `{"message":"oops"}`), checks.GapServer},
		"refused":          {says(401, `{"message":"no"}`), checks.GapAuth},
		"not a page":       {says(200, `{"results":{}}`), checks.GapGarbled},
		"no list at all":   {says(200, `{"paging":{"total":1}}`), checks.GapGarbled},
		"a list":           {says(200, `[]`), checks.GapGarbled},
		"a silent server":  {hang, checks.GapTimeout},
		"a broken network": {says(0, ""), checks.GapNetwork},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				h := past(t, failing(3, c.answer))
				if h.Stopped != c.want || h.Read != 150 || h.Live.Total != 150 || h.Total != 1000 {
					t.Errorf("read %d of %d, stopped by %q; want 150, %q", h.Read, h.Total, h.Stopped, c.want)
				}
			})
			synctest.Test(t, func(t *testing.T) {
				f := observe(t.Context(), t, &probe.Env{Now: clock, API: failing(0, c.answer)}, "history", checks.FactToken.Of(mpclient.InspectAccessToken(goodToken)))
				if g := f.Gap(checks.FactHistory.Name); g == nil || g.Reason != c.want {
					t.Errorf("nothing was read, and the gap is %+v", g)
				}
			})
		})
	}
}

// TestHistoryGivesUpAtOnce: pages under way are not waited for when another was refused.
func TestHistoryGivesUpAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		list, start := many(1000), time.Now()
		var n atomic.Int32
		h := past(t, trip(func(r *http.Request) (*http.Response, error) {
			switch n.Add(1) {
			case 1:
				return searching(list, 50).RoundTrip(r)
			case 4:
				return answering(401, `{"message":"no"}`).API.RoundTrip(r)
			}
			return hang(r)
		}))
		if took := time.Since(start); h.Stopped != checks.GapAuth || h.Read != 50 || took > 0 {
			t.Errorf("read %d, stopped by %q after %v", h.Read, h.Stopped, took)
		}
	})
}

func TestHistoryCanBeCancelled(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		list := many(1000)
		ctx, cancel := context.WithCancel(t.Context())
		var n atomic.Int32
		a := trip(func(r *http.Request) (*http.Response, error) {
			if n.Add(1) > 2 {
				cancel()
				return hang(r)
			}
			return searching(list, 50).RoundTrip(r)
		})
		f := observe(ctx, t, &probe.Env{Now: clock, API: a}, "history", checks.FactToken.Of(mpclient.InspectAccessToken(goodToken)))
		h, ok := checks.FactHistory.Get(f)
		if !ok || h.Stopped != checks.GapCancelled || h.Read < 50 || h.Read > 100 || h.Live.Total != h.Read {
			t.Errorf("cancelled: %+v, gap %+v", h, f.Gap(checks.FactHistory.Name))
		}
	})
}

// TestCancelledRunKeepsTheHistory: a whole run that is cancelled judges what was read by then, and says
// how much that was; what it did not see is no pass.
func TestCancelledRunKeepsTheHistory(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		list := many(1000)
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		var n atomic.Int32
		e := &probe.Env{Now: clock, Load: func() checks.Settings { return checks.Settings{AccessToken: goodToken} }, API: trip(func(r *http.Request) (*http.Response, error) {
			if !strings.HasSuffix(r.URL.Path, "/payments/search") {
				return answering(200, `{"id":701234567,"site_id":"MLB"}`).API.RoundTrip(r)
			}
			if n.Add(1) > 3 {
				cancel()
				return hang(r)
			}
			return searching(list, 50).RoundTrip(r)
		})}
		a := checks.NewAudit(rules.All(), probe.All(e), clock)
		rep := a.Run(ctx, checks.Selection{IDs: []checks.ID{"approval.history", "approval.retries"}})
		h, ok := checks.FactHistory.Get(a.Facts())
		if !ok || !rep.Cancelled || h.Stopped != checks.GapCancelled || h.Read < 50 || h.Read > 150 {
			t.Fatalf("cancelled %v: %+v, gap %+v", rep.Cancelled, h, a.Facts().Gap(checks.FactHistory.Name))
		}
		for _, f := range rep.Findings {
			said := lang.EN.Text(f.Detail)
			if f.Verdict != checks.Inconclusive || !strings.Contains(said, fmt.Sprintf("%d of 1000 payments read: The check was cancelled.", h.Read)) {
				t.Errorf("%s: %s %s", f.ID, f.Verdict, said)
			}
		}
	})
}

// simulated calls a simulator without a network.
type simulated struct{ *sandbox.Server }

func (s simulated) RoundTrip(r *http.Request) (*http.Response, error) {
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w.Result(), nil
}

// TestHistoryOfTheSimulator: payments made as an integration makes them come back as counts.
func TestHistoryOfTheSimulator(t *testing.T) {
	at := clock()
	s := sandbox.New(sandbox.Config{Seed: 1, Now: func() time.Time { return at }})
	defer s.Close()
	cred := s.Credentials()
	n := 0
	call := func(method, path, body string) map[string]any {
		n++
		r := httptest.NewRequest(method, path, strings.NewReader(body))
		r.Header.Set("Authorization", "Bearer "+cred.AccessToken)
		r.Header.Set("X-Idempotency-Key", strconv.Itoa(n))
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r)
		var out map[string]any
		if err := json.Unmarshal(w.Body.Bytes(), &out); err != nil || w.Code >= 300 {
			t.Fatalf("%s: %d %s", path, w.Code, w.Body)
		}
		return out
	}
	pay := func(holder, reference, more string) {
		token := call("POST", "/v1/card_tokens?public_key="+cred.PublicKey, `{"card_number":"4235647728025682","security_code":"123","expiration_month":11,"expiration_year":2030,"cardholder":{"name":"`+holder+`","identification":{"type":"CPF","number":"12345678909"}}}`)
		call("POST", "/v1/payments", fmt.Sprintf(`{"transaction_amount":50,"token":%q,"installments":1,"payment_method_id":"visa","external_reference":%q,"payer":{"email":"ana@loja.com.br"}%s}`, token["id"], reference, more))
		at = at.Add(time.Minute)
	}
	const info = `,"additional_info":{"items":[{"id":"1","title":"x","quantity":1,"unit_price":50}],"payer":{"first_name":"Ana"}}`
	for range 60 {
		pay("APRO", "A", info)
	}
	for range 3 {
		pay("OTHE", "B", "")
	}
	pay("FUND", "C", "")
	pay("SECU", "C", "")
	pay("SECU", "C", "")
	at = at.Add(40 * 24 * time.Hour)
	pay("CONT", "D", info)
	at = at.Add(-40 * 24 * time.Hour)

	h := func() checks.History {
		e := &probe.Env{Now: clock, API: simulated{s}}
		f := observe(t.Context(), t, e, "history", checks.FactToken.Of(mpclient.InspectAccessToken(cred.AccessToken)), checks.FactSettings.Of(checks.Settings{Sandbox: true}))
		h, ok := checks.FactHistory.Get(f)
		if !ok {
			t.Fatalf("%+v", f.Gap(checks.FactHistory.Name))
		}
		return h
	}()
	l := h.Live
	if l.Total != 66 || l.Outcomes[checks.Approved] != 60 || l.Rejections["cc_rejected_other_reason"] != 3 || l.Rejections["cc_rejected_bad_filled_security_code"] != 2 || l.Rejections["cc_rejected_insufficient_amount"] != 1 {
		t.Errorf("%+v", l)
	}
	if l.Retries != (checks.Retries{Hidden: 6}) { // the cards of rejected payments are masked
		t.Errorf("retries %+v", l.Retries)
	}
	if n, of := l.Fields[checks.FieldItems].Missing(); n != 6 || of != 66 {
		t.Errorf("%d of %d lack items", n, of)
	}
	if n, of := l.Fields[checks.FieldEmail].Missing(); n != 0 || of != 60 {
		t.Errorf("%d of %d lack an address", n, of)
	}
}
