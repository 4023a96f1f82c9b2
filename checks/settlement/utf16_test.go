package settlement

import (
	"bytes"
	"encoding/binary"
	"io"
	"math/rand/v2"
	"testing"
	"testing/iotest"
	"unicode/utf16"
)

// TestUTF16 holds the reader against the standard library on random units, whole pairs and broken ones, and however the
// bytes arrive.
func TestUTF16(t *testing.T) {
	for seed := range uint64(300) {
		r := rand.New(rand.NewPCG(seed, 3))
		var units []uint16
		for range r.IntN(2000) {
			switch r.IntN(6) {
			case 0:
				units = append(units, uint16(0xD800+r.IntN(0x400)))
			case 1:
				units = append(units, uint16(0xDC00+r.IntN(0x400)))
			case 2:
				units = append(units, utf16.Encode([]rune{rune(0x10000 + r.IntN(0x100000))})...)
			case 3:
				units = append(units, []uint16{0xD7FF, 0xD800, 0xDBFF, 0xDC00, 0xDFFF, 0xE000}[r.IntN(6)])
			default:
				units = append(units, uint16(r.IntN(0xD800)))
			}
		}
		if len(units) > 0 && units[0] == 0xFEFF {
			units[0] = 'x'
		}
		for _, order := range []binary.ByteOrder{binary.LittleEndian, binary.BigEndian} {
			raw := make([]byte, 2*len(units))
			for i, u := range units {
				order.PutUint16(raw[2*i:], u)
			}
			want := string(utf16.Decode(units))
			for name, in := range map[string]io.Reader{"at once": bytes.NewReader(raw), "byte by byte": iotest.OneByteReader(bytes.NewReader(raw)), "with the end": iotest.DataErrReader(bytes.NewReader(raw))} {
				got, err := io.ReadAll(&utf16Reader{r: in, order: order})
				if err != nil || string(got) != want {
					t.Fatalf("seed %d, %s, %v: %v, %d bytes instead of %d", seed, name, order, err, len(got), len(want))
				}
			}
			half, err := io.ReadAll(&utf16Reader{r: bytes.NewReader(append(raw, 'x')), order: order})
			if err != nil || len(half) < len("\uFFFD") || string(half[len(half)-3:]) != "\uFFFD" {
				t.Fatalf("seed %d: half a unit at the end is not told: %v", seed, err)
			}
		}
	}
}
