package rules_test

import (
	"encoding/json"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/checks/rules"
)

// names reads a list of mpclient/testdata/names: entries by the name of their list.
func names(t *testing.T, file string) map[string][]string {
	t.Helper()
	raw, err := os.ReadFile("../../mpclient/testdata/names/" + file)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string][]string{}
	for line := range strings.Lines(string(raw)) {
		if line[0] == '#' {
			continue
		}
		c := strings.Split(strings.TrimSpace(line), "\t")
		if len(c) != 3 {
			t.Fatalf("%d columns in %q", len(c), line)
		}
		out[c[0]] = append(out[c[0]], c[1])
	}
	return out
}

// document is a body in which the paths given are filled, and nothing else.
func document(paths ...string) string {
	root := map[string]any{}
	for _, p := range paths {
		at := root
		parts := strings.Split(p, ".")
		for i, name := range parts {
			name, list := strings.CutSuffix(name, "[]")
			switch {
			case i == len(parts)-1:
				at[name] = "x"
			case list:
				if at[name] == nil {
					at[name] = []any{map[string]any{}}
				}
				at = at[name].([]any)[0].(map[string]any)
			default:
				if at[name] == nil {
					at[name] = map[string]any{}
				}
				at = at[name].(map[string]any)
			}
		}
	}
	b, _ := json.Marshal(root)
	return string(b)
}

// shown tells whether a finding shows an evidence with a value under a name.
func shown(f checks.Finding, key, name, value string) bool {
	return slices.ContainsFunc(f.Evidence, func(e checks.Evidence) bool {
		i := slices.Index(e.Text.Args, name)
		return e.Text.Key == key && i >= 0 && i+1 < len(e.Text.Args) && e.Text.Args[i+1] == value
	})
}

