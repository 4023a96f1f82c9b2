package lint_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/homologa/homologa/checks/lang"
	"github.com/homologa/homologa/checks/lint"
	"github.com/homologa/homologa/mpclient"
)

// TestTheModelIsWhatItPreaches: for every country and kind the model of an empty body leaves nothing to say.
func TestTheModelIsWhatItPreaches(t *testing.T) {
	for _, site := range mpclient.Sites {
		for _, kind := range lint.Kinds {
			c := lint.Model(kind, nil, site.ID)
			if c.Count(lint.Missing) != len(c.Rows) || len(c.Rows) < 6 {
				t.Errorf("%s %s: %d rows, %d missing", site.ID, kind, len(c.Rows), c.Count(lint.Missing))
			}
			for _, f := range lint.Judge(c.Body, lint.Options{Kind: kind, Site: site.ID, Now: noon}).Faults {
				t.Errorf("%s %s: %s %s %s", site.ID, kind, f.Severity, f.Path, lang.EN.Text(f.Text))
			}
		}
	}
}

// TestTheModelKeepsWhatIsRight: what the sender has right stays, what is wrong is replaced, and the result would be taken.
func TestTheModelKeepsWhatIsRight(t *testing.T) {
	for _, s := range samples(t) {
		if s.name == "payment_trailing_comma" || s.name == "order_broken" {
			continue
		}
		site := s.site
		if site == "" {
			site = lint.Judge(s.body, s.options()).Site
		}
		opt := s.options()
		opt.Kind, opt.Site = s.kind(), site
		c := lint.Compare(s.body, opt)
		if !c.Unjudged.IsZero() || c.Kind != s.kind() {
			t.Errorf("%s: %v", s.name, c.Unjudged)
			continue
		}
		var mine, model any
		if json.Unmarshal(s.body, &mine) != nil || json.Unmarshal(c.Body, &model) != nil {
			t.Fatalf("%s: %s", s.name, c.Body)
		}
		r := lint.Judge(c.Body, opt)
		if f := r.First(); f != nil {
			t.Errorf("%s: the model is refused: %s %s\n%s", s.name, brief(*f), lang.EN.Text(f.Text), c.Body)
		}
		for _, row := range c.Rows {
			if (row.State == lint.Same) != row.Why.IsZero() || !row.Why.IsZero() && !lang.Has(row.Why.Key) {
				t.Errorf("%s: %+v", s.name, row)
			}
			if row.State == lint.Missing && row.Yours != "" && row.Yours != "null" && row.Yours != `""` || row.State == lint.Same && row.Yours != row.Model {
				t.Errorf("%s: %+v", s.name, row)
			}
		}
		if s.simulator == "ok" && len(s.want) == 0 && c.Count(lint.Bad) > 0 {
			t.Errorf("%s: a right body with %d bad fields: %+v", s.name, c.Count(lint.Bad), c.Rows)
		}
	}
}

func TestModelRows(t *testing.T) {
	c := lint.Model("", []byte(`{"transaction_amount":"10.50","payment_method_id":"mastercard","token":"4509953566233704","capture":true,"webhook":"x",
		"payer":{"email":"ana@example.com","identification":{"type":"CPF","number":"123.456.789-09"}},"metadata":{"cart":7},"coupon_code":null}`), "")
	if c.Kind != lint.Payment || c.Site != mpclient.MLB {
		t.Fatal(c.Kind, c.Site)
	}
	rows := map[string]lint.Row{}
	for _, r := range c.Rows {
		if _, twice := rows[r.Path]; twice {
			t.Error("twice:", r.Path)
		}
		rows[r.Path] = r
	}
	for path, want := range map[string]lint.Row{
		"transaction_amount":          {State: lint.Bad, Yours: `"10.50"`, Model: "10.50"},
		"payment_method_id":           {State: lint.Bad, Yours: `"mastercard"`, Model: `"master"`},
		"token":                       {State: lint.Bad, Yours: `"***"`, Model: `"***"`},
		"payer.email":                 {State: lint.Same, Yours: `"a***@example.com"`, Model: `"a***@example.com"`},
		"payer.identification.number": {State: lint.Bad, Yours: `"***"`, Model: `"***"`},
		"installments":                {State: lint.Missing, Model: "1"},
		"capture":                     {State: lint.Extra, Yours: "true", Model: "true"},
		"metadata.cart":               {State: lint.Extra, Yours: "7", Model: "7"},
		"webhook":                     {State: lint.Extra, Yours: `"x"`},
		"coupon_code":                 {State: lint.Extra, Yours: "null"},
	} {
		got := rows[path]
		if got.State != want.State || got.Yours != want.Yours || got.Model != want.Model {
			t.Errorf("%s: %+v, want %+v", path, got, want)
		}
	}
	if strings.Contains(string(c.Body), "4509953566233704") || strings.Contains(string(c.Body), "webhook\": \"x") {
		t.Errorf("%s", c.Body)
	}
	if c := lint.Model("", []byte(`[1]`), ""); c.Unjudged.IsZero() || c.Body != nil {
		t.Errorf("%+v", c)
	}
	if c := lint.Model("", []byte(`{"a":1}`), ""); c.Unjudged.Key != "lint.kind_open" {
		t.Errorf("%+v", c)
	}
}
