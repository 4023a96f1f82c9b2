package mpclient

import (
	"context"
	"testing"
)

func TestApplication(t *testing.T) {
	const id = "7305128846120953"
	for body, want := range map[string]Application{
		`{"id":7305128846120953,"name":"Loja\u202e Exemplo","owner_id":2034567891}`: {ID: id, Name: "Loja\ufffd Exemplo", Owner: 2034567891},
		`{"name":"Loja","owner_id":"12"}`:                                           {ID: id, Name: "Loja", Owner: 12},
		`{"name":"Loja","owner_id":null}`:                                           {ID: id, Name: "Loja"},
		`{"name":"Loja","owner_id":{"x":1}}`:                                        {ID: id, Name: "Loja"},
	} {
		a := newAPI(t, reply(200, body))
		if got, err := a.Application(context.Background(), id); err != nil || got != want {
			t.Errorf("%s: %+v %v", body, got, err)
		}
	}
	// An id that could be a card number comes back masked; it is still the one that was asked for.
	a := newAPI(t, reply(200, `{"id":4111111111111111,"name":"Loja"}`))
	if got, err := a.Application(context.Background(), "4111111111111111"); err != nil || got.ID != "4111111111111111" {
		t.Errorf("%+v %v", got, err)
	}
	for _, body := range []string{`{}`, `[]`, `null`, `{"name":1}`, `{"name":""}`, `{"id":1,"name":"Outra"}`, "<html>"} {
		a := newAPI(t, reply(200, body))
		_, err := a.Application(context.Background(), id)
		if e := mustError(t, err); e.Category != CatGarbled || e.Op != "applications.get" {
			t.Errorf("%s: %+v", body, e)
		}
	}
	for _, bad := range []string{"", "1/../users/me", "12", "abcdefghijkl"} {
		a := newAPI(t, reply(200, `{"name":"Loja"}`))
		_, err := a.Application(context.Background(), bad)
		if e := mustError(t, err); e.Code != "malformed_id" {
			t.Errorf("%q: %+v", bad, e)
		}
	}
}
