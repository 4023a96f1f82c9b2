package config

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/checks/lang"
)

func TestWhatIsWrittenIsReadBack(t *testing.T) {
	for _, l := range lang.All {
		d := Draft{Lang: string(l), Product: "orders", PaymentPage: `https://shop.example/"pay"\x`, WebhookURL: "https://shop.example/ação\u0085\x01", ObjectID: "123-abc",
			AccessTokenVar: "SHOP_TOKEN"}
		path := filepath.Join(t.TempDir(), "sub", FileName)
		if err := Write(path, d.Render(func(k string) string { return l.S(k) }), false); err != nil {
			t.Fatal(err)
		}
		got, err := Load(Source{File: path})
		if err != nil || len(got.Warnings) > 0 {
			t.Fatalf("%s: %v, %q", l, err, warned(got))
		}
		s := got.Settings
		if s.Lang != string(l) || s.Product != checks.Orders || s.PaymentPage != d.PaymentPage || s.WebhookURL != d.WebhookURL || s.PreferenceID != "123-abc" || s.PaymentID != "" ||
			s.AccessTokenVar != "SHOP_TOKEN" || s.PublicKeyVar != "MP_PUBLIC_KEY" {
			t.Errorf("%s: got %+v", l, s)
		}
	}
	if got := (Draft{ObjectID: "12345"}).Render(func(k string) string { return k }); !strings.Contains(got, `payment_id = "12345"`) {
		t.Errorf("a number is a payment: %s", got)
	}
}

// TestTheIdGoesWhereItBelongs: orders tell themselves, subscriptions by the product.
func TestTheIdGoesWhereItBelongs(t *testing.T) {
	for want, d := range map[string]Draft{
		"order_id = \"ORD01X\"":     {Product: "point", ObjectID: "ORD01X"},
		"preapproval_id = \"2c93\"": {Product: "subscriptions", ObjectID: "2c93"},
		"preference_id = \"1-a\"":   {Product: "checkout_pro", ObjectID: "1-a"},
		"payment_id = \"77\"":       {Product: "orders", ObjectID: "77"},
		"\npreference_id = \"\"\n":  {Product: "orders"},
	} {
		if got := d.Render(func(k string) string { return k }); !strings.Contains(got, want) {
			t.Errorf("%+v lacks %s:\n%s", d, want, got)
		}
	}
}

func TestDraftCheck(t *testing.T) {
	for name, c := range map[string]struct {
		d   Draft
		key string // of the error, "" when it fits
	}{
		"empty":               {Draft{}, ""},
		"full":                {Draft{Product: "qr", PaymentPage: "https://a.example", WebhookURL: "http://localhost:1/x", ObjectID: "1-a", AccessTokenVar: "A"}, ""},
		"product":             {Draft{Product: "qrcode"}, "config.draft_choice"},
		"address":             {Draft{PaymentPage: "shop.example"}, "config.draft_address"},
		"only a scheme":       {Draft{WebhookURL: "https://"}, "config.draft_address"},
		"object with space":   {Draft{ObjectID: "1 2"}, "config.draft_object"},
		"token as object":     {Draft{ObjectID: token}, "config.draft_secret"},
		"secret as object":    {Draft{ObjectID: secret}, "config.draft_secret"},
		"token in an address": {Draft{WebhookURL: "https://a.example/?x=" + token}, "config.draft_secret"},
		"token as product":    {Draft{Product: token}, "config.draft_secret"},
		"token as a name":     {Draft{AccessTokenVar: token}, "config.credential_name"},
		"key as a name":       {Draft{PublicKeyVar: pubKey}, "config.credential_name"},
		"secret as a name":    {Draft{WebhookSecretVar: secret}, "config.credential_name"},
	} {
		err := c.d.Check()
		var ce *Error
		switch {
		case c.key == "" && err != nil:
			t.Errorf("%s: %v", name, err)
		case c.key != "" && (!errors.As(err, &ce) || ce.Text.Key != c.key):
			t.Errorf("%s: got %v, want %s", name, err, c.key)
		case err != nil && strings.Contains(lang.PT.Text(ce.Text)+err.Error(), "0123456789abcdef"):
			t.Errorf("%s: the value shows", name)
		}
	}
}

