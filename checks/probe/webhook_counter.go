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
	"github.com/homologa/homologa/mpclient/webhook"
)

const (
	counterPatience = 3 * time.Second // work is done after the answer, so the counter may lag
	counterQuiet    = time.Second     // at least this long nothing may move before it is believed
	counterStep     = 100 * time.Millisecond
	counterPosts    = 5 // at most: genuine in both units, the same again, repeated, forged
)

// count sends notifications one by one and reads the integration's own counter in between: what a
// repetition does cannot be seen from its answer.
func (e *Env) count(ctx context.Context, counter string, m *mail) *checks.HookCounter {
	out := &checks.HookCounter{}
	if err := e.counted(ctx, counter, m, out); err != nil {
		out.Err = plainError(err)
	}
	return out
}

var (
	errCounterBusy   = errors.New("it moves by itself")
	errCounterNoGo   = errors.New("no genuine notification was accepted")
	errCounterNumber = errors.New("it does not answer with a number")
)

func (e *Env) counted(ctx context.Context, counter string, m *mail, out *checks.HookCounter) error {
	at, err := e.readCounter(ctx, counter)
	if err != nil {
		return err
	}
	before := at
	if at, err = e.settled(ctx, counter, counterQuiet); err != nil {
		return err
	}
	if at != before {
		return errCounterBusy
	}

	var note webhook.Notification
	sent := m.again(&note)
	if !e.post(ctx, sent).Accepted() {
		m.taken(checks.HookValidSeconds)
		sent = m.again(&note)
		if !e.post(ctx, sent).Accepted() {
			m.taken(checks.HookValidMillis)
			return errCounterNoGo
		}
	}
	start, lag := time.Now(), time.Duration(0)
	for lag < counterPatience {
		now, err := e.readCounter(ctx, counter)
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
	step := func(into *int) error {
		now, err := e.settled(ctx, counter, quiet)
		*into, at = now-at, now
		return err
	}
	if err := step(&out.Genuine); err != nil || out.Genuine <= 0 {
		return err
	}
	e.post(ctx, m.again(&note))
	if err := step(&out.Again); err != nil {
		return err
	}
	e.post(ctx, sent)
	if err := step(&out.Replay); err != nil {
		return err
	}
	out.RefusedForged = e.post(ctx, m.parcel(checks.HookForged)).Refused()
	return step(&out.Forged)
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
