package probe

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"hash/maphash"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/mpclient"
	"github.com/homologa/homologa/mpclient/late"
)

// How much of the history is read. The search takes at most 50 rows a page and offsets up to 10,000.
const (
	historyDays   = 30
	historyMax    = 1000
	historyPage   = 50
	historyReach  = 10_000
	historyAtOnce = 4
	historyTime   = 20 * time.Second
)

// history adds up the latest payments of the account.
func (e *Env) history() checks.Probe {
	p := e.api("history", keys(checks.FactHistory.Name), keys(checks.FactAccount.Name), "payment",
		func(ctx context.Context, c *mpclient.Client, f *checks.Facts) ([]checks.Fact, error) {
			s, _ := checks.FactSettings.Get(f)
			acc, _ := checks.FactAccount.Get(f)
			most := e.HistoryMax
			if most <= 0 {
				most = historyMax
			}
			b := newBook(acc, s)
			ctx, stop := context.WithTimeout(ctx, historyTime)
			defer stop()
			h, exchanges, err := readHistory(ctx, c, b, min(most, historyReach))
			if err != nil {
				return nil, err
			}
			return []checks.Fact{checks.FactHistory.Of(h, exchanges...)}, nil
		})
	p.Partial = true
	p.Reads = []checks.Thing{checks.ThingPayments}
	p.Timeout = historyTime + 5*time.Second // its own limit comes first, to keep what was read by then
	return p
}

// readHistory reads pages until most payments are read or there are no more, several at once. A
// failure of the first page is an error; a later one ends the reading, and the result says why.
func readHistory(ctx context.Context, c *mpclient.Client, b *book, most int) (checks.History, []string, error) {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	a, err := c.PaymentPage(ctx, min(historyPage, most), 0, historyDays)
	if err != nil {
		return checks.History{}, nil, err
	}
	head, err := b.page(a, most)
	if err != nil {
		return checks.History{}, nil, err
	}
	// A server that gives fewer rows than asked for decides how far apart pages are.
	step := head.rows
	last := min(head.total, most)
	var mu sync.Mutex
	var failed error
	next := step
	turn := func() (offset int, ok bool) {
		mu.Lock()
		defer mu.Unlock()
		if failed != nil || step <= 0 || next >= last {
			return 0, false
		}
		offset, next = next, next+step
		return offset, true
	}
	fail := func(err error) {
		mu.Lock()
		defer mu.Unlock()
		if failed == nil {
			failed = err
			stop()
		}
	}
	var wg sync.WaitGroup
	for range historyAtOnce {
		wg.Go(func() {
			for {
				offset, ok := turn()
				if !ok {
					return
				}
				a, err := c.PaymentPage(ctx, step, offset, historyDays)
				if err == nil {
					_, err = b.page(a, most)
				}
				if err != nil {
					fail(err)
					return
				}
			}
		})
	}
	wg.Wait()
	h := b.history()
	h.Days, h.Total = historyDays, max(head.total, h.Read)
	if failed != nil {
		h.Stopped = stoppedBy(failed)
	}
	return h, []string{a.Exchange}, nil // the first page stands for all: the others say nothing new
}

func stoppedBy(err error) checks.GapReason {
	var e *mpclient.Error
	if !errors.As(err, &e) {
		return checks.GapNetwork
	}
	return gapOf(e, "payment", "", "").Reason
}

// book adds payments up while pages come in, in any order.
type book struct {
	mu    sync.Mutex
	owner string // collector whose payments count; "" counts all
	// together counts tests like sales: in the simulator there is nothing else.
	together, allTests bool
	seen               map[string]bool // a payment made while pages are read pushes others to the next page
	read, other        int
	live, test         *ledger
	seed               maphash.Seed
}

func newBook(acc mpclient.Account, s checks.Settings) *book {
	b := &book{together: s.Sandbox, allTests: acc.Test(), seen: map[string]bool{}, seed: maphash.MakeSeed(), live: newLedger(), test: newLedger()}
	if acc.ID != 0 {
		b.owner = strconv.FormatInt(acc.ID, 10)
	}
	return b
}

type pageHead struct{ total, rows int }

// page reads one answer payment by payment.
func (b *book) page(a *mpclient.Answer, most int) (pageHead, error) {
	garbled := &mpclient.Error{Op: "payments.page", Status: a.Status, Category: mpclient.CatGarbled,
		Message: "the answer is not a page of payments", Exchange: a.Exchange}
	dec := json.NewDecoder(bytes.NewReader(a.Body))
	if t, err := dec.Token(); err != nil || t != json.Delim('{') {
		return pageHead{}, garbled
	}
	head, results := pageHead{}, false
	for dec.More() {
		key, err := dec.Token()
		if err != nil {
			return head, garbled
		}
		switch key {
		case "paging":
			var p struct {
				Total word `json:"total"`
			}
			if err := lenient(dec.Decode(&p)); err != nil {
				return head, garbled
			}
			n, _ := strconv.Atoi(string(p.Total))
			head.total = max(n, 0)
		case "results":
			if t, err := dec.Token(); err != nil || t != json.Delim('[') {
				return head, garbled
			}
			results = true
			for dec.More() {
				var r row
				if err := lenient(dec.Decode(&r)); err != nil {
					return head, garbled
				}
				head.rows++
				b.add(&r, most)
			}
			if _, err := dec.Token(); err != nil {
				return head, garbled
			}
		default:
			var skip json.RawMessage
			if dec.Decode(&skip) != nil {
				return head, garbled
			}
		}
	}
	if !results {
		return head, garbled
	}
	return head, nil
}

