package sandbox

import (
	"archive/zip"
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/crypto/bcrypt"

	"github.com/homologa/homologa/mpclient"
	"github.com/homologa/homologa/mpclient/limits/limitstest"
)

// made asks for a report of May and June 2026 and waits for it.
func (b *bench) made(kind ReportKind) {
	b.Helper()
	b.want(b.do("POST", "/v1/account/"+string(kind), `{"begin_date":"2026-05-01T00:00:00Z","end_date":"2026-06-30T00:00:00Z"}`), 202)
	b.clock.forward(5 * time.Minute)
}

// cents reads an amount, exactly.
func cents(t *testing.T, s string) int64 {
	t.Helper()
	whole, part, _ := strings.Cut(s, ".")
	n, err := strconv.ParseInt(whole+part, 10, 64)
	if err != nil || len(part) != 2 {
		t.Fatalf("%q is no amount", s)
	}
	return n
}

const moneyColumns = `"SOURCE_ID","TRANSACTION_TYPE","TRANSACTION_AMOUNT","FEE_AMOUNT","MKP_FEE_AMOUNT","SETTLEMENT_NET_AMOUNT","EXTERNAL_REFERENCE"`

func keysOf(quoted string) []string { return strings.Split(strings.ReplaceAll(quoted, `"`, ""), ",") }

// Everything that can happen to money, and in every line net is gross plus fee.
func TestSettlementOfEveryKind(t *testing.T) {
	b := newBench(t)
	number := func(a answer) int64 { return int64(a.at("id").(float64)) }
	third := b.payCard("APRO", "")
	for _, part := range []string{"66.66", "66.67", "66.67"} {
		b.want(b.do("POST", paymentPath(third)+"/refunds", `{"amount":`+part+`}`), 201)
	}
	lost, won, claimed, given := b.payCard("APRO", ""), b.payCard("APRO", ""), b.payCard("APRO", ""), b.payCard("APRO", "")
	b.clock.forward(time.Hour)
	for payment, end := range map[int64]string{number(lost): "settle", number(won): "reimburse"} {
		id := must[string](t)(b.Chargeback(payment))
		b.want(b.do("POST", "/_sandbox/chargeback", fmt.Sprintf(`{"id":%q,"action":%q}`, id, end)), 204)
	}
	for payment, end := range map[int64]string{number(claimed): "seller", number(given): "buyer"} {
		id := must[int64](t)(b.Claim(payment))
		b.clock.forward(time.Minute)
		b.want(b.do("POST", "/_sandbox/claim", fmt.Sprintf(`{"id":%d,"action":%q}`, id, end)), 204)
	}
	b.want(b.do("POST", "/v1/transaction-intents/process", `{"external_reference":"OUT-1","transaction":{"amount":30.5,"payment_method_id":"pix"}}`), 201)
	b.want(b.do("POST", "/v1/transaction-intents/process", `{"external_reference":"rejected","transaction":{"amount":99,"payment_method_id":"pix"}}`), 201)
	b.clock.forward(time.Hour)
	b.want(b.do("POST", "/v1/account/settlement_report/config", configOf("|", keysOf(moneyColumns)...)), 201)
	b.made(Settlement)

	sums, rows := map[string]int64{}, b.rows(Settlement, '|')
	for _, row := range rows[1:] {
		gross, fee, net := cents(t, row[2]), cents(t, row[3]), cents(t, row[5])
		if gross+fee != net || row[4] != "0.00" {
			t.Errorf("the line does not add up: %q", row)
		}
		sums[row[1]] += net
	}
	want := map[string]int64{
		"SETTLEMENT": 5 * 19002,  // each 200.00 less 9.98
		"REFUND":     -2 * 19002, // one in three parts, one by the claim: both to the cent
		"CHARGEBACK": -20000,     // the other came back
		"DISPUTE":    0,
		"PAYOUT":     -3050,
	}
	for kind, sum := range want {
		if sums[kind] != sum {
			t.Errorf("%s comes to %d, want %d\n%q", kind, sums[kind], sum, rows)
		}
	}
	if len(sums) != len(want) || !slices.Contains(column(rows, "EXTERNAL_REFERENCE"), "OUT-1") {
		t.Errorf("kinds %v in %q", sums, rows)
	}

	// The same in the other family: opening plus the lines is the total.
	b.clock.forward(30 * day)
	b.want(b.do("POST", "/v1/account/release_report/config", configOf(";", "RECORD_TYPE", "DESCRIPTION", "NET_CREDIT_AMOUNT", "NET_DEBIT_AMOUNT", "GROSS_AMOUNT", "MP_FEE_AMOUNT")), 201)
	b.made(Release)
	rows = b.rows(Release, ';')
	var balance int64
	for _, row := range rows[1 : len(rows)-1] {
		net := cents(t, row[2]) - cents(t, row[3])
		if cents(t, row[2])*cents(t, row[3]) != 0 || cents(t, row[4])+cents(t, row[5]) != net {
			t.Errorf("the line does not add up: %q", row)
		}
		balance += net
	}
	var all int64
	for _, sum := range want {
		all += sum
	}
	if last := rows[len(rows)-1]; last[0] != "total" || cents(t, last[2])-cents(t, last[3]) != balance || balance != all || last[4] != "" {
		t.Errorf("total %q, the lines come to %d, the other family to %d", last, balance, all)
	}
	about := column(rows, "DESCRIPTION")
	slices.Sort(about)
	if got := strings.Join(slices.Compact(about), " "); got != " chargeback mediation mediation_cancel payment payout refund" {
		t.Errorf("descriptions %q", got)
	}
}

