package probe_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/checks/lang"
	"github.com/homologa/homologa/checks/probe"
	"github.com/homologa/homologa/checks/rules"
)

// delivery is a notification as a receiver sees it.
type delivery struct {
	r           *http.Request
	id, reqID   string // data.id of the query, x-request-id
	ts, v1      string
	topic, noID string // type of the query; id of the notification in the body
	body        []byte
	valid       bool // the body is JSON
}

func (d delivery) manifest() string {
	return "id:" + d.id + ";request-id:" + d.reqID + ";ts:" + d.ts + ";"
}

// byBody is the delivery as one reads it who takes data.id from the body.
func (d delivery) byBody() delivery {
	var n struct{ Data struct{ ID string } }
	if json.Unmarshal(d.body, &n) == nil {
		d.id = n.Data.ID
	}
	return d
}

func mac(key, text string) []byte {
	m := hmac.New(sha256.New, []byte(key))
	m.Write([]byte(text))
	return m.Sum(nil)
}

func hexMAC(text string) string { return hex.EncodeToString(mac(hookSecret, text)) }

// The three correct readings of data.id.
func exact(d delivery) bool  { return d.v1 == hexMAC(d.manifest()) }
func lower(d delivery) bool  { d.id = strings.ToLower(d.id); return exact(d) }
func either(d delivery) bool { return exact(d) || lower(d) }

// signs compares with the HMAC of another text.
func signs(text func(d delivery) string) func(delivery) bool {
	return func(d delivery) bool { return d.v1 == hexMAC(text(d)) }
}

func (d delivery) age(unit time.Duration) time.Duration {
	var n int64
	fmt.Sscan(d.ts, &n)
	return clock().Sub(time.Unix(0, 0).Add(time.Duration(n) * unit)).Abs()
}

// young refuses what is over an hour old, in either unit.
func young(d delivery) bool {
	if len(d.ts) >= 12 {
		return d.age(time.Millisecond) <= time.Hour
	}
	return d.age(time.Second) <= time.Hour
}

func both(fs ...func(delivery) bool) func(delivery) bool {
	return func(d delivery) bool {
		return !slices.ContainsFunc(fs, func(f func(delivery) bool) bool { return !f(d) })
	}
}

// shop is a receiver whose parts can be wrong one by one.
type shop struct {
	check   func(delivery) bool // nil believes everything
	before  func(w http.ResponseWriter, d delivery) bool
	after   func(w http.ResponseWriter, d delivery) bool // true: it has answered
	effect  func(d delivery)                             // work, once the check has passed
	refusal int
}

func (s shop) handler() http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		q := r.URL.Query()
		d := delivery{r: r, id: q.Get("data.id"), reqID: r.Header.Get("X-Request-Id"), topic: q.Get("type"), body: body, valid: json.Valid(body)}
		for part := range strings.SplitSeq(r.Header.Get("X-Signature"), ",") {
			switch k, v, _ := strings.Cut(part, "="); k {
			case "ts":
				d.ts = v
			case "v1":
				d.v1 = v
			}
		}
		var note struct{ ID json.RawMessage }
		_ = json.Unmarshal(body, &note)
		d.noID = strings.Trim(string(note.ID), `"`)
		if s.before != nil && s.before(w, d) {
			return
		}
		if s.check != nil && !s.check(d) {
			w.WriteHeader(max(s.refusal, 401))
			return
		}
		if s.after != nil && s.after(w, d) {
			return
		}
		if s.effect != nil {
			s.effect(d)
		}
		w.WriteHeader(200)
	}
}

func status(code int) func(http.ResponseWriter, delivery) bool {
	return func(w http.ResponseWriter, _ delivery) bool { w.WriteHeader(code); return true }
}

func page(code int, body string, headers ...string) func(http.ResponseWriter, delivery) bool {
	return func(w http.ResponseWriter, _ delivery) bool {
		w.Header().Set("Content-Type", "text/html")
		for i := 0; i+1 < len(headers); i += 2 {
			w.Header().Set(headers[i], headers[i+1])
		}
		w.WriteHeader(code)
		io.WriteString(w, body)
		return true
	}
}

func answersAfter(d time.Duration) func(http.ResponseWriter, delivery) bool {
	return func(_ http.ResponseWriter, x delivery) bool {
		select {
		case <-time.After(d): // simulated
		case <-x.r.Context().Done():
		}
		return false
	}
}

