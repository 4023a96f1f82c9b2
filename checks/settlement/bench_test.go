package settlement

import (
	"bufio"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"sync/atomic"
	"testing"
	"time"
)

// million writes a settlement report of n rows with the columns of the guide's example, and the orders of its sales:
// one sale in fifty is refunded in part, one order in a thousand has another amount.
func million(tb testing.TB, dir string, n int) (report, orders string) {
	tb.Helper()
	report, orders = filepath.Join(dir, "report.csv"), filepath.Join(dir, "orders.csv")
	rnd := rand.New(rand.NewPCG(1, 2))
	rf, err := os.Create(report)
	if err != nil {
		tb.Fatal(err)
	}
	of, err := os.Create(orders)
	if err != nil {
		tb.Fatal(err)
	}
	r, o := bufio.NewWriterSize(rf, 1<<20), bufio.NewWriterSize(of, 1<<20)
	fmt.Fprintln(r, "EXTERNAL_REFERENCE;SOURCE_ID;USER_ID;PAYMENT_METHOD_TYPE;PAYMENT_METHOD;SITE;TRANSACTION_TYPE;TRANSACTION_AMOUNT;TRANSACTION_CURRENCY;TRANSACTION_DATE;FEE_AMOUNT;"+
		"SETTLEMENT_NET_AMOUNT;SETTLEMENT_CURRENCY;SETTLEMENT_DATE;REAL_AMOUNT;COUPON_AMOUNT;METADATA;MKP_FEE_AMOUNT;FINANCING_FEE_AMOUNT;SHIPPING_FEE_AMOUNT;TAXES_AMOUNT;INSTALLMENTS;ORDER_ID;SHIPPING_ID;SHIPMENT_MODE;PACK_ID")
	fmt.Fprintln(o, "order_id,payment_id,total,currency,status")
	at := time.Date(2026, 5, 1, 0, 0, 0, 0, time.FixedZone("", -4*3600))
	for i := 0; i < n; i++ {
		cents := 100 + rnd.IntN(500_000)
		date := at.Add(time.Duration(i) * time.Second).Format("2006-01-02T15:04:05.000-07:00")
		line := func(kind string, cents int) {
			sign, c := "", cents
			if c < 0 {
				sign, c = "-", -c
			}
			fmt.Fprintf(r, "A-%07d;13325%08d;2034567891;credit_card;visa;MLB;%s;%s%d.%02d;BRL;%s;0.00;%s%d.%02d;BRL;%s;0.00;0.00;[{}];0.00;0.00;0.00;0.00;2;;;;\n", i, i, kind, sign, c/100, c%100, date, sign, c/100, c%100, date)
		}
		line("SETTLEMENT", cents)
		want := cents
		if i%1000 == 0 {
			want++
		}
		fmt.Fprintf(o, "A-%07d,13325%08d,%d.%02d,BRL,approved\n", i, i, want/100, want%100)
		if i%50 == 49 && i+1 < n {
			line("REFUND", -cents/2)
			n--
		}
	}
	for _, w := range []*bufio.Writer{r, o} {
		if err := w.Flush(); err != nil {
			tb.Fatal(err)
		}
	}
	_ = rf.Close()
	_ = of.Close()
	return report, orders
}

// BenchmarkReconcile is the budget: half a million lines of a report a second on one core, the orders read as well.
func BenchmarkReconcile(b *testing.B) {
	const rows = 1_000_000
	report, orders := million(b, b.TempDir(), rows)
	rin, err := File(report)
	if err != nil {
		b.Fatal(err)
	}
	oin, err := File(orders)
	if err != nil {
		b.Fatal(err)
	}
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	b.SetBytes(rin.Size)
	var peak atomic.Uint64
	for b.Loop() {
		runtime.GC()
		var n int64
		res, err := Reconcile(context.Background(), rin, oin, Options{Progress: func(_ string, read, _ int64) {
			if read>>25 != n {
				n = read >> 25
				var m runtime.MemStats
				runtime.ReadMemStats(&m)
				peak.Store(max(peak.Load(), m.HeapInuse))
			}
		}}, func(Record) error { return nil })
		if err != nil {
			b.Fatal(err)
		}
		if res.Rows.Read != rows || res.Outcomes[AmountDiffers] == 0 {
			b.Fatalf("%+v", res)
		}
	}
	b.ReportMetric(rows/(b.Elapsed().Seconds()/float64(b.N)), "lines/s")
	b.ReportMetric(float64(peak.Load())/(1<<20), "MiB-heap")
}

// BenchmarkSummarize is the same report added up.
func BenchmarkSummarize(b *testing.B) {
	const rows = 1_000_000
	report, _ := million(b, b.TempDir(), rows)
	in, err := File(report)
	if err != nil {
		b.Fatal(err)
	}
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	for b.Loop() {
		if _, err := Summarize(context.Background(), in, Options{}); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(rows/(b.Elapsed().Seconds()/float64(b.N)), "lines/s")
}
