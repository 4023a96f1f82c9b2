package rules_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/checks/rules"
	"github.com/homologa/homologa/mpclient"
)

// boundaryRows are the values on both sides of where a rule draws a line, and the cases in which nothing was found.
func boundaryRows() table {
	noCode := noSource(checks.GapInput)[0]
	approved := func(n, keyNo int, key checks.KeyState) checks.SentWrite {
		w := created(n, key, keyNo, n)
		w.Approved, w.RefNo, w.Reference = true, 1, "A-1"
		return w
	}
	pix := created(1, checks.KeySent, 1, 1)
	pix.Card = false
	value := []string{"field-value"}
	monthly := func(amount string) []checks.Fact {
		return facts(inSite(mpclient.MLB, false), subscription(`{"auto_recurring":{"transaction_amount":`+amount+`,"currency_id":"BRL"}}`))
	}
	price := func(amount string) []checks.Fact {
		return facts(inSite(mpclient.MLB, false), pref(lit, `{"items":[{"unit_price":`+amount+`}]}`))
	}
	took := func(d time.Duration) []checks.Fact {
		return edit(checks.HookValidMillis, func(a *checks.HookAnswer) { a.Took = d })
	}
	status := func(n int) []checks.Fact {
		return edit(checks.HookValidMillis, func(a *checks.HookAnswer) { a.Status = n })
	}
	return table{
		"homologation.external_reference": {
			{"two approved under one, without keys", append(facts(pref(lit, `{"external_reference":"A-1"}`), noPay), rec(checks.Sent{Writes: []checks.SentWrite{approved(1, 0, checks.KeyMissing), approved(2, 0, checks.KeyMissing)}})), checks.Warn, "find.reference.reused", value},
			{"two approved under one, the second with a key", append(facts(pref(lit, `{"external_reference":"A-1"}`), noPay), rec(checks.Sent{Writes: []checks.SentWrite{approved(1, 0, checks.KeyMissing), approved(2, 1, checks.KeySent)}})), checks.Warn, "find.reference.reused", value},
		},
		"homologation.web_front_end_sdk": {
			{"a recording without it, a page without it", facts(rec(checks.Sent{}), page(checks.Page{Status: 200, Scripts: []string{"https://a/x.js"}})), checks.Warn, "find.mpjs.unseen", nil},
		},
		"approval.device_id": {
			{"a recording without cards", facts(rec(checks.Sent{Writes: []checks.SentWrite{pix}}), noCode, page(checks.Page{Status: 200})), checks.Warn, "find.device.unseen", nil},
		},
		"homologation.subscription_amount": {
			{"two decimals", monthly("49.99"), checks.Pass, "", nil},
			{"three decimals", monthly("49.999"), checks.Warn, "find.amount.decimals", value},
			{"the smallest", monthly("0.01"), checks.Pass, "", nil},
		},
		"homologation.item_unit_price": {
			{"two decimals", price("49.99"), checks.Pass, "", nil},
			{"three decimals", price("49.999"), checks.Warn, "find.amount.decimals", value},
		},
		"ssl.mixed_content": {
			{"upgraded, and nothing to upgrade", facts(page(checks.Page{Status: 200, URL: "https://loja.example/", Upgrades: true})), checks.Pass, "find.mixed.none", nil},
		},
		"notifications.answers": {
			{"as slow as still fine", took(2 * time.Second), checks.Pass, "", nil},
			{"a little slower", took(2*time.Second + time.Millisecond), checks.Warn, "find.hook.slow", []string{"slow"}},
			{"just in time", took(22*time.Second - time.Millisecond), checks.Warn, "find.hook.slow", nil},
			{"just too late", took(22 * time.Second), checks.Fail, "find.hook.timeout-22s", []string{"timeout-22s"}},
			{"202", status(202), checks.Fail, "find.hook.bad-status", []string{"bad-status"}},
			{"299", status(299), checks.Fail, "find.hook.bad-status", []string{"bad-status"}},
			{"300", status(300), checks.Fail, "find.hook.redirects", []string{"redirects"}},
			{"399", status(399), checks.Fail, "find.hook.redirects", []string{"redirects"}},
			{"404", status(404), checks.Fail, "find.hook.not-found", []string{"not-found"}},
			{"405", status(405), checks.Fail, "find.hook.method-not-allowed", []string{"method-not-allowed"}},
			{"499", status(499), checks.Pass, "find.hook.answers_ok", []string{}},
			{"500", status(500), checks.Fail, "find.hook.server-error", []string{"server-error"}},
			{"599", status(599), checks.Fail, "find.hook.server-error", []string{"server-error"}},
		},
		"notifications.duplicates": {
			{"a replay makes it fail with 500", only(checks.HookAnswer{Status: 500}, checks.HookReplay), checks.Warn, "find.hook.rejects_duplicate", []string{"rejects-duplicate"}},
			{"a replay refused with 499", only(checks.HookAnswer{Status: 499}, checks.HookReplay), checks.Attest, "find.hook.duplicate_ok", []string{}},
		},
		"notifications.stale_refused": {
			{"199", only(checks.HookAnswer{Status: 199}, checks.HookStale), checks.Inconclusive, "find.hook.no_clear_refusal", nil},
			{"200", only(checks.HookAnswer{Status: 200}, checks.HookStale), checks.Warn, "find.hook.accepts_stale", nil},
			{"299", only(checks.HookAnswer{Status: 299}, checks.HookStale), checks.Warn, "find.hook.accepts_stale", nil},
			{"300", only(checks.HookAnswer{Status: 300}, checks.HookStale), checks.Inconclusive, "find.hook.no_clear_refusal", nil},
		},
		"notifications.malformed": {
			{"499", only(checks.HookAnswer{Status: 499}, checks.HookMalformed), checks.Pass, "", nil},
			{"500 exactly", only(checks.HookAnswer{Status: 500}, checks.HookMalformed), checks.Warn, "find.hook.malformed_5xx", nil},
		},
		"notifications.public_https": {
			{"248 characters", address("https://api.exemplo.com.br/" + strings.Repeat("x", 248-len("https://api.exemplo.com.br/"))), checks.Pass, "", nil},
			{"249 characters", address("https://api.exemplo.com.br/" + strings.Repeat("x", 249-len("https://api.exemplo.com.br/"))), checks.Warn, "", nil},
		},
	}
}

