package webhook

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"io/fs"
	"os"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/homologa/homologa/mpclient/ownfile"
)

// A journal is a text file: a line that names it and then one JSON object a line, each ending in the checksum
// of what stands before it. Lines are only ever added at the end. The end of a line that a crash left half written was
// never acknowledged and is cut off; a line damaged anywhere else is passed over, counted and left as it is.
const (
	journalMark    = "{\"journal\":\"homologa.deliveries\",\"v\":1}\n"
	journalVersion = 1
	maxJournal     = 1 << 30
	maxLine        = 8 << 20 // a body of 1 MiB, every byte escaped, and its headers
	sumSize        = len(`,"crc":"00000000"}`)
	maxBatch       = 4 << 20
	keptPrefix     = "d-" // of the ids of deliveries
)

var crcs = crc32.MakeTable(crc32.Castagnoli)

// JournalProblem is what keeps a journal from being used.
type JournalProblem string

// The problems of journals.
const (
	JournalBusy      JournalProblem = "busy"      // another process writes it
	JournalForbidden JournalProblem = "forbidden" // it may not be written
	JournalNowhere   JournalProblem = "nowhere"   // its folder is not there
	JournalForeign   JournalProblem = "foreign"   // it is something else
	JournalVersion   JournalProblem = "version"   // written by a later version
	JournalFull      JournalProblem = "full"      // at its largest size, or the disk is
	JournalGone      JournalProblem = "gone"      // moved or removed while in use
	JournalUnusable  JournalProblem = "unusable"  // anything else the system says
	JournalClosed    JournalProblem = "closed"
	JournalLink      JournalProblem = "link"    // reached through a link
	JournalSpecial   JournalProblem = "special" // a pipe, a socket or a device
)

// JournalError says why a journal cannot be used.
type JournalError struct {
	Path    string
	Problem JournalProblem
	Detail  string // what the system says, for unusable
}

func (e *JournalError) Error() string {
	return strings.TrimSuffix("webhook: the journal "+e.Path+" cannot be used: "+string(e.Problem)+" "+e.Detail, " ")
}

func journalError(path string, err error) *JournalError {
	var own *JournalError
	var at *fs.PathError
	switch {
	case errors.As(err, &own):
		return &JournalError{path, own.Problem, own.Detail}
	case errors.Is(err, ownfile.ErrBusy):
		return &JournalError{path, JournalBusy, ""}
	case ownfile.What(err) == ownfile.Directory:
		return &JournalError{path, JournalForeign, ""}
	case ownfile.What(err) == ownfile.Link:
		return &JournalError{path, JournalLink, ""}
	case ownfile.What(err) == ownfile.Special:
		return &JournalError{path, JournalSpecial, ""}
	case errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.EROFS):
		return &JournalError{path, JournalForbidden, ""}
	case errors.Is(err, syscall.EISDIR):
		return &JournalError{path, JournalForeign, ""}
	case errors.Is(err, fs.ErrNotExist), errors.Is(err, syscall.ENOTDIR):
		return &JournalError{path, JournalNowhere, ""}
	case errors.Is(err, syscall.ENOSPC):
		return &JournalError{path, JournalFull, ""}
	case errors.As(err, &at):
		err = at.Err
	}
	return &JournalError{path, JournalUnusable, err.Error()}
}

// Outcome is what became of a delivery at the local address.
type Outcome struct {
	ID     string    `json:"id"` // of the delivery
	At     time.Time `json:"at"`
	Status int       `json:"status,omitempty"` // 0 when no answer came
	Millis int64     `json:"ms"`
	// Problem is empty when an answer came: filtered, queue_full, or a cause as mpclient.NetworkCause names it.
	Problem string `json:"problem,omitempty"`
	Again   bool   `json:"again,omitempty"` // it was handed on once more, by a person's wish
	Unkept  bool   `json:"-"`               // the journal does not hold it
}

// Delivered tells an answer that Mercado Pago takes for an acknowledgement: 200 or 201, nothing else.
func (o Outcome) Delivered() bool { return o.Status == 200 || o.Status == 201 }

// Same tells whether two are one outcome, be it that one of them went through the journal.
func (o Outcome) Same(p Outcome) bool {
	at, kept := o.At.Equal(p.At), p
	kept.At, kept.Unkept = o.At, o.Unkept
	return at && o == kept
}

type entry struct {
	V       int      `json:"v"`
	Arrival *Arrival `json:"delivery,omitempty"`
	Outcome *Outcome `json:"outcome,omitempty"`
}

// Journal keeps deliveries on the disk. Its methods may be called from many goroutines; those that wait at the
// same time share one flush.
type Journal struct {
	path  string
	file  *os.File
	next  atomic.Int64
	limit int64
	write func(b []byte, at int64) (int, error)
	flush func() error

	mu     sync.RWMutex // held for reading while a line is handed over
	closed bool
	lines  chan line
	done   chan struct{}

	// The writer's own.
	size   int64
	dirty  bool          // holds lines that no flush followed
	failed *JournalError // sticky: after a failed flush nothing is known about the file
}

