package tui

// point is a cell of the screen.
type point struct{ x, y int }

// rect is a pane's outer place on the screen, border included.
type rect struct{ x, y, w, h int }

func (r rect) has(x, y int) bool { return x >= r.x && x < r.x+r.w && y >= r.y && y < r.y+r.h }

// inner is the room inside the border.
func (r rect) inner() (w, h int) { return max(r.w-2, 0), max(r.h-2, 0) }

// pane names a place of the screen.
type pane int

const (
	paneList pane = iota
	paneDetail
	paneFix
	panes
)

// tier is how much fits.
type tier int

const (
	tierCard  tier = iota // too small: a card that says so
	tierOne               // one pane at a time
	tierTwo               // list, and detail or fix
	tierThree             // everything
)

// Smallest screen with panes, and the widths from which more of them fit.
const (
	minW, minH = 60, 16
	twoW       = 80
	threeW     = 120
	minPane    = 26
)

// frame is where everything goes.
type frame struct {
	tier    tier
	header  rect
	panes   [panes]rect // zero width: not shown
	journal rect
	footer  rect
}

// shape is what a screen asks of its layout.
type shape struct {
	focus pane // decides which pane shows where only some fit
	zoom  bool // gives it all the room
	wide  bool // the list's rows are lines of a record, not names
	grow  int  // columns the list takes from the pane beside it, or gives it
}

// layout is a pure function: numbers in, rectangles out.
func layout(w, h int, s shape) frame {
	var f frame
	if w < minW || h < minH {
		f.header = rect{0, 0, max(w, 0), max(h, 0)}
		return f
	}
	f.header = rect{0, 0, w, 1}
	f.footer = rect{0, h - 1, w, 1}
	body := rect{0, 1, w, h - 2}
	if h >= 20 {
		f.journal = rect{0, h - 2, w, 1}
		body.h--
	}
	focus, side := s.focus, s.focus
	if side == paneList {
		side = paneDetail
	}
	switch {
	case w < twoW:
		f.tier = tierOne
		f.panes[focus] = body
	case w < threeW:
		f.tier = tierTwo
		lw := max(38, w*38/100)
		if s.wide {
			lw = w / 2
		}
		lw = max(minPane, min(lw+s.grow, w-minPane))
		f.panes[paneList] = rect{0, body.y, lw, body.h}
		f.panes[side] = rect{lw, body.y, w - lw, body.h}
	default:
		f.tier = tierThree
		lw := min(max(38, w*24/100), 46)
		fw := max(34, w*32/100)
		if s.wide {
			lw, fw = w*38/100, w*28/100
		}
		lw = max(minPane, min(lw+s.grow, w-fw-minPane))
		f.panes[paneList] = rect{0, body.y, lw, body.h}
		f.panes[paneDetail] = rect{lw, body.y, w - lw - fw, body.h}
		f.panes[paneFix] = rect{w - fw, body.y, fw, body.h}
	}
	if s.zoom {
		f.panes = [panes]rect{}
		f.panes[focus] = body
	}
	return f
}

// at finds the pane under a point.
func (f frame) at(x, y int) (pane, bool) {
	for p, r := range f.panes {
		if r.w > 0 && r.has(x, y) {
			return pane(p), true
		}
	}
	return 0, false
}
