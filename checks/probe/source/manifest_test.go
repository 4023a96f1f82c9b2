package source

import (
	"slices"
	"strings"
	"testing"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/mpclient/limits/limitstest"
)

func TestManifestsNameTheSDK(t *testing.T) {
	for _, c := range []struct {
		file, text, language, version string
		line                          int
	}{
		{"go.mod", "module a\nrequire github.com/mercadopago/sdk-go v1.2.0\n", "go", "1.2.0", 2},
		{"go.mod", "module a\nrequire (\n\tgithub.com/mercadopago/sdk-go v1.2.0 // indirect\n)", "", "", 0},
		{"package.json", `{"dependencies": {"mercadopago": "3.0.0"}}`, "node", "3.0.0", 1},
		{"package.json", "\ufeff{", "", "", 0},
		{"package.json", `{"dependencies": []}`, "", "", 0},
		{"package.json", `{"name": "mercadopago"}`, "", "", 0},
		{"package-lock.json", `{"dependencies": {"mercadopago": {"version": "1.5.17"}}}`, "node", "1.5.17", 1},
		{"yarn.lock", "mercadopago@^2.0.9:\n  version \"2.0.15\"\n", "node", "2.0.15", 1},
		{"yarn.lock", "\"mercadopago@npm:^2.0.9\":\n  version: 2.0.15\n", "node", "2.0.15", 1},
		{"pnpm-lock.yaml", "packages:\n\n  mercadopago@2.0.15:\n    resolution: {}\n", "node", "2.0.15", 3},
		{"pnpm-lock.yaml", "  /mercadopago@2.0.15:\n", "node", "2.0.15", 1},
		{"composer.json", `{"require": {"mercadopago/dx-php": "2.6.2"}}`, "php", "2.6.2", 1},
		{"requirements.txt", "# mercadopago==1\nflask\nmercadopago == 2.2.3 ; python_version > '3'\n", "python", "2.2.3", 3},
		{"requirements-prod.txt", "mercadopago[async]>=2.2", "python", ">=2.2", 1},
		{"requirements.txt", "mercadopago-tools==1\n", "", "", 0},
		{"setup.py", "setup(\n  install_requires=['flask', 'mercadopago>=2.2'],\n)", "python", ">=2.2", 2},
		{"pyproject.toml", "[tool.poetry.dependencies]\nmercadopago = {version = \"^2.2\"}\n", "python", "^2.2", 2},
		{"pyproject.toml", "[tool.poetry.group.web.dependencies]\nmercadopago = \"2.3.0\"\n", "python", "2.3.0", 2},
		{"Pipfile", "[packages]\nmercadopago = \"*\"\n", "python", "*", 2},
		{"Pipfile.lock", `{"default": {"mercadopago": {"version": "==2.3.0"}}}`, "python", "2.3.0", 1},
		{"poetry.lock", "[[package]]\nname = \"mercadopago\"\nversion = \"2.3.0\"\n", "python", "2.3.0", 2},
		{"pom.xml", "<project><dependencies><dependency><groupId>com.mercadopago</groupId>\n<artifactId>sdk-java</artifactId><version>2.1.7</version></dependency></dependencies></project>", "java", "2.1.7", 2},
		{"pom.xml", "<project><dependencies><dependency>", "", "", 0},
		{"build.gradle", "dependencies {\n  implementation 'com.mercadopago:sdk-java:2.1.7'\n}", "java", "2.1.7", 2},
		{"build.gradle.kts", "implementation(\"com.mercadopago:sdk-java\")", "java", "", 1},
		{"build.gradle", "compile group: 'com.mercadopago', name: 'sdk-java', version: '1.0.10'", "java", "1.0.10", 1},
		{"build.gradle", "// implementation 'com.mercadopago:sdk-java:2.1.7'", "", "", 0},
		{"Gemfile", "gem 'mercadopago-sdk', '~> 2.2'", "ruby", "~> 2.2", 1},
		{"Gemfile.lock", "    mercadopago-sdk (2.2.1)\n", "ruby", "2.2.1", 1},
		{"a.csproj", "<Project>\n<PackageReference Include=\"MercadoPago-SDK\" Version=\"2.3.1\" /></Project>", "csharp", "2.3.1", 2},
		{"packages.config", `<packages><package id="mercadopago-sdk" version="1.5.0" /></packages>`, "csharp", "1.5.0", 1},
		{"tests/package.json", `{"dependencies": {"mercadopago": "3.0.0"}}`, "", "", 0},
	} {
		got := manifest(c.file, []byte(c.text))
		if c.language == "" {
			if len(got) != 0 {
				t.Errorf("%s %q: %+v", c.file, c.text, got)
			}
			continue
		}
		if len(got) != 1 || got[0].Language != c.language || got[0].Version != c.version || got[0].Place.Line != c.line {
			t.Errorf("%s %q: %+v", c.file, c.text, got)
		}
	}
	if got := manifest("package.json", []byte(`{"dependencies": {"@mercadopago/sdk-react": "1.0.0"}}`)); len(got) != 1 || !got[0].FrontEnd {
		t.Errorf("%+v", got)
	}
}

