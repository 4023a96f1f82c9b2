package fix

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/checks/lang"
	"github.com/homologa/homologa/mpclient"
	"github.com/homologa/homologa/mpclient/sandbox"
)

// shopPayment is a payment with everything in it; breaks take single fields away.
const shopPayment = `{
  "transaction_amount": 334.8, "token": "CARD_TOKEN", "installments": 1, "payment_method_id": "visa", "issuer_id": "25", "description": "Pedido d'água \"azul\" #{1} $HOME",
  "external_reference": "REF-77", "statement_descriptor": "LOJACOMBR", "notification_url": "https://loja.com.br/mp?loja=7&source_news=webhooks", "binary_mode": true,
  "payer": {"email": "maria.prado@correio.com.br", "identification": {"type": "CPF", "number": "12345678909"}},
  "metadata": {"pedido": "A-77", "loja": 7},
  "additional_info": {
    "items": [
      {"id": "CAM-1", "title": "Camiseta d'água \"azul\"", "description": "Algodão, tamanho M", "category_id": "fashion", "quantity": 2, "unit_price": 149.9, "picture_url": "https://loja.com.br/i/1.png"},
      {"id": "CAN-2", "title": "Caneca $HOME", "description": "Cerâmica", "category_id": "home", "quantity": 1, "unit_price": 35, "picture_url": "https://loja.com.br/i/2.png"}],
    "payer": {"first_name": "Maria", "last_name": "Prado", "phone": {"area_code": "11", "number": "987654321"}, "address": {"zip_code": "04001000", "street_name": "Rua Verdadeira", "street_number": "77"},
      "registration_date": "2025-01-10T09:00:00.000-03:00", "authentication_type": "Gmail", "last_purchase": "2026-10-01T09:00:00.000-03:00", "is_prime_user": true},
    "shipments": {"receiver_address": {"zip_code": "04001000", "street_name": "Rua Verdadeira", "street_number": "77", "city_name": "São Paulo", "state_name": "SP"}}}
}`

var paymentDamages = []damage{
	{id: "homologation.external_reference", paths: []string{"external_reference"}},
	{id: "homologation.email", paths: []string{"payer.email"}, answer: true},
	{id: "homologation.webhooks_ipn", paths: []string{"notification_url"}},
	{id: "homologation.item_quantity", paths: []string{"additional_info.items[].quantity"}, value: "0", answer: true},
	{id: "homologation.item_unit_price", paths: []string{"additional_info.items[].unit_price"}, value: "-3", answer: true},
	{id: "homologation.item_id", paths: []string{"additional_info.items[].id"}},
	{id: "homologation.item_title", paths: []string{"additional_info.items[].title"}, value: " ", answer: true},
	{id: "homologation.item_description", paths: []string{"additional_info.items[].description"}},
	{id: "homologation.item_category_id", paths: []string{"additional_info.items[].category_id"}, value: "photography"},
	{id: "homologation.payer_first_name", paths: []string{"additional_info.payer.first_name"}},
	{id: "homologation.payer_last_name", paths: []string{"additional_info.payer.last_name"}},
	{id: "homologation.statement_descriptor", paths: []string{"statement_descriptor"}},
	{id: "homologation.issuer_id", paths: []string{"issuer_id"}, answer: true},
	{id: "homologation.address", paths: []string{"additional_info.payer.address"}},
	{id: "homologation.payer_identification", paths: []string{"payer.identification"}},
	{id: "homologation.payer_phone", paths: []string{"additional_info.payer.phone"}},
	{id: "homologation.binary_mode", paths: []string{"binary_mode"}},
	{id: "homologation.auth_and_capt"},
	{id: "approval.payer", paths: []string{"additional_info.payer.registration_date", "additional_info.payer.authentication_type", "additional_info.payer.last_purchase", "additional_info.payer.is_prime_user"}},
	{id: "approval.items", paths: []string{"additional_info.items[].picture_url"}},
	{id: "approval.shipment", paths: []string{"additional_info.shipments.receiver_address"}},
	{id: "notifications.source_news", paths: []string{"notification_url"}, value: "https://loja.com.br/mp?loja=7"},
	{id: "security.https_urls", paths: []string{"notification_url"}, value: "http://loja.com.br/mp", answer: true},
}

