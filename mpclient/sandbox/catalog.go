package sandbox

import (
	"strings"

	"github.com/homologa/homologa/mpclient"
)

var catalogRoutes = []route{
	{"GET", "/v1/payment_methods", eitherKey, (*Server).paymentMethods},
	{"GET", "/v1/identification_types", eitherKey, (*Server).identificationTypes},
	{"GET", "/item_categories", open, (*Server).itemCategories},
}

// brand is a card scheme: which numbers it owns and which methods they may be charged with.
type brand struct {
	methods  []string
	prefixes []string
	length   int // digits of the number
	code     int // digits of the security code
	issuer   string
	pattern  string
}

// brands are tried in order: the narrow prefixes come first.
var brands = []brand{
	{[]string{"amex"}, []string{"34", "37"}, 15, 4, "310", "^(34|37)"},
	{[]string{"hipercard"}, []string{"606282"}, 16, 3, "1", "^(606282)"},
	{[]string{"elo", "debelo"}, []string{"506766", "506767", "506776", "509", "636297", "636368", "650"}, 16, 3, "1", "^(50677|509|636297|636368|650)"},
	{[]string{"naranja"}, []string{"589562", "402917"}, 16, 3, "1", "^(589562|402917)"},
	{[]string{"argencard"}, []string{"501105"}, 16, 3, "1", "^(501105)"},
	{[]string{"cabal", "debcabal"}, []string{"604201", "589657", "6042", "6043"}, 16, 3, "1", "^(6042|6043|589657)"},
	{[]string{"oca"}, []string{"542991", "603488"}, 16, 3, "1", "^(542991|603488)"},
	{[]string{"creditel"}, []string{"601933"}, 16, 3, "1", "^(601933)"},
	{[]string{"lider"}, []string{"601828"}, 16, 3, "1", "^(601828)"},
	{[]string{"codensa"}, []string{"590712"}, 16, 3, "1", "^(590712)"},
	{[]string{"redcompra"}, []string{"505"}, 16, 3, "1", "^(505)"},
	{[]string{"diners"}, []string{"30", "36", "38"}, 14, 3, "1", "^(30|36|38)"},
	{[]string{"master", "debmaster", "maestro"}, []string{"5031", "51", "52", "53", "54", "55", "2"}, 16, 3, "24", "^(5031|5[1-5]|2)"},
	{[]string{"maestro", "redcompra"}, []string{"50", "56", "57", "58", "6"}, 16, 3, "24", "^(50|5[6-8]|6)"},
	{[]string{"visa", "debvisa"}, []string{"4"}, 16, 3, "25", "^(4)"},
}

func brandOf(number string) (brand, bool) {
	for _, b := range brands {
		for _, p := range b.prefixes {
			if strings.HasPrefix(number, p) {
				return b, true
			}
		}
	}
	return brand{}, false
}

func brandFor(method string) (brand, bool) {
	for _, b := range brands {
		for _, m := range b.methods {
			if m == method {
				return b, true
			}
		}
	}
	return brand{}, false
}

func isCard(m mpclient.Method) bool { return m.Type == "credit_card" || m.Type == "debit_card" }

// method finds one of the site's methods by id, offered to this account or not.
func (s *Server) method(id string) (mpclient.Method, bool) {
	for _, m := range s.site.Methods {
		if m.ID == id {
			return m, true
		}
	}
	return mpclient.Method{}, false
}

func (s *Server) offered(m mpclient.Method) bool { return m.ID != "pix" || s.acct.pixOffered }

// maxAmount is a plausible upper limit; the guides publish none.
func maxAmount(m mpclient.Method) float64 {
	switch m.Type {
	case "credit_card", "debit_card":
		return 60_000_000
	case "ticket", "atm":
		return 50_000_000
	}
	return 99_999_999
}

func (s *Server) paymentMethods(*call) reply {
	list := []object{}
	for _, m := range s.site.Methods {
		if s.offered(m) {
			list = append(list, methodView(m))
		}
	}
	return ok(list)
}

