package lint

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

const srcPreference = "lint.src.preference"

func (j *judge) preference() {
	j.preferenceShape()
	total := j.preferenceItems()
	j.preferenceFee(total)
	j.preferenceAddresses()
	j.preferenceTexts()
	j.preferenceDates()
	j.preferenceMethods()
	j.preferencePlatform()
	j.preferenceQuality()
}

func (j *judge) preferenceShape() {
	for _, m := range shapes[Preference].misfits(j.body) {
		if m.want == nil {
			j.ignored(m)
			continue
		}
		root, rest, _ := strings.Cut(m.path, ".")
		root, _, _ = strings.Cut(root, "[")
		name := rest[strings.LastIndexByte(rest, '.')+1:]
		switch {
		case root == "items" && (name == "unit_price" || name == "quantity") && m.v.kind != '0':
			what := " must be a number"
			if m.v.kind == 'n' {
				what = " invalid"
			}
			j.refuse(stageAmount, "invalid_items", m.path, m.v, srcPreference, "lint.type", "want", m.wants(), "got", m.gets()).says(name + what).numeric(m)
		case root == "items" && (name == "unit_price" || name == "quantity"): // null: told as missing
		case root == "items" && m.array:
			j.refuse(stageAmount, "invalid_items", m.path, m.v, srcPreference, "lint.type", "want", m.wants(), "got", m.gets()).says("items invalid")
		case j.tolerated(m):
		case root == "items":
			j.refuse(stageAmount, "invalid_items", m.path, m.v, srcPreference, "lint.type", "want", m.wants(), "got", m.gets())
		case root == "payment_methods" && (strings.HasSuffix(name, "installments") || strings.HasPrefix(rest, "excluded_")):
			j.refuse(stageBusiness, "invalid_payment_methods", m.path, m.v, srcPreference, "lint.type", "want", m.wants(), "got", m.gets()).says(name + " invalid").numeric(m)
		case root == "sponsor_id":
			j.refuse(stageWorld, "invalid_sponsor_id", m.path, m.v, srcPreference, "lint.type", "want", m.wants(), "got", m.gets()).says("sponsor_id must be a number").numeric(m)
		case rest != "" && (root == "payment_methods" || root == "differential_pricing"):
			j.doubt(stageType, "", m.path, m.v, srcSpec, "lint.type", "want", m.wants(), "got", m.gets()).numeric(m)
		default:
			code := "invalid_" + strings.ReplaceAll(plainPath(m.path), ".", "_")
			j.refuse(stageType, code, m.path, m.v, srcSpec, "lint.type", "want", m.wants(), "got", m.gets()).numeric(m)
		}
	}
}