// oddly answers one kind of delivery with a status.
func oddly(code int, which func(delivery) bool) func(http.ResponseWriter, delivery) bool {
	return func(w http.ResponseWriter, d delivery) bool {
		if which(d) {
			w.WriteHeader(code)
			return true
		}
		return false
	}
}

func repeats(code int, key func(delivery) string) func(http.ResponseWriter, delivery) bool {
	var mu sync.Mutex
	seen := map[string]bool{}
	return func(w http.ResponseWriter, d delivery) bool {
		mu.Lock()
		defer mu.Unlock()
		if k := key(d); k != "" && seen[k] {
			w.WriteHeader(code)
			return true
		} else {
			seen[k] = true
		}
		return false
	}
}

// soundShop is a correct receiver with one part changed.
func soundShop(change func(*shop)) shop {
	s := shop{check: both(either, young)}
	change(&s)
	return s
}

func checking(f func(delivery) bool) shop { return soundShop(func(s *shop) { s.check = f }) }
func first(f func(http.ResponseWriter, delivery) bool) shop {
	return soundShop(func(s *shop) { s.before = f })
}
func then(f func(http.ResponseWriter, delivery) bool) shop {
	return soundShop(func(s *shop) { s.after = f })
}

// receivers are endpoints with known behaviour and the causes that have to be named for each,
// by requirement; "" is no cause. What is not listed passes.
type known struct {
	name string
	shop shop
	want map[checks.ID]string // "verdict cause cause"
}

func refusesGenuine(causes string) map[checks.ID]string {
	const blind = "inconclusive"
	return map[checks.ID]string{"valid_accepted": "fail rejects-valid " + causes, "unsigned_refused": blind, "forged_refused": blind, "other_id_refused": blind,
		"stale_refused": blind, "duplicates": blind, "unknown_topic": blind, "malformed": blind}
}

// down is an endpoint at which nothing can be learnt of the signature.
func down(answers string) map[checks.ID]string {
	m := refusesGenuine("")
	m["valid_accepted"], m["answers"] = "inconclusive", answers
	return m
}

