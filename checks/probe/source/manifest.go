package source

import (
	"encoding/json"
	"encoding/xml"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/BurntSushi/toml"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/mpclient"
	"github.com/homologa/homologa/mpclient/late"
	"github.com/homologa/homologa/mpclient/limits"
)

// library is an official SDK as an ecosystem names it.
type library struct {
	name, language string
	front          bool
	latest         string    // newest known at the time of writing
	at             time.Time // when that was published or seen
	keysSince      string    // first version known to send X-Idempotency-Key by itself
}

func seen(year int, month time.Month, day int) time.Time {
	return time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
}

// libraries: versions as of 2026-11 from the go-live reference, section 1.13 (Go and Java published
// 2026-08-11, PHP 2026-08-04, Python mid-2026, Node seen 2026-09). For Ruby and .NET none is known.
//
// keysSince was read in the SDKs' own sources: Go httpclient, Node restClient, Python RequestOptions,
// Java MercadoPagoClient, .NET IdempotentRequest, and PHP from pull request 496 of 2024-02 on. Ruby's
// was not found, so its users are asked.
var libraries = []library{
	{name: "github.com/mercadopago/sdk-go", language: "go", latest: "1.14.0", at: seen(2026, 8, 11), keysSince: "1.0.0"},
	{name: "mercadopago", language: "node", latest: "3.6.1", at: seen(2026, 9, 1), keysSince: "2.0.0"},
	{name: "@mercadopago/sdk-js", language: "node", front: true, latest: "0.0.3", at: seen(2026, 6, 1)},
	{name: "@mercadopago/sdk-react", language: "node", front: true},
	{name: "mercadopago/dx-php", language: "php", latest: "3.13.0", at: seen(2026, 8, 4), keysSince: "3.1.0"},
	{name: "mercadopago", language: "python", latest: "3.5.0", at: seen(2026, 6, 1), keysSince: "2.0.0"},
	{name: "com.mercadopago:sdk-java", language: "java", latest: "3.5.0", at: seen(2026, 8, 11), keysSince: "2.0.0"},
	{name: "mercadopago-sdk", language: "ruby"},
	{name: "mercadopago-sdk", language: "csharp", keysSince: "2.0.0"},
}

// find makes the fact of a named library; nil when the name is not an official one's.
func findSDK(language, name, version, file string, line int) *checks.SDK {
	name = strings.ToLower(strings.TrimSpace(name))
	for _, l := range libraries {
		major := l.language == "go" && strings.HasPrefix(name, l.name+"/v")
		if l.language != language || l.name != name && !major {
			continue
		}
		return &checks.SDK{Name: l.name, Language: l.language, FrontEnd: l.front, Version: mpclient.CleanLine(version, 30),
			Place: checks.Place{File: file, Line: max(line, 1)}, Latest: l.latest, LatestAt: l.at}
	}
	return nil
}

// lock tells the files that hold resolved versions.
func lock(file string) bool {
	base := path.Base(file)
	return strings.Contains(base, "lock") || base == "npm-shrinkwrap.json" || base == "go.sum"
}

// resolve joins what manifest and lock say: one SDK per name and folder, with the locked version.
func resolve(found []checks.SDK) []checks.SDK {
	slices.SortStableFunc(found, func(a, b checks.SDK) int {
		if d := cmpBool(lock(a.Place.File), lock(b.Place.File)); d != 0 {
			return d
		}
		return cmpPlace(a.Place, b.Place)
	})
	var out []checks.SDK
	for _, s := range found {
		i := slices.IndexFunc(out, func(x checks.SDK) bool {
			return x.Name == s.Name && x.Language == s.Language && (path.Dir(x.Place.File) == path.Dir(s.Place.File) || s.Version == "" || x.Version == s.Version)
		})
		switch {
		case i < 0:
			out = append(out, s)
		case lock(s.Place.File) && s.Version != "" && path.Dir(out[i].Place.File) == path.Dir(s.Place.File):
			out[i].Version = s.Version
		case out[i].Version == "":
			out[i].Version = s.Version
		}
	}
	for i := range out {
		l := libraries[slices.IndexFunc(libraries, func(l library) bool { return l.name == out[i].Name && l.language == out[i].Language })]
		low, exact := lowest(out[i].Version)
		out[i].Outdated = exact && l.latest != "" && less(low, l.latest)
		out[i].KeysCall = l.keysSince != "" && low != "" && !less(low, l.keysSince)
	}
	return out
}

