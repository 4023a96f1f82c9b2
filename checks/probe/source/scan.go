// Package source reads the folder with an integration's code and its git history: credentials that
// were left in it, which SDK it uses, and a few things it does. It reads files and nothing else: no
// network, no other program, nothing written. It keeps places, never text.
//
// What is not seen here is no proof of absence: code is matched line by line and not understood.
package source

import (
	"bytes"
	"context"
	"io"
	"path"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/mpclient"
)

// Limits bound a scan. Zero fields take those of DefaultLimits.
type Limits struct {
	Entries int           // files and folders looked at
	File    int64         // size of one file
	Bytes   int64         // read in all
	Time    time.Duration // for the folder and, side by side, for the history
	Objects int           // of git's history
	Workers int
}

// DefaultLimits fit a large shop on a slow disk into less than half a minute.
var DefaultLimits = Limits{Entries: 200_000, File: 2 << 20, Bytes: 512 << 20, Time: 20 * time.Second, Objects: 300_000, Workers: 3}

func (l Limits) filled() Limits {
	d := DefaultLimits
	if l.Entries == 0 {
		l.Entries = d.Entries
	}
	if l.File == 0 {
		l.File = d.File
	}
	if l.Bytes == 0 {
		l.Bytes = d.Bytes
	}
	if l.Time == 0 {
		l.Time = d.Time
	}
	if l.Objects == 0 {
		l.Objects = d.Objects
	}
	if l.Workers == 0 {
		l.Workers = d.Workers
	}
	return l
}

// Options say what to look for besides what has a shape.
type Options struct {
	Dir    string // name of the folder, for texts
	Known  []mpclient.Secret
	Limits Limits
}

// Kept of each kind: a report of a thousand places helps nobody.
const (
	maxTokens  = 20
	maxPlaces  = 5
	maxEnv     = 20
	maxUnread  = 5
	maxSDKs    = 20
	nameLength = 160
)

// Scan reads a tree. It returns when it is done, when a limit is met or at once when ctx ends, with
// what was seen until then; Cut says which.
func Scan(ctx context.Context, t Tree, o Options) checks.Source {
	s := &scanner{tree: t, opts: o, limits: o.Limits.filled(), find: newFinder(o.Known), rules: &ignoring{tree: t}}
	outer := ctx
	ctx, cancel := context.WithTimeout(ctx, s.limits.Time)
	defer cancel()

	past := make(chan checks.SourceHistory, 1)
	go func() { past <- readHistory(ctx, t, s.find, s.limits) }()
	out := s.files(ctx)
	out.Dir = mpclient.CleanLine(o.Dir, 200)
	out.Git.Repo = t.Git != nil
	if by := s.rules.match(path.Join(t.Prefix, ".env"), false); out.Git.Repo && by != "" {
		out.Git.IgnoresEnv, out.Git.By = true, by
	}
	select {
	case out.History = <-past:
	case <-ctx.Done():
		// A read of one large object may still be going on; it is left behind.
		select {
		case out.History = <-past:
		default:
			out.History.State = checks.HistoryPartly
		}
	}
	switch {
	case outer.Err() != nil:
		out.Cut = checks.SourceCancelled
	case ctx.Err() == nil: // otherwise a reader may still be at it
		s.rules.close()
	}
	return out
}

type scanner struct {
	tree   Tree
	opts   Options
	limits Limits
	find   *finder
	rules  *ignoring
}

// job is one file to read; report what was seen in it.
type job struct {
	name string // from the scanned folder
	size int64
}

type report struct {
	name   string
	bytes  int64
	state  readState
	tokens []checks.SourceToken
	env    *checks.EnvFile
	sights []sighting
	sdks   []checks.SDK
}

type readState int

const (
	readWell readState = iota
	readBinary
	readLarge
	readFailed
)

type sighting struct {
	what  checks.Sight
	place checks.Place
}

