package checks

import (
	"strconv"
	"strings"
	"time"
)

// ReportZone reads a display_timezone: GMT-04 and GMT-04:00 as the guide writes it, UTC, -04:00, or a name of the time zone
// database as the specification says.
func ReportZone(name string) (*time.Location, bool) {
	offset, isGMT := strings.CutPrefix(strings.ToUpper(strings.TrimSpace(name)), "GMT")
	if !isGMT {
		offset, isGMT = strings.CutPrefix(offset, "UTC")
	}
	if isGMT && offset == "" {
		return time.UTC, true
	}
	if offset != "" && (offset[0] == '-' || offset[0] == '+') {
		hours, minutes, colon := strings.Cut(offset[1:], ":")
		h, err := strconv.ParseUint(hours, 10, 8)
		m, err2 := uint64(0), error(nil)
		if colon {
			m, err2 = strconv.ParseUint(minutes, 10, 8)
		}
		seconds := int(h*3600 + m*60)
		if err != nil || err2 != nil || colon && len(minutes) != 2 || len(hours) > 2 || m > 59 || seconds > 14*3600 {
			return nil, false
		}
		if offset[0] == '-' {
			seconds = -seconds
		}
		return time.FixedZone(strings.TrimSpace(name), seconds), true
	}
	if isGMT || name == "" || strings.EqualFold(name, "local") || !strings.Contains(name, "/") {
		return nil, false
	}
	zone, err := loadZone(strings.TrimSpace(name))
	return zone, err == nil
}

var loadZone = time.LoadLocation // tests take the database away

// ZoneNames tells whether this system has a time zone database; where it has none (Windows, small images), no name can be
// told from a mistyped one, and none is embedded: it would cost 450 KB. GMT-03 needs none.
func ZoneNames() bool {
	_, err := loadZone("America/Sao_Paulo")
	return err == nil
}
