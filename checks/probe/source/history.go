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

	"github.com/homologa/homologa/checks"
)

// readHistory looks for credentials in every version of every file that a branch, a tag or a stash
// leads to: of the whole repository, also where a folder of it is scanned, for whoever clones it gets
// all. Each object is read once.
func readHistory(ctx context.Context, t Tree, find *finder, l Limits) (out checks.SourceHistory) {
	out.State = checks.HistoryNone
	if t.Git == nil {
		return out
	}
	defer func() {
		if recover() != nil { // a damaged store must not take the rest along
			out.Left.Add("git_damaged", 1)
		}
		if out.State != checks.HistoryUnsupported && len(out.Left) > 0 {
			out.State = checks.HistoryPartly
		}
	}()
	r, err := openRepository(t.Git)
	if err != nil {
		out.State = checks.HistoryUnsupported
		kind := "git_format"
		for e, k := range map[error]string{errSHA256: "git_sha256", errReftable: "git_reftable", errElse: "git_alternates"} {
			if errors.Is(err, e) {
				kind = k
			}
		}
		out.Left.Add(kind, 1)
		return out
	}
	defer r.close()
	queue, all := r.refs()
	if !all {
		out.Left.Add("git_refs", 0)
	}
	if len(queue) == 0 {
		return out
	}
	h := past{ctx: ctx, r: r, find: find, left: l.Objects, limits: l, seen: map[hash]struct{}{}, known: map[string]int{}, of: map[class]int{}, out: &out}
	out.State = checks.HistoryRead
	if _, err := fs.Stat(t.Git, "shallow"); err == nil {
		out.Left.Add("git_shallow", 0)
	}
	// Breadth first from the tips: the first commit met with a credential is among the newest.
	for len(queue) > 0 && h.going() {
		id := queue[0]
		queue = queue[1:]
		if !h.fresh(id) {
			continue
		}
		c, err := r.commit(id)
		if err != nil {
			h.missed(err)
			continue
		}
		h.commit = c.id
		for _, x := range c.said {
			h.message(x)
		}
		// A tag leads to a commit that may have been met, or will be.
		if c.id != id && !h.fresh(c.id) {
			continue
		}
		out.Commits++
		h.tree(c.tree, ".", 0)
		queue = append(queue, c.parents...)
	}
	switch {
	case ctx.Err() != nil:
		out.Left.Add("git_time", 0)
	case h.left <= 0:
		out.Left.Add("git_objects", 0)
	}
	slices.SortStableFunc(out.Tokens, func(a, b checks.SourceToken) int { return gravity(b) - gravity(a) })
	out.Tokens = out.Tokens[:min(len(out.Tokens), maxTokens)]
	return out
}

// past is one walk through history.
type past struct {
	ctx    context.Context
	r      *repository
	find   *finder
	left   int // objects that may still be read
	limits Limits
	seen   map[hash]struct{}
	commit hash
	known  map[string]int // credential → its place in out
	of     map[class]int
	out    *checks.SourceHistory
}

// missed counts an object that could not be read.
func (h *past) missed(err error, name ...string) {
	switch {
	case h.ctx.Err() != nil: // said once, at the end
	case errors.Is(err, errNoObject):
		h.out.Left.Add("git_missing", 1, name...)
	case errors.Is(err, errTooLarge):
		h.out.Left.Add("git_large", 1, name...)
	case errors.Is(err, errPDF):
		h.out.Left.Add("git_pdf", 1, name...)
	case errors.Is(err, errPacked):
		h.out.Left.Add("git_archives", 1, name...)
	default:
		h.out.Left.Add("git_damaged", 1, name...)
	}
}

func (h *past) going() bool { return h.left > 0 && h.ctx.Err() == nil }

func (h *past) fresh(id hash) bool {
	if _, there := h.seen[id]; there {
		return false
	}
	h.seen[id] = struct{}{}
	h.left--
	return true
}

