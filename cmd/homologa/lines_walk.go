package main

import (
	"context"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/checks/export"
	"github.com/homologa/homologa/checks/fix"
	"github.com/homologa/homologa/checks/lang"
	"github.com/homologa/homologa/checks/walk"
	"github.com/homologa/homologa/mpclient"
)

// check runs the audit to its end and says what it changed.
func (m *lineMode) check(sel checks.Selection) error {
	ctx, end := m.runs.begin(m.ctx)
	defer end()
	ctx, cancel := context.WithTimeout(ctx, m.timeout)
	defer cancel()
	first := m.report == nil
	if first {
		m.say(m.lang.S("lines.checking_all", "n", strconv.Itoa(len(m.reqs))))
	} else {
		m.say(m.lang.S("lines.checking"))
	}
	before := maps.Clone(m.findings)
	going := map[string]time.Time{}
	_, events := m.sess.Engine.Start(ctx, sel)
	for events != nil {
		select {
		case ev, ok := <-events:
			if !ok {
				events = nil
				break
			}
			m.heard(ev, going)
		case <-time.After(stillEvery):
			m.stillChecking(going)
		}
	}
	m.runsDone++
	switch {
	case ctx.Err() == context.DeadlineExceeded:
		m.say(m.lang.S("cmd.timed_out", "limit", m.timeout.String()))
	case ctx.Err() != nil:
		m.say(m.lang.S("ui.stopped"))
	}
	if !first {
		m.changes(before, ctx.Err() != nil)
	}
	return nil
}

func (m *lineMode) heard(ev checks.Event, going map[string]time.Time) {
	switch ev.Kind {
	case checks.ProbeChanged:
		if ev.State == checks.ProbeRunning {
			going[ev.Probe] = time.Now()
		} else {
			delete(going, ev.Probe)
		}
	case checks.Judged:
		m.findings[ev.Finding.ID] = *ev.Finding
	case checks.RunFinished:
		m.report = ev.Report
	}
}

// stillChecking names what is being waited for, the longest first.
func (m *lineMode) stillChecking(going map[string]time.Time) {
	names := slices.SortedFunc(maps.Keys(going), func(a, b string) int { return going[a].Compare(going[b]) })
	for _, n := range names {
		m.say(m.lang.S("lines.still", "time", span(time.Since(going[n])), "what", "@probe."+n))
	}
}

// changes says what a run changed against the one before, an item a line. That it was stopped has been said.
func (m *lineMode) changes(before map[checks.ID]checks.Finding, stopped bool) {
	s := m.state()
	list, done := s.Changes(before)
	switch out := s.Outcome(list); out {
	case walk.Stopped, walk.Unchanged:
		if !stopped {
			m.say(m.lang.S("ui." + string(out)))
		}
	case walk.TickedOne, walk.Unticked:
		all := s.Count(nil)
		m.say(m.lang.S("ui."+string(out), "title", "@req."+string(list[0].ID)+".title", "done", strconv.Itoa(all.Done), "total", strconv.Itoa(all.Total)))
		return
	case walk.Many:
		m.say(m.lang.S("ui.changed_many", "n", strconv.Itoa(len(list)), "better", strconv.Itoa(done)))
	}
	for i, c := range list {
		if i < mostChanges || c.ID == m.selected {
			m.verdictLine(roleNow(c.Now), m.verdict(c.ID), m.lang.S("lines.changed", "title", "@req."+string(c.ID)+".title", "was", "@"+walk.Word(c.Was)))
		}
	}
}

// state is what the walk's own counting works on.
func (m *lineMode) state() walk.State {
	return walk.State{Reqs: m.reqs, Findings: m.findings, Report: m.report}
}

// mostChanges is how many are read out; a token that works at last changes a hundred.
const mostChanges = 10

func (m *lineMode) verdict(id checks.ID) string { return m.lang.S(walk.Word(m.findings[id])) }

func roleNow(f checks.Finding) export.Role {
	if walk.Ticked(f) {
		return export.RoleOK
	}
	return export.RoleOf(f.Verdict)
}

func (m *lineMode) itemNumber(id checks.ID) string {
	return strconv.Itoa(1 + slices.IndexFunc(m.reqs, func(r checks.Requirement) bool { return r.ID == id }))
}