func TestVersionsAreCompared(t *testing.T) {
	for _, c := range []struct {
		language, name, version string
		outdated, keyed         bool
	}{
		{"node", "mercadopago", "3.6.1", false, true}, {"node", "mercadopago", "3.6.0", true, true}, {"node", "mercadopago", "^3.0.0", false, true}, {"node", "mercadopago", "1.5.17", true, false},
		{"node", "mercadopago", "^1.5.0 || ^2.0.0", false, false}, {"node", "mercadopago", "*", false, false}, {"node", "mercadopago", "latest", false, false}, {"node", "mercadopago", "3.10.0", false, true},
		{"php", "mercadopago/dx-php", "2.6.2", true, false}, {"php", "mercadopago/dx-php", "3.0.4", true, false}, {"php", "mercadopago/dx-php", "v3.13.0", false, true},
		{"python", "mercadopago", ">=2.2,<3", false, true}, {"python", "mercadopago", "<3", false, false}, {"ruby", "mercadopago-sdk", "3.1.0", false, false}, {"go", "github.com/mercadopago/sdk-go", "1.14.0", false, true},
	} {
		s := findSDK(c.language, c.name, c.version, "m", 1)
		if s == nil {
			t.Fatal(c.name)
		}
		got := resolve([]checks.SDK{*s})[0]
		if got.Outdated != c.outdated || got.KeysCall != c.keyed {
			t.Errorf("%s %s: outdated %v, keyed %v", c.name, c.version, got.Outdated, got.KeysCall)
		}
	}
}

// FuzzManifest: no file breaks a reader or makes it keep what is not clean.
func FuzzManifest(f *testing.F) {
	names := []string{"go.mod", "package.json", "package-lock.json", "yarn.lock", "pnpm-lock.yaml", "composer.json", "composer.lock", "requirements.txt", "pyproject.toml", "Pipfile", "Pipfile.lock",
		"poetry.lock", "setup.py", "pom.xml", "build.gradle", "Gemfile", "Gemfile.lock", "a.csproj", "packages.config"}
	for _, s := range []string{"", "{", "[", "mercadopago==\x1b[2J", `{"dependencies":{"mercadopago":"1\u202e"}}`, "require github.com/mercadopago/sdk-go v\x00", "<project>", "mercadopago@^2:\n version", "]==", "mercadopago["} {
		for i := range names {
			f.Add(i, []byte(s))
		}
	}
	for i := range names {
		for _, text := range slices.Concat(limitstest.JSON, limitstest.TOML, []string{strings.Repeat("<project>", 3000)}) {
			f.Add(i, []byte(text))
		}
	}
	f.Fuzz(func(t *testing.T, i int, b []byte) {
		defer limitstest.Bounded(t, 4*len(b))()
		name := names[((i%len(names))+len(names))%len(names)]
		for _, k := range resolve(manifest(name, b)) {
			for _, r := range k.Version {
				if r < 0x20 || r == 0x202e {
					t.Fatalf("%s: version %q", name, k.Version)
				}
			}
			if k.Place.Line < 1 || k.Name == "" {
				t.Fatalf("%+v", k)
			}
		}
	})
}

// FuzzTokens: places are inside the text, and no credential is kept whole.
func FuzzTokens(f *testing.F) {
	for _, s := range []string{"", liveToken, "a\n" + liveToken + testToken, "MP_WEBHOOK_SECRET=" + hookSecret, hookSecret + hookSecret, "APP_USR-1-2-", "\x00" + liveToken + "9999"} {
		f.Add([]byte(s))
	}
	find := newFinder(known(liveToken, hookSecret))
	f.Fuzz(func(t *testing.T, b []byte) {
		defer limitstest.Bounded(t, 4*len(b))()
		lines := lineAt(b, len(b))
		for _, h := range find.tokens(b, "x") {
			if h.Place.Line < 1 || h.Place.Line > lines || len(h.Masked) > 24 {
				t.Fatalf("%+v in %d lines", h.SourceToken, lines)
			}
		}
		_, _ = sightsIn("a.php", b)
		_ = parseIgnore(b, "x")
	})
}

// FuzzDelta: a damaged delta is refused, and never makes more than it may.
func FuzzDelta(f *testing.F) {
	f.Add([]byte("base"), []byte{4, 4, 0x90, 4})
	f.Add([]byte("base"), []byte{4, 2, 2, 'a', 'b'})
	f.Add([]byte(""), []byte{0, 0xff, 0xff, 0xff, 0xff, 0x0f})
	f.Fuzz(func(t *testing.T, base, delta []byte) {
		defer limitstest.Bounded(t, 4*(len(base)+len(delta)))()
		if out, err := apply(base, delta, 1<<16); err == nil && len(out) > 1<<16 {
			t.Fatal(len(out))
		}
	})
}
