package limits

import (
	"context"
	"io"
	"sync/atomic"
	"time"
)

// Watch ends a transfer that stalls: unless StallBytes have passed the reader it gives in each Stall, end is called with
// ErrStall. stop ends the watching.
func Watch(r io.Reader, end context.CancelCauseFunc) (watched io.Reader, stop func()) {
	w := &watch{r: r}
	var tick *time.Timer
	ready := make(chan struct{})
	tick = time.AfterFunc(Stall, func() {
		<-ready
		if w.n.Swap(0) < StallBytes {
			end(ErrStall)
			return
		}
		tick.Reset(Stall)
	})
	close(ready)
	return w, func() { tick.Stop() }
}

type watch struct {
	r io.Reader
	n atomic.Int64
}

func (w *watch) Read(p []byte) (int, error) {
	n, err := w.r.Read(p)
	w.n.Add(int64(n))
	return n, err
}
