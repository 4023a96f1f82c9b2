package rules

import "time"

const day = 24 * time.Hour

// When a certificate ends soon is relative to its life: certificates of 45 days would be called
// late for two thirds of theirs. Let's Encrypt issues, by default, for 90 days, for 64 from
// 10 February 2027 and for 45 from 16 February 2028, and for six days on request
// (letsencrypt.org/2025/12/02/from-90-to-45). Renewal is due at two thirds of the life.
const (
	soonLong     = 30 * day // for lives of 90 days and more
	longLife     = 90 * day
	lastDays     = 3 * day
	shortestLife = 10 * day // six-day certificates renew inside their last three days
)

// lifeLimits are the longest lives of certificates of public authorities by the day they begin,
// newest first: CA/Browser Forum Baseline Requirements 6.3.2, ballots SC-081v3 (2025), SC-31 (2020)
// and 193 (2017).
var lifeLimits = []struct {
	from time.Time
	days int
}{
	{dayOf(2029, time.March, 15), 47},
	{dayOf(2027, time.March, 15), 100},
	{dayOf(2026, time.March, 15), 200},
	{dayOf(2020, time.September, 1), 398},
	{dayOf(2018, time.March, 1), 825},
}

// tls13Expected is when a server without TLS 1.3 stops being only worth a note.
var tls13Expected = dayOf(2027, time.January, 1)

func dayOf(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 0, 0, 0, 0, time.UTC) }

// lifeLimit is the longest life in days of a public certificate that begins at a moment; 0 is none.
func lifeLimit(from time.Time) int {
	for _, l := range lifeLimits {
		if !from.Before(l.from) {
			return l.days
		}
	}
	return 0
}

const (
	maxSent       = 4         // certificates a chain needs at most: leaf, two intermediates, a cross-signed root
	maxChainBytes = 100 << 10 // OpenSSL's clients take no more (SSL_CTX_set_max_cert_list)
	minRSA        = 2048      // Baseline Requirements 6.1.5
	minEC         = 256       // the same
	weakDH        = 1024      // RFC 9325, 4.1
	maxRedirects  = 5         // hops before the page
	minHSTS       = 180 * day // Qualys and Mozilla Observatory ask for six months
)
