package sandbox

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

const (
	deliveryLimit = 22 * time.Second // how long a receiver has to answer
	maxQueued     = 1_000
	maxLogged     = 1_000
)

// retrySchedule is when a delivery is tried, counted from the first attempt. Four schedules are
// published; this one has the most complete table. Every step that fails is repeated once at
// once, which is what was observed.
var retrySchedule = []time.Duration{0, 15 * time.Minute, 30 * time.Minute, 6 * time.Hour, 48 * time.Hour, 96 * time.Hour}

// Delivery is one attempt to deliver a notification.
type Delivery struct {
	At        time.Time `json:"at"`
	URL       string    `json:"url"`
	Topic     string    `json:"topic"`
	Action    string    `json:"action"`
	DataID    string    `json:"data_id"`
	RequestID string    `json:"request_id"`
	Attempt   int       `json:"attempt"`
	Status    int       `json:"status"` // 0 when no answer came
	Err       string    `json:"err,omitempty"`
	Notice    int64     `json:"notice"`  // which notification: attempts at the same one share it
	Channel   string    `json:"channel"` // webhook, ipn or simulator
}

// Delivered tells whether the receiver acknowledged: 200 or 201, nothing else.
func (d Delivery) Delivered() bool {
	return d.Status == http.StatusOK || d.Status == http.StatusCreated
}

// notice is a notification on its way.
type notice struct {
	url, topic, action, dataID     string
	ipn, test, simulated, unsigned bool
	body                           []byte
	serial                         int64
	first, due                     time.Time
	step, attempts                 int // position in retrySchedule, attempts made
	received                       bool
}

// notifier is the outgoing side. One worker sends in order, so that created arrives before
// updated; Server.mu guards it.
type notifier struct {
	ready   []*notice // to be sent now
	waiting []*notice // to be sent again when due
	busy    bool
	sending *notice
	round   int // grows at reset: results of an older round are dropped
	lastID  int64
	serial  int64
	sent    ring[*notice] // what may be sent again by hand
	log     ring[Delivery]
	idle    []chan struct{}
	wake    chan struct{}
	stopped chan struct{}
	client  *http.Client
}

func (n *notifier) reset() {
	n.ready, n.waiting = nil, nil
	n.round++
	n.lastID = 120_000_000_000
	n.log = ring[Delivery]{max: maxLogged}
	n.serial, n.sent = 0, ring[*notice]{max: maxLogged}
	n.settle()
}

// settle wakes those who wait for silence, if there is silence.
func (n *notifier) settle() {
	if n.busy || len(n.ready) > 0 {
		return
	}
	for _, ch := range n.idle {
		close(ch)
	}
	n.idle = nil
}

