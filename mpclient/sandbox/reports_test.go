package sandbox

import (
	"strings"
	"testing"
)

const reportBody = `{"file_name_prefix":"s","columns":[{"key":"SOURCE_ID"}],"frequency":{"hour":0,"type":"monthly","value":1},"scheduled":true,"sftp_info":{"server":"s","password":"hunter2"},"separator":";"}`

func TestReports(t *testing.T) {
	for _, kind := range []ReportKind{Settlement, Release} {
		b := newBench(t)
		base := "/v1/account/" + string(kind)
		for _, a := range []answer{b.do("GET", base+"/config", ""), b.do("PUT", base+"/config", reportBody), b.do("POST", base+"/schedule", ""), b.do("DELETE", base+"/schedule", ""), b.do("GET", base+"/list", "")} {
			b.want(a, 404, "message", "Configuration not found. Please create a configuration first.")
		}
		a := b.want(b.do("POST", base+"/config", reportBody), 201, "scheduled", false, "sftp_info.server", "s")
		if strings.Contains(a.raw, "hunter2") {
			t.Error("the password came back")
		}
		b.want(b.do("POST", base+"/schedule", ""), 200, "status", "pending", "begin_date", "2026-05-01T04:00:00Z", "end_date", "2026-06-01T03:59:59Z", "generation_date", "2026-06-01T04:00:00.000Z", "created_from", "schedule")
		b.want(b.do("GET", base+"/config", ""), 200, "scheduled", true)
		b.want(b.do("PUT", base+"/config", `{"frequency":{"hour":1,"type":"daily","value":0}}`), 400)
		b.want(b.do("PUT", base+"/config", `{"scheduled":false,"separator":","}`), 200, "scheduled", true, "separator", ",", "frequency.hour", 0)
		b.want(b.do("DELETE", base+"/schedule", ""), 200, "status", "deleted")
		b.want(b.do("PUT", base+"/config", `{"frequency":{"hour":1,"type":"daily","value":0}}`), 200, "frequency.type", "daily", "scheduled", false)
		if list, is := b.want(b.do("GET", base+"/list", ""), 200).body.([]any); !is || len(list) != 0 {
			t.Error("the list is not an empty array")
		}
	}
}

func TestReportSwitch(t *testing.T) {
	b := newBench(t)
	b.SetReport(Release, true, true)
	b.want(b.do("GET", "/v1/account/release_report/config", ""), 200, "scheduled", true, "columns.0.key", "DATE")
	b.want(b.do("GET", "/v1/account/settlement_report/config", ""), 404)
	b.want(b.do("PUT", "/v1/account/release_report/config", `{"frequency":{"hour":0,"type":"monthly","value":1},"file_name_prefix":"n"}`), 200, "file_name_prefix", "n")
	b.SetReport(Release, false, false)
	b.want(b.do("GET", "/v1/account/release_report/config", ""), 404)
}

func TestReportConfigRefusals(t *testing.T) {
	b := newBench(t)
	for from, to := range map[string]string{
		`[{"key":"SOURCE_ID"}]`: `[]`, `{"key":"SOURCE_ID"}`: `{}`, `"s","col`: `"","col`, `"hour":0`: `"hour":24`, `monthly`: `yearly`, `";"`: `"x"`, `"columns":[{"key":"SOURCE_ID"}]`: `"columns":[null]`,
	} {
		body := strings.Replace(reportBody, from, to, 1)
		if body == reportBody {
			t.Fatalf("%s changes nothing", from)
		}
		b.want(b.do("POST", "/v1/account/settlement_report/config", body), 400)
	}
	b.want(b.do("GET", "/v1/account/settlement_report/config", ""), 404)
}
