package sandbox

import (
	"regexp"
	"strings"
	"testing"

	"github.com/homologa/homologa/mpclient"
)

func siteID(s string) mpclient.SiteID { return mpclient.SiteID(s) }

func TestCredentialShapes(t *testing.T) {
	b := newBench(t)
	c := b.Credentials()
	for value, shape := range map[string]string{
		c.AccessToken: `^APP_USR-` + c.ClientID + `-(0[1-9]|1[0-2])(0[1-9]|1\d|2[0-8])([01]\d|2[0-3])-[0-9a-f]{32}-\d{10}$`,
		c.PublicKey:   `^APP_USR-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`, b.OtherApplicationKey(): `^APP_USR-[0-9a-f-]{36}$`,
		c.WebhookSecret: `^[0-9a-f]{64}$`, c.ClientID: `^\d{16}$`,
	} {
		if !regexp.MustCompile(shape).MatchString(value) {
			t.Errorf("%q does not look like %s", value, shape)
		}
	}
}

func TestUsersMe(t *testing.T) {
	for _, site := range mpclient.Sites {
		b := newBench(t, onSite(site.ID))
		real := b.want(b.do("GET", "/users/me", ""), 200, "site_id", string(site.ID), "country_id", site.Country, "status.site_status", "active", "status.sell.allow", true)
		if strings.Contains(real.raw, "test_user") || strings.Contains(real.raw, "testuser.com") {
			t.Error("a real account looks like a test account")
		}
		if checkDocument(site.ID, real.at("identification.type").(string), real.at("identification.number").(string)) != docFine {
			t.Errorf("%s: the seller's own document is invalid", site.ID)
		}
		b.SetKind(Test)
		test := b.want(b.do("GET", "/users/me", ""), 200, "tags.1", "test_user")
		if email := test.at("email").(string); !regexp.MustCompile(`^test_user_\d+@testuser\.com$`).MatchString(email) {
			t.Errorf("e-mail %s", email)
		}
		for path, min := range map[string]int{"/v1/payment_methods": 5, "/item_categories": 23} {
			if list := b.want(b.do("GET", path, ""), 200).body.([]any); len(list) < min {
				t.Errorf("%s %s: %d entries", site.ID, path, len(list))
			}
		}
		b.want(b.do("GET", "/v1/identification_types?public_key="+b.Credentials().PublicKey, "", "Authorization: "), 200)
	}
}

func TestPluginCredentials(t *testing.T) {
	b := newBench(t)
	const path = "/plugins-credentials-wrapper/credentials"
	mine := b.Credentials()
	b.want(b.do("GET", path, ""), 200, "client_id", mine.ClientID, "is_test", false, "homologated", true)
	b.want(b.do("GET", path+"?public_key="+mine.PublicKey, "", "Authorization: "), 200, "client_id", mine.ClientID)
	other := b.want(b.do("GET", path+"?public_key="+b.OtherApplicationKey(), "", "Authorization: "), 200)
	if other.at("client_id") == mine.ClientID {
		t.Error("the other application has the same id")
	}
	b.want(b.do("GET", path+"?public_key=APP_USR-x", "", "Authorization: "), 401)
	b.want(b.do("GET", path, "", "Authorization: "), 401)
	b.SetKind(Test)
	b.want(b.do("GET", path, ""), 200, "is_test", true)
}
