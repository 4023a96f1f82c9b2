package probe

import (
	"context"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/mpclient"
)

// application reads the name and owner of the token's application. The wrapper's client_id comes
// first, as in the official plug-in; the number inside the token is only observed to be the same.
func (e *Env) application() checks.Probe {
	return e.api("application", keys(checks.FactApplication.Name), keys(checks.FactKeyPair.Name), "application",
		func(ctx context.Context, c *mpclient.Client, f *checks.Facts) ([]checks.Fact, error) {
			id := checks.FactToken.Must(f).Client
			if pair, ok := checks.FactKeyPair.Get(f); ok {
				id = pair.TokenClientID
			}
			if id == "" {
				return []checks.Fact{checks.FactApplication.Missing(checks.Gap{Reason: checks.GapDependency, From: checks.FactKeyPair.Name})}, nil
			}
			a, err := c.Application(ctx, id)
			return []checks.Fact{checks.FactApplication.Of(checks.Application{ID: a.ID, Name: a.Name, Owner: a.Owner})}, err
		})
}
