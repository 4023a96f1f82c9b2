package sandbox

import (
	"bufio"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"io/fs"
	"os"
	"sync"
	"sync/atomic"

	"github.com/homologa/homologa/mpclient/ownfile"
)

// A state file is a line that names it and then records, each behind a head of twelve bytes: the
// length of the record, the checksum of those four bytes and the checksum of the record.
// Records are only ever added at the end. What a crash leaves half written at the end was never
// acknowledged and is cut off; damage anywhere else is not repaired but reported.
const (
	fileMark  = "homologa sandbox state 1\n"
	headSize  = 12
	maxRecord = 32 << 20
	maxFile   = 4 << 30
)

var (
	errStateFull    = faultf(StateFull, "is full: start with a new one")
	errStateDamaged = errors.New("damaged")
	sums            = crc32.MakeTable(crc32.Castagnoli)
)

// recordFile is an open, locked state file.
type recordFile struct {
	f       *os.File
	written atomic.Int64 // bytes; only one goroutine adds at a time

	syncing sync.Mutex
	synced  int64
	failed  error // sticky: after a failed write nothing is known about the file
	limit   int64
	flush   func() error // f.Sync; a test makes it fail
}

// openRecords locks the file, creating it when there is none, and hands every record to read.
func openRecords(path string, read func(record []byte) error) (*recordFile, error) {
	f, err := ownfile.Lock(path)
	if err != nil {
		return nil, stateError(path, err)
	}
	r := &recordFile{f: f, limit: maxFile, flush: f.Sync}
	if err := r.load(read); err != nil {
		f.Close()
		return nil, stateError(path, err)
	}
	return r, nil
}

// StateProblem is what keeps a state file from being used.
type StateProblem string

// The problems of state files.
const (
	StateBusy       StateProblem = "busy"       // another process has it
	StateForbidden  StateProblem = "forbidden"  // it may not be written
	StateNowhere    StateProblem = "nowhere"    // its directory is not there
	StateForeign    StateProblem = "foreign"    // it is something else
	StateDamaged    StateProblem = "damaged"    // what was acknowledged cannot be read any more
	StateOtherSite  StateProblem = "other_site" // it belongs to another country
	StateOtherBuild StateProblem = "version"    // this version answers its calls otherwise
	StateFull       StateProblem = "full"
	StateLink       StateProblem = "link"     // reached through a link
	StateUnusable   StateProblem = "unusable" // anything else the system says
)

// StateError says in one sentence why a state file cannot be used.
type StateError struct {
	Path    string
	Problem StateProblem
	Detail  string // the second half of the sentence
}

func (e *StateError) Error() string { return "sandbox: the state file " + e.Path + " " + e.Detail }

func faultf(p StateProblem, format string, args ...any) error {
	return &StateError{Problem: p, Detail: fmt.Sprintf(format, args...)}
}

// stateError makes that sentence out of any error.
func stateError(path string, err error) *StateError {
	var own *StateError
	var at *fs.PathError
	switch {
	case errors.As(err, &own):
		return &StateError{path, own.Problem, own.Detail}
	case errors.Is(err, ownfile.ErrBusy):
		return &StateError{path, StateBusy, "is in use by another process"}
	case ownfile.What(err) == ownfile.Link:
		return &StateError{path, StateLink, "is reached through a link"}
	case ownfile.What(err) == ownfile.Directory:
		return &StateError{path, StateForeign, "is a directory"}
	case ownfile.What(err) == ownfile.Special:
		return &StateError{path, StateForeign, "is not a regular file"}
	case errors.Is(err, fs.ErrPermission):
		return &StateError{path, StateForbidden, "may not be written"}
	case errors.Is(err, fs.ErrNotExist):
		return &StateError{path, StateNowhere, "has no directory to be in"}
	case errors.As(err, &at):
		err = at.Err
	}
	return &StateError{path, StateUnusable, "cannot be used: " + err.Error()}
}

