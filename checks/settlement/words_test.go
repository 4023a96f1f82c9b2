package settlement

import (
	"os"
	"slices"
	"strings"
	"testing"
)

// TestWords takes each word of the list alone and asks what it stands for.
func TestWords(t *testing.T) {
	raw, err := os.ReadFile("../../mpclient/testdata/names/report_words.tsv")
	if err != nil {
		t.Fatal(err)
	}
	moved := map[string]Move{"sale": MoveSale, "refund": MoveRefund, "chargeback": MoveChargeback, "dispute": MoveDispute, "balance": MoveBalance, "opening": MoveOpening, "total": MoveTotal}
	stands := map[string]Standing{"paid": StandsPaid, "unpaid": StandsUnpaid, "refunded": StandsRefunded, "partly refunded": StandsPartlyRefunded, "charged back": StandsChargedBack, "disputed": StandsDisputed}
	for line := range strings.Lines(string(raw)) {
		if line[0] == '#' {
			continue
		}
		c := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if len(c) != 3 {
			t.Fatalf("%d columns in %q", len(c), line)
		}
		word, means := c[1], c[2]
		shouted := " " + strings.ToUpper(word) + ". "
		switch c[0] {
		case "report column":
			if !slices.Contains(reportColumns[fold(shouted)], means) {
				t.Errorf("%q is %v, want %s", word, reportColumns[fold(shouted)], means)
			}
		case "order column":
			if !slices.Contains(orderColumns[fold(shouted)], means) {
				t.Errorf("%q is %v, want %s", word, orderColumns[fold(shouted)], means)
			}
		case "movement":
			if m := meaning(map[string]Move{}, moves, []byte(shouted)); moved[means] == MoveOther || m != moved[means] {
				t.Errorf("%q is %v, want %s", word, m, means)
			}
		case "record":
			if m := meaning(map[string]Move{}, records, []byte(shouted)); moved[means] == MoveOther || m != moved[means] {
				t.Errorf("%q is %v, want %s", word, m, means)
			}
		case "status":
			if s := standingOf(map[string]Standing{}, []byte(shouted)); stands[means] == StandsUnknown || s != stands[means] {
				t.Errorf("%q is %v, want %s", word, s, means)
			}
		case "letter":
			if got := fold("x" + word); got != "x"+means {
				t.Errorf("%q folds to %q", word, got)
			}
		default:
			t.Errorf("%q is no kind of word", c[0])
		}
	}
}
