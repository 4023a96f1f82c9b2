package sampleshop

import (
	"bytes"
	"compress/zlib"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"net/http"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/mpclient"
	"github.com/homologa/homologa/mpclient/webhook"
)

// sight is what can be seen of a shop from outside: name of the thing → what was seen.
type sight map[string]string

// changes is each fault with everything it changes, and nothing else may change. A name ending in a
// dot stands for all that begin with it; "=" is followed by what is seen with the fault on.
// Fields of preference (pref) and payment (pay) without it are gone then.
var changes = map[checks.ID][]string{
	tokenShape:      {"settings.access_token"},
	tokenValid:      {"account.", "application.", "wrapper.token", "payments.status=401", "methods.", "pix.", "report.", "pref.", "pay.", "amounts=", "answers=401 401"},
	production:      {"account.tags=true 200", "account.name", "wrapper.token", "wrapper.key"},
	canCharge:       {"account.sell=false", "account.status=deactive"},
	activated:       {"wrapper.token", "wrapper.key", "payments.status=401", "pix.history=", "pay.", "amounts=", "answers=200 401"},
	publicKey:       {"settings.public_key", "wrapper.key=401", "page.public_key=false"},
	sameApplication: {"settings.public_key", "wrapper.key", "page.public_key"},
	otherSite:       {"settings.site=MLA"},
	sameOwner:       {"pref.collector_id=other", "pref.client_id=other", "settings.preference_owner=other"},
	realInTests:     {"settings.target=test"},
	sameWorld:       {"pref.client_id=other"},
	buyerWorld:      {"pay.payer.email=test_user_4711007@testuser.com"},
	oauthOver:       {"settings.oauth_issued=2026-05-04"},
	reservedName:    {"application.name=Mercado da Câmera"},

	"homologation.external_reference":       {"pref.external_reference", "pay.external_reference"},
	noEmail:                                 {"pref.payer.email", "pay.payer.email=visitante@exemplo.com.br"},
	noWebhook:                               {"pref.notification_url", "pay.notification_url", "settings.webhook_url="},
	"homologation.item_id":                  {"pref.items.id", "pay.additional_info.items.id"},
	"homologation.item_description":         {"pref.items.description", "pay.additional_info.items.description"},
	"homologation.item_category_id":         {"pref.items.category_id=photography", "pay.additional_info.items.category_id=photography"},
	"homologation.payer_first_name":         {"pref.payer.name", "pay.additional_info.payer.first_name"},
	"homologation.payer_last_name":          {"pref.payer.surname", "pay.additional_info.payer.last_name"},
	"homologation.statement_descriptor":     {"pref.statement_descriptor", "pay.statement_descriptor"},
	"homologation.back_urls":                {"pref.back_urls.pending", "pref.back_urls.failure"},
	"homologation.address":                  {"pref.payer.address.", "pay.additional_info.payer.address."},
	"homologation.payer_identification":     {"pref.payer.identification.", "pay.payer.identification.", "pay.card.cardholder.identification."},
	"homologation.payer_phone":              {"pref.payer.phone.", "pay.additional_info.payer.phone."},
	"homologation.binary_mode":              {"pref.binary_mode", "pay.binary_mode"},
	"homologation.date_of_expiration":       {"pref.date_of_expiration"},
	"homologation.expiration":               {"pref.expires", "pref.expiration_date_from", "pref.expiration_date_to"},
	"homologation.max_installments":         {"pref.payment_methods.installments"},
	"homologation.excluded_payment_methods": {"pref.payment_methods.excluded_payment_methods."},
	"homologation.excluded_payment_types":   {"pref.payment_methods.excluded_payment_types."},
	"homologation.shipment_amount":          {"pref.shipments.cost", "amounts"},
	"homologation.marketing_information":    {"pref.tracks."},
	noMPJS:                                  {"page.mpjs=false", "page.public_key=false"},

	sslHTTPS:    {"page.tls.", "page.mpjs", "page.public_key", "page.token=", "page.plain=", "page.old=", "page.csp=", "page.cookie=", "page.headers=", "page.framing=", "page.hsts=", "plain=200"},
	sslChain:    {"page.tls.certificates=1", "page.tls.verified"},
	sslHostname: {"page.tls.verified", "page.tls.names=antiga.exemplo.com.br"},
	sslExpiry:   {"page.tls.verified", "page.tls.until=2026-11-19T12:00:00Z"},
	sslVersion:  {"page.tls.old_1.0=true", "page.tls.old_1.1=true"},
	sslRedirect: {"plain=200"},

	pixKey: {"methods.pix=false", "pix.history=0"},

	"approval.payer": {"pref.payer.registration_date", "pref.payer.authentication_type", "pref.payer.last_purchase", "pref.payer.is_prime_user", "pref.payer.is_first_purchase_online",
		"pay.additional_info.payer.registration_date", "pay.additional_info.payer.authentication_type", "pay.additional_info.payer.last_purchase",
		"pay.additional_info.payer.is_prime_user", "pay.additional_info.payer.is_first_purchase_online"},
	"approval.items":    {"pref.items.picture_url", "pay.additional_info.items.picture_url"},
	"approval.shipment": {"pref.shipments.receiver_address.", "pay.additional_info.shipments."},
	"approval.industry": {"pref.items.warranty", "pay.additional_info.items.warranty"},

	hookPlain:  {"settings.webhook_url=http://api.exemplo.com.br/webhooks/mercadopago?source_news=webhooks", "hook.plain=open"},
	hookCert:   {"hook.tls=untrusted"},
	hookDown:   {"hook.valid_ms=503", "hook.valid_s=503", "hook.caps_kept=503", "hook.caps_lower=503", "hook.unsigned=503", "hook.forged=503", "hook.other_id=503", "hook.tail=503", "hook.stale=503", "hook.duplicate=503", "hook.unknown_topic=503", "hook.malformed=503"},
	hookValid:  {"hook.valid_ms=401", "hook.valid_s=401", "hook.caps_kept=401", "hook.caps_lower=401", "hook.duplicate=401", "hook.unknown_topic=401", "hook.malformed=401"},
	hookBare:   {"hook.unsigned=200"},
	hookForged: {"hook.forged=200", "hook.tail=200", "hook.other_id=200", "hook.stale=200"}, // what is not compared at all lets all four in
	hookStale:  {"hook.stale=200"},
	hookRepeat: {"hook.duplicate=409"},
	hookTopic:  {"hook.unknown_topic=422"},
	hookBody:   {"hook.malformed=500"},
	hookOther:  {"hook.other_id=200"},
	hookSource: {"pref.notification_url=https://api.exemplo.com.br/webhooks/mercadopago", "pay.notification_url=https://api.exemplo.com.br/webhooks/mercadopago"},

	settlementConfigured: {"report.settlement_report=404", "report.settlement_report.columns=", "report.settlement_report.told=", "report.settlement_report.zone="},
	settlementScheduled:  {"report.settlement_report=200 false"},
	releaseConfigured:    {"report.release_report=404", "report.release_report.columns=", "report.release_report.told=", "report.release_report.zone="},
	releaseScheduled:     {"report.release_report=200 false"},
	settlementColumns:    {"report.settlement_report.columns=SOURCE_ID INSTALLMENTS"},
	settlementRecipients: {"report.settlement_report.told=0"},
	settlementTimezone:   {"report.settlement_report.zone="},
	releaseColumns:       {"report.release_report.columns=SOURCE_ID INSTALLMENTS"},
	releaseRecipients:    {"report.release_report.told=0"},
	releaseTimezone:      {"report.release_report.zone="},

	tokenInPage: {"page.token=1"},
	plainScript: {"page.plain=true"},
	oldMPJS:     {"page.old=true"},
	otherKey:    {"page.public_key=false"},
	narrowCSP:   {"page.csp=default-src 'self'; script-src 'self'"},
	bareCookie:  {"page.cookie=HttpOnly SameSite=Lax"},
	bareHeaders: {"page.headers=", "page.framing=false"},
	plainReturn: {"pref.back_urls.pending=http://loja.exemplo.com.br/pedido/pendente"},

	tokenInSource:  {"source.src/config.js"},
	tokenInHistory: {"source.git=2"},
	envInGit:       {"source..gitignore=node_modules/\n"},
	sandboxURL:     {"source.src/orders.js"},
	tokenInQuery:   {"source.src/orders.js"},
	plainSource:    {"source.src/orders.js"},
	noIdempotency:  {"source.src/orders.js"},
	cardOnServer:   {"source.src/orders.js"},
	noSignature:    {"source.src/webhook.js"},
}

