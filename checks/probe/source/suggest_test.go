package source

import (
	"context"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/homologa/homologa/checks"
)

func suggestIn(t testing.TB, files map[string]string) Suggestions {
	t.Helper()
	return suggestDir(t, folder(t, files), Limits{Time: time.Minute, Workers: 1})
}

func suggestDir(t testing.TB, dir string, l Limits) Suggestions {
	t.Helper()
	tree, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	return Suggest(t.Context(), tree, l)
}

func said(s Suggestion) string {
	if s == (Suggestion{}) {
		return ""
	}
	return fmt.Sprintf("%s at %s:%d", s.Value, s.Place.File, s.Place.Line)
}

const publicKey = "APP_USR-3b9d14c7-82e5-4f60-a1d9-5c7e08b3f264"

func TestProductIsSuggestedOnlyWhenOneIsUsed(t *testing.T) {
	preference := "const { Preference } = require('mercadopago')\nconst preference = new Preference(client)\npreference.create({ body })\n"
	payment := "import { Payment } from 'mercadopago'\nconst payment = new Payment(client)\nawait payment.create({ body })\n"
	for name, c := range map[string]struct {
		files map[string]string
		want  string
	}{
		"preference":            {map[string]string{"src/pay.js": preference}, "checkout_pro at src/pay.js:2"},
		"a read is no payment":  {map[string]string{"pay.js": preference, "hook.js": "import { Payment } from 'mercadopago'\nconst p = await new Payment(client).get({ id })\nawait db.order.create({})\n"}, "checkout_pro at pay.js:2"},
		"payment":               {map[string]string{"pay.ts": payment}, "checkout_api at pay.ts:2"},
		"python":                {map[string]string{"pay.py": "import mercadopago\nsdk.payment().create(data)\n"}, "checkout_api at pay.py:2"},
		"go":                    {map[string]string{"pay.go": "import \"github.com/mercadopago/sdk-go/pkg/payment\"\nclient := payment.NewClient(cfg)\nr, err := client.Create(ctx, req)\n"}, "checkout_api at pay.go:2"},
		"raw post":              {map[string]string{"pay.php": "<?php // mercado pago\n$host = 'https://api.mercadopago.com';\n$r = Http::post('https://api.mercadopago.com/v1/payments', $body);\n"}, "checkout_api at pay.php:3"},
		"bricks":                {map[string]string{"web/pay.js": "const mp = new MercadoPago(key)\nmp.bricks().create('cardPayment', 'x', {})\n", "api/pay.ts": payment}, "bricks at web/pay.js:2"},
		"react":                 {map[string]string{"Pay.jsx": "import { CardPayment } from '@mercadopago/sdk-react'\nreturn <CardPayment initialization={i} />\n"}, "bricks at Pay.jsx:2"},
		"wallet brick":          {map[string]string{"Pay.jsx": "import { Wallet } from '@mercadopago/sdk-react'\nreturn <Wallet initialization={{ preferenceId }} />\n"}, "checkout_pro at Pay.jsx:2"},
		"card form":             {map[string]string{"pay.html": "<script src=https://sdk.mercadopago.com/js/v2></script>\nmp.cardForm({})\n", "pay.ts": payment}, "checkout_api at pay.html:2"},
		"orders":                {map[string]string{"o.js": "import { Order } from \"mercadopago\"\nnew Order(client).create({})\n"}, "orders at o.js:2"},
		"a shop's own order":    {map[string]string{"o.js": "import { MercadoPagoConfig } from \"mercadopago\"\nconst o = new Order(cart)\n"}, ""},
		"subscriptions":         {map[string]string{"s.rb": "require 'mercadopago'\nsdk.preapproval.create(x)\n"}, "subscriptions at s.rb:2"},
		"point":                 {map[string]string{"p.js": "// Mercado Pago\nfetch('https://api.mercadopago.com/v1/orders', { type: 'point' })\n"}, "point at p.js:2"},
		"preference and orders": {map[string]string{"a.js": preference, "b.js": "import { Order } from 'mercadopago'\nnew Order(c)\n"}, ""},
		"preference, payment":   {map[string]string{"a.js": preference, "b.js": payment}, ""},
		"comments":              {map[string]string{"a.js": "import 'mercadopago'\n// new Preference(client)\n/* preference.create( */\n"}, ""},
		"tests and examples":    {map[string]string{"test/a.js": preference, "examples/a.js": preference, "a.test.js": preference, "node_modules/mp/a.js": preference}, ""},
		"nothing":               {map[string]string{"a.js": "new Preference(client)"}, ""},
	} {
		if got := said(suggestIn(t, c.files).Product); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

// TestProjectsSuggestTheirProduct: whole projects as developers write them, with webhooks that read payments.
func TestProjectsSuggestTheirProduct(t *testing.T) {
	for _, language := range []string{"go", "node", "php", "python", "java", "ruby", "csharp"} {
		if got := suggestIn(t, project(t, language)).Product.Value; got != string(checks.CheckoutPro) {
			t.Errorf("%s: %q", language, got)
		}
	}
}

func TestAddressesAreSuggested(t *testing.T) {
	const mp = "const { Preference } = require('mercadopago')\n"
	for name, c := range map[string]struct {
		files      map[string]string
		hook, page string
	}{
		"literal": {map[string]string{"pay.js": mp + "notification_url: 'https://api.lojadoze.com.br/mp/hook?source_news=webhooks',\nback_urls: {\n  success: \"https://www.lojadoze.com.br/ok?x=1\",\n}"},
			"https://api.lojadoze.com.br/mp/hook?source_news=webhooks at pay.js:2", "https://www.lojadoze.com.br/ at pay.js:4"},
		"return": {map[string]string{"pay.py": "import mercadopago\n\"back_urls\": {\"success\": \"https://www.lojadoze.com.br/pedido/ok\"}"}, "", "https://www.lojadoze.com.br/ at pay.py:2"},
		"setter": {map[string]string{"Pay.java": "import com.mercadopago.*;\n.notificationUrl(\"https://lojadoze.com.br/hook\")"}, "https://lojadoze.com.br/hook at Pay.java:2", ""},
		"yaml":   {map[string]string{"application.yml": "mercadopago:\n  # notification_url: https://old.lojadoze.com.br/x\n  notification_url: https://lojadoze.com.br/hook\n"}, "https://lojadoze.com.br/hook at application.yml:3", ""},
		"route and base": {map[string]string{"server.js": mp + "app.post('/webhooks/mercadopago', h)", ".env": "BASE_URL=\"https://lojadoze.com.br\" # live\n"},
			"https://lojadoze.com.br/webhooks/mercadopago at server.js:2", "https://lojadoze.com.br/ at .env:1"},
		"next": {map[string]string{"app/api/webhooks/mercadopago/route.ts": mp + "export async function POST(req) {}", ".env.local": "NEXT_PUBLIC_SITE_URL=https://lojadoze.com.br/\n"},
			"https://lojadoze.com.br/api/webhooks/mercadopago at app/api/webhooks/mercadopago/route.ts:1", "https://lojadoze.com.br/ at .env.local:1"},
		"laravel":            {map[string]string{"routes/api.php": "<?php // MercadoPago\nuse MercadoPago\\Client;\nRoute::post('/notifications/mp', [C::class, 'h']);", ".env": "APP_URL=https://lojadoze.com.br"}, "https://lojadoze.com.br/api/notifications/mp at routes/api.php:3", "https://lojadoze.com.br/ at .env:1"},
		"variable":           {map[string]string{".env": "MP_NOTIFICATION_URL=https://lojadoze.com.br/hook"}, "https://lojadoze.com.br/hook at .env:1", ""},
		"a tunnel is second": {map[string]string{".env": "APP_URL=https://lojadoze.com.br\nNGROK_URL=https://ab12.ngrok-free.app\n", "server.js": mp + "app.post('/webhook', h)"}, "https://lojadoze.com.br/webhook at server.js:2", "https://lojadoze.com.br/ at .env:1"},
		"a tunnel alone":     {map[string]string{".env": "NGROK_URL=https://ab12.ngrok-free.app\n", "server.js": mp + "app.post('/webhook', h)"}, "https://ab12.ngrok-free.app/webhook at server.js:2", "https://ab12.ngrok-free.app/ at .env:1"},
		"two addresses":      {map[string]string{"a.js": mp + "notification_url: 'https://a.lojadoze.com.br/h'", "b.js": mp + "notification_url: 'https://b.lojadoze.com.br/h'", ".env": "APP_URL=https://c.lojadoze.com.br", "c.js": mp + "app.post('/webhook', h)"}, "", "https://c.lojadoze.com.br/ at .env:1"},
		"two routes":         {map[string]string{"a.js": mp + "app.post('/webhook/a', h)\napp.post('/webhook/b', h)", ".env": "APP_URL=https://lojadoze.com.br"}, "", "https://lojadoze.com.br/ at .env:1"},
		"a router's route":   {map[string]string{"a.js": mp + "router.post('/webhook', h)", ".env": "APP_URL=https://lojadoze.com.br"}, "", "https://lojadoze.com.br/ at .env:1"},
		"local, samples": {map[string]string{".env": "APP_URL=http://localhost:3000\nBASE_URL=https://192.168.0.4\nSITE_URL=https://127.0.0.1", ".env.example": "PUBLIC_URL=https://lojadoze.com.br",
			"a.js": mp + "notification_url: 'https://example.com/hook'\nnotification_url: 'https://your-domain.com/hook'\nnotification_url: `https://${host}/hook`\nnotification_url: 'http://lojadoze.com.br/h'\nnotification_url: 'https://www.mercadopago.com.br/h'"}, "", ""},
		"passwords, tokens": {map[string]string{"a.js": mp + "notification_url: 'https://u:p@lojadoze.com.br/hook'\nnotification_url: 'https://lojadoze.com.br/hook?token=abc'\nnotification_url: 'https://lojadoze.com.br/hook/" + liveToken + "'"}, "", ""},
		"escapes":           {map[string]string{"a.js": mp + "notification_url: 'https://lojadoze.com.br/\x1b[2Jhook'\nnotification_url: 'https://lojadoze.com.br/\u202ekooh'"}, "", ""},
		"somebody else's":   {map[string]string{"a.js": "notification_url: 'https://lojadoze.com.br/hook'\napp.post('/webhook', h)", ".env": "X=1"}, "", ""},
	} {
		s := suggestIn(t, c.files)
		if got := said(s.WebhookURL); got != c.hook {
			t.Errorf("%s: notifications %q, want %q", name, got, c.hook)
		}
		if got := said(s.PaymentPage); got != c.page {
			t.Errorf("%s: page %q, want %q", name, got, c.page)
		}
	}
}

func TestVariablesAreNamedAndNeverShown(t *testing.T) {
	for name, c := range map[string]struct {
		files              map[string]string
		token, key, secret string
	}{
		"by name": {map[string]string{".env": "MERCADOPAGO_ACCESS_TOKEN=\nexport MP_PUBLIC_KEY=''\nMP_WEBHOOK_SECRET=x\r\n"},
			"MERCADOPAGO_ACCESS_TOKEN at .env:1", "MP_PUBLIC_KEY at .env:2", "MP_WEBHOOK_SECRET at .env:3"},
		"by form":            {map[string]string{".env": "SHOP_A='" + liveToken + "'\nSHOP_B=" + publicKey}, "SHOP_A at .env:1", "SHOP_B at .env:2", ""},
		"the test's is not":  {map[string]string{".env": "MP_ACCESS_TOKEN_TEST=" + otherToken + "\nMP_ACCESS_TOKEN=" + liveToken + "\nMP_TOKEN=" + testToken}, "MP_ACCESS_TOKEN at .env:2", "", ""},
		"name before form":   {map[string]string{".env": "MP_ACCESS_TOKEN=" + liveToken + "\nMP_PUBLIC_KEY=" + otherToken}, "MP_ACCESS_TOKEN at .env:1", "MP_PUBLIC_KEY at .env:2", ""},
		"two":                {map[string]string{".env": "MP_ACCESS_TOKEN=\nMELI_ACCESS_TOKEN=\n"}, "", "", ""},
		"an example's":       {map[string]string{".env.example": "MP_ACCESS_TOKEN=\n", "web/.env.local": "NEXT_PUBLIC_MP_PUBLIC_KEY=\n"}, "MP_ACCESS_TOKEN at .env.example:1", "NEXT_PUBLIC_MP_PUBLIC_KEY at web/.env.local:1", ""},
		"other people's":     {map[string]string{".env": "STRIPE_ACCESS_TOKEN=x\nPUBLIC_KEY=y\nGITHUB_WEBHOOK_SECRET=z\nACCESS_TOKEN=q\n#MP_ACCESS_TOKEN=1"}, "", "", ""},
		"a value with names": {map[string]string{".env": "NOTE=MP_ACCESS_TOKEN=" + liveToken + "\n"}, "", "", ""},
	} {
		s := suggestIn(t, c.files)
		for _, x := range [][2]string{{said(s.AccessToken), c.token}, {said(s.PublicKey), c.key}, {said(s.WebhookSecret), c.secret}} {
			if x[0] != x[1] {
				t.Errorf("%s: %q, want %q", name, x[0], x[1])
			}
		}
		if all := fmt.Sprintf("%+v", s); strings.Contains(all, liveToken[8:40]) || strings.Contains(all, publicKey[8:]) {
			t.Errorf("%s: a value is kept: %s", name, all)
		}
	}
}

func TestSuggestOnHostileFolders(t *testing.T) {
	good := map[string]string{"a.js": "import 'mercadopago'\nconst p = new Preference(client)\n"}
	with := func(files map[string]string) string {
		all := maps.Clone(good)
		maps.Copy(all, files)
		return folder(t, all)
	}
	loop := with(nil)
	if err := os.Symlink(loop, filepath.Join(loop, "again")); err != nil {
		t.Skip("no symbolic links here:", err)
	}
	outside := folder(t, map[string]string{"b.js": "import 'mercadopago'\nsdk.preapproval.create(x)"})
	if err := os.Symlink(filepath.Join(outside, "b.js"), filepath.Join(loop, "b.js")); err != nil {
		t.Fatal(err)
	}
	piped := with(nil)
	if err := pipe(filepath.Join(piped, "c.js")); err != nil {
		t.Log("no pipe here:", err)
	}
	for name, dir := range map[string]string{
		"links":      loop,
		"pipe":       piped,
		"binary":     with(map[string]string{"x.js": "mercadopago\x00 sdk.preapproval.create(x)"}),
		"large":      with(map[string]string{"x.js": "// mercadopago\nsdk.preapproval.create(x)\n" + strings.Repeat("x\n", 300<<10)}),
		"bundle":     with(map[string]string{"x.js": "var mercadopago;sdk.preapproval.create(x);" + strings.Repeat("a=1;", 9000)}),
		"long lines": with(map[string]string{"x.js": "// mercadopago\n" + strings.Repeat("notification_url:", 30000) + "\n"}),
		"damage":     with(map[string]string{".env": "=\n==\n\xff\xfe\x00\nA\n=APP_USR-\nMP_ACCESS_TOKEN", "y.js": "mercadopago\n\xff\xfe\"/*\n\x80 ''' `${"}),
	} {
		s := suggestDir(t, dir, SuggestLimits)
		if got := said(s.Product); got != "checkout_pro at a.js:2" || s.Cut {
			t.Errorf("%s: %q, cut %v", name, got, s.Cut)
		}
	}
	fork := with(map[string]string{"x\x1b[2J.js": "import 'mercadopago'\nsdk.preapproval.create(x)"})
	if err := os.Remove(filepath.Join(fork, "a.js")); err != nil {
		t.Fatal(err)
	}
	if got := said(suggestDir(t, fork, SuggestLimits).Product); strings.Contains(got, "\x1b") || !strings.HasPrefix(got, "subscriptions at x") {
		t.Errorf("a hostile name: %q", got)
	}
}

func TestSuggestEndsAtItsLimits(t *testing.T) {
	many := map[string]string{"pay.js": "import 'mercadopago'\nnotification_url: 'https://lojadoze.com.br/h'\nnew Preference(c)\n"}
	for i := range 600 {
		many[fmt.Sprintf("d%d/f.js", i)] = "import 'mercadopago'\n"
	}
	dir := folder(t, many)
	for name, l := range map[string]Limits{"entries": {Entries: 100, Time: time.Minute}, "bytes": {Bytes: 3000, Time: time.Minute}} {
		if s := suggestDir(t, dir, l); !s.Cut || s.Product.Value != "" {
			t.Errorf("%s: cut %v, %q: half a look is no ground for a product", name, s.Cut, said(s.Product))
		}
	}
	if s := suggestDir(t, dir, Limits{Time: time.Minute}); s.Cut || s.Product.Value != "checkout_pro" {
		t.Errorf("%+v", s)
	}
	tree, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if s := Suggest(ctx, tree, SuggestLimits); !s.Cut {
		t.Error("a cancelled look says that it is whole")
	}
}

// stuck is a file system whose files never answer.
type stuck struct {
	fstest.MapFS
	until <-chan struct{}
}

func (s stuck) Open(name string) (fs.File, error) {
	if strings.HasSuffix(name, ".js") {
		<-s.until
	}
	return s.MapFS.Open(name)
}

func TestSuggestDoesNotWaitForAReadThatHangs(t *testing.T) {
	release := make(chan struct{})
	defer close(release)
	fsys := stuck{fstest.MapFS{"a.js": {Data: []byte("x")}}, release}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan Suggestions, 1)
	go func() { done <- Suggest(ctx, Tree{FS: fsys, Prefix: "."}, Limits{Time: time.Hour}) }()
	cancel()
	select {
	case s := <-done:
		if !s.Cut {
			t.Error("not called cut")
		}
	case <-t.Context().Done():
		t.Fatal("still waiting")
	}
}

func BenchmarkSuggest(b *testing.B) {
	files := map[string]string{}
	for i := range 2000 {
		of := "express"
		if i%20 == 0 {
			of = "mercadopago"
		}
		files[fmt.Sprintf("src/d%d/f%d.js", i%50, i)] = strings.Repeat("const a = require('"+of+"'); app.get('/x', h)\n", 60)
	}
	dir := folder(b, files)
	tree, err := Open(dir)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if s := Suggest(b.Context(), tree, Limits{Time: time.Minute}); s.Cut {
			b.Fatal("cut")
		}
	}
}
