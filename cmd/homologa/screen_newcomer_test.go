package main

import (
	"fmt"
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"

	"github.com/homologa/homologa/checks/lang"
)

// mark is the state of the picked row, and title what follows it.
var pickedRow = regexp.MustCompile(`^(\S)\s+(.*?)\s*[│┃]`)

func (s *stage) picked() (mark, title string) {
	if m := pickedRow.FindStringSubmatch(s.row()); m != nil {
		return m[1], m[2]
	}
	return "", ""
}

// TestScreenFromNothingToReady is a newcomer in an empty folder: the demo from the first screen, then nothing but the
// keys that the foot of the screen offers, until it is green and says what to do on the day.
func TestScreenFromNothingToReady(t *testing.T) {
	t.Parallel()
	for _, l := range lang.All {
		t.Run(string(l), func(t *testing.T) {
			t.Parallel()
			s := perform(t, t.TempDir(), map[string]string{"HOMOLOGA_LANG": string(l)}, run)
			s.shows(l.S("welcome.demo"))
			s.keys("d")
			s.shows(l.S("ready.not_ready"), l.S("ui.overview_next"))
			ready := "✓ " + l.S("ready.ready")
			seen := map[string]bool{}
			for range 60 {
				if strings.Contains(s.text(), ready) {
					break
				}
				_, before := s.picked()
				s.keys("n")
				s.until("the next item", func(string) bool {
					mark, now := s.picked()
					return now != before && strings.Contains("✓✗!☐?○–", mark) && mark != "" // not under way
				})
				mark, title := s.picked()
				if seen[title] {
					t.Fatalf("n leads to %q again\n%s", title, s.text())
				}
				seen[title] = true
				key := map[string]string{"✗": "a", "!": "a", "☐": "space"}[mark]
				if key == "" {
					continue // nothing that a newcomer could do about it
				}
				s.keys(key)
				done := map[string]string{"space": "☑"}[key]
				if done == "" {
					done = "✓"
				}
				s.until(title+" to be done", func(string) bool { now, same := s.picked(); return now == done && same == title })
			}
			s.shows(ready)
			s.keys("home")
			s.shows(l.S("ui.launch"))
			s.keys("q")
			s.end(exitReady)
		})
	}
}

func (s *stage) resize(w, h int) {
	s.mu.Lock()
	s.em.Resize(w, h)
	s.mu.Unlock()
	s.send(fmt.Sprintf("\x1b[8;%d;%dt", h, w))
}

// TestScreenInAStormOfSizes resizes the terminal a thousand times under the whole program, faster than it draws; what
// stands there afterwards is what stood there before, cell by cell, and keys still work. The list may have scrolled: a
// small screen shows another stretch of it around the picked row.
func TestScreenInAStormOfSizes(t *testing.T) {
	t.Parallel()
	s := perform(t, t.TempDir(), nil, demo())
	s.shows("not ready", "x "+lang.EN.S("key.exchanges"))
	s.keys("n")
	s.shows("security.token_not_in_page")
	const w, h, blank = 100, 30, "         "
	s.resize(w, h)
	s.settle()
	r := rand.New(rand.NewPCG(3, 3))
	for round := range 20 {
		was, row := s.text(), s.row()
		for range 50 {
			s.resize(1+r.IntN(150), 1+r.IntN(45))
		}
		s.resize(w, h)
		s.until(fmt.Sprintf("the frame of before storm %d", round), func(screen string) bool {
			return besideList(screen) == besideList(was) && string([]rune(s.row() + blank)[:9]) == string([]rune(row + blank)[:9])
		})
		s.keys([]string{"n", "tab", "L", "?", "esc"}[round%5])
		s.until("another frame", func(screen string) bool { return screen != was })
		s.settle()
	}
	s.keys("q")
	s.end(exitReady)
}

// besideList is what stands right of the list at 100 columns.
func besideList(screen string) string {
	var out strings.Builder
	for line := range strings.Lines(screen) {
		if cells := []rune(line); len(cells) > 38 {
			out.WriteString(string(cells[38:]))
		}
	}
	return out.String()
}

// settle waits until the screen has not changed for a while: some frames follow a key by more than one repaint.
func (s *stage) settle() {
	s.Helper()
	last, same := "", 0
	s.until("a still screen", func(screen string) bool {
		if screen != last {
			last, same = screen, 0
			return false
		}
		same++
		return same > 20
	})
}
