package fix

import (
	"encoding/json"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/mpclient"
)

// edit puts a value where a preference lacks one. Array steps "[]" fan out, counting from 1.
type edit struct {
	path  string
	value func(s *scene, n int) any
	// keeps tells whether a value that is there already does; nil: anything filled does.
	keeps func(s *scene, v any) bool
	// amend makes a value of the integration's own right; nil: value replaces it.
	amend func(s *scene, v any) any
}

func put(path string, v any) edit { return edit{path: path, value: func(*scene, int) any { return v }} }

func say2(path string, t say) edit {
	return edit{path: path, value: func(s *scene, _ int) any { return s.say(t) }}
}

// fromOrder takes the value from the order.
func fromOrder(path string) edit {
	return edit{path: path, value: func(s *scene, _ int) any { return s.personal()[path] }}
}

// always replaces what is there.
func (e edit) always() edit {
	e.keeps = func(*scene, any) bool { return false }
	return e
}

// valid makes sure that the API takes the request, whatever was kept of it.
var valid = []edit{
	{path: "items[].title", value: func(s *scene, n int) any { return s.T("Produto ", "Producto ", "Product ") + strconv.Itoa(n) }},
	{path: "items[].quantity", value: func(*scene, int) any { return json.Number("1") }, keeps: positive},
	{path: "items[].currency_id", value: func(s *scene, _ int) any { return s.site.Currency }},
	{path: "items[].unit_price", value: func(*scene, int) any { return json.Number("100") }, keeps: positive},
}

func positive(_ *scene, v any) bool { return number(v) > 0 }

// date makes a moment some days after the audit, the sample year when there is no clock.
func date(path string, days int) edit {
	return edit{path: path,
		value: func(s *scene, _ int) any {
			at := s.now
			if at.IsZero() {
				at = time.Date(2030, 1, 1, 12, 0, 0, 0, time.UTC)
			}
			return at.In(time.FixedZone("", -3*3600)).AddDate(0, 0, days).Format(dateForm)
		},
		keeps: func(s *scene, v any) bool {
			at, err := time.Parse(time.RFC3339, checks.Scalar(v))
			return err == nil && (days <= 0 || s.now.IsZero() || at.After(s.now))
		}}
}

func backURL(name string) edit {
	return edit{path: "back_urls." + name, value: func(s *scene, _ int) any { return s.page.Origin() + "/checkout/" + name }}
}

var (
	backURLs  = []edit{backURL("success"), backURL("pending"), backURL("failure"), put("auto_return", "approved")}
	noticeURL = edit{path: "notification_url", value: func(s *scene, _ int) any { return s.hook.notificationURL() }}
	descript  = edit{path: "statement_descriptor", value: func(s *scene, _ int) any {
		return s.T("MINHALOJA", "MITIENDA", "MYSHOP")
	}, keeps: func(_ *scene, v any) bool {
		n := len([]rune(checks.Scalar(v)))
		return n > 0 && n <= descriptorMax
	}, amend: func(_ *scene, v any) any {
		return strings.TrimSpace(string([]rune(checks.Scalar(v))[:descriptorShown]))
	}}
)

// A descriptor may have 22 characters; card bills show 13.
const descriptorMax, descriptorShown = 22, 13

// onlyWebhooks switches the second channel off in an address the integration has already.
var onlyWebhooks = edit{path: "notification_url", value: noticeURL.value,
	keeps: func(_ *scene, v any) bool {
		u, err := url.Parse(checks.Scalar(v))
		return err == nil && u.Query().Get("source_news") == "webhooks"
	},
	amend: func(s *scene, v any) any {
		u, err := url.Parse(checks.Scalar(v))
		if err != nil {
			return s.hook.notificationURL()
		}
		q := u.Query()
		q.Set("source_news", "webhooks")
		u.RawQuery = q.Encode()
		return u.String()
	}}

