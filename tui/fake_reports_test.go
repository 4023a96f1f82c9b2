package tui

import (
	"context"
	"errors"
	"math"
	"time"

	"github.com/homologa/homologa/checks/settlement"
	"github.com/homologa/homologa/mpclient"
)

// fakeReports has two reports: one at Mercado Pago, one in the folder.
type fakeReports struct {
	made   []mpclient.Report
	summed []string
}

func (r *fakeReports) List(context.Context) ([]ReportRef, error) {
	list := []ReportRef{
		{Report: mpclient.ReleaseReport, Name: "release-2026-05.csv", Ready: true, Begin: fakeNow.AddDate(0, 0, -30), End: fakeNow},
		{Report: mpclient.SettlementReport, Status: "pending", Begin: fakeNow.AddDate(0, 0, -30), End: fakeNow},
		{Name: "abril.csv", Path: "reports/abril.csv", Ready: true, Size: 1234},
	}
	if len(r.made) > 0 {
		list = append([]ReportRef{{Report: r.made[0], Name: "new.csv", Ready: true}}, list...)
	}
	return list, nil
}

func (r *fakeReports) Asking(_ context.Context, report mpclient.Report) (string, error) {
	return "LOJAEXEMPLO (2034567891), REAL: POST /v1/account/" + string(report), nil
}

func (r *fakeReports) Generate(_ context.Context, report mpclient.Report) error {
	r.made = append(r.made, report)
	return nil
}

func (r *fakeReports) Sum(_ context.Context, f ReportRef, progress func(read, total int64)) (*settlement.Summary, error) {
	r.summed = append(r.summed, f.Name)
	if f.Path == "" {
		return nil, errors.New("report: row 17: the file ends in the middle of a row. Download it again.")
	}
	progress(617, 1234)
	unit := func(v float64) settlement.Amount { return settlement.Amount(math.Round(v * 10_000)) }
	available, opening, balanced := unit(11340.5), unit(9000), true
	s := &settlement.Summary{Kind: settlement.Release, Opening: &opening, Closing: &available, Balanced: &balanced, Moves: map[string]int64{"payment": 12, "refund": 1}}
	day := func(back int, in, fees, refunds, chargebacks float64) settlement.Day {
		net := unit(in + fees + refunds + chargebacks)
		return settlement.Day{Date: fakeNow.AddDate(0, 0, -back).Format(time.DateOnly), Currency: "BRL", In: unit(in), Fees: unit(fees), Refunds: unit(refunds), Chargebacks: unit(chargebacks), Net: net}
	}
	s.Days = []settlement.Day{day(3, 1200, -59.88, 0, 0), day(2, 899.9, -44.91, -149.9, 0), day(1, 0, 0, 0, -320), day(0, 860.2, -44.91, 0, 0)}
	s.Days[3].Available = &available
	total := settlement.Day{Currency: "BRL"}
	for _, d := range s.Days {
		total.In += d.In
		total.Fees += d.Fees
		total.Refunds += d.Refunds
		total.Chargebacks += d.Chargebacks
		total.Net += d.Net
	}
	s.Totals = []settlement.Day{total}
	s.Rows.Read, s.Rows.Counted, s.Rows.Refused = 15, 13, 1
	return s, nil
}
