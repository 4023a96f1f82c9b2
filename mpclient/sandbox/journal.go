package sandbox

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/homologa/homologa/mpclient"
)

// A simulator with a state file writes down every call that changed something, before it
// answers, and repeats them when it is opened again. Nothing is left to chance in a call: the
// clock stands still while it runs, and how far the sources of ids were used is written down
// with it. So a handler needs to know nothing of all this, and what the simulator learns
// tomorrow is kept as well.
//
// What is not kept: the fault of the next calls and the log of requests. The methods that change
// something from inside the process are control calls and kept like those.

// journal is the state file of a running simulator.
type journal struct {
	path  string
	file  *recordFile
	clock func() time.Time // the injected one

	turn   sync.Mutex // one call after the other; taken before Server.mu
	frozen atomic.Pointer[time.Time]
	failed error
}

// record is one line of the journal: first an opening, then calls and facts.
type record struct {
	Opening *opening `json:"opening,omitempty"`
	Call    *kept    `json:"call,omitempty"`
	Fact    *fact    `json:"fact,omitempty"`
}

// opening is what the rest depends on.
type opening struct {
	Site mpclient.SiteID `json:"site"`
	Kind AccountKind     `json:"kind"`
	Seed uint64          `json:"seed"`
	// AllowLocal decides which requests are refused.
	AllowLocal bool `json:"allow_local"`
}

// kept is a request that changed something.
type kept struct {
	At     time.Time   `json:"at"`
	Page   bool        `json:"page,omitempty"`
	Method string      `json:"method"`
	URL    string      `json:"url"`
	Host   string      `json:"host,omitempty"`
	Header http.Header `json:"header,omitempty"`
	Body   []byte      `json:"body,omitempty"`
	Status int         `json:"status"`
	Drawn  drawn       `json:"drawn"` // before it ran
}

// fact is what became of a notification.
type fact struct {
	Delivery *Delivery `json:"delivery,omitempty"` // an attempt
	Finished int64     `json:"finished,omitempty"` // the serial of a notification that is done with for now
	Received bool      `json:"received,omitempty"`
}

// drawn is how far the sources of ids were used.
type drawn struct {
	IDs   []byte `json:"ids"`
	OAuth []byte `json:"oauth"`
}

