// Breaks tries whether the tests notice: it breaks one line of the product at a time, runs the tests of that package, then
// those of a few packages that rest on it, and prints which breaks stayed unseen. It is not part of the gate: two hundred
// breaks take an hour or more.
//
//	go run ./.ci/breaks                        200 breaks by a fresh seed, which is printed
//	go run ./.ci/breaks -seed 7 -n 40 -pkg checks/rules
//	go run ./.ci/breaks -list -n 20            what would be broken, without running a test
//	go run ./.ci/breaks -file checks/run.go    every break of one file, as many as -n allows
//
// Lines are drawn evenly over all lines of checks, mpclient and tui on which an operator can work, so a package weighs what it
// holds. The tree is never written to: the broken file reaches the compiler through -overlay. A break that does not compile is
// replaced by the next one. A break counts as noticed when the tests fail, or do not end in time.
//
// The operators: negate (a condition, == and !=), bound (< and <=, > and >=), step (an integer, up or down by one), operand (one
// side of && or ||), entry (of a slice, a map, a case or a call's list), statement (dropped), returns (two of a function, of as
// many values, changed about).
//
// Breaks that change nothing a program can do are named, with the reason, in equivalent.tsv beside this file and are not
// drawn; by file and text of the line, so that the list outlives moved lines.
package main

import (
	"bytes"
	"context"
	_ "embed"
	"errors"
	"flag"
	"fmt"
	"go/build"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"os/signal"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"
)

//go:embed equivalent.tsv
var equivalentText string

// resting names, for a package, whose tests also hold it to its word.
var resting = map[string][]string{
	"checks":                       {"checks/rules", "checks/sampleshop", "checks/probe"},
	"checks/rules":                 {"checks/sampleshop", "checks/fix"},
	"checks/rules/csp":             {"checks/rules"},
	"checks/lint":                  {"cmd/homologa"},
	"checks/settlement":            {"cmd/homologa"},
	"checks/config":                {"cmd/homologa"},
	"checks/export":                {"cmd/homologa"},
	"checks/fix":                   {"cmd/homologa"},
	"checks/testpay":               {"cmd/homologa"},
	"checks/probe":                 {"checks/sampleshop"},
	"checks/probe/source":          {"checks/probe"},
	"checks/probe/sent":            {"checks/probe"},
	"checks/probe/chain":           {"checks/probe"},
	"checks/probe/hello":           {"checks/probe"},
	"checks/probe/markup":          {"checks/probe"},
	"checks/sampleshop":            {"checks/probe", "cmd/homologa"},
	"mpclient":                     {"mpclient/sandbox", "checks/testpay", "checks/probe"},
	"mpclient/ownfile":             {"mpclient/webhook", "checks/testpay", "checks/config"},
	"mpclient/limits":              {"mpclient", "mpclient/webhook", "checks/settlement", "checks/lint"},
	"mpclient/sandbox":             {"checks/lint", "checks/testpay", "cmd/homologa"},
	"mpclient/webhook":             {"mpclient/sandbox", "cmd/homologa"},
	"tui":                          {"cmd/homologa"},
	"tui/picture":                  {"tui"},
	"tui/ttytest":                  {"tui"},
	"checks/lang":                  {"checks/export", "tui"},
	"checks/probe/hello/hellotest": {"checks/probe/hello"},
}

type options struct {
	seed     uint64
	n, jobs  int
	pkg      string
	file     string
	only     string
	list     bool
	own      bool
	budget   time.Duration
	patience time.Duration
}

func main() {
	var o options
	flag.Uint64Var(&o.seed, "seed", 0, "draw the same breaks again; 0 takes a fresh one")
	flag.IntVar(&o.n, "n", 200, "how many breaks to try")
	flag.StringVar(&o.pkg, "pkg", "", "only packages whose folder matches this pattern of path.Match, such as checks/rules or mpclient*; more with commas")
	flag.StringVar(&o.file, "file", "", "only this file")
	flag.StringVar(&o.only, "only", "", "only these operators, parted by commas: "+strings.Join(operators, ", "))
	flag.BoolVar(&o.list, "list", false, "print what would be broken and run nothing")
	flag.BoolVar(&o.own, "own", false, "run the package's own tests only, not those that rest on it")
	flag.DurationVar(&o.budget, "time", 0, "start no further break after this long; 0 knows no end")
	flag.DurationVar(&o.patience, "timeout", 4*time.Minute, "how long the tests of one package may take")
	flag.IntVar(&o.jobs, "j", 1, "breaks tried at a time")
	flag.Parse()
	if o.seed == 0 {
		o.seed = uint64(time.Now().UnixNano()) % 1_000_000
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, o); err != nil {
		fmt.Fprintln(os.Stderr, "breaks:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, o options) error {
	root, err := repository()
	if err != nil {
		return err
	}
	same, err := readEquivalents(equivalentText)
	if err != nil {
		return err
	}
	all, err := collect(root, o)
	if err != nil {
		return err
	}
	if o.only != "" {
		for _, w := range strings.Split(o.only, ",") {
			if !slices.Contains(operators, w) {
				return fmt.Errorf("%q is no operator: %s", w, strings.Join(operators, ", "))
			}
		}
		all = slices.DeleteFunc(all, func(b breakage) bool { return !slices.Contains(strings.Split(o.only, ","), b.operator) })
	}
	all, left := same.drop(all)
	if len(all) == 0 {
		return errors.New("nothing to break: do -pkg, -file and -only name what is there?")
	}
	drawn, lines := draw(all, o.seed)
	fmt.Printf("seed %d: %d breaks possible on %d lines, %d named equivalent\n", o.seed, len(all), lines, left)
	if o.list {
		for _, b := range drawn[:min(o.n, len(drawn))] {
			fmt.Print(b.describe())
		}
		return nil
	}
	work, err := os.MkdirTemp("", "breaks-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(work)
	t := &trial{options: o, root: root, work: work, sound: map[string]error{}}
	return t.all(ctx, drawn)
}

// repository is the folder of go.mod above the working folder.
func repository() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir, nil
		}
		up := filepath.Dir(dir)
		if up == dir {
			return "", errors.New("no go.mod above the working folder")
		}
		dir = up
	}
}

