package probe

import (
	"cmp"
	"context"
	"encoding/json"
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
	return reads(checks.ThingPayments, e.api("payments", keys(checks.FactPayments.Name, checks.FactPayment.Name), nil, "payment",
		func(ctx context.Context, c *mpclient.Client, f *checks.Facts) ([]checks.Fact, error) {
			s := checks.FactSettings.Must(f)
			var access, pay checks.Fact
			var latest *checks.Created
			var lookErr error
			var wg sync.WaitGroup
			wg.Go(func() { access, latest, lookErr = e.access(ctx, c) })
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
				case own && lookErr != nil && s.PreferenceID == "":
					pay = checks.FactPayment.Missing(gapOf(lookErr, "payment", "", e.apiHost()), access.Exchanges...)
				default:
					pay = checks.FactPayment.Missing(checks.Gap{Reason: checks.GapInput, Input: "payment_id"})
				}
			}
			return []checks.Fact{access, pay}, nil
		}))
}

// reads says what a probe lists or takes the newest of.
func reads(t checks.Thing, p checks.Probe) checks.Probe {
	p.Reads = append(p.Reads, t)
	return p
}

// ownReach is how many payments are looked through for one that homologa did not make itself.
const ownReach = 50

// newestPayment searches for the newest payment that fits and that homologa did not make. The answer and the page are
// those of the first call; late is what kept it from looking further.
func newestPayment(ctx context.Context, c *mpclient.Client, filter map[string]string, fits func(*checks.Doc) bool) (first *mpclient.Answer, total int, found *checks.Created,
	late, err error) {
	for limit, offset := 1, 0; offset < ownReach; limit, offset = newestOf, offset+limit {
		a, err := c.SearchPayments(ctx, limit, offset, filter)
		var page searchPage
		if err == nil {
			page, err = readSearch(a)
		}
		switch {
		case err != nil && first == nil:
			return nil, 0, nil, nil, err
		case err != nil:
			return first, total, nil, err, nil
		case first == nil:
			first, total = a, page.Paging.Total
		}
		for _, raw := range page.Results {
			d, err := checks.ParseDoc("", raw)
			if err != nil || checks.Own(d.Str("external_reference")) || !fits(d) {
				continue
			}
			d.ID = d.Str("id")
			return first, total, &checks.Created{Doc: d, Marks: a.Marks.Within("results")}, nil, nil
		}
		if len(page.Results) < limit {
			break
		}
	}
	return first, total, nil, nil, nil
}

func (e *Env) access(ctx context.Context, c *mpclient.Client) (access checks.Fact, latest *checks.Created, late error) {
	ctx, seen := mpclient.WithSeen(ctx)
	a, total, latest, late, err := newestPayment(ctx, c, newest, func(*checks.Doc) bool { return true })
	if err != nil {
		x := mpclient.AsError(err)
		if x == nil || x.Category != mpclient.CatAuth && x.Category != mpclient.CatForbidden {
			return checks.FactPayments.Missing(gapOf(err, "payment", "", e.apiHost()), seen.IDs()...), nil, nil
		}
		p := checks.PaymentsAccess{Status: x.Status, Code: x.Code, Err: x}
		if len(x.Causes) > 0 {
			p.Code = x.Causes[0].Code
		}
		return checks.FactPayments.Of(p, seen.IDs()...), nil, nil
	}
	return checks.FactPayments.Of(checks.PaymentsAccess{Allowed: true, Status: a.Status, Total: total}, seen.IDs()...), latest, late
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
	return reads(checks.ThingPayments, e.api("pix", keys(checks.FactPixHistory.Name), nil, "payment",
		func(ctx context.Context, c *mpclient.Client, _ *checks.Facts) ([]checks.Fact, error) {
			// The filter is the API's; believing it blindly would turn any payment into proof.
			_, _, got, late, err := newestPayment(ctx, c, map[string]string{"sort": "date_created", "criteria": "desc", "payment_method_id": "pix"},
				func(d *checks.Doc) bool { return d.Str("payment_method_id") == "pix" })
			if err = cmp.Or(err, late); err != nil {
				return nil, err
			}
			var h checks.PixHistory
			if got != nil {
				at, _ := time.Parse("2006-01-02T15:04:05.000Z07:00", got.Doc.Str("date_created"))
				h = checks.PixHistory{Found: true, PaymentID: mpclient.CleanLine(got.Doc.ID, 20), Status: mpclient.CleanLine(got.Doc.Str("status"), 30), Date: at}
			}
			return []checks.Fact{checks.FactPixHistory.Of(h)}, nil
		}))
}

// preference reads the configured preference, or the latest of the account when nothing is
// configured and the product is Checkout Pro.
func (e *Env) preference() checks.Probe {
	return e.api("preference", keys(checks.FactPreference.Name), nil, "preference",
		func(ctx context.Context, c *mpclient.Client, f *checks.Facts) ([]checks.Fact, error) {
			s := checks.FactSettings.Must(f)
			look := s.PaymentID == "" && (s.Product == checks.CheckoutPro || s.Product == "")
			facts, err := e.chosen(ctx, checks.FactPreference, "preference", s.PreferenceID, look, c.Preference, func() ([]string, error) {
				a, err := c.SearchPreferences(ctx, newestOf)
				if err != nil {
					return nil, err
				}
				return newestIDs(a, "preferences.search", "elements", "date_created")
			})
			if err != nil {
				return nil, err
			}
			return []checks.Fact{foreign(facts[0], s.PreferenceID, ownerOf(f))}, nil
		})
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
