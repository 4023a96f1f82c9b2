package sandbox

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/homologa/homologa/mpclient"
)

// symptom is how one entry of the code index is met: a call and the whole of what it answers.
type symptom struct {
	call   func(*bench) answer
	status int
	form   string // envelope: payments, preferences, orders, policy, bare; payment and page have none
	want   []any
	change []func(*Config)
}

// planning orders a refusal first.
func planning(code string, call func(*bench) answer) func(*bench) answer {
	return func(b *bench) answer {
		b.Helper()
		if err := b.PlanRefusal(code, 1); err != nil {
			b.Fatal(err)
		}
		return call(b)
	}
}

func posting(path, body string, headers ...string) func(*bench) answer {
	return func(b *bench) answer { b.Helper(); return b.do("POST", path, body, headers...) }
}

func paying(body string) func(*bench) answer { return posting("/v1/payments", body) }

// cardBody is a card payment; change is a pair of texts for the replacer.
func cardBody(b *bench, change ...string) string {
	b.Helper()
	return strings.NewReplacer(change...).Replace(fmt.Sprintf(`{"transaction_amount":200,"token":%q,"installments":1,"payment_method_id":"master","payer":{"email":"ana@example.com"}}`, b.token(masterMLB, "APRO")))
}

func cardChanged(change ...string) func(*bench) answer {
	return func(b *bench) answer { b.Helper(); return b.do("POST", "/v1/payments", cardBody(b, change...)) }
}

func onCard(holder, more string) func(*bench) answer {
	return func(b *bench) answer { b.Helper(); return b.payCard(holder, more) }
}

func refunding(prepare func(*bench, answer), body string) func(*bench) answer {
	return func(b *bench) answer {
		b.Helper()
		p := b.want(b.payCard("APRO", ""), 201)
		prepare(b, p)
		return b.do("POST", paymentPath(p)+"/refunds", body)
	}
}

func asIs(*bench, answer) {}

func preferring(more string) func(*bench) answer {
	return posting("/checkout/preferences", `{"items":[{"title":"x","quantity":1,"unit_price":10}]`+more+`}`)
}

const pixOrderBody = `{"type":"online","total_amount":"10.00","payer":{"email":"a@testuser.com"},"transactions":{"payments":[{"amount":"10.00","payment_method":{"id":"pix","type":"bank_transfer"}}]}}`

func ordering(change ...string) func(*bench) answer {
	return posting("/v1/orders", strings.NewReplacer(change...).Replace(pixOrderBody))
}

// steppingOn does a step of a new Pix order.
func steppingOn(step string) func(*bench) answer {
	return func(b *bench) answer {
		b.Helper()
		return b.do("POST", orderPath(b.want(b.pixOrder("", ""), 201))+step, "")
	}
}

func subscribing(payer, amount, currency, more string) func(*bench) answer {
	return posting("/preapproval", `{"reason":"R","payer_email":"`+payer+`","auto_recurring":{"frequency":1,"frequency_type":"months","transaction_amount":`+amount+`,"currency_id":"`+currency+`"}`+more+`}`)
}

func tokenForm(from, to string) func(*bench) answer {
	return posting("/v1/card_tokens", strings.Replace(cardForm, from, to, 1))
}

// trialPage is the checkout where the worlds are mixed.
func trialPage(lang string) func(*bench) answer {
	return func(b *bench) answer {
		b.Helper()
		_, page := b.sale("")
		w := b.pay(b.visitCheckout(page) + cardFields + "APRO&buyer=test&lang=" + lang)
		return answer{status: w.Code, raw: w.Body.String()}
	}
}

func legacy(c *bench) string { return "Authorization: Bearer " + c.Applications()[0].TestAccessToken }

func testBuyer(b *bench, site string) answer {
	b.Helper()
	return b.want(b.do("POST", "/users/test", `{"site_id":"`+site+`","description":"buyer"}`), 201)
}

const (
	pixBody = `{"transaction_amount":10,"payment_method_id":"pix","payer":{"email":"ana@example.com"}}`
)

func pixWith(more string) string { return strings.TrimSuffix(pixBody, "}") + more + "}" }

func pixInstead(from, to string) func(*bench) answer {
	return paying(strings.Replace(pixBody, from, to, 1))
}

// coded400 is a refusal of the payments family.
func coded400(call func(*bench) answer, code any, message string) symptom {
	return symptom{call: call, status: 400, form: "payments", want: []any{"message", message, "error", "bad_request", "cause.0.code", code, "cause.0.description", message}}
}

