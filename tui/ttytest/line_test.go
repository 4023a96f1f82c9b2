package ttytest

import (
	"errors"
	"io"
	"testing"
)

// A writer never waits for the reader, and what was written comes before the end.
func TestLine(t *testing.T) {
	r, w := io.Pipe()
	l := Line(r)
	for _, s := range []string{"\x1b[?2026;2$y", "q"} {
		if _, err := io.WriteString(w, s); err != nil { // nobody reads yet: without a line this waits for good
			t.Fatal(err)
		}
	}
	gone := errors.New("gone")
	_ = w.CloseWithError(gone)
	got, err := io.ReadAll(l)
	if string(got) != "\x1b[?2026;2$yq" || !errors.Is(err, gone) {
		t.Errorf("%q, %v", got, err)
	}
}
