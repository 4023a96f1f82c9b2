package main

import (
	"io"
	"net/http"
	"os"
	"strings"
)

type proof struct{}

func (proof) RoundTrip(r *http.Request) (*http.Response, error) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	if r.Header.Get("Authorization") == "Bearer proof" && r.Method == "POST" && r.URL.Path == "/checkout/preferences" {
		err = os.WriteFile(os.Getenv("PROOF_OUT"), body, 0o644)
	}
	return &http.Response{StatusCode: 201, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(`{"id":"made","init_point":"there"}`)), Request: r}, err
}

func init() { http.DefaultTransport = proof{} }
