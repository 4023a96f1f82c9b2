package sent

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/homologa/homologa/mpclient/limits"
)

// exchange is one request, whatever form it was recorded in.
type exchange struct {
	n       int
	method  string
	url     *url.URL
	header  http.Header
	headers bool // headers were recorded
	body    []byte
	status  int
	failed  bool // sent, and certainly without an answer
	answer  []byte
	large   bool // its body is not looked at
	at      time.Time
	deep    bool // a body is nested beyond limits.Depth, so that none of it is read
}

type pair struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// harEntry is an entry of an HTTP archive 1.2.
type harEntry struct {
	Started string `json:"startedDateTime"`
	Request *struct {
		Method   string `json:"method"`
		URL      string `json:"url"`
		Headers  []pair `json:"headers"`
		PostData *struct {
			Text     string `json:"text"`
			Encoding string `json:"encoding"`
			Params   []pair `json:"params"`
		} `json:"postData"`
	} `json:"request"`
	Response *struct {
		Status  int `json:"status"`
		Content struct {
			Text     string `json:"text"`
			Encoding string `json:"encoding"`
		} `json:"content"`
	} `json:"response"`
}

func (e harEntry) exchange() (exchange, bool) {
	if e.Request == nil {
		return exchange{}, false
	}
	x := exchange{method: e.Request.Method, header: http.Header{}, headers: len(e.Request.Headers) > 0}
	for _, h := range e.Request.Headers {
		x.header.Add(h.Name, h.Value)
	}
	if p := e.Request.PostData; p != nil {
		x.body = decoded(p.Text, p.Encoding)
		if len(x.body) == 0 && len(p.Params) > 0 {
			form := url.Values{}
			for _, f := range p.Params {
				form.Add(f.Name, f.Value)
			}
			x.body = []byte(form.Encode())
		}
	}
	if e.Response != nil {
		x.status, x.failed = e.Response.Status, e.Response.Status == 0
		x.answer = decoded(e.Response.Content.Text, e.Response.Content.Encoding)
	}
	x.at, _ = time.Parse(time.RFC3339, e.Started)
	return x.settle(e.Request.URL)
}

func decoded(text, encoding string) []byte {
	if strings.EqualFold(encoding, "base64") {
		raw, err := base64.StdEncoding.DecodeString(text)
		if err == nil {
			return raw
		}
	}
	return []byte(text)
}

// lineEntry is a line as the README writes it. Bodies are text or JSON as it stands; headers an
// object of texts or lists, or a list of names and values.
type lineEntry struct {
	Method   string          `json:"method"`
	URL      string          `json:"url"`
	Headers  json.RawMessage `json:"request_headers"`
	Body     json.RawMessage `json:"request_body"`
	Status   *int            `json:"status"`
	Answer   json.RawMessage `json:"response_body"`
	Time     string          `json:"time"`
	Response json.RawMessage `json:"response"` // an archive's entry on a line of its own is one as well
	Request  json.RawMessage `json:"request"`
	Started  string          `json:"startedDateTime"`
}

func (e lineEntry) exchange() (exchange, bool) {
	if e.URL == "" && e.Request != nil {
		var h harEntry
		if json.Unmarshal(e.Request, &h.Request) != nil || h.Request == nil {
			return exchange{}, false
		}
		_ = json.Unmarshal(e.Response, &h.Response) // a request whose answer cannot be read is one without
		h.Started = e.Started
		return h.exchange()
	}
	x := exchange{method: e.Method, header: http.Header{}, body: loose(e.Body), answer: loose(e.Answer)}
	x.headers = looseHeaders(e.Headers, x.header)
	if e.Status != nil {
		x.status, x.failed = *e.Status, *e.Status == 0
	}
	x.at, _ = time.Parse(time.RFC3339, e.Time)
	return x.settle(e.URL)
}

// loose is a body: the text of a string, else the JSON itself.
func loose(raw json.RawMessage) []byte {
	if len(raw) == 0 || bytes.Equal(raw, []byte("null")) {
		return nil
	}
	var s string
	if raw[0] == '"' && json.Unmarshal(raw, &s) == nil {
		return []byte(s)
	}
	return raw
}

// looseHeaders reads headers; false when there are none to read.
func looseHeaders(raw json.RawMessage, into http.Header) bool {
	var list []pair
	if json.Unmarshal(raw, &list) == nil && list != nil {
		for _, h := range list {
			into.Add(h.Name, h.Value)
		}
		return true
	}
	var m map[string]any
	if json.Unmarshal(raw, &m) != nil || m == nil {
		return false
	}
	for name, v := range m {
		switch x := v.(type) {
		case string:
			into.Add(name, x)
		case []any:
			for _, e := range x {
				if s, ok := e.(string); ok {
					into.Add(name, s)
				}
			}
		}
	}
	return true
}

// settle completes an exchange; false without an address or a method.
func (x exchange) settle(raw string) (exchange, bool) {
	u, err := url.Parse(strings.TrimSpace(raw))
	if err != nil || u.Host == "" || x.method == "" || len(x.method) > 20 || len(raw) > 16<<10 {
		return x, false
	}
	if u.Scheme != "http" && u.Scheme != "https" {
		return x, false // a browser records what an extension asked for, too
	}
	if limits.JSONDepth(x.body) != nil || limits.JSONDepth(x.answer) != nil {
		x.deep = true
		return x, false // no body of the API: counted among what was passed over
	}
	x.url, x.method = u, strings.ToUpper(x.method)
	if len(x.body) > maxBody {
		x.body, x.large = nil, true
	}
	if len(x.answer) > maxBody {
		x.answer = nil // a page or a script, as a rule
	}
	return x, true
}