func receivers() []known {
	num := func(d delivery) string {
		if d.noID == "" {
			return ""
		}
		return d.noID
	}
	bytesOf := func(d delivery) string {
		if d.noID == "" {
			return ""
		}
		return d.noID + d.reqID
	}
	jsonHidden := `{"error":"invalid signature"}`
	return []known{
		{"correct, either spelling", checking(both(either, young)), nil},
		{"correct, original spelling", checking(both(exact, young)), map[checks.ID]string{"valid_accepted": "pass capital-id-only-kept"}},
		{"correct, lower case", checking(both(lower, young)), map[checks.ID]string{"valid_accepted": "pass capital-id-only-lower"}},
		{"correct, refuses with 403", soundShop(func(s *shop) { s.refusal = 403 }), nil},
		{"correct, behind Cloudflare, refuses with an HTML page of its own", soundShop(func(s *shop) {
			s.before = func(w http.ResponseWriter, d delivery) bool {
				w.Header().Set("Cf-Ray", "8f00")
				w.Header().Set("Server", "cloudflare")
				return !both(either, young)(d) && page(403, "<h1>Forbidden</h1>")(w, d)
			}
		}), nil},
		{"correct, refuses a replay by its request id", then(func() func(http.ResponseWriter, delivery) bool { return repeats(409, bytesOf) }()), nil},
		{"correct, takes IPN", first(func(w http.ResponseWriter, d delivery) bool {
			return d.r.URL.Query().Get("topic") != "" && status(200)(w, d)
		}), nil},
		{"correct, unsigned QR let in", first(func(w http.ResponseWriter, d delivery) bool {
			return d.ts == "" && d.topic == "topic_merchant_order_wh" && status(200)(w, d)
		}), nil},
		{"correct, malformed bodies answered with 400", then(oddly(400, func(d delivery) bool { return !d.valid })), nil},

		{"believes everything", shop{}, map[checks.ID]string{"unsigned_refused": "fail accepts-unsigned", "forged_refused": "fail accepts-forged", "other_id_refused": "warn accepts-other-id", "stale_refused": "warn accepts-stale"}},
		{"believes the unsigned", checking(func(d delivery) bool { return d.v1 == "" || both(either, young)(d) }), map[checks.ID]string{"unsigned_refused": "fail accepts-unsigned"}},
		{"only looks whether there is a signature", checking(func(d delivery) bool { return d.v1 != "" }), map[checks.ID]string{"forged_refused": "fail accepts-forged", "other_id_refused": "warn accepts-other-id", "stale_refused": "warn accepts-stale"}},
		{"compares the beginning", checking(both(young, func(d delivery) bool {
			l := d
			l.id = strings.ToLower(d.id)
			return d.v1 != "" && (d.v1[:16] == hexMAC(d.manifest())[:16] || d.v1[:16] == hexMAC(l.manifest())[:16])
		})), map[checks.ID]string{"forged_refused": "fail accepts-forged"}},
		{"takes the id from the body", checking(both(young, func(d delivery) bool { return either(d.byBody()) })), map[checks.ID]string{"other_id_refused": "warn accepts-other-id"}},
		{"knows no age", checking(either), map[checks.ID]string{"stale_refused": "warn accepts-stale"}},
		{"tolerance in seconds only", checking(both(either, func(d delivery) bool { return d.age(time.Second) <= time.Hour })), map[checks.ID]string{"valid_accepted": "warn rejects-valid-millis"}},
		{"tolerance in milliseconds only", checking(both(either, func(d delivery) bool { return d.age(time.Millisecond) <= time.Hour })), map[checks.ID]string{"valid_accepted": "warn rejects-valid-seconds"}},

		{"refuses everything", first(status(401)), refusesGenuine("")},
		{"signs the notification's id", checking(signs(func(d delivery) string { d.id = d.noID; return d.manifest() })), refusesGenuine("signature-body-id")},
		{"leaves the id out", checking(signs(func(d delivery) string { return "request-id:" + d.reqID + ";ts:" + d.ts + ";" })), refusesGenuine("signature-no-id")},
		{"finds no data.id", checking(signs(func(d delivery) string { d.id = ""; return d.manifest() })), refusesGenuine("signature-empty-id")},
		{"leaves the request id out", checking(signs(func(d delivery) string { return "id:" + d.id + ";ts:" + d.ts + ";" })), refusesGenuine("signature-no-request")},
		{"forgets the last semicolon", checking(signs(func(d delivery) string { return strings.TrimSuffix(d.manifest(), ";") })), refusesGenuine("signature-semicolon")},
		{"reverses the order", checking(signs(func(d delivery) string { return "ts:" + d.ts + ";request-id:" + d.reqID + ";id:" + d.id + ";" })), refusesGenuine("signature-reversed")},
		{"writes data_id", checking(signs(func(d delivery) string { return "data_" + d.manifest() })), refusesGenuine("signature-key")},
		{"writes data.id", checking(signs(func(d delivery) string { return "data." + d.manifest() })), refusesGenuine("signature-dotted-key")},
		{"compares upper-case digits", checking(func(d delivery) bool { return d.v1 == strings.ToUpper(hexMAC(d.manifest())) }), refusesGenuine("signature-upper-hex")},
		{"compares base64", checking(func(d delivery) bool {
			return d.v1 == base64.StdEncoding.EncodeToString(mac(hookSecret, d.manifest()))
		}), refusesGenuine("signature-base64")},
		{"signs the body", checking(signs(func(d delivery) string { return string(d.body) })), refusesGenuine("signature-over-body")},
		{"decodes the secret", checking(func(d delivery) bool {
			key, _ := hex.DecodeString(hookSecret)
			return d.v1 == hex.EncodeToString(mac(string(key), d.manifest()))
		}), refusesGenuine("signature-hex-secret")},
		{"hashes without HMAC", checking(func(d delivery) bool {
			sum := sha256.Sum256([]byte(hookSecret + d.manifest()))
			return d.v1 == hex.EncodeToString(sum[:])
		}), refusesGenuine("signature-plain-sha256")},
		{"another secret", checking(func(d delivery) bool { return d.v1 == hex.EncodeToString(mac("x", d.manifest())) }), refusesGenuine("")},

		{"answers 204", first(status(204)), map[checks.ID]string{"answers": "fail bad-status", "valid_accepted": "inconclusive", "unsigned_refused": "fail accepts-unsigned", "forged_refused": "fail accepts-forged", "other_id_refused": "warn accepts-other-id",
			"stale_refused": "inconclusive", "duplicates": "inconclusive", "unknown_topic": "inconclusive", "malformed": "inconclusive"}},
		{"fails", first(status(500)), down("fail server-error")},
		{"is elsewhere", first(status(404)), down("fail not-found")},
		{"redirects", first(func(w http.ResponseWriter, d delivery) bool {
			http.Redirect(w, d.r, "/login", http.StatusFound)
			return true
		}), down("fail redirects")},
		{"wants a login", first(page(401, "", "WWW-Authenticate", `Basic realm="staging"`)), func() map[checks.ID]string {
			m := refusesGenuine("")
			m["answers"] = "fail auth-required"
			return m
		}()},
		{"takes GET only", first(status(405)), down("fail method-not-allowed")},
		{"hangs up", first(func(http.ResponseWriter, delivery) bool { panic(http.ErrAbortHandler) }), down("fail connection-dropped")},
		{"never answers", first(answersAfter(time.Minute)), down("fail timeout-22s")},
		{"three seconds", first(answersAfter(3 * time.Second)), map[checks.ID]string{"answers": "warn slow"}},
		{"a huge answer", then(page(200, strings.Repeat("x", 70<<10))), map[checks.ID]string{"answers": "pass body-too-large"}},
		{"429 after five", first(func() func(http.ResponseWriter, delivery) bool {
			var n atomic.Int32
			return func(w http.ResponseWriter, d delivery) bool { return n.Add(1) > 2 && status(429)(w, d) }
		}()), map[checks.ID]string{"answers": "warn rate-limited", "unsigned_refused": "inconclusive", "forged_refused": "inconclusive", "other_id_refused": "inconclusive",
			"stale_refused": "inconclusive", "duplicates": "inconclusive", "unknown_topic": "inconclusive", "malformed": "inconclusive"}},
		{"answers a repeat with 409", then(repeats(409, num)), map[checks.ID]string{"duplicates": "warn rejects-duplicate"}},
		{"fails at a repeat", then(repeats(500, num)), map[checks.ID]string{"duplicates": "warn rejects-duplicate"}},
		{"knows payments only", then(oddly(400, func(d delivery) bool { return d.topic != "payment" && d.topic != "order" })), map[checks.ID]string{"unknown_topic": "warn unknown-topic-error"}},
		{"trips over a body", then(oddly(500, func(d delivery) bool { return !d.valid })), map[checks.ID]string{"malformed": "warn malformed-5xx"}},

		{"Cloudflare's challenge", first(page(403, "<title>Just a moment...</title>", "Cf-Mitigated", "challenge", "Cf-Ray", "8f00")), down("fail blocked-by-front")},
		{"Cloudflare's block", first(page(403, "<title>Attention Required! | Cloudflare</title>", "Cf-Ray", "8f00")), down("fail blocked-by-front")},
		{"Sucuri", first(page(403, "<title>Sucuri WebSite Firewall - Access Denied</title>")), down("fail blocked-by-front")},
		{"AWS WAF's challenge", first(page(202, "", "X-Amzn-Waf-Action", "challenge")), down("fail blocked-by-front")},
		{"AWS WAF's captcha", first(page(405, "", "X-Amzn-Waf-Action", "captcha")), down("fail blocked-by-front")},
		{"CloudFront", first(page(403, "<H1>403 ERROR</H1> Request blocked.", "X-Cache", "Error from cloudfront")), down("fail blocked-by-front")},
		{"ModSecurity", first(page(406, "<h1>Not Acceptable!</h1> This error was generated by Mod_Security.")), down("fail blocked-by-front")},
		{"Imperva", first(page(403, `<iframe src="/_Incapsula_Resource?x">`)), down("fail blocked-by-front")},
		{"a tunnel that is closed", first(page(404, "", "Ngrok-Error-Code", "ERR_NGROK_3200")), down("fail blocked-by-front")},
		{"Laravel's form protection", first(page(419, "<title>Page Expired</title>")), down("fail blocked-by-csrf")},
		{"Django's form protection", first(page(403, "<h1>Forbidden</h1><p>CSRF verification failed. Request aborted.</p>")), down("fail blocked-by-csrf")},
		{"a firewall that stops forgeries only", first(func(w http.ResponseWriter, d delivery) bool {
			return d.r.Method == "POST" && d.r.URL.Query().Get("topic") == "" && !either(d) && page(403, "mod_security")(w, d)
		}), map[checks.ID]string{"unsigned_refused": "inconclusive", "forged_refused": "inconclusive", "other_id_refused": "inconclusive"}},
		{"an API's own JSON refusal behind a front", first(func(w http.ResponseWriter, d delivery) bool {
			return !both(either, young)(d) && page(403, jsonHidden, "Cf-Ray", "8f00", "X-Amz-Cf-Id", "x")(w, d)
		}), nil},
	}
}