// cardToken is one the simulator made: no other pays.
func cardToken(t testing.TB, s *sandbox.Server) string {
	t.Helper()
	code, answer := call(t, s, "POST", "/v1/card_tokens?public_key="+s.Credentials().PublicKey, "", `{"card_number":"4235647728025682","security_code":"123","expiration_month":11,"expiration_year":2030,"cardholder":{"name":"APRO"}}`)
	var token struct {
		ID string `json:"id"`
	}
	if err := json.Unmarshal(answer, &token); err != nil || code != 201 {
		t.Fatalf("no card token: %d %s", code, answer)
	}
	return token.ID
}

// paid sends a payment as an integration would, reads it back and keeps it as an audit does: judged,
// then redacted.
func paid(t testing.TB, s *sandbox.Server, key, body string) checks.Created {
	t.Helper()
	token := s.Credentials().AccessToken
	c := curlCall{method: "POST", url: api + "/v1/payments", body: strings.ReplaceAll(body, "CARD_TOKEN", cardToken(t, s)),
		header: http.Header{"Authorization": {"Bearer " + token}, "Content-Type": {"application/json"}, "X-Idempotency-Key": {key}}}
	code, answer := c.send(t, s)
	if code/100 != 2 {
		t.Fatalf("the simulator refused the payment: %d %s\n%s", code, answer, body)
	}
	var made struct {
		ID json.Number `json:"id"`
	}
	if err := json.Unmarshal(answer, &made); err != nil {
		t.Fatal(err)
	}
	code, answer = call(t, s, "GET", "/v1/payments/"+made.ID.String(), token, "")
	if code != 200 {
		t.Fatalf("GET payment: %d", code)
	}
	return checks.Created{Doc: document(t, answer), Marks: mpclient.MarksOf(answer), Chosen: true}
}

// payFacts is what an audit of a Checkout API shop knows.
func payFacts(s *sandbox.Server, p checks.Product, c *checks.Created) *checks.Facts {
	f := []checks.Fact{checks.FactSettings.Of(checks.Settings{Product: p, PaymentPage: "https://loja.com.br/pagar", WebhookURL: "https://api.loja.com.br/avisos/mp", AccessTokenVar: "LOJA_TOKEN"}),
		checks.FactPreference.Missing(checks.Gap{Reason: checks.GapInput, Input: "preference_id"})}
	if c != nil {
		f = append(f, checks.FactPayment.Of(*c))
	}
	return shopFacts(s, nil, f...)
}

func (d damage) brokenPayment(t testing.TB, s *sandbox.Server) *checks.Facts {
	t.Helper()
	o := tree(t, shopPayment)
	if !d.answer {
		d.apply(o)
	}
	c := paid(t, s, "broken", text(t, o))
	if d.answer {
		d.apply(c.Doc.Root())
		c.Marks = nil
	}
	return payFacts(s, checks.CheckoutAPI, &c)
}