func (s *Server) startNotifier() {
	transport := s.cfg.Deliver
	if transport == nil {
		t := http.DefaultTransport.(*http.Transport).Clone()
		t.DisableKeepAlives = true // nothing to clean up at Close
		transport = t
	}
	s.notify.client = &http.Client{Transport: transport, Timeout: deliveryLimit,
		// A redirect is an answer other than 200 and 201: a failure.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	s.notify.wake = make(chan struct{}, 1)
	s.notify.stopped = make(chan struct{})
	go s.deliverAll()
}

// announce queues a notification for a change of a payment. The caller holds the lock.
func (s *Server) announce(p *payment, action string) {
	if p.legacy { // test credentials notify through no notification_url
		s.queue(s.acct.testWebhook, "payment", action, strconv.FormatInt(p.id, 10), false)
		return
	}
	s.announceTo(text(p.request, "notification_url"), "payment", action, strconv.FormatInt(p.id, 10))
	s.followOrder(p)
}

// enqueue writes the notification in the form the address asks for with source_news.
func (s *Server) enqueue(target, topic, action, dataID string) {
	u, err := url.Parse(target)
	s.queue(target, topic, action, dataID, err == nil && u.Query().Get("source_news") == "ipn")
}

// enqueueBoth is for the address of a resource: unless source_news names a channel, the event
// comes through both.
func (s *Server) enqueueBoth(target, topic, action, dataID string) {
	s.enqueue(target, topic, action, dataID)
	if u, err := url.Parse(target); err == nil && !u.Query().Has("source_news") && overIPN(topic) {
		s.queue(target, topic, action, dataID, true)
	}
}

func (s *Server) queue(target, topic, action, dataID string, ipn bool) {
	u, err := url.Parse(target)
	if target == "" || err != nil {
		return
	}
	n := &s.notify
	now := s.cfg.Now()
	v := &notice{topic: topic, action: action, dataID: dataID, first: now, due: now, ipn: ipn, test: s.acct.legacy, unsigned: s.unsigned(topic, dataID)}
	add := "data.id=" + url.QueryEscape(dataID) + "&type=" + url.QueryEscape(topic)
	if v.ipn {
		form := ipnOf(topic)
		topic, v.topic = form.topic, form.topic
		add = "id=" + url.QueryEscape(dataID) + "&topic=" + url.QueryEscape(topic)
		v.body = encode(object{"resource": form.prefix + dataID, "topic": topic})
	} else {
		n.lastID++
		body := object{
			"action": action, "api_version": "v1", "data": object{"id": dataID}, "date_created": now.UTC().Format("2006-01-02T15:04:05Z"),
			"id": n.lastID, "live_mode": !v.test, "type": topic, "user_id": strconv.FormatInt(s.acct.userID, 10),
		}
		if form := noticeForms[topic]; form != nil {
			form(s, body)
		}
		v.body = encode(body)
	}
	u.RawQuery = strings.TrimPrefix(u.RawQuery+"&"+add, "&") // what was there stays as it was written
	v.url = u.String()
	s.send(v)
}

// send hands a notification to the worker.
func (s *Server) send(v *notice) {
	n := &s.notify
	n.serial++
	v.serial = n.serial
	n.sent.add(v)
	if len(n.ready)+len(n.waiting) >= maxQueued {
		n.log.add(v.delivery(v.first, "queue full"))
		return
	}
	n.ready = append(n.ready, v)
	n.poke()
}

func (n *notifier) poke() {
	select {
	case n.wake <- struct{}{}:
	default:
	}
}

// deliverAll is the worker.
func (s *Server) deliverAll() {
	defer close(s.notify.stopped)
	defer s.with(func() { s.notify.ready, s.notify.busy = nil, false; s.notify.settle() })
	for {
		select {
		case <-s.ctx.Done():
			return
		case <-s.notify.wake:
		}
		for s.ctx.Err() == nil {
			v, round := s.takeNotice()
			if v == nil {
				break
			}
			done := s.attempt(v, round)
			if !done && v.topic != fraudTopic {
				done = s.attempt(v, round) // the immediate second try
			}
			s.finish(v, round, done)
		}
	}
}

func (s *Server) takeNotice() (*notice, int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := &s.notify
	if len(n.ready) == 0 {
		return nil, 0
	}
	v := n.ready[0]
	n.ready = n.ready[1:]
	n.busy, n.sending = true, v
	return v, n.round
}

// finish forgets a delivered notification and puts a failed one off to the next step.
func (s *Server) finish(v *notice, round int, delivered bool) {
	s.inTurn(func() {
		n := &s.notify
		n.busy, n.sending = false, nil
		if round == n.round {
			n.conclude(v, delivered)
			s.note(fact{Finished: v.serial, Received: delivered})
		}
		n.settle()
	})
	s.stir()
}

// conclude ends one step of a notification.
func (n *notifier) conclude(v *notice, delivered bool) {
	v.received = delivered
	if v.step++; !delivered && v.topic != fraudTopic && v.step < len(retrySchedule) {
		v.due = v.first.Add(retrySchedule[v.step])
		n.waiting = append(n.waiting, v)
	}
}

// attempt sends once, with a request id and a timestamp of its own, and logs what happened.
func (s *Server) attempt(v *notice, round int) bool {
	if s.ctx.Err() != nil {
		return true
	}
	s.mu.Lock()
	v.attempts++
	d := v.delivery(s.cfg.Now(), "")
	d.RequestID = s.traceIDs.uuid()
	secret, signing := s.acct.secret, s.signing
	if v.test {
		secret = s.acct.testSecret
	}
	s.mu.Unlock()

	agent := "MercadoPago WebHook v1.0 " + v.topic
	if v.simulated { // the panel's own simulator
		agent, signing.Milliseconds = "restclient-node/4.15.3", true
	}
	if v.ipn {
		// IPN carries the header too, and it never verifies.
		agent, secret = "MercadoPago Feed v2.0 "+v.topic, "ipn"+secret
	}
	req, err := http.NewRequestWithContext(s.ctx, http.MethodPost, v.url, bytes.NewReader(v.body))
	if err == nil {
		req.Header.Set("Content-Type", "application/json")
		req.Header.Set("User-Agent", agent)
		req.Header.Set("X-Request-Id", d.RequestID)
		if !v.unsigned {
			req.Header.Set("X-Signature", signing.sign(secret, v.dataID, d.RequestID, d.At))
		}
		var res *http.Response
		if res, err = s.notify.client.Do(req); err == nil {
			d.Status = res.StatusCode
			io.Copy(io.Discard, io.LimitReader(res.Body, 64<<10))
			res.Body.Close()
		}
	}
	if err != nil {
		d.Err = clip(err.Error(), 300)
	}
	s.inTurn(func() {
		if round == s.notify.round {
			s.notify.log.add(d)
			s.note(fact{Delivery: &d})
		}
	})
	return d.Delivered()
}

// Deliveries lists the last attempts, oldest first.
func (s *Server) Deliveries() []Delivery { return locked(s, s.notify.log.copy) }

// Idle waits until every notification queued so far was delivered or put off to a later retry.
func (s *Server) Idle(ctx context.Context) error {
	s.mu.Lock()
	n := &s.notify
	if !n.busy && len(n.ready) == 0 || s.ctx.Err() != nil {
		s.mu.Unlock()
		return nil
	}
	ch := make(chan struct{})
	n.idle = append(n.idle, ch)
	s.mu.Unlock()
	select {
	case <-ch:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Advance is RetryDue followed by Idle. Move the injected clock before calling it.
func (s *Server) Advance(ctx context.Context) error {
	s.RetryDue()
	return s.Idle(ctx)
}
