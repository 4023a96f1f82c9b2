package sent

import (
	"bytes"
	"context"
	"encoding/json"
	"net"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/mpclient"
	"github.com/homologa/homologa/mpclient/late"
)

// reader adds up what exchanges show.
type reader struct {
	ctx   context.Context
	opt   Options
	out   checks.Sent
	known bool // the file is of a kind that is read here
	deep  bool // a request was passed over for the depth of its bodies
	// Numbers of values met so far. A value itself is not kept beyond the reading.
	keys, bodies, refs map[string]int
	latest             map[checks.FactKey]candidate
}

// candidate is the body of a kind that is kept unless a later one takes its place; only what remains is
// redacted, which costs more than all the rest.
type candidate struct {
	call checks.SentCall
	body []byte
	of   int
}

func newReader(ctx context.Context, opt Options) *reader {
	r := &reader{ctx: ctx, opt: opt, keys: map[string]int{}, bodies: map[string]int{}, refs: map[string]int{}, latest: map[checks.FactKey]candidate{}}
	r.out.File = mpclient.CleanLine(opt.Redactor.Text(opt.File), 120)
	r.out.Bodies, r.out.Sights = map[checks.FactKey]checks.SentBody{}, map[checks.Sight][]checks.SentCall{}
	return r
}

func number(m map[string]int, v string) int {
	if m[v] == 0 {
		m[v] = len(m) + 1
	}
	return m[v]
}

// creations are the calls that make what checklists judge.
var creations = map[string]checks.FactKey{
	"/checkout/preferences": checks.FactPreference.Name, "/v1/payments": checks.FactPayment.Name, "/v1/orders": checks.FactOrder.Name, "/preapproval": checks.FactSubscription.Name,
}

var (
	reRefund     = late.Pattern(`^/v1/(payments|orders)/[^/]+/refunds?$`)
	reRead       = late.Pattern(`^/v1/(payments/(search|\d+)|orders(/[^/]+)?)$`)
	reCancel     = late.Pattern(`^/v1/orders/[^/]+/cancel$`)
	rePayment    = late.Pattern(`^/v1/payments/\d+$`)
	reChargeback = late.Pattern(`^/v1/chargebacks(/|$)`)
	reAPI        = late.Pattern(`^api\.mercado(pago|libre)\.com(\.[a-z]{2})?$`)
	reOfficial   = late.Pattern(`(^|\.)(mercado(pago|livre|libre|lidera|shops)\.(com(\.[a-z]{2})?|cl)|mlstatic\.com)$`)
	reSDK        = late.Pattern(`(?i)mercado ?pago[ /_-]{0,3}([a-z.#+]{0,12})[ /_-]{0,3}sdk[ /v]{0,3}(\d[\w.-]{0,20})?`)
	reTracked    = late.Pattern(`(?i)type:SDK(\d[\w.-]{0,20})?`)
)

// ours reports whether the recording caught a request of homologa itself.
func (x exchange) ours() bool {
	if agent := x.header.Get("User-Agent"); agent == mpclient.Agent || strings.HasPrefix(agent, mpclient.Agent+"/") || strings.HasPrefix(agent, mpclient.Agent+" ") {
		return true
	}
	var body struct {
		Reference string `json:"external_reference"`
	}
	return checks.Own(x.header.Get("X-Idempotency-Key")) || json.Unmarshal(x.body, &body) == nil && checks.Own(body.Reference)
}

