package settlement

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/homologa/homologa/mpclient"
	"github.com/homologa/homologa/mpclient/sandbox"
)

type api struct {
	testing.TB
	*sandbox.Server
	now time.Time
}

func (a *api) do(method, path, body string, status ...int) []byte {
	a.Helper()
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	r.Header.Set("Authorization", "Bearer "+a.Credentials().AccessToken)
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("X-Idempotency-Key", fmt.Sprint(time.Now().UnixNano()))
	w := httptest.NewRecorder()
	a.ServeHTTP(w, r)
	for _, s := range status {
		if w.Code == s {
			return w.Body.Bytes()
		}
	}
	a.Fatalf("%s %s: %d %s", method, path, w.Code, w.Body)
	return nil
}

// TestTheSimulatorsReportsReconcile: on every site, whatever happened to the payments, both reports of the simulator in CSV
// and as a workbook agree with what its payments say, and the summary with the balance.
func TestTheSimulatorsReportsReconcile(t *testing.T) {
	for _, site := range mpclient.Sites {
		t.Run(string(site.ID), func(t *testing.T) {
			a := &api{TB: t, now: time.Date(2026, 5, 11, 14, 1, 2, 0, time.UTC)}
			a.Server = sandbox.New(sandbox.Config{Site: site.ID, Seed: 5, Now: func() time.Time { return a.now }})
			t.Cleanup(a.Close)
			for _, kind := range []string{"settlement_report", "release_report"} {
				columns := []string{"SETTLEMENT_DATE", "SOURCE_ID", "EXTERNAL_REFERENCE", "TRANSACTION_TYPE", "TRANSACTION_AMOUNT", "TRANSACTION_CURRENCY", "FEE_AMOUNT", "SETTLEMENT_NET_AMOUNT", "METADATA"}
				if kind == "release_report" {
					columns = []string{"DATE", "SOURCE_ID", "EXTERNAL_REFERENCE", "RECORD_TYPE", "DESCRIPTION", "GROSS_AMOUNT", "NET_CREDIT_AMOUNT", "NET_DEBIT_AMOUNT", "CURRENCY", "METADATA"}
				}
				var keys []string
				for _, c := range columns {
					keys = append(keys, fmt.Sprintf(`{"key":%q}`, c))
				}
				a.do("POST", "/v1/account/"+kind+"/config", `{"file_name_prefix":"x","separator":";","frequency":{"hour":0,"type":"daily","value":0},"columns":[`+strings.Join(keys, ",")+`]}`, 201)
			}
			var orders bytes.Buffer
			orders.WriteString("external_reference,payment_id,amount,currency,status\n")
			amount := map[bool]int{true: 20000, false: 200}[site.ID == mpclient.MCO || site.ID == mpclient.MLC]
			var ids []int64
			for i := range 8 {
				var p struct {
					ID     int64  `json:"id"`
					Status string `json:"status"`
				}
				raw := a.do("POST", "/v1/payments", fmt.Sprintf(`{"transaction_amount":%d,"payment_method_id":"account_money","external_reference":"A;%d \"é\"","metadata":{"note":"x;\n\"y\""},"payer":{"email":"ana@example.com"}}`, amount+i, i), 201)
				if err := json.Unmarshal(raw, &p); err != nil || p.Status != "approved" {
					t.Fatalf("%v %s", err, raw)
				}
				ids = append(ids, p.ID)
				a.now = a.now.Add(time.Minute)
			}
			part := amount / 4
			a.do("POST", fmt.Sprintf("/v1/payments/%d/refunds", ids[1]), fmt.Sprintf(`{"amount":%d}`, part), 201)
			a.do("POST", fmt.Sprintf("/v1/payments/%d/refunds", ids[1]), fmt.Sprintf(`{"amount":%d}`, part), 201)
			a.do("POST", fmt.Sprintf("/v1/payments/%d/refunds", ids[2]), ``, 201)
			said := map[int]string{1: "partially_refunded", 2: "refunded"}
			if _, err := a.Chargeback(ids[3]); err == nil {
				said[3] = "charged_back"
			}
			if _, err := a.Claim(ids[4]); err != nil {
				t.Fatal(err)
			}
			said[4] = "in_mediation"
			a.now = a.now.Add(40 * 24 * time.Hour)
			for i, id := range ids {
				status := said[i]
				if status == "" {
					status = "approved"
				}
				fmt.Fprintf(&orders, "\"A;%d \"\"é\"\"\",%d,%d,%s,%s\n", i, id, amount+i, site.Currency, status)
			}
			fmt.Fprintf(&orders, "B-1,,%d,%s,cancelled\n", amount, site.Currency)
			for _, kind := range []Kind{Settlement, Release} {
				base := "/v1/account/" + string(kind)
				period := `{"begin_date":"2026-05-01T00:00:00Z","end_date":"2026-06-29T00:00:00Z"}`
				a.do("POST", base, period, 202, 203)
				a.do("POST", base, period, 202)
				a.now = a.now.Add(10 * time.Minute)
				var list []struct {
					Name string `json:"file_name"`
				}
				if err := json.Unmarshal(a.do("GET", base+"/list", "", 200), &list); err != nil || len(list) == 0 {
					t.Fatal(err)
				}
				for _, name := range []string{list[0].Name, strings.TrimSuffix(list[0].Name, ".csv") + ".xlsx"} {
					file := a.do("GET", base+"/"+name, "", http.StatusOK)
					res, err := Reconcile(context.Background(), Bytes(name, file), Bytes("orders.csv", orders.Bytes()), Options{All: true}, func(r Record) error {
						if r.Difference {
							t.Errorf("%s %s: %+v", kind, name, r)
						}
						return nil
					})
					if err != nil {
						t.Fatalf("%s: %v", name, err)
					}
					addUp(t, res)
					if res.Differences != 0 || res.Kind != kind || res.Outcomes[Matched] < 3 || res.Outcomes[Refunded] != 1 || res.Outcomes[RefundedPartly] != 1 || res.Outcomes[NotPaid] != 1 || res.Outcomes[Disputed] != 1 {
						t.Errorf("%s %s: %+v", kind, name, res)
					}
					s, err := Summarize(context.Background(), Bytes(name, file), Options{})
					if err != nil {
						t.Fatal(err)
					}
					for _, d := range append(s.Days, s.Totals...) {
						if d.In+d.Fees+d.Refunds+d.Chargebacks+d.Others != d.Net || d.Currency != site.Currency {
							t.Errorf("%s: %+v does not add up", name, d)
						}
					}
					if kind == Release && (s.Balanced == nil || !*s.Balanced) {
						t.Errorf("%s: %+v", name, s)
					}
					if s.Rows.Read != s.Rows.Counted+s.Rows.Balance+s.Rows.Refused {
						t.Errorf("%+v", s.Rows)
					}
				}
			}
		})
	}
}
