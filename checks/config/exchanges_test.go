package config_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/homologa/homologa/checks/config"
)

// TestExchangesPath: the file's path counts from the configuration, the flag's from where it was typed.
func TestExchangesPath(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, config.FileName), []byte(`exchanges = "rec/buy.har"`), 0o600); err != nil {
		t.Fatal(err)
	}
	for flag, want := range map[string]string{"": filepath.Join(dir, "rec", "buy.har"), "other.har": "other.har"} {
		got, err := config.Load(config.Source{Dir: dir, Flags: map[string]string{"exchanges": flag}})
		if err != nil || got.Settings.Exchanges != want || len(got.Warnings) > 0 || got.Empty {
			t.Errorf("%q: %q, %v, %v", flag, got.Settings.Exchanges, got.Warnings, err)
		}
	}
}
