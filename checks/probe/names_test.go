package probe

import (
	"testing"

	"github.com/homologa/homologa/checks/lang"
)

// The screen names each probe while it runs.
func TestEveryProbeHasAName(t *testing.T) {
	for _, p := range All(&Env{}) {
		if !lang.Has("probe." + p.ID) {
			t.Errorf("probe %s has no name", p.ID)
		}
	}
}
