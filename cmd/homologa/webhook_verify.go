package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/homologa/homologa/checks/config"
	"github.com/homologa/homologa/checks/export"
	"github.com/homologa/homologa/mpclient"
	"github.com/homologa/homologa/mpclient/webhook"
)

type verifyFlags struct {
	secretEnv        []string
	computed, format string
}

func (a *app) webhookVerifyCmd() *cobra.Command {
	var f verifyFlags
	c := &cobra.Command{
		Use: "verify [FILE|-]", Short: a.lang.S("cli.verify"), Long: a.paragraphs("cli.verify.long", "cli.verify.secrets", "cli.verify.codes"),
		Example: `  homologa webhook verify capture.txt
  homologa webhook verify shop.har --secret-env SHOP_SECRET --format json
  pbpaste | homologa webhook verify -`,
		Args: func(c *cobra.Command, args []string) error {
			if len(args) < 2 {
				return nil
			}
			return a.noArgs(c, args[1:])
		},
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 && a.ttyIn {
				return a.usage("cmd.verify_no_file")
			}
			return a.verify(strings.Join(append(args, "-")[:1], ""), f)
		},
	}
	c.Flags().StringArrayVar(&f.secretEnv, "secret-env", nil, a.lang.S("flag.secret_env"))
	c.Flags().StringVar(&f.computed, "computed", "", a.lang.S("flag.computed"))
	c.Flags().StringVar(&f.format, "format", "text", a.lang.S("flag.format"))
	return c
}

// verification is what is to be said about one capture.
type verification struct {
	d        webhook.Delivery
	secrets  []webhook.Secret
	result   webhook.Result
	computed *webhook.Result // nil unless --computed was given
	red      *mpclient.Redactor
}

func (a *app) verify(file string, f verifyFlags) error {
	if f.format != "text" && f.format != "json" {
		return a.usage("cmd.bad_value", "flag", a.flagName("format"), "value", clean(f.format, 40), "known", "text, json")
	}
	if f.computed != "" && !hashLike.MatchString(f.computed) {
		return a.usage("cmd.verify_computed")
	}
	secrets, err := a.webhookSecrets(f.secretEnv)
	if err != nil {
		return err
	}
	raw, err := a.lintBody(file)
	if err != nil {
		return err
	}
	v := verification{secrets: secrets, red: mpclient.NewRedactor()}
	for _, s := range secrets {
		v.red.Add(s.Value)
		v.red.Add(mpclient.Secret(strings.Trim(s.Value.Reveal(), " \t\r\n\"'`")))
	}
	var bad *webhook.CaptureError
	if v.d, err = webhook.ParseCapture(raw); errors.As(err, &bad) {
		return a.usage("verify.capture."+string(bad.Fault), "detail", mpclient.CleanLine(v.red.Text(bad.Detail), 80))
	}
	v.result = webhook.Explain(v.d, secrets)
	if f.computed != "" {
		r := webhook.ExplainHash(v.d, secrets, f.computed)
		v.computed = &r
	}
	if f.format == "json" {
		err = a.verifyJSON(v)
	} else {
		err = a.verifyText(v)
	}
	if err == nil && (!v.result.Genuine() || v.computed != nil && !v.computed.Genuine()) {
		err = &failure{code: exitFails, quiet: true}
	}
	return err
}

var hashLike = regexp.MustCompile(`^[A-Za-z0-9+/=_-]{8,200}$`)