func TestEachFaultChangesWhatItSays(t *testing.T) {
	names := openShop(t, Options{Fixed: true}).Faults()
	if len(names) != len(changes) {
		t.Errorf("%d faults, %d described", len(names), len(changes))
	}
	for _, id := range names {
		t.Run(string(id), func(t *testing.T) {
			t.Parallel()
			s := openShop(t, Options{Fixed: true})
			if id == pixKey { // broken from the start: a Pix payment once made stays in the history
				if err := s.Break(id); err != nil {
					t.Fatal(err)
				}
				broken := look(t, s)
				if err := s.Repair(id); err != nil {
					t.Fatal(err)
				}
				compare(t, look(t, s), broken, changes[id])
				return
			}
			sound := look(t, s)
			if err := s.Break(id); err != nil {
				t.Fatal(err)
			}
			if got := s.Broken(); len(got) != 1 || got[0] != id {
				t.Fatalf("broken: %v", got)
			}
			compare(t, sound, look(t, s), changes[id])
			if err := s.Repair(id); err != nil {
				t.Fatal(err)
			}
			compare(t, sound, look(t, s), nil)
		})
	}
}

// TestSoundShop says what the faults are measured against.
func TestSoundShop(t *testing.T) {
	v := look(t, openShop(t, Options{Fixed: true}))
	for k, want := range map[string]string{
		"account.tags": "false 200", "account.sell": "true", "account.status": "active", "payments.status": "200", "methods.pix": "true", "pix.history": "1",
		"report.settlement_report": "200 true", "report.release_report": "200 true", "settings.preference_owner": "own", "settings.site": "MLB", "settings.product": "checkout_pro",
		"page.tls.certificates": "2", "page.tls.verified": "<nil>", "page.tls.names": pageHost, "page.tls.until": "2027-01-19T12:00:00Z",
		"page.tls.old_1.0": "false", "page.tls.old_1.1": "false", "plain": "301 https://loja.exemplo.com.br/checkout",
		"page.mpjs": "true", "page.public_key": "true", "page.token": "0", "page.plain": "false", "page.old": "false", "page.cookie": "HttpOnly Secure SameSite=Lax",
		"page.csp": "default-src 'self'; script-src 'self' … https://sdk.mercadopago.com", "page.framing": "true", "page.headers": "nosniff strict-origin-when-cross-origin", "page.hsts": "max-age=31536000", "hook.tls": "", "hook.plain": "",
		"hook.valid_ms": "200", "hook.valid_s": "200", "hook.caps_kept": "200", "hook.caps_lower": "200",
		"hook.unsigned": "401", "hook.forged": "401", "hook.other_id": "401", "hook.tail": "401", "hook.stale": "401",
		"hook.duplicate": "200", "hook.unknown_topic": "200", "hook.malformed": "200",
		"pref.notification_url": hookURL, "settings.webhook_url": hookURL, "pref.payer.identification.number": "12345678909", "pay.status": "approved",
		"pref.back_urls.success": "https://loja.exemplo.com.br/pedido/ok", "pref.back_urls.pending": "https://loja.exemplo.com.br/pedido/pendente", "pref.back_urls.failure": "https://loja.exemplo.com.br/pedido/recusado",
	} {
		if v[k] != want {
			t.Errorf("%s is %q, want %q", k, v[k], want)
		}
	}
	if v["wrapper.token"] != v["wrapper.key"] || !strings.HasSuffix(v["wrapper.key"], "false true") {
		t.Errorf("token of %q, key of %q", v["wrapper.token"], v["wrapper.key"])
	}
}

