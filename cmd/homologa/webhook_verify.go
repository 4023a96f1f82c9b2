package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/homologa/homologa/checks/config"
	"github.com/homologa/homologa/checks/export"
	"github.com/homologa/homologa/mpclient"
	"github.com/homologa/homologa/mpclient/late"
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

func (a *app) verify(file string, f verifyFlags) error {
	if f.format != "text" && f.format != "json" {
		return a.usage("cmd.bad_value", "flag", a.flagName("format"), "value", clean(f.format, 40), "known", "text, json")
	}
	if f.computed != "" && !hashLike().MatchString(f.computed) {
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
	v, err := export.VerifyCapture(raw, secrets)
	var bad *webhook.CaptureError
	if errors.As(err, &bad) {
		return a.usage("verify.capture."+string(bad.Fault), "detail", bad.Detail)
	}
	if f.computed != "" {
		v.Compare(f.computed)
	}
	if f.format == "json" {
		err = a.verifyJSON(v)
	} else {
		err = a.verifyText(v)
	}
	if err == nil && (!v.Result.Genuine() || v.Computed != nil && !v.Computed.Genuine()) {
		err = &failure{code: exitFails, quiet: true}
	}
	return err
}

var hashLike = late.Pattern(`^[A-Za-z0-9+/=_-]{8,200}$`)

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

func (a *app) verifyText(v export.Verification) error {
	paint := a.painter()
	if paint == nil {
		paint = func(_ export.Role, s string) string { return s }
	}
	var b strings.Builder
	a.resultText(&b, v, v.Result, paint, "")
	if v.Computed != nil {
		b.WriteString("\n")
		a.resultText(&b, v, *v.Computed, paint, a.lang.S("verify.head.computed")+": ")
	}
	a.ageText(&b, v.Result.TS)
	if notes := v.Notes(); len(notes) > 0 {
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

func (a *app) resultText(b *strings.Builder, v export.Verification, r webhook.Result, paint export.Painter, lead string) {
	verdict := export.Signed(r)
	mark, role := "✗ ", export.RoleBad
	if verdict == "genuine" {
		mark, role = "✓ ", export.RoleOK
	}
	b.WriteString(paint(role, mark+lead+a.lang.S("verify.head."+verdict)) + "\n")
	line := func(label, value string) { fmt.Fprintf(b, "  %s: %s\n", a.lang.S("verify.label."+label), value) }
	if len(r.Matches) == 0 {
		b.WriteString("  " + hang(strings.Join(v.Sentences(a.lang, r, nil), " "), 2) + "\n")
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
		for _, s := range v.Sentences(a.lang, r, m) {
			b.WriteString("  " + hang(s, 2) + "\n")
		}
		line("variant", m.Variant())
		line("text", v.Manifest(m))
		line("secret", v.SecretName(m))
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

func (a *app) verifyJSON(v export.Verification) error {
	show := func(s string) string { return mpclient.CleanLine(v.Redacted(s), 200) }
	out := jsonVerify{Schema: verifySchema, Version: version(), Form: v.Delivery.Form, DataID: show(v.Delivery.DataID()), RequestID: show(v.Delivery.Get("X-Request-Id")),
		TS: a.jsonTS(v.Result.TS), Result: a.jsonSigned(v, v.Result), Notes: []jsonSentence{}}
	if v.Computed != nil {
		c := a.jsonSigned(v, *v.Computed)
		out.Computed = &c
	}
	for _, n := range v.Notes() {
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

func (a *app) jsonSigned(v export.Verification, r webhook.Result) jsonSigned {
	out := jsonSigned{Verdict: export.Signed(r), Matches: []jsonMatch{}, Tried: r.Tried}
	var first *webhook.Match
	for i := range r.Matches {
		m := &r.Matches[i]
		if first == nil {
			first = m
		}
		j := jsonMatch{Variant: m.Variant(), Mistakes: []jsonSentence{}, Manifest: v.Manifest(m), Secret: v.SecretName(m)}
		for _, x := range m.Mistakes {
			j.Mistakes = append(j.Mistakes, jsonSentence{string(x.Fault), export.VisibleDetail(x.Detail), export.Mistake(a.lang, x)})
		}
		out.Matches = append(out.Matches, j)
	}
	out.Text = strings.Join(v.Sentences(a.lang, r, first), " ")
	return out
}
