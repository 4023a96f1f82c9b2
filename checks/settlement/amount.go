package settlement

import (
	"bytes"
	"errors"
	"strconv"
)

// Amount is money in ten-thousandths of the currency's unit: reports have two decimals, spreadsheets up to four.
type Amount int64

// unit is one whole unit of a currency.
const unit = 10_000

// String writes a plain decimal with at least two decimals: "-1234.56".
func (a Amount) String() string { return string(a.append(nil)) }

func (a Amount) append(b []byte) []byte {
	u := uint64(a)
	if a < 0 {
		b = append(b, '-')
		u = -u
	}
	b = strconv.AppendUint(b, u/unit, 10)
	f := u % unit
	b = append(b, '.', byte('0'+f/1000), byte('0'+f/100%10))
	if f%100 != 0 {
		b = append(b, byte('0'+f/10%10))
		if f%10 != 0 {
			b = append(b, byte('0'+f%10))
		}
	}
	return b
}

// MarshalJSON writes the amount as a string: a JSON number would be read as a float by most.
func (a Amount) MarshalJSON() ([]byte, error) {
	return append(a.append([]byte{'"'}), '"'), nil
}

// UnmarshalJSON reads what MarshalJSON writes.
func (a *Amount) UnmarshalJSON(b []byte) error {
	v, sh := parseAmount(bytes.Trim(b, `"`), Point)
	if sh == unreadable {
		return errors.New("settlement: not an amount")
	}
	*a = v
	return nil
}

// plus adds and tells whether the sum fits.
func (a Amount) plus(b Amount) (Amount, bool) {
	c := a + b
	return c, (c > a) == (b > 0)
}

// Decimals is the mark between whole units and decimals.
type Decimals byte

// The marks. Unsaid leaves it to the file.
const (
	Unsaid Decimals = 0
	Point  Decimals = '.'
	Comma  Decimals = ','
)

// shape tells what the writing of an amount says about the decimal mark of its file.
type shape byte

const (
	unreadable shape = iota
	plainShape       // no mark at all
	pointShape       // the point is certainly the decimal mark
	commaShape
	ambiguous // 1.234: a thousand or a unit
)

const maxWhole = (1<<63 - 1) / unit

// parseAmount reads a number as people and programs of the seven countries write it. dec decides the ambiguous ones;
// with Unsaid these come back as ambiguous and without a value.
func parseAmount(b []byte, dec Decimals) (Amount, shape) {
	b = bytes.TrimSpace(b)
	negative := false
	if len(b) > 0 && (b[0] == '-' || b[0] == '+') {
		negative = b[0] == '-'
		b = b[1:]
	} else if bytes.HasPrefix(b, minusSign) {
		negative, b = true, b[len(minusSign):]
	}
	for _, symbol := range symbols {
		if rest, ok := bytes.CutPrefix(b, symbol); ok {
			b = bytes.TrimLeft(bytes.TrimPrefix(rest, nbsp), " ")
			if !negative && len(b) > 0 && b[0] == '-' {
				negative, b = true, b[1:]
			}
			break
		}
	}
	if len(b) == 0 || len(b) > 40 {
		return 0, unreadable
	}
	// One pass: where the marks are.
	points, commas, last := 0, 0, -1
	for i, c := range b {
		switch {
		case c >= '0' && c <= '9':
		case c == '.':
			points++
			last = i
		case c == ',':
			commas++
			last = i
		default:
			return 0, unreadable
		}
	}
	sh, mark := plainShape, byte(0) // mark: the decimal one
	switch {
	case points+commas == 0:
	case points > 0 && commas > 0:
		mark = b[last]
		if mark == '.' && points > 1 || mark == ',' && commas > 1 {
			return 0, unreadable
		}
	case points+commas > 1: // all of one kind: thousands
		mark = 0
		sh = commaShape
		if commas > 0 {
			sh = pointShape
		}
	case len(b)-last-1 == 3 && last >= 1 && last <= 3 && b[0] != '0':
		if dec == Unsaid {
			return 0, ambiguous
		}
		sh = ambiguous
		if b[last] == byte(dec) {
			mark = b[last]
		}
	default:
		mark = b[last]
	}
	if sh == plainShape && mark == '.' {
		sh = pointShape
	} else if sh == plainShape && mark == ',' {
		sh = commaShape
	}
	v, ok := digits(b, mark, last)
	if !ok {
		return 0, unreadable
	}
	if negative {
		v = -v
	}
	return v, sh
}

var (
	minusSign = []byte("\u2212")
	nbsp      = []byte("\u00a0")
	symbols   = [][]byte{[]byte("R$"), []byte("$U"), []byte("S/"), []byte("$")}
)

// digits adds the number up; mark is the decimal one, 0 when there is none, at last.
func digits(b []byte, mark byte, last int) (Amount, bool) {
	whole := b
	var frac []byte
	if mark != 0 {
		whole, frac = b[:last], b[last+1:]
	}
	var u int64
	group, seen := 0, false // digits since a thousands mark
	for i, c := range whole {
		if c == '.' || c == ',' {
			if c == mark || i == 0 || !seen && group > 3 || seen && group != 3 {
				return 0, false
			}
			group, seen = 0, true
			continue
		}
		if group++; u > maxWhole/10 {
			return 0, false
		}
		u = u*10 + int64(c-'0')
	}
	if seen && group != 3 || u >= maxWhole || len(whole)+len(frac) == 0 {
		return 0, false
	}
	u *= unit
	for i, scale := 0, int64(unit/10); i < len(frac); i, scale = i+1, scale/10 {
		if scale == 0 && frac[i] != '0' {
			return 0, false // finer than an Amount
		}
		u += int64(frac[i]-'0') * scale
	}
	return Amount(u), true
}
