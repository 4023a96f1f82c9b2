package lang

// tables are searched in this order; no key stands in two of them.
var tables = []table{
	uiTexts, namesTexts, credentialsTexts, worldTexts, homologationTexts, homologationGoodTexts, homologationProductTexts, sslTexts, pixTexts, approvalTexts, approvalHistoryTexts, rejectionTexts,
	notificationsTexts, reportsTexts, securityTexts, pageTexts, evidenceTexts, causesTexts, causesTLSTexts, gapsTexts, sourceTexts, figureTexts, sourceScanTexts,
	sentTexts, trustTexts, contactTexts, uniqueTexts, lintTexts, doctorTexts, listenTexts, verifyTexts, settlementTexts, payTexts, boardTexts, tunnelTexts, linesTexts, firstRunTexts, keyTexts,
}

var uiTexts = table{}

// same is a text that needs no translation: a command, a name, values side by side.
func same(s string) entry { return entry{s, s, s} }
