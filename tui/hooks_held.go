package tui

import (
	"slices"

	"github.com/homologa/homologa/checks/export"
	"github.com/homologa/homologa/mpclient/webhook"
)

// Held is a delivery as a face holds it, with the one verdict on its signature: Signature. The list, the detail, the story of
// its resource and the lines read that and nothing else.
type Held struct {
	webhook.Arrival
	Answers []webhook.Outcome
	Pasted  bool     // captured elsewhere, and not received
	Test    HookKind // of a test of ours; "" for others
	Wrong   bool     // a sound receiver answers the test otherwise
	why     *export.Verification
}

// HeldCapture takes a delivery that was captured elsewhere.
func HeldCapture(v export.Verification, d webhook.Arrival) Held {
	return Held{Arrival: d, Pasted: true, why: &v}
}

// Why explains the verdict. The search behind it is long, so it is made once, and what it comes to is the verdict from then on.
func (d *Held) Why(h Hooks) export.Verification {
	if d.why == nil {
		v := h.Explain(d.Arrival)
		d.why, d.Signature = &v, v.Verdict
	}
	return *d.why
}

// Again takes the verdict of the same delivery judged anew: other secrets may be known by now.
func (d *Held) Again(now webhook.Arrival) { d.Signature, d.why = now.Signature, nil }

// Renew works the verdict of a capture out anew, which no feed judges.
func (d *Held) Renew(h Hooks) {
	if d.Pasted {
		d.why = nil
		d.Why(h)
	}
}

// Answered notes an answer, once: listening again tells anew what the journal holds.
func (d *Held) Answered(o webhook.Outcome) bool {
	if slices.ContainsFunc(d.Answers, o.Same) {
		return false
	}
	d.Answers = append(d.Answers, o)
	return true
}

// Resendable reports whether it can be handed on once more: not what was refused, and no capture.
func (d *Held) Resendable() bool { return !d.Pasted && d.Refused == "" }

// Shown is the verdict to show: its text key and its role. Of a test of ours the answer counts, not the signature we made.
func (d *Held) Shown() (key string, role export.Role) {
	switch {
	case d.Test != "" && d.Wrong:
		return "hooks.test_other", export.RoleBad
	case d.Test != "":
		return "hooks.test_expected", export.RoleOK
	}
	key = "signature." + string(d.Signature)
	switch d.Signature {
	case webhook.Genuine, webhook.GenuineLower, webhook.SignedHere:
		return key, export.RoleOK
	case webhook.Mismatch, webhook.BadForm:
		return key, export.RoleBad
	}
	return key, export.RoleWarn // what cannot be judged is neither good nor bad
}

// Story is what the deliveries about one resource come to.
type Story struct {
	Repeat         []bool // of each: an earlier one told of the same notification
	Repeats, Taken int    // those, and how many the receiver took
}

// StoryOf tells it, in order of arrival.
func StoryOf(list []*Held) Story {
	s, seen := Story{}, map[string]bool{}
	for _, d := range list {
		id := d.NotificationID()
		again := id != "" && seen[id]
		seen[id] = true
		s.Repeat = append(s.Repeat, again)
		if again {
			s.Repeats++
		}
		if slices.ContainsFunc(d.Answers, webhook.Outcome.Delivered) {
			s.Taken++
		}
	}
	return s
}