// TestPaymentFixTurnsTheFinding is the red and green proof of every snippet that creates a payment.
func TestPaymentFixTurnsTheFinding(t *testing.T) {
	t.Parallel()
	for _, d := range paymentDamages {
		t.Run(string(d.id), func(t *testing.T) {
			s := box(t, "")
			facts := d.brokenPayment(t, s)
			if d.id == "notifications.source_news" {
				facts = shopFacts(s, nil, checks.FactSettings.Of(checks.Settings{Product: checks.CheckoutAPI, AccessTokenVar: "LOJA_TOKEN", PaymentPage: "https://loja.com.br/pagar"}),
					factOf(facts, checks.FactPayment.Name))
			} else if d.id == "homologation.webhooks_ipn" {
				// With the address in the configuration the panel may have it; the payment alone is judged here.
				facts = shopFacts(s, nil, checks.FactSettings.Of(checks.Settings{Product: checks.CheckoutAPI, AccessTokenVar: "LOJA_TOKEN", PaymentPage: "https://loja.com.br/pagar"}),
					factOf(facts, checks.FactPayment.Name))
			}
			if got := judge(t, d.id, facts); got.Verdict == checks.Pass {
				t.Fatalf("the damage is no damage: %v %v", got.Verdict, got.Detail)
			}
			for _, l := range lang.All {
				body := written(t, d.id, facts, l, Curl)
				calls := runShell(t, body, "LOJA_TOKEN="+s.Credentials().AccessToken)
				if len(calls) != 1 || calls[0].method != "POST" || calls[0].url != api+"/v1/payments" || calls[0].header.Get("X-Idempotency-Key") == "" {
					t.Fatalf("unexpected calls %+v", calls)
				}
				c := paid(t, s, "fixed-"+string(l), calls[0].body)
				fixed := payFacts(s, checks.CheckoutAPI, &c)
				if got := judge(t, d.id, fixed); !turned(got) {
					t.Errorf("%s: still %s (%v)\n%s", l, got.Verdict, got.Detail, calls[0].body)
				}
				for _, personal := range secretsOfBuyer {
					if strings.Contains(body, personal) {
						t.Errorf("%s: %q is the buyer's\n%s", l, personal, body)
					}
				}
				keptPayment(t, d, calls[0].body)
				if !strings.Contains(body, "card_token: mp.fields.createCardToken") {
					t.Errorf("%s does not say where the token comes from:\n%s", l, body)
				}
			}
		})
	}
}

func factOf(f *checks.Facts, k checks.FactKey) checks.Fact {
	x, _ := f.Fact(k)
	return x
}

// keptPayment checks that the integration's own values survived in the request.
func keptPayment(t *testing.T, d damage, body string) {
	t.Helper()
	got, want := tree(t, body), tree(t, shopPayment)
	for _, p := range []string{"transaction_amount", "description", "metadata.pedido", "statement_descriptor", "additional_info.items[].title", "additional_info.items[].unit_price", "additional_info.items[].picture_url"} {
		damaged := false
		for _, q := range d.paths {
			damaged = damaged || p == q || strings.HasPrefix(p, q)
		}
		g, _ := checks.ParseDoc("", []byte(text(t, got)))
		w, _ := checks.ParseDoc("", []byte(text(t, want)))
		if a, b := g.Strs(p), w.Strs(p); !damaged && text(t, a) != text(t, b) {
			t.Errorf("%s: %v became %v", p, b, a)
		}
	}
}

// TestPaymentFixesWithoutFacts: samples alone pay, in every site and for both products, and tell where
// the token comes from.
func TestPaymentFixesWithoutFacts(t *testing.T) {
	t.Parallel()
	for _, site := range mpclient.Sites {
		s := box(t, site.ID)
		for _, p := range []checks.Product{checks.CheckoutAPI, checks.Bricks} {
			for _, d := range paymentDamages {
				if d.id == "homologation.payer_identification" && site.ID == mpclient.MLM || d.id == "notifications.source_news" {
					continue
				}
				body := written(t, d.id, payFacts(s, p, nil), lang.EN, Curl)
				c := paid(t, s, string(p)+string(d.id), runShell(t, body, "LOJA_TOKEN=x")[0].body)
				if got := judge(t, d.id, payFacts(s, p, &c)); !turned(got) {
					t.Errorf("%s %s %s: %s %v", site.ID, p, d.id, got.Verdict, got.Detail)
				}
				if from := map[checks.Product]string{checks.CheckoutAPI: "createCardToken", checks.Bricks: "the Brick's onSubmit"}[p]; !strings.Contains(body, from) {
					t.Errorf("%s does not say where the token comes from", p)
				}
			}
		}
	}
}

