// Package source reads the folder with an integration's code and its git history: credentials that
// were left in it, which SDK it uses, and a few things it does. It reads files and nothing else: no
// network, no other program, nothing written. It keeps places, never text.
//
// What is not seen here is no proof of absence: code is matched line by line and not understood.
package source

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
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
	File    int64         // size of a file that is looked at as a whole; larger ones pass in windows
	Stream  int64         // size of one of those, and of what is packed in one
	Bytes   int64         // read in all
	Time    time.Duration // for the folder and, side by side, for the history
	Objects int           // of git's history
	Workers int
}

// DefaultLimits fit a large shop on a slow disk into less than half a minute.
var DefaultLimits = Limits{Entries: 200_000, File: 2 << 20, Stream: 256 << 20, Bytes: 512 << 20, Time: 20 * time.Second, Objects: 300_000, Workers: 3}

func (l Limits) filled() Limits {
	d := DefaultLimits
	if l.Entries == 0 {
		l.Entries = d.Entries
	}
	if l.File == 0 {
		l.File = d.File
	}
	if l.Stream == 0 {
		l.Stream = d.Stream
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
	out, nested := s.files(ctx)
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
			out.History = checks.SourceHistory{State: checks.HistoryPartly, Left: checks.Omissions{{Kind: "git_time"}}}
		}
	}
	for _, x := range nested {
		out.History.Left.Add(x.Kind, x.N, x.Names...)
		if out.History.State == checks.HistoryRead || out.History.State == checks.HistoryNone {
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
	name  string // from the scanned folder
	size  int64
	built bool // made by a build: looked through for credentials alone
}

type report struct {
	name   string
	bytes  int64
	state  readState
	looked bool   // at what the code does
	dim    string // code that was not, and why: the kind of omission
	tokens []checks.SourceToken
	env    *checks.EnvFile
	// bundled are the credentials of a .env under names that a framework publishes.
	bundled []hit
	sights  []sighting
	sdks    []checks.SDK
}

type readState string

const (
	readWell   readState = ""
	readMedia  readState = "media"
	readLarge  readState = "large"
	readPacked readState = "archives"
	readFailed readState = "unreadable"
	readPDF    readState = "pdf"
)

type sighting struct {
	what  checks.Sight
	place checks.Place
}

// files walks the folder with one goroutine, reads with a few and gathers here. Nobody waits for a
// reader that hangs when ctx ends. nested are histories of other repositories that were met.
func (s *scanner) files(ctx context.Context) (_ checks.Source, nested checks.Omissions) {
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
				r, buf = s.read(ctx, j, buf)
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
		for _, x := range w.left {
			out.Left.Add(x.Kind, x.N, x.Names...)
		}
		for _, x := range w.aside {
			out.Aside.Add(x.Kind, x.N, x.Names...)
		}
		nested = w.past
		if out.Cut == "" {
			out.Cut = w.cut
		}
	default:
	}
	s.order(&out)
	return out, nested
}

func (s *scanner) gather(out *checks.Source, r report) {
	out.Bytes += r.bytes
	switch r.state {
	case readMedia:
		out.Aside.Add(string(r.state), 1)
		return
	case readLarge, readPacked, readFailed, readPDF:
		out.Left.Add(string(r.state), 1, shown(r.name))
	default:
		out.Read++
		if kindOf(r.name) == kindCode {
			out.Code++
		}
	}
	if r.looked {
		out.Looked++
	}
	if r.dim != "" {
		out.Dim.Add(r.dim, 1, shown(r.name))
	}
	out.Tokens = append(out.Tokens, r.tokens...)
	if len(out.Tokens) > 4*maxTokens {
		s.trim(out)
	}
	if r.env != nil {
		if out.Env = append(out.Env, *r.env); len(out.Env) > 4*maxEnv {
			out.Env = trimEnv(out.Env)
		}
	}
	for _, x := range r.sights {
		if out.Sights[x.what] = append(out.Sights[x.what], x.place); len(out.Sights[x.what]) > 12*maxPlaces {
			out.Sights[x.what] = trimPlaces(out.Sights[x.what])
		}
	}
	if len(out.SDKs) < maxSDKs {
		out.SDKs = append(out.SDKs, r.sdks...)
	}
}

