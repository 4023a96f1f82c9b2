package ownfile

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
)

func TestOneWriter(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal")
	first, err := Lock(path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := first.WriteString("kept"); err != nil {
		t.Fatal(err)
	}
	if f, err := Lock(path); !errors.Is(err, ErrBusy) {
		t.Fatalf("a second writer got %v, %v", f, err)
	}
	if got, err := os.ReadFile(path); err != nil || string(got) != "kept" {
		t.Errorf("a reader got %q, %v", got, err)
	}
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	again, err := Lock(path)
	if err != nil {
		t.Fatalf("after closing: %v", err)
	}
	defer again.Close()
	got := make([]byte, 4)
	if _, err := again.ReadAt(got, 0); err != nil || string(got) != "kept" {
		t.Errorf("opened again: %q, %v", got, err)
	}
}

func TestNoFolder(t *testing.T) {
	if f, err := Lock(filepath.Join(t.TempDir(), "none", "journal")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("%v, %v", f, err)
	}
}