var hookIDs = []checks.ID{"answers", "valid_accepted", "unsigned_refused", "forged_refused", "other_id_refused", "stale_refused", "duplicates", "unknown_topic", "malformed"}

// verdicts judges what the probe saw, in short form: "verdict cause cause".
func verdicts(t *testing.T, settings checks.Settings, facts ...checks.Fact) map[checks.ID]string {
	t.Helper()
	f := checks.NewFacts(clock(), append(facts, checks.FactSettings.Of(settings))...)
	reqs := checks.Index(rules.All())
	out := map[checks.ID]string{}
	for _, id := range hookIDs {
		got := reqs["notifications."+id].Judge(f)
		s := string(got.Verdict)
		for _, c := range got.Causes {
			s += " " + c.ID
		}
		out[id] = s
		for _, text := range append([]checks.Text{got.Detail}, texts(got)...) {
			for _, l := range lang.All {
				if x := l.Text(text); x == "" || x == text.Key || strings.ContainsAny(x, "{}") {
					t.Errorf("%s %s: %q", id, l, x)
				}
			}
		}
	}
	return out
}

func texts(f checks.Finding) (out []checks.Text) {
	for _, c := range f.Causes {
		out = append(out, c.Detail)
	}
	for _, e := range f.Evidence {
		out = append(out, e.Text)
	}
	return out
}

