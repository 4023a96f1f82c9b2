package sampleshop

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/homologa/homologa/mpclient/sandbox"
)

// call sends one JSON request the way many integrations do, by hand, and reads the answer into
// out. An empty key sends no authorization.
func (s *Shop) call(ctx context.Context, method, path, token string, in, out any) error {
	var body io.Reader
	if in != nil {
		raw, err := json.Marshal(in)
		if err != nil {
			return fmt.Errorf("sampleshop: %s: %w", path, err)
		}
		body = bytes.NewReader(raw)
	}
	req, err := http.NewRequestWithContext(ctx, method, s.base+path, body)
	if err != nil {
		return fmt.Errorf("sampleshop: %w", err)
	}
	req.Header.Set("Content-Type", "application/json")
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	if method == http.MethodPost {
		req.Header.Set("X-Idempotency-Key", s.idempotencyKey())
	}
	resp, err := s.api.Do(req)
	if err != nil {
		return fmt.Errorf("sampleshop: %s: %w", path, err)
	}
	defer resp.Body.Close()
	raw, err := io.ReadAll(io.LimitReader(resp.Body, 1<<20))
	if err != nil {
		return fmt.Errorf("sampleshop: %s: %w", path, err)
	}
	if resp.StatusCode >= 300 {
		return fmt.Errorf("sampleshop: %s %s: %d %.300s", method, path, resp.StatusCode, raw)
	}
	if err := json.Unmarshal(raw, out); err != nil {
		return fmt.Errorf("sampleshop: %s: %w", path, err)
	}
	return nil
}

// created is what the shop remembers of a preference.
type created struct {
	ID        string `json:"id"`
	InitPoint string `json:"init_point"`
}

func (s *Shop) createPreference(ctx context.Context, token string, order fields) (created, error) {
	var c created
	err := s.call(ctx, http.MethodPost, "/checkout/preferences", token, order, &c)
	return c, err
}

// paid is what the shop reads of a payment.
type paid struct {
	ID        int64  `json:"id"`
	Status    string `json:"status"`
	Collector int64  `json:"collector_id"`
}

// payByCard is the buyer at the checkout: a published test card whose holder is always approved.
func (s *Shop) payByCard(ctx context.Context, order fields) (string, error) {
	g, cred := goodsOf[s.site.ID], s.box.Credentials()
	holder := fields{"name": "APRO"}
	if doc, ok := child(order, "payer")["identification"]; ok {
		holder["identification"] = doc
	}
	var token struct {
		ID string `json:"id"`
	}
	err := s.call(ctx, http.MethodPost, "/v1/card_tokens?public_key="+url.QueryEscape(cred.PublicKey), "", fields{
		"card_number": g.card, "security_code": g.code, "expiration_month": 11, "expiration_year": s.now().Year() + 4, "cardholder": holder,
	}, &token)
	if err != nil {
		return "", err
	}
	charge := order.charge(g.brand)
	charge["token"], charge["installments"] = token.ID, 1
	if on, ok := order["binary_mode"]; ok {
		charge["binary_mode"] = on
	}
	var p paid
	if err := s.call(ctx, http.MethodPost, "/v1/payments", cred.AccessToken, charge, &p); err != nil {
		return "", err
	}
	if p.Status != "approved" {
		return "", fmt.Errorf("sampleshop: the test payment ended %s", p.Status)
	}
	return strconv.FormatInt(p.ID, 10), nil
}

// payByPix leaves one Pix payment in the account's history.
func (s *Shop) payByPix(ctx context.Context, order fields) error {
	var p paid
	return s.call(ctx, http.MethodPost, "/v1/payments", s.box.Credentials().AccessToken, order.charge("pix"), &p)
}

// idempotencyKey numbers the shop's writes.
func (s *Shop) idempotencyKey() string { return "loja-" + strconv.FormatInt(s.writes.Add(1), 10) }

// serveAPI is the API with both sellers behind it. The simulator is one account; the preference
// of another one is answered by that one, for a caller the API knows.
func (s *Shop) serveAPI(w http.ResponseWriter, r *http.Request) {
	if app, ok := strings.CutPrefix(r.URL.Path, "/applications/"); ok {
		s.serveApplication(w, r, app)
		return
	}
	id, isPreference := strings.CutPrefix(strings.TrimSuffix(r.URL.Path, "/"), "/checkout/preferences/")
	s.mu.RLock()
	other, foreign, revoked := s.neighbour, s.latest.foreign, s.on[tokenValid]
	s.mu.RUnlock()
	if other == nil || !isPreference || id == "" || id != foreign || revoked || r.Method != http.MethodGet ||
		r.Header.Get("Authorization") != "Bearer "+s.box.Credentials().AccessToken {
		s.box.ServeHTTP(w, r)
		return
	}
	r = r.Clone(r.Context())
	r.Header.Set("Authorization", "Bearer "+other.Credentials().AccessToken)
	other.ServeHTTP(w, r)
}

// serveApplication is the undocumented page of an application, which the simulator leaves out.
func (s *Shop) serveApplication(w http.ResponseWriter, r *http.Request, id string) {
	apps := s.box.Applications()
	if s.broken(tokenValid) || r.Method != http.MethodGet || id != apps[0].ClientID || r.Header.Get("Authorization") != "Bearer "+apps[0].AccessToken {
		s.box.ServeHTTP(w, r)
		return
	}
	name := "Loja Exemplo"
	if s.broken(reservedName) {
		name = "Mercado da Câmera"
	}
	w.Header().Set("Content-Type", "application/json;charset=UTF-8")
	_ = json.NewEncoder(w).Encode(map[string]any{"id": json.Number(id), "name": name, "owner_id": s.box.Credentials().UserID, "site_id": s.site.ID})
}

// neighbourly gives the other seller the order too, as when the credentials of two shops of one
// developer were swapped.
func (s *Shop) neighbourly(ctx context.Context, order fields) (string, error) {
	s.mu.Lock()
	select {
	case <-s.closed:
		s.mu.Unlock()
		return "", http.ErrServerClosed
	default:
	}
	if s.neighbour == nil {
		s.neighbour = sandbox.New(sandbox.Config{Site: s.site.ID, Now: s.now, Seed: 2, AllowLocal: true, Deliver: refuseAll{}})
	}
	other := s.neighbour
	s.mu.Unlock()
	raw, err := json.Marshal(order)
	if err != nil {
		return "", fmt.Errorf("sampleshop: %w", err)
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, s.base+"/checkout/preferences", bytes.NewReader(raw))
	if err != nil {
		return "", fmt.Errorf("sampleshop: %w", err)
	}
	req.Header.Set("Authorization", "Bearer "+other.Credentials().AccessToken)
	w := answer{header: http.Header{}}
	other.ServeHTTP(&w, req)
	var c created
	if err := json.Unmarshal(w.body.Bytes(), &c); err != nil || c.ID == "" {
		return "", fmt.Errorf("sampleshop: the other seller's preference: %d %.300s", w.status, w.body.Bytes())
	}
	return c.ID, nil
}

// answer takes a handler's answer without a connection.
type answer struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (a *answer) Header() http.Header         { return a.header }
func (a *answer) WriteHeader(status int)      { a.status = status }
func (a *answer) Write(p []byte) (int, error) { return a.body.Write(p) }

// refuseAll carries no notification: the other seller has no endpoint here.
type refuseAll struct{}

func (refuseAll) RoundTrip(*http.Request) (*http.Response, error) { return nil, errNoEndpoint }
