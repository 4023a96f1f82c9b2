package lang

import "testing"

// BenchmarkWords is what the first text of a run waits for (budget: 1 ms).
func BenchmarkWords(b *testing.B) {
	for b.Loop() {
		read()
	}
}
