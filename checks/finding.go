package checks

import "time"

// Text is a message before it has a language: a catalogue key and its arguments. Arguments
// that start with "@" are keys themselves and are rendered in the same language.
type Text struct {
	Key  string   `json:"key"`
	Args []string `json:"args,omitempty"` // name, value, name, value…
}

// T builds a Text from a key and name, value pairs.
func T(key string, args ...string) Text { return Text{Key: key, Args: args} }

// Raw wraps text that is shown as it is, such as an address or a value seen on the wire. It
// must be clean already (mpclient.Clean).
func Raw(s string) Text { return Text{Key: "raw", Args: []string{"text", s}} }

// IsZero tells whether there is nothing to say.
func (t Text) IsZero() bool { return t.Key == "" }

// Verdict is the outcome of one requirement.
type Verdict string

// The verdicts.
const (
	Pass          Verdict = "pass"
	Fail          Verdict = "fail"
	Warn          Verdict = "warn"
	Inconclusive  Verdict = "inconclusive"   // probes disagree, or it cannot be seen from outside
	Attest        Verdict = "attest"         // only a person can know
	NeedsInput    Verdict = "needs_input"    // a setting or a consent is missing
	NotApplicable Verdict = "not_applicable" // other product or site
)

// Verdicts lists all verdicts, worst first, for counting.
var Verdicts = []Verdict{Fail, Warn, Inconclusive, NeedsInput, Attest, Pass, NotApplicable}

// Open tells whether somebody still has to do something about it.
func (v Verdict) Open() bool { return v != Pass && v != NotApplicable }

// Cause names one reason by a stable id.
type Cause struct {
	ID     string
	Detail Text
}

// Evidence is one thing that was seen.
type Evidence struct {
	Kind     string // tls, http, field, file, note
	Text     Text
	Exchange string // id of the recorded exchange, "" when none
}

// Finding is the judgement on one requirement.
type Finding struct {
	ID       ID
	Verdict  Verdict
	Detail   Text
	Causes   []Cause
	Evidence []Evidence
	Figure   *Figure
	Input    string        // NeedsInput: the setting that is missing, or "consent"
	Consent  string        // Input "consent": what Selection.Consent must hold, "" when "*" does
	Typed    string        // with Consent: what has to be typed to agree, "" when a yes does
	Attested time.Time     // Attest: when a person ticked it, zero when nobody did
	Took     time.Duration // the slowest fact it rests on
	Bug      bool          // a probe or rule of ours failed, so nothing was judged
}

// Done tells whether nothing is left to do: passed, not applicable, or attested by a person.
func (f Finding) Done() bool {
	return !f.Verdict.Open() || f.Verdict == Attest && !f.Attested.IsZero()
}

// OtherProduct tells an item that another product's list holds: nobody looking at this one needs to
// see it.
func (f Finding) OtherProduct() bool {
	return f.Verdict == NotApplicable && f.Detail.Key == "find.other_product"
}

// Has tells whether a cause id is among the finding's causes.
func (f Finding) Has(cause string) bool {
	for _, c := range f.Causes {
		if c.ID == cause {
			return true
		}
	}
	return false
}

// With adds evidence and returns the finding, for chaining in rules.
func (f Finding) With(kind string, t Text, exchange string) Finding {
	f.Evidence = append(f.Evidence, Evidence{Kind: kind, Text: t, Exchange: exchange})
	return f
}

// Because adds a cause and returns the finding.
func (f Finding) Because(id string, detail Text) Finding {
	f.Causes = append(f.Causes, Cause{ID: id, Detail: detail})
	return f
}
