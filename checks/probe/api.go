package probe

import (
	"context"
	"encoding/json"
	"strings"
	"sync"
	"time"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/mpclient"
)

func keys(ks ...checks.FactKey) []checks.FactKey { return ks }

func (e *Env) settings() checks.Probe {
	return checks.Probe{ID: "settings", Provides: keys(checks.FactSettings.Name, checks.FactToken.Name, checks.FactPublicKey.Name),
		Run: func(context.Context, *checks.Facts) []checks.Fact {
			s := e.Load()
			e.Redactor.Add(s.AccessToken)
			e.Redactor.Add(s.WebhookSecret)
			out := []checks.Fact{checks.FactSettings.Of(s)}
			for _, c := range []struct {
				key   checks.Key[mpclient.Credential]
				raw   mpclient.Secret
				look  func(string) mpclient.Credential
				input string
			}{
				{checks.FactToken, s.AccessToken, mpclient.InspectAccessToken, "access_token"},
				{checks.FactPublicKey, s.PublicKey, mpclient.InspectPublicKey, "public_key"},
			} {
				cred := c.look(c.raw.Reveal())
				if cred.Kind == mpclient.KindNone {
					out = append(out, c.key.Missing(checks.Gap{Reason: checks.GapInput, Input: c.input, Detail: s.Held[c.input]}))
					continue
				}
				e.Redactor.Add(cred.Clean)
				out = append(out, c.key.Of(cred))
			}
			return out
		}}
}

// api makes a read-only probe that needs the access token.
func (e *Env) api(id string, provides []checks.FactKey, uses []checks.FactKey, object string,
	run func(context.Context, *mpclient.Client, *checks.Facts) ([]checks.Fact, error)) checks.Probe {
	return checks.Probe{ID: id, Provides: provides, Needs: keys(checks.FactToken.Name, checks.FactSettings.Name), Uses: uses,
		Run: func(ctx context.Context, f *checks.Facts) []checks.Fact {
			ctx, seen := mpclient.WithSeen(ctx)
			missing := func(g checks.Gap) (out []checks.Fact) {
				for _, k := range provides {
					out = append(out, checks.Fact{Key: k, Gap: &g, Exchanges: seen.IDs()})
				}
				return out
			}
			tok := checks.FactToken.Must(f)
			if tok.Clean == "" {
				return missing(checks.Gap{Reason: checks.GapDependency, From: checks.FactToken.Name})
			}
			c, err := e.Client(tok.Clean)
			if err != nil {
				return missing(checks.Gap{Reason: checks.GapNetwork, Detail: checks.T("gap.detail.network", "host", e.apiHost(), "why", mpclient.CleanLine(err.Error(), 160))})
			}
			facts, err := run(ctx, c, f)
			if err != nil {
				return missing(gapOf(err, object, "", e.apiHost()))
			}
			for i := range facts {
				if facts[i].Exchanges == nil {
					facts[i].Exchanges = seen.IDs()
				}
			}
			return facts
		}}
}

func (e *Env) account() checks.Probe {
	return e.api("account", keys(checks.FactAccount.Name), nil, "account",
		func(ctx context.Context, c *mpclient.Client, _ *checks.Facts) ([]checks.Fact, error) {
			a, err := c.Account(ctx)
			return []checks.Fact{checks.FactAccount.Of(a)}, err
		})
}

func (e *Env) methods() checks.Probe {
	return e.api("payment_methods", keys(checks.FactMethods.Name), nil, "payment_methods",
		func(ctx context.Context, c *mpclient.Client, _ *checks.Facts) ([]checks.Fact, error) {
			m, err := c.PaymentMethods(ctx)
			return []checks.Fact{checks.FactMethods.Of(m)}, err
		})
}

func (e *Env) categories() checks.Probe {
	return e.api("item_categories", keys(checks.FactCategories.Name), nil, "item_categories",
		func(ctx context.Context, c *mpclient.Client, _ *checks.Facts) ([]checks.Fact, error) {
			ids, err := c.Categories(ctx)
			return []checks.Fact{checks.FactCategories.Of(ids)}, err
		})
}

// keyPair asks the wrapper of the official modules about both keys, side by side.
func (e *Env) keyPair() checks.Probe {
	p := e.api("credentials", keys(checks.FactKeyPair.Name), nil, "credentials",
		func(ctx context.Context, c *mpclient.Client, f *checks.Facts) ([]checks.Fact, error) {
			key := checks.FactPublicKey.Must(f)
			if key.Clean == "" {
				return []checks.Fact{checks.FactKeyPair.Missing(checks.Gap{Reason: checks.GapDependency, From: checks.FactPublicKey.Name})}, nil
			}
			var tok, pub mpclient.PluginCredentials
			var tokErr, pubErr error
			var wg sync.WaitGroup
			wg.Go(func() { tok, tokErr = c.CredentialsOf(ctx, "") })
			wg.Go(func() { pub, pubErr = c.CredentialsOf(ctx, key.Clean) })
			wg.Wait()
			if tokErr != nil {
				return nil, tokErr
			}
			pair := checks.KeyPair{TokenClientID: tok.ClientID, TokenTest: tok.IsTest, TokenActive: tok.Homologated}
			if pubErr != nil {
				if pe := mpclient.AsError(pubErr); pe == nil || pe.Category != mpclient.CatAuth {
					return nil, pubErr
				}
				pair.KeyRefused = true
			} else {
				pair.KeyClientID, pair.KeyTest, pair.KeyActive = pub.ClientID, pub.IsTest, pub.Homologated
			}
			return []checks.Fact{checks.FactKeyPair.Of(pair)}, nil
		})
	p.Needs = append(p.Needs, checks.FactPublicKey.Name)
	return p
}

