package rules

import (
	"slices"
	"sync"

	"github.com/homologa/homologa/checks"
)

// ReferenceItem is one item of the published requirements (SECTION-N of sections 1.1 to 1.14, the
// steps of 1.15) or of the official checklists ("2.1/email" is a row of Checkout Pro, 2.2 of Checkout
// API, Bricks and Orders, 2.3 of Point, 2.4 of QR), and what answers it.
type ReferenceItem struct {
	Ref  string
	Reqs []checks.ID
	// Reason says why no requirement answers the item; "" when Reqs do.
	Reason string
}

// Reasons that several items share.
const (
	reasonPlatform = "concerns platforms that act for other sellers: no such product is checked"
	reasonContract = "a clause of the contract, nothing to do in an integration"
	reasonFact     = "a fact about the platform, nothing to do in an integration"
)

// ReferenceItems lists the items in the order of the sections.
func ReferenceItems() []ReferenceItem {
	var out []ReferenceItem
	at := func(ref string, reqs ...checks.ID) { out = append(out, ReferenceItem{Ref: ref, Reqs: reqs}) }
	no := func(ref, reason string) { out = append(out, ReferenceItem{Ref: ref, Reason: reason}) }

	at("CRED-1", "credentials.activated", "credentials.activation_form")
	at("CRED-2", "credentials.production_account", "credentials.can_charge", "credentials.same_owner", "credentials.token_valid", "credentials.test_account", "credentials.same_world", "credentials.buyer_world")
	at("CRED-3", "credentials.same_application", "credentials.public_key")
	at("CRED-4", "credentials.site")
	at("CRED-5", "security.token_not_in_page", "security.token_not_in_query", "security.public_key_on_page", "credentials.token_shape")
	at("CRED-6", "credentials.renewal")
	at("CRED-7", "security.token_not_in_source", "security.token_not_in_history", "security.env_ignored")
	at("CRED-8", "credentials.oauth")
	at("SSL-1", "ssl.https", "ssl.redirect")
	at("SSL-2", "ssl.chain_complete", "ssl.hostname", "ssl.expiry", "ssl.certificate", "ssl.addresses")
	at("SSL-3", "ssl.tls_version", "ssl.ciphers")
	at("SSL-4", "security.https_urls", "ssl.back_urls", "security.https_in_source", "homologation.subscription_back_url")
	at("SSL-5", "ssl.mixed_content", "ssl.hsts", "security.cookies", "security.headers", "security.csp")
	at("1.3", "homologation.measurement", "homologation.declaration")
	at("PIX-1", "pix.key")
	no("PIX-2", "would create a payment: the Pix payments the account has made are read instead (pix.key)")
	no("PIX-3", "registered in the app; no API shows it, pix.key reads its effect")
	at("PIX-4", "pix.key")
	at("1.5", "approval.payer", "approval.items", "approval.shipment", "approval.device_id", "approval.rejections")
	at("NOT-1", "notifications.public_https", "notifications.tls")
	at("NOT-2", "notifications.answers", "notifications.valid_accepted")
	no("NOT-3", reasonFact)
	at("NOT-4", "notifications.refetch")
	at("NOT-5", "notifications.idempotent")
	at("NOT-6", "notifications.unsigned_refused", "notifications.forged_refused", "notifications.other_id_refused")
	at("NOT-7", "notifications.panel")
	at("NOT-8", "homologation.webhooks_ipn")
	at("NOT-9", "notifications.source_news")
	no("NOT-10", "the panel shows the secret once; no API tells its age")
	at("NOT-11", "notifications.source_news")
	no("NOT-12", "payment links of the panel are no integration")
	no("NOT-13", reasonFact)
	no("NOT-14", "the older QR API; what a system does with merchant orders cannot be seen from outside")
	no("NOT-15", "what a system does with a fraud alert cannot be seen from outside")
	at("1.7", "reports.settlement_configured", "reports.settlement_scheduled", "reports.release_configured", "reports.release_scheduled")
	at("SEC-1", "security.token_not_in_source", "security.token_not_in_history")
	at("SEC-2", "security.env_ignored")
	at("SEC-3", "notifications.unsigned_refused", "notifications.forged_refused", "security.signature_checked")
	at("SEC-4", "security.https_urls", "security.https_in_source")
	at("SEC-5", "security.return_verified")
	at("SEC-6", "security.idempotency")
	at("SEC-7", "homologation.external_reference")
	at("SEC-8", "credentials.production_account")
	at("SEC-9", "security.no_sandbox_init_point")
	at("1.9/2.2", "security.token_not_in_source", "security.token_not_in_page")
	no("1.9/2.3", "binds the caller: this program limits its own requests")
	at("1.9/2.4", "credentials.application_name")
	no("1.9/3", reasonContract)
	at("1.9/4.1", "homologation.logos")
	no("1.9/6", reasonContract)
	no("1.9/7.2.E-F", "binds the caller: this program reads no panel and no documentation")
	at("1.9/7.2.I", "security.no_card_data", "security.card_inputs")
	no("1.9/9", reasonContract)
	no("1.9/10", reasonContract)
	no("1.9/10.ix-x", reasonContract)
	no("1.9/10.incidents", reasonContract)
	no("1.9/15", reasonContract)
	no("1.9/18", reasonContract)
	at("OAU-1", "credentials.oauth")
	for _, ref := range []string{"OAU-2", "OAU-3", "OAU-4", "OAU-5", "OAU-6", "OAU-7", "OAU-8", "OAU-9", "OAU-10"} {
		no(ref, reasonPlatform)
	}
	at("OAU-11", "homologation.integrator_id", "homologation.platform_id")
	at("1.11", "security.card_inputs", "security.mpjs_official", "security.no_card_data")
	no("1.12", "optional, and the sources disagree on its values: nothing is demanded")
	at("1.13", "homologation.back_end_sdk", "homologation.web_front_end_sdk", "homologation.front_end_sdk_pro")
	at("1.14", "homologation.test_purchase")
	at("1.15/checkout_pro", "credentials.activated", "credentials.production_account", "ssl.https", "homologation.measurement")
	at("1.15/checkout_api_orders", "credentials.activated", "ssl.https", "pix.key", "homologation.response_messages")
	at("1.15/checkout_api_bricks", "credentials.activated", "ssl.https", "pix.key", "homologation.measurement", "approval.payer", "notifications.panel", "reports.release_configured")
	at("1.15/checkout_api_legacy", "security.mpjs_official", "security.card_inputs", "ssl.https")
	at("1.15/qr_orders", "credentials.production_account", "homologation.measurement", "homologation.qr_order")
	no("1.15/qr_legacy", "homologation by the integrations team, for partners")
	at("1.15/point_orders", "credentials.production_account", "homologation.webhooks_point", "pix.key", "homologation.measurement", "reports.release_configured", "homologation.point_payment")
	no("1.15/payouts", "no product that is checked")
	no("1.15/plugins", "a module does the integration; no product that is checked")
	at("1.15/subscriptions", "homologation.subscription_back_url", "homologation.subscription_amount", "homologation.web_front_end_sdk")

	hom := func(section string, names ...string) {
		for _, n := range names {
			at(section+"/"+n, checks.ID("homologation."+n))
		}
	}
	hom("2.1", "item_quantity", "item_unit_price", "statement_descriptor", "back_urls", "webhooks_ipn", "external_reference", "email", "payer_first_name", "payer_last_name",
		"item_category_id", "item_description", "item_id", "item_title", "back_end_sdk", "binary_mode", "date_of_expiration", "marketing_information", "expiration",
		"max_installments", "modal", "logos", "response_messages", "excluded_payment_methods", "excluded_payment_types", "shipment_amount", "payment_get_or_search_api",
		"chargebacks_api", "cancellation_api", "refunds_api", "settlement", "release", "address", "payer_identification", "payer_identification_mlm", "payer_phone", "front_end_sdk_pro")
	hom("2.2", "email")
	at("2.2/device_id", "approval.device_id")
	hom("2.2", "webhooks_ipn", "external_reference")
	at("2.2/ssl", "ssl.https", "ssl.chain_complete", "ssl.hostname", "ssl.expiry", "ssl.certificate", "ssl.addresses")
	at("2.2/tls", "ssl.tls_version", "ssl.ciphers")
	at("2.2/secure_form", "security.card_inputs")
	hom("2.2", "payer_first_name", "payer_last_name", "item_id", "item_title", "item_description", "item_category_id", "item_quantity", "item_unit_price", "issuer_id",
		"back_end_sdk", "web_front_end_sdk", "statement_descriptor", "address", "payer_identification", "payer_identification_mlm", "payer_phone", "customer_id",
		"auth_and_capt", "binary_mode", "logos", "response_messages", "payment_get_or_search_api", "chargebacks_api", "cancellation_api", "refunds_api", "settlement", "release")
	hom("2.3", "point_payment", "payment_intent_id", "store_creation_api", "pos_creation_api", "external_reference", "webhooks_point", "centralized_credentials",
		"rejected_payment", "cancel_payment_intent")
	at("2.3/refunds", "homologation.refunds_api")
	hom("2.3", "refunds_api")
	at("2.3/search_api", "homologation.payment_get_or_search_api")
	hom("2.3", "payment_get_or_search_api", "implementation_manual", "operation_manual", "logs", "list_devices", "switch_device_mode", "alert_device_system")
	at("2.3/header_token_point", "security.token_not_in_query")
	hom("2.3", "integrator_id", "platform_id", "settlement", "release", "configurable_credentials")
	at("2.4/declaration", "homologation.declaration")
	at("2.4/measurement", "homologation.measurement", "homologation.qr_order")
	return out
}

var referencesOf = sync.OnceValue(func() map[checks.ID][]string {
	m := map[checks.ID][]string{}
	for _, it := range ReferenceItems() {
		for _, id := range it.Reqs {
			if !slices.Contains(m[id], it.Ref) {
				m[id] = append(m[id], it.Ref)
			}
		}
	}
	return m
})

// References lists the items a requirement answers, in the order of the sections.
func References(id checks.ID) []string { return referencesOf()[id] }