// preferenceEdits says for each requirement on a preference what it adds.
var preferenceEdits = map[checks.ID][]edit{
	"homologation.external_reference": {fromOrder("external_reference")},
	"homologation.email":              {fromOrder("payer.email")},
	"homologation.webhooks_ipn":       {noticeURL},
	"homologation.item_quantity":      {valid[1]},
	"homologation.item_unit_price":    {valid[3]},
	"homologation.item_id":            {{path: "items[].id", value: func(_ *scene, n int) any { return "SKU-" + strconv.Itoa(1000+n) }}},
	"homologation.item_title":         {valid[0]},
	"homologation.item_description":   {say2("items[].description", say{"Descrição do produto: cor, tamanho, modelo", "Descripción del producto: color, talla, modelo", "Product description: colour, size, model"})},
	"homologation.item_category_id": {{path: "items[].category_id", value: func(*scene, int) any { return "others" }, keeps: func(s *scene, v any) bool {
		id := checks.Scalar(v)
		return mpclient.KnownCategory(id) || slices.Contains(s.categories, id)
	}}},
	"homologation.payer_first_name":         {fromOrder("payer.name")},
	"homologation.payer_last_name":          {fromOrder("payer.surname")},
	"homologation.statement_descriptor":     {descript},
	"homologation.back_urls":                backURLs,
	"homologation.address":                  {fromOrder("payer.address.zip_code"), fromOrder("payer.address.street_name"), fromOrder("payer.address.street_number")},
	"homologation.payer_identification":     {fromOrder("payer.identification.type"), fromOrder("payer.identification.number")},
	"homologation.payer_identification_mlm": {fromOrder("payer.identification.type"), fromOrder("payer.identification.number")},
	"homologation.payer_phone":              {fromOrder("payer.phone.area_code"), fromOrder("payer.phone.number")},
	"homologation.binary_mode":              {put("binary_mode", true)},
	"homologation.date_of_expiration":       {date("date_of_expiration", 3)},
	"homologation.expiration":               {put("expires", true), date("expiration_date_from", 0), date("expiration_date_to", 7)},
	"homologation.max_installments":         {put("payment_methods.installments", json.Number("6"))},
	"homologation.excluded_payment_methods": {{path: "payment_methods.excluded_payment_methods", value: func(s *scene, _ int) any { return []any{object{"id": lesserCard(s.site)}} }}},
	"homologation.excluded_payment_types":   {{path: "payment_methods.excluded_payment_types", value: func(s *scene, _ int) any { return []any{object{"id": slowType(s.site)}} }}},
	"homologation.shipment_amount":          {put("shipments.cost", json.Number("15")), put("shipments.mode", "not_specified")},
	"homologation.marketing_information": {put("tracks", []any{
		object{"type": "google_ad", "values": object{"conversion_id": "123456789", "conversion_label": "checkout"}},
		object{"type": "facebook_ad", "values": object{"pixel_id": "123456789012345"}}})},
	"approval.payer": {date("payer.registration_date", -400), put("payer.authentication_type", "Native web"), date("payer.last_purchase", -30),
		put("payer.is_prime_user", true)},
	"approval.items":            {{path: "items[].picture_url", value: func(s *scene, n int) any { return s.page.Origin() + "/img/" + strconv.Itoa(n) + ".jpg" }}},
	"approval.shipment":         shipEdits(),
	"notifications.source_news": {onlyWebhooks},
	"security.https_urls":       append(slices.Clone(backURLs[:3]), noticeURL),
	"credentials.site":          {valid[2].always()},
	"credentials.same_owner":    nil,
	"homologation.back_end_sdk": nil,
}

func shipEdits() (out []edit) {
	for _, name := range []string{"zip_code", "street_name", "street_number", "city_name", "state_name"} {
		out = append(out, fromOrder("shipments.receiver_address."+name))
	}
	return out
}

// lesserCard is a card of the site that a shop can do without in an example.
func lesserCard(site mpclient.Site) string {
	for _, m := range site.Methods {
		if m.Type == "credit_card" && m.ID != "visa" && m.ID != "master" {
			return m.ID
		}
	}
	return "amex"
}

func slowType(site mpclient.Site) string {
	for _, m := range site.Methods {
		if m.Type == "ticket" || m.Type == "atm" {
			return m.Type
		}
	}
	return "prepaid_card"
}

// build is the integration's own request with a requirement's fields added.
func build(s *scene, edits []edit) object {
	body := ownPreference(s)
	if _, ok := body["items"]; !ok {
		body["items"] = []any{object{}}
	}
	secureURLs(s, body)
	for _, e := range valid {
		e.apply(s, body)
	}
	for _, e := range []edit{date("date_of_expiration", 3), date("expiration_date_to", 7)} {
		if body[e.path] != nil { // a moment that has passed would make a dead link
			e.apply(s, body)
		}
	}
	for _, e := range edits {
		e.apply(s, body)
	}
	if back, _ := body["back_urls"].(object); back["success"] == nil {
		delete(body, "auto_return") // the API refuses one without the other
	}
	return body
}

func (e edit) apply(s *scene, root object) { e.at(s, root, e.path, 1) }

func (e edit) at(s *scene, o object, path string, n int) {
	step, rest, deeper := strings.Cut(path, ".")
	if name, fans := strings.CutSuffix(step, "[]"); fans {
		list, _ := o[name].([]any)
		for i, x := range list {
			if child, ok := x.(object); ok {
				e.at(s, child, rest, i+1)
			}
		}
		return
	}
	if deeper {
		child, ok := o[step].(object)
		if !ok {
			child = object{}
			o[step] = child
		}
		e.at(s, child, rest, n)
		return
	}
	old := o[step]
	switch {
	case old == nil:
	case e.keeps == nil && checks.Filled(old), e.keeps != nil && e.keeps(s, old):
		return
	}
	if e.amend != nil && checks.Filled(old) {
		o[step] = e.amend(s, old)
		return
	}
	o[step] = e.value(s, n)
}

// secureURLs makes the addresses ones that Mercado Pago takes and reaches: https, public.
func secureURLs(s *scene, body object) {
	fix := func(o object, key string, otherwise func() string) {
		raw, ok := o[key].(string)
		if !ok {
			return
		}
		u, err := url.Parse(raw)
		if err != nil || !safeHost().MatchString(strings.ToLower(u.Hostname())) || u.User != nil {
			o[key] = otherwise()
			return
		}
		if u.Scheme != "https" {
			u.Scheme, u.Host = "https", u.Hostname()
			o[key] = u.String()
		}
	}
	fix(body, "notification_url", s.hook.notificationURL)
	if back, ok := body["back_urls"].(object); ok {
		for _, name := range []string{"success", "pending", "failure"} {
			fix(back, name, func() string { return s.page.Origin() + "/checkout/" + name })
		}
	}
}
