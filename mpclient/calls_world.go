package mpclient

import (
	"context"
	"encoding/json"
	"strconv"
	"strings"

	"github.com/homologa/homologa/mpclient/late"
)

// Application is what GET /applications/{client_id} tells. The endpoint is undocumented; the official
// WooCommerce plug-in reads the name from it.
type Application struct {
	ID, Name string
	Owner    int64 // 0 when the answer does not say
}

var reClient = late.Pattern(`^\d{10,20}$`)

// Application reads the application with an id.
func (c *Client) Application(ctx context.Context, id string) (Application, error) {
	if !reClient().MatchString(id) {
		return Application{}, &Error{Op: "applications.get", Category: CatInvalid, Code: "malformed_id", Message: "an application id is digits only"}
	}
	a, err := c.get(ctx, "applications.get", "/applications/"+id, nil)
	if err != nil {
		return Application{}, err
	}
	var body struct {
		ID    json.RawMessage `json:"id"`
		Owner json.RawMessage `json:"owner_id"`
		Name  string          `json:"name"`
	}
	if err := json.Unmarshal(a.Body, &body); err != nil || body.Name == "" {
		return Application{}, &Error{Op: "applications.get", Status: a.Status, Category: CatGarbled, Message: "the answer names no application", Exchange: a.Exchange, RequestID: a.RequestID}
	}
	// An id that looks like a card number comes back masked.
	if said := jsonWord(body.ID); said != "" && said != id && !strings.Contains(said, "*") {
		return Application{}, &Error{Op: "applications.get", Status: a.Status, Category: CatGarbled, Message: "the answer is about another application", Exchange: a.Exchange, RequestID: a.RequestID}
	}
	owner, _ := strconv.ParseInt(jsonWord(body.Owner), 10, 64)
	return Application{ID: id, Name: CleanLine(body.Name, 80), Owner: owner}, nil
}