// order sorts what the readers found in any order, worst first, and keeps a handful.
func (s *scanner) order(out *checks.Source) {
	s.trim(out)
	out.Env = trimEnv(out.Env)
	for k, ps := range out.Sights {
		out.Sights[k] = trimPlaces(ps)
	}
	for _, list := range []checks.Omissions{out.Left, out.Dim, out.Aside} {
		slices.SortFunc(list, func(a, b checks.Omission) int { return strings.Compare(a.Kind, b.Kind) })
		for _, x := range list {
			slices.Sort(x.Names)
		}
	}
	out.SDKs = resolve(out.SDKs)
}

// trimPlaces keeps a few places of each sort, what is certain and bad before the doubtful and the good:
// a hundred calls with a key do not hide the one without.
func trimPlaces(ps []checks.Place) []checks.Place {
	sort := func(p checks.Place) int {
		switch {
		case p.Unsure:
			return 1
		case p.Keyed:
			return 2
		}
		return 0
	}
	slices.SortFunc(ps, func(a, b checks.Place) int {
		if d := sort(a) - sort(b); d != 0 {
			return d
		}
		return cmpPlace(a, b)
	})
	var kept [3]int
	return slices.DeleteFunc(ps, func(p checks.Place) bool {
		kept[sort(p)]++
		return kept[sort(p)] > maxPlaces
	})
}

