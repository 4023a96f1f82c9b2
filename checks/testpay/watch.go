package testpay

import (
	"context"
	"encoding/json"
	"strings"
	"time"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/mpclient"
)

// Sighting is what somebody's own integration created.
type Sighting struct {
	Kind      Kind // KindPayment or KindOrder
	ID        string
	State     string
	Reference string
	Exchange  string
}

// Watch waits until the account has a payment or an order that was not there when it began, and gives it.
// With a reference it takes the newest one that carries it, also an older one. What this tool makes itself
// does not count. It ends with ctx's error, with the API's when the token is refused, and with
// context.DeadlineExceeded after wait.
func (r *Runner) Watch(ctx context.Context, reference string, wait time.Duration) (Sighting, error) {
	known := map[string]bool{}
	orders := true
	end := r.o.Now().Add(wait)
	for first := true; ; first = false {
		seen, err := r.look(ctx, reference, &orders)
		e := mpclient.AsError(err)
		switch {
		case ctx.Err() != nil:
			return Sighting{}, ctx.Err()
		case err != nil && (first || e == nil || e.Category == mpclient.CatAuth || e.Category == mpclient.CatForbidden):
			return Sighting{}, err
		}
		for _, s := range seen {
			fresh := !first && !known[s.ID]
			known[s.ID] = true
			if fresh || reference != "" {
				return s, nil
			}
		}
		if !r.o.Now().Before(end) {
			return Sighting{}, context.DeadlineExceeded
		}
		if err := r.o.Sleep(ctx, min(lookEvery, end.Sub(r.o.Now()))); err != nil {
			return Sighting{}, err
		}
	}
}

// look lists the newest payments and orders, payments first, newest first.
func (r *Runner) look(ctx context.Context, reference string, orders *bool) ([]Sighting, error) {
	ctx, cancel := context.WithTimeout(ctx, callLimit)
	defer cancel()
	filters := map[string]string{"sort": "date_created", "criteria": "desc", "range": "date_created", "begin_date": "NOW-1DAYS", "end_date": "NOW"}
	if reference != "" {
		filters["external_reference"] = reference
	}
	a, err := r.c.SearchPayments(ctx, 50, 0, filters)
	if err != nil {
		return nil, err
	}
	out, err := sightings(a, "results", KindPayment, reference)
	if err != nil || !*orders {
		return out, err
	}
	more := map[string]string{}
	if reference != "" {
		more["external_reference"] = reference
	}
	now := r.o.Now()
	a, err = r.c.SearchOrders(ctx, now.Add(-24*time.Hour), now.Add(time.Hour), 100, more)
	if e := mpclient.AsError(err); e != nil && (e.Category == mpclient.CatForbidden || e.Category == mpclient.CatNotFound || e.Category == mpclient.CatInvalid) {
		*orders = false // payments go on
		return out, nil
	}
	if err != nil {
		return nil, err
	}
	list, err := sightings(a, "data", KindOrder, reference)
	return append(out, list...), err
}

func sightings(a *mpclient.Answer, list string, kind Kind, reference string) ([]Sighting, error) {
	var page map[string]json.RawMessage
	var rows []struct {
		ID        json.RawMessage
		Status    string
		Detail    string `json:"status_detail"`
		Reference string `json:"external_reference"`
	}
	if json.Unmarshal(a.Body, &page) != nil || json.Unmarshal(page[list], &rows) != nil {
		return nil, &mpclient.Error{Op: "watch", Status: a.Status, Category: mpclient.CatGarbled, Message: "the answer is not a list of results", Exchange: a.Exchange}
	}
	var out []Sighting
	for _, row := range rows {
		s := Sighting{Kind: kind, ID: idOf([]byte(`{"id":` + string(row.ID) + `}`)), Reference: mpclient.CleanLine(row.Reference, 120), Exchange: a.Exchange,
			State: strings.TrimSuffix(mpclient.CleanLine(row.Status, 40)+"/"+mpclient.CleanLine(row.Detail, 60), "/")}
		if s.ID == "" || checks.Own(row.Reference) || reference != "" && row.Reference != reference {
			continue
		}
		out = append(out, s)
	}
	return out, nil
}