// params400 is code 1, which tells what is wrong in its description.
func params400(call func(*bench) answer, why string) symptom {
	return symptom{call: call, status: 400, form: "payments", want: []any{"message", "Params Error", "cause.0.code", 1, "cause.0.description", "Params Error: " + why}}
}

func form400(call func(*bench) answer, code, why string) symptom {
	return symptom{call: call, status: 400, form: "payments", want: []any{"message", "invalid parameters", "cause.0.code", code, "cause.0.description", why, "cause.1", "<none>"}}
}

func word400(call func(*bench) answer, word, message string) symptom {
	return symptom{call: call, status: 400, form: "preferences", want: []any{"error", word, "message", message, "cause", nil}}
}

func ordered400(call func(*bench) answer, status int, code, message, detail string) symptom {
	s := symptom{call: call, status: status, form: "orders", want: []any{"errors.0.code", code, "errors.0.message", message}}
	if detail == "" {
		detail = "<none>"
	}
	s.want = append(s.want, "errors.0.details.0", detail)
	return s
}

func bare400(call func(*bench) answer, status int, message string) symptom {
	return symptom{call: call, status: status, form: "bare", want: []any{"message", message}}
}

func detail201(call func(*bench) answer, status, detail string) symptom {
	return symptom{call: call, status: 201, want: []any{"status", status, "status_detail", detail}}
}

func (s symptom) with(change ...func(*Config)) symptom { s.change = change; return s }

func kindOf(k AccountKind) func(*Config) { return func(c *Config) { c.Kind = k } }

const nullAmount, textAmount = "Transaction_amount attribute can't be null", "Transaction_amount attribute must be numeric"

var pseBody = `{"transaction_amount":5000,"payment_method_id":"pse","callback_url":"https://shop.example/back","transaction_details":{"financial_institution":"1007"},"additional_info":{"ip_address":"200.1.1.1"},
	"payer":{"email":"ana@example.com","entity_type":"individual","identification":{"type":"CC","number":"123456789"}}}`

