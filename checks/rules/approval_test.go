package rules_test

import (
	"strings"
	"time"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/mpclient"
)

func approvalRows() table {
	history := func(n int) string {
		fields := []string{`"registration_date":"2025-01-01"`, `"authentication_type":"Gmail"`, `"last_purchase":"2026-01-01"`, `"is_prime_user":false`, `"is_first_purchase_online":true`}
		return `{"payer":{` + strings.Join(fields[:n], ",") + `}}`
	}
	const street = `"zip_code":"***","street_name":"***","street_number":"***","city_name":"São Paulo"`
	device := func(p checks.Page, payment string) []checks.Fact { return facts(page(p), pay(lit, payment)) }
	pix := func(h *checks.PixHistory, ms ...mpclient.PaymentMethod) []checks.Fact {
		fs := facts(checks.FactMethods.Of(ms, "ex-11"))
		if h != nil {
			fs = append(fs, checks.FactPixHistory.Of(*h, "ex-12"))
		}
		return fs
	}
	visa, pixMethod := mpclient.PaymentMethod{ID: "visa", Status: "active"}, mpclient.PaymentMethod{ID: "pix", Status: "active"}
	all := table{
		"approval.payer": {
			{"all five", facts(pref(lit, history(5)), noPay), checks.Pass, "", nil},
			{"three of five", facts(pref(lit, history(3)), noPay), checks.Pass, "find.approval.payer_ok", nil},
			{"two of five", facts(pref(lit, history(2)), noPay), checks.Fail, "find.approval.payer_missing", []string{"field-missing", "field-missing", "field-missing"}},
			{"better in the payment", facts(pref(lit, history(1)), pay(lit, `{"additional_info":`+history(4)+`}`)), checks.Pass, "", nil},
			{"a payment that shows none", facts(noPref, pay(lit, `{"status":"approved","additional_info":{}}`)), checks.Inconclusive, "find.field.not_in_object", nil},
			{"a payment that shows one", facts(noPref, pay(lit, `{"status":"approved","additional_info":`+history(1)+`}`)), checks.Fail, "", nil},
			{"one that hides it", facts(noPref, pay(lit, `{"status":"pending","additional_info":`+history(1)+`}`)), checks.Inconclusive, "find.field.payer_hidden", nil},
			{"one that hides it, beside a silent preference", facts(pref(lit, `{}`), pay(lit, `{"status":"pending","additional_info":{}}`)), checks.Inconclusive, "find.field.payer_hidden", nil},
			{"nothing to look at", facts(noPref, noPay), checks.NeedsInput, "", nil},
		},
		"approval.items": {
			{"all pictured", facts(pref(lit, `{"items":[{"picture_url":"https://a"},{"picture_url":"https://b"}]}`), noPay), checks.Pass, "", nil},
			{"one without", facts(pref(lit, `{"items":[{"picture_url":"https://a"},{"picture_url":""}]}`), noPay), checks.Fail, "", []string{"field-missing"}},
		},
		"approval.shipment": {
			{"whole address", facts(pref(lit, `{"items":[{"category_id":"home"}],"shipments":{"receiver_address":{`+street+`,"state_name":"SP"}}}`), noPay), checks.Pass, "", nil},
			{"no state", facts(pref(lit, `{"shipments":{"receiver_address":{`+street+`}}}`), noPay), checks.Fail, "", []string{"field-missing"}},
			{"nothing to deliver", facts(pref(lit, `{"items":[{"category_id":"services"},{"category_id":"tickets"}]}`), noPay), checks.NotApplicable, "find.approval.shipment_na", nil},
			{"keys not answered at all prove nothing", facts(pref(lit, `{"items":[{"category_id":"home"}]}`), noPay), checks.Inconclusive, "find.field.not_echoed", nil},
			{"something among services", facts(pref(lit, `{"items":[{"category_id":"services"},{"category_id":"home"}],"shipments":{"receiver_address":{"zip_code":""}}}`), noPay), checks.Fail, "", nil},
			{"picked up", facts(pref(lit, `{"shipments":{"local_pickup":true}}`), noPay), checks.NotApplicable, "find.approval.shipment_pickup", nil},
		},
		"approval.device_id": {
			{"loaded by the page", device(checks.Page{Status: 200, MPJS: true}, `{}`), checks.Pass, "find.device.mpjs", nil},
			{"answered by the payment", device(checks.Page{Status: 200}, `{"device_id":"armor.1"}`), checks.Pass, "find.device.payment", nil},
			{"under its other name", device(checks.Page{Status: 200}, `{"device_identifier":"armor.1"}`), checks.Pass, "", nil},
			{"the script without its header", device(checks.Page{Status: 200, SecurityJS: true}, `{"device_id":null}`), checks.Inconclusive, "find.device.security_js", nil},
			{"neither", device(checks.Page{Status: 200}, `{}`), checks.Warn, "find.device.unseen", nil},
			{"neither in the part that was read", device(checks.Page{Status: 200, Left: checks.Omissions{{Kind: "scripts", N: 1}}}, `{}`), checks.Inconclusive, "find.device.unseen", nil},
			{"an error page", device(checks.Page{Status: 500}, `{}`), checks.Inconclusive, "", nil},
		},
		"pix.key": {
			{"sold before", pix(&checks.PixHistory{Found: true, PaymentID: "1001", Date: now.Add(-time.Hour), Status: "approved"}, visa, pixMethod), checks.Pass, "find.pix.proven", nil},
			{"sold before, date unreadable", pix(&checks.PixHistory{Found: true, PaymentID: "1001", Status: "approved"}, pixMethod), checks.Pass, "", nil},
			{"offered, never sold", pix(&checks.PixHistory{}, visa, pixMethod), checks.Inconclusive, "find.pix.offered", nil},
			{"offered, history unknown", pix(nil, pixMethod), checks.Inconclusive, "find.pix.offered", nil},
			{"not offered", pix(&checks.PixHistory{Found: true, PaymentID: "1001"}, visa), checks.Fail, "find.pix.absent", []string{"pix-not-offered"}},
			{"inactive", pix(&checks.PixHistory{Found: true}, mpclient.PaymentMethod{ID: "pix", Status: "testing"}), checks.Fail, "find.pix.inactive", []string{"pix-inactive"}},
		},
	}
	for _, more := range []table{historyRows(), industryRows()} {
		for id, rows := range more {
			all[id] = append(all[id], rows...)
		}
	}
	return all
}

