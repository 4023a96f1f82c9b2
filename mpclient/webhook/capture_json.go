package webhook

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"net/url"
	"slices"
	"strings"

	"github.com/homologa/homologa/mpclient/limits"
)

// object is a JSON object of which only some members are read.
type object map[string]json.RawMessage

func asObject(raw json.RawMessage) object {
	var o object
	_ = json.Unmarshal(raw, &o)
	return o
}

// member is the first of the names that is there with a value, in any case.
func (o object) member(names ...string) json.RawMessage {
	for _, n := range names {
		if v, ok := o[n]; ok && string(v) != "null" {
			return v
		}
	}
	for _, k := range slices.Sorted(maps.Keys(o)) {
		if slices.ContainsFunc(names, func(n string) bool { return strings.EqualFold(n, k) }) && string(o[k]) != "null" {
			return o[k]
		}
	}
	return nil
}

func (o object) text(names ...string) string { return plainJSON(o.member(names...)) }

const maxValues = 10000 // of one capture

// parseJSON reads a HAR, an object, an array of objects or lines of objects. Of several the first that is
// signed counts.
func parseJSON(text string) (Delivery, error) {
	if limits.JSONDepth([]byte(text)) != nil {
		return Delivery{}, captureError(CaptureTooDeep, "")
	}
	dec := json.NewDecoder(strings.NewReader(text))
	var first *Delivery
	for range maxValues {
		var raw json.RawMessage
		if err := dec.Decode(&raw); err != nil {
			if errors.Is(err, io.EOF) || first != nil {
				break
			}
			if errors.Is(err, io.ErrUnexpectedEOF) {
				return Delivery{}, captureError(CaptureCut, "JSON")
			}
			return Delivery{}, captureError(CaptureUnknown, "JSON")
		}
		for _, d := range deliveries(raw) {
			if d.Get("X-Signature") != "" {
				return d, nil
			}
			if first == nil || first.foreign() == "" && d.foreign() != "" {
				first = &d
			}
		}
		if first == nil && asObject(asObject(raw)["log"])["entries"] != nil {
			return Delivery{}, captureError(CaptureNoRequest, "")
		}
	}
	if first == nil {
		return Delivery{}, captureError(CaptureUnknown, "JSON")
	}
	return *first, nil
}

func (d Delivery) foreign() string {
	for _, p := range providers {
		if d.Get(p.header) != "" {
			return p.name
		}
	}
	return ""
}

// deliveries finds the requests of one JSON value.
func deliveries(raw json.RawMessage) []Delivery {
	raw = bytes.TrimSpace(raw)
	var list []json.RawMessage
	if len(raw) > 0 && raw[0] == '[' {
		_ = json.Unmarshal(raw, &list)
	} else if o := asObject(raw); o["log"] != nil && asObject(o["log"])["entries"] != nil {
		return harDeliveries(asObject(o["log"])["entries"])
	} else {
		list = []json.RawMessage{raw}
	}
	var out []Delivery
	for _, r := range list[:min(len(list), maxValues)] {
		if d, ok := oneDelivery(asObject(r)); ok {
			out = append(out, d)
		}
	}
	return out
}

func harDeliveries(entries json.RawMessage) []Delivery {
	var list []struct {
		Request struct {
			Method, URL string
			Headers     json.RawMessage
			PostData    struct{ Text string }
		}
	}
	if json.Unmarshal(entries, &list) != nil {
		return nil
	}
	var out []Delivery
	for _, e := range list[:min(len(list), maxValues)] {
		if !strings.EqualFold(e.Request.Method, "POST") {
			continue
		}
		d := Delivery{Form: "har", Method: "POST", Target: e.Request.URL, Body: []byte(e.Request.PostData.Text)}
		d.readHeaders(e.Request.Headers)
		out = append(out, d)
	}
	return out
}

