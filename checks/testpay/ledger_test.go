package testpay

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/homologa/homologa/mpclient"
	"github.com/homologa/homologa/mpclient/sandbox"
)

func TestLedger(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a", "payments.jsonl")
	l, err := OpenLedger(path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := OpenLedger(path); !errors.Is(err, ErrLedgerBusy) {
		t.Errorf("a second writer: %v", err)
	}
	at := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	for _, ref := range []string{"a", "b", "c"} {
		if err := l.Sending(Entry{Reference: ref, Kind: KindPayment, Account: 7, At: at, Amount: "BRL 1.00"}); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(l.Made("a", "11"), l.Made("b", "12"), l.Closed("b", "cancelled"), l.Close()); err != nil {
		t.Fatal(err)
	}
	want := []Entry{{Reference: "a", Kind: KindPayment, Account: 7, At: at, Amount: "BRL 1.00", ID: "11"}, {Reference: "c", Kind: KindPayment, Account: 7, At: at, Amount: "BRL 1.00"}}
	check := func(name string, got []Entry, damaged, wantDamaged int) {
		t.Helper()
		if fmt.Sprint(got) != fmt.Sprint(want) || damaged != wantDamaged {
			t.Errorf("%s: %+v, %d damaged", name, got, damaged)
		}
	}
	got, damaged, err := ReadLedger(path)
	if err != nil {
		t.Fatal(err)
	}
	check("whole", got, damaged, 0)
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	// Cut anywhere, what came before the cut is read, and writing goes on.
	for n := range whole {
		if err := os.WriteFile(path, whole[:n], 0o600); err != nil {
			t.Fatal(err)
		}
		cut, damaged, err := ReadLedger(path)
		lines := bytes.Count(whole[:n], []byte("\n"))
		if err != nil || damaged != 0 || lines == 0 && len(cut) > 1 || lines >= 3 && len(cut) < 2 {
			t.Fatalf("cut at %d: %+v, %d damaged, %v", n, cut, damaged, err)
		}
	}
	torn := append(bytes.Clone(whole), `{"v":1,"what":"clo`...)
	if err := os.WriteFile(path, torn, 0o600); err != nil {
		t.Fatal(err)
	}
	if l, err = OpenLedger(path); err != nil {
		t.Fatal(err)
	}
	check("torn", l.Open(), l.Damaged(), 0)
	if err := errors.Join(l.Closed("a", "x"), l.Closed("c", "x"), l.Close()); err != nil {
		t.Fatal(err)
	}
	if got, damaged, err := ReadLedger(path); err != nil || len(got) != 0 || damaged != 1 {
		t.Errorf("after the torn line: %+v, %d damaged, %v", got, damaged, err)
	}
	// Damage in the middle is counted and passed over.
	lines := strings.SplitAfter(string(whole), "\n")
	spoilt := lines[0] + "\x00\xffnonsense\n" + strings.Repeat("x", 3*maxLedgerLine) + "\n" + strings.Join(lines[1:], "")
	if err := os.WriteFile(path, []byte(spoilt), 0o600); err != nil {
		t.Fatal(err)
	}
	got, damaged, err = ReadLedger(path)
	if err != nil {
		t.Fatal(err)
	}
	check("spoilt", got, damaged, 2)
	if got, _, err := ReadLedger(filepath.Join(t.TempDir(), "none")); got != nil || err != nil {
		t.Errorf("no file: %v %v", got, err)
	}
	// A worn file with nothing open begins anew.
	if err := os.WriteFile(path, []byte(strings.Repeat(`{"v":1,"what":"closed","reference":"z"}`+"\n", ledgerWorn/40+1)), 0o600); err != nil {
		t.Fatal(err)
	}
	if l, err = OpenLedger(path); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(l.Sending(want[0]), l.Close()); err != nil {
		t.Fatal(err)
	}
	if st, err := os.Stat(path); err != nil || st.Size() > 1000 {
		t.Errorf("%v %v", st.Size(), err)
	}
}

// Without a line on the disk nothing is sent.
func TestNothingIsSentWithoutTheLedger(t *testing.T) {
	var posts atomic.Int64
	b := newBench(t, mpclient.MLB, sandbox.Test, func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.Method == "POST" && r.URL.Path == "/v1/payments" {
				posts.Add(1)
			}
			next.ServeHTTP(w, r)
		})
	})
	ledger := b.open()
	_ = ledger.Close() // every write fails from here on
	p := b.plan("pix.pending")
	row := Matrix([]Plan{p}, drain(b.runner(func(o *Options) { o.Ledger = ledger }).Run(context.Background(), p)))[0]
	if row.State != Failed || row.Text.Key != "pay.ledger" || posts.Load() != 0 {
		t.Errorf("%+v after %d posts", row, posts.Load())
	}
}

