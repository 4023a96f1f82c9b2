package source

import (
	"context"
	"errors"
	"path"
	"slices"

	"github.com/homologa/homologa/checks"
)

// readHistory looks for credentials in every version of every file that a branch, a tag or a stash
// leads to. Each object is read once.
func readHistory(ctx context.Context, t Tree, find *finder, l Limits) (out checks.SourceHistory) {
	out.State = checks.HistoryNone
	if t.Git == nil {
		return out
	}
	defer func() {
		if recover() != nil { // a damaged store must not take the rest along
			out.State = checks.HistoryPartly
		}
	}()
	r, err := openRepository(t.Git)
	if err != nil {
		out.State = checks.HistoryUnsupported
		return out
	}
	defer r.close()
	queue := r.refs()
	if len(queue) == 0 {
		return out
	}
	h := past{ctx: ctx, r: r, find: find, left: l.Objects, file: int(l.File), seen: map[hash]struct{}{}, known: map[string]int{}, out: &out}
	out.State = checks.HistoryRead
	if small(t.Git, "shallow", 1<<20) != nil {
		h.partly()
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
			h.partly()
			continue
		}
		out.Commits++
		h.commit = id
		if top, err := r.below(c.tree, t.Prefix); err == nil && top.isTree() {
			h.tree(top.id, ".", 0)
		} else if err != nil && !errors.Is(err, errNoObject) {
			h.partly()
		}
		queue = append(queue, c.parents...)
	}
	if !h.going() {
		h.partly()
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
	file   int
	seen   map[hash]struct{}
	commit hash
	known  map[string]int // credential → its place in out
	out    *checks.SourceHistory
}

func (h *past) partly() {
	if h.out.State == checks.HistoryRead {
		h.out.State = checks.HistoryPartly
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
	if depth > maxDepth || !h.going() || !h.fresh(id) {
		return
	}
	list, err := h.r.tree(id)
	if err != nil {
		h.partly()
	}
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
			if !left(e.name, func(s string) bool { return names[s] }) {
				h.tree(e.id, name, depth+1)
			}
		case e.isFile() && !binaryName(e.name) && h.fresh(e.id):
			h.blob(e.id, name)
		}
	}
}

func (h *past) blob(id hash, name string) {
	kind, data, err := h.r.object(id, h.file)
	switch {
	case errors.Is(err, errTooLarge):
		return
	case err != nil || kind != typeBlob:
		h.partly()
		return
	}
	h.out.Files++
	if isBinary(data) {
		return
	}
	for _, tok := range h.find.tokens(text(data), shown(name)) {
		tok.Commit, tok.Sample = h.commit.String()[:10], sample(name)
		tok.Example = kindOf(name) == kindEnv && exampleEnv(name)
		// One place for each credential, rather one where it counts.
		i, known := h.known[tok.text]
		switch {
		case known && h.out.Tokens[i].Sample && !tok.Sample:
			h.out.Tokens[i] = tok.SourceToken
		case !known && len(h.out.Tokens) < 4*maxTokens:
			h.known[tok.text] = len(h.out.Tokens)
			h.out.Tokens = append(h.out.Tokens, tok.SourceToken)
		}
	}
}