type line struct {
	text []byte
	wait chan error // nil for what nobody waits for
}

// Opened says what an existing journal held.
type Opened struct {
	Deliveries int
	Pending    int // taken and never tried at the local address
	Damaged    int // lines that cannot be read
	Torn       bool
}

// OpenJournal locks a journal, creating it when there is none.
func OpenJournal(path string) (*Journal, Opened, error) {
	var o Opened
	f, err := ownfile.Lock(path)
	if err != nil {
		return nil, o, journalError(path, err)
	}
	j := &Journal{path: path, file: f, limit: maxJournal, write: f.WriteAt, flush: f.Sync,
		lines: make(chan line, 4096), done: make(chan struct{})}
	if err := j.load(&o); err != nil {
		f.Close()
		return nil, o, journalError(path, err)
	}
	go j.work()
	return j, o, nil
}

func (j *Journal) load(o *Opened) error {
	info, err := j.file.Stat()
	switch {
	case err != nil:
		return err
	}
	mark := make([]byte, len(journalMark))
	n, err := io.ReadFull(j.file, mark)
	switch {
	case err != nil && err != io.EOF && err != io.ErrUnexpectedEOF:
		return err
	case n < len(mark) && string(mark[:n]) == journalMark[:n]: // new, or its first write was cut short
		if _, err := j.write([]byte(journalMark), 0); err != nil {
			return err
		}
		if err := j.flush(); err != nil {
			return err
		}
		j.size = int64(len(journalMark))
		return nil
	case string(mark[:n]) != journalMark:
		return notOurs(mark[:n])
	}
	pending := map[string]bool{}
	last, end := int64(0), int64(0)
	o.Damaged, end, err = scan(j.file, func(e entry) {
		if d := e.Arrival; d != nil {
			o.Deliveries++
			if d.Refused == "" {
				pending[d.ID] = true
			}
			if n, err := strconv.ParseInt(strings.TrimPrefix(d.ID, keptPrefix), 10, 64); err == nil {
				last = max(last, n)
			}
		}
		if e.Outcome != nil {
			delete(pending, e.Outcome.ID)
		}
	})
	if err != nil {
		return err
	}
	o.Pending = len(pending)
	j.next.Store(last)
	j.size = int64(len(journalMark)) + end
	if j.size < info.Size() {
		o.Torn = true
		return j.file.Truncate(j.size)
	}
	return nil
}

// notOurs tells a journal of another version from any other file.
func notOurs(start []byte) error {
	if bytes.HasPrefix(start, []byte(journalMark[:strings.Index(journalMark, "1}")])) {
		return &JournalError{Problem: JournalVersion}
	}
	return &JournalError{Problem: JournalForeign}
}

// scan hands over every good line and counts the others. end is where the last whole line ends.
func scan(r io.Reader, each func(entry)) (damaged int, end int64, err error) {
	in := &lineReader{r: r, buf: make([]byte, 0, 64<<10)}
	for {
		text, size, whole, err := in.next()
		if err != nil || !whole {
			return damaged, end, err
		}
		end += size
		if e, ok := parseLine(text); ok {
			each(e)
		} else {
			damaged++
		}
	}
}

// parseLine checks a line, without its newline, against its sum.
func parseLine(text []byte) (e entry, ok bool) {
	n := len(text) - sumSize
	if n < 1 || string(text[n:n+8]) != `,"crc":"` {
		return e, false
	}
	sum, err := strconv.ParseUint(string(text[n+8:n+16]), 16, 32)
	if err != nil || uint32(sum) != crc32.Checksum(text[:n], crcs) || json.Unmarshal(text, &e) != nil {
		return e, false
	}
	return e, e.V == journalVersion
}

// lineReader reads lines and keeps no more than maxLine of one in memory.
type lineReader struct {
	r   io.Reader
	buf []byte
	pos int
	eof bool
}

// next gives a line and how many bytes it takes; whole is false at the end of the file, for a rest without a newline.
func (l *lineReader) next() (text []byte, size int64, whole bool, err error) {
	var dropped int64
	for from := l.pos; ; {
		if i := bytes.IndexByte(l.buf[from:], '\n'); i >= 0 {
			text = l.buf[l.pos : from+i]
			size = dropped + int64(len(text)) + 1
			l.pos = from + i + 1
			if dropped > 0 {
				text = nil
			}
			return text, size, true, nil
		}
		if l.eof {
			return nil, 0, false, nil
		}
		if len(l.buf)-l.pos > maxLine {
			dropped += int64(len(l.buf) - l.pos)
			l.pos = len(l.buf)
		}
		rest := copy(l.buf, l.buf[l.pos:])
		l.buf, l.pos = l.buf[:rest], 0
		if from = rest; rest == cap(l.buf) {
			l.buf = append(l.buf, make([]byte, rest)...)[:rest]
		}
		n, err := l.r.Read(l.buf[rest:cap(l.buf)])
		l.buf = l.buf[:rest+n]
		if err == io.EOF {
			l.eof = true
		} else if err != nil {
			return nil, 0, false, err
		}
	}
}