// row is an item on one line.
func (m *lineMode) row(id checks.ID) {
	r := m.idx[id]
	m.verdictLine(roleNow(m.findings[id]), m.verdict(id), m.lang.S("lines.row", "n", m.itemNumber(id), "title", "@req."+string(id)+".title", "level", "@level."+string(r.Level), "id", string(id)))
}

// overview says how far from ready, what is next, and how each section stands; with nothing open any more, what a
// person confirmed, what nobody could see, and the day of the launch.
func (m *lineMode) overview() {
	l := m.lang
	s := m.state()
	weighed := s.Weigh()
	ready := weighed.Verdict
	blockers, required := s.Failing(weighed)
	who := m.sess.Label
	if m.report != nil {
		who += ", " + strings.ReplaceAll(export.About(m.report.Integration, l), " · ", ", ")
	}
	m.verdictLine(export.RoleOfReadiness(ready), l.S("ready."+string(ready)), who)
	m.sectionDone(s.Count(nil))
	if blockers+required > 0 {
		m.say(l.S("ui.overview_open", "b", strconv.Itoa(blockers), "r", strconv.Itoa(required)))
	}
	if n := len(weighed.Open) + len(weighed.Confirm); n > 0 {
		m.say(l.S("ui.overview_confirm", "n", strconv.Itoa(n)))
	}
	if m.report != nil && m.report.APIGap != nil {
		m.say(l.Text(m.report.APIGap.Detail))
	}
	m.sections()
	if next := checks.Walk(m.reqs, m.findings); len(next) > 0 {
		m.say(l.S("ui.overview_next") + ":")
		for _, id := range next[:min(3, len(next))] {
			m.row(id)
		}
		if n := len(next) - 3; n > 0 {
			m.say(l.S("ui.overview_more", "n", strconv.Itoa(n)))
		}
	}
	m.human(ready != checks.NotReady)
	if ready == checks.Ready {
		m.say(l.S("ui.launch") + ":")
		for i := 1; lang.Has("ui.launch." + strconv.Itoa(i)); i++ {
			m.say(strconv.Itoa(i) + ". " + l.S("ui.launch."+strconv.Itoa(i), "key", ""))
		}
	}
}

func (m *lineMode) sections() {
	for i, sec := range checks.Sections {
		n := m.state().Section(sec)
		f := checks.Finding{Verdict: n.Worst}
		if n.Unjudged { // a section is not better than what was looked at of it
			f.Verdict = ""
		}
		m.verdictLine(export.RoleOf(f.Verdict), m.lang.S(walk.Word(f)),
			m.lang.S("lines.section", "n", strconv.Itoa(i+1), "name", "@section."+string(sec), "done", strconv.Itoa(n.Done), "total", strconv.Itoa(n.Total)))
	}
}

func (m *lineMode) sectionDone(n walk.Count) {
	m.say(m.lang.S("ui.section_done", "done", strconv.Itoa(n.Done), "total", strconv.Itoa(n.Total)))
}

// human lists what only a person could say, and once nothing fails any more what nobody said or saw; before that a
// count is enough to listen to.
func (m *lineMode) human(whole bool) {
	ticked, unseen := m.state().Human()
	if len(ticked) > 0 {
		m.say(m.lang.S("ui.overview_ticked", "n", strconv.Itoa(len(ticked))) + ":")
		for _, id := range ticked {
			m.row(id)
		}
	}
	if len(unseen) == 0 {
		return
	}
	if !whole {
		m.say(m.lang.S("ui.overview_unseen", "n", strconv.Itoa(len(unseen))))
		return
	}
	m.say(m.lang.S("ui.overview_unseen", "n", strconv.Itoa(len(unseen))) + ":")
	for _, id := range unseen {
		m.row(id)
	}
}

func (m *lineMode) choose(id checks.ID) { m.selected = id }

// next goes to the item to work on, in the order that matters.
func (m *lineMode) next(string) error {
	m.goTo(placeWalk)
	id := m.state().Next(m.selected)
	if id == "" {
		m.selected = ""
		m.say(m.lang.S("lines.nothing_open"))
		m.overview()
		return nil
	}
	m.choose(id)
	m.brief(m.selected)
	return nil
}

// brief says how an item stands and what to do about it.
func (m *lineMode) brief(id checks.ID) {
	f := m.findings[id]
	m.row(id)
	m.seen(f)
	m.todo(m.idx[id], f)
}

