package rules

import (
	"slices"
	"strings"

	"github.com/homologa/homologa/checks"
)

const srcReports = "source.reports"

func reports() []checks.Requirement {
	var out []checks.Requirement
	for _, r := range []struct {
		name string
		key  checks.Key[checks.ReportConfig]
	}{{"settlement", checks.FactSettlement}, {"release", checks.FactRelease}} {
		configured := checks.ID("reports." + r.name + "_configured")
		out = append(out,
			checks.Requirement{ID: configured, Section: checks.Reports, Level: checks.Recommended, Source: srcReports,
				After: []checks.ID{"credentials.token_valid"}, Needs: keys(r.key.Name), Judge: reportConfigured(r.key)},
			checks.Requirement{ID: checks.ID("reports." + r.name + "_scheduled"), Section: checks.Reports, Level: checks.Recommended, Source: srcReports,
				After: []checks.ID{configured}, Needs: keys(r.key.Name), Judge: reportScheduled(r.key)})
	}
	return out
}

func reportConfigured(k checks.Key[checks.ReportConfig]) func(*checks.Facts) checks.Finding {
	return func(f *checks.Facts) checks.Finding {
		c := k.Must(f)
		obj := "@object." + string(k.Name)
		if !c.Configured {
			return fail("find.report.none", "report", obj).Because("report-not-configured", t("cause.report-not-configured")).
				With("http", t("ev.report_none", "report", obj), f.Exchange(k.Name))
		}
		return pass("find.report.configured", "report", obj).With("http", t("ev.report_columns", "n", itoa(int64(len(c.Columns))), "prefix", c.Prefix), f.Exchange(k.Name))
	}
}

// reportScheduled: a frequency alone generates nothing, only scheduled: true counts.
func reportScheduled(k checks.Key[checks.ReportConfig]) func(*checks.Facts) checks.Finding {
	return func(f *checks.Facts) checks.Finding {
		c := k.Must(f)
		ex := f.Exchange(k.Name)
		seen := checks.Raw("scheduled = " + map[bool]string{true: "true", false: "false"}[c.Scheduled] + " · frequency = " + strings.TrimSpace(c.Frequency))
		switch {
		case !c.Configured:
			return unsure("find.report.configure_first")
		case !c.ScheduledKnown:
			return unsure("find.report.schedule_unsaid").With("field", checks.Raw("frequency = "+c.Frequency), ex)
		case !c.Scheduled:
			return fail("find.report.unscheduled", "report", "@object."+string(k.Name)).Because("report-not-scheduled", t("cause.report-not-scheduled")).With("field", seen, ex)
		}
		every := c.Frequency
		if slices.Contains([]string{"", "daily", "weekly", "monthly"}, every) {
			every = "@frequency." + every
		}
		return pass("find.report.scheduled", "frequency", every).With("field", seen, ex)
	}
}
