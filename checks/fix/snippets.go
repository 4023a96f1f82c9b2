package fix

import (
	"embed"
	"go/format"
	"strings"
	"sync"
	"text/template"

	"github.com/homologa/homologa/checks"
)

//go:embed templates
var files embed.FS

var templates = sync.OnceValue(func() *template.Template { return template.Must(template.New("").ParseFS(files, "templates/*.tmpl")) })

// fill renders a template. They are all rendered by tests, so an error is a fault of this package;
// it must not take the program down.
func fill(name string, data any) string {
	var b strings.Builder
	if err := templates().ExecuteTemplate(&b, name, data); err != nil {
		return ""
	}
	return b.String()
}

// view is what the templates of preference snippets see.
type view struct {
	*scene
	Note, Order, Body string
	Attempt           string
	Dates, Pointers   bool
	Whole             bool
}

// preferenceRecipes are the creation call in every language with an official SDK here.
func preferenceRecipes(id checks.ID) []recipe {
	edits := preferenceEdits[id]
	title := say{"Criar a preferência completa", "Crear la preferencia completa", "Create the complete preference"}
	if f := fieldNames(edits); f != "" {
		title = say{"Criar a preferência com " + f, "Crear la preferencia con " + f, "Create the preference with " + f}
	}
	with := func(name string, d dialect, depth int) func(*scene) string {
		return func(s *scene) string {
			body := build(s, edits)
			v := view{scene: s, Body: d.literal(body, depth)}
			v.Note = s.note(fieldNames(edits), v.Body)
			if vars := declared(body, object{}); len(vars) > 0 {
				v.Order = d.literal(vars, 0)
			}
			return fill(name, v)
		}
	}
	return []recipe{
		{Curl, title, with("preference.curl.tmpl", jsonDialect, 0)},
		{Node, title, with("preference.node.tmpl", nodeDialect, 1)},
		{PHP, title, with("preference.php.tmpl", phpDialect, 1)},
		{Python, title, with("preference.python.tmpl", pythonDialect, 0)},
		{Go, title, func(s *scene) string { return goPreference(s, edits) }},
	}
}

func goPreference(s *scene, edits []edit) string {
	body := build(s, edits)
	v := view{scene: s, Body: goLiteral(requestType, body)}
	v.Note = s.note(fieldNames(edits), v.Body)
	v.Dates, v.Pointers = strings.Contains(v.Body, ": at("), strings.Contains(v.Body, ": ptr(")
	if vars := declared(body, object{}); len(vars) > 0 {
		var b strings.Builder
		for _, k := range ordered(vars) {
			b.WriteString(goLiteral(stringType, k) + ": " + goLiteral(stringType, vars[k]) + ",\n")
		}
		v.Order = b.String()
	}
	return formatted(fill("preference.go.tmpl", v))
}

// formatted is gofmt; text that does not parse stays as it is, for a person to see.
func formatted(src string) string {
	out, err := format.Source([]byte(src))
	if err != nil {
		return src
	}
	return string(out)
}

// note is the one comment line that tells samples from own values.
func (s *scene) note(added, body string) string {
	own := s.say(say{"Valores da sua preferência; os dados do pedido são exemplos", "Valores de su preferencia; los datos del pedido son ejemplos", "Values of your preference; the order's data is a sample"})
	if s.pref == nil {
		own = s.say(say{"Todos os valores são exemplos: troque pelos seus", "Todos los valores son ejemplos: cámbielos por los suyos", "All values are samples: use your own"})
	}
	if m := s.marks(body); m != "" && s.pref != nil {
		own += "; " + m
	}
	if added == "" {
		return own
	}
	return own + ". + " + added
}

// fieldNames names what edits add: their common object when they share one.
func fieldNames(edits []edit) string {
	var names []string
	for _, e := range edits {
		names = append(names, e.path)
	}
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	parent := names[0][:strings.LastIndexByte(names[0], '.')+1]
	for _, n := range names {
		if parent == "" || !strings.HasPrefix(n, parent) {
			return strings.Join(names, ", ")
		}
	}
	return strings.TrimSuffix(parent, ".")
}
