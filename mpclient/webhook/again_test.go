package webhook

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/homologa/homologa/mpclient"
)

// TestNoteAgainIsOnTheDisk: the file holds a resend once NoteAgain has returned, without any closing.
func TestNoteAgainIsOnTheDisk(t *testing.T) {
	j, path := journalIn(t)
	d, err := j.Append(sample("{}"))
	if err != nil {
		t.Fatal(err)
	}
	flushed := 0
	flush := j.flush
	j.flush = func() error { flushed++; return flush() }
	o := Outcome{ID: d.ID, At: signedAt.UTC(), Status: 200, Millis: 7, Unkept: true}
	if err := j.NoteAgain(o); err != nil || flushed != 1 {
		t.Fatalf("%v, %d flushes", err, flushed)
	}
	_, got, damaged := readAllOf(t, path)
	want := o
	want.Again, want.Unkept = true, false
	if !reflect.DeepEqual(got, []Outcome{want}) || damaged != 0 {
		t.Errorf("%+v, %d damaged", got, damaged)
	}
	if !want.Same(got[0]) || got[0].Same(o) || (Outcome{}).Same(got[0]) {
		t.Error("outcomes are told apart wrongly")
	}
	_ = j.Close()
	if o := reopen(t, path); o.Pending != 0 { // it was handed on
		t.Errorf("%+v", o)
	}

	j, _ = journalIn(t)
	j.flush = func() error { return syscall.EIO }
	if err := j.NoteAgain(o); problemOf(err) != JournalUnusable {
		t.Errorf("not on the disk, and the answer is %v", err)
	}
}

// oldJournal was written before resends were noted.
const oldJournal = journalMark + `{"v":1,"outcome":{"id":"d-1","at":"2026-05-11T14:00:00Z","status":200,"ms":7},"crc":"c82e0286"}` + "\n"

func TestJournalsFromBeforeResendsAreReadable(t *testing.T) {
	o := Outcome{ID: "d-1", At: time.Date(2026, 5, 11, 14, 0, 0, 0, time.UTC), Status: 200, Millis: 7}
	text := oldJournal
	path := filepath.Join(t.TempDir(), "old.jsonl")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, got, damaged := readAllOf(t, path); damaged != 0 || !reflect.DeepEqual(got, []Outcome{o}) {
		t.Errorf("%+v, %d damaged", got, damaged)
	}
	line, err := encodeLine(entry{Outcome: &o})
	if err != nil || journalMark+string(line) != text {
		t.Errorf("written otherwise now: %s, %v", line, err)
	}
}

// TestWhatIsSignedHereLooksLive: polling and sending write the ts that real deliveries carry.
func TestWhatIsSignedHereLooksLive(t *testing.T) {
	seconds := fmt.Sprint(signedAt.Unix())
	a := &till{now: signedAt}
	a.turn = func(look int) bool {
		if look == 1 {
			a.payments = []string{a.payment(3, "pending", a.now)}
			a.orders = []string{`{"id":"ORD01A","status":"processed","created_date":"2026-05-11T13:00:00Z","last_updated_date":"2026-05-11T14:02:00Z"}`}
		}
		return look < 2
	}
	if err := a.run(t); err != nil || len(a.found) != 2 {
		t.Fatalf("%v, %d found", err, len(a.found))
	}
	for _, d := range a.found {
		ts, _, err := ParseHeader(d.Header.Get("X-Signature"))
		at, unit, _ := ParseTimestamp(ts)
		if err != nil || unit != Seconds || at.Unix() != d.At.Unix() || d.Source != FromPoll || d.Signature != SignedHere {
			t.Errorf("%s: ts %s, made at %v, %s %s", d.Query, ts, d.At, d.Source, d.Signature)
		}
	}
	var order map[string]any
	if err := json.Unmarshal(a.found[1].Body, &order); err != nil {
		t.Fatal(err)
	}
	if _, text := order["id"].(string); !text || order["type"] != "order" || order["application_id"] != nil || order["action"] != "order.processed" {
		t.Errorf("an order is told as %v", order)
	}

	for _, x := range []struct {
		o  SendOptions
		ts string
	}{{SendOptions{}, seconds}, {SendOptions{Forge: true}, seconds}, {SendOptions{Form: FormOrder}, seconds},
		{SendOptions{Stale: true}, fmt.Sprint(signedAt.Add(-staleBy).Unix())}} {
		req, err := sent(t, x.o)[0].Request(t.Context(), "https://shop.example/", mpclient.Secret(secret), signedAt, "")
		if err != nil {
			t.Fatal(err)
		}
		if got := req.Header.Get("X-Signature"); !strings.HasPrefix(got, "ts="+x.ts+",v1=") {
			t.Errorf("%+v: %s, want ts %s", x.o, got, x.ts)
		}
	}
}
