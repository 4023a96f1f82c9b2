package webhook

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// Notification is one delivery of the webhook form.
type Notification struct {
	ID       int64 // of the notification, for deduplication
	Topic    string
	Action   string
	DataID   string
	BodyID   string // data.id of the body when it differs from the query's; "" takes DataID
	UserID   string
	LiveMode bool
	Created  time.Time
}

// Body writes the JSON body.
func (n Notification) Body() []byte {
	id := n.BodyID
	if id == "" {
		id = n.DataID
	}
	b, err := json.Marshal(map[string]any{
		"action": n.Action, "api_version": "v1", "data": map[string]string{"id": id}, "date_created": n.Created.UTC().Format(time.RFC3339),
		"id": n.ID, "live_mode": n.LiveMode, "type": n.Topic, "user_id": n.UserID,
	})
	if err != nil {
		panic(err) // strings and numbers only
	}
	return b
}

// Target adds data.id and type to the query of an endpoint. What stands there keeps its place and
// its spelling, whether or not it parses: it is the shop's own.
func (n Notification) Target(endpoint string) (string, error) {
	u, err := url.Parse(endpoint)
	if err != nil {
		var ue *url.Error
		if errors.As(err, &ue) {
			err = ue.Err // without the address, which may hold a password
		}
		return "", fmt.Errorf("webhook: endpoint: %w", err)
	}
	if u.Host == "" {
		return "", errors.New("webhook: endpoint: not an absolute address")
	}
	var parts []string
	for p := range strings.SplitSeq(u.RawQuery, "&") {
		k, _, _ := strings.Cut(p, "=")
		if name, err := url.QueryUnescape(k); p != "" && (err != nil || name != "data.id" && name != "type") {
			parts = append(parts, p)
		}
	}
	u.RawQuery = strings.Join(append(parts, "data.id="+url.QueryEscape(n.DataID), "type="+url.QueryEscape(n.Topic)), "&")
	return u.String(), nil
}

// Request builds the POST. An empty requestID or signature leaves its header out.
func (n Notification) Request(ctx context.Context, endpoint, requestID, signature, userAgent string) (*http.Request, error) {
	target, err := n.Target(endpoint)
	if err != nil {
		return nil, err
	}
	return post(ctx, target, n.Body(), requestID, signature, userAgent)
}

func post(ctx context.Context, target string, body []byte, requestID, signature, userAgent string) (*http.Request, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, target, bytes.NewReader(body))
	if err != nil {
		return nil, fmt.Errorf("webhook: request: %w", err)
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("User-Agent", userAgent)
	if requestID != "" {
		req.Header.Set("X-Request-Id", requestID)
	}
	if signature != "" {
		req.Header.Set("X-Signature", signature)
	}
	return req, nil
}