func TestReceiversWithKnownBehaviour(t *testing.T) {
	all := receivers()
	if len(all) < 30 {
		t.Errorf("only %d receivers", len(all))
	}
	named := map[string]bool{}
	for _, c := range all {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				h, gap := sendAll(t, receiver(t, c.shop.handler()))
				if gap != nil {
					t.Fatal(gap)
				}
				got := verdicts(t, checks.Settings{}, checks.FactHook.Of(h))
				for _, id := range hookIDs {
					want := strings.TrimSpace(c.want[id])
					if want == "" {
						want = "pass"
						if id == "duplicates" { // without a counter only a person knows
							want = "attest"
						}
					}
					if got[id] != want {
						t.Errorf("%s: %s, want %s; %+v", id, got[id], want, h.Answers)
					}
				}
			})
		})
		for _, v := range c.want {
			words := strings.Fields(v)
			for _, cause := range words[1:] {
				named[cause] = true
			}
		}
	}
	// Of section 8; the others are named by tests of the address, of TLS and of the counter.
	for _, cause := range []string{"timeout-22s", "slow", "bad-status", "server-error", "not-found", "redirects", "auth-required", "method-not-allowed", "connection-dropped",
		"rejects-valid", "capital-id-only-kept", "capital-id-only-lower", "rejects-valid-seconds", "rejects-valid-millis", "accepts-unsigned", "accepts-forged", "accepts-other-id",
		"accepts-stale", "rejects-duplicate", "unknown-topic-error", "body-too-large", "rate-limited", "malformed-5xx"} {
		if !named[cause] {
			t.Errorf("no receiver shows %s", cause)
		}
	}
}

// TestCapitalsRefusedByAnOrdersReceiver: with numeric ids only, nothing is wrong.
func TestCapitalsRefusedByAnOrdersReceiver(t *testing.T) {
	for product, want := range map[checks.Product]string{checks.Orders: "warn capital-id-refused", checks.QR: "warn capital-id-refused", checks.CheckoutPro: "pass", "": "pass"} {
		synctest.Test(t, func(t *testing.T) {
			h, _ := sendAll(t, receiver(t, checking(both(young, exact, func(d delivery) bool { return d.id == strings.ToLower(d.id) })).handler()))
			if got := verdicts(t, checks.Settings{Product: product}, checks.FactHook.Of(h))["valid_accepted"]; got != want {
				t.Errorf("%s: %s, want %s", product, got, want)
			}
		})
	}
}

