package source

import (
	"bufio"
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"
)

// A reader of git's object store: loose objects and packs of version 2, with both kinds of delta.
// It runs no program, so nothing that a repository's configuration names is ever run.

type hash [20]byte

func (h hash) String() string { return hex.EncodeToString(h[:]) }

func parseHash(s string) (h hash, ok bool) {
	if len(s) != 40 {
		return h, false
	}
	_, err := hex.Decode(h[:], []byte(s))
	return h, err == nil
}

var (
	errSHA256   = errors.New("source: a git repository of SHA-256")
	errReftable = errors.New("source: a git repository whose references are a table")
	errElse     = errors.New("source: objects of another git repository")
	errFormat   = errors.New("source: a git format that is not read here")
	errObject   = errors.New("source: damaged git object")
	errTooLarge = errors.New("source: git object too large")
	errNoObject = errors.New("source: no such git object")
	errNotThere = errors.New("source: no such file in a git tree")
)

const (
	maxObject = 8 << 20   // commits and trees
	maxDelta  = 32 << 20  // files that are made of others, and those
	maxIndex  = 128 << 20 // all pack indexes together
	maxChain  = 250       // deltas upon deltas; git itself makes 50
	maxRefs   = 20_000
	maxCache  = 16 << 20
)

type repository struct {
	git   fs.FS
	packs []*pack
	cache map[packed][]byte
	order []packed
	size  int
}

type packed struct {
	p  *pack
	at int64
}

type pack struct {
	index []byte // the .idx file
	n     int
	data  io.ReaderAt
	size  int64
}

// openRepository opens the object store; the caller closes it.
func openRepository(git fs.FS) (*repository, error) {
	if git == nil {
		return nil, errNoObject
	}
	config := strings.ToLower(string(small(git, "config", 1<<20)))
	squeezed := strings.Join(strings.Fields(config), "")
	switch {
	case strings.Contains(squeezed, "objectformat=sha256"):
		return nil, errSHA256
	case strings.Contains(squeezed, "refstorage=reftable"):
		return nil, errReftable
	}
	if st, err := fs.Stat(git, "objects/info/alternates"); err == nil && st.Size() > 0 {
		return nil, errElse
	}
	r := &repository{git: git, cache: map[packed][]byte{}}
	entries, err := fs.ReadDir(git, "objects/pack")
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	room := int64(maxIndex)
	for _, e := range entries {
		stem, ok := strings.CutSuffix(e.Name(), ".idx")
		if !ok || !e.Type().IsRegular() {
			continue
		}
		info, err := e.Info()
		if err != nil || info.Size() > room {
			r.close()
			return nil, errFormat
		}
		room -= info.Size()
		p, err := openPack(git, "objects/pack/"+stem)
		if err != nil {
			r.close()
			return nil, err
		}
		r.packs = append(r.packs, p)
	}
	return r, nil
}

func (r *repository) close() {
	for _, p := range r.packs {
		if c, ok := p.data.(io.Closer); ok {
			_ = c.Close()
		}
	}
}

func openPack(git fs.FS, stem string) (*pack, error) {
	idx, err := fs.ReadFile(git, stem+".idx")
	if err != nil {
		return nil, err
	}
	if len(idx) < 8+1024+40 || !bytes.HasPrefix(idx, []byte("\xfftOc\x00\x00\x00\x02")) {
		return nil, errFormat
	}
	p := &pack{index: idx, n: int(binary.BigEndian.Uint32(idx[8+255*4:]))}
	if p.n > (len(idx)-8-1024-40)/28 {
		return nil, errFormat
	}
	for i := 1; i < 256; i++ {
		if binary.BigEndian.Uint32(idx[8+i*4:]) < binary.BigEndian.Uint32(idx[8+(i-1)*4:]) {
			return nil, errFormat
		}
	}
	f, err := git.Open(stem + ".pack")
	if err != nil {
		return nil, err
	}
	st, err := f.Stat()
	at, random := f.(io.ReaderAt)
	if err != nil || !st.Mode().IsRegular() || !random {
		_ = f.Close()
		return nil, errFormat
	}
	p.data, p.size = at, st.Size()
	var head [12]byte
	if _, err := at.ReadAt(head[:], 0); err != nil || !bytes.HasPrefix(head[:], []byte("PACK\x00\x00\x00")) || head[7] != 2 {
		_ = f.Close()
		return nil, errFormat
	}
	return p, nil
}

