package sandbox

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/mercadopago/sdk-go/pkg/config"
	sdkoauth "github.com/mercadopago/sdk-go/pkg/oauth"
	sdkuser "github.com/mercadopago/sdk-go/pkg/user"
)

// browse asks for a page the way a browser on this machine does.
func (b *bench) browse(method, target, form string, headers ...string) *httptest.ResponseRecorder {
	b.Helper()
	req := httptest.NewRequest(method, target, strings.NewReader(form))
	req.Host = "127.0.0.1:4000"
	req.Header.Set("User-Agent", "Mozilla/5.0")
	if method == "POST" {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		req.Header.Set("Sec-Fetch-Site", "same-origin")
	}
	for _, h := range headers {
		name, value, _ := strings.Cut(h, ": ")
		if req.Header.Set(name, value); name == "Host" {
			req.Host = value
		}
	}
	w := httptest.NewRecorder()
	b.ServeHTTP(w, req)
	return w
}

const callback = "https://app.example.com/cb"

// consent opens the consent page and presses a button; it returns the code.
func (b *bench) consent(do, seller, more string) string {
	b.Helper()
	q := "client_id=" + b.Credentials().ClientID + "&response_type=code&platform_id=mp&state=s%26t&redirect_uri=" + url.QueryEscape(callback) + more
	page := b.browse("GET", "/authorization?"+q, "")
	if page.Code != 200 || !strings.Contains(page.Body.String(), `id="allow"`) {
		b.Fatalf("consent page %d %s", page.Code, page.Body)
	}
	res := b.browse("POST", "/authorization", q+"&do="+do+"&seller="+seller)
	to, err := url.Parse(res.Header().Get("Location"))
	if err != nil || res.Code != 303 || !strings.HasPrefix(to.String(), callback+"?") || to.Query().Get("state") != "s&t" {
		b.Fatalf("consent answers %d %s", res.Code, to)
	}
	if do != "allow" && to.Query().Get("error") != "access_denied" {
		b.Errorf("a refusal returns %s", to)
	}
	return to.Query().Get("code")
}

func (b *bench) oauthCall(pairs ...string) answer {
	b.Helper()
	app := b.Applications()[0]
	q := url.Values{"client_id": {app.ClientID}, "client_secret": {app.ClientSecret}}
	for i := 0; i < len(pairs); i += 2 {
		q.Set(pairs[i], pairs[i+1])
	}
	return b.do("POST", "/oauth/token", q.Encode(), "Authorization: ", "Content-Type: application/x-www-form-urlencoded")
}

func TestOAuthCodeWorksOnce(t *testing.T) {
	b := newBench(t)
	b.SetWebhook("https://panel.example/hook")
	code := b.consent("allow", "linked", "")
	redeem := func(pairs ...string) answer {
		return b.oauthCall(append([]string{"grant_type", "authorization_code", "code", code, "redirect_uri", callback}, pairs...)...)
	}
	b.want(redeem("redirect_uri", callback+"/"), 400, "error", "invalid_grant", "status", 400)
	b.want(redeem("client_secret", "x"), 400, "error", "invalid_client")
	b.want(redeem("grant_type", "password"), 400, "error", "unsupported_grant_type")
	b.want(redeem("grant_type", ""), 400, "error", "invalid_request")
	a := b.want(redeem(), 200, "token_type", "bearer", "live_mode", true, "scope", "offline_access read write", "expires_in", 15552000)
	for field, shape := range map[string]string{"access_token": `^APP_USR-\d{16}-\d{6}-[0-9a-f]{32}-\d{10}$`, "refresh_token": `^TG-[0-9a-f]{24}-\d{10}$`, "public_key": `^APP_USR-[0-9a-f-]{36}$`} {
		if v := a.at(field).(string); !regexp.MustCompile(shape).MatchString(v) {
			t.Errorf("%s %q", field, v)
		}
	}
	again := b.want(redeem(), 400, "error", "invalid_grant")
	if !strings.HasPrefix(again.at("message").(string), "Error validating grant.") || !strings.Contains(again.raw, `"cause":[]`) {
		t.Errorf("a used code answers %s", again.raw)
	}
	code = b.consent("allow", "linked", "")
	b.clock.forward(10*time.Minute + time.Second)
	b.want(redeem(), 400, "error", "invalid_grant")
	if code := b.consent("deny", "linked", ""); code != "" {
		t.Error("a refusal gave a code")
	}
	b.settleDown()
	if log := b.Deliveries(); len(log) != 2 || log[0].Topic != "mp-connect" || log[0].Action != "application.authorized" {
		t.Errorf("the link was announced %+v", log)
	}
}