// What the marketplace keeps of a linked seller's sale is in the fee, and in a column of its own.
func TestSettlementOfALinkedSeller(t *testing.T) {
	b := newBench(t)
	seller := b.want(b.oauthCall("grant_type", "authorization_code", "code", b.consent("allow", "linked", ""), "redirect_uri", callback), 200)
	as := "Authorization: Bearer " + seller.at("access_token").(string)
	pix := b.want(b.do("POST", "/v1/payments", `{"transaction_amount":100,"application_fee":10,"payment_method_id":"pix","payer":{"email":"ana@example.com"}}`, as), 201)
	b.want(b.do("POST", "/_sandbox/pay", `{"id":`+paymentNumber(pix)+`}`), 204)
	b.want(b.do("POST", "/v1/account/settlement_report/config", configOf(",", keysOf(moneyColumns)...), as), 201)
	b.want(b.do("POST", "/v1/account/settlement_report", `{"begin_date":"2026-05-01T00:00:00Z","end_date":"2026-06-01T00:00:00Z"}`, as), 202)
	b.clock.forward(generation)
	name := b.want(b.do("GET", "/v1/account/settlement_report/list", "", as), 200).at("0.file_name").(string)
	file := b.want(b.do("GET", "/v1/account/settlement_report/"+name, "", as), 200).raw
	if want := ",SETTLEMENT,100.00,-10.99,-10.00,89.01,"; !strings.Contains(file, want) || strings.Count(file, "\n") != 2 {
		t.Errorf("%q", file)
	}
	b.want(b.do("GET", "/v1/account/settlement_report/"+name, ""), 404) // the owner has no such file
	// The bank takes it back from the seller, and the owner knows nothing of it.
	id := must[string](t)(b.Chargeback(int64(pix.at("id").(float64))))
	b.want(b.do("GET", "/v1/chargebacks/"+id, "", as), 200, "status", "in_review")
	b.want(b.do("GET", "/v1/chargebacks/"+id, ""), 404)
}

