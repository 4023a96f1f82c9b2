package checks

import (
	"net/netip"
	"time"

	"github.com/homologa/homologa/mpclient"
)

// The facts probes yield. One key, one type, one probe.
var (
	FactSettings    = Key[Settings]{"settings"}
	FactToken       = Key[mpclient.Credential]{"credentials.access_token"}
	FactPublicKey   = Key[mpclient.Credential]{"credentials.public_key"}
	FactAccount     = Key[mpclient.Account]{"account"}
	FactKeyPair     = Key[KeyPair]{"credentials.pair"}
	FactPayments    = Key[PaymentsAccess]{"payments.access"}
	FactPixHistory  = Key[PixHistory]{"payments.pix"}
	FactMethods     = Key[[]mpclient.PaymentMethod]{"payment_methods"}
	FactCategories  = Key[[]string]{"item_categories"}
	FactPreference  = Key[Created]{"preference"}
	FactPayment     = Key[Created]{"payment"}
	FactPage        = Key[Page]{"page"}
	FactPageTLS     = Key[TLSState]{"page.tls"}
	FactPlainHTTP   = Key[PlainHTTP]{"page.plain_http"}
	FactHookAddress = Key[Address]{"webhook.address"}
	FactHookTLS     = Key[TLSState]{"webhook.tls"}
	FactBackTLS     = Key[[]BackTLS]{"back_urls.tls"}
	FactHook        = Key[HookAnswers]{"webhook.answers"}
	FactSettlement  = Key[ReportConfig]{"reports.settlement"}
	FactRelease     = Key[ReportConfig]{"reports.release"}
)

// Created is an object the integration created and how it was found.
type Created struct {
	Doc    *Doc
	Chosen bool // named in the configuration; false: the latest one of the account
	// Sent tells a body as the integration was recorded sending it, and no answer of the API: what is
	// absent was not sent. SentAt is when, zero when nobody recorded it.
	Sent   bool
	SentAt time.Time
	// Marks are the judgements on personal data that Doc no longer holds; nil when nobody looked.
	Marks *mpclient.Marks
}

// KeyPair compares the applications behind token and public key, as answered by the undocumented
// credentials wrapper that the official plug-ins use.
type KeyPair struct {
	TokenClientID, KeyClientID string
	TokenTest, KeyTest         bool
	TokenActive, KeyActive     bool // "homologated": usable to sell
	KeyRefused                 bool // the wrapper answered 401 to the public key
}

// PaymentsAccess tells whether the Payments API lets this token read, and how many payments it
// counts.
type PaymentsAccess struct {
	Allowed bool
	Status  int // HTTP status
	Code    string
	Total   int
	Err     *mpclient.Error
}

// PixHistory is the latest Pix payment of the account: proof that a Pix key existed.
type PixHistory struct {
	Found     bool
	PaymentID string
	Date      time.Time
	Status    string
}

// Address is what the name of a URL resolves to.
type Address struct {
	URL, Host string
	From      Text // what it stands in when the person did not name it: a fetched object, a recording
	Addrs     []netip.Addr
	Private   []netip.Addr // those Mercado Pago cannot reach
	Err       string
	NotFound  bool
}

// ReportConfig is the configuration of one report, without SFTP data.
type ReportConfig struct {
	Configured bool
	Scheduled  bool
	// ScheduledKnown is false when the answer had no "scheduled" field.
	ScheduledKnown bool
	Frequency      string // "daily", "weekly", "monthly"; "" when absent
	Columns        []string
	Prefix         string
	Timezone       string // display_timezone as written; "" when absent
	Recipients     int    // addresses that are told; which is nobody's business
	SFTP           bool   // there is a place files are sent to; where is not kept
}

// Attestation is a tick by a person.
type Attestation struct {
	At time.Time `json:"at"`
	By string    `json:"by,omitempty"`
}