// offset finds an object in the index.
func (p *pack) offset(h hash) (int64, bool) {
	from := 0
	if h[0] > 0 {
		from = int(binary.BigEndian.Uint32(p.index[8+(int(h[0])-1)*4:]))
	}
	to := int(binary.BigEndian.Uint32(p.index[8+int(h[0])*4:]))
	names := p.index[8+1024:]
	for from < to {
		mid := (from + to) / 2
		switch c := bytes.Compare(names[mid*20:mid*20+20], h[:]); {
		case c == 0:
			at := binary.BigEndian.Uint32(p.index[8+1024+p.n*24+mid*4:])
			if at&(1<<31) == 0 {
				return int64(at), true
			}
			wide := 8 + 1024 + p.n*28 + int(at&^(1<<31))*8
			if wide < 0 || wide+8 > len(p.index)-40 {
				return 0, false
			}
			return int64(binary.BigEndian.Uint64(p.index[wide:]) & (1<<62 - 1)), true
		case c < 0:
			from = mid + 1
		default:
			to = mid
		}
	}
	return 0, false
}

// Types of objects as packs number them.
const (
	typeCommit = 1
	typeTree   = 2
	typeBlob   = 3
	typeTag    = 4
	typeOfs    = 6
	typeRef    = 7
)

// object reads one object of at most limit bytes.
func (r *repository) object(h hash, limit int) (kind int, data []byte, err error) {
	for _, p := range r.packs {
		if at, ok := p.offset(h); ok {
			return r.packedObject(p, at, limit, 0)
		}
	}
	return r.loose(h, limit)
}

func (r *repository) loose(h hash, limit int) (int, []byte, error) {
	kind, size, body, err := r.looseStream(h)
	if err != nil {
		return 0, nil, err
	}
	defer body.Close()
	if size > int64(limit) {
		return kind, nil, errTooLarge
	}
	data := make([]byte, size)
	if _, err := io.ReadFull(body, data); err != nil {
		return 0, nil, errObject
	}
	return kind, data, nil
}

// looseStream opens a loose object, its heading read.
func (r *repository) looseStream(h hash) (kind int, size int64, body io.ReadCloser, err error) {
	name := h.String()
	f, err := r.git.Open("objects/" + name[:2] + "/" + name[2:])
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return 0, 0, nil, errNoObject
	case err != nil:
		return 0, 0, nil, errObject
	}
	fail := func(err error) (int, int64, io.ReadCloser, error) {
		_ = f.Close()
		return 0, 0, nil, err
	}
	z, err := zlib.NewReader(bufio.NewReaderSize(f, 4096))
	if err != nil {
		return fail(errObject)
	}
	b := bufio.NewReader(z)
	head, err := b.ReadSlice(0)
	if err != nil || len(head) > 32 {
		return fail(errObject)
	}
	word, number, _ := strings.Cut(string(head[:len(head)-1]), " ")
	kind = slices.Index([]string{"", "commit", "tree", "blob", "tag"}, word)
	size, err = strconv.ParseInt(number, 10, 64)
	if kind < 1 || err != nil || size < 0 {
		return fail(errObject)
	}
	return kind, size, &stream{io.LimitReader(b, size), f}, nil
}

// stream is the content of an object as it is inflated, and what to close after it.
type stream struct {
	io.Reader
	io.Closer
}

