package probe

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/mpclient"
)

// hookAddress finds the notification URL (configuration first, then what the integration put into
// its preference or payment) and resolves its name.
func (e *Env) hookAddress() checks.Probe {
	return checks.Probe{ID: "webhook.address", Provides: keys(checks.FactHookAddress.Name), Needs: keys(checks.FactSettings.Name),
		Uses: keys(checks.FactPreference.Name, checks.FactPayment.Name),
		Run: func(ctx context.Context, f *checks.Facts) []checks.Fact {
			s := checks.FactSettings.Must(f)
			raw, from := s.WebhookURL, checks.Text{}
			for _, k := range []checks.Key[checks.Created]{checks.FactPreference, checks.FactPayment} {
				if c, ok := k.Get(f); ok && raw == "" {
					raw, from = c.Doc.Str("notification_url"), standsIn(k, c)
				}
			}
			if raw == "" {
				return []checks.Fact{checks.FactHookAddress.Missing(checks.Gap{Reason: checks.GapInput, Input: "webhook_url"})}
			}
			a := checks.Address{URL: mpclient.CleanLine(raw, 600), From: from}
			u, host, _, ok := target(raw)
			if !ok {
				return []checks.Fact{checks.FactHookAddress.Of(a)}
			}
			a.Host = mpclient.CleanLine(host, 255)
			if !from.IsZero() && !s.Sandbox && !known(host) && !checks.MayContact(ctx, place(u), inwardName(host)) {
				// Asking for a name tells its owner that somebody looks.
				return []checks.Fact{checks.FactHookAddress.Missing(contactGap(from, inwardName(host), place(u)))}
			}
			e.resolve(ctx, host, &a)
			return []checks.Fact{checks.FactHookAddress.Of(a)}
		}}
}

func (e *Env) resolve(ctx context.Context, host string, a *checks.Address) {
	switch ip, err := netip.ParseAddr(strings.Trim(host, "[]")); {
	case err == nil:
		a.Addrs = []netip.Addr{ip.Unmap()}
	case known(host) && !a.From.IsZero(): // localhost: nobody is asked for a name of evidence
		a.Addrs = []netip.Addr{netip.MustParseAddr("127.0.0.1")}
	default:
		addrs, err := e.Lookup(ctx, "ip", host)
		if err != nil {
			var dns *net.DNSError
			a.NotFound = errors.As(err, &dns) && dns.IsNotFound
			a.Err = mpclient.CleanLine(err.Error(), 160)
			return
		}
		for _, x := range addrs {
			a.Addrs = append(a.Addrs, x.Unmap())
		}
	}
	for _, x := range a.Addrs {
		if unreachable(x) {
			a.Private = append(a.Private, x)
		}
	}
}

var carrierNAT = netip.MustParsePrefix("100.64.0.0/10")

// unreachable tells addresses that Mercado Pago cannot send to.
func unreachable(a netip.Addr) bool {
	return a.IsLoopback() || a.IsPrivate() || a.IsLinkLocalUnicast() || a.IsUnspecified() || a.IsMulticast() || carrierNAT.Contains(a)
}

const (
	answerLimit = 22 * time.Second                                             // Mercado Pago waits no longer
	hookTimeout = 95*time.Second + counterBudget + answerLimit + 5*time.Second // with a counter
	hookBody    = 64 << 10
	hookAtOnce  = 3                // this is somebody's server
	hookBudget  = 40 * time.Second // the cases that can be done without start no later
)

func (e *Env) hook() checks.Probe {
	return checks.Probe{ID: "webhook", Provides: keys(checks.FactHook.Name), Needs: keys(checks.FactHookAddress.Name, checks.FactSettings.Name),
		Effect: checks.Sends, Makes: []checks.Thing{checks.ThingNotifications}, Timeout: hookTimeout, Asks: e.hookConsent, Run: e.sendAll}
}

// hookConsent lets the embedded sandbox's shop and loopback receivers be probed unasked.
func (e *Env) hookConsent(f *checks.Facts) *checks.Gap {
	a, s := checks.FactHookAddress.Must(f), checks.FactSettings.Must(f)
	if mpclient.InspectWebhookSecret(s.WebhookSecret.Reveal()).Clean == "" && !s.HookUnsigned {
		return nil // Run says what is missing before anything is sent
	}
	if u, _, _, ok := target(a.URL); ok && !a.From.IsZero() && !s.Sandbox {
		c := checks.Contact{Hosts: []string{place(u)}, Post: true}
		if len(a.Private) > 0 || inwardName(u.Hostname()) {
			c.Inward = c.Hosts
		}
		g := c.Gap(checks.T("gap.detail.consent_post", "url", a.URL, "from", "@"+a.From.Key, "n", strconv.Itoa(MostHookPosts(s)), "host", place(u)))
		return &g
	}
	if s.Sandbox || localOnly(a) {
		return nil
	}
	return &checks.Gap{Reason: checks.GapConsent, Detail: checks.T("gap.detail.consent_hook", "url", a.URL, "n", strconv.Itoa(MostHookPosts(s)))}
}

func localOnly(a checks.Address) bool {
	for _, x := range a.Addrs {
		if !x.IsLoopback() {
			return false
		}
	}
	return len(a.Addrs) > 0
}

// essential are the cases that go first and are sent however slow the endpoint is; the first two
// are genuine, and dishonest ones are pointless where nobody answers them.
const (
	genuine   = 2
	essential = 8
)

// unsignedCases can be sent without the secret.
var unsignedCases = []checks.HookCase{checks.HookUnsigned, checks.HookForged, checks.HookIPN, checks.HookIPNGet, checks.HookQR}