// TestNothingWrongIsSentWhereNothingIsWrong: signatures with mistakes go only to an endpoint that
// refuses everything.
func TestNothingWrongIsSentWhereNothingIsWrong(t *testing.T) {
	for name, c := range map[string]struct {
		shop shop
		n    int
	}{"correct": {checking(either), 17}, "refuses everything": {first(status(401)), 17 + len(checks.HookWrong)}, "believes forgeries": {checking(func(d delivery) bool { return d.age(time.Second) > time.Hour*24*365 }), 17},
		"a firewall": {first(page(403, "mod_security")), 17}, "down": {first(status(503)), 17}} {
		synctest.Test(t, func(t *testing.T) {
			h, _ := sendAll(t, receiver(t, c.shop.handler()))
			if len(h.Answers) != c.n {
				t.Errorf("%s: %d sent, want %d", name, len(h.Answers), c.n)
			}
			if most := probe.MostHookPosts(checks.Settings{WebhookSecret: hookSecret}); (len(h.Answers) == most) != (name == "refuses everything") {
				t.Errorf("%s: %d sent, of %d announced", name, len(h.Answers), most)
			}
		})
	}
}

// counting serves the counter beside a receiver.
func counting(s shop, work func(d delivery, add func()), when string, lag time.Duration) (http.HandlerFunc, *atomic.Int64) {
	var n atomic.Int64
	add := func() {
		if lag == 0 {
			n.Add(1)
			return
		}
		time.AfterFunc(lag, func() { n.Add(1) })
	}
	if when == "before" {
		s.before = func(_ http.ResponseWriter, d delivery) bool { work(d, add); return false }
	} else {
		s.effect = func(d delivery) { work(d, add) }
	}
	hook := s.handler()
	return func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/count" {
			fmt.Fprintln(w, n.Load())
			return
		}
		hook(w, r)
	}, &n
}

func TestCounterSettlesWhatStatusCodesHide(t *testing.T) {
	once := func(key func(delivery) string) func(delivery, func()) {
		var mu sync.Mutex
		seen := map[string]bool{}
		return func(d delivery, add func()) {
			mu.Lock()
			defer mu.Unlock()
			if k := key(d); !seen[k] {
				seen[k] = true
				add()
			}
		}
	}
	every := func(_ delivery, add func()) { add() }
	byID := func(d delivery) string { return d.noID }
	byPayment := func(d delivery) string { return d.id }
	for _, c := range []struct {
		name       string
		work       func(delivery, func())
		when       string
		lag        time.Duration
		duplicates string
		forged     string
	}{
		{"once per payment", once(byPayment), "after", 0, "pass", "pass"},
		{"once, two seconds later", once(byPayment), "after", 2 * time.Second, "pass", "pass"},
		{"once per notification", once(byID), "after", 0, "fail duplicate-effects", "pass"},
		{"once per request id", once(func(d delivery) string { return d.reqID }), "after", 0, "fail duplicate-effects", "pass"},
		{"every time", every, "after", 0, "fail duplicate-effects", "pass"},
		{"every time, half a second later", every, "after", 500 * time.Millisecond, "fail duplicate-effects", "pass"},
		{"a replay only", func() func(delivery, func()) {
			byReq, byPay := map[string]bool{}, map[string]bool{}
			var mu sync.Mutex
			return func(d delivery, add func()) {
				mu.Lock()
				defer mu.Unlock()
				if byReq[d.reqID] || !byPay[d.id] {
					add()
				}
				byReq[d.reqID], byPay[d.id] = true, true
			}
		}(), "after", 0, "warn accepts-replay", "pass"},
		{"before the check", once(byPayment), "before", 0, "pass", "fail effect-before-check"},
		{"never", func(delivery, func()) {}, "after", 0, "inconclusive", "pass"},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				handler, _ := counting(checking(both(either, young)), c.work, c.when, c.lag)
				h := countedBy(t, receiver(t, handler), "http://api.lab.example/count")
				if h.Counter == nil || h.Counter.Err != "" || h.Counter.Counts() != (c.name != "never") {
					t.Fatalf("%+v", h.Counter)
				}
				got := verdicts(t, checks.Settings{}, checks.FactHook.Of(h))
				if got["duplicates"] != c.duplicates || got["forged_refused"] != c.forged {
					t.Errorf("%s and %s, want %s and %s: %+v", got["duplicates"], got["forged_refused"], c.duplicates, c.forged, h.Counter)
				}
			})
		})
	}
}