// plainPath drops the indexes of a path.
func plainPath(p string) string {
	var b strings.Builder
	in := false
	for _, r := range p {
		switch {
		case r == '[':
			in = true
		case r == ']':
			in = false
		case !in:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// ignored warns of a field the API takes and forgets.
func (j *judge) ignored(m misfit) {
	if m.near != "" {
		j.warn(stageUnknown, m.path, m.v, "lint.src.measured", "lint.ignored_near", "near", m.near).placed(j, m.at)
		return
	}
	j.warn(stageUnknown, m.path, m.v, "lint.src.measured", "lint.ignored").placed(j, m.at)
}

// preferenceItems returns what the items come to, 0 when they cannot be summed.
func (j *judge) preferenceItems() (total float64) {
	items := j.body.get("items")
	refuse := func(path string, v *value, message, key string, args ...string) *Fault {
		return j.refuse(stageAmount, "invalid_items", path, v, srcPreference, key, args...).says(message)
	}
	switch {
	case items.here() && items.kind != '[': // told by its type
		return 0
	case len(items.elements()) == 0:
		refuse("items", items, "items needed", "lint.items.none")
		return 0
	}
	for i, item := range items.list {
		if item.kind != '{' {
			continue
		}
		at := index("items", i)
		price := item.get("unit_price")
		f, isPrice := price.number()
		switch {
		case !price.here():
			refuse(join(at, "unit_price"), price, "unit_price invalid", "lint.missing", "field", "unit_price")
		case isPrice && f <= 0:
			refuse(join(at, "unit_price"), price, "unit_price invalid", "lint.items.price")
		case isPrice && f > 1e12:
			refuse(join(at, "unit_price"), price, "unit_price invalid", "lint.amount.huge")
		case isPrice:
			j.decimals(stageAmount, "invalid_items", "unit_price invalid", join(at, "unit_price"), price, srcPreference, false)
		}
		quantity := item.get("quantity")
		n, isWhole := quantity.whole()
		switch {
		case !quantity.here():
			refuse(join(at, "quantity"), quantity, "quantity must be a number", "lint.missing", "field", "quantity")
		case isWhole && n < 1:
			refuse(join(at, "quantity"), quantity, "quantity invalid", "lint.items.quantity")
		case isWhole && n > 1e6:
			j.doubt(stageAmount, "invalid_items", join(at, "quantity"), quantity, srcPreference, "lint.amount.huge").says("quantity invalid")
		}
		if title := item.get("title"); strings.TrimSpace(title.str()) == "" && (!title.here() || title.kind == 's') {
			j.refuse(stageAmount, "invalid_items", join(at, "title"), title, srcSpec, "lint.missing", "field", "title").says("title needed")
		}
		j.itemCurrency(join(at, "currency_id"), item.get("currency_id"))
		j.category(join(at, "category_id"), item.get("category_id"))
		j.itemAdvice(at, item, "id", "description", "category_id")
		total += f * float64(n)
	}
	if total > 99_999_999 {
		j.doubt(stageAmount, "invalid_items", "items", items, srcPreference, "lint.amount.huge").says("amount cannot be paid with MercadoPago")
	}
	return total
}

func (j *judge) itemCurrency(path string, v *value) {
	switch cur := v.str(); {
	case cur == "" || cur == j.site.Currency:
	case j.site.ID != "":
		j.refuse(stageAmount, "invalid_items", path, v, srcPreference, "lint.currency", "currency", j.site.Currency, "site", string(j.site.ID)).
			says("currency_id invalid").with(quote(j.site.Currency))
	default:
		j.doubt(stageAmount, "invalid_items", path, v, srcPreference, "lint.currency_unknown").says("currency_id invalid")
	}
}

func (j *judge) preferenceFee(total float64) {
	v := j.body.get("marketplace_fee")
	fee, isNumber := v.number()
	switch {
	case !isNumber:
		return
	case fee < 0:
		j.refuse(stageMethod, "invalid_marketplace_fee", "marketplace_fee", v, srcPreference, "lint.fee.negative").says("marketplace_fee invalid")
	case total > 0 && toCents(fee) > toCents(total):
		j.refuse(stageMethod, "invalid_marketplace_fee", "marketplace_fee", v, srcPreference, "lint.fee.big", "total", toCents(total).String()).
			says("marketplace_fee must not be greater than total amount")
	case fee > 0:
		j.decimals(stageMethod, "invalid_marketplace_fee", "marketplace_fee invalid", "marketplace_fee", v, srcPreference, false)
		j.advise("marketplace_fee", v, srcPreference, "lint.fee.oauth")
	}
}

func (j *judge) preferenceAddresses() {
	b := j.body
	urls := b.get("back_urls")
	auto := b.get("auto_return")
	success := urls.get("success")
	key, refused := addressFault(success.str())
	switch text := auto.str(); {
	case text == "":
		auto = nil
	case text != "approved" && text != "all":
		j.refuse(stageText, "invalid_auto_return", "auto_return", auto, srcPreference, "lint.choice", "known", "approved, all").says("auto_return invalid").with(`"approved"`)
		auto = nil
	case success.str() == "":
		j.refuse(stageText, "invalid_auto_return", "back_urls.success", success, srcPreference, "lint.auto_return").says("auto_return invalid. back_url.success must be defined")
	case refused:
		j.refuse(stageText, "invalid_auto_return", "back_urls.success", success, srcPreference, key).says("auto_return invalid. back_url.success must be defined")
	}
	for _, name := range []string{"success", "pending", "failure"} {
		if v := urls.get(name); v.str() != "" && !(name == "success" && auto != nil && refused) {
			j.address(stageText, "", join("back_urls", name), v, "lint.src.measured")
		}
	}
	v := b.get("notification_url")
	switch n := len(v.str()); {
	case n > hookLong:
		j.refuse(stageText, "invalid_notification_url", "notification_url", v, srcPreference, "lint.long", "max", strconv.Itoa(hookLong), "n", strconv.Itoa(n))
	case n > 0:
		j.address(stageText, "invalid_notification_url", "notification_url", v, srcPreference).orNil().says("notificaction_url attribute must be url valid") // sic
		if n > hookShort {
			j.doubt(stageText, "", "notification_url", v, "lint.src.disagree", "lint.url.long", "n", strconv.Itoa(n))
		}
	}
}

func (j *judge) preferenceTexts() {
	for _, limit := range []struct {
		name, code string
		max        int
	}{{"external_reference", "invalid_external_reference", 256}, {"statement_descriptor", "", 22}, {"additional_info", "", 600}} {
		v := j.body.get(limit.name)
		n := len([]rune(v.str()))
		args := []string{"max", strconv.Itoa(limit.max), "n", strconv.Itoa(n)}
		switch {
		case n <= limit.max:
		case limit.code != "":
			j.refuse(stageText, limit.code, limit.name, v, srcSpec, "lint.long", args...).says("external_reference invalid")
		default:
			j.doubt(stageText, "", limit.name, v, srcSpec, "lint.long", args...)
		}
	}
	if v := j.body.get("statement_descriptor"); len([]rune(v.str())) <= 22 {
		j.descriptor("statement_descriptor", v)
	}
	if v := j.body.get("external_reference"); len([]rune(v.str())) > 64 && len([]rune(v.str())) <= 256 {
		j.advise("external_reference", v, "lint.src.disagree", "lint.reference_64", "n", strconv.Itoa(len([]rune(v.str()))))
	}
}

func (j *judge) preferenceDates() {
	b := j.body
	at := map[string]time.Time{}
	for _, name := range []string{"expiration_date_from", "expiration_date_to", "date_of_expiration"} {
		v := b.get(name)
		if !v.here() || v.kind != 's' {
			continue
		}
		t, ok := readLooseDate(v.str())
		if !ok {
			j.refuse(stageDate, "invalid_"+name, name, v, srcPreference, "lint.date.form").says(name + " invalid")
			continue
		}
		at[name] = t
	}
	from, to := at["expiration_date_from"], at["expiration_date_to"]
	if !from.IsZero() && !to.IsZero() && !from.Before(to) {
		j.refuse(stageDate, "invalid_expiration_date_to", "expiration_date_to", b.get("expiration_date_to"), srcPreference, "lint.date.order", "from", "expiration_date_from").says("expiration_date_to invalid")
	}
	if !j.Now.IsZero() {
		for _, name := range []string{"expiration_date_to", "date_of_expiration"} {
			if t, set := at[name]; set && !t.After(j.Now) {
				j.doubt(stageDate, "", name, b.get(name), srcPreference, "lint.date.past")
			}
		}
	}
	if v := b.get("expires"); (!from.IsZero() || !to.IsZero()) && !v.yes(false) {
		j.warn(stageDate, "expires", v, srcGuides, "lint.date.expires").with("true")
	}
}

func (j *judge) preferenceMethods() {
	m := j.body.get("payment_methods")
	limit := map[string]int{}
	for _, name := range []string{"installments", "default_installments"} {
		v := m.get(name)
		if v == nil || v.kind != 'n' {
			continue
		}
		n, ok := v.whole()
		if limit[name] = n; strings.Trim(v.text, "-0123456789") == "" && (!ok || n < 1 || n > 36) {
			j.refuse(stageBusiness, "invalid_payment_methods", join("payment_methods", name), v, srcPreference, "lint.installments.range").says(name + " invalid")
		}
	}
	if n := limit["default_installments"]; n > 0 && limit["installments"] > 0 && n > limit["installments"] {
		j.warn(stageBusiness, "payment_methods.default_installments", m.get("default_installments"), srcGuides, "lint.installments.default", "max", strconv.Itoa(limit["installments"]))
	}
	out := map[string]bool{}
	for _, list := range []string{"excluded_payment_methods", "excluded_payment_types"} {
		for i, e := range m.get(list).elements() {
			v := e.get("id")
			id := v.str()
			at := join(index(join("payment_methods", list), i), "id")
			_, isMethod := methodHere(j.site.ID, id)
			switch {
			case id == "account_money":
				j.refuse(stageBusiness, "invalid_payment_methods", at, v, srcPreference, "lint.exclude.wallet").says("account_money cannot be excluded")
			case id == "": // what the API itself echoes for none
			case list == "excluded_payment_methods" && !isMethod:
				j.doubt(stageBusiness, "", at, v, "lint.src.methods", "lint.exclude.unknown")
			case list == "excluded_payment_types" && !strings.Contains(" ticket bank_transfer atm credit_card debit_card prepaid_card digital_currency digital_wallet voucher_card crypto_transfer ", " "+id+" "):
				j.doubt(stageBusiness, "", at, v, srcGuides, "lint.exclude.unknown")
			}
			out[id] = true
		}
	}
	if v := m.get("default_payment_method_id"); v.str() != "" && out[v.str()] {
		j.warn(stageBusiness, "payment_methods.default_payment_method_id", v, srcGuides, "lint.exclude.default")
	}
	if j.site.ID == "" || len(out) == 0 || j.remains(out) {
		return
	}
	j.refuse(stageBusiness, "invalid_payment_methods", "payment_methods", m, srcPreference, "lint.exclude.all").says("cannot exclude all payments methods")
}

// remains tells whether a buyer has something to pay with. Not every buyer has a balance or a credit line.
func (j *judge) remains(out map[string]bool) bool {
	for _, m := range j.site.Methods {
		if m.ID != "account_money" && m.ID != "consumer_credits" && !out[m.ID] && !out[m.Type] {
			return true
		}
	}
	return false
}

func (j *judge) preferencePlatform() {
	b := j.body
	if v := b.get("sponsor_id"); v.here() && v.kind == 'n' {
		if n, err := strconv.ParseInt(v.text, 10, 64); strings.Trim(v.text, "-0123456789") == "" && (err != nil || n <= 0) {
			j.refuse(stageWorld, "invalid_sponsor_id", "sponsor_id", v, srcPreference, "lint.sponsor").says("sponsor_id not found")
		}
	}
	for _, c := range []struct{ path, known string }{{"purpose", "wallet_purchase, onboarding_credits"}, {"shipments.mode", "custom, me2, not_specified"}} {
		v := b.atPath(strings.Split(c.path, ".")...)
		if s := v.str(); s != "" && !slices.Contains(strings.Split(c.known, ", "), s) {
			j.doubt(stageBusiness, "", c.path, v, srcSpec, "lint.choice", "known", c.known)
		}
	}
	j.strangers("payer.email", b.atPath("payer", "email"))
	if v := b.atPath("payer", "email"); v.str() != "" && !mailbox(v.str()) {
		j.doubt(stagePayer, "", "payer.email", v, srcSpec, "lint.email.invalid")
	}
	j.identification(stagePayer, "", "payer.identification", b.atPath("payer", "identification"))
}

func (j *judge) preferenceQuality() {
	b := j.body
	for _, name := range []string{"email", "name", "surname"} {
		j.wanted(join("payer", name), b.atPath("payer", name))
	}
	for _, name := range []string{"external_reference", "statement_descriptor", "notification_url"} {
		j.wanted(name, b.get(name))
	}
	if b.atPath("back_urls", "success").str() == "" && b.get("auto_return").str() == "" {
		j.wanted("back_urls.success", b.atPath("back_urls", "success"))
	}
	for _, name := range []string{"pending", "failure"} {
		j.wanted(join("back_urls", name), b.atPath("back_urls", name))
	}
}