// webhookSecrets collects what may have signed: the environment as it is, because its stray characters are a
// finding, then the configuration, then the variables named.
func (a *app) webhookSecrets(names []string) ([]webhook.Secret, error) {
	var out []webhook.Secret
	add := func(v, name string, m webhook.Mode) {
		if strings.TrimSpace(v) != "" {
			out = append(out, webhook.Secret{Value: mpclient.Secret(v), Name: name, Mode: m})
		}
	}
	for _, n := range names {
		if a.getenv(n) == "" {
			// A pasted secret must not come back in a message.
			shown := ""
			if config.VarName(n) {
				shown = n
			}
			return nil, a.usage("cmd.verify_secret_env", "name", shown)
		}
	}
	got, err := a.load()
	if err != nil {
		return nil, err
	}
	add(a.getenv("MP_WEBHOOK_SECRET"), "MP_WEBHOOK_SECRET", webhook.Production)
	name := got.Settings.WebhookSecretVar
	if name == "" {
		name = "webhook_secret"
	}
	add(got.Settings.WebhookSecret.Reveal(), name, webhook.Production)
	for _, n := range names {
		add(a.getenv(n), n, webhook.AnyMode)
	}
	add(a.getenv("MP_WEBHOOK_SECRET_TEST"), "MP_WEBHOOK_SECRET_TEST", webhook.Test)
	if len(out) == 0 {
		return nil, a.usage("cmd.verify_no_secret")
	}
	add(got.Settings.AccessToken.Reveal(), "Access Token", webhook.NotWebhook)
	return out, nil
}

// verdictOf is one of genuine, wrong_variant and no_match.
func verdictOf(r webhook.Result) string {
	switch {
	case r.Genuine():
		return "genuine"
	case len(r.Matches) > 0:
		return "wrong_variant"
	}
	return "no_match"
}

// sentences say what a match means; nothing found has one too.
func (a *app) sentences(r webhook.Result, m *webhook.Match) []string {
	if m == nil {
		switch {
		case errors.Is(r.Reason, webhook.ErrMissingHash):
			return []string{a.lang.S("verify.reason.no-hash")}
		case errors.Is(r.Reason, webhook.ErrMissingHeader):
			return []string{a.lang.S("verify.reason.missing")}
		case r.Reason != nil:
			return []string{a.lang.S("verify.reason.malformed")}
		}
		return []string{a.lang.S("verify.none")}
	}
	if len(m.Mistakes) == 0 {
		return []string{a.lang.S("verify." + m.Variant())}
	}
	var out []string
	for _, x := range m.Mistakes {
		out = append(out, a.mistake(x))
	}
	return out
}

func (a *app) mistake(x webhook.Mistake) string {
	return a.lang.S("verify.wrong."+string(x.Fault), "detail", shownDetail(x.Detail))
}

// shownDetail makes what cannot be seen visible.
func shownDetail(s string) string {
	return mpclient.CleanLine(strings.NewReplacer("\n", `\n`, "\r", `\r`, "\t", `\t`).Replace(s), 80)
}

// notes are ids of what else is worth knowing about a delivery.
func (v verification) notes() []string {
	var out []string
	add := func(id string, on bool) {
		if on {
			out = append(out, id)
		}
	}
	query, body := v.d.DataID(), v.d.BodyDataID()
	matched := len(v.result.Matches) > 0
	add("body-differs", query != "" && body != "" && !strings.EqualFold(query, body))
	add("body-cut", v.d.BodyCut)
	add("ipn", !matched && v.d.IPN())
	add("no-query", !matched && query == "" && !v.d.IPN())
	add("no-request", !matched && strings.TrimSpace(v.d.Get("X-Request-Id")) == "")
	signers := map[string]bool{}
	for _, s := range v.secrets {
		if s.Mode != webhook.NotWebhook {
			signers[strings.Trim(s.Value.Reveal(), " \t\r\n\"'`")] = true
		}
	}
	add("one-secret", !matched && v.result.Reason == nil && len(signers) == 1)
	add("open-report", !matched && v.result.Reason == nil && !v.d.IPN())
	return out
}

// manifest is the text that was hashed, fit to be shown.
func (v verification) manifest(m *webhook.Match) string {
	return mpclient.CleanLine(v.red.Text(strings.NewReplacer("\n", `\n`, "\r", `\r`).Replace(m.Manifest)), 400)
}