// TestCountersThatSayNothing: what moves by itself or is no number accuses nobody.
func TestCountersThatSayNothing(t *testing.T) {
	for name, counter := range map[string]http.HandlerFunc{
		"a page": func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "<h1>7</h1>") },
		"gone":   func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "7", 404) },
		"moves by itself": func() http.HandlerFunc {
			var n atomic.Int32
			return func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, n.Add(1)) }
		}(),
	} {
		synctest.Test(t, func(t *testing.T) {
			hook := checking(both(either, young)).handler()
			h := countedBy(t, receiver(t, func(w http.ResponseWriter, r *http.Request) {
				if r.URL.Path == "/count" {
					counter(w, r)
					return
				}
				hook(w, r)
			}), "http://api.lab.example/count")
			got := verdicts(t, checks.Settings{}, checks.FactHook.Of(h))
			if h.Counter == nil || h.Counter.Err == "" || got["duplicates"] != "inconclusive" || got["forged_refused"] != "pass" {
				t.Errorf("%s: %+v, %v", name, h.Counter, got)
			}
		})
	}
}

func countedBy(t *testing.T, e *probe.Env, counter string) checks.HookAnswers {
	t.Helper()
	f := observe(t.Context(), t, e, "webhook", checks.FactHookAddress.Of(checks.Address{URL: hookURL, Host: "api.lab.example"}),
		checks.FactSettings.Of(checks.Settings{WebhookSecret: hookSecret, CounterURL: counter}))
	if g := f.Gap(checks.FactHook.Name); g != nil {
		t.Fatal(g)
	}
	return checks.FactHook.Must(f)
}

// TestWithoutASecret only what needs no signature is sent, and nothing else is claimed.
func TestWithoutASecret(t *testing.T) {
	for name, c := range map[string]struct {
		shop shop
		want map[checks.ID]string
	}{
		"believes everything": {shop{}, map[checks.ID]string{"answers": "pass", "unsigned_refused": "fail accepts-unsigned", "forged_refused": "fail accepts-forged"}},
		"correct":             {checking(both(either, young)), map[checks.ID]string{"answers": "pass", "unsigned_refused": "inconclusive", "forged_refused": "inconclusive"}},
		"a firewall":          {first(page(403, "mod_security")), map[checks.ID]string{"answers": "fail blocked-by-front", "unsigned_refused": "inconclusive", "forged_refused": "inconclusive"}},
		"redirects":           {first(page(302, "", "Location", "/")), map[checks.ID]string{"answers": "fail redirects", "unsigned_refused": "inconclusive", "forged_refused": "inconclusive"}},
		"down":                {first(status(500)), map[checks.ID]string{"answers": "inconclusive", "unsigned_refused": "inconclusive", "forged_refused": "inconclusive"}},
	} {
		synctest.Test(t, func(t *testing.T) {
			var signed atomic.Int32
			hook := c.shop.handler()
			e := receiver(t, func(w http.ResponseWriter, r *http.Request) {
				if r.Header.Get("X-Signature") != "" {
					signed.Add(1)
				}
				hook(w, r)
			})
			f := observe(t.Context(), t, e, "webhook", checks.FactHookAddress.Of(checks.Address{URL: hookURL}), checks.FactSettings.Of(checks.Settings{HookUnsigned: true}))
			h := checks.FactHook.Must(f)
			if !h.NoSecret || len(h.Answers) != 5 || signed.Load() != 1 { // the forged one
				t.Errorf("%s: %+v, %d signed", name, h, signed.Load())
			}
			want := maps.Clone(c.want)
			for _, id := range hookIDs {
				if want[id] == "" {
					want[id] = "needs_input"
				}
			}
			if got := verdicts(t, checks.Settings{}, checks.FactHook.Of(h)); !maps.Equal(got, want) {
				t.Errorf("%s: %v, want %v", name, got, want)
			}
		})
	}
}

