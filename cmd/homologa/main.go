// Command homologa walks a Mercado Pago integration to its go-live: it looks, says what was
// seen and hands over the fix. This package holds flags, streams and exit codes, and no
// knowledge of the domain.
package main

import (
	"io"
	"log"
	"os"
	"time"

	"golang.org/x/term"
)

// Exit codes, part of the contract with scripts.
const (
	exitReady       = 0
	exitFails       = 1
	exitUsage       = 2
	exitUnfinished  = 3
	exitBug         = 70
	exitInterrupted = 130
)

// env is the outside world, handed in once.
type env struct {
	args          []string
	in            io.Reader
	out, err      io.Writer
	getenv        func(string) string
	environ       []string
	ttyIn, ttyOut bool
	now           func() time.Time
	dir           string
}

func main() {
	log.SetOutput(io.Discard) // net/http logs what strangers send; what a person should know is said by us
	os.Exit(run(env{
		args: os.Args[1:], in: os.Stdin, out: os.Stdout, err: os.Stderr, getenv: os.Getenv, environ: os.Environ(),
		ttyIn: term.IsTerminal(int(os.Stdin.Fd())), ttyOut: term.IsTerminal(int(os.Stdout.Fd())), now: time.Now, dir: ".",
	}))
}