// lowest reads the lowest version a constraint allows; exact tells that no other one is allowed.
func lowest(v string) (low string, exact bool) {
	v = strings.TrimSpace(v)
	exact = true
	if strings.ContainsAny(v, "^~><*|, ") {
		exact = false
	}
	if strings.Contains(v, "||") || strings.Contains(v, " - ") {
		return "", false
	}
	v, _, _ = strings.Cut(v, ",")
	v = strings.TrimLeft(v, "^~>=v! ")
	end := 0
	for end < len(v) && (v[end] >= '0' && v[end] <= '9' || v[end] == '.') {
		end++
	}
	v = strings.Trim(v[:end], ".")
	if v == "" {
		return "", false
	}
	return v, exact
}

// less compares dotted versions number by number.
func less(a, b string) bool {
	as, bs := strings.Split(a, "."), strings.Split(b, ".")
	for i := range max(len(as), len(bs)) {
		var x, y int
		if i < len(as) {
			x, _ = strconv.Atoi(as[i])
		}
		if i < len(bs) {
			y, _ = strconv.Atoi(bs[i])
		}
		if x != y {
			return x < y
		}
	}
	return false
}

// manifest reads the SDKs a manifest or a lock names; other files yield nothing, damaged ones what
// can be read of them.
func manifest(name string, b []byte) []checks.SDK {
	base := strings.ToLower(path.Base(name))
	if sampleFolder(path.Dir(name)) {
		return nil
	}
	var read func(*manifestReader)
	switch {
	case base == "go.mod":
		read = (*manifestReader).goMod
	case base == "package.json":
		read = func(m *manifestReader) {
			m.json("node", []string{"dependencies", "devDependencies", "optionalDependencies", "peerDependencies"})
		}
	case base == "package-lock.json", base == "npm-shrinkwrap.json":
		read = (*manifestReader).packageLock
	case base == "yarn.lock", base == "pnpm-lock.yaml":
		read = (*manifestReader).textLock
	case base == "composer.json":
		read = func(m *manifestReader) { m.json("php", []string{"require", "require-dev"}) }
	case base == "composer.lock":
		read = (*manifestReader).composerLock
	case strings.HasPrefix(base, "requirements") && (strings.HasSuffix(base, ".txt") || strings.HasSuffix(base, ".in")):
		read = (*manifestReader).requirements
	case base == "pyproject.toml", base == "pipfile":
		read = (*manifestReader).toml
	case base == "pipfile.lock":
		read = (*manifestReader).pipfileLock
	case base == "poetry.lock", base == "uv.lock", base == "pdm.lock":
		read = (*manifestReader).pythonLock
	case base == "setup.py", base == "setup.cfg":
		read = (*manifestReader).requirements
	case base == "pom.xml":
		read = (*manifestReader).pom
	case strings.HasPrefix(base, "build.gradle"), base == "libs.versions.toml":
		read = (*manifestReader).gradle
	case base == "gemfile", base == "gems.rb", strings.HasSuffix(base, ".gemspec"):
		read = (*manifestReader).gemfile
	case base == "gemfile.lock", base == "gems.locked":
		read = (*manifestReader).gemLock
	case strings.HasSuffix(base, ".csproj"), strings.HasSuffix(base, ".vbproj"), strings.HasSuffix(base, ".fsproj"), base == "packages.config", base == "directory.packages.props":
		read = (*manifestReader).nuget
	}
	if read == nil {
		return nil
	}
	m := &manifestReader{file: name, raw: string(b)}
	read(m)
	for i := range m.out {
		m.out[i].Place.File = shown(name)
	}
	return m.out[:min(len(m.out), maxSDKs)]
}