func TestPKCE(t *testing.T) {
	b := newBench(t)
	b.SetApplication(true, callback)
	if w := b.browse("GET", "/authorization?client_id="+b.Credentials().ClientID+"&response_type=code&platform_id=mp&redirect_uri="+callback, ""); w.Code != 400 || !strings.Contains(w.Body.String(), "code_challenge") {
		t.Errorf("without a challenge: %d", w.Code)
	}
	// Appendix B of RFC 7636.
	const verifier, challenge = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
	for _, r := range []struct {
		challenge, method, verifier string
		status                      int
	}{{challenge, "S256", verifier, 200}, {challenge, "S256", verifier + "x", 400}, {challenge, "S256", "", 400}, {verifier, "Plain", verifier, 200}, {"short", "Plain", "short", 400}} {
		code := b.consent("allow", "own", "&code_challenge="+r.challenge+"&code_challenge_method="+r.method)
		b.want(b.oauthCall("grant_type", "authorization_code", "code", code, "redirect_uri", callback, "code_verifier", r.verifier), r.status)
	}
	if w := b.browse("GET", "/authorization?client_id="+b.Credentials().ClientID+"&response_type=code&platform_id=mp&redirect_uri=https://evil.example/&code_challenge="+challenge, ""); w.Code != 400 {
		t.Errorf("another address: %d", w.Code)
	}
}

// A linked seller has resources of his own, and the application acts for him only while he lets it.
func TestLinkedSeller(t *testing.T) {
	b := newBench(t)
	a := b.want(b.oauthCall("grant_type", "authorization_code", "code", b.consent("allow", "linked", ""), "redirect_uri", callback), 200)
	as := "Authorization: Bearer " + a.at("access_token").(string)
	seller := a.at("user_id").(float64)
	if int64(seller) == b.Credentials().UserID {
		t.Fatal("the seller is the owner")
	}
	b.want(b.do("GET", "/users/me", "", as), 200, "id", int(seller), "site_id", "MLB")
	pix := b.want(b.do("POST", "/v1/payments", `{"transaction_amount":100,"application_fee":10,"payment_method_id":"pix","payer":{"email":"ana@example.com"}}`, as), 201, "collector_id", int(seller))
	b.want(b.do("GET", paymentPath(pix), "", as), 200, "collector_id", int(seller))
	b.want(b.do("GET", paymentPath(pix), ""), 404, "cause.0.code", 2000)
	b.want(b.do("GET", "/v1/payments/search", "", as), 200, "paging.total", 1)
	b.want(b.do("GET", "/v1/payments/search", ""), 200, "paging.total", 0)
	// A card token of the seller's public key pays the seller, not the owner.
	token := b.want(b.do("POST", "/v1/card_tokens?public_key="+a.at("public_key").(string), cardForm, "Authorization: "), 201).at("id").(string)
	body := fmt.Sprintf(`{"transaction_amount":10,"token":%q,"installments":1,"payer":{"email":"ana@example.com"}}`, token)
	b.want(b.do("POST", "/v1/payments", body), 400)
	b.want(b.do("POST", "/v1/payments", body, as), 201, "status", "approved")

	next := b.want(b.oauthCall("grant_type", "refresh_token", "refresh_token", a.at("refresh_token").(string)), 200, "user_id", int(seller))
	b.want(b.oauthCall("grant_type", "refresh_token", "refresh_token", a.at("refresh_token").(string)), 400, "error", "invalid_grant")
	b.clock.forward(180 * 24 * time.Hour)
	b.want(b.do("GET", "/users/me", "", as), 401)
	b.want(b.oauthCall("grant_type", "refresh_token", "refresh_token", next.at("refresh_token").(string)), 400)

	b = newBench(t)
	a = b.want(b.oauthCall("grant_type", "authorization_code", "code", b.consent("allow", "linked", ""), "redirect_uri", callback), 200)
	b.Deauthorize()
	b.want(b.do("GET", "/users/me", "", "Authorization: Bearer "+a.at("access_token").(string)), 401, "message", "invalid access token")
	b.want(b.oauthCall("grant_type", "refresh_token", "refresh_token", a.at("refresh_token").(string)), 400)
	b.want(b.do("GET", "/users/me", ""), 200)
}

