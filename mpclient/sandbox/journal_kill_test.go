package sandbox

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"testing"
)

const childEnv = "HOMOLOGA_TEST_STATE"

// TestStateChild is the process that gets killed: it serves a state file until its end.
func TestStateChild(t *testing.T) {
	path := os.Getenv(childEnv)
	if path == "" {
		t.Skip("only runs as the child of TestStateKilled")
	}
	s, err := Open(Config{Seed: 7, Deliver: &receiver{}}, path)
	if err != nil {
		fmt.Println("error", err)
		return
	}
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		fmt.Println("error", err)
		return
	}
	fmt.Println("serving", "http://"+ln.Addr().String(), s.Credentials().AccessToken)
	t.Log(http.Serve(ln, s))
}

// A process killed in the middle of writing has everything it acknowledged, three times in a row
// on the same file.
func TestStateKilled(t *testing.T) {
	path := stateFile(t)
	acknowledged := map[string]string{} // path of the payment to its answer
	for round := range 3 {
		child := exec.Command(os.Args[0], "-test.run=^TestStateChild$", "-test.v")
		child.Env = append(os.Environ(), childEnv+"="+path)
		out, err := child.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := child.Start(); err != nil {
			t.Fatal(err)
		}
		base, token := served(t, out)
		go io.Copy(io.Discard, out)

		var mu sync.Mutex
		var writers sync.WaitGroup
		for w := range 4 {
			writers.Go(func() {
				for i := 0; ; i++ {
					id, body, err := post(base, token, fmt.Sprintf("%d-%d-%d", round, w, i))
					if err != nil {
						return // the child is dead
					}
					mu.Lock()
					acknowledged["/v1/payments/"+id] = body
					if len(acknowledged) == (round+1)*25 {
						child.Process.Kill()
					}
					mu.Unlock()
				}
			})
		}
		writers.Wait()
		child.Wait()
	}
	if len(acknowledged) < 75 {
		t.Fatalf("only %d payments were acknowledged", len(acknowledged))
	}
	s, err := Open(Config{Deliver: &receiver{}}, path)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	b := &bench{T: t, Server: s}
	for path, body := range acknowledged {
		if a := b.do("GET", path, ""); a.status != 200 || a.raw != body {
			t.Errorf("acknowledged and lost: %s\n%s\n%s", path, body, a.raw)
		}
	}
}

// served waits for the line the child greets with.
func served(t *testing.T, out io.Reader) (base, token string) {
	t.Helper()
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		words := strings.Fields(lines.Text())
		if len(words) == 3 && words[0] == "serving" {
			return words[1], words[2]
		}
		if len(words) > 0 && words[0] == "error" {
			t.Fatal(lines.Text())
		}
	}
	t.Fatal("the child said nothing")
	return "", ""
}

func post(base, token, reference string) (id, body string, err error) {
	req, err := http.NewRequest("POST", base+"/v1/payments", strings.NewReader(`{"transaction_amount":10,"payment_method_id":"pix","external_reference":"`+reference+`","payer":{"email":"a@b.co"}}`))
	if err != nil {
		return "", "", err
	}
	req.Header.Set("Authorization", "Bearer "+token)
	req.Header.Set("X-Idempotency-Key", reference)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return "", "", err
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		return "", "", err
	}
	var made struct {
		ID int64 `json:"id"`
	}
	if err := json.Unmarshal(raw, &made); err != nil || res.StatusCode != http.StatusCreated {
		return "", "", fmt.Errorf("%d %s", res.StatusCode, raw)
	}
	return strconv.FormatInt(made.ID, 10), string(raw), nil
}
