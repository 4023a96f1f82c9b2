package sandbox

import (
	"cmp"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/homologa/homologa/mpclient"
)

func init() {
	for _, kind := range []ReportKind{Settlement, Release} {
		base := "/v1/account/" + string(kind)
		KnownDifferences = append(KnownDifferences,
			Difference{Operation: "POST " + base, Field: "id", What: "the task id is a number", Source: "examples/settlement_report_flow.json"},
			Difference{Operation: "GET " + base + "/list", Field: "answer", What: "the list is a bare array, with the entries the guide shows", Source: "guide; examples/settlement_report_flow.json"},
			Difference{Operation: "POST " + base + "/config", Field: "answer", What: "creating answers 201, not 200", Source: "guide; examples/settlement_report_flow.json"})
	}
}

// reportTask is one generation. The file is written when it is asked for: it says nothing that
// happened after the generation, so it says the same each time.
type reportTask struct {
	id              int64
	begin, end      time.Time
	created, due    time.Time
	from            string // manual, schedule
	name            string // ending in .csv; the workbook's ends in .xlsx
	told            bool
	columns         []any
	separator, zone string
}

const (
	generation    = 5 * time.Minute // minutes to hours on the real side
	longestReport = 60 * 24 * time.Hour
	maxReports    = 100
)

func (t *reportTask) status(now time.Time) string {
	switch {
	case !now.Before(t.due):
		return "done"
	case now.Before(t.created.Add(t.due.Sub(t.created) / 2)):
		return "pending"
	}
	return "in_progress"
}

func (s *Server) newReportTask(r *report, begin, end, at time.Time, wait time.Duration, from string) *reportTask {
	s.state.lastTask++
	t := &reportTask{id: s.state.lastTask, begin: begin, end: end, created: at, due: at.Add(wait), from: from,
		separator: text(r.config, "separator"), zone: text(r.config, "display_timezone")}
	t.columns, _ = r.config["columns"].([]any)
	t.name = text(r.config, "file_name_prefix") + "-" + t.due.In(reportZone(t.zone)).Format("2006-01-02-150405") + ".csv"
	for slices.ContainsFunc(r.tasks, func(o *reportTask) bool { return o.name == t.name }) {
		t.name = strings.TrimSuffix(t.name, ".csv") + "-2.csv"
	}
	if r.tasks = append(r.tasks, t); len(r.tasks) > maxReports {
		r.tasks = r.tasks[1:]
	}
	return t
}

// reportOf finds the configuration after letting the schedule catch up with the clock.
func (s *Server) reportOf(kind ReportKind) *report {
	r := s.state.reports[kind]
	if r != nil {
		s.runSchedule(r)
		s.tellReports(kind, r)
	}
	return r
}

// requestReport takes a period of at most 60 days. Outside MLB the first request for a period is
// answered 203: accepted, not created, to be asked again.
func (s *Server) requestReport(kind ReportKind, c *call) reply {
	r := s.reportOf(kind)
	if r == nil {
		return noReportConfig()
	}
	begin, fine := parseLooseDate(text(c.body, "begin_date"))
	end, fine2 := parseLooseDate(text(c.body, "end_date"))
	switch {
	case !fine || !fine2:
		return fail(badRequest, "begin_date and end_date must be dates like 2026-04-01T00:00:00Z")
	case !begin.Before(end):
		return fail(badRequest, "begin_date must be before end_date")
	case end.Sub(begin) > longestReport:
		return fail(badRequest, "the period is longer than 60 days")
	}
	period := begin.UTC().String() + end.UTC().String()
	if s.site.ID != mpclient.MLB && !r.asked[period] {
		if r.asked == nil || len(r.asked) > maxReports {
			r.asked = map[string]bool{}
		}
		r.asked[period] = true
		return reply{http.StatusNonAuthoritativeInfo, object{"message": "The report was not created, please try again.", "status": http.StatusNonAuthoritativeInfo}}
	}
	t := s.newReportTask(r, begin, end, s.cfg.Now(), cmp.Or(s.cfg.ReportTime, generation), "manual")
	return reply{http.StatusAccepted, s.taskView(kind, t, "pending")}
}