// The opening balance of one period is the total of the one before, and no line falls between.
func TestPeriodsAdjoin(t *testing.T) {
	b := newBench(t)
	b.want(b.do("POST", "/v1/account/release_report/config", strings.Replace(configOf(",", "DATE", "RECORD_TYPE", "NET_CREDIT_AMOUNT"), `"type":"monthly"`, `"type":"daily"`, 1)), 201)
	b.want(b.do("POST", "/v1/account/release_report/schedule", ""), 200)
	midnight := time.Date(2026, 5, 12, 4, 0, 0, 0, time.UTC)
	for _, at := range []time.Time{midnight.Add(-time.Second), midnight.Add(-time.Millisecond), midnight} {
		b.clock.forward(at.Sub(b.clock.Now()))
		if err := b.Pay(int64(b.payPix("").at("id").(float64))); err != nil {
			t.Fatal(err)
		}
	}
	b.clock.forward(24 * time.Hour)
	list := b.want(b.do("GET", "/v1/account/release_report/list", ""), 200, "1.begin_date", "2026-05-11T04:00:00Z", "1.end_date", "2026-05-12T03:59:59Z", "0.begin_date", "2026-05-12T04:00:00Z")
	lines := func(i int) []string {
		return strings.Split(strings.TrimSpace(b.do("GET", "/v1/account/release_report/"+list.at(fmt.Sprint(i)+".file_name").(string), "").raw), "\n")
	}
	first, second := lines(1), lines(0)
	if len(first) != 1+1+2+1 || len(second) != 1+1+1+1 {
		t.Fatalf("%q\n%q", first, second)
	}
	total, opening := strings.Split(first[4], ","), strings.Split(second[1], ",")
	if total[1] != "total" || opening[1] != "initial_available_balance" || total[2] != opening[2] || total[2] != "296.84" {
		t.Errorf("%q then %q", total, opening)
	}
}

// Columns by name or alias in the order of the configuration, dates in its time zone.
func TestReportFollowsItsConfiguration(t *testing.T) {
	for zone, want := range map[string]string{"": "2026-05-11T10:01:02.000-04:00", "GMT-03": "2026-05-11T11:01:02.000-03:00", "America/Sao_Paulo": "2026-05-11T11:01:02.000-03:00",
		"GMT": "2026-05-11T14:01:02.000+00:00", "Mars/Olympus": "2026-05-11T10:01:02.000-04:00"} {
		b := newBench(t)
		b.payCard("APRO", "")
		body := strings.Replace(configOf(";", "INSTALLMENTS", "TRANSACTION_DATE"), `{"key":"INSTALLMENTS"}`, `{"key":"INSTALLMENTS","alias":"parcelas"}`, 1)
		b.want(b.do("POST", "/v1/account/settlement_report/config", strings.Replace(body, `{`, `{"display_timezone":"`+zone+`",`, 1)), 201)
		b.made(Settlement)
		if rows := b.rows(Settlement, ';'); !slices.Equal(rows[0], []string{"parcelas", "TRANSACTION_DATE"}) || !slices.Equal(rows[1], []string{"2", want}) {
			t.Errorf("%s: %q", zone, rows)
		}
	}
}

// A card check of nothing is no movement, and payers are named in Argentina only.
func TestReportColumnsOfPayersAndShops(t *testing.T) {
	for site, want := range map[mpclient.SiteID][]string{mpclient.MLB: {"", "", "47792476", "Caixa 1", "SUC01POS01", "47792478", "SUC01"}, mpclient.MLA: {"DNI", "12345678", "47792476", "Caixa 1", "SUC01POS01", "47792478", "SUC01"}} {
		b := newBench(t, onSite(site))
		doc := testDocuments[site]
		b.want(b.do("POST", "/v1/payments", fmt.Sprintf(`{"transaction_amount":2000,"payment_method_id":"account_money","payer":{"email":"ana@example.com","identification":{"type":%q,"number":%q}}}`, doc[0], doc[1])), 201)
		b.want(b.do("PUT", "/instore/qr/seller/collectors/"+b.user()+"/pos/SUC01POS01/orders", qrBody), 200)
		must[int64](t)(b.ScanQR("SUC01POS01"))
		b.want(b.do("POST", "/v1/account/settlement_report/config", configOf(",", "PAYER_ID_TYPE", "PAYER_ID_NUMBER", "POS_ID", "POS_NAME", "EXTERNAL_POS_ID", "STORE_ID", "EXTERNAL_STORE_ID")), 201)
		if site != mpclient.MLB {
			b.want(b.do("POST", "/v1/account/settlement_report", `{"begin_date":"2026-05-01T00:00:00Z","end_date":"2026-06-30T00:00:00Z"}`), 203)
		}
		b.made(Settlement)
		rows := b.rows(Settlement, ',')
		if len(rows) != 3 || !slices.Equal(rows[1][:2], want[:2]) || !slices.Equal(rows[2][2:], want[2:]) || rows[1][2] != "" {
			t.Errorf("%s: %q", site, rows)
		}
	}
	b := newBench(t)
	id := activeSubscription(b)
	b.want(b.do("PUT", "/preapproval/"+id, fmt.Sprintf(`{"card_token_id":%q}`, b.token(masterMLB, "APRO"))), 200)
	b.want(b.do("POST", "/v1/account/settlement_report/config", configOf(",", "SOURCE_ID")), 201)
	b.made(Settlement)
	if rows := b.rows(Settlement, ','); len(rows) != 1 {
		t.Errorf("the check of a card is a line: %q", rows)
	}
}