// TestPayerOfAPayment: the number the API gives a guest is no part of a request; a saved customer's is.
func TestPayerOfAPayment(t *testing.T) {
	s := box(t, "")
	for kind, want := range map[string]any{"guest": nil, "customer": "123-abc"} {
		d, err := checks.ParseDoc("p", []byte(`{"transaction_amount":10,"payment_type_id":"credit_card","payer":{"id":"123-abc","type":"`+kind+`","email":"a***@b.com"}}`))
		if err != nil {
			t.Fatal(err)
		}
		body := tree(t, runShell(t, in(t, For("homologation.external_reference", payFacts(s, checks.CheckoutAPI, &checks.Created{Doc: d}), lang.EN), Curl), "LOJA_TOKEN=x")[0].body)
		payer, _ := body["payer"].(object)
		if payer["id"] != want || payer["email"] == nil {
			t.Errorf("%s: %v", kind, payer)
		}
	}
}

// TestPixKeepsItsForm: a payment without a card gets no token put in.
func TestPixKeepsItsForm(t *testing.T) {
	s := box(t, "")
	c := paid(t, s, "pix", `{"transaction_amount":10,"payment_method_id":"pix","payer":{"email":"maria.prado@correio.com.br"}}`)
	snippet := in(t, For("homologation.external_reference", payFacts(s, checks.CheckoutAPI, &c), lang.PT), Curl)
	body := tree(t, runShell(t, snippet, "LOJA_TOKEN=x")[0].body)
	if body["payment_method_id"] != "pix" || body["token"] != nil || body["installments"] != nil || body["external_reference"] == nil || strings.Contains(snippet, "card_token") {
		t.Errorf("%s", snippet)
	}
}

// paymentStubs stand in for the official libraries; they write the body and the key down.
var paymentStubs = map[string]string{
	"node_modules/mercadopago/package.json": sdkStubs["node_modules/mercadopago/package.json"],
	"node_modules/mercadopago/index.js": `import { writeFileSync } from "node:fs";
export class MercadoPagoConfig { constructor({ accessToken }) { if (accessToken !== "proof") throw new Error("token"); } }
export class Payment {
  constructor(config) { if (!(config instanceof MercadoPagoConfig)) throw new Error("config"); }
  async create({ body, requestOptions }) { writeFileSync(process.env.PROOF_OUT, JSON.stringify({ body, key: requestOptions.idempotencyKey })); return { id: "made", status: "there" }; }
}`,
	"mercadopago.py": `import json, os, types
class _Options:
    custom_headers = None
config = types.SimpleNamespace(RequestOptions=_Options)
class SDK:
    def __init__(self, token):
        assert token == "proof"
    def payment(self):
        return self
    def create(self, body, options):
        with open(os.environ["PROOF_OUT"], "w", encoding="utf-8") as f:
            json.dump({"body": body, "key": options.custom_headers["x-idempotency-key"]}, f)
        return {"status": 201, "response": {"id": "made", "status": "there"}}
`,
	"vendor/autoload.php": `<?php
namespace MercadoPago { class MercadoPagoConfig { static function setAccessToken(string $t): void { if ($t !== 'proof') throw new \Exception('token'); } } }
namespace MercadoPago\Client\Common { class RequestOptions { public array $headers = []; function setCustomHeaders(array $h): void { $this->headers = $h; } } }
namespace MercadoPago\Client\Payment { class PaymentClient { function create(array $body, \MercadoPago\Client\Common\RequestOptions $o) {
    file_put_contents(getenv('PROOF_OUT'), json_encode(['body' => $body, 'key' => substr($o->headers[0], strlen('X-Idempotency-Key: '))], JSON_THROW_ON_ERROR));
    return (object) ['id' => 'made', 'status' => 'there'];
} } }`,
}

// samePayment compares what a language sent with what curl sends: body and key.
func samePayment(t testing.TB, language Language, got string, curl curlCall) {
	t.Helper()
	o := tree(t, got)
	if o["key"] != curl.header.Get("X-Idempotency-Key") {
		t.Errorf("%s sends the key %v, curl %q", language, o["key"], curl.header.Get("X-Idempotency-Key"))
	}
	same(t, language, text(t, o["body"]), curl.body)
}