func (r *reader) look(x exchange) {
	if x.ours() {
		r.out.Own++
		return
	}
	host := strings.ToLower(x.url.Hostname())
	path := strings.TrimRight(x.url.Path, "/")
	local := slices.Contains(r.opt.API, strings.ToLower(x.url.Host))
	api := reAPI().MatchString(host) || local
	r.cardData(x, host, path, api)
	switch {
	case host == "sdk.mercadopago.com" && strings.HasPrefix(path, "/js/v2") && len(r.out.MPJS) == 0:
		r.out.MPJS = append(r.out.MPJS, r.call(x))
	case strings.HasPrefix(host, "secure-fields.") && reOfficial().MatchString(host):
		r.sight(checks.SightSecureForm, r.call(x))
	}
	if !api {
		return
	}
	r.out.Calls++
	if x.url.Scheme == "http" && !local {
		r.sight(checks.SightPlainURL, r.call(x))
	}
	inQuery := x.url.Query().Get("access_token") != ""
	if inQuery {
		r.sight(checks.SightTokenInQuery, r.call(x))
	}
	if x.header.Get("User-Agent") != "" && (inQuery || bearer(x)) {
		r.out.Server++
	}
	r.sdk(x)
	r.route(x, path)
}

func bearer(x exchange) bool {
	kind, token, _ := strings.Cut(strings.TrimSpace(x.header.Get("Authorization")), " ")
	return strings.EqualFold(kind, "bearer") && strings.TrimSpace(token) != ""
}

// call is what is kept of a request.
func (r *reader) call(x exchange) checks.SentCall {
	what := x.method + " " + x.url.Host + x.url.EscapedPath()
	return checks.SentCall{N: x.n, What: mpclient.CleanLine(r.opt.Redactor.Text(what), 120), Status: x.status, At: x.at}
}

func (r *reader) sight(s checks.Sight, c checks.SentCall) {
	// What is certain comes first: it decides.
	list := r.out.Sights[s]
	i := len(list)
	if !c.Unsure {
		if i = slices.IndexFunc(list, func(o checks.SentCall) bool { return o.Unsure }); i < 0 {
			i = len(list)
		}
	}
	list = slices.Insert(list, i, c)
	r.out.Sights[s] = list[:min(len(list), maxSights)]
}

// sdk reads who sends: every official SDK names itself in its user agent or its tracking id.
// X-Product-Id alone is what official plug-ins and old SDKs send.
func (r *reader) sdk(x exchange) {
	name := ""
	if m := reSDK().FindStringSubmatch(x.header.Get("User-Agent")); m != nil {
		name = strings.Join(strings.Fields("Mercado Pago "+strings.Trim(m[1], " .")+" SDK "+m[2]), " ")
	} else if m := reTracked().FindStringSubmatch(x.header.Get("X-Tracking-Id")); m != nil {
		name = strings.TrimSpace("Mercado Pago SDK " + m[1])
	} else if x.header.Get("X-Product-Id") != "" {
		name = "X-Product-Id"
	}
	if name == "" || len(r.out.SDKs) >= maxSights || slices.ContainsFunc(r.out.SDKs, func(s checks.SentSDK) bool { return s.Name == name }) {
		return
	}
	r.out.SDKs = append(r.out.SDKs, checks.SentSDK{Name: mpclient.CleanLine(name, 60), Call: r.call(x)})
}

func (r *reader) route(x exchange, path string) {
	kind := creations[path]
	switch {
	case x.method == "POST" && kind != "":
		r.creation(x, kind)
	case x.method == "POST" && reRefund().MatchString(path):
		r.sight(checks.SightRefund, r.call(x))
		r.write(x, "", nil)
	case x.method == "POST" && reCancel().MatchString(path), x.method == "PUT" && rePayment().MatchString(path) && cancels(x.body):
		r.sight(checks.SightCancellation, r.call(x))
	case x.method == "GET" && reRead().MatchString(path):
		r.sight(checks.SightPaymentRead, r.call(x))
	case x.method == "GET" && reChargeback().MatchString(path):
		r.sight(checks.SightChargeback, r.call(x))
	}
}

func cancels(body []byte) bool {
	var b struct {
		Status string `json:"status"`
	}
	return json.Unmarshal(body, &b) == nil && (b.Status == "cancelled" || b.Status == "canceled")
}