func (v verification) secretName(m *webhook.Match) string {
	if m.Secret < 0 || m.Secret >= len(v.secrets) {
		return ""
	}
	return mpclient.CleanLine(v.red.Text(v.secrets[m.Secret].Name), 80)
}

func (a *app) verifyText(v verification) error {
	paint := a.painter()
	if paint == nil {
		paint = func(_ export.Role, s string) string { return s }
	}
	var b strings.Builder
	a.resultText(&b, v, v.result, paint, "")
	if v.computed != nil {
		b.WriteString("\n")
		a.resultText(&b, v, *v.computed, paint, a.lang.S("verify.head.computed")+": ")
	}
	a.ageText(&b, v.result.TS)
	if notes := v.notes(); len(notes) > 0 {
		b.WriteString("\n")
		for _, n := range notes {
			fmt.Fprintf(&b, "! %s\n", hang(a.lang.S("verify.note."+n), 2))
		}
	}
	text := b.String()
	if a.ascii() {
		text = strings.NewReplacer("✓", "+", "✗", "x", "…", "...", "·", "-", "“", `"`, "”", `"`).Replace(text)
	}
	_, err := a.out.Write([]byte(text))
	return err
}

func (a *app) resultText(b *strings.Builder, v verification, r webhook.Result, paint export.Painter, lead string) {
	verdict := verdictOf(r)
	mark, role := "✗ ", export.RoleBad
	if verdict == "genuine" {
		mark, role = "✓ ", export.RoleOK
	}
	b.WriteString(paint(role, mark+lead+a.lang.S("verify.head."+verdict)) + "\n")
	line := func(label, value string) { fmt.Fprintf(b, "  %s: %s\n", a.lang.S("verify.label."+label), value) }
	if len(r.Matches) == 0 {
		b.WriteString("  " + hang(strings.Join(a.sentences(r, nil), " "), 2) + "\n")
		if r.Reason == nil {
			line("tried", strconv.Itoa(r.Tried))
		}
		return
	}
	for i := range r.Matches {
		m := &r.Matches[i]
		if i > 0 {
			b.WriteString(a.lang.S("verify.label.also") + "\n")
		}
		for _, s := range a.sentences(r, m) {
			b.WriteString("  " + hang(s, 2) + "\n")
		}
		line("variant", m.Variant())
		line("text", v.manifest(m))
		line("secret", v.secretName(m))
	}
}

// ageText shows ts in both units: which one Mercado Pago uses is contested.
func (a *app) ageText(b *strings.Builder, ts string) {
	if ts == "" {
		return
	}
	fmt.Fprintf(b, "\nts %s", mpclient.CleanLine(ts, 40))
	seconds, millis, ok := webhook.Readings(ts)
	if !ok {
		fmt.Fprintf(b, ": %s\n", a.lang.S("verify.ts_bad"))
		return
	}
	b.WriteString("\n")
	_, likely, _ := webhook.ParseTimestamp(ts)
	for _, r := range []struct {
		label string
		at    time.Time
		unit  webhook.TSUnit
	}{{"seconds", seconds, webhook.Seconds}, {"millis", millis, webhook.Millis}} {
		fmt.Fprintf(b, "  %s: %s, %s", a.lang.S("verify.label."+r.label), r.at.UTC().Format("2006-01-02 15:04:05 UTC"), a.age(r.at))
		if r.unit == likely {
			b.WriteString(" (" + a.lang.S("verify.label.likely") + ")")
		}
		b.WriteString("\n")
	}
}

// age is how long ago a moment was, in its largest unit.
func (a *app) age(at time.Time) string {
	s := a.now().Unix() - at.Unix()
	way := "past."
	if s < 0 {
		way, s = "ahead.", -s
	}
	unit, n := "seconds", s
	switch {
	case s >= 86400:
		unit, n = "days", s/86400
	case s >= 3600:
		unit, n = "hours", s/3600
	case s >= 60:
		unit, n = "minutes", s/60
	}
	return a.lang.S("verify."+way+unit, "n", strconv.FormatInt(n, 10))
}

