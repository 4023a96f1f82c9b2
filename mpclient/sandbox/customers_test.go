package sandbox

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	sdkcustomer "github.com/mercadopago/sdk-go/pkg/customer"
	sdkcard "github.com/mercadopago/sdk-go/pkg/customercard"
	"github.com/mercadopago/sdk-go/pkg/mperror"

	"github.com/homologa/homologa/mpclient"
)

func TestSDKCustomerLife(t *testing.T) {
	b := newBench(t)
	cfg, ctx := sdk(b), context.Background()
	customers, cards := sdkcustomer.NewClient(cfg), sdkcard.NewClient(cfg)
	registered := b.clock.Now().Add(-time.Hour)
	made := must[*sdkcustomer.Response](t)(customers.Create(ctx, sdkcustomer.Request{Email: "ana@example.com", FirstName: "Ana", LastName: "Souza", DateRegistered: &registered,
		Phone: &sdkcustomer.PhoneRequest{AreaCode: "11", Number: "987654321"}, Identification: &sdkcustomer.IdentificationRequest{Type: "CPF", Number: "12345678909"},
		Address: &sdkcustomer.AddressRequest{ZipCode: "01310-100", StreetName: "Av. Paulista", StreetNumber: 1000, City: &sdkcustomer.CityRequest{Name: "São Paulo"}}}))
	if !strings.HasPrefix(made.ID, fmt.Sprint(b.Credentials().UserID)+"-") || len(made.ID) != len(fmt.Sprint(b.Credentials().UserID))+15 || made.Address.StreetNumber != 1000 ||
		made.Identification.Number != "12345678909" || made.UserID != b.Credentials().UserID || len(made.Cards) != 0 {
		t.Errorf("made %+v", made)
	}
	changed := must[*sdkcustomer.Response](t)(customers.Update(ctx, made.ID, sdkcustomer.Request{Description: "boa cliente", Phone: &sdkcustomer.PhoneRequest{AreaCode: "21"}}))
	if changed.Description != "boa cliente" || changed.Phone.AreaCode != "21" || changed.Phone.Number != "987654321" || changed.FirstName != "Ana" {
		t.Errorf("changed %+v", changed)
	}
	found := must[*sdkcustomer.SearchResponse](t)(customers.Search(ctx, sdkcustomer.SearchRequest{Filters: map[string]string{"EMAIL": "ANA@example.com"}}))
	if found.Paging.Total != 1 || found.Results[0].ID != made.ID {
		t.Errorf("search %+v", found)
	}

	first := must[*sdkcard.Response](t)(cards.Create(ctx, made.ID, sdkcard.Request{Token: b.token(masterMLB, "APRO")}))
	if first.FirstSixDigits != "503143" || first.LastFourDigits != "6351" || first.PaymentMethod.ID != "master" || first.Issuer.ID != 24 || first.CustomerID != made.ID || first.SecurityCode.Length != 3 {
		t.Errorf("card %+v", first)
	}
	second := must[*sdkcard.Response](t)(cards.Create(ctx, made.ID, sdkcard.Request{Token: b.token("375365153556885", "APRO"), PaymentMethodID: "amex", Issuer: &sdkcard.IssuerRequest{ID: "310"}}))
	if second.PaymentMethod.ID != "amex" || second.SecurityCode.Length != 4 || second.ID == first.ID {
		t.Errorf("second card %+v", second)
	}
	if read := must[*sdkcustomer.Response](t)(customers.Get(ctx, made.ID)); read.DefaultCard != first.ID || len(read.Cards) != 2 || read.Cards[1].ID != second.ID {
		t.Errorf("customer with cards %+v", read)
	}
	again := must[*sdkcard.Response](t)(cards.Update(ctx, made.ID, first.ID, sdkcard.Request{Token: b.token("4235647728025682", "APRO")}))
	if again.ID != first.ID || again.PaymentMethod.ID != "visa" || again.LastFourDigits != "5682" {
		t.Errorf("updated card %+v", again)
	}
	must[*sdkcard.Response](t)(cards.Delete(ctx, made.ID, first.ID))
	if list := must[[]sdkcard.Response](t)(cards.List(ctx, made.ID)); len(list) != 1 || list[0].ID != second.ID {
		t.Errorf("cards left %+v", list)
	}
	var lost *mperror.NotFoundError
	if _, err := cards.Get(ctx, made.ID, first.ID); !errors.As(err, &lost) {
		t.Errorf("a deleted card: %v", err)
	}
	if read := must[*sdkcustomer.Response](t)(customers.Get(ctx, made.ID)); read.DefaultCard != second.ID {
		t.Errorf("the default card is %q", read.DefaultCard)
	}
	if gone := must[*sdkcustomer.Response](t)(customers.Delete(ctx, made.ID)); gone.ID != made.ID {
		t.Errorf("deleted %+v", gone)
	}
	if _, err := customers.Get(ctx, made.ID); !errors.As(err, &lost) {
		t.Errorf("a deleted customer: %v", err)
	}
	b.want(b.do("POST", "/v1/customers", `{"email":"ana@example.com"}`), 201) // the address is free again
}

