package lint

import (
	"encoding/json"
	"math"
	"net/mail"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/homologa/homologa/mpclient"
	"github.com/homologa/homologa/mpclient/late"
)

// quote writes a text as JSON.
func quote(s string) string {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	_ = e.Encode(s) // a text always encodes
	return strings.TrimSuffix(b.String(), "\n")
}

// str is a text, or a number as it was written; "" for anything else.
func (v *value) str() string {
	if v == nil || v.kind != 's' && v.kind != 'n' {
		return ""
	}
	return v.text
}

// here tells whether there is a value: null reads as absent.
func (v *value) here() bool { return v != nil && v.kind != '0' }

// at follows names from object to object.
func (v *value) atPath(names ...string) *value {
	for _, n := range names {
		v = v.get(n)
	}
	return v
}

// elements are the objects of an array.
func (v *value) elements() []*value {
	if v == nil || v.kind != '[' {
		return nil
	}
	return v.list
}

// whole reads an integer.
func (v *value) whole() (n int, ok bool) {
	if v == nil || v.kind != 'n' {
		return 0, false
	}
	n, err := strconv.Atoi(v.text)
	return n, err == nil
}

// number reads a JSON number; one out of range is infinite.
func (v *value) number() (f float64, ok bool) {
	if v == nil || v.kind != 'n' {
		return 0, false
	}
	f, _ = strconv.ParseFloat(v.text, 64)
	return f, true
}

// yes reads a boolean; the older reference also wrote "1" and "true".
func (v *value) yes(otherwise bool) bool {
	if v == nil || v.kind != 'b' && v.kind != 's' {
		return otherwise
	}
	b, err := strconv.ParseBool(v.text)
	if err != nil {
		return otherwise
	}
	return b
}

// cents are hundredths of the currency unit.
type cents int64

func toCents(f float64) cents { return cents(math.Round(f * 100)) }

func (c cents) String() string { return strconv.FormatFloat(float64(c)/100, 'f', -1, 64) }

// fixed writes an amount as Orders take it.
func (c cents) fixed(decimals int) string {
	return strconv.FormatFloat(float64(c)/100, 'f', decimals, 64)
}

// decimalsOf counts the decimals a number needs: 10.50 needs one.
func decimalsOf(f float64) int {
	_, fraction, _ := strings.Cut(strconv.FormatFloat(f, 'f', -1, 64), ".")
	return len(fraction)
}

// rounded is the amount with the given decimals when that is what was meant: 33.300000000000004 is arithmetic.
func rounded(f float64, decimals int) (string, bool) {
	unit := math.Pow10(decimals)
	r := math.Round(f*unit) / unit
	return strconv.FormatFloat(r, 'f', -1, 64), math.Abs(r-f) < 1e-6
}

// addressFault is why the API would not take a URL, or why it will not work; the key is a text of its own.
func addressFault(raw string) (key string, refused bool) {
	u, err := url.Parse(raw)
	template := strings.Contains(raw, "{{") || strings.Contains(raw, "${") || strings.HasPrefix(raw, "undefined") || strings.HasPrefix(raw, "null")
	switch {
	case strings.TrimSpace(raw) == "":
		return "lint.url.empty", true
	case err != nil || u.Host == "" || u.Hostname() == "":
		if template {
			return "lint.url.template", true
		}
		return "lint.url.relative", true
	case u.User != nil:
		return "lint.url.userinfo", true
	}
	host := strings.ToLower(u.Hostname())
	ip, notIP := netip.ParseAddr(host)
	switch {
	case host == "localhost", strings.HasSuffix(host, ".localhost"), notIP == nil && ip.IsLoopback():
		return "lint.url.local", true
	case notIP == nil && (ip.IsPrivate() || ip.IsUnspecified() || ip.IsLinkLocalUnicast()):
		return "lint.url.private", true
	case u.Scheme != "https":
		return "lint.url.http", true
	case notIP == nil:
		return "lint.url.ip", false
	case !strings.Contains(host, "."):
		return "lint.url.host", true
	case template:
		return "lint.url.template", false
	case strings.ContainsAny(raw, " \t\r\n"):
		return "lint.url.space", false
	}
	for _, tunnel := range tunnels {
		if strings.HasSuffix(host, tunnel) {
			return "lint.url.tunnel", false
		}
	}
	return "", false
}

// tunnels are hosts that a developer's machine borrows for a day.
var tunnels = []string{".ngrok.io", ".ngrok.app", ".ngrok-free.app", ".ngrok-free.dev", ".trycloudflare.com", ".loca.lt", ".serveo.net", ".lhr.life"}