// creation keeps the latest body of a kind, one that was accepted before any other.
func (r *reader) creation(x exchange, kind checks.FactKey) {
	d, err := checks.ParseDoc("", x.body)
	if err == nil && json.Valid(x.body) {
		old, seen := r.latest[kind]
		if !seen || x.status/100 == 2 || old.call.Status/100 != 2 {
			old.call, old.body = r.call(x), x.body
		}
		old.of++
		r.latest[kind] = old
	} else {
		d = nil
	}
	if kind == checks.FactPayment.Name || kind == checks.FactOrder.Name {
		r.write(x, kind, d)
	}
}

// finish redacts the bodies that were kept, after their personal data was judged.
func (r *reader) finish() {
	for kind, c := range r.latest {
		d, err := checks.ParseDoc(r.out.File+" #"+strconv.Itoa(c.call.N), r.opt.Redactor.JSON(c.body))
		if err == nil {
			r.out.Bodies[kind] = checks.SentBody{Call: c.call, Doc: d, Marks: mpclient.MarksOf(c.body), Of: c.of}
		}
	}
}

func (r *reader) write(x exchange, kind checks.FactKey, d *checks.Doc) {
	w := checks.SentWrite{Call: r.call(x), Kind: kind, Unsettled: x.failed || x.status == 408 || x.status == 429 || x.status >= 500}
	if key := strings.TrimSpace(x.header.Get("X-Idempotency-Key")); key != "" {
		w.Key, w.KeyNo = checks.KeySent, number(r.keys, key)
	} else if x.headers {
		w.Key = checks.KeyMissing
	}
	if len(x.body) > 0 || kind == "" {
		w.BodyNo = number(r.bodies, x.method+" "+x.url.Path+"\x00"+canonical(x.body))
	}
	if kind != "" {
		if ref := d.Str("external_reference"); ref != "" {
			w.RefNo, w.Reference = number(r.refs, ref), mpclient.CleanLine(r.opt.Redactor.Text(ref[:min(len(ref), 4096)]), 80)
		}
	}
	w.Card = d.Has("token") || d.Has("transactions.payments[].payment_method.token")
	w.Device = x.header.Get("X-meli-session-id") != "" || d.Has("device_id")
	var answer struct {
		Status string `json:"status"`
	}
	if x.status/100 == 2 && json.Unmarshal(x.answer, &answer) == nil {
		w.Approved = answer.Status == "approved" || kind == checks.FactOrder.Name && answer.Status == "processed"
	}
	r.out.Writes = append(r.out.Writes, w)
}

// canonical makes equal bodies equal whatever their white space and order of keys.
func canonical(body []byte) string {
	var v any
	dec := json.NewDecoder(bytes.NewReader(body))
	dec.UseNumber()
	if dec.Decode(&v) != nil {
		return string(body)
	}
	out, err := json.Marshal(v)
	if err != nil {
		return string(body)
	}
	return string(out)
}

// cardData looks for a card's number or code on its way to a server that must not see it: the
// integration's own, or Mercado Pago's when it is the integration's server that sends it.
func (r *reader) cardData(x exchange, host, path string, api bool) {
	if len(x.body) == 0 || !holdsCard(x.body) {
		return
	}
	c := r.call(x)
	switch {
	case api && path == "/v1/card_tokens":
		if !bearer(x) && x.url.Query().Get("access_token") == "" {
			return // the buyer's browser may
		}
	case api:
	case reOfficial().MatchString(host):
		return
	default:
		c.Unsure = !r.own(x, host)
	}
	r.sight(checks.SightCardData, c)
}

// own tells whether a host is the integration's: one of its addresses, the page the request came
// from, or a machine nobody else reaches.
func (r *reader) own(x exchange, host string) bool {
	if a, err := netip.ParseAddr(host); err == nil && (a.IsLoopback() || a.IsPrivate()) || host == "localhost" {
		return true
	}
	from := r.opt.Own
	for _, name := range []string{"Origin", "Referer"} {
		if u, err := url.Parse(x.header.Get(name)); err == nil && u.Host != "" {
			from = append(slices.Clone(from), u.Hostname())
		}
	}
	return slices.ContainsFunc(from, func(o string) bool { return SameSite(host, strings.ToLower(o)) })
}