type manifestReader struct {
	file, raw string
	out       []checks.SDK
}

func (m *manifestReader) add(language, name, version string, line int) {
	if s := findSDK(language, name, version, m.file, line); s != nil {
		m.out = append(m.out, *s)
	}
}

// line finds where a text stands first.
func (m *manifestReader) line(text string) int {
	at := strings.Index(m.raw, text)
	if at < 0 {
		return 1
	}
	return strings.Count(m.raw[:at], "\n") + 1
}

func (m *manifestReader) lines(f func(n int, l string)) {
	n := 0
	for l := range strings.SplitSeq(m.raw, "\n") {
		n++
		if len(l) < 1000 {
			f(n, strings.TrimSpace(l))
		}
	}
}

func (m *manifestReader) goMod() {
	m.lines(func(n int, l string) {
		l, comment, _ := strings.Cut(l, "//")
		fs := strings.Fields(strings.TrimPrefix(l, "require "))
		// What only another module wants is no use of the SDK.
		if len(fs) == 2 && strings.HasPrefix(fs[1], "v") && strings.TrimSpace(comment) != "indirect" {
			m.add("go", strings.Trim(fs[0], `"`), strings.TrimPrefix(fs[1], "v"), n)
		}
	})
}

func (m *manifestReader) json(language string, tables []string) {
	var doc map[string]json.RawMessage
	if json.Unmarshal([]byte(m.raw), &doc) != nil {
		return
	}
	for _, t := range tables {
		var deps map[string]any
		if json.Unmarshal(doc[t], &deps) != nil {
			continue
		}
		for name, v := range deps {
			version, _ := v.(string)
			m.add(language, name, version, m.line(`"`+name+`"`))
		}
	}
	slices.SortFunc(m.out, func(a, b checks.SDK) int { return cmpPlace(a.Place, b.Place) })
}

func (m *manifestReader) packageLock() {
	var doc struct {
		Packages map[string]struct {
			Version string `json:"version"`
		} `json:"packages"`
		Dependencies map[string]struct {
			Version string `json:"version"`
		} `json:"dependencies"`
	}
	if json.Unmarshal([]byte(m.raw), &doc) != nil {
		return
	}
	for _, l := range libraries {
		if l.language != "node" {
			continue
		}
		if p, ok := doc.Packages["node_modules/"+l.name]; ok {
			m.add("node", l.name, p.Version, m.line(`"node_modules/`+l.name+`"`))
		} else if p, ok := doc.Dependencies[l.name]; ok {
			m.add("node", l.name, p.Version, m.line(`"`+l.name+`"`))
		}
	}
}

// textLock reads yarn's and pnpm's: the name with its version, or with a version line below.
func (m *manifestReader) textLock() {
	name, at := "", 0
	m.lines(func(n int, l string) {
		key := strings.Trim(strings.TrimSuffix(l, ":"), `"'/`)
		for _, lib := range libraries {
			if lib.language != "node" {
				continue
			}
			if rest, ok := strings.CutPrefix(key, lib.name+"@"); ok && strings.HasSuffix(l, ":") {
				name, at = lib.name, n
				if v, _ := lowest(rest); strings.HasPrefix(rest, v) && v != "" && strings.HasSuffix(m.file, "pnpm-lock.yaml") {
					m.add("node", lib.name, v, n)
					name = ""
				}
			}
		}
		word, v, ok := strings.Cut(l, " ")
		if strings.TrimSuffix(word, ":") == "version" && ok && name != "" {
			m.add("node", name, strings.Trim(v, `"' `), at)
			name = ""
		}
	})
}

func (m *manifestReader) composerLock() {
	type pkg struct{ Name, Version string }
	var doc struct {
		Packages []pkg `json:"packages"`
		Dev      []pkg `json:"packages-dev"`
	}
	if json.Unmarshal([]byte(m.raw), &doc) != nil {
		return
	}
	for _, p := range append(doc.Packages, doc.Dev...) {
		m.add("php", p.Name, strings.TrimPrefix(p.Version, "v"), m.line(`"`+p.Name+`"`))
	}
}