func reportFact(k checks.Key[checks.ReportConfig], configured, scheduled bool) checks.Fact {
	return k.Of(checks.ReportConfig{Configured: configured, Scheduled: scheduled, ScheduledKnown: configured, Frequency: "daily", Columns: []string{"SOURCE_ID"}, Prefix: "loja"}, "ex-10")
}

func reportRows() table {
	t := table{}
	for name, k := range map[string]checks.Key[checks.ReportConfig]{"settlement": checks.FactSettlement, "release": checks.FactRelease} {
		t[checks.ID("reports."+name+"_configured")] = []row{
			{"there", facts(reportFact(k, true, false)), checks.Pass, "", nil},
			{"not there", facts(reportFact(k, false, false)), checks.Fail, "", []string{"report-not-configured"}},
		}
		complete := checks.ReportConfig{Configured: true, Columns: strings.Fields("SOURCE_ID EXTERNAL_REFERENCE TRANSACTION_TYPE TRANSACTION_AMOUNT FEE_AMOUNT SETTLEMENT_DATE DATE RECORD_TYPE DESCRIPTION GROSS_AMOUNT NET_CREDIT_AMOUNT NET_DEBIT_AMOUNT"), Timezone: "GMT-03", Recipients: 1}
		poor := complete
		poor.Columns, poor.Timezone, poor.Recipients = []string{"SOURCE_ID"}, "midnight", 0
		sent := poor
		sent.SFTP, sent.Timezone = true, "America/Sao_Paulo"
		t[checks.ID("reports."+name+"_columns")] = []row{
			{"all there", facts(k.Of(complete)), checks.Pass, "find.report.columns_complete", nil},
			{"few", facts(k.Of(poor)), checks.Fail, "find.report.columns_missing", []string{"report-columns-missing"}},
			{"unsaid", facts(k.Of(checks.ReportConfig{Configured: true})), checks.Inconclusive, "find.report.columns_unsaid", nil},
			{"not configured", facts(reportFact(k, false, false)), checks.Inconclusive, "find.report.configure_first", nil},
		}
		t[checks.ID("reports."+name+"_recipients")] = []row{
			{"by e-mail", facts(k.Of(complete)), checks.Pass, "find.report.somebody_told", nil},
			{"by SFTP", facts(k.Of(sent)), checks.Pass, "find.report.somebody_told", nil},
			{"nobody", facts(k.Of(poor)), checks.Warn, "find.report.nobody_told", []string{"report-nobody-told"}},
			{"not configured", facts(reportFact(k, false, false)), checks.Inconclusive, "find.report.configure_first", nil},
		}
		t[checks.ID("reports."+name+"_timezone")] = []row{
			{"an offset", facts(k.Of(complete)), checks.Pass, "find.report.zone", nil},
			{"a name", facts(k.Of(sent)), checks.Pass, "find.report.zone", nil},
			{"no zone", facts(k.Of(poor)), checks.Warn, "find.report.zone_unsaid", []string{"report-zone-unsaid"}},
			{"absent", facts(k.Of(checks.ReportConfig{Configured: true})), checks.Warn, "find.report.zone_unsaid", []string{"report-zone-unsaid"}},
			{"not configured", facts(reportFact(k, false, false)), checks.Inconclusive, "find.report.configure_first", nil},
		}
		t[checks.ID("reports."+name+"_scheduled")] = []row{
			{"on", facts(reportFact(k, true, true)), checks.Pass, "", nil},
			{"on, at an unknown pace", facts(k.Of(checks.ReportConfig{Configured: true, Scheduled: true, ScheduledKnown: true, Frequency: "hourly"})), checks.Pass, "", nil},
			{"on, pace unsaid", facts(k.Of(checks.ReportConfig{Configured: true, Scheduled: true, ScheduledKnown: true})), checks.Pass, "", nil},
			{"a pace alone generates nothing", facts(reportFact(k, true, false)), checks.Fail, "", []string{"report-not-scheduled"}},
			{"unsaid", facts(k.Of(checks.ReportConfig{Configured: true, Frequency: "daily"})), checks.Inconclusive, "find.report.schedule_unsaid", nil},
			{"not configured", facts(reportFact(k, false, false)), checks.Inconclusive, "find.report.configure_first", nil},
		}
	}
	return t
}

