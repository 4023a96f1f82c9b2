package tui

import (
	"charm.land/bubbles/v2/key"
	"charm.land/bubbles/v2/textinput"
	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
)

// field edits a line of text: the filter, the words of the palette, a name that is typed in agreement, a setting of the form.
// Only one takes keys at a time, so there is one field, which keeps where the cursor stands while it is the same one's. The
// text itself belongs to whoever shows it.
type field struct {
	in textinput.Model
	of string
}

// takes makes it the field of a name. A text that was set by anything but these keys has the cursor at its end.
func (f *field) takes(of, text string) {
	if f.of == "" {
		f.in = textinput.New()
		f.in.SetVirtualCursor(false)
		f.in.KeyMap.Paste = key.NewBinding(key.WithDisabled()) // reads this machine's clipboard; a paste comes from the terminal
		f.in.Focus()
	}
	if f.of != of || f.in.Value() != text {
		f.of = of
		f.in.SetValue(text)
		f.in.CursorEnd()
	}
}

// press edits the text; ok is false for a key that is no editing and only moved the cursor, or did nothing.
func (f *field) press(of, text string, msg tea.KeyPressMsg) (now string, ok bool) {
	f.takes(of, text)
	f.in, _ = f.in.Update(msg)
	k := f.in.KeyMap
	return f.in.Value(), f.in.Value() != text || key.Matches(msg, k.DeleteCharacterBackward, k.DeleteBeforeCursor, k.DeleteWordBackward)
}

// paste puts more in where the cursor stands.
func (f *field) paste(of, text, more string) string {
	f.takes(of, text)
	f.in, _ = f.in.Update(tea.PasteMsg{Content: more})
	return f.in.Value()
}

// window is the part of the text that has room in w cells, the cursor in it, and the cell where that stands.
func (f *field) window(of, text string, w int) (part string, x int) {
	f.takes(of, text)
	before := string([]rune(f.in.Value())[:f.in.Position()])
	x = ansi.StringWidth(before)
	skip := max(0, x-max(w-1, 0))
	part = ansi.Cut(f.in.Value(), skip, skip+max(w, 0))
	return part, x - skip
}

// at is how many characters stand before the cursor.
func (f *field) at(of, text string) int {
	f.takes(of, text)
	return f.in.Position()
}
