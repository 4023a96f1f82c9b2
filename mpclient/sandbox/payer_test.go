package sandbox

import (
	"os"
	"strings"
	"testing"
)

// TestPayerByStatus holds what a payment shows of payer and card against the list of statuses, in both nodes,
// with data that was sent and with data that was not.
func TestPayerByStatus(t *testing.T) {
	data, err := os.ReadFile("../testdata/names/payer_sight.tsv")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(data)) {
		f := strings.Split(line, "\t")
		if len(f) != 4 || strings.HasPrefix(line, "#") {
			continue
		}
		there, masked := f[1] == "yes", f[2] == "masked"
		written := func(plain string) any {
			switch {
			case !there:
				return nil
			case masked:
				return mask
			}
			return plain
		}
		p := &payment{status: f[0], payerID: "7", request: object{
			"payer":           object{"email": "ana@loja.com.br", "identification": object{"type": "CPF", "number": "12345678909"}},
			"additional_info": object{"payer": object{"first_name": "Ana"}, "items": []any{object{"title": "Livro"}}}},
			card: &cardToken{bin: "50314332", lastFour: "0604", holder: "APRO", month: 11, year: 2030}}
		payer, info, card := p.payerView(), p.additionalInfo(), p.cardView()
		if payer["id"] != "7" || payer["email"] != written("ana@loja.com.br") || child(payer, "identification")["number"] != written("12345678909") {
			t.Errorf("%q: payer %v", f[0], payer)
		}
		node, has := info["payer"].(object)
		if has != there || there && node["first_name"] != written("Ana") {
			t.Errorf("%q: additional_info.payer %v", f[0], info["payer"])
		}
		if rows, _ := info["items"].([]any); len(rows) != 1 || rows[0].(object)["title"] != "Livro" {
			t.Errorf("%q: items %v", f[0], info["items"])
		}
		if masked != (card["last_four_digits"] == mask) || masked != (child(card, "cardholder")["name"] == mask) || masked != (card["expiration_year"] == nil) {
			t.Errorf("%q: card %v", f[0], card)
		}
		bare := &payment{status: f[0], payerID: "7", request: object{}}
		if v := bare.payerView(); v["email"] != nil || bare.additionalInfo()["payer"] != nil {
			t.Errorf("%q: what was not sent shows as %v", f[0], v)
		}
	}
}