// lenient lets a value of another type pass as absent: the rest of its payment still counts.
func lenient(err error) error {
	var wrong *json.UnmarshalTypeError
	if errors.As(err, &wrong) {
		return nil
	}
	return err
}

// word is a JSON scalar as text; anything else is "".
type word string

func (w *word) UnmarshalJSON(b []byte) error {
	switch {
	case b[0] == '"':
		var s string
		if json.Unmarshal(b, &s) == nil {
			*w = word(s)
		}
	case b[0] != '{' && b[0] != '[' && b[0] != 'n':
		*w = word(b)
	}
	return nil
}

// shown is how a payment shows a value; the value itself is not kept.
type shown struct{ presence checks.Presence }

func (s *shown) UnmarshalJSON(b []byte) error {
	s.presence = checks.IsEmpty
	var v any
	if json.Unmarshal(b, &v) == nil && checks.Filled(v) {
		s.presence = checks.IsFilled
	}
	return nil
}

func (s shown) or(o shown) checks.Presence {
	switch {
	case s.presence == checks.IsFilled, o.presence == checks.IsFilled:
		return checks.IsFilled
	case s.presence == "" && o.presence == "":
		return checks.IsAbsent
	}
	return checks.IsEmpty
}

func (s shown) is() checks.Presence { return s.or(shown{}) }

// row is what is looked at of one payment, as answered: personal data masked.
type row struct {
	ID        word `json:"id"`
	Collector word `json:"collector_id"`
	Live      word `json:"live_mode"`
	Operation word `json:"operation_type"`
	Status    word `json:"status"`
	Detail    word `json:"status_detail"`
	Type      word `json:"payment_type_id"`
	Method    word `json:"payment_method_id"`
	Created   word `json:"date_created"`
	Amount    word `json:"transaction_amount"`
	Reference word `json:"external_reference"`
	Card      struct {
		First  word `json:"first_six_digits"`
		Last   word `json:"last_four_digits"`
		Holder struct {
			Name word `json:"name"`
		} `json:"cardholder"`
	} `json:"card"`
	Payer struct {
		Email    email `json:"email"`
		Document struct {
			Number shown `json:"number"`
		} `json:"identification"`
	} `json:"payer"`
	Info struct {
		Items    shown `json:"items"`
		Payer    shown `json:"payer"`
		Shipment shown `json:"shipments"`
	} `json:"additional_info"`
	Device      shown `json:"device_id"`
	DeviceOther shown `json:"device_identifier"`
}

// email keeps of an address whether it is there and whether it is a test user's.
type email struct {
	shown
	tester bool
}

func (m *email) UnmarshalJSON(b []byte) error {
	var w word
	_ = w.UnmarshalJSON(b)
	m.tester = mpclient.MaskedEmailFault(string(w)) == mpclient.EmailTester
	return m.shown.UnmarshalJSON(b)
}

// isTest tells payments that are tests for certain: live_mode true proves nothing, and names of test
// card holders are the only ones an answer still holds.
func (r *row) isTest() bool {
	return r.Live == "false" || r.Payer.Email.tester || r.Card.Holder.Name != "" && r.Card.Holder.Name != "***"
}

// sale tells what was sold from other movements of the account. Answers without the field count.
func (r *row) sale() bool {
	if checks.Own(string(r.Reference)) {
		return false
	}
	switch r.Operation {
	case "", "regular_payment", "recurring_payment", "pos_payment":
		return true
	}
	return false
}

func (b *book) add(r *row, most int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.read >= most || r.ID != "" && b.seen[string(r.ID)] {
		return
	}
	if r.ID != "" {
		b.seen[string(r.ID)] = true
	}
	b.read++
	if r.ID == "" || !r.sale() || b.owner != "" && r.Collector != "" && string(r.Collector) != b.owner {
		b.other++
		return
	}
	l := b.live
	if !b.together && (b.allTests || r.isTest()) {
		l = b.test
	}
	l.add(r, b.seed)
}

func (b *book) history() checks.History {
	b.mu.Lock()
	defer b.mu.Unlock()
	return checks.History{Read: b.read, Other: b.other, Live: b.live.tally(), Test: b.test.tally()}
}

// ledger adds one kind of payments up.
type ledger struct {
	t        checks.Sales
	newest   map[checks.DataField]time.Time
	attempts []attempt
}

// attempt is a rejected charge, without what would tell whose it is.
type attempt struct {
	charge, order uint64
	at            int64 // Unix milliseconds
	invited       bool  // the rejection asks for another try
}

