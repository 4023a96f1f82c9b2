package tui

import (
	"strconv"
	"strings"
	"testing"

	"github.com/homologa/homologa/checks/lang"
	"github.com/homologa/homologa/mpclient"
)

func TestWhitherKeepsWhatTellsRequestsApart(t *testing.T) {
	for _, c := range []struct {
		url  string
		room int
		want string
	}{
		{"https://api.mercadopago.com/users/me", 40, "api.mercadopago.com/users/me"},
		{"https://api.mercadopago.com/v1/payments/1340000001", 30, "/v1/payments/1340000001"},
		{"https://api.mercadopago.com/v1/payments/1340000001", 14, "…ts/1340000001"},
		{"https://api.mercadopago.com/v1/payments/search?sort=date_created&limit=50", 30, "/v1/payments/search?sort=date…"},
		{"https://shop.example", 8, "….example"[:3] + "example"},
		{"https://api.mercadopago.com/v1/payments/1", 0, ""},
		{"", 10, ""},
	} {
		if got := whither(c.url, c.room); got != c.want {
			t.Errorf("%s in %d: %q, want %q", c.url, c.room, got, c.want)
		}
	}
}

// TestTheOldestMakeRoomUnderTheReader: when the record is full, each new exchange pushes one out at the front.
func TestTheOldestMakeRoomUnderTheReader(t *testing.T) {
	var all []mpclient.Exchange
	more := func(n int) {
		for range n {
			all = append(all, mpclient.Exchange{ID: "ex-" + strconv.Itoa(len(all)+1), Method: "GET", URL: "https://api.mercadopago.com/v1/payments/" + strconv.Itoa(len(all)+1)})
		}
	}
	more(maxTraffic)
	b := newBench(t, 120, 40, lang.EN)
	b.m.sess.Exchanges = func(n int) []mpclient.Exchange { return all[len(all)-min(n, len(all)):] }
	b.keys("x", "home", "pgdown", "pgdown", "down")
	board := b.m.board().(*traffic)
	was, off := board.picked(b.m).ID, b.m.at-b.m.listOff
	more(7)
	_ = b.frame()
	if now := board.picked(b.m).ID; now != was || b.m.at-b.m.listOff != off {
		t.Errorf("reading %s at line %d, now %s at %d", was, off, now, b.m.at-b.m.listOff)
	}
	more(maxTraffic) // it is gone itself
	_ = b.frame()
	if n := board.count(b.m); b.m.at >= n {
		t.Errorf("row %d of %d", b.m.at, n)
	}
}

func TestClearingTheFilterKeepsTheRow(t *testing.T) {
	for key, filter := range map[string]string{"x": "get", "p": "pix", "w": "payment", "$": "abril"} {
		for _, how := range []string{"esc", "back"} {
			b := newBench(t, 120, 40, lang.EN)
			b.keys(key, "end")
			last := b.m.board().id(b.m.board().count(b.m) - 1)
			b.keys("/")
			for _, r := range filter {
				b.keys(string(r))
			}
			if how == "back" {
				b.keys("enter")
			}
			n := b.m.board().count(b.m)
			if n == 0 {
				t.Fatalf("%s: %q leaves nothing", key, filter)
			}
			b.m.pickRow(b.m.board(), n-1)
			was := b.m.board().id(n - 1)
			b.keys("esc")
			if b.m.filter != "" {
				t.Fatalf("%s: the filter is still on", key)
			}
			if !strings.Contains(b.frame(), b.m.arrow()) {
				t.Errorf("%s, %s: the picked row is out of sight", key, how)
			}
			if now := b.m.board().id(b.m.at); now != was {
				t.Errorf("%s, %s: %s was picked, now %s (last of all %s)", key, how, was, now, last)
			}
		}
	}
}
