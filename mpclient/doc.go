// Package mpclient talks to the Mercado Pago API and knows its shapes: credentials,
// sites, calls, error envelopes, notifications. It is also the border of the program:
// whatever enters from the network or the environment is redacted and stripped of
// control characters here, before anything can store, log, draw or copy it, and every
// request that changes something on an account passes the write guard here.
//
// It refuses to judge: it reports what was sent and what came back.
package mpclient