// open reads an object that is too large for memory. One that a pack makes of another is not: it is
// errTooLarge beyond maxDelta.
func (r *repository) open(h hash) (kind int, size int64, body io.ReadCloser, err error) {
	for _, p := range r.packs {
		at, ok := p.offset(h)
		if !ok {
			continue
		}
		kind, size, from, err := p.entry(at)
		if err != nil {
			return 0, 0, nil, err
		}
		if kind == typeOfs || kind == typeRef {
			kind, data, err := r.packedObject(p, at, maxDelta, 0)
			return kind, int64(len(data)), io.NopCloser(bytes.NewReader(data)), err
		}
		z, err := zlib.NewReader(bufio.NewReaderSize(io.NewSectionReader(p.data, from, p.size-from), 4096))
		if err != nil {
			return 0, 0, nil, errObject
		}
		return kind, size, &stream{io.LimitReader(z, size), z}, nil
	}
	return r.looseStream(h)
}

// entry reads the heading of a pack's entry; from is where what follows it begins.
func (p *pack) entry(at int64) (kind int, size, from int64, err error) {
	if at < 12 || at >= p.size {
		return 0, 0, 0, errObject
	}
	var head [64]byte
	n, _ := p.data.ReadAt(head[:], at)
	b := head[:n]
	if len(b) == 0 {
		return 0, 0, 0, errObject
	}
	kind, size = int(b[0]>>4&7), int64(b[0]&15)
	used := 1
	for shift := 4; b[used-1]&0x80 != 0; shift += 7 {
		if used == len(b) || shift > 40 {
			return 0, 0, 0, errObject
		}
		size |= int64(b[used]&0x7f) << shift
		used++
	}
	return kind, size, at + int64(used), nil
}

// packedObject reads the entry at an offset, and what it is a delta of.
func (r *repository) packedObject(p *pack, at int64, limit, depth int) (int, []byte, error) {
	if depth > maxChain {
		return 0, nil, errObject
	}
	kind, size, from, err := p.entry(at)
	if err != nil {
		return 0, nil, err
	}
	var head [32]byte
	n, _ := p.data.ReadAt(head[:], from)
	b, used := head[:n], 0
	switch kind {
	case typeCommit, typeTree, typeBlob, typeTag:
		if size > int64(limit) {
			return kind, nil, errTooLarge
		}
		if data, ok := r.cache[packed{p, at}]; ok {
			return kind, data, nil
		}
		data, err := p.inflate(from, size)
		if err == nil {
			r.keep(p, at, data)
		}
		return kind, data, err
	case typeOfs:
		back := int64(0)
		for first := true; ; first = false {
			if used == len(b) || back > 1<<55 {
				return 0, nil, errObject
			}
			c := b[used]
			used++
			if !first {
				back++
			}
			back = back<<7 | int64(c&0x7f)
			if c&0x80 == 0 {
				break
			}
		}
		if back <= 0 || back >= at {
			return 0, nil, errObject
		}
		return r.undelta(p, at, from+int64(used), size, limit, func() (int, []byte, error) { return r.packedObject(p, at-back, maxDelta, depth+1) })
	case typeRef:
		if used+20 > len(b) {
			return 0, nil, errObject
		}
		base := hash(b[used : used+20])
		return r.undelta(p, at, from+int64(used)+20, size, limit, func() (int, []byte, error) {
			if o, ok := p.offset(base); ok {
				return r.packedObject(p, o, maxDelta, depth+1)
			}
			return 0, nil, errNoObject
		})
	}
	return 0, nil, errFormat
}

func (p *pack) inflate(at, size int64) ([]byte, error) {
	z, err := zlib.NewReader(bufio.NewReaderSize(io.NewSectionReader(p.data, at, p.size-at), 4096))
	if err != nil {
		return nil, errObject
	}
	defer z.Close()
	data := make([]byte, size)
	if _, err := io.ReadFull(z, data); err != nil {
		return nil, errObject
	}
	return data, nil
}