// The workbook says what the CSV says.
func TestReportAsWorkbook(t *testing.T) {
	b := newBench(t)
	b.payCard("APRO", `,"external_reference":"<A & \"B\">\u0007"`)
	b.want(b.do("POST", "/v1/account/settlement_report/config", configOf(";", "EXTERNAL_REFERENCE", "FEE_AMOUNT", "PACK_ID")), 201)
	b.made(Settlement)
	name := b.do("GET", "/v1/account/settlement_report/list", "").at("0.file_name").(string)
	a := b.want(b.do("GET", "/v1/account/settlement_report/"+strings.TrimSuffix(name, ".csv")+".xlsx", ""), 200)
	if a.header.Get("Content-Type") != xlsxType {
		t.Error(a.header)
	}
	z, err := zip.NewReader(strings.NewReader(a.raw), int64(len(a.raw)))
	if err != nil {
		t.Fatal(err)
	}
	var sheet struct {
		Rows []struct {
			Cells []struct {
				Type   string `xml:"t,attr"`
				Value  string `xml:"v"`
				Inline string `xml:"is>t"`
			} `xml:"c"`
		} `xml:"sheetData>row"`
	}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		raw, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		var any struct{ XMLName xml.Name }
		if err := xml.Unmarshal(raw, &any); err != nil {
			t.Errorf("%s: %v", f.Name, err)
		}
		if f.Name == "xl/worksheets/sheet1.xml" {
			if err := xml.Unmarshal(raw, &sheet); err != nil {
				t.Fatal(err)
			}
		}
	}
	if len(z.File) != 5 || len(sheet.Rows) != 2 {
		t.Fatalf("%d parts, %d lines", len(z.File), len(sheet.Rows))
	}
	head, line := sheet.Rows[0].Cells, sheet.Rows[1].Cells
	if head[0].Inline != "EXTERNAL_REFERENCE" || line[0].Inline != "<A & \"B\">\uFFFD" || line[1].Type != "" || line[1].Value != "-9.98" || line[2].Value+line[2].Inline != "" {
		t.Errorf("%+v\n%+v", head, line)
	}
	b.want(b.do("GET", "/v1/account/settlement_report/other.xlsx", ""), 404)
}

// A finished report is told once to the address of the reports, and BCrypt vouches for it.
func TestReportReadyNotification(t *testing.T) {
	b := newBench(t)
	b.SetWebhook("https://panel.example/hook")
	set := b.want(b.do("POST", "/_sandbox/report_webhook", `{"url":"https://shop.example/reports?x=1"}`), 200, "url", "https://shop.example/reports?x=1")
	b.want(b.do("POST", "/_sandbox/report_webhook", `{"url":"shop.example"}`), 400)
	b.SetReport(Settlement, true, false)
	b.want(b.do("POST", "/v1/account/settlement_report", `{"begin_date":"2026-05-01T00:00:00Z","end_date":"2026-05-11T00:00:00Z"}`), 202)
	b.clock.forward(4 * time.Minute)
	b.settleDown()
	if len(b.receiver.got) != 0 {
		t.Fatal("told before it was done")
	}
	b.clock.forward(time.Minute)
	b.settleDown()
	b.want(b.do("GET", "/v1/account/settlement_report/list", ""), 200, "0.status", "processed")
	b.settleDown()
	if len(b.receiver.got) != 1 {
		t.Fatalf("%d notifications", len(b.receiver.got))
	}
	req, a := b.receiver.got[0], answer{}
	if err := json.Unmarshal(b.receiver.bodies[0], &a.body); err != nil {
		t.Fatal(err)
	}
	if req.URL.String() != "https://shop.example/reports?x=1" || req.Header.Get("X-Signature") != "" {
		t.Errorf("%s %v", req.URL, req.Header)
	}
	compareShape(t, "report_ready_notification.json", sample(t, "report_ready_notification.json", ""), a.body)
	signed := fmt.Sprintf("%s-%s-%s", a.at("transaction_id"), set.at("password"), a.at("generation_date"))
	if err := bcrypt.CompareHashAndPassword([]byte(a.at("signature").(string)), []byte(signed)); err != nil {
		t.Error(err)
	}
	if bcrypt.CompareHashAndPassword([]byte(a.at("signature").(string)), []byte(signed+"x")) == nil {
		t.Error("the signature vouches for another text")
	}
	if a.at("status") != "processed" || a.at("creation_type") != "manual" || a.at("report_type") != "settlement" || a.at("is_test") != false || a.at("generation_date") != "2026-05-11T10:06:02.000-04:00" {
		t.Errorf("%s", b.receiver.bodies[0])
	}
	for _, suffix := range []string{"0", "1"} { // both files are there
		b.want(b.do("GET", "/v1/account/settlement_report/"+a.at("files."+suffix+".name").(string), ""), 200)
	}
}

