package sandbox

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"image/png"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestKnownAnswers(t *testing.T) {
	if got := crc16("123456789"); got != 0x29B1 {
		t.Errorf("CRC %04X", got)
	}
	// The published sample carries the CRC of its own text.
	sample := "00020126580014br.gov.bcb.pix01366f1d3c0a-52b7-4c1e-9a44-0b1c7d2e9f315204000053039865406149.905802BR5912LOJA EXEMPLO6009Sao Paulo62250521mpqrinter118203440517630437B3"
	if got := brCode("6f1d3c0a-52b7-4c1e-9a44-0b1c7d2e9f31", 14990, "LOJA EXEMPLO", "Sao Paulo", "mpqrinter118203440517"); got != sample {
		t.Errorf("BR Code\n%s, want\n%s", got, sample)
	}
	for number, valid := range map[string]bool{"12345678909": true, "11144477735": true, "12345678900": false, "11111111111": false, "1234567890": false, "": false} {
		if validCPF(number) != valid {
			t.Errorf("CPF %s", number)
		}
	}
	for number, valid := range map[string]bool{"11222333000181": true, "00000000000191": true, "11222333000180": false, "00000000000000": false} {
		if validCNPJ(number) != valid {
			t.Errorf("CNPJ %s", number)
		}
	}
	// Data and correction bytes of the "HELLO WORLD" 1-M code that every QR tutorial uses.
	data := []byte{32, 91, 11, 120, 209, 114, 220, 77, 67, 64, 236, 17, 236, 17, 236, 17}
	if got, want := reedSolomon(data, 10), []byte{196, 35, 39, 119, 235, 215, 231, 226, 93, 23}; !slices.Equal(got, want) {
		t.Errorf("correction bytes %v, want %v", got, want)
	}
	if days := dueFactor(time.Date(2025, 2, 22, 12, 0, 0, 0, apiZone)); days != 1000 {
		t.Errorf("due factor %d", days)
	}
}

// The drawing of one text, as an independent decoder (gozxing) read it back.
func TestQRDrawing(t *testing.T) {
	h := sha256.New()
	for _, row := range encodeQR([]byte(strings.Repeat("aB3.", 100)[:150])) {
		for _, dark := range row {
			h.Write([]byte{map[bool]byte{true: '1', false: '0'}[dark]})
		}
	}
	if got := hex.EncodeToString(h.Sum(nil)); got != "29793058219b4e5649ef4918c0a5e86cc46b7901c34beec13dfa4c021ae307e2" {
		t.Errorf("the drawing changed: %s; read it with a decoder before accepting it", got)
	}
}

// The capacity of a version is what the geometry leaves: a wrong pattern or table would leave
// more or less than the standard's number of modules.
func TestQRGeometry(t *testing.T) {
	for i, b := range qrBlocks {
		n := b[1]*b[2] + b[3]*b[4]
		m := encodeQR(bytes.Repeat([]byte("a"), n-map[bool]int{true: 3, false: 2}[i+1 >= 10]))
		if len(m) != 17+4*(i+1) {
			t.Errorf("version %d has side %d", i+1, len(m))
		}
		total := n + b[0]*(b[1]+b[3])
		if want := []int{26, 44, 70, 100, 134, 172, 196, 242, 292, 346, 404}[i]; total != want {
			t.Errorf("version %d has %d bytes, want %d", i+1, total, want)
		}
	}
	if encodeQR(make([]byte, 300)) != nil {
		t.Error("300 bytes fit")
	}
	raw, err := base64.StdEncoding.DecodeString(qrImage("x"))
	if err != nil {
		t.Fatal(err)
	}
	img, err := png.Decode(bytes.NewReader(raw))
	if err != nil || img.Bounds().Dx() != (21+8)*4 {
		t.Errorf("%v %v", img.Bounds(), err)
	}
}

func TestAmounts(t *testing.T) {
	for _, r := range []struct {
		text     string
		decimals int
		want     money
		fault    amountFault
	}{
		{"100.5", 2, 10050, amountFine}, {"0.01", 2, 1, amountFine}, {"1e2", 0, 10000, amountFine}, {"100.50", 2, 10050, amountFine}, {"19.99", 2, 1999, amountFine},
		{"100.5", 0, 0, amountDecimals}, {"33.300000000000004", 2, 0, amountDecimals}, {"0", 2, 0, amountNotPositive}, {"-3", 2, 0, amountNotPositive}, {"1e30", 2, 0, amountTooBig}, {"1e400", 2, 0, amountTooBig},
	} {
		if got, fault := parseAmount(json.Number(r.text), r.decimals); got != r.want || fault != r.fault {
			t.Errorf("%s with %d decimals: %d %d", r.text, r.decimals, got, fault)
		}
	}
	if b, _ := json.Marshal([]money{14990, 100, 1, 0}); string(b) != "[149.9,1,0.01,0]" {
		t.Errorf("money is written %s", b)
	}
}

func TestDates(t *testing.T) {
	for text, valid := range map[string]bool{
		"2026-05-11T10:01:02.000-04:00": true, "2026-05-11T10:01:02-04:00": true, "2026-05-11T14:01:02.000Z": true, "2026-05-11T14:01:02Z": true, "2026-05-11T10:01:02.000-0400": true,
		"2026-05-11": false, "2026-05-11T10:01:02": false, "2026-05-11T10:01:02.123456-04:00": false, "2026-05-11 10:01:02.000-04:00": false, "2026-05-11T10:01:02.000 04:00": false, "": false,
	} {
		if at, ok := parseDate(text); ok != valid || valid && !at.Equal(time.Date(2026, 5, 11, 14, 1, 2, 0, time.UTC)) {
			t.Errorf("%q: %v %v", text, at, ok)
		}
	}
}

func TestRouterPrefersLiterals(t *testing.T) {
	for path, pattern := range map[string]string{"/v1/payments/search": "/v1/payments/search", "/v1/payments/7/": "/v1/payments/{id}", "v1/payments": ""} {
		e, params, _ := routes.find("GET", path)
		if got := patternOf(e); got != pattern {
			t.Errorf("%s finds %q", path, got)
		} else if strings.Contains(pattern, "{id}") && params["id"] != "7" {
			t.Errorf("parameters %v", params)
		}
	}
	seen := map[string]bool{}
	for _, list := range routes {
		for _, e := range list {
			if key := e.method + " " + e.pattern; seen[key] {
				t.Errorf("%s is registered twice", key)
			} else {
				seen[key] = true
			}
		}
	}
}

func patternOf(e *entry) string {
	if e == nil {
		return ""
	}
	return e.pattern
}

func TestShelfForgetsTheOldest(t *testing.T) {
	s := newShelf[int, string](2)
	s.put(1, "a", 1)
	s.put(2, "b", 1)
	s.put(2, "B", 1)
	s.put(3, "c", 1)
	if _, kept := s.get(1); kept || !slices.Equal(s.all(), []string{"B", "c"}) {
		t.Errorf("kept %v", s.all())
	}
	s.put(4, "heavy", maxBytes)
	if !slices.Equal(s.all(), []string{"heavy"}) || s.bytes != maxBytes {
		t.Errorf("kept %v of %d bytes", s.all(), s.bytes)
	}
}