// undelta applies a delta to its base.
func (r *repository) undelta(p *pack, entry, at, size int64, limit int, base func() (int, []byte, error)) (int, []byte, error) {
	if size > maxDelta {
		return 0, nil, errTooLarge
	}
	kind, from, err := base()
	if err != nil {
		return 0, nil, err
	}
	if data, ok := r.cache[packed{p, entry}]; ok {
		return kind, data, nil
	}
	delta, err := p.inflate(at, size)
	if err != nil {
		return 0, nil, err
	}
	data, err := apply(from, delta, limit)
	if err == nil {
		r.keep(p, entry, data)
	}
	return kind, data, err
}

// apply runs the copy and insert instructions of a delta.
func apply(base, delta []byte, limit int) ([]byte, error) {
	number := func() (n uint64, ok bool) {
		for shift := 0; len(delta) > 0 && shift < 63; shift += 7 {
			c := delta[0]
			delta = delta[1:]
			n |= uint64(c&0x7f) << shift
			if c&0x80 == 0 {
				return n, true
			}
		}
		return 0, false
	}
	from, ok1 := number()
	to, ok2 := number()
	switch {
	case !ok1 || !ok2 || from != uint64(len(base)):
		return nil, errObject
	case to > uint64(limit):
		return nil, errTooLarge
	}
	out := make([]byte, 0, to)
	for len(delta) > 0 {
		op := delta[0]
		delta = delta[1:]
		if op&0x80 == 0 {
			n := int(op)
			if n == 0 || n > len(delta) || len(out)+n > int(to) {
				return nil, errObject
			}
			out, delta = append(out, delta[:n]...), delta[n:]
			continue
		}
		var at, n int
		for i := range 7 {
			if op&(1<<i) == 0 {
				continue
			}
			if len(delta) == 0 {
				return nil, errObject
			}
			if i < 4 {
				at |= int(delta[0]) << (8 * i)
			} else {
				n |= int(delta[0]) << (8 * (i - 4))
			}
			delta = delta[1:]
		}
		if n == 0 {
			n = 0x10000
		}
		if at < 0 || at+n > len(base) || len(out)+n > int(to) {
			return nil, errObject
		}
		out = append(out, base[at:at+n]...)
	}
	if len(out) != int(to) {
		return nil, errObject
	}
	return out, nil
}

// keep remembers a base, the oldest forgotten first.
func (r *repository) keep(p *pack, at int64, data []byte) {
	if len(data) > maxCache/16 {
		return
	}
	k := packed{p, at}
	if _, there := r.cache[k]; there {
		return
	}
	for r.size+len(data) > maxCache && len(r.order) > 0 {
		old := r.order[0]
		r.order = r.order[1:]
		r.size -= len(r.cache[old])
		delete(r.cache, old)
	}
	r.cache[k] = data
	r.order = append(r.order, k)
	r.size += len(data)
}

// refs lists the commits that branches, tags, stashes and HEAD point to, HEAD first; all tells that
// every one is among them.
func (r *repository) refs() (out []hash, all bool) {
	all = true
	add := func(s string) {
		h, ok := parseHash(strings.TrimSpace(s))
		switch {
		case ok && len(out) < maxRefs:
			out = append(out, h)
		case ok:
			all = false
		}
	}
	if h, ok := r.head(); ok {
		out = append(out, h)
	}
	_ = fs.WalkDir(r.git, "refs", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			all = all && errors.Is(err, fs.ErrNotExist)
		case d.IsDir():
		case d.Type().IsRegular():
			raw := small(r.git, name, 1024)
			all = all && raw != nil
			add(string(raw))
		default:
			all = false // a link, a pipe
		}
		if len(out) >= maxRefs {
			all = false
			return fs.SkipAll
		}
		return nil
	})
	packed := small(r.git, "packed-refs", 16<<20)
	if _, err := fs.Stat(r.git, "packed-refs"); packed == nil && err == nil {
		all = false
	}
	for line := range strings.SplitSeq(string(packed), "\n") {
		if h, _, ok := strings.Cut(strings.TrimPrefix(line, "^"), " "); ok || strings.HasPrefix(line, "^") {
			add(h)
		}
	}
	return out, all
}

