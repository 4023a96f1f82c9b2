// Package lint judges the body of a request before it is sent: a preference, a payment, an order, a subscription or
// its plan. It reads bytes and answers faults, all of them in one pass, in the order the API would come to them. It
// calls nothing, and it never claims more than the public sources do: where they doubt or disagree a fault is at
// most a warning that says so.
package lint

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/mpclient"
)

// Kind is what a body creates.
type Kind string

// The kinds, by the last part of the address they are sent to.
const (
	Preference  Kind = "preference"       // POST /checkout/preferences
	Payment     Kind = "payment"          // POST /v1/payments
	Order       Kind = "order"            // POST /v1/orders
	Preapproval Kind = "preapproval"      // POST /preapproval
	Plan        Kind = "preapproval_plan" // POST /preapproval_plan
)

// Kinds lists the kinds.
var Kinds = []Kind{Preference, Payment, Order, Preapproval, Plan}

// Route is the call a kind of body belongs to.
func (k Kind) Route() string {
	switch k {
	case Preference:
		return "POST /checkout/preferences"
	case Payment:
		return "POST /v1/payments"
	case Order:
		return "POST /v1/orders"
	case Preapproval:
		return "POST /preapproval"
	case Plan:
		return "POST /preapproval_plan"
	}
	return ""
}

// Options say what is known beyond the body. The zero value knows nothing.
type Options struct {
	Kind        Kind            // "": found out from the body
	Site        mpclient.SiteID // "": found out from the body
	Now         time.Time       // zero: no date is judged as past
	TestAccount *bool           // whether the seller is a test user; nil: unknown
}

// Severity is what becomes of a request with a fault.
type Severity string

// The severities, worst first.
const (
	Refused Severity = "refused" // the API answers an error
	Warning Severity = "warning" // it may refuse, ignore the field or do something else than was meant
	Advice  Severity = "advice"  // it takes the body, and approval or reconciliation suffer
)

// Severities lists the severities, worst first.
var Severities = []Severity{Refused, Warning, Advice}

// Fault is one thing that is wrong with a body. All its texts are clean and redacted.
type Fault struct {
	Severity Severity
	Code     string // what the API sends: cause[].code, error, or errors[].code; "" when it sends none
	Message  string // the API's own sentence, "" when no source has it
	Status   int    // HTTP status of the refusal, 0 without one
	// Certain is false when no source confirms it, or when it depends on the account.
	Certain bool
	Hint    bool   // it only looks wrong, and the API does not look
	Path    string // such as items[0].unit_price; "" is the body itself
	Line    int    // from 1; 0 for what is not there
	Column  int    // in characters, from 1
	Excerpt *Excerpt
	Got     string      // the value as JSON, shortened and redacted; "" when absent
	Text    checks.Text // what is wrong and what to send
	Fix     string      // the value to send as JSON, when there is no doubt about it
	Source  string      // text key of where the rule comes from

	stage, turn int
}

// Result is the judgement on a body.
type Result struct {
	Kind     Kind // "" when the body does not tell
	KindSure bool // given, or no other kind has these fields
	Site     mpclient.SiteID
	SiteFrom string // "option", "currency", "method", "document"; "" when unknown
	Faults   []Fault
	Notes    []checks.Text // what could not be judged
	// Unjudged says why there is no judgement at all: the kind is open, or the body is beyond the limits.
	Unjudged checks.Text
}

// Count counts the faults of a severity.
func (r Result) Count(s Severity) int {
	n := 0
	for _, f := range r.Faults {
		if f.Severity == s {
			n++
		}
	}
	return n
}

// First is the refusal the API would answer with, nil when it would take the body.
func (r Result) First() *Fault {
	for i := range r.Faults {
		if r.Faults[i].Severity == Refused {
			return &r.Faults[i]
		}
	}
	return nil
}

// maxFaults bounds the list of each severity: nobody reads more, and a hostile body shall not grow in memory.
const maxFaults = 200

// Stages follow the order in which the API looks: header, shape, amount, currency and method, business.
const (
	stageJSON = iota
	stageUnknown
	stageType
	stageRequired
	stageAmount
	stageMethod
	stageText
	stagePayer
	stageCard
	stageDate
	stageBusiness
	stageWorld
	stageNeeds
	stageQuality
)

// judge collects what is wrong with one body.
type judge struct {
	Options
	raw      []byte
	body     *value
	kind     Kind
	site     mpclient.Site // zero when unknown
	redactor *mpclient.Redactor
	faults   []*Fault
	full     map[Severity]int
	notes    []checks.Text
}

