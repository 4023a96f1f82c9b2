package source

import (
	"bytes"
	"path"
	"strings"
)

type kind int

const (
	kindText kind = iota // looked through for credentials
	kindCode             // and for what it does
	kindEnv
)

// codeNames end the names of code that takes part in a payment.
var codeNames = set(".go", ".js", ".mjs", ".cjs", ".ts", ".mts", ".cts", ".tsx", ".jsx", ".vue", ".svelte", ".astro", ".php", ".phtml", ".inc", ".twig",
	".py", ".java", ".kt", ".kts", ".scala", ".groovy", ".jsp", ".rb", ".erb", ".haml", ".slim", ".cs", ".cshtml", ".razor", ".vb", ".aspx", ".html", ".htm",
	".ejs", ".hbs", ".pug", ".liquid", ".ex", ".exs", ".rs", ".dart", ".swift")

// mediaNames hold no text once they turn out to be what they are called.
var mediaNames = set(".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".ico", ".bmp", ".tif", ".tiff", ".psd", ".woff", ".woff2", ".ttf", ".otf", ".eot",
	".mp3", ".mp4", ".mov", ".avi", ".mkv", ".wav", ".ogg", ".webm")

func set(words ...string) map[string]bool {
	m := make(map[string]bool, len(words))
	for _, w := range words {
		m[w] = true
	}
	return m
}

func kindOf(name string) kind {
	base := strings.ToLower(path.Base(name))
	switch {
	case strings.HasPrefix(base, ".env"), strings.HasSuffix(base, ".env"):
		return kindEnv
	case codeNames[path.Ext(base)]:
		return kindCode
	}
	return kindText
}

func mediaName(name string) bool { return mediaNames[strings.ToLower(path.Ext(name))] }

// exampleEnv tells a .env that is meant to be shared.
func exampleEnv(name string) bool {
	base := strings.ToLower(path.Base(name))
	for _, w := range []string{"example", "sample", "template", "dist", "exemplo", "ejemplo", "default"} {
		if strings.Contains(base, w) {
			return true
		}
	}
	return false
}

// sample tells files that only show or test something: their code does not run in production.
func sample(name string) bool {
	if sampleFolder(path.Dir(name)) {
		return true
	}
	base := path.Base(strings.ToLower(name))
	ext := path.Ext(base)
	stem := strings.TrimSuffix(base, ext)
	switch ext {
	case ".md", ".mdx", ".rst", ".adoc", ".txt":
		return base != "requirements.txt"
	}
	for _, end := range []string{"_test", "_spec", ".test", ".spec", ".stories", "-test"} {
		if strings.HasSuffix(stem, end) {
			return true
		}
	}
	if strings.HasPrefix(stem, "test_") {
		return true
	}
	switch ext {
	case ".java", ".kt", ".cs", ".php", ".scala":
		return strings.HasSuffix(stem, "test") || strings.HasSuffix(stem, "tests")
	}
	return false
}

func sampleFolder(dir string) bool {
	for step := range strings.SplitSeq(strings.ToLower(dir), "/") {
		switch step {
		case "test", "tests", "__tests__", "spec", "specs", "testdata", "fixtures", "fixture", "__fixtures__", "mocks", "__mocks__", "e2e", "cypress",
			"examples", "example", "docs", "doc", "cassettes", "snapshots", "__snapshots__", "stories":
			return true
		}
	}
	return false
}

// minified tells bundles, which are looked through for credentials only: their lines mean nothing.
func minified(name string, b []byte) bool { return bundle(name, len(b), bytes.Count(b, []byte("\n"))) }

// bundle tells the same by name, length and number of lines.
func bundle(name string, size, lines int) bool {
	if strings.Contains(name, ".min.") || strings.Contains(name, ".bundle.") || strings.HasSuffix(name, ".map") {
		return true
	}
	return size > 20<<10 && size/(lines+1) > 400
}

// left tells folders that hold nothing of the integration's own that leaves this machine: other
// people's packages, caches, and what a server's build makes of sources that are read anyway. Names
// that may also be one's own count only beside the file of the tool that makes them.
func left(name string, has func(sibling string) bool) bool {
	switch strings.ToLower(name) {
	case "node_modules", "bower_components", "jspm_packages", "site-packages", ".venv", "venv", "pods", // packages
		".turbo", ".parcel-cache", ".cache", "__pycache__", ".tox", ".mypy_cache", ".pytest_cache", ".gradle", ".terraform", ".vs", "coverage", // caches
		".git", ".homologa":
		return true
	case "cache":
		return has("build-manifest.json") || has("BUILD_ID") || has("nitro.json") // of Next.js and Nuxt
	case "vendor":
		return has("composer.json") || has("go.mod") || has("Gemfile")
	case "target":
		return has("pom.xml") || has("Cargo.toml") || has("build.sbt")
	case "build":
		return has("build.gradle") || has("build.gradle.kts")
	case "obj":
		return has("bin") || has("Program.cs") || has("packages.config")
	}
	return false
}

// built tells folders with results of a build that browsers may get. Their files are looked through
// for credentials, whatever git ignores; what they do is told by the sources.
func built(name string, has func(sibling string) bool) bool {
	switch strings.ToLower(name) {
	case "dist", ".next", ".nuxt", ".output", ".svelte-kit", ".angular", ".serverless", ".vercel", ".netlify":
		return true
	case "build", "out":
		return has("package.json")
	}
	return false
}

var webRoots = set("public", "static", "www", "wwwroot", "public_html", "htdocs", "webroot")

// web tells folders all of which a web server gives to browsers, packages and caches in it included.
func web(name string, root func(dir string) bool) bool {
	switch base := strings.ToLower(path.Base(name)); base {
	case "dist", "build", "out", ".output", "docs":
		return root(name)
	default:
		return webRoots[base]
	}
}

var servedNames = set(".js", ".mjs", ".cjs", ".css", ".map", ".html", ".htm", ".json", ".txt", ".xml", ".svg", ".webmanifest", ".br", ".gz")

// served tells files that a web server gives to browsers as they are: by a name that browsers ask for,
// in a web root or in a built folder with a start page.
func served(name string, root func(dir string) bool) bool {
	env := kindOf(name) == kindEnv // a deployed folder has it, start page or not
	if !env && !servedNames[strings.ToLower(path.Ext(name))] {
		return false
	}
	for dir := path.Dir(name); dir != "."; dir = path.Dir(dir) {
		if webRoots[strings.ToLower(path.Base(dir))] {
			return true
		}
		switch strings.ToLower(path.Base(dir)) {
		case "dist", "build", "out":
			if env || root(dir) {
				return true
			}
		case ".output", "docs":
			if root(dir) {
				return true
			}
		}
	}
	return false
}