func (e *Env) sendAll(ctx context.Context, f *checks.Facts) []checks.Fact {
	a, s := checks.FactHookAddress.Must(f), checks.FactSettings.Must(f)
	given := mpclient.InspectWebhookSecret(s.WebhookSecret.Reveal())
	secret := given.Clean
	if secret == "" && !s.HookUnsigned {
		g := checks.Gap{Reason: checks.GapInput, Input: "webhook_secret", Detail: s.Held["webhook_secret"]}
		if s.WebhookSecret != "" && len(given.Damages) > 0 { // nothing signed with it could be right
			g.Detail = checks.T("damage."+string(given.Damages[len(given.Damages)-1]), "found", "@kind."+string(given.Kind), "want", "@kind."+string(given.Want))
		}
		return []checks.Fact{checks.FactHook.Missing(g)}
	}
	if _, _, _, ok := target(a.URL); !ok {
		return []checks.Fact{checks.FactHook.Missing(checks.Gap{Reason: checks.GapUnsupported,
			Detail: checks.T("gap.detail.not_url", "input", "webhook_url", "url", a.URL)})}
	}
	ctx, seen := mpclient.WithSeen(mpclient.WithOp(ctx, "webhook"))
	b := burst{e: e, start: time.Now(), mail: newMail(a.URL, secret, e.Now()), answers: map[checks.HookCase]checks.HookAnswer{}}
	out := checks.HookAnswers{URL: a.URL, Answers: b.answers, NoSecret: secret == ""}
	if s.CounterURL != "" && secret != "" {
		out.Counter = b.count(ctx, s.CounterURL) // first, while the endpoint is quiet
		b.start = time.Now()
	}
	if out.NoSecret {
		b.send(ctx, 0, unsignedCases...)
	} else {
		b.all(ctx)
	}
	if ctx.Err() != nil {
		return []checks.Fact{checks.FactHook.Missing(networkGap(ctx.Err(), a.Host, hookTimeout), seen.IDs()...)}
	}
	return []checks.Fact{checks.FactHook.Of(out, seen.IDs()...)}
}

// burst is one set of notifications on its way.
type burst struct {
	e       *Env
	start   time.Time
	mail    *mail
	mu      sync.Mutex
	answers map[checks.HookCase]checks.HookAnswer
}

func (b *burst) all(ctx context.Context) {
	b.send(ctx, 0, checks.HookCases[:genuine]...)
	reached := false
	for _, c := range checks.HookCases[:genuine] {
		got, seen := b.answers[c]
		reached = reached || seen && got.Err == ""
	}
	if !reached {
		return
	}
	if ms := b.answers[checks.HookValidMillis]; !ms.Accepted() && b.answers[checks.HookValidSeconds].Accepted() {
		b.mail.taken(checks.HookValidSeconds)
	}
	b.send(ctx, essential-genuine, checks.HookCases[genuine:]...)
	if b.mistaken() {
		b.send(ctx, 0, wrongCases(b.mail.secret)...)
	}
}

// mistaken tells a receiver that looks at signatures and gets them wrong: it refuses what is genuine,
// deliberately, and a forgery as well.
func (b *burst) mistaken() bool {
	for _, c := range []checks.HookCase{checks.HookValidMillis, checks.HookValidSeconds, checks.HookForged} {
		a, ok := b.answers[c]
		if !ok || !a.Refused() || a.Wall != "" || slices.Contains([]int{404, 405, 429}, a.Status) {
			return false
		}
	}
	return true
}

// one posts one notification and keeps its answer.
func (b *burst) one(ctx context.Context, c checks.HookCase) checks.HookAnswer {
	return b.keep(ctx, c, b.mail.parcel(c))
}

func (b *burst) keep(ctx context.Context, c checks.HookCase, p parcel) checks.HookAnswer {
	got := b.e.post(ctx, p)
	if ctx.Err() != nil {
		return got // we hung up
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.answers[c] = got
	return got
}

func (b *burst) answered(c checks.HookCase) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	_, ok := b.answers[c]
	return ok
}

// send posts a few at a time those that were not sent yet. After the first ones, which must go, a case is left out when the time
// is up.
func (b *burst) send(ctx context.Context, must int, cases ...checks.HookCase) {
	var wg sync.WaitGroup
	slots := make(chan struct{}, hookAtOnce)
	for i, c := range cases {
		if b.answered(c) {
			continue
		}
		slots <- struct{}{} // in order, so that what must go goes first
		if i >= must && time.Since(b.start) > hookBudget {
			<-slots
			break
		}
		p := b.mail.parcel(c)
		wg.Go(func() {
			defer func() { <-slots }()
			b.keep(ctx, c, p)
		})
	}
	wg.Wait()
}

// hookCause names a failed delivery by a cause id of the reference's section 8.
func hookCause(err error) string {
	switch networkCause(err) {
	case "handshake-timeout":
		return "timeout-22s"
	case "connection-closed":
		return "connection-dropped"
	case "connection-refused":
		return "connection-refused"
	case "handshake-failed", "not-tls", "client-cert-required":
		if brokenAnswer(err) {
			return "connection-dropped"
		}
		return "tls-invalid"
	}
	return "unreachable"
}

// brokenAnswer tells an answer that is no HTTP: the connection stood, so its certificate is not to blame. net/http has
// no type for it.
func brokenAnswer(err error) bool {
	s := err.Error()
	return strings.Contains(s, "HTTP/1.x transport connection broken") || strings.Contains(s, "chunk")
}

// MostHookPosts is how many notifications the endpoint of these settings gets at most: the wrong ways of
// signing are tried only where everything genuine is refused.
func MostHookPosts(s checks.Settings) int {
	secret := mpclient.InspectWebhookSecret(s.WebhookSecret.Reveal()).Clean
	if secret == "" {
		return len(unsignedCases)
	}
	return len(checks.HookCases) + len(wrongCases(secret))
}
