package probe

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/mercadopago/sdk-go/pkg/payment"
	"github.com/mercadopago/sdk-go/pkg/requestoptions"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/mpclient"
)

// How long each step of the Pix probe may take. Together they stay below its deadline, so that what
// was created is always cancelled or told.
const (
	pixCreateLimit = 20 * time.Second
	pixFindLimit   = 10 * time.Second
	pixCancelLimit = 20 * time.Second
	pixTimeout     = 55 * time.Second
	// The shortest life the API takes is 30 minutes; clocks differ.
	pixLife = 35 * time.Minute
)

// pixCharge creates the smallest Pix payment and cancels it at once: the one certain answer to
// whether the account has a Pix key.
func (e *Env) pixCharge() checks.Probe {
	return checks.Probe{ID: "pix.charge", Provides: keys(checks.FactPixCharge.Name),
		Needs:  keys(checks.FactSettings.Name, checks.FactToken.Name, checks.FactAccount.Name, checks.FactMethods.Name),
		Effect: checks.Writes, Makes: []checks.Thing{checks.ThingPayments}, Timeout: pixTimeout, Asks: pixConsent, Run: e.chargePix}
}

// pixOffer is the Pix row of the account's methods and the smallest amount it takes; ok is false when
// there is nothing to try.
func pixOffer(f *checks.Facts) (amount float64, ok bool) {
	if checks.FactAccount.Must(f).Site != mpclient.MLB {
		return 0, false
	}
	for _, m := range checks.FactMethods.Must(f) {
		if m.ID == "pix" && (m.Status == "" || m.Status == "active") {
			return max(math.Ceil(m.Min*100)/100, 0.01), true
		}
	}
	return 0, false
}

func reais(amount float64) string { return "BRL " + strconv.FormatFloat(amount, 'f', 2, 64) }

// pixConsent asks for each account and amount anew. A real account's consent is never part of a
// blanket one; the embedded simulator needs none.
func pixConsent(f *checks.Facts) *checks.Gap {
	amount, ok := pixOffer(f)
	if !ok || checks.FactSettings.Must(f).Sandbox {
		return nil
	}
	a := checks.FactAccount.Must(f)
	id := strconv.FormatInt(a.ID, 10)
	if a.Test() {
		return &checks.Gap{Reason: checks.GapConsent, Detail: checks.T("gap.detail.consent_pix_test", "nickname", a.Nickname, "account", id, "amount", "@money:"+reais(amount))}
	}
	return &checks.Gap{Reason: checks.GapConsent, Typed: cmp.Or(a.Nickname, id), Consent: fmt.Sprintf("pix.charge %s %s", id, reais(amount)),
		Detail: checks.T("gap.detail.consent_pix", "nickname", a.Nickname, "account", id, "amount", "@money:"+reais(amount))}
}

func (e *Env) chargePix(ctx context.Context, f *checks.Facts) []checks.Fact {
	missing := func(g checks.Gap) []checks.Fact { return []checks.Fact{checks.FactPixCharge.Missing(g)} }
	amount, ok := pixOffer(f)
	if !ok {
		return missing(checks.Gap{Reason: checks.GapUnsupported})
	}
	acc := checks.FactAccount.Must(f)
	c, err := e.Client(checks.FactToken.Must(f).Clean)
	if err != nil {
		return missing(checks.Gap{Reason: checks.GapNetwork, Detail: checks.T("gap.detail.network", "host", e.apiHost(), "why", mpclient.CleanLine(err.Error(), 160))})
	}
	if ctx.Err() != nil {
		return missing(checks.Gap{Reason: checks.GapCancelled})
	}
	// From here on nobody interrupts: a payment that was begun is seen through to its end.
	ctx, seen := mpclient.WithSeen(context.WithoutCancel(ctx))
	out := checks.PixCharge{Amount: reais(amount), Reference: checks.OwnReference + "pix-" + randomHex(8)}
	consent := func(effect string) *mpclient.Consent {
		return &mpclient.Consent{Account: acc.ID, Amount: out.Amount, Effect: effect}
	}
	out.PaymentID, err = e.createPix(mpclient.WithConsent(ctx, consent("create a Pix payment")), c, acc, amount, out.Reference)
	x := mpclient.AsError(err)
	if x == nil && err != nil {
		x = &mpclient.Error{Message: mpclient.CleanLine(err.Error(), 160)}
	}
	switch {
	case err == nil:
	case x.Has("13253") || strings.HasPrefix(x.Message, "Collector user without key enabled"):
		out.NoKey, out.Problem = true, refusedText(x)
	case x.Category == mpclient.CatConsent:
		return []checks.Fact{checks.FactPixCharge.Missing(checks.Gap{Reason: checks.GapConsent, Detail: checks.Stopped(x)}, seen.IDs()...)}
	case x.Status >= 400 && x.Status < 500:
		out.Problem = refusedText(x) // deliberate: nothing was created
	default:
		// No answer, or one that cannot be read: the payment may exist all the same.
		if out.PaymentID = e.findPix(ctx, c, out.Reference); out.PaymentID == "" {
			out.Lost, out.Problem = true, gapOf(err, "payment", "", e.apiHost()).Detail
		}
	}
	if out.PaymentID != "" {
		out.Cancelled, out.Problem = e.cancelPix(mpclient.WithConsent(ctx, consent("cancel that Pix payment")), c, out.PaymentID)
	}
	return []checks.Fact{checks.FactPixCharge.Of(out, seen.IDs()...)}
}

