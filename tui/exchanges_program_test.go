package tui_test

import (
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/homologa/homologa/checks/lang"
	"github.com/homologa/homologa/mpclient"
	"github.com/homologa/homologa/tui"
)

// TestTenThousandExchangesByKeys is somebody who looks for one request among ten thousand: the newest, the oldest, one
// by its address; and goes back to where he was.
func TestTenThousandExchangesByKeys(t *testing.T) {
	const n = 10000
	all := make([]mpclient.Exchange, n)
	for i := range all {
		all[i] = mpclient.Exchange{ID: "ex-" + strconv.Itoa(i+1), Method: "GET", URL: fmt.Sprintf("https://api.mercadopago.com/v1/payments/%d", 1340000001+i), Status: 200,
			Started: time.Date(2026, 5, 7, 9, 0, i%60, 0, time.UTC), Timing: mpclient.Timing{Total: time.Duration(i%500) * time.Millisecond}}
	}
	all[4321].Status = 404
	d := drive(t, 120, 40, lang.EN, func(o *tui.Options) {
		o.Session.Exchanges = func(k int) []mpclient.Exchange { return all[n-min(k, n):] }
	})
	d.until("finished audit", func(s tui.State) bool { return !s.Running && s.Judged > 70 })
	d.key("x")
	d.shows("Exchange ex-10000")
	d.key("\x1b[H") // the oldest
	d.shows("Exchange ex-1 ")
	d.shows("/v1/payments/1340000001")
	d.key("\x1b[F")
	d.shows("Exchange ex-10000")
	d.shows("/v1/payments/1340010000")
	d.key("/")
	for _, r := range "payments/1340004322" {
		d.key(string(r))
	}
	d.key("\r")
	d.shows("Exchange ex-4322")
	d.sees("only what was asked for", func() bool {
		screen := d.screen.text()
		return strings.Contains(screen, "404 GET  /v1/payments/1340004322") && !strings.Contains(screen, "/v1/payments/1340004323")
	})
	d.key("\x1b")
	d.shows("/v1/payments/1340004321") // the neighbours are back, and the one that was found is still picked
	d.shows("Exchange ex-4322")
	d.key("1")
	d.until("the walk", func(s tui.State) bool { return s.Screen == "walk" })
	d.key("q")
	if err := <-d.ended; err != nil {
		t.Fatal(err)
	}
}
