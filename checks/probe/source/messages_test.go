package source

import (
	"testing"

	"github.com/homologa/homologa/checks"
)

// TestMessagesAreRead: a commit's and a tag's own words are as public as their files.
func TestMessagesAreRead(t *testing.T) {
	for _, pack := range []bool{false, true} {
		dir := t.TempDir()
		git(t, dir, "init", "-q")
		write(t, dir, "a.js", "x")
		commitAll(t, dir, "fix\n\nthe token is "+liveToken+" now")
		git(t, dir, "tag", "-a", "v1", "-m", "with "+otherToken)
		git(t, dir, "tag", "-a", "v2", "-m", "of a tag", "v1")
		write(t, dir, "a.js", "y")
		commitAll(t, dir, "b")
		if pack {
			git(t, dir, "gc", "-q")
		}
		h := scanDir(t, dir, Options{Known: known(liveToken)}).History
		got := map[string]bool{}
		for _, k := range h.Tokens {
			got[k.Message] = true
			if len(k.Commit) != 10 || k.Current != (k.Message == "commit") {
				t.Errorf("%+v", k)
			}
		}
		if len(h.Tokens) != 2 || !got["commit"] || !got["tag"] || h.State != checks.HistoryRead || h.Commits != 2 {
			t.Errorf("packed %v: %+v", pack, h)
		}
	}
}
