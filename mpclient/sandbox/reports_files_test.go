package sandbox

import (
	"encoding/csv"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/homologa/homologa/mpclient"
)

// rows downloads the newest file of a family: the heading and the lines.
func (b *bench) rows(kind ReportKind, comma rune) (rows [][]string) {
	b.Helper()
	base := "/v1/account/" + string(kind)
	name := b.want(b.do("GET", base+"/list", ""), 200, "0.status", "processed").at("0.file_name").(string)
	a := b.want(b.do("GET", base+"/"+name, ""), 200)
	if !strings.HasPrefix(a.header.Get("Content-Type"), "text/csv") {
		b.Error(a.header)
	}
	r := csv.NewReader(strings.NewReader(a.raw))
	r.Comma = comma
	rows, err := r.ReadAll()
	if err != nil || len(rows) == 0 {
		b.Fatalf("%v in %s", err, a.raw)
	}
	return rows
}

func column(rows [][]string, name string) (cells []string) {
	i := slices.Index(rows[0], name)
	for _, row := range rows[1:] {
		cells = append(cells, row[i])
	}
	return cells
}

func configOf(sep string, keys ...string) string {
	var columns []string
	for _, k := range keys {
		columns = append(columns, fmt.Sprintf(`{"key":%q}`, k))
	}
	return fmt.Sprintf(`{"file_name_prefix":"loja","separator":%q,"frequency":{"hour":0,"type":"monthly","value":1},"columns":[%s]}`, sep, strings.Join(columns, ","))
}

// The amounts are those of the published sample: 200 paid by card, 50 given back.
func TestReportsTellTheMovements(t *testing.T) {
	b := newBench(t)
	paid := b.payCard("APRO", `,"external_reference":"A;1001"`)
	b.payCard("FUND", "")
	b.payPix("")
	b.clock.forward(time.Hour)
	refund := b.want(b.do("POST", paymentPath(paid)+"/refunds", `{"amount":50}`), 201)
	b.want(b.do("POST", "/v1/account/settlement_report/config", configOf(";", "EXTERNAL_REFERENCE", "SOURCE_ID", "TRANSACTION_TYPE", "TRANSACTION_AMOUNT", "FEE_AMOUNT", "SETTLEMENT_NET_AMOUNT", "PAYMENT_METHOD", "INSTALLMENTS", "TRANSACTION_DATE", "NOT_A_COLUMN")), 201)
	b.want(b.do("POST", "/v1/account/release_report/config", configOf(",", "DATE", "SOURCE_ID", "RECORD_TYPE", "DESCRIPTION", "NET_CREDIT_AMOUNT", "NET_DEBIT_AMOUNT")), 201)
	const may = `{"begin_date":"2026-05-01T00:00:00Z","end_date":"2026-06-30T00:00:00Z"}`
	task := b.want(b.do("POST", "/v1/account/settlement_report", may), 202, "status", "pending", "created_from", "manual", "report_type", "settlement", "begin_date", "2026-05-01T00:00:00Z")
	id := fmt.Sprintf("%.0f", task.at("id"))
	b.want(b.do("GET", "/v1/account/settlement_report/list", ""), 200, "0.status", "pending", "0.file_name", "")
	b.clock.forward(3 * time.Minute)
	b.want(b.do("GET", "/v1/account/settlement_report/task/"+id, ""), 200, "status", "in_progress")
	b.clock.forward(2 * time.Minute)
	b.want(b.do("GET", "/v1/account/settlement_report/"+id, ""), 403, "blocked_by", "PolicyAgent")
	rows := b.rows(Settlement, ';')
	want := [][]string{
		{"A;1001", paymentPath(paid)[len("/v1/payments/"):], "SETTLEMENT", "200.00", "-9.98", "190.02", "master", "2", "2026-05-11T10:01:02.000-04:00", ""},
		{"A;1001", fmt.Sprintf("%.0f", refund.at("id")), "REFUND", "-50.00", "2.50", "-47.50", "master", "2", "2026-05-11T11:01:02.000-04:00", ""},
	}
	if !slices.EqualFunc(rows[1:], want, slices.Equal[[]string]) {
		t.Errorf("settlement %q\nwant %q", rows[1:], want)
	}
	// A later movement is not in a file made before it.
	b.do("POST", paymentPath(paid)+"/refunds", `{"amount":10}`)
	if again := b.rows(Settlement, ';'); len(again) != 3 {
		t.Errorf("the file grew to %d lines", len(again))
	}

	b.clock.forward(32 * 24 * time.Hour)
	b.want(b.do("POST", "/v1/account/release_report", may), 202)
	b.clock.forward(5 * time.Minute)
	rows = b.rows(Release, ',')
	types := column(rows, "RECORD_TYPE")
	if !slices.Equal(types, []string{"initial_available_balance", "release", "release", "release", "total"}) {
		t.Fatalf("releases %q", rows)
	}
	if d := column(rows, "DESCRIPTION"); !slices.Equal(d[1:4], []string{"refund", "refund", "payment"}) { // the card's money comes free after 30 days
		t.Errorf("descriptions %q", d)
	}
	sum := 0.0
	for i := range types[:4] {
		credit, _ := strconv.ParseFloat(column(rows, "NET_CREDIT_AMOUNT")[i], 64)
		debit, _ := strconv.ParseFloat(column(rows, "NET_DEBIT_AMOUNT")[i], 64)
		sum += credit - debit
	}
	if total := column(rows, "NET_CREDIT_AMOUNT")[4]; fmt.Sprintf("%.2f", sum) != total || total != "133.01" {
		t.Errorf("total %s, the lines add up to %.2f", total, sum)
	}
}

