package sandbox

import (
	"testing"

	"github.com/homologa/homologa/mpclient"
)

// What is quoted is what is charged.
func TestInstallmentsAgreeWithPayments(t *testing.T) {
	b := newBench(t)
	a := b.want(b.do("GET", "/v1/payment_methods/installments?amount=200&bin=503143", ""), 200, "0.payment_method_id", "master", "0.issuer.id", "24", "0.payer_costs.0.installments", 1,
		"0.payer_costs.0.recommended_message", "1 parcela de R$ 200,00 (R$ 200,00)", "0.payer_costs.1.installments", 2)
	paid := b.payCard("APRO", "")
	if a.at("0.payer_costs.1.total_amount") != paid.at("transaction_details.total_paid_amount") || a.at("0.payer_costs.1.installment_amount") != paid.at("transaction_details.installment_amount") {
		t.Errorf("quoted %v, charged %v", a.at("0.payer_costs.1"), paid.at("transaction_details"))
	}
	b.want(b.do("GET", "/v1/payment_methods/installments?amount=200&payment_method_id=debelo", ""), 200, "0.payer_costs.1", "<none>")
	b.want(b.do("GET", "/v1/payment_methods/installments?amount=200&payment_method_id=visa&issuer_id=999", ""), 200, "0", "<none>")
	for query, status := range map[string]int{"payment_method_id=visa": 400, "amount=x&payment_method_id=visa": 400, "amount=NaN&payment_method_id=visa": 400, "amount=0&payment_method_id=visa": 400, "amount=10": 400, "amount=10&payment_method_id=nope": 404,
		"amount=10&bin=12": 400, "amount=10&bin=503143&payment_method_id=visa": 400, "amount=10&bin=999999": 404} {
		b.want(b.do("GET", "/v1/payment_methods/installments?"+query, ""), status)
	}
	mla := newBench(t, onSite(mpclient.MLA))
	mla.want(mla.do("GET", "/v1/payment_methods/installments?amount=200000&payment_method_id=visa", ""), 200, "0.payer_costs.1.labels.0", "CFT_4,34%|TEA_3,59%", "0.payer_costs.0.recommended_message", "1 cuota de $ 200.000,00 ($ 200.000,00)")
}

func TestCardCatalogue(t *testing.T) {
	b := newBench(t)
	key := "public_key=" + b.Credentials().PublicKey
	open := func(path string) answer { return b.do("GET", path+key, "", "Authorization: ") }
	b.want(open("/v1/payment_methods/card_issuers?payment_method_id=visa&"), 200, "0.id", "25", "0.name", "Visa", "0.processing_mode", "aggregator", "0.merchant_account_id", nil)
	b.want(open("/v1/payment_methods/search?marketplace=NONE&status=active&bins=423564&site_id=MLB&"), 200, "paging.total", 2, "results.0.id", "visa", "results.0.issuer.id", "25", "results.1.id", "debvisa")
	b.want(open("/v1/payment_methods/search?bins=423564&site_id=MLA&"), 200, "paging.total", 0)
	b.want(open("/v1/payment_methods/search?bins=999999&"), 200, "paging.total", 0)
	b.want(open("/v1/payment_methods/search?bins=x&"), 400)
	b.want(b.do("GET", "/v1/payment_methods/installments?amount=10&payment_method_id=visa", "", "Authorization: "), 401)
	for _, r := range []struct {
		site mpclient.SiteID
		m    money
		want string
	}{{mpclient.MLB, 123456789, "R$ 1.234.567,89"}, {mpclient.MLC, 100000, "$ 1.000"}, {mpclient.MLM, 100050, "$ 1,000.50"}, {mpclient.MPE, 5, "S/ 0.05"}} {
		b := newBench(t, onSite(r.site))
		if got := b.price(r.m); got != r.want {
			t.Errorf("%s: %s, want %s", r.site, got, r.want)
		}
	}
}

func TestSearchByRelativeDates(t *testing.T) {
	b := newBench(t)
	b.payPix(`,"external_reference":"old"`)
	b.clock.forward(36 * 3600e9)
	b.payPix(`,"external_reference":"new"`)
	for window, want := range map[string]int{"begin_date=NOW-1DAYS&end_date=NOW": 1, "begin_date=NOW-37HOURS": 400, "begin_date=NOW-2DAYS&end_date=NOW": 2, "begin_date=NOW-1MONTHS&end_date=NOW-24HOURS": 1, "begin_date=NOW-61MINUTES": 400, "begin_date=NOW-1WEEKS": 2} {
		a := b.do("GET", "/v1/payments/search?range=date_created&"+window, "")
		if want == 400 {
			b.want(a, 400, "cause.0.code", 1001)
		} else if b.want(a, 200); a.at("paging.total") != float64(want) {
			t.Errorf("%s finds %v, want %d", window, a.at("paging.total"), want)
		}
	}
}
