package sandbox

import (
	"fmt"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"time"
)

var reportRoutes = slices.Concat(familyRoutes(Settlement), familyRoutes(Release),
	[]route{{"POST", "/_sandbox/report_webhook", open, (*Server).steerReportWebhook}})

func familyRoutes(kind ReportKind) []route {
	base := "/v1/account/" + string(kind)
	on := func(f func(*Server, ReportKind, *call) reply) func(*Server, *call) reply {
		return func(s *Server, c *call) reply { return f(s, kind, c) }
	}
	return []route{
		{"POST", base + "/config", bearer, on((*Server).createReportConfig)},
		{"GET", base + "/config", bearer, on((*Server).readReportConfig)},
		{"PUT", base + "/config", bearer, on((*Server).updateReportConfig)},
		{"POST", base + "/schedule", bearer, on((*Server).scheduleReport)},
		{"DELETE", base + "/schedule", bearer, on((*Server).unscheduleReport)},
		{"POST", base, bearer, on((*Server).requestReport)},
		{"GET", base, bearer, on((*Server).searchReports)},
		{"GET", base + "/search", bearer, on((*Server).searchReports)},
		{"GET", base + "/list", bearer, on((*Server).listReports)},
		{"GET", base + "/task/{id}", bearer, on((*Server).readReportTask)},
		{"GET", base + "/{file}", bearer, on((*Server).downloadReport)},
	}
}

// report is the configuration of one family and what was made by it.
type report struct {
	config    object
	scheduled bool
	next      time.Time // of the schedule
	tasks     []*reportTask
	asked     map[string]bool // outside MLB: periods answered 203 once
}

const noConfigText = "Configuration not found. Please create a configuration first."

func noReportConfig() reply { return fail(http.StatusNotFound, noConfigText) }

// setReport is the control side: a complete, sensible configuration or none.
func (s *Server) setReport(o reportOrder) {
	if !o.Configured {
		delete(s.state.reports, o.Kind)
		return
	}
	names := "TRANSACTION_DATE SETTLEMENT_DATE SOURCE_ID EXTERNAL_REFERENCE TRANSACTION_TYPE TRANSACTION_AMOUNT TRANSACTION_CURRENCY FEE_AMOUNT SETTLEMENT_NET_AMOUNT"
	if o.Kind == Release {
		names = "DATE SOURCE_ID EXTERNAL_REFERENCE RECORD_TYPE DESCRIPTION GROSS_AMOUNT NET_CREDIT_AMOUNT NET_DEBIT_AMOUNT CURRENCY"
	}
	columns := []any{}
	for _, n := range strings.Fields(names) {
		columns = append(columns, object{"key": n})
	}
	r := &report{scheduled: o.Scheduled}
	s.state.reports[o.Kind] = r
	defer s.plan(r)
	r.config = normal(object{
		"file_name_prefix": fmt.Sprintf("%s-%d", o.Kind, s.acct.userID), "columns": columns, "display_timezone": "GMT-04", "separator": ";",
		"report_translation": s.site.Language, "notification_email_list": []any{"finance@shop.example"}, "frequency": object{"hour": 0, "type": "monthly", "value": 1},
	})
	for k, v := range o.Config {
		if v == nil {
			delete(r.config, k)
		} else {
			r.config = normal(with(r.config, k, v))
		}
	}
}

// reportConfigShape joins the switches of both families.
var reportConfigShape = parseShape(`columns[ key alias ] file_name_prefix frequency{ hour% type value* } separator display_timezone
	report_translation notification_email_list* sftp_info{ server password remote_dir port% username } scheduled* extended*
	coupon_detailed? shipping_detail? refund_detailed? show_fee_prevision? show_chargeback_cancel? include_withdraw?
	include_withdrawal? include_withdrawal_at_end? execute_after_withdrawal? check_available_balance? compensate_detail?`)

const maxColumns = 200 // several times what there is: a file has a cell for each in every line

func checkReportConfig(b object) *reply {
	bad := func(what string) *reply { return ptr(fail(badRequest, what)) }
	if m := reportConfigShape.check(b); len(m.wrong) > 0 {
		return bad(m.wrong[0] + " invalid")
	}
	columns, _ := b["columns"].([]any)
	if len(columns) == 0 || len(columns) > maxColumns {
		return bad("columns needed")
	}
	for _, e := range columns {
		if text(e.(object), "key") == "" {
			return bad("columns.key needed")
		}
	}
	switch prefix := text(b, "file_name_prefix"); {
	case prefix == "":
		return bad("file_name_prefix needed")
	case len(prefix) > 100 || strings.ContainsFunc(prefix, func(r rune) bool { return r < ' ' || r == '/' || r == '\\' || r == '%' }):
		return bad("file_name_prefix invalid") // it becomes a segment of an address
	}
	f := child(b, "frequency")
	if f == nil {
		return bad("frequency needed")
	}
	if hour, sent := number(f, "hour"); !sent || hour < 0 || hour > 23 {
		return bad("frequency.hour invalid")
	}
	switch text(f, "type") {
	case "daily", "weekly", "monthly":
	default:
		return bad("frequency.type invalid")
	}
	switch text(b, "separator") {
	case "", ",", ";", "|":
		return nil
	}
	return bad("separator invalid")
}

// reportConfig keeps the known fields and the defaults; scheduled is read-only, and a
// password is taken but never told again.
func reportConfig(b object) object {
	kept := object{"display_timezone": "GMT-04", "separator": ";", "report_translation": "en", "notification_email_list": []any{}}
	for k, v := range b {
		if _, known := reportConfigShape.fields[k]; known && v != nil {
			kept[k] = v
		}
	}
	delete(kept, "scheduled")
	if sftp, is := kept["sftp_info"].(object); is {
		open := overlay(object{}, sftp, 1)
		delete(open, "password")
		kept["sftp_info"] = open
	}
	return kept
}

func (r *report) view() object { return with(r.config, "scheduled", r.scheduled) }

func (s *Server) createReportConfig(kind ReportKind, c *call) reply {
	if bad := checkReportConfig(c.body); bad != nil {
		return *bad
	}
	if s.state.reports[kind] != nil {
		return fail(badRequest, "A configuration already exists.")
	}
	r := &report{config: reportConfig(c.body)}
	s.state.reports[kind] = r
	return created(r.view())
}

func (s *Server) readReportConfig(kind ReportKind, _ *call) reply {
	r := s.state.reports[kind]
	if r == nil {
		return noReportConfig()
	}
	return ok(r.view())
}

// updateReportConfig refuses another frequency while the report is scheduled: unschedule, put,
// schedule is the way.
func (s *Server) updateReportConfig(kind ReportKind, c *call) reply {
	r := s.state.reports[kind]
	if r == nil {
		return noReportConfig()
	}
	merged := overlay(r.config, c.body, 1)
	if bad := checkReportConfig(normal(merged)); bad != nil {
		return *bad
	}
	if r.scheduled && !reflect.DeepEqual(normal(object{"f": merged["frequency"]}), normal(object{"f": r.config["frequency"]})) {
		return fail(badRequest, "The frequency can't be changed while the report is scheduled.")
	}
	r.config = reportConfig(merged)
	return ok(r.view())
}

// normal brings values set by the simulator and values read from a request to one form.
func normal(o object) object {
	n, err := parseObject(encode(o))
	if err != nil {
		return o
	}
	return n
}