// Newest first, as the read-only probes of the reference do it.
var newest = map[string]string{"sort": "date_created", "criteria": "desc"}

// payments asks whether the Payments API answers this token and reads the payment to judge: the
// configured one or, for products whose integration creates payments itself, the latest.
func (e *Env) payments() checks.Probe {
	return e.api("payments", keys(checks.FactPayments.Name, checks.FactPayment.Name), nil, "payment",
		func(ctx context.Context, c *mpclient.Client, f *checks.Facts) ([]checks.Fact, error) {
			s := checks.FactSettings.Must(f)
			var access, pay checks.Fact
			var latest *checks.Created
			var wg sync.WaitGroup
			wg.Go(func() { access, latest = e.access(ctx, c) })
			wg.Go(func() {
				if s.PaymentID != "" {
					pay = e.created(ctx, checks.FactPayment, "payment", s.PaymentID, c.Payment)
				}
			})
			wg.Wait()
			if s.PaymentID == "" {
				own := s.Product == checks.CheckoutAPI || s.Product == checks.Bricks
				switch {
				case own && latest != nil && s.PreferenceID == "":
					pay = checks.FactPayment.Of(*latest, access.Exchanges...)
				default:
					pay = checks.FactPayment.Missing(checks.Gap{Reason: checks.GapInput, Input: "payment_id"})
				}
			}
			return []checks.Fact{access, pay}, nil
		})
}

func (e *Env) access(ctx context.Context, c *mpclient.Client) (checks.Fact, *checks.Created) {
	ctx, seen := mpclient.WithSeen(ctx)
	a, err := c.SearchPayments(ctx, 1, 0, newest)
	if err != nil {
		x := mpclient.AsError(err)
		if x == nil || x.Category != mpclient.CatAuth && x.Category != mpclient.CatForbidden {
			return checks.FactPayments.Missing(gapOf(err, "payment", "", e.apiHost()), seen.IDs()...), nil
		}
		p := checks.PaymentsAccess{Status: x.Status, Code: x.Code, Err: x}
		if len(x.Causes) > 0 {
			p.Code = x.Causes[0].Code
		}
		return checks.FactPayments.Of(p, seen.IDs()...), nil
	}
	page, err := readSearch(a)
	if err != nil {
		return checks.FactPayments.Missing(gapOf(err, "payment", "", e.apiHost()), seen.IDs()...), nil
	}
	var doc *checks.Created
	total, status := page.Paging.Total, a.Status
	for skip := 1; len(page.Results) > 0; skip++ {
		d, err := checks.ParseDoc("", page.Results[0])
		if err == nil && !strings.HasPrefix(d.Str("external_reference"), OwnReference) {
			d.ID = d.Str("id")
			doc = &checks.Created{Doc: d, Marks: a.Marks.Within("results")}
		}
		if err != nil || doc != nil || skip > newestOf {
			break
		}
		// homologa's own proof of the Pix key is the newest: the one before it is the integration's.
		if a, err = c.SearchPayments(ctx, 1, skip, newest); err != nil {
			break
		}
		if page, err = readSearch(a); err != nil {
			break
		}
	}
	return checks.FactPayments.Of(checks.PaymentsAccess{Allowed: true, Status: status, Total: total}, seen.IDs()...), doc
}

type searchPage struct {
	Paging struct {
		Total int `json:"total"`
	} `json:"paging"`
	Results []json.RawMessage `json:"results"`
}

func readSearch(a *mpclient.Answer) (searchPage, error) {
	var p searchPage
	if err := json.Unmarshal(a.Body, &p); err != nil || p.Results == nil {
		return p, &mpclient.Error{Op: "payments.search", Status: a.Status, Category: mpclient.CatGarbled, Message: "the answer is not a page of payments", Exchange: a.Exchange}
	}
	return p, nil
}

func (e *Env) pixHistory() checks.Probe {
	return e.api("pix", keys(checks.FactPixHistory.Name), nil, "payment",
		func(ctx context.Context, c *mpclient.Client, _ *checks.Facts) ([]checks.Fact, error) {
			a, err := c.SearchPayments(ctx, 1, 0, map[string]string{"sort": "date_created", "criteria": "desc", "payment_method_id": "pix"})
			if err != nil {
				return nil, err
			}
			page, err := readSearch(a)
			if err != nil {
				return nil, err
			}
			var h checks.PixHistory
			for _, raw := range page.Results {
				d, err := checks.ParseDoc("", raw)
				// The filter is the API's; believing it blindly would turn any payment into proof.
				if err != nil || d.Str("payment_method_id") != "pix" {
					continue
				}
				at, _ := time.Parse("2006-01-02T15:04:05.000Z07:00", d.Str("date_created"))
				h = checks.PixHistory{Found: true, PaymentID: mpclient.CleanLine(d.Str("id"), 20), Status: mpclient.CleanLine(d.Str("status"), 30), Date: at}
			}
			return []checks.Fact{checks.FactPixHistory.Of(h)}, nil
		})
}