// requirements reads pip's lines, and the quoted ones of setup.py: name, extras, version.
func (m *manifestReader) requirements() {
	m.lines(func(n int, l string) {
		if strings.HasPrefix(l, "#") {
			return
		}
		l, _, _ = strings.Cut(l, " #")
		l, _, _ = strings.Cut(l, ";")
		m.requirement(strings.Trim(l, `"', `), n)
		if i := strings.IndexAny(l, `"'`); i >= 0 && strings.HasSuffix(m.file, ".py") {
			for _, q := range strings.FieldsFunc(l, func(r rune) bool { return r == '"' || r == '\'' }) {
				m.requirement(q, n)
			}
		}
	})
}

func (m *manifestReader) requirement(l string, n int) {
	name, version := l, ""
	if i := strings.IndexAny(l, "=<>~!@[ ("); i >= 0 {
		name, version = l[:i], strings.TrimSpace(l[i:])
	}
	if i := strings.IndexByte(version, ']'); i >= 0 && version[0] == '[' {
		version = version[i+1:]
	}
	version = strings.Trim(version, "() ")
	if v, ok := strings.CutPrefix(version, "=="); ok {
		version = strings.TrimPrefix(v, "=")
	}
	if len(m.out) < maxSDKs {
		m.add("python", name, strings.TrimSpace(version), n)
	}
}

func (m *manifestReader) toml() {
	var doc struct {
		Project struct {
			Dependencies []string            `toml:"dependencies"`
			Optional     map[string][]string `toml:"optional-dependencies"`
		} `toml:"project"`
		Tool struct {
			Poetry struct {
				Dependencies map[string]any `toml:"dependencies"`
				Group        map[string]struct {
					Dependencies map[string]any `toml:"dependencies"`
				} `toml:"group"`
			} `toml:"poetry"`
		} `toml:"tool"`
		Packages map[string]any `toml:"packages"`
		Groups   map[string]any `toml:"dependency-groups"`
	}
	if !decodeTOML(m.raw, &doc) {
		return
	}
	lists := [][]string{doc.Project.Dependencies}
	for _, l := range doc.Project.Optional {
		lists = append(lists, l)
	}
	for _, l := range lists {
		for _, r := range l {
			name, _, _ := strings.Cut(r, "=")
			m.requirement(strings.TrimSpace(r), m.line(strings.TrimRight(name, "<>~! ")))
		}
	}
	tables := []map[string]any{doc.Tool.Poetry.Dependencies, doc.Packages}
	for _, g := range doc.Tool.Poetry.Group {
		tables = append(tables, g.Dependencies)
	}
	for _, t := range tables {
		for name, v := range t {
			version, ok := v.(string)
			if sub, isTable := v.(map[string]any); isTable {
				version, ok = sub["version"].(string)
			}
			if !ok {
				version = ""
			}
			m.add("python", name, strings.TrimPrefix(version, "=="), m.line(name))
		}
	}
}

// decodeTOML takes a panic of the parser for a file that cannot be read.
func decodeTOML(raw string, into any) (ok bool) {
	defer func() {
		if recover() != nil {
			ok = false
		}
	}()
	if limits.TOMLDepth(raw) != nil {
		return false
	}
	_, err := toml.Decode(raw, into)
	return err == nil
}

func (m *manifestReader) pipfileLock() {
	var doc struct {
		Default map[string]struct {
			Version string `json:"version"`
		} `json:"default"`
	}
	if json.Unmarshal([]byte(m.raw), &doc) != nil {
		return
	}
	for name, p := range doc.Default {
		m.add("python", name, strings.TrimPrefix(p.Version, "=="), m.line(`"`+name+`"`))
	}
}

func (m *manifestReader) pythonLock() {
	name, at := "", 0
	m.lines(func(n int, l string) {
		key, v, ok := strings.Cut(l, "=")
		if !ok {
			return
		}
		v = strings.Trim(strings.TrimSpace(v), `"`)
		switch strings.TrimSpace(key) {
		case "name":
			name, at = v, n
		case "version":
			m.add("python", name, v, at)
			name = ""
		}
	})
}

