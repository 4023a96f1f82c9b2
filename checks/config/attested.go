package config

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/homologa/homologa/checks"
)

// attestedFile holds the ticks of a project, next to its configuration. It has no secret in it and
// may be committed.
const attestedFile = ".homologa/attested.json"

// ReadAttested reads the ticks; a missing or broken file is no ticks.
func ReadAttested(dir string) map[checks.ID]checks.Attestation {
	m, _ := readAttested(filepath.Join(dir, attestedFile))
	return m
}

func readAttested(path string) (map[checks.ID]checks.Attestation, error) {
	raw, err := readSmall(path)
	if err != nil {
		return nil, err
	}
	var m map[checks.ID]checks.Attestation
	if err := json.Unmarshal(raw, &m); err != nil {
		return nil, err
	}
	return m, nil
}

// attesting keeps two ticks in a row from losing one of them.
var attesting sync.Mutex

// Attest ticks or unticks an item and writes the file whole. A file that is there and cannot be
// read, say with the marks of an unfinished merge, is left alone: writing would lose its ticks.
func Attest(dir string, id checks.ID, on bool, now time.Time) error {
	attesting.Lock()
	defer attesting.Unlock()
	path := filepath.Join(dir, attestedFile)
	m, err := readAttested(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return &Error{checks.T("config.attested", "file", attestedFile), fmt.Errorf("config: %s cannot be read; correct or remove it: %w", attestedFile, err)}
	}
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
	return writeWhole(path, append(raw, '\n'), 0o644)
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