// files walks the folder with one goroutine, reads with a few and gathers here. Nobody waits for a
// reader that hangs when ctx ends.
func (s *scanner) files(ctx context.Context) checks.Source {
	out := checks.Source{Sights: map[checks.Sight][]checks.Place{}}
	jobs, reports, walked := make(chan job, 64), make(chan report, 64), make(chan walkResult, 1)
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	go func() {
		w := walker{s: s, jobs: jobs}
		w.run(ctx)
		close(jobs)
		walked <- w.walkResult
	}()
	var readers sync.WaitGroup
	for range s.limits.Workers {
		readers.Go(func() {
			buf := make([]byte, 0, 64<<10)
			for j := range jobs {
				if ctx.Err() != nil {
					continue // let the walker come to its end
				}
				var r report
				r, buf = s.read(j, buf)
				select {
				case reports <- r:
				case <-ctx.Done():
					return
				}
			}
		})
	}
	go func() {
		readers.Wait()
		close(reports)
	}()

	for done := false; !done; {
		select {
		case r, open := <-reports:
			if !open {
				done = true
				if ctx.Err() != nil { // the readers may have left files out
					out.Cut = checks.SourceTime
				}
				break
			}
			s.gather(&out, r)
			if out.Bytes > s.limits.Bytes && out.Cut == "" {
				out.Cut = checks.SourceBytes
				stop()
				done = true
			}
		case <-ctx.Done():
			out.Cut = checks.SourceTime
			done = true
		}
	}
	select {
	case w := <-walked:
		out.Skipped.Folders, out.Skipped.Links, out.Skipped.Special = w.folders, w.links, w.special
		out.Skipped.Unreadable += w.unreadable
		out.Skipped.Binary += w.binary
		out.Unread = append(out.Unread, w.unread...)
		if out.Cut == "" {
			out.Cut = w.cut
		}
	default:
	}
	s.order(&out)
	return out
}

func (s *scanner) gather(out *checks.Source, r report) {
	switch r.state {
	case readBinary:
		out.Skipped.Binary++
		return
	case readLarge:
		out.Skipped.Large++
		return
	case readFailed:
		out.Skipped.Unreadable++
		if len(out.Unread) < maxUnread {
			out.Unread = append(out.Unread, shown(r.name))
		}
		return
	}
	out.Read++
	if kindOf(r.name) == kindCode {
		out.Code++
	}
	out.Bytes += r.bytes
	out.Tokens = append(out.Tokens, r.tokens...)
	if len(out.Tokens) > 4*maxTokens {
		s.trim(out)
	}
	if r.env != nil && len(out.Env) < maxEnv {
		out.Env = append(out.Env, *r.env)
	}
	for _, x := range r.sights {
		if len(out.Sights[x.what]) < 8*maxPlaces {
			out.Sights[x.what] = append(out.Sights[x.what], x.place)
		}
	}
	if len(out.SDKs) < maxSDKs {
		out.SDKs = append(out.SDKs, r.sdks...)
	}
}

// order sorts what the readers found in any order, worst first, and keeps a handful.
func (s *scanner) order(out *checks.Source) {
	s.trim(out)
	slices.SortFunc(out.Env, func(a, b checks.EnvFile) int { return strings.Compare(a.Place.File, b.Place.File) })
	for k, ps := range out.Sights {
		slices.SortFunc(ps, func(a, b checks.Place) int {
			return cmpBool(a.Unsure, b.Unsure)*4 + cmpBool(a.Keyed, b.Keyed)*2 + cmpPlace(a, b)
		})
		out.Sights[k] = ps[:min(len(ps), maxPlaces)]
	}
	slices.Sort(out.Unread)
	out.Unread = slices.Compact(out.Unread)
	out.Unread = out.Unread[:min(len(out.Unread), maxUnread)]
	out.SDKs = resolve(out.SDKs)
}

// trim keeps the gravest tokens.
func (s *scanner) trim(out *checks.Source) {
	slices.SortFunc(out.Tokens, func(a, b checks.SourceToken) int {
		if d := gravity(b) - gravity(a); d != 0 {
			return d
		}
		return cmpPlace(a.Place, b.Place)
	})
	out.Tokens = out.Tokens[:min(len(out.Tokens), maxTokens)]
}

func gravity(t checks.SourceToken) (n int) {
	for i, b := range []bool{!t.Secret, !t.Ignored, !t.Sample, !t.Test, t.Current} {
		if b {
			n |= 1 << i
		}
	}
	return n
}

