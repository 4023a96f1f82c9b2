package sandbox

import (
	"encoding/json"
	"math"
	"strconv"
	"strings"

	"github.com/homologa/homologa/mpclient"
)

// money counts hundredths, also where the currency has no decimals. It is kept exact and
// leaves as a JSON number.
type money int64

// MarshalJSON writes decimal units: 14990 is 149.9.
func (m money) MarshalJSON() ([]byte, error) {
	return strconv.AppendFloat(nil, float64(m)/100, 'f', -1, 64), nil
}

// share is a rate of m, rounded to what the currency can express.
func (m money) share(rate float64, decimals int) money {
	unit := math.Pow10(2 - decimals)
	return money(math.Round(float64(m)*rate/unit) * unit)
}

// amountFault says why a number is no amount.
type amountFault int

const (
	amountFine amountFault = iota
	amountNotNumber
	amountNotPositive
	amountDecimals
	amountTooBig
)

// parseAmount reads a JSON number as an amount with at most the given decimals.
func parseAmount(v any, decimals int) (money, amountFault) {
	n, isNumber := v.(json.Number)
	if !isNumber {
		return 0, amountNotNumber
	}
	f, err := n.Float64()
	switch {
	case err != nil:
		return 0, amountTooBig // the grammar was checked by the decoder: only the range is left
	case f <= 0:
		return 0, amountNotPositive
	case f > 1e12:
		return 0, amountTooBig
	}
	shortest := strconv.FormatFloat(f, 'f', -1, 64)
	if _, fraction, _ := strings.Cut(shortest, "."); len(fraction) > decimals {
		return 0, amountDecimals
	}
	return money(math.Round(f * 100)), amountFine
}

// decimals of the site's amounts. Colombia has two in the schema and none in practice.
func decimals(s mpclient.Site) int {
	if s.ID == mpclient.MCO {
		return 0
	}
	return s.Decimals
}