// head resolves HEAD.
func (r *repository) head() (hash, bool) {
	at := strings.TrimSpace(string(small(r.git, "HEAD", 4096)))
	for range 5 {
		name, ok := strings.CutPrefix(at, "ref: ")
		if !ok {
			return parseHash(at)
		}
		if !fs.ValidPath(name) || !strings.HasPrefix(name, "refs/") {
			return hash{}, false
		}
		next := small(r.git, name, 4096)
		if next == nil {
			for line := range strings.SplitSeq(string(small(r.git, "packed-refs", 16<<20)), "\n") {
				if h, found := strings.CutSuffix(strings.TrimSpace(line), " "+name); found {
					return parseHash(h)
				}
			}
			return hash{}, false
		}
		at = strings.TrimSpace(string(next))
	}
	return hash{}, false
}

// commit is what is needed of one.
type commit struct {
	id      hash
	tree    hash
	parents []hash
	said    []saying
}

// saying is a commit or a tag as it stands: names, signatures and message.
type saying struct {
	by   string // "commit" or "tag"
	text []byte
}

func (r *repository) commit(h hash) (c commit, err error) {
	for range 5 { // a tag may name a tag
		kind, data, err := r.object(h, maxObject)
		if err != nil {
			return c, err
		}
		head, _, _ := strings.Cut(string(data), "\n\n")
		if kind == typeTag {
			c.said = append(c.said, saying{"tag", data})
			name, _ := strings.CutPrefix(head, "object ")
			next, ok := parseHash(name[:min(40, len(name))])
			if !ok {
				return c, errObject
			}
			h = next
			continue
		}
		if kind != typeCommit {
			return c, errObject
		}
		c.id = h
		c.said = append(c.said, saying{"commit", data})
		for line := range strings.SplitSeq(head, "\n") {
			switch word, rest, _ := strings.Cut(line, " "); word {
			case "tree":
				c.tree, _ = parseHash(rest)
			case "parent":
				if p, ok := parseHash(rest); ok && len(c.parents) < 64 {
					c.parents = append(c.parents, p)
				}
			}
		}
		return c, nil
	}
	return c, errObject
}

// entry is one line of a tree.
type entry struct {
	name string
	mode string
	id   hash
}

func (e entry) isTree() bool { return e.mode == "40000" }
func (e entry) isFile() bool { return strings.HasPrefix(e.mode, "100") }
func (e entry) isRepo() bool { return e.mode == "160000" } // a submodule

func (r *repository) tree(h hash) ([]entry, error) {
	kind, data, err := r.object(h, maxObject)
	if err != nil {
		return nil, err
	}
	if kind != typeTree {
		return nil, errObject
	}
	var out []entry
	for len(data) > 0 {
		space, nul := bytes.IndexByte(data, ' '), bytes.IndexByte(data, 0)
		if space < 0 || nul < space || nul+21 > len(data) {
			return out, errObject
		}
		out = append(out, entry{string(data[space+1 : nul]), string(data[:space]), hash(data[nul+1 : nul+21])})
		data = data[nul+21:]
	}
	return out, nil
}

// below follows a path through trees.
func (r *repository) below(tree hash, name string) (entry, error) {
	e := entry{mode: "40000", id: tree}
	if name == "." {
		return e, nil
	}
	for step := range strings.SplitSeq(name, "/") {
		if !e.isTree() {
			return e, errNotThere
		}
		list, err := r.tree(e.id)
		if err != nil {
			return e, err
		}
		i := slices.IndexFunc(list, func(x entry) bool { return x.name == step })
		if i < 0 {
			return e, errNotThere
		}
		e = list[i]
	}
	return e, nil
}

// inHead tells whether the commit that is checked out has a file; an error says that nobody can tell.
func (r *repository) inHead(name string) (bool, error) {
	h, ok := r.head()
	if !ok {
		return false, nil // nothing was committed yet
	}
	c, err := r.commit(h)
	if err != nil {
		return false, err
	}
	switch _, err = r.below(c.tree, path.Clean(name)); {
	case errors.Is(err, errNotThere):
		return false, nil
	case err != nil:
		return false, err
	}
	return true, nil
}