// seen is what was observed, and why that is a mistake.
func (m *lineMode) seen(f checks.Finding) {
	l := m.lang
	m.entry("lines.seen", l.Text(f.Detail))
	for _, c := range f.Causes {
		m.entry("lines.cause", l.Text(c.Detail)+" ("+c.ID+")")
	}
	if f.Verdict == checks.Attest && m.sess.Attest != nil {
		m.say(l.S("lines.tick_hint"))
	}
}

func (m *lineMode) todo(r checks.Requirement, f checks.Finding) {
	if walk.ToDo(f) {
		m.entry("ui.todo", m.lang.Text(r.Do()))
	}
}

// view is everything known of an item.
func (m *lineMode) view(arg string) error {
	if arg != "" {
		n, err := strconv.Atoi(arg)
		if err != nil || n < 1 || n > len(m.reqs) {
			m.say(m.lang.S("lines.no_number", "n", clean(arg, 20)))
			return nil
		}
		m.choose(m.reqs[n-1].ID)
	}
	l, r, f := m.lang, m.idx[m.selected], m.findings[m.selected]
	m.row(r.ID)
	m.say(l.S("lines.in_section", "name", "@section."+string(r.Section)))
	m.entry("ui.ask", l.Text(r.Ask()))
	m.seen(f)
	for _, e := range f.Evidence {
		text := l.Text(e.Text)
		if e.Exchange != "" {
			text += " (" + e.Exchange + ")"
		}
		word := "ui.evidence"
		if e.Kind == checks.LeftOut {
			word = "ui.left_out"
		}
		m.entry(word, text)
	}
	m.todo(r, f)
	if key := "req." + string(r.ID) + ".check"; lang.Has(key) {
		m.entry("ui.check", m.sess.Engine.Facts().Fill(r.Section, l.S(key)))
	}
	src := l.S(r.Source)
	if r.Official != "" {
		src = l.S("ui.official", "name", r.Official) + ", " + src
	}
	m.entry("ui.source", src)
	if names := m.fixNames(); len(names) > 0 {
		m.say(l.S("lines.fix_in", "languages", strings.Join(names, ", ")))
	}
	return nil
}

// list lists the sections, or the items of one: by its number, its id or the beginning of its name.
func (m *lineMode) list(arg string) error {
	if arg == "" {
		m.sections()
		m.say(m.lang.S("lines.list_hint"))
		return nil
	}
	for i, sec := range checks.Sections {
		if arg != strconv.Itoa(i+1) && fold(arg) != string(sec) && !strings.HasPrefix(fold(m.lang.S("section."+string(sec))), fold(arg)) {
			continue
		}
		n := m.state().Section(sec)
		m.say(m.lang.S("section."+string(sec)) + ", " + m.lang.S("ui.section_done", "done", strconv.Itoa(n.Done), "total", strconv.Itoa(n.Total)))
		if sec == checks.Homologation {
			m.aspects()
		}
		for _, r := range m.reqs {
			if r.Section == sec && !m.findings[r.ID].OtherProduct() {
				m.row(r.ID)
			}
		}
		return nil
	}
	m.say(m.lang.S("lines.no_section", "name", clean(arg, 40)))
	return nil
}

// aspects counts the official checklist by aspect; it is no score.
func (m *lineMode) aspects() {
	m.say(m.lang.S("ui.no_score"))
	tally := m.state().Aspects()
	for _, a := range checks.Aspects {
		if n := tally[a]; n.Total > 0 {
			m.say(m.lang.S("aspect."+string(a)) + ": " + m.lang.S("ui.x_of_y", "x", strconv.Itoa(n.Done), "y", strconv.Itoa(n.Total)))
		}
	}
}

// filter lists the items that hold every word: of a name, an id, a level or a verdict.
func (m *lineMode) filter(arg string) error {
	if arg == "" {
		m.say(m.lang.S("lines.filter_hint"))
		return nil
	}
	n := 0
	for _, r := range m.reqs {
		f := m.findings[r.ID]
		hay := fold(m.lang.Text(r.Title()) + " " + string(r.ID) + " " + m.verdict(r.ID) + " " + string(f.Verdict) + " " + m.lang.S("level."+string(r.Level)) + " " + string(r.Level))
		if f.OtherProduct() || !containsWords(hay, arg) {
			continue
		}
		n++
		m.row(r.ID)
	}
	m.say(m.lang.S("lines.matches", "n", strconv.Itoa(n)))
	return nil
}

