package export

import (
	"errors"
	"strings"

	"github.com/homologa/homologa/checks/lang"
	"github.com/homologa/homologa/mpclient"
	"github.com/homologa/homologa/mpclient/webhook"
)

// Verification is what is to be said about how one delivery was signed. No text of it shows a secret.
type Verification struct {
	Delivery webhook.Delivery
	Result   webhook.Result
	// Verdict is that of the result, but for what webhook.Arrival.Judged leaves as it was.
	Verdict  webhook.Verdict
	Computed *webhook.Result // of the hash a receiver computed; nil when none was compared
	secrets  []webhook.Secret
	red      *mpclient.Redactor
}

// VerifyCapture judges a captured delivery. A capture that cannot be judged gives a *webhook.CaptureError whose
// detail is fit to be shown.
func VerifyCapture(raw []byte, secrets []webhook.Secret) (Verification, error) {
	d, err := webhook.ParseCapture(raw)
	var bad *webhook.CaptureError
	if errors.As(err, &bad) {
		return Verification{}, &webhook.CaptureError{Fault: bad.Fault, Detail: mpclient.CleanLine(redactorOf(secrets).Text(bad.Detail), 80)}
	}
	return Verify(d, secrets), err
}

// Verify judges a delivery.
func Verify(d webhook.Delivery, secrets []webhook.Secret) Verification {
	v := Verification{Delivery: d, secrets: secrets, red: redactorOf(secrets), Result: webhook.Explain(d, secrets)}
	v.Verdict = v.Result.Verdict
	return v
}

// VerifyArrival judges one that arrived, as its Judged does.
func VerifyArrival(d webhook.Arrival, secrets []webhook.Secret) Verification {
	v := Verify(d.Delivery(), secrets)
	v.Verdict = d.Judged(secrets).Signature
	return v
}

func redactorOf(secrets []webhook.Secret) *mpclient.Redactor {
	red := mpclient.NewRedactor()
	for _, s := range secrets {
		red.Add(s.Value)
		red.Add(mpclient.Secret(bare(s)))
	}
	return red
}

// bare is a secret without what clings to pasted values.
func bare(s webhook.Secret) string { return strings.Trim(s.Value.Reveal(), " \t\r\n\"'`") }

// Compare explains the hash that a receiver computed for the delivery.
func (v *Verification) Compare(hash string) {
	r := webhook.ExplainHash(v.Delivery, v.secrets, hash)
	v.Computed = &r
}

// Redacted is a text of the delivery without secrets.
func (v Verification) Redacted(s string) string { return v.red.Text(s) }

// Signed is one of genuine, wrong_variant and no_match.
func Signed(r webhook.Result) string {
	switch {
	case r.Genuine():
		return "genuine"
	case len(r.Matches) > 0:
		return "wrong_variant"
	}
	return "no_match"
}

// Sentences say what a match means; nil, for nothing found, has one too.
func (v Verification) Sentences(l lang.Lang, r webhook.Result, m *webhook.Match) []string {
	if m == nil {
		switch {
		case errors.Is(r.Reason, webhook.ErrMissingHash):
			return []string{l.S("verify.reason.no-hash")}
		case errors.Is(r.Reason, webhook.ErrMissingHeader):
			return []string{l.S("verify.reason.missing")}
		case r.Reason != nil:
			return []string{l.S("verify.reason.malformed")}
		case v.Verdict != r.Verdict && (v.Verdict == webhook.SignedHere || r.Verdict == webhook.NotChecked):
			return []string{l.S("verify.judged_before")}
		case r.Verdict == webhook.NotVerifiable:
			return []string{l.S("verify.not_verifiable")}
		case r.Verdict == webhook.NotChecked:
			return []string{l.S("verify.not_checked")}
		}
		return []string{l.S("verify.none")}
	}
	if len(m.Mistakes) == 0 {
		return []string{l.S("verify." + m.Variant())}
	}
	var out []string
	for _, x := range m.Mistakes {
		out = append(out, Mistake(l, x))
	}
	return out
}

// Mistake says what one deviation is.
func Mistake(l lang.Lang, x webhook.Mistake) string {
	return l.S("verify.wrong."+string(x.Fault), "detail", VisibleDetail(x.Detail))
}

// VisibleDetail makes what cannot be seen visible.
func VisibleDetail(s string) string {
	return mpclient.CleanLine(strings.NewReplacer("\n", `\n`, "\r", `\r`, "\t", `\t`).Replace(s), 80)
}

// Notes are ids of what else is worth knowing about the delivery; their texts are verify.note.<id>.
func (v Verification) Notes() []string {
	var out []string
	add := func(id string, on bool) {
		if on {
			out = append(out, id)
		}
	}
	d := v.Delivery
	query, body := d.DataID(), d.BodyDataID()
	matched := len(v.Result.Matches) > 0
	add("body-differs", query != "" && body != "" && !strings.EqualFold(query, body))
	add("body-cut", d.BodyCut)
	add("ipn", !matched && d.IPN())
	add("no-query", !matched && query == "" && !d.IPN())
	add("no-request", !matched && strings.TrimSpace(d.Get("X-Request-Id")) == "")
	signers := map[string]bool{}
	for _, s := range v.secrets {
		if s.Mode != webhook.NotWebhook {
			signers[bare(s)] = true
		}
	}
	add("one-secret", !matched && v.Result.Reason == nil && len(signers) == 1)
	add("open-report", !matched && v.Result.Reason == nil && !d.IPN())
	return out
}

// Manifest is the text that was hashed, fit to be shown.
func (v Verification) Manifest(m *webhook.Match) string {
	return mpclient.CleanLine(v.red.Text(strings.NewReplacer("\n", `\n`, "\r", `\r`).Replace(m.Manifest)), 400)
}

// SecretName is the variable whose secret signed; "" when no key took part.
func (v Verification) SecretName(m *webhook.Match) string {
	if m.Secret < 0 || m.Secret >= len(v.secrets) {
		return ""
	}
	return mpclient.CleanLine(v.red.Text(v.secrets[m.Secret].Name), 80)
}
