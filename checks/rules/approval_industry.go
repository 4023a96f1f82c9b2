package rules

import (
	"slices"
	"strings"

	"github.com/homologa/homologa/checks"
)

// industry is what the page of one line of business adds to the common data.
type industry struct {
	items      []string // fields of an item; alternatives are parted by "|"
	categories []string // category_id advised; nil when it depends on what is sold
	delivers   bool     // goods go to an address
	noPrime    bool     // is_prime_user is not among its data
}

var (
	eventDate = []string{"category_descriptor.event_date|event_date"}
	passenger = []string{"category_descriptor.passenger.first_name|category_descriptor.passenger[].first_name",
		"category_descriptor.passenger.last_name|category_descriptor.passenger[].last_name",
		"category_descriptor.passenger.identification|category_descriptor.passenger.identification_number|category_descriptor.passenger[].identification"}
	route = []string{"category_descriptor.route.departure", "category_descriptor.route.destination", "category_descriptor.route.departure_date_time",
		"category_descriptor.route.arrival_date_time", "category_descriptor.route.company"}
)

// industries follow the pages of industry data. Of transport and utilities the advised category, of
// learning and food a page at all, could not be confirmed: nothing is demanded there.
var industries = map[checks.Industry]industry{
	"":                   {delivers: true},
	checks.Retail:        {delivers: true, categories: []string{"others"}},
	checks.Fashion:       {delivers: true, items: []string{"type"}, categories: []string{"fashion"}},
	checks.Electronics:   {delivers: true, items: []string{"warranty"}, categories: []string{"phones", "electronics", "computing"}},
	checks.Home:          {delivers: true, items: []string{"warranty"}, categories: []string{"home"}},
	checks.Entertainment: {items: eventDate, categories: []string{"entertainment", "tickets"}},
	checks.Tickets:       {items: eventDate, categories: []string{"tickets", "entertainment"}},
	checks.Tourism:       {items: slices.Concat(passenger, route), categories: []string{"travels"}},
	checks.Hospitality:   {items: slices.Concat(eventDate, passenger), categories: []string{"travels"}},
	checks.Transport:     {},
	checks.Apps:          {categories: []string{"services", "virtual_goods"}},
	checks.Government:    {items: eventDate, categories: []string{"services"}},
	checks.Utilities:     {},
	checks.DirectSale:    {delivers: true},
	checks.Automotive:    {delivers: true, noPrime: true, categories: []string{"automotive"}},
	checks.Learning:      {},
	checks.Food:          {},
}

func industryRequirement() checks.Requirement {
	return checks.Requirement{ID: "approval.industry", Section: checks.Approval, Level: checks.Recommended, Source: srcApproval,
		Products: []checks.Product{checks.CheckoutPro, checks.CheckoutAPI, checks.Bricks, checks.Orders},
		Uses:     append(made, checks.FactSettings.Name),
		Field:    "items[].category_descriptor, items[].warranty, …", Judge: approvalIndustry}
}

func industryOf(f *checks.Facts) (checks.Industry, industry) {
	s, _ := checks.FactSettings.Get(f)
	return s.Industry, industries[s.Industry]
}

// approvalIndustry judges what the line of business adds. Without one only the common data is judged,
// by the requirements beside this one.
func approvalIndustry(f *checks.Facts) checks.Finding {
	name, ind := industryOf(f)
	if _, known := industries[name]; name == "" || !known {
		return needs("industry", "find.industry.unset", "known", industryNames())
	}
	label := "@industry." + string(name)
	g := group{}
	for _, p := range ind.items {
		g.pref, g.pay, g.order = append(g.pref, under("items[].", p)), append(g.pay, under("additional_info.items[].", p)), append(g.order, under("items[].", last(p)))
	}
	if name == checks.Tourism || name == checks.Hospitality {
		g.order = nil // an order answers nothing of travel
	}
	ws := witnesses(item{pref: categoryIn, pay: []string{"additional_info.items[].category_id"}, order: categoryIn}, f)
	if len(ws) == 0 {
		return noWitness(f)
	}
	w := ws[0]
	got, advised := w.doc.Strs(w.paths[0]), strings.Join(ind.categories, ", ")
	vague := len(got) > 0 && ind.categories != nil && !slices.Contains(ind.categories, "others") && !slices.ContainsFunc(got, func(c string) bool { return c != "others" })
	out := pass("find.industry.common", "industry", label)
	if len(ind.items) > 0 {
		out = g.judge(f, "find.approval.industry_ok", "find.approval.industry_missing", 0)
	}
	out = swap(out, label)
	if vague && out.Verdict == checks.Pass {
		out = warn("find.industry.vague", "industry", label, "advised", advised).Because("field-value", checks.Raw(w.paths[0]))
	}
	if len(got) > 0 {
		out = out.With("field", valueText(w, w.paths[0]), w.exchange(f))
	}
	if advised != "" {
		out = out.With("note", t("ev.industry_category", "industry", label, "advised", advised), "")
	}
	if len(out.Evidence) == 0 {
		out = out.With("field", t("ev.field_missing", "object", w.object(), "id", w.doc.ID, "field", w.paths[0]), w.exchange(f))
	}
	return out
}

var categoryIn = []string{"items[].category_id"}

// swap names the industry in the findings of a group.
func swap(out checks.Finding, label string) checks.Finding {
	if out.Detail.Key == "find.approval.industry_ok" || out.Detail.Key == "find.approval.industry_missing" {
		out.Detail.Args = append(out.Detail.Args, "industry", label)
	}
	return out
}

// under puts a prefix before every alternative.
func under(prefix, path string) string {
	alts := strings.Split(path, "|")
	for i := range alts {
		alts[i] = prefix + alts[i]
	}
	return strings.Join(alts, "|")
}

// last is the plain name of a field: items of an order have no descriptor.
func last(path string) string {
	alts := strings.Split(path, "|")
	return alts[len(alts)-1]
}

// usual is the main name of a field.
func usual(path string) string {
	p, _, _ := strings.Cut(path, "|")
	return p
}

func industryNames() string {
	names := make([]string, len(checks.Industries))
	for i, n := range checks.Industries {
		names[i] = string(n)
	}
	return strings.Join(names, ", ")
}

// filled tells whether a document has one of several alternative paths filled wherever it is due.
func filled(d *checks.Doc, path string) bool {
	return slices.ContainsFunc(strings.Split(path, "|"), d.Has)
}

// answered tells whether a document shows one of the alternatives at all.
func answered(d *checks.Doc, path string) bool {
	return slices.ContainsFunc(strings.Split(path, "|"), d.Known)
}
