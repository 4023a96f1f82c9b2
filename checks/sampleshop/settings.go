package sampleshop

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/mpclient"
	"github.com/homologa/homologa/mpclient/sandbox"
)

const testBuyer = "test_user_4711007@testuser.com"

var errNoEndpoint = errors.New("sampleshop: this seller has no endpoint")

// Settings is what the developer's homologa.toml and .env would say now. When a fault of the
// preference changed since the last call, the shop takes a new order first; when that fails,
// the ids stay empty rather than name an order of another state.
func (s *Shop) Settings() checks.Settings {
	l, err := s.takeOrder(context.Background())
	if err != nil {
		l = latest{}
	}
	cred := s.box.Credentials()
	out := checks.Settings{
		Lang: s.text.Lang, Product: checks.CheckoutPro, Site: s.site.ID, PaymentPage: pageURL, WebhookURL: s.webhookURL(),
		PaymentID: l.payment, PreferenceID: l.preference, SourceDir: sourceDir, Industry: checks.Electronics,
		AccessToken: mpclient.Secret(cred.AccessToken), PublicKey: mpclient.Secret(s.publicKey()), WebhookSecret: mpclient.Secret(cred.WebhookSecret),
		AccessTokenVar: "MP_ACCESS_TOKEN", PublicKeyVar: "MP_PUBLIC_KEY", WebhookSecretVar: "MP_WEBHOOK_SECRET",
		Origin: map[string]string{"access_token": ".env", "public_key": ".env", "webhook_secret": ".env"}, Sandbox: true,
	}
	for _, name := range []string{"product", "site", "payment_page", "webhook_url", "payment_id", "preference_id", "source_dir", "industry"} {
		out.Origin[name] = "homologa.toml"
	}
	if s.broken(tokenShape) {
		out.AccessToken = "\"" + out.AccessToken + "\"\n"
	}
	if s.broken(otherSite) {
		out.Site = mpclient.MLA
		if s.site.ID == mpclient.MLA {
			out.Site = mpclient.MLB
		}
	}
	if s.broken(sameOwner) {
		out.PreferenceID = l.foreign
	}
	if s.broken(realInTests) {
		out.Target = checks.Testing
	}
	if s.broken(oauthOver) {
		out.OAuthIssued = s.now().Add(-200 * day).Format(time.DateOnly)
	}
	return out
}

// publicKey is the key in the .env file and in the page.
func (s *Shop) publicKey() string {
	key := s.box.Credentials().PublicKey
	if s.broken(sameApplication) {
		key = s.box.OtherApplicationKey()
	}
	if s.broken(publicKey) {
		key = key[:len(key)-6] + "000000" // an older key, renewed since
	}
	return key
}

// webhookURL is the address in the panel and in homologa.toml.
func (s *Shop) webhookURL() string {
	switch {
	case s.broken(noWebhook):
		return ""
	case s.broken(hookPlain):
		return strings.Replace(hookURL, "https:", "http:", 1)
	}
	return hookURL
}

// takeOrder makes preference and payment under the faults of now, once for each set of faults.
func (s *Shop) takeOrder(ctx context.Context) (latest, error) {
	s.building.Lock()
	defer s.building.Unlock()
	if s.recipe() != s.built {
		s.healAccount()
		err := s.makeOrder(ctx)
		s.applyAccount()
		if err != nil {
			s.built = ""
			return latest{}, err
		}
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.latest, nil
}

// recipe names everything an order depends on. One Pix payment is enough for the history.
func (s *Shop) recipe() string {
	b := strings.Builder{}
	b.WriteString("order")
	for _, f := range faults {
		if (f.edit != nil || f.id == sameOwner || f.id == sameWorld || f.id == buyerWorld || f.id == pixKey && !s.pixSold) && s.broken(f.id) {
			b.WriteString(" " + string(f.id))
		}
	}
	return b.String()
}

func (s *Shop) makeOrder(ctx context.Context) error {
	s.orderNo++
	made := s.recipe()
	order := s.newOrder(s.orderNo, 1)
	if s.site.ID == mpclient.MLB && !s.pixSold && !s.broken(pixKey) {
		if err := s.payByPix(ctx, order); err != nil {
			return err
		}
		s.pixSold = true
	}
	token := s.box.Credentials().AccessToken
	if s.broken(sameWorld) {
		token = s.box.Applications()[1].AccessToken
	}
	pref, err := s.createPreference(ctx, token, order)
	if err != nil {
		return err
	}
	l := latest{preference: pref.ID}
	if s.broken(sameOwner) {
		if l.foreign, err = s.neighbourly(ctx, order); err != nil {
			return err
		}
	}
	if s.broken(buyerWorld) {
		// The API refuses the mixture, so the payment is from the days when the account was a test one.
		s.box.SetKind(sandbox.Test)
		child(order, "payer")["email"] = testBuyer
	}
	if l.payment, err = s.payByCard(ctx, order); err != nil {
		return err
	}
	s.mu.Lock()
	s.latest = l
	s.mu.Unlock()
	s.built = made
	return nil
}

// sell makes the preference of a real visit to the page and returns where to pay.
func (s *Shop) sell(ctx context.Context, quantity int) (string, error) {
	s.building.Lock()
	defer s.building.Unlock()
	s.orderNo++
	c, err := s.createPreference(ctx, s.box.Credentials().AccessToken, s.newOrder(s.orderNo, quantity))
	if err != nil {
		return "", err
	}
	s.mu.Lock()
	s.latest.preference = c.ID
	s.mu.Unlock()
	return c.InitPoint, nil
}
