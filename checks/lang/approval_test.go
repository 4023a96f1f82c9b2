package lang

import (
	"strings"
	"testing"

	"github.com/homologa/homologa/checks"
)

func TestApprovalKeysExist(t *testing.T) {
	want(t, "outcome.", checks.Outcomes...)
	want(t, "datafield.", checks.DataFields...)
	want(t, "industry.", checks.Industries...)
	want(t, "advice.", checks.RejectionDetails...)
	want(t, "fact.", checks.FactHistory.Name)
	want(t, "input.", "industry")
	known := len(checks.RejectionDetails) + len([]string{"line", "unknown"})
	found := 0
	for key := range entries(t) {
		if strings.HasPrefix(key, "advice.") {
			found++
		}
	}
	if found != known {
		t.Errorf("%d pieces of advice for %d rejections", found, known)
	}
}

// TestNoRateIsDemanded: Mercado Pago publishes none, and a text must not make one up.
func TestNoRateIsDemanded(t *testing.T) {
	for key, words := range map[string]map[Lang]string{
		"req.approval.history.ask":  {PT: "não publica um número", ES: "no publica un número", EN: "publishes no number"},
		"find.missing_data.unknown": {PT: "não prova nada", ES: "no prueba nada", EN: "proves nothing"},
		"find.sales.none_orders":    {PT: "Não está documentado", ES: "No está documentado", EN: "not documented"},
	} {
		for l, w := range words {
			if got := l.S(key); !strings.Contains(got, w) {
				t.Errorf("%s %s: %q lost %q", key, l, got, w)
			}
		}
	}
	for key, e := range entries(t) {
		about := strings.HasPrefix(key, "req.approval.") || strings.HasPrefix(key, "advice.") || strings.HasPrefix(key, "find.sales") || strings.HasPrefix(key, "find.retries") ||
			strings.HasPrefix(key, "find.rejections") || strings.HasPrefix(key, "find.missing_data") || strings.HasPrefix(key, "find.approval")
		if about && !command(key) && strings.Contains(e.pt+e.es+e.en, "%") {
			t.Errorf("%s states a percentage of its own", key)
		}
	}
}
