package sampleshop

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

const maxBody = 64 << 10

// hookHandler is the notification endpoint: check who sent it, put it on the desk, answer.
func (s *Shop) hookHandler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST "+hookPath, s.receive)
	return mux
}

func (s *Shop) receive(w http.ResponseWriter, r *http.Request) {
	if s.broken(hookDown) {
		http.Error(w, "upstream unavailable", http.StatusServiceUnavailable)
		return
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if err != nil {
		status := http.StatusBadRequest
		if _, tooLarge := errors.AsType[*http.MaxBytesError](err); tooLarge {
			status = http.StatusRequestEntityTooLarge
		}
		http.Error(w, http.StatusText(status), status)
		return
	}
	if !s.trusts(r, bodyID(body)) {
		http.Error(w, "invalid signature", http.StatusUnauthorized)
		return
	}
	if status := s.stumbles(r, body); status != 0 {
		http.Error(w, http.StatusText(status), status)
		return
	}
	q := r.URL.Query()
	if id := q.Get("data.id"); paymentID(id) && (q.Get("type") == "payment" || q.Get("type") == "") {
		select {
		case s.desk <- id:
		default: // not lost: Mercado Pago sends it again
			http.Error(w, "busy", http.StatusServiceUnavailable)
			return
		}
	}
	w.WriteHeader(http.StatusOK)
}

// stumbles is what the faults make of a notification whose signature is right: the status of an
// error, 0 where all is well.
func (s *Shop) stumbles(r *http.Request, body []byte) int {
	if s.broken(hookTopic) && !slices.Contains([]string{"payment", "order", ""}, r.URL.Query().Get("type")) {
		return http.StatusUnprocessableEntity
	}
	if s.broken(hookBody) && !json.Valid(body) {
		return http.StatusInternalServerError
	}
	if s.broken(hookRepeat) {
		sum := sha256.Sum256(body)
		s.mu.Lock()
		defer s.mu.Unlock()
		if s.stored[sum] {
			return http.StatusConflict // the unique key of a table
		}
		if s.stored == nil || len(s.stored) > 256 {
			s.stored = map[[sha256.Size]byte]bool{}
		}
		s.stored[sum] = true
	}
	return 0
}

// tolerance is how old a signature may be: each delivery has a new one.
const tolerance = time.Hour

// fresh reads ts in either unit; twelve digits or more are milliseconds.
func (s *Shop) fresh(ts string) bool {
	n, err := strconv.ParseInt(ts, 10, 64)
	if err != nil {
		return false
	}
	at := time.Unix(n, 0)
	if len(ts) >= 12 {
		at = time.UnixMilli(n)
	}
	return s.now().Sub(at).Abs() <= tolerance
}

// trusts checks x-signature. The id comes from the query: the body is not signed. It is
// accepted as received and in lower case, because the documentation and the official SDKs
// disagree; ts enters as it was sent, in seconds or milliseconds.
func (s *Shop) trusts(r *http.Request, inBody string) bool {
	header, id := r.Header.Get("X-Signature"), r.URL.Query().Get("data.id")
	ids := []string{id}
	if s.broken(hookOther) {
		ids = append(ids, s.mistakable(id, inBody)...)
	}
	s.remember(id)
	if header == "" {
		return s.broken(hookBare)
	}
	ts, v1 := signatureParts(header)
	if ts == "" || v1 == nil {
		return false
	}
	if s.broken(hookForged) {
		return true
	}
	secret := s.box.Credentials().WebhookSecret
	if s.broken(hookValid) {
		secret = secret[32:] + secret[:32] // that of the test mode, say
	}
	genuine := false
	for _, id := range ids {
		for _, spelling := range []string{id, strings.ToLower(id)} {
			if hmac.Equal(v1, signature(secret, spelling, r.Header.Get("X-Request-Id"), ts)) {
				genuine = true
			}
		}
	}
	return genuine && (s.fresh(ts) || s.broken(hookStale))
}

// signature is the HMAC of the manifest; parts without a value are left out.
func signature(secret, id, requestID, ts string) []byte {
	m := hmac.New(sha256.New, []byte(secret))
	for _, part := range [][2]string{{"id", id}, {"request-id", requestID}, {"ts", ts}} {
		if part[1] != "" {
			io.WriteString(m, part[0]+":"+part[1]+";")
		}
	}
	return m.Sum(nil)
}

// signatureParts reads "ts=…,v1=…" in any order; v1 is nil unless it is hex.
func signatureParts(header string) (ts string, v1 []byte) {
	for part := range strings.SplitSeq(header, ",") {
		switch k, v, _ := strings.Cut(strings.TrimSpace(part), "="); k {
		case "ts":
			ts = v
		case "v1":
			if b, err := hex.DecodeString(v); err == nil && len(b) > 0 {
				v1 = b
			}
		}
	}
	return ts, v1
}

// remember keeps the last ids seen, for the fault that mixes them up.
func (s *Shop) remember(id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if id == "" || slices.Contains(s.seen, id) {
		return
	}
	if s.seen = append(s.seen, id); len(s.seen) > 64 {
		s.seen = slices.Delete(s.seen, 0, 1)
	}
}

// mistakable lists the ids whose signature passes for that of id when ids are mixed up: the one
// in the body, those of earlier notifications, and those that a column too short by one digit
// makes equal. The signature itself is still checked, so an invented one passes for none.
func (s *Shop) mistakable(id, inBody string) []string {
	s.mu.RLock()
	out := append([]string{inBody}, s.seen...)
	s.mu.RUnlock()
	if paymentID(id) {
		for d := range 10 {
			out = append(out, id[:len(id)-1]+strconv.Itoa(d))
		}
	}
	return out
}

// bodyID reads data.id of a notification, "" when there is none.
func bodyID(body []byte) string {
	var n struct {
		Data struct {
			ID json.RawMessage `json:"id"`
		} `json:"data"`
	}
	if json.Unmarshal(body, &n) != nil {
		return ""
	}
	return strings.Trim(string(n.Data.ID), `"`)
}

func paymentID(s string) bool {
	return s != "" && len(s) <= 19 && strings.Trim(s, "0123456789") == ""
}

// serveDesk looks payments up after the endpoint has answered: what a notification says is no
// proof of anything. An order goes out once, however often its payment is reported.
func (s *Shop) serveDesk() {
	for {
		select {
		case id := <-s.desk:
			s.fulfil(id)
		case <-s.closed:
			return
		}
	}
}

func (s *Shop) fulfil(id string) {
	s.mu.RLock()
	done := s.fulfilled[id]
	s.mu.RUnlock()
	if done {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	cred := s.box.Credentials()
	var p paid
	err := s.call(ctx, http.MethodGet, "/v1/payments/"+id, cred.AccessToken, nil, &p)
	if err != nil || p.Status != "approved" || p.Collector != cred.UserID || strconv.FormatInt(p.ID, 10) != id {
		return
	}
	s.mu.Lock()
	s.fulfilled[id] = true
	s.mu.Unlock()
}
