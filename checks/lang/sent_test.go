package lang

import (
	"testing"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/checks/probe/sent"
)

func TestRecordingsAreWorded(t *testing.T) {
	want(t, "fact.", checks.FactSent.Name)
	want(t, "input.", "exchanges")
	want(t, "object.sent.", checks.FactPreference.Name, checks.FactPayment.Name, checks.FactOrder.Name, checks.FactSubscription.Name)
	want(t, "exchanges.why.", sent.WhyMissing, sent.WhyPermission, sent.WhyFolder, sent.WhyLarge, sent.WhyUnreadable, sent.WhyEmpty, sent.WhyBinary, sent.WhyNotJSON, sent.WhyOther, sent.WhyDeep, sent.WhyNone)
	want(t, "left.exchanges_", checks.SentBroken, checks.SentEntries, checks.SentStopped)
}