func securityRows() table {
	real := checks.FoundToken{Masked: "APP_USR-********4567", Where: shop, Line: 12}
	test := checks.FoundToken{Masked: "TEST-123********4567", Where: shop, Line: 3, Test: true}
	found := func(ts ...checks.FoundToken) []checks.Fact {
		return facts(page(checks.Page{Status: 200, Tokens: ts}))
	}
	urls := func(success, failure, hook string) []checks.Fact {
		return facts(pref(lit, `{"back_urls":{"success":"`+success+`","failure":"`+failure+`"},"notification_url":"`+hook+`"}`), noPay)
	}
	return table{
		"security.token_not_in_page": {
			{"clean", found(), checks.Pass, "", nil},
			{"a real one", found(real), checks.Fail, "find.token_in_page.found", []string{"token-exposed"}},
			{"a test one", found(test), checks.Warn, "find.token_in_page.test", []string{"token-test-exposed"}},
			{"two test ones", found(test, test), checks.Warn, "find.token_in_page.test", []string{"token-test-exposed", "token-test-exposed"}},
			{"a test one, then a real one", found(test, real), checks.Fail, "find.token_in_page.found", []string{"token-test-exposed", "token-exposed"}},
			{"a real one, then a test one", found(real, test), checks.Fail, "find.token_in_page.found", []string{"token-exposed", "token-test-exposed"}},
			{"found in an error page", facts(page(checks.Page{Status: 500, Tokens: []checks.FoundToken{real}})), checks.Fail, "", nil},
			{"an error page without", facts(page(checks.Page{Status: 500})), checks.Inconclusive, "find.token_in_page.no_page", nil},
			{"lost in redirects", facts(page(checks.Page{Status: 302, Loop: true})), checks.Inconclusive, "find.token_in_page.no_page", nil},
			{"read in part", facts(page(checks.Page{Status: 200, Left: checks.Omissions{{Kind: "scripts", N: 1}}})), checks.Inconclusive, "find.token_in_page.partly", nil},
		},
		"security.https_urls": {
			{"all", urls("https://a", "HTTPS://b", "https://c"), checks.Pass, "", nil},
			{"one not", urls("https://a", "http://b", "https://c"), checks.Fail, "", []string{"not-https"}},
			{"two not", urls("http://a", "https://b", "http://c"), checks.Fail, "", []string{"not-https", "not-https"}},
			{"of a payment", facts(noPref, pay(lit, `{"callback_url":"http://a"}`)), checks.Fail, "", []string{"not-https"}},
			{"an app's", urls("minhaloja://pago", "https://b", "https://c"), checks.Pass, "find.urls.app", []string{}},
			{"only an app's", urls("minhaloja://pago/ok", "com.loja.app://erro", ""), checks.Pass, "find.urls.app", []string{}},
			{"an app's and a plain one", urls("minhaloja://pago", "http://b", "https://c"), checks.Fail, "find.urls.plain", []string{"not-https"}},
			{"an app's for notifications", urls("https://a", "https://b", "minhaloja://aviso"), checks.Fail, "", []string{"not-https"}},
			{"no app's scheme", urls("javascript://x", "ftp://b/c", "//c"), checks.Fail, "", []string{"not-https", "not-https", "not-https"}},
			{"no address", urls("pago", "minhaloja:pago", "https://c"), checks.Fail, "", []string{"not-https", "not-https"}},
			{"none sent", facts(pref(lit, `{"back_urls":{"success":""}}`), noPay), checks.NotApplicable, "find.urls.none", nil},
			{"nothing to look at", facts(noPref, noPay), checks.NeedsInput, "", nil},
		},
	}
}
