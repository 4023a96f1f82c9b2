package sent

import (
	"context"
	"fmt"
	"strings"
	"testing"
)

// BenchmarkRead reads as many requests as are read of any file.
func BenchmarkRead(b *testing.B) {
	var text strings.Builder
	for i := range maxEntries {
		text.WriteString(line("POST", payments, fmt.Sprintf(`{"transaction_amount":%d,"token":"x","external_reference":"A-%d","description":%q,"payer":{"email":"ana@loja.com.br"}}`, i, i, strings.Repeat("d", 1000)),
			fmt.Sprintf(`"status":201,"request_headers":{"X-Idempotency-Key":"k%d"}`, i)) + "\n")
	}
	raw := []byte(text.String())
	b.SetBytes(int64(len(raw)))
	b.ReportAllocs()
	for b.Loop() {
		if got, err := Read(context.Background(), raw, Options{File: "x"}); err != nil || got.Read != maxEntries {
			b.Fatal(err)
		}
	}
}
