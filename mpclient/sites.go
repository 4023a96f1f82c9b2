package mpclient

// SiteID names a country of Mercado Pago, as in GET /users/me → site_id.
type SiteID string

// The seven sites.
const (
	MLA SiteID = "MLA" // Argentina
	MLB SiteID = "MLB" // Brazil
	MLM SiteID = "MLM" // Mexico
	MLC SiteID = "MLC" // Chile
	MCO SiteID = "MCO" // Colombia
	MPE SiteID = "MPE" // Peru
	MLU SiteID = "MLU" // Uruguay
)

// Method is a payment method of a site as GET /v1/payment_methods names it.
type Method struct {
	ID, Name, Type string
	Min            float64 // smallest amount, in currency units; 0 when unknown
}

// Site holds the constants of one country. Sources: OpenAPI of June 2026 and the guides;
// see also GET /v1/payment_methods and GET /v1/identification_types, which win when they differ.
type Site struct {
	ID        SiteID
	Country   string // ISO 3166 alpha-2
	Currency  string // ISO 4217
	Decimals  int    // decimals an amount may have; COP has 2 in the schema, 0 in practice
	Language  string // "pt" or "es": language of the dashboard
	Host      string // dashboard and checkout host
	Documents []string
	Methods   []Method
	// APIName is the local name of Checkout API.
	APIName string
}

// Panel is the address of the applications dashboard ("Suas integrações", "Tus integraciones").
func (s Site) Panel() string { return "https://" + s.Host + "/developers/panel/app" }

// Card, ticket and transfer rows shared by several sites.
var (
	visa         = Method{"visa", "Visa", "credit_card", 0.5}
	master       = Method{"master", "Mastercard", "credit_card", 0.5}
	amex         = Method{"amex", "American Express", "credit_card", 0.5}
	diners       = Method{"diners", "Diners", "credit_card", 0.5}
	debvisa      = Method{"debvisa", "Visa Débito", "debit_card", 0.5}
	debmaster    = Method{"debmaster", "Mastercard Débito", "debit_card", 0.5}
	maestro      = Method{"maestro", "Maestro", "debit_card", 0.5}
	cabal        = Method{"cabal", "Cabal", "credit_card", 0.5}
	accountMoney = Method{"account_money", "Mercado Pago", "account_money", 0.01}
	creditLine   = Method{"consumer_credits", "Mercado Crédito", "digital_currency", 1}
)

// Sites lists the seven sites in a fixed order.
var Sites = []Site{
	{MLA, "AR", "ARS", 2, "es", "www.mercadopago.com.ar", []string{"DNI", "CI", "LC", "LE", "CUIL", "CUIT", "Otro"},
		[]Method{visa, master, amex, {"naranja", "Naranja", "credit_card", 0.5}, cabal, diners, {"argencard", "Argencard", "credit_card", 0.5},
			debvisa, debmaster, maestro, {"debcabal", "Cabal Débito", "debit_card", 0.5},
			{"rapipago", "Rapipago", "ticket", 0.01}, {"pagofacil", "Pago Fácil", "ticket", 0.01}, accountMoney, creditLine}, "Checkout API"},
	{MLB, "BR", "BRL", 2, "pt", "www.mercadopago.com.br", []string{"CPF", "CNPJ"},
		[]Method{visa, master, amex, {"elo", "Elo", "credit_card", 0.5}, {"hipercard", "Hipercard", "credit_card", 0.5}, diners, cabal,
			debvisa, debmaster, {"debelo", "Elo Débito", "debit_card", 0.5},
			{"pix", "PIX", "bank_transfer", 0.01}, {"bolbradesco", "Boleto", "ticket", 4}, {"pec", "Pagamento na lotérica", "ticket", 4}, accountMoney, creditLine}, "Checkout Transparente"},
	{MLM, "MX", "MXN", 2, "es", "www.mercadopago.com.mx", []string{"RFC", "CURP"},
		[]Method{visa, master, amex, debvisa, debmaster, {"clabe", "Transferencia SPEI", "bank_transfer", 5}, {"oxxo", "OXXO", "ticket", 5}, {"paycash", "PayCash", "ticket", 5},
			{"bancomer", "BBVA Bancomer", "atm", 5}, {"banamex", "Citibanamex", "atm", 5}, {"serfin", "Santander", "atm", 5}, accountMoney, creditLine}, "Checkout API"},
	{MLC, "CL", "CLP", 0, "es", "www.mercadopago.cl", []string{"RUT", "Otro"},
		[]Method{visa, master, amex, diners, {"redcompra", "Redcompra", "debit_card", 50}, debvisa, maestro, {"webpay", "Webpay", "bank_transfer", 50}, {"khipu", "Khipu", "bank_transfer", 50}, accountMoney}, "Checkout API"},
	{MCO, "CO", "COP", 2, "es", "www.mercadopago.com.co", []string{"CC", "CE", "NIT", "Otro"},
		[]Method{visa, master, amex, diners, {"codensa", "Codensa", "credit_card", 1000}, debvisa, debmaster, {"pse", "PSE", "bank_transfer", 1600}, {"efecty", "Efecty", "ticket", 5000}, accountMoney}, "Checkout API"},
	{MPE, "PE", "PEN", 2, "es", "www.mercadopago.com.pe", []string{"DNI", "CE", "RUC", "Otro"},
		[]Method{visa, master, amex, diners, debvisa, debmaster, {"pagoefectivo_atm", "PagoEfectivo", "atm", 1}, accountMoney}, "Checkout API"},
	{MLU, "UY", "UYU", 2, "es", "www.mercadopago.com.uy", []string{"CI", "Otro"},
		[]Method{visa, master, {"oca", "OCA", "credit_card", 1}, diners, {"lider", "Lider", "credit_card", 1}, {"creditel", "Creditel", "credit_card", 1}, debvisa, debmaster, {"redpagos", "Redpagos", "ticket", 1}, {"abitab", "Abitab", "ticket", 1}, accountMoney}, "Checkout API"},
}

// SiteByID finds a site; ok is false for an id that is none of the seven.
func SiteByID(id SiteID) (Site, bool) {
	for _, s := range Sites {
		if s.ID == id {
			return s, true
		}
	}
	return Site{}, false
}

// Categories are the item category ids known offline. The live list is GET /item_categories;
// this one ships in the official WooCommerce plug-in (8.7.19, 2026-04-22).
var Categories = []string{
	"art", "baby", "coupons", "donations", "computing", "cameras", "video_games", "television",
	"car_electronics", "electronics", "automotive", "entertainment", "fashion", "games", "home",
	"musical", "phones", "services", "learnings", "tickets", "travels", "virtual_goods", "others",
}

// KnownCategory tells whether id is in Categories.
func KnownCategory(id string) bool {
	for _, c := range Categories {
		if c == id {
			return true
		}
	}
	return false
}
