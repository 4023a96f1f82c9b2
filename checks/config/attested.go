package config

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/homologa/homologa/checks"
)

// attestedFile holds the ticks of a project, next to its configuration. It has no secret in it and
// may be committed.
const attestedFile = ".homologa/attested.json"

// ReadAttested reads the ticks; a missing or broken file is no ticks.
func ReadAttested(dir string) map[checks.ID]checks.Attestation {
	raw, err := readSmall(filepath.Join(dir, attestedFile))
	if err != nil {
		return nil
	}
	var m map[checks.ID]checks.Attestation
	if json.Unmarshal(raw, &m) != nil {
		return nil
	}
	return m
}

// Attest ticks or unticks an item and writes the file whole.
func Attest(dir string, id checks.ID, on bool, now time.Time) error {
	m := ReadAttested(dir)
	if m == nil {
		m = map[checks.ID]checks.Attestation{}
	}
	if on {
		m[id] = checks.Attestation{At: now.UTC().Truncate(time.Second)}
	} else {
		delete(m, id)
	}
	raw, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return fmt.Errorf("config: attested: %w", err)
	}
	return writeWhole(filepath.Join(dir, attestedFile), append(raw, '\n'), 0o644)
}

// writeWhole writes beside the target and renames, so that a crash leaves the old file or the new
// one.
func writeWhole(path string, raw []byte, mode os.FileMode) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return fmt.Errorf("config: %w", err)
	}
	tmp, err := os.CreateTemp(filepath.Dir(path), ".homologa-*")
	if err != nil {
		return fmt.Errorf("config: %w", err)
	}
	defer func() { _ = os.Remove(tmp.Name()) }()
	_, err = tmp.Write(raw)
	if cerr := tmp.Close(); err == nil {
		err = cerr
	}
	if err == nil {
		err = os.Chmod(tmp.Name(), mode)
	}
	if err == nil {
		err = os.Rename(tmp.Name(), path)
	}
	if err != nil {
		return fmt.Errorf("config: %w", err)
	}
	return nil
}
