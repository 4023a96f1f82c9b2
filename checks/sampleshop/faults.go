package sampleshop

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/mpclient/sandbox"
)

// Faults that are more than a field of the preference.
const (
	tokenShape      checks.ID = "credentials.token_shape"
	tokenValid      checks.ID = "credentials.token_valid"
	publicKey       checks.ID = "credentials.public_key"
	sameApplication checks.ID = "credentials.same_application"
	production      checks.ID = "credentials.production_account"
	canCharge       checks.ID = "credentials.can_charge"
	activated       checks.ID = "credentials.activated"
	otherSite       checks.ID = "credentials.site"
	sameOwner       checks.ID = "credentials.same_owner"
	realInTests     checks.ID = "credentials.test_account"
	sameWorld       checks.ID = "credentials.same_world"
	buyerWorld      checks.ID = "credentials.buyer_world"
	oauthOver       checks.ID = "credentials.oauth"
	reservedName    checks.ID = "credentials.application_name"

	sslHTTPS    checks.ID = "ssl.https"
	sslChain    checks.ID = "ssl.chain_complete"
	sslHostname checks.ID = "ssl.hostname"
	sslExpiry   checks.ID = "ssl.expiry"
	sslVersion  checks.ID = "ssl.tls_version"
	sslRedirect checks.ID = "ssl.redirect"

	plainScript checks.ID = "ssl.mixed_content"

	pixKey checks.ID = "pix.key"

	noWebhook  checks.ID = "homologation.webhooks_ipn"
	noMPJS     checks.ID = "homologation.front_end_sdk_pro"
	noEmail    checks.ID = "homologation.email"
	hookPlain  checks.ID = "notifications.public_https"
	hookCert   checks.ID = "notifications.tls"
	hookDown   checks.ID = "notifications.answers"
	hookValid  checks.ID = "notifications.valid_accepted"
	hookBare   checks.ID = "notifications.unsigned_refused"
	hookForged checks.ID = "notifications.forged_refused"
	hookOther  checks.ID = "notifications.other_id_refused"
	hookSource checks.ID = "notifications.source_news"
	hookStale  checks.ID = "notifications.stale_refused"
	hookRepeat checks.ID = "notifications.duplicates"
	hookTopic  checks.ID = "notifications.unknown_topic"
	hookBody   checks.ID = "notifications.malformed"

	settlementConfigured checks.ID = "reports.settlement_configured"
	settlementScheduled  checks.ID = "reports.settlement_scheduled"
	releaseConfigured    checks.ID = "reports.release_configured"
	releaseScheduled     checks.ID = "reports.release_scheduled"
	settlementColumns    checks.ID = "reports.settlement_columns"
	settlementRecipients checks.ID = "reports.settlement_recipients"
	settlementTimezone   checks.ID = "reports.settlement_timezone"
	releaseColumns       checks.ID = "reports.release_columns"
	releaseRecipients    checks.ID = "reports.release_recipients"
	releaseTimezone      checks.ID = "reports.release_timezone"

	tokenInPage checks.ID = "security.token_not_in_page"
	plainReturn checks.ID = "security.https_urls"
	oldMPJS     checks.ID = "security.mpjs_official"
	otherKey    checks.ID = "security.public_key_on_page"
	narrowCSP   checks.ID = "security.csp"
	bareCookie  checks.ID = "security.cookies"
	bareHeaders checks.ID = "security.headers"

	// In the shop's own code, see source.go.
	tokenInSource  checks.ID = "security.token_not_in_source"
	tokenInHistory checks.ID = "security.token_not_in_history"
	envInGit       checks.ID = "security.env_ignored"
	sandboxURL     checks.ID = "security.no_sandbox_init_point"
	tokenInQuery   checks.ID = "security.token_not_in_query"
	plainSource    checks.ID = "security.https_in_source"
	noIdempotency  checks.ID = "security.idempotency"
	cardOnServer   checks.ID = "security.no_card_data"
	noSignature    checks.ID = "security.signature_checked"
)