// oneDelivery reads {url, headers, body}, its relatives of serverless platforms and the lines of access logs.
func oneDelivery(o object) (Delivery, bool) {
	if in := asObject(o.member("req", "request", "httpRequest")); in.member("headers", "url", "uri") != nil {
		merged := maps.Clone(in)
		for _, k := range []string{"body", "query"} {
			if _, ok := merged[k]; !ok && o[k] != nil {
				merged[k] = o[k]
			}
		}
		o = merged
	}
	d := Delivery{Form: "json", Method: o.text("method", "httpMethod", "request_method")}
	d.Target = o.text("url", "originalUrl", "request_uri", "uri", "rawPath", "target", "path")
	if line := strings.Fields(o.text("request", "request_line")); len(line) >= 2 && d.Target == "" {
		d.Method, d.Target = line[0], line[1]
	}
	query := o.member("query", "rawQueryString", "query_string", "queryStringParameters", "args", "params")
	if q := queryText(query); q != "" && !strings.Contains(d.Target, "?") {
		d.Target += "?" + q
	}
	d.readHeaders(o.member("headers", "rawHeaders", "request_headers", "header"))
	for _, k := range slices.Sorted(maps.Keys(o)) {
		name := strings.ReplaceAll(strings.ToLower(k), "_", "-")
		if plain := strings.TrimPrefix(name, "http-"); name != plain || strings.HasPrefix(name, "x-") || strings.HasSuffix(name, "request-id") {
			if v := plainJSON(o[k]); v != "" {
				d.addHeader(k, v)
			}
		}
	}
	body := o.member("body", "rawBody", "raw_body", "request_body", "payload")
	if t := plainJSON(body); t != "" {
		d.Body = []byte(t)
		if o.text("isBase64Encoded") == "true" {
			if b, err := base64.StdEncoding.DecodeString(t); err == nil {
				d.Body = b
			}
		}
	} else {
		d.Body = body
	}
	return d, len(d.Header) > 0 || d.Target != ""
}

// queryText writes a query that a framework has taken apart: text, {"data.id": "1"} or {"data": {"id": "1"}}.
func queryText(raw json.RawMessage) string {
	if t := plainJSON(raw); t != "" {
		return strings.TrimPrefix(t, "?")
	}
	var parts []string
	o := asObject(raw)
	for _, k := range slices.Sorted(maps.Keys(o)) {
		v := plainJSON(o[k])
		var many []json.RawMessage
		if json.Unmarshal(o[k], &many) == nil && len(many) > 0 {
			v = plainJSON(many[0])
		}
		if in := asObject(o[k]); k == "data" && in["id"] != nil {
			k, v = "data.id", plainJSON(in["id"])
		}
		if v != "" {
			parts = append(parts, url.QueryEscape(k)+"="+url.QueryEscape(v))
		}
	}
	return strings.Join(parts, "&")
}

// readHeaders takes the ways logs write headers: an object of texts or lists, a list of {name, value}, of pairs, or
// names and values in turn.
func (d *Delivery) readHeaders(raw json.RawMessage) {
	o := asObject(raw)
	for _, k := range slices.Sorted(maps.Keys(o)) {
		var many []json.RawMessage
		if json.Unmarshal(o[k], &many) != nil {
			many = []json.RawMessage{o[k]}
		}
		for _, v := range many {
			d.addHeader(k, plainJSON(v))
		}
	}
	var list []json.RawMessage
	if json.Unmarshal(raw, &list) != nil {
		return
	}
	for i := 0; i < len(list); i++ {
		var pair []json.RawMessage
		switch h := asObject(list[i]); {
		case h != nil:
			d.addHeader(h.text("name", "key"), h.text("value"))
		case json.Unmarshal(list[i], &pair) == nil && len(pair) == 2:
			d.addHeader(plainJSON(pair[0]), plainJSON(pair[1]))
		case i+1 < len(list):
			d.addHeader(plainJSON(list[i]), plainJSON(list[i+1]))
			i++
		}
	}
}
