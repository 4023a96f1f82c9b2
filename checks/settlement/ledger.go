package settlement

import (
	"bytes"
	"hash/maphash"
)

// ledger holds the orders in memory: texts and orders in blocks that never move, two hash tables of numbers. About 130
// bytes for an order with two keys of ten letters.
type ledger struct {
	arena      [][]byte
	blocks     [][]account
	count      uint32
	extras     []extra // of the few orders with refunds, chargebacks and disputes
	prints     []mark  // further rows of an order
	currencies []string
	byRef      keyIndex
	byPay      keyIndex
}

// account is one order and what the report says about it.
type account struct {
	ref, pay  text
	amount    Amount
	at        int64
	sold      Amount
	doubled   Amount // of sale rows that look like copies
	print     uint64 // of the first row
	line      uint32
	firstRow  uint32
	extra     uint32 // 1 + index, 0 for none
	more      uint32 // 1 + index of the next mark
	sameRef   uint32 // 1 + index of the next order with this reference
	lastRef   uint32 // of the first with it: 1 + index of the last
	twin      uint32 // 1 + index of the order this may repeat
	rows      uint32
	sales     uint32
	copies    uint32 // rows that look like one already booked
	currency  uint8
	standing  Standing
	byPay     bool // rows came by payment id
	byRef     bool
	otherPay  bool // matched by reference, and the report has another payment id
	otherCoin bool // the report's currency is another one
}

type extra struct{ refunded, charged, disputed Amount }

type mark struct {
	print uint64
	next  uint32
}

const (
	blockOrders = 1 << 12
	blockBytes  = 1 << 20
)

func (l *ledger) order(i uint32) *account { return &l.blocks[i/blockOrders][i%blockOrders] }

// text is a piece of the arena, within one block: offset and length.
type text uint64

const maxKey = 1<<12 - 1 // bytes of a key; longer ones are cut before they are compared, on both sides alike

func (l *ledger) keep(b []byte) text {
	if len(b) == 0 {
		return 0
	}
	last := len(l.arena) - 1
	if last < 0 || len(l.arena[last])+len(b) > blockBytes {
		l.arena = append(l.arena, make([]byte, 0, blockBytes))
		last++
	}
	at := last*blockBytes + len(l.arena[last])
	l.arena[last] = append(l.arena[last], b...)
	return text(uint64(at)<<12 | uint64(len(b)))
}

func (l *ledger) at(t text) []byte {
	if t == 0 {
		return nil
	}
	from := int(t>>12) % blockBytes
	return l.arena[int(t>>12)/blockBytes][from : from+int(t&maxKey)]
}

func cutKey(b []byte) []byte { return b[:min(len(b), maxKey)] }

// coin numbers a currency; 0 is none.
func (l *ledger) coin(b []byte) uint8 {
	if len(b) == 0 {
		return 0
	}
	for i, c := range l.currencies {
		if string(b) == c {
			return uint8(i + 1)
		}
	}
	if len(l.currencies) == 250 {
		return 0
	}
	l.currencies = append(l.currencies, string(b))
	return uint8(len(l.currencies))
}

// keyIndex is a hash table of open addresses: 32 bits of hash, 32 bits of 1 + the order's number.
type keyIndex struct {
	slots []uint64
	used  int
}

func (k *keyIndex) find(h uint32, same func(i uint32) bool) (uint32, bool) {
	if len(k.slots) == 0 {
		return 0, false
	}
	mask := uint32(len(k.slots) - 1)
	for i := h & mask; ; i = (i + 1) & mask {
		v := k.slots[i]
		if v == 0 {
			return 0, false
		}
		if uint32(v>>32) == h && same(uint32(v)-1) {
			return uint32(v) - 1, true
		}
	}
}

// put adds a key known not to be there.
func (k *keyIndex) put(h, order uint32) {
	if k.used*4 >= len(k.slots)*3 {
		old := k.slots
		k.slots = make([]uint64, max(1024, 2*len(old)))
		for _, v := range old {
			if v != 0 {
				k.place(v)
			}
		}
	}
	k.used++
	k.place(uint64(h)<<32 | uint64(order+1))
}

func (k *keyIndex) place(v uint64) {
	mask := uint32(len(k.slots) - 1)
	i := uint32(v>>32) & mask
	for k.slots[i] != 0 {
		i = (i + 1) & mask
	}
	k.slots[i] = v
}

func hashKey(b []byte) uint32 { return uint32(maphash.Bytes(seed, b)) }

func (l *ledger) findRef(key []byte, h uint32) (uint32, bool) {
	return l.byRef.find(h, func(i uint32) bool { return bytes.Equal(l.at(l.order(i).ref), key) })
}

