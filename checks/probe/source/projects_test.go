package source

import (
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/homologa/homologa/checks"
)

// project unpacks one of the sound projects of testdata into files.
func project(t testing.TB, language string) map[string]string {
	t.Helper()
	a, err := txtar.ParseFile(filepath.Join("testdata", language+".txtar"))
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{}
	for _, f := range a.Files {
		files[f.Name] = string(f.Data)
	}
	return files
}

// bad are the sights of something wrong.
var bad = []checks.Sight{checks.SightSandboxURL, checks.SightTokenInQuery, checks.SightPlainURL, checks.SightRawPost, checks.SightCardData, checks.SightSignatureHeader,
	checks.SightOldSDK, checks.SightOldAPI}

// TestSoundProjectsRaiseNoAlarm: one project as developers write them for each language.
func TestSoundProjectsRaiseNoAlarm(t *testing.T) {
	for language, want := range map[string]struct {
		sdk, version    string
		outdated, keyed bool
		sights          []checks.Sight
	}{
		"go":     {"github.com/mercadopago/sdk-go", "1.14.0", false, true, []checks.Sight{checks.SightPreference, checks.SightPaymentRead, checks.SightRefund, checks.SightSignature}},
		"node":   {"mercadopago", "2.12.0", true, true, []checks.Sight{checks.SightPreference, checks.SightPaymentRead, checks.SightRefund, checks.SightCancellation, checks.SightSignature}},
		"php":    {"mercadopago/dx-php", "3.12.1", true, true, []checks.Sight{checks.SightPreference, checks.SightPaymentRead, checks.SightRefund, checks.SightSignature}},
		"python": {"mercadopago", "2.3.0", true, true, []checks.Sight{checks.SightPreference, checks.SightPaymentRead, checks.SightRefund, checks.SightCancellation, checks.SightSignature, checks.SightHandler}},
		"java":   {"com.mercadopago:sdk-java", "3.5.0", false, true, []checks.Sight{checks.SightPreference, checks.SightPaymentRead, checks.SightRefund, checks.SightSignature}},
		"ruby":   {"mercadopago-sdk", "3.1.0", false, false, []checks.Sight{checks.SightPreference, checks.SightPaymentRead, checks.SightRefund, checks.SightSignature}},
		"csharp": {"mercadopago-sdk", "2.9.0", false, true, []checks.Sight{checks.SightPreference, checks.SightPaymentRead, checks.SightRefund, checks.SightSignature}},
	} {
		t.Run(language, func(t *testing.T) {
			s := scanFiles(t, project(t, language))
			if len(s.Tokens) != 0 || len(s.Env) != 0 || !s.Whole() {
				t.Errorf("tokens %v, env %v, cut %q, %+v", s.Tokens, s.Env, s.Cut, s.LeftOut())
			}
			for _, b := range bad {
				if at := s.Sights[b]; len(at) > 0 {
					t.Errorf("%s at %v", b, at)
				}
			}
			for _, w := range want.sights {
				if len(s.Sights[w]) == 0 {
					t.Errorf("%s is not seen among %v", w, slices.Sorted(maps.Keys(s.Sights)))
				}
			}
			if len(s.SDKs) != 1 {
				t.Fatalf("SDKs %+v", s.SDKs)
			}
			if k := s.SDKs[0]; k.Name != want.sdk || k.Version != want.version || k.Outdated != want.outdated || k.KeysCall != want.keyed || k.Language != language || k.FrontEnd {
				t.Errorf("%+v", k)
			}
		})
	}
}

