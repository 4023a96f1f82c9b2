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

// TestWhatIsLeftOutIsWorded: every kind that a reader counts.
func TestWhatIsLeftOutIsWorded(t *testing.T) {
	want(t, "left.", checks.SourceEntries, checks.SourceBytes, checks.SourceTime, checks.SourceCancelled)
	want(t, "left.", "unreadable", "large", "archives", "links", "links_packages", "pdf", "git_pdf", "deep", "unlooked", "lines", "git_sha256", "git_reftable", "git_alternates", "git_format", "git_shallow", "git_refs",
		"git_time", "git_objects", "git_missing", "git_large", "git_archives", "git_damaged", "git_modules", "git_nested", "vcs", "page_size", "page_time", "scripts", "script_size",
		"unfetched", "encoded", "chunks", "maps", "frames", "siblings", "exchanges", "exchange_bodies", "payments")
	want(t, "aside.", "packages", "media", "special", "foreign")
	want(t, "page.stub.", checks.StubEmpty, checks.StubData, checks.StubForward, checks.StubFrames, checks.StubLogin)
}