func TestTestTokenAndClientCredentials(t *testing.T) {
	b := newBench(t)
	b.SetWebhook("https://panel.example/hook")
	a := b.want(b.oauthCall("grant_type", "authorization_code", "code", b.consent("allow", "own", ""), "redirect_uri", callback, "test_token", "true"), 200, "live_mode", false)
	as := "Authorization: Bearer " + a.at("access_token").(string)
	if !strings.HasPrefix(as, "Authorization: Bearer TEST-") {
		t.Error(as)
	}
	b.want(b.do("POST", "/v1/payments", `{"transaction_amount":10,"payment_method_id":"pix","notification_url":"https://a.example/x","payer":{"email":"ana@example.com"}}`, as), 201, "live_mode", false)
	b.settleDown()
	for _, d := range b.Deliveries() {
		if d.Topic == "payment" {
			t.Errorf("test credentials notified %+v", d)
		}
	}
	c := b.want(b.oauthCall("grant_type", "client_credentials"), 200, "expires_in", 21600, "refresh_token", "<none>", "user_id", int(b.Credentials().UserID))
	short := "Authorization: Bearer " + c.at("access_token").(string)
	b.want(b.do("GET", "/users/me", "", short), 200)
	b.clock.forward(6 * time.Hour)
	b.want(b.do("GET", "/users/me", "", short), 401)
}

func TestOAuthLimit(t *testing.T) {
	b := newBench(t)
	var a answer
	for range oauthCalls + 1 {
		a = b.oauthCall("grant_type", "client_credentials")
	}
	if b.want(a, 429, "error", "local_rate_limited"); a.header.Get("Retry-After") != "61" && a.header.Get("Retry-After") != "60" {
		t.Errorf("Retry-After %q", a.header.Get("Retry-After"))
	}
	b.clock.forward(time.Minute)
	b.want(b.oauthCall("grant_type", "client_credentials"), 200)
}

func TestSDKOAuth(t *testing.T) {
	b := newBench(t)
	cfg, ctx := sdk(b), context.Background()
	client := sdkoauth.NewClient(cfg)
	u, err := url.Parse(client.GetAuthorizationURL(b.Credentials().ClientID, callback, "s"))
	if err != nil {
		t.Fatal(err)
	}
	res := b.browse("POST", "/authorization", u.RawQuery+"&do=allow&seller=linked")
	to, _ := url.Parse(res.Header().Get("Location"))
	made := must[*sdkoauth.Response](t)(client.Create(ctx, to.Query().Get("code"), callback))
	next := must[*sdkoauth.Response](t)(client.Refresh(ctx, made.RefreshToken))
	if next.AccessToken == made.AccessToken || next.RefreshToken == made.RefreshToken || next.ExpiresIn != 15552000 || !next.LiveMode {
		t.Errorf("refreshed %+v", next)
	}
	seller, err := config.New(next.AccessToken, config.WithHTTPClient(cfg.Requester))
	if err != nil {
		t.Fatal(err)
	}
	if me := must[*sdkuser.Response](t)(sdkuser.NewClient(seller).Get(ctx)); me.Nickname != "PARCEIROEXEMPLO" {
		t.Errorf("me %+v", me)
	}
}

func TestApplicationsAreTwo(t *testing.T) {
	b := newBench(t)
	apps := b.Applications()
	other := "Authorization: Bearer " + apps[1].AccessToken
	b.want(b.do("GET", "/plugins-credentials-wrapper/credentials", "", other), 200, "client_id", apps[1].ClientID)
	b.want(b.do("POST", "/v1/payments", fmt.Sprintf(`{"transaction_amount":10,"token":%q,"installments":1,"payer":{"email":"a@example.com"}}`, b.token(masterMLB, "APRO")), other), 400, "cause.0.code", 2006)
	if apps[0].WebhookSecret == apps[0].TestWebhookSecret || len(apps[0].TestWebhookSecret) != 64 {
		t.Error("the two modes share a secret")
	}
	if apps[0].AccessToken != b.Credentials().AccessToken {
		t.Error("the first application is not that of Credentials")
	}
}

// Without addresses every one is taken again.
func TestApplicationForgetsItsAddresses(t *testing.T) {
	b := newBench(t)
	ask := "/authorization?client_id=" + b.Credentials().ClientID + "&response_type=code&platform_id=mp&redirect_uri=" + callback
	for _, want := range []int{http.StatusBadRequest, http.StatusOK} {
		if want == http.StatusBadRequest {
			b.SetApplication(false, "https://elsewhere.example/back")
		} else {
			b.SetApplication(false)
		}
		if w := b.browse("GET", ask, ""); w.Code != want {
			t.Errorf("answered %d, want %d", w.Code, want)
		}
	}
}