// preference reads the configured preference, or the latest of the account when nothing is
// configured and the product is Checkout Pro.
func (e *Env) preference() checks.Probe {
	return e.api("preference", keys(checks.FactPreference.Name), nil, "preference",
		func(ctx context.Context, c *mpclient.Client, f *checks.Facts) ([]checks.Fact, error) {
			s := checks.FactSettings.Must(f)
			id, chosen := s.PreferenceID, true
			if id == "" {
				if s.PaymentID != "" || s.Product != checks.CheckoutPro && s.Product != "" {
					return []checks.Fact{checks.FactPreference.Missing(checks.Gap{Reason: checks.GapInput, Input: "preference_id"})}, nil
				}
				var err error
				if id, err = latestPreference(ctx, c); err != nil {
					return nil, err
				}
				if id == "" {
					return []checks.Fact{checks.FactPreference.Missing(checks.Gap{Reason: checks.GapInput, Input: "preference_id"})}, nil
				}
				chosen = false
			}
			fact := foreign(e.created(ctx, checks.FactPreference, "preference", id, c.Preference), id, ownerOf(f))
			if v, ok := fact.Value.(checks.Created); ok {
				v.Chosen = chosen
				fact.Value = v
			}
			return []checks.Fact{fact}, nil
		})
}

// latestPreference finds the newest of the first page; the order of the page is not documented.
func latestPreference(ctx context.Context, c *mpclient.Client) (string, error) {
	a, err := c.SearchPreferences(ctx, 10)
	if err != nil {
		return "", err
	}
	var page struct {
		Elements []struct {
			ID      string `json:"id"`
			Created string `json:"date_created"`
		} `json:"elements"`
	}
	if err := json.Unmarshal(a.Body, &page); err != nil {
		return "", &mpclient.Error{Op: "preferences.search", Status: a.Status, Category: mpclient.CatGarbled, Message: "the answer is not a page of preferences", Exchange: a.Exchange}
	}
	best, at := "", ""
	for _, p := range page.Elements {
		if p.Created >= at {
			best, at = p.ID, p.Created
		}
	}
	return best, nil
}

func (e *Env) report(r mpclient.Report, k checks.Key[checks.ReportConfig]) checks.Probe {
	return e.api(string(r), keys(k.Name), nil, string(k.Name),
		func(ctx context.Context, c *mpclient.Client, _ *checks.Facts) ([]checks.Fact, error) {
			a, err := c.ReportConfig(ctx, r)
			if err != nil {
				// Whether the API answers 404 or an empty 200 without a configuration is not confirmed.
				if x := mpclient.AsError(err); x != nil && x.Category == mpclient.CatNotFound {
					return []checks.Fact{k.Of(checks.ReportConfig{})}, nil
				}
				return nil, err
			}
			cfg, err := readReport(a.Body)
			if err != nil {
				return nil, &mpclient.Error{Op: string(r), Status: a.Status, Category: mpclient.CatGarbled, Message: "the answer is not a report configuration", Exchange: a.Exchange}
			}
			return []checks.Fact{k.Of(cfg)}, nil
		})
}

func readReport(body []byte) (checks.ReportConfig, error) {
	var cfg struct {
		Prefix    string `json:"file_name_prefix"`
		Scheduled *bool  `json:"scheduled"`
		Frequency *struct {
			Type string `json:"type"`
		} `json:"frequency"`
		Columns []struct {
			Key string `json:"key"`
		} `json:"columns"`
		Timezone string                     `json:"display_timezone"`
		Emails   []json.RawMessage          `json:"notification_email_list"`
		SFTP     map[string]json.RawMessage `json:"sftp_info"`
	}
	if err := json.Unmarshal(body, &cfg); err != nil {
		return checks.ReportConfig{}, err
	}
	out := checks.ReportConfig{Prefix: mpclient.CleanLine(cfg.Prefix, 60), ScheduledKnown: cfg.Scheduled != nil}
	out.Scheduled = cfg.Scheduled != nil && *cfg.Scheduled
	out.Timezone, out.Recipients, out.SFTP = mpclient.CleanLine(cfg.Timezone, 40), len(cfg.Emails), len(cfg.SFTP) > 0
	if cfg.Frequency != nil {
		out.Frequency = mpclient.CleanLine(cfg.Frequency.Type, 20)
	}
	for _, c := range cfg.Columns {
		out.Columns = append(out.Columns, mpclient.CleanLine(c.Key, 60))
	}
	out.Configured = len(out.Columns) > 0 || cfg.Frequency != nil || cfg.Prefix != ""
	return out, nil
}
