package checks

// Facts on who stands behind the credentials, and on the Pix key.
var (
	FactApplication = Key[Application]{"application"}
	FactPixCharge   = Key[PixCharge]{"pix.charge"}
)

// Application is what GET /applications/{client_id} tells of the token's application. The endpoint is
// undocumented; the official WooCommerce plug-in reads the name from it.
type Application struct {
	ID, Name string
	Owner    int64 // user id of the account that made it; 0 when the answer does not say
}

// PixCharge is the outcome of creating a Pix payment and cancelling it at once.
type PixCharge struct {
	Amount    string // as the person was shown it, with the currency
	Reference string // external_reference it was created under
	PaymentID string // "" when none was created or its id never came back
	NoKey     bool   // refused with cause 13253: the account has no Pix key
	Lost      bool   // the creation was not answered, and no payment was found either
	Cancelled bool
	Problem   Text // why it was refused, lost or not cancelled; zero when it went well
}