// TestNamesOfTheReference tries each entry of the lists alone.
func TestNamesOfTheReference(t *testing.T) {
	reqs := checks.Index(rules.All())
	judge := func(id checks.ID, fs ...checks.Fact) checks.Finding {
		return reqs[id].Judge(checks.NewFacts(now, fs...))
	}
	lists := names(t, "rules.tsv")
	n := 0
	each := func(list string, ok func(entry string) (checks.Finding, bool)) {
		t.Helper()
		if len(lists[list]) == 0 {
			t.Errorf("no list %q", list)
		}
		for _, entry := range lists[list] {
			n++
			if f, right := ok(entry); !right {
				t.Errorf("%s, %s: %s %s %v", list, entry, f.Verdict, f.Detail.Key, f.Detail.Args)
			}
		}
	}
	each("without delivery", func(c string) (checks.Finding, bool) {
		f := judge("approval.shipment", pref(t, `{"items":[{"category_id":"`+c+`"}]}`), noPay)
		return f, f.Detail.Key == "find.approval.shipment_na"
	})
	each("avoidable rejection", func(d string) (checks.Finding, bool) {
		s := checks.Sales{Total: 1, Outcomes: map[checks.Outcome]int{checks.Rejected: 1}, Rejections: map[string]int{d: 1}}
		f := judge("approval.rejections", checks.FactHistory.Of(checks.History{Days: 30, Read: 1, Total: 1, Live: s}))
		return f, f.Verdict == checks.Warn && f.Has("rejected-avoidable")
	})
	each("reserved word", func(w string) (checks.Finding, bool) {
		f := judge("credentials.application_name", application(checks.Application{ID: "1", Name: "Loja " + w}))
		return f, f.Verdict == checks.Warn && f.Detail.Key == "find.application_name.reserved"
	})
	back := func(u string) checks.Finding {
		return judge("security.https_urls", pref(t, `{"back_urls":{"success":"`+u+`"}}`), noPay)
	}
	each("no app link", func(s string) (checks.Finding, bool) {
		f := back(s + "://loja/pago")
		return f, f.Verdict == checks.Fail
	})
	if f := back("minhaloja://pago"); f.Detail.Key != "find.urls.app" {
		t.Errorf("an app's own scheme: %s %s", f.Verdict, f.Detail.Key)
	}
	each("own domain", func(h string) (checks.Finding, bool) {
		f := judge("notifications.public_https", address("https://"+h+"/x")...)
		return f, f.Detail.Key == "find.hook.own_domain"
	})
	for _, h := range []string{"mercadopago.com.exemplo.br", "mercadopago.net", "meumercadopago.com.br"} {
		if f := judge("notifications.public_https", address("https://"+h+"/x")...); f.Detail.Key == "find.hook.own_domain" {
			t.Errorf("%s is taken for Mercado Pago's own", h)
		}
	}
	each("login scheme", func(s string) (checks.Finding, bool) {
		f := judge("notifications.answers", hookAnswers(func(m map[checks.HookCase]checks.HookAnswer) {
			for c := range m {
				m[c] = checks.HookAnswer{Status: 401, Asks: s}
			}
		})...)
		return f, f.Detail.Key == "find.hook.auth-required"
	})
	each("shut address", func(cause string) (checks.Finding, bool) {
		f := judge("ssl.addresses", tls(others(other("203.0.113.11", dead(cause))))...)
		return f, f.Verdict == checks.Fail && f.Has(cause)
	})
	each("worded frequency", func(w string) (checks.Finding, bool) {
		c := checks.ReportConfig{Configured: true, Scheduled: true, ScheduledKnown: true, Frequency: w}
		f := judge("reports.settlement_scheduled", checks.FactSettlement.Of(c))
		return f, f.Verdict == checks.Pass && slices.Contains(f.Detail.Args, "@frequency."+w)
	})
	for report, k := range map[string]checks.Key[checks.ReportConfig]{"settlement": checks.FactSettlement, "release": checks.FactRelease} {
		list := "needed column " + report
		id := checks.ID("reports." + report + "_columns")
		each(list, func(c string) (checks.Finding, bool) {
			rest := slices.DeleteFunc(slices.Clone(lists[list]), func(x string) bool { return x == c })
			f := judge(id, k.Of(checks.ReportConfig{Configured: true, Columns: rest}))
			i := slices.Index(f.Detail.Args, "names")
			return f, f.Verdict == checks.Fail && i >= 0 && strings.HasPrefix(f.Detail.Args[i+1], c)
		})
		if f := judge(id, k.Of(checks.ReportConfig{Configured: true, Columns: lists[list]})); f.Verdict != checks.Pass {
			t.Errorf("%s: %s %v", id, f.Verdict, f.Detail.Args)
		}
	}
	// A payment answers the same fields elsewhere.
	for _, id := range []checks.ID{"approval.payer", "approval.items", "approval.shipment"} {
		each(string(id), func(path string) (checks.Finding, bool) {
			f := judge(id, pref(t, document(path)), noPay)
			g := judge(id, noPref, pay(t, document("additional_info."+path)))
			return f, shown(f, "ev.group", "n", "1") && shown(g, "ev.group", "n", "1")
		})
		f := judge(id, pref(t, document(lists[string(id)]...)), noPay)
		if f.Verdict != checks.Pass || !shown(f, "ev.group", "n", strconv.Itoa(len(lists[string(id)]))) {
			t.Errorf("%s with all: %s %v", id, f.Verdict, f.Evidence)
		}
	}
	industry := func(i string) checks.Fact { return settings(checks.Settings{Industry: checks.Industry(i)}) }
	for _, i := range checks.Industries {
		list := "industry " + string(i)
		if lists[list] == nil {
			if f := judge("approval.industry", industry(string(i)), pref(t, `{"items":[{"id":"1"}]}`), noPay); f.Detail.Key != "find.industry.common" {
				t.Errorf("%s demands something: %s", i, f.Detail.Key)
			}
		} else {
			each(list, func(path string) (checks.Finding, bool) {
				f := judge("approval.industry", industry(string(i)), pref(t, document(path)), noPay)
				return f, shown(f, "ev.group", "n", "1") && shown(f, "ev.group", "of", strconv.Itoa(len(lists[list])))
			})
		}
		if list := "advised " + string(i); lists[list] != nil {
			f := judge("approval.industry", industry(string(i)), pref(t, `{"items":[{"category_id":"others"}]}`), noPay)
			if !shown(f, "ev.industry_category", "advised", strings.Join(lists[list], ", ")) {
				t.Errorf("%s: %v", list, f.Evidence)
			}
			n += len(lists[list])
		}
	}
	noAddress := func(i string) checks.Finding {
		return judge("approval.shipment", industry(i), pref(t, `{"shipments":{"receiver_address":{"zip_code":""}}}`), noPay)
	}
	each("delivers", func(i string) (checks.Finding, bool) { f := noAddress(i); return f, f.Verdict == checks.Fail })
	each("delivers nothing", func(i string) (checks.Finding, bool) {
		f := noAddress(i)
		return f, f.Detail.Key == "find.approval.shipment_industry"
	})
	if f := judge("approval.payer", industry("automotive"), pref(t, document(lists["approval.payer"]...)), noPay); !shown(f, "ev.group", "of", "4") {
		t.Errorf("automotive asks for is_prime_user: %v", f.Evidence)
	}
	total := 0
	for _, l := range lists {
		total += len(l)
	}
	if n != total {
		t.Errorf("%d of %d entries are tried", n, total)
	}
}
