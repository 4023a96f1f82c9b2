package main

import (
	"bufio"
	"context"
	"errors"
	"io"
	"os"
	"os/signal"
	"strings"
	"sync"
	"syscall"
	"time"

	"golang.org/x/term"

	"github.com/homologa/homologa/mpclient"
)

// typed is a line a person entered, or the end of them.
type typed struct {
	text string
	end  bool
}

// lineInput reads one line at a time, and only when one is wanted: whatever else needs the terminal, an editor or
// a hidden answer, finds it free.
type lineInput struct {
	src    io.Reader
	r      *bufio.Reader
	tty    bool
	want   chan bool // true: without showing what is typed
	got    chan typed
	wanted bool
	held   *typed
	over   bool
	was    *term.State // of the terminal, to leave it as it was found
}

// longestLine is what a pasted notification may hold on one line.
const longestLine = 4 << 20

func newLineInput(src io.Reader, tty bool) *lineInput {
	in := &lineInput{src: src, r: bufio.NewReaderSize(src, 64<<10), tty: tty, want: make(chan bool, 1), got: make(chan typed, 1)}
	if f, ok := src.(*os.File); ok && tty {
		in.was, _ = term.GetState(int(f.Fd()))
	}
	go func() {
		for hidden := range in.want {
			in.got <- in.read(hidden)
		}
	}()
	return in
}

func (in *lineInput) read(hidden bool) typed {
	if f, ok := in.src.(*os.File); ok && hidden && in.tty && in.r.Buffered() == 0 {
		raw, err := term.ReadPassword(int(f.Fd()))
		return typed{string(raw), err != nil}
	}
	var b strings.Builder
	for {
		part, err := in.r.ReadSlice('\n')
		if b.Len() < longestLine {
			b.Write(part)
		}
		if errors.Is(err, bufio.ErrBufferFull) {
			continue
		}
		text := strings.TrimRight(b.String(), "\r\n")
		return typed{text, err != nil && text == ""}
	}
}

// next is where the next line comes; asking twice is asking once.
func (in *lineInput) next(hidden bool) <-chan typed {
	switch {
	case in.held != nil:
		now := make(chan typed, 1)
		now <- *in.held
		in.held = nil
		return now
	case in.over:
		now := make(chan typed, 1)
		now <- typed{end: true}
		return now
	case !in.wanted:
		in.wanted = true
		in.want <- hidden
	}
	return in.got
}

// took notes that a line came out of next.
func (in *lineInput) took(t typed) {
	in.wanted = false
	in.over = in.over || t.end
}

// close lets the reader go; one that waits for a line stays behind until the program ends.
func (in *lineInput) close() {
	close(in.want)
	if f, ok := in.src.(*os.File); ok && in.was != nil {
		_ = term.Restore(int(f.Fd()), in.was)
	}
}

// interrupts lets the first Ctrl+C stop what runs, and the next one leave.
type interrupts struct {
	mu    sync.Mutex
	stop  context.CancelFunc // of what runs; nil when nothing does
	leave context.CancelFunc
	told  func() // that it stops
}

// begin says that something runs now. Its end has to be told.
func (x *interrupts) begin(ctx context.Context) (context.Context, func()) {
	ctx, cancel := context.WithCancel(ctx)
	x.mu.Lock()
	x.stop = cancel
	x.mu.Unlock()
	return ctx, func() {
		x.mu.Lock()
		x.stop = nil
		x.mu.Unlock()
		cancel()
	}
}

// halt is one Ctrl+C.
func (x *interrupts) halt() {
	if !x.ease() {
		x.leave()
	}
}

// ease stops what runs; it is false when nothing does, or when it was stopped already.
func (x *interrupts) ease() bool {
	x.mu.Lock()
	stop := x.stop
	x.stop = nil
	x.mu.Unlock()
	if stop == nil {
		return false
	}
	x.told()
	stop()
	return true
}

// follow hears signals until done; the terminal that goes away and SIGTERM leave at once.
func (x *interrupts) follow(done <-chan struct{}) {
	signal.Reset(os.Interrupt) // the one that ends the whole program at its first
	signals := make(chan os.Signal, 4)
	signal.Notify(signals, os.Interrupt, syscall.SIGHUP)
	go func() {
		defer signal.Stop(signals)
		for {
			select {
			case s := <-signals:
				if s == os.Interrupt {
					x.halt()
				} else {
					x.leave()
				}
			case <-done:
				return // a third one is the system's
			}
		}
	}()
}

// errLeave ends the walk: with a code of its own when it was interrupted.
var errLeave = errors.New("leave")

// line waits for what a person types; an error is the end of the walk.
func (m *lineMode) line(prompt string, hidden bool) (string, error) {
	m.put(prompt + ": ")
	var t typed
	select {
	case t = <-m.in.next(hidden):
		m.in.took(t)
	case <-m.ctx.Done():
		m.put("\n")
		return "", m.interrupted()
	}
	switch {
	case t.end:
		m.put("\n")
		return "", errLeave
	case m.gone != nil:
		return "", m.gone
	case hidden:
		m.put("\n")
	case !m.ttyIn: // a terminal shows what is typed, a script's lines are shown by us
		m.put(clean(t.text, 400) + "\n")
	}
	return strings.TrimSpace(t.text), nil
}

func (m *lineMode) interrupted() error { return &failure{code: exitInterrupted, quiet: true} }

// agree asks before something is sent. Its only yes is the letter of the language; about a real account it is the nickname, typed
// at a terminal. Enter is a no.
func (m *lineMode) agree(text, nickname string) (typed string, yes bool, err error) {
	return m.agreeTyping(text, nickname, "lines.consent_type")
}

// agreeTyping asks for what has to be typed in the words of a key; nothing to type asks for a y.
func (m *lineMode) agreeTyping(text, nickname, how string) (typed string, yes bool, err error) {
	m.say(text)
	if nickname == "" {
		got, err := m.line(m.lang.S("lines.consent"), false)
		if err != nil {
			return "", false, err
		}
		if yes = m.lang.IsYes(got); !yes {
			m.say(m.lang.S("lines.not_sent"))
		}
		return "", yes, nil
	}
	if !m.ttyIn && m.sess.Demo == nil {
		m.say(m.lang.S("lines.needs_terminal"))
		return "", false, nil
	}
	got, err := m.line(m.lang.S(how, "name", mpclient.CleanLine(nickname, 80)), false)
	switch {
	case err != nil:
		return "", false, err
	case got == "":
		m.say(m.lang.S("lines.not_sent"))
	case got != nickname:
		m.say(m.lang.S("ui.consent_differs"))
	default:
		return got, true, nil
	}
	return "", false, nil
}

// work does something slow: said first, said again from time to time while it lasts, ended by Ctrl+C.
func work[T any](m *lineMode, key string, do func(ctx context.Context) (T, error)) (T, error) {
	type result struct {
		v   T
		err error
	}
	ctx, end := m.runs.begin(m.ctx)
	defer end()
	m.say(m.lang.S(key))
	got := make(chan result, 1)
	go func() {
		v, err := do(ctx)
		got <- result{v, err}
	}()
	started := time.Now()
	for {
		select {
		case r := <-got:
			return r.v, r.err
		case <-time.After(stillEvery):
			m.say(m.lang.S("lines.still", "time", span(time.Since(started)), "what", "@"+key))
		}
	}
}

// stillEvery is how long silence lasts while something goes on.
const stillEvery = 5 * time.Second