// verifySchema names the JSON object of homologa webhook verify.
const verifySchema = "homologa.verify/v1"

type jsonVerify struct {
	Schema    string         `json:"schema"`
	Version   string         `json:"homologa"`
	Form      string         `json:"form"`
	DataID    string         `json:"data_id"`
	RequestID string         `json:"request_id"`
	TS        jsonTS         `json:"ts"`
	Result    jsonSigned     `json:"delivery"`
	Computed  *jsonSigned    `json:"computed"` // null without --computed
	Notes     []jsonSentence `json:"notes"`
}

type jsonTS struct {
	Value     string       `json:"value"`
	Unit      string       `json:"unit"` // s or ms, by the number of digits; "" when it is no number
	AsSeconds *jsonReading `json:"as_seconds"`
	AsMillis  *jsonReading `json:"as_milliseconds"`
}

type jsonReading struct {
	At  string `json:"at"`
	Age int64  `json:"age_seconds"`
}

type jsonSigned struct {
	Verdict string      `json:"verdict"` // genuine, wrong_variant or no_match
	Text    string      `json:"text"`
	Matches []jsonMatch `json:"matches"`
	Tried   int         `json:"tried"`
}

type jsonMatch struct {
	Variant  string         `json:"variant"`
	Mistakes []jsonSentence `json:"mistakes"`
	Manifest string         `json:"manifest"`
	Secret   string         `json:"secret"` // its variable
}

type jsonSentence struct {
	ID     string `json:"id"`
	Detail string `json:"detail,omitempty"`
	Text   string `json:"text"`
}

func (a *app) verifyJSON(v verification) error {
	show := func(s string) string { return mpclient.CleanLine(v.red.Text(s), 200) }
	out := jsonVerify{Schema: verifySchema, Version: version(), Form: v.d.Form, DataID: show(v.d.DataID()), RequestID: show(v.d.Get("X-Request-Id")),
		TS: a.jsonTS(v.result.TS), Result: a.jsonSigned(v, v.result), Notes: []jsonSentence{}}
	if v.computed != nil {
		c := a.jsonSigned(v, *v.computed)
		out.Computed = &c
	}
	for _, n := range v.notes() {
		out.Notes = append(out.Notes, jsonSentence{ID: n, Text: a.lang.S("verify.note." + n)})
	}
	enc := json.NewEncoder(a.out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(out)
}

func (a *app) jsonTS(ts string) jsonTS {
	out := jsonTS{Value: mpclient.CleanLine(ts, 40)}
	seconds, millis, ok := webhook.Readings(ts)
	if !ok {
		return out
	}
	read := func(at time.Time) *jsonReading {
		return &jsonReading{at.UTC().Format("2006-01-02T15:04:05Z"), a.now().Unix() - at.Unix()}
	}
	out.AsSeconds, out.AsMillis, out.Unit = read(seconds), read(millis), "s"
	if _, unit, _ := webhook.ParseTimestamp(ts); unit == webhook.Millis {
		out.Unit = "ms"
	}
	return out
}

func (a *app) jsonSigned(v verification, r webhook.Result) jsonSigned {
	out := jsonSigned{Verdict: verdictOf(r), Matches: []jsonMatch{}, Tried: r.Tried}
	var first *webhook.Match
	for i := range r.Matches {
		m := &r.Matches[i]
		if first == nil {
			first = m
		}
		j := jsonMatch{Variant: m.Variant(), Mistakes: []jsonSentence{}, Manifest: v.manifest(m), Secret: v.secretName(m)}
		for _, x := range m.Mistakes {
			j.Mistakes = append(j.Mistakes, jsonSentence{string(x.Fault), shownDetail(x.Detail), a.mistake(x)})
		}
		out.Matches = append(out.Matches, j)
	}
	out.Text = strings.Join(a.sentences(r, first), " ")
	return out
}
