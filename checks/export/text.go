package export

import (
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/checks/lang"
	"github.com/homologa/homologa/checks/walk"
	"github.com/homologa/homologa/mpclient"
)

// Role is what a piece of text means; a painter gives it colour or not.
type Role string

// The roles.
const (
	RoleText   Role = "text"
	RoleMuted  Role = "muted"
	RoleAccent Role = "accent"
	RoleOK     Role = "ok"
	RoleWarn   Role = "warn"
	RoleBad    Role = "bad"
)

// Painter colours text for a role. nil leaves everything plain.
type Painter func(Role, string) string

func (p Painter) paint(r Role, s string) string {
	if p == nil {
		return s
	}
	return p(r, s)
}

// Symbol is the mark of a verdict; word and mark always stand together.
func Symbol(v checks.Verdict, ascii bool) string {
	marks := map[checks.Verdict][2]string{
		checks.Pass: {"✓", "+"}, checks.Fail: {"✗", "x"}, checks.Warn: {"!", "!"}, checks.Inconclusive: {"?", "?"},
		checks.Attest: {"☐", "o"}, checks.NeedsInput: {"○", "."}, checks.NotApplicable: {"–", "-"},
	}
	if ascii {
		return marks[v][1]
	}
	return marks[v][0]
}

// RoleOf is the role of a verdict.
func RoleOf(v checks.Verdict) Role {
	switch v {
	case checks.Pass:
		return RoleOK
	case checks.Fail:
		return RoleBad
	case checks.Warn, checks.Inconclusive:
		return RoleWarn
	case checks.NotApplicable:
		return RoleMuted
	}
	return RoleAccent
}

// RoleOfReadiness is the role of the verdict on the whole: below ready nothing is green.
func RoleOfReadiness(r checks.Readiness) Role {
	switch r {
	case checks.Ready:
		return RoleOK
	case checks.NotReady:
		return RoleBad
	}
	return RoleWarn
}

// VerdictOf is the verdict of a single item that has the mark of a verdict on the whole.
func VerdictOf(r checks.Readiness) checks.Verdict {
	switch r {
	case checks.Ready:
		return checks.Pass
	case checks.NotReady:
		return checks.Fail
	case checks.ToConfirm:
		return checks.Attest
	}
	return checks.Inconclusive
}

// Text writes the report line by line: sections, every finding, and what to do about the open ones.
func Text(w io.Writer, a Audit, paint Painter, ascii bool) error {
	idx := checks.Index(a.Reqs)
	l := a.Lang
	var b strings.Builder
	fmt.Fprintf(&b, "homologa %s · %s\n", a.Version, About(a.Report.Integration, l))
	state := walk.Of(a.Reqs, a.Report)
	for _, sec := range checks.Sections {
		var rows []checks.Finding
		for _, f := range a.Report.Findings {
			if idx[f.ID].Section == sec && !f.OtherProduct() {
				rows = append(rows, f)
			}
		}
		if len(rows) == 0 {
			continue
		}
		n := state.Count(func(r checks.Requirement) bool { _, judged := state.Findings[r.ID]; return judged && r.Section == sec })
		fmt.Fprintf(&b, "\n%s  %d/%d\n", paint.paint(RoleAccent, l.S("section."+string(sec))), n.Done, n.Total)
		if sec == checks.Homologation {
			a.aspects(&b, idx, paint)
		}
		for _, f := range rows {
			a.row(&b, idx[f.ID], f, paint, ascii)
		}
	}
	b.WriteString("\n" + a.Summary(paint) + "\n")
	_, err := io.WriteString(w, b.String())
	return err
}

// aspects writes x of y for each aspect of the measurement, of this section alone; never a score.
func (a Audit) aspects(b *strings.Builder, idx map[checks.ID]checks.Requirement, paint Painter) {
	in := map[checks.ID]checks.Requirement{}
	for id, r := range idx {
		if r.Section == checks.Homologation {
			in[id] = r
		}
	}
	tally := a.Report.ByAspect(in)
	for _, x := range checks.Aspects {
		if t := tally[x]; t.Total > 0 {
			fmt.Fprintf(b, "  %s\n", paint.paint(RoleMuted, a.Lang.S("aspect."+string(x))+"  "+a.Lang.S("ui.x_of_y", "x", strconv.Itoa(t.Done), "y", strconv.Itoa(t.Total))))
		}
	}
}