// What was not seen is not told: no note on repeated keys where none was, no note on a device that nobody had to send.
func TestNotesNeedSomethingSeen(t *testing.T) {
	idx := checks.Index(rules.All())
	noCode := noSource(checks.GapInput)[0]
	sound := created(1, checks.KeySent, 1, 1)
	again := created(2, checks.KeySent, 1, 1)
	has := func(f checks.Finding, key string) bool {
		return slices.ContainsFunc(f.Evidence, func(e checks.Evidence) bool { return e.Text.Key == key })
	}
	f := idx["security.idempotency"].Judge(checks.NewFacts(now, rec(checks.Sent{Writes: []checks.SentWrite{sound}}), noCode))
	if has(f, "ev.sent.reused") {
		t.Errorf("a key used once is told as repeated: %v", f.Evidence)
	}
	f = idx["security.idempotency"].Judge(checks.NewFacts(now, rec(checks.Sent{Writes: []checks.SentWrite{sound, again}}), noCode))
	if !has(f, "ev.sent.reused") {
		t.Errorf("a repeated key is not told: %v", f.Evidence)
	}
	pix := sound
	pix.Card = false
	for _, c := range []struct {
		w    checks.SentWrite
		want bool
	}{{pix, false}, {sound, true}} {
		f = idx["approval.device_id"].Judge(checks.NewFacts(now, rec(checks.Sent{Writes: []checks.SentWrite{c.w}}), page(checks.Page{Status: 200})))
		if has(f, "ev.sent.no_device") != c.want {
			t.Errorf("card %v: %v", c.w.Card, f.Evidence)
		}
	}
}

// Of two alike the first is named: the preference before the payment, the first case before a later one.
func TestTheFirstOfTwoAlikeIsNamed(t *testing.T) {
	idx := checks.Index(rules.All())
	f := idx["approval.payer"].Judge(checks.NewFacts(now, pref(t, `{"payer":{"registration_date":"2025-01-01"}}`), pay(t, `{"additional_info":{"payer":{"last_purchase":"2026-01-01"}}}`)))
	if !shown(f, "ev.group", "object", "@object.preference") {
		t.Errorf("%v", f.Evidence)
	}
	f = idx["notifications.answers"].Judge(checks.NewFacts(now, hookAnswers(nil)...))
	if len(f.Evidence) == 0 || f.Evidence[0].Exchange != "ex-"+string(checks.HookValidMillis) {
		t.Errorf("%v", f.Evidence)
	}
}
