package testpay

import (
	"errors"
	"os"
	"slices"
	"strings"
	"sync"

	"github.com/homologa/homologa/mpclient/webhook"
)

// Notices is where notifications are looked for: a receiver, or the journal of one.
type Notices interface {
	// About gives the deliveries about a resource there are, oldest first.
	About(kind Kind, id string) ([]webhook.Arrival, error)
	// Where says where was looked, for a person: "http://127.0.0.1:4747".
	Where() string
}

// topics are the type of a webhook, and the topic of the older form, for each kind. A preference notifies
// nobody.
var topics = map[Kind][]string{KindPayment: {"payment"}, KindOrder: {"order", "orders"}, KindSubscription: {"subscription_preapproval"}}

func about(d webhook.Arrival, kind Kind, id string) bool {
	s := d.Subject()
	return d.Refused == "" && slices.Contains(topics[kind], s.Topic) && strings.EqualFold(s.DataID, id)
}

// Inbox collects what a receiver takes. The zero value is ready.
type Inbox struct {
	Place string

	mu  sync.Mutex
	got []webhook.Arrival
}

// Put adds a delivery; it fits webhook.Station.Taken.
func (b *Inbox) Put(d webhook.Arrival) {
	b.mu.Lock()
	b.got = append(b.got, d)
	b.mu.Unlock()
}

// Where implements Notices.
func (b *Inbox) Where() string { return b.Place }

// About implements Notices.
func (b *Inbox) About(kind Kind, id string) ([]webhook.Arrival, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	var out []webhook.Arrival
	for _, d := range b.got {
		if about(d, kind, id) {
			out = append(out, d)
		}
	}
	return out, nil
}

// JournalFile reads the journal that another process, homologa listen, is writing.
type JournalFile string

// Where implements Notices.
func (f JournalFile) Where() string { return string(f) }

// About implements Notices.
func (f JournalFile) About(kind Kind, id string) (out []webhook.Arrival, err error) {
	_, err = webhook.ReadJournal(string(f), func(d webhook.Arrival) {
		if about(d, kind, id) {
			out = append(out, d)
		}
	}, func(webhook.Outcome) {})
	if errors.Is(err, os.ErrNotExist) {
		err = nil
	}
	return out, err
}
