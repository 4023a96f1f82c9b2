package main

import (
	"fmt"
	"strings"
	"testing"
)

// TestARecordingSendsNothing: check --exchanges over a recording with addresses of a stranger in it opens no connection to
// them, with --yes as well; --contact names one and is the word.
func TestARecordingSendsNothing(t *testing.T) {
	for _, scheme := range []string{"http", "https"} {
		e := newEar(t)
		at := e.ln.Addr().String()
		c := newClone(t, "http://127.0.0.1:9", map[string]string{"rec.jsonl": fmt.Sprintf(
			`{"method":"POST","url":"https://api.mercadopago.com/checkout/preferences","request_body":{"notification_url":"%[1]s://%[2]s/h","back_urls":{"success":"%[1]s://%[2]s/ok","failure":"%[1]s://%[2]s/no"}},"status":201,"response_body":{"init_point":"%[1]s://%[2]s/pay","sandbox_init_point":"%[1]s://%[2]s/pay"}}`, scheme, at)})
		c.vars["MP_WEBHOOK_SECRET"] = strings.Repeat("c0ffee00", 8)
		t.Chdir(c.dir)
		for _, args := range [][]string{{}, {"--yes"}, {"--yes", "--contact", "127.0.0.1"}, {"--yes", "--contact", "shop.example"}} {
			_, out, errs := c.run(append([]string{"check", "--exchanges", "rec.jsonl"}, args...)...)
			if _, n := e.heard(); n > 0 {
				t.Fatalf("%s %v: %d connections", scheme, args, n)
			}
			if !strings.Contains(out, "--contact "+at) {
				t.Errorf("%s %v does not say how to agree:\n%s%s", scheme, args, out, errs)
			}
		}
		c.run("check", "--exchanges", "rec.jsonl", "--yes", "--contact", at)
		if _, n := e.heard(); n == 0 {
			t.Errorf("%s: named, and not contacted", scheme)
		}
	}
	c := newClone(t, "http://127.0.0.1:9", nil)
	if code, _, errs := c.run("check", "--contact", "a b"); code != exitUsage || !strings.Contains(errs, "--contact") {
		t.Errorf("%d %s", code, errs)
	}
}
