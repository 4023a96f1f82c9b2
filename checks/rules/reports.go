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
				After: []checks.ID{configured}, Needs: keys(r.key.Name), Judge: reportScheduled(r.key)},
			checks.Requirement{ID: checks.ID("reports." + r.name + "_columns"), Section: checks.Reports, Level: checks.Recommended, Source: srcReports,
				After: []checks.ID{configured}, Needs: keys(r.key.Name), Judge: reportComplete(r.key, neededColumns[r.key.Name])},
			checks.Requirement{ID: checks.ID("reports." + r.name + "_recipients"), Section: checks.Reports, Level: checks.GoodPractice, Source: srcReports,
				After: []checks.ID{configured}, Needs: keys(r.key.Name), Judge: reportRecipients(r.key)},
			checks.Requirement{ID: checks.ID("reports." + r.name + "_timezone"), Section: checks.Reports, Level: checks.GoodPractice, Source: srcReports,
				After: []checks.ID{configured}, Needs: keys(r.key.Name), Judge: reportTimezone(r.key)})
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

// neededColumns are those without which a sale cannot be matched and its money not followed: one of each entry. Mercado
// Pago publishes no recommended set.
var neededColumns = map[checks.FactKey][]string{
	checks.FactSettlement.Name: {"SOURCE_ID", "EXTERNAL_REFERENCE", "TRANSACTION_TYPE", "TRANSACTION_AMOUNT", "SETTLEMENT_NET_AMOUNT|FEE_AMOUNT|REAL_AMOUNT", "SETTLEMENT_DATE|TRANSACTION_DATE"},
	checks.FactRelease.Name:    {"DATE", "SOURCE_ID", "EXTERNAL_REFERENCE", "RECORD_TYPE", "DESCRIPTION", "GROSS_AMOUNT", "NET_CREDIT_AMOUNT", "NET_DEBIT_AMOUNT"},
}

func reportComplete(k checks.Key[checks.ReportConfig], needed []string) func(*checks.Facts) checks.Finding {
	return func(f *checks.Facts) checks.Finding {
		c := k.Must(f)
		ex := f.Exchange(k.Name)
		switch {
		case !c.Configured:
			return unsure("find.report.configure_first")
		case len(c.Columns) == 0:
			return unsure("find.report.columns_unsaid").With("field", checks.Raw("columns"), ex)
		}
		var missing []string
		for _, n := range needed {
			if !slices.ContainsFunc(strings.Split(n, "|"), func(one string) bool { return slices.Contains(c.Columns, one) }) {
				missing = append(missing, strings.ReplaceAll(n, "|", " / "))
			}
		}
		seen := checks.Raw("columns = " + strings.Join(c.Columns, " "))
		if len(missing) > 0 {
			return fail("find.report.columns_missing", "report", "@object."+string(k.Name), "names", strings.Join(missing, ", ")).
				Because("report-columns-missing", t("cause.report-columns-missing")).With("field", seen, ex)
		}
		return pass("find.report.columns_complete", "report", "@object."+string(k.Name)).With("field", seen, ex)
	}
}

// reportRecipients cannot see the webhook of the reports, which only the panel knows.
func reportRecipients(k checks.Key[checks.ReportConfig]) func(*checks.Facts) checks.Finding {
	return func(f *checks.Facts) checks.Finding {
		c := k.Must(f)
		ex := f.Exchange(k.Name)
		seen := t("ev.report_recipients", "n", itoa(int64(c.Recipients)), "sftp", map[bool]string{true: "@reports.yes", false: "@reports.no"}[c.SFTP])
		switch {
		case !c.Configured:
			return unsure("find.report.configure_first")
		case c.Recipients == 0 && !c.SFTP:
			return warn("find.report.nobody_told", "report", "@object."+string(k.Name)).Because("report-nobody-told", t("cause.report-nobody-told")).With("field", seen, ex)
		}
		return pass("find.report.somebody_told", "report", "@object."+string(k.Name)).With("field", seen, ex)
	}
}

// reportTimezone asks only that the zone be said and be one: which is right depends on how the books are closed.
func reportTimezone(k checks.Key[checks.ReportConfig]) func(*checks.Facts) checks.Finding {
	return func(f *checks.Facts) checks.Finding {
		c := k.Must(f)
		ex := f.Exchange(k.Name)
		if !c.Configured {
			return unsure("find.report.configure_first")
		}
		seen := checks.Raw("display_timezone = " + c.Timezone)
		switch _, ok := checks.ReportZone(c.Timezone); {
		case ok:
		case strings.Contains(c.Timezone, "/") && !checks.ZoneNames():
			return unsure("find.report.zone_unread", "zone", c.Timezone).With("field", seen, ex)
		default:
			return warn("find.report.zone_unsaid", "report", "@object."+string(k.Name)).Because("report-zone-unsaid", t("cause.report-zone-unsaid")).With("field", seen, ex)
		}
		return pass("find.report.zone", "report", "@object."+string(k.Name), "zone", c.Timezone).With("field", seen, ex)
	}
}