func TestCustomerErrors(t *testing.T) {
	b := newBench(t)
	b.want(b.do("POST", "/v1/customers", `{"email":"ana@example.com"}`), 201, "status", "<none>", "description", nil, "default_card", nil)
	b.want(b.do("POST", "/v1/customers/", `{"email":"Ana@Example.com"}`), 400, "error", "bad_request", "cause.0.code", "101", "cause.0.description", "the customer already exist")
	for _, body := range []string{``, `{}`, `{"email":"ana"}`, `{"email":7}`, `{"email":"b@example.com","phone":"11"}`, `{"email":"b@example.com","identification":{"type":"CPF","number":"1"}}`,
		`{"email":"b@example.com","date_registered":"yesterday"}`} {
		b.want(b.do("POST", "/v1/customers", body), 400, "message", "invalid parameters", "cause.0.code", "130", "cause.0.description", "Invalid customer data")
	}
	id := anyCustomer(b)
	b.want(b.do("PUT", "/v1/customers/"+id, `{"email":"other@example.com"}`), 400, "cause.0.code", "130")
	b.want(b.do("PUT", "/v1/customers/"+id, `{"default_card":"1"}`), 400, "cause.0.code", "130")
	b.want(b.do("POST", "/v1/customers/"+id+"/cards", `{"token":"0123"}`), 400, "cause.0.code", 2006)
	token := b.token(masterMLB, "APRO")
	b.want(b.do("POST", "/v1/customers/"+id+"/cards", fmt.Sprintf(`{"token":%q,"payment_method_id":"visa"}`, token)), 400, "cause.0.code", 2131)
	b.want(b.do("POST", "/v1/customers/"+id+"/cards", fmt.Sprintf(`{"token":%q}`, token)), 201)
	b.want(b.do("POST", "/v1/customers/"+id+"/cards", fmt.Sprintf(`{"token":%q}`, token)), 400, "cause.0.code", 2006) // used
	b.want(b.do("POST", "/v1/customers/"+id+"/addresses", `{}`), 400)
	b.want(b.do("GET", "/v1/customers/search?limit=101", ""), 400)
}

func TestPayWithSavedCard(t *testing.T) {
	b := newBench(t)
	id := anyCustomer(b)
	card := anyCard(b, id)
	pay := func(token, customer string) answer {
		return b.do("POST", "/v1/payments", fmt.Sprintf(`{"transaction_amount":50,"token":%q,"installments":1,"payer":{"type":"customer","id":%q}}`, token, customer))
	}
	tokenise := func(headers ...string) answer {
		return b.do("POST", "/v1/card_tokens?public_key="+b.Credentials().PublicKey, fmt.Sprintf(`{"card_id":%q,"security_code":"123"}`, card), append(headers, "Authorization: ")...)
	}
	made := b.want(tokenise(), 201, "card_id", card, "first_six_digits", "503143", "public_key", b.Credentials().PublicKey)
	paid := b.want(pay(made.at("id").(string), id), 201, "status", "approved", "payment_method_id", "master", "card.id", card, "payer.id", id, "payer.type", "customer")
	if email := paid.at("payer.email").(string); !strings.HasPrefix(email, "ana") {
		t.Errorf("the payer's e-mail is %q", email)
	}
	b.want(pay(made.at("id").(string), id), 400, "cause.0.code", 2006)
	b.want(pay(b.want(tokenise(), 201).at("id").(string), "1-unknown"), 400, "cause.0.code", 2002, "message", "Customer not found")
	b.want(b.do("POST", "/v1/card_tokens", `{"card_id":"1","security_code":"123"}`), 404)
	b.want(b.do("POST", "/v1/card_tokens", fmt.Sprintf(`{"card_id":%q,"security_code":"12345"}`, card)), 400, "cause.0.code", "E203")
	b.want(b.do("DELETE", "/v1/customers/"+id, ""), 200)
	b.want(tokenise(), 404)
}

func TestAddresses(t *testing.T) {
	b := newBench(t, onSite(mpclient.MLA))
	id := anyCustomer(b)
	path := "/v1/customers/" + id
	address := anyAddress(b, id)
	b.want(b.do("GET", path, ""), 200, "default_address", address, "addresses.0.id", address, "addresses.0.city.name", "São Paulo")
	b.want(b.do("PUT", path+"/addresses/"+address, `{"city":"Santos"}`), 200, "city", "Santos", "street_name", "Av. Paulista")
	if a := b.want(b.do("DELETE", path+"/addresses/"+address+"/", ""), 200); a.raw != "" {
		t.Errorf("deleting answered %s", a.raw)
	}
	b.want(b.do("GET", path, ""), 200, "default_address", nil)
}