func containsWords(hay, words string) bool {
	for w := range strings.FieldsSeq(fold(words)) {
		if !strings.Contains(hay, w) {
			return false
		}
	}
	return true
}

func (m *lineMode) fixes() []fix.Fix {
	f, ok := m.findings[m.selected]
	if m.at != placeWalk || !ok || f.Verdict == checks.Pass || f.Verdict == checks.NotApplicable {
		return nil
	}
	// Each prompt asks several times whether there is one.
	if key := (fixKey{m.selected, m.lang, m.runsDone}); key != m.fixesOf {
		m.fixesOf, m.fixesKept = key, fix.For(m.selected, m.sess.Engine.Facts(), m.lang)
	}
	return m.fixesKept
}

// fixKey is what the fixes of an item depend on.
type fixKey struct {
	id   checks.ID
	lang lang.Lang
	runs int
}

func (m *lineMode) fixNames() []string {
	var out []string
	for _, x := range m.fixes() {
		out = append(out, string(x.Language))
	}
	return out
}

// fixAt is the fix in the language chosen last, else the first.
func (m *lineMode) fixAt() (list []fix.Fix, at int) {
	list = m.fixes()
	return list, max(0, slices.IndexFunc(list, func(x fix.Fix) bool { return x.Language == m.fixLang }))
}

// showFix writes the fix, as it is, between a line that names it and one that ends it.
func (m *lineMode) showFix(arg string) error {
	list, at := m.fixAt()
	if arg != "" {
		if at = slices.IndexFunc(list, func(x fix.Fix) bool { return string(x.Language) == strings.ToLower(arg) }); at < 0 {
			m.say(m.lang.S("cmd.no_fix_lang", "id", string(m.selected), "language", clean(arg, 40), "known", strings.Join(m.fixNames(), ", ")))
			return nil
		}
	}
	m.fixLang = list[at].Language
	m.say(mpclient.Clean(list[at].Title))
	m.block(m.lang.S("lines.fix", "language", string(m.fixLang), "n", strconv.Itoa(at+1), "of", strconv.Itoa(len(list))), list[at].Body)
	return nil
}

func (m *lineMode) otherFix(string) error {
	list, at := m.fixAt()
	return m.showFix(string(list[(at+1)%len(list)].Language))
}

func (m *lineMode) copyFix() {
	list, at := m.fixAt()
	m.copyText(list[at].Body)
}

// again looks at the selected item once more. What sends or writes is asked about first.
func (m *lineMode) again(arg string) error {
	if w := fold(arg); w != "" && slices.Contains([]string{"all", "tudo", "todo", "todos"}, w) {
		return m.check(checks.Selection{})
	}
	f := m.findings[m.selected]
	sel := checks.Selection{IDs: []checks.ID{m.selected}}
	if f.Input == "consent" {
		sel.Consent = map[string]bool{"*": true}
		if f.Consent != "" {
			sel.Consent = map[string]bool{f.Consent: true}
		}
		how := "lines.consent_type"
		if checks.AsksContact(f.Consent) {
			how = "lines.consent_host"
		}
		_, yes, err := m.agreeTyping(m.lang.Text(f.Asked()), f.Typed, how)
		if err != nil || !yes {
			return err
		}
	}
	if err := m.check(sel); err != nil {
		return err
	}
	m.brief(m.selected)
	return nil
}

func (m *lineMode) tickable(on bool) bool {
	f, ok := m.findings[m.selected]
	return ok && f.Verdict == checks.Attest && m.sess.Attest != nil && walk.Ticked(f) == on
}

func (m *lineMode) tick(on bool) error {
	if err := m.sess.Attest(m.selected, on); err != nil {
		return err
	}
	return m.check(checks.Selection{IDs: []checks.ID{m.selected}})
}

func (m *lineMode) repairable() bool {
	return m.sess.Demo != nil && m.selected != "" && slices.Contains(m.sess.Demo.Broken(), m.selected)
}

// repair applies the fix in the sample shop and looks again.
func (m *lineMode) repair(string) error {
	id := m.selected
	if err := m.sess.Demo.Repair(id); err != nil {
		return err
	}
	m.say(m.lang.S("ui.repaired", "title", "@req."+string(id)+".title"))
	return m.check(checks.Selection{IDs: []checks.ID{id}})
}
