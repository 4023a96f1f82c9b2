package lint

import (
	"fmt"
	"strings"
	"time"

	"github.com/homologa/homologa/mpclient"
)

const srcSubscriptions = "lint.src.subscriptions"

// Subscriptions answer with a sentence and no code.

func (j *judge) preapproval() {
	b := j.body
	j.recurringShape(Preapproval)
	planned := b.get("preapproval_plan_id").str() != ""
	if !planned {
		j.offer()
	}
	j.address(stageText, "", "back_url", b.get("back_url"), srcSubscriptions).refused("Invalid value for back_url, must be a valid URL")
	if !planned && b.get("back_url").str() == "" {
		j.doubt(stageText, "", "back_url", b.get("back_url"), srcGuides, "lint.missing", "field", "back_url")
	}
	j.subscriber()
	token, status := b.get("card_token_id"), b.get("status")
	switch s := status.str(); {
	case s != "" && s != "pending" && s != "authorized":
		j.refuse(stageCard, "", "status", status, srcSpec, "lint.choice", "known", "pending, authorized").says("Invalid field -> status")
	case token.str() == "" && (s == "authorized" || planned):
		j.refuse(stageCard, "", "card_token_id", token, srcSubscriptions, "lint.plan.token").says("card_token_id is required")
	}
	j.token(stageNeeds, "", "card_token_id", token)
	if token.str() != "" {
		j.note("lint.note.token")
	}
	j.wanted("external_reference", b.get("external_reference"))
	j.bareCodes()
}

func (j *judge) plan() {
	j.recurringShape(Plan)
	j.offer()
	j.address(stageText, "", "back_url", j.body.get("back_url"), srcSubscriptions).refused("Invalid value for back_url, must be a valid URL")
	if j.body.get("back_url").str() == "" {
		j.doubt(stageText, "", "back_url", j.body.get("back_url"), srcGuides, "lint.missing", "field", "back_url")
	}
	j.bareCodes()
}

// refused turns what address found into a refusal: localhost and http are measured to be one here.
func (f *Fault) refused(message string) {
	if f != nil && f.Severity == Warning && !f.Certain {
		f.Severity, f.Certain, f.Status, f.Message = Refused, true, 400, message
	}
}

// bareCodes takes the codes off: this API sends none.
func (j *judge) bareCodes() {
	for _, f := range j.faults {
		if f.stage != stageJSON {
			f.Code = ""
		}
	}
}

func (j *judge) recurringShape(kind Kind) {
	for _, m := range shapes[kind].misfits(j.body) {
		switch {
		case m.want == nil:
			j.ignored(m)
		case m.path == "auto_recurring.transaction_amount" && m.v.kind != '0':
			j.refuse(stageAmount, "", m.path, m.v, srcSubscriptions, "lint.type", "want", m.wants(), "got", m.gets()).says("auto_recurring.transaction_amount must be a positive number").numeric(m)
		case j.tolerated(m):
		default:
			j.refuse(stageType, "", m.path, m.v, srcSpec, "lint.type", "want", m.wants(), "got", m.gets()).says("Invalid field -> " + j.path(plainPath(m.path))).numeric(m)
		}
	}
}

// offer judges what is charged, and how often.
func (j *judge) offer() {
	b := j.body
	if v := b.get("reason"); strings.TrimSpace(v.str()) == "" && (!v.here() || v.kind == 's') {
		j.refuse(stageRequired, "", "reason", v, srcSpec, "lint.missing", "field", "reason").says("reason is required")
	}
	auto := b.get("auto_recurring")
	if !auto.here() {
		j.refuse(stageRequired, "", "auto_recurring", auto, srcSpec, "lint.missing", "field", "auto_recurring").says("auto_recurring is required")
		return
	}
	if auto.kind != '{' {
		return
	}
	j.span(stageRequired, "auto_recurring", auto)
	j.recurringAmount(auto.get("transaction_amount"))
	cur := auto.get("currency_id")
	switch s := cur.str(); {
	case s == "":
		j.refuse(stageMethod, "", "auto_recurring.currency_id", cur, srcSpec, "lint.missing", "field", "currency_id").says("Invalid field -> auto_recurring.currency_id")
	case j.site.ID != "" && s != j.site.Currency:
		j.refuse(stageMethod, "", "auto_recurring.currency_id", cur, srcSubscriptions, "lint.currency", "currency", j.site.Currency, "site", string(j.site.ID)).
			says("Invalid field -> auto_recurring.currency_id").with(quote(j.site.Currency))
	case j.site.ID == "":
		j.doubt(stageMethod, "", "auto_recurring.currency_id", cur, srcSubscriptions, "lint.currency_unknown").says("Invalid field -> auto_recurring.currency_id")
	}
	if trial := auto.get("free_trial"); trial.here() && trial.kind == '{' {
		j.span(stageMethod, "auto_recurring.free_trial", trial)
	}
	j.calendar(auto)
}