func (h *past) tree(id hash, dir string, depth int) {
	if !h.going() || !h.fresh(id) {
		return
	}
	if depth > maxDepth {
		h.out.Left.Add("deep", 1, shown(dir))
		return
	}
	list, err := h.r.tree(id)
	if err != nil {
		h.missed(err, shown(dir))
	}
	open := servedFolder(dir)
	names := map[string]bool{}
	for _, e := range list {
		names[e.name] = true
	}
	for _, e := range list {
		if !h.going() {
			return
		}
		name := path.Join(dir, e.name)
		switch {
		case e.isTree():
			if open || !left(e.name, func(s string) bool { return names[s] }) {
				h.tree(e.id, name, depth+1)
			}
		case e.isRepo() && h.fresh(e.id):
			h.out.Left.Add("git_modules", 1, shown(name))
		case e.isFile() && h.fresh(e.id):
			h.blob(e.id, name)
		}
	}
}

// servedFolder tells folders in a web root. Whether another had a start page is not asked of the past.
func servedFolder(dir string) bool {
	for step := range strings.SplitSeq(strings.ToLower(dir), "/") {
		if webRoots[step] {
			return true
		}
	}
	return false
}

// blob looks through one version of a file: small ones at hand, others as they are inflated.
func (h *past) blob(id hash, name string) {
	kind, data, err := h.r.object(id, int(h.limits.File))
	var body io.Reader = bytes.NewReader(data)
	size := int64(len(data))
	if errors.Is(err, errTooLarge) {
		var c io.ReadCloser
		if kind, size, c, err = h.r.open(id); err == nil {
			defer c.Close()
			body = c
			data = make([]byte, 8000)
			n, _ := io.ReadFull(c, data)
			data = data[:n]
			body = io.MultiReader(bytes.NewReader(data), c)
		}
	}
	switch {
	case err != nil:
		h.missed(err, shown(name))
		return
	case kind != typeBlob:
		h.missed(errObject, shown(name))
		return
	case size > h.limits.Stream:
		h.missed(errTooLarge, shown(name))
		return
	}
	h.out.Files++
	sift := h.find.sifter(shown(name))
	switch form := packedAs(name, data); {
	case form != "":
		var at io.ReaderAt
		if size == int64(len(data)) {
			at = bytes.NewReader(data)
		}
		err = sift.unpack(h.ctx, form, body, at, size, h.limits.Stream, 0)
	case isBinary(data) && mediaName(name):
		return
	case size == int64(len(data)) && !isBinary(data):
		b := text(data)
		sift.look(b, 0, len(b))
	default:
		var n int64
		if n, _, err = sift.read(h.ctx, body, h.limits.Stream); err == nil && n < size {
			err = errObject
		}
	}
	if err == nil && isPDF(data) {
		err = errPDF
	}
	if err != nil {
		h.missed(err, shown(name))
	}
	for _, tok := range sift.out {
		tok.Commit, tok.Sample = h.commit.String()[:10], sample(name)
		tok.Example = kindOf(name) == kindEnv && exampleEnv(name)
		h.keep(tok)
	}
}

// message looks through what a commit or a tag says.
func (h *past) message(x saying) {
	for _, tok := range h.find.tokens(x.text, "") {
		tok.Commit, tok.Message, tok.Place = h.commit.String()[:10], x.by, checks.Place{}
		h.keep(tok)
	}
}

// keep keeps one place for each credential, rather one where it counts; of each class a few.
func (h *past) keep(tok hit) {
	i, known := h.known[tok.text]
	c := class{tok.Secret, tok.Test, tok.Current}
	switch {
	case known && (h.out.Tokens[i].Sample && !tok.Sample || h.out.Tokens[i].Message != "" && tok.Message == "" && !tok.Sample):
		h.out.Tokens[i] = tok.SourceToken
	case !known && h.of[c] < maxTokens:
		h.of[c]++
		h.known[tok.text] = len(h.out.Tokens)
		h.out.Tokens = append(h.out.Tokens, tok.SourceToken)
	}
}
