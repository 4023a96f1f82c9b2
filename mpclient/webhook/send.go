package webhook

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
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

// Target adds data.id and type to the query of an endpoint, keeping what stands there.
func (n Notification) Target(endpoint string) (string, error) {
	u, err := url.Parse(endpoint)
	if err != nil {
		return "", fmt.Errorf("webhook: endpoint: %w", err)
	}
	q := u.Query()
	q.Set("data.id", n.DataID)
	q.Set("type", n.Topic)
	u.RawQuery = q.Encode()
	return u.String(), nil
}

// Request builds the POST. signature "" leaves the header out.
func (n Notification) Request(ctx context.Context, endpoint, requestID, signature, userAgent string) (*http.Request, error) {
	target, err := n.Target(endpoint)
	if err != nil {
		return nil, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, target, bytes.NewReader(n.Body()))
	if err != nil {
		return nil, fmt.Errorf("webhook: request: %w", err)
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("User-Agent", userAgent)
	req.Header.Set("X-Request-Id", requestID)
	if signature != "" {
		req.Header.Set("X-Signature", signature)
	}
	return req, nil
}
