package checks

// Industry is a line of business for which Mercado Pago publishes the data that raises approval.
type Industry string

// The industries, as written in homologa.toml.
const (
	Retail        Industry = "retail"
	Fashion       Industry = "fashion"
	Electronics   Industry = "electronics"
	Home          Industry = "home"
	Entertainment Industry = "entertainment"
	Tickets       Industry = "tickets"
	Tourism       Industry = "tourism"
	Hospitality   Industry = "hospitality"
	Transport     Industry = "transport"
	Apps          Industry = "apps"
	Government    Industry = "government"
	Utilities     Industry = "utilities"
	DirectSale    Industry = "direct_sale"
	Automotive    Industry = "automotive"
	Learning      Industry = "learning"
	Food          Industry = "food"
)

// Industries lists all in display order.
var Industries = []Industry{Retail, Fashion, Electronics, Home, Entertainment, Tickets, Tourism, Hospitality, Transport, Apps, Government, Utilities,
	DirectSale, Automotive, Learning, Food}
