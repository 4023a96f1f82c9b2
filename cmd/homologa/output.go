package main

import (
	"os"
	"path/filepath"

	"github.com/homologa/homologa/checks/config"
	"github.com/homologa/homologa/mpclient/ownfile"
)

// writable refuses an output path that cannot be meant before anything is looked at.
func (a *app) writable(path string) error {
	if st, err := os.Stat(filepath.Dir(path)); err != nil || !st.IsDir() {
		return a.usage("cmd.write", "file", clean(path, 160), "why", "@why.no_folder")
	}
	if st, err := os.Lstat(path); err == nil && st.IsDir() {
		return a.usage("cmd.write", "file", clean(path, 160), "why", "@why.not_file")
	}
	return nil
}

// write puts what was found in a file for the person alone: it holds names, addresses and phones of buyers.
func (a *app) write(path string, text []byte) error {
	return a.unwritten(path, ownfile.Write(path, text, 0o600, 0))
}

// unwritten words why a file could not be written; nil when it was.
func (a *app) unwritten(path string, err error) error {
	if err == nil {
		return nil
	}
	return a.usage("cmd.write", "file", clean(path, 160), "why", config.Why(err))
}