func compare(t *testing.T, sound, broken sight, want []string) {
	t.Helper()
	used := map[string]bool{}
	keys := slices.AppendSeq(slices.Collect(maps.Keys(sound)), maps.Keys(broken))
	slices.Sort(keys)
	for _, k := range slices.Compact(keys) {
		if sound[k] == broken[k] {
			continue
		}
		i := slices.IndexFunc(want, func(w string) bool {
			name, _, _ := strings.Cut(w, "=")
			return k == name || strings.HasSuffix(name, ".") && strings.HasPrefix(k, name)
		})
		if i < 0 {
			t.Errorf("%s changed from %q to %q", k, sound[k], broken[k])
			continue
		}
		used[want[i]] = true
		_, value, says := strings.Cut(want[i], "=")
		if gone := strings.HasPrefix(k, "pref.") || strings.HasPrefix(k, "pay."); (says || gone) && broken[k] != value {
			t.Errorf("%s is %q, want %q", k, broken[k], value)
		}
	}
	for _, w := range want {
		if !used[w] {
			t.Errorf("%s did not change", w)
		}
	}
}

// look sees everything there is to see.
func look(t *testing.T, s *Shop) sight {
	t.Helper()
	v, set := sight{}, s.Settings()
	v["settings.access_token"], v["settings.public_key"], v["settings.webhook_secret"] = set.AccessToken.Reveal(), set.PublicKey.Reveal(), set.WebhookSecret.Reveal()
	v["settings.site"], v["settings.product"], v["settings.webhook_url"], v["settings.page"] = string(set.Site), string(set.Product), set.WebhookURL, set.PaymentPage
	v["settings.target"], v["settings.oauth_issued"] = string(set.Target), set.OAuthIssued
	v["settings.preference_owner"] = ownOr(strings.HasPrefix(set.PreferenceID, fmt.Sprint(s.box.Credentials().UserID)+"-"))
	v.account(t, s, set)
	v.orders(t, s, set)
	v.page(t, s, set)
	v.endpoint(t, s)
	v.source(t, s, set)
	return v
}