// SameSite tells hosts of one shop: equal, one under the other, or both under a name that is no
// registry's. Short last-but-one labels are registries': com.br, gob.ar.
func SameSite(a, b string) bool {
	a, b = strings.TrimPrefix(a, "www."), strings.TrimPrefix(b, "www.")
	if a == "" || b == "" || net.ParseIP(a) != nil || net.ParseIP(b) != nil {
		return a == b && a != ""
	}
	if a == b || strings.HasSuffix(a, "."+b) || strings.HasSuffix(b, "."+a) {
		return true
	}
	_, pa, _ := strings.Cut(a, ".")
	_, pb, _ := strings.Cut(b, ".")
	labels := strings.Split(pa, ".")
	return pa == pb && (len(labels) > 2 || len(labels) == 2 && len(labels[0]) > 3)
}

var (
	numberNames = []string{"cardnumber", "cardno", "cardnum", "ccnumber", "creditcardnumber", "pan", "numerocartao", "numerodocartao", "numerotarjeta", "numerodetarjeta"}
	codeNames   = []string{"securitycode", "cardsecuritycode", "cvv", "cvv2", "cvc", "cardcvv", "cardcvc", "codigodeseguranca", "codigodeseguridad", "codigoseguranca", "codigoseguridad"}
	cardParents = []string{"card", "creditcard", "cartao", "tarjeta"}
	reMultipart = late.Pattern(`name="([^"\r\n]{1,60})"\r?\n(?:[^\r\n]+\r?\n)*\r?\n([^\r\n]{1,60})`)
)

// holdsCard finds a card's number or code under a name that says so, in JSON, forms and multipart.
func holdsCard(body []byte) bool {
	var v any
	dec := json.NewDecoder(bytes.NewReader(body))
	dec.UseNumber()
	if dec.Decode(&v) == nil {
		return cardIn("", v)
	}
	if form, err := url.ParseQuery(string(body)); err == nil {
		for name, vs := range form {
			for _, s := range vs {
				if cardField("", name, s) {
					return true
				}
			}
		}
	}
	for _, m := range reMultipart().FindAllSubmatch(body, 200) {
		if cardField("", string(m[1]), string(m[2])) {
			return true
		}
	}
	return false
}

func cardIn(parent string, v any) bool {
	switch x := v.(type) {
	case map[string]any:
		for k, e := range x {
			if cardField(parent, k, checks.Scalar(e)) || cardIn(k, e) {
				return true
			}
		}
	case []any:
		for _, e := range x {
			if cardIn(parent, e) {
				return true
			}
		}
	}
	return false
}

// cardField judges one field. What a recorder masked still stood there: digits beside stars.
func cardField(parent, name, value string) bool {
	if value == "" || len(value) > 60 {
		return false
	}
	name, parent = plain(name), plain(parent)
	digits := strings.Map(func(c rune) rune {
		if c >= '0' && c <= '9' {
			return c
		}
		return -1
	}, value)
	masked := strings.ContainsAny(value, "*•X") && strings.Trim(value, "0123456789*•X -") == ""
	switch {
	case slices.Contains(numberNames, name), name == "number" && slices.Contains(cardParents, parent):
		return masked || len(digits) >= 13 && len(digits) <= 19 && strings.Trim(value, "0123456789 -.") == "" && mpclient.Luhn(digits)
	case slices.Contains(codeNames, name):
		return strings.Trim(value, "*") == "" || len(digits) == len(value) && (len(value) == 3 || len(value) == 4)
	}
	return false
}

// plain is a name without case, separators and accents that matter here.
func plain(s string) string {
	return strings.Map(func(c rune) rune {
		switch {
		case c >= 'A' && c <= 'Z':
			return c + 'a' - 'A'
		case c >= 'a' && c <= 'z', c >= '0' && c <= '9':
			return c
		case c == 'ã', c == 'á':
			return 'a'
		case c == 'ú':
			return 'u'
		case c == 'ó':
			return 'o'
		case c == 'ç':
			return 'c'
		}
		return -1
	}, s)
}