// symptoms has every entry of the index that a server answers with.
func symptoms() map[string]symptom {
	policy := []any{"message", "At least one policy returned UNAUTHORIZED.", "code", "PA_UNAUTHORIZED_RESULT_FROM_POLICIES", "status", 403, "blocked_by", "PolicyAgent"}
	notLive := symptom{call: paying(pixBody), status: 401, form: "payments", want: []any{"message", notLiveText, "error", "unauthorized", "cause.0.code", 7}}.with(kindOf(NotActivated))
	forbidden := symptom{status: 403, form: "payments", want: []any{"message", "Payer email forbidden", "error", "forbidden", "cause.0.code", 4390},
		call: func(b *bench) answer {
			return b.do("POST", "/v1/payments", strings.Replace(pixBody, "example.com", "testuser.com", 1), legacy(b))
		}}
	mixed := coded400(pixInstead("ana@example.com", "ana@testuser.com"), 2034, "Invalid users involved")
	operators := coded400(planning("2123", paying(pixBody)), 2123, "Invalid operators users involved")
	unknownPayer := coded400(pixInstead(`"payer":{`, `"payer":{"type":"customer","id":"9-x",`), 2002, "Customer not found")
	wrongToken := coded400(func(b *bench) answer { return b.do("POST", "/v1/payments", cardBody(b), legacy(b)) }, 3, "Token must be for test")
	otherCountry := coded400(func(b *bench) answer {
		buyer := testBuyer(b, "MLA").at("email").(string)
		b.SetKind(Test)
		return b.do("POST", "/v1/payments", strings.Replace(pixBody, "ana@example.com", buyer, 1))
	}, 106, "Cannot operate between users from different countries")
	caller := symptom{call: posting("/users/1/stores", `{"name":"x"}`), status: 400, form: "payments", want: []any{"message", "Collector ID and Caller ID must be the same", "error", "invalid_caller_id"}}
	queued := symptom{status: 409, form: "payments", want: []any{"message", "There is already a queued intent for the device", "cause.0.code", 2205},
		call: func(b *bench) answer {
			const path, body = "/point/integration-api/devices/" + virtualTerminal + "/payment-intents", `{"amount":1500}`
			b.do("POST", path, body)
			return b.do("POST", path, body)
		}}
	lost := symptom{call: func(b *bench) answer { return b.do("GET", "/v1/payments/77", "") }, status: 404, form: "payments", want: []any{"message", "Payment not found", "error", "not_found", "cause.0.code", 2000}}
	grant := symptom{call: func(b *bench) answer {
		return b.oauthCall("grant_type", "authorization_code", "code", "TG-used", "redirect_uri", callback)
	}, status: 400, form: "payments", want: []any{"error", "invalid_grant",
		"message", "Error validating grant. Your authorization code or refresh token may be expired or it was already used."}}
	noKey := symptom{call: func(b *bench) answer { b.SetPix(true, false); return b.payPix("") }, status: 400, form: "payments",
		want: []any{"message", "Collector user without key enabled for QR rendernull", "cause.0.code", 13253, "cause.0.description", "Error in Financial Identity Use Case"}}
	badToken := symptom{call: func(b *bench) answer {
		return b.do("GET", "/users/me", "", "Authorization: Bearer APP_USR-1-051110-0f1e2d3c4b5a69788796a5b4c3d2e1f0-2")
	}, status: 401, form: "payments", want: []any{"message", "invalid access token", "error", "unauthorized", "cause.0", "<none>"}}
	denied := symptom{call: planning("invalid_access_token", preferring("")), status: 401, form: "preferences", want: []any{"message", "access denied", "error", "invalid_access_token"}}
	trial := func(lang string) symptom { return symptom{call: trialPage(lang), status: 422} }
	used := func(b *bench) answer {
		body := cardBody(b)
		b.want(b.do("POST", "/v1/payments", body), 201)
		return b.do("POST", "/v1/payments", body)
	}
	pos := ordered400(posting("/v1/orders", `{"type":"qr","total_amount":"10.00","external_reference":"a","config":{"qr":{"external_pos_id":"NOPE"}},"transactions":{"payments":[{"amount":"10.00"}]}}`),
		400, "pos_obtainment_by_external_id_error", "The point of sale was not found by its external id", "")
	owner := ordered400(posting("/v1/orders", `{"type":"point","external_reference":"P","config":{"point":{"terminal_id":"NEWLAND_N950__OTHER"}},"transactions":{"payments":[{"amount":"1.00"}]}}`),
		403, "forbidden_checking_terminal_owner", "Forbidden Error checking device owner", "")
	reference := ordered400(ordering(`"type":"online"`, `"type":"online","external_reference":"a:b"`), 400, "property_value", "Invalid property value", "'$.external_reference' - does not match pattern")
	missing := func(why string) symptom { return params400(paying(pseBody), why).with(onSite(mpclient.MCO)) }
	pse := func(from, to, why string) symptom {
		s := missing(why)
		s.call = paying(strings.Replace(pseBody, from, to, 1))
		return s
	}
	highRisk := symptom{status: 200, want: []any{"status", "rejected", "status_detail", "cc_rejected_high_risk"}, call: func(b *bench) answer {
		p := b.want(b.payCard("APRO", `,"merchant_services":{"fraud_manual_review":true}`), 201)
		b.clock.forward(reviewLife)
		return b.do("GET", paymentPath(p), "")
	}}
	return map[string]symptom{
		"7": notLive, "unauthorized use of live credentials": notLive,
		"pa_unauthorized_result_from_policies": symptom{call: paying(pixBody), status: 403, form: "policy", want: policy}.with(kindOf(Restricted)),
		"at least one policy returned unauthorized": {status: 403, form: "policy", want: policy, call: func(b *bench) answer {
			return b.do("POST", "/v1/orders", pixOrderBody, legacy(b))
		}},
		"2034": mixed, "invalid users involved": mixed, "2123": operators, "invalid operators users involved": operators,
		"145": coded400(func(b *bench) answer {
			id := fmt.Sprintf("%.0f", testBuyer(b, "MLB").at("id"))
			return b.do("POST", "/v1/payments", strings.Replace(pixBody, `"payer":{`, `"payer":{"id":"`+id+`",`, 1))
		}, 145, "Invalid users involved"),
		"4390": forbidden, "payer email forbidden": forbidden,
		"2198":                      coded400(paying(pixBody), 2198, "Invalid test user email").with(isTest),
		"invalid_email_for_sandbox": ordered400(ordering("testuser.com", "example.com"), 400, "invalid_email_for_sandbox", sandboxMailText, "").with(isTest),
		"both payer and collector must be real or test users": bare400(subscribing("a@testuser.com", "30", "BRL", ""), 400, "Both payer and collector must be real or test users"),
		"es de prueba": trial("es"), "é de teste": trial("pt"), "is a trial": trial("en"),
		"invalid access token": badToken, "invalid_access_token": denied, "access denied": denied,
		"3": wrongToken, "token must be for test": wrongToken, "106": otherCountry, "different countries": otherCountry,
		"currency_id invalid": word400(posting("/checkout/preferences", `{"items":[{"title":"x","quantity":1,"unit_price":10,"currency_id":"ARS"}]}`), "invalid_items", "currency_id invalid"),
		"6033":                coded400(planning("6033", paying(pixBody)), 6033, "User unavailable"),
		"2021":                coded400(func(b *bench) answer { b.SetSell(false); return b.payPix("") }, 2021, "Collector not allowed to operate"),
		"160":                 coded400(planning("160", paying(pixBody)), 160, "Collector not allowed to operate"),
		"collector_does_not_comply_with_current_regulation": word400(planning("collector_does_not_comply_with_current_regulation", preferring("")), "collector_does_not_comply_with_current_regulation",
			"collector does not comply with current regulation"),
		"invalid_auto_return":              word400(preferring(`,"auto_return":"all","back_urls":{"success":"http://localhost:3000"}`), "invalid_auto_return", "auto_return invalid. back_url.success must be defined"),
		"back_url.success must be defined": word400(preferring(`,"auto_return":"approved","back_url":{"success":"https://a.co"}`), "invalid_auto_return", "auto_return invalid. back_url.success must be defined"),
		"4020":                             coded400(paying(pixWith(`,"notification_url":"http://localhost/x"`)), 4020, "notificaction_url attribute must be url valid"),
		"4021":                             coded400(paying(pixWith(`,"notification_url":"https://a.example/`+strings.Repeat("x", 500)+`"`)), 4021, "notification_url attribute is too long"),
		"invalid_notification_url":         word400(preferring(`,"notification_url":"/hook"`), "invalid_notification_url", "notificaction_url attribute must be url valid"),
		"callback_url attribute must be url valid": pse("https://shop.example/back", "http://localhost/back", "callback_url attribute must be url valid"),
		"ip_address cant be null":                  pse(`"ip_address":"200.1.1.1"`, "", "additional_info.ip_address cant be null"),
		"unsupported_properties":                   ordered400(ordering(`"type":"online"`, `"type":"online","notification_url":"https://a.co/x"`), 400, "unsupported_properties", "Properties not supported", "additionalProperties '$.notification_url' not allowed"),
		"property_value":                           reference, "external_reference": reference,
		"property_type": ordered400(ordering(`"total_amount":"10.00"`, `"total_amount":10`), 400, "property_type", "Invalid property type", "$.total_amount: expected string, but got number"),
		"exceeded_number_of_transactions": ordered400(ordering(`"payments":[`, `"payments":[{"amount":"1.00","payment_method":{"id":"pix","type":"bank_transfer"}},`), 400, "exceeded_number_of_transactions",
			"The number of transactions is exceeded", ""),
		"$.payer": ordered400(ordering(`"payer":{"email":"a@testuser.com"},`, ""), 400, "required_properties", "Required properties are missing", "'$.payer' - minimum 1 properties allowed, but found 0 properties"),
		"payer_cannot_be_nil": {call: planning("payer_cannot_be_nil", paying(`{"transaction_amount":10,"payment_method_id":"pix"}`)), status: 500, form: "payments",
			want: []any{"message", "payer_cannot_be_nil", "error", "internal_error"}},
		"processor_communication_error":     ordered400(planning("processor_communication_error", steppingOn("/cancel")), 409, "processor_communication_error", "Processor communication error", ""),
		"post_processing_operation_pending": ordered400(planning("post_processing_operation_pending", steppingOn("/refund")), 409, "post_processing_operation_pending", "Post processing operation pending", ""),
		"invalid_items":                     word400(posting("/checkout/preferences", `{}`), "invalid_items", "items needed"),
		"unit_price invalid":                word400(posting("/checkout/preferences", `{"items":[{"title":"x","quantity":1,"unit_price":-1}]}`), "invalid_items", "unit_price invalid"),
		"invalid_payment_methods": word400(preferring(`,"payment_methods":{"excluded_payment_types":[{"id":"credit_card"},{"id":"debit_card"},{"id":"ticket"},{"id":"bank_transfer"}]}`), "invalid_payment_methods",
			"cannot exclude all payments methods"),
		"23":   coded400(paying(pixWith(`,"date_of_expiration":"2026-05-12 10:00"`)), 23, badDateText),
		"1001": coded400(func(b *bench) answer { return b.do("GET", "/v1/payments/search?begin_date=yesterday", "") }, 1001, "Date format must be yyyy-MM-dd'T'HH:mm:ss.SSSZ"),
		"7523": coded400(paying(pixWith(`,"date_of_expiration":"2026-05-11T10:11:02.000-04:00"`)), 7523, "Invalid expiration date"),
		"invalid_expiration_date_*": word400(preferring(`,"expiration_date_from":"2026-06-01T00:00:00.000-03:00","expiration_date_to":"2026-05-01T00:00:00.000-03:00"`), "invalid_expiration_date_to",
			"expiration_date_to invalid"),
		"invalid_date": word400(planning("invalid_date", preferring("")), "invalid_date", "invalid date"),
		"2072":         coded400(pixInstead(`:10,`, `:0,`), 2072, "Invalid value for transaction_amount"),
		"4037":         coded400(pixInstead(`:10,`, `:33.300000000000004,`), 4037, "Invalid transaction_amount"),
		"4002":         coded400(pixInstead(`"transaction_amount":10,`, ``), 4002, nullAmount),
		"4003":         coded400(pixInstead(`:10,`, `:"10",`), 4003, textAmount),
		"4023":         coded400(planning("4023", paying(pixBody)), 4023, nullAmount), "4024": coded400(planning("4024", paying(pixBody)), 4024, textAmount),
		"129":                             coded400(paying(`{"transaction_amount":3,"payment_method_id":"bolbradesco"}`), 129, "Cannot pay this amount with this paymentMethod"),
		"cannot pay an amount lower than": bare400(subscribing("ana@example.com", "1", "ARS", ""), 400, "Cannot pay an amount lower than $ 15.00").with(onSite(mpclient.MLA)),
		"greater than":                    bare400(subscribing("ana@example.com", "2000001", "BRL", ""), 400, "Cannot pay an amount greater than $ 2000000.00"),
		"4001":                            coded400(paying(`{"transaction_amount":1}`), 4001, "Payment_method_id attribute can't be null"),
		"3011":                            coded400(planning("3011", paying(pixBody)), 3011, "Not found payment_method"),
		"3028":                            coded400(pixInstead("pix", "mastercard"), 3028, "Invalid payment_method_id"),
		"204":                             coded400(func(b *bench) answer { b.SetPix(false, true); return b.payPix("") }, 204, "Unavailable payment_method"),
		"bin_not_found":                   ordered400(ordering(`"pix","type":"bank_transfer"`, `"mastercard","type":"credit_card","token":"x","installments":1`), 400, "bin_not_found", "Bin not found", ""),
		"2131":                            coded400(cardChanged(`"payer"`, `"issuer_id":"undefined","payer"`), 2131, "Cannot infer Payment Method"),
		"10102":                           coded400(planning("10102", cardChanged()), 10102, "payment methods inference error: not_result_by_params"),
		"10113":                           coded400(planning("10113", cardChanged()), 10113, "payment methods inference error: excludes_by_rule"),
		"not_result_by_params":            coded400(planning("10102", cardChanged()), 10102, "payment methods inference error: not_result_by_params"),
		"excludes_by_rule":                coded400(planning("10113", cardChanged()), 10113, "payment methods inference error: excludes_by_rule"),
		"2006":                            coded400(used, 2006, "Card Token not found"),
		"2062":                            coded400(planning("2062", cardChanged()), 2062, "Invalid card token"),
		"3003":                            coded400(planning("3003", cardChanged()), 3003, "Invalid card_token_id"),
		"3006":                            coded400(planning("3006", cardChanged()), 3006, "Invalid parameter cardtoken_id"),
		"3008":                            coded400(planning("3008", cardChanged()), 3008, "Not found Cardtoken"),
		"4000":                            coded400(cardChanged(`"token"`, `"device_id"`), 4000, "Token attribute can't be null"),
		"card token service not found":    bare400(subscribing("ana@example.com", "30", "BRL", `,"status":"authorized","card_token_id":"0000"`), 404, "Card token service not found"),
		"cc_val_433": bare400(func(b *bench) answer {
			return subscribing("ana@example.com", "30", "BRL", `,"status":"authorized","card_token_id":"`+b.token(masterMLB, "OTHE")+`"`)(b)
		}, 400, "CC_VAL_433 Credit card validation has failed"),
		"2002": unknownPayer,
		"130":  form400(posting("/v1/customers", `{"email":"x"}`), "130", "Invalid customer data"),
		"2067": coded400(pixInstead(`"payer":{`, `"payer":{"identification":{"type":"CPF","number":"123.456.789-09"},`), 2067, "Invalid user identification number"),
		"322":  form400(tokenForm(`"CPF"`, `"DNI"`), "322", "invalid parameter docType"), "324": form400(tokenForm("12345678909", "12345678900"), "324", "invalid parameter docNumber"),
		"212": form400(tokenForm(`"type":"CPF",`, ""), "212", "parameter docType can not be null/empty"), "214": form400(tokenForm(`,"number":"12345678909"`, ""), "214", "parameter docNumber can not be null/empty"),
		"13253": noKey, "without key enabled for qr": noKey,
		"4004":                  coded400(cardChanged(`"installments":1,`, ""), 4004, "Installments attribute can't be null"),
		"4005":                  coded400(cardChanged(`"installments":1,`, `"installments":"1",`), 4005, "Installments attribute must be numeric"),
		"4033":                  coded400(cardChanged(`"installments":1,`, `"installments":99,`), 4033, "Invalid installments"),
		"109":                   coded400(planning("109", cardChanged()), 109, "Invalid number of shares for this payment_method_id"),
		"4292":                  coded400(posting("/v1/payments", pixBody, "X-Idempotency-Key: "), 4292, "Header X-Idempotency-Key can't be null"),
		"empty_required_header": ordered400(posting("/v1/orders", pixOrderBody, "X-Idempotency-Key: "), 400, "empty_required_header", "Required header is empty", "X-Idempotency-Key"),
		"idempotency_key_already_used": ordered400(func(b *bench) answer {
			b.want(b.do("POST", "/v1/orders", b.cardOrderBody("APRO", ""), "X-Idempotency-Key: one"), 201)
			return b.do("POST", "/v1/orders", b.cardOrderBody("APRO", ""), "X-Idempotency-Key: one")
		}, 409, "idempotency_key_already_used", "Idempotency key already used", ""),
		"resource_locked": ordered400(func(b *bench) answer {
			b.with(func() { b.state.orders.running["k"] = true }) // the first call is under way
			return b.do("POST", "/v1/orders", pixOrderBody, "X-Idempotency-Key: k")
		}, 423, "resource_locked", "The resource is locked by a request that is still running", ""),
		"idempotency_validation_failed": ordered400(planning("idempotency_validation_failed", ordering()), 500, "idempotency_validation_failed", "Idempotency validation failed", ""),
		"2001": coded400(func(b *bench) answer {
			body := pixWith(`,"external_reference":"A-1"`)
			b.want(b.do("POST", "/v1/payments", body), 201)
			return b.do("POST", "/v1/payments", body)
		}, 2001, twinText),
		"801":                            coded400(planning("801", paying(pixBody)), 801, twinText),
		"cc_rejected_duplicated_payment": detail201(onCard("DUPL", ""), "rejected", "cc_rejected_duplicated_payment"),
		"1":                              params400(paying(`{"transaction_amount":10,"payment_method_id":"pix"}`), "payer"),
		"8":                              coded400(paying(pixWith(`,"additional_info":{"payer":{"test":1}}`)), 8, "The name of the following parameters is wrong : [additional_info.payer.test]"),
		"4006":                           coded400(pixInstead(`{"email":"ana@example.com"}`, `"ana"`), 4006, "Payer attribute is malformed"),
		"4022":                           coded400(paying(pixWith(`,"metadata":"x"`)), 4022, "Metadata attribute must be a valid JSON"),
		"2077":                           coded400(paying(pixWith(`,"capture":false`)), 2077, "Deferred capture not supported"),
		"cannot_capture_order":           ordered400(steppingOn("/capture"), 409, "cannot_capture_order", "Cannot capture order", ""),
		"2018":                           coded400(func(b *bench) answer { return b.do("POST", paymentPath(b.payPix(""))+"/refunds", "") }, 2018, wrongStateText),
		"2024":                           coded400(refunding(func(b *bench, _ answer) { b.clock.forward(181 * day) }, ""), 2024, "Payment too old to be refunded"),
		"2030":                           coded400(planning("2030", refunding(asIs, "")), 2030, "Collector hasn't enough money"),
		"2031":                           coded400(planning("2031", refunding(asIs, "")), 2031, "Collector hasn't enough available money"),
		"3024":                           coded400(planning("3024", refunding(asIs, `{"amount":1}`)), 3024, "Partial refund unsupported for this transaction"),
		"cannot_refund_order":            ordered400(steppingOn("/refund"), 409, "cannot_refund_order", "Cannot refund order", ""),
		"2059":                           coded400(paying(pixWith(`,"application_fee":1`)), 2059, "You cannot use application_fee with this payment"),
		"4038":                           coded400(paying(pixWith(`,"application_fee":11`)), 4038, "Application_fee cannot be bigger than transaction_amount"),
		"4039":                           coded400(paying(pixWith(`,"application_fee":-1`)), 4039, "Application_fee attribute cannot be negative"),
		"marketplace_fee":                word400(preferring(`,"marketplace_fee":10.01`), "invalid_marketplace_fee", "marketplace_fee must not be greater than total amount"),
		"invalid_sponsor_id": word400(func(b *bench) answer {
			return preferring(fmt.Sprintf(`,"sponsor_id":%d`, b.Credentials().UserID))(b)
		}, "invalid_sponsor_id", "sponsor_id should be different than collector_id"),
		"invalid_grant": grant, "error validating grant": grant,
		"no está preparada para conectarse": {status: 400, call: func(b *bench) answer {
			w := b.browse("GET", "/authorization?lang=es&client_id=1&response_type=code&platform_id=mp&redirect_uri="+callback, "")
			return answer{status: w.Code, raw: w.Body.String()}
		}},
		"2205": queued, "queued intent": queued,
		"already_queued_order_*": ordered400(func(b *bench) answer { b.want(b.pointOrder("P-1", ""), 201); return b.pointOrder("P-2", "") }, 409, "already_queued_order_for_device",
			"There is already a queued order for the device", ""),
		"forbidden_checking_terminal_owner": owner, "device owner": owner, "pos_obtainment_by_external_id_error": pos,
		"collector id and caller id must be the same": caller, "invalid_caller_id": caller,
		"invalid_preference_body": {status: 400, form: "payments", want: []any{"message", "Invalid preference_body", "error", "invalid_preference_body"}, call: func(b *bench) answer {
			return b.do("POST", "/instore/orders/qr/seller/collectors/"+b.user()+"/pos/SUC01POS01/qrs", strings.NewReplacer("[", "", "]", "").Replace(qrBody))
		}},
		"configuration not found": {status: 404, form: "payments", want: []any{"message", noConfigText}, call: func(b *bench) answer {
			b.SetReport(Release, false, false)
			return b.do("GET", "/v1/account/release_report/config", "")
		}},
		"2000": lost, "payment not found": lost,
		"cc_rejected_high_risk": highRisk, "rejected_high_risk": detail201(planning("rejected_high_risk", paying(pixBody)), "rejected", "rejected_high_risk"),
		"pending_review_manual": detail201(onCard("APRO", `,"merchant_services":{"fraud_manual_review":true}`), "in_process", "pending_review_manual"),
		"pending_contingency":   detail201(onCard("CONT", ""), "in_process", "pending_contingency"),
	}
}

