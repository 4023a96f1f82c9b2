package mpclient

import (
	"os"
	"strings"
	"testing"
)

// TestPayerSight holds every status against the list kept beside the code.
func TestPayerSight(t *testing.T) {
	data, err := os.ReadFile("testdata/names/payer_sight.tsv")
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for line := range strings.Lines(string(data)) {
		line = strings.TrimRight(line, "\n")
		if strings.HasPrefix(line, "#") || line == "" {
			continue
		}
		f := strings.Split(line, "\t")
		n++
		want := PayerHidden
		switch {
		case f[1] == "yes" && f[2] == "plain":
			want = PayerShown
		case f[1] == "yes":
			want = PayerMasked
		}
		if got := PayerSightOf(f[0]); got != want {
			t.Errorf("%q: %v, want %v", f[0], got, want)
		}
	}
	if n < 12 {
		t.Errorf("%d statuses", n)
	}
}

func TestMasked(t *testing.T) {
	for text, want := range map[string]bool{
		"XXXXXXXXXXX": true, "xxx": true, "***": true, "***.***.***-**": true, "x*****@gmail.com": true, "XXXXXXX@XXXX.com": true, "•••• 1": true, "XXX.456": false, "XXXX56": true,
		"": false, "Ana": false, "Xx": false, "Max Maxx": false, "ana@xxx.com": false, "12345678909": false, "XL": false, "John": false, "CPF": false,
	} {
		if got := Masked(text); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
}

// TestMarksOfMaskedPayers: what is masked is neither malformed nor of an unknown type.
func TestMarksOfMaskedPayers(t *testing.T) {
	m := MarksOf([]byte(`{"results":[{"payer":{"email":"XXXXXXXXXXX","identification":{"type":"XXX","number":"XXXXXXXXXXX"}},
		"additional_info":{"payer":{"first_name":"XXXXXXXXXXX"},"items":[{"title":"***"}]}}]}`)).Within("results")
	for _, p := range []string{"payer.email", "payer.identification.type", "payer.identification.number", "additional_info.payer.first_name"} {
		if !m.Masked[p] {
			t.Errorf("%s is not told as masked", p)
		}
	}
	if len(m.Masked) != 4 || len(m.Emails) != 0 || len(m.Documents) != 0 {
		t.Errorf("%+v", m)
	}
}

func TestAboutPayer(t *testing.T) {
	for path, want := range map[string]bool{"payer": true, "payer.email": true, "additional_info.payer": true, "additional_info.payer.first_name": true,
		"payer_email": false, "additional_info.items": false, "additional_info.payers": false, "items.payer": false} {
		if AboutPayer(path) != want {
			t.Errorf("%s: %v", path, !want)
		}
	}
}
