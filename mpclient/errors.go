package mpclient

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"
)

// Category sorts errors by what a person can do about them.
type Category string

// The categories.
const (
	CatAuth        Category = "auth"         // 401: the token is not accepted
	CatForbidden   Category = "forbidden"    // 403: this account or token may not
	CatNotFound    Category = "not_found"    // 404
	CatInvalid     Category = "invalid"      // 400, 402, 409, 422…: the request is at fault
	CatRateLimited Category = "rate_limited" // 429
	CatServer      Category = "server"       // 5xx
	CatNetwork     Category = "network"      // no connection
	CatTimeout     Category = "timeout"
	CatGarbled     Category = "garbled" // an answer that is not what the API sends
	CatTooLarge    Category = "too_large"
	CatConsent     Category = "consent" // stopped by the write guard
	CatCancelled   Category = "cancelled"
)

// APICause is one entry of an error's cause list; Code is text whichever type the API used.
type APICause struct{ Code, Description string }

// Error is any failed call: the four envelopes of the API, and what happens before an envelope.
type Error struct {
	Op         string // "payments.get"
	Status     int    // HTTP status, 0 when no answer came
	Code       string // machine word or number of the envelope
	Message    string // redacted and cleaned
	Causes     []APICause
	RequestID  string
	Category   Category
	RetryAfter time.Duration // what the answer asked for, however long; who waits caps it
	Waited     time.Duration // how long a call was waited for that never answered whole; 0 when something else ended it
	Exchange   string        // id of the recorded exchange
	Data       []byte        // Orders: the order that comes with a 402, redacted
	Unsettled  bool          // a change that may have been made although no answer said so
	Refused    string        // by the write guard: the method and path, the header or the field it is about; "" when it is about none
	cause      error         // what stopped the request before it was sent or answered
}

// unsettled reports whether what was sent may have been carried out: all that is known is that no answer of the API says so.
func (e *Error) unsettled() bool {
	switch e.Category {
	case CatTimeout, CatGarbled, CatTooLarge, CatServer:
		return true
	case CatNetwork:
		switch e.Code {
		case "unresolved", "not-tls", "connection-refused", "unreachable", "client-cert-required":
			return false // no connection, so nothing was sent
		}
		return true
	case CatCancelled:
		return e.Exchange != ""
	}
	return false
}

// CodeTooDeep is the Code of an answer that was not read because of its shape: nested too deep, or names beyond any measure.
const CodeTooDeep = "too_deep"

// waited notes how long a call was waited for that ended because its time was up.
func (e *Error) waited(err error) {
	var s *silence
	if errors.As(err, &s) {
		e.Waited = s.after
	}
}

// Unwrap gives what ended a call without an answer: ErrNoConsent, context.Canceled and the like.
func (e *Error) Unwrap() error { return e.cause }

// Error implements error.
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString("mpclient: " + e.Op)
	if e.Status != 0 {
		fmt.Fprintf(&b, ": HTTP %d", e.Status)
	}
	if e.Code != "" {
		b.WriteString(" " + e.Code)
	}
	if e.Message != "" {
		b.WriteString(": " + e.Message)
	}
	if e.RequestID != "" {
		b.WriteString(" (request " + e.RequestID + ")")
	}
	return b.String()
}

// Has tells whether the envelope or one of its causes carries the code.
func (e *Error) Has(code string) bool {
	if e == nil {
		return false
	}
	if e.Code == code {
		return true
	}
	for _, c := range e.Causes {
		if c.Code == code {
			return true
		}
	}
	return false
}

// notJSON is what Message says of an HTML page, whatever its status.
const notJSON = "an HTML page where JSON is due"

// maxCauses bounds what a hostile answer can make of the cause list.
const maxCauses = 50

// parseError turns an answer with an error status into an Error. body is already redacted.
//
// Envelopes: payments {message,error,status,cause[]}, preferences (same, textual error),
// Orders {errors:[{code,message,details}],data}, edge {message,code,status,blocked_by}. Fields are
// read one by one: a field of an unexpected type must not take the others with it.
func parseError(op string, status int, contentType string, body []byte) *Error {
	e := &Error{Op: op, Status: status, Category: categoryOf(status)}
	var env map[string]json.RawMessage
	if err := json.Unmarshal(body, &env); err != nil {
		e.Message = CleanLine(string(body[:min(len(body), 1000)]), 160)
		if looksHTML(contentType, body) {
			e.Message = notJSON
			// The API answers these in JSON: a page comes from a proxy or a wrong host.
			if status < 500 && e.Category != CatRateLimited {
				e.Category = CatGarbled
			}
		}
		return e
	}
	e.Message = jsonText300(env["message"])
	if e.Code = jsonWord(env["error"]); e.Code == "" {
		e.Code = jsonWord(env["code"])
	}
	e.Causes = causes(env["cause"])
	for _, raw := range rawList(env["errors"]) {
		var x struct{ Code, Message, Details json.RawMessage }
		if json.Unmarshal(raw, &x) != nil {
			x.Message = raw
		}
		code, desc := jsonWord(x.Code), jsonText300(x.Message)
		if e.Code == "" {
			e.Code = code
		}
		if e.Message == "" {
			e.Message = desc
		}
		for _, d := range rawList(x.Details) {
			desc = strings.TrimPrefix(desc+" · "+jsonText300(d), " · ")
		}
		e.Causes = append(e.Causes, APICause{code, CleanLine(desc, 600)})
	}
	if d := env["data"]; len(d) > 0 && string(d) != "null" {
		e.Data = d
	}
	return e
}

// causes reads a cause list that may be null, [], one object, or a list with numeric or text codes.
func causes(raw json.RawMessage) []APICause {
	var out []APICause
	for _, item := range rawList(raw) {
		var c struct{ Code, Description json.RawMessage }
		if json.Unmarshal(item, &c) != nil {
			c.Description = item
		}
		if x := (APICause{jsonWord(c.Code), jsonText300(c.Description)}); x != (APICause{}) {
			out = append(out, x)
		}
	}
	return out
}

// rawList gives the members of a list; one value alone is a list of one, null and {} are none.
func rawList(raw json.RawMessage) []json.RawMessage {
	switch string(raw) {
	case "", "null", "{}", `""`:
		return nil
	}
	var list []json.RawMessage
	if json.Unmarshal(raw, &list) != nil {
		list = []json.RawMessage{raw}
	}
	return list[:min(len(list), maxCauses)]
}

func jsonWord(raw json.RawMessage) string { return jsonLine(raw, 80) }

func jsonText300(raw json.RawMessage) string { return jsonLine(raw, 300) }

// jsonLine shows a value: a text as it is, anything else as its JSON.
func jsonLine(raw json.RawMessage, limit int) string {
	var s string
	if json.Unmarshal(raw, &s) != nil { // null leaves s empty
		s = string(raw)
	}
	return CleanLine(s, limit)
}

func looksHTML(contentType string, body []byte) bool {
	if strings.Contains(strings.ToLower(contentType), "html") {
		return true
	}
	t := strings.ToLower(strings.TrimSpace(string(body[:min(len(body), 200)])))
	return strings.HasPrefix(t, "<!doctype") || strings.HasPrefix(t, "<html")
}

func categoryOf(status int) Category {
	switch {
	case status == 401:
		return CatAuth
	case status == 403:
		return CatForbidden
	case status == 404:
		return CatNotFound
	case status == 429:
		return CatRateLimited
	case status >= 500:
		return CatServer
	}
	return CatInvalid
}
