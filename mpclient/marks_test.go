package mpclient

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
)

func TestEmailsAreJudged(t *testing.T) {
	for address, want := range map[string]EmailFault{
		"ana@loja.com.br": "", "ANA.souza+1@correio.com.br": "", "joao@joao.com.br": "", "test@empresa.com": "",
		"ana": EmailMalformed, "ana@loja": EmailMalformed, "a b@loja.com": EmailMalformed, "Ana <ana@loja.com>": EmailMalformed, "@loja.com": EmailMalformed,
		"ana@example.com": EmailReserved, "x@y.test": EmailReserved, "x@mail.invalid": EmailReserved, "root@localhost": EmailReserved,
		"test_user_12@testuser.com": EmailTester, "test@test.com": EmailPlaceholder, "teste@teste.com.br": EmailPlaceholder,
	} {
		if got := MarkEmail(address).Fault; got != want {
			t.Errorf("%s: %q, want %q", address, got, want)
		}
	}
	for masked, want := range map[string]EmailFault{"a***@example.org": EmailReserved, "a***@testuser.com": EmailTester, "a***@loja.com": "", "***": ""} {
		if got := MaskedEmailFault(masked); got != want {
			t.Errorf("%s: %q, want %q", masked, got, want)
		}
	}
	if !MarkEmail("Ana@Loja.com").Same(MarkEmail(" ana@loja.com ")) || MarkEmail("ana@loja.com").Same(MarkEmail("eva@loja.com")) || (EmailMark{}).Same(EmailMark{}) {
		t.Error("two marks are the same for one address and for nothing else")
	}
}

// TestMarksHoldVerdictsAndNoValue reads an answer through the client: the body is redacted, the marks
// were made before, and nothing personal is in either.
func TestMarksHoldVerdictsAndNoValue(t *testing.T) {
	const body = `{"id":1,"external_reference":"123.456.789-09","payer":{"email":"test@test.com","identification":{"type":"CPF","number":"12345678900"},"phone":{"area_code":"11","number":"912345678"}},
		"additional_info":{"payer":{"identification":{"type":"CPF","number":"12345678909"}}}}`
	a, _ := served(t, map[string]string{
		"GET /v1/payments/1":                                body,
		"GET /v1/payments/search":                           `{"results":[` + body + `],"paging":{"total":1}}`,
		"GET /v1/payment_methods":                           `[]`,
		"GET /checkout/preferences/1-a":                     `{"id":"1-a","external_reference":"ana@loja.com","payer":{"email":"ana@loja.com"}}`,
		"GET /preapproval/2c9380848f0011223344556677889900": `{"external_reference":"11912345678","payer":{"phone":{"area_code":"11","number":"912345678"}}}`,
	})
	ctx := context.Background()
	one, err := a.Payment(ctx, "1")
	if err != nil {
		t.Fatal(err)
	}
	page, err := a.SearchPayments(ctx, 1, 0, nil)
	if err != nil {
		t.Fatal(err)
	}
	for name, m := range map[string]*Marks{"payment": one.Marks, "search": page.Marks.Within("results")} {
		if m.Emails["payer.email"].Fault != EmailPlaceholder || m.Documents["payer.identification"][MLB].Fault != DocCheckDigit || m.Documents["payer.identification"][MLA].Fault != DocOtherSite ||
			m.Documents["additional_info.payer.identification"][MLB].Fault != "" || m.Reference[""] != ReferenceDocument {
			t.Errorf("%s: %+v", name, m)
		}
		if text := fmt.Sprintf("%+v", m); strings.Contains(text, "12345678") || strings.Contains(text, "test.com") {
			t.Errorf("%s: the marks hold %s", name, text)
		}
		if raw, err := json.Marshal(m); err != nil || strings.Contains(string(raw), "12345678") {
			t.Errorf("%s: %s %v", name, raw, err)
		}
	}
	if pref, err := a.Preference(ctx, "1-a"); err != nil || pref.Marks.Reference[""] != ReferenceEmail || strings.Contains(string(pref.Body), "ana@") {
		t.Errorf("%+v %v", pref, err)
	}
	if sub, err := a.Subscription(ctx, "2c9380848f0011223344556677889900"); err != nil || sub.Marks.Reference[""] != ReferencePhone {
		t.Errorf("%+v %v", sub, err)
	}
	if m := (*Marks)(nil).Within("results"); m != nil {
		t.Errorf("%+v", m)
	}
}

func TestOrderNumbersAreNobodysData(t *testing.T) {
	for _, ref := range []string{"1001", "pedido-20261120", "12345678901", "11-912345678-01x-abcdefgh"} {
		m := MarksOf([]byte(`{"external_reference":"` + ref + `","payer":{"identification":{"type":"CPF","number":"98765432100"},"phone":{"number":"1001"}}}`))
		if len(m.Reference) > 0 {
			t.Errorf("%s: %v", ref, m.Reference)
		}
	}
}

// TestMalformedIdsAreNotSent: an id that is a path asks for nothing.
func TestMalformedIdsAreNotSent(t *testing.T) {
	a, asked := served(t, nil)
	for _, id := range []string{"", "../../users/me", "ORD01/../x", "ORD 01", strings.Repeat("A", 200)} {
		for name, get := range map[string]func(context.Context, string) (*Answer, error){"order": a.Order, "subscription": a.Subscription} {
			_, err := get(context.Background(), id)
			if e := mustError(t, err); e.Category != CatInvalid || e.Code != "malformed_id" {
				t.Errorf("%s %q: %v", name, id, err)
			}
		}
	}
	if len(*asked) > 0 {
		t.Errorf("asked %v", *asked)
	}
}