func paymentScenes(t testing.TB, s *sandbox.Server) (out []checks.ID, facts []*checks.Facts) {
	for _, d := range paymentDamages {
		out, facts = append(out, d.id), append(facts, d.brokenPayment(t, s))
	}
	return append(out, "homologation.item_id"), append(facts, payFacts(s, checks.Bricks, nil))
}

func TestPaymentScriptsSendTheSame(t *testing.T) {
	s := box(t, "")
	ids, facts := paymentScenes(t, s)
	for _, sc := range scripted {
		t.Run(string(sc.language), func(t *testing.T) {
			t.Parallel()
			tool(t, sc.program)
			var bodies []string
			for i, id := range ids {
				bodies = append(bodies, written(t, id, facts[i], lang.PT, sc.language))
			}
			for i, got := range runScripts(t, stubbed(t, paymentStubs), sc, bodies) {
				samePayment(t, sc.language, got, runShell(t, written(t, ids[i], facts[i], lang.PT, Curl), "LOJA_TOKEN=proof")[0])
			}
		})
	}
}

// TestPaymentsOverHTTP runs the snippets that call the API themselves against a server.
func TestPaymentsOverHTTP(t *testing.T) {
	t.Parallel()
	s := box(t, "")
	ids, facts := paymentScenes(t, s)
	hostileDoc, err := checks.ParseDoc("p", []byte(text(t, object{"transaction_amount": json.Number("10.5"), "token": "x", "installments": json.Number("1"), "description": strings.Join(hostile, " "),
		"metadata": object{"a": strings.Join(hostile, "|"), "big": json.Number("12345678901")}})))
	if err != nil {
		t.Fatal(err)
	}
	ids, facts = append(ids, "homologation.external_reference"), append(facts, payFacts(s, checks.CheckoutAPI, &checks.Created{Doc: hostileDoc}))
	for _, c := range []struct {
		language Language
		program  string
		every    int // one in so many runs: starting a JVM takes a second
	}{{Ruby, "ruby", 3}, {Java, "java", 10}, {CSharp, "dotnet", 10}} {
		t.Run(string(c.language), func(t *testing.T) {
			program := tool(t, c.program)
			got := make(chan string, len(ids))
			api := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				body, _ := io.ReadAll(r.Body)
				if r.Method != "POST" || r.URL.Path != "/v1/payments" || r.Header.Get("Authorization") != "Bearer proof" || !strings.HasPrefix(r.Header.Get("Content-Type"), "application/json") {
					w.WriteHeader(400)
					return
				}
				raw, _ := json.Marshal(map[string]any{"body": json.RawMessage(body), "key": r.Header.Get("X-Idempotency-Key")})
				got <- string(raw)
				_, _ = io.WriteString(w, `{"id":"made","status":"there"}`)
			}))
			defer api.Close()
			var some []int
			for i := len(ids) - 1; i >= 0; i -= c.every { // the hostile one first
				some = append(some, i)
			}
			snippet := func(i int) string { return written(t, ids[i], facts[i], lang.ES, c.language) }
			env := append(os.Environ(), "LOJA_TOKEN=proof", "MP_API_URL="+api.URL)
			if c.language == Java {
				dir := t.TempDir()
				argv := append(slices.Clone(quickJVM), write(t, filepath.Join(dir, "Driver.java"), javaDriver))
				for _, i := range some {
					argv = append(argv, t.TempDir())
					write(t, filepath.Join(argv[len(argv)-1], "Pay.java"), snippet(i))
				}
				cmd := exec.Command(program, argv...)
				cmd.Env = env
				msg, err := cmd.CombinedOutput()
				if want := strings.Repeat("made there\n\x01\n", len(some)); err != nil || strings.ReplaceAll(string(msg), "\r", "") != want {
					t.Fatalf("%v\n%s", err, msg)
				}
				for _, i := range some {
					samePayment(t, c.language, <-got, runShell(t, written(t, ids[i], facts[i], lang.ES, Curl), "LOJA_TOKEN=proof")[0])
				}
				return
			}
			for _, i := range some {
				dir := t.TempDir()
				argv := []string{program, write(t, filepath.Join(dir, "Pay"+map[Language]string{Ruby: ".rb", CSharp: ".cs"}[c.language]), snippet(i))}
				if c.language == CSharp {
					write(t, filepath.Join(dir, "pay.csproj"), `<Project Sdk="Microsoft.NET.Sdk"><PropertyGroup><OutputType>Exe</OutputType><TargetFramework>net8.0</TargetFramework><ImplicitUsings>enable</ImplicitUsings><Nullable>enable</Nullable></PropertyGroup></Project>`)
					argv = []string{program, "run", "--project", dir}
				}
				cmd := exec.Command(argv[0], argv[1:]...)
				cmd.Env = env
				msg, err := cmd.CombinedOutput()
				if err != nil || !strings.HasSuffix(strings.TrimSpace(string(msg)), "made there") {
					t.Fatalf("%s %s: %v\n%s\n%s", c.language, ids[i], err, msg, snippet(i))
				}
				samePayment(t, c.language, <-got, runShell(t, written(t, ids[i], facts[i], lang.ES, Curl), "LOJA_TOKEN=proof")[0])
			}
		})
	}
}