func (j *judge) span(stage int, path string, v *value) {
	invalid := func(name, key string, args ...string) {
		j.refuse(stage, "", join(path, name), v.get(name), srcSpec, key, args...).says("Invalid field -> " + join(path, name))
	}
	n, isWhole := v.get("frequency").whole()
	switch {
	case !v.get("frequency").here():
		invalid("frequency", "lint.missing", "field", "frequency")
	case v.get("frequency").kind != 'n':
	case isWhole && n > 365:
		j.doubt(stage, "", join(path, "frequency"), v.get("frequency"), srcSpec, "lint.plan.frequency").says("Invalid field -> " + join(path, "frequency"))
	case !isWhole || n < 1:
		invalid("frequency", "lint.plan.frequency")
	}
	if s := v.get("frequency_type").str(); s != "days" && s != "months" {
		invalid("frequency_type", "lint.choice", "known", "days, months")
	}
}

// floors are the smallest charges that were measured, with the sentence the API answers; no list is published.
var floors = map[mpclient.SiteID]float64{mpclient.MLA: 15, mpclient.MCO: 1600}

const ceiling = 2_000_000

func (j *judge) recurringAmount(v *value) {
	const path = "auto_recurring.transaction_amount"
	f, isNumber := v.number()
	switch floor := floors[j.site.ID]; {
	case !v.here():
		j.refuse(stageAmount, "", path, v, srcSubscriptions, "lint.missing", "field", "transaction_amount").says(path + " must be a positive number")
	case !isNumber:
	case f <= 0:
		j.refuse(stageAmount, "", path, v, srcSubscriptions, "lint.amount.positive").says(path + " must be a positive number")
	case f < floor:
		j.refuse(stageAmount, "", path, v, srcSubscriptions, "lint.plan.floor", "min", fmt.Sprintf("%.2f", floor)).says(fmt.Sprintf("Cannot pay an amount lower than $ %.2f", floor))
	case f > ceiling && j.site.ID == mpclient.MLA:
		j.refuse(stageAmount, "", path, v, srcSubscriptions, "lint.plan.ceiling", "max", fmt.Sprintf("%d.00", ceiling)).says(fmt.Sprintf("Cannot pay an amount greater than $ %d.00", ceiling))
	case f > ceiling:
		j.doubt(stageAmount, "", path, v, srcSubscriptions, "lint.plan.ceiling", "max", fmt.Sprintf("%d.00", ceiling)).says(fmt.Sprintf("Cannot pay an amount greater than $ %d.00", ceiling))
	default:
		j.decimals(stageAmount, "", "Invalid field -> "+path, path, v, srcSubscriptions, false)
		if floor == 0 && f < 1 {
			j.doubt(stageAmount, "", path, v, srcSubscriptions, "lint.plan.floor_unknown").says("Cannot pay an amount lower than …")
		}
	}
}

func (j *judge) calendar(auto *value) {
	at := map[string]time.Time{}
	for _, name := range []string{"start_date", "end_date"} {
		v := auto.get(name)
		if v.str() == "" || v.kind != 's' {
			continue
		}
		t, ok := readLooseDate(v.str())
		if !ok {
			j.refuse(stageMethod, "", join("auto_recurring", name), v, srcSpec, "lint.date.form").says("Invalid field -> auto_recurring." + name)
			continue
		}
		at[name] = t
	}
	start, end := at["start_date"], at["end_date"]
	message := "Invalid field -> auto_recurring.end_date"
	switch {
	case end.IsZero():
	case !j.Now.IsZero() && !end.After(j.Now):
		j.refuse(stageMethod, "", "auto_recurring.end_date", auto.get("end_date"), srcGuides, "lint.date.past").says(message)
	case !start.IsZero() && !start.Before(end):
		j.refuse(stageMethod, "", "auto_recurring.end_date", auto.get("end_date"), srcGuides, "lint.date.order", "from", "start_date").says(message)
	}
	for _, limit := range []struct {
		name string
		max  int
	}{{"repetitions", 10_000}, {"billing_day", 28}} {
		v := auto.get(limit.name)
		if n, ok := v.whole(); ok && (n < 1 || n > limit.max) {
			j.refuse(stageMethod, "", join("auto_recurring", limit.name), v, srcGuides, "lint.plan.range", "max", fmt.Sprint(limit.max)).says("Invalid field -> auto_recurring." + limit.name)
		}
	}
}

func (j *judge) subscriber() {
	v := j.body.get("payer_email")
	switch email := v.str(); {
	case email == "" && (!v.here() || v.kind == 's'):
		j.refuse(stagePayer, "", "payer_email", v, srcSpec, "lint.missing", "field", "payer_email").says("payer_email is required")
	case email == "":
	case !mailbox(email):
		j.refuse(stagePayer, "", "payer_email", v, srcSubscriptions, "lint.email.invalid").says("Internal server error").Status = 500
	case j.TestAccount == nil:
		if tester(email) {
			j.doubt(stagePayer, "", "payer_email", v, srcSubscriptions, "lint.email.tester_unknown").says("Both payer and collector must be real or test users")
		}
	case tester(email) && !*j.TestAccount:
		j.refuse(stagePayer, "", "payer_email", v, srcSubscriptions, "lint.email.tester").says("Both payer and collector must be real or test users")
	case !tester(email) && *j.TestAccount:
		j.refuse(stagePayer, "", "payer_email", v, srcSubscriptions, "lint.email.real").says("Both payer and collector must be real or test users")
	}
}