func mailbox(s string) bool {
	a, err := mail.ParseAddress(s)
	return err == nil && a.Address == s
}

const testDomain = "@testuser.com"

func tester(email string) bool { return strings.HasSuffix(strings.ToLower(email), testDomain) }

// exactDate is the form the reference demands.
const exactDate = "2006-01-02T15:04:05.000-07:00"

// readDate reads a date of the Payments API; exact is false for forms that sources disagree about.
func readDate(s string) (at time.Time, ok, exact bool) {
	for i, layout := range []string{exactDate, "2006-01-02T15:04:05-07:00", "2006-01-02T15:04:05.000Z", "2006-01-02T15:04:05Z",
		"2006-01-02T15:04:05.000-0700", "2006-01-02T15:04:05-0700"} {
		if len(s) != len(layout) {
			continue // Parse takes any number of fraction digits
		}
		if at, err := time.Parse(layout, s); err == nil && at.Year() > 1 {
			return at, true, i == 0
		}
	}
	return time.Time{}, false, false
}

// readLooseDate also takes other fractions: the Go SDK sends nanoseconds in preferences.
func readLooseDate(s string) (time.Time, bool) {
	if at, err := time.Parse(time.RFC3339Nano, s); err == nil && at.Year() > 1 {
		return at, true
	}
	at, ok, _ := readDate(s)
	return at, ok
}

// dateFix writes the date as demanded; false when the zone is not known.
func dateFix(s string) (string, bool) {
	at, ok := readLooseDate(s)
	if !ok {
		return "", false
	}
	return quote(at.Format(exactDate)), true
}

var durationForm = late.Pattern(`^P(?:(\d{1,5})W)?(?:(\d{1,5})D)?(?:T(?:(\d{1,6})H)?(?:(\d{1,6})M)?(?:(\d{1,7})S)?)?$`)

// readDuration reads an ISO 8601 duration of weeks to seconds.
func readDuration(s string) (time.Duration, bool) {
	m := durationForm().FindStringSubmatch(s)
	if m == nil || strings.HasSuffix(s, "T") {
		return 0, false
	}
	seconds := 0
	for i, unit := range []int{7 * 24 * 3600, 24 * 3600, 3600, 60, 1} {
		if m[i+1] != "" {
			n, _ := strconv.Atoi(m[i+1]) // digits, few enough
			seconds += n * unit
		}
	}
	return time.Duration(seconds) * time.Second, seconds > 0 && seconds <= 100*365*24*3600
}

var orderAmountForm = late.Pattern(`^\d{1,12}(?:\.(\d{1,2}))?$`)

// orderAmount reads an amount of the Orders API, which is text.
func orderAmount(s string) (c cents, decimals int, ok bool) {
	m := orderAmountForm().FindStringSubmatch(s)
	if m == nil {
		return 0, 0, false
	}
	f, err := strconv.ParseFloat(s, 64)
	return toCents(f), len(strings.TrimRight(m[1], "0")), err == nil && f > 0
}

func digitsOnly(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }

// methodHere finds a method by id on a site; on all of them when the site is unknown.
func methodHere(site mpclient.SiteID, id string) (m mpclient.Method, found bool) {
	for _, s := range mpclient.Sites {
		if site != "" && s.ID != site {
			continue
		}
		for _, m := range s.Methods {
			if m.ID == id {
				return m, true
			}
		}
	}
	return m, false
}

// sitesOfMethod lists the sites whose offline list has a method.
func sitesOfMethod(id string) []string {
	var out []string
	for _, s := range mpclient.Sites {
		if _, here := methodHere(s.ID, id); here {
			out = append(out, string(s.ID))
		}
	}
	return out
}

// methodNames are ids people write for a method, with its own.
var methodNames = map[string]string{"mastercard": "master", "master_card": "master", "american_express": "amex", "americanexpress": "amex", "boleto": "bolbradesco",
	"boletobancario": "bolbradesco", "visadebito": "debvisa", "visa_debit": "debvisa", "debito_visa": "debvisa", "mastercard_debit": "debmaster", "spei": "clabe",
	"pago_facil": "pagofacil", "rapi_pago": "rapipago", "diners_club": "diners", "pagoefectivo": "pagoefectivo_atm", "saldo": "account_money"}

func methodAlias(id string) string {
	plain := strings.ToLower(strings.TrimSpace(id))
	if near := methodNames[plain]; near != "" {
		return near
	}
	if _, known := methodHere("", plain); known && plain != id {
		return plain
	}
	return ""
}

func isCard(m mpclient.Method) bool { return m.Type == "credit_card" || m.Type == "debit_card" }