func TestWriteReplacesOnlyWhenTold(t *testing.T) {
	path := filepath.Join(project(t, map[string]string{FileName: "mine"}), FileName)
	if err := Write(path, "new", false); !errors.Is(err, ErrExists) {
		t.Errorf("got %v", err)
	}
	if raw, _ := os.ReadFile(path); string(raw) != "mine" {
		t.Errorf("the file was changed to %q", raw)
	}
	if err := Write(path, "x = \""+token+"\"", true); err == nil || strings.Contains(err.Error(), token) {
		t.Errorf("a credential was written, or shown: %v", err)
	}
	if err := Write(path, "new", true); err != nil {
		t.Error(err)
	}
	if raw, _ := os.ReadFile(path); string(raw) != "new" {
		t.Errorf("got %q", raw)
	}
	left, err := filepath.Glob(filepath.Join(filepath.Dir(path), ".homologa-*"))
	if err != nil || len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

func TestWriteSaysWhy(t *testing.T) {
	dir := project(t, map[string]string{"file": ""})
	err := Write(filepath.Join(dir, "file", "sub", FileName), "x", false)
	var pe *fs.PathError
	if err == nil || !errors.As(err, &pe) || Why(err) == "" {
		t.Errorf("got %v", err)
	}
	// A target that cannot be replaced leaves nothing behind.
	if err := Write(filepath.Join(dir), "x", true); err == nil {
		t.Error("a folder was replaced")
	}
	if left, _ := filepath.Glob(filepath.Join(filepath.Dir(dir), ".homologa-*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

func TestAttestRoundTrip(t *testing.T) {
	dir := t.TempDir()
	at := time.Date(2026, 11, 22, 18, 0, 0, 999, time.FixedZone("BRT", -3*3600))
	for _, id := range []checks.ID{"a.one", "a.two"} {
		if err := Attest(dir, id, true, at); err != nil {
			t.Fatal(err)
		}
	}
	if err := Attest(dir, "a.one", false, at); err != nil {
		t.Fatal(err)
	}
	got := ReadAttested(dir)
	if len(got) != 1 || !got["a.two"].At.Equal(at.Truncate(time.Second)) {
		t.Errorf("got %v", got)
	}
	if s := load(t, nil); s.Settings.Attested != nil {
		t.Errorf("ticks from nowhere: %v", s.Settings.Attested)
	}
	loaded, err := Load(Source{Dir: dir})
	if err != nil || len(loaded.Settings.Attested) != 1 {
		t.Errorf("Load sees %v, %v", loaded.Settings.Attested, err)
	}
	files, err := os.ReadDir(filepath.Join(dir, ".homologa"))
	if err != nil || len(files) != 1 {
		t.Errorf("more than the file was left: %v", files)
	}
}

func TestAttestKeepsWhatItCannotRead(t *testing.T) {
	const merge = "<<<<<<< HEAD\n{}\n=======\n"
	dir := project(t, map[string]string{attestedFile: merge})
	err := Attest(dir, "a.one", true, time.Now())
	var ce *Error
	if !errors.As(err, &ce) || ce.Text.Key != "config.attested" {
		t.Errorf("got %v", err)
	}
	if raw, _ := os.ReadFile(filepath.Join(dir, attestedFile)); string(raw) != merge {
		t.Errorf("the file was changed to %q", raw)
	}
	if m := ReadAttested(dir); m != nil {
		t.Errorf("got %v", m)
	}
}

func TestAttestLosesNoTick(t *testing.T) {
	dir := t.TempDir()
	var wg sync.WaitGroup
	for i := range 20 {
		wg.Go(func() {
			if err := Attest(dir, checks.ID(fmt.Sprintf("a.%d", i)), true, time.Now()); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if got := len(ReadAttested(dir)); got != 20 {
		t.Errorf("%d of 20 ticks are there", got)
	}
}
