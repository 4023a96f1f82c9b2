package export

import (
	"strings"
	"time"

	"github.com/homologa/homologa/mpclient/webhook"
)

// AnswerHint is the key of what an answer other than a 200 or 201 means for Mercado Pago; "" when it needs no word.
func AnswerHint(o webhook.Outcome) string {
	switch {
	case o.Delivered() || o.Problem == webhook.Filtered:
		return ""
	case o.Problem == webhook.NoAnswer:
		return "hooks.hint.slow"
	case o.Problem != "":
		return "hooks.hint.none"
	case o.Status == 401 || o.Status == 403:
		return "hooks.hint.refused"
	case o.Status == 404 || o.Status == 405:
		return "hooks.hint.path"
	case o.Status >= 500:
		return "hooks.hint.error"
	}
	return "hooks.hint.other"
}

// Arrival is the judged delivery as one that arrived, to stand in a list with others.
func (v Verification) Arrival(id string, at time.Time) webhook.Arrival {
	_, query, _ := strings.Cut(v.Delivery.Target, "?")
	return webhook.Arrival{ID: id, At: at, Method: v.Delivery.Method, Query: query, Header: v.Delivery.Header, Body: v.Delivery.Body,
		Length: int64(len(v.Delivery.Body)), Signature: v.Verdict}
}