// trimEnv keeps the files that fail a judgement before those that pass it.
func trimEnv(es []checks.EnvFile) []checks.EnvFile {
	slices.SortFunc(es, func(a, b checks.EnvFile) int {
		fault := func(e checks.EnvFile) (n int) {
			for i, b := range []bool{e.Ignored && e.Unsure, !e.Ignored || e.Committed, e.Place.Line > 0 && (!e.Ignored || e.Committed)} {
				if b {
					n |= 1 << i
				}
			}
			return n
		}
		if d := fault(b) - fault(a); d != 0 {
			return d
		}
		return strings.Compare(a.Place.File, b.Place.File)
	})
	return es[:min(len(es), maxEnv)]
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
	open := t.Served || t.Bundled
	for i, b := range []bool{!t.Secret, !t.Ignored || open, !t.Sample || open, !t.Test, t.Current} {
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

// read reads one file: into buf, which it hands back for the next, or in windows where it is no text
// or too large.
func (s *scanner) read(ctx context.Context, j job, buf []byte) (report, []byte) {
	r := report{name: j.name}
	f, err := s.tree.FS.Open(path.Join(s.tree.Prefix, j.name))
	if err != nil {
		r.state = readFailed
		return r, buf
	}
	defer f.Close()
	// The folder's listing may be old: a pipe in the file's place must not be read.
	st, err := f.Stat()
	if err != nil || !st.Mode().IsRegular() {
		r.state = readFailed
		return r, buf
	}
	if st.Size() > s.limits.Stream {
		r.state = readLarge
		return r, buf
	}
	buf, all, err := fill(f, buf[:0], int(s.limits.File))
	if err != nil {
		r.state = readFailed
		return r, buf
	}
	r.bytes = int64(len(buf))
	code := kindOf(j.name) == kindCode && !sample(j.name) && !j.built
	form := packedAs(j.name, buf)
	if kindOf(j.name) == kindEnv {
		r.bundled = s.find.bundled(bytes.ReplaceAll(text(buf), []byte{0}, nil), shown(j.name))
	}
	switch binary := isBinary(buf); {
	case form != "":
		at, _ := f.(io.ReaderAt)
		sift := s.find.sifter(shown(j.name))
		switch err := sift.unpack(ctx, form, io.MultiReader(bytes.NewReader(buf), f), at, st.Size(), s.limits.Stream, 0); {
		case errors.Is(err, errTooLarge):
			r.state = readLarge
		case err != nil:
			r.state = readPacked
		}
		s.judge(&r, sift.out, j.built)
	case binary && mediaName(j.name):
		r.state = readMedia
	case binary || !all:
		sift := s.find.sifter(shown(j.name))
		n, lines, err := sift.read(ctx, io.MultiReader(bytes.NewReader(buf), f), s.limits.Stream)
		r.bytes = n
		switch {
		case errors.Is(err, errTooLarge):
			r.state = readLarge
		case err != nil:
			r.state = readFailed
		}
		s.judge(&r, sift.out, j.built)
		if code && !bundle(j.name, int(n), lines) {
			r.dim = "unlooked"
		}
	default:
		b := text(buf)
		s.judge(&r, s.find.tokens(b, shown(j.name)), j.built)
		if !j.built {
			r.sdks = manifest(j.name, b)
		}
		if code && !minified(j.name, b) {
			var long bool
			r.looked = true
			if r.sights, long = sightsIn(j.name, b); long {
				r.dim = "lines"
			}
		}
	}
	if r.state == readWell && isPDF(buf) {
		r.state = readPDF
	}
	if cap(buf) > 1<<20 {
		buf = make([]byte, 0, 64<<10) // one large file does not pin its memory
	}
	return r, buf
}

// fill reads at most limit bytes; all tells that there were no more.
func fill(f io.Reader, buf []byte, limit int) (_ []byte, all bool, err error) {
	for {
		if len(buf) == cap(buf) {
			buf = append(buf, 0)[:len(buf)]
		}
		n, err := f.Read(buf[len(buf):min(cap(buf), limit+1)])
		buf = buf[:len(buf)+n]
		switch {
		case err == io.EOF:
			return buf, true, nil
		case err != nil:
			return buf, false, err
		case len(buf) > limit:
			return buf, false, nil
		}
	}
}

// isBinary tells files that are no text by a NUL among the first bytes, as git does. UTF-16 with its
// mark is text; UTF-32 is gone through as programs are.
func isBinary(b []byte) bool {
	if bytes.HasPrefix(b, []byte("\xff\xfe\x00\x00")) {
		return true
	}
	if bytes.HasPrefix(b, []byte("\xff\xfe")) || bytes.HasPrefix(b, []byte("\xfe\xff")) {
		return false
	}
	return bytes.IndexByte(b[:min(len(b), 8000)], 0) >= 0
}

// isPDF tells documents whose text is drawn rather than written: what is looked through of them proves
// nothing.
func isPDF(b []byte) bool {
	return bytes.Contains(b[:min(len(b), 1024)], []byte("%PDF-1.")) || bytes.HasPrefix(b, []byte("%PDF-"))
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

// judge says what the credentials of a file mean by where it lies.
func (s *scanner) judge(r *report, hits []hit, built bool) {
	name := r.name
	full := path.Join(s.tree.Prefix, name)
	toks := tokensOf(hits)
	root := func(dir string) bool {
		_, err := fs.Stat(s.tree.FS, path.Join(s.tree.Prefix, dir, "index.html"))
		return err == nil
	}
	switch {
	case kindOf(name) == kindEnv && !exampleEnv(name):
		e := checks.EnvFile{Place: checks.Place{File: shown(name)}}
		if len(toks) > 0 {
			e.Place.Line = toks[0].Place.Line
			for _, t := range toks {
				e.Place.Line = min(e.Place.Line, t.Place.Line)
			}
		}
		if s.tree.Git != nil {
			e.By = s.rules.match(full, false)
			e.Ignored = e.By != ""
			e.Committed, e.Unsure = s.rules.committed(full)
		}
		// Without a credential only the .env itself is of interest: .env.development and the like are
		// committed on purpose in many projects.
		if len(toks) > 0 || path.Base(name) == ".env" {
			r.env = &e
		}
		// What browsers get is open, whatever git makes of the file.
		list, open := tokensOf(r.bundled), served(name, root)
		if open {
			list = toks
		}
		for i := range list {
			list[i].Ignored = e.Ignored && !e.Committed && !e.Unsure
			list[i].Served, list[i].Bundled = open, !open
		}
		r.tokens = list
	case len(toks) > 0:
		ignored := s.tree.Git != nil && s.rules.match(full, false) != ""
		if ignored {
			committed, unsure := s.rules.committed(full)
			ignored = !committed && !unsure
		}
		for i := range toks {
			toks[i].Ignored, toks[i].Example = ignored, kindOf(name) == kindEnv
			toks[i].Sample, toks[i].Served = sample(name), served(name, root) || built && strings.Contains("/"+name, "/.next/static/")
		}
		r.tokens = toks
	}
}
