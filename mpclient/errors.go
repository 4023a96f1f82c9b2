package mpclient

import (
	"encoding/json"
	"fmt"
	"strconv"
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
	RetryAfter time.Duration
	Exchange   string // id of the recorded exchange
	Data       []byte // Orders: the order that comes with a 402, redacted
}

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

// parseError turns an answer with an error status into an Error. body is already redacted.
//
// Envelopes: payments {message,error,status,cause[]}, preferences (same, textual error),
// Orders {errors:[{code,message,details}],data}, edge {message,code,status,blocked_by}.
func parseError(op string, status int, contentType string, body []byte) *Error {
	e := &Error{Op: op, Status: status, Category: categoryOf(status)}
	var env struct {
		Message   string          `json:"message"`
		Error     string          `json:"error"`
		Code      json.RawMessage `json:"code"`
		BlockedBy string          `json:"blocked_by"`
		Cause     json.RawMessage `json:"cause"`
		Errors    []struct {
			Code    json.RawMessage `json:"code"`
			Message string          `json:"message"`
			Details []any           `json:"details"`
		} `json:"errors"`
		Data json.RawMessage `json:"data"`
	}
	if err := json.Unmarshal(body, &env); err != nil {
		if e.Category == CatInvalid || e.Category == CatNotFound || e.Category == CatForbidden {
			// An HTML page with 403 or 404 comes from a proxy or a wrong host, not from the API.
			if looksHTML(contentType, body) {
				e.Category = CatGarbled
			}
		}
		e.Message = CleanLine(string(body), 160)
		return e
	}
	e.Message, e.Code = CleanLine(env.Message, 300), CleanLine(env.Error, 80)
	if c := jsonWord(env.Code); c != "" && e.Code == "" {
		e.Code = c
	}
	for _, c := range causes(env.Cause) {
		e.Causes = append(e.Causes, c)
	}
	for _, x := range env.Errors {
		desc := CleanLine(x.Message, 300)
		for _, d := range x.Details {
			desc += " · " + CleanLine(fmt.Sprint(d), 200)
		}
		e.Causes = append(e.Causes, APICause{jsonWord(x.Code), desc})
		if e.Code == "" {
			e.Code = jsonWord(x.Code)
		}
		if e.Message == "" {
			e.Message = CleanLine(x.Message, 300)
		}
	}
	if len(env.Data) > 0 && string(env.Data) != "null" {
		e.Data = env.Data
	}
	return e
}

// causes reads a cause list that may be null, [], one object, or a list with numeric or text codes.
func causes(raw json.RawMessage) []APICause {
	type cause struct {
		Code        json.RawMessage `json:"code"`
		Description string          `json:"description"`
	}
	var list []cause
	if json.Unmarshal(raw, &list) != nil {
		var one cause
		if json.Unmarshal(raw, &one) != nil || len(one.Code) == 0 {
			return nil
		}
		list = []cause{one}
	}
	var out []APICause
	for _, c := range list {
		out = append(out, APICause{jsonWord(c.Code), CleanLine(c.Description, 300)})
	}
	return out
}

func jsonWord(raw json.RawMessage) string {
	s := strings.TrimSpace(string(raw))
	if s == "" || s == "null" {
		return ""
	}
	if u, err := strconv.Unquote(s); err == nil {
		s = u
	}
	return CleanLine(s, 80)
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
