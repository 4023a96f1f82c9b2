package main

import (
	"testing"

	tea "charm.land/bubbletea/v2"
)

// TestASizeOfNothingComesToNobody: told late, it would empty a screen whose size the terminal has answered already.
func TestASizeOfNothingComesToNobody(t *testing.T) {
	for _, x := range []struct {
		msg  tea.Msg
		kept bool
	}{
		{tea.WindowSizeMsg{}, false},
		{tea.WindowSizeMsg{Width: 80}, false},
		{tea.WindowSizeMsg{Height: 24}, false},
		{tea.WindowSizeMsg{Width: -1, Height: 24}, false},
		{tea.WindowSizeMsg{Width: 1, Height: 1}, true},
		{tea.KeyPressMsg{Code: 'w'}, true},
	} {
		if got := sized(nil, x.msg); (got != nil) != x.kept {
			t.Errorf("%#v became %#v", x.msg, got)
		}
	}
}
