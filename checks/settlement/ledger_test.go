package settlement

import (
	"fmt"
	"strings"
	"testing"
)

// Orders and their keys lie in blocks: each is found again by what it was added with, the last of a block and the first of the
// next as well, and orders that share a reference hang together across blocks.
func TestLedgerAcrossBlocks(t *testing.T) {
	const n = 2*blockOrders + 32
	long := strings.Repeat("x", maxKey-40)
	ref := func(i int) string {
		if i%37 == 5 {
			return "shared"
		}
		return fmt.Sprintf("A-%d-%s", i, long[:i*7%len(long)])
	}
	pay := func(i int) string {
		if i%3 == 0 {
			return ""
		}
		return fmt.Sprint(13325000000+i/2*2, i%2) // no two alike
	}
	var l ledger
	for i := range n {
		l.add(&entry{reference: []byte(ref(i)), payment: []byte(pay(i)), amount: Amount(i), line: int64(i + 2)})
	}
	if l.count != n || len(l.blocks) != 3 || len(l.arena) < 3 {
		t.Fatalf("%d orders in %d blocks, keys in %d", l.count, len(l.blocks), len(l.arena))
	}
	for i := range n {
		o := l.order(uint32(i))
		if o.amount != Amount(i) || o.line != uint32(i+2) || string(l.at(o.ref)) != ref(i) || string(l.at(o.pay)) != pay(i) {
			t.Fatalf("order %d is %+v, %.20q %q", i, o, l.at(o.ref), l.at(o.pay))
		}
		if pay(i) != "" {
			if got, byRef, ok := l.find(&row{source: []byte(pay(i))}); !ok || byRef || got != uint32(i) {
				t.Fatalf("%q gives order %d, %v, want %d", pay(i), got, ok, i)
			}
		}
		if ref(i) != "shared" {
			if got, byRef, ok := l.find(&row{reference: []byte(ref(i))}); !ok || !byRef || got != uint32(i) {
				t.Fatalf("reference of %d gives order %d, %v", i, got, ok)
			}
		}
	}
	if _, _, ok := l.find(&row{reference: []byte("A-"), source: []byte("1")}); ok {
		t.Error("a key nobody has is found")
	}
	chain := 1
	for i := uint32(5); l.order(i).sameRef > 0; chain++ {
		next := l.order(i).sameRef - 1
		if next != i+37 {
			t.Fatalf("after %d comes %d", i, next)
		}
		i = next
	}
	if want := (n - 5 + 36) / 37; chain != want {
		t.Errorf("%d orders share the reference, want %d", chain, want)
	}
}
