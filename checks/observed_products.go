package checks

// Facts on what integrations of other products than Checkout Pro create.
var (
	FactOrder        = Key[Created]{"order"}
	FactSubscription = Key[Created]{"preapproval"}
	FactPlaces       = Key[Places]{"places"}
	FactTerminals    = Key[[]Terminal]{"terminals"}
	FactReferences   = Key[Reuse]{"references"}
)

// Places are the stores and points of sale of an account: the first page of each.
type Places struct {
	Stores, POS []Outlet
}

// Outlet is a store or a point of sale. External is the integration's own id for it: what the panel
// makes has none unless somebody typed it in.
type Outlet struct {
	ID, External, Store string
}

// Terminal is a card reader as GET /terminals/v1/list names it.
type Terminal struct {
	ID, Mode string // Mode: PDV, STANDALONE or UNDEFINED
}

// Reuse counts what was paid under one external_reference.
type Reuse struct {
	Reference string   // "" when there was none to look for
	Paid      []string // ids of approved payments or processed orders, those of one page
}
