package main

import (
	"context"
	"sync"
	"time"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/checks/rules"
	"github.com/homologa/homologa/mpclient"
	"github.com/homologa/homologa/tui"
)

// deferred opens a world behind the first frame: the demo makes certificates and starts servers,
// and the screen need not wait for them.
type deferred struct {
	open func() (*world, error)
	once sync.Once
	none *checks.Facts

	mu   sync.Mutex
	w    *world
	err  error
	runs int
}

// firstFrame is how long the renderer may take to draw once: keys and certificates are made after it,
// not beside it.
const firstFrame = 30 * time.Millisecond

func newDeferred(a *app, open func() (*world, error)) *deferred {
	return &deferred{open: open, none: checks.NewFacts(a.now())}
}

// world waits until the world is open.
func (d *deferred) world() (*world, error) {
	d.once.Do(func() {
		w, err := d.open()
		d.mu.Lock()
		defer d.mu.Unlock()
		d.w, d.err = w, err
	})
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.w == nil && d.err == nil {
		return nil, context.Canceled // closed before it was opened
	}
	return d.w, d.err
}

// ready is the world if it is open already.
func (d *deferred) ready() *world {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.w
}

// Requirements implements tui.Engine.
func (d *deferred) Requirements() []checks.Requirement { return rules.All() }

// Facts implements tui.Engine.
func (d *deferred) Facts() *checks.Facts {
	if w := d.ready(); w != nil {
		return w.audit.Facts()
	}
	return d.none
}

// Start implements tui.Engine. Runs are numbered here: two of them may be asked for before there is
// an audit that could number them.
func (d *deferred) Start(ctx context.Context, sel checks.Selection) (int, <-chan checks.Event) {
	d.mu.Lock()
	d.runs++
	n, w := d.runs, d.w
	d.mu.Unlock()
	if w != nil {
		_, events := w.audit.Start(ctx, sel)
		return n, events
	}
	// Room for every event there can be, as in the audit: nobody may be reading any more.
	out := make(chan checks.Event, 2*len(rules.All())+100)
	go func() {
		defer close(out)
		if mpclient.Sleep(ctx, firstFrame) != nil {
			return
		}
		w, err := d.world()
		if err != nil {
			return // walk says so at the end
		}
		_, events := w.audit.Start(ctx, sel)
		for ev := range events {
			out <- ev
		}
	}()
	return n, out
}

// Stop implements tui.Engine.
func (d *deferred) Stop(probe string) bool {
	w := d.ready()
	return w != nil && w.audit.Stop(probe)
}

// close ends the world; one that is still opening is waited for, so that nothing stays behind, and
// one that nobody asked for is not opened any more.
func (d *deferred) close() {
	d.once.Do(func() {})
	if w := d.ready(); w != nil {
		w.close()
	}
}

// failed is why the world could not be opened.
func (d *deferred) failed() error {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.err
}

// session shows the world to the screen, now or when it is open.
func (d *deferred) session(a *app) *tui.Session {
	s := &tui.Session{Engine: d, Label: a.lang.S("ui.demo")}
	s.Exchanges = func(n int) []mpclient.Exchange {
		if w := d.ready(); w != nil {
			return w.recorder.Last(n)
		}
		return nil
	}
	s.Attest = func(id checks.ID, on bool) error {
		w, err := d.world()
		if err != nil {
			return err
		}
		return w.tick(id, on)
	}
	s.Demo = &tui.Demo{
		Broken: func() []checks.ID {
			if w := d.ready(); w != nil {
				return w.shop.Broken()
			}
			return nil
		},
		Repair: func(id checks.ID) error {
			w, err := d.world()
			if err != nil {
				return err
			}
			return w.shop.Repair(id)
		},
	}
	return s
}