// fault is one thing that can be wrong. edit is set when it shows in what the shop sends to
// create a preference; all others are looked up where they matter.
type fault struct {
	id   checks.ID
	edit func(fields)
}

// faults lists all, in the order of the sections. homologation.item_quantity, item_unit_price and
// item_title are not among them: the API takes no preference without these.
var faults = []fault{
	{id: tokenShape}, {id: tokenValid}, {id: production}, {id: canCharge}, {id: activated}, {id: publicKey}, {id: sameApplication},
	{id: otherSite}, {id: sameOwner}, {id: realInTests}, {id: sameWorld}, {id: buyerWorld}, {id: oauthOver}, {id: reservedName},

	{"homologation.external_reference", drop("external_reference")},
	{noEmail, drop("payer.email")},
	{noWebhook, drop("notification_url")},
	{"homologation.item_id", drop("items[].id")},
	{"homologation.item_description", drop("items[].description")},
	{"homologation.item_category_id", set("items[].category_id", "photography")},
	{"homologation.payer_first_name", drop("payer.name")},
	{"homologation.payer_last_name", drop("payer.surname")},
	{"homologation.statement_descriptor", drop("statement_descriptor")},
	{"homologation.back_urls", drop("back_urls.pending", "back_urls.failure")},
	{"homologation.address", drop("payer.address")},
	{"homologation.payer_identification", drop("payer.identification")},
	{"homologation.payer_phone", drop("payer.phone")},
	{"homologation.binary_mode", drop("binary_mode")},
	{"homologation.date_of_expiration", drop("date_of_expiration")},
	{"homologation.expiration", drop("expires", "expiration_date_from", "expiration_date_to")},
	{"homologation.max_installments", drop("payment_methods.installments")},
	{"homologation.excluded_payment_methods", drop("payment_methods.excluded_payment_methods")},
	{"homologation.excluded_payment_types", drop("payment_methods.excluded_payment_types")},
	// Sent empty rather than not at all: the answer then shows the field, so its absence is certain.
	{"homologation.shipment_amount", set("shipments.cost", nil)},
	{"homologation.marketing_information", set("tracks", []fields{})},
	{id: noMPJS},

	{id: sslHTTPS}, {id: sslChain}, {id: sslHostname}, {id: sslExpiry}, {id: sslVersion}, {id: sslRedirect}, {id: plainScript},

	{id: pixKey},

	{"approval.payer", drop("payer.registration_date", "payer.authentication_type", "payer.last_purchase", "payer.is_prime_user", "payer.is_first_purchase_online")},
	{"approval.items", drop("items[].picture_url")},
	{"approval.shipment", drop("shipments.receiver_address")},
	{"approval.industry", drop("items[].warranty")},

	{id: hookPlain}, {id: hookCert}, {id: hookDown}, {id: hookValid}, {id: hookBare}, {id: hookForged}, {id: hookOther},
	{id: hookStale}, {id: hookRepeat}, {id: hookTopic}, {id: hookBody},
	{hookSource, change("notification_url", func(u string) string { u, _, _ = strings.Cut(u, "?"); return u })},

	{id: settlementConfigured}, {id: settlementScheduled}, {id: releaseConfigured}, {id: releaseScheduled},
	{id: settlementColumns}, {id: settlementRecipients}, {id: settlementTimezone}, {id: releaseColumns}, {id: releaseRecipients}, {id: releaseTimezone},

	{id: tokenInPage}, {id: oldMPJS}, {id: otherKey}, {id: narrowCSP}, {id: bareCookie}, {id: bareHeaders},
	{plainReturn, change("back_urls.pending", func(u string) string { return strings.Replace(u, "https:", "http:", 1) })},

	{id: tokenInSource}, {id: tokenInHistory}, {id: envInGit}, {id: sandboxURL}, {id: tokenInQuery}, {id: plainSource}, {id: noIdempotency},
	{id: cardOnServer}, {id: noSignature},
}

// DemoFaults are on when the demonstration opens: one or two of every section.
var DemoFaults = []checks.ID{
	sameApplication, "homologation.external_reference", "homologation.item_category_id", "homologation.statement_descriptor",
	sslChain, pixKey, "approval.shipment", hookBare, settlementScheduled, releaseConfigured, tokenInPage,
}

