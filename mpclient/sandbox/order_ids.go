package sandbox

import (
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/homologa/homologa/mpclient"
	"github.com/homologa/homologa/mpclient/late"
)

const crockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

// ulid is 48 bits of milliseconds and 80 random ones in Crockford's alphabet.
func ulid(now time.Time, ids *source) string {
	b, ms := make([]byte, 26), now.UnixMilli()
	for i := 9; i >= 0; i-- {
		b[i] = crockford[ms&31]
		ms >>= 5
	}
	for i := 10; i < len(b); i++ {
		b[i] = crockford[ids.between(0, 32)]
	}
	return string(b)
}

// newOrderID is ORD and a ULID; test sellers get ORDTST.
func (s *Server) newOrderID() string {
	if s.acct.testUser() {
		return "ORDTST" + ulid(s.cfg.Now(), s.ids)
	}
	return "ORD" + ulid(s.cfg.Now(), s.ids)
}

// Older fixtures carry bare ULIDs and lower-case prefixes, so a client may still ask for such.
var (
	orderIDForm       = late.Pattern(`^(ORD(TST)?)?[0-9A-HJKMNP-TV-Z]{26}$`)
	transactionIDForm = late.Pattern(`^(PAY|pay_)?[0-9A-HJKMNP-TV-Z]{26}$`)
)

// countryISO3 is what orders say in country_code; the specification claims the site id.
var countryISO3 = map[mpclient.SiteID]string{
	mpclient.MLA: "ARG", mpclient.MLB: "BRA", mpclient.MLC: "CHL", mpclient.MCO: "COL", mpclient.MLM: "MEX", mpclient.MPE: "PER", mpclient.MLU: "URY",
}

// orderDate is UTC with milliseconds, unlike every other part of the API.
func orderDate(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000Z") }

// orderExpiry has an offset, as on the published Pix order.
func orderExpiry(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000+00:00") }

var orderAmountForm = late.Pattern(`^\d{1,12}(?:\.(\d{1,2}))?$`)

// orderAmount reads an amount, which in orders is text with at most the site's decimals.
// Colombia writes two of them and uses none.
func orderAmount(site mpclient.Site, sent string) (money, bool) {
	m := orderAmountForm().FindStringSubmatch(sent)
	if m == nil || len(m[1]) > site.Decimals || decimals(site) == 0 && strings.Trim(m[1], "0") != "" {
		return 0, false
	}
	f, err := strconv.ParseFloat(sent, 64)
	if err != nil || f <= 0 {
		return 0, false
	}
	return money(math.Round(f * 100)), true
}

func (s *Server) orderMoney(m money) string {
	return strconv.FormatFloat(float64(m)/100, 'f', s.site.Decimals, 64)
}

var durationForm = late.Pattern(`^P(?:(\d{1,5})W)?(?:(\d{1,5})D)?(?:T(?:(\d{1,6})H)?(?:(\d{1,6})M)?(?:(\d{1,7})S)?)?$`)

// longestDuration, a hundred years, keeps far below what a time.Duration can hold.
const longestDuration = 100 * 365 * 24 * 3600

// parseDuration reads an ISO 8601 duration of weeks to seconds. Months and years have no fixed
// length and are refused.
func parseDuration(text string) (time.Duration, bool) {
	m := durationForm().FindStringSubmatch(text)
	if m == nil || strings.HasSuffix(text, "T") {
		return 0, false
	}
	seconds := 0
	for i, unit := range []int{7 * 24 * 3600, 24 * 3600, 3600, 60, 1} {
		if m[i+1] != "" {
			n, err := strconv.Atoi(m[i+1])
			if err != nil {
				return 0, false
			}
			seconds += n * unit
		}
	}
	return time.Duration(seconds) * time.Second, seconds > 0 && seconds <= longestDuration
}
