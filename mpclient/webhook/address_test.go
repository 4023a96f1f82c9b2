package webhook

import (
	"context"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"
)

// addresses are a target's own query, a delivery's, and what the target is to get.
var addresses = []struct{ name, own, came, want string }{
	{"the endpoint's own parameter came back", "source_news=webhooks", "source_news=webhooks&data.id=1&type=payment",
		"source_news=webhooks&data.id=1&type=payment"},
	{"in its captured place", "source_news=webhooks", "data.id=1&source_news=webhooks&type=payment",
		"data.id=1&source_news=webhooks&type=payment"},
	{"doubled by an older resend", "source_news=webhooks", "source_news=webhooks&source_news=webhooks&data.id=1&type=payment",
		"source_news=webhooks&data.id=1&type=payment"},
	{"made here, for another address", "tenant=7", "data.id=1%2F2&type=payment", "tenant=7&data.id=1%2F2&type=payment"},
	{"a copy of the shop has a value of its own", "key=dev", "key=live&data.id=1&type=payment", "key=dev&data.id=1&type=payment"},
	{"an address pasted with an id", "data.id=9&type=order&a=1", "data.id=1&type=payment", "a=1&data.id=1&type=payment"},
	{"one name twice", "s=1&s=2", "s=1&s=2&data.id=1&type=payment", "s=1&s=2&data.id=1&type=payment"},
	{"the same name spelt otherwise", "a%2Eb=1", "a.b=1&data.id=1", "a%2Eb=1&data.id=1"},
	{"IPN", "source_news=ipn", "source_news=ipn&id=5&topic=payment", "source_news=ipn&id=5&topic=payment"},
	{"IPN, the address has a type", "type=shop", "type=shop&id=5&topic=payment", "type=shop&id=5&topic=payment"},
	{"IPN, the address has an id", "id=3", "id=3&id=5&topic=payment", "id=3&id=5&topic=payment"},
	{"a webhook, the address has an id", "id=3&topic=x", "id=3&topic=x&data.id=1&type=payment", "id=3&topic=x&data.id=1&type=payment"},
	{"nothing came", "a=1&data.id=3", "", "a=1&data.id=3"},
	{"nothing is its own", "", "data.id=1&type=payment&x", "data.id=1&type=payment&x"},
	{"what does not parse stays", "a=%zz", "b=%zz&data.id=1&;", "a=%zz&b=%zz&data.id=1&;"},
}

func TestAddressHasEveryParameterOnce(t *testing.T) {
	target, came := local(t, status(200))
	for _, x := range addresses {
		u := *target
		u.RawQuery = x.own
		f := NewForwarder(&u, ForwardOptions{})
		d := Arrival{ID: "d-1", Source: FromHTTP, Method: "POST", Query: x.came}
		for range 2 { // once more changes nothing
			if o := f.Send(t.Context(), d, nil); !o.Delivered() {
				t.Fatalf("%s: %+v", x.name, o)
			}
			got := <-came
			if got.query != x.want {
				t.Errorf("%s: got %q, want %q", x.name, got.query, x.want)
			}
			d.Query = got.query
		}
		f.Close(context.Background())
	}
}

// TestResentSignatureHolds: what is signed is the data.id of the query, so an endpoint's own query may not touch it.
func TestResentSignatureHolds(t *testing.T) {
	target, came := local(t, status(200))
	for _, own := range []string{"", "source_news=webhooks", "data.id=999", "Data.Id=999", "type=other&data%2Eid=999"} {
		u := *target
		u.RawQuery = own
		s := NewSender(&u, SenderOptions{Secret: secret, Now: func() time.Time { return signedAt }})
		d := s.Send(t.Context(), sent(t, SendOptions{DataID: "ORD01AbC", Form: FormOrder})[0]).Sent
		first := <-came
		f := NewForwarder(&u, ForwardOptions{})
		d.ID = "s-1"
		f.Send(t.Context(), d, nil)
		f.Close(context.Background())
		again := <-came
		if again.query != first.query {
			t.Errorf("%q: first %q, then %q", own, first.query, again.query)
		}
		for _, h := range []hop{first, again} {
			if v := Judge(Delivery{Target: "/?" + h.query, Header: h.header}, []Secret{{Value: secret}}); v != Genuine {
				t.Errorf("%q: %q is %s", own, h.query, v)
			}
		}
	}
}