// Faults lists every fault the shop can have.
func (s *Shop) Faults() []checks.ID {
	ids := make([]checks.ID, len(faults))
	for i, f := range faults {
		ids[i] = f.id
	}
	return ids
}

// Broken lists the faults that are on, in the order of Faults.
func (s *Shop) Broken() []checks.ID {
	return slices.DeleteFunc(s.Faults(), func(id checks.ID) bool { return !s.broken(id) })
}

// Break switches faults on. With an unknown id among them nothing changes.
func (s *Shop) Break(ids ...checks.ID) error { return s.turn(true, ids) }

// Repair switches faults off. With an unknown id among them nothing changes.
func (s *Shop) Repair(ids ...checks.ID) error { return s.turn(false, ids) }

// RepairAll switches every fault off.
func (s *Shop) RepairAll() error { return s.turn(false, s.Faults()) }

func (s *Shop) turn(on bool, ids []checks.ID) error {
	for _, id := range ids {
		if !slices.ContainsFunc(faults, func(f fault) bool { return f.id == id }) {
			return fmt.Errorf("sampleshop: no fault breaks %q; see Faults for those that exist", id)
		}
	}
	s.mu.Lock()
	for _, id := range ids {
		if on {
			s.on[id] = true
		} else {
			delete(s.on, id)
		}
	}
	s.mu.Unlock()
	s.building.Lock() // not while orders are made on the repaired account
	defer s.building.Unlock()
	s.applyAccount()
	return nil
}

func (s *Shop) broken(id checks.ID) bool {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.on[id]
}

// ExpireIn makes the page's certificate end that long after the shop opened, for findings
// between good and expired; 0 goes back to the usual sixty days. ssl.expiry wins over it.
func (s *Shop) ExpireIn(left time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.left = left
}

func (s *Shop) certLeft() time.Duration {
	s.mu.RLock()
	defer s.mu.RUnlock()
	switch {
	case s.on[sslExpiry]:
		return -day
	case s.left != 0:
		return s.left
	}
	return leafLife - leafAge
}

// applyAccount makes the simulated account what the faults say. A test account cannot also be
// one that is not activated: the test account wins.
func (s *Shop) applyAccount() {
	kind := sandbox.Real
	switch {
	case s.broken(production):
		kind = sandbox.Test
	case s.broken(activated):
		kind = sandbox.NotActivated
	}
	s.box.SetKind(kind)
	s.box.SetSell(!s.broken(canCharge))
	pix := !s.broken(pixKey)
	s.box.SetPix(pix, pix)
	s.box.SetWebhook(s.webhookURL())
	s.applyReport(sandbox.Settlement, settlementConfigured, settlementScheduled, settlementColumns, settlementRecipients, settlementTimezone)
	s.applyReport(sandbox.Release, releaseConfigured, releaseScheduled, releaseColumns, releaseRecipients, releaseTimezone)
	if s.broken(tokenValid) {
		s.box.RevokeToken()
	} else {
		s.box.Restore()
	}
}

func (s *Shop) applyReport(kind sandbox.ReportKind, configured, scheduled, columns, recipients, timezone checks.ID) {
	config := map[string]any{}
	if s.broken(columns) {
		config["columns"] = []any{map[string]any{"key": "SOURCE_ID"}, map[string]any{"key": "INSTALLMENTS"}}
	}
	if s.broken(recipients) {
		config["notification_email_list"] = []any{}
	}
	if s.broken(timezone) {
		config["display_timezone"] = nil
	}
	there := !s.broken(configured)
	// The order is written here: nothing in it can be refused.
	_ = s.box.Control("reports", map[string]any{"kind": kind, "configured": there, "scheduled": there && !s.broken(scheduled), "config": config})
}

// healAccount lets an order through that a sound account took before the trouble began.
func (s *Shop) healAccount() {
	s.box.Restore()
	s.box.SetKind(sandbox.Real)
	s.box.SetSell(true)
}
