package config

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/mpclient/ownfile"
)

// attestedFile holds the ticks of a project, next to its configuration. It has no secret in it and
// may be committed.
const attestedFile = ownfile.Folder + "/attested.json"

const (
	attestedMark    = "attested"
	attestedVersion = 1
)

// attestedText is the file: what it is, and the ticks.
type attestedText struct {
	Mark  string                           `json:"homologa"`
	V     int                              `json:"v"`
	Ticks map[checks.ID]checks.Attestation `json:"ticks"`
}

var errNotTicks = errors.New("config: not a file of ticks")

// ReadAttested reads the ticks; a missing or broken file is no ticks.
func ReadAttested(dir string) map[checks.ID]checks.Attestation {
	m, _ := readAttested(filepath.Join(dir, attestedFile))
	return m
}

func readAttested(path string) (map[checks.ID]checks.Attestation, error) {
	raw, err := ownfile.Read(ownfile.Open, path, maxFile)
	if err != nil {
		return nil, err
	}
	var file attestedText
	if err := json.Unmarshal(raw, &file); err == nil && file.Mark != "" {
		if file.Mark != attestedMark || file.V != attestedVersion {
			return nil, errNotTicks
		}
		return file.Ticks, nil
	}
	// Earlier versions wrote the ticks alone: ids, each with the time of its tick and nothing else.
	in := json.NewDecoder(bytes.NewReader(raw))
	in.DisallowUnknownFields()
	var m map[checks.ID]checks.Attestation
	if err := in.Decode(&m); err != nil {
		return nil, err
	}
	for id := range m {
		if !strings.Contains(string(id), ".") {
			return nil, errNotTicks
		}
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
	raw, err := json.MarshalIndent(attestedText{attestedMark, attestedVersion, m}, "", "  ")
	if err == nil {
		err = ownfile.Write(path, append(raw, '\n'), 0o644, 0o755)
	}
	if err != nil {
		return fmt.Errorf("config: attested: %w", err)
	}
	return nil
}