// TestCurlIsTheResend: the command carries what a resend carries, read back by our own reader of commands.
func TestCurlIsTheResend(t *testing.T) {
	for _, x := range addresses {
		d := Arrival{Source: FromHTTP, Method: "POST", Query: x.came, Body: []byte("@/etc/hostname"),
			Header: http.Header{"X-Signature": {"ts=1,v1=ab"}, "X-Request-Id": {"it's"}, "Cookie": {"a=b"}}}
		got, err := parseCurl(d.Curl("https://shop.example/hook?" + x.own))
		if err != nil {
			t.Fatal(err)
		}
		want := strings.TrimSuffix("https://shop.example/hook?"+x.want, "?")
		if got.Target != want && got.Target != want+"?" || string(got.Body) != "@/etc/hostname" {
			t.Errorf("%s: %q with %q, want %q", x.name, got.Target, got.Body, want)
		}
		if got.Get("X-Request-Id") != "it's" || got.Get("X-Signature") != "ts=1,v1=ab" || got.Get("Cookie") != "" {
			t.Errorf("%s: headers %v", x.name, got.Header)
		}
	}
	hostile := Arrival{Method: "$(id)", Query: "a='; id #", Body: []byte("'; id; '")}
	if c := hostile.Curl(""); strings.Contains(c, "$(id)") || !strings.Contains(c, `'\''; id; '\'''`) {
		t.Errorf("a shell would run part of it: %s", c)
	}
}

func TestCurlReallySends(t *testing.T) {
	bin, err := exec.LookPath("curl")
	sh, shErr := exec.LookPath("sh")
	if err != nil || shErr != nil {
		if os.Getenv("HOMOLOGA_REQUIRE_TOOLS") == "1" {
			t.Fatal("HOMOLOGA_REQUIRE_TOOLS=1 and there is no ", "curl or sh")
		}
		t.Skip("no curl")
	}
	target, came := local(t, status(200))
	for _, x := range []int{0, 1, 4} {
		u := *target
		u.RawQuery = addresses[x].own
		d := Arrival{Method: "POST", Query: addresses[x].came, Body: []byte(`@{"it's":1}`), Header: http.Header{"Content-Type": {"application/json"}}}
		cmd := exec.CommandContext(t.Context(), sh, "-c", d.Curl(u.String()))
		cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + t.TempDir(), "NO_PROXY=*"}
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%s: %v\n%s", bin, err, out)
		}
		if got := <-came; got.query != addresses[x].want || got.body != `@{"it's":1}` || got.header.Get("Content-Type") != "application/json" {
			t.Errorf("%+v", got)
		}
	}
}

func TestAskedIsWhatCameOrWhatWasCalled(t *testing.T) {
	d := Arrival{Query: "data.id=1&type=payment"}
	for source, want := range map[Source]string{
		FromHTTP: "/?data.id=1&type=payment", "": "/?data.id=1&type=payment",
		FromPoll: "https://shop.example/hook?a=1&data.id=1&type=payment", FromHere: "https://shop.example/hook?a=1&data.id=1&type=payment",
	} {
		d.Source = source
		if got := d.Asked("https://shop.example/hook?a=1"); got != want {
			t.Errorf("%q: %s", source, got)
		}
	}
	if got := d.ShownAddress("http://[::1"); got != "http://[::1" {
		t.Errorf("an address that does not parse became %q", got)
	}
	if u, _ := url.Parse("https://shop.example/?token=********"); d.Address(u).String() != "https://shop.example/?token=********&data.id=1&type=payment" {
		t.Error("a masked value is escaped")
	}
}
