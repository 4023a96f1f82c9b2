package rules

import (
	"os"
	"strings"
	"testing"
	"time"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/mpclient"
)

// sighted is one status of the list of what a payment shows of its payer.
type sighted struct {
	status        string
	there, masked bool
}

func sightedStatuses(t *testing.T) (out []sighted) {
	t.Helper()
	data, err := os.ReadFile("../../mpclient/testdata/names/payer_sight.tsv")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(data)) {
		if f := strings.Split(line, "\t"); len(f) == 4 && !strings.HasPrefix(line, "#") {
			out = append(out, sighted{f[0], f[1] == "yes", f[2] == "masked"})
		}
	}
	return out
}

// TestHiddenPayerProvesNothing puts each payer row in every status, with the field there, masked or absent, in
// each of the nodes that may hold it.
func TestHiddenPayerProvesNothing(t *testing.T) {
	const mask, name, mail, number = `"XXXXXXXXXXX"`, `"Ana"`, `"ana@loja.com.br"`, `"12345678909"`
	rows := []struct {
		id, body, plain string
		valued          bool // its value is judged too
	}{
		{"homologation.payer_first_name", `"additional_info":{"payer":{"first_name":%}}`, name, false},
		{"homologation.payer_first_name", `"payer":{"first_name":%}`, name, false},
		{"homologation.payer_last_name", `"additional_info":{"payer":{"last_name":%}}`, name, false},
		{"homologation.payer_last_name", `"payer":{"last_name":%}`, name, false},
		{"homologation.payer_phone", `"additional_info":{"payer":{"phone":{"number":%}}}`, number, false},
		{"homologation.payer_phone", `"payer":{"phone":{"number":%}}`, number, false},
		{"homologation.address", `"additional_info":{"payer":{"address":{"street_name":%}}}`, name, false},
		{"homologation.email", `"payer":{"email":%}`, mail, true},
		{"homologation.payer_identification", `"payer":{"identification":{"type":"CPF","number":%}}`, number, true},
	}
	reqs := map[checks.ID]checks.Requirement{}
	for _, r := range All() {
		reqs[r.ID] = r
	}
	for _, s := range sightedStatuses(t) {
		for _, row := range rows {
			for state, value := range map[string]string{"plain": row.plain, "masked": mask, "null": "null", "absent": ""} {
				raw := `{"status":"` + s.status + `"}`
				if value != "" {
					raw = `{"status":"` + s.status + `",` + strings.Replace(row.body, "%", value, 1) + `}`
				}
				doc, err := checks.ParseDoc("1", mpclient.NewRedactor().JSON([]byte(raw)))
				if err != nil {
					t.Fatal(err)
				}
				f := checks.NewFacts(time.Time{}, checks.FactPayment.Of(checks.Created{Doc: doc, Chosen: true, Marks: mpclient.MarksOf([]byte(raw))}),
					checks.FactSettings.Of(checks.Settings{Product: checks.CheckoutAPI, Site: mpclient.MLB}), checks.FactAccount.Of(mpclient.Account{ID: 7, Site: mpclient.MLB}))
				got := reqs[checks.ID(row.id)].Judge(f)
				ok := false
				switch {
				case state == "plain":
					ok = got.Verdict == checks.Pass && len(got.Evidence) == 1
				case state == "masked" && row.valued:
					ok = got.Verdict == checks.Inconclusive && got.Detail.Key == "find.field.masked"
				case state == "masked":
					ok = got.Verdict == checks.Pass && len(got.Evidence) == 2 && got.Evidence[1].Text.Key == "ev.field_masked"
				case s.there:
					ok = got.Verdict == checks.Fail || got.Verdict == checks.Warn
				default:
					ok = got.Verdict == checks.Inconclusive && got.Detail.Key == "find.field.payer_hidden" && len(got.Causes) == 0
				}
				if !ok {
					t.Errorf("%s, %q, %s: %s %s %v", row.id, s.status, state, got.Verdict, got.Detail.Key, got.Evidence)
				}
			}
		}
	}
}