// A report names a segment of an address and has a cell for each column in each line.
func TestHostileReportConfig(t *testing.T) {
	b := newBench(t)
	many := make([]string, maxColumns+1)
	for i := range many {
		many[i] = "DATE"
	}
	for _, body := range []string{configOf(",", many...), strings.Replace(configOf(",", "DATE"), `"loja"`, `"../loja"`, 1), strings.Replace(configOf(",", "DATE"), `"loja"`, `"l\u000aoja"`, 1),
		strings.Replace(configOf(",", "DATE"), `"loja"`, `"`+strings.Repeat("l", 101)+`"`, 1), strings.Replace(configOf(",", "DATE"), `[{`, `[7,{`, 1)} {
		b.want(b.do("POST", "/v1/account/release_report/config", body), 400)
	}
	b.want(b.do("POST", "/v1/account/release_report/config", configOf(",", many[1:]...)), 201)
}

// FuzzSheet: whatever the cells hold, both formats can be read and say the same.
func FuzzSheet(f *testing.F) {
	f.Add("A;1001", "<&>\"\n", "-1.00")
	f.Add("\x00\xff", "=1+1", "")
	f.Fuzz(func(t *testing.T, a, b, c string) {
		defer limitstest.Bounded(t, 4*(len(a)+len(b)+len(c)))()
		sh := &sheet{keys: []string{"A", "B", "C"}, heads: []string{"A", "B", "C"}, rows: [][]string{{a, b, c}}}
		r := csv.NewReader(strings.NewReader(string(sh.csv("|"))))
		r.Comma = '|'
		rows, err := r.ReadAll()
		plain := strings.NewReplacer("\r\n", "\n", "\r", "") // encoding/csv itself folds these
		if err != nil || len(rows) != 2 && a+b+c != "" || len(rows) == 2 && plain.Replace(rows[1][0]) != plain.Replace(a) {
			t.Errorf("%v: %q of %q", err, rows, []string{a, b, c})
		}
		raw := sh.xlsx()
		z, err := zip.NewReader(strings.NewReader(string(raw)), int64(len(raw)))
		if err != nil {
			t.Fatal(err)
		}
		part, err := z.Open("xl/worksheets/sheet1.xml")
		if err != nil {
			t.Fatal(err)
		}
		d := xml.NewDecoder(part)
		for {
			if _, err = d.Token(); err != nil {
				break
			}
		}
		if err != io.EOF {
			t.Errorf("%v in %q", err, sh.worksheet())
		}
	})
}

func TestAmountsAreExact(t *testing.T) {
	for m, want := range map[money]string{0: "0.00", 5: "0.05", -5: "-0.05", -99: "-0.99", 14990: "149.90", 99999999999999: "999999999999.99", math.MinInt32: "-21474836.48"} {
		if got := amountText(m); got != want {
			t.Errorf("%d is %s, want %s", m, got, want)
		}
	}
}
