package checks

import (
	"errors"
	"testing"
	"time"
)

func TestReportZone(t *testing.T) {
	noon := time.Date(2026, 5, 11, 12, 0, 0, 0, time.UTC)
	for name, want := range map[string]int{
		"GMT-04": -4 * 3600, "GMT-04:00": -4 * 3600, " gmt-3 ": -3 * 3600, "GMT": 0, "UTC": 0, "UTC+05:30": 5*3600 + 1800, "-04:00": -4 * 3600, "GMT-03:30": -(3*3600 + 1800), "GMT+14": 14 * 3600, "GMT+13:59": 13*3600 + 59*60, "GMT-0": 0,
	} {
		zone, ok := ReportZone(name)
		if !ok {
			t.Errorf("%q is no zone", name)
		} else if _, offset := noon.In(zone).Zone(); offset != want {
			t.Errorf("%q is %d seconds from UTC", name, offset)
		}
	}
	for _, name := range []string{"", " ", "Local", "local", "GMT-15", "GMT-4-4", "GMT-04:60", "GMT-", "BRT", "Lua/Base", "../../etc/passwd", "America/../../x", "/etc/localtime", "GMT04", "+",
		"GMT+14:01", "GMT++3", "GMT--0", "GMT-04:", "GMT-04:3", "GMT-04:+3", "GMT-004", "GMT-255", "GMT-04:00:00"} {
		if zone, ok := ReportZone(name); ok {
			t.Errorf("%q is the zone %v", name, zone)
		}
	}
}

// Without a database names are not known, offsets are.
func TestReportZoneWithoutDatabase(t *testing.T) {
	was := loadZone
	t.Cleanup(func() { loadZone = was })
	loadZone = func(string) (*time.Location, error) { return nil, errors.New("no database") }
	if _, ok := ReportZone("America/Sao_Paulo"); ok || ZoneNames() {
		t.Error("a name is known without a database")
	}
	if _, ok := ReportZone("GMT-03"); !ok {
		t.Error("GMT-03 needs a database")
	}
	loadZone = func(name string) (*time.Location, error) { return time.FixedZone(name, -3*3600), nil }
	if _, ok := ReportZone("America/Sao_Paulo"); !ok || !ZoneNames() {
		t.Error("the database is not asked")
	}
}
