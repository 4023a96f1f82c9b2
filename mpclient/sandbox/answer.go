package sandbox

import (
	"encoding/json"
	"net/http"
	"strconv"
)

// object is a JSON object. Numbers inside requests stay json.Number.
type object = map[string]any

// reply is what a handler decided to answer. A nil body means none.
type reply struct {
	status int
	body   any
}

// file is a body written by the handler itself, with headers of its own.
type file struct {
	contentType string
	header      http.Header
	body        []byte
}

// payload is what goes over the wire: a file as it is, anything else as JSON.
func (r reply) payload(w http.ResponseWriter) (contentType string, body []byte) {
	f, is := r.body.(file)
	if !is {
		return jsonType, encode(r.body)
	}
	for k, v := range f.header {
		w.Header()[k] = v
	}
	return f.contentType, f.body
}

func ok(body any) reply      { return reply{http.StatusOK, body} }
func created(body any) reply { return reply{http.StatusCreated, body} }

// cause is one element of the array of the same name. The code is a number in payments and a
// string in card token form errors.
type cause struct {
	Code        any    `json:"code"`
	Description string `json:"description"`
	Data        any    `json:"data"`
}

var errorWords = map[int]string{
	400: "bad_request", 401: "unauthorized", 403: "forbidden", 404: "not_found",
	405: "method_not_allowed", 409: "conflict", 413: "request_too_large", 429: "too_many_requests",
}

// fail answers with the envelope of the payments family. cause is an array, never null.
func fail(status int, message string, causes ...cause) reply {
	word, known := errorWords[status]
	if !known {
		word = "internal_error"
	}
	if causes == nil {
		causes = []cause{}
	}
	return reply{status, object{"message": message, "error": word, "status": status, "cause": causes}}
}

// refuse is fail with one numeric cause whose description repeats the message.
func refuse(status, code int, message string) reply {
	return fail(status, message, cause{Code: code, Description: message})
}

// refuseTraced is refuse with the date and id some causes carry in data.
func (s *Server) refuseTraced(status, code int, message string) reply {
	data := s.cfg.Now().UTC().Format("02-01-2006T15:04:05") + "UTC;" + s.traceIDs.uuid()
	return fail(status, message, cause{Code: code, Description: message, Data: data})
}

// refuseWord is the envelope of preferences: a telling error word and a null cause.
func refuseWord(word, message string) reply {
	return reply{http.StatusBadRequest, object{"message": message, "error": word, "status": 400, "cause": nil}}
}

func notFound() reply { return fail(http.StatusNotFound, "resource not found") }

// encode renders a body once, so that lengths are known and faults can cut it.
func encode(body any) []byte {
	if body == nil {
		return nil
	}
	b, err := json.Marshal(body)
	if err != nil { // only a value the API cannot carry, such as an infinite number
		return []byte(`{"message":"internal error","error":"internal_error","status":500,"cause":[]}`)
	}
	return b
}

func send(w http.ResponseWriter, status int, contentType string, body []byte) {
	if len(body) > 0 {
		w.Header().Set("Content-Type", contentType)
	}
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(status)
	w.Write(body)
}
