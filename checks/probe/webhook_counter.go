package probe

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/mpclient"
)

const (
	counterPatience = 3 * time.Second // work is done after the answer, so the counter may lag
	counterQuiet    = time.Second     // at least this long nothing may move before it is believed
	counterStep     = 100 * time.Millisecond
	counterBudget   = 45 * time.Second // no notification is watched that would begin later; the others follow unwatched
)

// count sends notifications one by one and reads the integration's own counter in between: what they
// do cannot be seen from their answers, which count like any other.
func (b *burst) count(ctx context.Context, counter string) *checks.HookCounter {
	out := &checks.HookCounter{Moved: map[checks.HookCase]int{}}
	if err := b.watch(ctx, counter, out.Moved); err != nil {
		out.Err = plainError(err)
	}
	return out
}

var (
	errCounterBusy   = errors.New("it moves by itself")
	errCounterNoGo   = errors.New("no genuine notification was accepted")
	errCounterNumber = errors.New("it does not answer with a number")
)

func (b *burst) watch(ctx context.Context, counter string, moved map[checks.HookCase]int) error {
	at, err := b.e.readCounter(ctx, counter)
	if err != nil {
		return err
	}
	before := at
	if at, err = b.e.settled(ctx, counter, counterQuiet); err != nil {
		return err
	}
	if at != before {
		return errCounterBusy
	}

	began := time.Now()
	first := checks.HookValidMillis
	got := b.one(ctx, first)
	if got.Err == "" && !got.Accepted() {
		first = checks.HookValidSeconds
		b.mail.taken(first)
		got = b.one(ctx, first)
	}
	if !got.Accepted() {
		b.mail.taken(checks.HookValidMillis)
		return errCounterNoGo
	}
	start, lag := time.Now(), time.Duration(0)
	for lag < counterPatience {
		now, err := b.e.readCounter(ctx, counter)
		if err != nil {
			return err
		}
		lag = time.Since(start)
		if now != at {
			break
		}
		if err := mpclient.Sleep(ctx, counterStep); err != nil {
			return err
		}
	}
	quiet := max(counterQuiet, min(3*lag, counterPatience))
	step := func(c checks.HookCase) error {
		now, err := b.e.settled(ctx, counter, quiet)
		if err == nil {
			moved[c], at = now-at, now
		}
		return err
	}
	if err := step(first); err != nil || moved[first] <= 0 {
		return err
	}
	for _, c := range []checks.HookCase{checks.HookDuplicate, checks.HookSibling, checks.HookReplay, checks.HookForged,
		checks.HookUnsigned, checks.HookTail, checks.HookOtherID, checks.HookStale} {
		if time.Since(began) > counterBudget {
			return nil
		}
		got := b.one(ctx, c)
		if c == checks.HookForged || c == checks.HookDuplicate || c == checks.HookSibling || c == checks.HookReplay || got.Status/100 == 2 {
			if err := step(c); err != nil {
				return err
			}
		}
		if c == checks.HookForged && got.Refused() && moved[c] != 0 {
			return nil // the effect comes before the check: what refused ones do would be taken for the next one's
		}
	}
	return nil
}

// settled reads the counter after a while.
func (e *Env) settled(ctx context.Context, counter string, quiet time.Duration) (int, error) {
	if err := mpclient.Sleep(ctx, quiet); err != nil {
		return 0, err
	}
	return e.readCounter(ctx, counter)
}

func (e *Env) readCounter(ctx context.Context, counter string) (int, error) {
	ctx, cancel := context.WithTimeout(mpclient.WithOp(ctx, "counter"), 5*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, counter, nil)
	if err != nil {
		return 0, err
	}
	req.Header.Set("User-Agent", userAgent)
	resp, err := e.outside(1<<10, true).RoundTrip(req)
	if err != nil {
		return 0, err
	}
	body, _ := io.ReadAll(resp.Body)
	_ = resp.Body.Close()
	n, err := strconv.Atoi(strings.TrimSpace(string(body)))
	if err != nil || resp.StatusCode != http.StatusOK {
		return 0, errCounterNumber
	}
	return n, nil
}
