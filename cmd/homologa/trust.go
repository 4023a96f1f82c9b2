package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"sync"
	"time"

	"github.com/charmbracelet/x/ansi"

	"github.com/homologa/homologa/checks/config"
	"github.com/homologa/homologa/mpclient/ownfile"
)

// trust is what a person agreed to of configurations that ask for more than usual.
type trust struct {
	flag bool // --trust-config
	// ask puts a question and gives the answer; nil where nobody can be asked.
	ask    func(prompt string) (string, error)
	silent bool // the screen has the terminal

	mu     sync.Mutex
	agreed map[string]bool // by config.Ask.Key, in this run
	told   string          // the key of what was said to be left out
}

// trustMark is the first line of the file of agreements; then comes one agreement a line.
const (
	trustMark = "{\"trusted\":\"homologa.configurations\",\"v\":1}\n"
	maxTrust  = 1 << 20
)

type agreement struct {
	Key  string    `json:"key"`
	File string    `json:"file"`
	At   time.Time `json:"at"`
}

var errNotTrust = errors.New("another file")

// agreements reads the file. One that is not there holds none.
func (a *app) agreements() (file string, text []byte, err error) {
	if file, err = a.stateFile("trusted.jsonl"); err != nil {
		return "", nil, err
	}
	text, err = ownfile.Read(ownfile.Open, file, maxTrust)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return file, []byte(trustMark), nil
	case err != nil:
		return file, nil, err
	case !bytes.HasPrefix(text, []byte(trustMark)):
		return file, nil, errNotTrust
	}
	return file, text, nil
}

// agreedTo tells whether a person agreed to a configuration, now or before.
func (a *app) agreedTo(key string) bool {
	a.trust.mu.Lock()
	defer a.trust.mu.Unlock()
	if a.trust.flag || a.trust.agreed[key] {
		return true
	}
	_, text, err := a.agreements()
	if err != nil {
		return false
	}
	for line := range bytes.Lines(text) {
		var g agreement
		if json.Unmarshal(line, &g) == nil && g.Key == key {
			return true
		}
	}
	return false
}

// remember keeps an agreement, in this run whatever becomes of the file.
func (a *app) remember(ask config.Ask) {
	a.trust.mu.Lock()
	defer a.trust.mu.Unlock()
	if a.trust.agreed == nil {
		a.trust.agreed = map[string]bool{}
	}
	a.trust.agreed[ask.Key] = true
	file, text, err := a.agreements()
	if err == nil {
		var line []byte
		if line, err = json.Marshal(agreement{ask.Key, ask.File, a.now().UTC().Truncate(time.Second)}); err == nil {
			err = ownfile.Write(file, append(append(text, line...), '\n'), 0o600, 0o700)
		}
	}
	if err != nil {
		a.note("cmd.trust_forgotten", "file", clean(file, 160), "why", config.Why(err))
	}
}

// trustOwn agrees to a configuration that a person just had us write, name by name.
func (a *app) trustOwn() {
	if got, err := config.Load(a.source()); err == nil && got.Ask != nil {
		a.remember(*got.Ask)
	}
}

// askTrust asks a person about a configuration. Where nobody can be asked, it says once what is left out.
func (a *app) askTrust(ask config.Ask) (bool, error) {
	question := a.trust.ask
	if question == nil && a.ttyIn && !a.trust.silent {
		question = a.answer
	}
	if question != nil {
		fmt.Fprintln(a.err, ansi.Wordwrap(a.lang.S("trust.question", "file", ask.File, "what", ask.What()), helpWidth, ""))
		got, err := question(a.lang.S("trust.type"))
		switch {
		case err != nil:
			return false, err
		case a.lang.IsYes(strings.TrimSpace(got)):
			a.remember(ask)
			return true, nil
		}
	}
	a.trust.mu.Lock()
	first := a.trust.told != ask.Key
	a.trust.told = ask.Key
	a.trust.mu.Unlock()
	if first && !a.trust.silent {
		a.note("cmd.trust_held", "file", ask.File, "what", ask.What())
	}
	return false, nil
}

// answer is the next line of a command's one reader of standard input.
func (a *app) answer(prompt string) (string, error) {
	fmt.Fprint(a.err, prompt+": ")
	if a.asking == nil {
		a.asking = a.questions()
	}
	select {
	case line := <-a.asking.lines:
		return strings.TrimSpace(line), nil
	case <-a.ctx.Done():
		return "", &failure{code: exitInterrupted, text: a.lang.S("cmd.interrupted")}
	}
}

// oneAnswer reads one line and not a byte more: the screen reads the rest itself.
func (a *app) oneAnswer(prompt string) (string, error) {
	fmt.Fprint(a.err, prompt+": ")
	got := make(chan string, 1)
	go func() {
		var line []byte
		for b := make([]byte, 1); len(line) < 100; {
			if n, err := a.in.Read(b); n == 0 && err != nil || n == 1 && b[0] == '\n' {
				break
			} else if n == 1 {
				line = append(line, b[0])
			}
		}
		got <- string(bytes.TrimSpace(line))
	}()
	select {
	case line := <-got:
		return line, nil
	case <-a.ctx.Done():
		return "", &failure{code: exitInterrupted, text: a.lang.S("cmd.interrupted")}
	}
}
