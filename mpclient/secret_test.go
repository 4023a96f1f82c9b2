package mpclient

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"html/template"
	"log/slog"
	"strings"
	"testing"
)

func TestSecretNeverPrints(t *testing.T) {
	type holder struct {
		Token Secret
		Map   map[string]Secret
		Ptr   *Secret
		List  []Secret
	}
	for _, text := range []string{tokenText, "short-secret", secretText, "ação-çedilha-muito-longa-mesmo-ã"} {
		s := Secret(text)
		h := holder{s, map[string]Secret{"k": s}, &s, []Secret{s}}
		out := map[string]string{}
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%10s", "%-80s", "%.3s", "%q", "%#q", "%+q", "%x", "% x", "%X", "%d", "%c", "%t", "%e", "%U", "%b", "%o", "%!"} {
			for name, v := range map[string]any{"value": s, "struct": h, "pointer": &h, "any": []any{s}, "error": fmt.Errorf("with %v", s)} {
				out[verb+" "+name] = fmt.Sprintf(verb, v)
			}
		}
		b, err := json.Marshal(h)
		if err != nil {
			t.Fatal(err)
		}
		out["json"] = string(b)
		m, _ := s.MarshalText()
		out["text"] = string(m)
		out["join"] = errors.Join(fmt.Errorf("%w: %s", errors.New("x"), s)).Error()
		var log bytes.Buffer
		slog.New(slog.NewTextHandler(&log, nil)).Info("x", "token", s, "holder", h)
		slog.New(slog.NewJSONHandler(&log, nil)).Info("x", "token", s, "holder", h)
		out["slog"] = log.String()
		var page bytes.Buffer
		if err := template.Must(template.New("").Parse(`<p title="{{.}}">{{.}}<script>let a={{.}}</script>`)).Execute(&page, s); err != nil {
			t.Fatal(err)
		}
		out["template"] = page.String()
		middle := text
		if len(text) >= 24 {
			middle = text[8 : len(text)-4]
		}
		for how, got := range out {
			mustNotHold(t, how, got, middle, fmt.Sprintf("%x", middle), fmt.Sprintf("% x", middle), fmt.Sprintf("%X", middle))
		}
	}
}

func TestSecretMask(t *testing.T) {
	for text, want := range map[string]string{
		"":                          "",
		"a":                         "********",
		strings.Repeat("a", 23):     "********",
		tokenText:                   "APP_USR-…7891",
		"\x1b]0;x\x07" + secretText: "********",
		secretText:                  "…e0f9",
	} {
		if got := Secret(text).Mask(); got != want {
			t.Errorf("Mask(%q) = %q, want %q", text, got, want)
		}
		if got := fmt.Sprintf("%s|%v|%#v", Secret(text), Secret(text), Secret(text)); got != want+"|"+want+"|"+want {
			t.Errorf("printed %q, want %q", got, want)
		}
	}
	if got := Secret(tokenText).Reveal(); got != tokenText {
		t.Errorf("Reveal gives %q", got)
	}
	if got := fmt.Sprintf("%16s|%-16s|", Secret(tokenText), Secret(tokenText)); got != "   APP_USR-…7891|APP_USR-…7891   |" {
		t.Errorf("widths are lost: %q", got)
	}
}

// fmt reads unexported fields behind a Secret's back.
func TestHoldersNeverPrint(t *testing.T) {
	c, err := New(tokenText, Options{})
	if err != nil {
		t.Fatal(err)
	}
	r := NewRedactor(secretText)
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%d"} {
		mustNotHold(t, verb, fmt.Sprintf(verb, c)+fmt.Sprintf(verb, r)+fmt.Sprintf(verb, []any{c, r}), tokenText, secretText)
	}
}