// ReadJournal hands over what a journal holds, also while another process writes it.
func ReadJournal(path string, delivery func(Arrival), outcome func(Outcome)) (damaged int, err error) {
	f, err := ownfile.Open(path)
	if err != nil {
		return 0, journalError(path, err)
	}
	defer f.Close()
	mark := make([]byte, len(journalMark))
	if n, err := io.ReadFull(f, mark); err != nil || string(mark) != journalMark {
		if n < len(mark) && string(mark[:n]) == journalMark[:n] {
			return 0, nil // being made
		}
		return 0, journalError(path, notOurs(mark[:n]))
	}
	damaged, _, err = scan(f, func(e entry) {
		if e.Arrival != nil {
			delivery(*e.Arrival)
		}
		if e.Outcome != nil {
			outcome(*e.Outcome)
		}
	})
	if err != nil {
		return damaged, journalError(path, err)
	}
	return damaged, nil
}

func encodeLine(e entry) ([]byte, error) {
	e.V = journalVersion
	b, err := json.Marshal(e)
	if err != nil {
		return nil, err
	}
	b = b[:len(b)-1]
	return fmt.Appendf(b, ",\"crc\":\"%08x\"}\n", crc32.Checksum(b, crcs)), nil
}

// Append gives a delivery its id and returns once it is on the disk. With an error it is not, or may not be.
func (j *Journal) Append(d Arrival) (Arrival, error) {
	d.ID = keptPrefix + strconv.FormatInt(j.next.Add(1), 10)
	return d, j.keep(entry{Arrival: &d})
}

// NoteAgain adds the outcome of a delivery that a person had handed on once more, and returns once it is on the disk.
func (j *Journal) NoteAgain(o Outcome) error {
	o.Again = true
	return j.keep(entry{Outcome: &o})
}

// keep writes a line and waits for the disk.
func (j *Journal) keep(e entry) error {
	text, err := encodeLine(e)
	if err != nil {
		return journalError(j.path, err)
	}
	wait := make(chan error, 1)
	if !j.hand(line{text, wait}) {
		return &JournalError{j.path, JournalClosed, ""}
	}
	return <-wait
}

// Note adds an outcome without waiting for the disk: what a crash loses of it is only what became of a delivery.
func (j *Journal) Note(o Outcome) {
	if text, err := encodeLine(entry{Outcome: &o}); err == nil {
		j.hand(line{text, nil})
	}
}

func (j *Journal) hand(l line) bool {
	j.mu.RLock()
	defer j.mu.RUnlock()
	if j.closed {
		return false
	}
	j.lines <- l
	return true
}

// Close writes what was handed over and lets the file go.
func (j *Journal) Close() error {
	j.mu.Lock()
	if j.closed {
		j.mu.Unlock()
		return nil
	}
	j.closed = true
	close(j.lines)
	j.mu.Unlock()
	<-j.done
	var err error
	if j.dirty {
		err = j.flush()
	}
	return errors.Join(err, j.file.Close())
}

// work writes lines together that came while the last flush ran.
func (j *Journal) work() {
	defer close(j.done)
	var text []byte
	var waiting []chan error
	for first := range j.lines {
		text, waiting = append(text[:0], first.text...), waiting[:0]
		for l, more := first, true; more; {
			if l.wait != nil {
				waiting = append(waiting, l.wait)
			}
			if len(text) >= maxBatch {
				break
			}
			select {
			case l, more = <-j.lines:
				text = append(text, l.text...)
			default:
				more = false
			}
		}
		err := j.commit(text, len(waiting) > 0)
		for _, w := range waiting {
			w <- err
		}
	}
}

func (j *Journal) commit(text []byte, durably bool) error {
	if j.failed != nil {
		return j.failed
	}
	if j.size+int64(len(text)) > j.limit {
		return &JournalError{j.path, JournalFull, ""}
	}
	if _, err := j.write(text, j.size); err != nil {
		// A full disk may be cleared later: go on from where the good lines end.
		if cut := j.file.Truncate(j.size); cut != nil {
			j.failed = journalError(j.path, err)
		}
		return journalError(j.path, err)
	}
	j.size += int64(len(text))
	j.dirty = true
	if !durably {
		return nil
	}
	if err := j.flush(); err != nil {
		j.failed = journalError(j.path, err)
		return j.failed
	}
	j.dirty = false
	return j.there()
}

// there makes sure that the file still has its name: what goes to a removed one is lost with this process.
func (j *Journal) there() error {
	own, err := j.file.Stat()
	if err == nil {
		var named os.FileInfo
		if named, err = os.Lstat(j.path); err == nil && os.SameFile(own, named) {
			return nil
		}
	}
	j.failed = &JournalError{j.path, JournalGone, ""}
	return j.failed
}