// BenchmarkHealthyReceiver is the whole set of notifications at a receiver on this machine.
func BenchmarkHealthyReceiver(b *testing.B) {
	srv := httptest.NewServer(checking(both(either, young)).handler())
	defer srv.Close()
	e := &probe.Env{Now: clock, Version: "9.9"}
	var hook checks.Probe
	for _, p := range probe.All(e) {
		if p.ID == "webhook" {
			hook = p
		}
	}
	f := checks.NewFacts(clock(), checks.FactHookAddress.Of(checks.Address{URL: srv.URL}), checks.FactSettings.Of(checks.Settings{WebhookSecret: hookSecret}))
	for b.Loop() {
		got := hook.Run(b.Context(), f)
		if h, ok := got[0].Value.(checks.HookAnswers); !ok || !h.Answers[checks.HookMalformed].Accepted() {
			b.Fatalf("%+v", got)
		}
	}
}

// TestSlowReceiversWithACounter: however slow the endpoint, what was not sent is absent, and no requirement passes
// on it; the first answer of the counter's round counts.
func TestSlowReceiversWithACounter(t *testing.T) {
	for _, c := range []struct {
		wait    time.Duration
		answers string
		most    time.Duration // of the whole examination
	}{
		{0, "pass", 30 * time.Second}, {10 * time.Second, "warn slow", 140 * time.Second}, {21 * time.Second, "warn slow", 165 * time.Second},
		{25 * time.Second, "fail timeout-22s", 60 * time.Second}, {time.Hour, "fail timeout-22s", 60 * time.Second},
	} {
		synctest.Test(t, func(t *testing.T) {
			var n atomic.Int64
			h := countedBy(t, receiver(t, func(w http.ResponseWriter, r *http.Request) {
				if r.URL.Path == "/count" {
					fmt.Fprintln(w, n.Load())
					return
				}
				_, _ = io.Copy(io.Discard, r.Body) // or the server would not notice who hangs up
				select {
				case <-time.After(c.wait):
				case <-r.Context().Done():
				}
				n.Add(1)
			}), "http://api.lab.example/count")
			took := time.Since(time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)) // the bubble's clock begins there
			if took > c.most {
				t.Errorf("%v: %v", c.wait, took)
			}
			for k, a := range h.Answers {
				if a.Err == "" && (a.Status != 200 || a.Took < c.wait) {
					t.Errorf("%v: %s is %+v", c.wait, k, a)
				}
			}
			got := verdicts(t, checks.Settings{}, checks.FactHook.Of(h))
			if got["answers"] != c.answers {
				t.Errorf("%v: answers %s, want %s (%d answers, counter %+v, %v)", c.wait, got["answers"], c.answers, len(h.Answers), h.Counter, took)
			}
			if _, ok := h.Answers[checks.HookValidMillis]; !ok {
				t.Errorf("%v: the first notification of the round is not kept", c.wait)
			}
			for id, v := range got {
				if c.wait > 22*time.Second && (v == "pass" || v == "attest") {
					t.Errorf("%v: %s is %s", c.wait, id, v)
				}
			}
		})
	}
}

// TestOtherIDByItsEffect: who verifies the id of the body and acts on it is warned, who acts on the query's fails.
func TestOtherIDByItsEffect(t *testing.T) {
	for acts, want := range map[string]string{"body": "pass", "query": "fail accepts-other-id"} {
		synctest.Test(t, func(t *testing.T) {
			var mu sync.Mutex
			seen := map[string]bool{}
			handler, _ := counting(checking(both(young, func(d delivery) bool { return either(d.byBody()) })), func(d delivery, add func()) {
				mu.Lock()
				defer mu.Unlock()
				id := d.id
				if acts == "body" {
					id = d.byBody().id
				}
				if !seen[id] {
					seen[id] = true
					add()
				}
			}, "after", 0)
			h := countedBy(t, receiver(t, handler), "http://api.lab.example/count")
			if got := verdicts(t, checks.Settings{}, checks.FactHook.Of(h))["other_id_refused"]; got != want {
				t.Errorf("acts on the %s's id: %s, want %s; %+v", acts, got, want, h.Counter)
			}
		})
	}
}
