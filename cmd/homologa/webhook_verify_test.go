package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/homologa/homologa/checks/lang"
	"github.com/homologa/homologa/mpclient/webhook"
)

func TestEverySignatureFaultIsWorded(t *testing.T) {
	for _, f := range webhook.Faults {
		key := "verify.wrong." + string(f)
		if f == webhook.SecretOtherMode { // genuine
			key = "verify." + string(f)
		}
		if !lang.Has(key) {
			t.Errorf("%s is not worded", key)
		}
	}
	for _, f := range webhook.CaptureFaults {
		if !lang.Has("verify.capture." + string(f)) {
			t.Errorf("verify.capture.%s is not worded", f)
		}
	}
	for _, id := range []string{"body-differs", "body-cut", "ipn", "no-query", "no-request", "one-secret", "open-report"} {
		if !lang.Has("verify.note." + id) {
			t.Errorf("verify.note.%s is not worded", id)
		}
	}
}

// What a capture holds reaches the terminal cleaned, and the secret never, wherever the capture repeats it.
func TestVerifyShowsNoSecretAndNoControls(t *testing.T) {
	const key = "a-secret-that-somebody-pasted-into-the-url"
	dir := t.TempDir()
	id := "A\x1b[31m" + key
	ts := "1778508062"
	escaped := "A%1b%5B31m" + key
	capture := "POST /hook?data.id=" + escaped + " HTTP/1.1\nX-Request-Id: r" + key + "\nX-Signature: " +
		webhook.Header(ts, webhook.Hash(key, webhook.Manifest(id, "r"+key, ts))) + "\n\n"
	file := filepath.Join(dir, "c.txt")
	if err := os.WriteFile(file, []byte(capture), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, format := range []string{"text", "json"} {
		code, out, errs := inside(t, dir, map[string]string{"MP_WEBHOOK_SECRET": key + "\n", "TWO": key}, "webhook", "verify", file, "--format", format, "--secret-env", "TWO")
		if code != exitFails || !strings.Contains(out, "secret-stored-unclean") {
			t.Errorf("%s: code %d, %s%s", format, code, out, errs)
		}
		if strings.Contains(out+errs, key) || strings.ContainsAny(out+errs, "\x1b") {
			t.Errorf("%s: the secret or an escape is in %q", format, out+errs)
		}
	}
}

func TestVerifyTellsTheAge(t *testing.T) {
	now := time.Date(2026, 5, 11, 14, 1, 2, 0, time.UTC)
	for add, want := range map[time.Duration]string{
		0: "0 seconds ago", -time.Second: "1 second ago", -90 * time.Second: "1 minute ago", -5 * time.Hour: "5 hours ago", -48 * time.Hour: "2 days ago",
		time.Minute: "1 minute from now", 25 * time.Hour: "1 day from now",
	} {
		a := &app{lang: lang.EN}
		a.now = func() time.Time { return now }
		if got := a.age(now.Add(add)); got != want {
			t.Errorf("%v: %q, want %q", add, got, want)
		}
	}
}

// A person at a terminal who names no file is told so; a program that pipes is read.
func TestVerifyWithoutAFile(t *testing.T) {
	var out, errs bytes.Buffer
	e := testEnv(t.TempDir(), map[string]string{"MP_WEBHOOK_SECRET": "0123456789"}, "webhook", "verify")
	e.out, e.err, e.ttyIn = &out, &errs, true
	if code := run(e); code != exitUsage || !strings.Contains(errs.String(), "capture is missing") {
		t.Errorf("code %d, %s", code, errs.String())
	}
}
