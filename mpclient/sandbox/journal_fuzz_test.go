package sandbox

import (
	"encoding/binary"
	"errors"
	"hash/crc32"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/homologa/homologa/mpclient/limits/limitstest"
)

// frame writes records as a state file holds them.
func frame(records ...[]byte) []byte {
	out := []byte(fileMark)
	for _, r := range records {
		head := binary.LittleEndian.AppendUint32(nil, uint32(len(r)))
		head = binary.LittleEndian.AppendUint32(head, crc32.Checksum(head, sums))
		head = binary.LittleEndian.AppendUint32(head, crc32.Checksum(r, sums))
		out = append(append(out, head...), r...)
	}
	return out
}

// FuzzState opens files of every content, as they are and with records that pass the checksums:
// the answer is a simulator or one sentence.
func FuzzState(f *testing.F) {
	const opening = `{"opening":{"site":"MLB","kind":"real","seed":7,"allow_local":false}}`
	f.Add([]byte(opening), []byte(`{"call":{"at":"2026-05-11T14:01:02Z","method":"POST","url":"/_sandbox/account","body":"e30=","status":204,"drawn":{"ids":null,"oauth":null}}}`), false)
	f.Add([]byte(opening), []byte(`{"call":{"at":"2026-05-11T14:01:02Z","page":true,"method":"GET","url":"/_sandbox/","host":"127.0.0.1:1","status":200,"drawn":{}}}`), false)
	f.Add([]byte(opening), []byte(`{"call":{"method":"POST","url":"/_sandbox/clock","body":"eyJhZHZhbmNlIjoiMjRoIn0=","status":204,"drawn":{}}}`), false)
	f.Add([]byte(opening), []byte(`{"fact":{"finished":1,"received":true,"delivery":{"at":"2026-05-11T14:01:02Z","notice":1}}}`), false)
	f.Add([]byte(`{}`), []byte(`null`), false)
	f.Add([]byte(fileMark), frame([]byte(opening))[len(fileMark):], true)
	dir := f.TempDir()
	f.Fuzz(func(t *testing.T, first, second []byte, raw bool) {
		defer limitstest.Bounded(t, 16*(len(first)+len(second)))()
		path := filepath.Join(dir, "state")
		content := frame(first, second)
		if raw {
			content = append(first, second...)
		}
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
		cfg := Config{Now: func() time.Time { return time.Date(2026, 5, 11, 15, 0, 0, 0, time.UTC) }, Deliver: &receiver{}}
		s, err := Open(cfg, path)
		if err != nil {
			var bad *StateError
			if !errors.As(err, &bad) || bad.Problem == "" {
				t.Fatalf("%T %v", err, err)
			}
			return
		}
		keys := s.Credentials()
		s.Close()
		again, err := Open(cfg, path) // what opened once opens again
		if err != nil {
			t.Fatal(err)
		}
		if again.Credentials() != keys {
			t.Fatal("the keys changed")
		}
		again.Close()
	})
}

// FuzzChaos reads what people type: a fault that is possible, or a part named.
func FuzzChaos(f *testing.F) {
	for _, spec := range append([]string{"", ",", "latency=1ns,slow=2m", "status=599,times=1000000", "retry-after=99999999999999999999"}, ChaosParts...) {
		f.Add(spec)
	}
	f.Fuzz(func(t *testing.T, spec string) {
		defer limitstest.Bounded(t, 16*len(spec))()
		c, err := ParseChaos(spec)
		var bad *ChaosError
		switch {
		case err == nil && (c.check() != "" || c == (Chaos{})):
			t.Fatalf("%q is %+v", spec, c)
		case err != nil && (!errors.As(err, &bad) || bad.Known == ""):
			t.Fatalf("%q: %v", spec, err)
		}
	})
}