// elsewhere are the entries no server sends, and who does.
var elsewhere = map[string]string{
	"payer_costs":                        "text of the browser's script: Cannot read property 'payer_costs' of undefined",
	"missing_amount_property":            "error callback of a Brick, before any call",
	"amount_is_not_number":               "error callback of a Brick, before any call",
	"container_not_found":                "error callback of a Brick, before any call",
	"missing_container_id":               "error callback of a Brick, before any call",
	"already_initialized":                "error callback of a Brick, before any call",
	"fields_setup_failed*":               "error callback of a Brick: its frames did not load",
	"secure fields failed":               "error callback of a Brick: its frames did not load",
	"no_preference_provided":             "error callback of a Brick, before any call",
	"get_preference_details_failed":      "error callback of a Brick: what the call behind it answers is not known",
	"no_payment_method_for_provided_bin": "error callback of a Brick: the search it makes answers an empty page, as TestCardCatalogue shows",
}

var envelopes = map[string][]string{
	"payments": {"cause", "error", "message", "status"}, "preferences": {"cause", "error", "message", "status"}, "orders": {"errors"},
	"policy": {"blocked_by", "code", "message", "status"}, "bare": {"message", "status"},
}

// TestCodeIndex meets every entry of the index of symptoms that a server can answer with.
func TestCodeIndex(t *testing.T) {
	all := symptoms()
	reproduced := 0
	for _, entry := range slices.Sorted(maps.Keys(all)) {
		s := all[entry]
		if t.Run(entry, func(t *testing.T) {
			b := newBench(t, s.change...)
			a := b.want(s.call(b), s.status, s.want...)
			o, _ := a.body.(map[string]any)
			if keys := slices.Sorted(maps.Keys(o)); s.form != "" && !slices.Equal(keys, envelopes[s.form]) {
				t.Errorf("the envelope is %v", keys)
			}
			if s.form == "payments" || s.form == "preferences" || s.form == "bare" {
				b.want(a, s.status, "status", s.status)
			}
			if digitsOnly(entry) {
				if got := fmt.Sprint(a.at("cause.0.code")); got != entry {
					t.Errorf("the code is %s", got)
				}
			} else if !strings.Contains(strings.ToLower(a.raw), strings.TrimSuffix(entry, "*")) {
				t.Errorf("it does not say so: %s", a.raw)
			}
		}) {
			reproduced++
		}
	}
	t.Logf("%d of %d codes of the index reproduced; %d are sent by no server", reproduced, len(all)+len(elsewhere), len(elsewhere))

	raw, err := os.ReadFile(filepath.Join("..", "..", "..", "shared", "reference", "symptoms.md"))
	if os.IsNotExist(err) {
		t.Skip("the index (../shared/reference/symptoms.md) is not here")
	}
	listed := indexEntries(string(raw))
	if len(listed) < 100 {
		t.Fatalf("the index has %d entries", len(listed))
	}
	for entry := range listed {
		if _, met := all[entry]; !met && elsewhere[entry] == "" {
			t.Errorf("%q is in the index and not met", entry)
		}
	}
	for _, entry := range slices.Concat(slices.Collect(maps.Keys(all)), slices.Collect(maps.Keys(elsewhere))) {
		if !listed[entry] {
			t.Errorf("%q is not in the index", entry)
		}
	}
}

