package export

import (
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"github.com/homologa/homologa/checks/lang"
	"github.com/homologa/homologa/checks/lint"
	"github.com/homologa/homologa/mpclient"
)

// LintSchema names the JSON object of homologa lint.
const LintSchema = "homologa.lint/v1"

// Lint is the judgement on a body, and the order it was turned into when that was asked for.
type Lint struct {
	Result lint.Result
	Order  *lint.Conversion
	// OrderFaults is what is wrong with that order.
	OrderFaults []lint.Fault
	Lang        lang.Lang
}

// Refused tells whether the API would refuse what is to be sent: the order if there is one, else the body.
func (l Lint) Refused() bool {
	faults := l.Result.Faults
	if l.Order != nil {
		faults = l.OrderFaults
	}
	for _, f := range faults {
		if f.Severity == lint.Refused {
			return true
		}
	}
	return false
}

type jsonLint struct {
	Schema   string                `json:"schema"`
	Version  string                `json:"homologa"`
	Kind     lint.Kind             `json:"kind"`
	KindSure bool                  `json:"kind_certain"`
	Route    string                `json:"route"`
	Site     mpclient.SiteID       `json:"site"`
	SiteFrom string                `json:"site_from"`
	Verdict  string                `json:"verdict"` // refused or accepted
	Counts   map[lint.Severity]int `json:"counts"`
	Faults   []jsonFault           `json:"faults"`
	Notes    []string              `json:"notes"`
	Order    *jsonOrder            `json:"order"` // null unless --to orders was given
}

type jsonFault struct {
	Severity lint.Severity   `json:"severity"`
	Code     string          `json:"code"`
	Status   int             `json:"status"`
	Message  string          `json:"message"`
	Certain  bool            `json:"certain"`
	Hint     bool            `json:"hint"` // it only looks wrong; the API does not look
	Path     string          `json:"path"`
	Line     int             `json:"line"`
	Column   int             `json:"column"`
	Excerpt  string          `json:"excerpt"`
	Caret    int             `json:"caret"`
	Got      string          `json:"got"`
	Text     string          `json:"text"`
	Fix      json.RawMessage `json:"fix"` // null when it is not certain
	Source   string          `json:"source"`
}

type jsonOrder struct {
	Body   json.RawMessage `json:"body"`
	Lost   []jsonLoss      `json:"lost"`
	Faults []jsonFault     `json:"faults"`
}

type jsonLoss struct {
	Path string `json:"path"`
	To   string `json:"to"`
	Text string `json:"text"`
}

// LintJSON writes one object and a line end. Every key is always there.
func LintJSON(w io.Writer, l Lint, version string) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(l.object(version))
}

func (l Lint) object(version string) jsonLint {
	r := l.Result
	out := jsonLint{Schema: LintSchema, Version: version, Kind: r.Kind, KindSure: r.KindSure, Route: r.Kind.Route(), Site: r.Site, SiteFrom: r.SiteFrom,
		Verdict: "accepted", Counts: map[lint.Severity]int{}, Faults: l.faults(r.Faults), Notes: []string{}}
	for _, s := range lint.Severities {
		out.Counts[s] = r.Count(s)
	}
	if l.Refused() {
		out.Verdict = "refused"
	}
	for _, n := range r.Notes {
		out.Notes = append(out.Notes, l.Lang.Text(n))
	}
	if l.Order != nil {
		out.Order = &jsonOrder{Body: l.Order.Body, Lost: []jsonLoss{}, Faults: l.faults(l.OrderFaults)}
		for _, x := range l.Order.Lost {
			out.Order.Lost = append(out.Order.Lost, jsonLoss{x.Path, x.To, l.Lang.Text(x.Text)})
		}
	}
	return out
}

func (l Lint) faults(list []lint.Fault) []jsonFault {
	out := []jsonFault{}
	for _, f := range list {
		j := jsonFault{Severity: f.Severity, Code: f.Code, Status: f.Status, Message: f.Message, Certain: f.Certain, Hint: f.Hint, Path: f.Path, Line: f.Line, Column: f.Column,
			Got: f.Got, Text: l.Lang.Text(f.Text), Source: l.Lang.S(f.Source)}
		if f.Excerpt != nil {
			j.Excerpt, j.Caret = f.Excerpt.Text, f.Excerpt.Caret
		}
		if f.Fix != "" {
			j.Fix = json.RawMessage(f.Fix)
		}
		out = append(out, j)
	}
	return out
}

const lintWidth = 100

