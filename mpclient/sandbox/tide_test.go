package sandbox

import (
	"net/http"
	"slices"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// live makes a bench whose clock is that of the bubble it runs in.
func live(c *Config) { c.Live, c.Now = true, time.Now }

// attempts lists when a payment's creation was announced, counted from the first time.
func attempts(b *bench, action string) (at []time.Duration) {
	log := b.Deliveries()
	for _, d := range log {
		if d.Action == action {
			at = append(at, d.At.Sub(log[0].At))
		}
	}
	return at
}

// Failed deliveries are tried again on the documented schedule, to the second, while nobody
// calls the simulator.
func TestLiveRetries(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, live)
		b.SetWebhook("https://panel.example/hook")
		b.receiver.status = func(n int) int { return map[bool]int{true: http.StatusOK, false: http.StatusBadGateway}[n > 4] }
		b.payPix("")
		time.Sleep(200 * time.Hour)
		synctest.Wait()
		// Twice at each step: the second attempt follows at once.
		want := []time.Duration{0, 0, 15 * time.Minute, 15 * time.Minute, 30 * time.Minute}
		got := attempts(b, "payment.created")
		if len(got) != len(want) {
			t.Fatalf("attempts at %v, want %v", got, want)
		}
		for i := range want {
			if d := got[i] - want[i]; d < 0 || d > 2*time.Second {
				t.Errorf("attempt %d at %v, want %v", i, got[i], want[i])
			}
		}
		for _, n := range b.Notifications() {
			if n.State != "delivered" {
				t.Errorf("%+v", n)
			}
		}
	})
}

// Deadlines, invoices and scheduled reports come by themselves.
func TestLiveDeadlines(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, live)
		b.SetWebhook("https://panel.example/hook")
		b.payPix("")
		sub := activeSubscription(b)
		b.SetReport(Release, true, true)
		synctest.Wait()
		before := len(b.Requests())
		charged := func() (n int) {
			for _, p := range b.state.payments.all() {
				if text(p.extra, "operation_type") == "recurring_payment" {
					n++
				}
			}
			return n
		}
		first, reports := locked(b.Server, charged), locked(b.Server, func() int { return len(b.state.reports[Release].tasks) })
		time.Sleep(65 * day)
		synctest.Wait()
		if got := attempts(b, "payment.updated"); !slices.ContainsFunc(got, func(d time.Duration) bool { return d.Round(time.Minute) == day }) {
			t.Errorf("the Pix payment lapsed at none of %v", got)
		}
		// The first charge comes an hour after the agreement, the others by the month.
		if n := locked(b.Server, charged) - first; n != 3 {
			t.Errorf("subscription %s was charged %d times in 65 days, want 3", sub, n)
		}
		if n := locked(b.Server, func() int { return len(b.state.reports[Release].tasks) }) - reports; n < 2 {
			t.Errorf("%d scheduled reports in 65 days", n)
		}
		if n := len(b.Requests()); n != before {
			t.Error("somebody called")
		}
	})
}

// With nothing due nobody looks at the clock, and after Close nobody does at all.
func TestLiveIdle(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var looks atomic.Int64
		b := newBench(t, live, func(c *Config) { c.Now = func() time.Time { looks.Add(1); return time.Now() } })
		b.SetWebhook("https://panel.example/hook")
		b.payCard("APRO", "")
		b.settleDown()
		time.Sleep(time.Minute)
		synctest.Wait()
		before := looks.Load()
		time.Sleep(1000 * time.Hour)
		synctest.Wait()
		if n := looks.Load() - before; n != 0 {
			t.Errorf("%d looks at the clock in a thousand hours of nothing", n)
		}
		b.payPix("")
		synctest.Wait()
		b.Close()
		before = looks.Load()
		time.Sleep(1000 * time.Hour)
		if n := looks.Load() - before; n != 0 {
			t.Errorf("%d looks after Close", n)
		}
	})
}

