package sandbox

import (
	"slices"
	"time"
)

// A live simulator lets what falls due happen by itself. One goroutine knows the next such moment
// and sleeps until then; with nothing due it sleeps until a call changes something.

const (
	duePath = controlPrefix + "due"
	// glance is the shortest time between two looks at everything, so that many calls share one.
	glance = time.Second
)

type tide struct {
	changed chan struct{} // something may be due sooner than known
	stopped chan struct{}
}

func (s *Server) startTide() {
	s.tide = tide{make(chan struct{}, 1), make(chan struct{})}
	if !s.cfg.Live {
		close(s.tide.stopped)
		return
	}
	go s.watchClock()
}

// stir tells the tide that a call may have changed what is due.
func (s *Server) stir() {
	select {
	case s.tide.changed <- struct{}{}:
	default:
	}
}

func (s *Server) watchClock() {
	defer close(s.tide.stopped)
	for {
		alarm, stop := s.letDueHappen()
		looked := time.Now()
		select {
		case <-s.ctx.Done():
		case <-alarm:
		case <-s.tide.changed:
			s.breathe(glance-time.Since(looked), alarm)
		}
		stop()
		if s.ctx.Err() != nil {
			return
		}
	}
}

// breathe waits until calls that come together have come, but lets no alarm wait.
func (s *Server) breathe(d time.Duration, alarm <-chan time.Time) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-s.ctx.Done():
	case <-alarm:
	case <-t.C:
	}
}

// letDueHappen does what is due now and sets an alarm for what comes next. It goes through a
// control call, so a state file has it too.
func (s *Server) letDueHappen() (alarm <-chan time.Time, stop func()) {
	at, now := s.look()
	if !at.IsZero() && !at.After(now) {
		s.set("due", nil)
		at, now = s.look()
	}
	if at.IsZero() || !at.After(now) { // what stays due is waited for like nothing: never a busy loop
		return nil, func() {}
	}
	t := time.NewTimer(at.Sub(now))
	return t.C, func() { t.Stop() }
}

// look finds the next moment at which something is due, zero for never, and what time it is.
func (s *Server) look() (next, now time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.nextDue(), s.cfg.Now()
}

// nextDue is the first moment at which letTimePass or a retry would change something.
func (s *Server) nextDue() (next time.Time) {
	due := func(at time.Time) {
		if !at.IsZero() && (next.IsZero() || at.Before(next)) {
			next = at
		}
	}
	for _, v := range s.notify.waiting {
		due(v.due)
	}
	s.accounts(func() {
		for _, e := range s.state.payments.order { // all would copy the list
			due(e.v.dueAt())
		}
		for _, o := range s.state.orders.list.all() {
			if len(o.plan) > 0 {
				due(o.plan[0].at)
			}
			if o.waiting() {
				due(o.expires)
			}
		}
		for _, sub := range s.state.billing.subscriptions.all() {
			if inv := sub.earliest(); inv != nil && sub.status == "authorized" {
				due(inv.again)
			}
		}
		for _, cb := range s.state.disputes.chargebacks.all() {
			due(cb.dueAt())
		}
		for _, r := range s.state.reports {
			if r.scheduled {
				due(r.next)
			}
			for _, t := range r.tasks {
				if !t.told {
					due(t.due)
				}
			}
		}
	})
	return next
}

// dueAt is when time changes a payment that nobody decides; zero is never.
func (p *payment) dueAt() time.Time {
	switch {
	case p.detail == "pending_challenge":
		return p.expires
	case p.status == "in_process":
		return p.created.Add(reviewLife)
	case p.status == "pending" || p.status == "authorized":
		return p.expires
	}
	return time.Time{}
}

// RetryDue lets what is due by the injected clock happen: unpaid payments lapse and failed
// deliveries whose next step has come are queued again. It returns how many were.
func (s *Server) RetryDue() int {
	if s.journal == nil {
		return locked(s, s.retryDue)
	}
	if at, now := s.look(); at.IsZero() || at.After(now) {
		return 0 // nothing to write down
	}
	answer, _ := s.control("due", nil)
	n, _ := answer["retried"].(int)
	return n
}

func (s *Server) retryDue() int {
	s.accounts(s.letTimePass)
	now, n := s.cfg.Now(), &s.notify
	slices.SortStableFunc(n.waiting, func(a, b *notice) int { return a.due.Compare(b.due) })
	due := 0
	for due < len(n.waiting) && !n.waiting[due].due.After(now) {
		due++
	}
	n.ready = append(n.ready, n.waiting[:due]...)
	n.waiting = slices.Clone(n.waiting[due:])
	if due > 0 {
		n.poke()
	}
	return due
}

// letTimePass lets what the clock decides happen in the current account.
func (s *Server) letTimePass() {
	s.lapse()
	s.touchOrders()
	s.passTime()
	for _, kind := range []ReportKind{Settlement, Release} {
		s.reportOf(kind)
	}
}