func (m *manifestReader) pom() {
	var doc struct {
		Properties struct {
			Inner []struct {
				XMLName xml.Name
				Value   string `xml:",chardata"`
			} `xml:",any"`
		} `xml:"properties"`
		Dependencies []pomDependency `xml:"dependencies>dependency"`
		Managed      []pomDependency `xml:"dependencyManagement>dependencies>dependency"`
	}
	if xml.NewDecoder(limits.NewXML(strings.NewReader(m.raw))).Decode(&doc) != nil {
		return
	}
	for _, d := range append(doc.Dependencies, doc.Managed...) {
		v := strings.TrimSpace(d.Version)
		if name, ok := strings.CutPrefix(v, "${"); ok {
			v = ""
			for _, p := range doc.Properties.Inner {
				if p.XMLName.Local == strings.TrimSuffix(name, "}") {
					v = strings.TrimSpace(p.Value)
				}
			}
		}
		m.add("java", strings.TrimSpace(d.Group)+":"+strings.TrimSpace(d.Artifact), v, m.line(strings.TrimSpace(d.Artifact)))
	}
}

type pomDependency struct {
	Group    string `xml:"groupId"`
	Artifact string `xml:"artifactId"`
	Version  string `xml:"version"`
}

var (
	reGradle = late.Pattern(`["']com\.mercadopago:sdk-java(?::([0-9][^"':@]*))?`)
	reModule = late.Pattern(`com\.mercadopago`)
	reNamed  = late.Pattern(`group\s*[:=]\s*["']com\.mercadopago["']\s*,\s*name\s*[:=]\s*["']sdk-java["'](?:\s*,\s*version\s*[:=]\s*["']([^"']+))?`)
	reGem    = late.Pattern(`^(?:gem|s\w*\.add_\w*dependency)[\s(]+["']mercadopago-sdk["'](?:\s*,\s*["']([^"']+)["'])?`)
	reLocked = late.Pattern(`^mercadopago-sdk \(([0-9][^)]*)\)$`)
	reNuget  = late.Pattern(`(?i)<(?:packagereference|packageversion|package)\b[^>]*\b(?:include|update|id)\s*=\s*"mercadopago-sdk"[^>]*`)
	reNuVer  = late.Pattern(`(?i)\bversion\s*=\s*"([^"]*)"`)
)

func (m *manifestReader) gradle() {
	if !reModule().MatchString(m.raw) {
		return
	}
	m.lines(func(n int, l string) {
		if strings.HasPrefix(l, "//") || strings.HasPrefix(l, "#") {
			return
		}
		for _, re := range []func() string{
			func() string { return first(reGradle().FindStringSubmatch(l)) },
			func() string { return first(reNamed().FindStringSubmatch(l)) },
		} {
			if v := re(); v != "-" {
				m.add("java", "com.mercadopago:sdk-java", v, n)
			}
		}
	})
}

// first is the first group of a match, "-" without a match.
func first(m []string) string {
	if m == nil {
		return "-"
	}
	return m[1]
}

func (m *manifestReader) gemfile() {
	m.lines(func(n int, l string) {
		if v := first(reGem().FindStringSubmatch(l)); v != "-" {
			m.add("ruby", "mercadopago-sdk", v, n)
		}
	})
}

func (m *manifestReader) gemLock() {
	m.lines(func(n int, l string) {
		if v := first(reLocked().FindStringSubmatch(l)); v != "-" {
			m.add("ruby", "mercadopago-sdk", v, n)
		}
	})
}

func (m *manifestReader) nuget() {
	for _, at := range reNuget().FindAllStringIndex(m.raw, maxSDKs) {
		v := first(reNuVer().FindStringSubmatch(m.raw[at[0]:at[1]]))
		if v == "-" {
			v = ""
		}
		m.add("csharp", "mercadopago-sdk", v, strings.Count(m.raw[:at[0]], "\n")+1)
	}
}