// collect reads every file that is compiled here and finds what can be broken in it.
func collect(root string, o options) ([]breakage, error) {
	var all []breakage
	for _, top := range []string{"checks", "mpclient", "tui"} {
		err := filepath.WalkDir(filepath.Join(root, top), func(dir string, d fs.DirEntry, err error) error {
			if err != nil || !d.IsDir() {
				return err
			}
			if d.Name() == "testdata" {
				return filepath.SkipDir
			}
			pkg := filepath.ToSlash(strings.TrimPrefix(dir, root+string(filepath.Separator)))
			if !wanted(pkg, o.pkg) {
				return nil
			}
			p, err := build.ImportDir(dir, 0)
			if none := (*build.NoGoError)(nil); errors.As(err, &none) {
				return nil
			} else if err != nil {
				return err
			}
			for _, name := range p.GoFiles {
				if file := path.Join(pkg, name); o.file == "" || o.file == file {
					found, err := breaksOf(root, file)
					if err != nil {
						return err
					}
					all = append(all, found...)
				}
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return all, nil
}

func wanted(pkg, patterns string) bool {
	for p := range strings.SplitSeq(patterns, ",") {
		if ok, _ := path.Match(p, pkg); ok || p == "" {
			return true
		}
	}
	return false
}

// draw puts one break of each line into an order that the seed alone decides. The others of a line follow after all lines
// have had one. It also says how many lines there are.
func draw(all []breakage, seed uint64) ([]breakage, int) {
	r := rand.New(rand.NewPCG(seed, 1))
	lines := map[string][]breakage{}
	var keys []string
	for _, b := range all {
		k := fmt.Sprintf("%s:%d", b.file, b.line)
		if lines[k] == nil {
			keys = append(keys, k)
		}
		lines[k] = append(lines[k], b)
	}
	out, n := []breakage(nil), len(keys)
	for len(keys) > 0 {
		r.Shuffle(len(keys), func(i, j int) { keys[i], keys[j] = keys[j], keys[i] })
		var next []string
		for _, k := range keys {
			i := r.IntN(len(lines[k]))
			out = append(out, lines[k][i])
			if lines[k] = slices.Delete(lines[k], i, i+1); len(lines[k]) > 0 {
				next = append(next, k)
			}
		}
		keys = next
	}
	return out, n
}

// equivalents are breaks that change nothing: file, line and what the line becomes, all trimmed of blanks.
type equivalents map[[3]string]string

func readEquivalents(text string) (equivalents, error) {
	out := equivalents{}
	for i, line := range strings.Split(text, "\n") {
		if line == "" || line[0] == '#' {
			continue
		}
		f := strings.Split(line, "\t")
		if len(f) != 4 || f[3] == "" {
			return nil, fmt.Errorf("equivalent.tsv:%d: file, line, what it becomes and the reason, parted by tabs", i+1)
		}
		out[[3]string{f[0], flat(f[1]), flat(f[2])}] = f[3]
	}
	return out, nil
}

// flat is a line as the data file has it: blanks and tabs made one.
func flat(s string) string { return strings.Join(strings.Fields(s), " ") }

// drop takes the named ones out, * stands for whatever a line becomes, and counts them.
func (e equivalents) drop(all []breakage) ([]breakage, int) {
	n := len(all)
	all = slices.DeleteFunc(all, func(b breakage) bool {
		_, one := e[[3]string{b.file, flat(b.before), flat(b.after)}]
		_, any := e[[3]string{b.file, flat(b.before), "*"}]
		return one || any
	})
	return all, n - len(all)
}

// verdict is what became of a break.
type verdict int

const (
	noticed verdict = iota
	unseen
	stillborn // it does not compile
)

type trial struct {
	options
	root, work string

	mu    sync.Mutex
	sound map[string]error // what a package's tests say without a break
}

type outcome struct {
	breakage
	verdict
	by string
}

// all tries the breaks in the order drawn, until n have been judged.
func (t *trial) all(ctx context.Context, drawn []breakage) error {
	start := time.Now()
	for _, b := range drawn[:min(t.n, len(drawn))] {
		if err := t.healthy(ctx, b.pkg()); err != nil {
			return err
		}
	}
	in, out := make(chan breakage), make(chan outcome)
	var workers sync.WaitGroup
	for i := range max(t.jobs, 1) {
		workers.Go(func() {
			for b := range in {
				out <- t.one(ctx, b, i)
			}
		})
	}
	go func() { workers.Wait(); close(out) }()
	var judged []outcome
	next, flying := 0, 0
	for {
		send := in
		late := t.budget > 0 && time.Since(start) > t.budget
		if next == len(drawn) || len(judged)+flying >= t.n || late || ctx.Err() != nil {
			send = nil
			if flying == 0 {
				break
			}
		}
		var b breakage
		if send != nil {
			b = drawn[next]
		}
		select {
		case send <- b:
			next, flying = next+1, flying+1
		case r := <-out:
			flying--
			if ctx.Err() != nil || r.verdict == stillborn {
				continue
			}
			judged = append(judged, r)
			if r.verdict == unseen {
				fmt.Printf("%3d unseen   %s", len(judged), r.describe())
			} else {
				fmt.Printf("%3d noticed  %s:%d %s (by %s)\n", len(judged), r.file, r.line, r.operator, r.by)
			}
		}
	}
	close(in)
	report(judged, t.seed, time.Since(start))
	return nil
}

func report(judged []outcome, seed uint64, took time.Duration) {
	total, seen := map[string]int{}, map[string]int{}
	for _, r := range judged {
		top, _, _ := strings.Cut(r.pkg(), "/")
		for _, k := range []string{r.pkg(), "= " + top, "= all"} {
			total[k]++
			if r.verdict == noticed {
				seen[k]++
			}
		}
	}
	keys := make([]string, 0, len(total))
	for k := range total {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	fmt.Printf("\nseed %d, %d breaks in %s\n", seed, len(judged), took.Round(time.Second))
	for _, k := range keys {
		fmt.Printf("%-30s %3d of %3d noticed  %5.1f %%\n", k, seen[k], total[k], 100*float64(seen[k])/float64(total[k]))
	}
	if seen["= all"] < len(judged) {
		fmt.Println("\nunseen:")
	}
	for _, r := range judged {
		if r.verdict == unseen {
			fmt.Print(r.describe())
		}
	}
}

// healthy runs a package's tests as they are: where those fail, a break proves nothing.
func (t *trial) healthy(ctx context.Context, pkg string) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if err, known := t.sound[pkg]; known {
		return err
	}
	v, text := t.test(ctx, pkg, "", filepath.Join(t.work, "healthy"))
	var err error
	if ctx.Err() != nil {
		err = ctx.Err()
	} else if v != unseen {
		err = fmt.Errorf("the tests of %s fail without a break:\n%s", pkg, text)
	}
	t.sound[pkg] = err
	return err
}

// one breaks a line and runs the tests of its package, then of those that rest on it.
func (t *trial) one(ctx context.Context, b breakage, worker int) outcome {
	dir := filepath.Join(t.work, fmt.Sprint(worker))
	overlay, err := b.overlay(t.root, dir)
	if err != nil {
		return outcome{b, stillborn, err.Error()}
	}
	packages := []string{b.pkg()}
	if !t.own {
		packages = append(packages, resting[b.pkg()]...)
	}
	for i, pkg := range packages {
		if i > 0 && t.healthy(ctx, pkg) != nil {
			continue
		}
		v, _ := t.test(ctx, pkg, overlay, filepath.Join(dir, "test"))
		if v != unseen {
			return outcome{b, v, pkg}
		}
	}
	return outcome{b, unseen, ""}
}

// test builds and runs a package's tests. Memory is bounded: a broken loop may ask for all there is.
func (t *trial) test(ctx context.Context, pkg, overlay, bin string) (verdict, string) {
	args := []string{"test", "-c", "-vet=off", "-o", bin}
	if overlay != "" {
		args = append(args, "-overlay", overlay)
	}
	compile := exec.CommandContext(ctx, "go", append(args, "./"+pkg)...)
	compile.Dir = t.root
	if text, err := compile.CombinedOutput(); err != nil {
		return stillborn, string(text)
	}
	if _, err := os.Stat(bin); err != nil {
		return unseen, "" // a package without tests
	}
	defer os.Remove(bin)
	c := exec.CommandContext(ctx, "sh", "-c", `ulimit -d 4000000; exec "$0" "$@"`, bin, "-test.failfast", "-test.timeout="+t.patience.String())
	c.Dir = filepath.Join(t.root, pkg)
	c.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	c.Cancel = func() error { return syscall.Kill(-c.Process.Pid, syscall.SIGKILL) }
	c.WaitDelay = 5 * time.Second
	var text bytes.Buffer
	c.Stdout, c.Stderr = &text, &text
	err := c.Run()
	if c.Process != nil {
		_ = syscall.Kill(-c.Process.Pid, syscall.SIGKILL) // what a broken test left running
	}
	if err != nil {
		return noticed, text.String()
	}
	return unseen, text.String()
}
