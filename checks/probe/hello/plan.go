package hello

import (
	"context"
	"maps"
	"slices"
	"sync"

	"github.com/homologa/homologa/checks"
)

// round asks several questions side by side.
func (l *look) round(ctx context.Context, qs []question) []reply {
	replies := make([]reply, len(qs))
	var wg sync.WaitGroup
	for i, q := range qs {
		wg.Go(func() { replies[i] = l.send(ctx, q) })
	}
	wg.Wait()
	return replies
}

// run asks the questions and what follows from the answers, round after round. It ends: what
// follows is a smaller set, a smaller hello, or a last try.
func (l *look) run(ctx context.Context, qs []question) {
	for len(qs) > 0 {
		replies := l.round(ctx, qs)
		var more []question
		for i, q := range qs {
			more = append(more, l.settle(q, replies[i])...)
		}
		if ctx.Err() != nil {
			return
		}
		qs = more
	}
}

// all asks for every class. The first round is one hello of each kind: what comes back tells
// whether there is anything to talk to, whether large hellos are taken, and whether old versions
// need to be asked for one by one.
func (l *look) all(ctx context.Context) {
	qs := []question{single(checks.OfferAEAD), single(checks.OfferTLS13), single(checks.OfferTLS11), {classes: weak}}
	replies := l.round(ctx, qs)
	aead, modern := replies[0], replies[1]
	if silent := slices.IndexFunc(replies, func(r reply) bool { return r.verdict != failed || r.reset() }) < 0; silent {
		l.fill(aead)
		return
	}
	if doubtful(aead) && modern.verdict != accepted {
		qs[0].small = true
		replies[0] = l.send(ctx, qs[0])
		if replies[0].verdict == accepted {
			l.large = checks.No
		}
		aead = replies[0]
	} else if aead.verdict == accepted || modern.verdict == accepted {
		l.large = checks.Yes // who speaks TLS 1.3 takes larger ones from every browser
	}
	if !slices.ContainsFunc(replies, func(r reply) bool { return r.spoke }) {
		l.fill(aead)
		return
	}

	next := []question{single(checks.OfferStatic), single(checks.OfferDHE), single(checks.OfferCBC)}
	older := []checks.Offer{checks.OfferTLS10, checks.OfferSSL3}
	// A hello of TLS 1.1 allows what is older. A server that knows better and answers it with
	// "protocol version" takes none of it (RFC 5246, appendix E.1).
	if r := replies[2]; r.verdict == refused && r.alert == alertProtocolVersion && (aead.verdict == accepted || modern.verdict == accepted) {
		for _, o := range older {
			l.answers[o] = checks.Offered{Answer: checks.No}
		}
	} else {
		for _, o := range older {
			next = append(next, single(o))
		}
	}
	for i := range next {
		next[i].small = l.large == checks.No
	}
	for i, q := range qs {
		next = append(next, l.settle(q, replies[i])...)
	}
	if ctx.Err() == nil {
		l.run(ctx, next)
	}
	l.anyTLS12(ctx, aead)
	l.fill(reply{err: ctx.Err()})
}

func single(o checks.Offer) question { return question{classes: []checks.Offer{o}} }

// doubtful tells a reply that a smaller hello may turn.
func doubtful(r reply) bool {
	return r.verdict != accepted && r.verdict != foreign && (r.verdict != refused || r.alert != alertProtocolVersion)
}

// settle takes down what a reply answers and returns what is still to be asked.
func (l *look) settle(q question, r reply) []question {
	if r.verdict == accepted {
		if q.sized() && !q.small && l.large == checks.Unknown {
			l.large = checks.Yes
		}
		var rest []question
		for _, o := range q.classes {
			if slices.Contains(classes[o].suites, r.suite) {
				l.answers[o] = r.offered()
			} else {
				rest = append(rest, question{classes: []checks.Offer{o}, small: q.small})
			}
		}
		return rest
	}
	for _, o := range q.classes {
		l.answers[o] = r.offered()
	}
	switch {
	case !q.sized():
		// Some stacks refuse a hello without a key share. One that does not know the version says so.
		if doubtful(r) && !q.share {
			q.share = true
			return []question{q}
		}
	case l.large != checks.Yes && !q.small && doubtful(r):
		q.small = true
		return []question{q}
	case r.reset() && !q.again:
		// A rate limit perhaps: by now the rest of the round is over.
		q.again = true
		return []question{q}
	}
	return nil
}

// anyTLS12 settles whether TLS 1.2 is spoken at all: by what was seen, or with one hello more.
func (l *look) anyTLS12(ctx context.Context, aead reply) {
	for _, o := range slices.Sorted(maps.Keys(l.answers)) {
		if got := l.answers[o]; got.Answer == checks.Yes && got.Version == classes[checks.OfferTLS12].version {
			l.answers[checks.OfferTLS12] = checks.Offered{Answer: checks.Yes, Version: got.Version, Suite: got.Suite}
			return
		}
	}
	if aead.verdict == refused && aead.alert == alertProtocolVersion {
		l.answers[checks.OfferTLS12] = checks.Offered{Answer: checks.No}
		return
	}
	if ctx.Err() == nil {
		l.run(ctx, []question{{classes: []checks.Offer{checks.OfferTLS12}, small: l.large == checks.No}})
	}
}

// fill gives the classes that were not asked what the endpoint says to every hello.
func (l *look) fill(r reply) {
	for o := range classes {
		if _, asked := l.answers[o]; !asked {
			l.answers[o] = r.offered()
		}
	}
}