// TestSickCodeIsSeen changes one line of a sound project, or adds a file, and wants that seen there.
func TestSickCodeIsSeen(t *testing.T) {
	for _, c := range []struct {
		language, file, from, to string
		what                     checks.Sight
		line                     int
		mark                     checks.Place // Unsure and Keyed
	}{
		{"go", "internal/checkout/checkout.go", "r.InitPoint", "r.SandboxInitPoint", checks.SightSandboxURL, 25, checks.Place{}},
		{"node", "src/mp.ts", "return preference.init_point", "return preference.sandbox_init_point", checks.SightSandboxURL, 18, checks.Place{}},
		{"node", "src/mp.ts", "return preference.init_point", "const { sandbox_init_point } = preference; return 1", checks.SightSandboxURL, 18, checks.Place{}},
		{"php", "app/Services/Checkout.php", "->init_point", "->sandbox_init_point", checks.SightSandboxURL, 21, checks.Place{}},
		{"python", "shop/pay.py", `["init_point"]`, `["sandbox_init_point"]`, checks.SightSandboxURL, 16, checks.Place{}},
		{"java", "src/main/java/shop/Checkout.java", "getInitPoint", "getSandboxInitPoint", checks.SightSandboxURL, 11, checks.Place{}},
		{"ruby", "app/services/checkout.rb", `["init_point"]`, `["sandbox_init_point"]`, checks.SightSandboxURL, 12, checks.Place{}},
		{"csharp", "Shop/Checkout.cs", "preference.InitPoint", "preference.SandboxInitPoint", checks.SightSandboxURL, 11, checks.Place{}},

		{"node", "src/mp.ts", "  return p.status;", "  return fetch(`https://api.mercadopago.com/v1/payments/${id}?access_token=${t}`);", checks.SightTokenInQuery, 26, checks.Place{}},
		{"php", "app/x.php", "", "<?php\n$r = file_get_contents('https://api.mercadopago.com/v1/payments/' . $id . '?access_token=' . $t);", checks.SightTokenInQuery, 2, checks.Place{}},

		{"go", "internal/checkout/checkout.go", `Pending: "https://`, `Pending: "http://`, checks.SightPlainURL, 19, checks.Place{}},
		{"node", "src/mp.ts", "pending: 'https://", "pending: 'http://", checks.SightPlainURL, 13, checks.Place{}},
		{"php", "app/Services/Checkout.php", "secure_url('/webhooks/mercadopago')", "'http://loja.example.com/hook'", checks.SightPlainURL, 19, checks.Place{}},
		{"java", "src/main/java/shop/Checkout.java", `failure("https://`, `failure("http://`, checks.SightPlainURL, 10, checks.Place{}},
		{"csharp", "Shop/Checkout.cs", `Success = "https://`, `Success = "http://`, checks.SightPlainURL, 9, checks.Place{}},

		{"node", "src/raw.js", "", "const mp = axios.create({ baseURL: 'https://api.mercadopago.com' });\nmp.post('/v1/payments', body);", checks.SightRawPost, 2, checks.Place{}},
		{"node", "src/raw.js", "", "await fetch('https://api.mercadopago.com/v1/orders', {\n  method: 'POST',\n  headers: { 'X-Idempotency-Key': key },\n});", checks.SightRawPost, 1, checks.Place{Keyed: true}},
		{"node", "src/raw.js", "", "// through our own proxy to Mercado Pago\nconst mercadopago = 1;\nfetch('/v1/payments', { method: 'POST' })", checks.SightRawPost, 3, checks.Place{Unsure: true}},
		{"python", "shop/raw.py", "", "requests.post(\n    \"https://api.mercadopago.com/v1/payments\", json=body)", checks.SightRawPost, 2, checks.Place{}},
		{"php", "raw.php", "", "<?php\ncurl_setopt($c, CURLOPT_URL, \"https://api.mercadopago.com/v1/payments/$id/refunds\");\ncurl_setopt($c, CURLOPT_POST, true);", checks.SightRawPost, 2, checks.Place{}},
		{"go", "raw.go", "", "package a\n\nvar r, _ = http.NewRequest(http.MethodPost, \"https://api.mercadopago.com/v1/payments\", b)", checks.SightRawPost, 3, checks.Place{}},
		{"java", "Raw.java", "", "HttpRequest.newBuilder(URI.create(\"https://api.mercadopago.com/v1/payments\"))\n  .POST(HttpRequest.BodyPublishers.ofString(b))", checks.SightRawPost, 1, checks.Place{}},
		{"csharp", "Raw.cs", "", "await http.PostAsJsonAsync(\"https://api.mercadopago.com/v1/payments\", body);", checks.SightRawPost, 1, checks.Place{}},
		{"ruby", "raw.rb", "", "HTTParty.post(\"https://api.mercadopago.com/v1/payments\", body: b)", checks.SightRawPost, 1, checks.Place{}},

		{"php", "pay.php", "", "<?php // x\nMercadoPago::x($_POST['card_number']);", checks.SightCardData, 2, checks.Place{}},
		{"php", "pay.php", "", "<?php\n$n = $_POST['card_number'];", checks.SightCardData, 2, checks.Place{Unsure: true}},
		{"node", "src/card.ts", "", "import 'mercadopago'\nconst { cardNumber, securityCode } = req.body;", checks.SightCardData, 2, checks.Place{}},
		{"python", "shop/card.py", "", "import mercadopago\nnumber = request.form['cardNumber']", checks.SightCardData, 2, checks.Place{}},
		{"ruby", "app/card.rb", "", "# x\nMercadopago.pay(params[:card_number])", checks.SightCardData, 2, checks.Place{}},

		{"node", "src/hook.js", "", "const mp = require('mercadopago')\napp.post('/webhook', (req, res) => {\n  const id = req.body.data.id;\n})", checks.SightHandler, 2, checks.Place{}},
		{"php", "webhook.php", "", "<?php\n$body = json_decode(file_get_contents('php://input'), true);\n$id = $body['data']['id']; // Mercado Pago\nMercadoPago::get($id);", checks.SightHandler, 3, checks.Place{}},
		{"node", "src/sig.js", "", "const mercadopago = 1;\nconst s = req.headers['x-signature'];", checks.SightSignatureHeader, 2, checks.Place{}},

		{"node", "src/old.js", "", "const mercadopago = require('mercadopago');\nmercadopago.configurations.setAccessToken(t);", checks.SightOldSDK, 2, checks.Place{}},
		{"php", "old.php", "", "<?php\nMercadoPago\\SDK::setAccessToken($t);", checks.SightOldSDK, 2, checks.Place{}},
		{"node", "src/old.js", "", "get('https://api.mercadopago.com/collections/notifications/' + id)", checks.SightOldAPI, 1, checks.Place{}},

		{"node", "src/cb.js", "", "fetch(`https://api.mercadopago.com/v1/chargebacks/${id}`)", checks.SightChargeback, 1, checks.Place{}},
		{"java", "Cb.java", "", "import com.mercadopago.client.chargeback.ChargebackClient;\nvar c = new ChargebackClient();", checks.SightChargeback, 2, checks.Place{}},
		{"node", "web/pay.html", "", "<script src=\"https://sdk.mercadopago.com/js/v2\"></script>\n<script>\nbricks.create('wallet', 'w', { initialization: { preferenceId, redirectMode: 'modal' } })", checks.SightModal, 3, checks.Place{}},
		{"node", "src/dev.js", "", "const mercadopago = 1\nheaders['X-meli-session-id'] = deviceId", checks.SightDevice, 2, checks.Place{}},
		{"node", "web/card.tsx", "", "import { CardPayment } from '@mercadopago/sdk-react'\nreturn <CardPayment initialization={{ amount }} />", checks.SightSecureForm, 2, checks.Place{}},
	} {
		t.Run(string(c.what)+" "+c.language+" "+c.file, func(t *testing.T) {
			files := project(t, c.language)
			if c.from == "" {
				files[c.file] = c.to
			} else {
				if strings.Count(files[c.file], c.from) == 0 {
					t.Fatalf("%s has no %q", c.file, c.from)
				}
				files[c.file] = strings.Replace(files[c.file], c.from, c.to, 1)
			}
			c.mark.File, c.mark.Line = c.file, c.line
			s := scanFiles(t, files)
			if at := s.Sights[c.what]; !slices.Contains(at, c.mark) {
				t.Errorf("seen at %v, want %v", at, c.mark)
			}
		})
	}
}