var indexEntry = regexp.MustCompile("`([^`]+)`|\\b(\\d+)\\b")

// indexEntries reads the first column of the table: texts in backticks and bare codes.
func indexEntries(text string) map[string]bool {
	entries := map[string]bool{}
	_, table, _ := strings.Cut(text, "## Index: code or text")
	table, _, _ = strings.Cut(table, "\n## ")
	for line := range strings.Lines(table) {
		first, _, _ := strings.Cut(strings.TrimPrefix(line, "|"), "|")
		for _, m := range indexEntry.FindAllStringSubmatch(first, -1) {
			if strings.HasPrefix(line, "|") {
				entries[strings.ToLower(m[1]+m[2])] = true
			}
		}
	}
	return entries
}

// An ordered refusal meets the calls it belongs to, as often as it was ordered, after the header
// was checked, and outlives the process like everything else.
func TestPlannedRefusals(t *testing.T) {
	b := newBench(t)
	p := b.want(b.payCard("APRO", ""), 201)
	b.want(b.do("POST", "/_sandbox/refusal", `{"code":"2031","times":2}`), 204)
	b.want(b.payPix(""), 201) // not its call
	b.want(b.do("POST", paymentPath(p)+"/refunds", "", "X-Idempotency-Key: "), 400, "cause.0.code", 4292)
	for range 2 {
		b.want(b.do("POST", paymentPath(p)+"/refunds/", ""), 400, "cause.0.code", 2031)
	}
	b.want(b.do("POST", paymentPath(p)+"/refunds", ""), 201)
	b.want(b.do("POST", "/_sandbox/refusal", `{"code":"2031"}`), 204)
	b.want(b.do("POST", "/_sandbox/refusal", `{}`), 204)
	b.want(b.do("POST", paymentPath(b.payCard("APRO", ""))+"/refunds", ""), 201)
	b.want(b.do("POST", "/_sandbox/refusal", `{"code":"teapot"}`), 400)
	b.want(b.do("POST", "/_sandbox/refusal", `{"code":"2031","times":-1}`), 400)
	for _, detail := range rejections {
		if err := b.PlanRefusal(detail, 1); err != nil {
			t.Fatal(err)
		}
		a := b.want(b.payCard("APRO", ""), 201, "status", "rejected", "status_detail", detail, "date_approved", nil)
		b.want(b.do("GET", "/v1/card_tokens/"+fmt.Sprint(a.at("token")), ""), 404)
	}
	b.want(b.payCard("APRO", ""), 201, "status", "approved")
	for code, r := range refusals {
		if r.calls == "" || !json.Valid(encode(r.reply(b.Server, code).body)) {
			t.Errorf("%s", code)
		}
	}

	path := filepath.Join(t.TempDir(), "state")
	s, err := Open(Config{Seed: 3}, path)
	if err != nil {
		t.Fatal(err)
	}
	kept := &bench{T: t, Server: s}
	kept.want(kept.do("POST", "/_sandbox/refusal", `{"code":"6033","times":2}`), 204)
	kept.want(kept.payPix(""), 400, "cause.0.code", 6033)
	s.Close()
	for _, status := range []int{400, 201} { // the second call is met by the second time, the third by none
		if s, err = Open(Config{Seed: 3}, path); err != nil {
			t.Fatal(err)
		}
		kept.Server = s
		kept.want(kept.payPix(""), status)
		s.Close()
	}
}
