package sandbox

// noticeForms turns the common webhook body into that of a topic which has one of its own.
var noticeForms = map[string]func(s *Server, body object){}

// ipnForm is what a topic is called on the older channel, and what its resource is preceded by.
type ipnForm struct{ topic, prefix string }

// ipnForms lists the topics that are called otherwise there.
var ipnForms = map[string]ipnForm{
	merchantOrderTopic: {"merchant_order", "https://api.mercadolibre.com/merchant_orders/"},
	chargebackTopic:    {"chargebacks", ""},
}

// The topics of this package besides payment and order.
const (
	merchantOrderTopic = "topic_merchant_order_wh"
	chargebackTopic    = "topic_chargebacks_wh"
	claimTopic         = "topic_claims_integration_wh"
	subscriptionTopic  = "subscription_preapproval"
	planTopic          = "subscription_preapproval_plan"
	invoiceTopic       = "subscription_authorized_payment"
	walletTopic        = "wallet_connect"
)

// ipnOf names a topic on the older channel.
func ipnOf(topic string) ipnForm {
	if f, renamed := ipnForms[topic]; renamed {
		return f
	}
	return ipnForm{topic: topic}
}

// announceTo notifies the panel's address, or the resource's own when it has one.
func (s *Server) announceTo(own, topic, action, dataID string) {
	if own != "" {
		s.enqueueBoth(own, topic, action, dataID)
		return
	}
	s.enqueue(s.acct.webhook, topic, action, dataID)
}