// Judge judges one body.
func Judge(raw []byte, opt Options) Result {
	j := &judge{Options: opt, raw: raw, redactor: mpclient.NewRedactor(), full: map[Severity]int{}}
	res := Result{Kind: opt.Kind, KindSure: opt.Kind != ""}
	body, p := parse(raw)
	if p.toobig {
		res.Unjudged = checks.T("lint.too_big", "values", strconv.Itoa(maxValues), "depth", strconv.Itoa(maxDepth))
		return res
	}
	if body != nil && body.kind != '{' && !p.fatal {
		p.slips = append(p.slips, slip{"object", body.at, ""})
		body = nil
	}
	if body != nil && opt.Kind == "" {
		res.Kind, res.KindSure = kindOf(body)
	}
	if p.fatal {
		body = nil
	}
	j.body = body
	if body != nil {
		j.site, res.SiteFrom = siteOf(body, opt.Site)
		res.Site = j.site.ID
	}
	j.kind = res.Kind
	j.slips(p.slips)
	switch {
	case body == nil:
	case res.Kind == "":
		res.Unjudged = checks.T("lint.kind_open")
	default:
		j.cards("", body)
		if j.site.ID == "" {
			j.note("lint.note.site")
		}
		map[Kind]func(){Preference: j.preference, Payment: j.payment, Order: j.order, Preapproval: j.preapproval, Plan: j.plan}[res.Kind]()
		j.unique()
	}
	for _, s := range Severities {
		if j.full[s] > maxFaults {
			j.note("lint.note.cut", "n", strconv.Itoa(maxFaults))
			break
		}
	}
	res.Faults, res.Notes = j.sorted(), j.notes
	return res
}

func (j *judge) note(key string, args ...string) { j.notes = append(j.notes, checks.T(key, args...)) }

// sorted puts refusals first, each severity in the order of the API's stages, then of the source.
func (j *judge) sorted() []Fault {
	slices.SortStableFunc(j.faults, func(a, b *Fault) int {
		return cmp.Or(cmp.Compare(slices.Index(Severities, a.Severity), slices.Index(Severities, b.Severity)),
			cmp.Compare(a.stage, b.stage), cmp.Compare(a.turn, b.turn))
	})
	var out []Fault
	for _, f := range j.faults {
		if f.Fix != "" && (unspeakable(f.Fix) || strings.Contains(f.Got, "***") && manyDigits(f.Fix)) {
			f.Fix = "" // a person's number in quotes is a person's number
		}
		out = append(out, *f)
	}
	return out
}

// add notes a fault; v is nil for what is missing. Without room left the caller gets a fault that nobody sees.
func (j *judge) add(stage int, s Severity, code, path string, v *value, text checks.Text, source string) *Fault {
	if j.full[s]++; j.full[s] > maxFaults {
		return &Fault{}
	}
	f := &Fault{Severity: s, Code: code, Certain: true, Path: j.path(path), Text: text, Source: source, stage: stage, turn: len(j.faults)}
	if s == Refused || code != "" {
		f.Status = 400
	}
	if v != nil {
		f.Line, f.Column = place(j.raw, v.at)
		f.Got = j.show(path, v)
	}
	j.faults = append(j.faults, f)
	return f
}

// refuse is for what the sources say is refused.
func (j *judge) refuse(stage int, code, path string, v *value, source, key string, args ...string) *Fault {
	return j.add(stage, Refused, code, path, v, checks.T(key, args...), source)
}

// doubt is for refusals that no source confirms, or that depend on the account.
func (j *judge) doubt(stage int, code, path string, v *value, source, key string, args ...string) *Fault {
	f := j.add(stage, Warning, code, path, v, checks.T(key, args...), source)
	f.Certain = false
	return f
}

// warn is for what is taken and does harm.
func (j *judge) warn(stage int, path string, v *value, source, key string, args ...string) *Fault {
	return j.add(stage, Warning, "", path, v, checks.T(key, args...), source)
}

func (j *judge) advise(path string, v *value, source, key string, args ...string) *Fault {
	return j.add(stageQuality, Advice, "", path, v, checks.T(key, args...), source)
}

// says adds the API's own words.
func (f *Fault) says(message string) *Fault { f.Message = message; return f }

// with adds the value to send.
func (f *Fault) with(fix string) *Fault { f.Fix = fix; return f }

// slips turns mistakes of the JSON into faults. The first one of each place is what the API meets; the others it
// never comes to.
func (j *judge) slips(list []slip) {
	code, message := "bad_request", ""
	if j.kind == Order {
		code = "json_syntax_error"
	}
	for _, s := range list {
		text := checks.T("lint.json." + s.what)
		path := ""
		var f *Fault
		switch s.what {
		case "duplicate":
			path = s.key
			f = j.warn(stageJSON, path, nil, "lint.src.json", "lint.json.duplicate")
		case "bom":
			f = j.doubt(stageJSON, code, "", nil, "lint.src.json", "lint.json.bom")
		case "object":
			f = j.add(stageJSON, Refused, code, "", j.body, text, "lint.src.json")
		default:
			f = j.add(stageJSON, Refused, code, "", nil, text, "lint.src.json").says(message)
			e := excerpt(j.raw, s.at)
			f.Excerpt = &e
		}
		f.Line, f.Column = place(j.raw, s.at)
	}
}

