package rules_test

import (
	"testing"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/checks/rules"
)

func rec(s checks.Sent) checks.Fact {
	s.File = "compra.har"
	if s.Read == 0 {
		s.Read, s.Calls = 9, 4
	}
	return checks.FactSent.Of(s)
}

func brokenFile() checks.Fact {
	return checks.FactSent.Missing(checks.Gap{Reason: checks.GapUnsupported, Detail: checks.T("exchanges.bad", "file", "x", "why", "@exchanges.why.text")})
}

func called(n int, what string) checks.SentCall {
	return checks.SentCall{N: n, What: what, Status: 201}
}

func created(n int, key checks.KeyState, keyNo, bodyNo int) checks.SentWrite {
	return checks.SentWrite{Call: called(n, "POST api.mercadopago.com/v1/payments"), Kind: checks.FactPayment.Name, Key: key, KeyNo: keyNo, BodyNo: bodyNo, Card: true}
}

func sentRows() table {
	noCode := noSource(checks.GapInput)[0]
	with := func(s checks.Sent, more ...checks.Fact) []checks.Fact { return append(facts(rec(s), noCode), more...) }
	sight := func(what checks.Sight, unsure bool) checks.Sent {
		c := called(3, "POST loja.com.br/pay")
		c.Unsure = unsure
		return checks.Sent{Sights: map[checks.Sight][]checks.SentCall{what: {c}}}
	}
	writes := func(ws ...checks.SentWrite) checks.Sent { return checks.Sent{Writes: ws} }
	open := func(w checks.SentWrite) checks.SentWrite { w.Unsettled = true; return w }
	device := func(w checks.SentWrite, on bool) checks.SentWrite { w.Device = on; return w }
	paid := func(w checks.SentWrite, ref int) checks.SentWrite {
		w.Approved, w.RefNo, w.Reference = true, ref, "A-1"
		return w
	}
	bare := seenAt(checks.SightRawPost, at("src/raw.js", 3))[0]
	sound := created(1, checks.KeySent, 1, 1)
	cut := writes(sound)
	cut.Cut = checks.SentBroken
	calls := func(what checks.Sight, cause, key string) []row {
		return []row{
			{"recorded", with(sight(what, false)), checks.Fail, key, []string{cause}},
			{"recorded, and the code is clean", facts(rec(sight(what, false)), src(checks.Source{})[0]), checks.Fail, key, []string{cause}},
			{"in the code alone", facts(rec(checks.Sent{}), seenAt(what, at("a.js", 3))[0]), checks.Fail, "", []string{cause}},
			{"in neither", facts(rec(checks.Sent{}), src(checks.Source{})[0]), checks.Pass, "", nil},
			{"no code, clean calls", with(checks.Sent{}), checks.Pass, "find.sent.clean", nil},
			{"no code, a cut file", with(checks.Sent{Cut: checks.SentBroken, Read: 2, Calls: 2}), checks.Inconclusive, "find.sent.partly", nil},
			{"no code, no call to the API", with(checks.Sent{Read: 3}), checks.NeedsInput, "gap.input", nil},
			{"no code, a file that is none", facts(brokenFile(), noCode), checks.Inconclusive, "gap.unsupported", nil},
			{"clean code, a file that is none", facts(brokenFile(), src(checks.Source{})[0]), checks.Pass, "", nil},
		}
	}
	row5 := func(what checks.Sight) []row {
		return []row{{"recorded", with(sight(what, false)), checks.Pass, "find.sent.seen", nil}, {"not recorded", with(checks.Sent{}), checks.Attest, "find.attest", nil}}
	}
	asSent := func(k checks.Key[checks.Created], raw string) checks.Fact {
		d, err := checks.ParseDoc("compra.har #3", []byte(raw))
		if err != nil {
			panic(err)
		}
		return k.Of(checks.Created{Doc: d, Sent: true, SentAt: now})
	}
	prefSent := func(raw string) []checks.Fact { return facts(asSent(checks.FactPreference, raw), noPay) }
	paySent := func(raw string) []checks.Fact { return facts(noPref, asSent(checks.FactPayment, raw)) }
	onlySent := func(raw string) []checks.Fact { return facts(asSent(checks.FactPayment, raw)) }
	missing := []string{"field-missing"}
	sdk := src(checks.Source{SDKs: []checks.SDK{{Name: "mercadopago", Version: "2.0.0", Place: at("package.json", 3)}}})[0]
	return table{
		"security.token_not_in_query": calls(checks.SightTokenInQuery, "token-in-query", "find.sent.token_query"),
		"security.https_in_source":    calls(checks.SightPlainURL, "not-https", "find.sent.plain"),
		"security.no_card_data": {
			{"recorded", with(sight(checks.SightCardData, false)), checks.Fail, "find.sent.card_data", []string{"card-data-on-server"}},
			{"recorded to a stranger", with(sight(checks.SightCardData, true)), checks.Inconclusive, "find.sent.card_elsewhere", nil},
			{"in the code, recorded to a stranger", facts(rec(sight(checks.SightCardData, true)), seenAt(checks.SightCardData, at("a.php", 3))[0]), checks.Fail, "find.card_data.found", nil},
			{"typed into secure fields", with(sight(checks.SightSecureForm, false)), checks.Pass, "find.sent.card_fields", nil},
			{"nothing recorded", with(checks.Sent{}), checks.NeedsInput, "gap.input", nil},
			{"a file that is none", facts(brokenFile(), noCode), checks.Inconclusive, "gap.unsupported", nil},
		},
		"security.idempotency": {
			{"each with its key", with(writes(sound, created(2, checks.KeySent, 2, 2))), checks.Pass, "find.sent.keys", nil},
			{"one without", with(writes(sound, created(2, checks.KeyMissing, 0, 2))), checks.Fail, "find.sent.key_missing", []string{"idempotency-missing"}},
			{"one key for two", with(writes(sound, created(2, checks.KeySent, 1, 2))), checks.Fail, "find.sent.key_shared", []string{"idempotency-shared"}},
			{"repeated with its key", with(writes(open(sound), sound)), checks.Pass, "find.sent.keys", nil},
			{"repeated with another", with(writes(open(sound), created(2, checks.KeySent, 2, 1))), checks.Fail, "find.sent.key_renewed", []string{"idempotency-renewed"}},
			{"the same again after a clear answer", with(writes(sound, created(2, checks.KeySent, 2, 1))), checks.Pass, "find.sent.keys", nil},
			{"headers not recorded", with(writes(created(1, checks.KeyUnknown, 0, 1))), checks.Inconclusive, "find.sent.key_unknown", nil},
			{"a cut file", with(cut), checks.Inconclusive, "find.sent.partly", nil},
			{"no creation recorded", facts(rec(checks.Sent{}), bare), checks.Fail, "find.idempotency.missing", []string{"idempotency-missing"}},
			{"calls and code disagree", facts(rec(writes(sound)), bare), checks.Inconclusive, "find.sent.key_disagree", nil},
			{"a file that is none", facts(brokenFile(), noCode), checks.Inconclusive, "gap.unsupported", nil},
		},
		"homologation.payment_get_or_search_api": row5(checks.SightPaymentRead), "homologation.chargebacks_api": row5(checks.SightChargeback),
		"homologation.cancellation_api": row5(checks.SightCancellation), "homologation.refunds_api": row5(checks.SightRefund),
		"homologation.back_end_sdk": {
			{"named in a call", with(checks.Sent{Server: 2, SDKs: []checks.SentSDK{{Name: "Mercado Pago Go SDK 1.14.0", Call: called(1, "x")}}}), checks.Pass, "find.sent.sdk", nil},
			{"by hand", with(checks.Sent{Server: 2}), checks.Warn, "find.sent.no_sdk", nil},
			{"by hand, but declared", facts(rec(checks.Sent{Server: 2}), sdk), checks.Inconclusive, "find.sent.sdk_disagree", nil},
			{"nothing to tell it by", facts(rec(checks.Sent{}), sdk), checks.Pass, "find.source.sdk", nil},
		},
		"homologation.web_front_end_sdk": {{"fetched", facts(rec(checks.Sent{MPJS: []checks.SentCall{called(1, "GET sdk.mercadopago.com/js/v2")}})), checks.Pass, "find.mpjs.seen", nil}},
		"approval.device_id": {
			{"sent with each", with(writes(device(sound, true))), checks.Pass, "find.sent.device", nil},
			{"not with one, and no page", with(writes(device(sound, true), created(2, checks.KeySent, 2, 2)), checks.FactPage.Missing(checks.Gap{Reason: checks.GapInput, Input: "payment_page"})), checks.NeedsInput, "gap.input", nil},
			{"not sent, and no script", with(writes(sound), page(checks.Page{Status: 200})), checks.Warn, "find.device.unseen", nil},
			{"not sent, but by MercadoPago.js", with(writes(sound), page(checks.Page{Status: 200, MPJS: true})), checks.Pass, "find.device.mpjs", nil},
		},
		"homologation.external_reference": {
			{"sent", prefSent(`{"external_reference":"A-1"}`), checks.Pass, "find.field.present", nil},
			{"not sent", prefSent(`{"items":[]}`), checks.Fail, "find.field.missing", missing},
			{"two approved under one", append(prefSent(`{"external_reference":"A-1"}`), rec(writes(paid(sound, 1), paid(created(2, checks.KeySent, 2, 2), 1)))), checks.Warn, "find.reference.reused", nil},
			{"one, asked for twice", append(prefSent(`{"external_reference":"A-1"}`), rec(writes(paid(sound, 1), paid(sound, 1)))), checks.Pass, "", nil},
		},
		// What the API's answer hides or leaves out is certain in what was sent.
		"homologation.email":                {{"not sent", paySent(`{"payer":{}}`), checks.Fail, "find.field.missing", missing}, {"sent", append(paySent(`{"payer":{"email":"a***@loja.com.br"}}`), account()), checks.Pass, "", nil}},
		"homologation.statement_descriptor": {{"not sent", prefSent(`{}`), checks.Fail, "find.field.missing", missing}, {"sent", prefSent(`{"statement_descriptor":"LOJA"}`), checks.Pass, "", nil}},
		"homologation.issuer_id": {
			{"a card without", onlySent(`{"token":"***"}`), checks.Fail, "find.field.missing", missing}, {"a card with", onlySent(`{"token":"***","issuer_id":"25"}`), checks.Pass, "", nil},
			{"no card", onlySent(`{"payment_method_id":"pix"}`), checks.NotApplicable, "find.issuer.no_card", nil},
		},
		"homologation.auth_and_capt": {{"authorised first", onlySent(`{"capture":false}`), checks.Pass, "", nil}, {"charged at once", onlySent(`{}`), checks.Warn, "find.field.optional", nil}},
		"homologation.point_payment": {{"sent is not paid", facts(asSent(checks.FactOrder, `{"type":"point"}`)), checks.Inconclusive, "find.point.sent", nil}},
		"homologation.date_of_expiration": {
			{"past when it was sent", prefSent(`{"date_of_expiration":"2020-01-01T00:00:00.000-03:00"}`), checks.Warn, "find.date.order", nil},
		},
		"approval.items": {{"no picture sent", prefSent(`{"items":[{"id":"1"}]}`), checks.Fail, "find.approval.items_missing", nil}, {"sent", prefSent(`{"items":[{"picture_url":"https://x/y.jpg"}]}`), checks.Pass, "", nil}},
		"security.https_urls": {
			{"plain, as sent", prefSent(`{"notification_url":"http://loja.com.br/hook"}`), checks.Fail, "find.urls.plain", []string{"not-https"}},
			{"HTTPS, as sent", prefSent(`{"notification_url":"https://loja.com.br/hook"}`), checks.Pass, "", nil},
			{"a payment without any", paySent(`{}`), checks.NotApplicable, "find.urls.none", nil},
		},
	}
}

// TestWhatIsSentNamesNoOwner: a body says nothing of whose account it was made in, whatever it claims.
func TestWhatIsSentNamesNoOwner(t *testing.T) {
	d, err := checks.ParseDoc("x #1", []byte(`{"collector_id":999,"client_id":"1","live_mode":false}`))
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range []checks.ID{"credentials.same_owner", "credentials.same_world"} {
		f := checks.NewFacts(now, account(), checks.FactPreference.Of(checks.Created{Doc: d, Sent: true}))
		if got := checks.Index(rules.All())[id].Judge(f); got.Verdict != checks.NeedsInput {
			t.Errorf("%s: %s %s", id, got.Verdict, got.Detail.Key)
		}
	}
}