// quickJVM is for programs that end soon: no second compiler, one collector.
var quickJVM = []string{"-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"}

// javaDriver compiles and runs the Pay.java of each folder named, in one JVM: starting one takes a second.
const javaDriver = `import java.net.*;
import java.nio.file.*;
import javax.tools.ToolProvider;

public class Driver {
    public static void main(String[] dirs) throws Exception {
        for (String dir : dirs) {
            if (ToolProvider.getSystemJavaCompiler().run(null, null, null, "-d", dir, Path.of(dir, "Pay.java").toString()) != 0) {
                throw new Exception(dir);
            }
            try (URLClassLoader own = new URLClassLoader(new URL[] {Path.of(dir).toUri().toURL()})) {
                own.loadClass("Pay").getMethod("main", String[].class).invoke(null, (Object) new String[0]);
            }
            System.out.println("\001");
        }
    }
}
`

func TestGoPayments(t *testing.T) {
	t.Parallel()
	s := box(t, "")
	ids, facts := paymentScenes(t, s)
	var bodies []string
	var curls []curlCall
	for i, id := range ids {
		if id == "homologation.auth_and_capt" {
			for _, f := range For(id, facts[i], lang.EN) {
				if f.Language == Go {
					t.Error("the SDK for Go leaves capture = false out")
				}
			}
			continue
		}
		body := written(t, id, facts[i], lang.EN, Go)
		if formatted(body) != body {
			t.Errorf("not formatted:\n%s", body)
		}
		bodies, curls = append(bodies, body), append(curls, runShell(t, written(t, id, facts[i], lang.EN, Curl), "LOJA_TOKEN=proof")[0])
	}
	for i, got := range runGo(t, goPaymentProof, bodies) {
		samePayment(t, Go, got, curls[i])
	}
}

// goPaymentProof replaces the network under a Go snippet.
var goPaymentProof = strings.NewReplacer(`r.URL.Path == "/checkout/preferences"`, `r.URL.Path == "/v1/payments"`, `err = os.WriteFile(os.Getenv("PROOF_OUT"), body, 0o644)`,
	`err = os.WriteFile(os.Getenv("PROOF_OUT"), []byte("{\"body\":"+string(body)+",\"key\":\""+r.Header.Get("X-Idempotency-Key")+"\"}"), 0o644)`,
	"`{\"id\":\"made\",\"init_point\":\"there\"}`", "`{\"id\":1,\"status\":\"there\"}`").Replace(goProof)