func (l *ledger) findPay(key []byte, h uint32) (uint32, bool) {
	return l.byPay.find(h, func(i uint32) bool { return bytes.Equal(l.at(l.order(i).pay), key) })
}

// add takes an order in. The first with a payment id gets its rows; all with one reference hang together.
func (l *ledger) add(e *entry) {
	n := l.count
	ref, pay := cutKey(e.reference), cutKey(e.payment)
	if n%blockOrders == 0 {
		l.blocks = append(l.blocks, make([]account, 0, blockOrders))
	}
	last := &l.blocks[len(l.blocks)-1]
	*last = append(*last, account{ref: l.keep(ref), pay: l.keep(pay), amount: e.amount, at: e.at, line: uint32(e.line), standing: e.standing, currency: l.coin(e.currency)})
	o := l.order(n)
	l.count++
	if len(pay) > 0 {
		h := hashKey(pay)
		if first, ok := l.findPay(pay, h); !ok {
			l.byPay.put(h, n)
		} else if len(ref) == 0 || bytes.Equal(l.at(l.order(first).ref), ref) {
			o.twin = first + 1
		}
	}
	if len(ref) == 0 {
		return
	}
	h := hashKey(ref)
	head, ok := l.findRef(ref, h)
	if !ok {
		l.byRef.put(h, n)
		return
	}
	if len(pay) == 0 {
		o.twin = head + 1
	}
	first := l.order(head)
	if first.sameRef == 0 {
		first.sameRef, first.lastRef = n+1, n+1
	} else {
		l.order(first.lastRef - 1).sameRef = n + 1
		first.lastRef = n + 1
	}
}

// repeats tells an order that another one stands for: that one was found by the key they share.
func (l *ledger) repeats(o *account) bool {
	if o.twin == 0 || o.rows > 0 {
		return false
	}
	first := l.order(o.twin - 1)
	return first.byPay && o.pay != 0 || first.byRef && o.pay == 0
}

// maxSameRef bounds the search among orders with one reference: a shop may write the same one into all of them.
const maxSameRef = 64

// find gives the order of a row: by payment id, else by reference. Of several orders with one reference it is the
// first that was paid, as far as rows read until now tell, and that is not known to be unpaid.
func (l *ledger) find(w *row) (n uint32, byReference, ok bool) {
	if len(w.source) > 0 {
		key := cutKey(w.source)
		if n, ok := l.findPay(key, hashKey(key)); ok {
			return n, false, true
		}
	}
	if len(w.reference) == 0 {
		return 0, false, false
	}
	key := cutKey(w.reference)
	head, ok := l.findRef(key, hashKey(key))
	if !ok || l.order(head).sameRef == 0 {
		return head, true, ok
	}
	best := head
	for i, steps := head+1, 0; i > 0 && steps < maxSameRef; i, steps = l.order(i-1).sameRef, steps+1 {
		if l.preferred(i-1, best) {
			best = i - 1
		}
	}
	return best, true, true
}

func (l *ledger) preferred(a, b uint32) bool {
	score := func(i uint32) (n int) {
		o := l.order(i)
		if o.sales > 0 {
			n += 2
		}
		if o.standing != StandsUnpaid {
			n++
		}
		return n
	}
	return score(a) > score(b)
}

// seen tells whether an identical row was booked on the order, and remembers this one.
func (l *ledger) seen(o *account, print uint64) bool {
	if print == 0 {
		return false
	}
	if o.print == print {
		return true
	}
	for i := o.more; i > 0; i = l.prints[i-1].next {
		if l.prints[i-1].print == print {
			return true
		}
	}
	if o.print == 0 {
		o.print = print
		return false
	}
	l.prints = append(l.prints, mark{print, o.more})
	o.more = uint32(len(l.prints))
	return false
}

// book adds a row to an order; false when a sum leaves 64 bits.
func (l *ledger) book(o *account, w *row) (copied, fits bool) {
	copied = l.seen(o, w.print)
	if o.firstRow == 0 {
		o.firstRow = uint32(w.line)
	}
	if w.move == MoveSale {
		into := &o.sold
		if copied {
			into = &o.doubled
		}
		sum, ok := into.plus(w.gross)
		if !ok {
			return copied, false
		}
		*into = sum
		if copied {
			o.copies++
		} else {
			o.sales++
			o.rows++
		}
		return copied, true
	}
	if copied {
		return true, true
	}
	if o.extra == 0 {
		l.extras = append(l.extras, extra{})
		o.extra = uint32(len(l.extras))
	}
	x := &l.extras[o.extra-1]
	into := &x.refunded
	switch w.move {
	case MoveChargeback:
		into = &x.charged
	case MoveDispute:
		into = &x.disputed
	}
	sum, ok := into.plus(-w.gross)
	if !ok {
		return false, false
	}
	*into = sum
	o.rows++
	return false, true
}