// TestWhatLooksSick is not: each line has the words and means something else.
func TestWhatLooksSickIsNot(t *testing.T) {
	for name, text := range map[string]string{
		"types.ts":   "export interface Preference { sandbox_init_point?: string }\n/* p.sandbox_init_point */\n// x.sandbox_init_point\nconst schema = { sandbox_init_point: z.string() }",
		"model.go":   "package mercadopago\n\ntype P struct {\n\tSandboxInitPoint string `json:\"sandbox_init_point\"`\n}",
		"fb.js":      "const url = 'https://graph.instagram.com/me?access_token=' + token",
		"own.js":     "const mercadopago = 1\nrouter.get('/v1/payments/:id', read)\nfetch('/api/v1/payments', { method: 'POST' })",
		"search.py":  "import mercadopago\nr = requests.get('https://api.mercadopago.com/v1/payments/search?status=approved')\n\n\n\n\n\n\n\n\nrequests.post('https://example.com/slack')",
		"dev.js":     "const mercadopago = { notification_url: 'http://localhost:3000/hook', back_urls: { success: 'http://127.0.0.1/ok', failure: `http://${host}/no` } }",
		"xml.html":   "<!-- mercadopago -->\n<svg xmlns=\"http://www.w3.org/2000/svg\"></svg>\n<p class=\"success\">http://exemplo.com.br</p>",
		"github.js":  "const mercadopago = 1\nverify(req.headers['x-hub-signature-256'])",
		"status.js":  "const mercadopago = 1\nif (payment.status === 'cancelled') order.status = 'cancelled'\nawait Order.update({ status: 'cancelled' })",
		"stripe.php": "<?php use Stripe\\Charge;\n$last4 = $request->input('card_last_four');",
		"cart.js":    "const mercadopago = 1\nconst { card, cardholder, cartNumber } = req.body",
	} {
		t.Run(name, func(t *testing.T) {
			s := scanFiles(t, map[string]string{"src/" + name: text})
			for _, b := range append(bad, checks.SightCancellation) {
				if at := s.Sights[b]; len(at) > 0 {
					t.Errorf("%s at %v", b, at)
				}
			}
		})
	}
}
