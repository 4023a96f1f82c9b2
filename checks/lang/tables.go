package lang

import "maps"

// tables are searched in this order; no key stands in two of them.
var tables = []table{
	uiTexts, namesTexts, credentialsTexts, homologationTexts, homologationGoodTexts, sslTexts, pixTexts, approvalTexts,
	notificationsTexts, reportsTexts, securityTexts, evidenceTexts, causesTexts, causesTLSTexts, wordedCauses, gapsTexts,
}

var uiTexts = table{}

// same is a text that needs no translation: a command, a name, values side by side.
func same(s string) entry { return entry{s, s, s} }

// wordedCauses are the details of causes whose detail key is spelt with underscores; the text is that of the id.
var wordedCauses = func() table {
	causes := maps.Clone(causesTexts)
	maps.Copy(causes, causesTLSTexts)
	return table{
		"cause.test_account":           causes["cause.test-account"],
		"cause.public_key_refused":     causes["cause.public-key-refused"],
		"cause.keys_of_different_apps": causes["cause.keys-of-different-apps"],
		"cause.other_collector":        causes["cause.other-collector"],
		"cause.mpjs_missing":           causes["cause.mpjs-missing"],
		"cause.pix_inactive":           causes["cause.pix-inactive"],
		"cause.pix_not_offered":        causes["cause.pix-not-offered"],
		"cause.report_not_configured":  causes["cause.report-not-configured"],
		"cause.report_not_scheduled":   causes["cause.report-not-scheduled"],
		"cause.ipn_only":               causes["cause.ipn-only"],
		"cause.both_channels":          causes["cause.both-channels"],
	}
}()