func (a Audit) row(b *strings.Builder, r checks.Requirement, f checks.Finding, paint Painter, ascii bool) {
	l := a.Lang
	mark, word, role := Symbol(f.Verdict, ascii), "verdict."+string(f.Verdict), RoleOf(f.Verdict)
	if f.Verdict == checks.Attest && f.Done() {
		mark, word, role = map[bool]string{true: "*", false: "☑"}[ascii], "ui.attested", RoleOK
	}
	fmt.Fprintf(b, "  %s  %s  %s\n", paint.paint(role, mark+" "+l.S(word)), a.say(r.Title()), paint.paint(RoleMuted, string(r.ID)+" · "+l.S("level."+string(r.Level))))
	if !f.Verdict.Open() || f.Done() {
		if a.Verbose {
			fmt.Fprintf(b, "      %s\n", a.say(f.Detail))
		}
		a.evidence(b, f, paint, a.Verbose)
		return
	}
	fmt.Fprintf(b, "      %s\n", a.say(f.Detail))
	for _, c := range f.Causes {
		fmt.Fprintf(b, "      %s %s: %s\n", paint.paint(RoleMuted, "·"), c.ID, a.say(c.Detail))
	}
	for _, line := range Draw(f.Figure, l, 72, paint, ascii) {
		b.WriteString("        " + line + "\n")
	}
	a.evidence(b, f, paint, true)
	if f.Verdict == checks.Inconclusive {
		return // what to do is written for the failing case; here nobody knows that it fails
	}
	fmt.Fprintf(b, "      %s %s\n", paint.paint(RoleMuted, l.S("ui.todo")+":"), strings.ReplaceAll(a.say(r.Do()), "\n", "\n        "))
	if f.Verdict == checks.Fail || f.Verdict == checks.Warn {
		fmt.Fprintf(b, "      %s homologa fix %s\n", paint.paint(RoleMuted, l.S("ui.fix")+":"), r.ID)
	}
}

// evidence writes what was seen, when it is asked for, and what was not looked at, always.
func (a Audit) evidence(b *strings.Builder, f checks.Finding, paint Painter, seen bool) {
	for _, e := range f.Evidence {
		word, role := "ui.evidence", RoleMuted
		if e.Kind == checks.LeftOut {
			word, role = "ui.left_out", RoleWarn
		} else if !seen {
			continue
		}
		ex := ""
		if e.Exchange != "" {
			ex = " (" + e.Exchange + ")"
		}
		fmt.Fprintf(b, "      %s %s%s\n", paint.paint(role, a.Lang.S(word)+":"), a.say(e.Text), ex)
	}
}

// About names the integration in one line.
func About(i checks.Integration, l lang.Lang) string {
	var parts []string
	if i.Account.Nickname != "" {
		parts = append(parts, mpclient.CleanLine(i.Account.Nickname, 40))
	}
	if i.Site != "" {
		parts = append(parts, string(i.Site))
	}
	switch t := i.Account.Test; {
	case t == nil && i.PaymentPage != "" && i.Product == "" && i.Site == "":
		parts = append(parts, mpclient.CleanLine(i.PaymentPage, 120)) // one address was examined, no account
	case t == nil:
		parts = append(parts, l.S("ui.account_unknown"))
	case *t:
		parts = append(parts, l.S("ui.account_test"))
	default:
		parts = append(parts, l.S("ui.account_real"))
	}
	if i.Product != "" {
		parts = append(parts, l.S("product."+string(i.Product)))
	}
	return strings.Join(parts, " · ")
}

// Summary is the verdict in one or two lines.
func (a Audit) Summary(paint Painter) string {
	l := a.Lang
	c := a.Report.Counts()
	ready := a.Weigh().Verdict
	s := paint.paint(RoleOfReadiness(ready), l.S("ready."+string(ready)))
	var parts []string
	for _, v := range checks.Verdicts {
		if n := c[v]; n > 0 {
			parts = append(parts, l.S("verdict."+string(v))+" "+strconv.Itoa(n))
		}
	}
	s += "  " + strings.Join(parts, " · ")
	if open := checks.Walk(a.Reqs, byID(a.Report.Findings)); len(open) > 0 {
		s += "\n" + l.S("ui.next", "title", "@req."+string(open[0])+".title") + "  " + paint.paint(RoleMuted, string(open[0]))
	}
	return s
}

func byID(fs []checks.Finding) map[checks.ID]checks.Finding {
	m := map[checks.ID]checks.Finding{}
	for _, f := range fs {
		m[f.ID] = f
	}
	return m
}