func cmpPlace(a, b checks.Place) int {
	if d := strings.Compare(a.File, b.File); d != 0 {
		return d
	}
	switch {
	case a.Line < b.Line:
		return -1
	case a.Line > b.Line:
		return 1
	}
	return 0
}

func cmpBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	}
	return 1
}

// shown is a file name as it may be shown: cleaned, and a token in it masked.
func shown(name string) string {
	return mpclient.CleanLine(mpclient.NewRedactor().Text(name), nameLength)
}

// read reads one file into buf, which it hands back for the next.
func (s *scanner) read(j job, buf []byte) (report, []byte) {
	r := report{name: j.name}
	if j.size > s.limits.File {
		r.state = readLarge
		return r, buf
	}
	buf, r.state = s.load(j.name, buf)
	if r.state != readWell {
		return r, buf
	}
	r.bytes = int64(len(buf))
	s.look(&r, text(buf))
	if cap(buf) > 1<<20 {
		buf = make([]byte, 0, 64<<10) // one large file does not pin its memory
	}
	return r, buf
}

func (s *scanner) load(name string, buf []byte) ([]byte, readState) {
	f, err := s.tree.FS.Open(path.Join(s.tree.Prefix, name))
	if err != nil {
		return buf, readFailed
	}
	defer f.Close()
	// The folder's listing may be old: a pipe in the file's place must not be read.
	st, err := f.Stat()
	if err != nil || !st.Mode().IsRegular() {
		return buf, readFailed
	}
	buf = buf[:0]
	for {
		if len(buf) == cap(buf) {
			buf = append(buf, 0)[:len(buf)]
		}
		n, err := f.Read(buf[len(buf):cap(buf)])
		first := len(buf) == 0
		buf = buf[:len(buf)+n]
		switch {
		case first && isBinary(buf):
			return buf, readBinary
		case int64(len(buf)) > s.limits.File:
			return buf, readLarge
		case err == io.EOF:
			return buf, readWell
		case err != nil:
			return buf, readFailed
		}
	}
}

// isBinary tells files that are no text by a NUL among the first bytes, as git does. UTF-16 with its
// mark is text.
func isBinary(b []byte) bool {
	if bytes.HasPrefix(b, []byte("\xff\xfe")) || bytes.HasPrefix(b, []byte("\xfe\xff")) {
		return false
	}
	return bytes.IndexByte(b[:min(len(b), 8000)], 0) >= 0
}

// text undoes UTF-16, what Windows PowerShell writes; credentials are ASCII, so bytes will do.
func text(b []byte) []byte {
	at := 0
	switch {
	case bytes.HasPrefix(b, []byte("\xff\xfe")):
	case bytes.HasPrefix(b, []byte("\xfe\xff")):
		at = 1
	default:
		return b
	}
	out := make([]byte, 0, len(b)/2)
	for i := 2; i+1 < len(b); i += 2 {
		out = append(out, b[i+at])
	}
	return out
}

// look sees what one text shows.
func (s *scanner) look(r *report, b []byte) {
	name := r.name
	kind := kindOf(name)
	full := path.Join(s.tree.Prefix, name)
	toks := tokensOf(s.find.tokens(b, name))
	for i := range toks {
		toks[i].Place.File = shown(name)
	}
	switch {
	case kind == kindEnv && !exampleEnv(name):
		e := checks.EnvFile{Place: checks.Place{File: shown(name)}}
		if len(toks) > 0 {
			e.Place.Line = toks[0].Place.Line
		}
		if s.tree.Git != nil {
			e.By = s.rules.match(full, false)
			e.Ignored = e.By != ""
			e.Committed = s.rules.committed(full)
		}
		// Without a credential only the .env itself is of interest: .env.development and the like are
		// committed on purpose in many projects.
		if len(toks) > 0 || path.Base(name) == ".env" {
			r.env = &e
		}
	case len(toks) > 0:
		ignored := s.tree.Git != nil && s.rules.match(full, false) != "" && !s.rules.committed(full)
		for i := range toks {
			toks[i].Ignored, toks[i].Example = ignored, kind == kindEnv
			toks[i].Sample = sample(name)
		}
		r.tokens = toks
	}
	r.sdks = manifest(name, b)
	if kind == kindCode && !sample(name) && !minified(name, b) {
		r.sights = sightsIn(name, b)
	}
}