func utcSeconds(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05Z") }

func (s *Server) taskView(kind ReportKind, t *reportTask, status string) object {
	return object{
		"id": t.id, "user_id": s.acct.userID, "begin_date": utcSeconds(t.begin), "end_date": utcSeconds(t.end), "created_from": t.from,
		"status": status, "report_type": strings.TrimSuffix(string(kind), "_report"),
		"generation_date": t.due.UTC().Format("2006-01-02T15:04:05.000Z"), "last_modified": isoDate(s.cfg.Now()), "retries": 0,
	}
}

// listReports answers the newest first, those still being made too.
func (s *Server) listReports(kind ReportKind, c *call) reply {
	r := s.reportOf(kind)
	if r == nil {
		return noReportConfig()
	}
	limit, offset, bad := page(c)
	if bad != nil {
		return *bad
	}
	list := []object{}
	for _, t := range slices.Backward(r.tasks) {
		v := object{"id": t.id, "user_id": s.acct.userID, "begin_date": utcSeconds(t.begin), "end_date": utcSeconds(t.end), "file_name": t.name,
			"created_from": t.from, "status": "processed", "format": "CSV", "date_created": isoDate(t.created)}
		if t.status(s.cfg.Now()) != "done" {
			v["status"], v["file_name"] = "pending", ""
		}
		list = append(list, v)
	}
	return ok(list[min(offset, len(list)):min(offset+limit, len(list))])
}

// searchReports is the paged form of the specification: files that can be had.
func (s *Server) searchReports(kind ReportKind, c *call) reply {
	r := s.reportOf(kind)
	if r == nil {
		return noReportConfig()
	}
	limit, offset, bad := page(c)
	if bad != nil {
		return *bad
	}
	var from, to time.Time
	for key, at := range map[string]*time.Time{"begin_date": &from, "end_date": &to} {
		if raw := c.query.Get(key); raw != "" {
			var fine bool
			if *at, fine = parseLooseDate(raw); !fine {
				return fail(badRequest, key+" invalid")
			}
		}
	}
	list := []object{}
	for _, t := range slices.Backward(r.tasks) {
		if t.status(s.cfg.Now()) != "done" || !from.IsZero() && t.begin.Before(from) || !to.IsZero() && t.end.After(to) {
			continue
		}
		list = append(list, object{"id": strconv.FormatInt(t.id, 10), "status": "available", "date_created": isoDate(t.created), "date_last_updated": isoDate(t.due),
			"begin_date": utcSeconds(t.begin), "end_date": utcSeconds(t.end), "file_name": t.name})
	}
	return ok(object{"results": list[min(offset, len(list)):min(offset+limit, len(list))], "paging": object{"total": len(list), "limit": limit, "offset": offset}})
}

func (s *Server) readReportTask(kind ReportKind, c *call) reply {
	r := s.reportOf(kind)
	if r == nil {
		return noReportConfig()
	}
	for _, t := range r.tasks {
		if strconv.FormatInt(t.id, 10) != c.params["id"] {
			continue
		}
		v := object{"id": c.params["id"], "status": t.status(s.cfg.Now()), "begin_date": utcSeconds(t.begin), "end_date": utcSeconds(t.end),
			"created_at": isoDate(t.created), "updated_at": isoDate(t.created), "download_url": nil}
		if v["status"] == "done" {
			host := c.base
			if host == "" {
				host = "https://api.mercadopago.com"
			}
			v["updated_at"], v["download_url"] = isoDate(t.due), fmt.Sprintf("%s/v1/account/%s/%s", host, kind, t.name)
		}
		return ok(v)
	}
	return fail(http.StatusNotFound, "task not found")
}

// downloadReport wants the name of a file, in either format; a numeric id is refused by the policy
// layer, as seen.
func (s *Server) downloadReport(kind ReportKind, c *call) reply {
	r := s.reportOf(kind)
	if digitsOnly(c.params["file"]) {
		return policyDenied()
	}
	if r != nil {
		stem, book := strings.CutSuffix(c.params["file"], ".xlsx")
		for _, t := range r.tasks {
			switch done := t.status(s.cfg.Now()) == "done"; {
			case done && t.name == c.params["file"]:
				return ok(file{contentType: csvType, body: s.reportSheet(kind, t).csv(t.separator)})
			case done && book && t.name == stem+".csv":
				return ok(file{contentType: xlsxType, body: s.reportSheet(kind, t).xlsx()})
			}
		}
	}
	return fail(http.StatusNotFound, "file not found")
}

func (s *Server) scheduleReport(kind ReportKind, _ *call) reply {
	r := s.reportOf(kind)
	if r == nil {
		return noReportConfig()
	}
	r.scheduled = true
	s.plan(r)
	return ok(s.nextTask(kind, r, "pending"))
}

func (s *Server) unscheduleReport(kind ReportKind, _ *call) reply {
	r := s.reportOf(kind)
	if r == nil {
		return noReportConfig()
	}
	s.plan(r)
	r.scheduled = false
	return ok(s.nextTask(kind, r, "deleted"))
}

// nextTask is the coming automatic generation.
func (s *Server) nextTask(kind ReportKind, r *report, status string) object {
	s.state.lastTask++
	return s.taskView(kind, &reportTask{id: s.state.lastTask, begin: r.turn(r.next, -1), end: r.next.Add(-time.Second), due: r.next, from: "schedule"}, status)
}

// plan sets the coming generation when there is none.
func (s *Server) plan(r *report) { r.next = r.turn(s.cfg.Now(), 1) }

// runSchedule makes the reports whose moment has come.
func (s *Server) runSchedule(r *report) {
	for r.scheduled && !s.cfg.Now().Before(r.next) {
		// Shown without its fraction the end is a second before the next begin; nothing falls between.
		s.newReportTask(r, r.turn(r.next, -1), r.next.Add(-time.Nanosecond), r.next, 0, "schedule")
		r.next = r.turn(r.next, 1)
	}
}

// turn finds the moment of generation after (by 1) or before (by -1) another moment.
func (r *report) turn(at time.Time, by int) time.Time {
	f := child(r.config, "frequency")
	hour, _ := number(f, "hour")
	zone := reportZone(text(r.config, "display_timezone"))
	local := at.In(zone)
	day := func(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, hour, 0, 0, 0, zone) }
	past := func(t time.Time) bool { return by > 0 && t.After(at) || by < 0 && t.Before(at) }
	if text(f, "type") == "monthly" {
		want, _ := number(f, "value")
		for i := 0; ; i += by {
			first := day(local.Year(), local.Month()+time.Month(i), 1)
			last := first.AddDate(0, 1, -1).Day()
			if t := first.AddDate(0, 0, min(max(want, 1), last)-1); past(t) {
				return t
			}
		}
	}
	for i := 0; ; i += by {
		if t := day(local.Year(), local.Month(), local.Day()+i); past(t) && (text(f, "type") != "weekly" || t.Weekday() == weekday(f)) {
			return t
		}
	}
}

// weekday reads the name the guide asks for; a number counts from Sunday, anything else is Monday.
func weekday(frequency object) time.Weekday {
	if n, sent := number(frequency, "value"); sent && n >= 0 && n <= 6 && frequency["value"] != nil {
		if _, isText := frequency["value"].(string); !isText {
			return time.Weekday(n)
		}
	}
	for d := time.Sunday; d <= time.Saturday; d++ {
		if strings.EqualFold(text(frequency, "value"), d.String()) {
			return d
		}
	}
	return time.Monday
}

// reportZone reads GMT-04 and the names of the time zone database; GMT-04 is the default.
func reportZone(name string) *time.Location {
	if hours, isGMT := strings.CutPrefix(name, "GMT"); isGMT {
		hours, _, _ = strings.Cut(hours, ":")
		if n, err := strconv.Atoi(orDefault(hours, "0")); err == nil && n >= -12 && n <= 14 {
			return time.FixedZone("", n*3600)
		}
		return apiZone
	}
	if name != "" && name != "Local" {
		if zone, err := time.LoadLocation(name); err == nil {
			return zone
		}
	}
	return apiZone
}