const killedChild = "HOMOLOGA_TESTPAY_CHILD"

// TestMain lets the test binary play the process that is killed.
func TestMain(m *testing.M) {
	if spec := os.Getenv(killedChild); spec != "" {
		child(spec)
		return
	}
	os.Exit(m.Run())
}

type childSpec struct {
	URL, Token, Ledger, Scenario string
	Now                          time.Time
}

func child(spec string) {
	var s childSpec
	die := func(err error) {
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(9)
		}
	}
	die(json.Unmarshal([]byte(spec), &s))
	c, err := mpclient.New(mpclient.Secret(s.Token), mpclient.Options{BaseURL: s.URL})
	die(err)
	acc, err := c.Account(context.Background())
	die(err)
	ledger, err := OpenLedger(s.Ledger)
	die(err)
	for _, sc := range Scenarios(acc.Site) {
		if sc.ID == s.Scenario {
			p, err := NewPlan(sc, Target{Account: acc, Now: s.Now})
			die(err)
			drain(NewRunner(c, Options{Ledger: ledger, API: s.URL, Now: func() time.Time { return s.Now }}).Run(context.Background(), p))
		}
	}
}

// Killed while the creation is answered, or while what it made is read again: the next process finds it
// and cleans it up.
func TestKilledInTheMiddle(t *testing.T) {
	for _, x := range []struct{ id, method, path, end string }{
		{"card.APRO", "POST", "/v1/payments", "refunded/refunded"},
		{"pix.pending", "POST", "/v1/payments", "cancelled/by_collector"},
		{"preference.link", "POST", "/checkout/preferences", "expired"},
		{"order.pix", "POST", "/v1/orders", "canceled/canceled"},
		{"subscription.card", "POST", "/preapproval", "cancelled"},
		{"card.capture", "PUT", "/v1/payments/", "refunded/refunded"},
	} {
		hanging, release := make(chan struct{}), make(chan struct{})
		var once, done atomic.Bool
		b := newBench(t, mpclient.MLB, sandbox.Test, func(next http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.Method == x.method && strings.HasPrefix(r.URL.Path, x.path) && !done.Load() && once.CompareAndSwap(false, true) {
					next.ServeHTTP(httptest.NewRecorder(), r)
					close(hanging)
					<-release
					panic(http.ErrAbortHandler)
				}
				next.ServeHTTP(w, r)
			})
		})
		spec, err := json.Marshal(childSpec{b.srv.URL, b.sim.Credentials().AccessToken, b.ledger, x.id, b.Now()})
		if err != nil {
			t.Fatal(err)
		}
		cmd := exec.Command(os.Args[0])
		cmd.Env = append(os.Environ(), killedChild+"="+string(spec))
		var said bytes.Buffer
		cmd.Stderr = &said
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		select {
		case <-hanging:
		case <-time.After(20 * time.Second):
			t.Errorf("%s: the child never got there: %s", x.id, said.String())
		}
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
		done.Store(true)
		close(release)
		ledger := b.open()
		if n := len(ledger.Open()); n != 1 {
			t.Fatalf("%s: %d entries survived", x.id, n)
		}
		got := drain(b.runner(func(o *Options) { o.Ledger = ledger }).Cleanup(context.Background(), b.account))
		if len(got) != 1 || got[0].State != OK || got[0].Got != x.end || len(ledger.Open()) != 0 {
			t.Errorf("%s: %+v, left %+v", x.id, got, ledger.Open())
		}
		raw, err := os.ReadFile(b.ledger)
		if err != nil {
			t.Fatal(err)
		}
		for _, secret := range []string{b.sim.Credentials().AccessToken, "4235647728025682", "test_user", "CARD_TOKEN"} {
			if bytes.Contains(raw, []byte(secret)) {
				t.Errorf("the ledger holds %q", secret)
			}
		}
	}
}
