package fix

import (
	"encoding/json"
	"strings"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/checks/lint"
	"github.com/homologa/homologa/mpclient"
)

// requestFields are what a creation takes; the rest of an answer is the API's own.
var requestFields = map[lint.Kind][]string{
	lint.Payment: {"transaction_amount", "description", "payment_method_id", "installments", "issuer_id", "payer", "additional_info", "external_reference", "statement_descriptor",
		"notification_url", "binary_mode", "date_of_expiration", "metadata", "three_d_secure_mode", "callback_url", "application_fee", "currency_id"},
	lint.Order: {"type", "processing_mode", "total_amount", "external_reference", "description", "payer", "items", "transactions", "shipment", "capture_mode", "expiration_time",
		"marketplace_fee", "additional_info", "config"},
	lint.Preapproval: {"reason", "external_reference", "payer_email", "card_token_id", "auto_recurring", "back_url", "status", "preapproval_plan_id"},
}

// beside compares what was seen of an integration with the model of its kind. Without an object,
// or for items that are no field of one, there is nothing to compare.
func beside(id checks.ID, s *scene, f *checks.Facts) []Fix {
	if _, field := preferenceEdits[id]; !field {
		return nil
	}
	kind, body := witnessed(s, f)
	if body == nil {
		return nil
	}
	raw, err := json.Marshal(body)
	if err != nil {
		return nil
	}
	c := lint.Model(kind, raw, s.site.ID)
	var table strings.Builder
	for _, r := range c.Rows {
		if line := besideLine(s, r); line != "" {
			table.WriteString(line + "\n")
		}
	}
	if table.Len() == 0 {
		return nil
	}
	out := []Fix{{Model, s.T("O seu, campo a campo, ao lado do modelo", "El suyo, campo por campo, junto al modelo", "Yours, field by field, beside the model"), table.String()}}
	var whole any
	if json.Unmarshal(c.Body, &whole) == nil {
		if text, err := json.MarshalIndent(whole, "", "  "); err == nil {
			out = append(out, Fix{JSON, s.T("Corpo completo: os seus valores, e exemplos no que falta", "Cuerpo completo: sus valores, y ejemplos en lo que falta", "The complete body: your values, and samples where one is missing"), string(text) + "\n"})
		}
	}
	return out
}

// witnessed is the object that shows what this integration sends, as a request.
func witnessed(s *scene, f *checks.Facts) (lint.Kind, object) {
	answer := func(k checks.Key[checks.Created], kind lint.Kind) (lint.Kind, object) {
		c, ok := k.Get(f)
		if !ok {
			return "", nil
		}
		out := object{}
		for _, name := range requestFields[kind] {
			if v := c.Doc.Root()[name]; checks.Filled(v) {
				out[name] = unmasked(name, v)
			}
		}
		if c.Sent && c.Doc.Has("token") {
			out["token"] = strings.Repeat("0", 32) // masked as it was read; that it was sent is known
		}
		return kind, out
	}
	switch s.product {
	case checks.CheckoutAPI, checks.Bricks:
		return answer(checks.FactPayment, lint.Payment)
	case checks.Orders, checks.QR, checks.Point:
		return answer(checks.FactOrder, lint.Order)
	case checks.Subscriptions:
		return answer(checks.FactSubscription, lint.Preapproval)
	}
	if s.pref == nil {
		return answer(checks.FactPayment, lint.Payment)
	}
	return lint.Preference, sampled(ownPreference(s)).(object)
}

// unmasked puts a sample where a value was masked before it could be kept: that it was sent is all
// that is known of it.
func unmasked(path string, v any) any {
	switch x := v.(type) {
	case map[string]any:
		out := object{}
		for k, e := range x {
			out[k] = unmasked(join(path, k), e)
		}
		return out
	case []any:
		out := make([]any, len(x))
		for i, e := range x {
			out[i] = unmasked(path+"[]", e)
		}
		return out
	case string:
		if !redacted(x) {
			return x
		}
		switch {
		case strings.HasSuffix(path, "email"):
			return "buyer@shop.example"
		case strings.HasSuffix(path, "identification.number"):
			return "12345678909"
		case strings.HasSuffix(path, "number"), strings.HasSuffix(path, "zip_code"):
			return "12345678"
		}
		return "Ana"
	}
	return v
}

// sampled puts the sample where a snippet would have a variable.
func sampled(v any) any {
	switch x := v.(type) {
	case variable:
		return x.sample
	case object:
		out := object{}
		for k, e := range x {
			out[k] = sampled(e)
		}
		return out
	case []any:
		out := make([]any, len(x))
		for i, e := range x {
			out[i] = sampled(e)
		}
		return out
	}
	return v
}

// besideLine words one row: a mark, the path, the value, and what the model has instead.
func besideLine(s *scene, r lint.Row) string {
	value := func(v string) string { return strings.ReplaceAll(mpclient.CleanLine(v, 60), "***", "…") }
	path, yours, model := mpclient.CleanLine(r.Path, 80), value(r.Yours), value(r.Model)
	switch r.State {
	case lint.Same:
		return "  " + path + " = " + yours
	case lint.Missing:
		return "+ " + path + " = " + model + s.T("   (falta)", "   (falta)", "   (missing)")
	case lint.Bad:
		line := "! " + path + " = " + yours
		if model != "" {
			line += " → " + model
		}
		if why := s.lang.Text(r.Why); why != "" {
			line += "\n    " + mpclient.CleanLine(why, 200)
		}
		return line
	}
	return "" // extras of an answer are the API's own
}