func (r *recordFile) load(read func([]byte) error) error {
	in := bufio.NewReaderSize(r.f, 1<<20)
	mark, err := io.ReadAll(io.LimitReader(in, int64(len(fileMark))))
	switch {
	case err != nil:
		return err
	case string(mark) == fileMark:
	case string(mark) == fileMark[:len(mark)]: // new, or its first write was cut short
		if err := r.rewind(0); err != nil {
			return err
		}
		return r.put([]byte(fileMark))
	default:
		return faultf(StateForeign, "is not a state file of the simulator")
	}
	r.written.Store(int64(len(fileMark)))
	for n := 1; ; n++ {
		record, size, err := next(in)
		if err == errTorn {
			if err := onlyZeros(in); err != nil {
				if err == errStateDamaged {
					err = faultf(StateDamaged, "is damaged at byte %d, after %d good records", r.written.Load(), n-1)
				}
				return err
			}
			return r.rewind(r.written.Load())
		}
		if err == io.EOF {
			return r.rewind(r.written.Load())
		}
		if err != nil {
			return err
		}
		if err := read(record); err != nil {
			return err
		}
		r.written.Add(size)
	}
}

var errTorn = errors.New("torn")

// next reads a record. A torn one is half of a record, or none.
func next(in *bufio.Reader) (record []byte, size int64, err error) {
	var head [headSize]byte
	switch _, err := io.ReadFull(in, head[:]); {
	case err == io.ErrUnexpectedEOF:
		return nil, 0, errTorn
	case err != nil:
		return nil, 0, err
	}
	length := binary.LittleEndian.Uint32(head[:4])
	if crc32.Checksum(head[:4], sums) != binary.LittleEndian.Uint32(head[4:8]) || length > maxRecord {
		return nil, 0, errTorn
	}
	record = make([]byte, length)
	switch _, err := io.ReadFull(in, record); {
	case err == io.EOF, err == io.ErrUnexpectedEOF:
		return nil, 0, errTorn
	case err != nil:
		return nil, 0, err
	case crc32.Checksum(record, sums) != binary.LittleEndian.Uint32(head[8:]):
		return nil, 0, errTorn
	}
	return record, headSize + int64(length), nil
}

// onlyZeros tells a torn end from damage: nothing but zeros may follow, which is what a file
// that grew before its content arrived reads as.
func onlyZeros(in *bufio.Reader) error {
	for {
		switch b, err := in.ReadByte(); {
		case err == io.EOF:
			return nil
		case err != nil:
			return err
		case b != 0:
			return errStateDamaged
		}
	}
}

// rewind makes the file end at a byte and continues there.
func (r *recordFile) rewind(at int64) error {
	if err := r.f.Truncate(at); err != nil {
		return err
	}
	if _, err := r.f.Seek(at, io.SeekStart); err != nil {
		return err
	}
	r.written.Store(at)
	return nil
}

// add writes a record at the end. It returns what sync waits for.
func (r *recordFile) add(v any) (end int64, err error) {
	record, err := json.Marshal(v)
	switch {
	case err != nil:
		return 0, err
	case len(record) > maxRecord:
		return 0, faultf(StateFull, "takes no record of %d bytes", len(record))
	case r.written.Load()+headSize+int64(len(record)) > r.limit:
		return 0, errStateFull
	}
	b := make([]byte, headSize, headSize+len(record))
	binary.LittleEndian.PutUint32(b, uint32(len(record)))
	binary.LittleEndian.PutUint32(b[4:], crc32.Checksum(b[:4], sums))
	binary.LittleEndian.PutUint32(b[8:], crc32.Checksum(record, sums))
	if err := r.put(append(b, record...)); err != nil {
		return 0, err
	}
	return r.written.Load(), nil
}

func (r *recordFile) put(b []byte) error {
	if _, err := r.f.Write(b); err != nil {
		return err
	}
	r.written.Add(int64(len(b)))
	return nil
}

// sync returns when everything up to end is on the disk. Those who wait at the same time share
// one flush.
func (r *recordFile) sync(end int64) error {
	r.syncing.Lock()
	defer r.syncing.Unlock()
	if r.failed != nil || r.synced >= end {
		return r.failed
	}
	upTo := r.written.Load()
	if r.failed = r.flush(); r.failed == nil {
		r.synced = upTo
	}
	return r.failed
}

// startOver drops every record.
func (r *recordFile) startOver() error {
	r.syncing.Lock()
	defer r.syncing.Unlock()
	r.synced = 0
	return r.rewind(int64(len(fileMark)))
}

func (r *recordFile) close() error {
	err := r.flush()
	return errors.Join(err, r.f.Close())
}
