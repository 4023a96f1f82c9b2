package sandbox

import (
	"fmt"
	"net/http/httptest"
	"strings"
	"testing"
)

func BenchmarkPix(b *testing.B) {
	s := calm()
	defer s.Close()
	serve := func(method, path, body, key string) {
		r := httptest.NewRequest(method, path, strings.NewReader(body))
		r.Header.Set("Authorization", "Bearer "+s.Credentials().AccessToken)
		r.Header.Set("X-Idempotency-Key", key)
		s.ServeHTTP(httptest.NewRecorder(), r)
	}
	b.Run("create", func(b *testing.B) {
		for i := range b.N {
			serve("POST", "/v1/payments", `{"transaction_amount":10,"payment_method_id":"pix","payer":{"email":"a@b.co"}}`, fmt.Sprint(b.N, i))
		}
	})
	b.Run("search", func(b *testing.B) {
		for range b.N {
			serve("GET", "/v1/payments/search?limit=30", "", "")
		}
	})
}
