package checks

import "time"

// FactSource is what the folder with the integration's code shows.
var FactSource = Key[Source]{"source"}

// Source is what was read of a folder of code. Secrets are masked, names of files are cleaned, and
// no text of a file is kept.
type Source struct {
	Dir    string // as configured, cleaned
	Read   int    // files read
	Code   int    // of them, files of a programming language
	Looked int    // of Code, those looked at for what they do; the others only for credentials
	Bytes  int64
	Cut    SourceCut
	// Left may hold a credential or code and was not read. Dim was read for credentials, and is code
	// whose doings nobody looked at. Aside is no evidence either way: other people's packages, caches,
	// pictures.
	Left, Dim, Aside Omissions
	Tokens           []SourceToken
	Env              []EnvFile
	Git              SourceGit
	History          SourceHistory
	Sights           map[Sight][]Place // a few places each
	SDKs             []SDK
}

// LeftOut is what was to be read for credentials and was not.
func (s Source) LeftOut() Omissions {
	if s.Cut == SourceUncut {
		return s.Left
	}
	return append(Omissions{{Kind: string(s.Cut)}}, s.Left...)
}

// LeftOutOfCode is what was not looked at for what the code does.
func (s Source) LeftOutOfCode() Omissions {
	return append(s.LeftOut(), s.Dim...)
}

// Whole tells whether everything that may hold a credential was read.
func (s Source) Whole() bool { return len(s.LeftOut()) == 0 }

// SourceCut says why a scan ended before its end.
type SourceCut string

// The reasons.
const (
	SourceUncut     SourceCut = ""
	SourceEntries   SourceCut = "entries" // more than 200,000 entries
	SourceBytes     SourceCut = "bytes"   // more than 512 MiB
	SourceTime      SourceCut = "time"    // more than 20 s
	SourceCancelled SourceCut = "cancelled"
)

// Place is a line of a file, both as a person finds them.
type Place struct {
	File string // slash-separated, from the folder (of history: from the top of the repository), cleaned
	Line int
	// Unsure marks a sight that may have nothing to do with Mercado Pago.
	Unsure bool
	// Keyed, of SightRawPost: the file speaks of an idempotency key.
	Keyed bool
}

// SourceToken is a credential in a file: only the first 8 and last 4 characters are kept.
type SourceToken struct {
	Masked  string
	Place   Place
	Secret  bool   // a webhook secret and no access token
	Test    bool   // TEST- prefix: a legacy test token
	Current bool   // the very credential the settings hold
	Sample  bool   // in a test, a fixture, an example or a document
	Example bool   // in a .env.example
	Ignored bool   // git ignores the file
	Served  bool   // the file is one that browsers get: of a web root or a built site
	Bundled bool   // under a name whose value a framework builds into what browsers get
	Commit  string // history: the newest commit seen with it, abbreviated
	Message string // history: "commit" or "tag" where it stands in what is said of Commit, and in no file
}

// EnvFile is a .env file, of any name but the examples.
type EnvFile struct {
	Place     Place // Line: of the first credential, 0 without one
	Ignored   bool
	By        string // the rule that ignores it: ".gitignore:3"
	Committed bool   // part of the commit that is checked out: ignoring it now changes nothing
	Unsure    bool   // whether it is committed could not be read
}

// SourceGit is what git thinks of the folder.
type SourceGit struct {
	Repo       bool
	IgnoresEnv bool   // a .env in the folder would be ignored
	By         string // by this rule
}

// HistoryState says how much of git's history was read.
type HistoryState string

// The states.
const (
	HistoryNone        HistoryState = "none" // no repository, or one without commits
	HistoryRead        HistoryState = "read"
	HistoryPartly      HistoryState = "partly"      // Left says what is missing
	HistoryUnsupported HistoryState = "unsupported" // a format that is not read here
)

// SourceHistory is what past commits show.
type SourceHistory struct {
	State   HistoryState
	Commits int
	Files   int // versions of files that were read
	Left    Omissions
	Tokens  []SourceToken
}

// Sight names something code does, or seems to do.
type Sight string

// The sights.
const (
	SightSandboxURL      Sight = "sandbox_init_point"
	SightTokenInQuery    Sight = "token_in_query"
	SightPlainURL        Sight = "plain_url"        // http:// where a notification or return URL is set
	SightRawPost         Sight = "raw_post"         // a payment, order or refund created without an SDK
	SightCardData        Sight = "card_data"        // the server reads a card number or its code
	SightSecureForm      Sight = "secure_form"      // card data goes from the browser to Mercado Pago
	SightPreference      Sight = "preference"       // Checkout Pro: the card is typed at Mercado Pago
	SightSignature       Sight = "signature"        // x-signature and an HMAC, or the SDK's validator
	SightSignatureHeader Sight = "signature_header" // x-signature alone
	SightHandler         Sight = "handler"          // receives notifications
	SightPaymentRead     Sight = "payment_read"
	SightRefund          Sight = "refund"
	SightCancellation    Sight = "cancellation"
	SightChargeback      Sight = "chargeback"
	SightModal           Sight = "modal"
	SightDevice          Sight = "device"  // the device id goes with the payment
	SightOldSDK          Sight = "old_sdk" // the calls of a generation that is no longer published
	SightOldAPI          Sight = "old_api"
)

// Sights lists all sights.
var Sights = []Sight{SightSandboxURL, SightTokenInQuery, SightPlainURL, SightRawPost, SightCardData, SightSecureForm, SightPreference, SightSignature,
	SightSignatureHeader, SightHandler, SightPaymentRead, SightRefund, SightCancellation, SightChargeback, SightModal, SightDevice, SightOldSDK, SightOldAPI}

// SDK is an official library named in a manifest.
type SDK struct {
	Name     string // as the ecosystem names it
	Language string // go, node, php, python, java, ruby, csharp
	FrontEnd bool   // runs in the browser: no back-end SDK
	Version  string // the locked one, else the one asked for; "" when any will do
	Place    Place
	Latest   string    // the newest known when this table was written, "" when unknown
	LatestAt time.Time // when that was published or seen
	Outdated bool      // certainly older than Latest
	KeysCall bool      // this version is known to send X-Idempotency-Key by itself
}