// source sees every file of the folder, and how many commits there are.
func (v sight) source(t *testing.T, s *Shop, set checks.Settings) {
	commits := 0
	files := s.Source(set.SourceDir)
	err := fs.WalkDir(files, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := fs.ReadFile(files, name)
		if !strings.HasPrefix(name, ".git/") {
			v["source."+name] = string(b)
		} else if strings.HasPrefix(name, ".git/objects/") {
			z, err := zlib.NewReader(bytes.NewReader(b))
			if err != nil {
				return err
			}
			if raw, _ := io.ReadAll(z); strings.HasPrefix(string(raw), "commit ") {
				commits++
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	v["source.git"] = fmt.Sprint(commits)
}

// read asks the API with the token of the .env file, cleaned as the tool cleans it.
func read(t *testing.T, s *Shop, set checks.Settings, path string, withKey bool) (*checks.Doc, int) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), "GET", s.APIBase()+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	if !withKey {
		req.Header.Set("Authorization", "Bearer "+mpclient.InspectAccessToken(set.AccessToken.Reveal()).Clean.Reveal())
	}
	resp, err := s.api.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := readAll(resp)
	if err != nil {
		t.Fatal(err)
	}
	if strings.HasPrefix(string(body), "[") {
		body = fmt.Appendf(nil, `{"list":%s}`, body)
	}
	d, err := checks.ParseDoc(path, body)
	if err != nil {
		t.Fatal(err)
	}
	return d, resp.StatusCode
}

func (v sight) account(t *testing.T, s *Shop, set checks.Settings) {
	me, status := read(t, s, set, "/users/me", false)
	v["account.tags"], v["account.name"] = words(fmt.Sprint(slices.Contains(me.Strs("tags[]"), "test_user")), fmt.Sprint(status)), me.Str("nickname")
	v["account.sell"], v["account.status"], v["account.id"] = me.Str("status.sell.allow"), me.Str("status.site_status"), me.Str("id")
	wrapper := func(d *checks.Doc, status int) string {
		return words(fmt.Sprint(status), d.Str("client_id"), d.Str("is_test"), d.Str("homologated"))
	}
	v["wrapper.token"] = wrapper(read(t, s, set, "/plugins-credentials-wrapper/credentials", false))
	v["wrapper.key"] = wrapper(read(t, s, set, "/plugins-credentials-wrapper/credentials?public_key="+set.PublicKey.Reveal(), true))
	app, _ := read(t, s, set, "/applications/"+s.box.Credentials().ClientID, false)
	v["application.name"], v["application.owner"] = app.Str("name"), ownOr(app.Str("owner_id") == me.Str("id"))
	_, status = read(t, s, set, "/v1/payments/search?limit=1", false)
	v["payments.status"] = fmt.Sprint(status)
	methods, _ := read(t, s, set, "/v1/payment_methods", false)
	v["methods.pix"], v["methods.n"] = fmt.Sprint(slices.Contains(methods.Strs("list[].id"), "pix")), fmt.Sprint(len(methods.Strs("list[].id")) > 5)
	history, _ := read(t, s, set, "/v1/payments/search?payment_method_id=pix", false)
	v["pix.history"] = history.Str("paging.total")
	for _, kind := range []string{"settlement_report", "release_report"} {
		d, status := read(t, s, set, "/v1/account/"+kind+"/config", false)
		v["report."+kind] = words(fmt.Sprint(status), d.Str("scheduled"))
		if status == 200 {
			v["report."+kind+".columns"] = strings.Join(d.Strs("columns[].key"), " ")
			v["report."+kind+".told"] = fmt.Sprint(len(d.Strs("notification_email_list[]")))
			v["report."+kind+".zone"] = d.Str("display_timezone")
		}
	}
}

func (v sight) orders(t *testing.T, s *Shop, set checks.Settings) {
	if set.PreferenceID == "" || set.PaymentID == "" {
		t.Fatalf("no order: %q, %q", set.PreferenceID, set.PaymentID)
	}
	pref, prefStatus := read(t, s, set, "/checkout/preferences/"+set.PreferenceID, false)
	pay, payStatus := read(t, s, set, "/v1/payments/"+set.PaymentID, false)
	if v["answers"] = fmt.Sprint(prefStatus, payStatus); prefStatus == 200 {
		v.flatten("pref", pref.Root())
	}
	if payStatus == 200 {
		v.flatten("pay", pay.Root())
	}
	for name, own := range map[string]string{"pref.collector_id": fmt.Sprint(s.box.Credentials().UserID), "pref.client_id": s.box.Credentials().ClientID} {
		if v[name] != "" {
			v[name] = ownOr(v[name] == own)
		}
	}
	v["amounts"] = pay.Str("transaction_amount")
	for k := range v { // what differs between any two orders, and what follows from the amount
		for _, p := range []string{"pref.id", "pref.init_point", "pref.sandbox_init_point", "pay.id", "pay.authorization_code",
			"pay.payer.id", "pay.transaction_amount", "pay.transaction_details.", "pay.fee_details.", "pay.charges_details.", "pref.total_amount"} {
			if k == p || strings.HasSuffix(p, ".") && strings.HasPrefix(k, p) {
				delete(v, k)
			}
		}
		if strings.HasSuffix(k, ".external_reference") {
			v[k] = strings.TrimRight(v[k], "0123456789")
		}
	}
}

// flatten writes what is filled, field by field; elements of lists share a name.
func (v sight) flatten(at string, x any) {
	switch x := x.(type) {
	case map[string]any:
		for k, e := range x {
			v.flatten(at+"."+k, e)
		}
	case []any:
		for i, e := range x {
			if _, isObject := e.(map[string]any); isObject {
				v.flatten(at, e)
			} else {
				v.flatten(fmt.Sprintf("%s.%d", at, i), e)
			}
		}
	default:
		if checks.Filled(x) && x != false || strings.HasSuffix(at, "is_first_purchase_online") {
			v[at] += checks.Scalar(x)
		}
	}
}

func words(w ...string) string { return strings.TrimSpace(strings.Join(w, " ")) }

func ownOr(own bool) string {
	if own {
		return "own"
	}
	return "other"
}

func (v sight) page(t *testing.T, s *Shop, set checks.Settings) {
	dial := func(cfg *tls.Config) (tls.ConnectionState, error) {
		c, err := s.DialContext(t.Context(), "tcp", pageHost+":443")
		if err != nil {
			return tls.ConnectionState{}, err
		}
		defer c.Close()
		cfg.ServerName, cfg.Time = pageHost, s.now
		tc := tls.Client(c, cfg)
		err = tc.HandshakeContext(t.Context())
		return tc.ConnectionState(), err
	}
	plain, _ := get(t, visitor(s), "http://"+pageHost+"/checkout")
	v["plain"] = words(fmt.Sprint(plain.StatusCode), plain.Header.Get("Location"))
	st, err := dial(&tls.Config{InsecureSkipVerify: true})
	if errors.Is(err, syscall.ECONNREFUSED) {
		v["page.tls.up"] = "refused"
		return
	} else if err != nil {
		t.Fatal(err)
	}
	_, err = dial(&tls.Config{RootCAs: s.Roots()})
	leaf := st.PeerCertificates[0]
	v["page.tls.certificates"], v["page.tls.verified"] = fmt.Sprint(len(st.PeerCertificates)), fmt.Sprint(err)
	v["page.tls.names"], v["page.tls.until"] = strings.Join(leaf.DNSNames, " "), leaf.NotAfter.Format(time.RFC3339)
	for name, version := range map[string]uint16{"1.0": tls.VersionTLS10, "1.1": tls.VersionTLS11} {
		_, err := dial(&tls.Config{RootCAs: s.Roots(), MinVersion: version, MaxVersion: version, CipherSuites: []uint16{tls.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA}})
		v["page.tls.old_"+name] = fmt.Sprint(err == nil)
	}
	c := visitor(s)
	c.Transport.(*http.Transport).TLSClientConfig.InsecureSkipVerify = true
	resp, body := get(t, c, set.PaymentPage)
	policy := resp.Header.Get("Content-Security-Policy")
	before, _, _ := strings.Cut(policy, " 'nonce-")
	_, after, _ := strings.Cut(policy, "https://sdk.mercadopago.com ")
	v["page.csp"], v["page.framing"] = before, fmt.Sprint(strings.Contains(policy, "frame-ancestors"))
	if after != "" {
		v["page.csp"] += " … https://sdk.mercadopago.com"
	}
	_, cookie, _ := strings.Cut(resp.Header.Get("Set-Cookie"), "; Path=/; ")
	v["page.cookie"] = strings.ReplaceAll(cookie, ";", "")
	v["page.headers"] = words(resp.Header.Get("X-Content-Type-Options"), resp.Header.Get("Referrer-Policy"))
	v["page.hsts"] = resp.Header.Get("Strict-Transport-Security")
	v["page.plain"] = fmt.Sprint(strings.Contains(body, `src="http://`))
	v["page.old"] = fmt.Sprint(strings.Contains(body, "/sdk/javascript/v1/"))
	v["page.mpjs"] = fmt.Sprint(strings.Contains(body, `src="https://sdk.mercadopago.com/js/v2"`))
	v["page.public_key"] = fmt.Sprint(strings.Contains(body, s.box.Credentials().PublicKey+`"`))
	v["page.token"] = fmt.Sprint(len(mpclient.FindTokens([]byte(body))))
}

// endpoint sends the notifications the audit sends.
func (v sight) endpoint(t *testing.T, s *Shop) {
	c := visitor(s)
	if _, err := c.Get("https://" + hookHost + "/"); err != nil {
		v["hook.tls"] = "untrusted"
		c.Transport.(*http.Transport).TLSClientConfig.InsecureSkipVerify = true
	}
	if _, err := c.Get("http://" + hookHost + "/"); err == nil {
		v["hook.plain"] = "open"
	}
	const id, caps, other = "1332504417", "ORDTST01KR2M3N4P5Q6R7S8T9V0W1X2Y", "1999999999"
	secret, at := s.box.Credentials().WebhookSecret, s.now()
	sign := func(id string, u webhook.TSUnit, ic webhook.IDCase) string {
		return webhook.Sign(secret, id, "req-1", at, u, ic)
	}
	good := sign(id, webhook.Millis, webhook.AsReceived)
	end := "0000"
	if strings.HasSuffix(good, end) {
		end = "1111"
	}
	for name, n := range map[checks.HookCase]struct{ query, body, header string }{
		checks.HookValidMillis: {id, id, good}, checks.HookValidSeconds: {id, id, sign(id, webhook.Seconds, webhook.AsReceived)},
		checks.HookCapsKept: {caps, caps, sign(caps, webhook.Seconds, webhook.AsReceived)}, checks.HookCapsLower: {caps, caps, sign(caps, webhook.Millis, webhook.LowerCase)},
		checks.HookUnsigned: {id, id, ""}, checks.HookForged: {id, id, webhook.Header("1778508062", strings.Repeat("ab", 32))},
		checks.HookOtherID: {id, other, sign(other, webhook.Millis, webhook.AsReceived)}, checks.HookTail: {id, id, good[:len(good)-4] + end},
	} {
		v["hook."+string(name)] = fmt.Sprint(notify(t, c, n.query, n.body, n.header))
	}
	v["hook.stale"] = fmt.Sprint(notify(t, c, id, id, webhook.Sign(secret, id, "req-1", at.Add(-day), webhook.Seconds, webhook.AsReceived)))
	twice := fmt.Sprintf(`{"id":%d}`, noteID.Add(1))
	deliver(t, c, id, "payment", twice, good)
	v["hook.duplicate"] = fmt.Sprint(deliver(t, c, id, "payment", twice, sign(id, webhook.Seconds, webhook.AsReceived)))
	v["hook.unknown_topic"] = fmt.Sprint(deliver(t, c, id, "nothing_known", fmt.Sprintf(`{"id":%d}`, noteID.Add(1)), good))
	v["hook.malformed"] = fmt.Sprint(deliver(t, c, id, "payment", fmt.Sprintf(`{"id": %d, "data"`, noteID.Add(1)), good))
}

func TestCertificateThatEndsSoon(t *testing.T) {
	s := openShop(t, Options{Fixed: true})
	s.ExpireIn(5 * day)
	v := sight{}
	v.page(t, s, s.Settings())
	if got, want := v["page.tls.until"], opening.Add(5*day).Format(time.RFC3339); got != want || v["page.tls.verified"] != "<nil>" {
		t.Errorf("ends %s, want %s; verified: %s", got, want, v["page.tls.verified"])
	}
}
