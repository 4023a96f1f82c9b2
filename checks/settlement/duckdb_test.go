package settlement

import (
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// duckJoin does with DuckDB what the comparison of amounts does: sales of the report joined to the orders by payment id.
const duckJoin = `const { DuckDBInstance } = require('@duckdb/node-api');
(async () => {
  const [report, orders] = process.argv.slice(1);
  const db = await (await DuckDBInstance.create(':memory:', { threads: '1' })).connect();
  const begun = process.hrtime.bigint();
  const r = await db.runAndReadAll("SELECT count(*)::INT AS n, count(*) FILTER (o.total = r.TRANSACTION_AMOUNT)::INT AS same FROM " +
    "read_csv('" + report + "', delim=';', header=true, types={'TRANSACTION_AMOUNT':'DECIMAL(18,2)','SOURCE_ID':'VARCHAR'}) r JOIN " +
    "read_csv('" + orders + "', header=true, types={'total':'DECIMAL(18,2)','payment_id':'VARCHAR'}) o ON r.SOURCE_ID = o.payment_id WHERE r.TRANSACTION_TYPE = 'SETTLEMENT'");
  const row = r.getRowObjects()[0];
  console.log(JSON.stringify({ n: Number(row.n), same: Number(row.same), ms: Number((process.hrtime.bigint() - begun) / 1000000n), rss: process.resourceUsage().maxRSS }));
})().catch(e => { console.error(e); process.exit(1); });`

// TestBesideDuckDB lets DuckDB (npm: @duckdb/node-api, one thread) join the same files; both find the same sales and the same
// differences. HOMOLOGA_DUCKDB names a folder with node_modules; HOMOLOGA_DUCKDB_ROWS asks for more than a quick run.
func TestBesideDuckDB(t *testing.T) {
	folder := os.Getenv("HOMOLOGA_DUCKDB")
	if _, err := os.Stat(filepath.Join(folder, "node_modules", "@duckdb", "node-api")); folder == "" || err != nil {
		if os.Getenv("HOMOLOGA_REQUIRE_TOOLS") == "1" {
			t.Fatal("no @duckdb/node-api in HOMOLOGA_DUCKDB")
		}
		t.Skip("needs @duckdb/node-api: npm install it and name the folder in HOMOLOGA_DUCKDB")
	}
	rows := 20_000
	if v := os.Getenv("HOMOLOGA_DUCKDB_ROWS"); v != "" {
		if err := json.Unmarshal([]byte(v), &rows); err != nil {
			t.Fatal(err)
		}
	}
	report, orders := million(t, t.TempDir(), rows)
	cmd := exec.Command("node", "-e", duckJoin, report, orders)
	cmd.Dir = folder
	raw, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	var duck struct{ N, Same, MS, RSS int64 }
	if err := json.Unmarshal(raw, &duck); err != nil {
		t.Fatalf("%v %s", err, raw)
	}
	rin, err := File(report)
	if err != nil {
		t.Fatal(err)
	}
	oin, err := File(orders)
	if err != nil {
		t.Fatal(err)
	}
	begun := time.Now()
	res, err := Reconcile(context.Background(), rin, oin, Options{}, func(Record) error { return nil })
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d rows: here %d ms, DuckDB %d ms and %d MiB resident", rows, time.Since(begun).Milliseconds(), duck.MS, duck.RSS>>10)
	sales, wrong := res.Orders.Judged-res.Outcomes[OnlyOrders], res.Outcomes[AmountDiffers]
	if res.Rows.Read != int64(rows) || sales != duck.N || wrong != duck.N-duck.Same {
		t.Errorf("%d sales and %d differences, DuckDB %d and %d", sales, wrong, duck.N, duck.N-duck.Same)
	}
}