func newLedger() *ledger {
	return &ledger{newest: map[checks.DataField]time.Time{},
		t: checks.Sales{Outcomes: map[checks.Outcome]int{}, Types: map[string]checks.Decided{}, Rejections: map[string]int{},
			Fields: map[checks.DataField]checks.Coverage{}}}
}

// statuses sorts the status of a payment; others are pending as far as anybody knows.
var statuses = map[word]checks.Outcome{"approved": checks.Approved, "authorized": checks.Approved, "in_mediation": checks.Approved, "rejected": checks.Rejected,
	"cancelled": checks.Cancelled, "refunded": checks.Refunded, "charged_back": checks.ChargedBack}

func (l *ledger) add(r *row, seed maphash.Seed) {
	out, ok := statuses[r.Status]
	if !ok {
		out = checks.Pending
	}
	l.t.Total++
	l.t.Outcomes[out]++
	kind := name(r.Type, len(l.t.Types), func(s string) bool { _, known := l.t.Types[s]; return known })
	d := l.t.Types[kind]
	switch out {
	case checks.Approved, checks.Refunded, checks.ChargedBack:
		d.Approved++
		l.t.Types[kind] = d
	case checks.Rejected:
		d.Rejected++
		l.t.Types[kind] = d
		l.t.Rejections[name(r.Detail, len(l.t.Rejections), func(s string) bool { return l.t.Rejections[s] > 0 })]++
		l.attempt(r, seed)
	}
	at, _ := time.Parse(time.RFC3339, string(r.Created))
	see := func(f checks.DataField, p checks.Presence) {
		c := l.t.Fields[f]
		switch p {
		case checks.IsFilled:
			c.Filled++
		case checks.IsEmpty:
			c.Empty++
		default:
			c.Absent++
		}
		if c.Newest == "" || at.After(l.newest[f]) {
			c.Newest, l.newest[f] = p, at
		}
		l.t.Fields[f] = c
	}
	if mpclient.PayerSightOf(string(r.Status)) != mpclient.PayerHidden {
		see(checks.FieldEmail, r.Payer.Email.is())
		see(checks.FieldDocument, r.Payer.Document.Number.is())
		see(checks.FieldPayer, r.Info.Payer.is())
	}
	see(checks.FieldItems, r.Info.Items.is())
	see(checks.FieldShipment, r.Info.Shipment.is())
	see(checks.FieldDevice, r.Device.or(r.DeviceOther))
}

// maxNames bounds the kinds of anything a hostile answer can name.
const maxNames = 60

var plainWord = late.Pattern(`^[a-z0-9_]{1,60}$`)

// name is a status_detail or type as a key; what has not the form of one, or comes after too many,
// is "other".
func name(w word, have int, known func(string) bool) string {
	s := string(w)
	if !plainWord().MatchString(s) || have >= maxNames && !known(s) {
		return "other"
	}
	return s
}

func (l *ledger) attempt(r *row, seed maphash.Seed) {
	if r.Reference == "" {
		l.t.Retries.Unnamed++
		return
	}
	if strings.HasSuffix(string(r.Type), "_card") && (r.Card.First == "" || r.Card.Last == "" || mpclient.Masked(string(r.Card.First)) || mpclient.Masked(string(r.Card.Last))) {
		l.t.Retries.Hidden++
		return
	}
	l.t.Retries.Named++
	at, err := time.Parse(time.RFC3339, string(r.Created))
	if err != nil {
		return
	}
	amount := string(r.Amount)
	if n, ok := checks.Number(amount); ok {
		amount = strconv.FormatFloat(n, 'f', 2, 64)
	}
	hash := func(parts ...word) uint64 {
		var h maphash.Hash
		h.SetSeed(seed)
		for _, p := range parts {
			h.WriteString(string(p))
			h.WriteByte(0)
		}
		return h.Sum64()
	}
	l.attempts = append(l.attempts, attempt{
		charge: hash(r.Reference, word(amount), r.Method, r.Card.First, r.Card.Last), order: hash(r.Reference), at: at.UnixMilli(), invited: invites(string(r.Detail)),
	})
}

// invites tells rejections after which the same card is to be tried again, corrected or once the
// bank agreed.
func invites(detail string) bool {
	return strings.HasPrefix(detail, "cc_rejected_bad_filled") || detail == "cc_rejected_call_for_authorize" || strings.HasPrefix(detail, "cc_rejected_3ds")
}

// tally closes the ledger: repetitions show only when all attempts stand in order.
func (l *ledger) tally() checks.Sales {
	slices.SortFunc(l.attempts, func(a, b attempt) int {
		switch {
		case a.charge != b.charge:
			if a.charge < b.charge {
				return -1
			}
			return 1
		case a.at != b.at:
			return int(max(min(a.at-b.at, 1), -1))
		}
		return 0
	})
	orders := map[uint64]bool{}
	for i := 1; i < len(l.attempts); i++ {
		a, b := l.attempts[i-1], l.attempts[i]
		if a.charge == b.charge && !a.invited && b.at-a.at <= checks.RetryWindow.Milliseconds() {
			l.t.Retries.Attempts++
			orders[b.order] = true
		}
	}
	l.t.Retries.Orders = len(orders)
	return l.t
}