// LintText writes the judgement for a person, the refusal the API would answer with first.
func LintText(w io.Writer, l Lint, paint Painter, ascii bool) error {
	r, t := l.Result, l.Lang
	var b strings.Builder
	dot := " · "
	if ascii {
		dot = " - "
	}
	where := t.S("lint.head.no_site")
	if r.Site != "" {
		where = t.S("lint.head.site", "site", string(r.Site), "from", "@lint.from."+r.SiteFrom)
	}
	head := []string{string(r.Kind), r.Kind.Route(), where}
	if r.Kind == "" {
		head = []string{"JSON"}
	}
	b.WriteString(paint.paint(RoleAccent, strings.Join(head, dot)) + "\n")
	if r.Kind != "" && !r.KindSure {
		b.WriteString(paint.paint(RoleMuted, t.S("lint.head.kind_guess")) + "\n")
	}
	l.list(&b, r.Faults, paint, ascii)
	if len(r.Notes) > 0 {
		b.WriteString("\n" + paint.paint(RoleMuted, t.S("lint.label.notes")) + "\n")
		for _, n := range r.Notes {
			b.WriteString("  " + hang(t.Text(n), 2) + "\n")
		}
	}
	b.WriteString("\n")
	if f := r.First(); f != nil {
		path := f.Path
		if path == "" {
			path = "@lint.whole_body"
		}
		b.WriteString(paint.paint(RoleBad, t.S("lint.first", "status", codeOf(*f), "path", path)) + "\n")
	} else if len(r.Faults) == 0 {
		b.WriteString(paint.paint(RoleOK, t.S("lint.fine")) + "\n")
	}
	args := []string{}
	for _, s := range lint.Severities {
		args = append(args, string(s), strconv.Itoa(r.Count(s)))
	}
	line := t.S("lint.sum.line", args...)
	if ascii {
		line = strings.ReplaceAll(line, " · ", dot)
	}
	b.WriteString(line + "\n")
	_, err := io.WriteString(w, b.String())
	return err
}

// LossText writes what the order does not carry over, and what is still wrong with it.
func LossText(w io.Writer, l Lint, paint Painter, ascii bool) error {
	var b strings.Builder
	for _, x := range l.Order.Lost {
		to := ""
		if x.To != "" {
			to = " → " + x.To
			if ascii {
				to = " -> " + x.To
			}
		}
		fmt.Fprintf(&b, "%s %s%s\n    %s\n", paint.paint(RoleWarn, "!"), x.Path, to, hang(l.Lang.Text(x.Text), 4))
	}
	l.list(&b, l.OrderFaults, paint, ascii)
	_, err := io.WriteString(w, b.String())
	return err
}

func codeOf(f lint.Fault) string {
	out := strconv.Itoa(f.Status)
	if f.Code != "" {
		out += " " + f.Code
	}
	return out
}

func (l Lint) list(b *strings.Builder, faults []lint.Fault, paint Painter, ascii bool) {
	t := l.Lang
	marks := map[lint.Severity][2]string{lint.Refused: {"✗", "x"}, lint.Warning: {"!", "!"}, lint.Advice: {"·", "-"}}
	roles := map[lint.Severity]Role{lint.Refused: RoleBad, lint.Warning: RoleWarn, lint.Advice: RoleMuted}
	for _, f := range faults {
		mark := marks[f.Severity][0]
		if ascii {
			mark = marks[f.Severity][1]
		}
		head := []string{t.S("lint.word." + string(f.Severity))}
		if f.Status > 0 {
			head = append(head, codeOf(f))
		}
		if f.Hint {
			head = append(head, "("+t.S("lint.label.hint")+")")
		} else if !f.Certain {
			head = append(head, "("+t.S("lint.label.maybe")+")")
		}
		path := f.Path
		if path == "" {
			path = t.S("lint.whole_body")
		}
		fmt.Fprintf(b, "\n%s %s", paint.paint(roles[f.Severity], mark+" "+strings.Join(head, " ")), paint.paint(RoleAccent, path))
		if f.Line > 0 {
			fmt.Fprintf(b, "  %s", paint.paint(RoleMuted, t.S("lint.label.line", "line", strconv.Itoa(f.Line), "column", strconv.Itoa(f.Column))))
		}
		b.WriteString("\n    " + hang(t.Text(f.Text), 4) + "\n")
		if f.Excerpt != nil {
			caret := "^"
			text := f.Excerpt.Text
			if ascii {
				text = strings.ReplaceAll(text, "•", "*")
			}
			fmt.Fprintf(b, "    %s\n    %s%s\n", text, strings.Repeat(" ", f.Excerpt.Caret), paint.paint(RoleBad, caret))
		}
		for _, row := range []struct{ label, value string }{{"got", f.Got}, {"send", f.Fix}, {"api", f.Message}, {"from", t.S(f.Source)}} {
			if row.value != "" && !(row.label == "from" && f.Severity == lint.Advice) {
				fmt.Fprintf(b, "    %s %s\n", paint.paint(RoleMuted, t.S("lint.label."+row.label)+":"), row.value)
			}
		}
	}
}

// hang wraps a text that starts at a column.
func hang(s string, column int) string {
	return strings.ReplaceAll(ansi.Wordwrap(s, lintWidth-column, ""), "\n", "\n"+strings.Repeat(" ", column))
}
