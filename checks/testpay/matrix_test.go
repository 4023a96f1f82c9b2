package testpay

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"testing"
	"text/tabwriter"

	"github.com/mercadopago/sdk-go/pkg/config"
	"github.com/mercadopago/sdk-go/pkg/order"
	"github.com/mercadopago/sdk-go/pkg/payment"

	"github.com/homologa/homologa/mpclient"
	"github.com/homologa/homologa/mpclient/sandbox"
)

// Everything on every site: what comes out is what was expected, and nothing is left behind but an order
// that the bank is still thinking about, which nobody can cancel.
func TestEveryScenarioOnEverySite(t *testing.T) {
	var table strings.Builder
	w := tabwriter.NewWriter(&table, 0, 4, 2, ' ', 0)
	total := 0
	for _, site := range mpclient.Sites {
		b := newBench(t, site.ID, sandbox.Test, nil)
		ledger := b.open()
		var plans []Plan
		for _, s := range Scenarios(site.ID) {
			plans = append(plans, b.plan(s.ID))
		}
		events := drain(b.runner(func(o *Options) { o.Ledger = ledger }).Run(context.Background(), plans...))
		for i, r := range Matrix(plans, events) {
			total++
			fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\n", site.ID, r.Scenario.ID, plans[i].Amount, r.Expected, r.Got, r.State)
			if r.State != OK || r.ID == "" || !(Expect{States: strings.Split(r.Expected, " | ")}).Fits(r.Got) {
				t.Errorf("%s %s: %s, expected %q, got %q: %v", site.ID, r.Scenario.ID, r.State, r.Expected, r.Got, r.Text)
			}
			if r.Left != (r.Scenario.ID == "order.CONT") {
				t.Errorf("%s %s: left %v", site.ID, r.Scenario.ID, r.Left)
			}
		}
		if n := len(ledger.Open()); n != 1 {
			t.Errorf("%s: %d entries are left in the ledger: %+v", site.ID, n, ledger.Open())
		}
	}
	_ = w.Flush()
	t.Logf("%d scenarios\n%s", total, table.String())
	if total < 7*50 {
		t.Errorf("only %d scenarios", total)
	}
}

// The official SDK reads what was made.
func TestOfficialSDKReadsTheResults(t *testing.T) {
	for _, site := range mpclient.Sites {
		b := newBench(t, site.ID, sandbox.Test, nil)
		cfg, err := config.New(b.sim.Credentials().AccessToken, config.WithHTTPClient(toServer{b.srv.URL}))
		if err != nil {
			t.Fatal(err)
		}
		read := 0
		for _, s := range Scenarios(site.ID) {
			if s.Kind != KindPayment && s.Kind != KindOrder {
				continue
			}
			p := b.plan(s.ID)
			events := drain(b.runner(func(o *Options) { o.Keep = true }).Run(context.Background(), p))
			row := Matrix([]Plan{p}, events)[0]
			if s.Kind == KindOrder {
				o, err := order.NewClient(cfg).Get(context.Background(), row.ID)
				if err != nil || o.ID != row.ID || o.ExternalReference != p.Reference || !strings.HasPrefix(row.Got, o.Status) {
					t.Errorf("%s %s: %v %+v, got %s", site.ID, s.ID, err, o, row.Got)
				}
				read++
				continue
			}
			n, err := strconv.Atoi(row.ID)
			if err != nil {
				t.Fatal(err)
			}
			got, err := payment.NewClient(cfg).Get(context.Background(), n)
			if err != nil || got.ExternalReference != p.Reference || got.Status+"/"+got.StatusDetail != row.Got || got.TransactionAmount != p.Value || got.CurrencyID != site.Currency {
				t.Errorf("%s %s: %v %s/%s %v, got %s", site.ID, s.ID, err, got.Status, got.StatusDetail, got.TransactionAmount, row.Got)
			}
			read++
		}
		if read < 40 {
			t.Errorf("%s: only %d read", site.ID, read)
		}
	}
}