func refusedText(x *mpclient.Error) checks.Text {
	message := x.Message
	for _, c := range x.Causes {
		message += " · " + c.Code + " " + c.Description
	}
	return checks.T("gap.detail.refused", "status", strconv.Itoa(x.Status), "message", mpclient.CleanLine(message, 200))
}

func (e *Env) createPix(ctx context.Context, c *mpclient.Client, acc mpclient.Account, amount float64, reference string) (id string, err error) {
	ctx, cancel := context.WithTimeout(requestoptions.WithIdempotencyKey(ctx, reference), pixCreateLimit)
	defer cancel()
	// A test seller takes test buyers only, a real one no address of theirs.
	email := "pix-check@example.com"
	if acc.Test() {
		email = "test_user_1000001@testuser.com"
	}
	// The API's dates have milliseconds and an offset; Go leaves out what is zero.
	until := e.Now().Add(pixLife).In(time.FixedZone("", -3*60*60)).Truncate(time.Second).Add(time.Millisecond)
	a, err := c.CreatePayment(ctx, payment.Request{TransactionAmount: amount, PaymentMethodID: "pix", Description: "homologa: Pix key check",
		ExternalReference: reference, DateOfExpiration: &until, Payer: &payment.PayerRequest{Email: email}})
	if err != nil {
		return "", err
	}
	var made struct {
		ID json.Number `json:"id"`
	}
	if err := json.Unmarshal(a.Body, &made); err != nil || strings.Trim(made.ID.String(), "0123456789") != "" || made.ID == "" {
		return "", &mpclient.Error{Op: "payments.create", Status: a.Status, Category: mpclient.CatGarbled, Message: "the answer names no payment", Exchange: a.Exchange}
	}
	return made.ID.String(), nil
}

// findPix looks for a payment whose creation was not answered; "" when there is none.
func (e *Env) findPix(ctx context.Context, c *mpclient.Client, reference string) string {
	ctx, cancel := context.WithTimeout(ctx, pixFindLimit)
	defer cancel()
	a, err := c.SearchPayments(ctx, newestOf, 0, map[string]string{"external_reference": reference})
	if err != nil {
		return ""
	}
	page, err := readSearch(a)
	if err != nil {
		return ""
	}
	for _, raw := range page.Results {
		// Only what carries the reference is cancelled: the filter is the API's.
		d, err := checks.ParseDoc("", raw)
		if id := d.Str("id"); err == nil && d.Str("external_reference") == reference && id != "" && strings.Trim(id, "0123456789") == "" {
			return id
		}
	}
	return ""
}

// cancelPix cancels the payment and believes only an answer that says so.
func (e *Env) cancelPix(ctx context.Context, c *mpclient.Client, id string) (done bool, problem checks.Text) {
	ctx, cancel := context.WithTimeout(ctx, pixCancelLimit)
	defer cancel()
	n, err := strconv.Atoi(id)
	if err != nil {
		return false, checks.T("gap.detail.garbled", "why", mpclient.CleanLine(err.Error(), 120))
	}
	a, err := c.CancelPayment(ctx, n)
	if err != nil {
		if x := mpclient.AsError(err); x != nil && x.Status >= 400 {
			return false, refusedText(x)
		}
		return false, gapOf(err, "payment", id, e.apiHost()).Detail
	}
	d, err := checks.ParseDoc(id, a.Body)
	if err != nil || d.Str("status") != "cancelled" {
		return false, checks.T("gap.detail.garbled", "why", "status "+mpclient.CleanLine(d.Str("status"), 40))
	}
	return true, checks.Text{}
}
