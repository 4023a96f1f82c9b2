package mpclient

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"strings"
	"syscall"
)

// isPermanent tells errors that a second try one moment later cannot mend.
func isPermanent(err error) bool {
	var dns *net.DNSError
	var cert *tls.CertificateVerificationError
	var unknown x509.UnknownAuthorityError
	return errors.As(err, &dns) && dns.IsNotFound || errors.As(err, &cert) || errors.As(err, &unknown) ||
		errors.Is(err, syscall.ECONNREFUSED) || isNotTLS(err) || isPlainToTLS(err)
}

func isNotTLS(err error) bool {
	var rh tls.RecordHeaderError
	return errors.As(err, &rh)
}

func isPlainToTLS(err error) bool {
	return strings.Contains(err.Error(), "server gave HTTP response to HTTPS client")
}

// NetworkCause names a connection problem by the id findings use for it.
func NetworkCause(err error) string {
	var dns *net.DNSError
	var ne net.Error
	var alert tls.AlertError
	switch {
	case err == nil:
		return ""
	case errors.As(err, &dns):
		return "unresolved"
	case isNotTLS(err), isPlainToTLS(err):
		return "not-tls"
	case errors.Is(err, syscall.ECONNREFUSED):
		return "connection-refused"
	case NetworkCategory(err) == CatTimeout, errors.As(err, &ne) && ne.Timeout():
		return "handshake-timeout"
	case strings.Contains(err.Error(), "certificate required"):
		return "client-cert-required" // an alert too, so it comes before the others
	case errors.Is(err, syscall.EHOSTUNREACH), errors.Is(err, syscall.ENETUNREACH):
		return "unreachable"
	case errors.As(err, &alert), strings.Contains(err.Error(), "remote error: tls:"):
		return "handshake-failed"
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, syscall.ECONNRESET), errors.Is(err, syscall.EPIPE):
		return "connection-closed"
	}
	return "handshake-failed"
}
