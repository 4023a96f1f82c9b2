package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/homologa/homologa/mpclient/webhook"
)

// localShop is a shop on a loopback port: a page and an endpoint over HTTPS with an authority of its own.
type localShop struct {
	*httptest.Server
	mu     sync.Mutex
	secret string // of the notifications
	page   string
	naive  bool // takes unsigned notifications
	hits   int
}

func (s *localShop) set(f func()) { s.mu.Lock(); defer s.mu.Unlock(); f() }

func (s *localShop) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if r.URL.Path != "/hook" {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = io.WriteString(w, s.page)
		return
	}
	s.hits++
	header := r.Header.Get("X-Signature")
	if s.naive && header == "" {
		return
	}
	if _, err := webhook.Verify(s.secret, header, r.URL.Query().Get("data.id"), r.Header.Get("X-Request-Id"), time.Now(), 5*time.Minute); err != nil {
		http.Error(w, "invalid signature", http.StatusUnauthorized)
	}
}

// startShop opens a shop and returns it with the authority to trust, in PEM.
func startShop(t *testing.T, secret string) (*localShop, []byte) {
	t.Helper()
	s := &localShop{secret: secret, page: `<!doctype html><script src="https://sdk.mercadopago.com/js/v2"></script><h1>Checkout</h1>`}
	cert, ca := certificate(t)
	s.Server = httptest.NewUnstartedServer(s)
	s.TLS = &tls.Config{Certificates: []tls.Certificate{cert}, MinVersion: tls.VersionTLS12}
	s.Config.ErrorLog = log.New(io.Discard, "", 0) // probes hang up in the middle of handshakes
	s.StartTLS()
	t.Cleanup(s.Close)
	return s, ca
}

// certificate makes an authority and a certificate of it for this machine.
func certificate(t *testing.T) (tls.Certificate, []byte) {
	t.Helper()
	key := func() *ecdsa.PrivateKey {
		k, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		return k
	}
	now := time.Now()
	root := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "Test Root"}, NotBefore: now.Add(-time.Hour), NotAfter: now.AddDate(1, 0, 0),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign}
	leaf := &x509.Certificate{SerialNumber: big.NewInt(2), Subject: pkix.Name{CommonName: "localhost"}, NotBefore: now.Add(-time.Hour), NotAfter: now.AddDate(0, 0, 90),
		DNSNames: []string{"localhost"}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}}
	rootKey, leafKey := key(), key()
	rootDER, err := x509.CreateCertificate(rand.Reader, root, root, &rootKey.PublicKey, rootKey)
	if err != nil {
		t.Fatal(err)
	}
	leafDER, err := x509.CreateCertificate(rand.Reader, leaf, root, &leafKey.PublicKey, rootKey)
	if err != nil {
		t.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{leafDER}, PrivateKey: leafKey}, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: rootDER})
}