// The clock of the control page moves the alarm: one minute before the retry, a minute is enough.
func TestLiveClockMoves(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, live)
		b.SetWebhook("https://panel.example/hook")
		b.receiver.status = func(int) int { return http.StatusBadGateway }
		b.payPix("")
		synctest.Wait()
		b.want(b.do("POST", "/_sandbox/clock", `{"advance":"14m"}`), 204)
		time.Sleep(50 * time.Second)
		synctest.Wait()
		if n := len(b.Deliveries()); n != 2 {
			t.Fatalf("%d attempts before the time", n)
		}
		time.Sleep(15 * time.Second)
		synctest.Wait()
		if n := len(b.Deliveries()); n != 4 {
			t.Errorf("%d attempts, want 4", n)
		}
	})
}

// What time does is in the state file: the next process continues at the step that was reached.
func TestLiveState(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		path := stateFile(t)
		b := keptBench(t, path, live)
		b.SetWebhook("https://panel.example/hook")
		b.receiver.status = func(int) int { return http.StatusBadGateway }
		pix := b.payPix("")
		time.Sleep(24*time.Hour + 10*time.Minute) // three retries, and the payment lapses
		synctest.Wait()
		before, sent := b.do("GET", paymentPath(pix), ""), len(b.Deliveries())
		history := b.Notifications()
		b.want(before, 200, "status", "cancelled")
		b.Server.Close()
		time.Sleep(time.Hour)
		s, err := Open(b.kept(live), path)
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		b.Server = s
		time.Sleep(5 * time.Second)
		synctest.Wait()
		if after := b.do("GET", paymentPath(pix), ""); after.raw != before.raw {
			t.Errorf("the payment was\n%s\nand is\n%s", before.raw, after.raw)
		}
		// The notification of the lapse had its steps of 15 and 30 minutes while nobody was there.
		if n := len(b.Deliveries()) - sent; n != 4 {
			t.Errorf("%d attempts after the pause, want two steps of two", n)
		}
		if now := b.Notifications(); len(now) != len(history) || now[0].State != "waiting" || !now[0].Next.Equal(*history[0].Next) {
			t.Errorf("the history was\n%+v\nand is\n%+v", history, now)
		}
	})
}

// nextDue and retryDue agree in every scenario of the contract: nothing happens before the
// moment named, and nothing stays due after it.
func TestNextDueIsExact(t *testing.T) {
	j := openJudge(t)
	type print struct {
		mark
		waiting, steps, versions, tasks int
	}
	fingerprint := func(s *Server) (f print) {
		f.mark, f.waiting = s.mark(s.drawn()), len(s.notify.waiting)
		for _, v := range s.notify.sent.list {
			f.steps += v.step
		}
		s.accounts(func() {
			for _, o := range s.state.orders.list.all() {
				f.versions += o.version
			}
			for _, r := range s.state.reports {
				f.tasks += len(r.tasks)
			}
		})
		return f
	}
	steps := 0
	for name, run := range scenarios {
		b := newBench(t, func(c *Config) { c.Wait = nil })
		b.receiver.status = func(int) int { return http.StatusInternalServerError }
		c := &contract{bench: b, judge: j, operation: name}
		run(c)
		b = c.bench
		for range 12 {
			b.settleDown()
			next, now := b.look()
			if next.IsZero() {
				break
			}
			if !next.After(now) {
				t.Fatalf("%s: still due at %v", name, next)
			}
			b.clock.forward(next.Sub(now) - 1)
			was := locked(b.Server, func() print { return fingerprint(b.Server) })
			b.settleDown()
			if is := locked(b.Server, func() print { return fingerprint(b.Server) }); is != was {
				t.Errorf("%s: something happened before %v", name, next)
			}
			b.clock.forward(1)
			b.settleDown()
			if is := locked(b.Server, func() print { return fingerprint(b.Server) }); is == was {
				t.Errorf("%s: nothing happened at %v", name, next)
			}
			steps++
		}
	}
	if steps < 50 {
		t.Errorf("only %d moments were due", steps)
	}
}