func TestReportRequestRefusals(t *testing.T) {
	b := newBench(t)
	b.SetReport(Settlement, true, false)
	for _, body := range []string{`{}`, `{"begin_date":"2026-05-01","end_date":"2026-05-02"}`, `{"begin_date":"2026-05-02T00:00:00Z","end_date":"2026-05-01T00:00:00Z"}`, `{"begin_date":"2026-01-01T00:00:00Z","end_date":"2026-03-03T00:00:00Z"}`} {
		b.want(b.do("POST", "/v1/account/settlement_report", body), 400)
	}
	b.want(b.do("POST", "/v1/account/release_report", `{}`), 404)
	const period = `{"begin_date":"2026-05-01T00:00:00Z","end_date":"2026-05-02T00:00:00Z"}`
	other := newBench(t, onSite(mpclient.MLA))
	other.SetReport(Settlement, true, false)
	other.want(other.do("POST", "/v1/account/settlement_report", period), 203)
	other.want(other.do("GET", "/v1/account/settlement_report", ""), 200, "paging.total", 0)
	other.want(other.do("POST", "/v1/account/settlement_report", period), 202)
}

func TestScheduleMakesFiles(t *testing.T) {
	for _, r := range []struct {
		frequency, begin, end string // of the second file
		step                  time.Duration
	}{
		{`{"hour":0,"type":"monthly","value":1}`, "2026-06-01T04:00:00Z", "2026-07-01T03:59:59Z", 30 * 24 * time.Hour},
		{`{"hour":5,"type":"daily","value":0}`, "2026-05-12T09:00:00Z", "2026-05-13T08:59:59Z", 24 * time.Hour},
		{`{"hour":3,"type":"weekly","value":"friday"}`, "2026-05-15T07:00:00Z", "2026-05-22T06:59:59Z", 7 * 24 * time.Hour},
		{`{"hour":0,"type":"monthly","value":31}`, "2026-05-31T04:00:00Z", "2026-06-30T03:59:59Z", 28 * 24 * time.Hour},
	} {
		b := newBench(t)
		base := "/v1/account/release_report"
		body := strings.Replace(configOf(",", "DATE"), `{"hour":0,"type":"monthly","value":1}`, r.frequency, 1)
		b.want(b.do("POST", base+"/config", body), 201)
		b.want(b.do("POST", base+"/schedule", ""), 200, "status", "pending")
		for range 3 {
			b.clock.forward(r.step)
			b.settleDown()
		}
		a := b.want(b.do("GET", base+"/list", ""), 200)
		list := a.body.([]any)
		second := answer{body: list[len(list)-2]}
		if second.at("begin_date") != r.begin || second.at("end_date") != r.end || second.at("created_from") != "schedule" {
			t.Errorf("%s: %s", r.frequency, a.raw)
		}
		b.want(b.do("DELETE", base+"/schedule", ""), 200)
		b.clock.forward(200 * 24 * time.Hour)
		if now := b.want(b.do("GET", base+"/list", ""), 200).body.([]any); len(now) != len(list) {
			t.Errorf("%s goes on after the end of the schedule: %d files", r.frequency, len(now))
		}
	}
}
