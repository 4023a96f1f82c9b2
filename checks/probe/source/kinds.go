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

// binaryNames are not worth opening.
var binaryNames = set(".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".ico", ".bmp", ".tif", ".tiff", ".psd", ".woff", ".woff2", ".ttf", ".otf", ".eot",
	".mp3", ".mp4", ".mov", ".avi", ".mkv", ".wav", ".ogg", ".webm", ".pdf", ".zip", ".gz", ".tgz", ".bz2", ".xz", ".7z", ".rar", ".jar", ".war", ".ear",
	".class", ".o", ".a", ".so", ".dll", ".dylib", ".exe", ".pyc", ".wasm", ".db", ".sqlite", ".sqlite3", ".bin", ".dat", ".iso", ".dmg", ".docx", ".xlsx", ".pptx")

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

func binaryName(name string) bool { return binaryNames[strings.ToLower(path.Ext(name))] }

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
func minified(name string, b []byte) bool {
	if strings.Contains(name, ".min.") || strings.Contains(name, ".bundle.") || strings.HasSuffix(name, ".map") {
		return true
	}
	return len(b) > 20<<10 && len(b)/(bytes.Count(b, []byte("\n"))+1) > 400
}

// left tells folders that hold no code of the integration: other people's, or results of a build.
// Names that may also be one's own count only beside the file of the tool that makes them.
func left(name string, has func(sibling string) bool) bool {
	switch strings.ToLower(name) {
	case "node_modules", "bower_components", "jspm_packages", "dist", ".git", ".hg", ".svn", ".bzr", ".next", ".nuxt", ".output", ".svelte-kit", ".angular",
		".turbo", ".parcel-cache", ".cache", "__pycache__", ".venv", "venv", "site-packages", ".tox", ".mypy_cache", ".pytest_cache", ".gradle", ".terraform",
		".serverless", ".vercel", ".netlify", ".idea", ".vs", "pods", "coverage", ".homologa":
		return true
	case "vendor":
		return has("composer.json") || has("go.mod") || has("Gemfile")
	case "target":
		return has("pom.xml") || has("Cargo.toml") || has("build.sbt")
	case "build":
		return has("build.gradle") || has("build.gradle.kts") || has("package.json")
	case "obj":
		return has("bin") || has("Program.cs") || has("packages.config")
	}
	return false
}