// cards looks for card numbers in any text or number: they have no place in a body, only in the card token.
func (j *judge) cards(path string, v *value) {
	switch v.kind {
	case '{':
		for _, m := range v.members {
			if mpclient.HoldsCard(m.name) {
				j.card(path, m.value)
			}
			j.cards(join(path, m.name), m.value)
		}
	case '[':
		for i, e := range v.list {
			j.cards(index(path, i), e)
		}
	case 's', 'n':
		if len(v.text) > 12 && mpclient.HoldsCard(v.text) {
			j.card(path, v)
		}
	}
}

func (j *judge) card(path string, v *value) {
	j.warn(stageBusiness, path, v, "lint.src.pci", "lint.card_number").Got = ""
}

func join(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}

func index(path string, i int) string { return path + "[" + strconv.Itoa(i) + "]" }

// path makes a path fit to be shown: names come from the body.
func (j *judge) path(p string) string {
	plain := len(p) <= 120
	for i := range len(p) {
		if c := p[i]; !isWord(c) && c != '.' && c != '[' && c != ']' {
			plain = false
		}
	}
	if plain && !manyDigits(p) {
		return p
	}
	names := strings.Split(p, ".")
	for i, name := range names {
		if bare, _, _ := strings.Cut(name, "["); manyDigits(bare) {
			names[i] = "***"
		}
	}
	return mpclient.CleanLine(j.redactor.Text(strings.Join(names, ".")), 120)
}

const shownValue = 80

// show writes a value for a person, redacted by its name and by pattern.
func (j *judge) show(path string, v *value) string {
	switch v.kind {
	case '{':
		return "{…}"
	case '[':
		return "[…]"
	case 'b', '0':
		return v.text
	}
	steps := strings.Split(path, ".")
	name := plainStep(steps[len(steps)-1])
	if strings.HasPrefix(name, "card_token") {
		name = "token"
	}
	parent := "x"
	if len(steps) > 1 {
		parent = plainStep(steps[len(steps)-2])
	}
	if personal(steps, name) && manyDigits(v.text) {
		return `"***"`
	}
	text := v.text
	if len(text) > 4096 { // a secret cut here is not among the characters that are shown
		text = strings.ToValidUTF8(text[:4096], "")
	}
	if v.kind == 's' {
		text = quote(text)
	}
	lead := `{"` + parent + `":{"` + name + `":`
	out := string(j.redactor.JSON([]byte(lead + text + `}}`)))
	return mpclient.CleanLine(strings.TrimSuffix(strings.TrimPrefix(out, lead), "}}"), shownValue)
}

// personal tells places whose numbers may be a person's, whatever they are called there: a buyer's part of the body,
// and fields the API does not know.
func personal(steps []string, name string) bool {
	if name == "date_of_expiration" || strings.HasSuffix(name, "_date") || name == "last_purchase" {
		return false
	}
	return slices.Contains(steps, "payer") || strings.HasSuffix(name, "email") || !vocabulary()[name]
}

func manyDigits(s string) bool {
	n := 0
	for i := range len(s) {
		if isDigit(s[i]) {
			n++
		}
	}
	return n > 5
}

// plainStep is the name of a step, without an index; one that is no identifier is nobody's.
func plainStep(s string) string {
	s, _, _ = strings.Cut(s, "[")
	for i := range len(s) {
		if !isWord(s[i]) || isDigit(s[i]) {
			return "x"
		}
	}
	if s == "" || len(s) > 40 {
		return "x"
	}
	return s
}

// orNil lets a call that found nothing be chained: what is said to the result is lost.
func (f *Fault) orNil() *Fault {
	if f == nil {
		return &Fault{}
	}
	return f
}

// placed moves the place of a fault from the value to its name.
func (f *Fault) placed(j *judge, at int) *Fault {
	f.Line, f.Column = place(j.raw, at)
	return f
}

// numeric adds the value without quotes, or with them, when it means the same.
func (f *Fault) numeric(m misfit) *Fault {
	switch {
	case m.v.kind == 's' && (m.want.kind == '#' || m.want.kind == '%'):
		if v, p := parse([]byte(m.v.text)); v != nil && !p.done() && len(p.slips) == 0 && m.want.takes(v) && len(v.text) < 20 {
			// A value that would be refused next is no advice.
			if n, ok := v.number(); !ok || !isAmount(m.path) || decimalsOf(n) <= 2 {
				f.Fix = v.text
			}
		}
	case m.v.kind == 'n' && m.want.kind == 's':
		f.Fix = quote(m.v.text)
	}
	return f
}

func (m misfit) wants() string { return "@lint.type." + typeWords[m.wantKind()] }
func (m misfit) gets() string  { return "@lint.type." + typeWords[m.v.kind] }

// wantKind is the type that is due; elements of an array are objects.
func (m misfit) wantKind() byte {
	if m.array {
		return '{'
	}
	return m.want.kind
}
