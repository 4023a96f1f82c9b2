package settlement

import (
	"bytes"
	"time"
)

// defaultZone is the zone of the columns when a report says none.
const defaultOffset = -4 * 3600

// instant is a moment and the day it was written as.
type instant struct {
	unix int64
	day  int32 // 20260511, in the zone the file is written in
}

// parseDate reads 2026-05-11T10:01:02.000-04:00, the same with a blank, Z or no zone, 11/05/2026 10:01 and 2026-05-11. offset is
// for those without a zone, in seconds.
func parseDate(b []byte, offset int) (instant, bool) {
	b = bytes.TrimSpace(b)
	if len(b) < 10 {
		return instant{}, false
	}
	var y, m, d int
	ok := true
	num := func(s []byte) (n int) {
		for _, c := range s {
			if c < '0' || c > '9' {
				ok = false
				return 0
			}
			n = n*10 + int(c-'0')
		}
		return n
	}
	switch {
	case b[4] == '-' && b[7] == '-':
		y, m, d = num(b[:4]), num(b[5:7]), num(b[8:10])
	case b[2] == '/' && b[5] == '/', b[2] == '-' && b[5] == '-':
		d, m, y = num(b[:2]), num(b[3:5]), num(b[6:10])
	default:
		return instant{}, false
	}
	hour, minute, second, rest := 0, 0, 0, b[10:]
	if len(rest) > 0 {
		if rest[0] != 'T' && rest[0] != ' ' || len(rest) < 6 || rest[3] != ':' {
			return instant{}, false
		}
		hour, minute = num(rest[1:3]), num(rest[4:6])
		rest = rest[6:]
		if len(rest) >= 3 && rest[0] == ':' {
			second = num(rest[1:3])
			rest = rest[3:]
		}
		if len(rest) > 0 && (rest[0] == '.' || rest[0] == ',') {
			i := 1
			for i < len(rest) && rest[i] >= '0' && rest[i] <= '9' {
				i++
			}
			rest = rest[i:]
		}
		rest = bytes.TrimSpace(rest)
		switch {
		case len(rest) == 0:
		case len(rest) == 1 && rest[0] == 'Z':
			offset = 0
		case (rest[0] == '-' || rest[0] == '+') && (len(rest) == 6 && rest[3] == ':' || len(rest) == 5 || len(rest) == 3):
			hours, minutes := num(rest[1:3]), 0
			if len(rest) > 3 {
				minutes = num(rest[len(rest)-2:])
			}
			offset = hours*3600 + minutes*60
			ok = ok && minutes < 60 && offset <= widestZone
			if rest[0] == '-' {
				offset = -offset
			}
		default:
			return instant{}, false
		}
	}
	// Date carries what does not exist, 30 February or the hour 25, into what does: then it comes back changed.
	at := time.Date(y, time.Month(m), d, hour, minute, second, 0, time.UTC)
	atY, atM, atD := at.Date()
	atHour, atMinute, atSecond := at.Clock()
	if !ok || y < 1990 || y > 2200 || atY != y || int(atM) != m || atD != d || atHour != hour || atMinute != minute || atSecond != second {
		return instant{}, false
	}
	return instant{at.Unix() - int64(offset), int32(y*10000 + m*100 + d)}, true
}

// widestZone is the offset of the clock furthest from UTC, Kiritimati's.
const widestZone = 14 * 3600

// in gives the day of the moment in a zone; nil keeps the day as written.
func (i instant) in(zone *time.Location) int32 {
	if zone == nil {
		return i.day
	}
	t := time.Unix(i.unix, 0).In(zone)
	return int32(t.Year()*10000 + int(t.Month())*100 + t.Day())
}
