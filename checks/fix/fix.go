// Package fix writes copy-ready remedies: for a requirement and what was observed of an
// integration, the code, command or configuration that satisfies it, with the integration's own
// addresses, names and values in place.
//
// It refuses to do I/O, to write a secret or anybody's personal data (those become variables
// with sample values), and to run what a fact contains: every value is re-written as a literal of
// the target language.
package fix

import (
	"slices"
	"time"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/checks/lang"
)

// Language names what a fix is written in.
type Language string

// The languages.
const (
	Go     Language = "go"
	Node   Language = "node"
	PHP    Language = "php"
	Python Language = "python"
	Java   Language = "java"
	Ruby   Language = "ruby"
	CSharp Language = "csharp"
	Curl   Language = "curl"
	Nginx  Language = "nginx"
	Caddy  Language = "caddy"
	Apache Language = "apache"
	HTML   Language = "html"
	Env    Language = "env"
	Steps  Language = "text"
	// Model and JSON come with an object the integration created: see beside.
	Model Language = "model"
	JSON  Language = "json"
)

// Fix is one remedy, complete as it stands.
type Fix struct {
	Language Language
	Title    string
	Body     string
}

// recipe writes one remedy from the scene of an audit.
type recipe struct {
	language Language
	title    say
	write    func(*scene) string
}

// For writes the fixes of a requirement. Facts may be missing, or f nil: then documented sample
// values stand in, and a comment says so. Unknown requirements have none.
func For(id checks.ID, f *checks.Facts, l lang.Lang) []Fix {
	if f == nil {
		f = checks.NewFacts(time.Time{})
	}
	s := newScene(f, l)
	var out []Fix
	for _, r := range recipesOf(id, f) {
		out = append(out, Fix{r.language, s.say(r.title), r.write(s)})
	}
	return append(out, beside(id, s, f)...)
}

// recipesOf picks what suits the product.
func recipesOf(id checks.ID, f *checks.Facts) []recipe {
	recipes := catalogue()[id]
	set, ok := checks.FactSettings.Get(f)
	if !ok || set.Product == "" || set.Product == checks.CheckoutPro {
		return recipes
	}
	if _, preference := preferenceEdits[id]; preference {
		// These products send payments, orders or subscriptions: a preference to copy would mislead.
		return objectRecipes(id, set.Product)
	}
	if set.Product == checks.CheckoutAPI || set.Product == checks.Bricks {
		own := paymentRecipes(id)
		return slices.Concat(own, slices.DeleteFunc(slices.Clone(recipes), func(r recipe) bool {
			return slices.ContainsFunc(own, func(o recipe) bool { return o.language == r.language })
		}))
	}
	return recipes
}

// Languages lists what the fixes of a requirement are written in, for whatever product: those of
// checkouts first, in the order of For.
func Languages(id checks.ID) []Language {
	var out []Language
	for _, r := range catalogue()[id] {
		out = append(out, r.language)
	}
	for _, r := range paymentRecipes(id) {
		if !slices.Contains(out, r.language) {
			out = append(out, r.language)
		}
	}
	return out
}

// say is one text in the three languages.
type say struct{ pt, es, en string }

func (t say) in(l lang.Lang) string {
	switch l {
	case lang.PT:
		return t.pt
	case lang.ES:
		return t.es
	}
	return t.en
}