func methodView(m mpclient.Method) object {
	logo := "https://www.mercadopago.com/org-img/MP3/API/logos/" + m.ID + ".gif"
	v := object{
		"id": m.ID, "name": m.Name, "payment_type_id": m.Type, "status": "active",
		"secure_thumbnail": logo, "thumbnail": logo, "deferred_capture": "does_not_apply",
		"settings": []object{}, "additional_info_needed": []string{}, "financial_institutions": []object{},
		"min_allowed_amount": m.Min, "max_allowed_amount": maxAmount(m), "accreditation_time": 0,
		"processing_modes": []string{"aggregator"},
	}
	switch {
	case isCard(m):
		b, _ := brandFor(m.ID)
		where := "back"
		if b.code == 4 {
			where = "front"
		}
		v["settings"] = []object{{
			"card_number":   object{"validation": "standard", "length": b.length},
			"bin":           object{"pattern": b.pattern, "installments_pattern": b.pattern, "exclusion_pattern": nil},
			"security_code": object{"length": b.code, "card_location": where, "mode": "mandatory"},
		}}
		v["additional_info_needed"] = []string{"cardholder_name", "cardholder_identification_type", "cardholder_identification_number"}
		v["accreditation_time"] = 2880
		v["deferred_capture"] = "unsupported"
		if m.Type == "credit_card" {
			v["deferred_capture"] = "supported"
		}
	case m.Type == "ticket" || m.Type == "atm":
		v["accreditation_time"] = 1440
		if m.ID == "bolbradesco" {
			v["additional_info_needed"] = []string{"identification_type", "identification_number", "first_name", "last_name"}
		}
	case m.ID == "pix":
		v["financial_institutions"] = []object{{"id": "1", "description": "PIX"}}
	case m.ID == "pse":
		v["financial_institutions"] = []object{{"id": "1007", "description": "Bancolombia"}, {"id": "1040", "description": "Banco Agrario"}}
	}
	return v
}

// docType is a kind of identification with its length limits.
type docType struct {
	ID     string `json:"id"`
	Name   string `json:"name"`
	Type   string `json:"type"`
	MinLen int    `json:"min_length"`
	MaxLen int    `json:"max_length"`
}

// docTypes follow the published lists; MLM answers an empty one.
var docTypes = map[mpclient.SiteID][]docType{
	mpclient.MLB: {{"CPF", "CPF", "number", 11, 11}, {"CNPJ", "CNPJ", "number", 14, 14}},
	mpclient.MLA: {{"DNI", "DNI", "number", 7, 8}, {"CI", "Cédula", "number", 1, 9}, {"LC", "L.C.", "number", 6, 7}, {"LE", "L.E.", "number", 6, 7},
		{"CUIL", "CUIL", "number", 11, 11}, {"CUIT", "CUIT", "number", 11, 11}, {"Otro", "Otro", "number", 5, 20}},
	mpclient.MLC: {{"RUT", "RUT", "string", 7, 20}, {"Otro", "Otro", "number", 5, 20}},
	mpclient.MCO: {{"CC", "C.C.", "number", 5, 20}, {"CE", "C.E.", "number", 5, 20}, {"NIT", "NIT", "number", 5, 20}, {"Otro", "Otro", "number", 5, 20}},
	mpclient.MPE: {{"DNI", "DNI", "number", 8, 8}, {"CE", "C.E", "number", 9, 12}, {"RUC", "RUC", "number", 11, 11}, {"Otro", "Otro", "number", 5, 20}},
	mpclient.MLU: {{"CI", "CI", "number", 7, 8}, {"Otro", "Otro", "number", 5, 20}},
	mpclient.MLM: {},
}

func (s *Server) identificationTypes(*call) reply { return ok(docTypes[s.site.ID]) }

func (s *Server) itemCategories(*call) reply {
	list := []object{}
	for _, id := range mpclient.Categories {
		name := strings.ReplaceAll(id, "_", " ")
		list = append(list, object{"id": id, "description": strings.ToUpper(name[:1]) + name[1:]})
	}
	return ok(list)
}