// Open starts a simulator whose state is in a file, creating the file when there is none. The
// file decides about the kind of account and the seed, whatever cfg says; a site other than the
// file's is an error, an empty one is the file's. Every error is a *StateError.
func Open(cfg Config, path string) (*Server, error) {
	j := &journal{path: path, clock: cfg.Now}
	if j.clock == nil {
		j.clock = time.Now
	}
	cfg.Now = j.now
	var s *Server
	n := 0
	file, err := openRecords(path, func(raw []byte) error {
		n++
		var r record
		if err := json.Unmarshal(raw, &r); err != nil {
			return faultf(StateDamaged, "has a record %d that is no record", n)
		}
		var err error
		switch {
		case r.Opening != nil && s == nil:
			s, err = r.Opening.server(cfg)
		case s == nil:
			err = faultf(StateDamaged, "does not begin with an opening")
		case r.Call != nil:
			err = j.repeat(s, n, r.Call)
		case r.Fact != nil:
			s.with(func() { s.notify.recall(r.Fact) })
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	j.file = file
	if s == nil {
		s = build(cfg)
		end, err := j.write(record{Opening: s.opening()})
		if err == nil {
			err = file.sync(end)
		}
		if err != nil {
			file.close()
			return nil, stateError(path, err)
		}
	}
	j.frozen.Store(nil)
	s.chaos = chaos{} // a fault belongs to the process that met it
	s.journal = j
	s.startNotifier()
	s.startTide()
	s.notify.poke()
	return s, nil
}

func (s *Server) opening() *opening {
	return &opening{Site: s.site.ID, Kind: s.cfg.Kind, Seed: s.cfg.Seed, AllowLocal: s.cfg.AllowLocal}
}

func (o *opening) server(cfg Config) (*Server, error) {
	if cfg.Site != "" && cfg.Site != o.Site {
		return nil, faultf(StateOtherSite, "belongs to the site %s, not to %s", o.Site, cfg.Site)
	}
	cfg.Site, cfg.Kind, cfg.Seed, cfg.AllowLocal = o.Site, o.Kind, o.Seed, o.AllowLocal
	return build(cfg), nil
}

// now is the injected clock, and stands still while a call runs.
func (j *journal) now() time.Time {
	if at := j.frozen.Load(); at != nil {
		return *at
	}
	return j.clock()
}

// repeat runs a call of the journal again and demands the same answer.
func (j *journal) repeat(s *Server, n int, k *kept) error {
	r, err := http.NewRequest(k.Method, k.URL, bytes.NewReader(k.Body))
	if err != nil {
		return faultf(StateDamaged, "has a record %d that is no call", n)
	}
	r.Host, r.RequestURI = k.Host, k.URL
	if k.Header != nil {
		r.Header = k.Header
	}
	j.frozen.Store(&k.At)
	s.resume(k.Drawn)
	status := 0
	if k.Page {
		page := &pageBuffer{header: http.Header{}}
		s.servePage(page, r)
		status = page.status
	} else {
		status = s.serve(r).status
	}
	if status != k.Status {
		return faultf(StateOtherBuild, "was written by another version: %s %s answered %d then and %d now", k.Method, clip(r.URL.Path, 80), k.Status, status)
	}
	return nil
}

// drawn tells how far the sources of ids were used.
func (s *Server) drawn() drawn {
	return drawn{s.ids.state(), s.oauth.ids.state()}
}

func (s *Server) resume(d drawn) {
	s.ids.resume(d.IDs)
	s.oauth.ids.resume(d.OAuth)
}

// mark changes whenever the state may have.
type mark struct {
	ids, oauth string
	serial     int64
	edits      uint64
	round      int
}

func (s *Server) mark(d drawn) mark {
	return mark{string(d.IDs), string(d.OAuth), s.notify.serial, s.edits, s.notify.round}
}

// keepServe is serve, and what it changes is on the disk before it returns.
func (s *Server) keepServe(r *http.Request) (rep reply) {
	if r.Method != http.MethodGet {
		defer s.stir()
	}
	if s.journal == nil {
		return s.serve(r)
	}
	err := s.keep(r, false, func(r *http.Request) int {
		rep = s.serve(r)
		return rep.status
	})
	if err != nil {
		return fail(http.StatusInsufficientStorage, err.Error())
	}
	return rep
}

// keepPage is servePage, likewise.
func (s *Server) keepPage(w http.ResponseWriter, r *http.Request) (isPage bool) {
	if r.Method == http.MethodPost {
		defer s.stir()
	}
	if s.journal == nil {
		return s.servePage(w, r)
	}
	if !slices.ContainsFunc(pageRoutes, func(p pageRoute) bool { _, fits := matchPage(p.path, r.URL.Path); return fits }) {
		return false
	}
	page := &pageBuffer{header: w.Header()}
	err := s.keep(r, true, func(r *http.Request) int {
		isPage = s.servePage(page, r)
		return page.status
	})
	switch {
	case err != nil:
		http.Error(w, err.Error(), http.StatusInsufficientStorage)
		return true
	case isPage:
		w.WriteHeader(page.status)
		w.Write(page.body.Bytes())
	}
	return isPage
}

// keep runs a call, alone, and writes it down if it changed anything. A read that changed
// something, because time had come, is written down too but nobody waits for the disk.
func (s *Server) keep(r *http.Request, page bool, run func(*http.Request) int) error {
	j := s.journal
	safe := r.Method == http.MethodGet || r.Method == http.MethodHead
	var body []byte
	if !safe && r.Body != nil {
		var err error
		if body, err = io.ReadAll(io.LimitReader(r.Body, maxUpload+maxBody)); err != nil {
			body = nil // the handler meets the same error
		}
		r = r.Clone(r.Context())
		r.Body = io.NopCloser(io.MultiReader(bytes.NewReader(body), r.Body))
	}
	end, err := j.take(s, r, page, body, run)
	if err != nil || end == 0 || safe {
		return err
	}
	if err := j.file.sync(end); err != nil {
		return stateError(j.path, err)
	}
	return nil
}

func (j *journal) take(s *Server, r *http.Request, page bool, body []byte, run func(*http.Request) int) (end int64, err error) {
	j.turn.Lock()
	defer j.turn.Unlock()
	if j.failed != nil {
		return 0, j.failed
	}
	at := j.clock().Round(0) // a monotonic reading would not survive
	j.frozen.Store(&at)
	defer j.frozen.Store(nil)
	var before drawn
	var was mark
	s.with(func() { before = s.drawn(); was = s.mark(before) })
	k := &kept{At: at, Page: page, Method: r.Method, URL: keptURL(r), Host: r.Host, Drawn: before}
	s.with(func() { k.Header = s.keptHeader(r.Header) }) // before the call: it may end its own key
	k.Status = run(r)
	if now := locked(s, func() int { return s.notify.round }); now != was.round { // started over: so does the file
		if err := j.file.startOver(); err != nil {
			j.failed = stateError(j.path, err)
			return 0, j.failed
		}
		return j.write(record{Opening: locked(s, s.opening)})
	}
	changed := locked(s, func() bool { return s.mark(s.drawn()) != was })
	if !changed && (r.Method == http.MethodGet || r.Method == http.MethodHead || k.Status >= 400) {
		return 0, nil
	}
	k.Body = withoutCards(k.Header.Get("Content-Type"), body)
	return j.write(record{Call: k})
}

// write adds a record. A record that cannot be written stops the simulator from pretending:
// from then on every call is refused.
func (j *journal) write(r record) (end int64, err error) {
	if end, err = j.file.add(r); err == nil {
		return end, nil
	}
	j.failed = stateError(j.path, err)
	return 0, j.failed
}

// inTurn is with for the delivery worker: what it notes stands in the journal where it happened.
func (s *Server) inTurn(f func()) {
	if j := s.journal; j != nil {
		j.turn.Lock()
		defer j.turn.Unlock()
	}
	s.with(f)
}

// note writes down what became of a notification. A note that is lost means that the
// notification is sent once more, so nobody waits for it. At the end nothing is noted: what
// was under way is sent again next time.
func (s *Server) note(f fact) {
	if s.journal != nil && s.journal.failed == nil && s.ctx.Err() == nil {
		_, _ = s.journal.write(record{Fact: &f})
	}
}

// recall applies a note.
func (n *notifier) recall(f *fact) {
	if f.Delivery != nil {
		n.log.add(*f.Delivery)
	}
	serial := f.Finished
	if f.Delivery != nil {
		serial = f.Delivery.Notice
	}
	i := slices.IndexFunc(n.ready, func(v *notice) bool { return v.serial == serial })
	if i < 0 {
		return
	}
	v := n.ready[i]
	if f.Delivery != nil {
		v.attempts = f.Delivery.Attempt
		return
	}
	n.ready = slices.Delete(n.ready, i, i+1)
	n.conclude(v, f.Received)
}

// pageBuffer takes a page in, so that it leaves only when its effect is kept.
type pageBuffer struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (p *pageBuffer) Header() http.Header { return p.header }

func (p *pageBuffer) WriteHeader(status int) {
	if p.status == 0 {
		p.status = status
	}
}

func (p *pageBuffer) Write(b []byte) (int, error) {
	p.WriteHeader(http.StatusOK)
	return p.body.Write(b)
}

func (s *Server) closeJournal() {
	if j := s.journal; j != nil {
		j.turn.Lock()
		defer j.turn.Unlock()
		if j.failed == nil {
			j.failed = errClosed
			_ = j.file.close()
		}
	}
}

var errClosed = errors.New("the simulator has ended")
