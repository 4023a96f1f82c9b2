package tui

import (
	"fmt"
	"strings"
	"testing"

	"github.com/homologa/homologa/mpclient/limits/limitstest"
)

// drawFrame paints rectangles with letters, so that a wrong number shows as a picture.
func drawFrame(w, h int, f frame) string {
	grid := make([][]byte, h)
	for y := range grid {
		grid[y] = []byte(strings.Repeat(".", w))
	}
	paint := func(r rect, c byte) {
		for y := r.y; y < r.y+r.h; y++ {
			for x := r.x; x < r.x+r.w; x++ {
				grid[y][x] = c
			}
		}
	}
	paint(f.header, 'H')
	paint(f.footer, 'F')
	paint(f.journal, 'J')
	for p, r := range f.panes {
		paint(r, "LDX"[p])
	}
	var b strings.Builder
	for _, row := range grid {
		b.Write(row)
		b.WriteByte('\n')
	}
	return b.String()
}

func TestLayoutTiers(t *testing.T) {
	for _, c := range []struct {
		w, h  int
		focus pane
		zoom  bool
		wide  bool
		tier  tier
		shown []pane
	}{
		{59, 40, paneList, false, false, tierCard, nil},
		{120, 15, paneList, false, false, tierCard, nil},
		{60, 16, paneList, false, false, tierOne, []pane{paneList}},
		{79, 24, paneFix, false, false, tierOne, []pane{paneFix}},
		{80, 24, paneList, false, false, tierTwo, []pane{paneList, paneDetail}},
		{119, 24, paneFix, false, false, tierTwo, []pane{paneList, paneFix}},
		{120, 40, paneList, false, false, tierThree, []pane{paneList, paneDetail, paneFix}},
		{200, 60, paneDetail, true, false, tierThree, []pane{paneDetail}},
		{80, 24, paneList, false, true, tierTwo, []pane{paneList, paneDetail}},
		{120, 40, paneFix, false, true, tierThree, []pane{paneList, paneDetail, paneFix}},
	} {
		f := layout(c.w, c.h, shape{focus: c.focus, zoom: c.zoom, wide: c.wide})
		if f.tier != c.tier {
			t.Errorf("%dx%d: tier %d, want %d", c.w, c.h, f.tier, c.tier)
		}
		var shown []pane
		for p, r := range f.panes {
			if r.w > 0 {
				shown = append(shown, pane(p))
			}
		}
		if fmt.Sprint(shown) != fmt.Sprint(c.shown) {
			t.Errorf("%dx%d focus %d zoom %v shows %v, want %v\n%s", c.w, c.h, c.focus, c.zoom, shown, c.shown, drawFrame(c.w, c.h, f))
		}
	}
}

// FuzzLayout: every cell belongs to exactly one rectangle, all inside the screen.
func FuzzLayout(f *testing.F) {
	for _, s := range [][2]int{{0, 0}, {1, 500}, {60, 16}, {80, 24}, {119, 19}, {120, 40}, {200, 60}, {500, 500}} {
		f.Add(s[0], s[1], 0, 0, false, false)
		f.Add(s[0], s[1], 2, 4, true, false)
		f.Add(s[0], s[1], 1, -400, false, true)
		f.Add(s[0], s[1], 0, 400, false, false)
	}
	f.Fuzz(func(t *testing.T, w, h, focus, grow int, zoom, wide bool) {
		defer limitstest.Bounded(t, 0)()
		if w < 0 || h < 0 || w > 500 || h > 500 || focus < 0 || focus >= int(panes) {
			t.Skip()
		}
		fr := layout(w, h, shape{pane(focus), zoom, wide, grow})
		covered := 0
		rects := append([]rect{fr.header, fr.footer, fr.journal}, fr.panes[:]...)
		for i, r := range rects {
			if r.w == 0 || r.h == 0 {
				continue
			}
			if r.x < 0 || r.y < 0 || r.x+r.w > w || r.y+r.h > h {
				t.Fatalf("%dx%d: %+v leaves the screen", w, h, r)
			}
			covered += r.w * r.h
			for _, o := range rects[:i] {
				if o.w > 0 && o.h > 0 && r.x < o.x+o.w && o.x < r.x+r.w && r.y < o.y+o.h && o.y < r.y+r.h {
					t.Fatalf("%dx%d: %+v lies over %+v", w, h, r, o)
				}
			}
		}
		if covered != w*h {
			t.Fatalf("%dx%d: %d of %d cells covered\n%s", w, h, covered, w*h, drawFrame(w, h, fr))
		}
	})
}
