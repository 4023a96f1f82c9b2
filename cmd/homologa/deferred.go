package main

import (
	"context"
	"sync"

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
	mu   sync.Mutex
	w    *world
	err  error
	none *checks.Facts
}

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

// Start implements tui.Engine. Runs are numbered by the audit; all starts come through here, so the
// numbers are known before it is open.
func (d *deferred) Start(ctx context.Context, sel checks.Selection) (int, <-chan checks.Event) {
	if w := d.ready(); w != nil {
		return w.audit.Start(ctx, sel)
	}
	out := make(chan checks.Event, 1)
	go func() {
		defer close(out)
		w, err := d.world()
		if err != nil {
			return
		}
		_, events := w.audit.Start(ctx, sel)
		for ev := range events {
			select {
			case out <- ev:
			case <-ctx.Done():
				for range events { // let the run end
				}
				return
			}
		}
	}()
	return 1, out
}

// close ends the world; one that is still opening is waited for, so that nothing stays behind.
func (d *deferred) close() {
	if w, err := d.world(); err == nil {
		w.close()
	}
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
