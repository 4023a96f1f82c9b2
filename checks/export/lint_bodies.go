package export

import (
	"encoding/json"
	"io"
	"strconv"

	"github.com/homologa/homologa/checks/lang"
	"github.com/homologa/homologa/checks/lint"
)

// LintBodiesSchema names the JSON object of homologa lint on a file of several bodies.
const LintBodiesSchema = "homologa.lint-bodies/v1"

// LintBodies is the judgement on several bodies of one file.
type LintBodies struct {
	Bodies lint.Bodies
	Lang   lang.Lang
}

// Refused tells whether the API would refuse one of them.
func (l LintBodies) Refused() bool {
	for _, r := range l.Bodies.Results {
		if r.First() != nil {
			return true
		}
	}
	return false
}

// cut says how many were left out; "" when none was.
func (l LintBodies) cut() string {
	if n := len(l.Bodies.Results); n < l.Bodies.Of {
		return l.Lang.S("lint.bodies.cut", "n", strconv.Itoa(n), "of", strconv.Itoa(l.Bodies.Of))
	}
	return ""
}

type jsonBodies struct {
	Schema  string       `json:"schema"`
	Version string       `json:"homologa"`
	Verdict string       `json:"verdict"`
	Of      int          `json:"of"`
	Bodies  []jsonBody   `json:"bodies"`
	Shared  []jsonShared `json:"shared"` // an external_reference that several bodies have: hints
	Notes   []string     `json:"notes"`
}

type jsonBody struct {
	Line int `json:"line"`
	jsonLint
}

type jsonShared struct {
	Reference string `json:"external_reference"`
	Bodies    []int  `json:"bodies"`
	Text      string `json:"text"`
}

// LintBodiesJSON writes one object and a line end.
func LintBodiesJSON(w io.Writer, l LintBodies, version string) error {
	out := jsonBodies{Schema: LintBodiesSchema, Version: version, Verdict: "accepted", Of: l.Bodies.Of, Bodies: []jsonBody{}, Shared: []jsonShared{}, Notes: []string{}}
	if l.Refused() {
		out.Verdict = "refused"
	}
	for i, r := range l.Bodies.Results {
		out.Bodies = append(out.Bodies, jsonBody{l.Bodies.Lines[i], Lint{Result: r, Lang: l.Lang}.object(version)})
	}
	for _, s := range l.Bodies.Shared {
		out.Shared = append(out.Shared, jsonShared{s.Reference, s.Bodies, l.Lang.Text(s.Text)})
	}
	if c := l.cut(); c != "" {
		out.Notes = append(out.Notes, c)
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(out)
}

// LintBodiesText writes one judgement after the other, then what the bodies share.
func LintBodiesText(w io.Writer, l LintBodies, paint Painter, ascii bool) error {
	for i, r := range l.Bodies.Results {
		head := l.Lang.S("lint.bodies.head", "n", strconv.Itoa(i+1), "of", strconv.Itoa(l.Bodies.Of), "line", strconv.Itoa(l.Bodies.Lines[i]))
		if _, err := io.WriteString(w, paint.paint(RoleAccent, head)+"\n"); err != nil {
			return err
		}
		r.Notes = nil // the same for each: a file of one body shows them
		if err := LintText(w, Lint{Result: r, Lang: l.Lang}, paint, ascii); err != nil {
			return err
		}
		if _, err := io.WriteString(w, "\n"); err != nil {
			return err
		}
	}
	text := ""
	for _, s := range l.Bodies.Shared {
		text += paint.paint(RoleWarn, "! "+l.Lang.S("lint.word.warning")+" ("+l.Lang.S("lint.label.hint")+")") + " " + paint.paint(RoleAccent, "external_reference") + "\n    " + hang(l.Lang.Text(s.Text), 4) + "\n"
	}
	if c := l.cut(); c != "" {
		text += c + "\n"
	}
	_, err := io.WriteString(w, text)
	return err
}
